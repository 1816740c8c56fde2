"""Common Swedish words, names and places, and which forms of them a text may show.

The lists are our own (see their headings). Inflections are worked out by endings and compounds by their parts: simple
on purpose, since a word that is wrongly unknown is only masked, and names are looked up first.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources

_LINKS = ("", "s", "a", "o", "u", "e", "es", "-")
_PLAIN = str.maketrans("åäöéü", "aaoeu")
_DOUBLED = frozenset("bdfgklmnprst")
_LONG_ENOUGH = 6  # letters; a shorter word is too easily another, or a name
_SHORTEST = 3  # letters of a stem, and of each part of a compound
_LONGEST_ENDING = 8


def known(word: str) -> bool:
    """Return whether a word in lower case is a common Swedish word, a form of one, or a compound of two or three."""
    return plain(word) or _compound(word, parts=3)


@lru_cache(maxsize=100_000)
def plain(word: str) -> bool:
    """Return whether a word in lower case is a common word or a form of one; no compounds."""
    if word in listed() or word in _norwegian() or (len(word) > _SHORTEST and word in stems()):
        return True
    ends = range(max(_SHORTEST, len(word) - _LONGEST_ENDING), len(word))
    return any(word[:end] in stems() and word[end:] in _endings() for end in ends)


def is_ending(letters: str) -> bool:
    """Return whether letters are a common ending of a form or a derivation."""
    return letters in _endings()


def is_name(word: str) -> bool:
    """Return whether a word in lower case is a common name, or one in the genitive."""
    if word in _names():
        return True
    return word.removesuffix("s") in _names() and word not in _places()


def is_own_name(word: str) -> bool:
    """Return whether a word in lower case is a common name as it stands."""
    return word in _names()


def both(word: str) -> bool:
    """Return whether a name is also a common word ("björn"): shown without a capital only."""
    return word in _both()


def is_surname(word: str) -> bool:
    """Return whether a common word in lower case is a surname too, or one in the genitive: "frost", "sjö"."""
    return word in _surnames() or word.removesuffix("s") in _surnames()


def is_locality(word: str) -> bool:
    """Return whether a word in lower case is a known place, or one in the genitive; with a number after, an address."""
    return word in _localities() or word.removesuffix("s") in _localities()


def is_place(word: str) -> bool:
    """Return whether a word in lower case is a known place or chain, or one in the genitive."""
    return word in _places() or word.removesuffix("s") in _places()


@lru_cache(maxsize=100_000)
def misspelt(word: str) -> bool:
    """Return whether a word in lower case is a common misspelling, or a known word but for one doubled letter."""
    if word in _misspellings():
        return True
    if len(word) < _LONG_ENOUGH or is_name(word):
        return False
    return any(
        plain(word[:i] + word[i + 1 :] if word[i : i + 2] == word[i] * 2 else word[:i] + word[i] + word[i:])
        for i in range(1, len(word))
        if word[i] in _DOUBLED
    )


@lru_cache(maxsize=100_000)
def _compound(word: str, *, parts: int) -> bool:
    for end in range(_SHORTEST, len(word) - _SHORTEST + 1):
        if not _first_part(word[:end]):
            continue
        rest = word[end:]
        if plain(rest) or (parts > 2 and len(rest) > 2 * _SHORTEST and _compound(rest, parts=parts - 1)):
            return True
    return False


@lru_cache(maxsize=100_000)
def _first_part(part: str) -> bool:
    """Return whether a word may begin a compound: a stem, with or without a link ("gat-u", "trygghet-s")."""
    return any(part.endswith(link) and part.removesuffix(link) in stems() for link in _LINKS if link) or (
        part in listed() or part in stems()
    )


@lru_cache(maxsize=1)
def listed() -> frozenset[str]:
    """Return the common words as they stand in the list."""
    return _read("swedish.txt")


@lru_cache(maxsize=1)
def _norwegian() -> frozenset[str]:
    """Return common Norwegian words, as they are written."""
    return _read("norwegian.txt")


@lru_cache(maxsize=1)
def _misspellings() -> frozenset[str]:
    return _read("misspelt.txt")


@lru_cache(maxsize=1)
def _endings() -> frozenset[str]:
    return _read("endings.txt")


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    """Return the names, and how they are written without dots ("goran")."""
    names = _read("names.txt") | _both()
    return names | {name.translate(_PLAIN) for name in names} - listed()


@lru_cache(maxsize=1)
def _both() -> frozenset[str]:
    return _read("both.txt")


@lru_cache(maxsize=1)
def _surnames() -> frozenset[str]:
    return _read("surnames.txt")


@lru_cache(maxsize=1)
def _localities() -> frozenset[str]:
    return _read("places.txt")


@lru_cache(maxsize=1)
def _places() -> frozenset[str]:
    return _localities() | _read("chains.txt")


@lru_cache(maxsize=1)
def stems() -> frozenset[str]:
    """Return the words and what is left of them before an ending: "gat" of "gata", "nyckl" of "nyckel"."""
    stems = {word for word in listed() if len(word) >= _SHORTEST}
    for word in tuple(stems):
        stems |= {word[:-1]} if word[-1] in "aeo" else set()
        if contracted := re.fullmatch(r"(\w+)[eao]([lrn])", word):
            stems.add(contracted[1] + contracted[2])
    return frozenset(stem for stem in stems if len(stem) >= _SHORTEST)


def _read(name: str) -> frozenset[str]:
    text = (resources.files(__package__) / name).read_text("utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.lower().split())
