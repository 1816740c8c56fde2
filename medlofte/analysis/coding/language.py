"""The codebook's pattern language → compiled rules.

========================  =============================================================================
``knark*``, ``*stöld*``   a word that begins with, or holds, these letters
``bråk``, ``rött ljus``   exactly this word, or these words side by side
``kör* .. fort``          in this order, at most four words between, in the same clause
``a + b``                 both in the same clause, in any order
``a|b``                   either (in any place above)
``@droger``               any word of the list
``lang* - sprit*|öl``     the first, unless one of the others stands in the same clause
``a - x|y .. z``          ``a``, unless ``x`` or ``y`` stands before ``z``: ``|`` binds first (:mod:`.slips`)
``slagen -- sambo*``      the first, unless the other stands anywhere in the answer
``!pattern``              veto: no evidence for the topic in a clause where it matches
``?pattern``              weak: in an answer of some length it counts only with a complaint (:mod:`.weight`)
========================  =============================================================================
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple

from medlofte.analysis.coding.clauses import fold
from medlofte.analysis.coding.denials import denied, no_lack
from medlofte.errors import CodebookError
from medlofte.language import _

Check = Callable[[str, int, int, tuple[str | None, ...]], bool]
Span = tuple[int, int]
Words = tuple[Span, ...] | None
Lists = dict[str, tuple[str, ...]]
_SIGN = re.compile(r"(?:(?<=\s)|^)(?:\+|\.\.|--?)(?:(?=\s)|$)|\|")
_LOOSE = re.compile(r"^(?:\+|\.\.|--?)\s|\s(?:\+|\.\.|--?)$")  # a sign with nothing on one side
WEAK, _VETO = "?", "!"
# Words that stand in most clauses, and so say little about which patterns may be there.
SMALL = frozenset((
    "att", "av", "bara", "blev", "bli", "blir", "bort", "de", "dem", "den", "det", "dig", "dom", "där", "efter",
    "eller", "en", "ens", "er", "ett", "fram", "från", "får", "för", "gör", "ha", "hade", "han", "har", "hit",
    "hon", "här", "i", "in", "ingen", "inget", "inte", "ja", "jag", "just", "kan", "kommer", "kunde", "man", "med",
    "mer", "mig", "mot", "mycket", "många", "mång", "när", "någon", "något", "nån", "nåt", "nu", "och", "också",
    "om", "på", "se", "sig", "sin", "ska", "skulle", "som", "så", "till", "tog", "upp", "ut", "utan", "vad", "var",
    "vara", "vi", "vid", "vill", "än", "är",
))  # fmt: skip
_GAP = r"(\W+(?:[\w'-]+\W+){0,4}?)"


class Needle(NamedTuple):
    """Letters that some word of the clause must be, begin with or hold for a member to occur."""

    letters: str
    where: Literal["whole", "start", "end", "inside"]


class Place(NamedTuple):
    """Where a part stands in a clause, and the letters in its gaps."""

    start: int
    end: int
    gaps: tuple[str | None, ...] = ()


@dataclass(frozen=True)
class Part:
    """One side of a ``+``: for each of its steps the members of which one must stand there.

    ``simple`` tells that the members of the first step are single words, whose needles say all: the part can only
    stand where one of them is found, and is found there if it has no further steps.
    """

    members: tuple[tuple[str, ...], ...]

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """Return the part as a regular expression; most are never asked for it."""
        return re.compile(_GAP.join("(?:" + "|".join(map(_word, step)) + ")" for step in self.members))

    @cached_property
    def steps(self) -> tuple[tuple[Needle, ...], ...]:
        """Return, per step, the needles of which some must occur."""
        return tuple(tuple(map(_needle, step)) for step in self.members)

    @cached_property
    def simple(self) -> bool:
        """Return whether the first step is of single words only."""
        return all(re.fullmatch(r"\*?\w+\*?", member) for member in self.members[0])

    @cached_property
    def _runs(self) -> tuple[tuple[tuple[str, ...], ...], ...]:
        """Return, per step and member, the runs of letters that a text must hold for it to stand there."""
        return tuple(tuple(tuple(re.findall(r"\w+", member)) for member in step) for step in self.members)

    def may_stand(self, text: str) -> bool:
        """Return whether a text has the letters; much sooner told than where they stand."""
        for step in self._runs:
            for runs in step:
                for run in runs:
                    if run not in text:
                        break
                else:
                    break
            else:
                return False
        return True

    def stands(self, text: str) -> bool:
        """Return whether the part stands somewhere in a text."""
        return self.may_stand(text) and self.expression.search(text) is not None

    def places(self, clause: str, words: Words = None) -> Iterator[Place]:
        """Return where the part stands, from the left; ``words`` are the spans of its first step, where known."""
        if words is None or not self.simple:
            found = self.expression.finditer(clause) if self.may_stand(clause) else ()
            return (Place(*match.span(), match.groups()) for match in found)
        if len(self.members) == 1:
            return (Place(*span) for span in words)
        matches = (self.expression.match(clause, start) for start, _ in words)
        return (Place(*match.span(), match.groups()) for match in matches if match)


@dataclass(frozen=True)
class Rule:
    """One pattern: the parts that must all be there, those that must not, and those that no clause may hold."""

    text: str
    parts: tuple[Part, ...]
    without: tuple[Part, ...] = ()
    nowhere: tuple[Part, ...] = ()

    @property
    def weak(self) -> bool:
        """Return whether the words alone say little: a place that is passed, a thing that is only mentioned."""
        return self.text.startswith(WEAK)

    def find(
        self, clause: str, *, negatable: bool, words: tuple[Words, ...] | None = None,
        without: Iterable[tuple[Part, Words]] | None = None,
    ) -> Span | None:  # fmt: skip
        """Return where the evidence stands in the clause, or None.

        ``words`` are the spans of each part's first step, ``without`` those of the parts that must not be there that
        may be, each with its words; both save time where they are known.
        """
        sides = tuple(zip(self.parts, words or (None,) * len(self.parts), strict=True))
        found = self._find(clause, sides, denied if negatable else no_lack)
        if not found:
            return None
        excluded = ((part, None) for part in self.without) if without is None else without
        return None if any(_first(clause, part, known) for part, known in excluded) else found

    def _find(self, clause: str, sides: tuple[tuple[Part, Words], ...], check: Check) -> Span | None:
        if len(sides) == 1:
            [(part, words)] = sides
            if words is not None and part.simple and len(part.steps) == 1:  # the commonest: nothing is searched for
                return next((span for span in words if not check(clause, *span, ())), None)
            each = part.places(clause, words)
            return next(((one.start, one.end) for one in each if not check(clause, *one)), None)
        places = [place for part, known in sides if (place := _first(clause, part, known))]
        if len(places) < len(sides):
            return None
        first = min(places, key=lambda place: place.start)
        return None if check(clause, *first) else (first.start, max(place.end for place in places))

    def found(self, clause: str) -> bool:
        """Return whether the pattern occurs, denied or not (for vetoes)."""
        return all(part.stands(clause) for part in self.parts) and not any(part.stands(clause) for part in self.without)


def rule(text: str, *, lists: Lists, topic: str = "") -> Rule:
    """Return a pattern compiled.

    Raises
    ------
    CodebookError
        If the pattern has an empty part or names a list that the codebook lacks; names the topic and the pattern.
    """
    pattern, *nowhere = re.split(r"\s--\s", fold(text).removeprefix(_VETO).removeprefix(WEAK).strip())
    wanted, *excluded = re.split(r"\s-\s", pattern)
    try:
        parts, without, elsewhere = (
            tuple(_part(side, lists) for side in sides) for sides in (re.split(r"\s\+\s", wanted), excluded, nowhere)
        )
        return Rule(text, parts, without, elsewhere)
    except KeyError as error:
        message = _("Mönstret använder listan {name}, som inte finns i kodboken.").format(name=error.args[0])
        raise CodebookError(message, column=topic, value=text, advice=_("Lägg till listan under lists.")) from error
    except ValueError as error:
        raise CodebookError(_("Mönstret har en tom del."), column=topic, value=text, advice=_empty(text)) from error


def _empty(text: str) -> str:
    """Return which part of a pattern has no word, and what to do about it."""
    parts = _SIGN.split(text.removeprefix(_VETO).removeprefix(WEAK))
    place = next((n for n, part in enumerate(parts, start=1) if not re.search(r"\w", part)), len(parts))
    told = _(
        "Del {place} av {n} har inget ord. Skriv ett ord på båda sidor om +, .., -, -- och |, eller ta bort tecknet."
    )
    return told.format(place=place, n=len(parts))


def _first(clause: str, part: Part, words: Words) -> Place | None:
    return next(part.places(clause, words), None)


def _part(side: str, lists: Lists) -> Part:
    return _compiled(tuple(tuple(_members(step.strip(), lists)) for step in re.split(r"\s\.\.\s", side)))


@lru_cache(maxsize=20_000)
def _compiled(members: tuple[tuple[str, ...], ...]) -> Part:
    """Return a part whose steps have these members; a codebook that is read again has mostly the same."""
    return Part(members)


def _members(step: str, lists: Lists) -> list[str]:
    members: list[str] = []
    for member in step.split("|"):
        members += [fold(word) for word in lists[member[1:]]] if member.startswith("@") else [member.strip()]
    if not all(re.search(r"\w", member) and not _LOOSE.search(member) for member in members):
        raise ValueError(step)
    return members


def _needle(member: str) -> Needle:
    """Return the run of letters that says most about whether a member can occur: the longest that is no small word."""
    run = max(re.finditer(r"(\*?)(\w+)(\*?)", member), key=lambda found: (found[2] not in SMALL, len(found[2])))
    open_before, open_after = bool(run[1]), bool(run[3])
    return Needle(run[2], ("inside" if open_after else "end") if open_before else "start" if open_after else "whole")


def _word(text: str) -> str:
    """Return the expression of one word or phrase; an edge that is no letter or digit needs no word boundary."""
    inner = r"\s+".join(r"\w*".join(re.escape(piece) for piece in word.split("*")) for word in text.split())
    before = r"(?<!\w)" if re.match(r"\w", text) else ""
    after = r"(?!\w)" if re.search(r"\w$", text) else ""
    return before + inner + after
