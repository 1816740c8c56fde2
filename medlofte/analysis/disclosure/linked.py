"""What a reader of one question's published tables knows: the cells, the sums that tie them, and the limits of each.

The unknowns are the (weighted) numbers of respondents behind every figure. A shown share says that a number is its base
times the share, as rounded; a shown base lies where rounding could have put it. Everything here is read from the frame
that is published, never from the counts behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from medlofte.analysis.disclosure.rules import Array, Flags, range_of
from medlofte.rounds import Profile
from medlofte.tables import GROUPING

Key = tuple[str, str, str, str]
BASE, UNKNOWN = "", "\0unknown"
REST = "\0not "
TOTAL: Key = ("", "", "", "")


@dataclass(frozen=True)
class Knowledge:
    """What the reader knows beside the table itself.

    Parameters
    ----------
    adds_up
        Each respondent gave one answer, so that the choices of a group add up to its base.
    merged
        Choice → the merged choice that it is part of, where some crossing shows only the merged ones.
    weight
        Group → least and largest mean weight of its respondents, where 1 is the mean of all; (1, 1) for the others.
    total
        How many answered the question, exactly (the accounting of non-response says so); None when that is not shown.
    unknown
        Grouping variable → the most that can have answered without telling their group; without limit for the others.
    """

    adds_up: bool = True
    merged: Mapping[str, str] = field(default_factory=dict)
    weight: Mapping[Key, tuple[float, float]] = field(default_factory=dict)
    total: float | None = None
    unknown: Mapping[str, float] = field(default_factory=dict)

    def weight_of(self, key: Key) -> tuple[float, float]:
        """Return the least and largest mean weight of a group."""
        return self.weight.get(key, (1.0, 1.0))


@dataclass(frozen=True)
class Linked:
    """One question's tables in one year.

    The first ``rows`` cells are the rows of the frame, then come the groups' bases, then cells that no table shows
    (merged choices, those whose group is unknown, those who did not choose an option). ``base`` is each row's base cell
    and ``rest`` its complement, where several may be chosen. ``share_low, share_high`` limit a row's share of its base
    if the row is shown, ``floor`` its number; ``base_low, base_high`` limit a base if its group is shown, or ``known``
    from elsewhere; ``high`` limits any cell, shown or not. ``unit`` is what one respondent weighs in a row's group, at
    most. ``sums`` lists (parent, members).
    """

    names: tuple[tuple[Key, str], ...]
    rows: int
    base: np.ndarray
    share_low: Array
    share_high: Array
    floor: Array
    base_low: Array
    base_high: Array
    known: Flags
    high: Array
    unit: Array
    rest: np.ndarray
    sums: tuple[tuple[int, tuple[int, ...]], ...]

    @cached_property
    def sums_of(self) -> dict[int, list[int]]:
        """Return cell → the sums that it is a part of."""
        found: dict[int, list[int]] = {}
        for number, (_, members) in enumerate(self.sums):
            for member in members:
                found.setdefault(member, []).append(number)
        return found

    @property
    def bases(self) -> int:
        """Return the number of groups."""
        return len(self.base_low)

    def level(self) -> np.ndarray:
        """Return how many variables part each row's group: 0, 1 or 2."""
        return np.array([bool(key[0]) + bool(key[2]) for key, _ in self.names[: self.rows]])

    def hidden_bases(self, hidden: Flags) -> Flags:
        """Return which groups show nothing, given the hidden rows; an unseen group's size is unseen too."""
        shown = np.bincount(self.base - self.rows, ~hidden, minlength=self.bases) > 0
        return np.asarray(~shown & ~self.known)


def parts_of(rows: pd.DataFrame, *, adds_up: bool) -> list[pd.DataFrame]:
    """Return what is attacked together: a question's rows, or one option's at a time where several may be chosen.

    Such options are tied by nothing but the bases they share, and the sizes of the programs would be multiplied.
    """
    return [rows] if adds_up else [option for _, option in rows.groupby("choice", sort=False)]


def link(rows: pd.DataFrame, *, profile: Profile, knowledge: Knowledge, known: Iterable[Key] = ()) -> Linked:
    """Return what the published rows of one question and year tell.

    Parameters
    ----------
    rows
        ``ESTIMATES`` with shares and n as they are published; figures of suppressed rows may be blank.
    known
        Groups whose n is known although all their rows here are hidden.
    """
    builder = _Builder(rows, knowledge)
    share = rows["share"].to_numpy(float)
    half = 0.5 * 10.0**-profile.decimals
    low, high = _base_limits(rows, builder.keys, profile, knowledge)
    # Who knows the rules knows that what is shown is 0 or at least the minimum; with weights that says nothing sure.
    floor = np.where((share > 0) & (not knowledge.weight), float(profile.minimum_count), 0.0)
    # How many answered the question is told by the accounting, though every figure of all should be hidden.
    told = knowledge.total is not None and knowledge.total >= profile.minimum_count
    sure = {*known, TOTAL} if told else {*known}
    most = np.full(len(builder.names), np.inf)
    for cell, variable in builder.unknown.items():
        most[cell] = knowledge.unknown.get(variable, np.inf)
    return Linked(
        names=tuple(builder.names), rows=len(rows), base=np.array(builder.base), sums=tuple(builder.sums),
        share_low=np.maximum(share - half, 0.0), share_high=share + half, floor=floor, base_low=low, base_high=high,
        known=np.isin(np.arange(len(low)), [builder.keys.index(key) for key in sure if key in builder.choices]),
        high=most, unit=np.array([knowledge.weight_of(key)[1] for key, _ in builder.names[: len(rows)]]),
        rest=np.array(builder.rest, dtype=int),
    )  # fmt: skip


