"""From each person's answers on the board to an order of problems, how much people agree and how firm the order is.

The board is the table that Brå's handbook prescribes for choosing among problems (bra.se, "Prioritera mellan
problemen"): problems × criteria, answered yes, partly, no or don't know. Every "yes" speaks for working on the problem.
All functions are pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from medlofte.workshop.evidence import evidence, problems
from medlofte.workshop.words import PARTICIPANTS

__all__ = ["ANSWER_POINTS", "MINIMUM_GROUP", "agreement", "by_role", "eijk", "evidence", "problems", "ranking",
           "robustness"]  # fmt: skip

ANSWER_POINTS = {"nej": 0.0, "delvis": 0.5, "ja": 1.0}  # "vet ej" has no point: it is no answer
MINIMUM_GROUP = 3
EVERYONE = "alla"
_RANKING = ["problem", "score", "spread", "n", "rank"]


def ranking(
    ratings: pd.DataFrame,
    *,
    criteria: Sequence[str],
    weights: Mapping[str, float] | None = None,
    roles: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Return the problems in order of their scores.

    A problem's score is the weighted mean over the criteria of the participants' mean points; criteria that nobody has
    answered for a problem are left out of its mean.

    Parameters
    ----------
    ratings
        ``participant, role, problem, criterion, answer``, one row per answer, as the store gives them.
    criteria
        The criteria that count.
    weights
        Criterion → weight, 0 or more; 1 for those not named.
    roles
        Only these roles' answers; everybody's when None.

    Returns
    -------
    DataFrame
        ``problem``; ``score`` (0–1); ``spread`` (standard deviation between participants' own scores, 0–0.5, missing
        when one person answered); ``n`` (participants with an answer that counts); ``rank`` (1 = highest; equal
        scores share the better place and the next place is skipped).
    """
    points = _points(ratings, criteria, roles)
    if points.empty:
        return pd.DataFrame(columns=_RANKING).astype({"score": float, "spread": float, "n": int, "rank": int})
    means = _means(points, criteria)
    frame = pd.DataFrame({"score": _weighted(means, _weights(criteria, weights))})
    own = points.groupby(["problem", "participant", "criterion"])["points"].mean().unstack("criterion")
    personal = _weighted(own.reindex(columns=list(criteria)), _weights(criteria, weights))
    # The population formula: the participants are all there are, no sample of anything.
    frame["spread"] = personal.groupby("problem").std(ddof=0).where(personal.groupby("problem").count() > 1)
    frame["n"] = points.groupby("problem")["participant"].nunique()
    frame = frame.dropna(subset="score")
    frame["rank"] = frame["score"].round(9).rank(method="min", ascending=False).astype(int)
    return frame.reset_index().sort_values(["rank", "problem"], ignore_index=True)[_RANKING]


def by_role(
    ratings: pd.DataFrame, *, criteria: Sequence[str], weights: Mapping[str, float] | None = None
) -> pd.DataFrame:
    """Return each problem's score for polis, kommun, annan and alla, side by side.

    A group of fewer than ``MINIMUM_GROUP`` participants is not shown apart: its score would be one person's. When the
    hidden people of a problem are fewer than that in all, the smallest shown group is hidden too, or the hidden score
    could be worked out from the others (complementary suppression).

    Returns
    -------
    DataFrame
        ``problem``, then per group its score (0–1 or missing) and ``n_<group>`` (participants who answered);
        in the order of everybody's ranking.
    """
    everyone = ranking(ratings, criteria=criteria, weights=weights)
    frame = everyone[["problem"]].copy()
    for group in (*PARTICIPANTS, EVERYONE):
        part = everyone if group == EVERYONE else ranking(ratings, criteria=criteria, weights=weights, roles=[group])
        part = part.set_index("problem")
        frame[group] = frame["problem"].map(part["score"]).astype(float)
        frame[f"n_{group}"] = frame["problem"].map(part["n"]).fillna(0).astype(int)
    return _protect(frame)


def agreement(ratings: pd.DataFrame, *, criteria: Sequence[str], roles: Sequence[str] | None = None) -> pd.DataFrame:
    """Return how much the participants agree on each problem.

    The mean, over the criteria that at least two have answered, of van der Eijk's A for ordered answers (C. van der
    Eijk, "Measuring agreement in ordered rating scales", Quality & Quantity 35, 2001): 1 when all answer alike, 0 when
    the answers are spread evenly, −1 when half say yes and half say no.

    Returns
    -------
    DataFrame
        ``problem, agreement`` (−1 to 1; missing when no criterion has two answers), ``n`` (participants).
    """
    points = _points(ratings, criteria, roles)
    counts = points.groupby(["problem", "criterion", "points"]).size().unstack("points", fill_value=0)
    counts = counts.reindex(columns=list(ANSWER_POINTS.values()), fill_value=0)
    several = counts[counts.sum(axis=1) > 1]
    values = pd.Series([eijk(row) for row in several.to_numpy()], index=several.index, dtype=float)
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


