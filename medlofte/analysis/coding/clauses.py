"""An answer folded for matching, cut into clauses, and what a negation in a clause denies.

The rules of negation are our own, made for short Swedish answers: "inga problem med knark" denies, "polisen gör inget
åt knarket" and "vågar inte gå ut eftersom det säljs knark" do not.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import chain

# One character for one, so that positions stay those of the composed text.
_SAME = str.maketrans(
    {"\u00a0": " ", "’": "'", "\u2018": "'", "\u00b4": "'", "”": '"', "“": '"', "»": '"', "–": "-", "—": "-"}
)
_BOUNDARY = re.compile(r"[!?;()\n\r]|[.,:](?!\d)|(?<!\d)[.,:]|\s-\s|\b(?:men|fast|däremot|dock)\b")
_NOT = re.compile(
    r"(?<!\w)(?:varken|(?P<verb>inte|ej|icke|aldrig)(?!\s+(?:bara|enbart|minst|okej|ok)(?!\w))"
    r"|(?:inga|ingen|inget|ingenting)(?!\s+(?:fler|mer|mera|annan|idé)(?!\w)))(?!\w)"
)
# "Man kan inte gå ut": what is denied is the verb before, not what comes after it.
_HELPLESS = re.compile(
    r"(?<!\w)(?:(?:så att|för att)(?:\s+\w+){1,3}?|"
    r"vågar?|törs|kan|kunna|kunde|vill|orkar?|går|gå|gör|göra|vet|räcker|hjälper|fungerar|funkar|borde|bör|ska|"
    r"skall|skulle|får|måste|kommer|bryr|släpper|låter|sover|trivs|gillar?|tål|hinner|klarar|syns|stannar|orkar|tar|"
    r"respekterar|accepterar?|tycker om|behöver?|behöva|förstår|bör|slutar|tänker|håller|följer|"
    r"sälj|köp|langa|ge|låt|kör|släng|skjut|parkera|kasta)"
    r"(?:\s+(?:man|jag|vi|de|dom|det|den|du|mig|sig|polisen|kommunen|hen|hon|han))?\s+$"
)
# Where the denial ends: a reason, a consequence, or something that is done (not) against the evidence.
_TURN = re.compile(
    r"(?<!\w)(?:eftersom|pga|p\.g\.a|på grund av|för att|när|medan|"
    r"utan|trots|åt|mot|bryr|emot|för det|då|så|vid|(?<!med )om)(?!\w)"
)
_REACH = 6  # words between a negation and what it denies
_NEAR = 120  # letters that so many words can take; what stands farther off is not looked at
LONGEST_WORD = 80  # letters; a longer run is no word, and matching it would take quadratic time
_RUN = re.compile(rf"\w{{{LONGEST_WORD + 1},}}")
_AFTER = re.compile(r"\s+(?:sig\s+)?(?:inte|aldrig|ej)(?!\s+(?:bara|minst|enbart|okej|ok)(?!\w))(?!\w)")
_NO_PROBLEM = re.compile(
    r"(?<!\w)(?:inga|inget|ingen|aldrig (?:några|något)?)\s*(?:\w+\s+)?(?:problem|bekymmer)\s+med\s"
)
# "Aldrig har det stulits så mycket": more than ever, not never.
_NEVER_SO = re.compile(r"\w*(?:\s+\w+)?\s+så\s+(?:mycket|många|ofta|illa|lite|få|dåligt|här|stor\w*)(?!\w)")
# "Belysningen i parken är toppen"; but "kameror är bra mot stölder" and "fler lampor vore bra" are wishes.
_PRAISED = re.compile(
    r"\w*\s+(?:\w+\s+){0,3}?(?:är|funkar|fungerar|sköts|har blivit)\s+(?:(?!inte|aldrig|för|mindre)\w+\s+)?"
    r"(?:jätte|super|kanon|mycket)?(?:bra|toppen|utmärkt\w*|perfekt\w*|fin|fint|fina|kanon|suverän\w*|fantastisk\w*|strålande|underbar\w*|guld värd\w*|en (?:pärla|ängel|tillgång))"
    r"(?!\w|\s+(?:att|för|mot|om|på|idé|sätt))"
)
# "A-traktorn är inte problemet", "inte brotten utan ryktena": set aside for something else.
_SET_ASIDE = re.compile(r"\w*\s+(?:\w+\s+)?(?:är|var)\s+(?:det\s+)?(?:inte|inget|ingen|aldrig)\s+(?:\w+\s+){0,2}?(?:problem\w*|fara)(?!\w)")
# "Sluta prata om eporna": nor is that what the answer is about.
# Nor where it is only what something else is measured by: "mer rädd för älgar än för tjuvar".
_ENOUGH = re.compile(
    r"(?<!\w)(?:(?:sluta|slut) (?:att )?(?:prata|tjata|gnälla|klaga|jaga|skyll\w*)\s(?:\w+\s){0,3}"
    r"|(?:mer|hellre|snarare|räddare) (?:\w+ ){1,5}än (?:för |av |om |att )?(?:\w+ )?)$"
)
_BETTER = re.compile(r"(?<!\w)(?<!inte )(?:blivit|blev) (?:\w+ )?(?:bättre|tryggare|lugnare)(?!\w)")
_THANKS = re.compile(r"^\s*(?:stort |ett stort )?(?:tack|heja|beröm till|all heder)(?: till)?(?: alla| våra| ni| till| era)*\s+$")
_RICH = re.compile(r"(?<!\w)(?:vi|här|jag|kommunen|byn) har (?:ett |en )?(?:rikt|rik|fint|fin|fina|bra|jättebra|fantastisk\w*) (?:\w+ )?$")
_UNWANTED = re.compile(r"(?<!\w)(?:inga|ingen|inget|slipp\w*) (?:fler|mer|mera|nya)\s(?:\w+\s)?$")
_NEEDLESS = re.compile(r"\w*\s+(?:behövs|behöver vi)(?!\w)")
_NONE = re.compile(r"(?<!\w)(?:inga|ingen|inget)\s+$")
# "Gängen är i storstan, inte här"; "alla säger att det knarkas, men jag har aldrig sett det": taken back at once.
_RETRACTED = re.compile(
    r"\s*(?:inte (?:här|hos oss|i vår\w*|på vår\w*)(?!\w)"
    r"|(?:själv\w* )?(?:jag|vi|har) (?:\w+ ){0,2}aldrig (?:själv )?(?:sett|märkt|upplevt|hört) (?:det|något|nåt|av det|någon)(?!\w)"
    r"|(?:jag|vi) är aldrig där|nu (?:är|har) (?:det|de|den) (?:helt )?(?:borta|bättre|lugnt|lugnare|över|slut|blivit bättre)(?!\w))"
)
_WISH = re.compile(r"(?<!\w)(?:fler|flera|mer|mera|ök\w+|vore|skulle|borde|behöv\w+|önska\w*|viktig\w*)(?!\w)")


def fold(text: object) -> str:
    """Return text for matching: composed, lower case, one kind of space, quote and dash; no character is removed.

    A run of letters too long to be a word becomes as many spaces.
    """
    lower = _lower(text)
    return _RUN.sub(lambda run: " " * len(run[0]), lower) if len(lower) > LONGEST_WORD else lower


def _lower(text: object) -> str:
    composed = unicodedata.normalize("NFC", str(text)).translate(_SAME)
    lower = composed.lower()
    if len(lower) == len(composed):
        return lower
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in composed)


def clauses(answer: str) -> list[tuple[int, str]]:
    """Return (start, clause) for each stretch of a folded answer between marks and words such as "men"."""
    cuts = [0, *chain.from_iterable(mark.span() for mark in _BOUNDARY.finditer(answer)), len(answer)]
    pairs = zip(cuts[::2], cuts[1::2], strict=True)
    return [(start, answer[start:end]) for start, end in pairs if answer[start:end].strip()]


def denied(clause: str, start: int, end: int, gaps: tuple[str | None, ...] = ()) -> bool:
    """Return whether the evidence is denied: before it, inside one of its gaps, or by a word right after its end."""
    if _enough(clause, start):
        return True
    if not _negations(clause):
        return False
    if any(_NOT.search(gap) for gap in gaps if gap):
        return True
    return _before(clause, start) or bool(_AFTER.match(clause, end) or _SET_ASIDE.match(clause, end))


def no_lack(clause: str, start: int, end: int, _gaps: tuple[str | None, ...] = ()) -> bool:
    """Return whether "inga problem med" stands before the evidence, or praise after it: that denies a lack too."""
    if ("problem" in clause or "bekymmer" in clause) and _NO_PROBLEM.search(clause, 0, start):
        return True
    before = clause[max(0, start - _NEAR) : start]
    if _SET_ASIDE.match(clause, end) or _enough(clause, start) or _UNWANTED.search(before) or _THANKS.match(before):
        return True
    if _RICH.search(before):
        return True
    if _BETTER.search(clause) or (_NONE.search(before) and _NEEDLESS.match(clause, end)):
        return True
    return bool(_PRAISED.match(clause, end)) and not _WISH.search(clause)


def retracted(following: str) -> bool:
    """Return whether a clause takes back what the one before it said."""
    return bool(_RETRACTED.match(following))


def _enough(clause: str, start: int) -> bool:
    """Return whether the evidence is what there is enough talk of, or only what something is measured by."""
    return bool(_ENOUGH.search(clause[max(0, start - _NEAR) : start]))


@lru_cache(maxsize=256)
def _negations(clause: str) -> tuple[re.Match[str], ...]:
    """Return the clause's negations; asked for anew by every rule that finds something in it."""
    return tuple(_NOT.finditer(clause))


def _before(clause: str, start: int) -> bool:
    for found in _negations(clause):
        if found.end() > start:
            break
        if start - found.end() > _NEAR:
            continue
        between = clause[found.end() : start]
        if found["verb"] and _HELPLESS.search(clause, max(0, found.start() - _NEAR), found.start()):
            continue
        if found[0] == "aldrig" and _NEVER_SO.match(clause, start):
            continue
        if len(between.split()) <= _REACH and not _TURN.search(between):
            return True
    return False
