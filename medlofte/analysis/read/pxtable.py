"""SCB's statistical database saved as Excel or CSV: the same cube as its json-stat2, without the codes.

What stands in such a file (PxWeb's «Excel (xlsx)» and «semikolonavgränsad med rubrik»): a title, a row with the years
above the figures, and to the left of them one column per dimension, whose cells in Excel are empty where they repeat
the one above and whose headings are empty too. Below stand notes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path

from medlofte.analysis.read.grid import Rows, grids
from medlofte.analysis.read.jsonstat import Cube, Dimension
from medlofte.analysis.written import number
from medlofte.codebook import normal
from medlofte.errors import SourceError
from medlofte.language import _

_YEAR = re.compile(r"(?:\D*\s)?((?:19|20)\d{2})")
_REGION = re.compile(r"(\d{2,4}|\d{4}[A-C]\d{4}\S*|\d{4}R\d{3}\S*)\s+\S.*")
_OTHER = frozenset({"question", "fråga", "choice", "grupp", "svar", "alternativ"})
_SEARCHED, _MOST = 12, 5_000_000


@dataclass(frozen=True)
class _Head:
    """Where the figures begin: the row of years, the columns left of them, and the years."""

    row: int
    stubs: tuple[str, ...]
    years: tuple[str, ...]


def table_cube(path: Path, *, file: str) -> Cube:
    """Return the cube in a table saved from SCB's statistical database.

    Raises
    ------
    SourceError
        If the file cannot be read or is no such table.
    """
    rows = _rows(path, file)
    head = _head(rows)
    body = _filled(rows[head.row + 1 :], head) if head else []
    if head is None or not body:
        raise SourceError(_("Filen är ingen tabell från SCB: en rad med årtal ovanför siffrorna saknas."), file=file,
                          advice=_("Hämta den med «medlofte fetch scb», eller spara om den hos SCB."))  # fmt: skip
    dimensions = tuple(_dimension(name, [row[place] for row, _ in body]) for place, name in enumerate(head.stubs))
    sizes = [len(dimension.labels) for dimension in dimensions]
    if prod(sizes) * len(head.years) > _MOST:
        raise SourceError(_("Tabellen är för stor."), file=file, advice=_("Välj färre år eller grupper hos SCB."))
    at = [{label: place for place, label in enumerate(dimension.labels)} for dimension in dimensions]
    values: list[float | None] = [None] * (prod(sizes) * len(head.years))
    for labels, figures in body:
        cell = 0
        for place, label in enumerate(labels):
            cell = cell * sizes[place] + at[place][label]
        values[cell * len(head.years) : (cell + 1) * len(head.years)] = figures
    time = Dimension("Tid", "år", "time", head.years, head.years)
    title = next((row[0] for row in rows[: head.row] if row and row[0].strip()), "")
    return Cube(title, "SCB", (*dimensions, time), tuple(values), {})


def is_table(path: Path, *, file: str) -> bool:
    """Return whether a file that can be read looks like such a table: years above figures."""
    return _head(_rows(path, file)[:_SEARCHED]) is not None


def _rows(path: Path, file: str) -> Rows:
    found = grids(path, file=file, score=lambda rows: (0, max((len(row) for row in rows), default=0)))
    return [row for part, _ in found[0].blocks(False) for row in part]


def _head(rows: Rows) -> _Head | None:
    """Return the row of years: nothing but years from some column on, and figures below them.

    A row above it that heads a column of groups makes the table another, where 2041 is a number of people.
    """
    for place, row in enumerate(rows[:_SEARCHED]):
        if _OTHER & set(map(normal, row)):
            return None
        cells = [cell.strip() for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        first = next((i for i, cell in enumerate(cells) if _YEAR.fullmatch(cell)), 0)
        years = [_YEAR.fullmatch(cell) for cell in cells[first:]]
        below = rows[place + 1] if place + 1 < len(rows) else []
        if first and all(years) and len(below) >= len(cells) and number(below[first]) is not None:
            return _Head(place, tuple(cells[:first]), tuple(found[1] for found in years if found))
    return None


def _filled(rows: Rows, head: _Head) -> list[tuple[tuple[str, ...], list[float | None]]]:
    """Return the labels and the figures of each row, repeated labels written out; the notes below are left out."""
    width, last = len(head.stubs), [""] * len(head.stubs)
    found = []
    for row in rows:
        figures = [number(cell) for cell in row[width : width + len(head.years)]]
        if all(figure is None for figure in figures):
            continue
        last = [cell.strip() or above for cell, above in zip(row[:width], last, strict=True)]
        found.append((tuple(last), figures))
    return found


def _dimension(name: str, cells: Sequence[str]) -> Dimension:
    labels = tuple(dict.fromkeys(cells))
    role = "geo" if all(map(_REGION.fullmatch, labels)) else ""
    codes = tuple(label.split()[0] if role else label for label in labels)
    return Dimension(name or labels[0], name or ", ".join(labels[:2]), role, codes, labels)
