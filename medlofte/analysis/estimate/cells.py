"""The cell-count frame: how many respondents, of what weight, gave each answer in each cell of the grouping variables.

Everything after this works on the counts, so that neither another grouping nor another weighting touches the answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from medlofte.errors import EstimateError
from medlofte.language import _

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Answers:
    """One question's counts, one entry per cell and distinct answer.

    Parameters
    ----------
    cell, code
        Per entry: position in ``Cells.frame``, and in ``patterns`` and ``states``.
    n, w, w2
        Per entry: respondents, and the sums of their base weights and of the weights' squares.
    patterns, states
        Per distinct answer: the answer (choices parted by ``|``, empty unless answered) and its state.
    """

    cell: Ints
    code: Ints
    n: Array
    w: Array
    w2: Array
    patterns: tuple[str, ...]
    states: tuple[str, ...]

    @property
    def answered(self) -> Array:
        """Return, per entry, 1 where the question was answered."""
        return self.where("answered")

    def where(self, state: str) -> Array:
        """Return, per entry, 1 where the answer has a state."""
        return np.array([float(one == state) for one in self.states])[self.code]

    def chosen(self, names: Sequence[str]) -> Array:
        """Return entries × names: 1 where the answer holds the choice."""
        hits = [[float(name in pattern.split("|")) for name in names] for pattern in self.patterns]
        return np.array(hits).reshape(len(self.patterns), len(names))[self.code]

    def scores(self, values: dict[str, float]) -> tuple[Array, Array]:
        """Return, per entry, the answer's number (0 where it has none) and 1 where it has one."""
        known = np.array([float(state == "answered" and pattern in values)
                          for pattern, state in zip(self.patterns, self.states, strict=True)])  # fmt: skip
        numbers = np.array([values.get(pattern, 0.0) for pattern in self.patterns])
        return (numbers * known)[self.code], known[self.code]


@dataclass(frozen=True)
class Sampling:
    """How the respondents were drawn; each array has one number per cell.

    Parameters
    ----------
    stratum
        The stratum's number.
    unit
        The primary sampling unit's number, counted over all strata; -1 where each respondent is a unit.
    units
        Units in the population of the stratum (infinite: drawn with replacement).
    size
        Respondents in the population of the unit, where they are a second stage; infinite without one.
    """

    stratum: Ints
    unit: Ints
    units: Array
    size: Array

    @classmethod
    def simple(cls, cells: int) -> Sampling:
        """Return the design without strata or clusters, with replacement."""
        endless = np.full(cells, np.inf)
        return cls(np.zeros(cells, np.int64), np.full(cells, -1), endless, endless)

    @property
    def clustered(self) -> bool:
        """Return whether the units are clusters of respondents."""
        return bool((self.unit >= 0).any())

    @cached_property
    def first(self) -> Ints:
        """Return a cell of each unit, in the units' order."""
        return np.unique(self.unit, return_index=True)[1].astype(np.int64)

    def at(self, cells: Ints) -> Sampling:
        """Return the design of some of the cells."""
        return Sampling(self.stratum[cells], self.unit[cells], self.units[cells], self.size[cells])


@dataclass(frozen=True)
class Margin:
    """One calibration margin: who is in each category (cells × categories, 0 or 1) and the categories' shares."""

    name: str
    member: Array
    target: Array

    def at(self, cells: Ints) -> Margin:
        """Return the margin of some of the cells."""
        return replace(self, member=self.member[cells])


