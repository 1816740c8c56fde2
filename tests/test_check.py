"""The whole check: everything odd is found at once, and an unreadable source stops nothing but is a fault."""

import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from medlofte import cli, tables
from medlofte.analysis.check import Checked, check_round
from medlofte.analysis.findings import write_findings
from medlofte.codebook import Codebook
from medlofte.errors import CodebookError, ExportError
from medlofte.rounds import Round
from tests.readings import HEADINGS, PLACES, ROWS, codebook, make_round, one, rules, table, workbook

DEMO = Path(__file__).resolve().parents[1] / "data" / "stromstad-2017"
SQUARE = [[279000, 6539000], [280000, 6539000], [280000, 6540000], [279000, 6539000]]


def check(folder: Path, files: dict[str, Any] | None = None, **setup: Any) -> Checked:
    return check_round(
        make_round(folder, files={"webb.csv": table(*ROWS)} | (files or {}), **setup), codebook=codebook()
    )


def test_a_sound_round_has_no_faults(tmp_path: Path) -> None:
    steps: list[tuple[int, int, str]] = []
    round_ = make_round(tmp_path, files={"webb.csv": table(*ROWS)})
    checked = check_round(round_, codebook=codebook(), progress=lambda *step: steps.append(step))
    assert checked.findings.empty
    assert checked.fatal == ()
    assert steps[0] == (0, 10, "enkäter")
    assert steps[-1] == (10, 10, "klart")
    assert tables.PROVENANCE.check(checked.provenance)["file"].tolist() == ["webb.csv"]


def test_every_unreadable_source_is_found_and_the_rest_is_read(tmp_path: Path) -> None:
    bad = {"p.csv": b"\x89PNG\x00", "pt.csv": "", "b.csv": "a;b\n1;2\n", "k.geojson": "{", "r.csv": b"\x00\x01",
           "l.yaml": "promises: [", "tom.csv": "", "kart/polis.xlsx": b"PK"}  # fmt: skip
    surveys = [{"file": file, "year": 2016, "mode": "web"} for file in ("tom.csv", "webb.csv", "saknas.csv")]
    checked = check(tmp_path, bad, surveys=surveys, places="p.csv", points="pt.csv", population="b.csv",
                    layers=[{"file": "k.geojson", "role": "areas"}], registers=[{"file": "r.csv", "kind": "bra"}],
                    promises="l.yaml", activities="borta.csv", mapping="kart")  # fmt: skip
    told = checked.findings.query("rule == 'oläsbar_källa'")
    assert set(told["file"]) == {"tom.csv", "p.csv", "pt.csv", "b.csv", "k.geojson", "r.csv", "l.yaml",
                                 "kart/polis.xlsx", "round.toml"}  # fmt: skip
    assert set(told["severity"]) == {"fel"}
    # round.toml names two files that are not there: a survey and the activities.
    assert told.query("file == 'round.toml'")["value"].tolist() == ["saknas.csv", "borta.csv"]
    assert len(checked.fatal) == len(told) == 10
    assert len(checked.responses.frame) == 2
    assert tables.FINDINGS.check(checked.findings) is not None


def test_activities_that_cannot_be_read_leave_the_promises(tmp_path: Path) -> None:
    files = {"l.yaml": "promises:\n- {promise: p1, promisers: polis, topics: [trafik, rymden]}\n", "a.csv": ""}
    checked = check(tmp_path, files, promises="l.yaml", activities="a.csv")
    assert checked.promises.promises[["promise", "topics"]].to_numpy().tolist() == [["p1", "trafik"]]
    assert one(checked.findings, "okant_amne")["value"] == "rymden"
    assert one(checked.findings, "oläsbar_källa")["file"] == "a.csv"


def test_a_codebook_that_cannot_be_used_stops(tmp_path: Path) -> None:
    book = codebook({"name": "mode", "label": "Sätt", "type": "text"})
    with pytest.raises(CodebookError):
        check_round(make_round(tmp_path), codebook=book)


def test_questions_of_the_set_up_must_exist(tmp_path: Path) -> None:
    checked = check(tmp_path, rake=("kon",), priority_question="prio", crossings=(("mode", "skola"),))
    told = checked.findings.query("rule == 'okand_fraga'")
    assert told[["column", "value", "severity"]].to_numpy().tolist() == [
        ["rake", "kon", "fel"], ["crossings", "skola", "fel"]]  # fmt: skip


def test_margins_are_held_against_each_other_and_the_answers(tmp_path: Path) -> None:
    text = "question;choice;population\nalder;ung;1000\nalder;aldre;0\nomrade;centrum;500\nomrade;skee;0\n"
    checked = check(tmp_path, {"webb.csv": table(*ROWS, "a3;;20;;Ja;;;"), "b.csv": text}, population="b.csv",
                    rake=("alder", "omrade"))  # fmt: skip
    assert "alder: 1000, omrade: 500" in one(checked.findings, "olika_summor")["value"]
    told = checked.findings.query("rule == 'grupp_utan_befolkning'")
    assert told[["column", "value"]].to_numpy().tolist() == [["alder", "aldre"], ["omrade", "skee"]]
    silent = check(tmp_path, {"webb.csv": table(ROWS[0]), "b.csv": text.replace("aldre;0", "aldre;5")},
                   population="b.csv", rake=("alder",))  # fmt: skip
    assert one(silent.findings, "grupp_utan_svar")["value"] == "aldre"
    bare = check(tmp_path, rake=("alder",))
    assert one(bare.findings, "befolkning_saknas")["severity"] == "fel"


