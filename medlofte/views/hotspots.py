"""What stands out on the map, in words: where, which topic, by what test, and where the answers are too few to say."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from medlofte import style, tables
from medlofte.edition import Edition
from medlofte.language import N_, _
from medlofte.views import geometry
from medlofte.views.drawing import each
from medlofte.views.overlays import lettered, named

NAMED = 2
METHOD = N_(
    "Prövat med slumpmärkning: ämnena delas ut på nytt över samma punkter många gånger, "
    "och en ruta räknas bara om överskottet är större än det största någonstans på "
    "kartan i 95 % av omgångarna. Att många rör sig på en plats gör den alltså inte till "
    "en sådan ruta."
)

SCAN = N_(
    "Genomsökt med cirklar (Kulldorff 1997): antalet personer jämförs med {exposed} i "
    "samma cirkel, och en cirkel räknas bara om avvikelsen är större än den största "
    "någonstans på 95 % av slumpade kartor där folk pekar i proportion till {exposed}. "
    "En ansamling kan betyda att många rör sig där, inte att platsen är farligare."
)


def sentences(edition: Edition) -> list[str]:
    """Return the map's findings in words; empty when no cell is published."""
    cells = edition.table("cells")
    if cells.empty:
        return []
    labels = edition.labels("topics")
    numbers, names = numbered(cells), where(edition)
    found = [
        f"{number}) {labels.get(topic, topic)}, {names.get(cell, cell)}" for cell, (number, topic) in numbers.items()
    ]
    few = [labels.get(str(topic), str(topic)) for topic in dict(edition.about.get("hotspots", {}))]
    hot = {topic for _unused, topic in numbers.values()}
    none = [labels.get(str(t), str(t)) for t in edition.about.get("hotspots_tested", []) if t not in hot]
    lines = [
        _("Pekas ut oftare här än i andra rutor: {found}.").format(found="; ".join(found)) if found else "",
        _("Prövade, utan särskilda platser: {none}.").format(none=", ".join(none)) if none else "",
        _("För få svar för att avgöra: {few}.").format(few=", ".join(few)) if few else "",
    ]
    return [*(line for line in lines if line), *scanned(edition)]


def methods(edition: Edition) -> list[str]:
    """Return how what stands out was tested; empty when nothing was."""
    about = edition.about
    cells, scan = edition.table("cells"), about.get("scan")
    tested = len(cells) and (numbered(cells) or about.get("hotspots_tested"))
    return [*([_(METHOD)] if tested else []), *([_(SCAN).format(exposed=_(scan["exposed"]))] if scan else [])]


def scanned(edition: Edition) -> list[str]:
    """Return what the scan found, against what, and what it could not tell; empty where the round has no scan."""
    about = edition.about.get("scan")
    if not about:
        return []
    clusters, labels = edition.table("clusters"), edition.labels("topics")
    letters, places = lettered(clusters), edition.table("places")
    found = [
        _("{rank}) {what}{place}: {persons} {persons|person|personer}, {ratio} gånger det väntade").format(
            rank=letters[int(row.cluster)],
            what=labels[row.topic] + ", " if row.topic else "",
            place=_around(row, places),
            persons=style.number(row.persons),
            ratio=style.number(row.ratio, 1),
        )
        for row in each(clusters)
    ]
    hot = set(clusters["topic"])
    none = [named(str(topic), labels) for topic in about["tested"] if topic not in hot]
    few = [named(str(topic), labels) for topic in about["notes"]]
    lines = [
        _("Fler pekar ut platser här än {exposed} ger: {found}.").format(
            exposed=_(about["exposed"]), found="; ".join(found)
        )
        if found
        else "",
        _("Genomsökta, utan ansamling: {none}.").format(none=", ".join(none)) if none else "",
        _("Genomsökta, men för få svar för att avgöra: {few}.").format(few=", ".join(few)) if few else "",
    ]
    return [line for line in lines if line]


def where(edition: Edition) -> dict[str, str]:
    """Return cell → its place in words: the area's name, or the places in the hexagon."""
    cells, places = edition.table("cells"), edition.table("places")
    if edition.about.get("cell_kind") == "areas":
        return geometry.Cells(0, edition.layer("areas")).labels()
    size = int(edition.about.get("cell_size", 500))
    return {str(cell.cell): near(cell, places, size=size) for cell in each(cells)}


def _around(circle: Any, places: pd.DataFrame) -> str:
    """Return the places in a circle, at most two, else its position."""
    off = ((places["x"] - circle.x) ** 2 + (places["y"] - circle.y) ** 2) ** 0.5
    inside = places.assign(off=off)[off <= circle.radius].sort_values("off")["label"].tolist()[:NAMED]
    if inside:
        return _("kring {inside}").format(inside=_(" och ").join(inside))
    return _("kring E {x}, N {y}").format(x=style.number(circle.x), y=style.number(circle.y))


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
        return _("rutan vid {inside}").format(inside=_(" och ").join(inside))
    return _("rutan vid E {x}, N {y}").format(x=style.number(cell.x), y=style.number(cell.y))
