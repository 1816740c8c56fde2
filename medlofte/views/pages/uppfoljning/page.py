"""The page: what is due, planned against outcome, forms for status, outcome and activities, and the year."""

from __future__ import annotations

from datetime import date
from typing import Any

import ipywidgets as widgets

from medlofte.edition import Edition
from medlofte.errors import MedlofteError, StoreError
from medlofte.language import N_, _
from medlofte.views import figures, parts
from medlofte.views.drawing import blank, each
from medlofte.views.pages.live import Live
from medlofte.views.pages.show import visit
from medlofte.views.pages.uppfoljning import told
from medlofte.views.pages.uppfoljning.editors import Judge, Measure
from medlofte.views.script import served
from medlofte.views.session import Viewer
from medlofte.workshop.promises import follow_up
from medlofte.workshop.promises.chain import Chain, gather
from medlofte.workshop.promises.outcomes import indicators, judged
from medlofte.workshop.promises.reminders import calendar, due, year
from medlofte.workshop.store import Store
from medlofte.workshop.words import LABELS

LONGEST, LATEST = 200, 10
_JUDGE = N_(
    "Siffrorna föreslår en status och säger varför. En person sätter den, med funktion, datum och skäl. Båda visas."
)
_YEAR = N_("Årshjulet är ett förslag i den ordning arbetet brukar ha. Stryk det som inte passar hos er i kalendern.")


def show(edition: Edition | str | None = None, store: Store | None = None) -> FollowUp | None:
    """Display the page for the viewer that the session names."""
    return visit(FollowUp, edition=edition, store=store)


