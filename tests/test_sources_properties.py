"""Identities over generated files: rows read = accepted + quarantined, and reading twice gives the same."""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medlofte import tables
from medlofte.analysis.read.areas import read_layers
from medlofte.analysis.read.mapping import read_mapping
from medlofte.analysis.read.margins import read_margins
from medlofte.analysis.read.places import read_places, read_points
from medlofte.analysis.read.register import read_registers
from medlofte.errors import SourceError
from medlofte.rounds import Round
from tests.cubes import cube
from tests.nasty.sources import shapes
from tests.readings import codebook, make_round

Reader = Callable[[Round], tables.Read]
BOOK = codebook()
# Eleven readers, 46 files each, every file read twice.
FILES = settings(max_examples=46, deadline=None, suppress_health_check=list(HealthCheck))
odd = st.sampled_from(["", " ", "-", "..", "x", "0", "1", "2,5", "-3", "1 234", "1e3", "nan", "=1+1", "Å", "ja", "«»"])
numbers = st.one_of(
    odd,
    st.sampled_from(["280030", "6539500", "11,179", "58,938", "65395004", "102599", "6536116", "2016", "2016-01-02"]),
)
words = st.one_of(
    odd,
    st.sampled_from(
        ["Torget", "torgett", "Fortkörning", "Knark", "knarkk", "Ofta", "ökar", "öppen", "Kvinnor", "Alla"]
    ),
)
cells = st.one_of(numbers, words)


def twice(reader: Reader, files: dict[str, str], **setup: Any) -> tables.Read | None:
    """Read files in a folder of their own twice; check the identities; None when the whole file was refused."""
    with tempfile.TemporaryDirectory() as folder:
        round_ = make_round(Path(folder), files=files, **setup)
        try:
            first, second = reader(round_), reader(round_)
        except SourceError:
            return None
    for one, other in ((first.frame, second.frame), (first.findings, second.findings)):
        pd.testing.assert_frame_equal(one, other)
    counts = first.provenance
    assert (counts["read"] == counts["accepted"] + counts["quarantined"]).all()
    assert (counts[["read", "accepted", "quarantined"]] >= 0).all().all()
    lost = int(counts["quarantined"].sum())
    assert not lost or len(first.findings), "what is lost is told"
    return first


def rows(width: int, *, cell: st.SearchStrategy[str] = cells) -> st.SearchStrategy[list[list[str]]]:
    return st.lists(st.lists(cell, min_size=width, max_size=width), max_size=6)


def csv(headings: str, content: list[list[str]]) -> str:
    return "\n".join([headings, *(";".join(row) for row in content)]) + "\n"


@FILES
@given(rows(4), st.sampled_from(["", "EPSG:3007", "EPSG:4326"]))
def test_points(content: list[list[str]], crs: str) -> None:
    found = twice(lambda r: read_points(r, codebook=BOOK), {"p.csv": csv("svarsid;x;y;amne", content)}, points="p.csv",
                  crs=crs)  # fmt: skip
    if found is not None:
        assert found.provenance["accepted"].tolist() == [len(found.frame)]


@FILES
@given(rows(6), rows(2))
def test_places_and_decisions(content: list[list[str]], decisions: list[list[str]]) -> None:
    files = {
        "p.csv": csv("place;label;aliases;kind;x;y", content),
        "places_decisions.csv": csv("text;place", decisions),
    }
    found = twice(read_places, files, places="p.csv")
    if found is not None:
        assert found.frame["place"].is_unique


@FILES
@given(rows(12, cell=words))
def test_one_table_for_all_actors(content: list[list[str]]) -> None:
    heads = (
        "Aktör;Problem;Plats;Hur vanligt;Utveckling;Konsekvenser;Vilka drabbas;När;Källa;Säkerhet;Sekretess;Kommentar"
    )
    known = [["Polis", *row[1:]] if i % 2 else row for i, row in enumerate(content)]
    places = pd.DataFrame(columns=["place", "label", "aliases", "kind", "x", "y"])
    found = twice(
        lambda r: read_mapping(r, codebook=BOOK, places=places), {"k.csv": csv(heads, known)}, mapping="k.csv"
    )
    if found is not None:
        assert set(found.frame["actor"]) <= {"polis", "skola"}


def registers(kind: str, file: str, text: str, **more: Any) -> tables.Read | None:
    entry = {"file": file, "kind": kind, **more}
    return twice(lambda r: read_registers(r, codebook=BOOK), {file: text}, registers=[entry])


