"""Tables of SCB's statistical database (json-stat2) as a register: one row per cell."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from medlofte.analysis.read import small_areas
from medlofte.analysis.read.common import NOTE, Notes, Spot
from medlofte.analysis.read.figures import Figures, Rows, figure, slug
from medlofte.analysis.read.jsonstat import Cube, read_cube
from medlofte.errors import SourceError
from medlofte.language import _

_COUNTS = ("antal", "number", "personer", "st", "number of persons")
_PERIOD = re.compile(r"(\d{4})(?:([MK])(\d{1,2}))?")


def read_pxweb(path: Path, *, file: str) -> Figures:
    """Return a table's cells: region and period by their dimensions, the rest is the indicator.

    A cell whose other dimensions are all totals stands on level 1; each category below it on level 2. Small counts
    carry SCB's noise (cell key method, since 2025), so parts need not add up to their total; nothing is put right.

    Raises
    ------
    SourceError
        If the file is not json-stat2 or has no time.
    """
    cube = read_cube(path, file=file)
    if cube.of("time") is None:
        raise SourceError(_("Tabellen saknar tid."), file=file, advice=_("Välj minst ett år eller en månad hos SCB."))
    spot = Spot(file)
    rows: Rows = []
    notes: Notes = []
    for cell, value in enumerate(cube.values):
        row = _row(cube, cell, value)
        rows.append(row)
        if value is None:
            message = _("Värde {number} saknas{cell}.").format(
                number=cell + 1, cell=f" ({cube.status[cell]})" if cell in cube.status else ""
            )
            notes.append(
                spot.note("uppgift_saknas", message, severity=NOTE, value=row["label"], action=_("behålls utan värde"))
            )
    geo = cube.of("geo")
    if geo is not None:
        notes += small_areas.about(cube.dimensions[geo].codes, spot=spot, names=(cube.title, path.stem))
    return Figures(rows, notes, spot, len(cube.values))


def _row(cube: Cube, cell: int, value: float | None) -> dict[str, Any]:
    places = cube.places(cell)
    region, period, unit = "Riket", "", ""
    codes: list[str] = []
    labels: list[str] = []
    split = False
    base = slug(cube.title)[:40]
    for dimension, place in zip(cube.dimensions, places, strict=True):
        code, label = dimension.codes[place], dimension.labels[place]
        if dimension.role == "geo":
            region = label.removeprefix(code).strip() or code
        elif dimension.role == "time":
            period = _period(code)
        elif dimension.role == "metric":
            base, unit = slug(code), dimension.units[place] if dimension.units else ""
            labels.insert(0, label)
        elif place not in dimension.totals:
            codes.append(slug(code))
            labels.append(label)
            split = split or bool(dimension.totals)
    indicator = "_".join(["scb", base, *codes])
    counted = unit.lower() in _COUNTS and value is not None and value >= 0
    return figure(
        source=cube.source, indicator=indicator, label=", ".join(labels) or cube.title, region=region, period=period,
        level=2 if split else 1, parent=f"scb_{base}" if split and len(codes) == 1 else "",
        count=value if counted else None, value=None if counted else value, unit=unit,
    )  # fmt: skip


def _period(code: str) -> str:
    """Return SCB's time code as a register's period: ``2024``, ``2024M05`` → ``2024-05``, ``2024K2`` → ``2024-K2``."""
    found = _PERIOD.fullmatch(code)
    if not found or not found[2]:
        return code
    return f"{found[1]}-{int(found[3]):02d}" if found[2] == "M" else f"{found[1]}-K{found[3]}"
