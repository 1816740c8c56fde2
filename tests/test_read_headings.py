"""How tools write headings and ticks; and what the codebook may call them."""

import csv
from pathlib import Path

import pytest

from medlofte.analysis.answers import read_answer, read_labelled, read_tick
from medlofte.analysis.read.files import UNPACKED_BYTES
from medlofte.analysis.read.headings import names, options
from medlofte.analysis.read.letters import encoding
from medlofte.analysis.read.matching import match
from medlofte.analysis.read.survey import MANY_ALIKE, read_survey
from medlofte.analysis.read.tabular import read_packed, read_tabular
from medlofte.codebook import Choice, normal
from medlofte.errors import SourceError
from tests.readings import codebook, make_round, one, table

PRIO = next(question for question in codebook().questions if question.name == "prio")
SAFE = next(question for question in codebook().questions if question.name == "trygg")


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Är du trygg? *", "är du trygg?"),
        ("A\u0308r  du\u00a0trygg?:", "är du trygg?"),
        ("Säkerhet (1–5)", "säkerhet"),
        ("Q1. Är du trygg?", "är du trygg?"),
        ("12) Är du trygg?", "är du trygg?"),
        ("Q1. Är du trygg?", "q1"),
        ("bakgrund/alder", "alder"),
        ("bakgrund-alder", "alder"),
        ("Bakgrund/Hur gammal är du?", "hur gammal är du?"),
    ],
)
def test_a_heading_may_be_called(heading: str, name: str) -> None:
    assert name in names(heading)


def test_a_hyphen_between_words_is_no_group() -> None:
    assert names("Trygghet - kväll") == ("trygghet - kväll",)


@pytest.mark.parametrize(
    ("heading", "pair"),
    [
        ("prio[SQ001]", ("prio", "SQ001")),
        ("Viktigast? [Mer ljus]", ("Viktigast?", "Mer ljus")),
        ("grupp/prio/ljus", ("grupp/prio", "ljus")),
        ("Viktigast: Mer ljus", ("Viktigast", "Mer ljus")),
        ("Viktigast - Mer ljus", ("Viktigast", "Mer ljus")),
        ("prio_mer_ljus", ("prio", "mer_ljus")),
    ],
)
def test_a_heading_may_be_parted_into_question_and_option(heading: str, pair: tuple[str, str]) -> None:
    assert pair in options(heading)


@pytest.mark.parametrize(
    ("text", "state"),
    [("1", "answered"), ("Y", "answered"), ("SANT", "answered"), ("Knark", "answered"), ("x", "answered"),
     ("0", "no_answer"), ("", "no_answer"), ("Nej", "no_answer"), ("FALSE", "no_answer"), ("2", "invalid"),
     ("Hundar", "invalid")],
)  # fmt: skip
def test_a_tick(text: str, state: str) -> None:
    assert read_tick(PRIO, text, choice=PRIO.written["knark"]).state == state


def test_ticks_as_the_file_explains_them_and_the_open_option() -> None:
    choice = PRIO.written["knark"]
    assert read_tick(PRIO, "2", choice=choice, counted="2").state == "answered"
    assert read_tick(PRIO, "1", choice=choice, counted="2").state == "no_answer"
    assert read_tick(PRIO, "2", choice=choice, label="Nej").state == "no_answer"
    assert read_tick(PRIO, "1", choice=choice, label="Inte vald").state == "no_answer"
    assert read_tick(PRIO, "Hundar", choice=Choice(name="annat", label="Annat")).state == "answered"


def test_the_files_words_go_before_its_code() -> None:
    turned = read_labelled(SAFE, "1", label="Nej")
    assert (turned.value, turned.rule) == ("nej", "kod_mot_etikett")
    assert read_labelled(SAFE, "1", label="Ja").rule == ""
    assert read_labelled(SAFE, "7", label="Vet ej").state == "dont_know"
    assert read_labelled(SAFE, "7", label="Spår", declared=True).state == "no_answer"
    assert read_labelled(SAFE, "7", label="Spår").state == "invalid"
    assert read_labelled(SAFE, "1", label="Spår", declared=True).value == "ja"


@pytest.mark.parametrize(
    "text", ["Ljus,Knark", "Ljus, Knark", "ljus knark", "Ljus|Knark", "Knark;Ljus;", "knark\nljus"]
)
def test_several_answers_whatever_parts_them(text: str) -> None:
    assert read_answer(PRIO, text).value == "knark|ljus"


