"""Coded answers → what may be told of them: mentions per topic, and how much is coded and reviewed."""

from __future__ import annotations

import math

import pandas as pd

from medlofte import tables
from medlofte.style import number, percent


def mentions(codes: pd.DataFrame, *, reviewed: frozenset[tuple[str, str]] = frozenset()) -> pd.DataFrame:
    """Return how many people's answers touch each topic, per year (``MENTIONS``, not yet protected).

    A person who mentions a topic in two questions counts once. ``reviewed`` holds the (respondent, question) that a
    person has read; the share is of the answers behind the row.
    """
    pairs = zip(codes["respondent"], codes["question"], strict=True)
    marked = codes.assign(reviewed=[float(pair in reviewed) for pair in pairs])
    grouped = marked.groupby(["year", "topic"], sort=True)
    frame = grouped.agg(n=("respondent", "nunique"), reviewed=("reviewed", "mean")).reset_index()
    return tables.MENTIONS.check(frame.assign(status=tables.SHOWN))


def coverage(
    answers: pd.DataFrame, *, codes: pd.DataFrame, reviewed: frozenset[tuple[str, str]] = frozenset()
) -> pd.DataFrame:
    """Return, per year and question, the number of free-text answers and the shares coded and reviewed (0–1).

    ``answers`` is one row per answer: respondent, year, question (``COVERAGE``).
    """
    coded = set(zip(codes["respondent"], codes["question"], strict=True))
    pairs = list(zip(answers["respondent"], answers["question"], strict=True))
    marked = answers[["respondent", "year", "question"]].assign(
        coded=[float(pair in coded) for pair in pairs], reviewed=[float(pair in reviewed) for pair in pairs]
    )
    grouped = marked.groupby(["year", "question"], sort=True)
    frame = grouped.agg(n=("respondent", "size"), coded=("coded", "mean"), reviewed=("reviewed", "mean"))
    return tables.COVERAGE.check(frame.reset_index())


def line(n: int, *, reviewed: float, coded: float, alpha: float = math.nan) -> str:
    """Return what every board and export that rests on free text says beside it, in Swedish.

    Parameters
    ----------
    n
        Number of answers.
    reviewed, coded
        Shares, 0–1: read by a person; given at least one topic.
    alpha
        Krippendorff's alpha for the sets of topics; nan if nobody coded twice.
    """
    said = "ej dubbelkodad" if math.isnan(alpha) else f"alfa {number(alpha, 2)}"
    return f"{number(n)} svar, {percent(reviewed)} granskade av en person, {percent(1 - coded)} okodade, {said}"
