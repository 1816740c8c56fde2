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
    r"(?<!\w)(?:(?P<verb>inte|ej|icke|aldrig)(?!\s+(?:bara|enbart|minst|okej|ok)(?!\w))"
    r"|(?:inga|ingen|inget|ingenting)(?!\s+(?:fler|mer|mera|annan|idé)(?!\w)))(?!\w)"
)
# "Man kan inte gå ut": what is denied is the verb before, not what comes after it.
_HELPLESS = re.compile(
    r"(?<!\w)(?:(?:så att|för att)(?:\s+\w+){1,3}?|"
    r"vågar?|törs|kan|kunna|kunde|vill|orkar?|går|gå|gör|göra|vet|räcker|hjälper|fungerar|funkar|borde|bör|ska|"
    r"skall|skulle|får|måste|kommer|bryr|släpper|låter|sover|trivs|gillar?|tål|hinner|klarar|syns|stannar|orkar|tar|"
    r"respekterar|accepterar?|tycker om|behöver?|behöva|förstår|bör|slutar|tänker)"
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
    r"(?:jätte|super|kanon|mycket)?(?:bra|toppen|utmärkt\w*|perfekt\w*|fin|fint|fina|kanon|suverän\w*|fantastisk\w*|strålande|underbar\w*)"
    r"(?!\w|\s+(?:att|för|mot|om|på|idé|sätt))"
)
# "A-traktorn är inte problemet", "inte brotten utan ryktena": set aside for something else.
_SET_ASIDE = re.compile(r"\w*\s+(?:\w+\s+)?(?:är|var)\s+(?:det\s+)?(?:inte|inget|ingen|aldrig)\s+(?:\w+\s+){0,2}?(?:problem\w*|fara)(?!\w)")
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
    if not _negations(clause):
        return False
    if any(_NOT.search(gap) for gap in gaps if gap):
        return True
    return _before(clause, start) or bool(_AFTER.match(clause, end) or _SET_ASIDE.match(clause, end))


def no_lack(clause: str, start: int, end: int, _gaps: tuple[str | None, ...] = ()) -> bool:
    """Return whether "inga problem med" stands before the evidence, or praise after it: that denies a lack too."""
    if ("problem" in clause or "bekymmer" in clause) and _NO_PROBLEM.search(clause, 0, start):
        return True
    if _SET_ASIDE.match(clause, end):
        return True
    return bool(_PRAISED.match(clause, end)) and not _WISH.search(clause)


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
