"""The codebook is validated, and every error names its entry."""

from pathlib import Path

import pytest

from medlofte.codebook import Codebook, normal
from medlofte.errors import CodebookError

GOOD = """
questions:
- {name: kon, label: Kön, type: select_one, role: group, columns: ['Är du kvinna eller man?'],
   choices: [{name: kvinna, label: Kvinna, also: [K, 2]}, {name: man, label: Man},
     {name: nej, label: Vill ej svara, missing: no_answer}]}
- {name: text, label: Berätta, type: text}
- {name: prio, label: Viktigast, type: select_multiple, max: 3, missing: {99: dont_know},
   choices: [{name: a, label: Knark, topic: narkotika}]}
topics: amnen.yaml
actors: [{id: skola, label: Skola}]
"""
TOPICS = "topics:\n- {id: narkotika, label: Narkotika, patterns: ['knark*']}\nlists: {droger: ['knark*']}\n"


def write(tmp_path: Path, text: str = GOOD, topics: str = TOPICS) -> Path:
    (tmp_path / "amnen.yaml").write_text(topics, "utf-8")
    file = tmp_path / "codebook.yaml"
    file.write_text(text, "utf-8")
    return file


def test_questions_topics_and_actors_are_found_by_name(tmp_path: Path) -> None:
    book = Codebook.read(write(tmp_path))
    question = book.question("kon")
    assert [choice.name for choice in question.valid] == ["kvinna", "man"]
    assert question.written[normal(" KVINNA ")].name == question.written["2"].name == "kvinna"
    assert normal("Är du kvinna eller man?") in question.headings
    assert book.question("prio").missing == {"99": "dont_know"}
    assert book.topic("narkotika").patterns == ("knark*",)
    assert book.lists["droger"] == ("knark*",)
    assert book.actor("skola").party == "kommun"
    assert [q.name for q in book.groups] == ["kon"]
    assert not book.question("text").estimated
    with pytest.raises(CodebookError, match="«finns_inte»"):
        book.question("finns_inte")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("type: text", "type: txt", ["text", "type", "«txt»"]),
        ("label: Berätta, ", "", ["text", "label", "saknas"]),
        ("role: group", "rol: group", ["kon", "rol", "okänt ord"]),
        ("topic: narkotika", "topic: okand", ["prio", "okand"]),
        ("name: text", "name: kon", ["kon", "två gånger"]),
        ("name: man", "name: kvinna", ["kon", "samma namn"]),
        ("choices: [{name: a, label: Knark, topic: narkotika}]", "choices: []", ["prio", "saknar svarsalternativ"]),
        ("type: text", "type: 'text", ["inte giltig YAML", "rad"]),
        ("amnen.yaml", "saknas.yaml", ["saknas.yaml", "finns inte"]),
    ],
)
def test_a_broken_codebook_names_the_entry(tmp_path: Path, old: str, new: str, words: list[str]) -> None:
    with pytest.raises(CodebookError) as caught:
        Codebook.read(write(tmp_path, GOOD.replace(old, new)))
    for word in words:
        assert word in str(caught.value)


def test_empty_missing_and_foreign_files(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match="tom eller har fel form"):
        Codebook.read(write(tmp_path, ""))
    with pytest.raises(CodebookError, match="finns inte"):
        Codebook.read(tmp_path / "nej.yaml")
    (tmp_path / "latin.yaml").write_bytes("title: Kön".encode("cp1252"))
    with pytest.raises(CodebookError, match="UTF-8"):
        Codebook.read(tmp_path / "latin.yaml")


@pytest.mark.parametrize(
    ("written", "expected"),
    [("3.0", "3"), (" Mycket  OTRYGG ", "mycket otrygg"), ("A\u030angest", "ångest"), ("Kön:", "kön"), ("x.0", "x.0"),
     ("hus\u00a0bil", "hus bil"), (3.0, "3")],
)  # fmt: skip
def test_normal(written: object, expected: str) -> None:
    assert normal(written) == expected
