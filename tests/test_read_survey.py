"""Survey files to answers: every row and every answer is accounted for, whatever the file holds."""

import os
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from medlofte import tables
from medlofte.analysis.read.survey import read_survey
from medlofte.codebook import Codebook
from medlofte.errors import CodebookError, MedlofteError, SourceError
from medlofte.rounds import Round
from tests.readings import HEADINGS, ROWS, codebook, make_round, one, rules, table, workbook

SHARED = Path(os.environ.get("MEDLOFTE_SHARED") or Path(__file__).resolve().parents[2] / "shared" / "data")
BCS = SHARED / "bcs_2007_8_half.tab"


def read(folder: Path, *rows: str, headings: str = HEADINGS) -> tables.ReadResponses:
    return read_survey(make_round(folder, files={"webb.csv": table(*rows, headings=headings)}), codebook=codebook())


def cell(folder: Path, question: str, text: str) -> tuple[str, object, pd.DataFrame]:
    """Return state, value and findings of one cell under one question's heading."""
    heading = {q.name: q.label for q in codebook().questions}[question]
    quoted = '"' + text.replace('"', '""') + '"'
    found = read(folder, f"a1;{quoted};x", headings=f"Svarsnummer;{heading};Utfyllnad")
    return found.responses.states[question].iloc[0], found.responses.frame[question].iloc[0], found.findings


def test_two_answers(tmp_path: Path) -> None:
    found = read(tmp_path, *ROWS)
    frame = found.responses.frame
    assert frame[["respondent", "file", "row", "year", "mode", "weight"]].to_numpy().tolist() == [
        ["a1", "webb.csv", 2, 2016, "web", 1.0],
        ["a2", "webb.csv", 3, 2016, "web", 1.0],
    ]
    assert frame["alder"].tolist() == ["ung", "aldre"]
    assert frame["prio"].tolist() == ["knark", "fart|ljus"]
    assert frame["avstand"].tolist() == [1.5, 2.0]
    assert frame["datum"].tolist() == ["2016-10-01", "2016-10-02"]
    assert found.responses.states["forslag"].tolist() == ["answered", "no_answer"]
    assert pd.isna(frame["forslag"].iloc[1])
    assert found.findings.empty
    assert found.provenance[["read", "accepted", "quarantined"]].to_numpy().tolist() == [[2, 2, 0]]


@pytest.mark.parametrize(
    ("question", "text", "state", "value"),
    [
        ("trygg", "JA ", "answered", "ja"),
        ("trygg", "1,0", "answered", "ja"),
        ("trygg", "2.0", "answered", "nej"),
        ("trygg", "Vet ej", "dont_know", None),
        ("trygg", " ", "no_answer", None),
        ("alder", "44", "answered", "ung"),
        ("alder", "45,0", "answered", "aldre"),
        ("alder", "16–44", "answered", "ung"),
        ("alder", "999", "no_answer", None),
        ("prio", "Ljus;Knark;Ljus", "answered", "knark|ljus"),
        ("prio", "Fart; trafik\nLjus", "answered", "fart|ljus"),
        ("prio", "Vet ej", "dont_know", None),
        ("prio", ";", "no_answer", None),
        ("datum", "2016-10-03 10:31", "answered", "2016-10-03"),
        ("datum", "3/10/2016", "answered", "2016-10-03"),
        ("datum", "20161003", "answered", "2016-10-03"),
        ("avstand", "1 234,5", "answered", 1234.5),
        ("avstand", "-.389", "answered", -0.389),
        ("forslag", "  Mer ljus  ", "answered", "Mer ljus"),
    ],
)
def test_what_a_cell_means(tmp_path: Path, question: str, text: str, state: str, value: object) -> None:
    got, answer, findings = cell(tmp_path, question, text)
    assert got == state
    assert answer == value if value is not None else pd.isna(answer)
    assert not set(rules(findings)) & {"okant_alternativ", "inget_tal", "inget_datum"}


