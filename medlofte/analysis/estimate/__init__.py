"""Survey estimates from the cell-count frame: count once, then weights, shares, means, change, ranks and composition.

:func:`estimate_round` does it all for one round; the modules stand alone for analysts. The methods, with formulas and
sources, are in ``docs/methods.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from medlofte import tables
from medlofte.analysis.estimate.cells import Cells
from medlofte.analysis.estimate.change import changes
from medlofte.analysis.estimate.compare import chi_square, differences, t_test
from medlofte.analysis.estimate.composition import composition
from medlofte.analysis.estimate.counting import Plan, count
from medlofte.analysis.estimate.modes import compare_modes
from medlofte.analysis.estimate.numbers import amounts, counts, means, ratio
from medlofte.analysis.estimate.ranks import ranks
from medlofte.analysis.estimate.shares import Merging, shares, tabulate
from medlofte.analysis.estimate.small_areas import shrink
from medlofte.analysis.estimate.weights import post_stratify, rake
from medlofte.codebook import Codebook, Question
from medlofte.rounds import Round

__all__ = ["Cells", "Estimates", "Plan", "amounts", "changes", "chi_square", "compare_modes", "composition", "count",
           "counts", "differences", "estimate_round", "means", "of_year", "post_stratify", "rake", "ranks", "ratio",
           "shares", "shrink", "t_test", "tabulate", "weighted"]  # fmt: skip


@dataclass(frozen=True)
class Estimates:
    """A round's estimates before disclosure control; frames carry ``count`` (unweighted) beside their table's columns.

    ``composition`` is of the last survey year.
    """

    estimates: pd.DataFrame
    changes: pd.DataFrame
    ranks: pd.DataFrame
    composition: pd.DataFrame


def estimate_round(
    responses: tables.Responses,
    *,
    codebook: Codebook,
    round_: Round,
    margins: pd.DataFrame,
    progress: Callable[[str], None] | None = None,
) -> Estimates:
    """Return every estimate of a round: each year and question, in each of the round's crossings.

    Every year is raked to the same population margins. A crossing whose variables were not asked is left out; in one
    by two questions with small groups a scale is estimated in two halves.
    """
    cells = weighted(responses, codebook=codebook, round_=round_, margins=margins, progress=progress)
    years = list(cells)
    frames = [
        tabulate(
            cells[year],
            questions=_answered(cells[year], codebook.estimated),
            crossings=round_.crossings,
            merging=_halves(cells[year], round_),
        ).assign(year=year)
        for year in years
    ]
    found = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=[*tables.ESTIMATES.names, "count"])
    return Estimates(
        found.assign(status=tables.SHOWN),
        _changes(cells, codebook, years),
        _ranks(cells[years[-1]] if years else None, codebook, round_),
        composition(of_year(responses, years[-1] if years else 0), codebook=codebook, margins=margins),
    )


def weighted(
    responses: tables.Responses, *, codebook: Codebook, round_: Round, margins: pd.DataFrame, by: Sequence[str] = (),
    progress: Callable[[str], None] | None = None,
) -> dict[int, Cells]:  # fmt: skip
    """Return survey year → its answers counted and weighed as the round says, earliest first.

    Parameters
    ----------
    by
        Background questions (or ``mode``) to count by, besides those that the round weighs and breaks down by.
    """
    wanted = tuple(dict.fromkeys([*round_.rake, *(name for one in round_.crossings for name in one), *by]))
    cells = {}
    for year in sorted(int(year) for year in responses.frame["year"].unique()):
        given = of_year(responses, year)
        counted = count(given, questions=codebook.estimated, by=wanted, plan=_plan(codebook, given),
                        design=round_.design, progress=progress)  # fmt: skip
        cells[year] = rake(counted, margins, variables=round_.rake)
    return cells


def _halves(cells: Cells, round_: Round) -> Merging:
    """Return the halves of a scale for a breakdown by two questions whose groups are small on average."""
    small = {
        tuple(by)
        for by in round_.crossings
        if len(by) == 2 and _group_size(cells, by) < round_.disclosure.full_scale_base
    }
    return lambda question, by: question.merged if by in small else {}


def _group_size(cells: Cells, by: Sequence[str]) -> float:
    """Return how many answers a group has on average, of those whose group is known."""
    known = cells.frame[(cells.frame[list(by)] != "").all(axis=1)]
    return float(known["n"].sum()) / max(len(known[list(by)].drop_duplicates()), 1)


def _plan(codebook: Codebook, responses: tables.Responses) -> Plan:
    """Return the design that the codebook's roles tell, where this year's answers hold it."""
    given = {question.role: question.name for question in codebook.questions
             if (responses.states[question.name] == "answered").any()}  # fmt: skip
    return Plan(given.get("stratum", ""), given.get("cluster", ""), given.get("stratum_size", ""),
                given.get("cluster_size", ""))  # fmt: skip


def _answered(cells: Cells, questions: Sequence[Question]) -> list[Question]:
    return [question for question in questions if "answered" in cells.answers[question.name].states]


def of_year(responses: tables.Responses, year: int) -> tables.Responses:
    """Return the answers of one survey year."""
    keep = (responses.frame["year"] == year).to_numpy(dtype=bool)
    frame, states = responses.frame[keep], responses.states[keep]
    return tables.Responses(frame.reset_index(drop=True), states.reset_index(drop=True))


def _changes(cells: dict[int, Cells], codebook: Codebook, years: list[int]) -> pd.DataFrame:
    if len(years) < 2:
        return tables.CHANGES.empty().assign(count=pd.Series(dtype=float))
    return changes(cells[years[-2]], cells[years[-1]], codebook=codebook, years=(years[-2], years[-1]))


def _ranks(cells: Cells | None, codebook: Codebook, round_: Round) -> pd.DataFrame:
    if cells is None or not round_.priority_question:
        return tables.RANKS.empty().assign(**{name: pd.Series(dtype=float) for name in ("count", "n", "n_eff")})
    return ranks(cells, question=codebook.question(round_.priority_question), seed=round_.year)
