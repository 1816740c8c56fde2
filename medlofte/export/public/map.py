"""The map of pointed-out places: hexagons in SWEREF 99 TM over coast, areas and roads. Pure functions.

Drawn around the hexagons that most have pointed out; each has a number that leads to its row in the table.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd
import shapely
from markupsafe import Markup

from medlofte import style
from medlofte.export.public.svg import WIDTH, drawing, element, label
from medlofte.language import _

_MOST = 12
_LINES = {"areas": (style.LINE, 0.8, "3 3"), "roads": (style.ROAD, 2, None)}
# Units of the drawing: finer than this no screen shows, and the page would grow.
_FINE = 0.7
_LEAST_HEIGHT, _MOST_HEIGHT = 180, 380


@dataclass(frozen=True)
class Frame:
    """What the drawing holds, metres (west, south, east, north), and units per metre."""

    west: float
    south: float
    east: float
    north: float

    @property
    def scale(self) -> float:
        """Return units per metre."""
        return WIDTH / (self.east - self.west)

    @property
    def height(self) -> float:
        """Return the drawing's height, units."""
        return (self.north - self.south) * self.scale

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point is drawn."""
        return (x - self.west) * self.scale, (self.north - y) * self.scale


def numbered(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the cells that are shown, the most pointed out first, with ``number`` from 1; twelve at most."""
    shown = cells.dropna(subset="persons").sort_values(["persons", "cell"], ascending=[False, True]).head(_MOST)
    return shown.assign(number=range(1, len(shown) + 1)).reset_index(drop=True)


def town_map(cells: pd.DataFrame, layers: dict[str, dict[str, Any]], *, size: float, minimum: int, name: str) -> Markup:
    """Return the map.

    Parameters
    ----------
    cells
        ``tables.CELLS``; a suppressed one is drawn as an outline, and says no more than that it is there.
    layers
        GeoJSON in SWEREF 99 TM: coast, areas and roads, each where it is known.
    size
        The hexagons' width, metres.
    minimum
        The smallest number that is shown.
    """
    shown = numbered(cells)
    frame = _frame(shown, size)
    parts = [element("rect", width=WIDTH, height=frame.height, fill=style.WATER if "coast" in layers else style.LAND)]
    parts += [element("path", d=d, fill=style.LAND) for d in _paths(layers.get("coast"), frame)]
    for role, (colour, width, dash) in _LINES.items():
        parts += [element("path", d=d, fill="none", stroke=colour, stroke_width=width, stroke_dasharray=dash)
                  for d in _paths(layers.get(role), frame, edges=True)]  # fmt: skip
    hidden = cells[cells["persons"].isna()]
    parts += [_hexagon(row, frame, size, fill="none", stroke=style.LINE, dash="2 2")
              for row in hidden.to_dict("records") if _inside(row, frame)]  # fmt: skip
    for row in shown.to_dict("records"):
        fill = shade(row["persons"], minimum)
        parts += [_hexagon(row, frame, size, fill=fill, stroke=style.TEXT), _number(row, frame, fill)]
    parts.append(_scale_bar(frame))
    # A drawing inside the drawing cuts what reaches beyond the map.
    drawn = element("svg", *parts, width=WIDTH, height=frame.height)
    key = _key(shown, minimum, frame.height)
    text = " ".join(
        _("Ruta {number}: {persons} {persons|person|personer}.").format(
            number=row["number"], persons=style.number(row["persons"])
        )
        for row in shown.to_dict("records")
    )
    return drawing([drawn, key], name=name, title=_("Karta över platser som pekats ut som otrygga"), text=text,
                   height=frame.height + 46)  # fmt: skip


def shade(persons: float, minimum: int) -> str:
    """Return a cell's colour: each class holds twice as many as the one below, from the smallest number shown."""
    step = int(math.log2(max(persons / max(minimum, 1), 1)))
    return style.RAMP[min(step, len(style.RAMP) - 1)]


def readable(fill: str) -> str:
    """Return the colour of text that stands out most on a fill."""
    return max((style.TEXT, style.BACKGROUND), key=lambda colour: style.contrast(colour, fill))


