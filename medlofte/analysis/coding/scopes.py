"""What an answer tells of that is not the writer's own concern, here and now.

Three kinds are told apart, by our own rules for Swedish: another place ("i Göteborg, där vi bodde, sköts det"),
another time ("när jag var ung slogs vi varje lördag") and what others say, where the writer turns against it ("man
läser om sprängningar, men här är det lugnt"). Each lasts to the end of its sentence, or to a word that turns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Scope = Literal["", "place", "time", "hearsay"]
ELSEWHERE = "annanstans"  # the codebook's list of places that are not its own

_PLACE = (
    r"där (?:jag|vi) (?:\w+ )?(?:bodde|växte upp|pluggade|kommer ifrån)"
    r"|när (?:jag|vi) (?:bodde|pluggade|studerade) (?:i|på)"
    r"|uppvuxen i|(?<!som )i (?:andra|större|stora) (?:städer|kommuner|orter|länder)"
    r"|(?<!som )i storst(?:aden|äder|äderna)|(?<!dem )(?<!henne )(?<!flickor )utomlands"
    r"|på andra (?:håll|ställen|orter)|flytta\w* (?:hit|hem|ut|från)\W(?:[\w-]+\W+){0,6}?(?:slippa|bort från|undan)"
)
_TIME = (
    r"när (?:jag|vi) (?:själva? )?var (?:ung|unga|små|liten|barn|tonåring\w*)|i min (?:ungdom|barndom)|på min tid"
    r"|på \w*(?:femti|sexti|sjutti|åtti|nitti)o\w*talet|på \d\d-talet|förr i (?:tiden|världen)"
    r"|förr (?:var|hade|söp|slogs)"
)
_HEARSAY = (
    r"läser (?:\w+ ){0,3}om|läste (?:\w+ ){0,3}om|i tidning\w*|på (?:nyheterna|tv|facebook)|i media|pratas|"
    r"(?:alla|folk|många|grannarna|de andra) (?:\w+ )?(?:säger|klagar|gnäller|pratar|tjatar|påstår)|hör (?:\w+ ){0,3}om"
)
_HOME = r"hemma (?:är|har|hos)"  # a guest's home, where the next clause says what it is like here
_TURN = re.compile(r"^\W*(?:och )?(?:här|hos oss|nu|numera|idag|i dag|sedan dess|sen dess|men)(?!\w)")
_HERE = re.compile(r"\W*(?:här|hos er)(?!\w)")
_BUT = re.compile(r"(?<!\w)(?:men|fast|däremot|dock)(?!\w)")
_SENTENCE = re.compile(r"[.!?\n](?:\s|$)|\n")
_AGAINST = re.compile(
    r"(?<!\w)(?:här|hos oss|i vår\w*|för egen del|själv)(?!\w)"
    r".*(?<!\w)(?:inte|aldrig|inget|lugn\w*|trygg\w*|ingen|inga)(?!\w)"
    r"|(?<!\w)(?:jag|vi) (?:\w+ )?(?:inte|aldrig) (?:\w+ )?(?:sett|märkt|upplevt|hört)"
    r"|(?<!\w)(?:överdriv\w*|slöseri|onödigt|trams\w*|struntprat|löjligt|fånigt|snack)(?!\w)"
)
# "Skjutningarna i Göteborg gör mig orolig", "gängen i Göteborg tar sig hit": told of for one's own sake.
_MINE = re.compile(
    r"(?<!\w)(?:(?:gör|oroar|skrämmer) (?:mig|oss|en)|(?:kommer|kom|sprid\w+ sig|tar sig|ta sig|når) hit"
    r"|även här|också här)(?!\w)"
)
_SOON = 3  # clauses within which the writer turns against what others say


@dataclass(frozen=True)
class Scopes:
    """The rules of one codebook: ``places`` are its words for other places, in letters of a regular expression."""

    expression: re.Pattern[str]

    @classmethod
    def of(cls, places: Sequence[str]) -> Scopes:
        """Return the rules with a codebook's words for other places."""
        names = "|".join(re.escape(place).replace(r"\*", r"\w*") for place in places)
        named = rf"|(?<!som )(?<!än )(?:i|på|utanför) (?:{names})" if names else ""
        kinds = f"(?P<place>{_PLACE}{named})|(?P<time>{_TIME})|(?P<hearsay>{_HEARSAY})|(?P<home>{_HOME})"
        return cls(re.compile(rf"(?<!\w)(?:{kinds})(?!\w)"))

    def of_clauses(self, answer: str, clauses: Sequence[tuple[int, str]]) -> tuple[Scope, ...]:
        """Return, per clause of a folded answer, what it tells of: "" for here and now."""
        if not self.expression.search(answer):
            return tuple("" for _ in clauses)
        scopes: list[Scope] = []
        end = 0
        for i, (start, clause) in enumerate(clauses):
            between = answer[end:start]
            lasting: Scope = scopes[-1] if scopes and not (_SENTENCE.search(between) or _BUT.search(between)) else ""
            scopes.append(
                self._scope(clause, clauses[i + 1 : i + 1 + _SOON]) or ("" if _TURN.match(clause) else lasting)
            )
            end = start + len(clause)
        return tuple(scopes)

    def _scope(self, clause: str, following: Sequence[tuple[int, str]]) -> Scope:
        if _MINE.search(clause):
            return ""
        kinds = {found.lastgroup for found in self.expression.finditer(clause)}
        if "place" in kinds:
            return "place"
        if "time" in kinds:
            return "time"
        if "home" in kinds and following and _HERE.match(following[0][1]):
            return "place"
        return "hearsay" if "hearsay" in kinds and any(_AGAINST.search(one) for _, one in following) else ""
