"""The codebook's pattern language → rules.

========================  =============================================================================
``knark*``, ``*stöld*``   a word that begins with, or holds, these letters
``bråk``, ``rött ljus``   exactly this word, or these words side by side
``kör* .. fort``          in this order, at most four words between, in the same clause
``a + b``                 both in the same clause, in any order
``a|b``                   either (in any place above)
``@droger``               any word of the list; in a phrase too: ``efter @krog``
``lang* - sprit*|öl``     the first, unless one of the others stands in the same clause
``a - x|y .. z``          ``a``, unless ``x`` or ``y`` stands before ``z``: ``|`` binds first (:mod:`.slips`)
``slagen -- sambo*``      the first, unless the other stands anywhere in the answer
``bilar ++ förskola*``    the first, if the other stands somewhere in the answer too
``!pattern``              veto: no evidence for the topic in a clause where it matches
``?pattern``              weak: in an answer of some length it counts only with a complaint (:mod:`.weight`)
========================  =============================================================================
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from medlofte.analysis.coding.clauses import fold
from medlofte.analysis.coding.needles import Needle
from medlofte.errors import CodebookError
from medlofte.language import _

Lists = dict[str, tuple[str, ...]]
_SIGN = re.compile(r"(?:(?<=\s)|^)(?:\+\+?|\.\.|--?)(?:(?=\s)|$)|\|")
_LOOSE = re.compile(r"^(?:\+\+?|\.\.|--?)\s|\s(?:\+\+?|\.\.|--?)$")  # a sign with nothing on one side
_BEYOND = re.compile(r"\s(--|\+\+)\s")  # what follows concerns the whole answer
WEAK, VETO = "?", "!"
# Words that stand in most clauses, and so say little about which patterns may be there.
SMALL = frozenset((
    "att", "av", "bara", "blev", "bli", "blir", "bort", "de", "dem", "den", "det", "dig", "dom", "där", "efter",
    "eller", "en", "ens", "er", "ett", "fram", "från", "får", "för", "gör", "ha", "hade", "han", "har", "hit",
    "hon", "här", "i", "in", "ingen", "inget", "inte", "ja", "jag", "just", "kan", "kommer", "kunde", "man", "med",
    "mer", "mig", "mot", "mycket", "många", "mång", "när", "någon", "något", "nån", "nåt", "nu", "och", "också",
    "om", "på", "se", "sig", "sin", "ska", "skulle", "som", "så", "till", "tog", "upp", "ut", "utan", "vad", "var",
    "vara", "vi", "vid", "vill", "än", "är",
))  # fmt: skip
Step = tuple[str, ...]  # members: a word or a phrase, one of which must stand there
Part = tuple[Step, ...]  # steps, in order


@dataclass(frozen=True)
class Rule:
    """One pattern: what must be in a clause and what must not, what no clause may hold, and what some clause must."""

    text: str
    parts: tuple[Part, ...]
    without: tuple[Part, ...] = ()
    nowhere: tuple[Part, ...] = ()
    somewhere: tuple[Part, ...] = ()


def rule(text: str, *, lists: Lists, topic: str = "") -> Rule:
    """Return a pattern compiled.

    Raises
    ------
    CodebookError
        If the pattern has an empty part, names a list that the codebook lacks, or is a veto that asks for something
        in another clause; names the topic and the pattern.
    """
    pattern, *beyond = _BEYOND.split(fold(text).removeprefix(VETO).removeprefix(WEAK).strip())
    wanted, *excluded = re.split(r"\s-\s", pattern)
    sides = {sign: [side for one, side in zip(beyond[::2], beyond[1::2], strict=True) if one == sign]
             for sign in ("--", "++")}  # fmt: skip
    if text.startswith(VETO) and sides["++"]:
        raise CodebookError(_("Ett veto gäller i en sats och kan inte ha ++."), column=topic, value=text,
                            advice=_("Skriv + i stället, eller ta bort !."))  # fmt: skip
    try:
        return Rule(text, *(tuple(_part(side, lists) for side in those)
                            for those in (re.split(r"\s\+\s", wanted), excluded, *sides.values())))  # fmt: skip
    except KeyError as error:
        message = _("Mönstret använder listan {name}, som inte finns i kodboken.").format(name=error.args[0])
        raise CodebookError(message, column=topic, value=text, advice=_("Lägg till listan under lists.")) from error
    except ValueError as error:
        raise CodebookError(_("Mönstret har en tom del."), column=topic, value=text, advice=_empty(text)) from error


def brief(text: str) -> str:
    """Return a pattern to be read beside what it found: what must not be there is left out, and … says so."""
    wanted = re.split(r"\s--?\s", text, maxsplit=1)[0]
    return text if wanted == text else f"{wanted} - …"


def _empty(text: str) -> str:
    """Return which part of a pattern has no word, and what to do about it."""
    parts = _SIGN.split(text.removeprefix(VETO).removeprefix(WEAK))
    place = next((n for n, part in enumerate(parts, start=1) if not re.search(r"\w", part)), len(parts))
    told = _(
        "Del {place} av {n} har inget ord. Skriv ett ord på båda sidor om +, .., -, ++, -- och |, "
        "eller ta bort tecknet."
    )
    return told.format(place=place, n=len(parts))


def _part(side: str, lists: Lists) -> Part:
    return tuple(tuple(_members(step.strip(), lists)) for step in re.split(r"\s\.\.\s", side))


def _members(step: str, lists: Lists) -> list[str]:
    members: list[str] = []
    for member in step.split("|"):
        before, named, name = member.strip().partition("@")
        name, *after = name.split(" ", 1)
        members += [" ".join([before + fold(word), *after]) for word in lists[name]] if named else [before]
    if not all(re.search(r"\w", member) and not _LOOSE.search(member) for member in members):
        raise ValueError(step)
    return members


def needle(member: str) -> Needle:
    """Return the run of letters that says most about whether a member can occur: the longest that is no small word."""
    run = max(re.finditer(r"(\*?)(\w+)(\*?)", member), key=lambda found: (found[2] not in SMALL, len(found[2])))
    open_before, open_after = bool(run[1]), bool(run[3])
    return Needle(run[2], ("inside" if open_after else "end") if open_before else "start" if open_after else "whole")


def is_word(member: str) -> bool:
    """Return whether a member is a single word, whose needle says all."""
    return re.fullmatch(r"\*?\w+\*?", member) is not None


@lru_cache(maxsize=20_000)
def expression(member: str) -> re.Pattern[str]:
    """Return a word or phrase as a regular expression; an edge that is no letter or digit needs no word boundary."""
    inner = r"\s+".join(r"\w*".join(re.escape(piece) for piece in word.split("*")) for word in member.split())
    before = r"(?<!\w)" if re.match(r"\w", member) else ""
    after = r"(?!\w)" if re.search(r"\w$", member) else ""
    return re.compile(before + inner + after)
