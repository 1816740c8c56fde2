"""Map files drawn for the nasty cases: squares round Strömstad's middle, in any format and coordinate system."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import shapely
from pyproj import Transformer

SQUARE = ((279000, 6539000), (281000, 6539000), (281000, 6541000), (279000, 6541000), (279000, 6539000))


def square(name: str, *, swapped: bool = False, east: int = 0, **properties: Any) -> dict[str, Any]:
    """Return a feature."""
    ring = [[y, x] if swapped else [x, y] for x, y in ((x + east, y) for x, y in SQUARE)]
    return {"type": "Feature", "properties": {"id": name, "namn": name.capitalize()} | properties,
            "geometry": {"type": "Polygon", "coordinates": [ring]}}  # fmt: skip


def empty(name: str) -> dict[str, Any]:
    """Return a feature without geometry."""
    return {"type": "Feature", "properties": {"id": name}, "geometry": None}


def geojson(features: list[dict[str, Any]], *, crs: str = "", **more: Any) -> dict[str, Any]:
    """Return a collection."""
    stated = {"crs": {"type": "name", "properties": {"name": crs}}} if crs else {}
    return {"type": "FeatureCollection", **stated, "features": features, **more}


def deso(year: int, *, kind: str = "A") -> dict[str, Any]:
    """Return two areas as SCB describes them; year 0 leaves out every mark of the division."""
    key = "regsokod" if kind == "R" else "desokod"
    codes = ("1486R001", "1486R002") if kind == "R" else ("1486A0010", "1486C0010")
    marks = {"version": f"{year}_v2", "referensdatum": f"{year}0101", "kommunkod": "1486"} if year else {}
    features = [square(code, east=3000 * place, **{key: code}, **marks) for place, code in enumerate(codes)]
    return geojson(features, crs="urn:ogc:def:crs:EPSG::3006")


def _write(path: Path, *, layer: str, crs: str, driver: str, **more: Any) -> None:
    moved = Transformer.from_crs("EPSG:3006", crs, always_xy=True).transform(*np.array(SQUARE, dtype=float).T)
    shape = np.array([shapely.to_wkb(shapely.Polygon(np.column_stack(moved)))], dtype=object)
    fields = {"id": "centrum", "områdesnamn": "Strömstads centrum – hamnen"}
    with warnings.catch_warnings():
        # A Shapefile cuts names to ten characters, and GDAL says so.
        warnings.simplefilter("ignore")
        pyogrio.raw.write(path, shape, [np.array([text], dtype=object) for text in fields.values()], list(fields),
                          layer=layer, geometry_type="Polygon", crs=crs, driver=driver, **more)  # fmt: skip


def shapefile(
    *, prj: bool = True, encoding: str = "", crs: str = "EPSG:3006", alone: bool = False
) -> Callable[[Path], None]:
    """Return what writes a Shapefile; with an encoding it does not say which (no .cpg)."""

    def write(path: Path) -> None:
        _write(path, layer=path.stem, crs=crs, driver="ESRI Shapefile", encoding=encoding or "UTF-8")
        unwanted = [] if prj else [".prj"]
        unwanted += [".cpg"] if encoding else []
        for ending in [".shx", ".dbf", ".prj", ".cpg"] if alone else unwanted:
            path.with_suffix(ending).unlink(missing_ok=True)
        if not alone:
            # The table's date of writing would differ from day to day.
            table = bytearray(path.with_suffix(".dbf").read_bytes())
            table[1:4] = bytes((126, 1, 1))
            path.with_suffix(".dbf").write_bytes(bytes(table))

    return write


def geopackage(*layers: str, crs: str = "EPSG:3006") -> Callable[[Path], None]:
    """Return what writes a GeoPackage with these layers."""

    def write(path: Path) -> None:
        for place, layer in enumerate(layers):
            _write(path, layer=layer, crs=crs, driver="GPKG", append=place > 0)

    return write


def gpx() -> str:
    """Return a safety walk: two waypoints in Strömstad, one of them without text, one in Berlin, and the way walked."""
    return """<?xml version="1.0" encoding="UTF-8"?>
<!-- påhittad vandring -->
<gpx version="1.1" creator="prov" xmlns="http://www.topografix.com/GPX/1/1">
<wpt lat="58.938" lon="11.179"><name>Mörkt</name><desc>Lampan är trasig.</desc></wpt>
<wpt lat="58.939" lon="11.180"/>
<wpt lat="52.52" lon="13.405"><name>Berlin</name></wpt>
<trk><name>Vandring</name><trkseg><trkpt lat="58.938" lon="11.179"/><trkpt lat="58.939" lon="11.18"/></trkseg></trk>
</gpx>
"""


def kml() -> str:
    """Return a safety walk as Google Earth writes it: two folders, heights, notes in HTML."""
    return """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>Vandring</name>
<Folder><name>Punkter</name><Placemark><name>Buskar</name><description><![CDATA[<b>Skymd</b>&nbsp;sikt]]></description>
<Point><coordinates>11.179,58.938,12</coordinates></Point></Placemark></Folder>
<Folder><name>Rutt</name><Placemark><name>Vi gick här</name>
<LineString><coordinates>11.179,58.938,0 11.18,58.939,0</coordinates></LineString></Placemark></Folder>
</Document></kml>
"""
