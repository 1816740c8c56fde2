"""Free text → topics by the codebook's patterns, with the evidence for every code.

The language stands in :mod:`~medlofte.analysis.coding.language`. Nothing is coded that no pattern says; what a telling
answer's patterns say is doubted where it is like none that has been given the topic (:mod:`.likeness`).
"""

from __future__ import annotations

import gc
import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain
from multiprocessing import get_context

import pandas as pd

from medlofte import tables
from medlofte.analysis import going
from medlofte.analysis.coding.clauses import clauses, fold
from medlofte.analysis.coding.denials import retracted
from medlofte.analysis.coding.dots import Dots
from medlofte.analysis.coding.likeness import carried, doubted
from medlofte.analysis.coding.rulebook import Rulebook
from medlofte.analysis.coding.scopes import ELSEWHERE, Scope, Scopes
from medlofte.analysis.coding.spelling import Mended, Spelling
from medlofte.analysis.coding.suggest import Suggester
from medlofte.analysis.coding.weight import COMPLAINT_FROM, Match, Reading, weighed
from medlofte.codebook import Codebook

_MANY, _AT_A_TIME = 20_000, 1_000  # texts: from where it pays to share the work, and in what portions
_MARKS = re.compile(r"[^\w\s-]+")


@dataclass(frozen=True)
class Coder:
    """A codebook's patterns, compiled once.

    Parameters
    ----------
    codebook
        Its topics and lists.
    model
        What tells whether a telling answer is like others of its topic; None: the carried one, once it is needed.

    Raises
    ------
    CodebookError
        On first use, if a pattern is empty or names a list that the codebook lacks.
    """

    codebook: Codebook
    model: Suggester | None = field(default=None, compare=False, repr=False)

    @cached_property
    def _rules(self) -> Rulebook:
        return Rulebook(self.codebook)

    @cached_property
    def _dots(self) -> Dots:
        return Dots.of(self._rules.index.needles(), sought=self._rules.index.letters, mended=self._spelling.word)

    @cached_property
    def _spelling(self) -> Spelling:
        return Spelling.of(self._rules.index.needles(), sought=self._rules.index.letters)

    @cached_property
    def _well(self) -> frozenset[str]:
        """Return the topics that say that nothing is wrong."""
        return frozenset(topic.id for topic in self.codebook.topics if topic.kind == "rest_strong")

    @cached_property
    def _lacks(self) -> frozenset[str]:
        return frozenset(topic.id for topic in self.codebook.topics if topic.kind == "lack")

    @cached_property
    def _scopes(self) -> Scopes:
        return Scopes.of([fold(place) for place in self.codebook.lists.get(ELSEWHERE, ())])

    @cached_property
    def _whole(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for topic in self.codebook.topics:
            for text in {_bare(fold(text)) for text in topic.whole_answer}:
                found[text].append(topic.id)
        return found

    @cached_property
    def _clause(self) -> Callable[[str], list[Match]]:
        """Return the coding of one clause; people say the same things, so the latest are remembered."""
        return lru_cache(maxsize=20_000)(self._code_clause)

    def _code_clause(self, clause: str) -> list[Match]:
        found = self._rules.found(clause)
        # "Jättetryggt när lamporna är släckta": what is told of is not all well in the same breath.
        told = [match for match in found if match.topic not in self._well]
        return told or found

    def code(self, text: str) -> tuple[Match, ...]:
        """Return the evidence that counts in an answer, as it stands; at most one match per rule and clause."""
        return self.read(text).counted

    def read(self, text: str) -> Reading:
        """Return the evidence in an answer: what counts, and what is too weak to."""
        return self.read_all([text])[0]

    def read_all(self, texts: Sequence[str]) -> list[Reading]:
        """Return the evidence in each text; faster than one by one."""
        found = [self._read(text) for text in texts]
        answers = [mended.text for _, mended in found]
        readings = doubted([reading for reading, _ in found], answers=answers, model=self.model)
        return [reading.moved(mended.written) if mended.words else reading
                for reading, (_, mended) in zip(readings, found, strict=True)]  # fmt: skip

    def _read(self, text: str) -> tuple[Reading, Mended]:
        """Return the evidence in an answer with its words mended, and that answer."""
        mended = self._spelling.mend(self._dots.restore(fold(text)))
        answer = mended.text
        found = [Match(topic, 0, len(answer), "whole_answer") for topic in self._whole.get(_bare(answer), ())]
        parts = clauses(answer)
        scopes = self._scopes.of_clauses(answer, parts)
        for i, (start, clause) in enumerate(parts, start=1):
            if i < len(parts) and retracted(parts[i][1]):
                continue
            found += [Match(m.topic, start + m.start, start + m.end, m.rule) for m in self._clause(clause)
                      if self._concerns(m, scopes[i - 1])]  # fmt: skip
        found.sort(key=lambda match: (match.start, match.end, match.topic))
        found = [match for match in found if not self._rules.ruled_out(match, answer)]
        telling = len(answer.split()) >= COMPLAINT_FROM
        reading = weighed(found, telling=telling, complains=lambda m: self._complains(m, parts), well=self._well)
        return reading, mended

    def _concerns(self, match: Match, scope: Scope) -> bool:
        """Return whether evidence is of the writer's own concern; what was there once and is missed, is."""
        return not scope or (scope == "time" and match.topic in self._lacks)

    def _complains(self, match: Match, parts: list[tuple[int, str]]) -> bool:
        if match.topic in self._well:
            return False
        clause = next((clause for start, clause in parts if start <= match.start < start + len(clause)), "")
        return self._rules.complains(clause)

    def code_all(self, texts: list[str], *, processes: int | None = None) -> list[tuple[Match, ...]]:
        """Return the evidence in each text; texts written alike are coded once.

        ``processes`` share the work; None: one per core where there are so many texts that it pays. The result is the
        same.
        """
        distinct = list(dict.fromkeys(texts))
        shared = (_cores() if len(distinct) >= _MANY else 1) if processes is None else processes
        parts = portions(distinct)
        with _no_search_for_cycles():
            found = _in_parallel(self, parts, shared) if shared > 1 else [self.counted(part) for part in parts]
            done = dict(zip(distinct, chain.from_iterable(found), strict=True))
        return [done[text] for text in texts]

    def counted(self, texts: Sequence[str]) -> list[tuple[Match, ...]]:
        """Return the evidence that counts in each text."""
        return [reading.counted for reading in self.read_all(texts)]


def portions(texts: list[str]) -> list[list[str]]:
    """Return texts in parts that take a moment each: to share out, or to look up between."""
    return [texts[i : i + _AT_A_TIME] for i in range(0, len(texts), _AT_A_TIME)]


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Let the interpreter not look for cycles: what coding makes is soon gone and holds none; it costs a tenth."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def _in_parallel(coder: Coder, parts: list[list[str]], processes: int) -> list[list[tuple[Match, ...]]]:
    """Return the evidence in each text of each part, worked out by this process and others."""
    same = Coder(coder.codebook, coder.model or carried())
    # Processes of their own rather than copies of this one: a notebook's has threads, which a copy may hang on.
    with ProcessPoolExecutor(processes - 1, get_context("spawn"), initializer=_begin, initargs=(same,)) as pool:
        told = [pool.submit(_code_some, part) for part in parts]
        # This one takes from the end what no other has begun.
        own = {i: same.counted(parts[i]) for i in reversed(range(len(parts))) if told[i].cancel()}
        return [own[i] if i in own else told[i].result() for i in range(len(parts))]


_INHERITED: list[Coder] = []  # in a process that shares the work: the coder that it was given


def _begin(coder: Coder) -> None:
    gc.disable()
    _INHERITED.append(coder)


def _code_some(texts: list[str]) -> list[tuple[Match, ...]]:
    return _INHERITED[0].counted(texts)


def _cores() -> int:
    """Return the cores that this process may use, at most four: more would wait for the one that hands out the work."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(allowed, 4)


def code_answers(responses: tables.Responses, *, codebook: Codebook) -> pd.DataFrame:
    """Return the topics of every free-text answer (``CODES``), one row per respondent, question and topic.

    Questions of type ``text`` and ``place`` are coded. The rule is the first piece of evidence; the text itself is
    not in the frame. Answers written alike are coded once.
    """
    coder = Coder(codebook)
    answers = list(free_answers(responses, codebook=codebook).itertuples(index=False))
    distinct = list(dict.fromkeys(fold(answer.text) for answer in answers))
    seen: dict[str, dict[str, str]] = {}
    for some in portions(distinct):
        going.on()
        seen |= {text: {match.topic: match.rule for match in reversed(reading.counted)}
                 for text, reading in zip(some, coder.read_all(some), strict=True)}  # fmt: skip
    rows = [(answer.respondent, answer.year, answer.question, topic, rule)
            for answer in answers for topic, rule in seen[fold(answer.text)].items()]  # fmt: skip
    return tables.CODES.check(pd.DataFrame(rows, columns=tables.CODES.names))


def free_answers(responses: tables.Responses, *, codebook: Codebook) -> pd.DataFrame:
    """Return every free-text answer that was given: respondent, year, question and text; never published."""
    names = [question.name for question in codebook.questions if question.type in ("text", "place")]
    given = [name for name in names if name in responses.frame.columns]
    parts = [_answers(responses, question) for question in given]
    columns = ["respondent", "year", "question", "text"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame({name: [] for name in columns})


def _answers(responses: tables.Responses, question: str) -> pd.DataFrame:
    answered = (responses.states[question] == "answered").to_numpy()
    frame = responses.frame.loc[answered, ["respondent", "year", question]]
    return frame.rename(columns={question: "text"}).assign(question=question)


def _bare(answer: str) -> str:
    """Return a folded answer without punctuation, one space between words."""
    return " ".join(_MARKS.sub("", answer).split())
