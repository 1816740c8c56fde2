"""The page put together; each part shows what the store holds, and one beat a second looks for others' news."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets

from medlofte.edition import Edition
from medlofte.errors import MedlofteError, StoreError
from medlofte.language import N_, _, translated
from medlofte.views import parts
from medlofte.views.clock import Clock
from medlofte.views.pages.live import Live
from medlofte.views.pages.prioritering import matrix, told
from medlofte.views.pages.prioritering.ballot import BallotBox
from medlofte.views.pages.prioritering.decisions import Deciding
from medlofte.views.pages.prioritering.leading import Leading
from medlofte.views.pages.prioritering.material import EFFORT_QUESTION, Material
from medlofte.views.pages.prioritering.results import Results
from medlofte.views.pages.show import visit
from medlofte.views.session import Viewer
from medlofte.views.widget import Ballot
from medlofte.workshop.store import Round, Store

_CONTENTS = (N_("Resultatet"), N_("Beslut"), N_("Tavlan"))
_INTRO = N_(
    "Tabellen är Brås: problemen mot kriterierna. Underlaget föreslår ett svar; gruppen "
    "bestämmer. Tänk på att inte bara se till det vanligaste, och att även välja bort."
)
_WAITING = N_("Ingen omgång är öppen. Här visas din röstsedel när mötesledaren öppnar en.")


def show(edition: Edition | str | None = None, store: Store | None = None) -> Board | None:
    """Display the page for the viewer that the session names."""
    return visit(Board, edition=edition, store=store)


class Board(Live):
    """The page. ``own`` is the viewer's ballot, ``leading`` the facilitator's controls or None, ``common`` the group's.

    Parameters
    ----------
    edition
        Supplies the problems, the criteria and the evidence.
    viewer
        Whose page it is: participants vote, the meeting leader opens, closes and decides, the screen only shows.
    """

    def __init__(self, edition: Edition, viewer: Viewer) -> None:
        super().__init__(edition, viewer)
        self.material = Material.of(edition)
        self._loading = False
        self._controls()
        self._open()

    # Controls

    def _controls(self) -> None:
        self.clock = Clock(self._tell_time)
        self.saved, self.open_round = parts.notice(), parts.notice()
        self.own = BallotBox(self.material, save=self._cast, said=_("Din röst är sparad."))
        leads = self.viewer.leads or self.viewer.local
        self.results = Results(self.material, self.viewer)
        self.deciding = Deciding(self.material, self.viewer, basis=self._basis, beat=self.beat)
        form = self.deciding.form
        self.leading = Leading(self.material, self.viewer, deciding=form, beat=self.beat) if leads else None
        self.brief, self.matrix = parts.html(""), parts.html("")
        options = [(self.material.label(p), p) for p in self.material.problems]
        self.problem = widgets.Dropdown(options=options, description=_("Gruppens svar om"))
        self.common = Ballot()
        self.problem.observe(self._load_common, "value")
        self.common.observe(self._agreed, "answers")
        self.results.which.observe(self._tell, "value")

    def _sections(self) -> list[widgets.Widget]:
        self.rating = parts.section(_("Din röst"), self.own.widget)
        chosen = parts.box([self.problem], name="ml-row")
        self.group = parts.box([chosen, self.saved, self.common], name="ml-controls")
        self.rating.add_class("ml-controls")
        evidence = parts.html(matrix.popovers(self.material), name="ml-pops")
        return [
            parts.header(self.edition, page="prioritering"), self.chooser,
            self.clock, self.open_round, self.notice, parts.section(_("Läget i korthet"), self.brief),
            parts.contents(translated(_CONTENTS)),
            *([self.leading.widget] if self.leading else []), self.rating, self.results.widget,
            self.deciding.widget,
            parts.section(_("Tavlan"), parts.text(_(_INTRO)), self.matrix, evidence, self.group,
                          parts.coverage_note(self.edition), parts.origin_note(self.edition, "situation")),
            parts.method(self.edition),
        ]  # fmt: skip

    def _take_role(self) -> None:
        self.rating.layout.display = None if self.viewer.rates else "none"
        for part in (self.group, *([self.leading.widget] if self.leading else [])):
            part.layout.display = None if self.viewer.leads else "none"

    # From the store to the page

    def look(self) -> None:
        """Read the rounds, the answers and the decisions, and show them."""
        store = self.viewer.store
        frame = store.voting.rounds()
        rounds = [_round(row) for _unused, row in frame.iterrows()]
        current = next((round_ for round_ in rounds if not round_.closed), None)
        self.answers, self.decisions = store.answers(), store.decisions()
        waiting = "" if current is None else told.turnout(current, store.voting.turnout(current.number))
        parts.say(self.open_round, waiting)
        self._tell_time()
        self._show_own(current)
        if self.leading is not None and self.viewer.leads:
            self.leading.show(store.meeting.status(), store.meeting.agenda(), current, frame)
        self.results.show(
            rounds,
            answers=self.answers,
            waiting=_("{current} pågår.").format(current=told.name(current)) if current else "",
        )
        self.matrix.value = matrix.table(self.material, answers=self.answers, decisions=self.decisions)
        self._tell()
        self.deciding.show(self.decisions, store.decisions(history=True), store.settings.publishable())
        self._load_common()

    def _tell(self, _change: Any = None) -> None:
        self.brief.value = told.brief(self.results.outcome, self.decisions, self.material.label)

    def _show_own(self, current: Round | None) -> None:
        self.own.widget.layout.display = None
        self.own.show(current, self.viewer.ballot(current.number) if current else {})
        self.own.ballot.layout.display = None if current else "none"
        if current is None:
            self.own.help.value = f"<p>{_(_WAITING)}</p>"

    def _tell_time(self) -> None:
        agenda, status = self.viewer.store.meeting.agenda(), self.viewer.store.meeting.status()
        here = agenda[status.item].title if status.item is not None else ""
        after = agenda[status.item + 1].title if status.item is not None and status.item + 1 < len(agenda) else ""
        self.clock.show(title=here, state=status.state, following=after, left=status.left_s)

    def _load_common(self, _change: Any = None) -> None:
        """Show the chosen problem's questions with the group's answers."""
        problem = str(self.problem.value)
        rows = self.answers[self.answers["problem"] == problem]
        given = dict(zip(rows["criterion"], rows["answer"], strict=True))
        questions = [*self.material.questions(problem, names=list(self.material.criteria)), translated(EFFORT_QUESTION)]
        self._loading = True
        try:
            if self.common.questions != questions:
                self.common.questions = questions
            if self.common.answers != given:
                self.common.answers = given
        finally:
            self._loading = False

    # From the page to the store; what the browser sends is checked here and there

    def _cast(self, content: dict[str, Any]) -> None:
        if self.own.round is not None:
            self.viewer.vote(self.own.round.number, content=content)

    def _agreed(self, change: Any) -> None:
        if self._loading:
            return
        news = {c: a for c, a in change["new"].items() if change["old"].get(c) != a}
        try:
            if not self.viewer.leads:
                raise StoreError(_("Bara mötesledaren skriver in gruppens svar."))
            for criterion, answer in news.items():
                self._allowed(criterion, answer)
                self.viewer.store.answer(
                    str(self.problem.value), criterion=criterion, answer=answer, by=self.viewer.name
                )
            parts.say(self.saved, _("Gruppens svar är sparat."))
        except MedlofteError as error:
            parts.complain(self.saved, error)
            self._load_common()
        self.beat()

    def _allowed(self, criterion: str, answer: str) -> None:
        found = next((q for q in self.common.questions if q["id"] == criterion), None)
        if found is None or answer not in [value for value, _unused in found["options"]]:
            raise StoreError(_("Svaret hör inte till frågan."), value=answer, advice=_("Ladda om sidan."))

    def _basis(self, problem: str) -> dict[str, Any]:
        basis = self.material.basis(problem, answers=self.answers)
        found = self.results.outcome
        return basis | ({"votes": found.votes(problem)} if found is not None else {})


def _round(row: Any) -> Round:
    return Round(**dict(row) | {"problems": tuple(row["problems"]), "criteria": tuple(row["criteria"])})
