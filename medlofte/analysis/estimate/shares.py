"""Weighted shares with their linearised standard errors, straight from the cell counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from medlofte.analysis.estimate.caption import captioned
from medlofte.analysis.estimate.cells import Answers, Cells, distinct
from medlofte.analysis.estimate.intervals import Method, adjusted_size, effective_size, interval
from medlofte.analysis.estimate.linear import Linear, freedom, ratios
from medlofte.codebook import Question

Array = NDArray[np.float64]
GROUPS = ("by1", "group1", "by2", "group2")
FIGURES = ("share", "low", "high", "n", "n_eff", "dont_know", "se", "deff", "kish", "count")


@dataclass(frozen=True)
class Domains:
    """The groups that estimates are made for: their names, and who is in each (entries × domains, 0 or 1)."""

    by: tuple[str, ...]
    names: list[tuple[str, ...]]
    member: Array

    @classmethod
    def of(cls, cells: Cells, answers: Answers, by: Sequence[str]) -> Domains:
        """Return every combination of known groups that has respondents, in the groups' order; one without ``by``."""
        if not by:
            return cls((), [()], np.ones((len(answers.n), 1)))
        codes = np.column_stack([cells.codes(variable) for variable in by])
        first, place = distinct(codes)
        known = (codes[first] >= 0).all(axis=1)
        member = (place[:, None] == np.flatnonzero(known)[None]).astype(float)
        labels = [cells.frame[variable].astype(object).to_numpy()[first[known]] for variable in by]
        return cls(tuple(by), list(zip(*labels, strict=True)), member[answers.cell])

    def base(self, cells: Cells, answers: Answers, answered: Array) -> dict[str, Array]:
        """Return each domain's ``n``, Kish's effective n, share of don't know and degrees of freedom.

        Parameters
        ----------
        answered
            Per entry, 1 where the answer counts.
        """
        weight = cells.factor[answers.cell] * answers.w
        member = self.member * answered[:, None]
        total = weight @ member
        doubt = weight @ (self.member * answers.where("dont_know")[:, None])
        with np.errstate(divide="ignore", invalid="ignore"):
            kish = total**2 / ((cells.factor[answers.cell] ** 2 * answers.w2) @ member)
            dont_know = doubt / (doubt + total)
        return {"n": answers.n @ member, "kish": kish, "dont_know": dont_know, "df": freedom(cells, answers, member)}

    def frame(self, question: str, names: Sequence[str]) -> dict[str, list[str]]:
        """Return the key columns of domains × names."""
        padded = [(*(x for pair in zip(self.by, group, strict=True) for x in pair), "", "", "", "")[: self.width]
                  for group in self.names]  # fmt: skip
        rows = [(question, name, *key) for key, name in product(padded, names)]
        columns = ("question", "choice", *(f"{part}{i}" for i in range(1, self.width // 2 + 1)
                                           for part in ("by", "group")))  # fmt: skip
        return {column: [row[i] for row in rows] for i, column in enumerate(columns)}

    @property
    def width(self) -> int:
        """Return the number of key columns: two for each grouping variable, at least four."""
        return max(2 * len(self.by), 4)


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
        ``kish`` the design effect of unequal weights alone. ``attrs`` holds the design and the caption.
    """
    return captioned(tabulate(cells, questions=[question], crossings=[by], method=method), cells)


def tabulate(
    cells: Cells, *, questions: Iterable[Question], crossings: Iterable[Sequence[str]], method: Method = "wilson"
) -> pd.DataFrame:
    """Return :func:`shares` of many questions in many crossings, in that order, as one frame."""
    parts: list[dict[str, object]] = []
    found = {tuple(by): cells.collapse(by) for by in crossings}
    for question in questions:
        parts += [_columns(few, question, by, method) for by, few in found.items()]
    names = list(dict.fromkeys(name for part in parts for name in part))
    columns = {name: [_column(part, name) for part in parts] for name in names}
    frame = pd.DataFrame({name: np.concatenate(column) for name, column in columns.items()})
    keys = [name for name in names if name.startswith(("question", "choice", "by", "group"))]
    return frame[[*keys, *FIGURES]] if parts else pd.DataFrame(columns=["question", "choice", *GROUPS, *FIGURES])


def _column(part: dict[str, object], name: str) -> NDArray[np.generic]:
    if name in part:
        return np.asarray(part[name], dtype=float if name in FIGURES else object)
    return np.full(len(part["share"]), "", dtype=object)  # type: ignore[arg-type]


def _columns(cells: Cells, question: Question, by: Sequence[str], method: Method) -> dict[str, object]:
    answers = cells.answers_to(question.name)
    names = [choice.name for choice in question.valid]
    domains = Domains.of(cells, answers, by)
    made = linear(cells, answers, chosen=answers.chosen(names), member=domains.member)
    base = domains.base(cells, answers, answers.answered)
    figures = evaluate(made, base, method=method)
    member = domains.member * answers.answered[:, None]
    figures["count"] = (member * answers.n[:, None]).T @ answers.chosen(names)
    return domains.frame(question.name, names) | {name: figures[name].ravel() for name in FIGURES}


def linear(cells: Cells, answers: Answers, *, chosen: Array, member: Array) -> Linear:
    """Return the linearised shares of every domain × choice.

    Parameters
    ----------
    chosen, member
        Entries × choices and entries × domains, 0 or 1.
    """
    answered = answers.answered[:, None]
    return ratios(cells, answers, top=chosen * answered, bottom=answered, member=member)


def evaluate(made: Linear, base: dict[str, Array], *, method: Method) -> dict[str, Array]:
    """Return the figures of shares, each with the shape (domains, choices)."""
    share, se = made.value, made.se
    n, kish, dont_know, df = (np.broadcast_to(base[name][:, None], share.shape)
                              for name in ("n", "kish", "dont_know", "df"))  # fmt: skip
    size = adjusted_size(effective_size(share, se, n=n, kish=kish), n=n, df=df)
    low, high = interval(share, se, size, method=method, df=df)
    with np.errstate(divide="ignore", invalid="ignore"):
        deff = se**2 * n / (share * (1 - share))
        weights = n / kish
    return {"share": share, "low": low, "high": high, "n": n, "n_eff": size, "dont_know": dont_know, "se": se,
            "deff": deff, "kish": weights}  # fmt: skip
