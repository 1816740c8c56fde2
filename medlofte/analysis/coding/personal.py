"""Personal data in free text: numbers, addresses, plates and names, found by form and by lists.

A personal identity number counts without a valid check digit too: a mistyped one still points at somebody. What no
rule sees (a nickname that is a word, "grannen i nummer 12") is why a quote needs two people; see ``quotes``.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from medlofte.analysis.coding import words
from medlofte.language import N_, Words

KINDS = Words({
    "personnummer": N_("personnummer"), "samordningsnummer": N_("samordningsnummer"), "telefon": N_("telefonnummer"),
    "epost": N_("e-postadress"), "konto_namn": N_("namn på ett konto"), "lank": N_("länk"), "konto": N_("lång siffra"),
    "arende": N_("ärendenummer"), "bilnummer": N_("registreringsnummer"), "adress": N_("gatuadress"),
    "datum": N_("datum"), "namn": N_("namn"),
})  # fmt: skip
_MONTH = "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
_STREET = (
    "(?:väg|vägen|vägarna|gata|gatan|gatorna|stig|stigen|gränd|gränden|allé|allén|backe|backen|torg|torget|plan|kaj|"
    "kajen|led|leden|ringen|esplanaden|promenaden|liden|bro|bron|park|parken|strand|stranden)"
)
_CAPITAL = r"[A-ZÅÄÖÉÜ]"
_NUMBER = r"\d{1,4}(?:\s?[A-Ha-h])?(?![\w])"
_BORN = r"(?<![\d-])(?:(?:19|20)\d\d|\d\d)\s?-?(?:0\d|1[0-2])-?{day}\s?[-+ ]?\s?\d{{4}}(?!\d)"
_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("epost", re.compile(
        r"[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+"
        r"|[\w.+-]+(?:\spunkt\s[\w.+-]+)*(?:\s|\s?[(\[])(?:at|snabel-?a)(?:\s|[)\]]\s?)[\w-]+"
        r"(?:\s(?:punkt|dot)\s|\.)[a-z]{2,3}(?!\w)", re.I
    )),
    ("konto_namn", re.compile(
        r"(?<![\w.])@[\w.]*\w(?![\w(])|(?<=snap: )[\w.]*\w|(?<=snapchat: )[\w.]*\w|(?<=insta: )[\w.]*\w"
        r"|(?<=instagram: )[\w.]*\w|(?<=tiktok: )[\w.]*\w|(?<!\w)[^\W\d]\w*_\w+(?:\.\w+)*", re.I
    )),
    ("lank", re.compile(r"(?:https?://|www\.)\S+|\b[\w-]+\.(?:se|com|nu|net|org|no)(?:/\S*)?", re.I)),
    ("konto", re.compile(r"(?<!\w)[A-Z]{2}\s?\d\d(?:\s?\d{4}){3,7}(?!\d)")),
    ("personnummer", re.compile(_BORN.format(day=r"(?:[0-2]\d|3[01])"))),
    ("samordningsnummer", re.compile(_BORN.format(day=r"(?:[6-8]\d|9[01])"))),
    ("telefon", re.compile(
        r"(?<![\w])(?:\+|00)\d{2}[\s\d()/-]{6,}\d|(?<![\w])0\d{1,3}[\s/-]{0,3}\d(?:[\s-]?\d){4,8}(?!\d)"
    )),
    ("datum", re.compile(
        rf"\b\d{{1,2}}(?::?e)?\s(?:{_MONTH})(?:\s(?:19|20)?\d\d)\b|\b(?:19|20)\d\d-\d\d-\d\d\b"
        r"|(?<![\w/])\d{1,2}/\d{1,2}(?:\s|\s?[-/]\s?)(?:19|20)?\d\d(?!\w)"
        r"|(?<=född )\d{6}(?!\w)|(?<=född )(?:19|20)\d{6}(?!\w)|(?<=född )år (?:19|20)\d\d(?!\w)", re.I
    )),
    ("arende", re.compile(r"(?<!\w)(?:\d{4}-)?[A-ZÅÄÖ]{1,3}\s?-?\d{4,}(?:[-/]\d{2,4})?(?!\w)")),
    ("konto", re.compile(r"(?<![\w])\d[\d\s.-]{5,}\d(?!\w)")),
    ("bilnummer", re.compile(r"(?<!\w)(?:[A-ZÅÄÖ]{3}[\s-]?\d\d[A-Z\d]|[a-zåäö]{3}[\s-]?\d\d[a-z\d]"
        r"|[A-ZÅÄÖ][a-zåäö]{2}-\d\d[A-Za-z\d])(?!\w)")),
    ("adress", re.compile(
        rf"(?<!\w)(?:{_CAPITAL}[\w'’-]*\s){{0,2}}(?:{_CAPITAL}|[a-zåäö])[\w-]*{_STREET}\s(?:nr\.?\s|nummer\s)?{_NUMBER}"
        rf"|(?<!\w)(?:{_CAPITAL}[\w'’-]*\s)+{_STREET}\s(?:nr\.?\s|nummer\s)?{_NUMBER}"
        rf"|(?<![\w-])(?:S-|SE-)?[1-9]\d\d\s\d\d\s{_CAPITAL}\w+|(?<![\w,.])\d{{1,2}}\s?(?:tr|trappor|vån)(?!\w)"
        rf"|(?<!\w)(?:norra|södra|östra|västra|nya|gamla|lilla|stora|övre|nedre)\s[a-zåäö]+{_STREET}\s{_NUMBER}"
        r"|(?<!\w)(?:lgh|lägenhet)\.?\s?(?:nr\s)?\d{1,4}(?!\w)"
    )),
)  # fmt: skip
_ESTATE = re.compile(rf"(?<!\w){_CAPITAL}[a-zåäöé]{{2,}}\s{_NUMBER}")
_AT = re.compile(r"(?<!\w)at(?!\w)|snabel", re.I)
_DIGIT = re.compile(r"\d")
_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LEAD = 25  # letters before a word that tell whether it begins a sentence, or is what somebody is called
# "Inga lampor" begins an answer more often than the woman does; a verb, or a small word after it, tells her.
_INGA = re.compile(
    r"\s+(?![A-ZÅÄÖ]|(?:är|har|bor|kör|på|i|som|och|från|blev|säger|slår|sitter|heter|hos|vid|var)(?!\w))\w"
)
# What follows is what somebody is called, a word or not: "han kallas Råttan", "jag misstänker björn".
_CALLED = re.compile(
    r"(?:kallas|kallad|kallade|heter|hette|alias|smeknamnet|vid namn|kallar (?:han|hon|honom|henne|sig|den|dom|dem))"
    r"(?: för)?\s+[\"'”«]?$", re.I
)  # fmt: skip
_SUSPECTED = re.compile(r"(?:misstänker|misstänkte|anmälde|anmält|grannen|polaren|kompisen)\s+$", re.I)
_START = re.compile(r"(?:^|[.!?:;\n(\"”«-])\s*[\"'”«(]*$")
_SURNAME = re.compile(
    r"\w{2,}(?:sson|son|dotter|qvist|kvist|ström|berg|gren|lund|dahl|holm|stedt|stedt|ell|mark|man|löf|sten|blad|ius|sén|lén|rén|dén|"
    r"vall|wall|ander|lin|din|rud|strand|feldt|hielm|hjelm|crona|krona|stierna|stjerna|skog|skjöld|sköld|sen)s?"
)
_PLACE_END = re.compile(
    r"\w{2,}(?:gatan|vägen|torget|parken|skolan|stigen|backen|bron|hamnen|stationen|kyrkan|badet|stranden|området|hallen|gården|viken|udden|"
    r"berget|ängen|skogen|sjön|gränd|centrum|allén|planen|huset|macken|bryggan|tunneln|rondellen|leden|kajen|plan|plats|campus|gymnasiet|"
    r"sjukhuset|hemmet|affären|holmen|holmarna|havet|sundet|fjorden|näset|dalen|heden|kullen|höjden|piren|kilen|köpcentrum)s?"
)
_YEARS = re.compile(r"(?:19|20)\d\d\s?-\s?(?:19|20)\d\d|(?:\d{1,3}\s)?\d{3}\s000(?:\s000)?")


@dataclass(frozen=True)
class Span:
    """One piece of personal data: ``kind`` (see ``KINDS``) and where it stands in the composed text."""

    kind: str
    start: int
    end: int


def find(text: str, *, places: frozenset[str] = frozenset()) -> tuple[Span, ...]:
    """Return the personal data in a text, in order, none overlapping.

    Parameters
    ----------
    text
        The answer. Positions are those of its composed form (NFC).
    places
        Names of places in lower case that may be shown, beside the common ones.
    """
    text = unicodedata.normalize("NFC", text)
    numbered = _DIGIT.search(text) is not None
    found = [
        Span(kind, *match.span()) for kind, form in _FORMS if _may_hold(kind, text, numbered)
        for match in form.finditer(text) if _real(kind, match[0])
    ]  # fmt: skip
    if numbered:
        found += [Span("adress", *m.span()) for m in _ESTATE.finditer(text) if _estate(text, m, places)]
    found += [Span("namn", *span) for span in _names(text, places)]
    kept: list[Span] = []
    for span in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return tuple(kept)


def count(texts: Iterable[str], *, places: frozenset[str] = frozenset()) -> dict[str, int]:
    """Return kind → the number of texts that hold such personal data; for the findings at import."""
    return dict(Counter(kind for text in texts for kind in {span.kind for span in find(text, places=places)}))


def opens(text: str, start: int) -> bool:
    """Return whether a word at ``start`` begins a sentence, so that its capital says nothing."""
    return bool(_START.search(text[max(0, start - _LEAD) : start]))


def placelike(word: str, places: frozenset[str]) -> bool:
    """Return whether a word in lower case names a place, by the lists or by its ending."""
    return words.is_place(word) or word in places or bool(_PLACE_END.fullmatch(word))


def namelike(word: str) -> bool:
    """Return whether a capitalised word looks like a surname by its ending, and is no common word."""
    return bool(_SURNAME.fullmatch(word.lower())) and not words.plain(word.lower())


def _may_hold(kind: str, text: str, numbered: bool) -> bool:
    """Return whether a text has a letter without which the form cannot match; most answers have none."""
    if kind == "epost":
        return "@" in text or _AT.search(text) is not None
    if kind == "konto_namn":
        return "@" in text or "_" in text or ":" in text
    return "." in text or "/" in text if kind == "lank" else numbered


def _real(kind: str, text: str) -> bool:
    if kind == "konto":
        return sum(letter.isdigit() for letter in text) >= 7 and not _YEARS.fullmatch(text.strip())
    if kind == "bilnummer" and text[3] in " -" and text.islower():
        return not words.known(text[:3])  # "kör 120" is no plate
    return kind != "lank" or "@" not in text


def _estate(text: str, match: re.Match[str], places: frozenset[str]) -> bool:
    """Return whether "Solhem 3" is a name with a house number: no common word, chain or place."""
    word = match[0].split()[0].lower()
    listing = words.known(word) and re.match(r"[.)]\s", text[match.end() :])  # "1. Fortkörning 2. Skräp"
    return not (listing or words.plain(word) or words.is_place(word) or word in places)


def _names(text: str, places: frozenset[str]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    initial: re.Match[str] | None = None
    for match in _TOKEN.finditer(text):
        follows = bool(found) and re.fullmatch(r"\s+", text[found[-1][1] : match.start()]) is not None
        if _name(text, match, follows=follows, places=places):
            found += [initial.span()] if initial and initial.end() + 2 >= match.start() else []
            found.append(match.span())
        initial = match if len(match[0]) == 1 and match[0].isupper() and text.startswith(".", match.end()) else None
    return found


@lru_cache(maxsize=100_000)
def _listed(low: str) -> bool:
    """Return whether a word in lower case is a known name, or several with a hyphen between."""
    parts = re.split(r"['’-]", low)
    return words.is_name(low) or (len(parts) > 1 and all(words.is_name(part) for part in parts))


def _name(text: str, match: re.Match[str], *, follows: bool, places: frozenset[str]) -> bool:
    word, capital = match[0], match[0][0].isupper()
    low = word.lower()
    listed = _listed(low) and not (word == "Inga" and opens(text, match.start()) and _INGA.match(text, match.end()))
    if not (capital or listed):
        return False
    before = text[max(0, match.start() - _LEAD) : match.start()]
    if not placelike(low, places) and _CALLED.search(before):
        return True
    if listed and words.both(low) and _SUSPECTED.search(before):
        return True
    shouted = word.isupper() and len(word) > 1 and text.isupper()
    if listed:
        common = words.both(low) or words.both(low.removesuffix("s")) or low in words.listed()
        # In an answer of capitals only, a name that is a word too is hidden: which of them it is nothing tells.
        return (capital and (not shouted or words.both(low))) or not common
    if not capital or placelike(low, places):
        return False
    return namelike(word) or (follows and not shouted)
