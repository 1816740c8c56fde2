"""One comparison at a time: a question, and two groups or two years; the difference, its test and one plain sentence.

Whoever looks at twenty comparisons finds one by chance. So every answer that has been looked at is counted, and the
q-values are Benjamini & Hochberg's (1995, JRSS B 57) over all of them; the sentence is written from q, never from p.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import ipywidgets as widgets
import pandas as pd

from medlofte import sentences, style
from medlofte.analysis import estimate
from medlofte.analysis.estimate.cells import Cells
from medlofte.analysis.workbench import shown
from medlofte.analysis.workbench.frames import p_value
from medlofte.analysis.workbench.wording import Wording
from medlofte.codebook import Codebook, Question
from medlofte.differences import false_discovery
from medlofte.errors import MedlofteError
from medlofte.language import N_, Words, _

LEVEL, FEW = 0.05, 10
YEARS = "år"
COLUMNS = ["choice", "first", "second", "difference", "low", "high", "p"]
_CAVEATS = Words({"self-selected": N_("Vem som helst fick svara, så skillnaden gäller dem som svarat."),
                  "sample": N_("Skillnaden är prövad mot slumpen i urvalet, inte mot bortfallet.")})  # fmt: skip


@dataclass(frozen=True)
class Compared:
    """Two sides of one question.

    Parameters
    ----------
    rows
        One per answer: ``choice``, the two sides' shares ``first`` and ``second``, ``difference`` (second less first)
        with ``low`` and ``high``, and ``p``.
    n
        Those who answered, on the smaller side.
    caveat
        What has to be said with it, in Swedish.
    """

    question: Question
    sides: tuple[str, str]
    rows: pd.DataFrame
    n: int
    caveat: str

    @property
    def key(self) -> str:
        """Return what tells this comparison from all others."""
        return f"{self.question.name}|{self.sides[0]}|{self.sides[1]}"


@dataclass
class Family:
    """Every comparison that has been looked at, so that looking at many costs what it should."""

    seen: dict[str, list[float]] = field(default_factory=dict)

    def adjusted(self, compared: Compared) -> list[float]:
        """Return the q-values of a comparison among all that have been looked at, itself included."""
        self.seen[compared.key] = [float(p) for p in compared.rows["p"]]
        names = list(self.seen)
        q = false_discovery([p for name in names for p in self.seen[name]])
        start = sum(len(self.seen[name]) for name in names[: names.index(compared.key)])
        return q[start : start + len(compared.rows)]

    @property
    def tests(self) -> int:
        """Return how many tests have been looked at."""
        return sum(len(values) for values in self.seen.values())


def between_groups(cells: Cells, *, question: Question, by: str, groups: tuple[str, str]) -> Compared:
    """Return the second group beside the first.

    Raises
    ------
    EstimateError
        If a group has no respondents.
    """
    found = estimate.differences(cells, question=question, by=by, against=groups[0])
    found = found[found["group1"] == groups[1]]
    sides = estimate.shares(cells, question=question, by=[by])
    first = sides[sides["group1"] == groups[0]].set_index("choice")["share"]
    second = sides[sides["group1"] == groups[1]].set_index("choice")["share"]
    rows = found.assign(first=found["choice"].map(first), second=found["choice"].map(second))
    n = int(found["n"].min()) if len(found) else 0
    return Compared(question, groups, rows[COLUMNS].reset_index(drop=True), n, _CAVEATS.get(cells.design, ""))


def between_years(cells: Mapping[int, Cells], *, question: Question, codebook: Codebook,
                  years: tuple[int, int]) -> Compared | str:  # fmt: skip
    """Return the later year beside the earlier, or why the years are not compared."""
    before, after = (cells[year] for year in years)
    found = estimate.changes(before, after, codebook=codebook, years=years)
    found = found[found["question"] == question.name]
    if found.empty or (found["note"] != "").any():
        if len(found):
            return sentences.anew(str(found["note"].iloc[0]), sentences.OPTIONS_CHANGED, sentences.CHANGED)
        return _("Frågan ställdes inte både {before} och {after}.").format(before=years[0], after=years[1])
    share = estimate.shares(after, question=question).set_index("choice")["share"]
    second = found["choice"].map(share)
    rows = found.assign(first=second - found["difference"].astype(float), second=second)
    n = int(found[["n0", "n1"]].astype(float).to_numpy().min())
    caveat = _("{caveat} Det kan vara andra som svarat det senare året.").format(caveat=_CAVEATS.get(after.design, ""))
    return Compared(question, (str(years[0]), str(years[1])), rows[COLUMNS].reset_index(drop=True), n, caveat.strip())


def sentence(compared: Compared, q: list[float], *, labels: Mapping[str, str]) -> str:
    """Return what may be said of the comparison, in one plain sentence with its caveat.

    Parameters
    ----------
    labels
        The sides' names → the words to show.
    """
    first, second = (labels.get(side, side) for side in compared.sides)
    if compared.n < FEW:
        return _("För få har svarat ({n} på den mindre sidan) för att säga något om {first} och {second}.").format(
            n=compared.n, first=first, second=second
        )
    known = [(abs(float(row["difference"])), row) for row, one in zip(compared.rows.to_dict("records"), q, strict=True)
             if one < LEVEL]  # fmt: skip
    if not known:
        return _(
            "Ingen säker skillnad mellan {first} och {second}: det som skiljer kan vara slump. Det "
            "betyder inte att de är lika. {caveat}"
        ).format(first=first, second=second, caveat=compared.caveat)
    row = max(known, key=lambda one: one[0])[1]
    words = {choice.name: choice.said for choice in compared.question.valid}
    said = words.get(row["choice"], row["choice"])
    return _(
        "{share} svarar «{said}» ({second}), mot {other} ({first}). Skillnaden är statistiskt säkerställd. {caveat}"
    ).format(
        share=style.percent(row["second"]),
        said=said,
        second=second,
        other=style.percent(row["first"]),
        first=first,
        caveat=compared.caveat,
    )


class Explorer(widgets.VBox):
    """Choose a question and what to compare; read the sentence, the drawing and the table.

    Parameters
    ----------
    cells
        Year → weighted cells, counted by the background questions.
    codebook
        The round's, for the words.
    """

    def __init__(self, cells: Mapping[int, Cells], *, codebook: Codebook) -> None:
        self._cells, self._codebook, self.family = dict(cells), codebook, Family()
        self._last = max(self._cells)
        asked = [
            q for q in codebook.questions if q.estimated and not q.role and q.name in self._cells[self._last].answers
        ]
        short = Wording.of(codebook).questions
        wide = widgets.Layout(width="36em", max_width="100%")
        self.question = widgets.Dropdown(
            description=_("Fråga"), options=[(short[q.name], q.name) for q in asked], layout=wide
        )
        groups = [(short[q.name], q.name) for q in codebook.groups if q.name in self._cells[self._last].by]
        self.by = widgets.Dropdown(
            description=_("Jämför"), options=[*groups, *([(_("år mot år"), YEARS)] if len(cells) > 1 else [])]
        )
        self.first = widgets.Dropdown(description=_("Den ena"))
        self.second = widgets.Dropdown(description=_("Den andra"))
        self._said, self._table = widgets.HTML(), widgets.HTML()
        self._sides()
        self.by.observe(self._sides, names="value")
        for one in (self.question, self.first, self.second):
            one.observe(self._draw, names="value")
        choices = widgets.Box([self.by, self.first, self.second], layout=widgets.Layout(flex_flow="row wrap"))
        super().__init__([self.question, choices, self._said, self._table])
        self._draw()

    def _sides(self, _change: object = None) -> None:
        """Offer the sides of what is compared; the drawing waits until both are set."""
        if self.by.value == YEARS:
            options = [(str(year), str(year)) for year in sorted(self._cells)]
        else:
            options = [(choice.said, choice.name) for choice in self._codebook.question(self.by.value).valid]
        self._setting = True
        for side, place in ((self.first, 0), (self.second, 1)):
            side.options = options
            side.value = options[min(place, len(options) - 1)][1]
        self._setting = False
        self._draw()

    def _draw(self, _change: object = None) -> None:
        if self._setting or not self.question.value:
            return
        self.compared = self._compared()
        if isinstance(self.compared, str):
            self._said.value, self._table.value = shown.paragraph(self.compared), ""
            return
        q = self.family.adjusted(self.compared)
        labels = {value: words for words, value in self.first.options}
        self._said.value = shown.paragraph(sentence(self.compared, q, labels=labels))
        self._table.value = _table(self.compared, q, labels=labels, tests=self.family.tests)

    def _compared(self) -> Compared | str:
        if self.first.value == self.second.value:
            return _("Välj två olika sidor att jämföra.")
        question = self._codebook.question(self.question.value)
        try:
            if self.by.value == YEARS:
                early, late = sorted((int(self.first.value), int(self.second.value)))
                return between_years(self._cells, question=question, codebook=self._codebook, years=(early, late))
            return between_groups(self._cells[self._last], question=question, by=self.by.value,
                                  groups=(self.first.value, self.second.value))  # fmt: skip
        except MedlofteError as error:
            return str(error)


def _table(compared: Compared, q: list[float], *, labels: Mapping[str, str], tests: int) -> str:
    words = {choice.name: choice.said for choice in compared.question.valid}
    few = compared.n < FEW
    rows = [
        (words.get(row["choice"], row["choice"]), style.percent(row["first"]), style.percent(row["second"]),
         _span(row),
         shown.Bar((row["difference"] / 2 + 0.5, row["low"] / 2 + 0.5, row["high"] / 2 + 0.5)), p_value(one))
        for row, one in zip(compared.rows.to_dict("records"), q, strict=True) if not few
    ]  # fmt: skip
    first, second = (labels.get(side, side) for side in compared.sides)
    caption = _(
        "{question} n = {n} på den mindre sidan. Mitt på linjen är ingen skillnad. q är justerat "
        "för {tests|den|de} {tests} {tests|jämförelse|jämförelser} som du har tittat på hittills."
    ).format(question=compared.question.said, n=compared.n, tests=tests)
    headings = [_("Svar"), first, second, _("Skillnad i procentenheter (osäkerhetsintervall)"), "", "q"]
    return shown.table(headings, rows, caption=caption) if rows else ""


def _span(row: Mapping[Any, Any]) -> str:
    ends = {end: style.points(row[end]) for end in ("difference", "low", "high")}
    return _("{difference} ({low} till {high})").format(**ends)
