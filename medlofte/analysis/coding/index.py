"""Which rules a clause's words give a chance, so that only those are tried.

A step of a rule can match only where one of its needles stands in a word. Each distinct word is looked up once, by its
own pieces in hash tables; answers use the same few thousand words over and over.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

from medlofte.analysis.coding.language import Needle, Rule

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Index:
    """Rules, each with its topic's place, in the codebook's order."""

    rules: tuple[tuple[int, Rule], ...]
    seen: dict[str, frozenset[int]] = field(default_factory=dict)

    @cached_property
    def _steps(self) -> tuple[frozenset[int], ...]:
        """Return, per rule, the numbers of its steps; steps written alike share a number."""
        return tuple(frozenset(self._numbers[step] for step in _steps(rule)) for _, rule in self.rules)

    @cached_property
    def _numbers(self) -> dict[tuple[Needle, ...], int]:
        distinct = dict.fromkeys(step for _, rule in self.rules for step in _steps(rule))
        return {step: number for number, step in enumerate(distinct)}

    @cached_property
    def _opens(self) -> dict[str, dict[str, list[int]]]:
        """Return where → letters → the steps that they open."""
        found: dict[str, dict[str, list[int]]] = {"whole": {}, "start": {}, "inside": {}}
        for step, number in self._numbers.items():
            for needle in set(step):
                found[needle.where].setdefault(needle.letters, []).append(number)
        return found

    @cached_property
    def _first(self) -> dict[int, list[int]]:
        """Return step → the rules that are looked for by it: of a rule's steps, the one that fewest rules have."""
        often = Counter(chain.from_iterable(self._steps))
        first: dict[int, list[int]] = defaultdict(list)
        for i, steps in enumerate(self._steps):
            first[min(steps, key=lambda number: often[number])].append(i)
        return dict(first)

    def candidates(self, clause: str) -> dict[int, list[Rule]]:
        """Return topic's place → its rules that may match the (folded) clause, in the codebook's order."""
        opened: set[int] = set()
        for word in _WORD.findall(clause):
            opened |= self._opened(word)
        tried = sorted(i for step in opened for i in self._first.get(step, ()) if self._steps[i] <= opened)
        found: dict[int, list[Rule]] = {}
        for i in tried:
            topic, rule = self.rules[i]
            found.setdefault(topic, []).append(rule)
        return found

    def _opened(self, word: str) -> frozenset[int]:
        known = self.seen.get(word)
        if known is None:
            whole, start, inside = self._opens.values()
            ends = range(1, len(word) + 1)
            known = frozenset(chain(
                whole.get(word, ()),
                chain.from_iterable(start[word[:end]] for end in ends if word[:end] in start),
                chain.from_iterable(inside[piece] for piece in _pieces(word) if piece in inside),
            ))  # fmt: skip
            self.seen[word] = known
        return known


def _steps(rule: Rule) -> Iterator[tuple[Needle, ...]]:
    return (step for part in rule.parts for step in part.steps)


def _pieces(word: str) -> list[str]:
    """Return all runs of letters in a word."""
    n = len(word)
    return [word[i:j] for i in range(n) for j in range(i + 1, n + 1)]
