"""The matrix of small nasty files: each is read, and exactly what was expected of it is found.

A folder of tests/nasty holds files (written by a script, committed), ``codebook.yaml`` and ``expected.yaml``: file →
``trap``, ``findings`` (rule, row, column; without a row or column an empty text), and as needed ``rows`` (read,
accepted), ``answers`` (question → one entry per accepted row: the answer, or the reason there is none in brackets),
``error`` (words of the message when the file is refused), ``limits`` (module constant → scaled value) and ``setup``
(the round's fields; by default the file is a web survey of 2016).
"""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from medlofte import tables
from medlofte.analysis.check import Checked, check_round
from medlofte.analysis.read import files, grid
from medlofte.codebook import Codebook
from medlofte.rounds import Round

FOLDER = Path(__file__).with_name("nasty")
# Questions that a file leaves out are told of too; the small files would drown in it.
IGNORED = ("fraga_utan_kolumn",)
LIMITS = {"UNPACKED_BYTES": files, "LINE_LETTERS": grid}


def cases() -> list[Any]:
    """Return every file of every folder."""
    found = []
    for path in sorted(FOLDER.glob("*/expected.yaml")):
        listed = yaml.safe_load(path.read_text("utf-8"))
        found += [
            pytest.param(path.parent, file, case, id=f"{path.parent.name}/{file}") for file, case in listed.items()
        ]
    return found


def check(folder: Path, file: str, case: dict[str, Any]) -> Checked:
    setup = case.get("setup") or {
        "surveys": [{"file": file, "year": 2016, "mode": "web", "sheet": case.get("sheet", "")}]
    }
    round_ = Round.model_validate({"kommun": "Provköping", "year": 2017, "title": "Prov", "folder": folder} | setup)
    return check_round(round_, codebook=Codebook.read(folder / "codebook.yaml"))


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


@pytest.mark.parametrize(("folder", "file", "case"), cases())
def test_a_nasty_file(folder: Path, file: str, case: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in case.get("limits", {}).items():
        monkeypatch.setattr(LIMITS[name], name, value)
    checked = check(folder, file, case)
    expected = sorted(([*entry, "", ""][:3] for entry in case.get("findings", [])), key=str)
    assert told(checked, file) == expected
    assert tables.FINDINGS.check(checked.findings)["message"].ne("").all()
    if "error" in case:
        [error] = checked.fatal
        assert case["error"] in str(error)
    if "rows" in case:
        source = checked.provenance.set_index("file").loc[file]
        assert source[["read", "accepted"]].tolist() == case["rows"]
        assert source["read"] == source["accepted"] + source["quarantined"]
    for question, expected_answers in case.get("answers", {}).items():
        assert answers(checked, question) == expected_answers


def test_there_are_enough_files_and_each_is_expected() -> None:
    for folder in {path.parent for path in FOLDER.glob("*/expected.yaml")}:
        listed = yaml.safe_load((folder / "expected.yaml").read_text("utf-8"))
        made = {path.name for path in folder.iterdir() if path.is_file()} - {"expected.yaml", "codebook.yaml"}
        assert set(listed) <= made
    assert len(cases()) >= 40
    assert {path.name for path in (FOLDER / "surveys").iterdir()} - {"expected.yaml", "codebook.yaml"} == {
        case.values[1] for case in cases() if case.values[0].name == "surveys"
    }


def test_reading_twice_gives_the_same() -> None:
    for case in cases()[::6]:
        folder, file, expected = case.values
        first, second = (check(folder, file, expected) for _ in range(2))
        pd.testing.assert_frame_equal(first.findings, second.findings)
        pd.testing.assert_frame_equal(first.responses.frame, second.responses.frame)
        pd.testing.assert_frame_equal(first.responses.states, second.responses.states)
