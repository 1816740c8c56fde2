"""What people's decisions say of the answers, worked out once: which are read, flagged or unclear, and their topics."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from medlofte.analysis.coding import ledger

Pair = tuple[str, str]


@dataclass(frozen=True)
class Standing:
    """The decisions that stand.

    Parameters
    ----------
    decisions
        All of the ledger's, oldest first.
    coder
        Whose are seen; "": everybody's. What is flagged or deleted is so for everybody.
    """

    decisions: tuple[ledger.Decision, ...] = ()
    coder: str = ""

    @cached_property
    def _live(self) -> list[ledger.Decision]:
        return [d for d in ledger.live(self.decisions) if self.coder in ("", d.coder)]

    @cached_property
    def gone(self) -> frozenset[Pair]:
        """Return the answers that are kept out of the statistics: flagged or deleted."""
        return ledger.outside(self.decisions)

    @cached_property
    def flagged(self) -> frozenset[Pair]:
        """Return the answers that wait for the responsible officer."""
        deleted = {(d.respondent, d.question) for d in self.decisions if d.verdict == "delete"}
        return self.gone - deleted

    @cached_property
    def read(self) -> frozenset[Pair]:
        """Return the answers that a person has decided on."""
        return frozenset((d.respondent, d.question) for d in self._live if d.verdict in ledger.REVIEWING)

    @cached_property
    def unclear(self) -> frozenset[Pair]:
        """Return the answers whose last word on the whole answer is that it is unclear."""
        last = {(d.respondent, d.question): d.verdict for d in self._live if not d.topic}
        return frozenset(answer for answer, verdict in last.items() if verdict == "unclear")

    @cached_property
    def coders(self) -> Mapping[Pair, frozenset[str]]:
        """Return answer → who has decided on its topics."""
        found: dict[Pair, set[str]] = defaultdict(set)
        for d in self._live:
            if d.verdict in ledger.REVIEWING:
                found[d.respondent, d.question].add(d.coder)
        return {answer: frozenset(names) for answer, names in found.items()}

    @cached_property
    def places(self) -> Mapping[Pair, str]:
        """Return answer → the place that a person has tied it to."""
        return {(d.respondent, d.question): d.topic for d in self._live if d.verdict == "place"}

    @cached_property
    def _topics(self) -> Mapping[Pair, dict[str, bool]]:
        found: dict[Pair, dict[str, bool]] = defaultdict(dict)
        for (respondent, question, topic), d in ledger.latest(self._live).items():
            found[respondent, question][topic] = d.verdict in ledger.ACCEPTING
        return found

    def topics(self, answer: Pair, *, suggested: tuple[str, ...]) -> tuple[str, ...]:
        """Return an answer's topics: what the patterns found and nobody rejected, then what people accepted."""
        decided = self._topics.get(answer, {})
        kept = [topic for topic in suggested if decided.get(topic, True)]
        return (*kept, *(topic for topic, accepted in decided.items() if accepted and topic not in kept))

    def flagged_by(self, answer: Pair) -> frozenset[str]:
        """Return who has flagged an answer."""
        return frozenset(d.coder for d in ledger.live(self.decisions)
                         if d.verdict == "flag" and (d.respondent, d.question) == answer)  # fmt: skip
