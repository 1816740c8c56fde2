"""Brå's reported crimes: the tree is kept and never summed, preliminary figures are marked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from medlofte.analysis.read.columns import entries, opened
from medlofte.analysis.read.common import NOTE, Notes
from medlofte.analysis.read.figures import Figures, Rows, figure
from medlofte.analysis.read.indicators import figures_of
from medlofte.analysis.written import whole
from medlofte.codebook import normal
from medlofte.language import _

_NAMES = {
    "year": ("År",), "month": ("Månad",), "quarter": ("Kvartal",), "kind": ("Periodtyp",),
    "preliminary": ("Preliminär",), "region": ("Kommun", "Region", "Län"), "name": ("Brott",), "id": ("Brott_ID",),
    "level": ("Brottsnivå",), "parent": ("Förälder_ID",), "parent_name": ("Förälder",), "count": ("Antal",),
    "per_100k": ("Per100000", "Per 100 000"),
}  # fmt: skip


def read_bra(path: Path, *, file: str) -> Figures:
    """Return Brå's rows with their tree.

    Nothing is summed: the rows nest ("därav"), so an excerpt adds up to more than its total. ``level`` and ``parent``
    say how.

    Raises
    ------
    SourceError
        If the file cannot be read or lacks a column.
    """
    required = ("year", "region", "name", "id", "level", "count")
    table, cells = opened(path, _NAMES, file=file, required=required)
    rows: Rows = []
    notes: Notes = []
    for entry in entries(cells):
        code, level, year = whole(entry["id"]), whole(entry["level"]), whole(entry["year"])
        if code is None or level is None or level < 1 or year is None or not 1900 < year < 2200:
            message = _("Raden saknar giltigt År, Brott_ID eller Brottsnivå.")
            notes.append(table.spot.quarantine("ofullstandig_rad", message, row=int(entry["row"])))
            continue
        parent = whole(entry["parent"])
        found, more = figures_of(entry, table)
        notes += more
        rows.append(figure(
            **found, source="Brå, anmälda brott", indicator=f"bra_{code}", label=_short(entry), level=level,
            region=entry["region"], period=_period(entry, year), parent="" if parent is None else f"bra_{parent}",
        ))  # fmt: skip
    if any(row["preliminary"] for row in rows):
        message = _("Filen har preliminära siffror, som ändras när Brå fastställer dem.")
        notes.append(table.spot.note("preliminart", message, severity=NOTE, action=_("märkta som preliminära")))
    return Figures(rows, notes, table.spot, table.read, about=table.findings)


def _short(entry: dict[str, Any]) -> str:
    """Return the crime without its parents' names: ``…, därav misshandel inkl. grov`` → ``Misshandel inkl. grov``."""
    name = str(entry["name"])
    if entry["parent_name"]:
        name = name.removeprefix(str(entry["parent_name"])).lstrip(", ")
    name = name.removeprefix("därav ").strip() or str(entry["name"])
    return name[:1].upper() + name[1:]


def _period(entry: dict[str, Any], year: int) -> str:
    """Return ``2016``, ``2016-08`` or ``2016-K3``: figures of different length must never be compared."""
    month, quarter = whole(entry["month"]), whole(str(entry["quarter"]).upper().removeprefix("K").removeprefix("Q"))
    if month is not None and normal(entry["kind"]) in ("månad", ""):
        return f"{year}-{month:02d}"
    if quarter is not None and normal(entry["kind"]) in ("kvartal", ""):
        return f"{year}-K{quarter}"
    return str(year) if normal(entry["kind"]) in ("år", "") else f"{year} {normal(entry['kind'])}"
