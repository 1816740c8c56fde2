"""Disclosure control: what is suppressed, what is suppressed with it, and an attack on what is left.

A count below the profile's minimum, a group below its minimum base and a group that answers all alike are suppressed
(primary). A suppressed cell must not follow by subtraction, so others go with it (complementary), until linear programs
that know everything shown, as rounded, can no longer bring any of them below the minimum. Share, interval, n and
effective n go together, since a share with its n gives the count away.

Hundepool et al. (2012), Statistical Disclosure Control, ch. 4. Counts of those whose group is unknown are held to be
known to the attacker, which is stricter than the truth.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from medlofte import tables
from medlofte.errors import DisclosureError
from medlofte.rounds import Profile

Array = NDArray[np.float64]
Key = tuple[str, str, str, str]
SHARES = ("share", "low", "high", "dont_know", "p_top3", "difference", "q")
FIGURES = ("share", "low", "high", "n", "n_eff", "dont_know")
_BASE = ""
_SLACK = 1e-6


def protect(estimates: pd.DataFrame, *, profile: Profile, several: Iterable[str] = ()) -> pd.DataFrame:
    """Return the estimates as they may be published (``ESTIMATES``).

    Parameters
    ----------
    estimates
        ``ESTIMATES`` columns plus ``count`` (respondents who gave the answer) for every crossing of a question.
    several
        Questions where several options may be chosen: their counts do not add up to the base.

    Raises
    ------
    DisclosureError
        If the audit can still bring a suppressed count below the minimum.
    """
    hidden = pd.Series(False, index=estimates.index)
    for (_, question), rows in estimates.groupby(["year", "question"], sort=True):
        table = Linked.build(rows, profile=profile, adds_up=question not in set(several))
        table.complete()
        hidden[rows.index] = table.hidden[: len(rows)]
    made = tables.ESTIMATES.check(blank(rounded(estimates, profile), hidden, FIGURES))
    if leaks := audit(made, estimates, profile=profile, several=several):
        raise DisclosureError("Skyddade tal går att räkna ut ur det som visas.", value=leaks[0],
                              advice="Ta bort en korsning ur round.toml.")  # fmt: skip
    return made


def rounded(frame: pd.DataFrame, profile: Profile) -> pd.DataFrame:
    """Return the frame with its shares rounded as the profile says, and effective n to whole numbers."""
    shares = [name for name in SHARES if name in frame.columns]
    made = frame.assign(**{name: frame[name].astype("float64").round(profile.decimals) for name in shares})
    return made.assign(n_eff=made["n_eff"].round()) if "n_eff" in frame.columns else made


def audit(published: pd.DataFrame, counts: pd.DataFrame, *, profile: Profile, several: Iterable[str] = ()) -> list[str]:
    """Return the suppressed cells of a published table that can be brought below the minimum, or exactly recovered.

    Parameters
    ----------
    published
        ``ESTIMATES`` with its statuses.
    counts
        The same rows, in the same order, with ``count`` and ``n``.
    """
    leaks = []
    hidden = published["status"] == tables.SUPPRESSED
    for (_, question), rows in counts.groupby(["year", "question"], sort=True):
        table = Linked.build(rows, profile=profile, adds_up=question not in set(several))
        table.hide_only(hidden[rows.index].to_numpy(dtype=bool))
        leaks += [f"{question}: {leak}" for leak in table.audit()]
    return leaks


def protect_rows(
    frame: pd.DataFrame, *, count: str, profile: Profile, figures: Sequence[str], base: str = "", within: str = ""
) -> pd.DataFrame:
    """Return a frame where rows with a small count, or a small base, are suppressed, and never one alone.

    Parameters
    ----------
    count, base
        Columns with the count and (where there is one) its base.
    figures
        Columns blanked together.
    within
        Column whose groups add up to something known; where one row alone is suppressed, or the suppressed rows hold
        fewer than the minimum together, the smallest shown row goes with it. Without it nothing adds up.
    """
    counts = frame[count].astype(float)
    hidden = counts.between(1, profile.minimum_count - 1)
    if base:
        hidden |= frame[base].astype(float) < profile.minimum_base
    if within:
        for _, rows in frame.groupby(within):
            hidden |= _companions(counts[rows.index], hidden[rows.index], profile).reindex(
                frame.index, fill_value=False
            )
    return blank(frame, hidden, figures)


def blank(frame: pd.DataFrame, hidden: pd.Series, figures: Sequence[str]) -> pd.DataFrame:
    """Return the frame with the figures of hidden rows blanked and their status set."""
    made = frame.copy()
    for name in figures:
        made[name] = frame[name].astype("Float64").mask(hidden.to_numpy(dtype=bool))
    made["status"] = frame["status"].mask(hidden, tables.SUPPRESSED)
    return made


def _companions(counts: pd.Series, hidden: pd.Series, profile: Profile) -> pd.Series:
    found = hidden.copy()
    while found.any() and (found.sum() == 1 or counts[found].sum() < profile.minimum_count):
        shown = counts[~found & (counts > 0)]
        if shown.empty:
            break
        found = found | (found.index == shown.idxmin())
    return found


@dataclass
class Linked:
    """One question's cells in all its crossings, with the sums that tie them; lives inside one run.

    A cell is a group and a choice, or a group's base (choice ``""``). ``sums`` lists (parent, members): the members add
    up to the parent, less those whose group is unknown. A shown count lies within ``rounded`` of ``middle``, which is
    the rounded share times the base: an attacker centres on what is published, not on the truth.
    ``target`` is what a sensitive cell must be able to be, given all that is shown; 0 for the others.
    """

    names: list[tuple[Key, str]]
    count: Array
    base: Array
    middle: Array
    rounded: Array
    hidden: NDArray[np.bool_]
    target: Array
    sums: list[tuple[int, list[int]]]
    of: dict[int, list[int]] = field(default_factory=dict)

    @classmethod
    def build(cls, rows: pd.DataFrame, *, profile: Profile, adds_up: bool) -> Linked:
        """Return the tables of one year's question with their primary suppressions."""
        keys = list(zip(*(rows[name].astype(str) for name in ("by1", "group1", "by2", "group2")), strict=True))
        names: list[tuple[Key, str]] = list(zip(keys, rows["choice"].astype(str), strict=True))
        bases = dict(zip(keys, rows["n"].astype(float), strict=True))
        names += [(key, _BASE) for key in bases]
        count = np.array([*rows["count"].astype(float), *bases.values()])
        base = np.array([bases[key] for key, _ in names])
        middle = np.array([np.round(c / b, profile.decimals) * b if choice != _BASE and b else c
                           for (_, choice), c, b in zip(names, count, base, strict=True)])  # fmt: skip
        rounded = np.array([0.0 if choice == _BASE else 0.5 * 10.0**-profile.decimals for _, choice in names]) * base
        sums = _sums({name: i for i, name in enumerate(names)}, list(bases), adds_up=adds_up)
        made = cls(names, count, base, middle, rounded, np.zeros(len(names), bool), np.zeros(len(names)), sums)
        for number, (parent, members) in enumerate(sums):
            for cell in (parent, *members):
                made.of.setdefault(cell, []).append(number)
        made._primary(profile, adds_up=adds_up)
        return made

    def _primary(self, profile: Profile, *, adds_up: bool) -> None:
        choice = np.array([name != _BASE for _, name in self.names])
        few = choice & (self.count > 0) & (self.count < profile.minimum_count)
        if not adds_up:
            rest = self.base - self.count
            few |= choice & (rest > 0) & (rest < profile.minimum_count)
        small = self.base < profile.minimum_base
        alike = {key for (key, name), count, base in zip(self.names, self.count, self.base, strict=True)
                 if name != _BASE and count == base > 0} if adds_up else set()  # fmt: skip
        self.hidden = few | small | np.array([key in alike for key, _ in self.names])
        # A group below the minimum base shows nothing of itself, not even how many it is, and hides in the remainder
        # with those whose group is unknown; its single cells are not told apart there.
        kept = few & ~small
        self.target[kept] = np.maximum(profile.minimum_count, self.count + 1)[kept]

    def complete(self) -> None:
        """Suppress more cells, the smallest near each that the audit can bound, until it can bound none."""
        leaks = self._leaking()
        # Hiding more only widens what is possible, so a cell that is once cleared stays so.
        while sum(self._widen(cell) for cell in leaks):
            leaks = self._leaking(leaks)

    def _widen(self, cell: int) -> bool:
        """Hide one more cell near a cell that the audit could bound: in its own sums, else in those of its kin.

        The finest groups go first and the total last: a total that everyone may see is worth more than a corner.
        """
        seen, near, found = {cell}, [cell], list[int]()
        while near:
            numbers = [number for kin in near for number in self.of.get(kin, [])]
            kin = sorted({c for number in numbers for c in (*self.sums[number][1], self.sums[number][0])} - seen)
            found += [c for c in kin if not self.hidden[c] and self.names[c][1] != _BASE]
            if any(self._level(c) >= self._level(cell) for c in found):
                break
            near, seen = kin, seen | set(kin)
        if not found:
            return False
        self.hidden[min(found, key=lambda c: (-self._level(c), self.count[c] == 0, self.count[c], c))] = True
        return True

    def _level(self, cell: int) -> int:
        """Return how many variables part the cell's group: 0, 1 or 2."""
        by1, _, by2, _ = self.names[cell][0]
        return bool(by1) + bool(by2)

    def hide_only(self, hidden: NDArray[np.bool_]) -> None:
        """Set what is hidden to what a published table hides; a base is hidden where nothing of its group is shown."""
        self.hidden[: len(hidden)] = hidden
        shown = {key for (key, _), gone in zip(self.names, hidden, strict=False) if not gone}
        self.hidden[len(hidden) :] = [key not in shown for key, _ in self.names[len(hidden) :]]

    def audit(self) -> list[str]:
        """Return the sensitive cells that are shown, or that linear programming can bound below their target."""
        shown = np.flatnonzero((self.target > 0) & ~self.hidden)
        return [" ".join(part for part in (*self.names[i][0], self.names[i][1]) if part) or "totalt"
                for i in sorted({*shown.tolist(), *self._leaking()})]  # fmt: skip

    def _leaking(self, among: Sequence[int] | None = None) -> list[int]:
        """Return sensitive hidden cells whose largest possible count, given all that is shown, is below the target.

        Many cells are cleared by one program (the largest sum of all that are left); a bound from a cell's own sums
        convicts most of the others, and what neither settles is tried alone.
        """
        attack = _Attack.on(self)
        todo = [int(cell) for cell in (np.flatnonzero(self.hidden & (self.target > 0)) if among is None else among)]
        while todo:
            largest = attack.largest(todo)
            left = [cell for cell in todo if largest[cell] < self.target[cell] - _SLACK]
            if len(left) == len(todo):
                break
            todo = left
        bound = attack.bound()
        return [cell for cell in todo if min(bound[cell], self.target[cell]) < self.target[cell] - _SLACK
                or attack.largest([cell])[cell] < self.target[cell] - _SLACK]  # fmt: skip


