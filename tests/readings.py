"""A small round drawn for tests of the readers: its folder, codebook and files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from medlofte import tables
from medlofte.codebook import Codebook
from medlofte.rounds import Round

YES_NO = ({"name": "ja", "label": "Ja", "also": ["1"]}, {"name": "nej", "label": "Nej", "also": ["2"]},
          {"name": "vet_ej", "label": "Vet ej", "also": ["9"], "missing": "dont_know"})  # fmt: skip
QUESTIONS: tuple[dict[str, Any], ...] = (
    {"name": "svarsid", "label": "Svarsnummer", "type": "id", "role": "id"},
    {"name": "datum", "label": "Datum", "type": "date"},
    {"name": "alder", "label": "Hur gammal är du?", "type": "integer", "role": "group", "columns": ["Ålder"],
     "missing": {"999": "no_answer"},
     "choices": [{"name": "ung", "label": "16–44", "low": 16, "high": 44},
                 {"name": "aldre", "label": "45+", "low": 45}]},
    {"name": "omrade", "label": "Område", "type": "select_one", "role": "group",
     "choices": [{"name": "centrum", "label": "Centrum"}, {"name": "skee", "label": "Skee"}]},
    {"name": "trygg", "label": "Är du trygg?", "type": "scale", "choices": YES_NO},
    {"name": "prio", "label": "Viktigast", "type": "select_multiple", "max": 2, "choices": [
        {"name": "fart", "label": "Fart; trafik", "topic": "trafik"}, {"name": "knark", "label": "Knark"},
        {"name": "ljus", "label": "Ljus"}, {"name": "vet_ej", "label": "Vet ej", "missing": "dont_know"}]},
    {"name": "avstand", "label": "Avstånd", "type": "decimal"},
    {"name": "forslag", "label": "Förslag", "type": "text"},
)  # fmt: skip
TOPICS = ({"id": "trafik", "label": "Trafik", "problems": ["Fortkörning"], "indicators": ["bra_13232", "olyckor"]},
          {"id": "narkotika", "label": "Narkotika", "problems": ["Knark"], "indicators": ["bra_13236"]})  # fmt: skip
ACTORS = ({"id": "polis", "label": "Polis", "party": "polis"}, {"id": "skola", "label": "Skola"})
HEADINGS = "Svarsnummer;Datum;Ålder;Område;Är du trygg?;Viktigast;Avstånd;Förslag"
ROWS = ("a1;2016-10-01;20;Centrum;Ja;Knark;1,5;Mer ljus", 'a2;2016-10-02;60;Skee;Nej;"Ljus; Fart; trafik";2;')
PLACES = (
    "place;label;aliases;kind;x;y\ntorget;Torget;stortorget;torg;280030;6539500\nhamnen;Hamnen;;hamn;279880;6539720"
)


def codebook(*questions: dict[str, Any]) -> Codebook:
    """Return a codebook with these questions (or the usual ones), two topics and two actors."""
    content = {"questions": questions or QUESTIONS, "topics": TOPICS, "actors": ACTORS}
    return Codebook.model_validate(content)


def table(*rows: str, headings: str = HEADINGS) -> str:
    """Return a CSV with the usual headings."""
    return "\r\n".join((headings, *rows)) + "\r\n"


def make_round(folder: Path, *, files: dict[str, str | bytes] | None = None, **setup: Any) -> Round:
    """Write files (text as UTF-8) and return a round over them; by default one survey, webb.csv of 2016."""
    for name, content in (files or {}).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    surveys = ({"file": "webb.csv", "year": 2016, "mode": "web"},) if "webb.csv" in (files or {}) else ()
    given = {"kommun": "Provköping", "year": 2017, "title": "Provrunda", "surveys": surveys} | setup
    return Round.model_validate(given | {"folder": folder})


def workbook(path: Path, sheets: dict[str, Sequence[Sequence[Any]]], *, dates: bool = True) -> Path:
    """Write a workbook with these rows of cells per sheet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    options = {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False}
    with xlsxwriter.Workbook(str(path), options if dates else {}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                sheet.write_row(row, 0, cells)
    return path


def rules(findings: Any) -> list[str]:
    """Return the names of the rules found."""
    return list(findings["rule"])


def one(findings: Any, rule: str) -> dict[str, Any]:
    """Return the only finding of a rule."""
    found = findings[findings["rule"] == rule].to_dict("records")
    assert len(found) == 1, findings.to_string()
    return dict(found[0])


def tables_register(rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """Return rows as a checked register (``REGISTER``)."""
    filled = [{"file": "f", "source": "", "topic": "", **row} for row in rows]
    return tables.REGISTER.check(pd.DataFrame(filled, columns=tables.REGISTER.names))


def break_down_less(folder: Path) -> None:
    """Leave a round that has been copied few ways to break its results down: publishing takes a fourth of the time."""
    setup = folder / "round.toml"
    text, found = re.subn(r"crossings = \[.*?\n\]", 'crossings = [[], ["omrade"]]', setup.read_text("utf-8"),
                          flags=re.DOTALL)  # fmt: skip
    assert found == 1
    setup.write_text(text, "utf-8")
