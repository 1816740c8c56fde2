"""What a heading says that its numbers stand for: «Kön (1=kvinna, 2=man)», «1 = inget alls, 10 = mycket stort»."""

from __future__ import annotations

import re
from collections.abc import Sequence

from medlofte.analysis.draft.sketch import Option, option

_PAIR = re.compile(r"(\d{1,3})\s*=\s*([^,;()=\d][^,;()=]*?)\s*(?=[,;)]|$|\d{1,3}\s*=)")
_ASIDE = re.compile(r"\s*\([^()]*\d\s*=[^()]*\)|\s*\d{1,3}\s*=.*$")


def legend(*texts: str) -> dict[str, str]:
    """Return code → what it stands for, from the first text that says it of at least two codes."""
    for text in texts:
        found = {code: words.strip() for code, words in _PAIR.findall(" ".join(text.split()))}
        if len(found) > 1:
            return found
    return {}


def without(title: str) -> str:
    """Return a heading without its legend; as it is if nothing else is left."""
    return _ASIDE.sub("", " ".join(title.split())).strip(" :–-") or title


def explained(codes: Sequence[str], meanings: dict[str, str]) -> tuple[Option, ...]:
    """Return an option per code by what it stands for; where only some are told (the ends), with the code kept."""
    if set(codes) <= set(meanings):
        return tuple(option(meanings[code].capitalize(), code=code) for code in codes)
    labels = {code: f"{code} ({meanings[code]})" if code in meanings else code for code in codes}
    return tuple(option(labels[code], code=code) for code in codes)
