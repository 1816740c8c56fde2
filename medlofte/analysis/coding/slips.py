"""Patterns that may say something else than their writer meant: how ``|`` and ``..`` bind in what must not be there.

``a - x|y .. z`` is read as ``a``, unless ``x`` or ``y`` stands before ``z``. Several who wrote patterns meant ``a``,
unless ``x``, or ``y`` before ``z``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from medlofte.codebook import Codebook
from medlofte.language import _

_SIDES, _THEN = re.compile(r"\s(--?|\+\+)\s"), " .. "


def doubtful(book: Codebook, *, known: frozenset[tuple[str, str]]) -> list[str]:
    """Return what is told of a codebook's patterns that may be such slips, a text each: topic, pattern, both readings.

    ``known`` are topics and patterns that somebody has gone through; nothing is said of them.
    """
    return [f"{topic.id}: {pattern}\n    {told}" for topic in book.topics for pattern in topic.patterns
            if (topic.id, pattern) not in known for told in _told(pattern)]  # fmt: skip


def _told(pattern: str) -> Iterator[str]:
    _wanted, *signed = _SIDES.split(pattern)
    for sign, side in zip(signed[::2], signed[1::2], strict=True):
        steps = [step.strip() for step in re.split(r"\s\.\.\s", side)]
        if sign != "++" and len(steps) > 1 and any("|" in step for step in steps):
            read = _THEN.join(f"({step})" if "|" in step else step for step in steps)
            apart = [
                _apart(thens, run) for thens, run in groupby(side.strip().split("|"), key=lambda one: _THEN in one)
            ]
            meant = "".join(f" {sign} {one}" for part in apart for one in part)
            yield _(
                "«{side}» läses som {read}, för | binder hårdare än ..: är det inte menat, skriv «{meant}». "
                "Är det menat, lägg orden inom parentesen i en lista under lists och skriv @ och listans namn."
            ).format(side=f"{sign} {side.strip()}", read=read, meant=meant.strip())


def _apart(thens: bool, run: Iterator[str]) -> list[str]:
    """Return alternatives as sides of their own; those that are words only stay together."""
    listed = [one.strip() for one in run]
    return listed if thens else ["|".join(listed)]
