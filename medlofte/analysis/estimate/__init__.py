"""Survey estimates from the cell-count frame: count once, then weights, shares, change, ranks and composition.

:func:`estimate_round` does it all for one round; the modules stand alone for analysts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from medlofte import tables
from medlofte.analysis.estimate.cells import Cells, count
from medlofte.analysis.estimate.change import changes
from medlofte.analysis.estimate.composition import composition
from medlofte.analysis.estimate.ranks import ranks
from medlofte.analysis.estimate.shares import shares
from medlofte.analysis.estimate.weights import memberships, rake
from medlofte.codebook import Codebook, Question
from medlofte.rounds import Round

__all__ = ["Estimates", "changes", "composition", "count", "estimate_round", "rake", "ranks", "shares"]


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
    years = sorted(int(year) for year in responses.frame["year"].unique())
    asked = [q for q in codebook.questions if q.estimated and q.role == ""]
    cells = {year: _weighted(_year(responses, year), asked, round_, margins, progress) for year in years}
    frames = [
        shares(cells[year], question=question, by=by, merged=_merged(cells[year], question, by, round_)).assign(
            year=year
        )
        for year in years
        for question in asked
        if (cells[year].answers[question.name].state == "answered").any()
        for by in round_.crossings
    ]
    found = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=[*tables.ESTIMATES.names, "count"])
    return Estimates(
        found.assign(status=tables.SHOWN),
        _changes(cells, codebook, years),
        _ranks(cells[years[-1]] if years else None, codebook, round_, margins),
        composition(_year(responses, years[-1] if years else 0), codebook=codebook, margins=margins),
    )


def _merged(cells: Cells, question: Question, by: tuple[str, ...], round_: Round) -> dict[str, str]:
    """Return the halves of the scale for a breakdown by two questions whose groups are small on average."""
    if len(by) < 2:
        return {}
    known = cells.frame[(cells.frame[list(by)] != "").all(axis=1)]
    groups = known[list(by)].drop_duplicates()
    small = float(known["n"].sum()) < round_.disclosure.full_scale_base * max(len(groups), 1)
    return question.merged if small else {}


def _weighted(
    responses: tables.Responses,
    questions: list[Question],
    round_: Round,
    margins: pd.DataFrame,
    progress: Callable[[str], None] | None,
) -> Cells:
    by = tuple(dict.fromkeys([*round_.rake, *(name for crossing in round_.crossings for name in crossing)]))
    return rake(count(responses, questions=questions, by=by, progress=progress), margins, variables=round_.rake)


def _year(responses: tables.Responses, year: int) -> tables.Responses:
    keep = (responses.frame["year"] == year).to_numpy(dtype=bool)
    frame, states = responses.frame[keep], responses.states[keep]
    return tables.Responses(frame.reset_index(drop=True), states.reset_index(drop=True))


def _changes(cells: dict[int, Cells], codebook: Codebook, years: list[int]) -> pd.DataFrame:
    if len(years) < 2:
        return tables.CHANGES.empty().assign(count=pd.Series(dtype=float))
    return changes(cells[years[-2]], cells[years[-1]], codebook=codebook, years=(years[-2], years[-1]))


def _ranks(cells: Cells | None, codebook: Codebook, round_: Round, margins: pd.DataFrame) -> pd.DataFrame:
    if cells is None or not round_.priority_question:
        return tables.RANKS.empty().assign(**{name: pd.Series(dtype=float) for name in ("count", "n", "n_eff")})
    question = codebook.question(round_.priority_question)
    return ranks(cells, question=question, groups=memberships(cells, margins, round_.rake), seed=round_.year)
