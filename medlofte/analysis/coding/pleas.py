"""Phrases by which people tell that they, or somebody near them, are in danger, and by which somebody is pointed out.

They stand in ``words/pleas.txt``, and are made to miss little rather than to disturb little: a person reads what they
find. Measured in ``docs/coding.md``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from importlib import resources

_LIST = re.compile("<([^>!=]+)>")
_PLAIN = str.maketrans("åäöé", "aaoe")  # some write without dots


def cries(folded: str) -> bool:
    """Return whether a folded text cries for help."""
    return _phrases()["cry"].search(folded.translate(_PLAIN)) is not None


def points_out(folded: str) -> bool:
    """Return whether a folded text says of somebody without a name that he or she does what is a crime."""
    return _pointed_out().search(folded.translate(_PLAIN)) is not None


def tells_of_a_deed(folded: str) -> bool:
    """Return whether a folded text says that somebody does what is a crime."""
    return _phrases()["deed"].search(folded.translate(_PLAIN)) is not None


@lru_cache(maxsize=1)
def _phrases() -> dict[str, re.Pattern[str]]:
    """Return kind → its phrases as one pattern."""
    lists: dict[str, str] = {}
    phrases: dict[str, list[str]] = defaultdict(list)
    kind = ""
    written = (resources.files("medlofte.analysis.coding") / "words" / "pleas.txt").read_text("utf-8")
    for line in written.splitlines():
        if not line or line.startswith("#"):
            continue
        filled = _LIST.sub(lambda name: lists[name[1]], line)
        if line.startswith("["):
            kind = line[1 : line.index("]")]
        elif not kind:
            name, _, value = filled.partition(" = ")
            lists[name] = value
        else:
            phrases[kind].append(filled)
    return {
        name: re.compile("|".join(f"(?:{one})" for one in some).translate(_PLAIN)) for name, some in phrases.items()
    }


@lru_cache(maxsize=1)
def _pointed_out() -> re.Pattern[str]:
    who, does = (_phrases()[name].pattern for name in ("who", "deed"))
    return re.compile(f"(?:{who})[^.!?]{{0,60}}?(?:{does})")
