"""Masking by allow-list: only known words, the codebook's words and places are shown; all else becomes ▇.

A mask is where a quote begins, never where it ends: see ``quotes``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from medlofte.analysis.coding import words
from medlofte.analysis.coding.addresses import placelike
from medlofte.analysis.coding.clauses import LONGEST_WORD, fold
from medlofte.analysis.coding.dots import Dots
from medlofte.analysis.coding.forms import numbered
from medlofte.analysis.coding.names import namelike, opens, particle
from medlofte.analysis.coding.personal import find
from medlofte.codebook import Codebook

MASK = "▇"
_TOKEN = re.compile(r"[^\W_]+(?:['’:-][^\W_]+)*")
# Numbers that everyone knows, and those that say how much.
_COMMON_NUMBER = re.compile(r"112|11414|1177|(?:19|20)\d\d(?:-?talet|s)?|000|1\d0|[1-9]\d?0?000")
_ROAD = re.compile(r"(?:väg|riksväg|länsväg|rv|vägen|e|buss|bussen|linje|linjen|tåg|tåget)\s?$", re.IGNORECASE)
_UNIT = re.compile(
    r"\s?(?:000\b|kr\b|kronor|tusen|km|kilometer|meter|m\b|%|procent|personer|gånger|ggr|liter|mil\b|:-|-tal|st\b|stycken|"
    r"invånare|boende|barn\b|hushåll|[a-zåäö]{3,}(?:arna|erna|orna|are|ar|er|or)\b)",
    re.I,
)  # "600 elever"
_RANGE = re.compile(r"\d{1,2}[-:.]\d{1,2}|\d{1,2}0-1?\d{1,2}0|(?:19|20)\d\d-\d\d|114-14|(?:19|20)\d\d-?tal(?:et|ets)?")
_RUN = re.compile(r"(?<!\d)\d+(?:[\s./:()–—-]{1,3}\d+)+")
_POLICE = re.compile(r"114[ -]?14(?!\d)")
_LONG_RUN = 6  # digits from where a number with spaces or marks in it is hidden whole, or not at all
# What a place's name ends with, as a person's does not: "Lagunens Camping".
_VENUES = re.compile(
    "camping|hotell|hotel|café|cafe|kiosk|marina|arena|center|centrum|restaurang|pub|bar|gym|club|house|beach|"
    "skola|förskola|gymnasium|kyrka|hamn|badplats|brygga|köpcentrum|tidning|kommun|församling|boende|fritidsgård|"
    "hundklubb|båtklubb"
)
_SHORT = 3  # letters beside a number that say nothing of anybody: "7b", "e6", "km2"
_MIXED = re.compile(r"\d{1,3}[-:]?[a-zåäö]{1,14}|[a-zåäö]{1,8}[-:]?\d{1,3}", re.IGNORECASE)


@dataclass(frozen=True)
class Masker:
    """Masks answers.

    Parameters
    ----------
    codebook
        Its pattern words are shown.
    places
        Names of the kommun's places, shown too.
    """

    codebook: Codebook
    places: tuple[str, ...] = ()

    @cached_property
    def _places(self) -> frozenset[str]:
        return frozenset(part for name in self.places for part in (fold(name), *fold(name).split()))

    @cached_property
    def _codebook_words(self) -> tuple[frozenset[str], tuple[str, ...]]:
        """Return the whole words of the patterns, and the beginnings of five letters or more ("knark*")."""
        texts = [p for topic in self.codebook.topics for p in (*topic.patterns, *topic.whole_answer, topic.label)]
        texts += [word for members in self.codebook.lists.values() for word in members]
        pieces = {piece for text in texts for piece in re.findall(r"[\w*]+", fold(text)) if not piece.isdigit()}
        whole = frozenset(piece for piece in pieces if "*" not in piece)
        return whole, tuple(
            sorted(piece.strip("*") for piece in pieces if len(piece.strip("*")) >= 5 and piece[-1] == "*")
        )

    @cached_property
    def _dots(self) -> Dots:
        whole, starts = self._codebook_words
        return Dots.of((*whole, *starts), sought=lambda word: len(word) * (word in whole or word.startswith(starts)))

    def mask(self, text: str) -> str:
        """Return the text (composed, NFC) with every word that may not be shown as blocks of the same length."""
        text = unicodedata.normalize("NFC", text)
        hidden = [(span.start, span.end) for span in find(text, places=self._places)]
        hidden += self._unknown(text)
        letters = list(text)
        for start, end in hidden:
            letters[start:end] = [MASK if not letter.isspace() else letter for letter in letters[start:end]]
        for run in _RUN.finditer(text) if numbered(text) else ():
            part = letters[run.start() : run.end()]
            if MASK in part and sum(letter.isdigit() for letter in run[0]) >= _LONG_RUN:
                letters[run.start() : run.end()] = [letter if letter.isspace() else MASK for letter in part]
        return "".join(letters)

    def _unknown(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where the words stand that may not be shown, and those with a capital right after such a word."""
        before = -1  # where a capitalised word that nobody knows ends
        for match in _TOKEN.finditer(text):
            if self._shown(text, match) and not (before >= 0 and self._follows(text, match, before)):
                before = -1
                continue
            yield match.span()
            name = (match[0][0].isupper() and not match[0].isupper()) or (before >= 0 and match[0].islower())
            before = match.end() if name else -1

    def _follows(self, text: str, match: re.Match[str], before: int) -> bool:
        """Return whether a common word is the rest of a name that nobody knows: "Xhevat Frost", "Juan de la Cruz"."""
        if text[before : match.start()] != " ":
            return False
        word = match[0]
        if word[0].isupper():
            low = fold(word)
            return not (word.isupper() or _VENUES.fullmatch(low) or placelike(low, self._places))
        return particle(text, match)

    def _shown(self, text: str, match: re.Match[str]) -> bool:
        token = match[0]
        if token[0].isdigit() or any(letter.isdigit() for letter in token):
            return _shown_number(text, match)
        low = fold(token)
        if placelike(low, self._places):
            return True
        if token[0].isupper() and not token.isupper() and not opens(text, match.start()):
            return words.plain(low) and not namelike(token)
        return (
            not namelike(token) and all(self._word(part) for part in re.split(r"['’:-]", low) if part)
            if token[0].isupper()
            else all(self._word(part) for part in re.split(r"['’:-]", low) if part)
        )

    def _word(self, low: str) -> bool:
        if len(low) > LONGEST_WORD:
            return False
        whole, starts = self._codebook_words
        shown = len(low) == 1 or low in whole or words.known(low) or words.is_place(low) or low.startswith(starts)
        return (
            shown
            or words.misspelt(low)
            or ((dotted := self._dots.word(low)) != low and (words.known(dotted) or dotted.startswith(starts)))
        )


def _shown_number(text: str, match: re.Match[str]) -> bool:
    """Return whether a number may be shown: up to two digits, a year, a road, an amount; never a long one."""
    token = match[0]
    digits = sum(letter.isdigit() for letter in token)
    if _POLICE.match(text, match.start()):
        return True
    if token.isdigit():
        known = len(token) <= 2 or bool(_COMMON_NUMBER.fullmatch(token))
        return known or (
            len(token) <= 4 and bool(_ROAD.search(text, 0, match.start()) or _UNIT.match(text, match.end()))
        )
    if _RANGE.fullmatch(token):
        return True
    letters = fold("".join(letter for letter in token if letter.isalpha()))
    if len(letters) > _SHORT and not words.known(letters):
        return False  # "lillakim04"
    return digits <= 3 and bool(_MIXED.fullmatch(token) or re.fullmatch(r"\d{1,2}[-:.]\d{1,2}", token))
