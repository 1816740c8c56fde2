"""``/logga``: what has been done, logged from a phone by those who did it. Plain HTML; no kernel, no script needed.

The form carries a receipt of its own: where the answer was lost on the way, the same form may be sent again and is
logged once. A small script keeps what is typed until it has been saved; without it everything else works.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tornado.web import HTTPError, RequestHandler, authenticated

from medlofte import style
from medlofte.edition import Edition
from medlofte.errors import StoreError
from medlofte.language import N_, _
from medlofte.server.page import Page
from medlofte.views.session import NAMES, WRITERS
from medlofte.workshop.promises.chain import Chain, gather

LONGEST, RECENT = 200, 5
_TWICE = N_(
    "Formuläret var redan sparat, som det såg ut när du skickade det förra gången. Det du har ändrat sedan dess är "
    "inte sparat: spara rättelsen."
)
_LACKING = {
    "promises": N_("Det finns inga löften än. Skriv dem, och åtgärderna de vilar på, under Löften."),
    "drafts": N_(
        "Löftena är utkast, och det går att logga först när de är överenskomna. Gör dem överenskomna under Löften."
    ),
    "struck": N_("Alla löften är strukna. Ta upp dem igen, eller skriv nya, under Löften."),
    "measures": N_("Löftena har inga åtgärder än. Skriv dem under Löften."),
    "loose": N_("Åtgärderna hör inte till något löfte. Välj under Löften vilket löfte de hör till."),
}
_AMOUNT = re.compile(r"-?([0-9]{1,9}\.?[0-9]{0,9}|\.[0-9]{1,9})")
_FIELDS = ("measure", "date", "amount", "place", "note", "source")


def routes(base: str) -> list[tuple[str, type[RequestHandler]]]:
    """Return our addresses under ``base`` (which ends with a slash)."""
    return [(rf"{base}logga/?", Activity)]


@dataclass(frozen=True)
class Entry:
    """What somebody has typed, as text; ``corrects`` is the id of an earlier entry that was wrong."""

    measure: str = ""
    date: str = ""
    amount: str = "1"
    place: str = ""
    note: str = ""
    source: str = ""
    corrects: str = ""
    receipt: str = field(default_factory=lambda: secrets.token_hex(16))

    def checked(self, *, measures: Mapping[str, str], places: Mapping[str, str], today: dt.date) -> dict[str, Any]:
        """Return what the store takes; StoreError says which field is wrong and what to write."""
        if self.measure not in measures:
            raise StoreError(_("Välj en åtgärd."))
        if self.place and self.place not in places:
            raise StoreError(
                _("Platsen finns inte i listan."), advice=_("Välj en plats, eller «Ingen särskild plats».")
            )
        try:
            day = dt.date.fromisoformat(self.date.strip())
        except ValueError as error:
            raise StoreError(_("Datumet ska skrivas ÅÅÅÅ-MM-DD, till exempel 2027-03-15.")) from error
        if day > today:
            raise StoreError(_("Datumet ligger i framtiden."), advice=_("Logga det som är gjort."))
        for text in (self.note, self.source):
            if len(text) > LONGEST:
                raise StoreError(
                    _("Texten får vara högst {longest} tecken.").format(longest=LONGEST), advice=_("Korta den.")
                )
        return {"date": day.isoformat(), "amount": _amount(self.amount), "place": self.place,
                "note": self.note.strip(), "source": self.source.strip(), "replaces": self.corrects,
                "receipt": self.receipt}  # fmt: skip


class Activity(Page):
    """The form, and the latest entries with a way to correct them."""

    @authenticated
    def get(self) -> None:
        """Show an empty form, or one with an entry to correct; say what was saved."""
        if not self.may_write():
            return
        source = NAMES[self.current_user.role]
        entry = Entry(date=dt.date.today().isoformat(), source=source)
        wrong = self.get_query_argument("ratta", "")
        if wrong:
            entry = self.earlier(wrong)
        saved = self.get_query_argument("sparat", "")
        known = set(self.workshop.store.plan.activities()["activity"])
        self.form(entry, done=_("Aktiviteten är sparad.") if saved in known else "")

    @authenticated
    def post(self) -> None:
        """Log what was sent, once, and show the form anew; with an error, show what was typed and what to mend."""
        if not self.may_write():
            return
        entry = Entry(**{name: self.get_body_argument(name, "") for name in (*_FIELDS, "corrects", "receipt")})
        chain = self.chain()
        known = self.workshop.store.plan.activities(history=True)["activity"]
        if entry.corrects and entry.corrects not in set(known):  # a correction sent twice is no error: it is in history
            raise HTTPError(404)
        try:
            content = entry.checked(
                measures=_titles(chain), places=_places(self.workshop.edition), today=dt.date.today()
            )
            made = self.workshop.store.plan.log_activity(entry.measure, **content, by=NAMES[self.current_user.role])
        except StoreError as error:
            self.set_status(422)
            self.form(entry, problem=error.text())
            return
        if self.differs(made, {"measure": entry.measure} | content):
            self.set_status(422)
            self.form(replace(entry, corrects=made, receipt=""), problem=_(_TWICE))
            return
        self.redirect(f"{self.base_url}logga?sparat={made}", status=303)

    def differs(self, made: str, content: Mapping[str, Any]) -> bool:
        """Return whether the same form had been logged with another content, and its sender never heard of it."""
        rows = self.workshop.store.plan.activities(history=True)
        [row] = rows[rows["activity"] == made].to_dict("records")
        return any(row[name] != content[name] for name in _FIELDS)

    def may_write(self) -> bool:
        """Return whether the visitor logs; else tell them who does."""
        if self.current_user.role in WRITERS:
            return True
        self.set_status(403)
        self.show("logga.html", allowed=False)
        return False

    def chain(self) -> Chain:
        """Return the plan as it stands."""
        return gather(self.workshop.edition, self.workshop.store)

    def earlier(self, name: str) -> Entry:
        """Return a form with an entry that was logged here; 404 when there is none."""
        rows = self.workshop.store.plan.activities()
        found = rows[rows["activity"] == name].to_dict("records")
        if not found:
            raise HTTPError(404)
        typed = {column: str(found[0][column]) for column in _FIELDS if column != "amount"}
        return Entry(**typed, amount=style.exact(found[0]["amount"]), corrects=name)

    def form(self, entry: Entry, *, problem: str = "", done: str = "") -> None:
        """Write the page."""
        chain, places = self.chain(), _places(self.workshop.edition)
        titles = _titles(chain)
        rows = self.workshop.store.plan.activities().sort_values("date", kind="stable").tail(RECENT).iloc[::-1]
        recent = [
            (row["activity"], style.date(row["date"]), titles.get(row["measure"], row["measure"]),
             style.exact(row["amount"]), places.get(row["place"], row["place"]), row["note"])
            for row in rows.to_dict("records")
        ]  # fmt: skip
        if not entry.receipt:
            entry = replace(entry, receipt=secrets.token_hex(16))
        lacking = "" if titles else _(_LACKING[why_none(chain)])
        self.show("logga.html", allowed=True, lacking=lacking, more=len(chain.measures) > len(titles), entry=entry,
                  problem=problem, done=done, groups=_groups(chain), places=places, recent=recent, longest=LONGEST,
                  today=dt.date.today().isoformat())  # fmt: skip


def why_none(chain: Chain) -> str:
    """Return why there is no measure to log on: one of ``_LACKING``."""
    if len(chain.held):
        return "loose" if len(chain.measures) else "measures"
    if (chain.promises["state"] == "utkast").any():
        return "drafts"
    return "struck" if len(chain.promises) else "promises"


def _titles(chain: Chain) -> dict[str, str]:
    held = chain.measures[chain.measures["promise"].isin(chain.held["promise"])]
    return dict(zip(held["measure"], held["title"], strict=True))


def _groups(chain: Chain) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return promise → its measures, for a list in groups."""
    groups = []
    for row in chain.held.to_dict("records"):
        own = chain.of_promise(row["promise"])
        listed = [(str(m), str(t)) for m, t in zip(own["measure"], own["title"], strict=True)]
        groups += [(str(row["title"] or row["promise"]), listed)] if listed else []
    return groups


def _places(edition: Edition) -> dict[str, str]:
    return dict(sorted(edition.labels("places").items(), key=lambda pair: pair[1].casefold()))


def _amount(text: str) -> float:
    """Return a number as people write it: 3, 1 000 or 2,5; nobody has done a billion things."""
    packed = "".join(text.split()).replace(",", ".")
    if not _AMOUNT.fullmatch(packed):
        raise StoreError(_("Antalet ska vara ett tal, till exempel 1 eller 2,5."))
    return float(packed)
