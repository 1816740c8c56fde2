"""Weigh the cells to the population: raking and post-stratification, trimmed, with errors that say what to do.

Calibration takes away only that part of the difference between respondents and population which the margins explain.
In a simulation of a self-selected sample, raked 95 % intervals covered the truth 8 % of the time; hence the design's
words travel with every figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from medlofte import style
from medlofte.analysis.estimate.cells import Array, Cells, Margin
from medlofte.errors import EstimateError
from medlofte.language import N_, _

TRIM = 5.0
PARTED = "\x1f"
_TOLERANCE, _ROUNDS, _TRIMMINGS, _FAR = 1e-13, 2000, 50, 0.005
MERGE = N_("Slå ihop grupper i kodboken eller ta bort variabeln ur rake.")


def rake(
    cells: Cells, margins: pd.DataFrame, *, variables: Sequence[str], trim: float = TRIM, total: float | None = None
) -> Cells:
    """Return the cells with factors that give each raking variable its population's shares.

    Iterative proportional fitting (Deming & Stephan 1940, Annals of Mathematical Statistics 11). Margins are used as
    shares, since the population figures' totals need not agree (SCB adds noise since 2025). Respondents whose group is
    unknown, or has no margin, are a category of their own that keeps its share.

    Parameters
    ----------
    margins
        Frame that follows ``tables.MARGINS``.
    variables
        Raking variables, all among ``cells.by``.
    trim
        Largest and smallest factor (1/trim) relative to the mean. What is cut off is spread over the others by raking
        anew; where the margins then hold only nearly, ``cells.notes`` says how nearly.
    total
        What the weights add up to, for totals: the population's size; as before unless given.

    Raises
    ------
    EstimateError
        If a variable has no margins, a population group has no respondents, or raking does not converge.
    """
    if not variables:
        return cells
    return calibrate(cells, memberships(cells, margins, variables), variables=variables, trim=trim, total=total)


def post_stratify(cells: Cells, population: pd.DataFrame, *, trim: float = TRIM, total: float | None = None) -> Cells:
    """Return the cells with factors that give every combination of groups its population's share.

    Parameters
    ----------
    population
        A column per grouping variable and ``population``, one row per combination that exists.

    Raises
    ------
    EstimateError
        If a combination in the population has no respondents: then rake on each variable instead.
    """
    variables = [name for name in population.columns if name != "population"]
    names = [PARTED.join(map(str, row)) for row in population[variables].itertuples(index=False)]
    rows = zip(*(cells.frame[name].astype(str) for name in variables), strict=True)
    sizes = dict(zip(names, population["population"].astype(float), strict=True))
    margin = _margin(cells, "+".join(variables), np.array([PARTED.join(row) for row in rows], dtype=object), sizes)
    return calibrate(cells, [margin], variables=variables, trim=trim, total=total)


def calibrate(
    cells: Cells, margins: Sequence[Margin], *, variables: Sequence[str], trim: float = TRIM, total: float | None = None
) -> Cells:
    """Return the cells weighed to margins that are made already; see :func:`rake`."""
    base = cells.frame["w"].to_numpy(dtype=float)
    factor = _trimmed(base, margins, trim)
    miss = max(float(np.abs(m.member.T @ (base * factor) / base.sum() - m.target).max()) for m in margins)
    scale = (base.sum() if total is None else total) / base.sum()
    note = _("Vikterna är kapade; befolkningens andelar nås så när som på {miss} procentenheter.").format(
        miss=style.number(100 * miss, 1)
    )
    notes = (*cells.notes, note) if miss > _FAR else cells.notes
    return replace(cells, factor=factor * scale, margins=tuple(margins), calibrated=tuple(variables), notes=notes)


def memberships(cells: Cells, margins: pd.DataFrame, variables: Sequence[str]) -> list[Margin]:
    """Return every raking variable's categories and target shares."""
    return [_population(cells, margins, variable) for variable in variables]


def iterate(base: Array, margins: Sequence[Margin], *, rounds: int) -> Array:
    """Return raked cell totals for many sets of base totals at once (replicates × cells), after a number of rounds."""
    totals, whole = base.copy(), base.sum(axis=-1, keepdims=True)
    for _round in range(rounds):
        for margin in margins:
            totals = totals * (_ratio(margin.target * whole, totals @ margin.member) @ margin.member.T)
    return totals


def _ratio(wanted: Array, now: Array) -> Array:
    return np.divide(wanted, now, out=np.zeros_like(now), where=now > 0)


def _trimmed(base: Array, margins: Sequence[Margin], trim: float) -> Array:
    """Return factors around 1 that meet the margins and, as nearly as they can, the limits; the limits go first."""
    factor = _fit(base, margins)
    for _trimming in range(_TRIMMINGS):
        limited = np.clip(factor, 1 / trim, trim)
        if np.array_equal(limited, factor):
            return factor
        factor = limited * _fit(base * limited, margins)
    for _trimming in range(_TRIMMINGS):
        factor = np.clip(factor, 1 / trim, trim) * base.sum() / (base * np.clip(factor, 1 / trim, trim)).sum()
    return factor


def _fit(base: Array, margins: Sequence[Margin]) -> Array:
    totals, total = base.copy(), base.sum()
    for _round in range(_ROUNDS):
        for margin in margins:
            totals = totals * (margin.member @ _ratio(margin.target * total, totals @ margin.member))
        off = max(np.abs(totals @ margin.member / total - margin.target).max() for margin in margins)
        if off < _TOLERANCE:
            return _ratio(totals, base)
    raise EstimateError(
        _("Viktningen mot befolkningen konvergerar inte på {rounds} varv.").format(rounds=_ROUNDS),
        value=", ".join(margin.name for margin in margins),
        advice=_(MERGE),
    )


def _population(cells: Cells, margins: pd.DataFrame, variable: str) -> Margin:
    known = margins[margins["question"] == variable]
    if known.empty or float(known["population"].sum()) <= 0:
        raise EstimateError(
            _("Befolkningsuppgifter saknas för viktningsvariabeln."),
            value=variable,
            advice=_("Lägg till dem i befolkningsfilen eller ta bort variabeln ur rake."),
        )
    cells.codes(variable)
    values = cells.frame[variable].astype(object).to_numpy()
    sizes = dict(zip(known["choice"], known["population"].astype(float), strict=True))
    return _margin(cells, variable, values, sizes)


def _margin(cells: Cells, name: str, values: NDArray[np.object_], sizes: dict[str, float]) -> Margin:
    """Return a margin; respondents outside the population's groups are a category that keeps its share."""
    base = cells.frame["w"].to_numpy(dtype=float)
    groups = [group for group, size in sizes.items() if size > 0]
    member = np.column_stack([(values == group).astype(float) for group in groups])
    empty = [group.replace(PARTED, _(" och ")) for group, w in zip(groups, base @ member, strict=True) if w <= 0]
    if empty:
        raise EstimateError(
            _("Ingen har svarat i gruppen {empty}, som finns i befolkningen.").format(empty=", ".join(empty)),
            value=name,
            advice=_(MERGE),
        )
    rest = 1 - member.sum(axis=1)
    outside = float(rest @ base / base.sum())
    target = np.array([sizes[group] for group in groups])
    target = target / target.sum() * (1 - outside)
    if outside > 0:
        return Margin(name, np.column_stack([member, rest]), np.append(target, outside))
    return Margin(name, member, target)
