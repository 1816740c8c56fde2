"""The codebook's pattern language → compiled rules.

========================  =============================================================================
``knark*``, ``*stöld*``   a word that begins with, or holds, these letters
``bråk``, ``rött ljus``   exactly this word, or these words side by side
``kör* .. fort``          in this order, at most four words between, in the same clause
``a + b``                 both in the same clause, in any order
``a|b``                   either (in any place above)
``@droger``               any word of the list
``lang* - sprit*|öl``     the first, unless one of the others stands in the same clause
``!pattern``              veto: no evidence for the topic in a clause where it matches
========================  =============================================================================
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from medlofte.analysis.coding.clauses import denied, fold, no_problem
from medlofte.errors import CodebookError

Check = Callable[[str, re.Match[str]], bool]
Lists = dict[str, tuple[str, ...]]
_GAP = r"(\W+(?:[\w'-]+\W+){0,4}?)"


class Needle(NamedTuple):
    """Letters that some word of the clause must be, begin with or hold for a member to occur."""

    letters: str
    where: Literal["whole", "start", "inside"]


@dataclass(frozen=True)
class Part:
    """One side of a ``+``: the expression, and for each of its steps the needles of which some must occur."""

    expression: re.Pattern[str]
    steps: tuple[tuple[Needle, ...], ...]


@dataclass(frozen=True)
class Rule:
    """One pattern: the parts that must all be there, and those that must not."""

    text: str
    parts: tuple[Part, ...]
    without: tuple[Part, ...] = ()

    def find(self, clause: str, *, negatable: bool) -> tuple[int, int] | None:
        """Return where the evidence stands in the clause, or None."""
        found = self._find(clause, denied if negatable else no_problem)
        return None if found and any(part.expression.search(clause) for part in self.without) else found

    def _find(self, clause: str, check: Check) -> tuple[int, int] | None:
        if len(self.parts) == 1:
            each = self.parts[0].expression.finditer(clause)
            return next((match.span() for match in each if not check(clause, match)), None)
        matches = [match for part in self.parts if (match := part.expression.search(clause))]
        if len(matches) < len(self.parts):
            return None
        first = min(matches, key=lambda match: match.start())
        return None if check(clause, first) else (first.start(), max(match.end() for match in matches))

    def found(self, clause: str) -> bool:
        """Return whether the pattern occurs, denied or not (for vetoes)."""
        return all(part.expression.search(clause) for part in self.parts) and not any(
            part.expression.search(clause) for part in self.without
        )


def rule(text: str, *, lists: Lists, topic: str = "") -> Rule:
    """Return a pattern compiled.

    Raises
    ------
    CodebookError
        If the pattern has an empty part or names a list that the codebook lacks; names the topic and the pattern.
    """
    wanted, *excluded = re.split(r"\s-\s", fold(text).removeprefix("!").strip())
    try:
        parts = tuple(_part(side, lists) for side in re.split(r"\s\+\s", wanted))
        return Rule(text, parts, tuple(_part(side, lists) for side in excluded))
    except KeyError as error:
        message = f"Mönstret använder listan {error.args[0]}, som inte finns i kodboken."
        raise CodebookError(message, column=topic, value=text, advice="Lägg till listan under lists.") from error
    except ValueError as error:
        raise CodebookError("Mönstret har en tom del.", column=topic, value=text) from error


def _part(side: str, lists: Lists) -> Part:
    steps = [_members(step.strip(), lists) for step in re.split(r"\s\.\.\s", side)]
    expression = _GAP.join("(?:" + "|".join(map(_word, step)) + ")" for step in steps)
    return Part(re.compile(expression), tuple(tuple(map(_needle, step)) for step in steps))


def _members(step: str, lists: Lists) -> list[str]:
    members: list[str] = []
    for member in step.split("|"):
        members += [fold(word) for word in lists[member[1:]]] if member.startswith("@") else [member.strip()]
    if not all(re.search(r"\w", member) for member in members):
        raise ValueError(step)
    return members


def _needle(member: str) -> Needle:
    """Return the longest run of letters in a member, which says most about whether it can occur."""
    run = max(re.finditer(r"(\*?)(\w+)(\*?)", member), key=lambda found: len(found[2]))
    return Needle(run[2], "inside" if run[1] else "start" if run[3] else "whole")


def _word(text: str) -> str:
    """Return the expression of one word or phrase; an edge that is no letter or digit needs no word boundary."""
    inner = r"\s+".join(r"\w*".join(re.escape(piece) for piece in word.split("*")) for word in text.split())
    before = r"(?<!\w)" if re.match(r"\w", text) else ""
    after = r"(?!\w)" if re.search(r"\w$", text) else ""
    return before + inner + after
