"""What a new pattern would do to a topic, found out by coding with it and without, before anything is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from medlofte.analysis.coding.language import rule
from medlofte.analysis.coding.patterns import Coder
from medlofte.codebook import Codebook


@dataclass(frozen=True)
class Preview:
    """What a pattern would do.

    Parameters
    ----------
    before, gained
        How many answers have the topic now, and the texts of those that would get it.
    lost
        How many would lose it (a veto).
    sentences
        The topic's own tests with the pattern: the sentence, whether it must match, and whether it then holds.
    """

    before: int
    gained: tuple[str, ...]
    lost: int
    sentences: tuple[tuple[str, bool, bool], ...]

    @property
    def broken(self) -> tuple[str, ...]:
        """Return the topic's sentences that would not hold."""
        return tuple(text for text, _must, holds in self.sentences if not holds)


def preview(book: Codebook, *, topic: str, pattern: str, texts: Iterable[object]) -> Preview:
    """Return what a pattern put first in a topic would do to answers; without one, how the topic stands.

    Raises
    ------
    CodebookError
        If the pattern cannot be read.
    """
    old = book.topic(topic)
    if pattern.strip():
        rule(pattern.strip(), lists=book.lists, topic=topic)
    new = old.model_copy(update={"patterns": (pattern.strip(), *old.patterns)}) if pattern.strip() else old
    now, then = (Coder(book.model_copy(update={"topics": (one,)})) for one in (old, new))
    told = [str(text) for text in texts]
    had, has = ([bool(found) for found in coder.code_all(told, processes=1)] for coder in (now, then))
    wanted = [*((text, True) for text in old.must_match), *((text, False) for text in old.must_not_match)]
    sentences = tuple((text, must, bool(then.code(text)) == must) for text, must in wanted)
    gained = tuple(text for text, a, b in zip(told, had, has, strict=True) if b and not a)
    return Preview(sum(had), gained, sum(a and not b for a, b in zip(had, has, strict=True)), sentences)
