"""What the page takes from the edition, worked out once when it opens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from medlofte import criteria
from medlofte.edition import Edition
from medlofte.language import N_, _, current
from medlofte.views.drawing import each
from medlofte.workshop import priorities
from medlofte.workshop.priorities.outcome import EFFORT
from medlofte.workshop.words import LABELS

DEFAULT_CAPACITY = 6
EFFORT_QUESTION: dict[str, Any] = {
    "id": EFFORT,
    "label": N_("Hur stor insats skulle ett löfte kräva? (1 liten, 4 mycket stor)"),
    "help": N_("Används i «Urval inom kapaciteten». Utan svar räknas 2."),
    "options": [[grade, grade] for grade in criteria.SCALES["1_4"][:-1]],
}


@dataclass(frozen=True)
class Evidence:
    """The suggested answer in one cell, its sentence and its source."""

    suggested: str
    sentence: str
    source: str


@dataclass(frozen=True)
class Material:
    """The problems, the criteria and what the edition says of them.

    Parameters
    ----------
    criteria
        Id → the criterion as the edition holds it.
    views
        As ``priorities.perspectives``.
    """

    edition: Edition
    problems: tuple[str, ...]
    labels: Mapping[str, str]
    criteria: Mapping[str, Mapping[str, Any]]
    evidence: Mapping[tuple[str, str], Evidence]
    views: pd.DataFrame

    @classmethod
    def of(cls, edition: Edition) -> Material:
        """Return an edition's material; the latest edition's is kept, also for kernels forked from this process."""
        kept = _kept.get(current())
        if kept is None or kept.edition is not edition:
            kept = _kept[current()] = cls._worked_out(edition)
        return kept

    @classmethod
    def _worked_out(cls, edition: Edition) -> Material:
        problems = tuple(priorities.problems(edition))
        found = priorities.evidence(edition, topics=problems)
        cells = {(r.problem, r.criterion): Evidence(r.suggested, r.sentence, r.source) for r in each(found)}
        named = {criterion["id"]: criterion for criterion in edition.about.get("criteria", [])}
        views = priorities.perspectives(edition.table("situation"), problems=list(edition.labels("topics")))
        return cls(edition, problems, edition.labels("topics"), named, cells, views)

    @property
    def capacity(self) -> int:
        """Return how much effort the round's promises may take in all."""
        return int(self.edition.about.get("capacity", DEFAULT_CAPACITY))

    def label(self, problem: str) -> str:
        """Return a problem's name."""
        return self.labels.get(problem, problem)

    def short(self, criterion: str) -> str:
        """Return a criterion's heading; a criterion that the edition lacks stands as it is."""
        found = self.criteria.get(criterion, {})
        return _(str(found.get("short") or found.get("label") or criterion))

    def questions(self, problem: str, *, names: list[str]) -> list[dict[str, Any]]:
        """Return the criteria as a ballot's questions about one problem, each with its evidence."""
        return [self._question(problem, name, self.criteria.get(name, {"label": name})) for name in names]

    def _question(self, problem: str, name: str, criterion: Mapping[str, Any]) -> dict[str, Any]:
        ends = f" ({_(criterion['ends'])})" if criterion.get("ends") else ""
        options = [[answer, LABELS[answer]] for answer in criteria.answers(criterion)]
        return {
            "id": name,
            "label": f"{_(criterion['label'])}{ends}",
            "options": options,
            "help": self.help(problem, name),
        }

    def help(self, problem: str, criterion: str) -> str:
        """Return the evidence in one line."""
        found = self.evidence.get((problem, criterion))
        if found is None:
            return ""
        known = found.suggested != criteria.UNSURE
        return (
            _("Underlaget: {answer}. {sentence}").format(
                answer=LABELS[found.suggested].lower(), sentence=found.sentence
            )
            if known
            else found.sentence
        )

    def basis(self, problem: str, *, answers: pd.DataFrame) -> dict[str, Any]:
        """Return the evidence and the group's answers about a problem as they stand, for a decision."""
        group = answers[answers["problem"] == problem]
        cells = [
            {"criterion": c, "suggested": e.suggested, "sentence": e.sentence, "source": e.source}
            for (p, c), e in self.evidence.items()
            if p == problem
        ]
        return {
            "edition": self.edition.number,
            "evidence": cells,
            "group": dict(zip(group["criterion"], group["answer"], strict=True)),
        }


_kept: dict[str, Material] = {}  # by language