def test_actors_registers_points_and_areas_are_held_against_the_codebook(tmp_path: Path) -> None:
    workbook(tmp_path / "kart" / "polis.xlsx", {"K": [["Problem"], ["Fortkörning"]]})
    square = {"type": "Feature", "properties": {"id": "havet", "namn": "Havet"},
              "geometry": {"type": "Polygon", "coordinates": [SQUARE]}}  # fmt: skip
    files = {"o.csv": "datum\n2016-01-01\n", "p.csv": PLACES, "k.geojson": json.dumps({"features": [square]})}
    files["pt.csv"] = "svarsid;x;y\na1;280000;6539000\nq;280000;6539000\n"
    registers, layers = [{"file": "o.csv", "kind": "accidents"}], [{"file": "k.geojson", "role": "areas"}]
    checked = check(tmp_path, files, mapping="kart", registers=registers, places="p.csv", points="pt.csv",
                    layers=layers)  # fmt: skip
    assert one(checked.findings, "aktor_saknas")["message"].startswith("Skola")
    assert checked.findings.query("rule == 'indikator_saknas'")["value"].tolist() == ["bra_13232", "bra_13236"]
    assert one(checked.findings, "amne_utan_register")["value"] == "Narkotika"
    assert one(checked.findings, "punkt_utan_svarande")["value"] == "q"
    assert one(checked.findings, "omrade_utan_fraga")["value"] == "havet"
    assert checked.findings.query("rule == 'omrade_utan_karta'")["value"].tolist() == ["centrum", "skee"]


def test_a_burst_of_equal_answers_is_told(tmp_path: Path) -> None:
    questions = [{"name": f"q{i}", "label": f"Q{i}", "type": "text"} for i in range(9)]
    heads = ";".join(f"Q{i}" for i in range(9))
    rows = [";".join(str(i % 6) if j == 0 or i == 2 else "x" for j in range(9)) for i in range(8)]
    same = [";".join(["x"] * 9)] * 5
    round_ = make_round(tmp_path, files={"webb.csv": table(*rows, *same, headings=heads)})
    checked = check_round(round_, codebook=codebook(*questions))
    assert one(checked.findings, "lika_svar")["row"] == 10
    assert "5 webbsvar är helt lika (rad 10, 11, 12, 13, 14)" in one(checked.findings, "lika_svar")["message"]


def test_a_survey_that_hardly_fits_is_told(tmp_path: Path) -> None:
    rows = [f"b{i};;;;Kanske;;;" for i in range(12)] + [";;;;;;;"] * 6
    checked = check(tmp_path, {"webb.csv": table(*rows)})
    assert "12 av 12 svar" in one(checked.findings, "stammer_inte_med_kodboken")["message"]
    assert "6 av 18 rader" in one(checked.findings, "mycket_i_karantan")["message"]
    empty = check(tmp_path, {"webb.csv": HEADINGS + "\n"})
    assert one(empty.findings, "inga_svar")["severity"] == "fel"


def test_one_file_under_two_names_is_told(tmp_path: Path) -> None:
    surveys = [{"file": file, "year": year, "mode": "web"} for file, year in (("webb.csv", 2016), ("b.csv", 2015))]
    checked = check(tmp_path, {"b.csv": table(*ROWS)}, surveys=surveys)
    assert one(checked.findings, "samma_fil")["value"] == "webb.csv, b.csv"


def test_findings_as_a_workbook(tmp_path: Path) -> None:
    rows = [("a.csv", "", 3, "K", "=1+1", "r", "varning", "Meddelande", ""),
            ("b.csv", "Blad", None, "", "http://x.se", "r", "fel", "Fel först", "a")]  # fmt: skip
    found = tables.FINDINGS.check(pd.DataFrame(rows, columns=tables.FINDINGS.names))
    book = CalamineWorkbook.from_path(str(write_findings(found, tmp_path / "fynd.xlsx")))
    heads, first, second = book.get_sheet_by_name("Fynd").to_python()
    assert heads[:3] == ["Allvar", "Fil", "Blad"]
    assert first[:6] == ["fel", "b.csv", "Blad", "", "", "http://x.se"]
    assert second[3:6] == [3, "K", "=1+1"]
    assert write_findings(tables.FINDINGS.empty(), tmp_path / "tom.xlsx").is_file()
    with pytest.raises(ExportError, match="går inte att spara"):
        write_findings(found, tmp_path / "saknas" / "fynd.xlsx")


@pytest.mark.skipif(not DEMO.is_dir(), reason="demorundan saknas (no demo round)")
def test_the_demo_round(tmp_path: Path) -> None:
    checked = check_round(Round.read(DEMO), codebook=Codebook.read(DEMO / "codebook.yaml"))
    assert not (checked.findings["severity"] == "fel").any()
    source = checked.provenance
    assert (source["read"] == source["accepted"] + source["quarantined"]).all()
    assert len(checked.responses.frame) == source.query("kind == 'survey'")["accepted"].sum()
    assert set(checked.layers) == {"areas", "coast", "roads"}
    assert len(checked.promises.promises) == 3
    assert set(checked.mapping["actor"]) == {actor.id for actor in checked.codebook.actors}
    assert "okand_kolumn" not in rules(checked.findings)


@pytest.mark.skipif(not DEMO.is_dir(), reason="demorundan saknas (no demo round)")
def test_the_command_tells_of_a_bad_file_without_traceback(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = shutil.copytree(DEMO, tmp_path / "runda")
    (folder / "survey" / "web.csv").write_bytes(b"\x89PNG\r\n\x00")
    assert cli.main(["check", str(folder), "--out", str(tmp_path / "fynd.xlsx")]) == 2
    said = capsys.readouterr()
    assert "survey/web.csv" in said.out
    assert "Traceback" not in said.out + said.err
    assert (tmp_path / "fynd.xlsx").is_file()
