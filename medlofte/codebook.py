"""The shared vocabulary of one round: questions, topics and actors (YAML, validated).

``label_en`` (also ``short_en`` and ``definition_en``) is what an English page says; without it, it says the Swedish.

A question is shaped like XLSForm (type, name, label, choices), plus what a kommun's files need: the headings it may
stand under, the ways a missing answer is written, and the series that says which years may be compared.
"""

from __future__ import annotations

import unicodedata
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from medlofte.errors import CodebookError
from medlofte.explained import parsed, told
from medlofte.language import ENGLISH, _, current

E = TypeVar("E")
Missing = Literal["dont_know", "no_answer", "not_asked"]
# A scale in two halves, for groups too small to show each answer of: (those that count as a problem, the others).
MERGED = ("samlat_problem", "samlat_ovrigt")
Kind = Literal["select_one", "select_multiple", "scale", "integer", "decimal", "text", "place", "date", "id"]
Role = Literal["", "group", "weight", "id", "stratum", "cluster", "stratum_size", "cluster_size"]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)

    @property
    def said(self) -> str:
        """Return the label in the reader's language; to show, never to read files by."""
        return str((current() == ENGLISH and self.label_en) or self.label)  # type: ignore[attr-defined]


class Choice(_Entry):
    """One answer option.

    ``also`` lists other ways it is written in files; ``missing`` makes it a kind of no answer; ``problem`` counts it
    as unsafety or worry in headlines; ``low`` and ``high`` (inclusive) make a band of a number; ``columns`` are the
    headings of a column that says only whether this option was chosen (one column per option).
    """

    name: str
    label: str
    label_en: str = ""
    also: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    topic: str = ""
    problem: bool = False
    missing: Missing | None = None
    low: float | None = None
    high: float | None = None


class Question(_Entry):
    """One question and how files write it.

    ``columns`` are the headings it stands under (the name and the label always count); ``role`` is ``group`` for
    background questions, ``weight`` for a base weight, ``id`` for a respondent id, and for a drawn sample ``stratum``,
    ``cluster`` and how many units the stratum, and persons the cluster, have; ``missing`` maps raw values to a
    reason; ``max`` is the most options that may be chosen; ``years`` are the survey years that asked it (empty: all);
    ``topics`` names topics that a free-text question is coded to (empty: all).
    """

    name: str
    label: str
    label_en: str = ""
    type: Kind
    short: str = ""
    short_en: str = ""
    role: Role = ""
    concept: str = ""
    columns: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    missing: dict[str, Missing] = Field(default_factory=dict)
    separator: str = ";"
    max: int | None = None
    series: str = ""
    years: tuple[int, ...] = ()

    @field_validator("missing", mode="before")
    @classmethod
    def _keys_as_text(cls, value: dict[Any, Any]) -> dict[str, Any]:
        return {str(key): reason for key, reason in value.items()}

    @property
    def valid(self) -> tuple[Choice, ...]:
        """Return the choices that are answers (not a reason for a missing one)."""
        return tuple(choice for choice in self.choices if choice.missing is None)

    @cached_property
    def headings(self) -> frozenset[str]:
        """Return every heading the question may stand under, normalised by :func:`normal`."""
        return frozenset(normal(text) for text in (self.name, self.label, *self.columns))

    @cached_property
    def reasons(self) -> dict[str, Missing]:
        """Return normalised text → why there is no answer, for every raw value in ``missing``."""
        return {normal(written): reason for written, reason in self.missing.items()}

    @cached_property
    def written(self) -> dict[str, Choice]:
        """Return normalised text → choice, for every way a choice may be written."""
        return {normal(text): c for c in self.choices for text in (c.name, c.label, *c.also)}

    @property
    def merged(self) -> dict[str, str]:
        """Return choice → its half of the scale (:data:`MERGED`); empty where merging makes nothing smaller."""
        halves = {choice.name: MERGED[not choice.problem] for choice in self.valid}
        single = self.type != "select_multiple"
        return halves if single and len(halves) > len(MERGED) == len(set(halves.values())) else {}

    @property
    def estimated(self) -> bool:
        """Return whether shares are estimated for this question."""
        return self.type in ("select_one", "select_multiple", "scale") or bool(self.choices)


class Topic(_Entry):
    """What ties residents, actors and registers: one subject with its definition and its patterns.

    ``must_match`` and ``must_not_match`` are sentences that the patterns must, and must not, code to the topic: the
    codebook's own tests.
    """

    id: str
    label: str
    label_en: str = ""
    kind: Literal["harm", "lack", "rest_strong"] = "harm"
    ansvar: Literal["polis", "kommun", "gemensamt", "ingen"] = "gemensamt"
    quote: Literal["review", "never"] = "review"
    theme: str = ""
    definition: str = ""
    definition_en: str = ""
    examples: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    must_match: tuple[str, ...] = ()
    must_not_match: tuple[str, ...] = ()
    whole_answer: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()


class Theme(_Entry):
    """A theme that topics name, for its English."""

    label: str
    label_en: str = ""


class Actor(_Entry):
    """One local actor of the mapping (kartläggning)."""

    id: str
    label: str
    label_en: str = ""
    party: Literal["polis", "kommun", "annan"] = "kommun"


