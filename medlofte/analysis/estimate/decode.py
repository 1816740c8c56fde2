"""What a raw value in a file or database means: an answer in the codebook's words, or why there is none.

The survey reader does the same with findings for every odd row; here whole columns are counted, so what is odd becomes
a number of invalid answers.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from medlofte.codebook import Question, normal

Decoder = Callable[[str], tuple[str, str]]
STATE = "\x1e"


def decoder(question: Question) -> Decoder:
    """Return the function from a raw value to (pattern, state): the choices' names parted by ``|`` where answered."""
    return partial(_decode, question)


def as_it_is(raw: str) -> tuple[str, str]:
    """Return a value that is its own name: of a column that the codebook does not know, or is coded already.

    A value that begins with :data:`STATE` is the state of an answer that is not there.
    """
    if raw.startswith(STATE):
        return "", raw.removeprefix(STATE)
    return raw, "answered" if raw else "no_answer"


def _decode(question: Question, raw: str) -> tuple[str, str]:
    said = normal(raw)
    missing = {normal(text): state for text, state in question.missing.items()}
    if said in missing or not said:
        return "", missing.get(said, "no_answer")
    if question.type == "select_multiple":
        return _several(question, raw)
    if choice := question.written.get(said):
        return ("", choice.missing) if choice.missing else (choice.name, "answered")
    return _number(question, said)


def _several(question: Question, raw: str) -> tuple[str, str]:
    parts = [normal(part) for part in raw.split(question.separator)]
    found = [question.written.get(part) for part in parts if part]
    named = {choice.name for choice in found if choice and choice.missing is None}
    if not all(found) or (question.max and len(named) > question.max):
        return "", "invalid"
    if not named:
        return "", next((choice.missing for choice in found if choice and choice.missing), "no_answer")
    return "|".join(choice.name for choice in question.valid if choice.name in named), "answered"


def _number(question: Question, said: str) -> tuple[str, str]:
    """Return the band a number falls in, or the number itself where the question has no choices."""
    try:
        value = float(said.replace(",", "."))
    except ValueError:
        return "", "invalid"
    if not question.choices:
        return said, "answered"
    for choice in question.valid:
        if choice.low is not None and choice.low <= value <= (choice.high if choice.high is not None else value):
            return choice.name, "answered"
    return "", "invalid"
