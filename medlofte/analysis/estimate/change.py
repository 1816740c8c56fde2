"""Change between two years, only where the question is the same; false discoveries controlled."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from medlofte import tables
from medlofte.analysis.estimate.cells import Cells
from medlofte.analysis.estimate.compare import false_discovery
from medlofte.analysis.estimate.shares import shares
from medlofte.codebook import Codebook, Question

Array = NDArray[np.float64]


def changes(before: Cells, after: Cells, *, codebook: Codebook, years: tuple[int, int]) -> pd.DataFrame:
    """Return the change of each choice's total share (``CHANGES``, with the private column ``count``).

    The years are independent samples, so variances add. The q-values are Benjamini & Hochberg's (1995, JRSS B 57) over
    every change of the two years. A question asked in both years is compared only with itself; where another question
    of the same concept was asked the year before, a note says why nothing is compared.

    Parameters
    ----------
    years
        The earlier and the later year.
    """
    asked = {name: _asked(cells) for name, cells in (("before", before), ("after", after))}
    rows, broken = [], []
    for question in codebook.questions:
        if question.name not in asked["after"] or question.role:
            continue
        if question.name in asked["before"]:
            rows.append(_compare(before, after, question))
        elif other := _predecessor(question, codebook, asked["before"]):
            broken.append(_refuse(question, other, years))
    frame = pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=["p"], dtype=float)
    frame["q"] = false_discovery(frame["p"].to_numpy(dtype=float))
    found = pd.concat([frame, *broken], ignore_index=True).assign(year0=years[0], year1=years[1], status=tables.SHOWN)
    wanted = [*tables.CHANGES.names, "count"]
    return found.reindex(columns=wanted).fillna({"note": "", "question": "", "choice": ""})


def _asked(cells: Cells) -> set[str]:
    return {name for name, answers in cells.answers.items() if "answered" in answers.states}


def _compare(before: Cells, after: Cells, question: Question) -> pd.DataFrame:
    old, new = shares(before, question=question), shares(after, question=question)
    difference, se = new["share"] - old["share"], np.hypot(new["se"], old["se"])
    z = ndtri(0.975)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = np.where(se > 0, 2 * ndtr(-np.abs(difference) / se), np.nan)
    return pd.DataFrame({
        "question": question.name, "choice": new["choice"], "difference": difference,
        "low": np.maximum(difference - z * se, -1), "high": np.minimum(difference + z * se, 1), "p": p, "note": "",
        "count": np.minimum(new["count"], old["count"]),
    })  # fmt: skip


def _predecessor(question: Question, codebook: Codebook, names: set[str]) -> Question | None:
    same = (q for q in codebook.questions if q.concept and q.concept == question.concept and q.name in names)
    return next(same, None)


def _refuse(question: Question, other: Question, years: tuple[int, int]) -> pd.DataFrame:
    note = f"Frågan eller svarsalternativen ändrades mellan {years[0]} och {years[1]}; åren jämförs inte."
    names = [choice.name for choice in question.valid]
    return pd.DataFrame({"question": question.name, "choice": names, "note": note})
