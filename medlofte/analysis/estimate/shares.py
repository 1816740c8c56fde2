"""Weighted shares with their linearised standard errors, straight from the cell counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from medlofte.analysis.estimate.cells import Answers, Cells
from medlofte.analysis.estimate.intervals import effective_size, wilson
from medlofte.codebook import Question

Array = NDArray[np.float64]
FIGURES = ("share", "low", "high", "n", "n_eff", "dont_know", "se", "deff", "count", "weight")


@dataclass(frozen=True)
class Linear:
    """Domains × choices of one question: shares, standard errors and what they rest on.

    ``share, se, count`` have the shape (domains, choices); ``n, kish, dont_know, weight`` (domains,). ``influence``
    holds each share's residuals, entries × (domains · choices), for covariances.
    """

    share: Array
    se: Array
    count: Array
    n: Array
    kish: Array
    dont_know: Array
    weight: Array
    influence: Array


def shares(
    cells: Cells, *, question: Question, by: Sequence[str] = (), merged: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Return the share of each choice among those who answered, per group.

    The share is the ratio of weighted totals; its variance is Taylor's, of the residuals after calibration where the
    cells are raked (Deville & Särndal 1992, JASA 87; Särndal, Swensson & Wretman 1992, ch. 6), with respondents as
    drawn with replacement. The interval is Wilson's on the effective sample size.

    Parameters
    ----------
    by
        At most two grouping variables, all among ``cells.by``; respondents whose group is unknown are in no group.

    merged
        Choice → the merged choice that is estimated in its place.

    Returns
    -------
    DataFrame
        ``question, choice, by1, group1, by2, group2`` and :data:`FIGURES`: shares 0–1; ``n`` those who answered,
        unweighted; ``count`` those who gave this answer, unweighted; ``dont_know`` the share of don't know among those
        who answered or did not know; ``deff`` the variance against that of a simple random sample of n;
        ``weight`` the group's summed weights, where 1 is the mean weight of all who answered.
    """
    groups = group_names(cells, by)
    answers = cells.answers[question.name]
    valid = [choice.name for choice in question.valid]
    into = [(merged or {}).get(name, name) for name in valid]
    names = list(dict.fromkeys(into))
    halves = np.array([[float(target == name) for name in names] for target in into])
    member = np.column_stack([_inside(cells, by, group)[answers.cell] for group in groups] or [np.ones(0)])
    made = linear(cells, answers, chosen=chosen(answers, valid) @ halves, member=member)
    n = np.broadcast_to(made.n[:, None], made.share.shape)
    kish = np.broadcast_to(made.kish[:, None], made.share.shape)
    size = effective_size(made.share, made.se, n=n, kish=kish)
    low, high = wilson(made.share, size)
    with np.errstate(divide="ignore", invalid="ignore"):
        deff = made.se**2 * n / (made.share * (1 - made.share))
    figures = (made.share, low, high, n, size, np.broadcast_to(made.dont_know[:, None], n.shape), made.se, deff,
               made.count, np.broadcast_to(made.weight[:, None], n.shape))  # fmt: skip
    keys = [(question.name, name, *_key(by, group)) for group, name in product(groups, names)]
    frame = pd.DataFrame(keys, columns=["question", "choice", "by1", "group1", "by2", "group2"])
    return frame.assign(**{name: figure.ravel() for name, figure in zip(FIGURES, figures, strict=True)})


def group_names(cells: Cells, by: Sequence[str]) -> list[tuple[str, ...]]:
    """Return every combination of known groups that has respondents, sorted."""
    if not by:
        return [()]
    found = cells.frame[list(by)].drop_duplicates()
    known = found[(found != "").all(axis=1)]
    return sorted(known.itertuples(index=False, name=None))


def chosen(answers: Answers, names: Sequence[str]) -> Array:
    """Return entries × names: 1 where the answer holds the choice."""
    return np.array([[float(name in pattern.split("|")) for name in names] for pattern in answers.pattern])


def linear(cells: Cells, answers: Answers, *, chosen: Array, member: Array) -> Linear:
    """Return shares and linearised standard errors of every domain × choice.

    Parameters
    ----------
    chosen, member
        Entries × choices and entries × domains, 0 or 1.
    """
    factor = cells.factor[answers.cell]
    answered = (answers.state == "answered").astype(float)
    unsure = (answers.state == "dont_know").astype(float)
    base = member * answered[:, None]
    total = (factor * answers.w) @ base
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (base * (factor * answers.w)[:, None]).T @ chosen / total[:, None]
        kish = total**2 / ((factor**2 * answers.w2) @ base)
        doubt = (factor * answers.w) @ (member * unsure[:, None])
        dont_know = doubt / (doubt + total)
        influence = base[:, :, None] * (chosen[:, None, :] - share[None]) / total[None, :, None]
    flat = np.nan_to_num(influence.reshape(len(factor), -1))
    residual = calibrated(cells, answers, flat)
    variance = _variance(factor, answers, residual, cells.n).reshape(share.shape)
    count = (base * answers.n[:, None]).T @ chosen
    n = answers.n @ base
    everyone = (factor * answers.w) @ answered
    weight = total * (answers.n @ answered) / everyone if everyone > 0 else total
    se = np.where(n[:, None] > 0, np.sqrt(variance), np.nan)
    return Linear(share, se, count, n, kish, dont_know, weight, residual)


def calibrated(cells: Cells, answers: Answers, influence: Array) -> Array:
    """Return the influence less what the calibration margins explain: residuals of a regression with base weights."""
    if cells.design.shape[1] == 0:
        return influence
    rows = cells.design[answers.cell]
    weighted = rows * answers.w[:, None]
    beta = np.linalg.lstsq(weighted.T @ rows, weighted.T @ influence, rcond=1e-12)[0]
    return np.asarray(influence - rows @ beta)


def _variance(factor: Array, answers: Answers, residual: Array, n: float) -> Array:
    """Return the with-replacement variance of the weighted total of residuals over n respondents."""
    if n < 2:
        return np.full(residual.shape[1], np.nan)
    squares = (factor**2 * answers.w2) @ residual**2
    mean = (factor * answers.w) @ residual / n
    return np.maximum((squares - n * mean**2) * n / (n - 1), 0.0)


def _inside(cells: Cells, by: Sequence[str], group: tuple[str, ...]) -> Array:
    inside = np.ones(len(cells.frame))
    for variable, name in zip(by, group, strict=True):
        inside = inside * (cells.frame[variable] == name).to_numpy(dtype=float)
    return inside


def _key(by: Sequence[str], group: tuple[str, ...]) -> tuple[str, str, str, str]:
    first, second = (*zip(by, group, strict=True), ("", ""), ("", ""))[:2]
    return (*first, *second)
