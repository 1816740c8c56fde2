"""The actors' mapping forms filled in in the room: drafts in versions, handed in when done.

A draft belongs to the browser that began it: nobody else reads its rows until it is handed in, and then only who
exports them. What is secret by law is refused: the store lies on the workshop's machine and may have to be given out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import sqlalchemy as sa

from medlofte.errors import StoreError
from medlofte.language import N_, _
from medlofte.tables import FREQUENCIES, TRENDS
from medlofte.workshop.store import values
from medlofte.workshop.store.database import Database, add
from medlofte.workshop.store.schema import DRAFTS
from medlofte.workshop.store.versions import Versions

DRAFT, HANDED_IN = "utkast", "inlamnad"
SECRECY = ("oppen", "intern")
REFUSED = N_(
    "Uppgifter som omfattas av sekretess skrivs inte här, inte heller i ett utkast: det "
    "som sparas ligger på workshoppens dator och kan begäras ut."
)
MOST_ROWS, LONGEST = 60, 500
TEXTS = ("topic", "place", "affected", "times", "source", "comment")
GRADES = ("consequences", "confidence")
# Forms that only a person's own data has; names cannot be known from their form and are asked for in words.
_PERSONAL = re.compile(r"\b(?:19|20)?\d{6}[-+ ]?\d{4}\b|\b0\d{1,3}[- ]?\d{2,3}[ ]?\d{2}[ ]?\d{2}\b|\S@\S+\.\w")


@dataclass(frozen=True)
class Draft:
    """One actor's form as it stands: ``rows`` are dicts of ``TEXTS``, ``GRADES``, frequency, trend and secrecy."""

    actor: str
    version: int
    rows: tuple[dict[str, Any], ...]
    state: str
    by: str
    time: str


class Drafts:
    """Every version is kept; who has not seen the latest one gets a ``ConflictError``, as in ``Plan``."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._versions = Versions(database, DRAFTS, "draft", N_("formuläret"))

    def save(
        self, actor: str, *, rows: Sequence[Mapping[str, Any]], owner: str, by: str, expected_version: int = 0,
        hand_in: bool = False,
    ) -> int:  # fmt: skip
        """Save a new version of an actor's form and return its number.

        Parameters
        ----------
        rows
            The form's rows.
        owner
            The participant who writes; '' where the page runs without a server.
        by
            The role that is written in the log.
        expected_version
            The version that was changed, 0 for a new form.
        hand_in
            Whether the form is done; it may be changed afterwards and handed in again.

        Raises
        ------
        ConflictError
            If someone else has saved since.
        StoreError
            If the form is another's, a row holds what it cannot, or is secret.
        """
        checked = [row(one, number) for number, one in enumerate(rows, start=1)]
        if len(checked) > MOST_ROWS:
            raise StoreError(
                _("Formuläret rymmer {most} rader.").format(most=MOST_ROWS),
                advice=_("Slå ihop rader om samma problem."),
            )
        if hand_in and not checked:
            raise StoreError(_("Formuläret är tomt."), advice=_("Lägg till minst en rad innan du lämnar in."))
        with self._database.write() as connection:
            self._versions.expect(connection, values.identifier(actor, _("aktör")), expected_version)
            self._mine(connection, actor, owner)
            content = values.as_json({"rows": checked}, _("Formuläret"))
            add(connection, DRAFTS, {"actor": actor, "version": expected_version + 1, "content": content,
                                     "state": HANDED_IN if hand_in else DRAFT, "owner": owner, "by": by})  # fmt: skip
        return expected_version + 1

    def mine(self, actor: str, *, owner: str) -> Draft | None:
        """Return an actor's form for the browser that began it, or None where there is none yet.

        Raises
        ------
        StoreError
            If another browser began it.
        """
        with self._database.transaction() as connection:
            self._mine(connection, actor, owner)
            found = self._versions.find(connection, actor)
        return _draft(found) if found else None

    def release(self, actor: str, *, by: str) -> None:
        """Let whoever comes next go on with an actor's form (another telephone, a browser that was closed)."""
        with self._database.write() as connection:
            found = self._versions.find(connection, actor)
            if found is None:
                raise StoreError(_("Aktören har inget utkast."), value=actor)
            add(connection, DRAFTS, {"actor": actor, "version": found.version + 1, "content": found.content,
                                     "state": found.state, "owner": "", "by": by})  # fmt: skip

    def status(self) -> pd.DataFrame:
        """Return how far each actor has come, without a word of what it says: actor, version, rows, state, by, time."""
        frame = self._database.log(DRAFTS, ("actor",), history=False)
        rows = [len(json.loads(text)["rows"]) for text in frame["content"]]
        return frame.assign(rows=rows)[["actor", "version", "rows", "state", "by", "time"]]

    def handed_in(self) -> list[Draft]:
        """Return each actor's form as it was last handed in; later drafts are not shown."""
        query = sa.select(DRAFTS).where(DRAFTS.c.state == HANDED_IN).order_by(DRAFTS.c.actor, DRAFTS.c.version)
        with self._database.transaction() as connection:
            latest = {found.actor: _draft(found) for found in connection.execute(query)}
        return list(latest.values())

    def _mine(self, connection: sa.Connection, actor: str, owner: str) -> None:
        found = self._versions.find(connection, actor)
        if found is not None and found.owner not in ("", owner):
            raise StoreError(_("Aktörens formulär fylls i från en annan enhet."), value=actor,
                             advice=_("Fortsätt där, eller be mötesledaren lämna över formuläret."))  # fmt: skip


def row(given: Mapping[str, Any], number: int = 1) -> dict[str, Any]:
    """Return one row of the form, checked and complete; StoreError says which row and what is wrong."""
    here = _("rad {number}").format(number=number)
    if given.get("secrecy") == "sekretess":
        raise StoreError(_(REFUSED), value=here, advice=_("Lämna dem till analytikern i Excelformuläret."))
    found: dict[str, Any] = {name: _text(str(given.get(name) or ""), here) for name in TEXTS}
    if not found["topic"]:
        raise StoreError(_("Raden saknar ämne."), value=here, advice=_("Välj ett ämne i listan."))
    for name, allowed in (("frequency", FREQUENCIES), ("trend", TRENDS), ("secrecy", SECRECY)):
        found[name] = values.one_of(str(given.get(name) or allowed[-1]), allowed, here)
    for name in GRADES:
        grade = given.get(name)
        if grade is not None and grade not in range(1, 6):
            raise StoreError(_("Svaret ska vara 1–5 eller tomt."), value=grade)
        found[name] = grade
    return found


def _text(text: str, here: str) -> str:
    clean = " ".join(text.split())
    if len(clean) > LONGEST:
        raise StoreError(_("Texten är för lång (högst {longest} tecken).").format(longest=LONGEST), value=here)
    if _PERSONAL.search(clean):
        raise StoreError(
            _("Texten ser ut att innehålla personnummer, telefonnummer eller e-postadress."),
            value=here,
            advice=_("Skriv om den utan uppgifter om enskilda."),
        )
    return clean


def _draft(found: Any) -> Draft:
    content = json.loads(found.content)
    return Draft(found.actor, int(found.version), tuple(content["rows"]), found.state, found.by, found.time)
