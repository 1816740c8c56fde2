"""An answer folded for matching and cut into clauses."""

from __future__ import annotations

import re
import unicodedata
from itertools import chain

# One character for one, so that positions stay those of the composed text.
_SAME = str.maketrans(
    {"\u00a0": " ", "’": "'", "\u2018": "'", "\u00b4": "'", "”": '"', "“": '"', "»": '"', "«": '"', "–": "-", "—": "-"}
)
_OTHER = re.compile("[" + "".join(map(chr, _SAME)) + "]")
_BOUNDARY = re.compile(r"[!?;()\n\r]|[.,:](?!\d)|(?<!\d)[.,:]|\s-\s|\b(?:men|fast|däremot|dock)\b")
LONGEST_WORD = 80  # letters; a longer run is no word, and matching it would take quadratic time
_RUN = re.compile(rf"\w{{{LONGEST_WORD + 1},}}")


def fold(text: object) -> str:
    """Return text for matching: composed, lower case, one kind of space, quote and dash; no character is removed.

    A run of letters too long to be a word becomes as many spaces.
    """
    lower = _lower(text)
    return _RUN.sub(lambda run: " " * len(run[0]), lower) if len(lower) > LONGEST_WORD else lower


def _lower(text: object) -> str:
    composed = unicodedata.normalize("NFC", str(text))
    if _OTHER.search(composed):
        composed = composed.translate(_SAME)
    lower = composed.lower()
    if len(lower) == len(composed):
        return lower
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in composed)


def clauses(answer: str) -> list[tuple[int, str]]:
    """Return (start, clause) for each stretch of a folded answer between marks and words such as "men"."""
    cuts = [0, *chain.from_iterable(mark.span() for mark in _BOUNDARY.finditer(answer)), len(answer)]
    pairs = zip(cuts[::2], cuts[1::2], strict=True)
    return [(start, answer[start:end]) for start, end in pairs if answer[start:end].strip()]