def _base_limits(rows: pd.DataFrame, keys: list[Key], profile: Profile, knowledge: Knowledge) -> tuple[Array, Array]:
    """Return the least and largest weighted base of every group, as its published n and the mean weights tell."""
    listed = pd.Series(rows["n"].to_numpy(float), index=list(rows[GROUPING].itertuples(index=False, name=None)))
    n = listed.groupby(level=0, sort=False).max().reindex(keys).to_numpy(float)
    low, high = range_of(n, profile.round_n)
    low = np.maximum(low, np.minimum(profile.minimum_base, high))
    weight = np.array([knowledge.weight_of(key) for key in keys])
    low, high = np.nan_to_num(low * weight[:, 0]), np.where(np.isnan(n), np.inf, high * weight[:, 1])
    at = keys.index(TOTAL)
    known = n[at] if knowledge.total is None else knowledge.total
    if not np.isnan(known):
        low[at] = high[at] = known
    return low, high


class _Builder:
    """Numbers the cells and writes down the sums."""

    def __init__(self, rows: pd.DataFrame, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.sums: list[tuple[int, tuple[int, ...]]] = []
        listed: list[Key] = list(rows[GROUPING].astype(str).itertuples(index=False, name=None))
        self.names: list[tuple[Key, str]] = list(zip(listed, rows["choice"].astype(str), strict=True))
        self.position = {name: i for i, name in enumerate(self.names)}
        self.choices: dict[Key, list[str]] = {}
        for key, choice in self.names:
            self.choices.setdefault(key, []).append(choice)
        for key in list(self.choices):
            self._ancestors(key)
        self.keys = list(self.choices)
        for key in self.keys:
            self.cell(key, BASE)
        self.base = [self.position[key, BASE] for key in listed]
        self.unknown: dict[int, str] = {}
        for key in self.keys:
            self._answers(key, self.choices[key])
        for key in self.keys:
            self._parts(key)
        named = () if knowledge.adds_up else self.names[: len(rows)]
        self.rest = [self.position[key, REST + choice] for key, choice in named]

    def _ancestors(self, key: Key) -> None:
        """Add the groups that a group is part of, where they are not published: their parts still add up to them."""
        for parent, _ in parents(key):
            self.choices.setdefault(parent, list(self.choices[key]))
            self._ancestors(parent)

    def cell(self, key: Key, choice: str) -> int:
        """Return the cell's number; a new one where it has none yet."""
        if (key, choice) not in self.position:
            self.position[key, choice] = len(self.names)
            self.names.append((key, choice))
        return self.position[key, choice]

    def _answers(self, key: Key, choices: list[str]) -> None:
        """Tie a group's answers to its base."""
        base = self.cell(key, BASE)
        if self.knowledge.adds_up:
            self.sums.append((base, tuple(self.cell(key, choice) for choice in choices)))
            return
        for choice in choices:
            self.sums.append((base, (self.cell(key, choice), self.cell(key, REST + choice))))

    def _parts(self, parent: Key) -> None:
        """Tie a group to the smaller groups it is parted into, once for every variable that parts it."""
        for variable, children in self._families(parent).items():
            wanted = self.choices[children[0]]
            unknown = (*parent[:2], UNKNOWN, variable)
            self._merge(parent, wanted)
            self._answers(unknown, wanted)
            self.unknown[self.cell(unknown, BASE)] = variable
            for choice in (BASE, *wanted):
                members = tuple(self.cell(child, choice) for child in (*children, unknown))
                self.sums.append((self.cell(parent, choice), members))

    def _families(self, parent: Key) -> dict[str, list[Key]]:
        families: dict[str, list[Key]] = {}
        for key in self.keys:
            for above, variable in parents(key):
                if above == parent:
                    families.setdefault(variable, []).append(key)
        return families

    def _merge(self, parent: Key, wanted: list[str]) -> None:
        """Add the merged choices that the parent does not show itself, as sums of those it shows."""
        for choice in wanted:
            members = [name for name in self.choices[parent] if self.knowledge.merged.get(name) == choice]
            if (parent, choice) not in self.position and members:
                self.sums.append((self.cell(parent, choice), tuple(self.cell(parent, name) for name in members)))


def parents(key: Key) -> list[tuple[Key, str]]:
    """Return the groups that a group is part of, each with the variable it is parted by."""
    by1, group1, by2, group2 = key
    if by2:
        return [((by1, group1, "", ""), by2), ((by2, group2, "", ""), by1)]
    return [(TOTAL, by1)] if by1 else []
