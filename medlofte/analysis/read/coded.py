"""A question's columns to answers, worked out once per distinct text.

Twenty thousand rows of a seven-point scale cost seven decisions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from medlofte import tables
from medlofte.analysis.answers import Answer, chosen_together, read_answer
from medlofte.analysis.read.packed import distinct, merge
from medlofte.codebook import Question

Reader = Callable[[str], Answer]
STATES = pd.CategoricalDtype(list(tables.ANSWER_STATES))


@dataclass(frozen=True)
class Coded:
    """A column of answers.

    Parameters
    ----------
    values
        One entry per row, nothing unless answered: categories, or decimals for numbers without bands.
    states
        One of ``tables.ANSWER_STATES`` per row, as categories.
    remarks
        (row's place, column, answer) where there is something to say.
    """

    values: pd.Series
    states: pd.Series
    remarks: list[tuple[int, str, Answer]]


def code(question: Question, *, cells: pd.Series, read: Reader | None = None) -> Coded:
    """Return what one column answers to a question.

    Parameters
    ----------
    question
        The codebook's question.
    cells
        The column as text.
    read
        What one text answers; by default what the codebook says.
    """
    places, texts = distinct(cells)
    answers = [(read or _reader(question))(text) for text in texts]
    return _coded(question, places, answers, [str(cells.name)] * len(answers))


def code_together(question: Question, *, columns: Sequence[pd.Series], readers: Sequence[Reader]) -> Coded:
    """Return what several columns together answer to a question of several options.

    Every distinct combination is decided once; a column that says nothing (``no_answer``) counts for nothing.
    """
    places = np.zeros(len(columns[0]), dtype=np.int64)
    combinations: list[tuple[Answer, ...]] = [()]
    for cells, read in zip(columns, readers, strict=True):
        own, texts = distinct(cells)
        answers = [read(text) for text in texts]
        mixed, pairs = pd.factorize(places * max(len(texts), 1) + own)
        combinations = [
            (*combinations[pair // len(texts)], answers[pair % len(texts)]) for pair in np.asarray(pairs).tolist()
        ]
        places = mixed
    decided = [_together(question, combination) for combination in combinations]
    names = [str(cells.name) for cells in columns]
    return _coded(question, places, [answer for answer, _ in decided], [names[place] for _, place in decided])


def _together(question: Question, answers: Sequence[Answer]) -> tuple[Answer, int]:
    """Return the answer, and the place of the column to blame if there is something to say."""
    for place, answer in enumerate(answers):
        if answer.state == "invalid":
            return answer, place
    names = {name for answer in answers if answer.state == "answered" for name in str(answer.value).split("|")}
    reasons = [answer.state for answer in answers if answer.state in ("dont_know", "not_asked")]
    if not names and reasons:
        return Answer(reasons[0]), 0
    together = chosen_together(question, [choice for choice in question.choices if choice.name in names])
    return together, next((place for place, answer in enumerate(answers) if answer.state == "answered"), 0)


def _reader(question: Question) -> Reader:
    return lambda text: read_answer(question, text)


def _coded(question: Question, places: np.ndarray, answers: list[Answer], columns: list[str]) -> Coded:
    numbers = {state: number for number, state in enumerate(tables.ANSWER_STATES)}
    state = np.array([numbers[answer.state] for answer in answers], dtype=np.int8)
    said = np.array([bool(answer.rule) for answer in answers], dtype=bool)
    rows = said[places].nonzero()[0] if said.any() else np.zeros(0, dtype=int)
    return Coded(
        _values(question, places, answers),
        pd.Series(pd.Categorical.from_codes(state[places] if len(state) else state, dtype=STATES)),
        [(int(row), columns[places[row]], answers[places[row]]) for row in rows],
    )


def _values(question: Question, places: np.ndarray, answers: list[Answer]) -> pd.Series:
    if is_number(question):
        numbers = np.array([np.nan if a.value is None else float(a.value) for a in answers], dtype="float64")
        return pd.Series(numbers[places] if len(numbers) else numbers)
    return pd.Series(merge(places, [None if answer.value is None else str(answer.value) for answer in answers]))


def is_number(question: Question) -> bool:
    """Return whether a question's answers are decimals: numbers that the codebook does not group into bands."""
    return question.type in ("integer", "decimal") and not question.choices


def unasked(question: Question, *, rows: int) -> Coded:
    """Return the answers to a question that was not asked."""
    nothing = Answer("not_asked")
    return _coded(question, np.zeros(rows, dtype=np.int8), [nothing], [""])
