"""Where one topic is named more often than the others, by random labelling."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from medlofte.analysis.hotspots.grid import Layer, located
from medlofte.analysis.hotspots.words import LEVEL, MINIMUM_CELL, MINIMUM_POINTS, PERMUTATIONS, TOO_FEW

EXCESS = ("cell", "topic", "persons", "expected", "p", "note")


def excess(
    points: pd.DataFrame, *, size: int, seed: int, permutations: int = PERMUTATIONS, areas: Layer | None = None
) -> pd.DataFrame:
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
    named = located(points, size=size, areas=areas).drop_duplicates(["cell", "respondent", "topic"])
    totals = named.loc[named["topic"] != "", "topic"].value_counts().sort_index()
    few = [("", topic, int(n), np.nan, np.nan, TOO_FEW) for topic, n in totals.items() if n < MINIMUM_POINTS]
    topics = [str(topic) for topic, n in totals.items() if n >= MINIMUM_POINTS]
    found = _tested(named, topics, seed=seed, permutations=permutations) if topics else []
    return pd.DataFrame(found + few, columns=list(EXCESS))


def _tested(named: pd.DataFrame, topics: list[str], *, seed: int, permutations: int) -> list[tuple[Any, ...]]:
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
