"""The actors' forms, population margins and promises: read by their headings, doubtful words told."""

from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from medlofte import tables
from medlofte.analysis.read.mapping import SHEET, read_mapping, write_form
from medlofte.analysis.read.margins import read_margins
from medlofte.analysis.read.places import read_places
from medlofte.analysis.read.promises import Promises, read_promises
from medlofte.errors import CodebookError, MedlofteError, SourceError
from tests.readings import PLACES, codebook, make_round, one, rules, workbook

HEADS = ["Problem", "Plats", "Hur vanligt", "Utveckling", "Konsekvenser (1–5)", "Vilka drabbas", "När", "Källa",
         "Säkerhet (1–5)", "Sekretess (öppen/intern/sekretess)", "Kommentar"]  # fmt: skip
GOOD = ["Fortkörning", "Torget", "Mycket ofta", "Ökar", 4, "Barn", "Kväll", "Samtal", 3, "öppen", "Hemligt"]


def mapping(folder: Path, *rows: list[Any], name: str = "polis.xlsx", on_error: Any = None) -> tables.Read:
    content = [["Kartläggning inför 2017"], ["Aktör: Polis"], [], HEADS, *rows]
    workbook(folder / "kart" / name, {"Kartläggning": content})
    round_ = make_round(folder, files={"p.csv": PLACES}, places="p.csv", mapping="kart")
    return read_mapping(round_, codebook=codebook(), places=read_places(round_).frame, on_error=on_error)


def test_a_form(tmp_path: Path) -> None:
    found = mapping(tmp_path, GOOD)
    assert found.frame.to_dict("records") == [{
        "file": "kart/polis.xlsx", "row": 5, "actor": "polis", "problem": "Fortkörning", "topic": "trafik",
        "place": "torget", "frequency": "mycket_ofta", "trend": "okar", "consequences": 4, "affected": "Barn",
        "times": "Kväll", "source": "Samtal", "confidence": 3, "secrecy": "oppen", "comment": "Hemligt",
    }]  # fmt: skip
    assert found.findings.empty
    assert found.provenance[["file", "kind", "read", "accepted"]].to_numpy().tolist() == [
        ["kart/polis.xlsx", "mapping", 1, 1]
    ]


def test_doubtful_words_are_told_and_secrecy_becomes_the_strictest(tmp_path: Path) -> None:
    row = ["narkotika", "Månen", "jämt", "", 7, "", "", "", "", "hemligt", ""]
    found = mapping(tmp_path, row, [*GOOD[:9], "", ""])
    first, second = found.frame.to_dict("records")
    assert (first["topic"], first["place"], first["frequency"], first["trend"]) == ("narkotika", "", "vet_ej", "vet_ej")
    assert first["secrecy"] == second["secrecy"] == "sekretess"
    assert first["consequences"] is not first["place"]
    told = found.findings.query("rule == 'okant_ord'")
    assert told[["row", "column", "value"]].to_numpy().tolist() == [
        [5, "Hur vanligt", "jämt"], [5, "Sekretess", "hemligt"], [6, "Sekretess", ""]]  # fmt: skip
    assert one(found.findings, "okand_plats")["value"] == "Månen"
    assert one(found.findings, "utanfor_skalan")["value"] == "7"


def test_unknown_problems_are_in_quarantine(tmp_path: Path) -> None:
    found = mapping(tmp_path, GOOD, ["Rymdvarelser", *GOOD[1:]], ["", *GOOD[1:]])
    told = found.findings.query("rule == 'okant_problem'")
    assert told["row"].tolist() == [6, 7]
    assert "saknar problem" in told["message"].iloc[1]
    assert found.provenance[["read", "accepted", "quarantined"]].to_numpy().tolist() == [[3, 1, 2]]


def test_unknown_actors_empty_forms_and_other_files_are_told(tmp_path: Path) -> None:
    workbook(tmp_path / "kart" / "Skola.xlsx", {"K": [HEADS]})
    (tmp_path / "kart" / "brev.docx").write_bytes(b"PK")
    (tmp_path / "kart" / "~$polis.xlsx").write_bytes(b"")
    found = mapping(tmp_path, GOOD, name="grannen.xlsx")
    told = one(found.findings, "okand_aktor")
    assert (told["severity"], told["value"]) == ("fel", "grannen")
    assert one(found.findings, "tomt_formular")["file"] == "kart/Skola.xlsx"
    assert one(found.findings, "inget_formular")["file"] == "kart/brev.docx"
    assert found.frame.empty
    assert found.provenance.set_index("file").loc["kart/grannen.xlsx", "quarantined"] == 1


def test_a_broken_form_does_not_hide_the_others(tmp_path: Path) -> None:
    (tmp_path / "kart").mkdir()
    (tmp_path / "kart" / "skola.xlsx").write_bytes(b"inte Excel")
    with pytest.raises(SourceError, match=r"kart/skola\.xlsx"):
        mapping(tmp_path, GOOD)
    errors: list[MedlofteError] = []
    assert len(mapping(tmp_path, GOOD, on_error=errors.append).frame) == 1
    assert len(errors) == 1


def test_the_mapping_must_be_a_folder(tmp_path: Path) -> None:
    round_ = make_round(tmp_path, files={"kart": "x"}, mapping="kart")
    with pytest.raises(SourceError, match="en mapp med en Excelfil per aktör"):
        read_mapping(round_, codebook=codebook(), places=read_places(round_).frame)
    assert read_mapping(make_round(tmp_path), codebook=codebook(), places=read_places(round_).frame).frame.empty