def test_an_option_may_name_its_own_column(tmp_path: Path) -> None:
    choices = [
        {"name": "ljus", "label": "Ljus", "columns": ["V7a"]},
        {"name": "polis", "label": "P", "columns": ["V7b"]},
    ]
    question = {"name": "prio", "label": "Viktigast", "type": "select_multiple", "choices": choices}
    files = {"webb.csv": "V7a;V7b\nX;\n;X\n0;0\n"}
    found = read_survey(make_round(tmp_path, files=files), codebook=codebook(question))
    assert found.responses.frame["prio"].tolist()[:2] == ["ljus", "polis"]
    assert found.responses.states["prio"].tolist()[2] == "no_answer"
    assert found.findings.empty


def test_a_question_of_several_options_may_stand_in_several_columns(tmp_path: Path) -> None:
    choices = [*({"name": n, "label": n} for n in "abc"), {"name": "v", "label": "Vet ej", "missing": "dont_know"}]
    question = {"name": "prio", "label": "Viktigast", "type": "select_multiple", "max": 2,
                "columns": ["Val 1", "Val 2"], "choices": choices}  # fmt: skip
    files = {"webb.csv": "Val 1;Val 2;x\na;b;\nb;b;\nc;;\nVet ej;;\n;;1\nb;d;\na,b;c;\n"}
    found = read_survey(make_round(tmp_path, files=files), codebook=codebook(question))
    assert found.responses.frame["prio"].tolist()[:3] == ["a|b", "b", "c"]
    assert found.responses.states["prio"].tolist()[3:] == ["dont_know", "no_answer", "invalid", "invalid"]
    assert one(found.findings, "okant_alternativ")["column"] == "Val 2"
    assert one(found.findings, "for_manga_val")["row"] == 8


def test_very_many_findings_of_one_kind_are_told_once_per_value(tmp_path: Path) -> None:
    rows = [f"{i};{'Jodå' if i % 2 else 'Nja'}" for i in range(MANY_ALIKE + 4)]
    text = table(*rows, headings="Svarsnummer;Är du trygg?")
    found = read_survey(make_round(tmp_path, files={"webb.csv": text}), codebook=codebook())
    told = found.findings.query("rule == 'okant_alternativ'")
    assert told[["row", "value"]].to_numpy().tolist() == [[2, "Nja"], [3, "Jodå"]]
    assert told["message"].str.endswith("Gäller 502 rader, den första visas.").all()
    assert (found.responses.states["trygg"] == "invalid").sum() == len(rows)


def test_progress_is_told_while_a_large_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "stor.csv"
    path.write_text("Id;Ort\n" + "".join(f"{i};Skee\n" for i in range(45_000)), "utf-8")
    shares: list[float] = []
    read = read_packed(path, known=frozenset({"id", "ort"}), share=shares.append)
    assert len(read.frame) == 45_000
    assert shares == sorted(shares)
    assert len(shares) == 3
    assert shares[-1] == 1
    assert read.frame["Ort"].cat.categories.tolist() == ["Skee"]
    assert match(read, codebook=codebook(), year=2016).asked == set()


def test_a_cell_larger_than_any_person_writes_is_refused_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "cell.csv"
    path.write_text('Id;Ort\n1;Skee\n2;"' + "a\n" * 70_000 + '"\n', "utf-8")
    csv.field_size_limit(2**31 - 1)  # as libraries do that share the process
    with pytest.raises(SourceError, match=r"rad 3: En cell är längre än 131\s072 tecken"):
        read_tabular(path, known=frozenset({"id", "ort"}))
    path.write_text("Id;Ort\n1;" + "a" * 40_000 + "\n", "utf-8")
    assert one(read_tabular(path, known=frozenset({"id", "ort"})).findings, "lang_cell")["row"] == 2


def test_a_file_is_looked_through_in_pieces(tmp_path: Path) -> None:
    path = tmp_path / "lang.csv"
    # The letter stands across the border between two pieces of a megabyte.
    path.write_bytes(b"a" * (2**20 - 1) + "å".encode() + b"\n")
    assert encoding(path, file="lang.csv") == "utf-8-sig"
    path.write_bytes(b"a" * 2**20 + b"\xe5\n")
    assert encoding(path, file="lang.csv") == "cp1252"
    assert UNPACKED_BYTES == 2**30
    assert normal("3.0") == "3"
