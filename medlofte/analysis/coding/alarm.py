"""How likely an answer is a cry for help or an accusation, learnt from invented ones: for what no phrase foresees.

The model is that of the suggestions (:mod:`.suggest`), learnt from ``starter/pleas.csv`` and, as what is neither, from
the answers that the package carries. It only asks a person to read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from medlofte.analysis.coding import pleas, starter, suggest
from medlofte.analysis.coding.clauses import fold
from medlofte.codebook import Codebook

KINDS = ("help", "accusation")
ENOUGH = 0.3  # see docs/coding.md
_TELLING = 4  # words
# Who cries for help or accuses speaks of persons; the rest, half of all answers, need not be looked at.
_PERSONS = re.compile(
    r"\b(?:jag|mig|mej|min|mitt|mina|oss|vi|vår\w*|han|hon|hans|hennes|honom|henne|ni|nån|någon|snälla|hjälp|sig|sin|sitt|sina|"
    r"\w*(?:mamma|pappa|man|mannen|fru|sambo\w*|barn\w*|kille\w*|tjej\w*|granne\w*|chef\w*|bror|brodern|bröder\w*|familj\w*|"
    r"lärare\w*|rektor\w*|ägare\w*|personal\w*|polisman\w*|tränare\w*)|i|me|my|we|jeg|meg|sos|help|vill|orkar|leva|livet|dö|självmord\w*)\b"
)


def scores(folded: Sequence[str]) -> np.ndarray:
    """Return one row per folded text, one column per kind of ``KINDS``, about 0–1.

    0 where no person is spoken of, and for the shortest, which are like too much: they are left to the phrases.
    """
    spoken = [i for i, text in enumerate(folded) if len(text.split()) >= _TELLING and speaks(text)]
    found = np.zeros((len(folded), len(KINDS)))
    if spoken:
        found[spoken] = _model().scores([folded[i] for i in spoken])
    return found


def speaks(folded: str) -> bool:
    """Return whether a folded text speaks of persons, or of living and dying."""
    return _PERSONS.search(folded) is not None


def examples() -> dict[str, frozenset[str]]:
    """Return the invented pleas and accusations that the package carries, and some that are neither (empty)."""
    return {row["text"]: frozenset({row["kind"]} - {"none"}) for row in starter.written("pleas.csv")}


@lru_cache(maxsize=1)
def _model() -> suggest.Suggester:
    return learn(examples())


def learn(told: dict[str, frozenset[str]]) -> suggest.Suggester:
    """Return a model learnt from texts and what they are."""
    topics = [{"id": kind, "label": ""} for kind in KINDS]
    book = Codebook.model_validate({"questions": [], "topics": topics})
    folded = ((text, fold(text)) for text in suggest.starter_answers())
    ordinary = {text: frozenset[str]() for text, low in folded if not (pleas.cries(low) or pleas.points_out(low))}
    return suggest.learn(told, codebook=book, meaning=False, examples=ordinary | told)
