"""Reports with time and place, walks with their protocols, other surveys: read, counted, protected, published."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from PIL import ImageFont

from medlofte import tables
from medlofte.analysis.check import Checked, check_round
from medlofte.analysis.contents import counts, reported_when, walked
from medlofte.analysis.read.incidents import hour
from medlofte.analysis.read.walk_form import HEADINGS, write_walk_form
from medlofte.codebook import Codebook
from medlofte.rounds import Round

CODEBOOK: dict[str, Any] = {
    "questions": [],
    "topics": [{"id": "narkotika", "label": "Narkotika", "indicators": ["rapporter_narkotika", "narkotika"]},
               {"id": "belysning", "label": "Belysning", "problems": ["mörker"]}],
}  # fmt: skip
PLACES = "place;label;x;y\nparken;Parken;280000;6540000\ntorget;Torget;280500;6540000\n"


def checked(folder: Path, setup: str, **files: str) -> Checked:
    (folder / "codebook.yaml").write_text(json.dumps(CODEBOOK), "utf-8")
    (folder / "places.csv").write_text(PLACES, "utf-8")
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    head = 'kommun = "Strömstad"\nyear = 2017\ntitle = "T"\nplaces = "places.csv"\n'
    (folder / "round.toml").write_text(head + setup, "utf-8")
    return check_round(Round.read(folder), codebook=Codebook.read(folder / "codebook.yaml"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("21:30", 21), ("kl. 9.15", 9), ("kl 7", 7), ("2016-11-04 21:30", 21), ("2016-11-04T21:30:00", 21),
     ("2016-11-04", None), ("25:00", None), ("", None), ("kväll", None)],
)  # fmt: skip
def test_the_hour_of_a_text(text: str, expected: int | None) -> None:
    assert hour(text) == expected


def reports(n: int = 0) -> str:
    rows = ["2016-11-04;21:30;Narkotika;Parken;Väktare", "2016-11-05;kväll;Klotter;Torget;Väktare"]
    rows += [f"2016-{1 + i % 12:02d}-{1 + i % 28:02d};{(i * 7) % 24}:00;{('Narkotika', 'Klotter')[i % 3 == 0]};"
             f"{('Parken', 'Torget')[i % 2]};Väktare" for i in range(n)]  # fmt: skip
    return "Datum;Klockslag;Händelse;Plats;Rapportör\n" + "\n".join(rows) + "\n"


EST = '[[registers]]\nfile = "est.csv"\nkind = "incidents"\n'


def test_a_report_has_its_day_hour_topic_and_place(tmp_path: Path) -> None:
    more = "2016;44;;Bråk;Okänd plats;X\n"
    text = "År;Vecka;Datum;Händelse;Plats;Rapportör\n;;2016-11-04 21:30;Narkotika;Parken;V\n" + more
    found = checked(tmp_path, EST, est=text).moments
    assert found[["date", "weekday", "topic", "place"]].to_numpy().tolist() == [
        ["2016-11-04", 5, "narkotika", "parken"], ["2016-10-31", 0, "", ""]]  # fmt: skip
    assert found["hour"].tolist() == [21, pd.NA]


def test_reports_are_no_register_and_small_counts_do_not_follow(tmp_path: Path) -> None:
    round_ = checked(tmp_path, EST, est=reports(300))
    assert counts.registers(round_.registers).empty
    made = reported_when.incidents(round_.moments, minimum=5)
    times = reported_when.hours(round_.moments, minimum=5)
    assert reported_when.leaks(times, made, minimum=5) == []
    shown = made[made["status"] == tables.SHOWN]
    assert not shown["n"].between(1, 4).any()
    whole = made.set_index(["by", "key", "topic"])["n"]
    assert whole["allt", "", ""] == 302
    assert whole["ar", "2016-K4", ""] == 302
    assert set(made["topic"]) == {"", "narkotika", tables.NO_TOPIC}


def test_a_weakened_table_of_reports_is_caught(tmp_path: Path) -> None:
    made = reported_when.incidents(checked(tmp_path, EST, est=reports(300)).moments, minimum=5)
    row = made.index[(made["by"] == "plats") & (made["topic"] == "narkotika")][0]
    assert reported_when.leaks(tables.HOURS.empty(), made.assign(n=made["n"].mask(made.index == row)), minimum=400)


def test_a_round_without_reports_has_empty_tables_and_no_leaks() -> None:
    none = tables.MOMENTS.empty()
    made, times = reported_when.incidents(none, minimum=5), reported_when.hours(none, minimum=5)
    assert made.empty
    assert times.empty
    assert reported_when.leaks(times, made, minimum=5) == []


def test_a_few_reports_after_the_last_quarter_do_not_hide_the_others() -> None:
    days = [f"2016-{1 + i % 12:02d}-02" for i in range(240)] + ["2017-01-01"]
    frame = pd.DataFrame({"file": "e", "source": "Lägesrapporter (EST)", "date": days, "hour": 12, "weekday": 1,
                          "indicator": "rapporter_x", "topic": "narkotika", "place": "parken"})  # fmt: skip
    made = reported_when.incidents(tables.MOMENTS.check(frame), minimum=5)
    assert set(made["status"]) == {tables.SHOWN}
    assert "2017-K1" not in set(made["key"])


def test_events_have_times_but_no_places(tmp_path: Path) -> None:
    event = {"id": 1, "datetime": "2016-11-04 8:05:00 +01:00", "type": "Narkotikabrott",
             "location": {"name": "Strömstad", "gps": "58.9,11.1"}}  # fmt: skip
    county = event | {"id": 2, "location": {"name": "Västra Götalands län", "gps": "58,12"}}
    (tmp_path / "h.json").write_text(json.dumps([event, county]), "utf-8")
    found = checked(tmp_path, '[[registers]]\nfile = "h.json"\nkind = "events"\n').moments
    assert found[["weekday", "hour", "place"]].to_numpy().tolist() == [[5, 8, ""]]


PROTOCOL = (
    "Nr;Vandring;Datum;Plats;X;Y;Ämne;Observation;Åtgärd;Foto;Ansvarig;Status;Sekretess\n"
    "1;Hösten;2016-10-20;Parken;;;mörker;Lampan är trasig;Byt lampan;a.jpg;Gatukontoret;klar;öppen\n"
    "2;Hösten;2016-10-20;;280100;6540100;Narkotika;Undanskymd bänk;Flytta bänken;;Gatukontoret;;intern\n"
    "3;Hösten;2016-10-20;Parken;;;;Anna Svensson bor här;;;;;öppen\n"
    "4;Hösten;2016-10-20;Parken;;;;Hemligt;;;;;sekretess\n"
    "5;Hösten;2016-10-20;Månen;;;Rymden;Något;Avstå;c:\\bilder;;nästan;öppen\n"
    "5;Hösten;2016-10-20;Torget;;;;Igen;;;;;öppen\n"
    ";Hösten;;;;;;;;;;;\n"
)


def test_a_protocol_is_read_and_what_may_not_be_shown_is_not(tmp_path: Path) -> None:
    round_ = checked(tmp_path, 'observations = "p.csv"\n', p=PROTOCOL)
    noted = round_.noted.set_index("observation")
    assert noted.loc["hosten_1", ["topic", "status", "x"]].tolist() == ["belysning", "klar", 280000]
    assert noted.loc["hosten_2", ["topic", "status", "x", "photo"]].tolist() == ["narkotika", "ny", 280100, ""]
    assert noted.loc["hosten_5", ["place", "topic", "photo", "status"]].tolist() == ["", "", "", "ny"]
    told = round_.findings[round_.findings["file"] == "p.csv"]
    assert {"personuppgift", "dubbel_rad", "ofullstandig_rad", "okant_ord"} <= set(told["rule"])
    internal = walked.observations(round_, profile="internal").set_index("observation")
    assert set(internal.index) == {"hosten_1", "hosten_2", "hosten_3", "hosten_5"}
    assert internal.loc["hosten_3", "text"] == ""
    assert set(walked.observations(round_, profile="public")["secrecy"]) == {"oppen"}
    walks = walked.walks(round_, shown=internal.reset_index())
    assert walks[["walk", "label", "date"]].to_numpy().tolist() == [["hosten", "Hösten", "2016-10-20"]]


def test_the_printed_sheet_has_the_headings_that_are_read(tmp_path: Path) -> None:
    (tmp_path / "codebook.yaml").write_text(json.dumps(CODEBOOK), "utf-8")
    book = Codebook.read(tmp_path / "codebook.yaml")
    text = write_walk_form(tmp_path / "v.html", codebook=book, kommun="<Ort>", places=["Parken"]).read_text("utf-8")
    assert all(f">{name}</th>" in text for name in HEADINGS)
    assert "Narkotika, Belysning" in text
    assert "&lt;Ort&gt;" in text
    assert "http" not in text


def test_no_heading_of_the_sheet_is_wider_than_its_column(tmp_path: Path) -> None:
    (tmp_path / "codebook.yaml").write_text(json.dumps(CODEBOOK), "utf-8")
    book = Codebook.read(tmp_path / "codebook.yaml")
    text = write_walk_form(tmp_path / "v.html", codebook=book, kommun="Ort").read_text("utf-8")
    shares = [int(share) for share in re.findall(r'<col style="width: (\d+)%">', text)]
    assert sum(shares) == 100
    millimetre, page = 72 / 25.4, 273
    for heading, share in zip(HEADINGS, shares, strict=True):
        bold = 1.1 * ImageFont.load_default(9).getlength(heading)
        assert bold <= (page * share / 100 - 3) * millimetre, heading


MEASURED = '[[registers]]\nfile = "c.csv"\nkind = "shares"\nhigher = "worse"\nsource = "CAN"\n'


def test_shares_keep_their_scale_and_a_small_group_takes_the_other_sex_along(tmp_path: Path) -> None:
    text = "Fråga;Område;År;Kön;Andel;Antal svar\n" + "".join(
        f"Narkotika;Strömstad;{year};{sex};{value};{n}\n"
        for year, sex, value, n in ((2014, "Totalt", 10, 120), (2014, "Flickor", 5, 60), (2014, "Pojkar", 15, 60),
                                    (2016, "Totalt", 20, 120), (2016, "Flickor", 20, 60), (2016, "Pojkar", 20, 60))
    )  # fmt: skip
    round_ = checked(tmp_path, MEASURED, c=text)
    found = counts.measured(round_.registers, round_=round_.round_, limits=round_.round_.disclosure.internal)
    own = found.set_index(["indicator", "period"])
    assert own.loc[("narkotika", "2014"), ["value", "unit", "topic", "higher"]].tolist() == [
        10, "%", "narkotika", "samre"]  # fmt: skip
    hidden = own.index[own["status"] == tables.SUPPRESSED].tolist()
    assert hidden == [("narkotika_k", "2014"), ("narkotika_m", "2014")], "5 % of 60 are 3 persons"
    assert own.loc[hidden, ["value", "base"]].isna().all(axis=None)
