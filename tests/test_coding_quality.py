"""How well the starter topics code, and how well the mask hides, on answers written before they were tuned.

Who wrote which set, and what was tuned on it, stands in tests/coding/README.md. Nothing is tuned on ``heldout.csv``,
``others.csv``, ``personal.csv`` or ``personal_sealed.csv``.
"""

import csv
import random
import re
from pathlib import Path

import pytest

from medlofte.analysis.coding import starter, words
from medlofte.analysis.coding.masking import MASK, Masker
from medlofte.analysis.coding.patterns import Coder
from medlofte.analysis.coding.personal import find
from medlofte.analysis.free_text import try_codebook

HERE = Path(__file__).parent / "coding"
STARTER = starter.FILE.with_name("answers.csv")
BOOK = starter.topics()
CODER = Coder(BOOK)
MASKER = Masker(BOOK)
BLIND = ("blind.csv", "blind_short.csv", "blind_plain.csv")


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def measure(answers: list[dict[str, str]]) -> tuple[float, float, float]:
    """Return micro precision, recall and F1."""
    pairs = [(set(filter(None, a["topics"].split("|"))), {m.topic for m in CODER.code(a["text"])}) for a in answers]
    hit = sum(len(gold & found) for gold, found in pairs)
    precision, recall = hit / sum(len(found) for _, found in pairs), hit / sum(len(gold) for gold, _ in pairs)
    return precision, recall, 2 * precision * recall / (precision + recall)


def test_ordinary_answers_are_coded_well_enough() -> None:
    answers = [row for row in rows("heldout.csv") if row["kind"] == "ordinary"]
    assert len(answers) >= 150
    precision, recall, f1 = measure(answers)
    assert precision >= 0.90
    assert recall >= 0.78
    assert f1 >= 0.83


def test_answers_that_nobody_has_tuned_on_are_coded_about_as_well() -> None:
    answers = [row for name in BLIND for row in rows(name) if row["kind"] == "ordinary"]
    assert len(answers) >= 450
    precision, recall, f1 = measure(answers)
    assert precision >= 0.90
    assert recall >= 0.78
    assert f1 >= 0.83


@pytest.mark.parametrize(("author", "least"), [("q1", 250), ("q3", 240), ("q4", 250), ("q5", 300)])
def test_answers_by_authors_who_never_saw_the_patterns_reach_the_goal(author: str, least: int) -> None:
    """Answers of all lengths; nobody has tuned on them."""
    answers = [row for row in rows("others.csv") if row["id"].startswith(f"{author}_")]
    assert len(answers) >= least
    precision, recall, f1 = measure(answers)
    assert precision >= 0.90
    assert recall >= 0.78
    assert f1 >= 0.83


@pytest.mark.parametrize("author", ["n1", "n2"])
def test_answers_made_to_mislead_keep_what_was_reached(author: str) -> None:
    """Not a measure of quality: they were tuned on."""
    answers = [row for row in rows(str(STARTER)) if row["id"].startswith(f"{author}_")]
    assert len(answers) == 420
    precision, recall, _ = measure(answers)
    assert precision >= 0.90
    assert recall >= 0.85


def test_long_answers_that_were_tuned_on_keep_what_was_reached() -> None:
    """Not a measure of quality: whoever changes a rule sees here what it costs in answers that tell something."""
    answers = [row for row in rows(str(STARTER)) if len(row["text"].split()) >= 25]
    assert len(answers) >= 200
    precision, recall, _ = measure(answers)
    assert precision >= 0.90
    assert recall >= 0.85


def test_a_strangers_answers_are_sorted_no_worse_than_when_they_were_first_seen() -> None:
    """The goal is .90 and .78 here too and is not reached; see docs/coding.md."""
    answers = rows("stranger.csv")
    assert len(answers) >= 250
    precision, recall, _ = measure(answers)
    assert precision >= 0.80
    assert recall >= 0.59


def test_paraphrases_are_told_apart_and_rather_left_than_guessed() -> None:
    precision, recall, _ = measure([row for row in rows("heldout.csv") if row["kind"] == "paraphrase"])
    assert precision >= 0.75
    assert recall < 0.9, "if it were this good, the set would no longer be hard"


@pytest.mark.parametrize(
    ("text", "topic"),
    [("Handgranater", "gang_skjutvapen"), ("Hells Angels", "gang_skjutvapen"), ("Brandattentat", "fyrverkeri_brand"),
     ("fortkorning", "hastighet"), ("stolder", "stold"), ("valdet okar", "vald"), ("ungdomsgang", "unga_stokiga")],
)  # fmt: skip
def test_a_word_gets_its_dots_where_the_topics_look_for_it_with_them_and_never_else(text: str, topic: str) -> None:
    assert topic in {match.topic for match in CODER.code(text)}


@pytest.mark.parametrize(
    ("text", "topic", "evidence"),
    [("traffiken på Storgatan", "trafikmiljo", "traffiken"), ("traffiken o knarket", "trafikmiljo", "traffiken"),
     ("dålig belysnning vid bron", "belysning", "belysnning"),
     ("för hög hastigeht här", "hastighet", "hastigeht"), ("narkotka säljs", "narkotika", "narkotka"),
     ("skadegörlse på skolan", "klotter_skadegorelse", "skadegörlse"), ("Fortkörnig", "hastighet", "Fortkörnig")],
)  # fmt: skip
def test_a_misspelt_word_is_read_as_it_was_meant_and_underlined_as_it_was_written(
    text: str, topic: str, evidence: str
) -> None:
    assert evidence in {text[match.start : match.end] for match in CODER.code(text) if match.topic == topic}


