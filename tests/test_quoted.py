"""Approved quotes are the only text that crosses the border, and only while every rule still holds."""

import json
from pathlib import Path

import pandas as pd
import pytest

from medlofte.analysis.coding.quotes import FILE, QuoteBook
from medlofte.analysis.contents.quoted import quotes
from tests.test_read_walks_and_reports import CODEBOOK, checked

ANSWERS = pd.DataFrame({"respondent": ["r1", "r2"], "question": ["forslag", "forslag"]})
CODES = ANSWERS.assign(year=2016, topic="narkotika", rule="")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    checked(tmp_path, "")
    return tmp_path


def approved(folder: Path, text: str, *, respondent: str = "r1", people: int = 2) -> QuoteBook:
    book = QuoteBook(folder / FILE, checked(folder, "").codebook)
    made = book.propose(text, respondent=respondent, question="forslag", topics=["narkotika"], by="A")
    for name in ("A", "B")[:people]:
        book.approve(made.id, by=name)
    return book


def published(folder: Path, answers: pd.DataFrame = ANSWERS, codes: pd.DataFrame = CODES) -> list[list[str]]:
    return quotes(checked(folder, ""), answers=answers, codes=codes).to_numpy().tolist()


def test_two_approvals_are_needed_and_only_topic_and_text_follow(folder: Path) -> None:
    approved(folder, "det är mörkt vid parken", people=1)
    assert published(folder) == []
    approved(folder, "det är mörkt vid parken")
    assert [row[0] for row in published(folder)] == ["narkotika"]


def test_an_answer_that_is_gone_takes_its_quote_along(folder: Path) -> None:
    approved(folder, "det är mörkt vid parken")
    assert published(folder, ANSWERS[ANSWERS["respondent"] == "r2"]) == []


def test_a_topic_that_may_no_longer_be_quoted_or_a_text_with_personal_data_is_left_out(folder: Path) -> None:
    book = approved(folder, "det är mörkt vid parken")
    before = [dict(topic) for topic in CODEBOOK["topics"]]
    CODEBOOK["topics"][0]["quote"] = "never"
    try:
        assert published(folder) == []
    finally:
        CODEBOOK["topics"][:] = before
    assert len(published(folder)) == 1
    lines = [json.loads(line) for line in book.path.read_text("utf-8").splitlines()]
    lines[-1]["quote"]["text"] = "ring 070-123 45 67"
    book.path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    assert published(folder) == []


def test_an_answer_that_has_got_a_topic_that_is_never_quoted_takes_its_quote_along(folder: Path) -> None:
    CODEBOOK["topics"].append({"id": "hot", "label": "Hot", "quote": "never"})
    try:
        approved(folder, "det är mörkt vid parken")
        assert published(folder, codes=CODES.assign(topic=["hot", "narkotika"])) == []
        assert len(published(folder, codes=CODES.assign(topic=["narkotika", "hot"]))) == 1
    finally:
        CODEBOOK["topics"].pop()
