"""The light ballot as a form: what its fields hold for a saved ballot, and the ballot that filled fields make.

All functions are pure. A field is named by its place in the round (``f0``, ``f1`` …), never by what a browser sends.
A rating round has too many questions for one page on a phone, so its form shows one problem at a time (``at``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from medlofte.criteria import UNSURE, answers
from medlofte.edition import Edition
from medlofte.errors import StoreError
from medlofte.language import N_, _
from medlofte.workshop.evidence import evidence, problems
from medlofte.workshop.store import Round
from medlofte.workshop.words import LABELS

RATING, DOTS, ORDER = "bedomning", "prickar", "rangordning"
KINDS = {
    RATING: (N_("Bedömning"), N_("Svara på frågorna om varje problem: ja, delvis, nej eller vet ej.")),
    DOTS: (N_("Prickar"), N_("Fördela dina prickar på de problem du tycker är viktigast. Flera på samma går bra.")),
    ORDER: (N_("Rangordning"), N_(
        "Ge det viktigaste problemet plats 1, nästa plats 2 och så vidare. Alla behöver inte "
        "med."
)),
}  # fmt: skip
_SEPARATOR = "|"
_NOTHING = N_("Underlag saknas")


@dataclass(frozen=True)
class Material:
    """What the edition says: labels of problems, the criteria, the board's problems, and the evidence's sentences."""

    labels: Mapping[str, str]
    criteria: Mapping[str, Mapping[str, Any]]
    problems: tuple[str, ...]
    sentences: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, edition: Edition) -> Material:
        """Return the material of an edition; takes some tenths of a second."""
        labels = edition.labels("topics")
        found = evidence(edition, topics=list(labels))
        sentences = {(str(row.problem), str(row.criterion)): _help(str(row.suggested), str(row.sentence))
                     for row in found.itertuples()}  # fmt: skip
        criteria = {criterion["id"]: criterion for criterion in edition.about.get("criteria", [])}
        return cls(labels, criteria, tuple(problems(edition)), sentences)

    def problem(self, name: str) -> str:
        """Return a problem's label."""
        return self.labels.get(name, name)

    def criterion(self, name: str) -> str:
        """Return a criterion's question, and what the ends of its scale mean."""
        found = self.criteria.get(name, {})
        ends = f" ({_(found['ends'])})" if found.get("ends") else ""
        return f"{_(found.get('label', name))}{ends}"

    def options(self, name: str) -> tuple[tuple[str, str], ...]:
        """Return the answers to a criterion and how they read."""
        return tuple((answer, LABELS.get(answer, answer)) for answer in answers(self.criteria.get(name, {})))

    def about(self, problem: str) -> list[tuple[str, str]]:
        """Return criterion and sentence for what the evidence knows of a problem."""
        told = [(self.criterion(name), self.sentences.get((problem, name), "")) for name in self.criteria]
        return [(label, text) for label, text in told if text and not text.startswith(_(_NOTHING))]


@dataclass(frozen=True)
class Question:
    """One field of the form: a row of radio buttons or a list to choose from."""

    name: str
    label: str
    help: str
    options: tuple[tuple[str, str], ...]
    chosen: str
    evidence: tuple[tuple[str, str], ...] = ()


def questions(round_: Round, fields: Mapping[str, str], *, at: int, material: Material) -> list[Question]:
    """Return the form's questions, with what has been chosen."""
    if round_.kind == RATING:
        problem = round_.problems[at]
        return [Question(_name(i), material.criterion(c), material.sentences.get((problem, c), ""), material.options(c),
                         fields.get(_name(i), "")) for i, c in enumerate(round_.criteria)]  # fmt: skip
    most = round_.dots if round_.kind == DOTS else len(round_.problems)
    blank = ("", "0") if round_.kind == DOTS else ("", _("Ingen plats"))
    options = (blank, *((str(number), str(number)) for number in range(1, most + 1)))
    return [Question(_name(i), material.problem(problem), "", options, fields.get(_name(i), ""),
                     tuple(material.about(problem))) for i, problem in enumerate(round_.problems)]  # fmt: skip


def filled(round_: Round, own: Mapping[str, Any], *, at: int) -> dict[str, str]:
    """Return the fields as a saved ballot fills them."""
    if round_.kind == RATING:
        cells = [_cell(round_.problems[at], criterion) for criterion in round_.criteria]
        return {_name(i): own[cell] for i, cell in enumerate(cells) if cell in own}
    if round_.kind == DOTS:
        return {_name(i): str(own[problem]) for i, problem in enumerate(round_.problems) if own.get(problem)}
    order = list(own.get("order", []))
    return {_name(i): str(order.index(problem) + 1) for i, problem in enumerate(round_.problems) if problem in order}


def content(round_: Round, own: Mapping[str, Any], fields: Mapping[str, str], *, at: int) -> dict[str, Any]:
    """Return the ballot that the fields make; in a rating round the answers about other problems stay as they were.

    Raises
    ------
    StoreError
        If a field holds no number, or two problems have the same place.
    """
    if round_.kind == RATING:
        here = {_cell(round_.problems[at], c): fields.get(_name(i), "") for i, c in enumerate(round_.criteria)}
        return {cell: answer for cell, answer in {**own, **here}.items() if answer}
    numbers = {problem: _number(fields.get(_name(i), "")) for i, problem in enumerate(round_.problems)}
    chosen = {problem: number for problem, number in numbers.items() if number}
    if round_.kind == DOTS:
        return chosen
    twice = sorted({number for number in chosen.values() if list(chosen.values()).count(number) > 1})
    if twice:
        raise StoreError(
            _("Två problem har fått plats {twice}.").format(twice=twice[0]), advice=_("Ge varje problem en egen plats.")
        )
    return {"order": sorted(chosen, key=lambda problem: chosen[problem])} if chosen else {}


def progress(round_: Round, own: Mapping[str, Any]) -> list[tuple[int, int]]:
    """Return, for each problem of a rating round, how many of its questions are answered, and how many there are."""
    return [(sum(_cell(problem, criterion) in own for criterion in round_.criteria), len(round_.criteria))
            for problem in round_.problems]  # fmt: skip


def _help(suggested: str, sentence: str) -> str:
    return (
        sentence
        if suggested == UNSURE
        else _("Underlaget: {answer}. {sentence}").format(
            answer=LABELS.get(suggested, suggested).lower(), sentence=sentence
        )
    )


def _name(number: int) -> str:
    return f"f{number}"


def _cell(problem: str, criterion: str) -> str:
    return f"{problem}{_SEPARATOR}{criterion}"


def _number(text: str) -> int:
    if text and not (text.isascii() and text.isdigit() and len(text) <= 3):
        raise StoreError(_("Välj ett av talen i listan."), value=text[:20])
    return int(text or 0)
