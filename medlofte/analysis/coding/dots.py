"""Answers written without the dots of å, ä and ö, given them back where the word says which.

Phones and old keyboards write "for hog fart pa Hamngatan". Each letter stands for one letter, so positions are kept.
A word that means something without dots ("for", "far") gets them only beside another that lacks them. Of two readings
of a word, the one that the codebook looks for wins: "handgranater" is left alone, "stold" and "fortkorning" are not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from medlofte.analysis.coding import words

_PLAIN = str.maketrans("åäöé", "aaoe")
_DOTTED = re.compile(r"[åäö]")
_WORD = re.compile(r"[a-z]{2,}")
_ENOUGH = 2  # words that may lack dots, to be sure that they do
_SHORTEST_NEEDLE = 4  # letters; shorter pieces of a word say too little
# What the lists would give other dots, or lack.
_FIXED = {
    "ar": "är",
    "gangen": "gången",
    "forsta": "första",
    "vagar": "vågar",
    "vagade": "vågade",
    "radd": "rädd",
    "radda": "rädda",
    "lat": "låt",
    "pa": "på",
}
# Words of their own without dots too; those to the right are many times commoner.
_EITHER = {
    "for": "för", "far": "får", "sa": "så", "kor": "kör", "gar": "går", "da": "då", "fa": "få", "ga": "gå",
    "star": "står",
    "at": "åt", "nar": "när", "hor": "hör", "ma": "må", "nat": "nåt", "sma": "små", "hog": "hög", "vag": "väg",
    "vald": "våld", "gang": "gäng", "langs": "längs", "vagen": "vägen", "bat": "båt", "an": "än", "val": "väl",
}  # fmt: skip


@dataclass(frozen=True)
class Dots:
    """What words look like with their dots: the common ones, and the pieces that a codebook looks for.

    ``sought`` tells how many letters of a word the codebook looks for as they stand, ``mended`` what a word is that was
    misspelt rather than written without dots ("traffiken" is no *träff*).
    """

    needles: frozenset[str]
    sought: Callable[[str], int]
    mended: Callable[[str], str] = str
    seen: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, letters: Iterable[str], *, sought: Callable[[str], int], mended: Callable[[str], str] = str) -> Dots:
        """Return the pieces of words that have dots to give."""
        found = frozenset(piece for piece in letters if _DOTTED.search(piece) and len(piece) >= _SHORTEST_NEEDLE)
        return cls(found, sought, mended)

    def restore(self, answer: str) -> str:
        """Return a folded answer with its dots; one that has any, or no word that needs them, is returned as it is."""
        if _DOTTED.search(answer):
            return answer
        written = _WORD.findall(answer)
        known = {word: dotted for word in written if (dotted := self.word(word)) != word}
        either = {word: _EITHER[word] for word in written if word in _EITHER}
        if not known and len(either) < _ENOUGH:
            return answer
        known |= either
        return _WORD.sub(lambda found: known.get(found[0], found[0]), answer)

    def word(self, word: str) -> str:
        """Return one word with its dots, or as it is where it is known without or nothing is known of it."""
        if word not in self.seen:
            self.seen[word] = self._dotted(word)
        return self.seen[word]

    def _dotted(self, word: str) -> str:
        if word in _EITHER or word in words.listed():
            return _FIXED.get(word, word)
        if word in _FIXED:
            return _FIXED[word]
        readings = [one for one in (_whole().get(word), _by_stem(word), self._by_needle(word)) if one]
        if not readings:
            return word
        best = max(readings, key=self.sought)
        if self.sought(self.mended(word)) > self.sought(best):
            return word
        known = self.sought(word) or words.plain(word)
        return best if self.sought(best) > self.sought(word) or not known else word

    def _by_needle(self, word: str) -> str | None:
        pieces = ((i, n) for n in self._lengths for i in range(len(word) - n + 1) if word[i : i + n] in self._plain)
        i, n = next(pieces, (0, 0))
        return word[:i] + self._plain[word[i : i + n]] + word[i + n :] if n else None

    @cached_property
    def _plain(self) -> dict[str, str]:
        return {piece.translate(_PLAIN): piece for piece in sorted(self.needles)}

    @cached_property
    def _lengths(self) -> tuple[int, ...]:
        return tuple(sorted({len(piece) for piece in self.needles}, reverse=True))


def _by_stem(word: str) -> str | None:
    for end in range(len(word), 2, -1):
        if (stem := _stems().get(word[:end])) and words.plain(stem + word[end:]):
            return stem + word[end:]
    return None


@lru_cache(maxsize=1)
def _whole() -> dict[str, str]:
    return _undotted(words.listed())


@lru_cache(maxsize=1)
def _stems() -> dict[str, str]:
    return _undotted(words.stems())


def _undotted(known: frozenset[str]) -> dict[str, str]:
    return {word.translate(_PLAIN): word for word in sorted(known) if _DOTTED.search(word)}