@FILES
@given(rows(9))
def test_bra(content: list[list[str]]) -> None:
    headings = "År;Periodtyp;Preliminär;Kommun;Brott;Brott_ID;Brottsnivå;Förälder_ID;Antal"
    found = registers("bra", "r.csv", csv(headings, content))
    if found is not None:
        assert found.provenance["accepted"].tolist() == [len(found.frame)]


@FILES
@given(rows(5))
def test_accidents(content: list[list[str]]) -> None:
    found = registers("accidents", "r.csv", csv("id;datum;svårighet;x;y", content))
    if found is not None and len(found.frame):
        totals = found.frame[found.frame["indicator"] == "olyckor"]["count"].sum()
        assert totals == found.provenance["accepted"].sum()


@FILES
@given(rows(5))
def test_incidents(content: list[list[str]]) -> None:
    found = registers("incidents", "r.csv", csv("Händelse;Plats;Datum;År;Vecka", content))
    if found is not None and len(found.frame):
        totals = found.frame[found.frame["level"] == 1]["count"].sum()
        assert totals == found.provenance["accepted"].sum()


@FILES
@given(rows(5), st.sampled_from(["index", "shares"]), st.booleans())
def test_measurements(content: list[list[str]], kind: str, wide: bool) -> None:
    headings = "Indikator;Kön;2021;2022;n" if wide else "Indikator;Kön;År;Värde;n"
    registers(kind, "r.csv", csv(headings, content), **({"scale": [0, 6]} if kind == "index" else {}))


json_value = st.one_of(st.none(), st.booleans(), st.integers(-5, 500), st.floats(0, 100), odd)


times = st.sampled_from(["2024-05-17 8:17:44 +02:00", "2023-12-01 18:17:44 +01:00"])
locations = st.sampled_from([{"name": "Ort", "gps": "1,2"}, {"name": "X län", "gps": None}])
event = st.fixed_dictionaries({"id": st.integers(1, 4), "type": words, "datetime": st.one_of(json_value, times),
                               "location": st.one_of(json_value, locations)})  # fmt: skip


@FILES
@given(st.lists(event, max_size=8))
def test_events(content: list[dict[str, Any]]) -> None:
    found = registers("events", "r.json", json.dumps(content))
    assert found is not None
    assert found.frame[found.frame["level"] == 2]["count"].sum() == found.provenance["accepted"].sum()


@FILES
@given(st.lists(st.fixed_dictionaries({
    "kpi": st.sampled_from(["N1", "U2"]), "municipality": st.one_of(json_value, st.just("1486")), "period": json_value,
    "values": st.lists(st.fixed_dictionaries({"gender": st.sampled_from(["T", "K", "M", "X"]), "value": json_value,
                                              "isdeleted": st.booleans()}), max_size=4)}), max_size=5))  # fmt: skip
def test_kolada(content: list[dict[str, Any]]) -> None:
    assert registers("kolada", "r.json", json.dumps({"values": content})) is not None


@FILES
@given(st.lists(st.one_of(st.none(), st.integers(0, 500)), min_size=12, max_size=12))
def test_population(values: list[float | None]) -> None:
    text = json.dumps(cube(values=values))
    found = twice(lambda r: read_margins(r, codebook=BOOK), {"b.json": text}, population="b.json", kommun_code="1486")
    assert found is not None
    asked = [value or 0 for value in values[2:10]]
    assert found.frame["population"].sum() == sum(asked)
    assert registers("pxweb", "r.json", text) is not None


@FILES
@given(st.lists(st.one_of(
    st.builds(lambda east, swapped: shapes.square("a", east=east, swapped=swapped), st.integers(-10**6, 10**6),
              st.booleans()),
    st.just(shapes.empty("b")), st.just({"type": "Feature"}), st.just("x"),
    st.just({"type": "Feature", "properties": None, "geometry": {"type": "Point", "coordinates": ["a", 2]}})),
    min_size=1, max_size=5))  # fmt: skip
def test_layers(features: list[Any]) -> None:
    def reader(round_: Round) -> tables.Read:
        layers, found, source = read_layers(round_)
        return tables.Read(pd.DataFrame({"n": [len(layers["areas"]["features"])]}), found, source)

    found = twice(reader, {"k.geojson": json.dumps(shapes.geojson(features))},
                  layers=[{"file": "k.geojson", "role": "areas"}])  # fmt: skip
    assert found is not None
    assert found.provenance["accepted"].tolist() == found.frame["n"].tolist()
