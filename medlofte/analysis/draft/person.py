"""What a column asks about the one who answers: sex, age, area, or a year of birth."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from medlofte.analysis.draft.sketch import Option
from medlofte.codebook import normal
from medlofte.language import N_

_GROUPS = {"kon": ("kön", "kon", "sex", "gender", "kvinna eller man", "man eller kvinna"),
           "alder": ("ålder", "alder", "age", "hur gammal"),
           "omrade": ("område", "omrade", "bostadsområde", "stadsdel", "kommundel", "ort", "del av kommunen",
                      "var bor du", "kommunen bor du", "bor du i kommunen")}  # fmt: skip
_WORDS = re.compile(r"[^\W_]+")
_BORN = ("född", "födelseår", "birth year", "year of birth", "born")
_YEARS = (1900, 2030)
# A label is the round's own word, in the round's language.
_BAND, _OLDEST = N_("{low}–{high} år"), N_("{low} år eller äldre")
_YOUNGEST = 10
_SPAN = re.compile(
    r"(\d{1,3})(?:\s*(?:-|–|till)\s*(\d{1,3})|\s*(\+|år (?:eller|och) (?:äldre|över|uppåt)|år\s*\+))?(?:\s*år)?"
)
BANDS = ((16, 24), (25, 44), (45, 64), (65, 110))


@dataclass(frozen=True)
class Background:
    """Whether a question is one that results are broken down by."""

    role: str = ""
    concept: str = ""


def background(heading: str, title: str) -> Background:
    """Return whether the words are those of sex, age or area."""
    for concept, words in _GROUPS.items():
        for text in (normal(heading), normal(title)):
            # Names of variables are parted by underscores.
            said = f" {' '.join(_WORDS.findall(text))} "
            if any(f" {word} " in said for word in words) and len(said) < 60:
                return Background("group", concept)
    return Background()


def born(heading: str, title: str, values: Collection[float]) -> bool:
    """Return whether a column holds years of birth."""
    said = f"{normal(heading)} {normal(title)}"
    return any(word in said for word in _BORN) and all(_YEARS[0] <= value <= _YEARS[1] for value in values)


def ages(values: Collection[float] = (), *, year: int | None = None) -> tuple[Option, ...]:
    """Return the bands of age; with a year, as the years of birth that have that age then.

    The first reaches down to the youngest among ``values`` (ages, or years of birth) who may have answered for oneself.
    """
    found = [value if year is None else year - value for value in values]
    youngest = min((int(age) for age in found if _YOUNGEST <= age < BANDS[0][0]), default=BANDS[0][0])
    made = []
    for low, high in ((youngest, BANDS[0][1]), *BANDS[1:]):
        last = (low, high) == BANDS[-1]
        name, label = (f"{low}_plus", _OLDEST) if last else (f"{low}_{high}", _BAND)
        ends = (low, high) if year is None else (year - high, year - low)
        made.append(Option(name, label.format(low=low, high=high), low=ends[0], high=ends[1]))
    return tuple(made)


def banded(options: Iterable[Option]) -> tuple[Option, ...]:
    """Return options like «18–29 år» and «65 år eller äldre» with the ages they hold, so that the population fits them.

    The youngest, «under 18 år», has no lower bound that the label tells, and is left as it is.
    """
    made = []
    for item in options:
        found = _SPAN.fullmatch(normal(item.label))
        low, high, open_ended = (found[1], found[2], found[3]) if found else ("", "", "")
        last = high or ("110" if open_ended else "")
        made.append(replace(item, low=float(low), high=float(last)) if low and last else item)
    return tuple(made)
