"""The quotes that an edition carries: masked, approved by two, and still in keeping with the rules when published."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from medlofte import tables
from medlofte.analysis.check import Checked
from medlofte.analysis.coding import ledger
from medlofte.analysis.coding.quotes import FILE, Quote, QuoteBook
from medlofte.analysis.private_text import kinds_in, place_words


def quotes(checked: Checked, *, answers: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """Return the approved quotes (``QUOTES``): topic and text, nothing of the answer or of who gave it.

    A quote is left out when its answer is no longer there (withdrawn, or flagged for an officer), when one of its
    topics has been marked ``quote: never`` since, when the answer has got such a topic since, or when its text seems to
    hold personal data.

    Parameters
    ----------
    answers
        The free-text answers that count (respondent, question).
    codes
        Their topics as they now stand (``CODES``).
    """
    never = {topic.id for topic in checked.codebook.topics if topic.quote == "never"}
    told = codes[codes["topic"].isin(never)]
    there = set(ledger.pairs(answers)) - set(ledger.pairs(told))
    known = place_words(checked.places, checked.round_.kommun)
    book = QuoteBook(checked.round_.folder / FILE, checked.codebook)
    kept = [q for q in book.shown() if (q.respondent, q.question) in there and not kinds_in(q.text, places=known)]
    rows = sorted({row for quote in kept for row in _rows(quote, checked)})
    return tables.QUOTES.check(pd.DataFrame(rows, columns=tables.QUOTES.names))


def _rows(quote: Quote, checked: Checked) -> Iterator[tuple[str, str]]:
    topics = {topic.id: topic for topic in checked.codebook.topics}
    named = [topics.get(name) for name in quote.topics]
    if all(topic is not None and topic.quote != "never" for topic in named):
        yield from ((name, quote.text) for name in quote.topics)
