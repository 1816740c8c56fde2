"""Addresses: a street or a farm with its number, the places before it and all that comes after (stairs, post town)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from medlofte.analysis.coding import words
from medlofte.analysis.coding.forms import CAPITAL

_STREET = (
    "(?:väg|vägen|vägarna|gata|gatan|gatorna|stig|stigen|gränd|gränden|allé|allén|backe|backen|torg|torget|plan|kaj|"
    "kajen|led|leden|ringen|esplanaden|promenaden|liden|bro|bron|park|parken|strand|stranden|slingan|brinken|svängen|"
    "stråket|terrassen|kroken)"
)
# What a number counts, where it is no house's: "Parkvägen 50 meter bort", "Koster 3 gånger om året".
_COUNTED = (
    r"(?!\s?(?:kr|kronor|km|meter|m|mil|min|minuter|sek|sekunder|tim|timmar|dagar|veckor|månader|år|gånger|ggr|st|stycken|"
    r"procent|personer|bilar|gäng|barn|elever|poliser|vakter|av|till|av|eller|tusen|januari|februari|mars|april|maj|juni|"
    r"juli|augusti|september|oktober|november|december)(?!\w)|\s?[%°]|[.:]\d\d(?!\d)|\s\d{3}(?!\d))"
)
_STAIR = r"(?:\s?[A-Ha-h](?!\w))?"
_NUMBER = rf"(?!0)\d{{1,4}}(?!\d){_STAIR}(?:\s?[-–/]\s?\d{{1,3}}(?!\d){_STAIR}|:\d{{1,2}})?(?::an)?(?!\w){_COUNTED}"
_NR = r"(?:nr\.?\s|nummer\s)?"
_SIDE = "(?:norra|södra|östra|västra|nya|gamla|lilla|stora|övre|nedre|inre|yttre|mellersta)"
_ADDRESS = re.compile(
    rf"(?<!\w)(?<!\w-)(?:{CAPITAL}[\w'’-]{{0,40}}\s){{0,2}}(?:{CAPITAL}|[a-zåäö])[\w-]{{0,40}}{_STREET}\s{_NR}{_NUMBER}"
    rf"|(?<!\w)(?<!\w-)(?:{CAPITAL}[\w'’-]{{0,40}}\s){{1,4}}{_STREET}\s{_NR}{_NUMBER}"
    rf"|(?<!\w){CAPITAL}[\w-]{{2,}}(?:[gv]|gat|väg)\.\s?{_NUMBER}"
    rf"|(?<![\w-])(?:S-|SE-)?[1-9]\d\d\s?\d\d\s{CAPITAL}\w+|(?<![\w,.])\d{{1,2}}\s?(?:tr|trappor|vån)(?!\w)"
    rf"|(?<!\w){_SIDE}\s[a-zåäö]+{_STREET}\s{_NUMBER}|(?<!\w){_SIDE.replace('(?:', '(?i:')}\s{CAPITAL}[\w-]+\s{_NUMBER}"
    r"|(?<!\w)(?i:lgh|lägenhet)\.?\s?(?:nr\.?\s)?\d{1,4}(?!\w)|(?<!\w)(?i:box)\s\d{1,5}(?!\w)"
    r"|(?<![\w.,/:-])(?!114 14)[1-9]\d\d\s\d\d(?!\w|[.,:/-]\d|\s?(?:kr|kronor|meter|st|personer|\d))"
    r"|(?<=\bi )(?:nr|nummer)\s\d{1,3}(?:\s?[A-Ha-h])?(?!\w)"
)  # fmt: skip
_ESTATE = re.compile(rf"(?<!\w)({CAPITAL}[a-zåäöéü]{{1,}}(?:-{CAPITAL}[a-zåäö]+)?)\s{_NR}{_NUMBER}")
_HEAD = re.compile(rf"(?:(?<=\s)|(?<=^)|(?<=\())({CAPITAL}[\w-]+),?\s$")
_STAIRS = (
    r"(?:lgh|lägenhet(?:snummer)?|våning(?:en)?|vån|plan|port(?:en)?|uppgång(?:en)?|uppg|ingång|ing|trappa|trapphus|"
    r"trapp|tr|hus|box|rum|dörr)"
)
_TAIL = re.compile(
    rf"[\s,(/–-]{{0,3}}(?:(?i:{_STAIRS})\.?\s?(?:nr\.?\s?)?(?:\d{{1,4}}(?:\s?[A-H](?!\w))?(?!\w)|[A-ZÅÄÖ](?!\w))"
    r"|(?<!\d)\d{1,2}\s?(?:tr|trappor|vån(?:ingen)?)(?!\w)\.?(?:\s(?:upp|ned|ner)(?!\w))?"
    r"|(?i:nb|bv|ög|öv|öh|nv|nh|th|tv|t\s?v|t\s?h|ö\s?g|ö\s?h|ö\s?v|n\s?b|b\s?v|gårdshuset|gathuset|källaren|bottenvåningen)(?!\w)"
    rf"|(?:S-|SE-)?(?<!\d)[1-9]\d\d\s?\d\d(?!\d)(?:\s{CAPITAL}\w+(?:-\w+)?)?|c/o\s{CAPITAL}\w+(?:\s{CAPITAL}\w+)?)"
)
_TOWN = re.compile(rf"\s?,\s?(?:i\s)?({CAPITAL}[\w-]+)")
_MOST = 6  # pieces of a tail


def addresses(text: str, places: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Yield where the addresses of a text stand, each whole.

    Parameters
    ----------
    places
        Names of places in lower case that may be shown by themselves, beside the common ones.
    """
    for match in _ADDRESS.finditer(text):
        yield _whole(text, *match.span(), places)
    for match in _ESTATE.finditer(text):
        if _estate(text, match, places):
            yield _whole(text, *match.span(), places)