def robustness(
    ratings: pd.DataFrame,
    *,
    criteria: Sequence[str],
    roles: Sequence[str] | None = None,
    draws: int = 5000,
    seed: int = 2017,
) -> pd.DataFrame:
    """Return how often each problem gets each place when the criteria's weights are drawn at random.

    Rank acceptability in SMAA (Lahdelma, Hokkanen and Salminen, "SMAA – Stochastic multiobjective acceptability
    analysis", European Journal of Operational Research 106, 1998), with weights from a flat Dirichlet distribution:
    every set of weights that sums to 1 is equally likely. The same seed gives the same figures.

    Returns
    -------
    DataFrame
        ``problem, rank, share`` (0–1, of the draws that give this place), ``cumulative`` (this place or better); one
        row per problem and place. Equal scores share the better place.
    """
    columns = ["problem", "rank", "share", "cumulative"]
    means = _means(_points(ratings, criteria, roles), criteria).dropna(how="all")
    if means.empty:
        return pd.DataFrame(columns=columns).astype({"rank": int, "share": float, "cumulative": float})
    weights = np.random.default_rng(seed).dirichlet(np.ones(len(criteria)), size=draws)
    values, known = means.fillna(0).to_numpy(), means.notna().to_numpy(dtype=float)
    scores = (weights @ values.T) / (weights @ known.T)
    ranks = pd.DataFrame(scores.round(9)).rank(axis=1, method="min", ascending=False).to_numpy(dtype=int)
    places = range(1, len(means) + 1)
    shares = np.array([(ranks == place).mean(axis=0) for place in places]).T
    index = pd.MultiIndex.from_product([means.index, places], names=["problem", "rank"])
    flat = {"share": shares.ravel(), "cumulative": shares.cumsum(axis=1).ravel()}
    return pd.DataFrame(flat, index=index).reset_index()[columns]


def _points(ratings: pd.DataFrame, criteria: Sequence[str], roles: Sequence[str] | None) -> pd.DataFrame:
    """Return the answers that count, with their points."""
    counted = ratings["criterion"].isin(list(criteria)) & ratings["answer"].isin(list(ANSWER_POINTS))
    if roles is not None:
        counted &= ratings["role"].isin(list(roles))
    rows = ratings[counted]
    return rows.assign(points=rows["answer"].map(ANSWER_POINTS).astype(float))


def _means(points: pd.DataFrame, criteria: Sequence[str]) -> pd.DataFrame:
    """Return the participants' mean points, problems × criteria."""
    means = points.groupby(["problem", "criterion"])["points"].mean().unstack("criterion")
    return means.reindex(columns=list(criteria)).astype(float)


def _weights(criteria: Sequence[str], weights: Mapping[str, float] | None) -> np.ndarray:
    return np.array([max(float((weights or {}).get(name, 1.0)), 0.0) for name in criteria])


def _weighted(means: pd.DataFrame, weights: np.ndarray) -> pd.Series:
    """Return each row's weighted mean over the criteria that have a value; missing when none has weight."""
    weight = means.notna().to_numpy() * weights
    total = weight.sum(axis=1)
    score = (means.fillna(0).to_numpy() * weight).sum(axis=1)
    return pd.Series(np.divide(score, total, out=np.full(len(means), np.nan), where=total > 0), index=means.index)


def _protect(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with the scores of too small groups blank."""
    shown = frame.copy()
    for row, figures in zip(frame.index, frame.to_dict("records"), strict=True):
        shown.loc[row, _hidden({group: figures[f"n_{group}"] for group in PARTICIPANTS})] = np.nan
    return shown


def _hidden(sizes: Mapping[str, int]) -> list[str]:
    """Return the groups whose score must not show, given how many answered in each."""
    present = {group: size for group, size in sizes.items() if size > 0}
    hidden = [group for group, size in present.items() if size < MINIMUM_GROUP]
    if hidden and sum(present[group] for group in hidden) < MINIMUM_GROUP:
        hidden += sorted(present.keys() - set(hidden), key=lambda group: (present[group], group))[:1]
    return hidden + ([EVERYONE] if sum(present.values()) < MINIMUM_GROUP else [])


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
