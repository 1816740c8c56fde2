"""What an answer is worth, and each participant's own view of each problem, whatever kind of ballot it was given on."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

# "vet ej" has no point: it is no answer. On the scale 1–4 a point is log₄ of the grade, so that a sum of points orders
# problems as a risk matrix orders products: 1 × 4 = 2 × 2.
GRADE_POINTS = {str(grade): math.log(grade, 4) for grade in (1, 2, 3, 4)}
ANSWER_POINTS = {"nej": 0.0, "delvis": 0.5, "ja": 1.0, **GRADE_POINTS}
SCORES = ["participant", "role", "problem", "score"]


def answered(ratings: pd.DataFrame, *, criteria: Sequence[str]) -> pd.DataFrame:
    """Return the answers that count, with their ``points`` (0–1)."""
    rows = ratings[ratings["criterion"].isin(list(criteria)) & ratings["answer"].isin(list(ANSWER_POINTS))]
    return rows.assign(points=rows["answer"].map(ANSWER_POINTS).astype(float))


def means(points: pd.DataFrame, *, criteria: Sequence[str]) -> pd.DataFrame:
    """Return the participants' mean points, problems × criteria; missing where nobody has answered."""
    table = points.groupby(["problem", "criterion"])["points"].mean().unstack("criterion")
    return table.reindex(columns=list(criteria)).astype(float)


def views(ratings: pd.DataFrame, *, criteria: Sequence[str]) -> pd.DataFrame:
    """Return each participant's points, by participant, role and problem × criteria; missing where not answered."""
    points = answered(ratings, criteria=criteria)
    own = points.groupby(["participant", "role", "problem", "criterion"])["points"].mean().unstack("criterion")
    return own.reindex(columns=list(criteria)).astype(float)


def of_ratings(ratings: pd.DataFrame, *, criteria: Sequence[str]) -> pd.DataFrame:
    """Return each participant's own score of each problem they have answered about (``SCORES``, 0–1)."""
    own = views(ratings, criteria=criteria)
    return own.mean(axis=1).dropna().rename("score").reset_index()[SCORES]


def of_dots(ballots: pd.DataFrame, *, problems: Sequence[str], dots: int) -> pd.DataFrame:
    """Return the share of their dots that each participant gave to each problem (``SCORES``).

    Parameters
    ----------
    ballots
        ``ballot, role, content``, as the store gives them; ``content`` is problem → dots.
    dots
        How many dots each could give; those not given count for nothing.
    """
    return _scores(ballots, {p: lambda content, p=p: content.get(p, 0) / dots for p in problems})


def of_orders(ballots: pd.DataFrame, *, problems: Sequence[str]) -> pd.DataFrame:
    """Return each participant's Borda score of each problem, 1 for the first place to 0 for the last (``SCORES``).

    Problems that a ballot leaves out share the places that are left, and get their mean.
    """
    return _scores(ballots, {p: lambda content, p=p: _borda(content["order"], p, len(problems)) for p in problems})


def _scores(ballots: pd.DataFrame, score: Mapping[str, Any]) -> pd.DataFrame:
    rows = [(row.ballot, row.role, problem, float(found(row.content)))
            for row in ballots.itertuples() for problem, found in score.items()]  # fmt: skip
    return pd.DataFrame(rows, columns=SCORES).astype({"score": float})


def _borda(order: Sequence[str], problem: str, size: int) -> float:
    place = order.index(problem) if problem in order else (len(order) + size - 1) / 2
    return 1 - place / (size - 1) if size > 1 else 1.0
