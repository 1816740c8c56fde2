"""Map files of every usual kind to GeoJSON features as they stand: GeoJSON, GeoPackage, Shapefile, KML, GPX.

GeoJSON is decoded here, because common software reads SWEREF coordinates without a ``crs`` member as degrees in
silence; the rest is GDAL's work (pyogrio). A file must be what its name says: GDAL would otherwise follow the links of
a virtual format out of the round's folder.
"""

from __future__ import annotations

import json
import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from medlofte.analysis.read.common import NOTE, WARNING, Note, Notes, Spot, read_text
from medlofte.errors import SourceError
from medlofte.language import _, quoted

Feature = dict[str, Any]
_MARKS = {
    ".gpkg": re.compile(rb"SQLite format 3\x00"),
    ".shp": re.compile(rb"\x00\x00\x27\x0a"),
    ".fgb": re.compile(rb"fgb"),
    ".kml": re.compile(rb"\s*(\xef\xbb\xbf)?\s*(<\?xml[^>]*>)?(\s|<!--.*?-->)*<kml[\s>]", re.DOTALL),
    ".gpx": re.compile(rb"\s*(\xef\xbb\xbf)?\s*(<\?xml[^>]*>)?(\s|<!--.*?-->)*<gpx[\s>]", re.DOTALL),
}
_PACKED = (".zip", ".kmz", ".7z", ".gz", ".tar")
_WALKED = ("waypoints", "routes", "tracks")


@dataclass(frozen=True)
class Vector:
    """A map file's features.

    Parameters
    ----------
    features
        GeoJSON features; positions as the file gives them, ``geometry`` None where it has none.
    declared
        The coordinate system the file states, or nothing.
    layers
        The names of the layers read.
    notes
        Findings about the file.
    """

    features: list[Any]
    declared: str
    layers: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


def read_vector(path: Path, *, file: str, layer: str = "", several: bool = False) -> Vector:
    """Return a map file's features.

    Parameters
    ----------
    path, file
        The file, and its name in messages.
    layer
        Which layer of a file with several.
    several
        Whether all layers are read when none is named (KML and GPX); otherwise one must be chosen.

    Raises
    ------
    SourceError
        If the file cannot be read, is not what its name says, or has several layers and none is named.
    """
    if path.suffix.lower() in _PACKED:
        raise SourceError(_("Filen är packad."), file=file, advice=_("Packa upp den och ange filen som ligger i den."))
    mark = _MARKS.get(path.suffix.lower())
    if mark is None:
        return _geojson(path, file)
    _check_content(path, mark, file)
    return _gdal(path, file, layer, several)


def _geojson(path: Path, file: str) -> Vector:
    try:
        content = json.loads(read_text(path, file=file))
    except json.JSONDecodeError as error:
        raise SourceError(_("Filen är inte giltig GeoJSON."), file=file, row=error.lineno,
                          advice=_("Exportera lagret som GeoJSON på nytt.")) from error  # fmt: skip
    if isinstance(content, dict) and content.get("type") == "Feature":
        content = {"features": [content], "crs": content.get("crs")}
    if not isinstance(content, dict) or not isinstance(content.get("features"), list) or not content["features"]:
        raise SourceError(
            _("Filen har inga kartobjekt (features)."),
            file=file,
            advice=_("Exportera lagret som en GeoJSON FeatureCollection."),
        )
    crs = content.get("crs")
    stated = crs.get("properties", {}).get("name", "") if isinstance(crs, dict) else ""
    name = content.get("name")
    return Vector(content["features"], str(stated), (name,) if isinstance(name, str) else ())


def _check_content(path: Path, mark: re.Pattern[bytes], file: str) -> None:
    try:
        with path.open("rb") as opened:
            start = opened.read(4096)
    except OSError as error:
        advice = _("Kontrollera sökvägen och att inget annat program har filen öppen.")
        raise SourceError(
            _("Filen går inte att läsa ({reason}).").format(reason=error.strerror), file=file, advice=advice
        ) from error
    if not mark.match(start):
        raise SourceError(
            _("Filen är inte det som namnet säger ({suffix}).").format(suffix=path.suffix),
            file=file,
            advice=_("Exportera lagret på nytt, helst som GeoPackage eller GeoJSON."),
        )


