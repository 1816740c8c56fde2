"""Weighted shares with their linearised standard errors, straight from the cell counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from medlofte.analysis.estimate.caption import captioned
from medlofte.analysis.estimate.cells import Answers, Array, Cells, distinct
from medlofte.analysis.estimate.intervals import Method, adjusted_size, effective_size, interval
from medlofte.analysis.estimate.linear import Linear, freedom, ratios
from medlofte.codebook import Question
from medlofte.tables import GROUPING

KNOWN = ("share", "se", "count", "n", "kish", "dont_know", "df", "weight")
FIGURES = ("share", "low", "high", "n", "n_eff", "dont_know", "se", "deff", "kish", "count", "weight")
# Question and grouping variables → choice → the merged choice that is estimated in its place; usually none.
Merging = Callable[[Question, tuple[str, ...]], Mapping[str, str]]


@dataclass(frozen=True)
class Domains:
    """The groups that estimates are made for: their names, and which cells are in each (cells × domains, 0 or 1)."""

    by: tuple[str, ...]
    names: list[tuple[str, ...]]
    inside: Array

    @classmethod
    def of(cls, cells: Cells, by: Sequence[str]) -> Domains:
        """Return every combination of known groups that has respondents, in the groups' order; one without ``by``."""
        if not by:
            return cls((), [()], np.ones((len(cells.frame), 1)))
        codes = np.column_stack([cells.codes(variable) for variable in by])
        first, place = distinct(codes)
        known = (codes[first] >= 0).all(axis=1)
        inside = (place[:, None] == np.flatnonzero(known)[None]).astype(float)
        labels = [cells.frame[variable].astype(object).to_numpy()[first[known]] for variable in by]
        return cls(tuple(by), list(zip(*labels, strict=True)), inside)

    def member(self, answers: Answers) -> Array:
        """Return which entries are in each domain, 0 or 1."""
        return self.inside[answers.cell]

    def keys(self, names: Sequence[str]) -> dict[str, NDArray[np.object_]]:
        """Return the key columns of domains × names, but for the question: ``choice, by1, group1, …``."""
        width = max(len(self.by), 2)
        columns = {"choice": np.array(list(names) * len(self.names), dtype=object)}
        for i in range(width):
            variable = self.by[i] if i < len(self.by) else ""
            groups = [group[i] if variable else "" for group in self.names]
            columns[f"by{i + 1}"] = np.full(len(groups) * len(names), variable, dtype=object)
            columns[f"group{i + 1}"] = np.repeat(np.array(groups, dtype=object), len(names))
        return columns


def base(cells: Cells, answers: Answers, *, member: Array, answered: Array) -> dict[str, Array]:
    """Return each domain's ``n``, Kish's effective n, share of don't know, degrees of freedom and ``weight``.

    Parameters
    ----------
    member, answered
        Entries × domains, who is in each; per entry, 1 where the answer counts.
    """
    factor = cells.factor[answers.cell]
    weight, counted = factor * answers.w, member * answered[:, None]
    total, doubt = weight @ counted, (weight * answers.where("dont_know")) @ member
    with np.errstate(divide="ignore", invalid="ignore"):
        kish = total**2 / ((factor**2 * answers.w2) @ counted)
        dont_know = doubt / (doubt + total)
        # Summed weights on the scale where everybody's mean weight is 1.
        relative = total * (answers.n @ answered) / (weight @ answered)
    return {"n": answers.n @ counted, "kish": kish, "dont_know": dont_know, "df": freedom(cells, answers, counted),
            "weight": relative}  # fmt: skip


def shares(cells: Cells, *, question: Question, by: Sequence[str] = (), method: Method = "wilson") -> pd.DataFrame:
    """Return the share of each choice among those who answered, per group.

    The share is the ratio of weighted totals Σ w·y / Σ w; its variance is the linearised one of ``linear``, with the
    round's strata, clusters and finite populations where it has them, and respondents as drawn with replacement where
    it has not. A question with several choices gives one share per choice, of those who answered it at all.

    Parameters
    ----------
    by
        Grouping variables, all among ``cells.by``; respondents whose group is unknown are in no group.
    method
        How the interval is made (``intervals.interval``).

    Returns
    -------
    DataFrame
        ``question, choice, by1, group1, by2, group2`` (and so on) and :data:`FIGURES`: shares 0–1; ``n`` those who
        answered, unweighted; ``count`` those who gave this answer, unweighted; ``dont_know`` the share of don't know
        among those who answered or did not know; ``deff`` the variance against that of a simple random sample of n;
        ``kish`` the design effect of unequal weights alone; ``weight`` the group's summed weights, where 1 is the mean
        of all who answered. ``attrs`` holds the design and the caption.
    """
    return captioned(tabulate(cells, questions=[question], crossings=[by], method=method), cells)


