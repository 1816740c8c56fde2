"""What it would take to change who is among the first three: the smallest shift of weight between criteria.

For a problem a among the first and b outside, with d the criteria's differences a − b and w the weights (sum 1), the
question is the linear program

    least ½ Σ |v − w|   such that   d·v ≤ 0,  Σ v = 1,  v ≥ 0.

It needs no solver: any weight moved lands best on the criterion that speaks most for b, and each bit taken from the
criterion that speaks most for a closes the gap fastest. A test compares with scipy's.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

_COLUMNS = ["inside", "outside", "moved", "source", "target"]


def smallest_change(board: pd.DataFrame, *, weights: Mapping[str, float] | None = None, top: int = 3) -> pd.DataFrame:
    """Return, for each problem outside the first, how little weight must move for it to catch one of them up.

    Parameters
    ----------
    board
        Problems × criteria: mean points (0–1). A criterion nobody has answered counts as the problem's own score, so
        that the order is the ranking's.
    weights
        Criterion → weight; equal when None.

    Returns
    -------
    DataFrame
        ``outside``, ``inside`` (the problem it replaces), ``moved`` (share of all weight, 0–1), ``source`` and
        ``target`` (the criterion that most is taken from, and the one it goes to; '' when the two are level). Problems
        that no weights bring in are left out. The smallest change first.
    """
    share = np.array([max(float((weights or {}).get(name, 1.0)), 0.0) for name in board.columns])
    if board.empty or share.sum() <= 0:
        return pd.DataFrame(columns=_COLUMNS)
    share = share / share.sum()
    score = weighted(board, share)
    filled = board.apply(lambda column: column.fillna(score)).dropna()
    order = score[filled.index].sort_values(ascending=False, kind="stable").index
    rows = []
    for outside in order[top:]:
        found = [(moved, inside, source, target) for inside in order[:top]
                 for moved, source, target in [_shift((filled.loc[inside] - filled.loc[outside]), share)]
                 if moved is not None]  # fmt: skip
        if found:
            moved, inside, source, target = min(found, key=lambda one: one[0])
            rows.append((inside, outside, moved, source, target))
    return pd.DataFrame(rows, columns=_COLUMNS).sort_values("moved", kind="stable", ignore_index=True)


def weighted(table: pd.DataFrame, weights: np.ndarray) -> pd.Series:
    """Return each row's weighted mean over the criteria that have a value; missing when none has weight."""
    weight = table.notna().to_numpy() * weights
    total = weight.sum(axis=1)
    score = (table.fillna(0).to_numpy() * weight).sum(axis=1)
    return pd.Series(np.divide(score, total, out=np.full(len(table), np.nan), where=total > 0), index=table.index)


def _shift(difference: pd.Series, weights: np.ndarray) -> tuple[float | None, str, str]:
    """Return the least weight to move, the criterion most of it comes from and its target; None when none will do."""
    gaps = difference.to_numpy(dtype=float)
    lead, best = float(gaps @ weights), int(gaps.argmin())
    if lead <= 1e-12:
        return 0.0, "", ""
    if gaps[best] > 0:
        return None, "", ""
    taken = np.zeros(len(gaps))
    for source in np.argsort(-gaps, kind="stable"):
        gain = gaps[source] - gaps[best]
        if lead <= 1e-12 or gain <= 0:
            break
        taken[source] = min(weights[source], lead / gain)
        lead -= taken[source] * gain
    return float(taken.sum()), str(difference.index[int(taken.argmax())]), str(difference.index[best])
