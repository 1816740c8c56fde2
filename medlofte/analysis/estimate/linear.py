"""Linearised estimates over the cells: every estimate is a ratio of totals or a total, with its influence per entry.

Taylor linearisation (Särndal, Swensson & Wretman 1992, Model Assisted Survey Sampling, ch. 5.5–5.7); after calibration
the influence's residual from the margins takes its place (Deville & Särndal 1992, JASA 87, eq. 3.4).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from medlofte.analysis.estimate.cells import Answers, Array, Cells, Ints


@dataclass(frozen=True)
class Linear:
    """Estimates of domains × figures, and what their variances rest on.

    ``value`` has the shape (domains, figures); ``influence`` is entries × (domains · figures), what one unit of weight
    adds to each estimate once the calibration margins have explained their part.
    """

    value: Array
    influence: Array
    cells: Cells
    answers: Answers

    @property
    def se(self) -> Array:
        """Return the standard errors, with the shape of ``value``."""
        spread = sum((sign * (rows**2).sum(axis=0) for sign, rows in _parts(self.cells, self.answers, self.influence)),
                     np.zeros(self.influence.shape[1]))  # fmt: skip
        enough = self.cells.n > 1
        root = np.sqrt(np.maximum(spread, 0)).reshape(self.value.shape)
        return np.where(np.isnan(self.value) | (not enough), np.nan, root)

    @property
    def covariance(self) -> Array:
        """Return the covariance matrix of all estimates, in the order of ``value.ravel()``."""
        size = self.influence.shape[1]
        parts = _parts(self.cells, self.answers, self.influence)
        return sum((sign * (rows.T @ rows) for sign, rows in parts), np.zeros((size, size)))


def ratios(cells: Cells, answers: Answers, *, top: Array, bottom: Array, member: Array) -> Linear:
    """Return the ratios of weighted totals, per domain.

    Parameters
    ----------
    top, bottom
        Entries × figures; ``bottom`` may have one column for all.
    member
        Entries × domains, 0 or 1.
    """
    weight = (cells.factor[answers.cell] * answers.w)[:, None]
    numerator, denominator = (member.T @ (weight * part) for part in (top, bottom))
    with np.errstate(divide="ignore", invalid="ignore"):
        value = numerator / denominator
        influence = (top[:, None, :] - value[None] * bottom[:, None, :]) / denominator[None]
    flat = np.nan_to_num(member[:, :, None] * influence, posinf=0, neginf=0).reshape(len(weight), -1)
    return Linear(value, _residual(cells, answers, flat), cells, answers)


def totals(cells: Cells, answers: Answers, *, top: Array, member: Array) -> Linear:
    """Return weighted totals, per domain; parameters as in :func:`ratios`."""
    weight = (cells.factor[answers.cell] * answers.w)[:, None]
    flat = (member[:, :, None] * top[:, None, :]).reshape(len(weight), -1)
    return Linear(member.T @ (weight * top), _residual(cells, answers, flat), cells, answers)


def freedom(cells: Cells, answers: Answers, member: Array) -> Array:
    """Return each domain's degrees of freedom: units less strata, of those the domain reaches.

    Parameters
    ----------
    member
        Entries × domains, 0 or 1: who counts.
    """
    stratum = cells.sampling.stratum[answers.cell]
    strata = _reached(stratum, member)
    if not cells.sampling.clustered:
        return answers.n @ member - strata
    return _reached(cells.sampling.unit[answers.cell], member) - strata


def _reached(group: Ints, member: Array) -> Array:
    """Return how many groups each domain has somebody in."""
    return (_by(group, member) > 0).sum(axis=0).astype(float)


def _residual(cells: Cells, answers: Answers, influence: Array) -> Array:
    """Return the influence less what the margins explain: a regression weighted by the base weights."""
    if not cells.margins:
        return influence
    margins, inverse = cells.regression
    rows = margins[answers.cell]
    beta = inverse @ ((rows * answers.w[:, None]).T @ influence)
    return np.asarray(influence - rows @ beta)


def _parts(cells: Cells, answers: Answers, influence: Array) -> list[tuple[float, Array]]:
    """Return signed matrices whose squares add up to the variance.

    Without clusters the respondents of an entry are not told apart: their squares come from Σw², and the strata's
    means are taken off after. R's ``survey`` calls it svyrecvar (Lumley 2004, J. Statistical Software 9).
    """
    factor = cells.factor[answers.cell]
    squares = influence * (factor * np.sqrt(answers.w2))[:, None]
    sums = influence * (factor * answers.w)[:, None]
    stratum = cells.sampling.stratum
    n, fraction, scale = cells.strata
    if not cells.sampling.clustered:
        at = stratum[answers.cell]
        return [(1.0, squares * np.sqrt(scale[at])[:, None]), (-1.0, _by(at, sums) * np.sqrt(scale / n)[:, None])]
    first = cells.sampling.first
    unit, home = cells.sampling.unit[answers.cell], stratum[first]
    total = _by(unit, sums, size=len(first))
    mean = _by(home, total, size=len(scale)) / np.bincount(home)[:, None]
    between = (total - mean[home]) * np.sqrt(scale[home])[:, None]
    return [(1.0, between), *_within(cells, unit, squares=squares, total=total, fraction=fraction[home])]


def _within(cells: Cells, unit: Ints, *, squares: Array, total: Array, fraction: Array) -> list[tuple[float, Array]]:
    """Return the second stage's part: respondents drawn without replacement within their unit."""
    size = cells.sampling.size[cells.sampling.first]
    if np.isinf(size).all():
        return []
    m = np.bincount(cells.sampling.unit, cells.frame["n"].to_numpy(dtype=float))
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.where(m > 1, fraction * np.maximum(1 - m / size, 0) * m / (m - 1), 0.0)
    return [(1.0, squares * np.sqrt(scale[unit])[:, None]), (-1.0, total * np.sqrt(scale / m)[:, None])]


def _by(group: Ints, values: Array, *, size: int = 0) -> Array:
    """Return the sums of rows per group."""
    found = np.zeros((max(size, int(group.max(initial=-1)) + 1), values.shape[1]))
    if len(found) == 1:
        return values.sum(axis=0, keepdims=True)
    order = np.argsort(group, kind="stable")
    present, start = np.unique(group[order], return_index=True)
    if len(present):
        found[present] = np.add.reduceat(values[order], start, axis=0)
    return found
