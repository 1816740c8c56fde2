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
from medlofte.analysis.coding.matching import Part, Sought, View
from medlofte.analysis.coding.needles import Needle, Needles

_WORD = re.compile(r"\w+")
_REMEMBERED = 100_000  # words


@dataclass(frozen=True, eq=False)
class _Member:
    """A word or phrase and what it is enough for.

    Parameters
    ----------
    text
        As the codebook writes it.
    steps
        The numbers of the steps that it is a member of.
    """

    text: str
    steps: frozenset[int]

    @cached_property
    def piece(self) -> str:
        """Return the longest run of letters and single spaces that a text must hold."""
        return max(" ".join(self.text.split()).split("*"), key=len)


class _Word(NamedTuple):
    """The steps that a word is enough for, and the phrases that may stand where it does."""

    steps: frozenset[int]
    phrases: tuple[_Member, ...] = ()


@dataclass(frozen=True)
class Index:
    """Rules that are looked for, and others that are only asked for once those are found (vetoes, complaints)."""

    rules: tuple[Rule, ...]
    others: tuple[Rule, ...] = ()
    seen: dict[str, _Word] = field(default_factory=dict)

    def look(self, text: str) -> View:
        """Return what stands in a folded text."""
        seen = self.seen
        words = [(word.span(), seen[word[0]] if word[0] in seen else self._look_up(word[0]))
                 for word in _WORD.finditer(text)]  # fmt: skip
        found = [(span, word.steps) for span, word in words]
        even = " ".join(text.split())
        phrases = {phrase for _, word in words for phrase in word.phrases if phrase.piece in even}
        if phrases:
            found += [(place.span(), phrase.steps)
                      for phrase in phrases for place in expression(phrase.text).finditer(text)]  # fmt: skip
            found.sort(key=lambda one: (one[0][0], -one[0][1]))
        return View(text, found)

    def candidates(self, view: View) -> list[int]:
        """Return the places of the rules that may stand in a text, in order."""
        steps, first, needed = view.steps, self._first, self._needed
        return sorted(i for step in steps & self._firsts for i in first[step] if needed[i] <= steps)

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
    def _first(self) -> dict[int, list[int]]:
        """Return step → the rules that are looked for by it: of a rule's steps, one that few have and no small word."""
        often = Counter(chain.from_iterable(self._needed))
        for step, number in self._numbers.items():
            often[number] += len(self.rules) * any(needle(member).letters in SMALL for member in step)
        first: dict[int, list[int]] = defaultdict(list)
        for i, steps in enumerate(self._needed):
            first[min(steps, key=lambda number: often[number])].append(i)
        return dict(first)

    @cached_property
    def _firsts(self) -> frozenset[int]:
        return frozenset(self._first)

    @cached_property
    def _members(self) -> dict[Needle, list[_Member]]:
        """Return needle → the members that it is looked for by."""
        numbers: dict[str, set[int]] = defaultdict(set)
        for step, number in self._numbers.items():
            for member in step:
                numbers[member].add(number)
        found: dict[Needle, list[_Member]] = defaultdict(list)
        for text, steps in numbers.items():
            found[needle(text)].append(_Member(text, frozenset(steps)))
        return found

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
        members = [member for found in self._needles.within(word) for member in self._members[found]]
        alone = frozenset().union(*[member.steps for member in members if is_word(member.text)])
        self.seen[word] = _Word(alone, tuple(member for member in members if not is_word(member.text)))
        return self.seen[word]


def _steps(parts: Iterable[language.Part]) -> Iterator[Step]:
    return (step for part in parts for step in part)


def _all(rule: Rule) -> Iterator[Step]:
    return _steps((*rule.parts, *rule.without, *rule.nowhere, *rule.somewhere))
