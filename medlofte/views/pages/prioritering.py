"""The priority page: Brå's table with evidence, each participant's answers, the result live, the decisions."""

from __future__ import annotations

from html import escape
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
from medlofte.views.widget import Ballot, Pulse
from medlofte.workshop import priorities
from medlofte.workshop.evidence import evidence, problems
from medlofte.workshop.store import Store
from medlofte.workshop.words import ANSWERS, DECISIONS, LABELS

GROUPS = ("alla", "polis", "kommun", "annan")
_INTRO = (
    "Tabellen är Brås: problemen mot kriterierna. Underlaget föreslår ett svar med en mening om varför; deltagarna "
    "svarar själva. Tänk på att inte bara se till det vanligaste, och att även välja bort."
)


def show(edition: Edition | str | None = None, store: Store | None = None) -> Board | None:
    """Display the page for the viewer that the session names."""

    def make() -> Board:
        opened = open_edition(edition)
        return Board(opened, connect(opened, store))

    return present(make)


class Board:
    """The page. ``problem`` chooses; ``ballot`` and ``common`` take answers; ``beat`` looks for others' news.

    Parameters
    ----------
    edition
        Supplies the problems, the criteria and the evidence.
    viewer
        Whose page it is: raters answer for themselves, the meeting leader also for the group.
    """

    def __init__(self, edition: Edition, viewer: Viewer) -> None:
        self.edition, self.viewer = edition, viewer
        self.criteria: dict[str, str] = {c["id"]: c["label"] for c in edition.about.get("criteria", [])}
        self.labels = edition.labels("topics")
        self.problems = problems(edition)
        found = evidence(edition, topics=self.problems)
        self.evidence = {(r.problem, r.criterion): (r.suggested, r.sentence) for r in each(found)}
        self.revision, self._loading = -1, False
        self._controls()
        self.widget = parts.page(self._sections(), pulse=Pulse(self.beat))
        self._take_role()
        self.beat()

    # Controls

    def _controls(self) -> None:
        options = [(self.labels.get(topic, topic), topic) for topic in self.problems]
        self.role = role_control(self.viewer)
        self.problem = widgets.Dropdown(options=options, description="Problem")
        self.ballot, self.common = Ballot(), Ballot()
        self.decision = widgets.Dropdown(options=[(LABELS[d], d) for d in DECISIONS], description="Beslut")
        self.reason = widgets.Textarea(description="Motivering", rows=3)
        self.save = widgets.Button(description="Spara beslutet", button_style="primary")
        self.notice, self.saved = parts.notice(), parts.notice()
        self.matrix, self.ranking, self.decided, self.own = (parts.html("") for _ in range(4))
        self.figure = parts.figure_view()
        self.role.observe(self._role_chosen, "value")
        self.problem.observe(self._load, "value")
        self.ballot.observe(self._rated, "answers")
        self.common.observe(self._agreed, "answers")
        self.save.on_click(self._decide)

    def _sections(self) -> list[widgets.Widget]:
        chooser = parts.box([self.role], name="ml-row")
        chooser.layout.display = None if self.viewer.local else "none"
        form = parts.box([self.decision, self.reason, self.save], name="ml-form")
        self.rating = parts.section("Din bedömning", self.own, self.notice, self.ballot)
        self.leading = parts.section("Gruppens svar och beslut",
                                     parts.text("Mötesledaren skriver in vad gruppen kommit fram till."),
                                     self.saved, self.common, form)  # fmt: skip
        return [
            parts.header(self.edition, page="prioritering"), chooser,
            parts.section("Underlaget", parts.text(_INTRO), self.matrix,
                          parts.coverage_note(self.edition),
                          parts.origin_note(self.edition, "situation")),
            parts.box([self.problem], name="ml-row"), self.rating,
            parts.section("Resultatet just nu", self.figure, self.ranking), self.leading,
            parts.section("Beslut", self.decided), parts.method(self.edition),
        ]  # fmt: skip

    def _role_chosen(self, change: Any) -> None:
        self.viewer.choose(str(change["new"]))
        self._take_role()
        self.revision = -1
        self.beat()

    def _take_role(self) -> None:
        self.rating.layout.display = None if self.viewer.rates else "none"
        self.leading.layout.display = None if self.viewer.leads else "none"
        self.problem.layout.display = None if self.viewer.rates or self.viewer.leads else "none"

    # From the store to the page

    def beat(self) -> None:
        """Redraw what others have changed; called each second, cheap when nothing has."""
        try:
            revision = self.viewer.store.revision()
            if revision == self.revision:
                return
            self._fetch()
            self.revision = revision
        except StoreError as error:
            parts.complain(self.notice, error)

    def _fetch(self) -> None:
        store = self.viewer.store
        self.ratings, self.answers, self.decisions = store.ratings(), store.answers(), store.decisions()
        self.matrix.value = self._matrix()
        self._draw_result()
        self.decided.value = self._decisions()
        self._load()

    def _load(self, _change: Any = None) -> None:
        """Show the chosen problem's questions with this viewer's and the group's answers."""
        problem = self.problem.value
        mine = self.ratings[(self.ratings["participant"] == self.viewer.participant)]
        title = self.labels.get(problem, problem) if problem else ""
        own, group = _answers(mine, problem), _answers(self.answers, problem)
        self.own.value = f"<h3>{escape(title)}</h3>"
        self._loading = True
        try:
            for ballot, given in ((self.ballot, own), (self.common, group)):
                asked = self._questions(problem)
                if ballot.questions != asked:
                    ballot.questions = asked
                if ballot.answers != given:
                    ballot.answers = given
        finally:
            self._loading = False

    def _questions(self, problem: str | None) -> list[dict[str, Any]]:
        options = [[answer, LABELS[answer]] for answer in ANSWERS]
        return [{"id": c, "label": label, "options": options, "help": self._help(str(problem), c)}
                for c, label in self.criteria.items()] if problem else []  # fmt: skip

    def _help(self, problem: str, criterion: str) -> str:
        suggested, sentence = self.evidence.get((problem, criterion), ("vet_ej", ""))
        return sentence if suggested == "vet_ej" else f"Underlaget: {LABELS[suggested].lower()}. {sentence}"

    def _matrix(self) -> str:
        common = {(r.problem, r.criterion): r.answer for r in each(self.answers)}
        rows = []
        for problem in self.problems:
            cells = [self._cell(common.get((problem, c)), self.evidence[problem, c][0]) for c in self.criteria]
            rows.append((self.labels.get(problem, problem), *cells))
        return parts.table("Problem och kriterier: underlagets förslag", ("Problem", *self.criteria.values()), rows,
                           note="«Gruppen» framför svaret betyder att gruppen har enats om det. Meningarna bakom "
                                "förslagen står vid varje fråga.")  # fmt: skip

    @staticmethod
    def _cell(common: str | None, suggested: str) -> str:
        return f"Gruppen: {LABELS[common].lower()}" if common else LABELS[suggested]

    def _draw_result(self) -> None:
        frame = priorities.by_role(self.ratings, criteria=list(self.criteria))
        frame = frame[frame["problem"].isin(self.problems)]
        self.figure.layout.display = None if len(frame) else "none"
        if frame.empty:
            self.ranking.value = "<p>Ingen har svarat ännu.</p>"
            return
        scores = {g: {r["problem"]: (blank(r[g]), int(r[f"n_{g}"])) for _, r in frame.iterrows()} for g in GROUPS}
        self.figure.show(figures.roles(scores, labels=self.labels))
        self.ranking.value = self._ranking(frame)

    def _ranking(self, frame: pd.DataFrame) -> str:
        agreed = priorities.agreement(self.ratings, criteria=list(self.criteria)).set_index("problem")["agreement"]
        places = frame[list(GROUPS)].rank(ascending=False, method="min")
        rows = []
        for index, row in frame.iterrows():
            cells = [f"{style.number(places.at[index, g])} ({style.number(100 * row[g])})"
                     if not style.missing(row[g]) else style.MISSING for g in GROUPS]  # fmt: skip
            shown = None if style.missing(row["alla"]) else agreed.get(row["problem"])
            rows.append((self.labels.get(row["problem"], row["problem"]), *cells, style.number(shown, 1),
                         style.number(row["n_alla"])))  # fmt: skip
        columns = ("Problem", *(LABELS[g] for g in GROUPS), "Enighet", "Antal som svarat")
        return parts.table("Ordningen: plats och poäng (0–100)", columns, rows,
                           note="Enighet går från −1 (hälften ja, hälften nej) till 1 (alla svarar lika). Grupper med "
                                "färre än tre som svarat visas inte för sig (..).")  # fmt: skip

    def _decisions(self) -> str:
        if self.decisions.empty:
            return "<p>Inga beslut ännu.</p>"
        rows = [(self.labels.get(r.problem, r.problem), LABELS[r.decision], r.reason or "–", r.by,
                 style.date(r.time)) for r in each(self.decisions)]  # fmt: skip
        return parts.table("Gruppens beslut", ("Problem", "Beslut", "Motivering", "Av", "Datum"), rows)

    # From the page to the store; what the browser sends is checked here

    def _rated(self, change: Any) -> None:
        self._write(change, lambda c, a: self.viewer.rate(problem=str(self.problem.value), criterion=c, answer=a),
                    line=self.notice, said="Ditt svar är sparat.")  # fmt: skip

    def _agreed(self, change: Any) -> None:
        def save(criterion: str, answer: str) -> None:
            self._must_lead()
            self.viewer.store.answer(str(self.problem.value), criterion=criterion, answer=answer, by=self.viewer.name)

        self._write(change, save, line=self.saved, said="Gruppens svar är sparat.")

    def _write(self, change: Any, save: Any, *, line: widgets.HTML, said: str) -> None:
        if self._loading:
            return
        news = {c: a for c, a in change["new"].items() if change["old"].get(c) != a}
        try:
            for criterion, answer in news.items():
                if criterion not in self.criteria or self.problem.value is None:
                    raise StoreError("Kriteriet finns inte.", value=criterion, advice="Ladda om sidan.")
                save(criterion, answer)
            parts.say(line, said)
        except MedlofteError as error:
            parts.complain(line, error)
            self._load()
        self.beat()

    def _must_lead(self) -> None:
        if not self.viewer.leads:
            raise StoreError("Bara mötesledaren skriver in gruppens svar.")

    def _decide(self, _button: Any = None) -> None:
        try:
            self._must_lead()
            self.viewer.store.decide(str(self.problem.value), decision=self.decision.value, reason=self.reason.value,
                                     by=self.viewer.name)  # fmt: skip
            parts.say(self.saved, "Beslutet är sparat.")
        except MedlofteError as error:
            parts.complain(self.saved, error)
        self.beat()


def _answers(frame: pd.DataFrame, problem: str | None) -> dict[str, str]:
    rows = frame[frame["problem"] == problem]
    return dict(zip(rows["criterion"], rows["answer"], strict=True))
