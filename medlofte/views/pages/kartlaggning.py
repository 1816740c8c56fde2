"""The mapping page: an actor fills in its form in the room, row by row; saved as a draft, handed in when done."""

from __future__ import annotations

from html import escape
from typing import Any

import ipywidgets as widgets

from medlofte import language, style
from medlofte.edition import Edition
from medlofte.errors import ConflictError, MedlofteError
from medlofte.language import N_, Words, _, translated
from medlofte.views import minibars, parts
from medlofte.views.pages.live import Live
from medlofte.views.pages.show import visit
from medlofte.views.session import NAMES, Viewer
from medlofte.workshop.store import Store
from medlofte.workshop.store.drafts import GRADES, REFUSED, Draft

_INTRO = N_(
    "Här fyller en aktör i sin kartläggning: en rad per problem. Varje rad sparas när du "
    "trycker på Spara raden. Bara din webbläsare kan läsa utkastet. När du är klar "
    "lämnar du in formuläret till analytikern; du kan ändra och lämna in igen."
)
_NAMES = N_("Skriv inga namn, adresser eller annat som pekar ut en person.")
FREQUENCY = {
    "vet_ej": N_("Vet ej"),
    "sallan": N_("Sällan"),
    "ibland": N_("Ibland"),
    "ofta": N_("Ofta"),
    "mycket_ofta": N_("Mycket ofta"),
}
TREND = {"vet_ej": N_("Vet ej"), "okar": N_("Ökar"), "oforandrat": N_("Oförändrat"), "minskar": N_("Minskar")}
SECRECY = {
    "intern": N_("intern: bara i workshopen"),
    "oppen": N_("öppen: får visas för alla"),
    "sekretess": N_("sekretess: skrivs inte här"),
}
STATES = Words({"utkast": N_("utkast"), "inlamnad": N_("inlämnat")})
# A list whose value is nothing shows no choice at all; 0 stands for no opinion on the page.
_GRADES = [(N_("Ingen uppfattning"), 0), *((str(grade), grade) for grade in range(1, 6))]
_NEW = -1
_WIDE = ("comment", "secrecy")


def show(edition: Edition | str | None = None, store: Store | None = None) -> Mapping | None:
    """Display the page for the viewer that the session names."""
    return visit(Mapping, edition=edition, store=store)