def _gdal(path: Path, file: str, layer: str, several: bool) -> Vector:
    import pyogrio
    from pyogrio.errors import DataSourceError

    try:
        # GDAL remarks in English on what the findings say already, or what no one can do anything about.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            named = [str(name) for name, _ in pyogrio.list_layers(path)]
            chosen = _chosen(named, layer, several, file)
            parts = [_layer(path, name) for name in chosen]
    except (DataSourceError, RuntimeError) as error:
        lacking = [end for end in (".shx", ".dbf") if path.suffix.lower() == ".shp" and not _beside(path, end)]
        advice = (
            _("Filen {names} saknas bredvid; en Shapefile är flera filer.").format(names=_(" och ").join(lacking))
            if lacking
            else ""
        )
        raise SourceError(
            _("Kartfilen går inte att läsa; den är skadad eller ofullständig."),
            file=file,
            advice=advice or _("Exportera lagret på nytt."),
        ) from error
    features = [feature for part in parts for feature in part.features]
    if not features:
        raise SourceError(
            _("Filen har inga kartobjekt."), file=file, advice=_("Kontrollera att rätt lager är exporterat.")
        )
    notes = [*_about_shape(path, file, parts[0].layers[0])] if path.suffix.lower() == ".shp" else []
    return Vector(features, next((part.declared for part in parts if part.declared), ""), tuple(chosen), tuple(notes))


def _chosen(named: list[str], layer: str, several: bool, file: str) -> list[str]:
    if layer in named:
        return [layer]
    if layer or (len(named) > 1 and not several):
        listed = quoted(named)
        message = _("Lagret finns inte i filen.") if layer else _("Filen har flera lager.")
        raise SourceError(message, file=file, value=layer or None,
                          advice=_("Skriv layer i round.toml; filen har {listed}.").format(listed=listed))  # fmt: skip
    # A GPX file repeats each point of a route in layers of their own.
    return [name for name in named if name in _WALKED] or named


def _layer(path: Path, name: str) -> Vector:
    """Return one layer; its name stands with the encoding that its text was read with."""
    import shapely
    from pyogrio.raw import read

    encoding = _encoding(path)
    try:
        about, _ids, shapes, fields = read(path, layer=name, encoding=encoding)
    except UnicodeDecodeError:
        encoding = "cp1252"
        about, _ids, shapes, fields = read(path, layer=name, encoding=encoding)
    columns = [str(column) for column in about["fields"]]
    geometries = shapely.force_2d(shapely.from_wkb(shapes, on_invalid="ignore"))
    features = [
        {"type": "Feature", "properties": _properties(columns, cells) | {"_layer": name},
         "geometry": None if shape is None or shape.is_empty else shapely.geometry.mapping(shape)}
        for shape, cells in zip(geometries, zip(*fields, strict=True), strict=True)
    ]  # fmt: skip
    return Vector(features, str(about["crs"] or ""), (encoding or "",))


def _properties(columns: list[str], cells: tuple[Any, ...]) -> dict[str, Any]:
    # numpy writes "nothing" as nan and NaT, the only values that differ from themselves.
    return {name: None if cell != cell else cell for name, cell in zip(columns, cells, strict=True)}  # noqa: PLR0124


def _encoding(path: Path) -> str | None:
    """Return the encoding to try first: a Shapefile without .cpg does not say, and GDAL would guess Latin-1."""
    return "UTF-8" if path.suffix.lower() == ".shp" and not _beside(path, ".cpg") else None


def _beside(path: Path, ending: str) -> bool:
    return any(path.with_suffix(form).is_file() for form in (ending, ending.upper()))


def _about_shape(path: Path, file: str, encoding: str) -> Notes:
    notes = []
    if encoding == "cp1252":
        notes.append(Spot(file).note("teckenkodning", _("Shapefilens text (.dbf) är inte UTF-8."), severity=NOTE,
                                     action=_("läst som Windows-1252")))  # fmt: skip
    if not _beside(path, ".prj"):
        message = _("Filen .prj saknas, så koordinatsystemet är inte angivet. Skriv crs för lagret i round.toml.")
        notes.append(Spot(file).note("prj_saknas", message, severity=WARNING, action=_("läst så som talen säger")))
    return notes
