"""What a raw value in a file or database means: an answer in the codebook's words, or why there is none.

Answers are understood as the readers understand them; what they make a finding of becomes a number of invalid answers.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from medlofte.analysis.answers import read_answer
from medlofte.codebook import Question

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
    answer = read_answer(question, raw)
    return "" if answer.value is None else str(answer.value), answer.state
