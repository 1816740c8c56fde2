"""Plain tables of indicators: one row per indicator, region and period."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from medlofte.analysis.read.columns import entries, opened
from medlofte.analysis.read.common import NOTE, Notes
from medlofte.analysis.read.figures import Figures, Rows, figure
from medlofte.analysis.read.table import Tabular
from medlofte.analysis.written import number, whole
from medlofte.codebook import normal
from medlofte.language import _

_NAMES = {
    "indicator": ("indicator", "indikator"), "label": ("label", "namn"), "source": ("source", "källa"),
    "region": ("region", "kommun", "område"), "period": ("period", "år"), "level": ("level", "nivå"),
    "parent": ("parent", "överordnad"), "preliminary": ("preliminary", "preliminär"), "count": ("count", "antal"),
    "per_100k": ("per_100k", "per 100 000", "per100000"), "value": ("value", "värde"), "unit": ("unit", "enhet"),
}  # fmt: skip
_YES = ("true", "ja", "sant", "1", "x")
# How statistics offices write that a figure is missing, too small or not relevant.
NO_FIGURE = ("", ".", "..", "...", "-", "–", "x", "i.u.")


def read_indicators(path: Path, *, file: str) -> Figures:
    """Return a plain table's rows.

    Raises
    ------
    SourceError
        If the file cannot be read or lacks a column.
    """
    table, cells = opened(path, _NAMES, file=file, required=("indicator", "region", "period"))
    rows: Rows = []
    notes: Notes = []
    for entry in entries(cells):
        if not (entry["indicator"] and entry["region"] and entry["period"]):
            message = _("Raden saknar indikator, region eller period. Fyll i, eller töm raden.")
            notes.append(table.spot.quarantine("ofullstandig_rad", message, row=int(entry["row"])))
            continue
        found, more = figures_of(entry, table)
        notes += more
        rows.append(figure(
            **found, source=entry["source"] or path.stem, indicator=entry["indicator"],
            label=entry["label"] or entry["indicator"], level=whole(entry["level"]) or 1, region=entry["region"],
            period=entry["period"], parent=entry["parent"], value=number(entry["value"]), unit=entry["unit"],
        ))  # fmt: skip
    return Figures(rows, notes, table.spot, table.read, about=table.findings)


def figures_of(entry: dict[str, Any], table: Tabular) -> tuple[dict[str, Any], Notes]:
    """Return the row's figures and whether they are preliminary; an unreadable figure becomes missing."""
    found: dict[str, Any] = {"row": int(entry["row"]), "preliminary": normal(entry["preliminary"]) in _YES}
    notes = []
    for name in ("count", "per_100k"):
        value = number(entry[name])
        if (value is None and entry[name] not in NO_FIGURE) or (value is not None and value < 0):
            notes.append(table.spot.note("inget_tal", _("Här ska ett tal stå, noll eller mer."), row=found["row"],
                                         column=name, value=entry[name], action=_("satt till tomt")))  # fmt: skip
            value = None
        found[name] = value
    if found["count"] is None and entry["count"] in NO_FIGURE and not entry.get("value"):
        notes.append(table.spot.note("uppgift_saknas", _("Antalet saknas i källan."), severity=NOTE, row=found["row"],
                                     value=entry["count"], action=_("behålls utan antal")))  # fmt: skip
    return found, notes
