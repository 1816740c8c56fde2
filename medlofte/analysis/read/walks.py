"""Safety walks (trygghetsvandringar) from a phone or a map: the route, and the waypoints with what was said there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from medlofte import tables
from medlofte.analysis.read.common import OnError, Spot, each, findings, provenance, together
from medlofte.analysis.read.coordinates import WGS84, inside
from medlofte.analysis.read.vector import Feature, Vector, read_vector
from medlofte.language import _
from medlofte.rounds import Round

_TEXTS = ("name", "desc", "description", "cmt")
_MARKUP = re.compile(r"<[^>]*>|&nbsp;")


def read_walks(round_: Round, *, on_error: OnError | None = None) -> tables.Read:
    """Return what safety walks noted (``WALKS``): a row per waypoint, and a row per vertex of the route walked.

    Parameters
    ----------
    round_
        ``walks`` lists KML and GPX files, which are always in longitude and latitude (WGS 84).
    on_error
        Called with the error of a file that cannot be read, which is then left out; without it, the error is raised.

    Returns
    -------
    Read
        The texts never leave the analyst's side. A waypoint or route outside Sweden, or without a position, stands in
        quarantine with a finding.

    Raises
    ------
    SourceError, RoundError
        If a file cannot be read and ``on_error`` is not given.
    """
    parts = each(round_.walks, lambda file: _read(round_.path(file), file), on_error=on_error)
    return together(parts, table=tables.WALKS)


def _read(path: Path, file: str) -> tables.Read:
    vector: Vector = read_vector(path, file=file, several=True)
    spot = Spot(file)
    rows: list[dict[str, Any]] = []
    notes = list(vector.notes)
    accepted = 0
    for place, feature in enumerate(vector.features, start=1):
        found = _vertices(feature)
        text = _text(feature)
        problem = _problem(found)
        if problem:
            notes.append(spot.note("lage", _("Objekt {place} {problem}.").format(place=place, problem=problem),
                                   value=text, action=_("objektet är i karantän")))  # fmt: skip
            continue
        accepted += 1
        waypoint = feature["geometry"]["type"] in ("Point", "MultiPoint")
        if waypoint and not text:
            message = _("Punkt {place} har ingen text.").format(place=place)
            notes.append(spot.note("utan_text", message, action=_("punkten är kvar")))
        rows += [
            {"file": file, "object": place, "kind": "punkt" if waypoint else "rutt", "text": text, "x": x, "y": y}
            for x, y in np.round(found, 1).tolist()
        ]
    frame = tables.WALKS.check(pd.DataFrame(rows, columns=tables.WALKS.names))
    source = provenance(path, file=file, kind="walks", read=len(vector.features), accepted=accepted)
    return tables.Read(frame, findings(notes), source)


def _vertices(feature: Feature) -> np.ndarray:
    """Return a feature's positions in SWEREF 99 TM, array (n, 2); nan for those outside Sweden."""
    import shapely

    if feature.get("geometry") is None:
        return np.empty((0, 2))
    return inside(shapely.get_coordinates(shapely.geometry.shape(feature["geometry"])), WGS84)


def _problem(found: np.ndarray) -> str:
    if not len(found):
        return _("saknar läge")
    return _("ligger utanför Sverige") if np.isnan(found).any() else ""


def _text(feature: Feature) -> str:
    """Return the waypoint's name and notes; Google Earth writes notes as HTML."""
    properties = {str(name).lower(): value for name, value in (feature.get("properties") or {}).items()}
    parts = [" ".join(_MARKUP.sub(" ", str(properties[name])).split()) for name in _TEXTS if properties.get(name)]
    return ". ".join(part.rstrip(".") for part in dict.fromkeys(parts) if part)
