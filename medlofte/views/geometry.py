"""The map's geometry: rings of GeoJSON, hexagons, what the drawing holds and its scale; metres, SWEREF 99 TM."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

Layer = dict[str, Any]


def hexagon(x: float, y: float, *, size: float) -> tuple[list[float], list[float]]:
    """Return the closed ring of a pointy-topped hexagon with the given width, metres."""
    radius = size / math.sqrt(3)
    turns = [math.radians(60 * i + 30) for i in range(7)]
    return [x + radius * math.cos(t) for t in turns], [y + radius * math.sin(t) for t in turns]


@dataclass(frozen=True)
class Cells:
    """How the map's cells look: hexagons of a width, metres, or the kommun's areas where ``areas`` is given."""

    size: float
    areas: Layer | None = None

    def rings(self, cell: Any) -> list[list[list[float]]]:
        """Return the rings of a row of ``CELLS``."""
        if self.areas is None:
            return [[list(point) for point in zip(*hexagon(cell.x, cell.y, size=self.size), strict=True)]]
        own = [f for f in self.areas.get("features", []) if str((f.get("properties") or {}).get("id")) == cell.cell]
        return [ring for _unused, ring in rings({"features": own})]

    def labels(self) -> dict[str, str]:
        """Return cell → its name where the cells are areas; nothing for hexagons, which have none."""
        found = [feature.get("properties") or {} for feature in (self.areas or {}).get("features", [])]
        return {str(one.get("id", "")): str(one.get("label", "")) for one in found}


def rings(layer: Layer) -> Iterator[tuple[str, list[list[float]]]]:
    """Yield (label, coordinates) for every ring and line of a GeoJSON layer; empty geometries are passed over."""
    for feature in layer.get("features", []):
        label = str((feature.get("properties") or {}).get("label", ""))
        geometry = feature.get("geometry") or {}
        found = geometry.get("coordinates") or []
        kind = geometry.get("type", "")
        depth = {"LineString": 0, "Polygon": 1, "MultiLineString": 1, "MultiPolygon": 2}.get(kind)
        if depth is None:
            continue
        for part in _flatten([found] if depth == 0 else found, max(depth - 1, 0)):
            yield label, part


def path(found: list[list[list[float]]]) -> tuple[list[float | None], list[float | None]]:
    """Return one path of several rings with breaks between; plotly's ``toself`` then leaves holes as holes."""
    x: list[float | None] = []
    y: list[float | None] = []
    for ring in found:
        x += [*(point[0] for point in ring), None]
        y += [*(point[1] for point in ring), None]
    return x, y


def around_area(layers: dict[str, Layer], area: str, size: int) -> list[float]:
    """Return west, south, east, north around one area and a hexagon's width beside it."""
    layer = layers.get("areas", {})
    wanted = [f for f in layer.get("features", []) if (f.get("properties") or {}).get("id") == area]
    points = [point for _unused, ring in rings({"features": wanted}) for point in ring]
    if not points:
        raise ValueError(f"no area {area!r}")
    x, y = [p[0] for p in points], [p[1] for p in points]
    west, south, east, north = min(x) - size, min(y) - size, max(x) + size, max(y) + size
    # A drawing is about twice as wide as high: what stands beside a narrow area is shown too.
    wider = max(1.8 * (north - south) - (east - west), 0) / 2
    return [west - wider, south, east + wider, north]


def bounds(layers: dict[str, Layer], cells: pd.DataFrame, places: pd.DataFrame, size: int) -> list[float]:
    """Return west, south, east, north around what is pointed out; around the areas where nothing is."""
    x, y = ([*cells[axis], *places[axis]] for axis in ("x", "y"))
    if not x:
        points = [
            point for name in ("areas", "coast") for _unused, ring in rings(layers.get(name, {})) for point in ring
        ]
        x, y = [p[0] for p in points] or [0.0, 1000.0], [p[1] for p in points] or [0.0, 1000.0]
    pad = max(2 * size, 0.08 * (max(x) - min(x)), 0.08 * (max(y) - min(y)))
    return [min(x) - pad, min(y) - pad, max(x) + pad, max(y) + pad]


def within(frame: pd.DataFrame, box: list[float]) -> pd.DataFrame:
    """Return the rows whose point lies in the box."""
    return frame[frame["x"].between(box[0], box[2]) & frame["y"].between(box[1], box[3])]


def scale(box: list[float]) -> int:
    """Return a round length, metres, of at most a fifth of the drawing's width."""
    width = (box[2] - box[0]) / 5
    power = 10 ** math.floor(math.log10(max(width, 1)))
    return int(max(step * power for step in (1, 2, 5) if step * power <= max(width, 1)))


def _flatten(parts: list[Any], depth: int) -> list[Any]:
    return parts if depth == 0 else [ring for part in parts for ring in part]
