"""Change between two years, only where the question is the same; false discoveries controlled."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from medlofte import sentences, tables
from medlofte.analysis.estimate.caption import captioned
from medlofte.analysis.estimate.cells import Cells
from medlofte.analysis.estimate.intervals import difference, two_sided
from medlofte.analysis.estimate.shares import shares
from medlofte.codebook import Codebook, Question
from medlofte.differences import false_discovery
from medlofte.language import _

PRIVATE = ("count", "p", "se", "n0", "n1")


def changes(
    before: Cells, after: Cells, *, codebook: Codebook, years: tuple[int, int], by: Sequence[str] = ()
) -> pd.DataFrame:
    """Return the change of each choice's share (``CHANGES``, with :data:`PRIVATE` and the groups' columns).

    The years are independent samples, so variances add; the p-value is of z = difference/SE, and the q-values are
    Benjamini & Hochberg's (1995, JRSS B 57) over every change of the table. The interval is Newcombe's (1998,
    Statistics in Medicine 17, method 10): the two years' Wilson intervals put together, which stays within −1 … 1.

    A question asked in both years is compared with itself, and two questions of one ``series`` with each other where
    they have the same choices. Otherwise nothing is compared, and a note says why.

    Parameters
    ----------
    years
        The earlier and the later year.
    by
        At most two grouping variables; the total unless given.
    """
    asked = _asked(before), _asked(after)
    rows, broken = [], []
    for question in codebook.questions:
        if question.name not in asked[1] or question.role:
            continue
        other, reason = _before(question, codebook, asked[0], years)
        if other is not None:
            rows.append(_compare(before, after, (other, question), by))
        elif reason:
            names = [choice.name for choice in question.valid]
            broken.append(pd.DataFrame({"question": question.name, "choice": names, "note": reason}))
    frame = pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=["p"], dtype=float)
    frame["q"] = false_discovery(frame["p"].astype(float).tolist())
    found = pd.concat([frame, *broken], ignore_index=True).assign(year0=years[0], year1=years[1], status=tables.SHOWN)
    groups = tables.GROUPING[: 2 * len(by)]
    wanted = [*tables.CHANGES.names, *groups, *PRIVATE]
    empty = dict.fromkeys(("note", "question", "choice", *groups), "")
    return captioned(found.reindex(columns=wanted).fillna(empty), after, *_earlier(before, years))


def _asked(cells: Cells) -> set[str]:
    return {name for name, answers in cells.answers.items() if "answered" in answers.states}


def _before(
    question: Question, codebook: Codebook, asked: set[str], years: tuple[int, int]
) -> tuple[Question | None, str]:
    """Return the question of the earlier year to compare with; None and the reason where there is none."""
    if question.name in asked:
        return question, ""
    earlier = [other for other in codebook.questions if other.name in asked]
    series = [other for other in earlier if question.series and other.series == question.series]
    for other in series:
        changed = {choice.name for choice in other.valid} ^ {choice.name for choice in question.valid}
        if not changed:
            return other, ""
        names = ", ".join(sorted(changed))
        return None, sentences.OPTIONS_CHANGED.format(before=years[0], after=years[1], names=names)
    if any(question.concept and other.concept == question.concept for other in earlier):
        return None, sentences.CHANGED.format(before=years[0], after=years[1])
    return None, ""


def _compare(before: Cells, after: Cells, questions: tuple[Question, Question], by: Sequence[str]) -> pd.DataFrame:
    keys = ["choice", *tables.GROUPING]
    old, new = (shares(cells, question=question, by=by)
                for cells, question in zip((before, after), questions, strict=True))  # fmt: skip
    both = old.merge(new, on=keys, suffixes=("0", "1"))
    share, ends, tops, spread = ((both[f"{name}0"].to_numpy(dtype=float), both[f"{name}1"].to_numpy(dtype=float))
                                 for name in ("share", "low", "high", "se"))  # fmt: skip
    low, high = difference(share, ends, tops)
    apart, se = share[1] - share[0], np.hypot(*spread)
    return both[[*keys, "n0", "n1"]].assign(
        question=questions[1].name, difference=apart, low=low, high=high, p=two_sided(apart, se), se=se,
        note="", count=np.minimum(both["count0"], both["count1"]),
    )  # fmt: skip


def _earlier(before: Cells, years: tuple[int, int]) -> list[str]:
    people = _("År {year}: {n} svarande.").format(year=years[0], n=int(before.n))
    self_selected = _("Det kan vara andra som svarat det senare året.") if before.design == "self-selected" else ""
    return [text for text in (people, self_selected) if text]
