"""What a clause does with a word that it holds: denies it, praises it, sets it aside or takes it back.

The rules are our own, made for short Swedish answers: "inga problem med knark" denies, "polisen gör inget åt knarket"
and "vågar inte gå ut eftersom det säljs knark" do not.
"""

from __future__ import annotations

import re
from functools import lru_cache

_NOT = re.compile(
    r"(?<!\w)(?:varken|(?P<verb>inte|ej|icke|aldrig)(?!\s+(?:bara|enbart|minst|okej|ok)(?!\w))"
    r"|(?:inga|ingen|inget|ingenting)(?!\s+(?:fler|mer|mera|annan|idé|stoppar?|stoppade|ingriper|ingrep|reagerar"
    r"|kontrollerar|säger|sa|straffas|hindrar|plockar|städar)(?!\w)))(?!\w)"
)
# "Man kan inte gå ut", "sälj inte öl till barn": what is denied is the verb before, not what comes after it.
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
    r"utan|trots|åt|mot|bryr|emot|för det|då|så|vid|(?<!med )om"
    r"|och (?:folk|de|dom|det|alla|man|vi|jag|bilarna|ungdomarna|någon|nån))(?!\w)"
)
_REACH = 6  # words between a negation and what it denies
_LISTED = 4  # and more, where the evidence is the last of a list: "inga problem med tjuvar, knark eller våld"
_OR = re.compile(r"(?<!\w)eller\s+$")
_NEAR = 120  # letters that so many words can take; what stands farther off is not looked at
_AFTER = re.compile(r"\s+(?:sig\s+)?(?:inte|aldrig|ej)(?!\s+(?:bara|minst|enbart|okej|ok)(?!\w))(?!\w)")
# "Eporna bryr jag mig inte om", "knark har vi aldrig sett": the writer's own denial, after the evidence.
_NOT_MINE = re.compile(
    r"\w*\s+(?:\w+\s+){0,3}?(?:(?:stör|bekymrar|oroar|skrämmer|besvärar|berör)\s+(?:mig|oss)"
    r"|(?:bryr|ser|märker|hör|känner|är|har|oroar|tänker|upplever)\s+(?:jag|vi|man)(?:\s+(?:mig|oss|själv))?)"
    r"\s+(?:inte|aldrig|inget|ingen|inga|ingenting|knappast)(?!\w)(?!.*(?<!\w)(?:tillbaka|igen|ens|bara|än|ännu)(?!\w))"
)
_NO_PROBLEM = re.compile(
    r"(?<!\w)(?:inga|inget|ingen|aldrig (?:några|något)?)\s*(?:\w+\s+)?(?:problem|bekymmer)\s+med\s"
)
# "Aldrig har det stulits så mycket": more than ever, not never.
_NEVER_SO = re.compile(
    r"\w*(?:\s+\w+)?\s+så\s+(?:mycket|många|ofta|illa|lite|få|dåligt|här|stor\w*|\w+\s+som\s+(?:nu|i\s+år|i\s*dag))(?!\w)"
)
# "A-traktorn är inte problemet".
_SET_ASIDE = re.compile(
    r"\w*\s+(?:\w+\s+)?(?:är|var)\s+(?:det\s+)?(?:inte|inget|ingen|aldrig)\s+(?:\w+\s+){0,2}?(?:problem\w*|fara)(?!\w)"
)
# "Sluta prata om eporna"; "mer rädd för älgar än för tjuvar".
_NOT_ABOUT = re.compile(
    r"(?<!\w)(?:(?:sluta|slut) (?:att )?(?:prata|tjata|gnälla|klaga|jaga|skyll\w*)\s(?:\w+\s){0,3}"
    r"|(?:mer|hellre|snarare|räddare) (?:\w+ ){1,5}än (?:för |av |om |att )?(?:\w+ )?"
    r"|(?:jämfört med|i jämförelse med|till skillnad från|lägga dem på|lägga pengar på) (?:\w+ )?"
    r"|prata\w* (?:för |så )?mycket om (?:\w+ ){0,3}"
    r"|(?:^\s*|jobba\w* |arbeta\w* |(?:var|är) där |mig )(?:som|till) (?:\w+ )?)$"
)
# "Belysningen i parken är toppen"; but "kameror är bra mot stölder" and "fler lampor vore bra" are wishes.
_PRAISED = re.compile(
    r"\w*\s+(?:\w+\s+){0,3}?(?:är|funkar|fungerar|sköts|har blivit)\s+(?:(?!inte|aldrig|för|mindre)\w+\s+)?"
    r"(?:(?:jätte|super|kanon|mycket)?bra|toppen|fin|fint|fina|jättefin\w*|kanon|strålande|en (?:pärla|ängel|tillgång)"
    r"|(?:utmärkt|perfekt|suverän|fantastisk|underbar|guld värd)\w*)"
    r"(?!\w|\s+(?:att|för|mot|om|på|idé|sätt))"
)
_WISH = re.compile(r"(?<!\w)(?:fler|flera|mer|mera|ök\w+|vore|skulle|borde|behöv\w+|önska\w*|viktig\w*)(?!\w)")
_BETTER = re.compile(r"(?<!\w)(?<!inte )(?:blivit|blev) (?:\w+ )?(?:bättre|tryggare|lugnare)(?!\w)")
# Before the evidence: "tack till", "vi har ett rikt", "inga fler".
_VALUED = re.compile(
    r"^\s*(?:ett )?(?:stort )?(?:tack|heja|beröm till|all heder)(?: till)?(?: alla| våra| ni| till| era)*\s+$"
    r"|(?<!\w)(?:vi|här|jag|kommunen|byn) har (?:ett |en )?(?:rikt?|fint?|fina|bra|jättebra|fantastisk\w*) (?:\w+ )?$"
    r"|(?<!\w)(?:inga|ingen|inget|slipp\w*|inte med) (?:fler|mer|mera|nya)\s(?:\w+\s)?$"
    r"|(?:^|\s)(?:tack för att|bra att) (?:ni|kommunen|de|det) (?:har )?"
    r"(?:bygg|satt|fix|lag|ordn|tänd|klipp)\w*\s(?:\w+\s){0,3}$"
)
# "Barnen cyklar på en fin cykelväg"; but "vi saknar en bra cykelväg".
_FINE = re.compile(r"(?<!\w)(?:jätte)?(?:fin|fina|fint|bra|härlig\w*|trevlig\w*|utmärkt\w*)\s+$")
_MISSED = re.compile(r"(?<!\w)(?:sakna\w*|ingen|inga|inget|inte|aldrig|vill|ha|få|bygg\w*|sätt\w*|bättre)(?!\w)")
_NONE, _NEEDED = re.compile(r"(?<!\w)(?:inga|ingen|inget)\s+$"), re.compile(r"\w*\s+(?:behövs|behöver vi)(?!\w)")
# "Gängen är i storstan, inte här"; "alla säger att det knarkas, men jag har aldrig sett det": taken back at once.
_RETRACTED = re.compile(
    r"\s*(?:inte (?:här|hos oss|i vår\w*|på vår\w*)"
    r"|(?:själv\w* )?(?:jag|vi|har) (?:\w+ ){0,2}aldrig (?:själv )?(?:sett|märkt|upplevt|hört) "
    r"(?:det|något|nåt|av det|någon)"
    r"|(?:jag|vi) är aldrig där"
    r"|nu (?:är|har) (?:det|de|den) (?:helt )?(?:borta|bättre|lugnt|lugnare|över|slut|blivit bättre)"
    r"|(?:och )?(?:det|de|den) (?:har|verkar ha|tycks ha|verkar) (?:nu )?"
    r"(?:lugnat|upphört|slutat|minskat|blivit (?:lugn|bättr)\w*)"
    r"|(?:det|som|de|den) (?:stör|bekymrar|oroar) (?:mig|oss) inte|(?:det gör (?:mig )?|det är )(?:inget|ingenting)"
    r" (?:man|jag|vi|farligt)|inget (?:man|jag|vi) (?:\w+ )?(?:rädd|orolig|bryr|tänker)"
    r"|(?:jag|vi) (?:tycker|anser) (?:att )?(?:det|de) (?:är|vore) (?:\w+ )?"
    r"(?:slöseri|överdriv\w*|onödigt|trams|löjligt|fånigt))(?!\w)"
)


