"""Map layers in any usual format and coordinate system to SWEREF 99 TM, with an id and a label per feature."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from medlofte import tables
from medlofte.analysis.read import small_areas
from medlofte.analysis.read.common import (
    NOTE,
    WARNING,
    Notes,
    OnError,
    Spot,
    accounts,
    each,
    findings,
    joined,
    provenance,
)
from medlofte.analysis.read.coordinates import is_degrees, locate
from medlofte.analysis.read.misplaced import Box, suspected
from medlofte.analysis.read.vector import Feature, read_vector
from medlofte.edition import collection
from medlofte.errors import SourceError
from medlofte.language import _
from medlofte.rounds import Layer, Round

_DEPTH = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
_DECIMALS = 2
_MOST = 0.5


def read_layers(
    round_: Round, *, on_error: OnError | None = None
) -> tuple[dict[str, dict[str, Any]], pd.DataFrame, pd.DataFrame]:
    """Return the round's layers by role, the findings and the provenance.

    Parameters
    ----------
    round_
        Which files; layers of one role are joined.
    on_error
        Called with the error of a file that cannot be read, which is then left out; without it, the error is raised.

    Returns
    -------
    layers, findings, provenance
        GeoJSON FeatureCollections in EPSG:3006 whose features have the properties ``id`` and ``label``; ``FINDINGS``;
        ``PROVENANCE``. A feature outside Sweden, or without usable geometry, is left out with a finding.

    Raises
    ------
    SourceError, RoundError
        If a file cannot be read and ``on_error`` is not given.
    """
    layers: dict[str, list[Feature]] = {}
    found: list[pd.DataFrame] = []
    sources: list[pd.DataFrame] = []

    def read(layer: Layer) -> tuple[str, list[Feature], Notes, pd.DataFrame]:
        return layer.role, *_read_layer(round_.path(layer.file), layer)

    for role, features, notes, source in each(round_.layers, read, on_error=on_error):
        layers.setdefault(role, []).extend(features)
        found.append(findings(notes))
        sources.append(source)
    joint = {role: collection(features) for role, features in layers.items()}
    return joint, joined(found, table=tables.FINDINGS), accounts(sources)


def _read_layer(path: Path, layer: Layer) -> tuple[list[Feature], Notes, pd.DataFrame]:
    spot = Spot(layer.file)
    vector = read_vector(path, file=layer.file, layer=layer.layer)
    declared = _declared(vector.declared, layer)
    given = vector.features
    usable = [(place, feature) for place, feature in enumerate(given, start=1) if _has_geometry(feature)]
    kept_places = {place for place, _ in usable}
    message = _("Objekt {place} saknar användbar geometri.")
    notes = [*vector.notes] + [
        spot.note("ingen_geometri", message.format(place=place), action=_("objektet är utelämnat"))
        for place in range(1, len(given) + 1)
        if place not in kept_places
    ]
    features, more = _moved([feature for _, feature in usable], [place for place, _ in usable], declared, layer, spot)
    notes += small_areas.about(
        (small_areas.code(feature["properties"]["id"], feature["properties"]["label"]) for feature in features),
        spot=spot, properties=[feature.get("properties") or {} for _, feature in usable],
        names=(path.stem, *vector.layers),
    )  # fmt: skip
    source = provenance(path, file=layer.file, kind="areas", read=len(given), accepted=len(features))
    return features, notes + more, source


def _declared(stated: str, layer: Layer) -> str:
    """Return the coordinate system that round.toml or the file states, once it is known to exist."""
    name = layer.crs or stated
    try:
        locate(np.empty((0, 2)), declared=name)
    except ValueError as error:
        raise SourceError(_("Koordinatsystemet (crs) är okänt."), file=layer.file, value=name,
                          advice=_("Exportera lagret i SWEREF 99 TM (EPSG:3006).")) from error  # fmt: skip
    return name


def _has_geometry(feature: Any) -> bool:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(geometry, dict) or geometry.get("type") not in _DEPTH:
        return False
    try:
        return len(_flat(geometry)) > 0
    except (TypeError, ValueError, KeyError, IndexError):
        return False


def _flat(geometry: dict[str, Any]) -> np.ndarray:
    """Return every position of a geometry, array (n, 2)."""
    positions = geometry["coordinates"]
    if _DEPTH[geometry["type"]] == 0:
        positions = [positions]
    for _level in range(_DEPTH[geometry["type"]] - 1):
        positions = [position for part in positions for position in part]
    return np.array([(float(position[0]), float(position[1])) for position in positions], dtype="float64")


def _moved(
    given: list[Feature], places: list[int], declared: str, layer: Layer, spot: Spot
) -> tuple[list[Feature], Notes]:
    """Return the features in SWEREF 99 TM; the whole file is understood in one way."""
    parts = [_flat(feature["geometry"]) for feature in given]
    points = np.concatenate(parts) if parts else np.empty((0, 2))
    located = locate(points, declared=declared)
    notes = []
    doubt = suspected(points) if located.outside.sum() > _MOST * len(points) else ""
    if doubt:
        notes.append(spot.note("koordinatsystem",
                               _("Lagret ligger utanför Sverige som det står. {doubt}").format(doubt=doubt),
                               action=_("objekten är utelämnade")))  # fmt: skip
    if located.remark:
        notes.append(spot.note("koordinater", _("Kontrollera kartan: {remark}.").format(remark=located.remark),
                               action=_("läst så som talen säger")))  # fmt: skip
    if not declared and not doubt and len(points) and not is_degrees(points):
        message = _("Filen anger inget koordinatsystem (crs), men talen är meter i SWEREF 99 TM.")
        notes.append(spot.note("koordinatsystem", message, severity=NOTE, action=_("läst som SWEREF 99 TM")))
    features, start = [], 0
    seen: set[str] = set()
    for place, feature, part in zip(places, given, parts, strict=True):
        moved = located.points[start : start + len(part)]
        start += len(part)
        label, made, more = _named(feature, layer, place, seen, spot)
        notes += more
        if np.isnan(moved).any():
            message = _("Objekt {place} («{label}») ligger utanför Sverige.").format(place=place, label=label)
            notes.append(spot.note("utanfor_sverige", message, severity=WARNING, action=_("objektet är utelämnat")))
            continue
        geometry = {"type": feature["geometry"]["type"], "coordinates": _shaped(feature["geometry"], moved)}
        features.append({"type": "Feature", "properties": {"id": made, "label": label}, "geometry": geometry})
    return features, notes


def _named(feature: Feature, layer: Layer, place: int, seen: set[str], spot: Spot) -> tuple[str, str, Notes]:
    """Return the feature's label and its id, which is made up when it is missing or taken (``seen`` grows)."""
    properties = feature.get("properties") or {}
    made = _property(properties, layer.id)
    label = _property(properties, layer.label) or made or f"{layer.role} {place}"
    notes = []
    if not made or made in seen:
        named = ", ".join(name for name in properties if not name.startswith("_")) or _("inga egenskaper")
        why = _("används av flera objekt") if made else _("saknas; lagret har {named}").format(named=named)
        made = f"{made or layer.role}_{place}"
        message = _("Egenskapen «{name}» {why} (objekt {place}).").format(name=layer.id, why=why, place=place)
        action = _("objektet kallas «{made}»").format(made=made)
        notes.append(spot.note("objektets_id", message, severity=NOTE, action=action))
    seen.add(made)
    return label, made, notes


