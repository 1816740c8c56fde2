"""Coded answers → what may be told of them: mentions per topic, and how much is coded and reviewed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from medlofte import tables
from medlofte.analysis.coding import agreement
from medlofte.analysis.coding.ledger import Decision


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
    answers: pd.DataFrame, *, codes: pd.DataFrame,
    reviewed: frozenset[tuple[str, str]] = frozenset(), decisions: Iterable[Decision] = (),
) -> pd.DataFrame:  # fmt: skip
    """Return, per year and question, the number of free-text answers and how well they are coded (``COVERAGE``).

    Parameters
    ----------
    answers
        One row per answer: respondent, year, question.
    codes, reviewed
        The topics, and the answers that a person has read.
    decisions
        People's decisions, for how much two have coded and how well they agree (alpha with MASI; nan if none).
    """
    coded = set(zip(codes["respondent"], codes["question"], strict=True))
    twice = _coded_twice(decisions)
    pairs = list(zip(answers["respondent"], answers["question"], strict=True))
    sets = [twice.get(pair, ()) for pair in pairs]
    marked = answers[["respondent", "year", "question"]].assign(
        coded=[float(pair in coded) for pair in pairs], reviewed=[float(pair in reviewed) for pair in pairs],
        double_coded=[float(pair in twice) for pair in pairs], sets=pd.Series(sets, index=answers.index, dtype=object),
    )  # fmt: skip
    grouped = marked.groupby(["year", "question"], sort=True)
    frame = grouped.agg(
        n=("respondent", "size"), coded=("coded", "mean"), reviewed=("reviewed", "mean"),
        double_coded=("double_coded", "mean"), alpha=("sets", _alpha),
    ).reset_index()  # fmt: skip
    return tables.COVERAGE.check(frame.assign(uncoded=1 - frame["coded"]))


def _coded_twice(decisions: Iterable[Decision]) -> Mapping[agreement.Answer, tuple[frozenset[str], ...]]:
    """Return the answers that two or more have coded, with each one's topics."""
    found: dict[agreement.Answer, tuple[frozenset[str], ...]] = {}
    for answers in agreement.coded_sets(decisions).values():
        for answer, topics in answers.items():
            found[answer] = (*found.get(answer, ()), topics)
    return {answer: sets for answer, sets in found.items() if len(sets) > 1}


def _alpha(sets: pd.Series) -> float:
    return agreement.alpha(sets.tolist(), distance=agreement.masi)
