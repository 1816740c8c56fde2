"""Some rows of a source as they stand there, to show beside what was found in them."""

from __future__ import annotations

import csv
from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path

from medlofte.analysis.read.grid import WORKBOOKS, Grid, Rows, grids
from medlofte.analysis.read.headings import key
from medlofte.analysis.read.statistical import STATISTICAL, read_statistical
from medlofte.analysis.read.tabular import named
from medlofte.codebook import normal

_TEXTS = (".csv", ".tsv", ".txt", ".tab", *WORKBOOKS)


@dataclass(frozen=True)
class Excerpt:
    """Rows of a source: the headings as medlofte names them, and row number → cells."""

    headings: list[str]
    rows: dict[int, list[str]]


def excerpt(path: Path, *, sheet: str, rows: Set[int], columns: Set[str]) -> Excerpt | None:
    """Return the wanted rows of a tabular source, or None if the file is of another kind.

    Parameters
    ----------
    sheet
        The workbook's sheet; empty for text files.
    rows
        Row numbers as Excel shows them.
    columns
        Headings that stand in the heading row.

    Raises
    ------
    SourceError
        If the file cannot be read.
    """
    suffix = path.suffix.lower()
    if suffix in STATISTICAL:
        frame = read_statistical(path).frame
        chosen = frame[frame["row"].isin(rows)].astype("str")
        return Excerpt(list(frame.columns[1:]), {int(row): list(cells) for row, *cells in chosen.to_numpy().tolist()})
    if suffix not in _TEXTS:
        return None
    known = {word for column in columns for word in (normal(column), key(column))}
    found = grids(path, file=path.name, score=lambda head: (_best(head, known)[1], _width(head)))
    grid = next((grid for grid in found if grid.sheet == sheet), None)
    if grid is None:
        return None
    names = named(grid.head[_best(grid.head, known)[0]]) if grid.head else []
    return Excerpt(names, _picked(grid, rows))


def _width(head: Rows) -> int:
    return max((len(row) for row in head), default=0)


def _best(head: Rows, known: Set[str]) -> tuple[int, int]:
    """Return the place of the row with most known headings, and how many they are; without any, the fullest row."""
    scores = [len({normal(cell) for cell in row} & known) for row in head] or [0]
    if not max(scores):
        filled = [sum(bool(cell.strip()) for cell in row) for row in head] or [0]
        return filled.index(max(filled)), 0
    return scores.index(max(scores)), max(scores)


def _picked(grid: Grid, wanted: Set[int]) -> dict[int, list[str]]:
    for strict in (True, False):
        found: dict[int, list[str]] = {}
        start = 1
        try:
            for block, _ in grid.blocks(strict):
                found |= {row: cells for row, cells in enumerate(block, start=start) if row in wanted}
                start += len(block)
        except csv.Error:
            continue
        return found
    return {}
