"""Answers that a responsible officer should see: accusations against somebody, and cries for help.

They are found here, by form and words (:mod:`.pleas`) and by likeness (:mod:`.alarm`), and wait: until a person has
read one it is in no count, no suggestion and no quote. Who reads it either flags it for the officer (``flag`` in the
ledger), and it stays outside, or decides its topics, and it counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import pandas as pd

from medlofte.analysis import going
from medlofte.analysis.coding import alarm, ledger, pleas
from medlofte.analysis.coding.clauses import fold
from medlofte.analysis.coding.patterns import Coder, portions
from medlofte.analysis.coding.personal import find
from medlofte.analysis.coding.weight import Match
from medlofte.codebook import Codebook
from medlofte.language import N_

ACCUSATION, HELP = N_("anklagelse"), N_("rop på hjälp")
_WHO = frozenset({"namn", "konto_namn", "bilnummer", "adress", "personnummer", "samordningsnummer"})
# "Utanför Storgatan 4": a place, and nobody who lives there.
_BESIDE = re.compile(r"(?:utanför|vid|framför|förbi|nära|mittemot|utmed|längs|kring|runt)\s+$", re.IGNORECASE)


def attention(
    text: str, *, matches: Iterable[Match], codebook: Codebook, places: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """Return why an answer may need a responsible officer: ``ACCUSATION``, ``HELP``, both or nothing.

    Parameters
    ----------
    text, matches
        The answer and its evidence. A topic of kind harm beside a name, a plate or the address of a home is an
        accusation; so is somebody pointed out without a name ("min granne", "chefen för …") who does what is a crime.
    """
    return each([text], evidence=[tuple(matches)], codebook=codebook, places=places)[0]


def each(
    texts: Sequence[str], *, evidence: Sequence[Iterable[Match]], codebook: Codebook,
    places: frozenset[str] = frozenset(),
) -> list[tuple[str, ...]]:  # fmt: skip
    """Return the same for each text; faster than one by one."""
    harms = {topic.id for topic in codebook.topics if topic.kind == "harm"}
    folded = list(map(fold, texts))
    likely = alarm.scores(folded) >= alarm.ENOUGH
    told: list[tuple[str, ...]] = []
    for text, low, matches, (asks, accuses) in zip(texts, folded, evidence, likely, strict=True):
        bad = any(match.topic in harms for match in matches) or pleas.tells_of_a_deed(low)
        accused = accuses or pleas.points_out(low) or (bad and named(text, places=places))
        found = ((ACCUSATION, accused), (HELP, asks or (alarm.speaks(low) and pleas.cries(low))))
        told.append(tuple(reason for reason, holds in found if holds))
    return told


@lru_cache(maxsize=1_000)  # asked before an answer is coded, and again when its evidence is known
def named(text: str, *, places: frozenset[str] = frozenset()) -> bool:
    """Return whether a text points at somebody by name, number, plate or the address of a home."""
    return any(
        span.kind in _WHO and not (span.kind == "adress" and _BESIDE.search(text, 0, span.start))
        for span in find(text, places=places)
    )


def needing(
    answers: pd.DataFrame, *, coder: Coder, places: frozenset[str] = frozenset()
) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return (respondent, question) → why, for the answers that may need a responsible officer.

    ``answers`` has respondent, question and text. Only those that point at somebody are coded, so this is cheap.
    """
    texts = list(dict.fromkeys(answers["text"].astype(str)))
    why: dict[str, tuple[str, ...]] = {}
    for some in portions(texts):
        going.on()
        suspected = [text for text in some if named(text, places=places)]
        coded = dict(zip(suspected, coder.code_all(suspected, processes=1), strict=True))
        evidence = [coded.get(text, ()) for text in some]
        why |= zip(some, each(some, evidence=evidence, codebook=coder.codebook, places=places), strict=True)
    rows = (answers[name].astype(str) for name in ("respondent", "question", "text"))
    return {(respondent, question): why[text] for respondent, question, text in zip(*rows, strict=True) if why[text]}


def waiting(
    found: Mapping[tuple[str, str], tuple[str, ...]], decisions: Iterable[ledger.Decision]
) -> frozenset[tuple[str, str]]:
    """Return those of :func:`needing` that nobody has read: kept out of all counts until somebody has."""
    decisions = tuple(decisions)
    return frozenset(found) - ledger.reviewed(decisions) - ledger.outside(decisions)
