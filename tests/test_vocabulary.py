"""An edition's words come from the codebook, secrecy is honoured, and the design's sentence says what is assumed."""

from pathlib import Path

import pandas as pd
import pytest

from medlofte import tables
from medlofte.analysis.contents import counts, vocabulary
from medlofte.codebook import Codebook
from medlofte.rounds import Round

YES_NO = [{"name": "ja", "label": "Ja", "problem": True}, {"name": "nej", "label": "Nej"},
          {"name": "vet", "label": "Vet ej", "missing": "dont_know"}]  # fmt: skip
BOOK = Codebook.model_validate(
    {
        "questions": [
            {"name": "id", "label": "Id", "type": "id", "role": "id"},
            {"name": "kon", "label": "Kön", "type": "select_one", "role": "group", "choices": YES_NO},
            {"name": "orolig", "label": "Är du orolig?", "type": "select_one", "choices": YES_NO},
            {"name": "avstand", "label": "Hur långt?", "type": "decimal"},
            {"name": "plats", "label": "Var?", "type": "place"},
            {"name": "forslag", "label": "Förslag", "type": "text"},
        ],
        "topics": [{"id": "t", "label": "T", "theme": "tema", "ansvar": "polis", "definition": "Om t."}],
        "actors": [{"id": "polis", "label": "Polis", "party": "polis"}, {"id": "skola", "label": "Skola"}],
    }
)
MAPPING = tables.MAPPING.check(
    pd.DataFrame(
        [
            ("a.xlsx", 5, "polis", "x", "t", "torget", "ofta", "okar", 4, "", "", "", 3, "oppen", "hemlig ord"),
            ("a.xlsx", 6, "polis", "x", "t", "", "ofta", "okar", 4, "", "", "", 3, "intern", ""),
            ("a.xlsx", 7, "polis", "x", "t", "torget", "ofta", "okar", 4, "", "", "", 3, "sekretess", ""),
        ],
        columns=tables.MAPPING.names,
    )
)


def test_what_the_codebook_says_in_english_is_by_table_and_key_and_the_rest_is_left_out() -> None:
    scale = [("bra", "Good", False), ("helt_ok", "", False), ("samre", "Worse", True), ("usel", "Awful", True)]
    options = [
        {"name": name, "label": name, "label_en": english, "problem": problem} for name, english, problem in scale
    ]
    book = Codebook.model_validate({
        "questions": [{"name": "k", "label": "Känsla?", "label_en": "Feeling?", "type": "scale", "choices": options}],
        "topics": [{"id": "t", "label": "T", "label_en": "Tea", "theme": "Dryck"}, {"id": "u", "label": "U"}],
        "themes": [{"label": "Dryck", "label_en": "Drinks"}],
        "actors": [{"id": "polis", "label": "Polis", "label_en": "Police"}],
    })  # fmt: skip
    said = vocabulary.english(book)
    assert said["questions"]["k"] == {"label": "Feeling?", "short": "Feeling?"}
    assert said["topics"] == {"t": {"label": "Tea", "theme": "Drinks"}}
    assert said["actors"] == {"polis": {"label": "Police"}}
    own = {key: texts["label"] for key, texts in said["choices"].items() if key.startswith("k/")}
    assert own == {"k/bra": "Good", "k/samre": "Worse", "k/usel": "Awful", "k/samlat_problem": "Worse / Awful",
                   "k/samlat_ovrigt": "Good / helt_ok"}  # fmt: skip


def test_questions_and_choices() -> None:
    assert vocabulary.questions(BOOK)["question"].tolist() == ["kon", "orolig", "mode"]
    assert [question.name for question in BOOK.estimated] == ["orolig"]
    choices = vocabulary.choices(BOOK, modes={"event", "web"})
    assert choices[["question", "choice", "order"]].to_numpy().tolist() == [
        ["kon", "ja", 0], ["kon", "nej", 1], ["orolig", "ja", 0], ["orolig", "nej", 1],
        ["mode", "web", 0], ["mode", "event", 1],
    ]  # fmt: skip
    assert choices["problem"].tolist() == [True, False, True, False, False, False]


def test_topics_and_actors() -> None:
    assert vocabulary.topics(BOOK).iloc[0].tolist() == ["t", "T", "tema", "polis", "Om t."]
    assert vocabulary.actors(BOOK, mapping=MAPPING)["answered"].tolist() == [True, False]


@pytest.mark.parametrize(("profile", "levels"), [("internal", ["oppen", "intern"]), ("public", ["oppen"])])
def test_secrecy_is_honoured(profile: str, levels: list[str]) -> None:
    reports = vocabulary.reports(MAPPING, profile=profile)
    assert reports["secrecy"].tolist() == levels
    assert "hemlig ord" not in reports.to_csv()


@pytest.mark.parametrize(("design", "word"), [("self-selected", "Självrekryterat urval"), ("sample", "Slumpmässigt")])
def test_the_edition_says_how_it_was_made(tmp_path: Path, design: str, word: str) -> None:
    round_ = Round.model_validate(
        {"folder": tmp_path, "kommun": "K", "year": 2017, "title": "T", "design": design, "rake": ["kon"]}
    )
    about = vocabulary.about(
        round_, profile="public", created="2026-11-23T12:00:00+00:00", codebook_sha256="0", survey_year=2016
    )
    assert about["note"].startswith(word)
    assert "under antagandet att" in about["note"]
    assert "felmarginal" not in str(about).lower()
    assert (about["profile"], about["minimum_count"], about["minimum_base"]) == ("public", 5, 20)
    assert "färre än 20 svar" in about["method"]
    assert "raking" in about["method"]
    assert about["kommun"] == "K"


def test_accounting_adds_up_per_year() -> None:
    frame = pd.DataFrame({"respondent": ["a", "b", "c"], "year": [2016, 2016, 2015]})
    states = pd.DataFrame({"orolig": ["answered", "invalid", "not_asked"], "id": "answered", "plats": "no_answer"})
    found = counts.accounting(tables.Responses(frame, states), codebook=BOOK)
    assert found.to_numpy().tolist() == [
        [2015, "orolig", 1, 0, 0, 0, 0, 1, "visad"],
        [2016, "orolig", 2, 1, 0, 0, 1, 0, "visad"],
    ]


def test_places_count_persons_and_actors() -> None:
    gazetteer = pd.DataFrame(
        [("torget", "Torget", "", "torg", 1.0, 2.0), ("parken", "Parken", "", "park", 3.0, 4.0)],
        columns=["place", "label", "aliases", "kind", "x", "y"],
    )
    answers = pd.DataFrame(
        [("a", "plats", "Torget"), ("a", "plats", "torget!"), ("b", "plats", "torget!"), ("c", "plats", "hemma"),
         ("c", "forslag", "Torget")],
        columns=["respondent", "question", "text"],
    )  # fmt: skip
    reports = vocabulary.reports(MAPPING, profile="internal")
    found = counts.places(
        gazetteer, answers=answers, reports=reports, codebook=BOOK,
        match=lambda text, _: "torget" if "torget" in text.lower() else "",
    )  # fmt: skip
    assert found[["place", "residents", "actors"]].to_numpy().tolist() == [["torget", 2, 1], ["parken", 0, 0]]
