"""How much a piece of evidence weighs: in an answer that tells something, a weak word needs a complaint beside it.

A short answer names what it is about: "korsningen" is a complaint there. A longer one also names a crossing that was
passed on the way. A weak pattern (``?korsning*``) counts in it only where a word of the codebook's list ``klagan``
stands in the same clause, or where something else in the answer speaks of the same topic.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from medlofte.analysis.coding.language import WEAK

COMPLAINTS = "klagan"  # the codebook's list of words that complain, fear or ask for something
# Words from which a weak word needs a complaint: a shorter answer names what it is about, not what is passed by.
COMPLAINT_FROM = 15


class Match(NamedTuple):
    """One piece of evidence.

    Parameters
    ----------
    topic
        The topic's id.
    start, end
        Where it stands in the answer (composed Unicode, NFC).
    rule
        The pattern as the codebook writes it, or ``whole_answer``.
    """

    topic: str
    start: int
    end: int
    rule: str


class Reading(NamedTuple):
    """What the patterns see in an answer: the evidence that counts, and what was too weak (shown to the coder)."""

    counted: tuple[Match, ...]
    hints: tuple[Match, ...] = ()

    def moved(self, written: Callable[[int, int], tuple[int, int]]) -> Reading:
        """Return the same evidence where it stands in what was written."""
        return Reading(*(tuple(Match(m.topic, *written(m.start, m.end), m.rule) for m in part) for part in self))


def weighed(
    found: Sequence[Match], *, telling: bool, complains: Callable[[Match], bool], well: frozenset[str] = frozenset()
) -> Reading:
    """Return an answer's evidence weighed; ``complains`` tells whether a match stands beside a complaint.

    ``well`` are the topics that say that nothing is wrong: a weak word of theirs is enough where nothing else is told.
    """
    if not telling or not any(match.rule.startswith(WEAK) for match in found):
        return Reading(tuple(found))
    sure = {m.topic for m in found if not m.rule.startswith(WEAK) or complains(m) or elsewhere(m, found)}
    sure |= {m.topic for m in found if m.topic in well and not sure}
    return Reading(tuple(m for m in found if m.topic in sure), tuple(m for m in found if m.topic not in sure))


def elsewhere(match: Match, found: Sequence[Match]) -> bool:
    """Return whether other words of the answer speak of the same topic."""
    return any(m.topic == match.topic and (m.end <= match.start or m.start >= match.end) for m in found)
