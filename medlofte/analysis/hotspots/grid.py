"""Points to cells: hexagons with a fixed origin, or the kommun's own areas; persons counted, not pins."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from medlofte import tables

Layer = dict[str, Any]
_ROW = math.sqrt(3) / 2


def cells(points: pd.DataFrame, *, size: int, areas: Layer | None = None) -> pd.DataFrame:
    """Return the number of persons who pointed at each cell (``CELLS``, not yet protected).

    A person with several pins in one cell counts once. Hexagons have a corner upwards, are ``size`` metres wide and are
    anchored at the grid's origin (0, 0).

    Parameters
    ----------
    points
        ``POINTS``; x and y in SWEREF 99 TM, metres. Points without coordinates are left out.
    size
        Width between two parallel sides, metres.
    areas
        GeoJSON polygons (SWEREF 99 TM, ``id``) to count in instead of hexagons; points in none of them are left out.
    """
    counted = located(points, size=size, areas=areas).drop_duplicates(["cell", "respondent"]).groupby("cell", sort=True)
    frame = counted.agg(persons=("respondent", "size"), x=("cx", "first"), y=("cy", "first")).reset_index()
    return tables.CELLS.check(frame.assign(topic_excess="", status=tables.SHOWN))


def located(points: pd.DataFrame, *, size: int, areas: Layer | None = None) -> pd.DataFrame:
    """Return respondent, topic, cell and the cell's middle (cx, cy) for each point that has coordinates.

    A point without a respondent id stands for a person of its own.
    """
    placed = points[np.isfinite(points["x"]) & np.isfinite(points["y"])]
    x, y = placed["x"].to_numpy(float), placed["y"].to_numpy(float)
    where = hexagons(x, y, size=size) if areas is None else _within(x, y, areas)
    alone = [f"\0{file}\0{row}" for file, row in zip(placed["file"], placed["row"], strict=True)]
    respondent = placed["respondent"].where(placed["respondent"] != "", pd.Series(alone, index=placed.index, dtype=str))
    frame = pd.DataFrame({"respondent": respondent.to_numpy(), "topic": placed["topic"].to_numpy()})
    found = pd.concat([frame, where], axis=1)
    return found[found["cell"] != ""].reset_index(drop=True)


def hexagons(x: np.ndarray, y: np.ndarray, *, size: int) -> pd.DataFrame:
    """Return the hexagon of each position: cell, cx, cy."""
    q, r = _axial(x, y, size)
    names = [f"{size}_{a}_{b}" for a, b in zip(q, r, strict=True)]
    return pd.DataFrame({"cell": names, "cx": size * (q + r / 2), "cy": size * _ROW * r})


def _within(x: np.ndarray, y: np.ndarray, areas: Layer) -> pd.DataFrame:
    """Return the area that each position lies in: cell ('' outside), cx, cy (a point well inside the area)."""
    import shapely

    names, shapes = [], []
    for feature in areas.get("features", []):
        if feature.get("geometry"):
            names.append(str(feature["properties"]["id"]))
            shapes.append(shapely.geometry.shape(feature["geometry"]))
    found = pd.DataFrame({"cell": [""] * len(x), "cx": np.nan, "cy": np.nan})
    for name, shape in zip(names, shapes, strict=True):
        # On a border between two areas the first one in the file has the point.
        inside = shapely.intersects_xy(shape, x, y) & (found["cell"] == "").to_numpy(dtype=bool)
        middle = shape.representative_point()
        found.loc[inside, ["cell", "cx", "cy"]] = [name, middle.x, middle.y]
    return found


def _axial(x: np.ndarray, y: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the axial coordinates of the nearest hexagon's middle (cube rounding, redblobgames.com/grids/hexagons)."""
    r = y / (size * _ROW)
    q = x / size - r / 2
    s = -q - r
    rounded = np.stack([np.rint(q), np.rint(r), np.rint(s)])
    error = np.abs(rounded - np.stack([q, r, s]))
    worst = error.argmax(axis=0)
    q_fixed = np.where(worst == 0, -rounded[1] - rounded[2], rounded[0])
    r_fixed = np.where(worst == 1, -rounded[0] - rounded[2], rounded[1])
    return q_fixed.astype(int), r_fixed.astype(int)
