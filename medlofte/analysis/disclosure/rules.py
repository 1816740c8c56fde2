"""The limits: what is rounded and how far, what is suppressed on its own, and how a row is blanked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from medlofte import tables
from medlofte.rounds import Profile

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
SHARES = ("share", "low", "high", "dont_know", "p_top3", "difference", "q")
FIGURES = ("share", "low", "high", "n", "n_eff", "dont_know")
_NEAR = 1e-9


def rounded(frame: pd.DataFrame, profile: Profile) -> pd.DataFrame:
    """Return the frame with its shares rounded as the profile says, and effective n to the profile's whole numbers."""
    shares = [name for name in SHARES if name in frame.columns]
    made = frame.assign(**{name: frame[name].astype("float64").round(profile.decimals) for name in shares})
    return made.assign(n_eff=nearest(frame["n_eff"], profile.round_n)) if "n_eff" in frame.columns else made


def nearest(n: ArrayLike, step: int) -> Array:
    """Return whole numbers to the nearest multiple of ``step``, halves upwards, but never 0 for what is not 0."""
    found = np.asarray(n, dtype=float)
    return np.where(found > 0, np.maximum(np.floor(found / step + 0.5) * step, step), found)


def range_of(n: ArrayLike, step: int) -> tuple[Array, Array]:
    """Return the least and largest whole number that :func:`nearest` turns into each of ``n``."""
    shown = np.asarray(n, dtype=float)
    low = np.where(shown > step, shown - step // 2, np.minimum(shown, 1.0))
    return low, np.where(shown > 0, shown + (step - 1) // 2, 0.0)


@dataclass(frozen=True)
class Primary:
    """What is suppressed on its own, one flag per row.

    ``few``: a count of 1 up to the minimum. ``rest``: all but a few, where several answers may be chosen. ``small``:
    the group has too small a base. ``alike``: all in it answer alike.
    """

    few: Flags
    rest: Flags
    small: Flags
    alike: Flags

    @property
    def hidden(self) -> Flags:
        """Return every flagged row."""
        return np.asarray(self.few | self.rest | self.small | self.alike)


def primary(rows: pd.DataFrame, *, profile: Profile, adds_up: bool) -> Primary:
    """Return the primary suppressions of one question and year; ``rows`` has ``n`` and ``count``, unweighted."""
    count, n = rows["count"].to_numpy(float), rows["n"].to_numpy(float)
    few = (count > 0) & (count < profile.minimum_count)
    alike = (count == n) & (n > 0)
    left = n - count
    rest = np.zeros(len(rows), bool) if adds_up else alike | ((left > 0) & (left < profile.minimum_count))
    if adds_up:
        alike = (
            pd.Series(alike)
            .groupby([rows[name].to_numpy() for name in tables.GROUPING])
            .transform("any")
            .to_numpy(bool)
        )
    return Primary(few, rest, n < profile.minimum_base, alike)


def protect_rows(
    frame: pd.DataFrame, *, count: str, profile: Profile, figures: Sequence[str], base: str = ""
) -> pd.DataFrame:
    """Return a frame where rows with a small count, or a small base, are suppressed; nothing in it adds up.

    Parameters
    ----------
    count, base
        Columns with the count and (where there is one) its base.
    figures
        Columns blanked together.
    """
    hidden = frame[count].astype(float).between(1, profile.minimum_count - 1)
    if base:
        hidden |= frame[base].astype(float) < profile.minimum_base
    return blank(frame, hidden, figures)


def protect_parts(frame: pd.DataFrame, *, within: str, profile: Profile) -> pd.DataFrame:
    """Return ``n`` rounded and small ones suppressed, where the rows of each group add up to something known.

    ``share`` is made anew from what is rounded, so that it tells no more. Where what is shown leaves too little room
    for a suppressed row, the smallest shown row is suppressed too.
    """
    n = frame["n"].astype(float)
    hidden = n.between(1, profile.minimum_count - 1)
    for _, rows in frame.groupby(within):
        hidden[rows.index] = _companions(n[rows.index], hidden[rows.index], profile)
    shown = pd.Series(nearest(n, profile.round_n), index=frame.index)
    total = shown.mask(hidden, 0.0).groupby(frame[within]).transform("sum")
    share = (shown / total.mask(total == 0)).round(profile.decimals)
    return blank(frame.assign(n=shown, share=share), hidden, ["n", "share"])


def _companions(n: pd.Series, hidden: pd.Series, profile: Profile) -> pd.Series:
    low = pd.Series(range_of(nearest(n, profile.round_n), profile.round_n)[0], index=n.index)
    found = hidden.copy()
    while found.any():
        room = n.sum() - low[~found].sum()
        shown = n[~found & (n > 0)]
        if shown.empty or room >= max(profile.minimum_count, n[hidden].max() + 1) - _NEAR:
            break
        found |= found.index == shown.idxmin()
    return found


def blank(frame: pd.DataFrame, hidden: pd.Series, figures: Sequence[str]) -> pd.DataFrame:
    """Return the frame with the figures of hidden rows blanked and their status set."""
    made = frame.copy()
    for name in figures:
        made[name] = frame[name].astype("Float64").mask(hidden.to_numpy(dtype=bool))
    made["status"] = frame["status"].mask(hidden, tables.SUPPRESSED)
    return made
