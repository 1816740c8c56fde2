"""Where more persons point than the exposure gives: Kulldorff's circular scan on cells.

The null hypothesis is stated: persons point at places in proportion to the exposure (how many live, or are, there).
Kulldorff (1997), "A spatial scan statistic", *Communications in Statistics – Theory and Methods* 26(6), 1481–1496,
the Poisson model: each circle's likelihood ratio, and its p-value from the largest ratio anywhere on simulated maps.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import bdtrc, xlogy

from medlofte import tables
from medlofte.analysis.hotspots.grid import hexagons, located
from medlofte.analysis.hotspots.words import LEVEL, MINIMUM_POINTS, PERMUTATIONS, TOO_FEW

Array = NDArray[np.float64]
# A circle holds at most half of the exposure (Kulldorff 1997) and is a place, not a part of the kommun.
LARGEST_SHARE, LARGEST_CELLS = 0.5, 4
# What a search must be able to find before "nothing found" means something: so many of the persons in one cell.
EXTRA, POWER = 0.1, 0.8


@dataclass(frozen=True)
class Scanned:
    """What the scan found.

    Parameters
    ----------
    clusters
        ``CLUSTERS``, not yet rounded: circles that do not overlap, the most unlikely first.
    notes
        Topic ('' for all) → why nothing can be said of it.
    tested
        The topics that were searched, '' for all.
    """

    clusters: pd.DataFrame
    notes: dict[str, str]
    tested: list[str]


@dataclass(frozen=True)
class _Grid:
    """The cells and every circle over them: per centre, the cells in order of distance and where each circle ends."""

    size: int
    middle: Array
    share: Array
    circles: tuple[tuple[NDArray[np.int64], NDArray[np.int64], Array], ...]


def scan(
    points: pd.DataFrame, *, exposure: pd.DataFrame, size: int, seed: int, simulations: int = PERMUTATIONS
) -> Scanned:
    """Return the circles where more persons point than the exposure gives.

    Each person counts once on the map: of several pins one is drawn, so that the draws of the null hypothesis are as
    independent as the persons are. All circles of all topics are one family: a circle counts when its ratio exceeds
    the largest of all in 95 % of the simulated maps.

    Parameters
    ----------
    points
        ``POINTS``.
    exposure
        ``EXPOSURE``: x, y and how many people live or are there.
    size
        The cells' width, metres.
    seed
        Gives the same answer each time.
    """
    generator = np.random.default_rng(seed)
    placed = located(points, size=size)
    placed = placed.iloc[generator.permutation(len(placed))]
    grid, cell = _grid(placed, exposure, size)
    groups = {"": placed} | {str(topic): rows for topic, rows in placed.groupby("topic") if topic}
    counts = {topic: _counted(rows, cell) for topic, rows in groups.items()}
    few = {topic: TOO_FEW for topic, count in counts.items() if count.sum() < MINIMUM_POINTS}
    tested = [topic for topic in counts if topic not in few]
    if not tested or not grid.circles:
        return Scanned(tables.CLUSTERS.empty(), few, [])
    largest = np.zeros(simulations)
    for topic in tested:
        drawn = generator.multinomial(int(counts[topic].sum()), grid.share, size=simulations)
        largest = np.maximum(largest, _largest(grid, drawn))
    found = {topic: _clusters(grid, counts[topic], largest) for topic in tested}
    critical = float(np.quantile(largest, 1 - LEVEL))
    weak = {t: TOO_FEW for t in tested if not found[t] and _power(grid, int(counts[t].sum()), critical) < POWER}
    rows = [(topic, *row) for topic in tested for row in found[topic]]
    return Scanned(_table(rows), few | weak, [topic for topic in tested if topic not in weak])


def _grid(placed: pd.DataFrame, exposure: pd.DataFrame, size: int) -> tuple[_Grid, dict[str, int]]:
    """Return the cells that hold exposure or persons, with every circle, and cell → its place."""
    lived = hexagons(exposure["x"].to_numpy(float), exposure["y"].to_numpy(float), size=size)
    known = pd.concat([lived, placed[["cell", "cx", "cy"]]]).drop_duplicates("cell").reset_index(drop=True)
    place = {str(cell): n for n, cell in enumerate(known["cell"])}
    people: Array = np.bincount(
        lived["cell"].map(place), weights=exposure["people"].to_numpy(float), minlength=len(known)
    ).astype(float)
    share: Array = people / people.sum() if people.sum() > 0 else people
    middle = known[["cx", "cy"]].to_numpy(float)
    circles = tuple(_circles(middle, share, size)) if people.sum() > 0 else ()
    return _Grid(size, middle, share, circles), place


def _circles(middle: Array, share: Array, size: int) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], Array]]:
    """Yield, per centre, the cells by distance, the last place of each circle, and the circles' share of exposure."""
    for x, y in middle:
        away = np.hypot(middle[:, 0] - x, middle[:, 1] - y)
        order = np.argsort(away, kind="stable")
        order = order[away[order] <= LARGEST_CELLS * size + 1]
        # Cells at the same distance come into the circle together.
        ends = np.flatnonzero(np.diff(np.append(away[order], np.inf)) > 1)
        shares = np.cumsum(share[order])[ends]
        kept = (shares > 0) & (shares <= LARGEST_SHARE)
        if kept.any():
            yield order, ends[kept], shares[kept]


