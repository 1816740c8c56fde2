"""Misspelt words read as what they were meant to be: one letter too many, too few, wrong, or two that changed places.

Only a word that nobody knows is touched, and only where what it becomes is a word that the codebook looks for:
"hastigheterna" may be "hastihgeterna", "traffiken" the traffic. The distance is optimal string alignment of 1, found by
symmetric deletion: two words are at most one edit apart only if they share what is left when each loses a letter.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from medlofte.analysis.coding import words

SHORTEST = 6  # letters; of shorter words too many are one letter from each other
_LONG = 8  # letters, from where any letter may be another; of a shorter piece only letters that sound alike
_ALIKE = frozenset(map(frozenset, (
    "äe", "åo", "öo", "äa", "åa", "ck", "cs", "dt", "ij", "gj", "wv", "zs", "qk", "yi", "yö", "uo", "bp"
)))  # fmt: skip
_WORD = re.compile(rf"[a-zåäöéü]{{{SHORTEST},}}")


class Mended(NamedTuple):
    """An answer with its words mended, and where each mended word stands: (start, end) in it and as written."""

    text: str
    words: tuple[tuple[int, int, int, int], ...] = ()

    def written(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of the mended answer stands in what was written; of a mended word, all of it."""
        return self._written(start, last=False), self._written(end, last=True)

    def _written(self, place: int, *, last: bool) -> int:
        shift = 0
        for begins, ends, start, end in self.words:
            inside = begins < place <= ends if last else begins <= place < ends
            if inside:
                return end if last else start
            if ends <= place:
                shift = end - ends
        return place + shift


@dataclass(frozen=True)
class Spelling:
    """What words look like when spelt as the codebook looks for them.

    ``needles`` are the pieces of words that it looks for, ``sought`` how many letters of a word it looks for as they
    stand.
    """

    needles: frozenset[str]
    sought: Callable[[str], int]
    seen: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, letters: Iterable[str], *, sought: Callable[[str], int]) -> Spelling:
        """Return the pieces that are long enough to be told from each other."""
        return cls(frozenset(piece for piece in letters if len(piece) >= SHORTEST), sought)

    def mend(self, answer: str) -> Mended:
        """Return a folded answer with its misspelt words mended."""
        parts: list[str] = []
        moved: list[tuple[int, int, int, int]] = []
        done = length = 0
        for found in _WORD.finditer(answer):
            if (word := self.word(found[0])) == found[0]:
                continue
            start, end = found.span()
            parts += [answer[done:start], word]
            length += start - done
            moved.append((length, length + len(word), start, end))
            done, length = end, length + len(word)
        return Mended("".join([*parts, answer[done:]]), tuple(moved)) if moved else Mended(answer)

    def word(self, word: str) -> str:
        """Return one word mended, or as it is where it is known, sought as it stands, or like nothing, or like two."""
        if word not in self.seen:
            self.seen[word] = self._mended(word)
        return self.seen[word]

    def _mended(self, word: str) -> str:
        if (
            self.sought(word) > len(word) - SHORTEST // 2
            or words.known(word)
            or words.is_name(word)
            or words.is_place(word)
        ):
            return word
        for end in range(len(word), SHORTEST - 2, -1):
            near = {stem + word[end:] for stem in self._near(word[:end])}
            found = [one for one in near if self._ends_well(one, word[end:])]
            if found:
                better = len(found) == 1 and self.sought(found[0]) >= max(SHORTEST, self.sought(word) + 1)
                return found[0] if better else word
        return word

    def _ends_well(self, word: str, ending: str) -> bool:
        return not ending or words.plain(word) or words.is_ending(ending) or words.known(ending)

    def _near(self, piece: str) -> Iterator[str]:
        """Return the pieces that are sought, or common, one edit from one, and that begin as it does."""
        candidates = {one for left in _without_a_letter(piece) for one in self._by_what_is_left.get(left, ())}
        return (one for one in candidates if one[0] == piece[0] and one != piece and _one_edit(one, piece))

    @cached_property
    def _by_what_is_left(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for piece in self.needles | {stem for stem in words.stems() if len(stem) >= SHORTEST}:
            for left in _without_a_letter(piece):
                found[left].append(piece)
        return found


def _without_a_letter(piece: str) -> set[str]:
    return {piece, *(piece[:i] + piece[i + 1 :] for i in range(len(piece)))}


def _one_edit(a: str, b: str) -> bool:
    """Return whether two words are one letter apart: put in, left out, exchanged, or two that changed places."""
    if abs(len(a) - len(b)) > 1:
        return False
    same = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    x, y = a[same:], b[same:]
    if x[:2] == y[:2][::-1] and x[2:] == y[2:]:
        return True
    if x[1:] == y[1:]:
        return len(a) >= _LONG or frozenset(x[:1] + y[:1]) in _ALIKE
    more, rest = (x, y) if len(x) > len(y) else (y, x)
    doubled = same > 0 and more[0] == a[same - 1]
    return more[1:] == rest and (doubled or min(len(a), len(b)) >= _LONG - 1)