class FollowUp(Live):
    """The page. The activity form's controls are ``measure``, ``day``, ``amount``, ``place``, ``note`` and ``save``.

    ``judge`` and ``outcome`` hold the forms for status and for an indicator's value.

    Parameters
    ----------
    edition
        Supplies promises, measures and the activities that were published.
    viewer
        Police, kommun and the meeting leader may log and judge; everyone may read.
    today
        The day of the follow-up; the current day when None.
    """

    def __init__(self, edition: Edition, viewer: Viewer, *, today: date | None = None) -> None:
        super().__init__(edition, viewer)
        self.today = today or date.today()
        self.end = str(edition.about.get("end") or "")
        self.places = edition.labels("places")
        self.titles: dict[str, str] = {}
        self.lost = parts.notice()
        self.figure = parts.figure_view()
        self.brief, self.due, self.plan, self.promises, self.log, self.calendar = (parts.html("") for _one in range(6))
        self._controls()
        self._open()

    def _controls(self) -> None:
        self.measure = widgets.Dropdown(options=[], description=_("Åtgärd"))
        self.day = widgets.Text(value=self.today.isoformat(), description=_("Datum (ÅÅÅÅ-MM-DD)"))
        self.amount = widgets.BoundedFloatText(value=1, min=0, max=1_000_000, description=_("Antal"))
        options = [(_("Ingen särskild plats"), ""), *((label, place) for place, label in self.places.items())]
        self.place = widgets.Dropdown(options=options, value="", description=_("Plats"))
        self.note = widgets.Text(description=_("Anteckning, utan personuppgifter"))
        self.save = widgets.Button(description=_("Logga aktiviteten"), button_style="primary")
        self.judge = Judge(self.viewer, refresh=self.look, today=self.today)
        self.outcome = Measure(self.viewer, refresh=self.look, today=self.today)
        self.save.on_click(self._save)

    def _sections(self) -> list[widgets.Widget]:
        fields = [self.day, self.amount, self.place, self.note, self.save]
        link = [parts.html(_('<p><a href="../../logga">Logga från telefonen, utan att vänta på den här sidan</a></p>'))]
        self.form = parts.section(_("Logga en aktivitet"), *(link if served() else []), self.measure,
                                  parts.box(fields, name="ml-row"), self.notice)  # fmt: skip
        self.judging = parts.section(_("Sätt status"), parts.text(_(_JUDGE)), self.judge.widget)
        self.measuring = parts.section(_("Skriv in ett utfall"), self.outcome.widget)
        for section in (self.form, self.judging, self.measuring):
            section.add_class("ml-form")
        made = [
            parts.section(_("Löftena"), self.promises),
            parts.section(_("Planerat mot utfall"), self.figure, self.plan),
            parts.section(_("Att göra nu"), self.due), self.form, self.judging, self.measuring,
            parts.section(_("Genomförda aktiviteter"), self.log),
            parts.section(_("Årshjulet"), parts.text(_(_YEAR)), parts.html(told.year(self.today)), self.calendar),
        ]  # fmt: skip
        forms = () if self.viewer.writes else (self.form, self.judging, self.measuring)
        return [
            parts.header(self.edition, page="uppfoljning"), self.chooser, self.lost,
            parts.section(_("Läget i korthet"), self.brief),
            parts.contents(part.titled for part in made if part not in forms), *made,
        ]  # fmt: skip

    def _take_role(self) -> None:
        self.form.layout.display = None if self.viewer.writes and self.titles else "none"
        for section in (self.judging, self.measuring):
            section.layout.display = None if self.viewer.writes else "none"

    # From the store to the page

    def _lose(self, error: StoreError) -> None:
        parts.complain(self.lost, error)

    def look(self) -> None:
        """Read the plan and show it."""
        chain = gather(self.edition, self.viewer.store)
        held = chain.measures[chain.measures["promise"].isin(chain.held["promise"])]
        rows = judged(follow_up(chain.held, held, chain.activities, today=self.today, end=self.end), chain.assessments)
        found = indicators(chain.held, chain.outcomes, today=self.today, end=self.end)
        self._draw_measures(rows, chain)
        self.promises.value = told.promises(chain.held, found, chain.assessments)
        waiting = due(chain, today=self.today, end=self.end)
        self.due.value = told.due(waiting)
        self.brief.value = told.brief(rows, chain.held, found, chain.assessments, waiting)
        self.log.value = self._log(chain)
        listed = year(chain, start=self.today.year, today=self.today, end=self.end)
        title = str(self.edition.about.get("title") or _("Medborgarlöften"))
        self.calendar.value = told.calendar_link(calendar(listed, name=title))
        self.judge.offer(rows, found, chain)
        self.outcome.offer(chain)
        self._take_role()

    def _draw_measures(self, rows: Any, chain: Chain) -> None:
        self.titles = dict(zip(rows["measure"], rows["title"], strict=True))
        options = [(title, measure) for measure, title in self.titles.items()]
        if list(self.measure.options) != options:
            chosen = self.measure.value
            self.measure.options = options
            self.measure.value = chosen if chosen in self.titles else next(iter(self.titles), None)
        self.plan.value = told.measures(rows, dict(zip(chain.held["promise"], chain.held["title"], strict=True)))
        self.figure.layout.display = None if len(rows) else "none"
        if len(rows):
            self.figure.show(figures.outcome(
                [(r.title, blank(r.planned), r.done, r.unit, LABELS[r.set_status or r.status]) for r in each(rows)],
                source=_("Källa: parternas egna uppgifter om genomförda aktiviteter."),
            ))  # fmt: skip

    def _log(self, chain: Chain) -> str:
        if chain.activities.empty:
            return _("<p>Inga aktiviteter är rapporterade ännu.</p>")
        titles = dict(zip(chain.measures["measure"], chain.measures["title"], strict=True))
        latest = chain.activities.sort_values("date", ascending=False, kind="stable")
        rows = [(parts.day(r.date), titles.get(r.measure, r.measure), told.amount(r.amount, ""),
                 self.places.get(r.place, r.place) or "–", r.note or "–", r.source or "–")
                for r in each(latest)]  # fmt: skip
        columns = (_("Datum"), _("Åtgärd"), _("Antal"), _("Plats"), _("Anteckning"), _("Källa"))
        shown, older = rows[:LATEST], rows[LATEST:]
        first = parts.table(_("Aktiviteter, senaste först"), columns, shown)
        said = _("Visa {n} äldre {n|aktivitet|aktiviteter}").format(n=len(older))
        more = parts.table(_("Äldre aktiviteter"), columns, older)
        return first + (
            f'<details class="ml-details"><summary>{said}</summary><div>{more}</div></details>' if older else ""
        )

    # From the page to the store; what the browser sends is checked here

    def _save(self, _button: Any = None) -> None:
        try:
            self._check()
            self.viewer.store.plan.log_activity(
                str(self.measure.value), date=self.day.value.strip(), amount=float(self.amount.value),
                by=self.viewer.name, place=str(self.place.value or ""), note=self.note.value.strip(),
                source=self.viewer.name,
            )  # fmt: skip
            self.note.value = ""
            parts.say(self.notice, _("Aktiviteten är loggad."))
        except MedlofteError as error:
            parts.complain(self.notice, error)
        self.beat()

    def _check(self) -> None:
        if not self.viewer.writes:
            raise StoreError(_("Bara polisen, kommunen och mötesledaren loggar aktiviteter."))
        if self.measure.value not in self.titles:
            raise StoreError(_("Välj en åtgärd."))
        if len(self.note.value) > LONGEST:
            raise StoreError(
                _("Anteckningen får vara högst {longest} tecken.").format(longest=LONGEST), advice=_("Korta den.")
            )
