"""Two versions side by side, and two people's changes of the same thing put together. Pure functions on fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

Fields = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """One field that differs: its name, what it was and what it is."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Merged:
    """Two people's changes together.

    Parameters
    ----------
    content
        Each field as the one who changed it wants it; where both did, as ``mine``.
    theirs
        What the other has changed.
    clashes
        The fields that both have changed, to different things: ``before`` is theirs and ``after`` mine.
    """

    content: dict[str, Any]
    theirs: list[Change]
    clashes: list[Change]


def changes(before: Fields, after: Fields) -> list[Change]:
    """Return the fields that differ, in the order of ``after``; None, '' and an empty list are the same nothing."""
    names = [*after, *(name for name in before if name not in after)]
    return [Change(name, before.get(name), after.get(name)) for name in names
            if _plain(before.get(name)) != _plain(after.get(name))]  # fmt: skip


def merge_changes(base: Fields, mine: Fields, theirs: Fields) -> Merged:
    """Return my changes and theirs, both made to ``base``, put together."""
    ours = {change.field for change in changes(base, mine)}
    others = changes(base, theirs)
    content = dict(theirs) | {name: mine.get(name) for name in ours}
    both = [Change(c.field, c.after, mine.get(c.field)) for c in others if c.field in ours]
    return Merged(content, others, [c for c in both if _plain(c.before) != _plain(c.after)])


def words(before: str, after: str) -> list[tuple[str, str]]:
    """Return a text's change word by word: (``same``, ``out`` or ``in``, words), in reading order."""
    old, new = before.split(), after.split()
    told = []
    for kind, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        told += [("same", " ".join(old[a:b]))] if kind == "equal" else []
        told += [("out", " ".join(old[a:b]))] if kind in ("replace", "delete") else []
        told += [("in", " ".join(new[c:d]))] if kind in ("replace", "insert") else []
    return told


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        value = "|".join(map(str, value))
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None or value != value else str(value).strip()  # noqa: PLR0124 - NaN is nothing too
