"""Points of unsafe places → fixed hexagons, and where one topic is named more often than the others.

Own code rather than h3 or pointpats: the cells are metres in SWEREF 99 TM with a fixed origin, so that a cell is the
same place every year, and the statistics are forty lines.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from medlofte import tables

TOO_FEW = "för få svar för att avgöra"
MINIMUM_POINTS = 30
MINIMUM_CELL = 5
PERMUTATIONS = 999
LEVEL = 0.05
_ROW = math.sqrt(3) / 2
EXCESS = ("cell", "topic", "persons", "expected", "p", "note")


def hexagons(points: pd.DataFrame, *, size: int) -> pd.DataFrame:
    """Return the number of persons who pointed at each hexagon (``CELLS``, not yet protected).

    A person with several pins in one cell counts once. Cells have a corner upwards, are ``size`` metres wide and are
    anchored at the grid's origin (0, 0).

    Parameters
    ----------
    points
        ``POINTS``; x and y in SWEREF 99 TM, metres. Points without coordinates are left out.
    size
        Width between two parallel sides, metres.
    """
    counted = located(points, size=size).drop_duplicates(["cell", "respondent"]).groupby("cell", sort=True)
    frame = counted.agg(persons=("respondent", "size"), x=("cx", "first"), y=("cy", "first")).reset_index()
    return tables.CELLS.check(frame.assign(topic_excess="", status=tables.SHOWN))


def located(points: pd.DataFrame, *, size: int) -> pd.DataFrame:
    """Return respondent, topic, cell and the cell's middle (cx, cy) for each point that has coordinates.

    A point without a respondent id stands for a person of its own.
    """
    placed = points[np.isfinite(points["x"]) & np.isfinite(points["y"])]
    q, r = _axial(placed["x"].to_numpy(float), placed["y"].to_numpy(float), size)
    alone = [f"\0{file}\0{row}" for file, row in zip(placed["file"], placed["row"], strict=True)]
    respondent = placed["respondent"].where(placed["respondent"] != "", pd.Series(alone, index=placed.index, dtype=str))
    cells = [f"{size}_{a}_{b}" for a, b in zip(q, r, strict=True)]
    middle = {"cx": size * (q + r / 2), "cy": size * _ROW * r}
    frame = {"respondent": respondent.to_numpy(), "topic": placed["topic"].to_numpy(), "cell": cells}
    return pd.DataFrame(frame | middle)


def excess(points: pd.DataFrame, *, size: int, seed: int, permutations: int = PERMUTATIONS) -> pd.DataFrame:
    """Return the cells where a topic is named more often than among all the other points, by random labelling.

    The topics are dealt out anew over the same points many times; a cell counts only if its excess is larger than
    the largest excess anywhere on the map, for any topic, in 95 % of those deals (max-statistic, so the level holds
    over the whole map). No population is needed, and that people meet in the centre does not make it a hot spot.
    After Diggle, "Statistical Analysis of Spatial and Spatio-Temporal Point Patterns" (3rd ed., 2013), random
    labelling; Westfall & Young (1993) for the max-statistic.

    Returns
    -------
    pandas.DataFrame
        ``cell, topic, persons, expected, p, note``: one row per cell and topic that stands out; and one row with an
        empty cell for each topic with fewer than ``MINIMUM_POINTS`` points, whose note says so.
    """
    named = located(points, size=size).drop_duplicates(["cell", "respondent", "topic"])
    totals = named.loc[named["topic"] != "", "topic"].value_counts().sort_index()
    few = [("", topic, int(n), np.nan, np.nan, TOO_FEW) for topic, n in totals.items() if n < MINIMUM_POINTS]
    topics = [str(topic) for topic, n in totals.items() if n >= MINIMUM_POINTS]
    found = _tested(named, topics, seed=seed, permutations=permutations) if topics else []
    return pd.DataFrame(found + few, columns=list(EXCESS))


def _tested(named: pd.DataFrame, topics: list[str], *, seed: int, permutations: int) -> list[tuple]:
    cells, cell = np.unique(named["cell"], return_inverse=True)
    label = pd.Index(topics).get_indexer(pd.Index(named["topic"]))
    label = np.where(label < 0, len(topics), label)
    shape = (len(cells), len(topics) + 1)
    size = np.bincount(cell, minlength=len(cells))[:, None]
    share = np.bincount(label, minlength=shape[1])[None, :-1] / len(named)
    expected = size * share
    # The variance of a hypergeometric draw; a cell that holds every point, or a topic that is every point, has none.
    # Cells with few points cannot be published and would only raise the threshold for the rest.
    spread = (size >= MINIMUM_CELL) * np.sqrt(expected * (1 - share) * (len(named) - size) / max(len(named) - 1, 1))

    def scores(labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        counts = np.bincount(cell * shape[1] + labels, minlength=shape[0] * shape[1]).reshape(shape)[:, :-1]
        return counts, np.divide(counts - expected, spread, out=np.zeros(spread.shape), where=spread > 0)

    counts, observed = scores(label)
    generator = np.random.default_rng(seed)
    largest = np.sort([scores(generator.permutation(label))[1].max() for _ in range(permutations)])
    p = (1 + permutations - np.searchsorted(largest, observed, side="left")) / (permutations + 1)
    rows = zip(*np.nonzero(p <= LEVEL), strict=True)
    return [(cells[c], topics[t], int(counts[c, t]), float(expected[c, t]), float(p[c, t]), "") for c, t in rows]


def _axial(x: np.ndarray, y: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the axial coordinates of the nearest hexagon's middle (cube rounding, redblobgames.com/grids/hexagons)."""
    r = y / (size * _ROW)
    q = x / size - r / 2
    s = -q - r
    rounded = np.stack([np.rint(q), np.rint(r), np.rint(s)])
    error = np.abs(rounded - np.stack([q, r, s]))
    worst = error.argmax(axis=0)
    q_fixed = np.where(worst == 0, -rounded[1] - rounded[2], rounded[0])
    r_fixed = np.where(worst == 1, -rounded[0] - rounded[2], rounded[1])
    return q_fixed.astype(int), r_fixed.astype(int)
