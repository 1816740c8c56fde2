"""Coordinates against Lantmäteriet's control points, map files of every kind, walks, small areas, place names."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pyproj import Transformer

from medlofte import tables
from medlofte.analysis.consistency import named_places, outside
from medlofte.analysis.read import small_areas
from medlofte.analysis.read.areas import extent, read_layers
from medlofte.analysis.read.common import Spot
from medlofte.analysis.read.coordinates import SYSTEMS, inside, locate
from medlofte.analysis.read.misplaced import explain, suspected
from medlofte.analysis.read.naming import candidates, match_place, queue, turned_down, unmatched
from medlofte.analysis.read.places import read_places, read_points
from medlofte.analysis.read.survey import read_survey
from medlofte.analysis.read.walks import read_walks
from medlofte.errors import MedlofteError, RoundError, SourceError
from tests.nasty.sources import shapes
from tests.readings import PLACES, codebook, make_round, one, rules, table

# Lantmäteriet, "Gauss conformal projection (Transverse Mercator)": latitude, longitude, N, E of the control points.
TM = [(55.0, 12.75, 6097106.672, 356083.438), (55.0, 14.25, 6095048.642, 452024.069),
      (57.0, 12.75, 6319636.937, 363331.554), (57.0, 19.5, 6326392.707, 773251.054)]  # fmt: skip
MIDDLE = np.array([280030.0, 6539500.0])
HOME = (260_000.0, 6_520_000.0, 300_000.0, 6_560_000.0)


@pytest.mark.parametrize(("lat", "lon", "north", "east"), TM)
def test_lantmateriets_control_points(lat: float, lon: float, north: float, east: float) -> None:
    [[x, y]] = inside(np.array([[lon, lat]]), "EPSG:4326")
    assert (x, y) == (pytest.approx(east, abs=0.002), pytest.approx(north, abs=0.002))


def test_a_control_point_in_a_local_zone() -> None:
    # The same publication: 55° N, 12° 45' E in SWEREF 99 13 30.
    [[x, y]] = inside(np.array([[102004.871, 6097487.637]]), "EPSG:3008")
    assert (x, y) == (pytest.approx(356083.438, abs=0.002), pytest.approx(6097106.672, abs=0.002))


@pytest.mark.parametrize("system", [name for name in SYSTEMS if name not in ("EPSG:3006", "EPSG:4326")])
@pytest.mark.parametrize("swapped", [False, True])
def test_every_system_is_recognised_where_the_kommun_lies(system: str, swapped: bool) -> None:
    """The meridian of each zone runs through a kommun of its own; there the numbers fit no other zone."""
    west = {"EPSG:3021": 15.8}.get(system) or float(SYSTEMS[system][10:12]) + float(SYSTEMS[system][13:15]) / 60
    lat = 66.0 if west > 20 else 59.0
    turned = Transformer.from_crs("EPSG:4326", system, always_xy=True).transform([west, west + 0.02], [lat, lat + 0.01])
    points = np.column_stack(turned)
    [middle, _] = np.column_stack(Transformer.from_crs("EPSG:4326", "EPSG:3006", always_xy=True).transform(
        [west, west], [lat, lat]))  # fmt: skip
    home = (middle[0] - 9000, middle[1] - 9000, middle[0] + 9000, middle[1] + 9000)
    told = suspected(points[:, ::-1] if swapped else points, home=home)
    assert f'crs = "{system}"' in told
    assert ("omkastade" in told) == swapped


def test_what_a_position_may_have_been() -> None:
    assert explain(MIDDLE[::-1]) is not None
    assert "280030; 6539500" in getattr(explain(MIDDLE[::-1]), "message", "")
    assert getattr(explain(MIDDLE * (10, 1)), "rule", "") == "tappat_decimaltecken"
    assert getattr(explain(np.array([102599.0, 6536116.0]), home=HOME), "rule", "") == "annat_koordinatsystem"
    assert explain(np.array([102599.0, 6536116.0])) is None, "twelve zones fit where no kommun is known"
    assert explain(np.array([1.0, 2.0])) is None
    assert explain(np.array([np.nan, 2.0])) is None
    assert suspected(np.array([[np.nan, 1.0]])) == suspected(np.array([[1.0, 2.0]])) == ""


def test_a_stated_system_and_one_that_does_not_exist(tmp_path: Path) -> None:
    files = {"p.csv": "svarsid;x;y\na;102599,4;6536115,7\n"}
    found = read_points(make_round(tmp_path, files=files, points="p.csv", crs="EPSG:3007"), codebook=codebook())
    assert found.frame[["x", "y"]].to_numpy()[0] == pytest.approx(MIDDLE, abs=0.5)
    with pytest.raises(RoundError, match="Koordinatsystemet"):
        read_points(make_round(tmp_path, points="p.csv", crs="EPSG:1"), codebook=codebook())
    assert locate(MIDDLE).system == "EPSG:3006"


def layers(folder: Path, file: str, write: Any, **more: Any) -> Any:
    folder.mkdir(exist_ok=True)
    write(folder / file)
    return read_layers(make_round(folder, layers=[{"file": file, "role": "areas", "label": "områdesnamn"} | more]))


@pytest.mark.parametrize("file", ["a.shp", "a.gpkg"])
@pytest.mark.parametrize("crs", ["EPSG:3006", "EPSG:3007", "EPSG:4326", "EPSG:3857"])
def test_shapefile_and_geopackage_in_any_stated_system(tmp_path: Path, file: str, crs: str) -> None:
    write = shapes.shapefile(crs=crs) if file.endswith("shp") else shapes.geopackage("a", crs=crs)
    found, findings, provenance = layers(tmp_path, file, write)
    [feature] = found["areas"]["features"]
    assert feature["properties"] == {"id": "centrum", "label": "Strömstads centrum – hamnen"}
    corner = feature["geometry"]["coordinates"][0][0]
    assert corner == pytest.approx(shapes.SQUARE[0], abs=0.1)
    assert findings.empty
    assert provenance["accepted"].tolist() == [1]


def test_a_shapefile_without_prj_takes_the_rounds_word(tmp_path: Path) -> None:
    write = shapes.shapefile(prj=False, encoding="cp1252", crs="EPSG:3007")
    lost, findings, _ = layers(tmp_path / "utan", "a.shp", write)
    assert lost["areas"]["features"] == []
    assert "EPSG:3007" in findings.query("rule == 'koordinatsystem'")["message"].iloc[0]
    found, _, _ = layers(tmp_path / "med", "a.shp", write, crs="EPSG:3007")
    assert found["areas"]["features"][0]["properties"]["label"] == "Strömstads centrum – hamnen"


def test_one_layer_of_several(tmp_path: Path) -> None:
    write = shapes.geopackage("omraden", "gamla")
    assert len(layers(tmp_path, "a.gpkg", write, layer="gamla")[0]["areas"]["features"]) == 1
    with pytest.raises(SourceError, match=r"flera lager.*«omraden», «gamla»"):
        layers(tmp_path / "b", "a.gpkg", write)
    with pytest.raises(SourceError, match="Lagret finns inte"):
        layers(tmp_path / "c", "a.gpkg", write, layer="nya")


@pytest.mark.parametrize(
    ("file", "content"),
    [("a.gpkg", b"SQLite format 3\x00 men trasig"), ("a.kml", b"<kml> trasig"), ("a.shp", b"\x00\x00\x27\x0a"),
     ("a.gpx", b'<gpx xmlns="http://www.topografix.com/GPX/1/1"></gpx>')],
)  # fmt: skip
def test_a_broken_map_file_is_one_swedish_message(tmp_path: Path, file: str, content: bytes) -> None:
    (tmp_path / file).write_bytes(content)
    with pytest.raises(SourceError, match=r"går inte att läsa|inga kartobjekt"):
        read_walks(make_round(tmp_path, walks=[file]))
    (tmp_path / "mapp.gpkg").mkdir()
    with pytest.raises(SourceError, match="går inte att läsa"):
        read_walks(make_round(tmp_path, walks=["mapp.gpkg"]))
    errors: list[MedlofteError] = []
    assert read_walks(make_round(tmp_path, walks=[file]), on_error=errors.append).frame.empty
    assert len(errors) == 1


def test_a_walk_keeps_its_route_and_what_was_said(tmp_path: Path) -> None:
    found = read_walks(make_round(tmp_path, files={"v.gpx": shapes.gpx(), "v.kml": shapes.kml()},
                                  walks=["v.gpx", "v.kml"])).frame  # fmt: skip
    texts = found[found["kind"] == "punkt"][["file", "text"]].to_numpy().tolist()
    assert texts == [["v.gpx", "Mörkt. Lampan är trasig"], ["v.gpx", ""], ["v.kml", "Buskar. Skymd sikt"]]
    routes = found[found["kind"] == "rutt"].groupby("file").size().to_dict()
    assert routes == {"v.gpx": 2, "v.kml": 2}
    assert found["x"].between(270_000, 290_000).all()


@pytest.mark.parametrize(
    ("codes", "marks", "names", "told"),
    [
        (["1486A0010_DeSO2025"], [], [], "DeSO 2025"),
        (["1486R001"], [{"version": "2018_v1"}], [], "RegSO 2018"),
        (["1486R001"], [{"referensdatum": "20200101"}], [], "RegSO 2018"),
        (["1486A0010"], [], ["DeSO_2018"], "DeSO 2018"),
        (["1486A0010"], [], ["deso 2025, Strömstad"], "DeSO 2025"),
    ],
)
def test_which_division(codes: list[str], marks: list[dict[str, Any]], names: list[str], told: str) -> None:
    [note] = small_areas.about(codes, spot=Spot("f"), properties=marks, names=names)
    assert (note["rule"], note["value"]) == ("deso_version", told)


def test_codes_that_are_no_small_areas_or_mixed() -> None:
    assert small_areas.about(["centrum", "1486A0010", "skee"], spot=Spot("f")) == []
    [note] = small_areas.about(["1486A0010_DeSO2018", "1486A0020_DeSO2025"], spot=Spot("f"))
    assert note["rule"] == "deso_blandad"
    assert small_areas.bare("1486R001_RegSO2025") == "1486R001"
    assert small_areas.mixed(tables.FINDINGS.empty()) == []


def gazetteer(folder: Path, **files: str) -> pd.DataFrame:
    text = PLACES + "\no1;Tjärnö;;o;;\nparken;Stadsparken;;park;;\nsodra;Södra hamnen;;hamn;;\n"
    return read_places(make_round(folder, files={"p.csv": text, **files}, places="p.csv")).frame


@pytest.mark.parametrize(
    ("text", "first"),
    [("Tjarno", "o1"), ("Stadspraken", "parken"), ("Stortorgeet", "torget"),
     ("stadsparken på kvällarna", "parken"), ("Oslo", ""), ("ingenstans", ""), ("", "")],
)  # fmt: skip
def test_near_names_are_proposed_and_never_used(tmp_path: Path, text: str, first: str) -> None:
    places = gazetteer(tmp_path)
    assert match_place(text, places) == ""
    assert [place for place, _ in candidates(text, places)][:1] == ([first] if first else [])
    assert all(82 <= score <= 99 for _, score in candidates(text, places))


def test_the_queue_is_emptied_by_decisions(tmp_path: Path) -> None:
    texts = ["Stortorgeet", "södra  hamn", "Torget", "Månen", "=CMD()"]
    found = pd.DataFrame(columns=tables.FINDINGS.names)
    places = gazetteer(tmp_path / "a")
    for text in (text for text in [*texts, "Månen"] if not match_place(text, places)):
        rule, message = unmatched(text, places)
        found.loc[len(found)] = Spot("f").note(rule, message, value=text)
    waiting = queue(found)
    assert waiting["text"].tolist() == ["Stortorgeet", "södra  hamn", "Månen", "'=CMD()"]
    assert "torget, 9" in waiting["why"].iloc[0]
    filled = waiting.assign(place=["torget", "Södra hamnen", "-", "-"])
    decided = gazetteer(tmp_path / "b", **{"places_decisions.csv": filled.to_csv(index=False, sep=";")})
    assert [match_place(text, decided) for text in texts] == ["torget", "sodra", "torget", "", ""]
    assert turned_down(decided) == {"månen", "=cmd()"}
    assert unmatched("hamnen norra", decided)[0] == "tvetydig_plats"


def test_names_that_residents_wrote_wait_in_the_findings(tmp_path: Path) -> None:
    asked = ({"name": "plats", "label": "Plats", "type": "place"},)
    files = {"webb.csv": table("Stortorgeet", "Torget", "Månen", "Stortorgeet", headings="Plats"), "p.csv": PLACES}
    round_ = make_round(tmp_path, files=files, places="p.csv")
    book, places = codebook(*asked), read_places(round_).frame
    responses = read_survey(round_, codebook=book).responses
    [note] = named_places(responses, places=places, codebook=book, round_=round_)
    assert (note["value"], note["message"][:7]) == ("Stortorgeet", "2 svar.")
    assert named_places(responses, places=places.iloc[:0], codebook=book, round_=round_) == []


def test_points_and_places_outside_the_areas(tmp_path: Path) -> None:
    content = {"areas": shapes.geojson([shapes.square("centrum")])}
    points = pd.DataFrame({"file": "f", "row": [2, 3, 4], "x": [280000.0, 281200.0, 290000.0], "y": 6540000.0})
    places = pd.DataFrame({"place": ["a", "b"], "label": ["A", "B"], "x": [280500.0, np.nan], "y": [6545000.0, np.nan]})
    notes = outside(points, places=places, layers=content, round_=make_round(tmp_path, places="p.csv"))
    assert [(note["row"], note["message"]) for note in notes] == [
        (4, "Punkten ligger 9,0 km utanför kartans områden."),
        (None, "Platsen ligger 4,0 km utanför kartans områden."),
    ]
    line = {"areas": shapes.geojson([shapes.square("a") | {"geometry": {"type": "Point", "coordinates": [1, 2]}}])}
    assert outside(points, places=places, layers=line, round_=make_round(tmp_path)) == []
    assert extent({}) is None
    assert extent(content, margin=0) == (279000, 6539000, 281000, 6541000)


def test_degrees_minutes_and_seconds(tmp_path: Path) -> None:
    rows = "svarsid;x;y\na;11°10'45,1\"Ö;58°56\u203217,5\u2033N\nb;11° 10' E;58° 56' N\n"
    found = read_points(make_round(tmp_path, files={"p.csv": rows}, points="p.csv"), codebook=codebook())
    assert rules(found.findings) == []
    expected = inside(np.array([[11 + 10 / 60 + 45.1 / 3600, 58 + 56 / 60 + 17.5 / 3600]]), "EPSG:4326")[0]
    assert found.frame[["x", "y"]].to_numpy()[0] == pytest.approx(expected, abs=0.01)


def test_an_unusual_whole_file_is_told_once(tmp_path: Path) -> None:
    rows = "svarsid;x;y\n" + "".join(f"a{i};{102599 + i};{6536116 + i}\n" for i in range(30))
    round_ = make_round(tmp_path, files={"p.csv": rows}, points="p.csv")
    found = read_points(round_, codebook=codebook(), home=HOME)
    assert one(found.findings, "koordinatsystem")["message"].startswith("30 lägen")
    assert found.provenance[["read", "quarantined"]].to_numpy().tolist() == [[30, 30]]


def test_packed_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="packad"):
        read_walks(make_round(tmp_path, files={"v.kmz": b"PK\x03\x04"}, walks=["v.kmz"]))
