"""How the codebook fits the files, the analyst's tables of it, and findings marked in their cells."""

import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from medlofte import tables
from medlofte.analysis.browse import FindingsTable, FitTable
from medlofte.analysis.check import check_round
from medlofte.analysis.findings import write_findings
from medlofte.analysis.fit import COLUMNS, fit
from medlofte.analysis.read.excerpt import excerpt
from tests.readings import codebook, make_round, table, workbook

NASTY = Path(__file__).with_name("nasty") / "surveys"
HEADINGS = "Svarsnummer;Är du trygg?;prio[fart];prio[knark];Förslag"
ROWS = ("1;Ja;Y;;Mer ljus", "2;ja ;;Y;", "3;Jodå;;;<b>Hej</b>", "4;Jodå;x;x;=1+1", "4;9;;;")


def test_each_way_of_writing_and_what_it_became(tmp_path: Path) -> None:
    fitted, notes = fit(make_round(tmp_path, files={"webb.csv": table(*ROWS, headings=HEADINGS)}), codebook=codebook())
    assert list(fitted.columns) == list(COLUMNS)
    assert notes.empty
    safe = fitted[fitted["question"] == "trygg"]
    assert safe[["written", "became", "n"]].to_numpy().tolist() == [
        ["Jodå", "passar inte", 2], ["Ja", "Ja", 1], ["ja ", "Ja", 1], ["9", "vet ej", 1]]  # fmt: skip
    prio = fitted[fitted["question"] == "prio"]
    assert prio.query("heading == 'prio[fart]'")[["written", "became", "n"]].to_numpy().tolist() == [
        ["", "inget svar", 3], ["Y", "Fart; trafik", 1], ["x", "Fart; trafik", 1]]  # fmt: skip
    text = fitted[fitted["question"] == "forslag"]
    assert text[["became", "n"]].to_numpy().tolist() == [["svar i fritext eller nummer", 3], ["inget svar", 2]]
    assert "Mer ljus" not in set(fitted["written"]), "free text is counted, not shown"
    lacking = fitted[fitted["question"] == "datum"]
    assert lacking[["heading", "became", "n"]].to_numpy().tolist() == [["", "ingen kolumn", 0]]


def test_a_question_with_very_many_answers_and_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    rows = [f"{i};{i}" for i in range(100)]
    files = {"webb.csv": table(*rows, headings="Svarsnummer;Avstånd"), "tom.csv": ""}
    round_ = make_round(tmp_path, files=files, surveys=[{"file": f, "year": 2016, "mode": "web"} for f in files])
    fitted, notes = fit(round_, codebook=codebook())
    distance = fitted[(fitted["question"] == "avstand")]
    assert len(distance) == 61
    assert distance.iloc[-1][["became", "n"]].tolist() == ["40 skrivsätt till", 40]
    assert notes["file"].tolist() == ["tom.csv"]


def test_findings_can_be_filtered_and_strangers_text_is_escaped(tmp_path: Path) -> None:
    round_ = make_round(tmp_path, files={"webb.csv": table(*ROWS, headings=HEADINGS + ";<i>")})
    found = check_round(round_, codebook=codebook()).findings
    view = FindingsTable(found)
    assert len(view.shown) == len(found)
    view.rule.value = "okant_alternativ"
    assert view.shown["value"].tolist() == ["Jodå", "Jodå"]
    view.rule.value, view.severity.value = "alla", "upplysning"
    assert set(view.shown["severity"]) == {"upplysning"}
    view.severity.value, view.words.value = "alla", "DUBBEL"
    assert view.shown.empty
    view.words.value, view.file.value = "jodå", "webb.csv"
    assert len(view.shown) == 2
    assert "<i>" not in FindingsTable(found).children[2].value
    assert "0 av 0 fynd" in FindingsTable(tables.FINDINGS.empty()).children[1].value
    many = FindingsTable(pd.concat([found] * 60, ignore_index=True))
    assert "De första 200 visas" in many.children[1].value


