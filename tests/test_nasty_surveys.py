"""The matrix of small nasty survey files: each is read, and exactly what was expected of it is found.

tests/nasty/surveys holds the files (written by make_surveys.py, committed), ``codebook.yaml`` and ``expected.yaml``:
file → ``trap``, ``findings`` (rule, row, column), and as needed ``rows`` (read, accepted), ``answers`` (question → one
entry per accepted row: the answer, or the reason there is none in brackets), ``error`` (words of the message when the
file is refused) and ``limits`` (module constant → scaled value).
"""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from medlofte.analysis.check import Checked, check_round
from medlofte.analysis.read import files, grid
from medlofte.codebook import Codebook
from medlofte.rounds import Round

FOLDER = Path(__file__).with_name("nasty") / "surveys"
CASES = yaml.safe_load((FOLDER / "expected.yaml").read_text("utf-8"))
BOOK = Codebook.read(FOLDER / "codebook.yaml")
# Questions that a file leaves out are told of too; the small files would drown in it.
IGNORED = ("fraga_utan_kolumn",)
LIMITS = {"UNPACKED_BYTES": files, "LINE_LETTERS": grid}


def check(file: str) -> Checked:
    surveys = [{"file": file, "year": 2016, "mode": "web"}]
    round_ = Round.model_validate(
        {"kommun": "Provköping", "year": 2017, "title": "Prov", "folder": FOLDER, "surveys": surveys}
    )
    return check_round(round_, codebook=BOOK)


def told(checked: Checked, file: str) -> list[list[Any]]:
    """Return rule, row and column of what was found in a file, in order."""
    found = checked.findings
    own = found[(found["file"] == file) & ~found["rule"].isin(IGNORED)]
    rows = [int(row) if not pd.isna(row) else "" for row in own["row"]]
    return sorted(map(list, zip(own["rule"], rows, own["column"], strict=True)), key=str)


def answers(checked: Checked, question: str) -> list[Any]:
    """Return the answers to a question, or why there are none, in brackets."""
    values, states = checked.responses.frame[question], checked.responses.states[question]
    return [value if state == "answered" else f"({state})" for value, state in zip(values, states, strict=True)]


@pytest.mark.parametrize("file", CASES)
def test_a_nasty_file(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    case = CASES[file]
    for name, value in case.get("limits", {}).items():
        monkeypatch.setattr(LIMITS[name], name, value)
    checked = check(file)
    assert told(checked, file) == sorted(([*entry, "", ""][:3] for entry in case.get("findings", [])), key=str)
    assert checked.findings["message"].str.len().gt(15).all()
    assert [case["error"] in str(error) for error in checked.fatal] == [True] * ("error" in case)
    if "rows" in case:
        source = checked.provenance.set_index("file").loc[file]
        assert source[["read", "accepted"]].tolist() == case["rows"]
        assert source["read"] == source["accepted"] + source["quarantined"]
    assert {question: answers(checked, question) for question in case.get("answers", {})} == case.get("answers", {})


def test_every_file_is_expected() -> None:
    kept = {path.name for path in FOLDER.iterdir()} - {"expected.yaml", "codebook.yaml"}
    assert kept == set(CASES)
    assert len(CASES) >= 40


@pytest.mark.parametrize("file", ["kobo_kolumner.csv", "spss.sav", "gammal.xls", "orimliga.csv"])
def test_reading_twice_gives_the_same(file: str) -> None:
    first, second = check(file), check(file)
    pd.testing.assert_frame_equal(first.findings, second.findings)
    pd.testing.assert_frame_equal(first.responses.frame, second.responses.frame)
    pd.testing.assert_frame_equal(first.responses.states, second.responses.states)
