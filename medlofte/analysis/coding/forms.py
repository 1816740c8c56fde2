"""Personal data that shows by its form: numbers that lead to somebody, accounts, plates, dates and coordinates.

A form whose pattern has a group tells of the group only: what stands before it ("snapchat:", "född") says what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from medlofte.analysis.coding import words

CAPITAL = r"[A-ZÅÄÖÆØÉÜ]"
_MONTH = "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
_BORN = r"(?<![\d-])(?:(?:19|20)\d\d|\d\d)\s?-?(?:0\d|1[0-2])-?{day}\s?[-+ ]?\s?\d{{4}}(?!\d)"
_O = r"[\dOolI]"  # people write the letter O for nought
_END = r"(?:com|se|nu|net|org|no|fi|dk|eu)(?!\w)"
_HOST = r"(?:g-?mail|hotmail|outlook|live|yahoo|icloud|telia|spray|msn|comhem|proton(?:mail)?)(?!\w)"
_DOT = r"(?:\s?[(\[{]?(?:punkt|dot)[)\]}]?\s|\s?\.\s?)"
_LOCAL = r"(?<![\w.+-])[\w.+-]+(?:\s(?:punkt|dot|streck|bindestreck|understreck)\s[\w.+-]+)*"
_SITE = (
    r"(?<!\w)(?:snap(?:chat|en)?|insta(?:gram)?|ig|tik\s?tok|discord|kik|telegram|signal|facebook|fb|messenger|twitter|"
    r"youtube|jodel|reddit|twitch|steam|roblox|xbox|användare?)-?(?:konto(?:t)?|profil(?:en)?|namn(?:et)?|kanal(?:en)?|n)?"
)
_SAID = (
    r"(?:nolla?|ett|två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|tretton|fjorton|femton|sexton|sjutton|arton|nitton|"
    r"(?:tjugo|trettio|förtio|fyrtio|femtio|sextio|sjuttio|åttio|nittio)(?:ett|två|tre|fyra|fem|sex|sju|åtta|nio)?|\d{1,4})"
)
_MINUTES = (
    r"\s?\d{1,2}(?:[.,]\d+)?\s?(?:['’\u2032\u00b4`]|min\w*)?"
    r"(?:\s?\d{1,2}(?:[.,]\d+)?\s?(?:[\"”\u2033“]|['’\u2032\u00b4]{2}|sek\w*)?)?"
)
_DEGREES = r"\d{1,3}(?:[.,]\d+)?\s?(?:[°º˚]|grader(?!\w))"
_PARTS = r"\s?\d{1,2}[\s.,:]\s?\d+(?:[\s.,:]\d+)*"
_PLATE = r"(?:[A-Za-zÅÄÖåäö]\s?){3}-?\s?(?:\d\s?){2}[A-Za-z\d]|[A-ZÅÄÖ\d]{1,7}(?:\s[A-ZÅÄÖ\d]{1,6})*"
_FORMS = {
    "epost": (
        r"(?<![\w.+-])[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+|(?<![\w.+-])[\w.+-]{2,}@(?!\w)"
        rf"|{_LOCAL}(?:\s?[(\[{{<]\s?(?:at|a|@|snabel-?\s?a)\s?[)\]}}>]\s?|\ssnabel-?\s?a(?!\w)\s?)[\w-]+(?:{_DOT}[\w-]+)*(?:\s{_END})?"
        rf"|{_LOCAL}\sat\s(?:[\w-]+{_DOT}{_END}|{_HOST}(?:{_DOT}?\s?{_END})?)"
    ),
    "konto_namn": (
        r"(?<![\w.])@[\w.]*\w(?![\w(])|(?<!\w)[^\W\d]\w*_\w+(?:\.\w+)*|(?<![\w.#])\w[\w.]+#\d{3,5}(?!\w)"
        rf"|{_SITE}[^.!?\n]{{0,40}}?\s(?:heter|kallar|kontot?|namnet|är|som|kolla)\s(?:han\s|hon\s|hen\s|sig\s|den\s|in\s)?"
        r"([^\W\d][\w-]+\.[\w.-]*\w)"
        rf"|{_SITE}\s?[:=]\s?[\"”«]?([\w.-]*\w)|{_SITE}\s(?:är|heter|kallad|under|namnet|som)\s[\"”«]?([\w.-]*\w)"
        rf"|{_SITE}\s([\w-]*(?:[\d.][\w-]+)+)|(?<![\w.])([a-zåäö]{{3,}}\.[a-zåäö]+\d+)(?!\w)"
    ),
    "lank": r"(?:https?://|www\.)\S+|\b(?<!\w-)[\w-]{1,80}\.(?:se|com|nu|net|org|no|fi|dk)(?:/\S*)?(?!\w)|(?<!\w)c/o\s(\w+(?:\s[A-ZÅÄÖ]\w+)?)",
    "plats": (
        r"(?<![\w/])/{2,3}[^\W\d_]+\.[^\W\d_]+\.[^\W\d_]+|(?<=what3words )[^\W\d_]+\.[^\W\d_]+\.[^\W\d_]+"
        rf"|(?<!\w)[NSEWÖO]\s?{_DEGREES}(?:{_MINUTES})?(?:\s?[NSEWÖO](?!\w))?"
        rf"|(?<![\w.,]){_DEGREES}{_MINUTES}(?:\s?(?:[NSEWÖO]|nord|norr|öst|ost)(?!\w))?|(?<![\w.,]){_DEGREES}\s?[NSEWÖO](?!\w)"
        rf"|(?<!\w)N{_PARTS}\s?[,;/]?\s?[EÖO]{_PARTS}|(?<![\w.,])[5-7]\d[\s.,:]\d+(?:[\s.,:]\d+)*\s?N[\s,;/]+{_PARTS}\s?[EÖO](?!\w)"
        r"|(?<![\d.,])[+-]?[5-7]\d[.,](?!000)\d{3,}\s?[NnE]?\s?[,;/\s]\s*(?:och\s|x\s)?[+-]?[12]?\d[.,](?!000)\d{3,}(?:\s?[EeÖ](?!\w))?"
        r"|(?<!\w)(?:lat|lon|long|latitud|longitud)[\s.:=]{1,3}\d{1,3}[.,°]\d+|(?<![\d.,])[+-]?\d{1,3}[.,]\d{4,}(?!\d)"
        r"|(?<!\w)[NEXY]\s?[:=]?\s?\d{6,7}(?!\d)|(?<!\w)[2-9CFGHJMPQRVWX]{4,8}\+[2-9CFGHJMPQRVWX]{2,3}(?!\w)"
    ),
    "konto": (
        r"(?<!\w)[A-Za-z]{2}\s?\d\d(?:\s?\d{4}){2,7}(?:\s?\d{1,4})?(?!\d)"
        r"|(?<!\w)(?i:bankgiro|bg|plusgiro|postgiro|pg|clearing|konto|kund|medlems|swish|ocr)-?(?i:nummer|numret|nr|n)?\.?"
        r"\s?(?:är|:)?\s?(\d(?:[\s.-]?\d){3,})(?![\d\w]|\s(?:kr|kronor))"
    ),
    "personnummer": _BORN.format(day=r"(?:[0-2]\d|3[01])")
    + rf"|(?<![\w-])(?:19|20)?{_O}{{2}}[\s.-]?{_O}{{2}}[\s.-]?{_O}{{2}}\s?[-–—+]\s?"
    rf"(?:{_O}{{3,4}}|\d{{0,2}}[xX*]{{2,4}})(?!\w)"
    r"|(?<!\w)(?:19|20)?\d{6}\s?[-–—+]?\s?[\d*xX]{4}(?![\w*])|(?<!\w)(?:19|20)?\d\d[O\d]{4,8}(?!\w)"
    r"|(?:fyra sista|sista fyra|sista siffrorna)(?: siffrorna)?(?: är)?\W{1,3}(\d{4})(?!\w)",
    "samordningsnummer": _BORN.format(day=r"(?:[6-8]\d|9[01])"),
    "telefon": (
        r"(?<![\w.])(?<!\d\s)\(?(?:\+|00)\d{1,3}[\s\d()/.–-]{6,}\d|(?<!\w)(?<!\d\s)0\d{1,3}[\s/.–-]{0,3}\d(?:[\s.-]?\d){4,8}(?!\d)"
        r"|\(0\d{1,3}\)(?:[\s/.–-]{0,3}\d){5,8}(?!\d)"
    ),
    "datum": (
        rf"\b\d{{1,2}}(?::?e)?\s(?:{_MONTH})(?:\s(?:19|20)?\d\d)\b|\b(?:19|20)\d\d-\d\d-\d\d\b"
        r"|(?<![\w/])\d{1,2}/\d{1,2}(?:\s|\s?[-/]\s?)(?:19|20)?\d\d(?!\w)|(?<=född )år (?:19|20)\d\d(?!\w)"
        r"|(?<!\w)(?:född\w{0,3}|f\.|f|födelsedatum|födelsedag)(?:\sden)?\s?:?\s?(\d{2,4}[\s./-]?\d\d[\s./-]?\d\d(?!\w)"
        rf"|\d{{1,2}}[./]\d{{1,2}}(?:[\s./-]{{1,2}}\d{{2,4}})?(?!\w)|\d{{1,2}}(?::?e)?\s(?:{_MONTH})(?:\s-?(?:19|20)?\d\d)?(?!\w))"
    ),
    "arende": (
        r"(?<!\w)(?:\d{4}-)?[A-ZÅÄÖ]{1,3}\s?-?\d{4,}(?:[-/]\d{2,6})?(?!\w)|(?<!\w)[A-ZÅÄÖ]{1,4}\s?\d{4}[-/]\d{2,6}(?!\w)"
    ),
    "fastighet": (
        rf"(?<!\w)(?<!\w-){CAPITAL}[\w-]{{1,40}}(?:\s{CAPITAL}[\w-]{{1,40}}){{0,2}}\s\d{{1,3}}:\d{{1,4}}(?![\d:])"
    ),
    "bilnummer": (
        r"(?<!\w)(?:[A-ZÅÄÖ]{3}[\s-]?\d\d\s?[A-Z\d]|[a-zåäö]{3}[\s-]?\d\d[a-z\d]|[A-ZÅÄÖ][a-zåäö]{2}-?\d\d[A-Za-z\d])(?!\w)"
        r"|(?<!\w)(?:[A-ZÅÄÖ]\s){3}(?:\d\s){2}[\dA-Z](?!\w)|(?<!\w)[A-ZÅÄÖ]{1,3}-[A-ZÅÄÖ]{1,2}\s?-?\d{1,4}[EH]?(?!\w)"
        r"|(?<!\w)[A-Z]{2,3}\s?\d{2,4}[A-Z]{1,2}(?!\w)|(?<!\w)[A-Z]{2}\s\d\d\s\d{3}(?!\w)"
        r"|(?<!\w)(?i:reg(?:\.|istrerings)?\s?(?:nr|nummer|skylt\w*|plåt\w*)?|nummerplåt\w*|personliga?\s\w*(?:skylt|plåt)\w*|skylten)"
        rf"\s?(?:är|har|med|:)?\s?[\"”«]?({_PLATE})(?![\wåäö])"
    ),
    "siffror": r"(?<![\w])\d(?:[\s./()–—-]{0,3}\d){5,}(?!\w)",
    "sagt": rf"(?<!\w){_SAID}(?:[\s,.-]{{1,3}}{_SAID}){{5,}}(?!\w)",
}
# A capital says something in a plate, a case or a place's name.
_CASE = ("konto", "arende", "fastighet", "bilnummer", "personnummer", "plats")
FORMS = tuple((kind, re.compile(form, 0 if kind in _CASE else re.I)) for kind, form in _FORMS.items())
_GATES = {  # without which a form cannot match; the other forms need a number
    "epost": re.compile(r"@|(?<!\w)at(?!\w)|[(\[{<]\s?a\s?[)\]}>]|snabel", re.I),
    "konto_namn": re.compile(r"[@_:#]|snap|insta|ig |tiktok|discord|använda|kont|\.[a-z]+\d", re.I),
    "lank": re.compile(r"[./]"),
    "sagt": re.compile("noll", re.I),
    "plats": re.compile(r"//|what3words|[°º˚]|\d[.,]\d|grader|[NEXY+]\s?[:=]?\s?\d|\w\+\w"),
    "bilnummer": re.compile(r"\d|skylt|plåt"),
    "arende": re.compile(r"\d{4}"),
}
_ENOUGH = 5  # digits of a personal identity number in which letters stand for some
_LOOSE = re.compile(r"\d(?:(?<![^\W_]\d)|\d{4})")
_CLOCK = r"(?:[01]?\d|2[0-4])"
_SPAN = r"\s?[-–—/]\s?"
_COMMON = re.compile(  # what everyone writes with many digits: years, the clock, amounts, days
    rf"(?:19|20)\d\d(?:{_SPAN}\d\d|(?:\s?[-–/ ]\s?(?:19|20)\d\d)+)|{_CLOCK}(?:[.]\d\d)?{_SPAN}{_CLOCK}(?:[.]\d\d)?"
    rf"|{_CLOCK}[.]\d\d(?:\s?[-–/ ]\s?{_CLOCK}[.]\d\d)+|[1-9]\d{{0,2}}[\s.]\d{{3}}"
    r"|(?:\d{1,3}[\s.])?\d{3}[\s.]000(?:[\s.]000)?|\d{1,3}[\s.]000(?:\s?[-–]\s?\d{1,3}[\s.]000)+"
    r"|\d{1,2}/\d{1,2}\s?[-–]\s?\d{1,2}/\d{1,2}|\d{4}[-–]\d{2}"
)
_PLAIN_BORN = re.compile(_BORN.format(day=r"(?:[0-2]\d|3[01])"))
_YEAR = re.compile(r"[A-ZÅÄÖ]{1,3}\s(?:19|20)\d\d")


def numbered(text: str) -> bool:
    """Return whether a text has a number that stands by itself, or a long one."""
    return _LOOSE.search(text) is not None


def by_form(text: str, places: frozenset[str]) -> Iterator[tuple[str, int, int]]:
    """Yield kind, start and end of what the forms find in a text; spans may overlap."""
    loose = numbered(text)
    for kind, form in FORMS:
        if not _may_hold(kind, text, loose=loose):
            continue
        for match in form.finditer(text):
            group = match.lastindex or 0
            if _real(kind, match, group, places):
                yield _KIND.get(kind, kind), *match.span(group)


_KIND = {"siffror": "konto", "sagt": "telefon", "fastighet": "adress"}


def _may_hold(kind: str, text: str, *, loose: bool) -> bool:
    """Return whether a text has a letter without which the form cannot match; most answers have none."""
    gate = _GATES.get(kind)
    return loose if gate is None else gate.search(text) is not None


def _real(kind: str, match: re.Match[str], group: int, places: frozenset[str]) -> bool:
    """Return whether what a form found is personal data, and not what looks like it."""
    text = match[group]
    real = True
    if kind == "siffror":
        real = not _COMMON.fullmatch(text)
    elif kind == "personnummer" and group == 0:
        enough = sum(letter.isdigit() for letter in text) >= _ENOUGH
        real = enough and bool(_PLAIN_BORN.fullmatch(text) or re.search(r"[A-Za-z*]", text))
    elif kind == "arende":
        real = not _YEAR.fullmatch(text)
    elif kind == "konto_namn":
        real = group == 0 or not all(words.known(piece) for piece in text.lower().split("."))
    elif kind == "bilnummer":
        real = _plate(match, group)
    elif kind == "fastighet":
        head = text.split()[0].lower()
        real = not words.plain(head) or words.is_locality(head) or head in places
    elif kind == "lank":
        real = group > 0 or "@" not in text.partition("/")[0]
    return real


def _plate(match: re.Match[str], group: int) -> bool:
    text = match[group]
    if group == 0:
        return not (text[3] in " -" and text.islower() and words.known(text[:3]))  # "kör 120" is no plate
    if any(letter.isdigit() for letter in text):
        return len(text) > 2
    told = match[0].lower().startswith(("reg", "person", "nummer"))
    return text.isupper() and len(text) > 1 and not match.string.isupper() and (told or not words.known(text.lower()))
