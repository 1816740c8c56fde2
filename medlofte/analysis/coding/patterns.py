"""Free text → topics by the codebook's pattern language, with the evidence for every code.

The language and its limits are described in the codebook's own heading and in docs/architecture.md: ``knark*``,
``*stöld*``, ``bråk``, ``kör* .. fort``, ``a + b``, ``@list`` and ``!veto``. Nothing is learned and nothing is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import pandas as pd

from medlofte import tables
from medlofte.codebook import Codebook, Topic
from medlofte.errors import CodebookError

# One character for one, so that positions stay those of the composed text.
_SAME = str.maketrans(
    {"\u00a0": " ", "’": "'", "\u2018": "'", "\u00b4": "'", "”": '"', "“": '"', "»": '"', "–": "-", "—": "-"}
)
_BOUNDARY = re.compile(r"[!?;()\n\r]|[.,:](?!\d)|(?<!\d)[.,:]|\s-\s|\b(?:men|fast|däremot|dock)\b")
_NEGATION = re.compile(r"(?<!\w)(?:inte(?!\s+(?:bara|enbart|minst))|inga|ingen|inget|aldrig|ej|icke|slipper)(?!\w)")
# "Vågar inte gå ut eftersom det säljs knark": the denial ends where the reason begins.
_REASON = re.compile(r"(?<!\w)(?:eftersom|pga|p\.g\.a|på grund av|för att|när|medan|utan|trots)(?!\w)")
_GAP = r"(\W+(?:[\w'-]+\W+){0,4}?)"


@dataclass(frozen=True)
class Match:
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


@dataclass(frozen=True)
class _Part:
    """One side of a ``+``: a compiled expression, and letters of which some must occur for it to have a chance."""

    expression: re.Pattern[str]
    needles: tuple[str, ...]


@dataclass(frozen=True)
class _Rule:
    text: str
    parts: tuple[_Part, ...]

    def find(self, clause: str, *, negatable: bool) -> tuple[int, int] | None:
        """Return where the rule's evidence stands in the clause, or None."""
        if not all(any(needle in clause for needle in part.needles) for part in self.parts):
            return None
        if len(self.parts) == 1:
            found = self.parts[0].expression.finditer(clause)
            return next((m.span() for m in found if not (negatable and _denied(clause, m))), None)
        places = [part.expression.search(clause) for part in self.parts]
        matches = [match for match in places if match]
        if len(matches) < len(places):
            return None
        first = min(matches, key=lambda match: match.start())
        if negatable and _denied(clause, first):
            return None
        return first.start(), max(match.end() for match in matches)


@dataclass(frozen=True)
class _Rules:
    topic: Topic
    evidence: tuple[_Rule, ...]
    vetoes: tuple[_Rule, ...]
    whole: frozenset[str]

    def code(self, clause: str, offset: int) -> list[Match]:
        """Return the topic's evidence in one clause; ``offset`` is where the clause begins in the answer."""
        negatable = self.topic.kind != "lack"
        spans = [(rule.text, rule.find(clause, negatable=negatable)) for rule in self.evidence]
        found = [Match(self.topic.id, offset + s[0], offset + s[1], text) for text, s in spans if s]
        vetoed = found and any(veto.find(clause, negatable=False) for veto in self.vetoes)
        return [] if vetoed else found


@dataclass(frozen=True)
class Coder:
    """A codebook's patterns, compiled once.

    Raises
    ------
    CodebookError
        On first use, if a pattern is empty or names a list that the codebook lacks.
    """

    codebook: Codebook

    @cached_property
    def _rules(self) -> tuple[_Rules, ...]:
        return tuple(_compile(topic, self.codebook.lists) for topic in self.codebook.topics)

    def code(self, text: str) -> tuple[Match, ...]:
        """Return all evidence in an answer, in the order it stands, at most one match per rule and clause."""
        answer = fold(text)
        whole = re.sub(r"[^\w\s-]", "", answer).strip()
        found = [Match(r.topic.id, 0, len(answer), "whole_answer") for r in self._rules if whole in r.whole]
        clauses = _clauses(answer)
        found += chain.from_iterable(r.code(clause, start) for r in self._rules for start, clause in clauses)
        return tuple(sorted(found, key=lambda match: (match.start, match.end, match.topic)))


