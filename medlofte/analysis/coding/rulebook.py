"""A codebook's rules, and what they find in one clause."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from medlofte.analysis.coding.denials import denied, no_lack
from medlofte.analysis.coding.index import Index
from medlofte.analysis.coding.language import VETO, Rule, rule
from medlofte.analysis.coding.matching import Sought, View
from medlofte.analysis.coding.weight import COMPLAINTS, Match
from medlofte.codebook import Codebook, Topic


@dataclass(frozen=True)
class Rulebook:
    """The patterns of a codebook, compiled when they are first needed."""

    codebook: Codebook

    def found(self, clause: str) -> list[Match]:
        """Return the evidence in a clause, counted from where it begins; at most one match per rule."""
        view = self._look(clause)
        found = [match for i in self.index.candidates(view) if (match := self._match(i, view))]
        vetoed = {topic for topic in {match.topic for match in found} & self._vetoes.keys()
                  if any(veto.stands(view) for veto in self._vetoes[topic])}  # fmt: skip
        return [match for match in found if match.topic not in vetoed] if vetoed else found

    def ruled_out(self, match: Match, answer: str) -> bool:
        """Return whether words elsewhere in the answer tell that the evidence is of another topic, or are missing."""
        sought = self._beyond.get((match.topic, match.rule))
        if sought is None:
            return False
        stands = self._look(answer).stands
        return any(map(stands, sought.nowhere)) or not all(map(stands, sought.somewhere))

    def complains(self, clause: str) -> bool:
        """Return whether a word of the codebook's list of complaints stands in a clause."""
        return any(one.stands(self._look(clause)) for one in self._complaints)

    def _match(self, i: int, view: View) -> Match | None:
        topic, pattern = self._wanted[i]
        span = self._sought[i].find(view, no_lack if topic.kind == "lack" else denied)
        return Match(topic.id, *span, pattern.text) if span else None

    @cached_property
    def index(self) -> Index:
        """Return what the words of a text are enough for."""
        vetoes = [veto for _, veto in self._vetoing]
        return Index(tuple(pattern for _, pattern in self._wanted), (*vetoes, *self._complaining))

    @cached_property
    def _look(self) -> Callable[[str], View]:
        """Return what sees a clause; the latest are remembered: more than one thing is asked of the same."""
        return lru_cache(maxsize=64)(self.index.look)

    @cached_property
    def _compiled(self) -> tuple[tuple[Topic, Rule], ...]:
        """Return every pattern compiled, with its topic, in the codebook's order."""
        lists = self.codebook.lists
        return tuple((topic, rule(text, lists=lists, topic=topic.id))
                     for topic in self.codebook.topics for text in topic.patterns)  # fmt: skip

    @cached_property
    def _wanted(self) -> tuple[tuple[Topic, Rule], ...]:
        return tuple(one for one in self._compiled if not one[1].text.startswith(VETO))

    @cached_property
    def _vetoing(self) -> tuple[tuple[Topic, Rule], ...]:
        return tuple(one for one in self._compiled if one[1].text.startswith(VETO))

    @cached_property
    def _complaining(self) -> tuple[Rule, ...]:
        lists = self.codebook.lists
        return (rule(f"@{COMPLAINTS}", lists=lists),) if COMPLAINTS in lists else ()

    @cached_property
    def _sought(self) -> tuple[Sought, ...]:
        return tuple(self.index.sought(pattern) for _, pattern in self._wanted)

    @cached_property
    def _vetoes(self) -> dict[str, list[Sought]]:
        """Return topic → what may not stand in a clause with evidence for it."""
        found: dict[str, list[Sought]] = defaultdict(list)
        for topic, veto in self._vetoing:
            found[topic.id].append(self.index.sought(veto))
        return dict(found)

    @cached_property
    def _beyond(self) -> dict[tuple[str, str], Sought]:
        """Return topic and pattern → what is sought, for the patterns that ask about the whole answer."""
        both = zip(self._wanted, self._sought, strict=True)
        return {(topic.id, pattern.text): sought
                for (topic, pattern), sought in both if pattern.nowhere or pattern.somewhere}  # fmt: skip

    @cached_property
    def _complaints(self) -> tuple[Sought, ...]:
        return tuple(map(self.index.sought, self._complaining))
