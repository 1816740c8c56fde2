"""Compare groups: differences with their covariance, the t-test, and Rao & Scott's chi-square."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.special import fdtrc, stdtr

from medlofte.analysis.estimate.caption import caption, captioned
from medlofte.analysis.estimate.cells import Array, Cells
from medlofte.analysis.estimate.intervals import quantile, two_sided
from medlofte.analysis.estimate.linear import Linear, freedom, ratios
from medlofte.analysis.estimate.numbers import numeric
from medlofte.analysis.estimate.shares import Domains, base, linear
from medlofte.codebook import Question
from medlofte.differences import false_discovery
from medlofte.errors import EstimateError
from medlofte.language import _


@dataclass(frozen=True)
class Outcome:
    """A test's outcome: the statistic, its degrees of freedom (``ndf`` is 1 for t), the p-value, and who it rests on.

    ``estimate`` and ``se`` are the difference and its standard error where there is one.
    """

    statistic: float
    ndf: float
    ddf: float
    p: float
    n: int
    caption: str
    estimate: float = float("nan")
    se: float = float("nan")


def differences(cells: Cells, *, question: Question, by: str, against: str) -> pd.DataFrame:
    """Return, per choice, each group's share less that of one group.

    The variance is of the difference itself, with the groups' covariance (they share clusters and calibration). The
    q-values are Benjamini & Hochberg's (1995, JRSS B 57) over the table's differences.

    Parameters
    ----------
    by, against
        A grouping variable, and the group that the others are compared with.

    Returns
    -------
    DataFrame
        ``question, choice, by1, group1, against, difference, low, high, p, q, n`` (the smaller group's base).
    """
    few = cells.collapse([by], questions=[question.name])
    answers = few.answers_to(question.name)
    domains = Domains.of(few, [by])
    home = _position(domains, by, against)
    names = [choice.name for choice in question.valid]
    made = linear(few, answers, chosen=answers.chosen(names), member=domains.member(answers))
    n = base(few, answers, member=domains.member(answers), answered=answers.answered)["n"]
    others = [i for i in range(len(domains.names)) if i != home]
    contrasts = np.array([np.eye(len(domains.names))[i] - np.eye(len(domains.names))[home] for i in others])
    value, se = contrast(made, np.kron(contrasts, np.eye(len(names))))
    half = quantile(None) * se
    frame = pd.DataFrame(
        {"question": question.name} | replace(domains, names=[domains.names[i] for i in others]).keys(names)
    )
    p = two_sided(value, se)
    return captioned(frame.drop(columns=["by2", "group2"]).assign(
        against=against, difference=value, low=value - half, high=value + half, p=p, q=false_discovery(p.tolist()),
        n=np.repeat([min(n[i], n[home]) for i in others], len(names)),
    ), cells)  # fmt: skip


def t_test(
    cells: Cells, *, question: Question, by: str, groups: tuple[str, str], values: Mapping[str, float] | None = None
) -> Outcome:
    """Return the design-based t-test of the second group's mean against the first's.

    The degrees of freedom are the design's less one, as R's ``svyttest`` has them.
    """
    few = cells.collapse([by], questions=[question.name])
    answers = few.answers_to(question.name)
    score, known = answers.scores(numeric(question, answers, values))
    domains = Domains.of(few, [by])
    pair = [_position(domains, by, group) for group in groups]
    member = domains.member(answers)[:, pair]
    made = ratios(few, answers, top=score[:, None], bottom=known[:, None], member=member)
    [value], [se] = contrast(made, np.array([[-1.0, 1.0]]))
    counted = (member.sum(axis=1) * known)[:, None]
    df = float(freedom(few, answers, counted)[0]) - 1
    statistic = float(value / se) if se > 0 else float("nan")
    return Outcome(statistic, 1, df, float(2 * stdtr(df, -abs(statistic))), int((answers.n @ counted)[0]),
                caption(cells), float(value), float(se))  # fmt: skip


def chi_square(cells: Cells, *, question: Question, by: str) -> Outcome:
    """Return Rao & Scott's (1984, Annals of Statistics 12) test of independence between a question and a group.

    Pearson's X² of the weighted shares, over the trace of the generalised design effects, as F with Satterthwaite's
    degrees of freedom; R's ``svychisq(statistic = "F")``.
    """
    few = cells.collapse([by], questions=[question.name])
    answers = few.answers_to(question.name)
    names = [choice.name for choice in question.valid]
    domains = Domains.of(few, [by])
    chosen = answers.chosen(names) * answers.answered[:, None]
    both = domains.member(answers)[:, :, None] * chosen[:, None, :]
    counted = (both.sum(axis=(1, 2)) > 0).astype(float)[:, None]
    whole = np.ones((len(answers.n), 1))
    made = ratios(few, answers, top=both.reshape(len(answers.n), -1), bottom=counted, member=whole)
    share = made.value.reshape(len(domains.names), len(names))
    rows, columns = share.sum(axis=1) > 0, share.sum(axis=0) > 0
    kept = np.outer(rows, columns).ravel()
    statistic, traces, d0 = _rao_scott(share[rows][:, columns], made.covariance[np.ix_(kept, kept)])
    nu = float(freedom(few, answers, whole)[0])
    return Outcome(statistic / traces, d0, d0 * nu, float(fdtrc(d0, d0 * nu, statistic / traces)),
                int((answers.n @ counted)[0]), caption(cells))  # fmt: skip


def contrast(made: Linear, weights: Array) -> tuple[Array, Array]:
    """Return linear combinations of estimates with their standard errors.

    Parameters
    ----------
    weights
        Combinations × estimates, in the order of ``made.value.ravel()``.
    """
    spread = np.einsum("ij,jk,ik->i", weights, made.covariance, weights)
    return weights @ made.value.ravel(), np.sqrt(np.maximum(spread, 0))


def _rao_scott(share: Array, covariance: Array) -> tuple[float, float, float]:
    """Return X² per respondent, the trace of the generalised design effects per respondent, and Satterthwaite's df."""
    r, c = share.shape
    if min(r, c) < 2:
        raise EstimateError(
            _("Minst två grupper och två svar behövs för ett test av samband."),
            value=f"{r} × {c}",
            advice=_("Välj en annan fråga eller gruppering."),
        )
    expected = np.outer(share.sum(axis=1), share.sum(axis=0))
    statistic = float(((share - expected) ** 2 / expected).sum())
    main = np.column_stack([np.kron(np.eye(r), np.ones((c, 1))), np.kron(np.ones((r, 1)), np.eye(c))])
    both = np.kron(np.eye(r)[:, 1:], np.eye(c)[:, 1:])
    cross = both - main @ np.linalg.lstsq(main, both, rcond=None)[0]
    inverse = np.divide(1, share, out=np.zeros_like(share), where=share > 0).ravel()
    scaled = cross * inverse[:, None]
    delta = np.linalg.solve(cross.T @ scaled, scaled.T @ covariance @ scaled)
    return statistic, float(np.trace(delta)), float(np.trace(delta) ** 2 / np.trace(delta @ delta))


def _position(domains: Domains, by: str, group: str) -> int:
    if (group,) not in domains.names:
        raise EstimateError(
            _("Ingen har svarat i gruppen."),
            column=by,
            value=group,
            advice=_("Välj bland {names}.").format(names=", ".join(name for (name,) in domains.names)),
        )
    return domains.names.index((group,))
