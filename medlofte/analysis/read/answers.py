"""One question's raw cells to answers: what was answered, or why nothing counts as an answer.

Pure, and worked out once per distinct text: twenty thousand rows of a seven-point scale cost seven decisions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from medlofte.analysis.read.common import NOTE, WARNING, day, number, why_no_date
from medlofte.codebook import Choice, Question, normal

_OLDEST = 120
_AGES = ("alder", "age", "ålder")
_FIX = "Rätta källan, eller lägg till skrivsättet i kodboken (also eller missing)."


@dataclass(frozen=True)
class Answer:
    """What one text means.

    Parameters
    ----------
    state
        One of ``tables.ANSWER_STATES``.
    value
        The answer as ``Responses`` wants it; None unless answered.
    rule, message, severity
        The finding, when there is something to say.
    """

    state: str
    value: str | float | None = None
    rule: str = ""
    message: str = ""
    severity: str = WARNING


@dataclass(frozen=True)
class Coded:
    """A column of answers: arrays with one entry per row, and which rows have something to be said about them."""

    states: np.ndarray
    values: pd.Series
    remarks: list[tuple[int, Answer]]


def code(question: Question, *, cells: pd.Series) -> Coded:
    """Return what a column's cells answer to a question.

    Parameters
    ----------
    question
        The codebook's question.
    cells
        The column as text.
    """
    places, distinct = pd.factorize(cells)
    answers = [read_answer(question, str(text)) for text in distinct]
    states = np.array([answer.state for answer in answers], dtype=object)[places]
    values = pd.Series(np.array([answer.value for answer in answers], dtype=object)[places], dtype=dtype(question))
    said = np.array([bool(answer.rule) for answer in answers], dtype=bool)[places]
    return Coded(states, values, [(int(row), answers[places[row]]) for row in said.nonzero()[0]])


def dtype(question: Question) -> str:
    """Return the column's type in ``Responses``: decimals for numbers without bands, else text."""
    return "float64" if question.type in ("integer", "decimal") and not question.choices else "str"


def read_answer(question: Question, text: str) -> Answer:
    """Return what one text answers to a question."""
    words = normal(text)
    if not words:
        return Answer("no_answer")
    reason = _missing(question, words)
    if reason:
        return Answer(reason)
    return _READERS.get(question.type, _text)(question, text)


def _text(_question: Question, text: str) -> Answer:
    return Answer("answered", text.strip())


def _date(_question: Question, text: str) -> Answer:
    found = day(text)
    return Answer("answered", found) if found else Answer("invalid", None, "inget_datum", why_no_date(text))


def _missing(question: Question, words: str) -> str | None:
    reasons = {normal(written): reason for written, reason in question.missing.items()}
    return reasons.get(words) or reasons.get(_plain(words))


def _plain(words: str) -> str:
    """Return ``3,0`` and ``3.0`` as ``3``; other text as it is."""
    value = number(words)
    return str(int(value)) if value is not None and value == int(value) else words


def _choice(question: Question, text: str) -> Choice | None:
    words = normal(text)
    return question.written.get(words) or question.written.get(_plain(words))


def _one(question: Question, text: str) -> Answer:
    choice = _choice(question, text)
    if choice is None:
        message = f"Svaret finns inte bland kodbokens alternativ. {_FIX}"
        return Answer("invalid", None, "okant_alternativ", message)
    return Answer(choice.missing) if choice.missing else Answer("answered", choice.name)


def _several(question: Question, text: str) -> Answer:
    chosen, unknown = _split(question, text)
    if unknown:
        message = f"«{'», «'.join(unknown)}» finns inte bland kodbokens alternativ. {_FIX}"
        return Answer("invalid", None, "okant_alternativ", message)
    names = {choice.name for choice in chosen if choice.missing is None}
    if not names:
        return Answer(next(choice.missing for choice in chosen if choice.missing)) if chosen else Answer("no_answer")
    if question.max is not None and len(names) > question.max:
        message = f"{len(names)} alternativ är valda men högst {question.max} får väljas."
        return Answer("invalid", None, "for_manga_val", message)
    value = "|".join(choice.name for choice in question.choices if choice.name in names)
    if any(choice.missing for choice in chosen):
        message = "Svaret innehåller både alternativ och «vet ej»; alternativen räknas."
        return Answer("answered", value, "motsagelse", message, NOTE)
    return Answer("answered", value)


def _split(question: Question, text: str) -> tuple[list[Choice], list[str]]:
    """Return the options in a cell and the parts that are none; an option may itself contain the separator."""
    parts = [part for line in text.splitlines() for part in line.split(question.separator)]
    chosen, unknown = [], []
    while parts:
        for length in range(len(parts), 0, -1):
            whole = question.separator.join(parts[:length])
            choice = _choice(question, whole)
            if choice or length == 1:
                break
        if choice:
            chosen.append(choice)
        elif whole.strip():
            unknown.append(whole.strip())
        parts = parts[length:]
    return chosen, unknown


def _number(question: Question, text: str) -> Answer:
    choice = _choice(question, text)
    if choice:
        return Answer(choice.missing) if choice.missing else Answer("answered", choice.name)
    value = number(text)
    if value is None:
        return Answer("invalid", None, "inget_tal", f"Ett tal ska stå här. {_FIX}")
    if question.type == "integer" and value != int(value):
        return Answer("invalid", None, "inget_heltal", "Ett heltal ska stå här; rätta källan.")
    if (question.name in _AGES or question.concept in _AGES) and not 0 <= value <= _OLDEST:
        message = f"Åldern är orimlig (ska vara 0–{_OLDEST}); är det ett födelseår eller ett skrivfel?"
        return Answer("invalid", None, "orimligt_varde", message)
    return _band(question, value) if question.choices else Answer("answered", value)


def _band(question: Question, value: float) -> Answer:
    for choice in question.valid:
        low = -np.inf if choice.low is None else choice.low
        high = np.inf if choice.high is None else choice.high
        if (choice.low, choice.high) != (None, None) and low <= value <= high:
            return Answer("answered", choice.name)
    message = "Talet ligger utanför kodbokens grupper (low–high). Rätta källan eller lägg till en grupp."
    return Answer("invalid", None, "utanfor_grupperna", message)


_READERS: dict[str, Callable[[Question, str], Answer]] = {
    "select_one": _one, "scale": _one, "select_multiple": _several, "integer": _number, "decimal": _number,
    "date": _date,
}  # fmt: skip