class Codebook(_Entry):
    """Questions, topics, word lists and actors."""

    version: str = "1"
    title: str = ""
    language: str = "sv"
    questions: tuple[Question, ...]
    topics: tuple[Topic, ...] = ()
    themes: tuple[Theme, ...] = ()
    lists: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    actors: tuple[Actor, ...] = ()

    @classmethod
    def read(cls, file: str | Path) -> Codebook:
        """Return the codebook in a YAML file; ``topics: FILE``, with ``themes`` and ``lists``, may lie beside it.

        Raises
        ------
        CodebookError
            If the file is missing, is not YAML, or breaks a rule; names the line or the entry.
        """
        file = Path(file)
        content = _load(file)
        if isinstance(content.get("topics"), str):
            shared = _load(file.parent / content["topics"])
            kept = {name: shared[name] for name in ("topics", "themes", "lists") if name in shared}
            content |= {"topics": (), "lists": {}} | kept
        return cls._validated(content, file)

    @classmethod
    def read_topics(cls, file: str | Path) -> Self:
        """Return a codebook of the topics and lists in a YAML file; its questions, if it has any, are left out.

        Raises
        ------
        CodebookError
            As :meth:`read`, and if there are no topics.
        """
        path = Path(file)
        content = _load(path)
        if isinstance(content.get("topics"), str):
            path = path.parent / str(content["topics"])
            content = _load(path)
        kept = {name: content[name] for name in ("version", "title", "lists", "themes", "topics") if name in content}
        read = cls._validated(kept | {"questions": ()}, path)
        if not read.topics:
            raise CodebookError(_("Kodboken har inga ämnen."), file=path, advice=_("Lägg till ämnen under topics."))
        return read

    @classmethod
    def _validated(cls, content: dict[str, Any], file: Path) -> Self:
        try:
            return cls.model_validate(content)
        except ValidationError as error:
            raise CodebookError(told(error, content), file=file, advice=_("Rätta kodboken och kör igen.")) from error

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for what, names in (
            (_("frågan"), [question.name for question in self.questions]),
            (_("ämnet"), [topic.id for topic in self.topics]),
            (_("aktören"), [actor.id for actor in self.actors]),
        ):
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise ValueError(_("{what} {names} finns två gånger").format(what=what, names=", ".join(twice)))
        known = {topic.id for topic in self.topics}
        for question in self.questions:
            names = [choice.name for choice in question.choices]
            if len(set(names)) < len(names):
                message = _("frågan {question} har två svarsalternativ med samma namn")
                raise ValueError(message.format(question=question.name))
            unknown = {choice.topic for choice in question.choices} - known - {""}
            if unknown:
                message = _("frågan {question} pekar på okända ämnen: {names}")
                raise ValueError(message.format(question=question.name, names=", ".join(sorted(unknown))))
            if question.type in ("select_one", "select_multiple", "scale") and not question.choices:
                raise ValueError(_("frågan {question} saknar svarsalternativ").format(question=question.name))
        return self

    def question(self, name: str) -> Question:
        """Return the question with this name."""
        return self._find(self.questions, "name", name, _("Frågan"))

    def topic(self, name: str) -> Topic:
        """Return the topic with this id."""
        return self._find(self.topics, "id", name, _("Ämnet"))

    def actor(self, name: str) -> Actor:
        """Return the actor with this id."""
        return self._find(self.actors, "id", name, _("Aktören"))

    @property
    def groups(self) -> tuple[Question, ...]:
        """Return the background questions that results may be broken down by."""
        return tuple(question for question in self.questions if question.role == "group")

    @property
    def estimated(self) -> tuple[Question, ...]:
        """Return the questions whose answers are estimated, but not the background questions."""
        return tuple(question for question in self.questions if question.estimated and not question.role)

    @property
    def with_options(self) -> tuple[Question, ...]:
        """Return the questions that have options, background questions too."""
        return tuple(question for question in self.questions if question.choices and question.role in ("", "group"))

    @property
    def topic_of(self) -> dict[str, str]:
        """Return indicator of a register → topic; the first topic that names it."""
        return {indicator: topic.id for topic in reversed(self.topics) for indicator in topic.indicators}

    @staticmethod
    def _find(entries: tuple[E, ...], key: str, name: str, what: str) -> E:
        for entry in entries:
            if getattr(entry, key) == name:
                return entry
        raise CodebookError(_("{what} finns inte i kodboken.").format(what=what), value=name)


def normal(text: object) -> str:
    """Return text for matching: composed Unicode, one kind of space and quote, lower case, ``3.0`` as ``3``."""
    words = unicodedata.normalize("NFC", str(text)).replace("\u00a0", " ").replace("’", "'").split()
    folded = " ".join(words).casefold().rstrip(":* ")
    return folded[:-2] if folded.endswith(".0") and folded[:-2].lstrip("-").isdigit() else folded


def _load(file: Path) -> dict[str, Any]:
    try:
        content = parsed(file.read_text("utf-8-sig"), file=file, wrong=CodebookError)
    except FileNotFoundError as error:
        raise CodebookError(_("Filen finns inte."), file=file,
                            advice=_("Kontrollera sökvägen (round.toml eller kommandoraden).")) from error  # fmt: skip
    except (OSError, UnicodeDecodeError) as error:
        raise CodebookError(_("Filen går inte att läsa som text. Spara om den i UTF-8."), file=file) from error
    if not isinstance(content, dict):
        raise CodebookError(_("Filen är tom eller har fel form."), file=file, advice=_("Börja med «medlofte new»."))
    return content
