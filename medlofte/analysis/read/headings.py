"""How survey tools write a question's heading, so that it is found whatever tool the file comes from.

What is recognised, and what each rests on:

- LimeSurvey: ``Q1``, ``Q1[SQ001]`` for a sub-question or an option (qcode naming: LimeSurvey Manual, "Tab Separated
  Value survey structure"), and with full texts ``Q1. Frågan`` and ``Frågan [Alternativ]``.
- KoboToolbox: ``grupp/fråga``, and ``fråga/alternativ`` beside or instead of one column for all options
  (``grp_sep`` and ``multi_sel``: reference of the R package KoboconnectR, kobo_export_create).
- ODK: ``grupp-fråga``, and ``fråga/alternativ`` for split select multiples (ODK Briefcase, docs/export-format.md).
- Google Forms: ``Fråga [Rad]`` for a grid. No public specification was found; this is how its sheets look.
- SPSS and others: ``fråga_alternativ``; typed by hand: ``Fråga: alternativ`` and ``Fråga - alternativ``.
"""

from __future__ import annotations

import re

from medlofte.codebook import normal

_BRACKETED = re.compile(r"^(.+?)\s*\[([^\[\]]+)\]\s*$", re.DOTALL)
_NUMBERED = re.compile(r"^\s*([A-Za-z]{0,4}\d+[A-Za-z]?)\s*[.):]\s+(.+)$", re.DOTALL)


def key(heading: str) -> str:
    """Return a heading for matching, without what follows in parentheses or asks: ``Säkerhet (1–5)`` → ``säkerhet``."""
    return normal(heading.split("(", maxsplit=1)[0]).rstrip("? ")


def names(heading: str) -> tuple[str, ...]:
    """Return what a heading may be called in the codebook, normalised, the surest first."""
    found = [normal(heading), key(heading)]
    numbered = _NUMBERED.match(heading)
    if numbered:
        found += [normal(numbered[2]), normal(numbered[1])]
    if "/" in heading:
        found.append(normal(heading.rsplit("/", maxsplit=1)[1]))
    if "-" in heading and " " not in heading:
        found.append(normal(heading.rsplit("-", maxsplit=1)[1]))
    return tuple(dict.fromkeys(name for name in found if name))


def options(heading: str) -> tuple[tuple[str, str], ...]:
    """Return how a heading may be parted into a question and one of its options, the surest first (not normalised)."""
    found = []
    bracketed = _BRACKETED.match(heading)
    if bracketed:
        found.append((bracketed[1], bracketed[2]))
    for mark in ("/", ": ", " - ", " – "):
        if mark in heading:
            stem, option = heading.rsplit(mark, maxsplit=1)
            found.append((stem, option))
    if "_" in heading and " " not in heading:
        parts = heading.split("_")
        found += [("_".join(parts[:i]), "_".join(parts[i:])) for i in range(len(parts) - 1, 0, -1)]
    return tuple((stem, option) for stem, option in found if stem.strip() and option.strip())