@dataclass(frozen=True)
class Cells:
    """The cell-count frame.

    Parameters
    ----------
    by
        Grouping variables.
    frame
        One row per cell that has respondents: a categorical column per grouping variable (the choice's name, empty
        where unknown) and ``n, w, w2``. Cells of different strata or clusters stand apart.
    answers
        Question → its counts; each question's entries add up to ``n`` in every cell.
    sampling
        How the respondents were drawn.
    factor
        One number per cell that base weights are multiplied by: ones, or what calibration gave.
    margins, calibrated
        What the cells are calibrated to, and the variables it used; nothing before.
    design
        ``self-selected`` or ``sample``: it decides what may be said about the intervals.
    notes
        Swedish sentences that belong in every caption.
    """

    by: tuple[str, ...]
    frame: pd.DataFrame
    answers: dict[str, Answers]
    sampling: Sampling
    factor: Array
    margins: tuple[Margin, ...] = ()
    calibrated: tuple[str, ...] = ()
    design: str = "self-selected"
    notes: tuple[str, ...] = ()

    @property
    def n(self) -> float:
        """Return the number of respondents."""
        return float(self.frame["n"].sum())

    @cached_property
    def strata(self) -> tuple[Array, Array, Array]:
        """Return each stratum's n units, sampling fraction f, and (1 − f) n/(n − 1).

        Raises
        ------
        EstimateError
            If one of several strata has a single unit.
        """
        sampling, sizes = self.sampling, self.frame["n"].to_numpy(dtype=float)
        home, population = sampling.stratum, sampling.units
        if sampling.clustered:
            home, population, sizes = home[sampling.first], population[sampling.first], np.ones(len(sampling.first))
        n = summed(home, sizes, size=int(home.max(initial=-1)) + 1)
        if len(n) > 1 and (n < 2).any():
            raise EstimateError(
                _("Ett stratum har bara en urvalsenhet; då går osäkerheten inte att räkna ut."),
                advice=_("Slå ihop stratumet med ett som liknar det."),
            )
        whole = np.full(len(n), np.inf)
        np.minimum.at(whole, home, population)
        fraction = np.minimum(n / whole, 1)
        return n, fraction, (1 - fraction) * n / np.maximum(n - 1, 1)

    @cached_property
    def regression(self) -> tuple[Array, Array]:
        """Return the calibration's indicators (cells × categories), and the inverse of their weighted squares."""
        margins = np.hstack([margin.member for margin in self.margins])
        square = (margins * self.frame["w"].to_numpy(dtype=float)[:, None]).T @ margins
        # Each margin's categories add up to the same, so the matrix is singular; the least-norm solution will do.
        return margins, np.asarray(np.linalg.pinv(square, rcond=1e-12, hermitian=True))

    def codes(self, variable: str) -> Ints:
        """Return each cell's group of a variable as a number, -1 where it is unknown."""
        if variable not in self.by:
            raise EstimateError(
                _("Svaren är inte räknade efter variabeln."),
                value=variable,
                advice=_("Lägg till den i by när du räknar."),
            )
        column = self.frame[variable].cat
        known = np.array([name != "" for name in column.categories], dtype=bool)
        codes = column.codes.to_numpy(dtype=np.int64)
        return np.asarray(np.where(known[codes], codes, -1), dtype=np.int64)

    def answers_to(self, question: str) -> Answers:
        """Return a question's counts."""
        if question not in self.answers:
            raise EstimateError(
                _("Svaren på frågan är inte räknade."),
                value=question,
                advice=_("Lägg till den i questions när du räknar."),
            )
        return self.answers[question]

    def collapse(self, by: Sequence[str], *, questions: Sequence[str] | None = None) -> Cells:
        """Return the same counts in fewer cells: those of some grouping variables.

        Variables that calibration used, strata and clusters stay apart, so that every estimate and standard error is
        the same as before; it only takes less to compute.
        """
        keep = tuple(dict.fromkeys([*by, *self.calibrated]))
        columns = [self.codes(name) for name in keep]
        rows = np.column_stack([*columns, self.sampling.stratum, self.sampling.unit])
        first, place = distinct(rows)
        frame = self.frame.iloc[first][[*keep, "n", "w", "w2"]].reset_index(drop=True)
        for name in ("n", "w", "w2"):
            frame[name] = np.bincount(place, self.frame[name].to_numpy(dtype=float), minlength=len(first))
        wanted = self.answers if questions is None else questions
        answers = {name: _merged(self.answers_to(name), place) for name in wanted}
        margins = tuple(margin.at(first) for margin in self.margins)
        return replace(self, by=keep, frame=frame, answers=answers, sampling=self.sampling.at(first),
                       factor=self.factor[first], margins=margins)  # fmt: skip


def distinct(rows: Ints) -> tuple[Ints, Ints]:
    """Return the first row of each distinct one, in sorted order, and each row's place among them."""
    key = np.zeros(len(rows), dtype=np.int64)
    for column in rows.T:
        # Numbered anew after each column, so that the key never outgrows 64 bits.
        values = column - column.min(initial=0)
        key = np.unique(key * (values.max(initial=0) + 1) + values, return_inverse=True)[1]
    _, first, place = np.unique(key, return_index=True, return_inverse=True)
    return first.astype(np.int64), place.astype(np.int64)


def _merged(answers: Answers, place: Ints) -> Answers:
    """Return the counts with cells merged."""
    kinds = max(len(answers.patterns), 1)
    key = place[answers.cell] * kinds + answers.code
    size = (int(place.max()) + 1) * kinds
    return gathered(
        key, (answers.n, answers.w, answers.w2), size=size, patterns=answers.patterns, states=answers.states
    )


def gathered(
    key: Ints, sums: tuple[Array, Array, Array], *, size: int, patterns: tuple[str, ...], states: tuple[str, ...]
) -> Answers:
    """Return the counts with entries of the same key put together.

    Parameters
    ----------
    key
        Cell · number of distinct answers + answer, below ``size``.
    sums
        n, Σw and Σw²; without weights they are one and the same array, and are added up once.
    """
    once = {id(values): summed(key, values, size=size) for values in sums}
    found = np.flatnonzero(once[id(sums[0])])
    kept = {name: values[found] for name, values in once.items()}
    n, w, w2 = (kept[id(values)] for values in sums)
    return Answers(found // len(patterns), found % len(patterns), n, w, w2, patterns, states)


def summed(group: Ints, values: Array, *, size: int) -> Array:
    """Return the sums of values per group, 0 … size − 1."""
    return np.asarray(np.bincount(group, values, minlength=size), dtype=float)