def test_the_fit_is_shown_one_question_at_a_time(tmp_path: Path) -> None:
    fitted, _ = fit(make_round(tmp_path, files={"webb.csv": table(*ROWS, headings=HEADINGS)}), codebook=codebook())
    view = FitTable(fitted)
    labels = {name: label for label, name in view.question.options}
    assert labels["trygg"] == "trygg (1 att se på)"
    assert labels["prio"] == "prio"
    view.question.value = "trygg"
    assert "Jodå" in view.children[1].value


def comments(path: Path) -> dict[str, str]:
    """Return cell → comment of a workbook's only sheet of source rows."""
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(path) as archive:
        [part] = [name for name in archive.namelist() if "comments" in name and name.endswith(".xml")]
        root = ElementTree.fromstring(archive.read(part))
    return {str(one.get("ref")): "".join(one.itertext()) for one in root.iter(f"{space}comment")}


def test_the_cells_are_marked_in_the_workbook(tmp_path: Path) -> None:
    round_ = make_round(tmp_path, files={"webb.csv": table(*ROWS, headings=HEADINGS)})
    found = check_round(round_, codebook=codebook()).findings
    path = write_findings(found, tmp_path / "fynd.xlsx", folder=tmp_path)
    book = CalamineWorkbook.from_path(str(path))
    assert book.sheet_names == ["Fynd", "1 webb"]
    shown = book.get_sheet_by_name("1 webb").to_python()
    assert shown[0] == ["Rad", *HEADINGS.split(";")]
    assert [row[0] for row in shown[1:]] == ["4", "5", "6"]
    assert shown[2][5] == "=1+1", "a formula is written as text"
    said = comments(path)
    assert set(said) == {"C2", "C3", "F3", "A4"}
    assert said["C2"].startswith("Svaret finns inte bland kodbokens alternativ.")
    assert "(satt till ogiltigt)" in said["C2"]


@pytest.mark.parametrize(
    ("file", "sheet", "row", "column", "cell"),
    [
        ("rubrik_langt_ner.xlsx", "Svar", 5, "Förslag", "=1+1"),
        ("gammal.xls", "Svar", 3, "Är du trygg?", "Nej"),
        ("citattecken.csv", "", 2, "Förslag", "Mer ljus"),
        ("spss.sav", "", 4, "q1", "7"),
        ("dubbla_rubriker.csv", "", 2, "Förslag (3)", "Polis"),
    ],
)
def test_an_excerpt_holds_the_row_as_it_stands(file: str, sheet: str, row: int, column: str, cell: str) -> None:
    shown = excerpt(NASTY / file, sheet=sheet, rows={row}, columns={column})
    assert shown is not None
    assert shown.rows[row][shown.headings.index(column)] == cell


def test_sources_of_other_kinds_and_sheets_that_are_gone_have_no_excerpt(tmp_path: Path) -> None:
    assert excerpt(NASTY / "expected.yaml", sheet="", rows={1}, columns=set()) is None
    assert excerpt(NASTY / "flera_blad.xlsx", sheet="Borta", rows={1}, columns=set()) is None
    workbook(tmp_path / "a.xlsx", {"B": [["Id"], ["1"]]})
    rows = [("saknas.csv", "", 3, "K", "", "r", "fel", "M", ""), ("../a.csv", "", 3, "", "", "r", "fel", "M", ""),
            ("tom.csv", "", 2, "", "", "r", "fel", "M", "")]  # fmt: skip
    (tmp_path / "tom.csv").write_text("")
    found = tables.FINDINGS.check(pd.DataFrame(rows, columns=tables.FINDINGS.names))
    path = write_findings(found, tmp_path / "fynd.xlsx", folder=tmp_path)
    assert CalamineWorkbook.from_path(str(path)).sheet_names == ["Fynd"]
