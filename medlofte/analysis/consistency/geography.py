"""Rules on where things are: positions outside the kommun's areas, and place names that residents wrote."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from medlofte import style, tables
from medlofte.analysis.read.common import NOTE, Notes, Spot
from medlofte.analysis.read.naming import candidates, match_place, turned_down, unmatched
from medlofte.codebook import Codebook, normal
from medlofte.language import _
from medlofte.rounds import Round

# Areas are drawn along the shore, and people point at piers and boats.
_SHORE = 250.0
_NAME = 6


def outside(points: pd.DataFrame, *, places: pd.DataFrame, layers: dict[str, dict[str, Any]], round_: Round) -> Notes:
    """Return every point and place that lies outside the kommun's areas on the map, with how far off it is.

    Parameters
    ----------
    points, places
        ``POINTS`` and the place list; metres in SWEREF 99 TM.
    layers
        The map layers; without areas nothing is said. 250 m outside counts as inside.
    """
    features = layers.get("areas", {}).get("features", ())
    kommun = _surface(features)
    if kommun is None:
        return []
    rule, point = "utanfor_kommunen", _("Punkten ligger {distance} utanför kartans områden.")
    rows = [
        Spot(file).note(rule, point.format(distance=_far(metres)), row=int(row), value=f"{x:.0f}; {y:.0f}",
                        action=_("punkten är kvar"))
        for file, row, x, y, metres in _beyond(points, kommun, ["file", "row"])
    ]  # fmt: skip
    placed = _("Platsen ligger {distance} utanför kartans områden.")
    listed = [
        Spot(round_.places).note(rule, placed.format(distance=_far(metres)), column="x, y", value=str(place),
                                 severity=NOTE, action=_("platsen är kvar"))
        for place, _label, x, y, metres in _beyond(places, kommun, ["place", "label"])
    ]  # fmt: skip
    return rows + listed


def _surface(features: Any) -> Any:
    """Return the areas' union as a shapely geometry, None when no feature is a surface."""
    import shapely

    shapes = [shapely.make_valid(shapely.geometry.shape(f["geometry"])) for f in features]
    surfaces = [shape for shape in shapes if shape.area > 0]
    return shapely.union_all(surfaces) if surfaces else None


def _beyond(frame: pd.DataFrame, kommun: Any, names: list[str]) -> list[tuple[Any, ...]]:
    """Return (two cells that name the row, x, y, metres outside) of the rows that lie outside."""
    import shapely

    placed = frame[np.isfinite(frame["x"]) & np.isfinite(frame["y"])]
    metres = shapely.distance(kommun, shapely.points(placed["x"].to_numpy(float), placed["y"].to_numpy(float)))
    chosen = placed.assign(metres=metres)[metres > _SHORE]
    return list(chosen[[*names, "x", "y", "metres"]].itertuples(index=False, name=None))


def _far(metres: float) -> str:
    return f"{style.number(metres / 1000, 1)} km" if metres >= 1000 else f"{metres:.0f} m"


def named_places(responses: tables.Responses, *, places: pd.DataFrame, codebook: Codebook, round_: Round) -> Notes:
    """Return the queue of place names that residents wrote and that only resemble a listed place.

    One finding per spelling, with how many wrote it. A name like no place in the list is not told, nor an answer of
    more than six words: those are sentences.
    """
    asked = [question.name for question in codebook.questions if question.type == "place"]
    written = [responses.frame[name].dropna() for name in asked if name in responses.frame]
    if places.empty or not written:
        return []
    counts = pd.concat(written).map(lambda text: " ".join(str(text).split())).value_counts()
    refused = turned_down(places)
    notes = []
    for text, n in counts.items():
        name = str(text)
        told = len(name.split()) > _NAME or normal(name) in refused or match_place(name, places)
        if told or not candidates(name, places):
            continue
        rule, message = unmatched(name, places)
        notes.append(Spot(round_.places).note(rule, _("{n} svar. {message}").format(n=n, message=message),
                                              severity=NOTE, value=name,
                                              action=_("räknas inte till någon plats")))  # fmt: skip
    return notes
