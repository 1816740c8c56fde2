"""A question as proposed, before the analyst has looked at it; and the words that tell what an answer is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from medlofte.analysis.read import figures
from medlofte.analysis.read.survey import BASE
from medlofte.codebook import Missing, normal

_DONT_KNOW = ("vet ej", "vet inte", "ingen åsikt", "ingen uppfattning", "vet ej/ingen åsikt", "vet inte/ingen åsikt",
              "kan inte ta ställning", "kan ej ta ställning", "don't know", "dont know", "do not know", "no opinion",
              "osäker")  # fmt: skip
_NO_ANSWER = ("vill inte uppge", "vill ej uppge", "vill inte svara", "vill ej svara", "inget svar", "ej svar",
              "ej besvarad", "svar saknas", "uppgift saknas", "avböjer", "refused", "refusal", "no answer",
              "prefer not to say", "not answered")  # fmt: skip
_NOT_ASKED = ("ej ställd", "inte ställd", "ej aktuell", "ej aktuellt", "inte aktuellt", "ej tillämpligt",
              "not applicable", "n/a", "not asked")  # fmt: skip
REASONS: dict[str, Missing] = {
    **dict.fromkeys(map(normal, _DONT_KNOW), "dont_know"),
    **dict.fromkeys(map(normal, _NO_ANSWER), "no_answer"),
    **dict.fromkeys(map(normal, _NOT_ASKED), "not_asked"),
}
_LEADING = re.compile(r"\s*(?:(under|yngre än|upp till|högst|mindre än)\s+)?(\d+)", re.IGNORECASE)
_NEITHER = ("varken", "inte ")
_LARGE = ("stort", "mycket stort", "ganska stort")
# Words that grade; an option that holds one is a step of a scale. Listed from one end to the other.
_STEPS = ("grad", "aldrig", "sällan", "ibland", "ganska ofta", "mycket ofta", "ofta", "alltid", "inte alls",
          "inte särskilt",
          "lite", "delvis", "ganska", "mycket", "varken", "instämmer", "trygg", "otrygg", "orolig", "nöjd", "dålig",
          "bra", "stor", "liten", "never", "rarely", "sometimes", "often", "always", "very", "fairly", "not at all",
          "agree", "safe", "worried")  # fmt: skip
_ORDERS = (
    ("alltid", "mycket ofta", "ganska ofta", "ofta", "ibland", "ganska sällan", "mycket sällan", "sällan", "aldrig"),
    ("i mycket hög", "i hög", "i ganska hög", "i viss", "i liten", "i ganska liten", "i mycket liten", "inte alls"),
    ("mycket stor", "ganska stor", "stor", "varken", "ganska lit", "mycket lit", "lit", "ing", "inte"),
    ("instämmer helt", "instämmer delvis", "instämmer", "varken", "tar delvis avstånd", "tar helt avstånd"),
    ("mycket trygg", "ganska trygg", "varken trygg eller otrygg", "varken eller", "ganska otrygg", "mycket otrygg"),
    ("mycket", "ganska", "varken", "lite", "inte särskilt", "inte alls"),
    ("ja", "delvis", "nej"), ("kvinna", "man", "annat"),
)  # fmt: skip


@dataclass(frozen=True)
class Option:
    """A proposed answer option; the fields are those of ``codebook.Choice``."""

    name: str
    label: str
    also: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    missing: str = ""
    low: float | None = None
    high: float | None = None
    problem: bool = False


@dataclass(frozen=True)
class Sketch:
    """A proposed question; the fields are those of ``codebook.Question``.

    ``remark`` says in Swedish what the analyst should look at.
    """

    name: str
    label: str
    type: str
    columns: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    missing: dict[str, str] = field(default_factory=dict)
    role: str = ""
    concept: str = ""
    separator: str = ""
    max: int | None = None
    remark: str = ""


def slug(text: str, *, otherwise: str = "svar") -> str:
    """Return a name: lower-case ascii letters, digits and underscores, at most 40."""
    return figures.slug(text, otherwise=otherwise)[:40].strip("_")


def unique(sketches: Iterable[Sketch]) -> tuple[Sketch, ...]:
    """Return the questions with names and headings that are each used once."""
    taken, made = set(BASE), []
    for sketch in sketches:
        name = _free(sketch.name, taken)
        taken.add(name)
        made.append(replace(sketch, name=name, options=unique_options(sketch.options)))
    return tuple(made)


def unique_options(options: Iterable[Option]) -> tuple[Option, ...]:
    """Return the options with names that are each used once."""
    taken: set[str] = set()
    made = []
    for option in options:
        name = _free(option.name, taken)
        taken.add(name)
        made.append(replace(option, name=name))
    return tuple(made)


def _free(name: str, taken: set[str]) -> str:
    return next(tried for tried in (name, *(f"{name}_{i}" for i in range(2, 10_000))) if tried not in taken)


def option(label: str, *, code: str = "", missing: str = "", columns: tuple[str, ...] = ()) -> Option:
    """Return an option by its label, and the code it has in files."""
    also = (code,) if code and normal(code) not in (normal(label), slug(label)) else ()
    return Option(slug(label), label, also, columns, missing or REASONS.get(normal(label), ""))


def is_scale(options: Iterable[Option]) -> bool:
    """Return whether most options grade something."""
    steps = [any(word in normal(option.label) for word in _STEPS) for option in options if not option.missing]
    return len(steps) > 2 and sum(steps) > len(steps) / 2


def graded(options: Iterable[Option], role: str) -> str:
    """Return the type of a question with one answer: a scale where its options grade something, unless it groups."""
    return "scale" if is_scale(options) and not role else "select_one"


def troubled(options: Iterable[Option], *, title: str) -> tuple[Option, ...]:
    """Return options where unsafety counts as a problem, and much worry or a large problem where it is asked for."""
    asked = re.findall(r"\w+", normal(title))
    worry = any(word.startswith("oro") for word in asked)
    trouble = any(word.startswith("problem") for word in asked)
    return tuple(
        replace(item, problem=not item.missing and _is_problem(normal(item.label), worry=worry, trouble=trouble))
        for item in options
    )


def _is_problem(label: str, *, worry: bool, trouble: bool) -> bool:
    # «Varken trygg eller otrygg» is neither.
    unsafe = "otrygg" in label and not label.startswith(_NEITHER)
    return unsafe or (worry and label.endswith("ofta")) or (trouble and label.startswith(_LARGE))


def ordered(options: Iterable[Option]) -> tuple[Option, ...]:
    """Return options in a sensible order: by leading number, along a known scale, reasons for no answer last."""
    listed = list(options)
    words = [normal(option.label) for option in listed if not option.missing]
    fits = (known for known in _ORDERS if 2 * sum(word.startswith(known) for word in words) > len(words))
    order = next(fits, ())

    def place(item: Option) -> tuple[bool, float, int]:
        number = _LEADING.match(item.label)
        step = next((i for i, known in enumerate(order) if normal(item.label).startswith(known)), len(order))
        return bool(item.missing), float(number[2]) - 0.5 * bool(number[1]) if number else float("inf"), step

    return tuple(sorted(listed, key=place))
