"""What the residents' points become: cells with the topics that stand out, clusters, and what cannot be said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from medlofte import tables
from medlofte.analysis import hotspots
from medlofte.analysis.check import Checked


@dataclass(frozen=True)
class Pointed:
    """The tables ``cells`` and ``clusters``, not yet protected, and what the edition says of how they were made."""

    cells: pd.DataFrame
    clusters: pd.DataFrame
    about: dict[str, Any]


def pointed(checked: Checked, *, minimum: int) -> Pointed:
    """Return what the round's points say, by the methods that it names.

    A topic that fewer than ``minimum`` persons name in a cell is not said to stand out there.
    """
    round_ = checked.round_
    methods, areas = round_.hotspots.methods, round_.hotspots.cells == "areas"
    layer = checked.layers.get("areas") if areas else None
    cells = hotspots.cells(checked.points, size=round_.cell_size, areas=layer)
    about: dict[str, Any] = {"cell_kind": round_.hotspots.cells, "hotspot_methods": list(methods)}
    if "labelling" in methods:
        found = hotspots.excess(checked.points, size=round_.cell_size, seed=round_.year, areas=layer)
        cells = _named(cells, found, minimum=minimum)
        few = found[found["note"] != ""]
        about["hotspots"] = dict(zip(few["topic"], few["note"], strict=True))
        about["hotspots_tested"] = sorted(set(checked.points["topic"]) - {""} - set(few["topic"]))
    clusters = tables.CLUSTERS.empty()
    if "scan" in methods:
        # All points together: whether a topic has a place of its own is asked better against the other topics.
        everybody = checked.points.assign(topic="")
        scanned = hotspots.scan(everybody, exposure=checked.exposure, size=round_.cell_size, seed=round_.year)
        clusters = scanned.clusters[scanned.clusters["persons"] >= minimum]
        about["scan"] = {"exposed": round_.hotspots.exposed, "notes": scanned.notes, "tested": scanned.tested}
    return Pointed(cells, clusters, about)


def _named(cells: pd.DataFrame, found: pd.DataFrame, *, minimum: int) -> pd.DataFrame:
    strongest = found[(found["note"] == "") & (found["persons"] >= minimum)].sort_values("p").drop_duplicates("cell")
    named = dict(zip(strongest["cell"], strongest["topic"], strict=True))
    return cells.assign(topic_excess=[named.get(cell, "") for cell in cells["cell"]])
