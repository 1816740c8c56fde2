"""Places, points and map layers: all in SWEREF 99 TM, and what lies wrong is told, never moved in silence."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from medlofte.analysis.read.areas import read_layers
from medlofte.analysis.read.coordinates import locate
from medlofte.analysis.read.places import match_place, read_places, read_points
from medlofte.errors import MedlofteError, SourceError
from tests.readings import PLACES, codebook, make_round, one, rules

# The middle of Strömstad, roughly.
STROMSTAD = {"lon": 11.1712, "lat": 58.9394}
SQUARE = [[279000, 6539000], [280000, 6539000], [280000, 6540000], [279000, 6540000], [279000, 6539000]]
CRS = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3006"}}


def layer(folder: Path, *features: Any, crs: Any = None, role: str = "areas", text: str = "") -> Any:
    content = {"type": "FeatureCollection", "features": list(features)} | ({"crs": crs} if crs else {})
    round_ = make_round(folder, files={"k.geojson": text or json.dumps(content)}, layers=[{"file": "k.geojson",
                                                                                           "role": role}])  # fmt: skip
    return read_layers(round_)


def feature(coordinates: Any, kind: str = "Polygon", **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def test_places(tmp_path: Path) -> None:
    found = read_places(make_round(tmp_path, files={"p.csv": PLACES}, places="p.csv"))
    assert found.frame.to_numpy().tolist() == [
        ["torget", "Torget", "stortorget", "torg", 280030.0, 6539500.0],
        ["hamnen", "Hamnen", "", "hamn", 279880.0, 6539720.0],
    ]
    assert found.findings.empty
    assert read_places(make_round(tmp_path)).frame.empty


def test_odd_places_are_told(tmp_path: Path) -> None:
    rows = "\ntorget;Dubbel;;;1;2\n;Utan id;;;;\nlund;Lunden;stortorget;park;;\nhav;Havet;;;1;2\n"
    found = read_places(make_round(tmp_path, files={"p.csv": PLACES + rows}, places="p.csv"))
    assert found.findings.query("rule == 'plats_id'")["row"].tolist() == [4, 5]
    assert one(found.findings, "tvetydigt_namn")["value"] == "stortorget"
    assert found.frame.set_index("place")["x"].isna().to_dict() == {
        "torget": False, "hamnen": False, "lund": True, "hav": True}  # fmt: skip
    assert found.findings.query("rule == 'koordinat'")["row"].tolist() == [4, 7]
    assert found.provenance[["read", "accepted", "quarantined"]].to_numpy().tolist() == [[6, 4, 2]]
    assert match_place("stortorget", found.frame) == ""


@pytest.mark.parametrize(
    ("text", "place"),
    [("Torget", "torget"), ("vid torget.", "torget"), ("bakom Stortorget!", "torget"), ("nere i hamnen", "hamnen"),
     ("torg", ""), ("bussen från torget", ""), ("", ""), ("  ", "")],
)  # fmt: skip
def test_only_whole_names_are_matched(tmp_path: Path, text: str, place: str) -> None:
    frame = read_places(make_round(tmp_path, files={"p.csv": PLACES}, places="p.csv")).frame
    assert match_place(text, frame) == place


def points(folder: Path, *rows: str) -> Any:
    text = "\n".join(("svarsid;x;y;amne", *rows))
    return read_points(make_round(folder, files={"pt.csv": text}, points="pt.csv"), codebook=codebook())


def test_points(tmp_path: Path) -> None:
    found = points(tmp_path, "a1;280319,9;6539564,8;narkotika", ";279985;6539536;Hundar", "a2;1;2;", "a3;x;;")
    assert found.frame[["row", "respondent", "topic", "x"]].to_numpy().tolist() == [
        [2, "a1", "narkotika", 280319.9],
        [3, "pt:3", "", 279985.0],
    ]
    assert one(found.findings, "okant_amne")["value"] == "Hundar"
    told = found.findings.query("rule == 'koordinat'").sort_values("row")
    assert told["row"].tolist() == [4, 5]
    assert "utanför Sverige" in told["message"].iloc[0]
    assert found.provenance[["read", "accepted", "quarantined"]].to_numpy().tolist() == [[4, 2, 2]]
    assert read_points(make_round(tmp_path), codebook=codebook()).frame.empty


def test_degrees_and_swapped_axes_are_recognised(tmp_path: Path) -> None:
    degrees = points(tmp_path, f"a1;{STROMSTAD['lon']};{STROMSTAD['lat']};")
    assert degrees.frame[["x", "y"]].to_numpy().tolist() == [
        [pytest.approx(280000, abs=700), pytest.approx(6539000, abs=900)]
    ]
    assert "koordinater" not in rules(degrees.findings)
    swapped = points(tmp_path, "a1;6539500;280030;")
    assert swapped.frame[["x", "y"]].to_numpy().tolist() == [[280030.0, 6539500.0]]
    assert "omkastade" in one(swapped.findings, "koordinater")["message"]


def test_known_coordinates() -> None:
    # The central meridian of SWEREF 99 TM is 15° E with false easting 500 000 m (Lantmäteriet).
    found = locate(np.array([[15.0, 60.0]]), declared="EPSG:4326")
    assert found.points[0, 0] == pytest.approx(500_000, abs=0.01)
    local = locate(np.array([[150_000.0, 6_539_000.0]]), declared="EPSG:3007")
    assert local.points[0, 1] == pytest.approx(6_540_000, abs=20_000)
    assert locate(np.empty((0, 2))).points.shape == (0, 2)


def test_a_layer_in_sweref(tmp_path: Path) -> None:
    layers, findings, provenance = layer(tmp_path, feature([SQUARE], id="centrum", namn="Centrum"), crs=CRS)
    assert layers["areas"]["features"][0] == feature([SQUARE], id="centrum", label="Centrum")
    assert layers["areas"]["crs"] == CRS
    assert findings.empty
    assert provenance[["kind", "read", "accepted"]].to_numpy().tolist() == [["areas", 1, 1]]


def test_sweref_without_crs_is_recognised_and_told(tmp_path: Path) -> None:
    layers, findings, _ = layer(tmp_path, feature([SQUARE], id="a", namn="A"))
    assert layers["areas"]["features"][0]["geometry"]["coordinates"] == [SQUARE]
    assert one(findings, "koordinatsystem")["severity"] == "upplysning"


@pytest.mark.parametrize("declared", [None, {"properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}},
                                      {"properties": {"name": "EPSG:4326"}}])  # fmt: skip
def test_longitude_and_latitude(tmp_path: Path, declared: Any) -> None:
    line = [[11.17, 58.94], [11.20, 58.95]]
    layers, findings, _ = layer(tmp_path, feature(line, "LineString", id="e6", namn="E6"), crs=declared, role="roads")
    start = layers["roads"]["features"][0]["geometry"]["coordinates"][0]
    assert start == [pytest.approx(280000, abs=700), pytest.approx(6539000, abs=900)]
    assert findings.empty


def test_swapped_and_wrongly_stated_layers_are_told(tmp_path: Path) -> None:
    swapped = [[[y, x] for x, y in SQUARE]]
    layers, findings, _ = layer(tmp_path, feature(swapped, id="a", namn="A"), crs=CRS)
    assert layers["areas"]["features"][0]["geometry"]["coordinates"] == [SQUARE]
    assert "omkastade" in one(findings, "koordinater")["message"]
    wrong = layer(tmp_path, feature([11.17, 58.94], "Point", id="a", namn="A"), crs=CRS)
    assert "filen anger EPSG:3006" in one(wrong[1], "koordinater")["message"]


def test_odd_features_are_left_out_or_named(tmp_path: Path) -> None:
    far = [[x + 5_000_000, y] for x, y in SQUARE]
    layers, findings, provenance = layer(
        tmp_path, feature([SQUARE], id="a", namn="A"), feature([SQUARE], id="a", namn="B"), feature([far], id="c"),
        feature([SQUARE]), {"type": "Feature", "properties": {}, "geometry": None}, feature("x", "Polygon"),
        feature([[SQUARE]], "MultiPolygon", id="m", namn="M"), crs=CRS,
    )  # fmt: skip
    assert [f["properties"]["id"] for f in layers["areas"]["features"]] == ["a", "a_2", "areas_4", "m"]
    assert "«c»" in one(findings, "utanfor_sverige")["message"]
    assert rules(findings).count("ingen_geometri") == 2
    assert rules(findings).count("objektets_id") == 2
    assert provenance[["read", "accepted", "quarantined"]].to_numpy().tolist() == [[7, 4, 3]]


BROKEN = {
    "{": "rad 1",
    "": "tom",
    '{"features": []}': "inga kartobjekt",
    "[1]": "inga kartobjekt",
    "\0": "ingen textfil",
}


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_layer_is_one_swedish_message(tmp_path: Path, text: str) -> None:
    round_ = make_round(tmp_path, files={"k.geojson": text}, layers=[{"file": "k.geojson", "role": "coast"}])
    with pytest.raises(SourceError, match=BROKEN[text]):
        read_layers(round_)
    errors: list[MedlofteError] = []
    assert read_layers(round_, on_error=errors.append)[0] == {}
    assert len(errors) == 1


def test_an_unknown_system_and_a_file_that_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"«EPSG:0»: Koordinatsystemet \(crs\) är okänt"):
        layer(tmp_path, feature([SQUARE]), crs={"properties": {"name": "EPSG:0"}})
    round_ = make_round(tmp_path, files={"k.geojson": b"\xff\xfe\x00"}, layers=[{"file": "k.geojson", "role": "coast"}])
    with pytest.raises(SourceError, match="UTF-8"):
        read_layers(round_)
    folder = make_round(tmp_path, layers=[{"file": ".", "role": "coast"}])
    with pytest.raises(SourceError, match="går inte att läsa"):
        read_layers(folder)


def test_a_single_feature_and_two_files_of_one_role(tmp_path: Path) -> None:
    single = json.dumps(feature([SQUARE], id="a", namn="A") | {"crs": CRS})
    files = {"a.geojson": single, "b.geojson": single}
    round_ = make_round(tmp_path, files=files, layers=[{"file": file, "role": "built"} for file in files])
    layers, _, _ = read_layers(round_)
    assert len(layers["built"]["features"]) == 2
