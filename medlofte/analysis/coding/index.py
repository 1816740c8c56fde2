"""Which rules a clause's words give a chance, so that only those are tried.

A step of a rule can match only where one of its needles stands in a word. Each distinct word is looked up once, by its
own pieces in hash tables; answers use the same few thousand words over and over. Where one word is enough for a rule,
the look-up is the match and nothing more is tried.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from medlofte.analysis.coding.language import Needle, Part, Rule, Span, Words

_WORD = re.compile(r"\w+")


class Chance(NamedTuple):
    """A rule that may match, and where the first steps of its parts, and of those that must not be there, stand."""

    rule: Rule
    words: tuple[Words, ...]
    without: tuple[tuple[Part, Words], ...]

    def find(self, clause: str, *, negatable: bool) -> Span | None:
        """Return where the evidence stands in the clause, or None."""
        return self.rule.find(clause, negatable=negatable, words=self.words, without=self.without)


class _Side(NamedTuple):
    """A part of a rule, the number of its first step, and those of all its steps."""

    part: Part
    first: int
    steps: frozenset[int]


@dataclass(frozen=True)
class Index:
    """Rules, each with its topic's place, in the codebook's order."""

    rules: tuple[tuple[int, Rule], ...]
    seen: dict[str, frozenset[int]] = field(default_factory=dict)

    @cached_property
    def _steps(self) -> tuple[frozenset[int], ...]:
        """Return, per rule, the numbers of its steps; steps written alike share a number."""
        return tuple(frozenset(self._numbers[step] for step in _steps(rule.parts)) for _, rule in self.rules)

    @cached_property
    def _numbers(self) -> dict[tuple[Needle, ...], int]:
        distinct = dict.fromkeys(step for _, rule in self.rules for step in _steps((*rule.parts, *rule.without)))
        return {step: number for number, step in enumerate(distinct)}

    @cached_property
    def _sides(self) -> tuple[tuple[tuple[_Side, ...], tuple[_Side, ...]], ...]:
        """Return, per rule, its parts and those that must not be there."""
        return tuple((self._numbered(rule.parts), self._numbered(rule.without)) for _, rule in self.rules)

    def _numbered(self, parts: tuple[Part, ...]) -> tuple[_Side, ...]:
        numbers = ([self._numbers[step] for step in part.steps] for part in parts)
        return tuple(_Side(part, steps[0], frozenset(steps)) for part, steps in zip(parts, numbers, strict=True))

    @cached_property
    def _opens(self) -> dict[str, dict[str, list[int]]]:
        """Return where → letters → the steps that they open."""
        found: dict[str, dict[str, list[int]]] = {"whole": {}, "start": {}, "end": {}, "inside": {}}
        for step, number in self._numbers.items():
            for needle in set(step):
                found[needle.where].setdefault(needle.letters, []).append(number)
        return found

    @cached_property
    def _lengths(self) -> tuple[int, ...]:
        """Return how long the letters are that are looked for inside words."""
        return tuple(sorted({len(letters) for letters in self._opens["inside"]}))

    @cached_property
    def _first(self) -> dict[int, list[int]]:
        """Return step → the rules that are looked for by it: of a rule's steps, the one that fewest rules have."""
        often = Counter(chain.from_iterable(self._steps))
        first: dict[int, list[int]] = defaultdict(list)
        for i, steps in enumerate(self._steps):
            first[min(steps, key=lambda number: often[number])].append(i)
        return dict(first)

    def candidates(self, clause: str) -> dict[int, list[Chance]]:
        """Return topic's place → its rules that may match the (folded) clause, in the codebook's order."""
        where = self._where(clause)
        opened, steps, first = where.keys(), self._steps, self._first
        found: dict[int, list[Chance]] = {}
        for i in sorted(i for step in opened if step in first for i in first[step] if steps[i] <= opened):
            topic, rule = self.rules[i]
            parts, excluded = self._sides[i]
            words = tuple(where[side.first] for side in parts)
            without = tuple((side.part, where[side.first]) for side in excluded if side.steps <= opened)
            found.setdefault(topic, []).append(Chance(rule, words, without))
        return found

    def _where(self, clause: str) -> dict[int, tuple[Span, ...]]:
        """Return the steps that the clause's words open → the spans of those words."""
        seen = self.seen
        where: dict[int, tuple[Span, ...]] = {}
        for word in _WORD.finditer(clause):
            letters = word[0]
            steps = seen[letters] if letters in seen else self._opened(letters)
            for step in steps:
                where[step] = (*where.get(step, ()), word.span())
        return where

    def _opened(self, word: str) -> frozenset[int]:
        whole, start, end, inside = self._opens.values()
        cuts = range(len(word) + 1)
        self.seen[word] = frozenset(chain(
            whole.get(word, ()),
            chain.from_iterable(start[word[:cut]] for cut in cuts if word[:cut] in start),
            chain.from_iterable(end[word[cut:]] for cut in cuts if word[cut:] in end),
            chain.from_iterable(inside[piece] for piece in self._pieces(word) if piece in inside),
        ))  # fmt: skip
        return self.seen[word]

    def _pieces(self, word: str) -> Iterator[str]:
        """Return the runs of letters in a word that are as long as something that is looked for."""
        return (word[i : i + n] for n in self._lengths for i in range(len(word) - n + 1))


def _steps(parts: Iterable[Part]) -> Iterator[tuple[Needle, ...]]:
    return (step for part in parts for step in part.steps)
