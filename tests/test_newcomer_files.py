"""What newcomers bring, and what must be guessed of it: tests/nasty/newcomer, with expected.yaml, read line by line.

A survey has ``kind``, ``year`` (by the file's own times), ``questions`` (heading as shown → what is expected of the
question), and ``findings`` (rule, row, column) of a round made of it alone.
"""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from medlofte import guesses
from medlofte.analysis.check import check_round
from medlofte.analysis.draft.recognise import answered, kind
from medlofte.analysis.read.pxtable import table_cube
from medlofte.codebook import Codebook, Question
from medlofte.errors import SourceError
from medlofte.new import create
from medlofte.rounds import Round

FOLDER = Path(__file__).with_name("nasty") / "newcomer"
CASES = yaml.safe_load((FOLDER / "expected.yaml").read_text("utf-8"))
SURVEYS = [name for name, case in CASES.items() if case["kind"] == "survey"]
# What every new round is told of: nobody has answered yet, and a codebook that is a draft.
ALWAYS = ("aktor_saknas", "tomt_formular", "amne_utan_register", "indikator_saknas", "teckenkodning")


def made(folder: Path, name: str, **more: Any) -> tuple[Round, Codebook]:
    """Return a round made of one survey, and its codebook."""
    made = Round.read(create(folder / "ny", surveys=[guesses.survey(FOLDER / name, otherwise=2030)], year=2031, **more))
    return made, Codebook.read(made.path(made.codebook))


def shown(question: Question) -> dict[str, Any]:
    """Return what is expected of a question, as the file of cases writes it."""
    problems = [choice.label for choice in question.choices if choice.problem]
    facts = {"type": question.type, "role": question.role, "max": question.max, "missing": dict(question.missing),
             "choices": [choice.label for choice in question.choices], "problems": problems}  # fmt: skip
    return {name: fact for name, fact in facts.items() if fact}


@pytest.mark.parametrize("name", CASES)
def test_what_a_file_is(name: str) -> None:
    assert kind(FOLDER / name) == CASES[name]["kind"]


def test_every_file_is_expected() -> None:
    assert {path.name for path in FOLDER.iterdir()} - {"expected.yaml"} == set(CASES)


@pytest.mark.parametrize("name", SURVEYS)
def test_the_questions_of_a_newcomers_file(name: str, tmp_path: Path) -> None:
    assert answered(FOLDER / name) == CASES[name]["year"]
    round_, codebook = made(tmp_path, name)
    expected = CASES[name]["questions"]
    assert {question.label: shown(question) for question in codebook.questions} == expected
    assert round_.surveys[0].year == CASES[name]["year"]
    assert (codebook.question(round_.priority_question).label if round_.priority_question else "") == (
        CASES[name].get("ranks", ""))  # fmt: skip


@pytest.mark.parametrize("name", SURVEYS)
def test_the_findings_of_a_newcomers_file(name: str, tmp_path: Path) -> None:
    round_, codebook = made(tmp_path, name)
    checked = check_round(round_, codebook=codebook)
    found = checked.findings[~checked.findings["rule"].isin(ALWAYS)]
    told = [[row["rule"], "" if pd.isna(row["row"]) else int(row["row"]), row["column"]]
            for row in found.to_dict("records")]  # fmt: skip
    assert sorted(told, key=str) == sorted(CASES[name]["findings"], key=str)
    source = checked.provenance.query("kind == 'survey'").iloc[0]
    assert [source["read"], source["accepted"]] == CASES[name]["rows"]


def test_what_people_wrote_beside_the_options_is_one_option(tmp_path: Path) -> None:
    _, codebook = made(tmp_path, "Enkät(1-60).xlsx")
    several = next(q for q in codebook.questions if q.label.startswith("Vilka av följande"))
    assert several.choices[-1].also == ("Vildsvin i trädgården", "hundar utan koppel")


@pytest.mark.parametrize("name", ["folkmangd.xlsx", "folkmangd.csv"])
def test_answers_are_weighed_by_scbs_table_as_it_is_saved(tmp_path: Path, name: str) -> None:
    round_, codebook = made(tmp_path, "Enkät(1-60).xlsx", population=FOLDER / name)
    asked = {question.label: question.name for question in codebook.groups}
    assert set(round_.rake) == {asked["Vilket kön identifierar du dig som?"], asked["Hur gammal är du?"]}
    margins = check_round(round_, codebook=codebook).margins
    ages = margins[margins["question"] == asked["Hur gammal är du?"]].set_index("choice")["population"]
    # Ten of each sex and age (the newest year): 12, 35, and from 65 to the oldest.
    assert ages["18_29_ar"] == 240
    assert ages["30_64_ar"] == 700


def test_a_table_that_is_not_scbs_is_refused_with_the_next_step() -> None:
    with pytest.raises(SourceError, match=r"en rad med årtal ovanför siffrorna saknas\. Hämta den med"):
        table_cube(FOLDER / "platser.csv", file="platser.csv")


def test_the_actors_table_lies_among_the_forms(tmp_path: Path) -> None:
    others = [("mapping", FOLDER / "aktorer.xlsx")]
    round_, codebook = made(tmp_path, "torget.csv", others=others, places=FOLDER / "platser.csv")
    checked = check_round(round_, codebook=codebook)
    told = checked.mapping[["actor", "topic", "place", "frequency", "trend", "consequences", "secrecy"]]
    assert told.astype(str).to_numpy().tolist() == [
        ["polis", "narkotika", "parken", "ofta", "okar", "4", "sekretess"],
        ["polis", "inbrott", "", "ibland", "oforandrat", "2", "sekretess"],
        ["socialtjanst", "nara_relation", "", "ofta", "okar", "5", "sekretess"],
    ]
    own = checked.findings[checked.findings["file"] == "mapping/aktorer.xlsx"]
    assert own[["rule", "column"]].to_numpy().tolist() == [
        ["kolumn_saknas", "Sekretess (öppen/intern/sekretess)"],
        ["kolumn_saknas", "Vilka drabbas, Källa, Säkerhet, Kommentar"],
        ["sammanslagen_cell", "Aktör"],
    ]
    assert "inga rader visas" in own["message"].iloc[0]


def test_a_list_of_names_makes_its_own_ids(tmp_path: Path) -> None:
    round_, codebook = made(tmp_path, "torget.csv", places=FOLDER / "platser.csv")
    places = check_round(round_, codebook=codebook).places
    assert places[["place", "label", "aliases"]].to_numpy().tolist() == [
        ["parken", "Parken", "Järnvägsparken|stadsparken"], ["badhuset", "Badhuset", ""]]  # fmt: skip
