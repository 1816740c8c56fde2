"""Complementary suppression: which further rows to hide, at the least cost, so that no hidden one can be worked out.

Cutting planes: each attack that succeeds gives, by its dual prices, an inequality that every safe choice of hidden rows
fulfils; a mixed-integer program (HiGHS, through scipy) finds the cheapest choice that fulfils those found so far, until
no attack succeeds. Fischetti & Salazar-González (2000), "Models and algorithms for optimizing cell suppression in
tabular data with linear constraints", JASA 95. After some turns nothing is shown again that was once hidden, so the
search ends; where the program finds nothing in time, the row that weighs most against its cost is hidden.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from medlofte.analysis import going
from medlofte.analysis.disclosure.attack import SLACK, Attack, Bound
from medlofte.analysis.disclosure.linked import Linked
from medlofte.analysis.disclosure.rules import Array, Flags, Primary
from medlofte.rounds import Profile

# A total that everyone may see is worth more than a corner of a breakdown by two questions.
_LEVEL_COST = np.array([100.0, 10.0, 1.0])
_NODES, _SECONDS, _GAP = 300, 5.0, 0.02


@dataclass(frozen=True)
class Need:
    """A hidden row, the cell that must not be bounded (the row's or its complement) and what it must be able to be."""

    row: int
    cell: int
    target: float
    truth: float
    large: bool


def needs(table: Linked, hidden: Flags, *, truth: Array, first: Primary, profile: Profile) -> list[Need]:
    """Return what every hidden row must withstand.

    A count under the minimum, also 0, must be able to reach it and one more than the truth; a larger one must only not
    be known exactly. Of a group under the minimum base, where everything is hidden, an answer that nobody gave must
    only be able to be somebody's: that few gave it is known of so small a group anyway.

    Parameters
    ----------
    truth
        The weighted number behind every row.
    """
    found = []
    for row in np.flatnonzero(hidden):
        unit = table.unit[row]
        large = truth[row] >= profile.minimum_count * unit
        wanted = truth[row] + unit / 2 if large else max(profile.minimum_count * unit, truth[row] + unit)
        if first.small[row] and truth[row] == 0:
            wanted = unit
        found.append(Need(int(row), int(row), wanted, float(truth[row]), bool(large)))
    return found + [_rest(table, int(row), float(truth[row]), profile) for row in np.flatnonzero(first.rest & hidden)]


def _rest(table: Linked, row: int, unit_truth: float, profile: Profile) -> Need:
    unit, cell = table.unit[row], int(table.rest[row])
    return Need(row, cell, profile.minimum_count * unit, unit_truth, False)


def leaking(attack: Attack, wanted: list[Need]) -> list[tuple[Need, Bound]]:
    """Return what the attack can find out, with the bound and its dual prices."""
    if not wanted:
        return []
    left = attack.short([need.cell for need in wanted], np.array([need.target for need in wanted]))
    found = []
    for need in (wanted[i] for i in left):
        bound = attack.bound(need.cell, cap=need.target)
        if bound.value >= need.target - SLACK:
            continue
        if need.large and attack.least(need.cell) <= 2 * need.truth - need.target + SLACK:
            continue
        found.append((need, bound))
    return found


def _plain(attack: Attack, wanted: list[Need]) -> list[tuple[Need, Bound]]:
    """Return what one sum alone gives away."""
    found = [(need, attack.by_hand(need.cell)) for need in wanted if not need.large]
    return [(need, bound) for need, bound in found if bound is not None and bound.value < need.target - SLACK]


@dataclass
class _Choice:
    """The mixed-integer program: a 0/1 variable for every row and every group's base; lives inside one search."""

    table: Linked
    cost: Array
    truth: Array
    cuts: list[Array] = field(default_factory=list)
    least: list[float] = field(default_factory=list)

    def learn(self, need: Need, bound: Bound) -> bool:
        """Add the inequality that a successful attack gives; False where no hiding could stop it.

        A hidden row can be smaller by all that it is, and larger by what its neighbours in a sum give up.
        """
        lacking = need.target - bound.value
        rows = bound.larger * lacking + bound.smaller * self.truth
        cut = np.minimum(np.concatenate([rows / lacking, bound.bases]), 1.0)
        cut[cut < 1e-6] = 0.0
        if not cut.any():
            return False
        self.cuts.append(cut)
        self.least.append(min(1.0, float(cut.sum())))
        return True

    def cheapest(self, fixed: Flags) -> Flags:
        """Return the cheapest hidden rows that fulfil every inequality and hold the fixed ones."""
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array, vstack

        going.on()
        rows, bases = self.table.rows, self.table.bases
        line = np.arange(rows)
        # A base is hidden only where every row of its group is.
        where = (np.concatenate([line, line]), np.concatenate([line, self.table.base]))
        tied = csr_array((np.repeat([1.0, -1.0], rows), where), shape=(rows, rows + bases))
        matrix = vstack([csr_array(np.array(self.cuts)), tied])
        lower = np.concatenate([np.array(self.least) - 1e-9, np.zeros(rows)])
        whole: Any = np.ones(rows + bases)
        found = milp(
            np.concatenate([self.cost, np.zeros(bases)]), integrality=whole,
            constraints=LinearConstraint(matrix, lb=lower),
            bounds=Bounds(np.concatenate([fixed.astype(float), np.zeros(bases)]), np.ones(rows + bases)),
            options={"node_limit": _NODES, "time_limit": _SECONDS, "mip_rel_gap": _GAP},
        )  # fmt: skip
        return np.asarray(found.x[:rows] > 0.5) | fixed if found.x is not None else self._heaviest(fixed)

    def next(self, fixed: Flags) -> Flags:
        """Return the fixed rows and the one more that weighs most against its cost, so that the search goes on."""
        gain = np.array(self.cuts)[:, : self.table.rows].sum(axis=0) / self.cost
        gain[fixed] = -1.0
        hidden = fixed.copy()
        hidden[int(gain.argmax())] = True
        return hidden

    def _heaviest(self, fixed: Flags) -> Flags:
        hidden = fixed.copy()
        for cut, least in zip(self.cuts, self.least, strict=True):
            gain = cut[: self.table.rows] + cut[self.table.base] * (cut[: self.table.rows] == 0)
            for row in np.argsort(-gain / self.cost, kind="stable"):
                if cut[: self.table.rows] @ hidden >= least or gain[row] <= 0:
                    break
                hidden[row] = True
        return hidden


def complete(table: Linked, *, first: Primary, hidden: Flags, truth: Array, profile: Profile) -> Flags:
    """Return the rows to hide: those given and as many more as it takes."""
    cost = _LEVEL_COST[table.level()] * (1.0 + np.log1p(truth) / 4) * np.where(truth < profile.minimum_count, 4.0, 1.0)
    open_ = needs(table, hidden, truth=truth, first=first, profile=profile)
    while open_:
        choice = _Choice(table, cost, truth)
        attack = Attack(table, hidden)
        leaks = _plain(attack, open_)
        checked = not leaks
        leaks = leaks or leaking(attack, open_)
        stoppable = [need for need, bound in leaks if choice.learn(need, bound)]
        if not stoppable:
            break
        more = choice.cheapest(hidden)
        if not (more & ~hidden).any():
            more = choice.next(hidden)
        # Hiding more only widens what is possible: what withstood the attack still does.
        left = stoppable if checked else open_
        open_ = left + needs(table, more & ~hidden, truth=truth, first=first, profile=profile)
        hidden = more
    return hidden
