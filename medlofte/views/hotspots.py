"""What stands out on the map, in words: where, which topic, by what test, and where the answers are too few to say."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from medlofte import style, tables
from medlofte.edition import Edition
from medlofte.views.drawing import each

NAMED = 2
METHOD = (
    "Prövat med slumpmärkning: ämnena delas ut på nytt över samma punkter många gånger, och en ruta räknas bara om "
    "överskottet är större än det största någonstans på kartan i 95 % av omgångarna. Att många rör sig på en plats gör "
    "den alltså inte till en sådan ruta."
)


def sentences(edition: Edition) -> list[str]:
    """Return the map's findings in words; empty when no cell is published."""
    cells = edition.table("cells")
    if cells.empty:
        return []
    labels = edition.labels("topics")
    stands = cells[(cells["topic_excess"] != "") & (cells["status"] == tables.SHOWN)]
    size = int(edition.about.get("cell_size", 500))
    places, numbers = edition.table("places"), numbered(cells)
    found = [
        f"{numbers[cell.cell][0]}) {labels.get(cell.topic_excess, cell.topic_excess)}, {near(cell, places, size=size)}"
        for cell in each(stands.set_index("cell", drop=False).loc[list(numbers)])
    ]
    few = [labels.get(str(topic), str(topic)) for topic in dict(edition.about.get("hotspots", {}))]
    hot = set(stands["topic_excess"])
    none = [labels.get(str(t), str(t)) for t in edition.about.get("hotspots_tested", []) if t not in hot]
    lines = [
        f"Pekas ut oftare här än i andra rutor: {'; '.join(found)}." if found else "",
        f"Prövade, utan särskilda platser: {', '.join(none)}." if none else "",
        f"För få svar för att avgöra: {', '.join(few)}." if few else "",
        METHOD if found or none else "",
    ]
    return [line for line in lines if line]


def numbered(cells: pd.DataFrame) -> dict[str, tuple[int, str]]:
    """Return cell → (number on the map, topic) for the shown cells where a topic stands out, by topic."""
    stands = cells[(cells["topic_excess"] != "") & (cells["status"] == tables.SHOWN)]
    order = stands.sort_values(["topic_excess", "persons"], ascending=[True, False])
    return {row.cell: (number, row.topic_excess) for number, row in enumerate(each(order), start=1)}


def near(cell: Any, places: pd.DataFrame, *, size: int) -> str:
    """Return the named places in a cell, at most two, else its position; a place's own number plays no part.

    Parameters
    ----------
    cell
        A row with ``x`` and ``y``, metres.
    places
        ``PLACES``.
    size
        The cell's width, metres.
    """
    reach = size / math.sqrt(3)
    known = zip(places["label"], places["x"], places["y"], strict=True)
    near_by = sorted((math.hypot(x - cell.x, y - cell.y), str(label)) for label, x, y in known)
    inside = [label for off, label in near_by if off <= reach][:NAMED]
    if inside:
        return f"rutan vid {' och '.join(inside)}"
    return f"rutan vid E {style.number(cell.x)}, N {style.number(cell.y)}"
