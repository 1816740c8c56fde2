"""Answers that a responsible officer should see: accusations against somebody, and cries for help.

They are suggested here, by form and words; a person decides (``flag`` in the ledger). A flagged answer is kept out of
the statistics and is never quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from medlofte.analysis.coding.clauses import fold
from medlofte.analysis.coding.personal import find
from medlofte.analysis.coding.weight import Match
from medlofte.codebook import Codebook
from medlofte.language import N_

ACCUSATION, HELP = N_("anklagelse"), N_("rop på hjälp")
_WHO = frozenset({"namn", "bilnummer", "adress", "personnummer", "samordningsnummer"})
_NEAR = "man|make|sambo|partner|pojkvän|ex|exman|pappa|styvpappa|bror|son|mamma|fru|flickvän"
_HURTS = "slår|slog|misshandlar|hotar|hotade|våldtar|våldtog|tvingar|låser|sparkar"
_HURT = "slagen|slagna|misshandlad|misshandlade|utnyttjad|utnyttjade|hotad|hotade|våldtagen|förföljd"
_HELP = re.compile(
    "hjälp (?:mig|oss)|(?:vill|orkar) inte leva|tar? livet av|ta mitt liv|självmord|"
    rf"(?:min|mitt) (?:{_NEAR}) (?:\w+ ){{0,2}}(?:{_HURTS})|"
    "(?:slår|misshandlar|hotar|våldtar|förföljer|stalkar) mig|"
    rf"(?:jag|vi) (?:blir|är|blev|har blivit) (?:{_HURT}) (?:av|hemma)|"
    "(?:vågar|törs) inte (?:vara|gå|bo) (?:kvar )?hem(?:ma)?|"
    rf"(?:min|mitt|våra|mina) (?:dotter|son|barn) (?:\w+ ){{0,2}}(?:blir|är|har blivit|blev) (?:{_HURT})"
)


def attention(
    text: str, *, matches: Iterable[Match], codebook: Codebook, places: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """Return why an answer may need a responsible officer: ``ACCUSATION``, ``HELP``, both or nothing.

    Parameters
    ----------
    text, matches
        The answer and its evidence; a topic of kind harm beside a name, a plate or an address is an accusation.
    """
    harms = {topic.id for topic in codebook.topics if topic.kind == "harm"}
    crimes = {match.topic for match in matches} & harms
    accused = bool(crimes) and any(span.kind in _WHO for span in find(text, places=places))
    asked = bool(_HELP.search(fold(text)))
    return tuple(reason for reason, found in ((ACCUSATION, accused), (HELP, asked)) if found)