def _nothing(_question: Question, _by: tuple[str, ...]) -> Mapping[str, str]:
    return {}


def tabulate(
    cells: Cells,
    *,
    questions: Iterable[Question],
    crossings: Iterable[Sequence[str]],
    method: Method = "wilson",
    merging: Merging = _nothing,
) -> pd.DataFrame:
    """Return :func:`shares` of many questions in many crossings, in that order, as one frame.

    ``merging`` says which choices are put together before anything is estimated.
    """
    asked, found = list(questions), [tuple(by) for by in crossings]
    parts = {(question.name, by): part for by in found for question, part in _crossing(cells, asked, by, merging)}
    ordered = [parts[question.name, by] for question in asked for by in found]
    if not ordered:
        return pd.DataFrame(columns=["question", "choice", *GROUPING, *FIGURES])
    names = max((list(part) for part in ordered), key=len)
    columns = {name: np.concatenate([_column(part, name) for part in ordered]) for name in names}
    figures = evaluate(columns, method=method)
    return pd.DataFrame({name: column for name, column in columns.items() if name not in KNOWN} | figures)


def _column(part: dict[str, NDArray[Any]], name: str) -> NDArray[Any]:
    """Return a part's column; grouping variables that it has not are empty."""
    return part[name] if name in part else np.full(len(part["share"]), "", dtype=object)


def _crossing(
    cells: Cells, questions: Sequence[Question], by: tuple[str, ...], merging: Merging
) -> Iterator[tuple[Question, dict[str, NDArray[Any]]]]:
    """Yield each question with its columns in one crossing: the keys and what :func:`evaluate` needs."""
    few = cells.collapse(by, questions=[question.name for question in questions])
    domains = Domains.of(few, by)
    for question in questions:
        answers, valid = few.answers_to(question.name), [choice.name for choice in question.valid]
        merged = merging(question, by)
        into = [merged.get(name, name) for name in valid]
        names = list(dict.fromkeys(into))
        chosen = answers.chosen(valid) @ np.array([[float(one == name) for name in names] for one in into])
        keys = domains.keys(names)
        labelled = {"question": np.full(len(keys["choice"]), question.name, dtype=object)} | keys
        yield question, labelled | known(few, answers, chosen=chosen, member=domains.member(answers))


def known(cells: Cells, answers: Answers, *, chosen: Array, member: Array) -> dict[str, Array]:
    """Return what shares and their intervals are made of (:data:`KNOWN`), flat in the order domains × choices."""
    made = linear(cells, answers, chosen=chosen, member=member)
    width = chosen.shape[1]
    domain = base(cells, answers, member=member, answered=answers.answered)
    count = (member * (answers.n * answers.answered)[:, None]).T @ chosen
    found = {"share": made.value.ravel(), "se": made.se.ravel(), "count": count.ravel()}
    return found | {name: np.repeat(values, width) for name, values in domain.items()}


def linear(cells: Cells, answers: Answers, *, chosen: Array, member: Array) -> Linear:
    """Return the linearised shares of every domain × choice.

    Parameters
    ----------
    chosen, member
        Entries × choices and entries × domains, 0 or 1.
    """
    answered = answers.answered[:, None]
    return ratios(cells, answers, top=chosen * answered, bottom=answered, member=member)


def evaluate(known: Mapping[str, Array], *, method: Method = "wilson") -> dict[str, Array]:
    """Return the figures of shares (:data:`FIGURES`) from what is known of them (:data:`KNOWN`), all flat."""
    share, se, n, kish, df = (known[name] for name in ("share", "se", "n", "kish", "df"))
    size = adjusted_size(effective_size(share, se, n=n, kish=kish), n=n, df=df)
    low, high = interval(share, se, size, method=method, df=df)
    with np.errstate(divide="ignore", invalid="ignore"):
        deff, weights = se**2 * n / (share * (1 - share)), n / kish
    found = {"low": low, "high": high, "n_eff": size, "deff": deff, "kish": weights}
    return {name: found[name] if name in found else known[name] for name in FIGURES}
