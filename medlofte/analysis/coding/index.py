"""What a text's words are enough for, so that only rules that have a chance are tried.

A step of a rule stands where one of its members does. Each distinct word is looked up once, by its own pieces in hash
tables; answers use the same few thousand words over and over. Where one word is a member the look-up is the match; a
phrase is looked for only where the word that says most about it stands.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from medlofte.analysis.coding import language
from medlofte.analysis.coding.language import SMALL, Rule, Step, expression, is_word, needle
from medlofte.analysis.coding.matching import Opened, Part, Sought, Span, View
from medlofte.analysis.coding.needles import Needle, Needles

_WORD = re.compile(r"\w+")
_REMEMBERED = 100_000  # words


@dataclass(frozen=True, eq=False, slots=True)
class _Phrase:
    """Several words, or a word with signs; ``piece`` is the longest run of letters and single spaces in it."""

    text: str
    piece: str
    opened: Opened


class _Word(NamedTuple):
    """What a word is enough for (None: nothing), and the phrases that may stand where it does."""

    opened: Opened | None
    phrases: tuple[_Phrase, ...]


@dataclass(frozen=True)
class Index:
    """Rules that are looked for, and others that are only asked for once those are found (vetoes, complaints)."""

    rules: tuple[Rule, ...]
    others: tuple[Rule, ...] = ()
    seen: dict[str, _Word] = field(default_factory=dict)

    def look(self, text: str) -> View:
        """Return what stands in a folded text."""
        found: list[tuple[Span, Opened]] = []
        phrases: list[_Phrase] = []
        seen = self.seen
        for place in _WORD.finditer(text):
            word = place[0]
            opened, may_stand = seen[word] if word in seen else self._look_up(word)
            if opened:
                found.append((place.span(), opened))
            phrases += may_stand
        even = " ".join(text.split())
        standing = [phrase for phrase in set(phrases) if phrase.piece in even]
        placed = [(place.span(), phrase.opened)
                  for phrase in standing for place in expression(phrase.text).finditer(text)]  # fmt: skip
        return View(text, sorted(found + placed, key=_longest_first) if placed else found)

    def candidates(self, view: View) -> list[int]:
        """Return the places of the rules that may stand in a text, in order."""
        steps = frozenset().union(*[opened.others for _, opened in view.found])
        return sorted({i for _, opened in view.found for i, others in opened.first if others <= steps})

    def sought(self, rule: Rule) -> Sought:
        """Return a rule with its steps as numbers."""
        return Sought(*(tuple(map(self._numbered, parts))
                        for parts in (rule.parts, rule.without, rule.nowhere, rule.somewhere)))  # fmt: skip

    def needles(self) -> Iterator[str]:
        """Return the letters of every needle of what the rules want."""
        return (needle(member).letters for rule in self.rules
                for step in _steps((*rule.parts, *rule.somewhere)) for member in step)  # fmt: skip

    def letters(self, word: str) -> int:
        """Return how many letters of a word some rule looks for: those of its longest needle that stands there."""
        return max((len(found.letters) for found in self._letters.within(word)), default=0)

    def _numbered(self, part: language.Part) -> Part:
        return tuple(self._numbers[step] for step in part)

    @cached_property
    def _numbers(self) -> dict[Step, int]:
        """Return step → number; steps written alike share one."""
        rules = (*self.rules, *self.others)
        return {step: i for i, step in enumerate(dict.fromkeys(step for rule in rules for step in _all(rule)))}

    @cached_property
    def _needed(self) -> tuple[frozenset[int], ...]:
        """Return, per rule, the steps that it needs."""
        return tuple(frozenset(self._numbers[step] for step in _steps(rule.parts)) for rule in self.rules)

    @cached_property
    def _first(self) -> dict[int, list[tuple[int, frozenset[int]]]]:
        """Return step → the rules that are looked for by it, each with the other steps that it needs.

        Of a rule's steps it is one that few rules have, and that has no small word.
        """
        often = Counter(chain.from_iterable(self._needed))
        for step, number in self._numbers.items():
            often[number] += len(self.rules) * any(needle(member).letters in SMALL for member in step)
        found: dict[int, list[tuple[int, frozenset[int]]]] = defaultdict(list)
        for i, steps in enumerate(self._needed):
            first = min(steps, key=lambda number: often[number])
            found[first].append((i, steps - {first}))
        return dict(found)

    @cached_property
    def _others(self) -> frozenset[int]:
        """Return the steps that some rule needs beside the one that it is looked for by."""
        return frozenset().union(*(others for rules in self._first.values() for _, others in rules))

    @cached_property
    def _members(self) -> dict[Needle, list[tuple[str, frozenset[int]]]]:
        """Return needle → the members that are looked for by it, and the steps that they are members of."""
        steps: dict[str, set[int]] = defaultdict(set)
        for step, number in self._numbers.items():
            for member in step:
                steps[member].add(number)
        found: dict[Needle, list[tuple[str, frozenset[int]]]] = defaultdict(list)
        for member, numbers in steps.items():
            found[needle(member)].append((member, frozenset(numbers)))
        return found

    @cached_property
    def _phrases(self) -> dict[str, _Phrase]:
        members = chain.from_iterable(self._members.values())
        return {text: _Phrase(text, max(" ".join(text.split()).split("*"), key=len), self._opened(steps))
                for text, steps in members if not is_word(text)}  # fmt: skip

    @cached_property
    def _needles(self) -> Needles:
        return Needles(self._members)

    @cached_property
    def _letters(self) -> Needles:
        """Return the needles of what is looked for, and of what must not stand in the same clause."""
        steps = {step for rule in self.rules for step in _steps((*rule.parts, *rule.without, *rule.somewhere))}
        return Needles(needle(member) for step in steps for member in step)

    def _look_up(self, word: str) -> _Word:
        if len(self.seen) >= _REMEMBERED:
            self.seen.clear()
        members = dict(chain.from_iterable(self._members[found] for found in self._needles.within(word)))
        steps = frozenset().union(*(steps for text, steps in members.items() if is_word(text)))
        phrases = tuple(self._phrases[text] for text in members if not is_word(text))
        self.seen[word] = _Word(self._opened(steps) if steps else None, phrases)
        return self.seen[word]

    def _opened(self, steps: frozenset[int]) -> Opened:
        first = chain.from_iterable(self._first.get(step, ()) for step in steps)
        return Opened(steps, tuple(first), steps & self._others)


def _steps(parts: Iterable[language.Part]) -> Iterator[Step]:
    return (step for part in parts for step in part)


def _all(rule: Rule) -> Iterator[Step]:
    return _steps((*rule.parts, *rule.without, *rule.nowhere, *rule.somewhere))


def _longest_first(found: tuple[Span, Opened]) -> tuple[int, int]:
    """Return what orders what stands in a text: from the left, and of what begins at the same place the longest."""
    (start, end), _ = found
    return start, -end
