"""Names of people in free text: by lists, by endings, and by what stands before, between and after them (``cues``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from medlofte.analysis.coding import cues, words
from medlofte.analysis.coding.addresses import placelike

_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LEAD = 25  # letters before a word that tell whether it begins a sentence, or is what somebody is called
_SON = 6  # letters: "nilsson" is a name in small letters too


def opens(text: str, start: int) -> bool:
    """Return whether a word at ``start`` begins a sentence, so that its capital says nothing."""
    return bool(cues.START.search(text[max(0, start - _LEAD) : start]))


@lru_cache(maxsize=100_000)
def namelike(word: str) -> bool:
    """Return whether a capitalised word looks like a surname by its ending, and is no common word."""
    low = word.lower()
    if not cues.SURNAME.fullmatch(low) or words.plain(low):
        return False
    return not (low.endswith("sen") and words.known(low))  # "Gränspolisen"


def names(text: str, places: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Yield where the names of people stand in a text, word by word."""
    before: re.Match[str] | None = None  # the word before, where it is a name
    for match in _TOKEN.finditer(text):
        if before is None and not (match[0][0].isupper() or _listed(match[0].lower()) or namelike(match[0])):
            continue
        gap = text[before.end() : match.start()] if before else ""
        follows = before is not None and cues.BETWEEN.fullmatch(gap) is not None
        if (
            (follows and particle(text, match))
            or (follows and _nickname(text, match))
            or _name(text, match, follows=follows, places=places)
        ):
            before = match
        else:
            before = None
            continue
        yield match.span()
    yield from _by_initials(text, places)
    low = text.lower()
    if "heter" in low or "hette" in low or "kalla" in low or "namnet" in low:
        yield from _called(text, places)


def particle(text: str, match: re.Match[str]) -> bool:
    """Return whether a small word stands inside a name: "de" and "la" of "Juan de la Cruz"."""
    return cues.PARTICLE.fullmatch(match[0]) is not None and cues.PARTICLES.match(text, match.end()) is not None


def _by_initials(text: str, places: frozenset[str]) -> Iterator[tuple[int, int]]:
    if not cues.INITIAL.search(text) or text.isupper():
        return
    for match in cues.INITIALS.finditer(text):
        group = match.lastindex or 0
        low = match[group].lower()
        close = group == 1 and "." in match[0] and " " not in match[0]
        if group == 3 or close or _listed(low) or not (placelike(low, places) or words.plain(low)):
            yield match.span()


def _called(text: str, places: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Yield what somebody is called in small letters: "han kallas råttan"."""
    for match in cues.CALLED_LOW.finditer(text):
        group = match.lastindex or 0
        start = match.start(group)
        for word in match[group].split():
            low = word.lower()
            common = cues.NO_NAME.fullmatch(low) is not None or (
                start > match.start(group) and words.known(low) and not word[0].isupper()
            )
            if common or placelike(low, places) or len(low) == 1:
                break
            start = text.index(word, start)
            yield start, start + len(word)
            start += len(word)


@lru_cache(maxsize=100_000)
def _listed(low: str) -> bool:
    """Return whether a word in lower case is a known name, several with a hyphen, or one with another word."""
    if words.is_name(low):
        return True
    if gang := cues.GANG.fullmatch(low):
        return words.is_name(gang[1]) and not words.both(gang[1]) and gang[1] not in words.listed()
    parts = re.split(r"['’-]", low)
    if len(parts) == 1:
        return len(low) > _SON and low.removesuffix("s").endswith("sson") and low not in words.listed()
    sure = [
        part
        for part in parts
        if len(part) > 2 and words.is_name(part) and not words.both(part) and not words.plain(part)
    ]
    return bool(sure) or all(words.is_name(part) for part in parts)


def _nickname(text: str, match: re.Match[str]) -> bool:
    """Return whether a word after a name stands between quotation marks: Pelle "plåten" Mårtensson."""
    return text[match.start() - 1] in '"”“«' and text[match.end() : match.end() + 1] in tuple('"”“»')


def _name(text: str, match: re.Match[str], *, follows: bool, places: frozenset[str]) -> bool:
    word, capital = match[0], match[0][0].isupper()
    low = word.lower()
    listed = _listed(low) and not _as_word(text, match)
    if not (capital or listed):
        return namelike(word) and (
            follows or cues.OF_ROLE.search(text[max(0, match.start() - _LEAD) : match.start()]) is not None
        )
    before = text[max(0, match.start() - _LEAD) : match.start()]
    place = placelike(low, places)
    shouted = word.isupper() and len(word) > 1 and text.isupper()
    if cues.TITLE.search(before) and capital and not shouted and not _acronym(word):
        return True
    if not place and cues.CALLED.search(before):
        return True
    if listed and not capital and words.both(low) and _small(text, match, before, follows=follows):
        return True
    if listed:
        common = words.both(low) or words.both(low.removesuffix("s")) or low in words.listed()
        # In an answer of capitals only, a name that is a word too is hidden: which of them it is nothing tells.
        return (capital and (not shouted or words.both(low))) or not common
    return (
        capital
        and not shouted
        and not _acronym(word)
        and _by_company(text, match, before, follows=follows, place=place)
    )


def _small(text: str, match: re.Match[str], before: str, *, follows: bool) -> bool:
    """Return whether a name in small letters, a word too, is a name here: after a name, before one, or a role's."""
    low = match[0]
    after = cues.NEXT.match(text, match.end()) if cues.FIRST.fullmatch(low) else None
    if after and not cues.SMALL.fullmatch(after[1]) and (words.is_own_name(after[1]) or namelike(after[1])):
        return True
    return not cues.SMALL.fullmatch(low) and (follows or cues.OF_ROLE.search(before) is not None)


def _by_company(text: str, match: re.Match[str], before: str, *, follows: bool, place: bool) -> bool:
    """Return whether a capitalised word that no list knows is a name by its form or by what it stands beside."""
    if follows and not (place and (text[match.start() - 2] == "s" or _brand(text, match))):
        return True
    if place:
        return False
    if words.is_surname(match[0].lower()) and not opens(text, match.start()):
        return True
    return namelike(match[0]) or bool(cues.OF_ROLE.search(before)) or _owner(text, match)


def _owner(text: str, match: re.Match[str]) -> bool:
    """Return whether a word in -s owns what comes after it, as only somebody does: "Frosts katter"; not "Skolans"."""
    low = match[0].lower()
    if not low.endswith("s") or low.endswith(("ns", "ts", "as", "ss")) or low in words.listed():
        return False
    owner = low[:-1]
    return not cues.OWNERS.fullmatch(owner) and words.plain(owner) and cues.OWNED.match(text, match.end()) is not None


def _brand(text: str, match: re.Match[str]) -> bool:
    return text[: match.start()].lower().endswith("max ") or (
        words.is_place(match[0].lower()) and match[0].lower() == "ica"
    )


def _acronym(word: str) -> bool:
    return word.isupper() and 1 < len(word) <= 5


def _as_word(text: str, match: re.Match[str]) -> bool:
    """Return whether a name is a word here: "Inga lampor", "Per dag"; or a word in -s that opens a sentence: "Dags"."""
    low = match[0].lower()
    after = cues.AS_WORD.get(low)
    if after and after.match(text, match.end()) and (after is not cues.INGA or opens(text, match.start())):
        return True
    if low == "max" and cues.BESIDE.search(text, max(0, match.start() - _LEAD), match.start()):
        return True
    return low in words.listed() and not words.is_own_name(low) and opens(text, match.start())