def test_one_letter_wrong_in_a_third_of_the_words_costs_little() -> None:
    """Of ordinary answers: recall .95 as they are, .71 so misspelt and read as they stand, .80 mended."""
    chance = random.Random(1)
    answers = [row for name in ("heldout.csv", *BLIND) for row in rows(name) if row["kind"] == "ordinary"]
    spoilt = [row | {"text": re.sub(r"\w{4,}", lambda word: spoil(word[0], chance), row["text"])} for row in answers]
    precision, recall, _ = measure(spoilt)
    assert precision >= 0.93
    assert recall >= 0.79


def spoil(word: str, chance: random.Random) -> str:
    """Return every third word with a letter left out, doubled or exchanged, or two that changed places."""
    i, kind = chance.randrange(1, len(word) - 1), chance.randrange(12)
    said = [word[:i] + word[i + 1 :], word[: i + 1] + word[i:], word[:i] + word[i + 1] + word[i] + word[i + 2 :],
            word[:i] + chance.choice("aeiklmnoprstuä") + word[i + 1 :]]  # fmt: skip
    return said[kind] if kind < len(said) else word


def test_words_that_are_known_are_never_respelt() -> None:
    spelling = CODER._spelling
    assert [word for word in words.listed() if spelling.word(word) != word] == []
    for text in (row["text"] for row in rows("clean.csv")):
        assert [word for word in re.findall(r"\w+", text.lower()) if spelling.word(word) != word] in ([], ["läktaren"])


def test_every_sentence_in_the_starter_holds() -> None:
    tried, wrong, _doubtful = try_codebook()
    assert wrong == []
    assert tried > 150
    for topic in BOOK.topics:
        assert len(topic.must_match) >= 2, topic.id
        assert len(topic.must_not_match) >= 2, topic.id
        assert topic.theme or topic.kind == "rest_strong", topic.id


def test_the_27_topics_and_about_nine_themes() -> None:
    assert len(BOOK.topics) == 27
    assert 7 <= len({topic.theme for topic in BOOK.topics if topic.theme}) <= 10


def marked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return a text without its marks, and where the personal data stands."""
    clean, spans, end = "", [], 0
    for found in re.finditer(r"\[\[(.*?)\]\]", text):
        clean += text[end : found.start()]
        spans.append((len(clean), len(clean) + len(found[1])))
        clean, end = clean + found[1], found.end()
    return clean + text[end:], spans


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("personal.csv", 50),
        ("personal_blind.csv", 25),
        ("personal_last.csv", 45),
        ("personal_plain.csv", 64),
        ("personal_forms.csv", 95),
        ("personal_called.csv", 119),
        ("personal_stranger.csv", 178),
        ("personal_notations.csv", 203),
        ("personal_more.csv", 81),
        ("personal_sealed.csv", 200),
    ],
)
def test_personal_data_is_hidden_to_the_last_letter(name: str, least: int) -> None:
    told = hidden = 0
    for row in rows(name):
        text, spans = marked(row["text"])
        masked = MASKER.mask(text)
        assert len(masked) == len(text)
        told += len(spans)
        hidden += sum(all(c == MASK or not c.isalnum() for c in masked[a:b]) for a, b in spans)
    assert told >= least
    assert hidden / told >= 0.95


@pytest.mark.parametrize(
    ("names", "most"),
    [
        (("heldout.csv", *BLIND), 0.012),
        (("clean.csv",), 0.012),
        (("clean_stranger.csv",), 0.012),
        (("clean_sealed.csv",), 0.012),
        (("clean_capitals.csv", "clean_more.csv"), 0.015),
        (("others.csv",), 0.012),
        (("stranger.csv",), 0.025),
    ],
)
def test_few_words_are_masked_needlessly(names: tuple[str, ...], most: float) -> None:
    told = masked = 0
    for row in (row for name in names for row in rows(name)):
        shown = MASKER.mask(row["text"])
        found = [m.span() for m in re.finditer(r"\S+", row["text"])]
        told += len(found)
        masked += sum(MASK in shown[a:b] for a, b in found)
    assert told > 1500
    assert masked / told <= most


@pytest.mark.parametrize(
    ("name", "least"),
    [("personal_called.csv", 0.90), ("personal_stranger.csv", 0.95), ("personal_notations.csv", 0.92)],
)
def test_most_answers_with_personal_data_are_flagged_at_import(name: str, least: float) -> None:
    """The mask hides what no rule knows; what is flagged must be known by form, list or company."""
    texts = [marked(row["text"])[0] for row in rows(name)]
    assert sum(bool(find(text)) for text in texts) / len(texts) >= least


def test_few_answers_without_personal_data_are_flagged_at_import() -> None:
    texts = [row["text"] for name in ("clean.csv", "clean_stranger.csv", "clean_capitals.csv") for row in rows(name)]
    assert len(texts) > 450
    assert sum(bool(find(text)) for text in texts) / len(texts) <= 0.015