def test_the_empty_form_can_be_filled_in_and_read_back(tmp_path: Path) -> None:
    folder = tmp_path / "kart"
    folder.mkdir()
    path = write_form(folder / "polis.xlsx", codebook=codebook(), actor="polis")
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(SHEET).to_python()
    assert rows[4] == HEADS
    round_ = make_round(tmp_path, mapping="kart")
    found = read_mapping(round_, codebook=codebook(), places=read_places(round_).frame)
    assert "tomt_formular" in rules(found.findings)
    assert "okand_kolumn" not in rules(found.findings)
    with pytest.raises(CodebookError):
        write_form(folder / "x.xlsx", codebook=codebook(), actor="okand")


def test_margins(tmp_path: Path) -> None:
    text = "question;choice;population\nalder;ung;1 253\nålder;45+;2000\nomrade;Skee;x\nkon;man;5\nomrade;Oslo;5\n"
    text += "alder;ung;1\nomrade;centrum;-1\n"
    found = read_margins(make_round(tmp_path, files={"b.csv": text}, population="b.csv"), codebook=codebook())
    assert found.frame.to_numpy().tolist() == [["alder", "ung", 1253], ["alder", "aldre", 2000]]
    assert found.findings[["rule", "row", "value"]].to_numpy().tolist() == [
        ["inget_antal", 4, "x"], ["okand_fraga", 5, "kon"], ["okand_grupp", 6, "Oslo"], ["dubbel_grupp", 7, "ung"],
        ["inget_antal", 8, "-1"]]  # fmt: skip
    assert found.provenance[["read", "accepted", "quarantined"]].to_numpy().tolist() == [[7, 2, 5]]
    assert read_margins(make_round(tmp_path), codebook=codebook()).frame.empty
    with pytest.raises(SourceError, match="«population» saknas"):
        read_margins(
            make_round(tmp_path, files={"b.csv": "question;choice\n"}, population="b.csv"), codebook=codebook()
        )


YAML = """
promises:
- promise: trafik_2017
  title: Kontroller
  promisers: polis
  topics: [trafik, rymden]
  places: [Torget, Månen]
  target: 12
  deadline: 2017-12-31
  measures:
  - {measure: kontroller, title: Kontroller, kind: social, planned: 10, unit: pass}
  - {measure: kontroller, title: Dubbel}
  - {title: Utan id}
- promise: udda
  promisers: kungen
  deadline: 17
  baseline: mycket
  strange: 1
  measures: [{measure: m2, planned: -3}]
- promise: udda
- bara text
"""
LOG = "activity;measure;date;place;amount;note;source\n"


def promises(folder: Path, *rows: str, text: str = YAML) -> Promises:
    files = {"p.yaml": text, "a.csv": LOG + "\n".join(rows), "platser.csv": PLACES}
    round_ = make_round(folder, files=files, promises="p.yaml", activities="a.csv", places="platser.csv")
    return read_promises(round_, places=read_places(round_).frame)


def test_promises_and_measures(tmp_path: Path) -> None:
    found = promises(tmp_path)
    first, second = found.promises.to_dict("records")
    assert (first["topics"], first["places"], first["target"]) == ("trafik|rymden", "torget", 12)
    assert first["deadline"] == "2017-12-31"
    assert (second["promisers"], second["deadline"]) == ("gemensamt", "")
    assert found.measures[["measure", "promise", "kind"]].to_numpy().tolist() == [
        ["kontroller", "trafik_2017", "social"], ["m2", "udda", "situationell"]]  # fmt: skip
    assert sorted(rules(found.findings)) == sorted(
        ["okand_plats", "dubbelt_id", "saknar_id", "okant_ord", "okant_ord", "inget_datum", "inget_tal", "okant_ord",
         "inget_tal", "dubbelt_id", "saknar_id"]
    )  # fmt: skip
    assert "Ett tal står där ett datum ska stå" in one(found.findings, "inget_datum")["message"]
    account = found.provenance.set_index("file").loc["p.yaml"]
    assert account[["read", "accepted", "quarantined"]].tolist() == [8, 4, 4]


def test_activities(tmp_path: Path) -> None:
    found = promises(tmp_path, "a1;kontroller;2017-02-01;Torget;2,5;;", ";kontroller;2017-02-02;Månen;många;;",
                     "a1;kontroller;2017-02-03;;;;", "a4;annat;2017-02-03;;;;", "a5;kontroller;42777;;1;;",
                     "a6;kontroller;;;1;;")  # fmt: skip
    assert found.activities[["activity", "date", "place"]].to_numpy().tolist() == [
        ["a1", "2017-02-01", "torget"], ["a_3", "2017-02-02", ""]]  # fmt: skip
    assert found.activities["amount"].iloc[0] == 2.5
    told = found.findings[found.findings["file"] == "a.csv"].sort_values(["row", "rule"])
    assert told[["row", "rule"]].to_numpy().tolist() == [
        [3, "inget_tal"], [3, "okand_plats"], [4, "dubbelt_id"], [5, "okand_atgard"], [6, "inget_datum"],
        [7, "inget_datum"]]  # fmt: skip
    assert "2017-02-11" in told["message"].iloc[4]


@pytest.mark.parametrize(("text", "words"), [("promises: [", "rad 1"), ("", "tom"), ("a: 1", "saknar listan promises"),
                                             ("promises:\n- a: 'x\n", "inte giltig YAML")])  # fmt: skip
def test_broken_yaml_is_one_swedish_message(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        promises(tmp_path, text=text)


def test_a_round_without_promises(tmp_path: Path) -> None:
    found = read_promises(make_round(tmp_path))
    assert found.promises.empty
    assert found.activities.empty
    assert found.provenance.empty
