"""Where rules stand in a text, by where each of their steps does.

Nothing is searched for here: a step is a number, and :mod:`.index` has looked up in each word which steps it is enough
for. What is left is what stands before what, and how far apart.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

Span = tuple[int, int]
Gaps = tuple[str, ...]
Check = Callable[[str, int, int, Gaps], bool]
Part = tuple[int, ...]  # its steps, in order
_BETWEEN = 4  # words between two steps of a part
_FAR = 400  # letters that so few words hardly take
_APART = re.compile(r"[^\w'-]+")


@dataclass(frozen=True, eq=False, slots=True)
class Opened:
    """What a word or phrase is enough for.

    Parameters
    ----------
    steps
        The steps that stand where it does.
    first
        The rules that are looked for by one of those: a rule's place, and the other steps that it needs.
    others
        Those of ``steps`` that a rule may need so.
    """

    steps: frozenset[int]
    first: tuple[tuple[int, frozenset[int]], ...]
    others: frozenset[int]


class View:
    """What stands in a text, a clause or a whole answer.

    Parameters
    ----------
    found
        Where a word or a phrase stands that is enough for something, from the left.
    """

    __slots__ = ("_spans", "found", "text")

    def __init__(self, text: str, found: Sequence[tuple[Span, Opened]]) -> None:
        """Nothing is worked out before it is asked for."""
        self.text, self.found = text, found
        self._spans: dict[int, list[Span]] = {}

    def spans(self, step: int) -> list[Span]:
        """Return where a step stands, from the left."""
        if step not in self._spans:
            self._spans[step] = [span for span, opened in self.found if step in opened.steps]
        return self._spans[step]

    def places(self, part: Part) -> Iterator[tuple[int, int, Gaps]]:
        """Return where a part stands, from the left, and the letters between its steps."""
        for start, end in self.spans(part[0]):
            if rest := self._onward(part[1:], end):
                yield start, *rest

    def stands(self, part: Part) -> bool:
        """Return whether a part stands somewhere."""
        if len(part) == 1:
            return bool(self.spans(part[0]))
        return next(self.places(part), None) is not None

    def _onward(self, steps: Part, end: int) -> tuple[int, Gaps] | None:
        """Return where further steps end, each near the one before, and the letters between."""
        if not steps:
            return end, ()
        spans = self.spans(steps[0])
        for i in range(bisect_left(spans, (end + 1,)), len(spans)):
            start, stop = spans[i]
            if start - end > _FAR or not _near(gap := self.text[end:start]):
                return None
            if rest := self._onward(steps[1:], stop):
                return rest[0], (gap, *rest[1])
        return None


class Sought(NamedTuple):
    """A rule, as :class:`~medlofte.analysis.coding.language.Rule` has it, its steps as numbers."""

    parts: tuple[Part, ...]
    without: tuple[Part, ...] = ()
    nowhere: tuple[Part, ...] = ()
    somewhere: tuple[Part, ...] = ()

    def find(self, view: View, check: Check) -> Span | None:
        """Return where the evidence stands, or None; ``check`` tells whether the clause denies it there."""
        text = view.text
        if len(self.parts) == 1 and len(self.parts[0]) == 1:  # the commonest
            span = next((span for span in view.spans(self.parts[0][0]) if not check(text, *span, ())), None)
        elif len(self.parts) == 1:
            places = view.places(self.parts[0])
            span = next(((start, end) for start, end, gaps in places if not check(text, start, end, gaps)), None)
        else:
            firsts = [place for part in self.parts if (place := next(view.places(part), None))]
            if len(firsts) < len(self.parts) or check(text, *(first := min(firsts, key=itemgetter(0)))):
                return None
            span = first[0], max(end for _, end, _ in firsts)
        return None if span is None or any(view.stands(part) for part in self.without) else span

    def stands(self, view: View) -> bool:
        """Return whether the rule stands there, denied or not."""
        return all(map(view.stands, self.parts)) and not any(map(view.stands, self.without))


def _near(gap: str) -> bool:
    """Return whether at most four words stand in a gap; words joined by a hyphen are one."""
    return gap == " " or sum(bool(word.strip("'-")) for word in _APART.split(gap)) <= _BETWEEN