def _counted(rows: pd.DataFrame, place: dict[str, int]) -> NDArray[np.int64]:
    once = rows.drop_duplicates("respondent")
    return np.bincount(once["cell"].map(place).to_numpy(int), minlength=len(place))


def _ratio(count: Array, expected: Array, total: int) -> Array:
    """Return the logarithm of the likelihood ratio of circles with more persons than expected, else 0."""
    left, left_expected = total - count, total - expected
    found = xlogy(count, count / expected) + xlogy(left, left / left_expected)
    return np.where(count > expected, found, 0.0)


def _largest(grid: _Grid, drawn: NDArray[np.int64]) -> Array:
    """Return the largest ratio of any circle on each simulated map; ``drawn`` is maps × cells."""
    found = np.zeros(len(drawn))
    total = int(drawn[0].sum())
    for order, ends, shares in grid.circles:
        inside = np.cumsum(drawn[:, order], axis=1)[:, ends].astype(float)
        found = np.maximum(found, _ratio(inside, total * shares, total).max(axis=1))
    return found


def _clusters(grid: _Grid, count: NDArray[np.int64], largest: Array) -> list[tuple[float, ...]]:
    """Return (x, y, radius, persons, ratio to expected, p) of the circles that stand out and do not overlap."""
    total = int(count.sum())
    found = []
    for order, ends, shares in grid.circles:
        inside = np.cumsum(count[order])[ends].astype(float)
        ratios = _ratio(inside, total * shares, total)
        found += [(r, order[: end + 1], n, s) for r, end, n, s in zip(ratios, ends, inside, shares, strict=True)]
    ordered = np.sort(largest)
    taken: set[int] = set()
    rows: list[tuple[float, ...]] = []
    for ratio, members, persons, share in sorted(found, key=lambda circle: (-circle[0], len(circle[1]))):
        p = (1 + len(ordered) - np.searchsorted(ordered, ratio, side="left")) / (len(ordered) + 1)
        if p > LEVEL:
            break
        if taken.isdisjoint(members.tolist()):
            taken |= set(members.tolist())
            rows.append((*_round(grid, members), float(persons), persons / (total * share), float(p)))
    return rows


def _round(grid: _Grid, members: NDArray[np.int64]) -> tuple[float, float, float]:
    """Return the circle around the cells: the first is its centre, the last the furthest."""
    (x, y), last = grid.middle[members[0]], grid.middle[members[-1]]
    return float(x), float(y), float(np.hypot(last[0] - x, last[1] - y)) + grid.size / 2


def _power(grid: _Grid, total: int, critical: float) -> float:
    """Return the chance of finding a tenth of the persons extra in one cell of middling exposure."""
    share = float(np.median(grid.share[grid.share > 0]))
    counts = np.arange(total + 1, dtype=float)
    least = int(np.argmax(_ratio(counts, np.full(total + 1, total * share), total) >= critical))
    return float(bdtrc(least - 1, total, (1 - EXTRA) * share + EXTRA)) if least else 0.0


def _table(rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    names = ["topic", "x", "y", "radius", "persons", "ratio", "p"]
    frame = pd.DataFrame(rows, columns=names).sort_values(["p", "topic", "persons"], ascending=[True, True, False])
    frame = frame.assign(persons=frame["persons"].round(), cluster=range(1, len(frame) + 1))
    return tables.CLUSTERS.check(frame)
