"""How much the participants agree on each problem, and which problems to talk about first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from medlofte.workshop.priorities.points import ANSWER_POINTS, answered
from medlofte.workshop.words import PARTICIPANTS

SPLIT = 0.25  # 1 is all alike, 0 spread evenly, below that two camps
APART = 0.25
UNDECIDED = (0.1, 0.9)
SPREAD_OUT = 0.25
_WORDS = 3  # ja, delvis and nej stand first among the answers, then the grades


def agreement(ratings: pd.DataFrame, *, criteria: Sequence[str]) -> pd.DataFrame:
    """Return how much the participants agree on each problem.

    The mean, over the criteria that at least two have answered, of van der Eijk's A for ordered answers (C. van der
    Eijk, "Measuring agreement in ordered rating scales", Quality & Quantity 35, 2001): 1 when all answer alike, 0 when
    the answers are spread evenly, −1 when half say yes and half say no.

    Returns
    -------
    DataFrame
        ``problem, agreement`` (−1 to 1; missing when no criterion has two answers), ``n`` (participants).
    """
    points = answered(ratings, criteria=criteria)
    counts = points.groupby(["problem", "criterion", "answer"]).size().unstack("answer", fill_value=0)
    counts = counts.reindex(columns=list(ANSWER_POINTS), fill_value=0)
    several = counts[counts.sum(axis=1) > 1]
    values = pd.Series([eijk(_scale(row)) for row in several.to_numpy()], index=several.index, dtype=float)
    frame = points.groupby("problem")["participant"].nunique().rename("n").to_frame()
    frame.insert(0, "agreement", values.groupby("problem").mean().reindex(frame.index))
    return frame.reset_index()


def eijk(counts: Sequence[float] | np.ndarray) -> float:
    """Return van der Eijk's A of one frequency vector over ordered categories (−1 to 1; NaN without answers)."""
    left = np.asarray(counts, dtype=float)
    if left.sum() <= 0:
        return float("nan")
    total, size, score = left.sum(), len(left), 0.0
    while left.max() > 1e-12:
        filled = left > 1e-12
        layer = left[filled].min()
        score += layer * filled.sum() / total * _unimodality(filled) * (1 - (filled.sum() - 1) / (size - 1))
        left = np.where(filled, left - layer, 0)
    return float(score)


def talk_first(by_role: pd.DataFrame, *, agreement: pd.DataFrame, top: pd.Series) -> pd.DataFrame:
    """Return the problems in the order they deserve the group's time, with the signs that say so.

    The signs: answers are ``split`` (agreement below 0.25, or where there is none a spread of 0.25 or more); two groups
    shown apart differ by 25 points of 100 or more (``apart``); the place among the first three hangs on the weights
    (``undecided``: in 10–90 % of the weightings). Most signs first, then the least settled place, then least agreement.

    Parameters
    ----------
    by_role
        As ``by_role`` or ``order_by_role`` gives it.
    agreement
        ``problem, agreement``, and ``spread`` where the ballots are no ratings.
    top
        Problem → the share of weightings, 0–1, that put it among the first three; may be empty.

    Returns
    -------
    DataFrame
        ``problem, split, apart, undecided`` (booleans), ``agreement``, ``difference`` (between the groups shown apart,
        0–1 or missing), ``signs`` (how many); problems without a sign are left out, and so are hidden ones.
    """
    frame, known = by_role.dropna(subset="alla"), agreement.set_index("problem")
    frame = frame.assign(agreement=frame["problem"].map(known["agreement"]).astype(float))
    groups = frame[list(PARTICIPANTS)]
    frame["difference"] = (groups.max(axis=1) - groups.min(axis=1)).where(groups.notna().sum(axis=1) > 1)
    wide = frame["problem"].map(known["spread"]) >= SPREAD_OUT if "spread" in known else False
    frame["split"] = (frame["agreement"] < SPLIT) | wide
    frame["apart"] = frame["difference"] >= APART
    frame["undecided"] = frame["problem"].map(top).between(*UNDECIDED)
    frame["signs"] = frame[["split", "apart", "undecided"]].sum(axis=1)
    frame["settled"] = (frame["problem"].map(top) - 0.5).abs()
    by = ["signs", "settled", "agreement", "problem"]
    frame = frame[frame["signs"] > 0].sort_values(by, ascending=[False, True, True, True])
    columns = ["problem", "split", "apart", "undecided", "agreement", "difference", "signs"]
    return frame[columns].reset_index(drop=True)


def _scale(counts: np.ndarray) -> np.ndarray:
    """Return the counts of the scale that was used, lowest answer first."""
    words, grades = counts[:_WORDS], counts[_WORDS:]
    return grades if grades.any() else words


def _unimodality(filled: np.ndarray) -> float:
    """Return U of a layer: 1 when its filled categories lie together, less the more holes there are between them."""
    size, together, apart = len(filled), 0, 0
    for first in range(size - 2):
        for second in range(first + 1, size - 1):
            for third in range(second + 1, size):
                a, b, c = filled[first], filled[second], filled[third]
                together += bool(b and a != c)
                apart += bool(a and c and not b)
    if together + apart == 0:
        return 1.0
    return float(((size - 2) * together - (size - 1) * apart) / ((size - 2) * (together + apart)))