def placelike(word: str, places: frozenset[str]) -> bool:
    """Return whether a word in lower case names a place, by the lists or by its ending."""
    return words.is_place(word) or word in places or _ends_as_place(word)


@lru_cache(maxsize=100_000)
def _ends_as_place(word: str) -> bool:
    return bool(_PLACE_END.fullmatch(word))


def _located(word: str, places: frozenset[str]) -> bool:
    """Return whether a word in lower case is a place that a house may have for its name; no shop and no office."""
    if words.is_locality(word) or word in places:
        return True
    return _ends_as_place(word) and not words.is_place(word) and not _PUBLIC.search(word)


def _estate(text: str, match: re.Match[str], places: frozenset[str]) -> bool:
    """Return whether "Solhem 3" is a name with a house number: a place, or no common word."""
    word = match[1].lower()
    if words.known(word) and re.match(r"[.)]\s", text[match.end() :]):
        return False  # "1. Fortkörning 2. Skräp"
    number = re.search(r"\d+", match[0])
    if number is not None and re.fullmatch("19[5-9][0-9]|20[0-4][0-9]", number[0]):
        return False
    if _located(word, places) or not (words.plain(word) or words.is_place(word)):
        return True
    head = _HEAD.search(text, max(0, match.start() - 30), match.start())  # "Mällby Gård 2"
    return head is not None and _located(head[1].lower(), places)


def _whole(text: str, start: int, end: int, places: frozenset[str]) -> tuple[int, int]:
    """Return an address with the places before it ("Skee Vättland 22") and what comes after ("3 tr, 452 30 Ed")."""
    for _ in range(2):
        head = _HEAD.search(text, max(0, start - 30), start)
        if head is None or not (_located(low := head[1].lower(), places) or not words.plain(low)):
            break
        start = head.start(1)
    for _ in range(_MOST):
        tail = _TAIL.match(text, end)
        if tail is None or tail.end() == end:
            break
        end = tail.end()
    town = _TOWN.match(text, end)
    if town and (_located(low := town[1].lower(), places) or not (words.known(low) or words.is_place(low))):
        end = town.end()
    return start, end


_PLACE_END = re.compile(
    r"\w{2,}(?:gatan|vägen|torget|parken|skolan|stigen|backen|bron|hamnen|stationen|kyrkan|badet|stranden|området|hallen|gården|viken|udden|"
    r"berget|ängen|skogen|sjön|gränd|centrum|allén|planen|huset|macken|bryggan|tunneln|rondellen|leden|kajen|plan|plats|campus|gymnasiet|"
    r"sjukhuset|hemmet|affären|holmen|holmarna|havet|sundet|fjorden|näset|dalen|heden|kullen|höjden|piren|kilen|köpcentrum|promenaden|"
    r"motet|vattnet|vallen|ån|bäcken|mossen|åsen|hagen|lyckan|lunden|varvet|fältet|kärr|vika|kasen|röd|gärde|bryggor|kiosken|korset|"
    r"slingan|spåret|banan|badplats|camping|museet|biblioteket|skolor|förskola|byggen|bostäder|paviljongen|kanalen|älven|slussen|"
    r"tornet|slottet|fästningen|borgen|ön|öarna|grundet|skären|skäret|fjärden|bukten|revet|stugan|bygdegård|krogen|kajerna)s?"
)
_PUBLIC = re.compile(
    r"(?:skolan|stationen|centrum|hallen|huset|macken|tunneln|rondellen|campus|gymnasiet|sjukhuset|affären|köpcentrum|kyrkan|badet|"
    r"området|motet|museet|biblioteket|kiosken|byggen|bostäder|camping|krogen|vägen|gatan|leden|bron|parken|torget|banan|skola)s?$"
)
