"""Personal data in the survey's free text and the walks' protocols: a note per text; the text itself is not told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from medlofte import tables
from medlofte.analysis.coding import ledger
from medlofte.analysis.coding.attention import needing, waiting
from medlofte.analysis.coding.patterns import Coder, free_answers
from medlofte.analysis.coding.personal import KINDS, find
from medlofte.analysis.read.common import NOTE, Notes, Spot
from medlofte.codebook import Codebook
from medlofte.language import _

RULE, OFFICER = "personuppgift", "ansvarig"
# The texts of a walk's protocol that an edition may carry.
PROTOCOL = {"text": "Observation", "action": "Åtgärd", "owner": "Ansvarig"}


def personal_data(responses: tables.Responses, *, codebook: Codebook, places: pd.DataFrame, kommun: str = "") -> Notes:
    """Return a note for every free-text answer that seems to hold personal data: where, and of what kind.

    ``places`` is the round's place list: a place by itself is no personal data.
    """
    known = place_words(places, kommun)
    asked = [question.name for question in codebook.questions if question.type in ("text", "place")]
    message = _("Svaret ser ut att innehålla {kinds}.")
    action = _("stannar hos analytikern; flagga det eller ta bort det vid behov")
    return [
        Spot(file).note(RULE, message.format(kinds=kinds), row=row, column=name, severity=NOTE, action=action)
        for name in asked
        if name in responses.frame.columns
        for file, row, kinds in _telling(responses, name, places=known)
    ]


def for_the_officer(
    responses: tables.Responses, *, codebook: Codebook, places: pd.DataFrame, kommun: str = ""
) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return (respondent, question) → why, for the free-text answers that may be an accusation or a cry for help."""
    answers = free_answers(responses, codebook=codebook)
    return needing(answers, coder=Coder(codebook), places=place_words(places, kommun))


def held_back(
    found: Mapping[tuple[str, str], tuple[str, ...]],
    *,
    responses: tables.Responses,
    decisions: Sequence[ledger.Decision],
) -> Notes:
    """Return a note for every answer that nobody has read and that may need the responsible officer.

    Parameters
    ----------
    found
        As :func:`for_the_officer` returns it.
    decisions
        People's, from the round's ledger.
    """
    rows = zip(*(responses.frame[name] for name in ("respondent", "file", "row")), strict=True)
    where = {str(respondent): (str(file), int(row)) for respondent, file, row in rows} if found else {}
    message = _("Svaret kan behöva den ansvariga ({why}).")
    action = _("räknas inte förrän någon har läst det i bok 2, kön Flagga?")
    return [
        Spot(where[who][0]).note(OFFICER, message.format(why=", ".join(map(_, found[who, question]))),
                                 row=where[who][1], column=question, severity=NOTE, action=action)
        for who, question in sorted(waiting(found, decisions))
    ]  # fmt: skip


def place_words(places: pd.DataFrame, kommun: str) -> frozenset[str]:
    """Return every word of the place list's names and of the kommun's, in lower case."""
    names = [*places["label"], *(alias for aliases in places["aliases"] for alias in aliases.split("|")), kommun]
    return frozenset(part for name in names for part in (name.lower(), *name.lower().split()))


def protocol_data(noted: pd.DataFrame, *, places: pd.DataFrame, kommun: str = "") -> Notes:
    """Return a warning for each text of a safety walk's protocol that seems to hold personal data.

    Parameters
    ----------
    noted
        ``NOTED``.
    """
    known = place_words(places, kommun)
    message, action = _("Texten ser ut att innehålla {kinds}."), _("texten publiceras inte; skriv om den")
    return [
        Spot(str(row["file"])).note(RULE, message.format(kinds=", ".join(kinds)), row=int(row["row"]),
                                    column=PROTOCOL[name], action=action)
        for row in noted.to_dict("records")
        for name in PROTOCOL
        if (kinds := kinds_in(str(row[name]), places=known))
    ]  # fmt: skip


def kinds_in(text: str, *, places: frozenset[str]) -> list[str]:
    """Return what kinds of personal data a text seems to hold, in Swedish."""
    return sorted({KINDS[span.kind] for span in find(text, places=places)})


def _telling(responses: tables.Responses, name: str, *, places: frozenset[str]) -> Iterator[tuple[str, int, str]]:
    """Yield file, row and the kinds of personal data of a question's answers; each distinct text is looked at once."""
    texts = responses.frame[name].astype("category").cat
    kinds = [", ".join(kinds_in(str(text), places=places)) for text in texts.categories]
    telling = np.isin(texts.codes.to_numpy(), np.flatnonzero([bool(kind) for kind in kinds]))
    rows = telling & (responses.states[name] == "answered").to_numpy(dtype=bool)
    for file, row, code in zip(
        *(responses.frame.loc[rows, c] for c in ("file", "row")), texts.codes[rows], strict=True
    ):
        yield str(file), int(row), kinds[code]
