"""What every board and export that rests on free text says beside it: how many answers, and how well they are read.

Nobody should take a count of free text for more than it is: patterns suggested it, a person may or may not have read
it, and two people may or may not agree.
"""

from __future__ import annotations

import pandas as pd

from medlofte import style
from medlofte.edition import Edition
from medlofte.language import _


def line(edition: Edition) -> str:
    """Return the sentence on an edition's free text in its last year, in Swedish; '' where it has none to show.

    Several questions are added up, weighted by their answers; of their alphas the lowest is told.
    """
    frame = edition.table("coverage")
    frame = frame[frame["n"].fillna(0) > 0]
    rows = frame[frame["year"] == frame["year"].max()]
    if rows.empty:
        return ""
    known = rows["alpha"].dropna()
    said = style.free_text(
        int(rows["n"].sum()), reviewed=_mean(rows, "reviewed"), uncoded=1 - _mean(rows, "coded"),
        alpha=None if known.empty else float(known.min()),
    )  # fmt: skip
    waits = _(" Svar som den ansvariga kan behöva läsa räknas inte förrän någon har läst dem.")
    return _("Fritext: {said}.").format(said=said) + (waits if edition.about.get("waiting") else "")


def _mean(rows: pd.DataFrame, name: str) -> float:
    """Return the mean of a share over the answers."""
    weights = rows["n"].astype(float)
    return float((rows[name].fillna(0).astype(float) * weights).sum() / weights.sum())