class Mapping(Live):
    """The page. ``actor`` and ``row`` choose; ``fields`` hold one row; ``save``, ``remove`` and ``hand_in`` write it.

    Parameters
    ----------
    edition
        Supplies the actors, topics and places.
    viewer
        Whose page it is: an actor of their own party; the meeting leader sees how far each has come.
    """

    def __init__(self, edition: Edition, viewer: Viewer) -> None:
        super().__init__(edition, viewer)
        self.actors = edition.table("actors")
        self.topics, self.places = edition.labels("topics"), edition.labels("places")
        self.draft: Draft | None = None
        self._loading = False
        self._controls()
        self._open()

    # Controls

    def _controls(self) -> None:
        self.actor = widgets.Dropdown(description=_("Aktör"))
        self.row = widgets.Dropdown(description=_("Rad"), options=[(_("Ny rad"), _NEW)], value=_NEW)
        self.fields = _fields(self.topics, self.places)
        self.save = widgets.Button(description=_("Spara raden"), button_style="primary")
        self.remove = widgets.Button(description=_("Ta bort raden"))
        self.hand_in = widgets.Button(description=_("Lämna in formuläret"))
        self.release = widgets.Button(description=_("Lämna över formuläret till en annan enhet"))
        self.told = parts.html("")
        self.progress = parts.html("")
        self.actor.observe(self._load, "value")
        self.row.observe(self._fill, "value")
        self.fields["secrecy"].observe(self._warn, "value")
        for button, act in ((self.save, self._save), (self.remove, self._remove), (self.hand_in, self._hand_in),
                            (self.release, self._release)):  # fmt: skip
            button.on_click(act)

    def _sections(self) -> list[widgets.Widget]:
        short = [field for name, field in self.fields.items() if name not in _WIDE]
        buttons = parts.box([self.save, self.remove, self.hand_in], name="ml-row")
        self.form = parts.box([
            parts.box([self.row], name="ml-row"), parts.box(short, name="ml-row"),
            parts.box([self.fields[name] for name in _WIDE], name="ml-form"), parts.text(_(_NAMES), name="ml-hint"),
            buttons,
        ], name="ml-form")  # fmt: skip
        self.writing = parts.section(_("Aktörens bild"), parts.text(_(_INTRO)), parts.text(_(REFUSED), name="ml-hint"),
                                     parts.box([self.actor], name="ml-row"), self.notice, self.told,
                                     self.form)  # fmt: skip
        self.leading = parts.section(_("Hur långt aktörerna kommit"), self.progress,
                                     parts.box([self.release], name="ml-row"))  # fmt: skip
        return [parts.header(self.edition, page="kartlaggning"), self.chooser, self.writing, self.leading]

    def _take_role(self) -> None:
        # The meeting leader hands a form over, and so chooses among all actors; an actor writes for its own party.
        own = self.actors if self.viewer.leads else self.actors[self.actors["party"] == self.viewer.role]
        self.actor.options = [(_("Välj aktör"), ""), *zip(own["label"], own["actor"], strict=True)]
        self.actor.value = ""
        self.writing.layout.display = None if self.viewer.rates or self.viewer.leads else "none"
        self.form.layout.display = None if self.viewer.rates else "none"
        self.release.layout.display = None if self.viewer.leads else "none"

    # From the store to the page

    def look(self) -> None:
        """Show how far each actor has come."""
        status = self.viewer.store.drafts.status().set_index("actor")
        rows = []
        for actor, label in zip(self.actors["actor"], self.actors["label"], strict=True):
            known = actor in status.index
            state = STATES[status.loc[actor, "state"]] if known else _("inte påbörjat")
            rows.append((label, state, style.number(status.loc[actor, "rows"]) if known else "–"))
        done = _("{n} av {actors} {actors|aktör|aktörer} har lämnat in.").format(
            n=int((status["state"] == "inlamnad").sum()), actors=len(self.actors)
        )
        forms = parts.table(_("Aktörernas formulär"), (_("Aktör"), _("Läge"), _("Rader")), rows)
        self.progress.value = f"<p>{done}</p>{forms}"

    def _load(self, _change: Any = None) -> None:
        """Show the chosen actor's draft, when it is this browser's."""
        self.draft = None
        parts.say(self.notice, "")
        if self.actor.value and self.viewer.rates:
            try:
                self.draft = self.viewer.store.drafts.mine(str(self.actor.value), owner=self.viewer.participant)
            except MedlofteError as error:
                parts.complain(self.notice, error)
        self._show()

    def _show(self) -> None:
        rows = list(self.draft.rows) if self.draft else []
        self.row.options = [(_("Ny rad"), _NEW), *((f"{n + 1}. {self.topics.get(row['topic'], row['topic'])}", n)
                                               for n, row in enumerate(rows))]  # fmt: skip
        self.row.value = _NEW
        self._fill()
        self.told.value = self._table(rows)

    def _table(self, rows: list[dict[str, Any]]) -> str:
        if self.draft is None:
            return ""
        lines = [(f"{n}. {language.marked(self.topics.get(row['topic'], row['topic']))}",
                  language.marked(self.places.get(row["place"], "–")), escape(_(FREQUENCY[row["frequency"]])),
                  escape(_(TREND[row["trend"]])), escape(style.number(row["consequences"])),
                  escape(style.number(row["confidence"])), escape(_(SECRECY[row["secrecy"]]).split(":")[0]))
                 for n, row in enumerate(rows, start=1)]  # fmt: skip
        columns = (
            _("Ämne"),
            _("Plats"),
            _("Hur vanligt"),
            _("Utveckling"),
            _("Konsekvenser, 1–5"),
            _("Säkerhet, 1–5"),
            _("Sekretess"),
        )
        state = _("Version {version}, {value}.").format(version=self.draft.version, value=STATES[self.draft.state])
        return minibars.cards(_("Formuläret hittills"), columns, lines, note=state)

    def _fill(self, _change: Any = None) -> None:
        """Put the chosen row in the fields, or blanks for a new one."""
        chosen = self.row.value
        row = self.draft.rows[chosen] if self.draft and chosen not in (None, _NEW) else _BLANK
        for name, field in self.fields.items():
            field.value = row[name] or 0 if name in GRADES else row[name]
        self.remove.disabled = chosen in (None, _NEW)

    # From the page to the store

    def _warn(self, change: Any) -> None:
        if change["new"] == "sekretess":
            parts.say(
                self.notice,
                _("{refused} Lämna dem till analytikern i Excelformuläret.").format(refused=_(REFUSED)),
                error=True,
            )

    def _given(self) -> dict[str, Any]:
        return {name: (field.value or None) if name in GRADES else field.value for name, field in self.fields.items()}

    def _save(self, _button: Any = None) -> None:
        rows = list(self.draft.rows) if self.draft else []
        if self.row.value in (None, _NEW):
            rows.append(self._given())
        else:
            rows[self.row.value] = self._given()
        self._write(rows, said=_("Raden är sparad."))

    def _remove(self, _button: Any = None) -> None:
        if self.draft and self.row.value not in (None, _NEW):
            rows = [row for n, row in enumerate(self.draft.rows) if n != self.row.value]
            self._write(rows, said=_("Raden är borttagen."))

    def _hand_in(self, _button: Any = None) -> None:
        rows = list(self.draft.rows) if self.draft else []
        self._write(rows, said=_("Formuläret är inlämnat. Tack!"), hand_in=True)

    def _write(self, rows: list[dict[str, Any]], *, said: str, hand_in: bool = False) -> None:
        actor = str(self.actor.value or "")
        if not actor:
            parts.say(self.notice, _("Välj först vilken aktör du fyller i för."), error=True)
            return
        drafts = self.viewer.store.drafts
        try:
            drafts.save(actor, rows=rows, owner=self.viewer.participant, by=self.viewer.name, hand_in=hand_in,
                        expected_version=self.draft.version if self.draft else 0)  # fmt: skip
            self.draft = drafts.mine(actor, owner=self.viewer.participant)
        except ConflictError as error:
            self._load()
            parts.complain(self.notice, error)
        except MedlofteError as error:
            parts.complain(self.notice, error)
        else:
            self._show()
            parts.say(self.notice, said)
            self.beat()

    def _release(self, _button: Any = None) -> None:
        try:
            self.viewer.store.drafts.release(str(self.actor.value), by=NAMES[self.viewer.role])
            parts.say(self.notice, _("Formuläret kan nu fortsättas från en annan enhet."))
        except MedlofteError as error:
            parts.complain(self.notice, error)