def denied(clause: str, start: int, end: int, gaps: tuple[str | None, ...] = ()) -> bool:
    """Return whether the evidence is denied: before it, inside one of its gaps, or by a word right after its end."""
    if _not_about(clause, start):
        return True
    if not _negations(clause):
        return False
    if _NOT_MINE.match(clause, end):
        return True
    if any(_NOT.search(gap) for gap in gaps if gap):
        return True
    return _before(clause, start) or bool(_AFTER.match(clause, end) or _SET_ASIDE.match(clause, end))


def no_lack(clause: str, start: int, end: int, _gaps: tuple[str | None, ...] = ()) -> bool:
    """Return whether the evidence is of no lack: "inga problem med" before it, praise after it, thanks, "inga fler"."""
    if ("problem" in clause or "bekymmer" in clause) and _NO_PROBLEM.search(clause, 0, start):
        return True
    before = clause[max(0, start - _NEAR) : start]
    if _SET_ASIDE.match(clause, end) or _not_about(clause, start) or _VALUED.search(before) or _BETTER.search(clause):
        return True
    if _NONE.search(before) and _NEEDED.match(clause, end):
        return True
    if _FINE.search(before) and not _MISSED.search(clause) and not _WISH.search(clause):
        return True
    return bool(_PRAISED.match(clause, end)) and not _WISH.search(clause)


def retracted(following: str) -> bool:
    """Return whether a clause takes back what the one before it said."""
    return bool(_RETRACTED.match(following))


def _not_about(clause: str, start: int) -> bool:
    """Return whether the evidence is what there is enough talk of, or only what something is measured by."""
    return bool(_NOT_ABOUT.search(clause[max(0, start - _NEAR) : start]))


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
        reach = _REACH + _LISTED if _OR.search(between) else _REACH
        if len(between.split()) <= reach and not _TURN.search(between):
            return True
    return False
