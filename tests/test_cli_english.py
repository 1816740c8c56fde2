"""With MEDLOFTE_LANGUAGE=en nothing that medlofte itself says has a Swedish letter or word in it."""

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from medlofte import cli, language

SWEDISH = re.compile(
    r"[åäöÅÄÖ«»]|(?<![\w-])(och|att|inte|med|till|har|den|det|ett|av|om|ingen|saknas|fel|varning|rad|fil|svar|fynd)(?![\w.-])",
    re.IGNORECASE,
)
CODEBOOK = """\
version: "1"
questions:
- {name: sex, label: Sex, type: select_one, role: group, choices: [{name: k, label: Woman}, {name: m, label: Man}]}
- {name: age, label: Age, type: integer}
- {name: safe, label: Are you safe, type: select_one, choices: [{name: y, label: "Yes"}, {name: n, label: "No"}]}
"""
SETUP = """\
kommun = "Testby"
year = 2017
title = "Test"
rake = ["sex"]
[[surveys]]
file = "answers.csv"
year = 2016
mode = "web"
[[surveys]]
file = "gone.csv"
year = 2015
mode = "web"
"""
ANSWERS = "id;Sex;Age;Are you safe;Colour\n1;Woman;12;Yes;red\n2;Man;x;Maybe;blue\n2;Man;200;No;red\n;;;;\n3;Man;40\n"


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_chosen", language.ContextVar("here", default=""))
    monkeypatch.setenv(language.ENVIRONMENT, "en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("codebook.yaml", CODEBOOK), ("round.toml", SETUP), ("answers.csv", ANSWERS)):
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "gone.csv").write_bytes(b"\x89PNG\r\n\x00")
    return tmp_path


def swedish(text: str) -> list[str]:
    return [line for line in text.splitlines() if SWEDISH.search(line)]


def parsers(top: argparse.ArgumentParser) -> list[argparse.ArgumentParser]:
    below = [made for action in top._actions if isinstance(action, argparse._SubParsersAction)
             for made in action.choices.values()]  # fmt: skip
    return [top, *(found for made in below for found in parsers(made))]


def test_the_help_of_every_command(english: None) -> None:
    found = parsers(cli.parser())
    assert len(found) > 20
    assert found[0].format_help().startswith("usage: medlofte")
    assert swedish("\n".join(parser.format_help() for parser in found)) == []


def test_the_program_takes_the_language_from_the_environment() -> None:
    words = [sys.executable, "-m", "medlofte", "audit", "nowhere", "--fast"]
    told = subprocess.run(
        words, capture_output=True, text=True, check=False, env=os.environ | {language.ENVIRONMENT: "en"}
    )
    assert told.returncode == 2
    assert "unrecognized arguments: --fast. Show the help with --help." in told.stderr
    assert swedish(told.stderr) == []


def test_what_check_finds(english: None, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", str(folder), "--out", str(tmp_path / "found.xlsx")]) == 2
    said = capsys.readouterr()
    assert re.search(r"^warning +answers.csv, row 3, Age\n +A number should stand here", said.out, re.MULTILINE)
    assert "The file is no text file." in said.out
    assert "Findings: " in said.out
    assert swedish(said.out) == []
    assert swedish(said.err) == []


def test_the_workbook_of_findings(english: None, folder: Path, tmp_path: Path) -> None:
    cli.main(["check", str(folder), "--out", str(tmp_path / "found.xlsx")])
    rows = CalamineWorkbook.from_path(tmp_path / "found.xlsx").get_sheet_by_name("Findings").to_python()
    assert rows[0][0] == "Severity"
    assert {row[0] for row in rows[1:]} == {"error", "warning", "note"}
    assert swedish("\n".join(str(cell) for row in rows for cell in row[:8])) == []


def test_an_error(english: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "round.toml").write_text('kommun = "Testby"\nyear = "soon"\n', "utf-8")
    for words in (["check", str(tmp_path)], ["publish", str(tmp_path / "gone")], ["new", str(tmp_path)]):
        assert cli.main(words) == 2
        told = capsys.readouterr().err
        assert told.startswith("medlofte: ")
        assert swedish(told.replace(str(tmp_path), "")) == []
