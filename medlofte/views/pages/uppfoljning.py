"""The follow-up page: planned against outcome, every activity, and a form to log one."""

from __future__ import annotations

from datetime import date
from typing import Any

import ipywidgets as widgets
import pandas as pd

from medlofte import style
from medlofte.edition import Edition
from medlofte.errors import MedlofteError, StoreError
from medlofte.views import figures, parts
from medlofte.views.drawing import blank, each
from medlofte.views.pages.show import present
from medlofte.views.session import Viewer, connect, open_edition, role_control
from medlofte.views.widget import Pulse
from medlofte.workshop.promises import follow_up, merge
from medlofte.workshop.store import Store
from medlofte.workshop.words import LABELS

LONGEST = 200


def show(edition: Edition | str | None = None, store: Store | None = None) -> FollowUp | None:
    """Display the page for the viewer that the session names."""

    def make() -> FollowUp:
        opened = open_edition(edition)
        return FollowUp(opened, connect(opened, store))

    return present(make)


class FollowUp:
    """The page. The form's controls are ``measure``, ``day``, ``amount``, ``place``, ``note`` and ``save``.

    Parameters
    ----------
    edition
        Supplies promises, measures and the activities that were published.
    viewer
        Police, kommun and the meeting leader may log activities; everyone may read.
    today
        The day of the follow-up; the current day when None.
    """

    def __init__(self, edition: Edition, viewer: Viewer, *, today: date | None = None) -> None:
        self.edition, self.viewer, self.today, self.revision = edition, viewer, today, -1
        self.measures = edition.table("measures")
        self.titles = dict(zip(self.measures["measure"], self.measures["title"], strict=True))
        self.places = edition.labels("places")
        self.notice = parts.notice()
        self.figure = parts.figure_view()
        self.plan, self.log = parts.html(""), parts.html("")
        self._controls()
        self.widget = parts.page(self._sections(), pulse=Pulse(self.beat))
        self._take_role()
        self.beat()

    def _controls(self) -> None:
        self.role = role_control(self.viewer)
        self.measure = widgets.Dropdown(options=[(t, m) for m, t in self.titles.items()], description="Åtgärd")
        self.day = widgets.Text(value=(self.today or date.today()).isoformat(), description="Datum (ÅÅÅÅ-MM-DD)")
        self.amount = widgets.BoundedFloatText(value=1, min=0, max=1_000_000, description="Antal")
        options = [("Ingen särskild plats", ""), *((label, place) for place, label in self.places.items())]
        self.place = widgets.Dropdown(options=options, value="", description="Plats")
        self.note = widgets.Text(description="Anteckning, utan personuppgifter")
        self.save = widgets.Button(description="Logga aktiviteten", button_style="primary")
        self.role.observe(self._role_chosen, "value")
        self.save.on_click(self._save)

    def _sections(self) -> list[widgets.Widget]:
        chooser = parts.box([self.role], name="ml-row")
        chooser.layout.display = None if self.viewer.local else "none"
        fields = [self.measure, self.day, self.amount, self.place, self.note, self.save]
        self.form = parts.section("Logga en aktivitet", parts.box(fields, name="ml-row"), self.notice)
        self.form.add_class("ml-form")
        return [
            parts.header(self.edition, page="uppfoljning"), chooser,
            parts.section("Planerat mot utfall", self.figure, self.plan), self.form,
            parts.section("Genomförda aktiviteter", self.log),
        ]  # fmt: skip

    def _role_chosen(self, change: Any) -> None:
        self.viewer.choose(str(change["new"]))
        self._take_role()

    def _take_role(self) -> None:
        self.form.layout.display = None if self.viewer.writes and self.titles else "none"

    def beat(self) -> None:
        """Show what was logged since the last look."""
        try:
            revision = self.viewer.store.revision()
            if revision == self.revision:
                return
            self.activities = merge(self.edition.table("activities"), self.viewer.store.plan.activities())
            self.revision = revision
        except StoreError as error:
            parts.complain(self.notice, error)
            return
        self._draw()

    def _draw(self) -> None:
        rows = follow_up(self.edition.table("promises"), self.measures, self.activities, today=self.today,
                         end=str(self.edition.about.get("end") or ""))  # fmt: skip
        self.plan.value = self._plan(rows)
        self.log.value = self._log()
        self.figure.layout.display = None if len(rows) else "none"
        if len(rows):
            self.figure.show(figures.outcome(
                [(r.title, blank(r.planned), r.done, r.unit, LABELS[r.status]) for r in each(rows)],
                source="Källa: parternas egna uppgifter om genomförda aktiviteter.",
            ))  # fmt: skip

    def _plan(self, rows: pd.DataFrame) -> str:
        if rows.empty:
            return "<p>Utgåvan har inga åtgärder att följa upp.</p>"
        promises = dict(zip(*(self.edition.table("promises")[c] for c in ("promise", "title")), strict=True))
        lines = [(r.title, promises.get(r.promise, r.promise), _amount(r.planned, r.unit), _amount(r.done, r.unit),
                  style.date(r.latest) or "–", _status(r.status), r.reason, r.owner or "–")
                 for r in each(rows)]  # fmt: skip
        columns = ("Åtgärd", "Löfte", "Planerat", "Utfall", "Senast gjort", "Status", "Skäl", "Ansvarig")
        return parts.table("Planerat mot utfall, åtgärd för åtgärd", columns, lines)

    def _log(self) -> str:
        if self.activities.empty:
            return "<p>Inga aktiviteter är rapporterade ännu.</p>"
        latest = self.activities.sort_values("date", ascending=False, kind="stable")
        rows = [(style.date(r.date), self.titles.get(r.measure, r.measure), _amount(r.amount, ""),
                 self.places.get(r.place, r.place) or "–", r.note or "–", r.source or "–")
                for r in each(latest)]  # fmt: skip
        return parts.table(
            "Aktiviteter, senaste först", ("Datum", "Åtgärd", "Antal", "Plats", "Anteckning", "Källa"), rows
        )

    def _save(self, _button: Any = None) -> None:
        try:
            self._check()
            self.viewer.store.plan.log_activity(
                str(self.measure.value), date=self.day.value.strip(), amount=float(self.amount.value),
                by=self.viewer.name, place=str(self.place.value or ""), note=self.note.value.strip(),
                source=self.viewer.name,
            )  # fmt: skip
            self.note.value = ""
            parts.say(self.notice, "Aktiviteten är loggad.")
        except MedlofteError as error:
            parts.complain(self.notice, error)
        self.beat()

    def _check(self) -> None:
        if not self.viewer.writes:
            raise StoreError("Bara polisen, kommunen och mötesledaren loggar aktiviteter.")
        if self.measure.value not in self.titles:
            raise StoreError("Välj en åtgärd.")
        if len(self.note.value) > LONGEST:
            raise StoreError(f"Anteckningen får vara högst {LONGEST} tecken.", advice="Korta den.")


def _status(status: str) -> str:
    word = LABELS[status]
    return f"{style.STATUSES[word][0]} {word}"


def _amount(value: Any, unit: str) -> str:
    if style.missing(value):
        return "inget antal lovat"
    return f"{style.number(value, 0 if float(value).is_integer() else 1)} {unit}".strip()
