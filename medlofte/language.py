"""The language that a reader has chosen: Swedish, in which the texts are written, or English from the catalogue.

A text is marked where it stands, ``_("Sidan finns inte.")``, and a text made before anybody has chosen (a module's
constant) with ``N_``, to be put through ``_`` or ``translated`` where it is used. Values go in afterwards:
``_("{n} svar").format(n=n)``. Where a language has other words for one than for many, its own text says both,
``{n} {n|rad|rader}`` or ``{n} {n|answer|answers}``, and the value chooses. Swedish loads nothing. English is read from
the catalogue that people write, which takes less time than gettext takes to read it compiled.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, TypeVar

ENVIRONMENT = "MEDLOFTE_LANGUAGE"
SWEDISH, ENGLISH = "sv", "en"
NAMES = {SWEDISH: "På svenska", ENGLISH: "In English"}
FOLDER = Path(__file__).parent / "locale"
_chosen: ContextVar[str] = ContextVar("language", default="")
_ESCAPED = re.compile(r"\\(.)")
_IN_SCRIPT = re.compile(r'\b_\("((?:[^"\\]|\\.)*)"\)')
_FORMS = re.compile(r"\{(\w+)\|([^{}|]*)\|([^{}|]*)\}")
T = TypeVar("T")


class N_(str):  # noqa: N801 - gettext's own name for a text that is marked here and translated where it is used
    """A text to be translated where it is used."""

    __slots__ = ()


class Counted(str):
    """A text that has words for one and for many: ``{n} {n|rad|rader}``."""

    __slots__ = ()

    def format(self, *given: object, **values: object) -> str:
        """Return the text with its values, and the words that go with them."""
        chosen = _FORMS.sub(lambda found: found[2] if str(values[found[1]]) == "1" else found[3], self)
        return chosen.format(*given, **values)


class Own(str):
    """A text as the kommun has it, Swedish on an English page too: a promise, a name that has no English."""

    __slots__ = ()


def current() -> str:
    """Return ``sv`` or ``en``: as chosen here (a request), else as the process was told, else Swedish."""
    return _chosen.get() or known(os.environ.get(ENVIRONMENT, ""))


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Let what is done within be in a language: what is stored is stored in Swedish, whoever runs the program."""
    before = _chosen.set(language)
    try:
        yield
    finally:
        _chosen.reset(before)


def known(language: str) -> str:
    """Return the language if there is such a one, else Swedish."""
    return language if language in NAMES else SWEDISH


def choose(language: str) -> None:
    """Let the rest of this request (or this thread) be in a language."""
    _chosen.set(known(language))


def foreign(content: str) -> bool:
    """Return whether a text is Swedish on an English page."""
    return isinstance(content, Own) and current() != SWEDISH


def own(content: object) -> str:
    """Return what people wrote as HTML; on an English page it says that it is Swedish (WCAG 3.1.2)."""
    return marked(Own(content))


def marked(content: str) -> str:
    """Return text as HTML, escaped, and marked as Swedish where an English page shows it as the kommun has it."""
    said = escape(content)
    return f'<span lang="{SWEDISH}">{said}</span>' if foreign(content) else said


def _(text: str) -> str:
    """Return a text in the reader's language."""
    said = str(text)
    if text and current() != SWEDISH:
        said = catalogue(current()).get(said, said)
    return Counted(said) if "|" in said and _FORMS.search(said) else said


def quoted(words: Iterable[str]) -> str:
    """Return words in the language's quotation marks, with commas between."""
    return ", ".join(_("«{word}»").format(word=word) for word in words)


def translated(content: T) -> T:
    """Return a constant with the texts marked in it translated; a dict's keys and what is not marked stay."""
    if current() == SWEDISH:
        return content
    made: object = content
    if isinstance(content, N_):
        made = _(content)
    elif isinstance(content, dict):
        made = {key: translated(value) for key, value in content.items()}
    elif type(content) in (tuple, list):
        made = type(content)([translated(part) for part in content])  # type: ignore[attr-defined, call-arg]
    return made  # type: ignore[return-value]


class Words(dict[str, str]):
    """Labels by code, each translated when it is looked up; ``dict.__getitem__`` gives what a log should hold."""

    def __getitem__(self, code: str) -> str:
        """Return a label in the reader's language."""
        return _(super().__getitem__(code))

    def get(self, code: str, default: Any = None) -> Any:
        """Return a label in the reader's language, else the default."""
        label = super().get(code)
        return default if label is None else _(label)

    def values(self) -> list[str]:  # type: ignore[override]
        """Return the labels in the reader's language."""
        return [self[code] for code in self]

    def items(self) -> list[tuple[str, str]]:  # type: ignore[override]
        """Return codes with their labels in the reader's language."""
        return [(code, self[code]) for code in self]

    def __or__(self, other: dict[str, str]) -> Words:  # type: ignore[override]
        """Return these labels and others."""
        return Words({**{code: dict.__getitem__(self, code) for code in self}, **other})


def words(script: Path) -> dict[str, str]:
    """Return what a browser script's texts, ``_("…")`` in it, are in the reader's language; {} in Swedish."""
    return {} if current() == SWEDISH else {text: _(text) for text in said(script)}


@cache
def said(script: Path) -> tuple[str, ...]:
    """Return the texts marked in a browser script, also those within its template literals."""
    return tuple(text.replace('\\"', '"') for text in _IN_SCRIPT.findall(script.read_text("utf-8")))


@cache
def catalogue(language: str) -> dict[str, str]:
    """Return the texts of ``locale/LANGUAGE/LC_MESSAGES/medlofte.po``; those not written yet come in Swedish."""
    found: dict[str, str] = {}
    entry: dict[str, str] = {}
    with (FOLDER / language / "LC_MESSAGES" / "medlofte.po").open(encoding="utf-8") as lines:
        for line in (*lines, "\n"):
            if line[0] == "m":
                key, _space, text = line.partition(" ")
                entry[key] = text[1:-2]
            elif line[0] == '"':
                entry[key] += line[1:-2]
            elif line == "\n" and entry:
                _add(entry, found)
                entry = {}
    return found


def _add(entry: dict[str, str], found: dict[str, str]) -> None:
    said = {key: _ESCAPED.sub(_meant, text) if "\\" in text else text for key, text in entry.items()}
    if said["msgid"] and said["msgstr"]:
        found[said["msgid"]] = said["msgstr"]


def _meant(escaped: re.Match[str]) -> str:
    return {"n": "\n", "t": "\t", "r": "\r"}.get(escaped[1], escaped[1])
