"""The attack: linear programs that know all that is shown, and nothing else.

``A x = 0`` holds the sums, ``B x ≤ 0`` that a shown share lies where rounding could have put it; each x is at least 0.
The largest and least value of a suppressed cell over all such x is what a reader can find out about it (Hundepool et
al. 2012, Statistical Disclosure Control, ch. 4.5: the intruder's problem).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from medlofte.analysis import going
from medlofte.analysis.disclosure.linked import Linked
from medlofte.analysis.disclosure.rules import Array, Flags
from medlofte.errors import DisclosureError
from medlofte.language import _

SLACK = 1e-5
_FEW = 2


@dataclass(frozen=True)
class Bound:
    """The largest possible value of a cell, and how much it would rise for each respondent that a figure could be off.

    These are dual prices: of each row being larger, of each row being smaller, and of each base being otherwise.
    """

    value: float
    larger: Array
    smaller: Array
    bases: Array


@dataclass(frozen=True)
class Attack:
    """The published tables of one question with some rows hidden."""

    table: Linked
    hidden: Flags

    @cached_property
    def _equal(self) -> Any:
        from scipy.sparse import csr_array

        rows, columns, signs = [], [], []
        for row, (parent, members) in enumerate(self.table.sums):
            rows += [row] * (1 + len(members))
            columns += [parent, *members]
            signs += [-1.0] + [1.0] * len(members)
        return csr_array((signs, (rows, columns)), shape=(len(self.table.sums), len(self.table.names)))

    @cached_property
    def _shares(self) -> tuple[Any, Any]:
        """Return B (upper limits of the shown shares, then lower ones) and the row that each line is about."""
        from scipy.sparse import csr_array

        table = self.table
        shown = np.flatnonzero(~self.hidden)
        lower = shown[table.share_low[shown] > 0]
        about = np.concatenate([shown, lower])
        line = np.arange(len(about))
        sign = np.where(line < len(shown), 1.0, -1.0)
        limit = np.concatenate([table.share_high[shown], table.share_low[lower]])
        data = np.concatenate([sign, -sign * limit])
        where = (np.concatenate([line, line]), np.concatenate([about, table.base[about]]))
        return csr_array((data, where), shape=(len(about), len(table.names))), about

    @cached_property
    def limits(self) -> tuple[Array, Array]:
        """Return the least and largest value that each cell is known to have from its own figure alone."""
        table = self.table
        low, high = np.zeros(len(table.names)), table.high.copy()
        low[: table.rows] = np.where(self.hidden, 0.0, table.floor)
        unseen = table.hidden_bases(self.hidden)
        low[self._bases] = np.where(unseen, 0.0, table.base_low)
        high[self._bases] = np.where(unseen, np.inf, table.base_high)
        return low, high

    @property
    def _bases(self) -> slice:
        return slice(self.table.rows, self.table.rows + self.table.bases)

    def solve(self, goal: Array, *, extra: int = 0, lines: Any = None, caps: Array | None = None) -> Any:
        """Return the solution that makes ``goal · x`` as large as it can be; ``extra`` columns stand after the cells.

        Raises
        ------
        DisclosureError
            If no table fits what is shown: then the figures contradict each other.
        """
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csc_array, csr_array, hstack, vstack

        going.on()
        matrix = self._matrix
        low, high = self.limits
        if extra:
            matrix = csc_array(vstack([hstack([matrix, csr_array((matrix.shape[0], extra))]), lines]))
            low, high = np.append(low, np.zeros(extra)), np.append(high, np.zeros(extra) if caps is None else caps)
        most = np.zeros(matrix.shape[0])
        least = np.where(np.arange(len(most)) < len(self.table.sums), 0.0, -np.inf)
        # Without whole numbers to find this is the same program as linprog's, at half the price, but without duals.
        found = milp(-goal, constraints=LinearConstraint(matrix, least, most), bounds=Bounds(low, high))
        return found if extra or found.status in (0, 3) else self._priced(goal)

    @cached_property
    def _matrix(self) -> Any:
        from scipy.sparse import csc_array, vstack

        return csc_array(vstack([self._equal, self._shares[0]]))

    def _priced(self, goal: Array) -> Any:
        """Return the same solution with dual prices."""
        from scipy.optimize import linprog

        going.on()
        program: Any = linprog
        equal, shares = self._equal, self._shares[0]
        # "No table fits" can be a matter of the tenth decimal; the other method then has the last word.
        for method in ("highs-ds", "highs-ipm"):
            found = program(
                -goal, A_ub=shares, b_ub=np.zeros(shares.shape[0]), A_eq=equal, b_eq=np.zeros(equal.shape[0]),
                bounds=np.column_stack(self.limits), method=method, options={"presolve": False},
            )  # fmt: skip
            if found.status in (0, 3):
                return found
        raise DisclosureError(
            _("Siffrorna motsäger varandra, så skyddet kan inte prövas."), advice=_("Publicera rundan igen.")
        )

    def bound(self, cell: int, *, cap: float = np.inf) -> Bound:
        """Return the largest possible value of a cell (at most ``cap``) and what hiding each figure could add to it."""
        goal = np.zeros(len(self.table.names))
        goal[cell] = 1.0
        found = self._priced(goal)
        table, (_, about) = self.table, self._shares
        none = np.zeros(table.rows)
        if found.status == 3:
            return Bound(cap, none, none, np.zeros(table.bases))
        price = -np.asarray(found.ineqlin.marginals)
        upper = table.rows - int(self.hidden.sum())
        below, above = np.asarray(found.lower.marginals), np.asarray(found.upper.marginals)
        larger = np.bincount(about[:upper], price[:upper], minlength=table.rows).astype(float)
        smaller = np.bincount(about[upper:], price[upper:], minlength=table.rows).astype(float)
        smaller += np.where(self.hidden, 0.0, below[: table.rows])
        bases = np.abs(below[self._bases]) + np.abs(above[self._bases])
        unseen = table.hidden_bases(self.hidden)
        return Bound(float(-found.fun), larger, smaller, np.where(unseen | table.known, 0.0, bases))

    def by_hand(self, cell: int) -> Bound | None:
        """Return the tightest upper bound that one sum alone gives: the whole less the least of its other parts.

        It needs no program and convicts most cells that give way; None where the cell is part of no sum.
        """
        low, high, rows_of = self._boxes
        best: tuple[float, int] | None = None
        for number in self.table.sums_of.get(cell, ()):
            parent, members = self.table.sums[number]
            value = high[parent] - sum(low[member] for member in members if member != cell)
            best = min(best, (value, number)) if best else (value, number)
        if best is None or not np.isfinite(best[0]):
            return None
        larger, smaller, bases = np.zeros(self.table.rows), np.zeros(self.table.rows), np.zeros(self.table.bases)
        parent, members = self.table.sums[best[1]]
        larger[rows_of(parent)] = 1.0
        smaller[[row for member in members if member != cell for row in rows_of(member)]] = 1.0
        if 0 <= parent - self.table.rows < self.table.bases:
            bases[parent - self.table.rows] = 1.0
        gone = np.where(self.hidden, 0.0, 1.0)
        unseen = self.table.hidden_bases(self.hidden)
        return Bound(float(best[0]), larger * gone, smaller * gone, np.where(unseen | self.table.known, 0.0, bases))

    @cached_property
    def _boxes(self) -> tuple[Array, Array, Callable[[int], list[int]]]:
        """Return limits of every cell, as its own figure and base tell, and which rows a cell stands for."""
        table = self.table
        low, high = (limit.copy() for limit in self.limits)
        rows = np.arange(table.rows)
        base_high = high[table.base]
        shown = ~self.hidden
        # The least of a shown row goes with the largest base: it is in the same group that they are added up.
        low[rows] = np.where(
            shown, np.maximum(table.share_low * np.where(np.isfinite(base_high), base_high, 0.0), low[rows]), 0.0
        )
        high[rows] = np.where(shown, table.share_high * base_high, base_high)
        parts = {parent: list(members) for parent, members in table.sums
                 if parent >= table.rows + table.bases and max(members) < table.rows}  # fmt: skip
        for parent, members in parts.items():
            low[parent], high[parent] = low[members].sum(), high[members].sum()
        return low, high, lambda cell: [cell] if cell < table.rows else parts.get(cell, [])

    def least(self, cell: int) -> float:
        """Return the least possible value of a cell."""
        goal = np.zeros(len(self.table.names))
        goal[cell] = -1.0
        return float(self.solve(goal).fun)

    def spread(self, cells: np.ndarray, *, programs: int) -> tuple[Array, Array]:
        """Return the least and largest value of each cell over some solutions, pushed each way at random (seeded)."""
        generator = np.random.default_rng(1)
        low, high = np.full(len(cells), np.inf), np.full(len(cells), -np.inf)
        for _program in range(programs):
            goal = np.zeros(len(self.table.names))
            goal[cells] = generator.choice([-1.0, 1.0], size=len(cells))
            for sign in (1.0, -1.0):
                found = self.solve(sign * goal)
                if found.status == 0:
                    low, high = np.minimum(low, found.x[cells]), np.maximum(high, found.x[cells])
        return low, high

    def short(self, cells: Sequence[int], targets: Array) -> list[int]:
        """Return the positions in ``cells`` that may not be able to reach their targets; the others surely can.

        One program makes the sum of the cells, each counted up to its target, as large as it can be: those that reach
        it there are cleared. Those left are tried together again, as long as that clears any.
        """
        left = list(range(len(cells)))
        while len(left) > _FEW:
            reached = self._together([cells[i] for i in left], targets[left])
            still = [i for i, enough in zip(left, reached, strict=True) if not enough]
            if len(still) == len(left):
                break
            left = still
        return left

    def _together(self, cells: list[int], targets: Array) -> Flags:
        from scipy.sparse import csr_array

        count, size = len(cells), len(self.table.names)
        line = np.arange(count)
        where = (np.concatenate([line, line]), np.concatenate([size + line, cells]))
        lines = csr_array((np.repeat([1.0, -1.0], count), where), shape=(count, size + count))
        goal = np.concatenate([np.zeros(size), np.ones(count)])
        found = self.solve(goal, extra=count, lines=lines, caps=targets)
        if found.status:
            return np.zeros(count, dtype=bool)
        return np.asarray(found.x[cells] >= targets - SLACK)
