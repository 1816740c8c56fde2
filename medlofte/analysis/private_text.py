"""Personal data in the survey's free text: a note per answer that seems to hold some; the text itself is not told."""

from __future__ import annotations

from typing import Any

import pandas as pd

from medlofte import tables
from medlofte.analysis.coding.patterns import free_answers
from medlofte.analysis.coding.personal import KINDS, find
from medlofte.analysis.read.common import NOTE, Spot
from medlofte.codebook import Codebook

RULE = "personuppgift"


def personal_data(
    responses: tables.Responses, *, codebook: Codebook, places: pd.DataFrame, kommun: str = ""
) -> list[dict[str, Any]]:
    """Return a note for every free-text answer that seems to hold personal data: where, and of what kind.

    ``places`` is the round's place list: a place by itself is no personal data.
    """
    names = [*places["label"], *(alias for aliases in places["aliases"] for alias in aliases.split("|")), kommun]
    known = frozenset(part for name in names for part in (name.lower(), *name.lower().split()))
    rows = responses.frame[["respondent", "year", "file", "row"]].to_dict("records")
    where = {(row["respondent"], row["year"]): (str(row["file"]), int(row["row"])) for row in rows}
    notes = []
    seen: dict[str, list[str]] = {}
    for answer in free_answers(responses, codebook=codebook).itertuples(index=False):
        text = str(answer.text)
        if text not in seen:
            seen[text] = sorted({KINDS[span.kind] for span in find(text, places=known)})
        if seen[text]:
            file, row = where[answer.respondent, answer.year]
            said = f"Svaret ser ut att innehålla {', '.join(seen[text])}."
            action = "stannar hos analytikern; flagga det eller ta bort det vid behov"
            spot = Spot(file, "")
            notes.append(spot.note(RULE, said, row=row, column=str(answer.question), severity=NOTE, action=action))
    return notes
