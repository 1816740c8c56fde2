"""The demo's map: real place names at rough positions, and everything else drawn by hand for the demo.

Positions are metres in SWEREF 99 TM (EPSG:3006) unless a name says lon/lat. Nothing here is fit for measuring.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from demo.chance import Chance
from demo.drawing import AREAS, COAST, ROADS

SEVERITIES = {"dödsolycka": 1, "svår olycka": 9, "lindrig olycka": 62, "egendomsskada": 28}
# id: label, aliases, kind, x, y
PLACES: dict[str, tuple[str, str, str, int, int]] = {
    "centrum": ("Strömstads centrum", "stan|city|centrala Strömstad|i stan", "omrade", 280140, 6539450),
    "torget": ("Torget", "torget i centrum|stortorget", "torg", 280030, 6539500),
    "stadsparken": ("Stadsparken", "stadspark|parken vid ån", "park", 280320, 6539520),
    "norra_hamnen": ("Norra hamnen", "norra hamn|hamnen norra", "hamn", 279880, 6539720),
    "sodra_hamnen": ("Södra hamnen", "södra hamn|gästhamnen", "hamn", 279930, 6539330),
    "resecentrum": (
        "Resecentrum",
        "stationen|järnvägsstationen|station|tågstationen",
        "kollektivtrafik",
        279960,
        6539520,
    ),
    "busstationen": ("Busstationen", "bussterminalen|bussen", "kollektivtrafik", 280010, 6539590),
    "gangtunneln": ("Gångtunneln vid stationen", "gångtunneln|tunneln vid stationen", "gangvag", 280060, 6539560),
    "turistbyran": ("Turistbyrån", "turistinformationen", "mötesplats", 279900, 6539430),
    "gymnasiet": ("Strömstad gymnasium", "gymnasiet|gymnasieskolan", "skola", 280950, 6539080),
    "stromstiernaskolan": ("Strömstiernaskolan", "strömstierna|högstadiet", "skola", 280870, 6539260),
    "systembolaget": ("Systembolaget", "systemet|bolaget", "handel", 280480, 6539610),
    "canning": ("Canningområdet", "canning", "omrade", 280420, 6538820),
    "oslovagen": ("Oslovägen", "oslovägen norrut", "vag", 280760, 6540150),
    "uddevallavagen": ("Uddevallavägen", "", "vag", 281150, 6538750),
    "ringvagen": ("Ringvägen", "", "vag", 280700, 6539650),
    "kebal": ("Kebal", "gångvägen mot kebal|vägen mot kebal", "ort", 278750, 6541140),
    "stare": ("Stare", "", "ort", 281670, 6537100),
    "skee": ("Skee", "skee samhälle|bussen i skee|väg 176 genom skee", "ort", 285200, 6537630),
    "e6_skee": ("E6 vid Skee", "e6:an vid skee|motorvägen vid skee|e6 skee", "vag", 286050, 6538300),
    "nordby": ("Nordby", "nordby shopping|nordby köpcentrum|köpcentret", "handel", 283980, 6550040),
    "svinesund": ("Svinesund", "svinesundsbron|gränsen", "ort", 286260, 6556700),
    "hogdal": ("Hogdal", "", "ort", 286100, 6551820),
    "lommeland": ("Lommeland", "", "ort", 290350, 6550800),
    "nasinge": ("Näsinge", "", "ort", 285800, 6546590),
    "idefjorden": ("Idefjorden", "", "omrade", 291360, 6553530),
    "tjarno": ("Tjärnö", "", "ort", 277860, 6532640),
    "sydkoster": ("Sydkoster", "färjeläget på koster|koster|ekenäs|sydkosters brygga", "ort", 271490, 6533350),
    "nordkoster": ("Nordkoster", "", "ort", 270070, 6535670),
}
# Where people say they feel unsafe: place, how many in a hundred, spread in metres, the usual subjects.
SPOTS = (
    ("stadsparken", 20, 75, {"narkotika": 5, "belysning": 4, "vald": 2, "unga_alkohol_droger": 4}),
    ("sodra_hamnen", 13, 85, {"alkohol_berusade": 5, "vald": 4, "unga_alkohol_droger": 2}),
    ("norra_hamnen", 9, 80, {"storande_fordon": 5, "alkohol_berusade": 3}),
    ("resecentrum", 17, 70, {"narkotika": 4, "belysning": 4, "unga_stokiga": 3}),
    ("torget", 10, 60, {"alkohol_berusade": 4, "vald": 3, "storande_fordon": 2}),
    ("gymnasiet", 6, 90, {"unga_alkohol_droger": 4, "hastighet": 2}),
    ("oslovagen", 7, 170, {"hastighet": 6, "trafikmiljo": 3}),
    ("canning", 4, 110, {"belysning": 3, "klotter_skadegorelse": 2}),
    ("skee", 5, 260, {"hastighet": 6, "trafikmiljo": 2}),
    ("nordby", 2, 180, {"stold": 2, "hastighet": 2}),
    ("svinesund", 2, 300, {"hastighet": 2, "narkotika": 1}),
    ("sydkoster", 1, 300, {"belysning": 1, "stold": 1}),
    ("kebal", 4, 240, {"belysning": 3, "trafikmiljo": 1}),
)
_ACCIDENTS = {
    "oslovagen": 8,
    "uddevallavagen": 8,
    "ringvagen": 6,
    "e6_skee": 9,
    "skee": 7,
    "svinesund": 5,
    "nordby": 7,
    "resecentrum": 4,
    "torget": 3,
    "stare": 4,
    "hogdal": 2,
    "nasinge": 2,
    "tjarno": 1,
}


def write_places(folder: Path, *, respondents: list[str]) -> None:
    """Write places, areas, coast, roads and the points that ``respondents`` (their ids) have placed."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [(name, *place) for name, place in PLACES.items()]
    _table(folder / "places.csv", ("place", "label", "aliases", "kind", "x", "y"), rows)
    _table(folder / "points.csv", ("svarsid", "x", "y", "amne"), _points(Chance(260), respondents))
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3006"}}
    areas = [_area(name, label, [[_closed(ring)] for ring in rings]) for name, (label, rings) in AREAS.items()]
    roads = [_feature(name, label, "LineString", line) for name, (label, line) in ROADS.items()]
    land = [_feature(name, label, "Polygon", [_closed(ring)]) for name, (label, ring) in COAST.items()]
    _collection(folder / "areas.geojson", "Områden, ritade för demon", areas, {"crs": crs})
    _collection(folder / "roads.geojson", "Vägar, ritade för demon", roads, {"crs": crs})
    _collection(folder / "coast.geojson", "Land och öar, ritade för demon", land, {})


