"""The order of the topics among residents, and how sure it is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from medlofte import tables
from medlofte.analysis.estimate.cells import Answers, Cells
from medlofte.analysis.estimate.intervals import effective_size, wilson
from medlofte.analysis.estimate.shares import chosen, linear
from medlofte.analysis.estimate.weights import iterate
from medlofte.codebook import Question

Array = NDArray[np.float64]
DRAWS, TOP = 2000, 3
_RAKING_ROUNDS = 15


def ranks(
    cells: Cells,
    *,
    question: Question,
    groups: Sequence[tuple[Array, Array]] = (),
    draws: int = DRAWS,
    seed: int = 1,
) -> pd.DataFrame:
    """Return each topic's share, rank and P(among the three most chosen) (``RANKS``, with ``count, n, n_eff``).

    A topic's share counts those who chose any of its options. The chances come from a bootstrap (Efron 1979, Annals of
    Statistics 7) over cells × chosen sets, raked anew in each draw, so that topics chosen together stay together.

    Parameters
    ----------
    groups
        The raking's indicator matrices and targets (``weights.memberships``); none leaves base weights as they are.
    """
    answers = cells.answers[question.name]
    topics = list(dict.fromkeys(choice.topic for choice in question.valid if choice.topic))
    picks = topic_picks(answers, question, topics)
    made = linear(cells, answers, chosen=picks, member=np.ones((len(answers.n), 1)))
    share, n = made.share[0], np.full(len(topics), made.n[0])
    size = effective_size(share, made.se[0], n=n, kish=np.full(len(topics), made.kish[0]))
    low, high = wilson(share, size)
    drawn = _bootstrap(cells, answers, picks, groups=groups, draws=draws, seed=seed)
    place = (-drawn).argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
    frame = pd.DataFrame({"topic": topics, "question": question.name, "share": share, "low": low, "high": high,
                          "p_top3": (place < TOP).mean(axis=0), "status": tables.SHOWN, "count": made.count[0],
                          "n": n, "n_eff": size})  # fmt: skip
    frame["rank"] = frame["share"].rank(ascending=False, method="min").astype("Int64")
    return frame[[*tables.RANKS.names, "count", "n", "n_eff"]].sort_values("rank", ignore_index=True)


def topic_picks(answers: Answers, question: Question, topics: Sequence[str]) -> Array:
    """Return entries × topics: 1 where the answer holds any option of the topic."""
    names = [choice.name for choice in question.valid]
    owners = np.array([[float(choice.topic == topic) for topic in topics] for choice in question.valid])
    return (chosen(answers, names) @ owners > 0).astype(float)


def _bootstrap(
    cells: Cells, answers: Answers, picks: Array, *, groups: Sequence[tuple[Array, Array]], draws: int, seed: int
) -> Array:
    """Return draws × topics of shares."""
    generator = np.random.default_rng(seed)
    n = answers.n.sum()
    drawn = generator.multinomial(int(n), answers.n / n, size=draws) * (answers.w / answers.n)
    member = np.zeros((len(answers.n), len(cells.frame)))
    member[np.arange(len(answers.n)), answers.cell] = 1
    base = drawn @ member
    raked = iterate(base, groups, rounds=_RAKING_ROUNDS) if groups else base
    factor = np.divide(raked, base, out=np.zeros_like(base), where=base > 0) @ member.T
    weights = drawn * factor * (answers.state == "answered")
    total = weights.sum(axis=1, keepdims=True)
    return np.divide(weights @ picks, total, out=np.zeros((draws, picks.shape[1])), where=total > 0)