_BLANK: dict[str, Any] = {
    "topic": "", "place": "", "frequency": "vet_ej", "trend": "vet_ej", "consequences": None, "confidence": None,
    "affected": "", "times": "", "source": "", "secrecy": "intern", "comment": "",
}  # fmt: skip


def _fields(topics: dict[str, str], places: dict[str, str]) -> dict[str, widgets.Widget]:
    """Return the fields of one row, in the order of the Excel form."""

    def choose(description: str, options: list[tuple[str, Any]]) -> widgets.Dropdown:
        return widgets.Dropdown(description=description, options=options, value=options[0][1])

    def flipped(words: Any) -> list[tuple[str, Any]]:
        return [(word, name) for name, word in words.items()]

    return {
        "topic": choose(_("Ämne"), [(_("Välj ämne"), ""), *flipped(topics)]),
        "place": choose(_("Plats"), [(_("Ingen särskild plats"), ""), *flipped(places)]),
        "frequency": choose(_("Hur vanligt"), flipped(translated(FREQUENCY))),
        "trend": choose(_("Utveckling"), flipped(translated(TREND))),
        "consequences": choose(_("Konsekvenser (1 = små, 5 = mycket stora)"), translated(_GRADES)),
        "confidence": choose(_("Hur säker är du? (5 = mycket säker)"), translated(_GRADES)),
        "affected": widgets.Text(description=_("Vilka drabbas")),
        "times": widgets.Text(description=_("När")),
        "source": widgets.Text(description=_("Vad bygger bilden på")),
        "secrecy": choose(_("Sekretess för raden"), flipped(translated(SECRECY))),
        "comment": widgets.Textarea(description=_("Kommentar (läses bara av analytikern)"), rows=3),
    }
