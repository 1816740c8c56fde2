"""Plain counts that add up in known ways: small ones suppressed, with as many others as it takes.

For lists and small tables of counts (when, where, how many reports) whose sums are shown or known. The reader is taken
to know every shown count, that a hidden one is at least 1 (nought is shown), and how the counts add up; a linear
program asks for the largest number that a suppressed count could be. Under the minimum it is a leak, and the smallest
count beside it goes too. Hundepool et al. (2012), Statistical Disclosure Control, ch. 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from medlofte.analysis import going
from medlofte.analysis.disclosure.rules import blank

_NEAR = 1e-6


@dataclass(frozen=True)
class Sum:
    """Places of rows that add up: to the row ``total``, or to a number known from elsewhere when that is None."""

    parts: tuple[int, ...]
    total: int | None = None


def protect_sums(
    frame: pd.DataFrame, *, count: str, sums: Sequence[Sum], minimum: int, figures: Sequence[str]
) -> pd.DataFrame:
    """Return a frame where counts of 1 up to ``minimum`` do not follow from what is shown.

    Parameters
    ----------
    count
        The column of counts, none missing.
    sums
        How rows add up; places are positions in the frame.
    figures
        Columns blanked together.
    """
    n = frame[count].to_numpy(dtype=float)
    hidden = (n > 0) & (n < minimum)
    first = [int(row) for row in np.flatnonzero(hidden)]
    small = list(first)
    while small:
        going.on()
        row = small[-1]
        enough = _largest(n, hidden, sums, int(row)) >= minimum - _NEAR
        beside = None if enough else _beside(n, hidden, sums, int(row))
        if beside is None:
            # Safe, or nothing is left to hide it with: its sums are all hidden themselves.
            small.pop()
        else:
            hidden[beside] = True
    _show_again(n, hidden, sums, first, minimum)
    return blank(frame, pd.Series(hidden, index=frame.index), figures)


def _show_again(
    n: NDArray[np.floating], hidden: NDArray[np.bool_], sums: Sequence[Sum], first: list[int], minimum: int
) -> None:
    """Show what was hidden without need, the largest first: a later choice may have made an earlier one idle."""
    safe = [row for row in first if _largest(n, hidden, sums, row) >= minimum - _NEAR]
    extra = set(np.flatnonzero(hidden).tolist()) - set(first)
    for row in sorted(extra, key=lambda place: -n[place]):
        hidden[row] = False
        if not all(_largest(n, hidden, sums, one) >= minimum - _NEAR for one in safe):
            hidden[row] = True


def leaking(frame: pd.DataFrame, *, count: str, sums: Sequence[Sum], minimum: int) -> list[int]:
    """Return the places of suppressed counts that surely are under the minimum, from a published frame alone.

    A sum to a number known from elsewhere plays no part: it does not stand in the frame.
    """
    known = [one for one in sums if one.total is not None]
    hidden = frame[count].isna().to_numpy(dtype=bool)
    n = frame[count].astype("float64").fillna(0.0).to_numpy(dtype=np.float64)
    return [int(row) for row in np.flatnonzero(hidden) if _largest(n, hidden, known, int(row)) < minimum - _NEAR]


def _largest(n: NDArray[np.floating], hidden: NDArray[np.bool_], sums: Sequence[Sum], row: int) -> float:
    """Return the largest number that a hidden count could be."""
    # Importing scipy.optimize takes a third of a second; most rounds have nothing small here.
    from scipy.optimize import linprog

    unknown = np.flatnonzero(hidden)
    place = {int(name): i for i, name in enumerate(unknown)}
    lines, known = [], []
    for one in sums:
        members = [(part, 1.0) for part in one.parts] + ([] if one.total is None else [(one.total, -1.0)])
        if not any(hidden[name] for name, _ in members):
            continue
        line = np.zeros(len(unknown))
        for name, sign in members:
            if hidden[name]:
                line[place[name]] += sign
        shown = sum(sign * n[name] for name, sign in members if not hidden[name])
        lines.append(line)
        known.append((0.0 if one.total is not None else float(n[list(one.parts)].sum())) - shown)
    if not lines:
        return float("inf")
    goal = np.zeros(len(unknown))
    goal[place[row]] = -1.0
    found = linprog(goal, A_eq=np.array(lines), b_eq=np.array(known), bounds=(1, None), method="highs")
    return float("inf") if found.status == 3 else float("-inf") if found.x is None else float(found.x[place[row]])


def _beside(n: NDArray[np.floating], hidden: NDArray[np.bool_], sums: Sequence[Sum], row: int) -> int | None:
    """Return the smallest shown count that adds up with a row, parts before totals; None when nothing is left.

    Where all beside it is hidden or nought, it is looked for beside those, and so on.
    """
    reached = {row}
    while True:
        near = [one for one in sums if reached & {*one.parts, one.total}]
        parts = {part for one in near for part in one.parts if not hidden[part] and n[part] > 0}
        totals = {one.total for one in near if one.total is not None and not hidden[one.total] and n[one.total] > 0}
        for found in (parts, totals):
            if found:
                return min(found, key=lambda place: (n[place], place))
        wider = reached | {
            name for one in near for name in (*one.parts, one.total) if name is not None and hidden[name]
        }
        if wider == reached:
            return None
        reached = wider