def accident_site(chance: Chance) -> tuple[str, int, int]:
    """Return the label and position (metres) of an invented accident near one of the roads' places."""
    name = chance.weighted(_ACCIDENTS)
    label, _, _, x, y = PLACES[name]
    return label, round(chance.normal(x, 140)), round(chance.normal(y, 140))


def _points(chance: Chance, respondents: list[str]) -> list[tuple[str, str, str, str]]:
    """Return some 260 points of 175 respondents; decimal comma, as the map form writes them."""
    weights = {str(index): float(spot[1]) for index, spot in enumerate(SPOTS)}
    asked = sorted(chance.several(dict.fromkeys(respondents, 1.0), number=175))
    rows = []
    for respondent in asked:
        number = 1 if chance.happens(0.62) else chance.whole(2, 3)
        for chosen in chance.several(weights, number=number):
            place, _, spread, subjects = SPOTS[int(chosen)]
            x, y = (chance.normal(middle, spread) for middle in PLACES[place][3:])
            subject = chance.weighted(subjects) if chance.happens(0.9) else ""
            rows.append((respondent, f"{x:.1f}".replace(".", ","), f"{y:.1f}".replace(".", ","), subject))
    return rows


def _table(path: Path, headings: tuple[str, ...], rows: list[Any]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerow(headings)
        writer.writerows(rows)


def _closed(ring: list[tuple[float, float]]) -> list[tuple[float, float]]:
    return [*ring, ring[0]]


def _feature(name: str, label: str, kind: str, coordinates: list[Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"id": name, "namn": label},
            "geometry": {"type": kind, "coordinates": coordinates}}  # fmt: skip


def _area(name: str, label: str, parts: list[list[Any]]) -> dict[str, Any]:
    return _feature(name, label, *(("Polygon", parts[0]) if len(parts) == 1 else ("MultiPolygon", parts)))


def _collection(path: Path, title: str, features: list[dict[str, Any]], extra: dict[str, Any]) -> None:
    note = "Ritade för hand för medlöftes demo: ungefärliga, inte mätbara."
    head = {"type": "FeatureCollection", "name": title, "description": note} | extra
    body = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    start = json.dumps(head, ensure_ascii=False)[:-1]
    path.write_bytes(f'{start}, "features": [\n{body}\n]}}\n'.encode())
