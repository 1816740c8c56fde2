"""Several answers in one cell: the mark between them, the options, and what people wrote of their own beside them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from medlofte.analysis.answers import OTHER
from medlofte.analysis.draft.sketch import Option, option, ordered
from medlofte.codebook import normal
from medlofte.language import N_, _

MOST_OPTIONS = 30
_MARKS = (";", ", ", "|", ",", " ")
_NAME = re.compile(r"[a-z0-9_]+")
_OWN = N_("Annat (eget svar)")
# An open option's answers: so few of so many wrote the same.
_MANY, _RARE = 40, 0.015


def separated(counts: Counter[str]) -> tuple[str, tuple[Option, ...]] | None:
    """Return the mark between the answers in a cell, and the options; None where a cell holds one answer.

    What nearly nobody else has written is no option of the form: it belongs to one called «Annat».
    """
    filled = sum(counts.values())
    for mark in _MARKS:
        together = sum(n for text, n in counts.items() if mark in text.strip(mark))
        parts: Counter[str] = Counter()
        for text, n in counts.items():
            # In the order they are written, so that the same file always gives the same codebook.
            for part in dict.fromkeys(part.strip() for part in text.split(mark) if part.strip()):
                parts[part] += n
        # Kobo and ODK part names by spaces; ordinary words are parted by them too.
        names_only = mark != " " or (len(counts) > len(parts) and all(map(_NAME.fullmatch, parts)))
        offered = {part: n for part, n in parts.items() if filled < _MANY or n > max(1, _RARE * filled)}
        few = len(offered) <= MOST_OPTIONS and len(offered) <= 0.34 * sum(offered.values())
        most = sum(offered.values()) >= 0.8 * sum(parts.values())
        if together >= 0.1 * filled and together > 1 and few and most and names_only and len(offered) > 2:
            known = set(map(normal, offered))
            own = list({words: part for part in parts if (words := normal(part)) not in known}.values())
            usual = sorted(offered, key=lambda part: -offered[part])
            return mark, with_own(ordered(map(option, usual)), own)
    return None


def with_own(options: tuple[Option, ...], own: list[str]) -> tuple[Option, ...]:
    """Return the options, with people's own words as ways to write the open one."""
    if not own:
        return options
    words: Mapping[str, Option] = {normal(item.label).split(",")[0].rstrip(":"): item for item in options}
    there = next((words[word] for word in words if word in OTHER), None)
    if there is not None:
        return tuple(replace(item, also=(*item.also, *own)) if item is there else item for item in options)
    return (*options, replace(option(_(_OWN)), name="annat", also=tuple(own)))
