"""Means of rating scales, totals and ratios, with their linearised standard errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from medlofte.analysis.estimate.caption import captioned
from medlofte.analysis.estimate.cells import Answers, Array, Cells
from medlofte.analysis.estimate.intervals import quantile
from medlofte.analysis.estimate.linear import Linear, ratios, totals
from medlofte.analysis.estimate.shares import Domains, base
from medlofte.codebook import Question
from medlofte.errors import EstimateError
from medlofte.language import _


def scale(question: Question) -> dict[str, float]:
    """Return each choice's number: the one it is named or labelled with (``0``–``10``); don't know has none.

    Raises
    ------
    EstimateError
        If a choice has no number. Then say with ``values`` what each choice counts as.
    """
    found = {choice.name: _number(choice.name, choice.label, *choice.also) for choice in question.valid}
    lacking = [name for name, number in found.items() if number is None]
    if lacking or not found:
        raise EstimateError(
            _("Svarsalternativen i frågan {question} har inga tal.").format(question=question.name),
            value=", ".join(lacking[:3]),
            advice=_("Ange vad varje svar räknas som (values), eller använd andelar."),
        )
    return {name: number for name, number in found.items() if number is not None}


def means(
    cells: Cells, *, question: Question, by: Sequence[str] = (), values: Mapping[str, float] | None = None
) -> pd.DataFrame:
    """Return the mean of a rating scale among those who gave a number, per group.

    Σ w·y / Σ w with its linearised standard error and an interval of Student's t. *Don't know* is never in the mean;
    its share stands beside it.

    Parameters
    ----------
    by
        Grouping variables, all among ``cells.by``.
    values
        Choice → number; :func:`scale` of the question unless given. For a question without choices every answer is its
        own number.

    Returns
    -------
    DataFrame
        ``question, by1, group1, by2, group2, mean, low, high, n, dont_know, se, df``.
    """
    few = cells.collapse(by, questions=[question.name])
    answers = few.answers_to(question.name)
    score, known = answers.scores(numeric(question, answers, values))
    domains = Domains.of(few, by)
    made = ratios(few, answers, top=score[:, None], bottom=known[:, None], member=domains.member(answers))
    return captioned(_table(made, domains, known, question, name="mean"), cells)


def amounts(
    cells: Cells, *, question: Question, by: Sequence[str] = (), values: Mapping[str, float] | None = None
) -> pd.DataFrame:
    """Return the total of a numeric question, Σ w·y, per group; parameters and columns as in :func:`means`.

    A total means something only where the weights add up to the population (``rake(…, total=…)``), and those who did
    not answer count as nothing.
    """
    few = cells.collapse(by, questions=[question.name])
    answers = few.answers_to(question.name)
    score, known = answers.scores(numeric(question, answers, values))
    domains = Domains.of(few, by)
    made = totals(few, answers, top=score[:, None], member=domains.member(answers))
    return captioned(_table(made, domains, known, question, name="total"), cells)


def counts(cells: Cells, *, question: Question, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return how many of the population each choice stands for, Σ w of those who chose it, per group.

    Columns as in :func:`means`, with ``choice`` and ``total``.
    """
    few = cells.collapse(by, questions=[question.name])
    answers = few.answers_to(question.name)
    names = [choice.name for choice in question.valid]
    domains = Domains.of(few, by)
    made = totals(few, answers, top=answers.chosen(names) * answers.answered[:, None], member=domains.member(answers))
    table = _table(made, domains, answers.answered, question, name="total", names=names)
    return captioned(table, cells)


def ratio(cells: Cells, *, question: Question, over: str, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return the ratio of two numeric questions' totals, Σ w·y / Σ w·x, among those who answered both, per group.

    Parameters
    ----------
    question, over
        The numerator, and the denominator: a numeric variable among ``cells.by``.

    Returns
    -------
    DataFrame
        As :func:`means`, with ``ratio``.
    """
    few = cells.collapse([*by, over], questions=[question.name])
    answers = few.answers_to(question.name)
    score, known = answers.scores(numeric(question, answers, None))
    below = pd.to_numeric(few.frame[over].astype(str), errors="coerce").to_numpy(dtype=float)[answers.cell]
    both = known * ~np.isnan(below)
    bottom = np.nan_to_num(below) * both
    domains = Domains.of(few, by)
    made = ratios(few, answers, top=(score * both)[:, None], bottom=bottom[:, None], member=domains.member(answers))
    return captioned(_table(made, domains, both, question, name="ratio"), cells)


def numeric(question: Question, answers: Answers, values: Mapping[str, float] | None) -> dict[str, float]:
    """Return what each answer counts as: as told, as the choices say, or the answers themselves."""
    if values is not None:
        return dict(values)
    if question.choices:
        return scale(question)
    found = {pattern: _number(pattern) for pattern in answers.patterns}
    return {pattern: number for pattern, number in found.items() if number is not None}


def _number(*texts: str) -> float | None:
    """Return the first text that is, or begins with, a number (``3``, ``10 – mycket trygg``)."""
    for text in texts:
        words = text.replace(",", ".").replace("−", "-").split()
        try:
            return float(words[0]) if words else None
        except ValueError:
            continue
    return None


def _table(
    made: Linear,
    domains: Domains,
    answered: Array,
    question: Question,
    *,
    name: str,
    names: Sequence[str] = ("",),
) -> pd.DataFrame:
    value, se = made.value, made.se
    known = base(made.cells, made.answers, member=domains.member(made.answers), answered=answered)
    df = np.broadcast_to(known["df"][:, None], value.shape)
    half = quantile(df) * se
    figures = {name: value, "low": value - half, "high": value + half}
    figures |= {column: np.broadcast_to(known[column][:, None], value.shape) for column in ("n", "dont_know")}
    figures |= {"se": se, "df": df}
    keys = domains.keys(names)
    if names == ("",):
        del keys["choice"]
    frame = pd.DataFrame({"question": question.name} | keys)
    return frame.assign(**{key: figure.ravel() for key, figure in figures.items()})
