"""How alike two people code: Krippendorff's alpha per topic and for sets of topics, with bootstrap intervals.

Sources: Krippendorff, *Content Analysis* (2004), ch. 11, the coincidence-matrix form with missing values; for sets
the MASI distance of Passonneau (2006), *Measuring agreement on set-valued items*. Rules of thumb (Krippendorff 2004,
p. 241): rely on alpha of .800 or more, draw tentative conclusions from .667, discard what lies below.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
import pandas as pd

from medlofte.analysis.coding import ledger
from medlofte.analysis.coding.ledger import Decision
from medlofte.language import N_, _

RELIABLE, TENTATIVE = 0.8, 2 / 3
NOT_DOUBLE_CODED = N_("ej dubbelkodad")
Distance = Callable[[Hashable, Hashable], float]
Answer = tuple[str, str]


@dataclass(frozen=True)
class Agreement:
    """Alpha with its interval (nan where it cannot be told) and the number of answers that two people coded."""

    alpha: float
    low: float
    high: float
    n: int


def nominal(a: Hashable, b: Hashable) -> float:
    """Return 0 for the same value, else 1."""
    return float(a != b)


def masi(a: Hashable, b: Hashable) -> float:
    """Return the MASI distance between two frozen sets, 0–1: one less Jaccard times how one set lies in the other."""
    assert isinstance(a, frozenset)  # noqa: S101
    assert isinstance(b, frozenset)  # noqa: S101
    if a == b:
        return 0.0
    common, all_ = len(a & b), len(a | b)
    monotone = 2 / 3 if common in (len(a), len(b)) else 1 / 3
    return 1 - common / all_ * monotone if common else 1.0


def alpha(units: Sequence[Sequence[Hashable]], *, distance: Distance = nominal) -> float:
    """Return Krippendorff's alpha; nan if no two values can be compared or all are the same.

    Parameters
    ----------
    units
        One sequence per answer with the coders' values; leave out a value that is missing.
    distance
        Between two values, 0–1 (squared already, as Krippendorff's delta).
    """
    paired = [unit for unit in units if len(unit) > 1]
    values = sorted({value for unit in paired for value in unit}, key=repr)
    return _alpha(_coincidences(paired, values).sum(axis=0), _distances(values, distance)) if paired else np.nan


def interval(
    units: Sequence[Sequence[Hashable]], *, distance: Distance = nominal, seed: int = 1, draws: int = 1000
) -> Agreement:
    """Return alpha with a 95 % percentile interval from drawing answers anew."""
    paired = [unit for unit in units if len(unit) > 1]
    if not paired:
        return Agreement(np.nan, np.nan, np.nan, 0)
    values = sorted({value for unit in paired for value in unit}, key=repr)
    each, far = _coincidences(paired, values), _distances(values, distance)
    chosen = np.random.default_rng(seed).multinomial(len(paired), np.full(len(paired), 1 / len(paired)), size=draws)
    drawn = [_alpha(np.tensordot(times, each, axes=1), far) for times in chosen]
    known = np.array([one for one in drawn if not np.isnan(one)])
    low, high = np.percentile(known, [2.5, 97.5]) if len(known) else (np.nan, np.nan)
    return Agreement(_alpha(each.sum(axis=0), far), float(low), float(high), len(paired))


def coded_sets(decisions: Iterable[Decision]) -> dict[str, dict[Answer, frozenset[str]]]:
    """Return coder → answer → the topics that this coder accepted; an answer that was read and got none is empty."""
    found: dict[str, dict[Answer, set[str]]] = {}
    for decision in ledger.live(decisions):
        if decision.verdict not in ("accept", "reject"):
            continue
        topics = found.setdefault(decision.coder, {}).setdefault((decision.respondent, decision.question), set())
        if decision.verdict == "accept" and decision.topic:
            topics.add(decision.topic)
        else:
            topics.discard(decision.topic)
    return {coder: {answer: frozenset(t) for answer, t in answers.items()} for coder, answers in found.items()}


def agreement(
    sets: Mapping[str, Mapping[Answer, frozenset[str]]], *, topics: Iterable[str], seed: int = 1
) -> pd.DataFrame:
    """Return topic, alpha, low, high, n and a word of judgement; the first row (topic empty) is for the whole sets.

    Parameters
    ----------
    sets
        Coder → answer → topics, as :func:`coded_sets` gives them; answers that one coder only has coded say nothing.
    """
    both = _units(sets)
    rows = [("", interval(both, distance=masi, seed=seed))]
    rows += [(topic, interval([[topic in one for one in unit] for unit in both], seed=seed)) for topic in topics]
    columns = ["topic", "alpha", "low", "high", "n", "judgement"]
    return pd.DataFrame([(t, a.alpha, a.low, a.high, a.n, judgement(a)) for t, a in rows], columns=columns)


def judgement(found: Agreement) -> str:
    """Return what the figure is worth, in words."""
    if not found.n:
        return _(NOT_DOUBLE_CODED)
    if np.isnan(found.alpha):
        return _("går inte att avgöra")
    return (
        _("pålitlig") if found.alpha >= RELIABLE else _("preliminär") if found.alpha >= TENTATIVE else _("för osäker")
    )


def disagreements(sets: Mapping[str, Mapping[Answer, frozenset[str]]]) -> pd.DataFrame:
    """Return respondent, question and, per coder, the topics: the answers that two people coded otherwise."""
    coders = sorted(sets)
    shared = sorted({answer for one in sets.values() for answer in one})
    rows = []
    for answer in shared:
        given = {coder: sets[coder][answer] for coder in coders if answer in sets[coder]}
        if len(set(given.values())) > 1:
            rows.append((*answer, *("|".join(sorted(given[c])) if c in given else "" for c in coders)))
    return pd.DataFrame(rows, columns=["respondent", "question", *coders])


def sample(answers: Sequence[Answer], *, share: float = 0.2, least: int = 100, seed: int = 1) -> list[Answer]:
    """Return a random sample for a second coder: ``share`` of the answers, but at least ``least``, in random order.

    Each answer has its own lot, so that one that is flagged or deleted meanwhile changes nothing for the others.
    """
    n = min(len(answers), max(least, round(share * len(answers))))
    return sorted(answers, key=lambda answer: hashlib.sha256(f"{seed}\n{answer[0]}\n{answer[1]}".encode()).digest())[:n]


def drawn(answers: pd.DataFrame, *, share: float = 0.2, least: int = 100, seed: int = 1) -> pd.DataFrame:
    """Return the rows of ``answers`` (respondent, question, text …) that ``sample`` draws, in its order."""
    pairs = list(zip(answers["respondent"], answers["question"], strict=True))
    place = {pair: i for i, pair in reversed(list(enumerate(pairs)))}
    return answers.iloc[[place[pair] for pair in sample(pairs, share=share, least=least, seed=seed)]]


def _units(sets: Mapping[str, Mapping[Answer, frozenset[str]]]) -> list[list[frozenset[str]]]:
    answers = sorted({answer for one in sets.values() for answer in one})
    return [[one[answer] for one in sets.values() if answer in one] for answer in answers]


def _coincidences(units: Sequence[Sequence[Hashable]], values: Sequence[Hashable]) -> np.ndarray:
    """Return unit × value × value: each ordered pair of values within a unit counts 1 / (number of values - 1)."""
    place = {value: i for i, value in enumerate(values)}
    counts = np.zeros((len(units), len(values), len(values)))
    for u, unit in enumerate(units):
        for a, b in permutations(unit, 2):
            counts[u, place[a], place[b]] += 1 / (len(unit) - 1)
    return counts


def _distances(values: Sequence[Hashable], distance: Distance) -> np.ndarray:
    return np.array([[distance(a, b) for b in values] for a in values])


def _alpha(coincidences: np.ndarray, far: np.ndarray) -> float:
    totals = coincidences.sum(axis=1)
    n = totals.sum()
    expected = (np.outer(totals, totals) * far).sum()
    return float(1 - (n - 1) * (coincidences * far).sum() / expected) if expected else np.nan