def _property(properties: dict[str, Any], name: str) -> str:
    # A Shapefile cuts names to ten bytes, which with å, ä and ö is eight to ten letters.
    cut = next((key for key in properties if 8 <= len(key) <= 10 and name.startswith(key)), name)
    found = properties.get(name if name in properties else cut)
    return "" if found is None else str(found).strip()


def _shaped(geometry: dict[str, Any], moved: np.ndarray) -> Any:
    """Return moved positions in the nesting of the geometry they came from."""
    positions = iter(np.round(moved, _DECIMALS).tolist())

    def walk(part: Any, depth: int) -> Any:
        return next(positions) if depth == 0 else [walk(inner, depth - 1) for inner in part]

    return walk(geometry["coordinates"], _DEPTH[geometry["type"]])


def extent(layers: dict[str, dict[str, Any]], *, margin: float = 10_000) -> Box | None:
    """Return where the kommun lies: the box round its areas and a margin (metres, SWEREF 99 TM); None without areas."""
    features = layers.get("areas", {}).get("features", ())
    if not features:
        return None
    points = np.concatenate([_flat(feature["geometry"]) for feature in features])
    west, south = points.min(axis=0) - margin
    east, north = points.max(axis=0) + margin
    return (float(west), float(south), float(east), float(north))
