"""What a promise's own words say: how much, from where, when, where, and what will be done. Swedish, by patterns.

Each function returns the words that say it, or '' when none do. ``tests/promises`` holds the texts that the patterns
were tuned on and, apart from those, the texts that they are measured by.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_MONTHS = "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
_SEASONS = "våren|vårterminen|sommaren|sommarlovet|hösten|höstterminen|höstlovet|vintern|sportlovet"
_FEASTS = "påsk|valborg|skolavslutningen|midsommar|skolstarten|lucia|jul|nyår"
_NUMBERS = "två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|femton|tjugo|trettio|femtio|hundra"
_COUNTS = rf"(?:\d+(?:[ \u00a0]?\d{{3}})*|en|ett|{_NUMBERS})"
_DAYS = "(?:mån|tis|ons|tors|fre|lör|sön)dag"
# Digits that count something: no year, no day of a month, no week, school form or road (E6, väg 176), no delay.
_DIGITS = re.compile(
    rf"(?<![\w-])(?<!väg )(?<!vecka )(?<!årskurs )(?<!inom )(?!(?:19|20)\d\d(?!\d))\d+(?:[ \u00a0]?\d{{3}})*(?:,\d+)?"
    rf"(?![\w-])(?:\s*(?:%|procent\b))?(?!\s+(?:{_MONTHS}))", re.IGNORECASE)  # fmt: skip
_NUMBER_WORDS = re.compile(
    r"\b(?:minst|högst|totalt|ytterligare) (?:en|ett)\b"
    rf"|(?<!inom )\b(?:{_NUMBERS})\b"
    r"|\b(?:halvera|fördubbla|dubbelt|hälften)\w*\b|\b(?:samtliga|alla) (?:\w+ )?\w{5,}"
    rf"|\ben (?:gång|dag|kväll|{_DAYS}) (?:i|om|per) \w+"
    rf"|\b(?:varje|varannan|var tredje) (?:dag|vecka|månad|kvartal|kväll|{_DAYS})"
    r"|\b(?:dagligen|årlig\w*|kvartals\w+)\b", re.IGNORECASE)  # fmt: skip
_BASELINE = re.compile(
    r"\b(?:jämfört med|utgångsläge|baslinje|nuläge)\w*|\bi dag (?:är|finns|har|görs|känner)\b"
    rf"|\bfrån (?:i dag|{_COUNTS}\b(?!\s+(?:{_MONTHS})))(?=.*\btill\b)|\bförra året\b|\bföregående år\b"
    r"|\bän (?:under |år |i |för )?(?:19|20)\d\d\b|\bi stället för \w+", re.IGNORECASE)  # fmt: skip
_DEADLINE = re.compile(
    rf"\b(?:senast|före|fram till|till och med|innan)\b|\btill (?:{_FEASTS}|nästa)\b"
    rf"|\b(?:i|under|från och med) (?:{_MONTHS})\b"
    rf"|\b(?:till|under) (?:{_SEASONS})\b|\b(?:{_SEASONS}) (?:19|20)\d\d\b|\b(?:första|andra) halvåret\b"
    rf"|\b(?:varje|varannan) (?:dag|vecka|månad|kvartal|kväll|år|{_DAYS})\b|\bi varje månad\b"
    rf"|\b{_COUNTS} (?:gång|gånger|dag|dagar|kväll|kvällar) (?:i|om|per) (?:dag|veck|månad|år)\w*"
    rf"|\b(?:på|om) {_DAYS}(?:ar|arna|skvällar|skvällarna)\b"
    rf"|\binom {_COUNTS} (?:dygn|dagar|dag|veckor|vecka|timmar|månader)\b"
    r"|\b(?:19|20)\d\d-\d\d-\d\d\b", re.IGNORECASE)  # fmt: skip
# Every place of a kind is a place too: anyone can see whether it was done there.
_EVERYWHERE = re.compile(
    r"\b(?:i )?hela (?:kommunen|staden|tätorten|centrum)\b"
    rf"|\b(?:alla|samtliga)(?: {_COUNTS})?(?: \w+)? ?\w*(?:skol|hållplats|övergångsställ|lekplats|badplats|parker|"
    r"stationer|torg|bostadsområd|hamn|tunnl|krog)\w*", re.IGNORECASE)  # fmt: skip
# "Genomföra riktade insatser" can be done in any way and by any amount; "genomföra kontroller" cannot.
_VAGUE_OBJECT = r"(?:\w+ ){0,3}?(?:insats|åtgärd|arbete|ansats|fokus|uppdrag)\w*"
_STEMS = (
    "patruller|kontroller|besök|anordn|utbild|install|monter|byt|bygg|mål|klipp|städ|röj|mät|belys|inrätt|öppn|"
    "informer|svar|ring|vandr|cykl|start|anställ|redovis|test|bjud|klottersaner|saner|reparer|lag|laga|hyr|lås|"
    "bevak|dokumenter|skick|inventer|åtgärd|tänd|rast|arranger|presenter|publicer|intervju|fråg|mont|plac"
)
_CONCRETE = re.compile(
    rf"(?<!för att )\b(?:genomför|utför|gör|håller|hålla|anordnar|ordnar)\w* (?!{_VAGUE_OBJECT}\b)\w+"
    rf"|\b\w*(?:{_STEMS})(?:a|ar|er|r|s|as|es|t|te|de|ade|at|ats)?\b(?!\w)"
    r"|\b(?:går|gå) (?:en|ett|två|tre|fyra|\d+|tillsammans|ut)\b"
    r"|\b(?:finns|är|står|sitter) (?:på plats|ute|på(?! väg)|vid|i)\b"
    rf"|\b(?:finns|har)(?: \w+)? {_COUNTS}\b|\bfår (?:en|ett|besök|\w+ lektion)\b|\bhar haft\b"
    r"|\bträffas\b|\bta[rs]? upp\b|\b(?:ge|ger) [\w -]*information\b"
    r"|(?<!möjligheterna att )\b(?:sätter|sätta|satt|satts) upp\b|\bses? över\b|\btar bort\b|\bta bort\b"
    r"|\bdela[rs]? ut\b", re.IGNORECASE)  # fmt: skip
_NOT_VERBS = re.compile(
    r"\b(?:lag|start|svar|test|lås|ring|åtgärd|åtgärder|bygg|mål|lagar|målet|starten|testet)\b", re.IGNORECASE
)


def amount(text: str) -> str:
    """Return how much: a count, a share, an amount, or how often."""
    return _first(_DIGITS, text) or _first(_NUMBER_WORDS, text)


def baseline(text: str) -> str:
    """Return what the promise is compared with."""
    return _first(_BASELINE, text)


def deadline(text: str) -> str:
    """Return when: a day, a part of the year, a fixed rhythm or a delay; the promise's own year alone is none."""
    return _first(_DEADLINE, text)


def place(text: str, *, places: Iterable[str] = ()) -> str:
    """Return where: one of the known places by its name, or that it holds everywhere."""
    for name in sorted(filter(None, places), key=len, reverse=True):
        found = re.search(rf"\b{re.escape(name)}(?:s|en|et)?\b", text, re.IGNORECASE)
        if found:
            return found[0]
    return _first(_EVERYWHERE, text)


def action(text: str) -> str:
    """Return what somebody will be seen doing."""
    for found in _CONCRETE.finditer(text):
        if not _NOT_VERBS.fullmatch(found[0]):
            return found[0]
    return ""


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[0].strip() if found else ""
