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

from medlofte.analysis.coding.language import SMALL, Needle, Part, Rule, Span, Words

_WORD = re.compile(r"\w+")


class Chance(NamedTuple):
    """A rule that may match, and where the first steps of its parts, and of those that must not be there, stand.

    ``without`` can be gone through once.
    """

    rule: Rule
    words: tuple[Words, ...]
    without: Iterable[tuple[Part, Words]]

    def find(self, clause: str, *, negatable: bool) -> Span | None:
        """Return where the evidence stands in the clause, or None."""
        return self.rule.find(clause, negatable=negatable, words=self.words, without=self.without)


class _Spans(dict[int, tuple[Span, ...]]):
    """A step → the spans of a clause's words that open it, worked out when asked for."""

    def __init__(self, words: list[tuple[Span, frozenset[int]]]) -> None:
        super().__init__()
        self.words = words

    def __missing__(self, step: int) -> tuple[Span, ...]:
        found = self[step] = tuple([span for span, opened in self.words if step in opened])
        return found


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

    @cached_property
    def _phrases(self) -> tuple[tuple[Part, ...], ...]:
        """Return, per rule, the parts that begin with several words: one of those alone says little."""
        return tuple(tuple(part for part in rule.parts if not part.simple) for _, rule in self.rules)

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
        """Return step → the rules that are looked for by it: of a rule's steps, one that few have and no small word."""
        often = Counter(chain.from_iterable(self._steps))
        for step, number in self._numbers.items():
            often[number] += len(self.rules) * any(needle.letters in SMALL for needle in step)
        first: dict[int, list[int]] = defaultdict(list)
        for i, steps in enumerate(self._steps):
            first[min(steps, key=lambda number: often[number])].append(i)
        return dict(first)

    def candidates(self, clause: str) -> dict[int, list[Chance]]:
        """Return topic's place → its rules that may match the (folded) clause, in the codebook's order."""
        seen = self.seen
        words = [(word.span(), seen[word[0]] if word[0] in seen else self._opened(word[0]))
                 for word in _WORD.finditer(clause)]  # fmt: skip
        opened = frozenset().union(*(found for _, found in words))
        steps, first, phrases = self._steps, self._first, self._phrases
        spans = _Spans(words)
        found: dict[int, list[Chance]] = {}
        for i in sorted(i for step in opened & first.keys() for i in first[step] if steps[i] <= opened):
            if phrases[i] and not all(part.may_stand(clause) for part in phrases[i]):
                continue
            topic, rule = self.rules[i]
            parts, excluded = self._sides[i]
            # Asked for only where the rest of the rule is found.
            without = ((side.part, spans[side.first]) for side in excluded if side.steps <= opened)
            found.setdefault(topic, []).append(Chance(rule, tuple(spans[side.first] for side in parts), without))
        return found

    def needles(self) -> Iterator[str]:
        """Return the letters of every needle of the rules' parts."""
        return (needle.letters for _, rule in self.rules for step in _steps(rule.parts) for needle in step)

    def letters(self, word: str) -> int:
        """Return how many letters of a word some rule looks for: those of its longest needle that stands there."""
        whole, start, end, inside = self._opens.values()
        cuts = range(len(word) + 1)
        found = [word] if word in whole else [word[:cut] for cut in cuts if word[:cut] in start]
        found += [word[cut:] for cut in cuts if word[cut:] in end]
        found += [piece for piece in self._pieces(word) if piece in inside]
        return max(map(len, found), default=0)

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
