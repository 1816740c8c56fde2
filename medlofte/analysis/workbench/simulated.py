"""Whether the intervals keep what they promise: drawn from made-up populations where the truth is known.

The appendix ``notebooks/bilaga_tackning.ipynb`` shows and explains each trial; no answers of anybody's are used.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from medlofte import style, tables
from medlofte.analysis import estimate
from medlofte.analysis.estimate import intervals
from medlofte.analysis.estimate.small_areas import shrink
from medlofte.analysis.workbench.frames import titled
from medlofte.codebook import Choice, Question
from medlofte.language import N_, _

Draws = np.random.Generator
_CASES = ((10, 0.03), (10, 0.10), (20, 0.10), (50, 0.10), (50, 0.30), (200, 0.03), (200, 0.50))
_ASKED = Question(name="unsafe", label="Unsafe?", type="select_one",
                  choices=(Choice(name="yes", label="Yes"), Choice(name="no", label="No")))  # fmt: skip
_POPULATION = pd.DataFrame({"question": "age", "choice": ["young", "old"], "population": [4000, 6000]})
DIRECT, SHRUNK = N_("Direkt"), N_("Utjämnad")
_KINDS = ("Wald", "Logit", "Korn–Graubard", "Wilson")


def uneven_weights(draws: Draws, *, times: int) -> pd.DataFrame:
    """Return how often each kind of interval covers the true share, for log-normal weights (sigma 0.5).

    Returns
    -------
    DataFrame
        ``n, truth`` and a column of coverage, 0–1, for each of Wald, Logit, Korn–Graubard and Wilson.
    """
    rows = []
    for n, truth in _CASES:
        weight = draws.lognormal(0, 0.5, (times, n))
        answer = draws.random((times, n)) < truth
        share = (weight * answer).sum(axis=1) / weight.sum(axis=1)
        error = np.sqrt((weight**2 * (answer - share[:, None]) ** 2).sum(axis=1) * n / (n - 1)) / weight.sum(axis=1)
        kish = weight.sum(axis=1) ** 2 / (weight**2).sum(axis=1)
        size = intervals.effective_size(share, error, n=np.full(times, n), kish=kish)
        ends = ((share - 1.96 * error, share + 1.96 * error), intervals.log_odds(share, error),
                intervals.korn_graubard(share, size), intervals.wilson(share, size))  # fmt: skip
        rows.append((n, truth, *(((low <= truth) & (truth <= high)).mean() for low, high in ends)))
    return pd.DataFrame(rows, columns=["n", "truth", *_KINDS])


def kinds(found: pd.DataFrame) -> pd.DataFrame:
    """Return the coverage of each kind of interval, to be read."""
    return titled(found, {"n": N_("Antal svar"), "truth": N_("Sann andel")} | dict(zip(_KINDS, _KINDS, strict=True)),
                  index=2, shares=("truth", *_KINDS))  # fmt: skip


def non_response(draws: Draws, *, times: int) -> float:
    """Return how often the interval covers the truth where the young answer less often and the weighing mends it."""
    truth, hits = 0.4 * 0.5 + 0.6 * 0.2, 0
    for _time in range(times):
        age = draws.choice(["young", "old"], 300, p=[0.15, 0.85])
        unsafe = draws.random(300) < np.where(age == "young", 0.5, 0.2)
        answered = draws.random(300) < 0.9
        frame = pd.DataFrame({"age": age, "unsafe": np.where(unsafe, "yes", "no"), "weight": 1.0})
        states = pd.DataFrame({"age": "answered", "unsafe": np.where(answered, "answered", "no_answer")})
        counted = estimate.count(tables.Responses(frame, states), questions=[_ASKED], by=["age"])
        row = _yes(estimate.rake(counted, _POPULATION, variables=["age"]))
        hits += bool(row["low"] <= truth <= row["high"])
    return hits / times


def small_areas(draws: Draws, *, times: int) -> pd.DataFrame:
    """Return the direct and the shrunken estimate of twenty areas: ``kind, error`` (root mean square), ``covered``."""
    ends: dict[str, tuple[Any, Any]]
    errors: dict[str, list[float]] = {DIRECT: [], SHRUNK: []}
    covered: dict[str, list[float]] = {kind: [] for kind in errors}
    for _time in range(times):
        n = draws.integers(8, 120, 20)
        truth = np.clip(draws.normal(0.3, 0.07, 20), 0.02, 0.98)
        share = draws.binomial(n, truth) / n
        made = shrink(pd.DataFrame({"share": share, "se": np.sqrt(share * (1 - share) / (n - 1)), "n": n}))
        ends = {DIRECT: intervals.wilson(share, n.astype(float)), SHRUNK: (made["eb_low"], made["eb_high"])}
        for kind, value in ((DIRECT, share), (SHRUNK, made["eb_share"])):
            low, high = ends[kind]
            errors[kind].append(float(((value - truth) ** 2).mean()))
            covered[kind].append(float(((low <= truth) & (truth <= high)).mean()))
    rows = [(kind, np.mean(errors[kind]) ** 0.5, np.mean(covered[kind])) for kind in errors]
    return pd.DataFrame(rows, columns=["kind", "error", "covered"])


def areas(found: pd.DataFrame) -> pd.DataFrame:
    """Return both estimates, to be read."""
    headings = {"kind": N_("Skattning"), "error": N_("Medelfel (rot)"), "covered": N_("Täckning")}
    return titled(found.assign(kind=found["kind"].map(_)), headings, shares=("covered",), decimals={"error": 3})


def self_selected(draws: Draws, *, times: int, truth: float = 0.28) -> tuple[float, float]:
    """Return the mean share, and how often its interval covers the truth, where the worried answer more readily."""
    hits, shares = 0, []
    for _time in range(times):
        worried = draws.random(13_000) < truth
        answers = draws.random(13_000) < np.where(worried, 1.4, 1.0) * 600 / (13_000 * (1 + 0.4 * truth))
        frame = pd.DataFrame({"unsafe": np.where(worried[answers], "yes", "no"), "weight": 1.0})
        states = pd.DataFrame({"unsafe": "answered"}, index=frame.index)
        row = _yes(estimate.count(tables.Responses(frame, states), questions=[_ASKED], by=[]))
        hits += bool(row["low"] <= truth <= row["high"])
        shares.append(float(row["share"]))
    return float(np.mean(shares)), hits / times


def covering(share: float, *, times: int) -> str:
    """Return how many of the intervals cover the truth."""
    return _("Så många av {times} intervall täcker sanningen: {share}.").format(
        times=style.number(times), share=style.percent(share, 1)
    )


def skewed(mean: float, covered: float, *, truth: float = 0.28) -> str:
    """Return how far from the truth a self-selected sample comes."""
    return _("Sant: {truth}. Skattat i snitt: {mean}. Så många intervall täcker sanningen: {covered}.").format(
        truth=style.percent(truth), mean=style.percent(mean, 1), covered=style.percent(covered)
    )


def _yes(cells: estimate.Cells) -> Any:
    return estimate.shares(cells, question=_ASKED).set_index("choice").loc["yes"]