@pytest.mark.parametrize(
    ("question", "text", "rule", "words"),
    [
        ("trygg", "Kanske", "okant_alternativ", "also eller missing"),
        ("prio", "Ljus;Hundar", "okant_alternativ", "«Hundar»"),
        ("prio", "Ljus;Knark;Fart; trafik", "for_manga_val", "högst 2"),
        ("alder", "217", "orimligt_varde", "orimlig"),
        ("alder", "1971", "orimligt_varde", "födelseår"),
        ("alder", "-3", "orimligt_varde", "orimlig"),
        ("alder", "12", "utanfor_grupperna", "low–high"),
        ("alder", "20,5", "inget_heltal", "heltal"),
        ("alder", "tjugo", "inget_tal", "tal"),
        ("datum", "42646", "inget_datum", "2016-10-03"),
        ("datum", "17", "inget_datum", "Ett tal står där ett datum ska stå"),
        ("datum", "i går", "inget_datum", "ÅÅÅÅ-MM-DD"),
        ("datum", "1066-10-14", "inget_datum", "inget datum"),
        ("avstand", "två mil", "inget_tal", "tal"),
        ("avstand", "1e999", "inget_tal", "tal"),
    ],
)
def test_an_invalid_cell_is_told_with_its_place(
    tmp_path: Path, question: str, text: str, rule: str, words: str
) -> None:
    state, answer, findings = cell(tmp_path, question, text)
    assert state == "invalid"
    assert pd.isna(answer)
    found = one(findings, rule)
    assert (found["file"], found["row"], found["value"]) == ("webb.csv", 2, text)
    assert found["column"] == {q.name: q.label for q in codebook().questions}[question]
    assert words in found["message"]
    assert found["action"] == "satt till ogiltigt"


def test_an_option_beside_dont_know_counts_and_is_told(tmp_path: Path) -> None:
    state, answer, findings = cell(tmp_path, "prio", "Ljus;Vet ej")
    assert (state, answer) == ("answered", "ljus")
    assert one(findings, "motsagelse")["severity"] == "upplysning"


def test_a_formula_stays_text(tmp_path: Path) -> None:
    state, answer, findings = cell(tmp_path, "forslag", "=HYPERLINK(1)")
    assert (state, answer) == ("answered", "=HYPERLINK(1)")
    assert one(findings, "formel")["row"] == 2


def test_a_column_the_codebook_lacks_is_one_finding(tmp_path: Path) -> None:
    found = read(tmp_path, "a1;Ja;x", "a2;Nej;y", headings="Svarsnummer;Är du trygg?;Favoritfärg")
    told = one(found.findings, "okand_kolumn")
    assert (told["column"], told["severity"], told["action"]) == ("Favoritfärg", "varning", "kolumnen är inte läst")
    assert "Favoritfärg" not in found.responses.frame


def test_a_question_without_column_is_not_asked_and_told(tmp_path: Path) -> None:
    found = read(tmp_path, "a1;Ja", headings="Svarsnummer;Är du trygg?")
    assert found.responses.states["prio"].tolist() == ["not_asked"]
    told = found.findings[found.findings["rule"] == "fraga_utan_kolumn"]
    assert set(told["column"]) == {"Datum", "Hur gammal är du?", "Område", "Viktigast", "Avstånd", "Förslag"}


def test_a_question_under_two_headings_is_read_once(tmp_path: Path) -> None:
    found = read(tmp_path, "a1;20;60", headings="Svarsnummer;Ålder;Hur gammal är du?")
    assert found.responses.frame["alder"].tolist() == ["ung"]
    assert one(found.findings, "samma_fraga")["column"] == "Hur gammal är du?"


def test_a_question_of_another_year_is_not_asked(tmp_path: Path) -> None:
    questions = [{"name": "id", "label": "Id", "type": "id"}, {"name": "ny", "label": "Ny", "type": "text",
                                                              "years": [2015]}]  # fmt: skip
    round_ = make_round(tmp_path, files={"webb.csv": "Id;Ny\n1;hej\n"})
    found = read_survey(round_, codebook=codebook(*questions))
    assert found.responses.states["ny"].tolist() == ["not_asked"]
    assert one(found.findings, "fel_ar")["column"] == "Ny"
    assert "fraga_utan_kolumn" not in rules(found.findings)


def test_a_respondent_who_is_there_twice_counts_once(tmp_path: Path) -> None:
    found = read(tmp_path, *ROWS, ROWS[0])
    assert found.responses.frame["respondent"].tolist() == ["a1", "a2"]
    told = one(found.findings, "dubbel_svarande")
    assert (told["row"], told["value"]) == (4, "a1")
    assert found.provenance.loc[0, "quarantined"] == 1