def code_answers(responses: tables.Responses, *, codebook: Codebook) -> pd.DataFrame:
    """Return the topics of every free-text answer (``CODES``), one row per respondent, question and topic.

    Questions of type ``text`` and ``place`` are coded. The rule is the first piece of evidence; the text itself is
    not in the frame. Answers written alike are coded once.
    """
    coder = Coder(codebook)
    seen: dict[str, dict[str, str]] = {}
    rows = []
    for answer in free_answers(responses, codebook=codebook).itertuples(index=False):
        key = fold(answer.text)
        if key not in seen:
            seen[key] = {match.topic: match.rule for match in reversed(coder.code(key))}
        rows += [(answer.respondent, answer.year, answer.question, topic, rule) for topic, rule in seen[key].items()]
    return tables.CODES.check(pd.DataFrame(rows, columns=tables.CODES.names))


def free_answers(responses: tables.Responses, *, codebook: Codebook) -> pd.DataFrame:
    """Return every free-text answer that was given: respondent, year, question and text; never published."""
    names = [question.name for question in codebook.questions if question.type in ("text", "place")]
    given = [name for name in names if name in responses.frame.columns]
    parts = [_answers(responses, question) for question in given]
    columns = ["respondent", "year", "question", "text"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame({name: [] for name in columns})


def fold(text: object) -> str:
    """Return text for matching: composed, lower case, one kind of space, quote and dash; no character is removed."""
    composed = unicodedata.normalize("NFC", str(text)).translate(_SAME)
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in composed)


def _answers(responses: tables.Responses, question: str) -> pd.DataFrame:
    answered = (responses.states[question] == "answered").to_numpy()
    frame = responses.frame.loc[answered, ["respondent", "year", question]]
    return frame.rename(columns={question: "text"}).assign(question=question)


def _clauses(answer: str) -> list[tuple[int, str]]:
    """Return (start, clause) for each stretch between marks and words such as "men"."""
    cuts = [0, *chain.from_iterable(mark.span() for mark in _BOUNDARY.finditer(answer)), len(answer)]
    pairs = zip(cuts[::2], cuts[1::2], strict=True)
    return [(start, answer[start:end]) for start, end in pairs if answer[start:end].strip()]


def _denied(clause: str, match: re.Match[str]) -> bool:
    """Return whether a negation stands before the evidence, or inside one of its gaps ("känner mig inte trygg")."""
    if any(_NEGATION.search(gap) for gap in match.groups() if gap):
        return True
    before = clause[: match.start()]
    last = max((found.end() for found in _NEGATION.finditer(before)), default=-1)
    return last >= 0 and not _REASON.search(before, last)


def _compile(topic: Topic, lists: dict[str, tuple[str, ...]]) -> _Rules:
    evidence = tuple(_rule(text, topic, lists) for text in topic.patterns if not text.startswith("!"))
    vetoes = tuple(_rule(text, topic, lists) for text in topic.patterns if text.startswith("!"))
    whole = frozenset(re.sub(r"[^\w\s-]", "", fold(text)).strip() for text in topic.whole_answer)
    return _Rules(topic, evidence, vetoes, whole)


def _rule(text: str, topic: Topic, lists: dict[str, tuple[str, ...]]) -> _Rule:
    sides = re.split(r"\s\+\s", fold(text).removeprefix("!").strip())
    try:
        return _Rule(text, tuple(_part(side, lists) for side in sides))
    except KeyError as error:
        message = f"Mönstret använder listan {error.args[0]}, som inte finns i kodboken."
        raise CodebookError(message, column=topic.id, value=text, advice="Lägg till listan under lists.") from error
    except ValueError as error:
        raise CodebookError("Mönstret har en tom del.", column=topic.id, value=text) from error


def _part(side: str, lists: dict[str, tuple[str, ...]]) -> _Part:
    steps = [_members(step.strip(), lists) for step in re.split(r"\s\.\.\s", side)]
    expression = _GAP.join("(?:" + "|".join(_word(member) for member in step) + ")" for step in steps)
    return _Part(re.compile(expression), tuple(max(re.split(r"[*\s]+", member), key=len) for member in steps[0]))


def _members(step: str, lists: dict[str, tuple[str, ...]]) -> list[str]:
    if step.startswith("@"):
        return [fold(member) for member in lists[step[1:]]]
    if not step.strip("* "):
        raise ValueError(step)
    return [step]


def _word(text: str) -> str:
    """Return the expression of one word or phrase; an edge that is no letter or digit needs no word boundary."""
    inner = r"\s+".join(r"\w*".join(re.escape(piece) for piece in word.split("*")) for word in text.split())
    before = r"(?<!\w)" if re.match(r"\w", text) else ""
    after = r"(?!\w)" if re.search(r"\w$", text) else ""
    return before + inner + after