def _frame(shown: pd.DataFrame, size: float) -> Frame:
    west, east = shown["x"].min() - size * 1.5, shown["x"].max() + size * 1.5
    south, north = shown["y"].min() - size * 1.5, shown["y"].max() + size * 1.5
    # Neither a ribbon nor a tower.
    wide = max(east - west, (north - south) * WIDTH / _MOST_HEIGHT)
    high = max(north - south, wide * _LEAST_HEIGHT / WIDTH)
    x, y = (west + east) / 2, (south + north) / 2
    return Frame(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)


def _paths(layer: dict[str, Any] | None, frame: Frame, *, edges: bool = False) -> Iterable[str]:
    """Yield each feature as the drawing needs it: cut at its edge, and no finer than it can show; ``edges`` only."""
    for feature in (layer or {}).get("features", []):
        if not feature.get("geometry"):
            continue
        shape = shapely.make_valid(shapely.geometry.shape(feature["geometry"]))
        shape = shape.boundary if edges and shape.geom_type.endswith("Polygon") else shape
        margin = 8 / frame.scale
        cut = shapely.clip_by_rect(shape, frame.west - margin, frame.south - margin, frame.east + margin,
                                   frame.north + margin)  # fmt: skip
        fine = shapely.simplify(cut, _FINE / frame.scale)
        if d := "".join(_path(line, frame) for line in _lines(fine)):
            yield d


def _lines(shape: Any) -> Iterable[Any]:
    if hasattr(shape, "geoms"):
        for part in shape.geoms:
            yield from _lines(part)
    elif shape.geom_type == "Polygon" and not shape.is_empty:
        yield from (shape.exterior, *shape.interiors)
    elif shape.geom_type in ("LineString", "LinearRing") and not shape.is_empty:
        yield shape


def _path(line: Any, frame: Frame) -> str:
    points = [frame.at(x, y) for x, y in shapely.get_coordinates(line)]
    return "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in points) + ("z" if line.geom_type == "LinearRing" else "")


def _hexagon(
    row: dict[Any, Any], frame: Frame, size: float, *, fill: str, stroke: str, dash: str | None = None
) -> Markup:
    x, y = frame.at(row["x"], row["y"])
    radius = size / math.sqrt(3) * frame.scale
    turns = [math.radians(60 * turn + 30) for turn in range(6)]
    points = " ".join(f"{x + radius * math.cos(t):.1f},{y + radius * math.sin(t):.1f}" for t in turns)
    return element("polygon", points=points, fill=fill, stroke=stroke, stroke_dasharray=dash)


def _number(row: dict[Any, Any], frame: Frame, fill: str) -> Markup:
    x, y = frame.at(row["x"], row["y"])
    return label(str(row["number"]), x=x, y=y + 5, text_anchor="middle", fill=readable(fill), font_weight="bold")


def _inside(row: dict[Any, Any], frame: Frame) -> bool:
    return bool(frame.west < row["x"] < frame.east and frame.south < row["y"] < frame.north)


def _scale_bar(frame: Frame) -> Markup:
    width = (frame.east - frame.west) / 4
    power = 10 ** math.floor(math.log10(width))
    metres = max(step * power for step in (1, 2, 5) if step * power <= width)
    long, y = metres * frame.scale, frame.height - 8
    text = f"{style.number(metres / 1000, 0 if metres >= 1000 else 1)}{style.NBSP}km"
    return element("g", element("line", x1=8, x2=8 + long, y1=y, y2=y, stroke=style.TEXT, stroke_width=3),
                   label(text, x=8, y=y - 6))  # fmt: skip


def _key(shown: pd.DataFrame, minimum: int, top: float) -> Markup:
    classes = sorted({style.RAMP.index(shade(persons, minimum)) for persons in shown["persons"]})
    parts, x = [], 0.0
    for place in classes:
        low = minimum * 2**place
        text = _("minst {low}").format(low=low) if place == len(style.RAMP) - 1 else f"{low}–{low * 2 - 1}"
        parts += [element("rect", x=x + 1, y=top + 8, width=12, height=12, fill=style.RAMP[place], stroke=style.TEXT),
                  label(text, x=x + 18, y=top + 19)]  # fmt: skip
        x += 30 + 7.5 * len(text)
    hidden = element("rect", x=1, y=top + 28, width=12, height=12, fill="none", stroke=style.LINE,
                     stroke_dasharray="2 2")  # fmt: skip
    return element("g", *parts, hidden, label(_("personer; streckad ruta: siffran är skyddad"), x=18, y=top + 39,
                                              font_size=13))  # fmt: skip