def test_respondents_without_id_are_named_by_file_and_row(tmp_path: Path) -> None:
    found = read(tmp_path, ";2016-10-01;20;;Ja;;;", "a2;;;;Ja;;;")
    assert found.responses.frame["respondent"].tolist() == ["webb:2", "a2"]


def test_the_same_number_may_return_another_year_but_not_in_another_file(tmp_path: Path) -> None:
    files = {"a/webb.csv": table(ROWS[0]), "b/webb.csv": table(ROWS[0], ";;;;Nej;;;"), "gammal.csv": table(ROWS[0])}
    surveys = [{"file": f, "year": 2015 if f == "gammal.csv" else 2016, "mode": "web"} for f in files]
    found = read_survey(make_round(tmp_path, files=files, surveys=surveys), codebook=codebook())
    assert found.responses.frame["respondent"].tolist() == ["a1", "b/webb:3", "a1"]
    assert one(found.findings, "dubbel_svarande")["file"] == "b/webb.csv"


def test_a_file_that_repeats_anothers_numbers_is_a_fault(tmp_path: Path) -> None:
    files = {f: table(*(f"{i};;;;Ja;;;" for i in range(30))) for f in ("webb.csv", "papper.csv")}
    surveys = [{"file": f, "year": 2016, "mode": "web"} for f in files]
    found = read_survey(make_round(tmp_path, files=files, surveys=surveys), codebook=codebook())
    assert one(found.findings, "samma_nummer")["severity"] == "fel"
    assert found.provenance["quarantined"].tolist() == [0, 30]


def test_weights(tmp_path: Path) -> None:
    questions = [{"name": "id", "label": "Id", "type": "id"}, {"name": "vikt", "label": "Vikt", "type": "decimal",
                                                              "role": "weight"}]  # fmt: skip
    files = {"a.csv": 'Id,Vikt\n1,"1,5"\n2,0\n3,\n4,-1\n5,tung\n6,.5\n', "b.csv": "Id;Annat\n9;x\n"}
    surveys = [{"file": f, "year": 2016, "mode": "sample"} for f in files]
    found = read_survey(make_round(tmp_path, files=files, surveys=surveys), codebook=codebook(*questions))
    assert found.responses.frame["weight"].tolist() == [1.5, 0.5, 1.0]
    assert found.findings.query("rule == 'ogiltig_vikt'")["row"].tolist() == [3, 4, 5, 6]
    assert found.provenance["quarantined"].tolist() == [4, 0]
    assert one(found.findings, "vikt_saknas")["file"] == "b.csv"


def test_a_workbook_with_two_sheets_is_accounted_for_once(tmp_path: Path) -> None:
    heads = HEADINGS.split(";")
    workbook(tmp_path / "enkat.xlsx", {"Webb": [heads, ["a1", "", 20.0]], "Papper": [heads, ["a2", "", 60.0]]})
    modes = (("web", "Webb"), ("paper", "Papper"))
    surveys = [{"file": "enkat.xlsx", "year": 2016, "mode": mode, "sheet": sheet} for mode, sheet in modes]
    found = read_survey(make_round(tmp_path, surveys=surveys), codebook=codebook())
    assert found.provenance[["file", "read"]].to_numpy().tolist() == [["enkat.xlsx", 2]]
    assert found.responses.frame["alder"].tolist() == ["ung", "aldre"]


def test_a_file_that_cannot_be_read_stops_or_is_handed_over(tmp_path: Path) -> None:
    files = {"tom.csv": "", "webb.csv": table(*ROWS)}
    round_ = make_round(tmp_path, files=files, surveys=[{"file": f, "year": 2016, "mode": "web"} for f in files])
    with pytest.raises(SourceError, match=r"Fil tom\.csv: Filen är tom"):
        read_survey(round_, codebook=codebook())
    errors: list[MedlofteError] = []
    found = read_survey(round_, codebook=codebook(), on_error=errors.append)
    assert len(found.responses.frame) == 2
    assert [str(error.file) for error in errors] == ["tom.csv"]


