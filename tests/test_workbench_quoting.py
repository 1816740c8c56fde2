"""Quotes made and approved in the workbook, without a browser."""

from pathlib import Path

import pandas as pd
import pytest

from medlofte.analysis.coding import ledger, starter
from medlofte.analysis.coding.patterns import Coder
from medlofte.analysis.coding.quotes import FILE, QuoteBook
from medlofte.analysis.workbench.quoting import QuoteDesk

BOOK = starter.topics()
CODER = Coder(BOOK)
NEVER = next(topic.id for topic in BOOK.topics if topic.quote == "never")
ANSWERS = pd.DataFrame(
    [("r1", "q", "Det är mörkt vid skolan, säger Kalle"), ("r2", "q", "Mörkt på stigen"), ("r3", "q", "Mörkt i parken"),
     ("r4", "q", "Mörkt, och min man slår mig"), ("r5", "q", "Mörkt hemma")],
    columns=["respondent", "question", "text"],
)  # fmt: skip
CODES = pd.DataFrame(
    [*((f"r{i}", "q", "belysning") for i in range(1, 6)), ("r5", "q", NEVER)],
    columns=["respondent", "question", "topic"],
)


@pytest.fixture
def book(tmp_path: Path) -> QuoteBook:
    return QuoteBook(tmp_path / FILE, BOOK)


def desk(book: QuoteBook) -> QuoteDesk:
    flagged = ledger.Decision("r3", "q", "", "flag", "Åsa", "2026", "1")
    made = QuoteDesk(book, answers=ANSWERS, codes=CODES, coder=CODER, decisions=[flagged], name="Åsa")
    made.topic.value = "belysning"
    return made


def press(made: QuoteDesk, button: str) -> str:
    getattr(made, button).click()
    return str(made.said.value)


def test_only_what_may_be_quoted_is_there_to_choose(book: QuoteBook) -> None:
    made = desk(book)
    assert [pair[0] for _text, pair in made.answer.options] == ["r1", "r2"]
    assert NEVER not in [topic for _label, topic in made.topic.options]
    made.search.value = "stigen"
    assert [pair[0] for _text, pair in made.answer.options] == ["r2"]
    made.search.value = "finns inte"
    assert made.make.disabled


def test_a_quote_is_masked_written_over_and_shown_when_two_have_typed_their_names(book: QuoteBook) -> None:
    made = desk(book)
    assert made.approve.disabled
    made.answer.value = ("r1", "q")
    assert "Utkastet är maskat" in press(made, "make")
    assert "Kalle" not in made.text.value
    made.text.value = "Det är mörkt vid skolan"
    made.by.value = "Åsa Ek"
    assert "Spara den först" in press(made, "approve")
    press(made, "rewrite")
    assert "En person till" in press(made, "approve")
    made.by.value = "åsa ek"
    assert "redan godkänt" in press(made, "approve")
    made.by.value = "NN"
    assert "ange sitt namn" in press(made, "approve")
    assert book.shown() == ()
    made.by.value = "Bo Alm"
    assert "med i nästa utgåva: 1" in press(made, "approve")
    assert [(quote.text, quote.approved) for quote in book.shown()] == [
        ("Det är mörkt vid skolan", ("Åsa Ek", "Bo Alm"))
    ]
    assert "Åsa Ek, Bo Alm" in made.quote.options[0][0]
    made.text.value = "Det är mörkt hos Kalle"
    assert "namn" in press(made, "rewrite")
    assert len(book.shown()) == 1, "what was refused changes nothing"
    made._show()
    assert "visas inte mer" in press(made, "withdraw")
    assert book.shown() == ()


def test_quotes_are_there_when_the_workbook_is_opened_again(book: QuoteBook) -> None:
    made = desk(book)
    assert "Välj ett svar" in press(made, "make")
    made.answer.value = ("r2", "q")
    press(made, "make")
    again = desk(book)
    assert again.text.value == book.quotes()[0].text
    assert not again.approve.disabled


def test_of_many_answers_only_as_many_are_looked_through_as_are_shown(book: QuoteBook) -> None:
    many = pd.DataFrame([(f"r{i}", "q", f"Mörkt {i}") for i in range(300)], columns=ANSWERS.columns)
    codes = many.assign(topic="belysning")
    made = QuoteDesk(book, answers=many, codes=codes, coder=CODER, decisions=[], name="Åsa")
    made.topic.value = "belysning"
    assert len(made.answer.options) == 100
    made.search.value = "mörkt 299"
    assert [pair[0] for _text, pair in made.answer.options] == ["r299"]
