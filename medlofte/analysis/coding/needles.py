"""Pieces of words that are looked for, found in a word by hash tables rather than one by one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple


class Needle(NamedTuple):
    """Letters that a word must be, begin with, end with or hold."""

    letters: str
    where: Literal["whole", "start", "end", "inside"]


class Needles:
    """Needles to look for."""

    def __init__(self, needles: Iterable[Needle]) -> None:
        """Sort them by where in a word they stand."""
        found: dict[str, dict[str, Needle]] = {"whole": {}, "start": {}, "end": {}, "inside": {}}
        for needle in needles:
            found[needle.where][needle.letters] = needle
        self._whole, self._start, self._end, self._inside = found.values()
        self._lengths = sorted({len(letters) for letters in self._inside})
        self._least = min(self._lengths, default=1)
        self._heads = {letters[: self._least] for letters in self._inside}

    def within(self, word: str) -> list[Needle]:
        """Return those that stand in a word."""
        ends, least = range(1, len(word) + 1), self._least
        found = [self._whole[word]] if word in self._whole else []
        found += [self._start[word[:n]] for n in ends if word[:n] in self._start]
        found += [self._end[word[-n:]] for n in ends if word[-n:] in self._end]
        begins = [i for i in range(len(word) - least + 1) if word[i : i + least] in self._heads]
        pieces = {word[i : i + n] for i in begins for n in self._lengths}
        return found + [self._inside[piece] for piece in pieces if piece in self._inside]
