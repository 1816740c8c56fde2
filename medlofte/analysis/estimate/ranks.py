"""The order of the topics among residents, and how sure it is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from medlofte import tables
from medlofte.analysis.estimate.caption import captioned
from medlofte.analysis.estimate.cells import Answers, Array, Cells
from medlofte.analysis.estimate.intervals import LEVEL
from medlofte.analysis.estimate.shares import evaluate, known
from medlofte.analysis.estimate.weights import iterate
from medlofte.codebook import Question
from medlofte.errors import EstimateError
from medlofte.language import _

DRAWS, TOP = 2000, 3
_RAKING_ROUNDS = 15


def ranks(cells: Cells, *, question: Question, top: int = TOP, draws: int = DRAWS, seed: int = 1) -> pd.DataFrame:
    """Return each topic's share and rank, P(among the most chosen) and the interval of its rank.

    A topic's share counts those who chose any of its options. The chances come from a bootstrap (Efron 1979, Annals of
    Statistics 7) over cells × chosen sets, calibrated anew in each draw, so that topics chosen together stay together.
    With clusters whole clusters are drawn, within their strata (Rao & Wu 1988, JASA 83, with one unit fewer drawn than
    there are).

    Parameters
    ----------
    top
        How many topics count as the most chosen; ``p_top3`` is the chance to be among them.

    Returns
    -------
    DataFrame
        ``RANKS`` and ``count``, ``n``, ``n_eff``, ``dont_know``, ``rank_low``, ``rank_high``: of 100 draws 95 place the
        topic within these ranks. Topics with the same share in a draw share the best of their places.
    """
    topics = list(dict.fromkeys(choice.topic for choice in question.valid if choice.topic))
    if not topics:
        raise EstimateError(
            _("Frågans svarsalternativ hör inte till några ämnen."),
            value=question.name,
            advice=_("Ange topic vid svarsalternativen i kodboken."),
        )
    few = cells.collapse([], questions=[question.name])
    answers = few.answers_to(question.name)
    picks = topic_picks(answers, question, topics)
    everyone = np.ones((len(answers.n), 1))
    made = evaluate(known(few, answers, chosen=picks, member=everyone))
    place = _places(_bootstrap(few, answers, picks, draws=draws, seed=seed))
    tail = 100 * (1 - LEVEL) / 2
    low, high = np.percentile(place, [tail, 100 - tail], axis=0, method="inverted_cdf")
    figures = {name: made[name] for name in ("share", "low", "high", "n", "n_eff", "count", "dont_know")}
    frame = pd.DataFrame({"topic": topics, "question": question.name, **figures, "p_top3": (place <= top).mean(axis=0),
                          "status": tables.SHOWN,
                          "rank_low": low, "rank_high": high})  # fmt: skip
    frame["rank"] = frame["share"].rank(ascending=False, method="min").astype("Int64")
    ordered = frame[[*tables.RANKS.names, "count", "n", "n_eff", "rank_low", "rank_high", "dont_know"]]
    return captioned(ordered.sort_values("rank", ignore_index=True), cells)


def topic_picks(answers: Answers, question: Question, topics: Sequence[str]) -> Array:
    """Return entries × topics: 1 where the answer holds any option of the topic."""
    names = [choice.name for choice in question.valid]
    owners = np.array([[float(choice.topic == topic) for topic in topics] for choice in question.valid])
    return (answers.chosen(names) @ owners > 0).astype(float)


def _places(drawn: Array) -> Array:
    """Return each topic's place in each draw, 1 the most chosen; equal shares share the best of their places."""
    return 1.0 + (drawn[:, None, :] > drawn[:, :, None] + 1e-12).sum(axis=2)


def _bootstrap(cells: Cells, answers: Answers, picks: Array, *, draws: int, seed: int) -> Array:
    """Return draws × topics of shares."""
    generator = np.random.default_rng(seed)
    drawn = _drawn(cells, answers, draws, generator)
    member = np.zeros((len(answers.n), len(cells.frame)))
    member[np.arange(len(answers.n)), answers.cell] = 1
    base = drawn @ member
    raked = iterate(base, cells.margins, rounds=_RAKING_ROUNDS) if cells.margins else base
    factor = np.divide(raked, base, out=np.zeros_like(base), where=base > 0) @ member.T
    weights = drawn * factor * answers.answered
    total = weights.sum(axis=1, keepdims=True)
    return np.divide(weights @ picks, total, out=np.zeros((draws, picks.shape[1])), where=total > 0)


def _drawn(cells: Cells, answers: Answers, draws: int, generator: np.random.Generator) -> Array:
    """Return draws × entries of base weights: respondents drawn anew within strata, or whole clusters."""
    made = np.zeros((draws, len(answers.n)))
    at = cells.sampling.stratum[answers.cell]
    unit = cells.sampling.unit[answers.cell]
    for stratum in np.unique(at):
        inside = np.flatnonzero(at == stratum)
        if not cells.sampling.clustered:
            n = answers.n[inside]
            made[:, inside] = generator.multinomial(int(n.sum()), n / n.sum(), size=draws) * answers.w[inside] / n
            continue
        units, home = np.unique(unit[inside], return_inverse=True)
        size = len(units)
        times = generator.multinomial(size - 1, np.full(size, 1 / size), size=draws) * size / max(size - 1, 1)
        made[:, inside] = times[:, home] * answers.w[inside]
    return made
