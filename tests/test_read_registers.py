"""Kolada, SCB, polisen.se's events, trygghetsmätning and school surveys: read as they are, nothing added up twice."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from medlofte import tables
from medlofte.analysis.consistency.figures import sexes
from medlofte.analysis.contents import counts
from medlofte.analysis.read.events import moment
from medlofte.analysis.read.margins import read_margins
from medlofte.analysis.read.register import read_registers
from medlofte.errors import SourceError
from tests.cubes import cube
from tests.readings import QUESTIONS, codebook, make_round, one, rules

SHARED = Path(os.environ.get("MEDLOFTE_SHARED") or Path(__file__).resolve().parents[2] / "shared" / "data")
EVENTS = SHARED / "polisen_events_stromstad_history.json"
SEX: dict[str, Any] = {"name": "kon", "label": "Kön", "type": "select_one", "role": "group",
                       "choices": [{"name": "kvinna", "label": "Kvinna"}, {"name": "man", "label": "Man"}]}  # fmt: skip


def read(folder: Path, kind: str, content: Any, *, name: str = "r.json", **more: Any) -> tables.Read:
    text = content if isinstance(content, str | bytes) else json.dumps(content)
    own = {key: more.pop(key) for key in ("scale", "source") if key in more}
    register = {"file": name, "kind": kind, **own}
    round_ = make_round(folder, files={name: text}, registers=[register], **more)
    return read_registers(round_, codebook=codebook())


@pytest.mark.skipif(not EVENTS.is_file(), reason="polisen_events_stromstad_history.json saknas; ange MEDLOFTE_SHARED")
def test_the_real_events_become_counts_and_never_points(tmp_path: Path) -> None:
    found = read(tmp_path, "events", EVENTS.read_bytes())
    assert found.provenance[["read", "accepted"]].to_numpy().tolist() == [[61, 61]]
    total = found.frame[found.frame["indicator"] == "handelser"].set_index(["region", "period"])["count"]
    # Counted in the file by hand: 55 at the kommun's middle, 6 at the county's.
    assert total["Strömstad"].sum() == 55
    assert total["Västra Götalands län"].sum() == 6
    assert "55 av 61" in one(found.findings, "ungefarligt_lage")["message"]
    kinds = found.frame[found.frame["level"] == 2]
    assert kinds["count"].sum() == 61
    assert kinds[kinds["indicator"] == "handelser_trafikolycka"]["count"].sum() == 17
    assert not {"x", "y", "gps"} & set(found.frame.columns)


@pytest.mark.parametrize(
    ("text", "hour"),
    [("2024-05-17 8:17:44 +02:00", 8), ("2024-12-28 08:50:39 +01:00", 8), ("2025-3-30 9:25:49", 9),
     ("2025-02-30 09:25:49 +01:00", None), ("i går", None), (None, None)],
)  # fmt: skip
def test_hours_without_their_zero(text: Any, hour: int | None) -> None:
    found = moment(text)
    assert (found.hour if found else None) == hour


def test_kolada_keeps_the_sexes_below_the_total(tmp_path: Path) -> None:
    values = [{"gender": sex, "value": value} for sex, value in (("T", 76.8), ("K", 74.0), ("M", 81.0))]
    rate = {"kpi": "N2", "municipality": "0000", "period": 2024, "values": [{"gender": "T", "value": 9}]}
    titles = [{"id": "U1", "title": "Trygga, andel (%)"}, {"id": "N2", "title": "Brott, antal/100 000 inv"}]
    entry = {"kpi": "U1", "municipality": "1486", "period": 2024, "values": values}
    content = {"values": [entry, rate], "kpis": titles}
    found = read(tmp_path, "kolada", content, kommun_code="1486")
    assert found.frame[["indicator", "level", "parent", "region", "value", "per_100k", "unit"]].fillna("").to_numpy(
        ).tolist() == [["kolada_u1", 1, "", "Provköping", 76.8, "", "%"],
                       ["kolada_u1_k", 2, "kolada_u1", "Provköping", 74.0, "", "%"],
                       ["kolada_u1_m", 2, "kolada_u1", "Provköping", 81.0, "", "%"],
                       ["kolada_n2", 1, "", "Riket", "", 9.0, "per 100 000"]]  # fmt: skip
    assert sexes(found.frame) == []
    assert counts.registers(found.frame)["indicator"].tolist() == ["kolada_n2"], "shares stay with the analyst"
    assert "avklippt" in rules(read(tmp_path, "kolada", {"values": [], "next_url": "https://x"}).findings)


def test_scbs_table_as_a_register(tmp_path: Path) -> None:
    found = read(tmp_path, "pxweb", cube(regions={"1486": "1486 Strömstad"}, years=("2024M05", "2024K2", "2023")))
    frame = found.frame
    assert set(frame["region"]) == {"Strömstad"}
    assert set(frame["period"]) == {"2024-05", "2024-K2", "2023"}
    whole = frame[frame["indicator"] == "scb_be0101n1_1"].iloc[0]
    assert (whole["label"], whole["count"], whole["level"]) == ("Folkmängd, män", 50.0, 1)
    part = frame[frame["indicator"] == "scb_be0101n1_16_1"].iloc[0]
    assert (part["label"], part["count"], part["level"]) == ("Folkmängd, 16 år, män", 10.0, 2)
    assert found.provenance["read"].tolist() == [36]


def broken(**change: Any) -> Callable[[], dict[str, Any]]:
    return lambda: cube() | change


@pytest.mark.parametrize(
    "content",
    [broken(value=[1]), broken(size=[1, 2]), broken(id=["Borta"]), lambda: [1], broken(**{"class": "bundle"}),
     broken(dimension={}), broken(size="x")],
)  # fmt: skip
def test_a_cube_whose_parts_do_not_fit(tmp_path: Path, content: Callable[[], Any]) -> None:
    with pytest.raises(SourceError, match="json-stat2"):
        read(tmp_path, "pxweb", content())


def test_a_table_without_time_and_other_shapes(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="saknar tid"):
        read(tmp_path, "pxweb", cube() | {"role": {}})
    for kind, content in (("kolada", {"values": [1]}), ("kolada", []), ("events", {}), ("events", [1])):
        with pytest.raises(SourceError, match="fetch"):
            read(tmp_path, kind, content)


def population(folder: Path, content: Any, **more: Any) -> tables.Read:
    round_ = make_round(folder, files={"b.json": json.dumps(content)}, population="b.json", **more)
    return read_margins(round_, codebook=codebook(*QUESTIONS, SEX))


def test_margins_of_the_people_that_were_asked(tmp_path: Path) -> None:
    found = population(tmp_path, cube(), kommun_code="1486")
    margins = {(question, choice): n for question, choice, n in found.frame.itertuples(index=False)}
    # Ages 16 and 44 are young, 45 and 100+ old, 15 is not asked; two sexes of 10 in each.
    assert margins == {("alder", "ung"): 40, ("alder", "aldre"): 40, ("kon", "man"): 40, ("kon", "kvinna"): 40}
    assert found.provenance[["read", "accepted"]].to_numpy().tolist() == [[12, 8]]


def test_a_group_that_is_missing_is_more_than_noise(tmp_path: Path) -> None:
    values = [10] * 10 + [500, 500]
    told = one(population(tmp_path, cube(values=values)).findings, "olika_summor")
    assert (told["severity"], told["column"]) == ("varning", "ålder")
    assert "Delarna blir 100 men totalen är 1\xa0000" in told["message"]


def test_the_newest_year_and_the_kommun_itself(tmp_path: Path) -> None:
    regions = {"1486": "Strömstad", "1486A0010": "centrum", "1486C0010": "skee"}
    found = population(tmp_path, cube(regions=regions, years=("2023", "2024")), kommun_code="1486")
    margins = {(question, choice): n for question, choice, n in found.frame.itertuples(index=False)}
    assert margins["kon", "man"] == 40, "the kommun's parts do not count beside it"
    assert margins["omrade", "skee"] == 80
    assert one(found.findings, "tidpunkt")["value"] == "2024"


def test_a_population_that_fits_no_question(tmp_path: Path) -> None:
    content = cube(ages={"x": "okänd ålder"})
    round_ = make_round(tmp_path, files={"b.json": json.dumps(content)}, population="b.json")
    with pytest.raises(SourceError, match="Ingen av tabellens dimensioner"):
        read_margins(round_, codebook=codebook())
    content["dimension"]["ContentsCode"]["category"] = {"index": ["a", "b"]}
    content["size"][3], content["value"] = 2, [1] * 4
    with pytest.raises(SourceError, match="flera mått"):
        population(tmp_path, content)


def test_values_may_be_listed_by_their_place(tmp_path: Path) -> None:
    found = population(tmp_path, cube(values={"2": 7.0, "4": 5.0}))
    assert found.frame.to_numpy().tolist() == [["alder", "ung", 12], ["kon", "man", 12]]


LONG = "Indikator;År;Kön;Värde\nOro;2022;Kvinnor;2,5\nOro;2022;Män;1,5\nOro;2022;Totalt;2,0\n"
WIDE = "Trygghetsmätning 2022\n\nIndikator;Kvinnor;Män;Totalt;År\nOro;2,5;1,5;2,0;2022\n"


@pytest.mark.parametrize("text", [LONG, WIDE])
def test_long_and_wide_tables_say_the_same(tmp_path: Path, text: str) -> None:
    found = read(tmp_path, "index", text, name="t.csv", scale=[0, 6], source="Polisens trygghetsmätning")
    rows = found.frame[["indicator", "period", "region", "value", "unit", "source"]].to_numpy().tolist()
    shared = ["2022", "Provköping"]
    unit = ["index 0–6", "Polisens trygghetsmätning"]
    assert sorted(rows) == [
        ["oro", *shared, 2.0, *unit],
        ["oro_k", *shared, 2.5, *unit],
        ["oro_m", *shared, 1.5, *unit],
    ]


def test_a_measurement_without_figures(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="inga värden"):
        read(tmp_path, "shares", "Fråga;År\nTrygg;2024\n", name="t.csv")
