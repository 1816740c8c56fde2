"""Files of statistical programs: codes, labels, declared missing values, sets of columns and old letters."""

import struct
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from medlofte.analysis.draft import draft
from medlofte.analysis.read.statistical import read_statistical
from medlofte.analysis.read.survey import read_survey
from medlofte.analysis.read.table import Dictionary
from medlofte.codebook import Codebook
from medlofte.errors import SourceError
from tests.readings import codebook, make_round, one

NASTY = Path(__file__).with_name("nasty") / "surveys"


def test_codes_that_a_range_declares_missing_are_kept_and_known() -> None:
    read = read_statistical(NASTY / "spss.sav")
    assert read.frame["alder"].tolist() == ["20", "60", "998", "30"]
    assert read.frame["row"].tolist() == [1, 2, 3, 4]
    assert [read.dictionary.declared_missing("alder", text) for text in ("998", "60", "x", "")] == [
        True,
        False,
        False,
        False,
    ]
    assert read.dictionary.declared_missing("kon", "9")
    assert read.dictionary.titles["kon"] == "Kön"
    assert read.dictionary.labels["q1"]["8"] == "Vet ej"
    assert Dictionary(missing={"a": (("b", "b"),)}).declared_missing("a", "b")


def test_a_set_of_columns_is_known_and_drafted(tmp_path: Path) -> None:
    [several] = read_statistical(NASTY / "spss_flersvar.sav").dictionary.several
    assert (several.name, several.label, several.columns, several.counted) == (
        "prio", "Viktigast", ("prio_1", "prio_2"), "1")  # fmt: skip
    (tmp_path / "k.yaml").write_text(draft(NASTY / "spss_flersvar.sav"), "utf-8")
    [question] = Codebook.read(tmp_path / "k.yaml").questions
    assert (question.name, question.type) == ("prio", "select_multiple")
    assert [(choice.name, choice.columns) for choice in question.choices] == [
        ("ljus", ("prio_1",)), ("synlig_polis", ("prio_2",))]  # fmt: skip


def test_a_set_whose_columns_hold_codes(tmp_path: Path) -> None:
    frame = pd.DataFrame({"prio_1": [1.0, 2, 3, 1], "prio_2": [2.0, None, None, 9]})
    path = tmp_path / "webb.sav"
    labels = {1: "Fart; trafik", 2: "Knark", 3: "Vet ej"}
    pyreadstat.write_sav(frame, str(path), variable_value_labels={"prio_1": labels, "prio_2": labels})
    known = b"$prio=C 9 Viktigast prio_1 prio_2\n"
    end = struct.pack("<ii", 999, 0)
    path.write_bytes(path.read_bytes().replace(end, struct.pack("<iiii", 7, 7, 1, len(known)) + known + end))
    surveys = [{"file": "webb.sav", "year": 2016, "mode": "web"}]
    found = read_survey(make_round(tmp_path, surveys=surveys), codebook=codebook())
    assert found.responses.frame["prio"].tolist()[:2] == ["fart|knark", "knark"]
    assert found.responses.states["prio"].tolist() == ["answered", "answered", "dont_know", "invalid"]
    assert one(found.findings, "okant_alternativ")["column"] == "prio_2"
    (tmp_path / "k.yaml").write_text(draft(path), "utf-8")
    [question] = Codebook.read(tmp_path / "k.yaml").questions
    assert question.written["2"].label == "Knark"
    assert {"prio_1", "prio_2"} <= question.headings


def test_an_encoding_that_is_not_the_declared_one_is_told(tmp_path: Path) -> None:
    content = (NASTY / "spss_cp1252.sav").read_bytes()
    path = tmp_path / "fel.sav"
    path.write_bytes(content.replace(struct.pack("<iiii", 7, 20, 1, 12) + b"windows-1252",
                                     struct.pack("<iiii", 7, 20, 1, 5) + b"UTF-8"))  # fmt: skip
    read = read_statistical(path)
    assert read.frame["forslag"].tolist()[0] == "Mer ljus på Höjden"
    assert one(read.findings, "teckenkodning")["action"] == "läst som WINDOWS-1252"


def test_portable_files_dates_and_a_column_called_row(tmp_path: Path) -> None:
    frame = pd.DataFrame({"ROW": [1.0, 2.0], "NAMN": ["a", "b"]})
    pyreadstat.write_por(frame, str(tmp_path / "a.por"))
    assert read_statistical(tmp_path / "a.por").frame["NAMN"].tolist() == ["a", "b"]
    when = pd.DataFrame({"row": [1.0, 2.0], "datum": pd.to_datetime(["2016-10-03 08:05", None])})
    pyreadstat.write_sav(when, str(tmp_path / "a.sav"))
    read = read_statistical(tmp_path / "a.sav")
    assert read.headings == ["row (kolumn)", "datum"]
    assert read.frame["datum"].tolist() == ["2016-10-03 08:05", ""]


@pytest.mark.parametrize("suffix", ["sav", "zsav", "por", "dta", "sas7bdat", "xpt", "parquet"])
def test_a_broken_file_is_one_swedish_message(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"trasig.{suffix}"
    path.write_bytes(b"skrap" * 200)
    with pytest.raises(SourceError, match="skadad eller av annat slag"):
        read_statistical(path)