def test_a_round_without_surveys_has_the_right_columns(tmp_path: Path) -> None:
    found = read_survey(make_round(tmp_path), codebook=codebook())
    assert found.responses.frame.empty
    assert list(found.responses.states.columns) == [q.name for q in codebook().questions]
    assert found.responses.frame["avstand"].dtype == "float64"


def test_a_question_may_not_be_called_what_medlofte_calls_its_own(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match="annat namn"):
        read_survey(make_round(tmp_path), codebook=codebook({"name": "year", "label": "År", "type": "integer"}))


def test_twenty_thousand_rows_take_seconds(tmp_path: Path) -> None:
    count = 20_000
    questions = [
        {"name": f"q{i}", "label": f"Fråga {i}", "type": "scale", "choices": [{"name": f"s{k}", "label": str(k)}
                                                                                for k in range(1, 6)]}
        for i in range(65)
    ]  # fmt: skip
    numbers = np.random.default_rng(1).integers(1, 6, (count, 65)).astype(str)
    text = table(*(";".join(row) for row in numbers), headings=";".join(f"Fråga {i}" for i in range(65)))
    round_ = make_round(tmp_path, files={"webb.csv": text})
    start = time.process_time()
    found = read_survey(round_, codebook=codebook(*questions))
    assert time.process_time() - start < 5
    assert len(found.responses.frame) == count
    assert (found.responses.states == "answered").all(axis=None)


@pytest.mark.skipif(not BCS.is_file(), reason="bcs_2007_8_half.tab saknas; ange MEDLOFTE_SHARED (file not found)")
def test_the_real_survey(tmp_path: Path) -> None:
    def scale(name: str) -> dict[str, object]:
        choices = [{"name": f"s{k}", "label": str(k)} for k in range(1, 6)]
        return {"name": name, "label": name, "type": "scale", "choices": choices,
                "missing": {8: "no_answer", 9: "dont_know"}}  # fmt: skip

    bands = [("b16", 16, 29), ("b30", 30, 59), ("b60", 60, None)]
    questions = [
        {"name": "rowlabel", "label": "Id", "type": "id", "role": "id"},
        {"name": "tcindwt", "label": "Vikt", "type": "decimal", "role": "weight"},
        {"name": "age", "label": "Ålder", "type": "integer", "role": "group", "missing": {998: "no_answer",
                                                                                         999: "dont_know"},
         "choices": [{"name": n, "label": n, "low": low, "high": high} for n, low, high in bands]},
        *(scale(name) for name in ("walkdark", "walkday", "wburgl")),
        {"name": "tcviolent", "label": "Oro för våld", "type": "decimal"},
    ]  # fmt: skip
    book = Codebook.model_validate({"questions": questions})
    survey = {"file": "bcs.tab", "year": 2008, "mode": "sample"}
    round_: Round = make_round(tmp_path, files={"bcs.tab": BCS.read_bytes()}, surveys=[survey])
    found = read_survey(round_, codebook=book)
    raw = pd.read_csv(BCS, sep="\t", na_values=" ", dtype={"rowlabel": str})
    account = found.provenance.iloc[0]
    weighted = raw["tcindwt"].gt(0)
    assert account["read"] == len(raw) == 5838
    assert account["accepted"] == weighted.sum()
    assert sorted([*found.responses.frame["row"], *found.findings.query("rule == 'ogiltig_vikt'")["row"]]) == list(
        range(2, 5840)
    )
    kept = raw[weighted].reset_index(drop=True)
    np.testing.assert_allclose(found.responses.frame["weight"], kept["tcindwt"], rtol=1e-12)
    np.testing.assert_allclose(found.responses.frame["tcviolent"], kept["tcviolent"], rtol=1e-12)
    states = found.responses.states
    for name in ("walkdark", "walkday", "wburgl"):
        assert (states[name] == "dont_know").sum() == kept[name].eq(9).sum()
        assert (states[name] == "no_answer").sum() == (kept[name].isna() | kept[name].eq(8)).sum()
        assert (states[name] == "invalid").sum() == 0
    cut = pd.cut(kept["age"].where(kept["age"] < 990), [15, 29, 59, 120], labels=["b16", "b30", "b60"])
    assert found.responses.frame["age"].value_counts().to_dict() == cut.value_counts().to_dict()
    assert len(found.findings.query("rule == 'okand_kolumn'")) == 35 - len(questions)
