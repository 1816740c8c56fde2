"""The order of the problems, and the same for polis, kommun and others apart, with small groups hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from medlofte.workshop.priorities.points import views
from medlofte.workshop.words import PARTICIPANTS

MINIMUM_GROUP = 3
EVERYONE = "alla"
_RANKING = ["problem", "score", "spread", "n", "rank"]


def ranking(ratings: pd.DataFrame, *, criteria: Sequence[str]) -> pd.DataFrame:
    """Return the problems in order of their scores.

    A problem's score is the mean over the criteria of the participants' mean points; criteria that nobody has answered
    for a problem are left out of its mean. ``robustness`` and ``change`` tell what other weights would do.

    Parameters
    ----------
    ratings
        ``participant, role, problem, criterion, answer``, one row per answer, as the store gives them.
    criteria
        The criteria that count, all alike.

    Returns
    -------
    DataFrame
        ``problem``; ``score`` (0–1); ``spread`` (standard deviation between participants' own scores, 0–0.5, missing
        when one person answered); ``n`` (participants with an answer that counts); ``rank`` (1 = highest; equal
        scores share the better place and the next place is skipped).
    """
    return _rated(views(ratings, criteria=criteria))


def order(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the problems in order of the participants' mean score; columns as ``ranking``.

    Parameters
    ----------
    scores
        ``participant, role, problem, score`` from ``of_dots`` or ``of_orders``.
    """
    own = scores.groupby("problem")["score"]
    return _ranked(pd.DataFrame({"score": own.mean(), "spread": _spread(own), "n": own.size()}))


def by_role(ratings: pd.DataFrame, *, criteria: Sequence[str]) -> pd.DataFrame:
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
    own = views(ratings, criteria=criteria)
    parts = {role: _rated(own[own.index.get_level_values("role") == role]) for role in PARTICIPANTS}
    return _side_by_side(parts | {EVERYONE: _rated(own)})


def order_by_role(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the same as ``by_role`` for dots or orders (``participant, role, problem, score``)."""
    parts = {role: order(scores[scores["role"] == role]) for role in PARTICIPANTS}
    return _side_by_side(parts | {EVERYONE: order(scores)})


def _rated(own: pd.DataFrame) -> pd.DataFrame:
    """Return the ranking of the participants' own points (``points.views``)."""
    if own.empty:
        return _ranked(pd.DataFrame(columns=["score", "spread", "n"]).rename_axis("problem"))
    score = own.groupby("problem").mean().mean(axis=1)
    personal = own.mean(axis=1).groupby("problem")
    return _ranked(pd.DataFrame({"score": score, "spread": _spread(personal), "n": own.groupby("problem").size()}))


def _ranked(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame by problem with ``score, spread, n`` as a ranking: places given, first place first."""
    frame = frame.dropna(subset="score").astype({"score": float, "spread": float, "n": int})
    frame["rank"] = frame["score"].round(9).rank(method="min", ascending=False).astype(int)
    return frame.reset_index().sort_values(["rank", "problem"], ignore_index=True)[_RANKING]


def _spread(own: Any) -> pd.Series:
    # The population formula: the participants are all there are, no sample of anything.
    return own.std(ddof=0).where(own.count() > 1)


def _side_by_side(parts: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    frame = parts[EVERYONE][["problem"]].copy()
    for group, part in parts.items():
        found = part.set_index("problem")
        frame[group] = frame["problem"].map(found["score"]).astype(float)
        frame[f"n_{group}"] = frame["problem"].map(found["n"]).fillna(0).astype(int)
    return _protect(frame)


def _protect(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with the scores of too small groups blank."""
    shown = frame.copy()
    for row, figures in zip(frame.index, frame.to_dict("records"), strict=True):
        if hidden := _hidden({group: figures[f"n_{group}"] for group in PARTICIPANTS}):
            shown.loc[row, hidden] = np.nan
    return shown


def _hidden(sizes: Mapping[str, int]) -> list[str]:
    """Return the groups whose score must not show, given how many answered in each."""
    present = {group: size for group, size in sizes.items() if size > 0}
    hidden = [group for group, size in present.items() if size < MINIMUM_GROUP]
    if hidden and sum(present[group] for group in hidden) < MINIMUM_GROUP:
        hidden += sorted(present.keys() - set(hidden), key=lambda group: (present[group], group))[:1]
    return hidden + ([EVERYONE] if sum(present.values()) < MINIMUM_GROUP else [])