@dataclass(frozen=True)
class _Attack:
    """All that a reader of the published table knows: A x = b, and limits for every count x."""

    matrix: Any
    right: Array
    low: Array
    high: Array

    @classmethod
    def on(cls, table: Linked) -> _Attack:
        from scipy.sparse import csr_array

        low = np.where(table.hidden, 0, np.maximum(table.middle - table.rounded, 0))
        high = np.where(table.hidden, table.base, table.middle + table.rounded)
        matrix = np.zeros((len(table.sums), len(table.names)))
        for row, (parent, members) in enumerate(table.sums):
            matrix[row, parent] = -1
            matrix[row, members] = 1
        return cls(csr_array(matrix), matrix @ table.count, low, high)

    def largest(self, cells: list[int]) -> Array:
        """Return counts that fit everything known and make the given cells' sum as large as it can be."""
        from scipy.optimize import linprog

        goal = np.zeros(len(self.low))
        goal[cells] = -1
        bounds: Any = np.column_stack([self.low, self.high])
        found = linprog(goal, A_eq=self.matrix, b_eq=self.right, bounds=bounds, method="highs")
        return np.asarray(found.x) if found.x is not None else self.low

    def bound(self) -> Array:
        """Return, for every count, an upper bound from each of its sums alone; never below the largest possible."""
        entries = self.matrix.tocoo()
        rows, cells, sign = entries.row, entries.col, entries.data
        ends = sign * self.low[cells], sign * self.high[cells]
        least, most = np.minimum(*ends), np.maximum(*ends)
        low, high = (np.bincount(rows, part, minlength=len(self.right)) for part in (least, most))
        member = self.right[rows] - (low[rows] - least)
        parent = (high[rows] - most) - self.right[rows]
        bound = self.high.copy()
        np.minimum.at(bound, cells, np.where(sign > 0, member, parent))
        return bound


def _sums(position: dict[tuple[Key, str], int], keys: list[Key], *, adds_up: bool) -> list[tuple[int, list[int]]]:
    """Return every sum: choices to their base, groups to the total, two-way groups to one-way ones."""
    choices = list(dict.fromkeys(choice for _, choice in position))
    sums = []
    if adds_up:
        named = [choice for choice in choices if choice != _BASE]
        sums = [(position[key, _BASE], [position[key, choice] for choice in named]) for key in keys]
    families: dict[tuple[Key, str], list[Key]] = {}
    for key in keys:
        for parent, other in _parents(key):
            families.setdefault((parent, other), []).append(key)
    return sums + [
        (position[parent, choice], [position[child, choice] for child in children])
        for (parent, _), children in families.items()
        for choice in choices
        if (parent, choice) in position
    ]


def _parents(key: Key) -> list[tuple[Key, str]]:
    """Return the groups that a group is part of, each with the variable it is parted by."""
    by1, group1, by2, group2 = key
    if by2:
        return [((by1, group1, "", ""), by2), ((by2, group2, "", ""), by1)]
    return [(("", "", "", ""), by1)] if by1 else []
