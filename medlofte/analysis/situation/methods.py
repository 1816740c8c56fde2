"""The tests of counts, rates and emphasis: exact where numbers are small, and on the cautious side.

``scipy.special`` only: ``scipy.stats`` takes a second and a half to load.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Set

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr, bdtrc, gammaincinv, ndtri, stdtr

from medlofte.differences import LEVEL

Array = NDArray[np.float64]
SIMULATIONS = 9_999
FEWEST_YEARS = 3


def poisson_interval(count: float) -> tuple[float, float]:
    """Return the exact 95 % interval of a Poisson count's mean (Garwood 1936, Biometrika 28)."""
    low = float(gammaincinv(count, LEVEL / 2)) if count > 0 else 0.0
    return low, float(gammaincinv(count + 1, 1 - LEVEL / 2))


def two_counts(count1: float, *, exposure1: float, count2: float, exposure2: float) -> float:
    """Return the two-sided p-value of equal rates: the exact conditional test.

    Przyborowski & Wilenski (1940), Biometrika 31: given the sum, the first count is binomial. The smaller tail is
    doubled.
    """
    k, n, p = round(count1), round(count1 + count2), exposure1 / (exposure1 + exposure2)
    below = float(bdtr(k, n, p))
    above = float(bdtrc(k - 1, n, p)) if k else 1.0
    return min(1.0, 2 * min(below, above))


def against_past(latest: float, *, earlier: Sequence[float]) -> float:
    """Return the two-sided p-value that the latest year's count is like the earlier years'.

    The larger of two: the exact conditional test, which knows only chance, and a t test with the years' own spread
    (quasi-Poisson; McCullagh & Nelder 1989, section 6.2), so that a register that swings from year to year does not
    call every swing a change. NaN with fewer than three earlier years.
    """
    m = len(earlier)
    mean = sum(earlier) / m if m else 0.0
    if m < FEWEST_YEARS or mean <= 0:
        return math.nan
    chance = two_counts(latest, exposure1=1, count2=sum(earlier), exposure2=m)
    spread = max(1.0, sum((count - mean) ** 2 for count in earlier) / mean / (m - 1))
    return max(chance, _t(latest - mean, math.sqrt(spread * mean * (1 + 1 / m)), m - 1))


def against_others(rate: float, *, others: Sequence[float]) -> float:
    """Return the two-sided p-value that a rate is one of the others' kind: a t test for one new value.

    NaN with fewer than three others, or when they are all alike.
    """
    k = len(others)
    if k < FEWEST_YEARS:
        return math.nan
    mean = sum(others) / k
    spread = math.sqrt(sum((other - mean) ** 2 for other in others) / (k - 1))
    return _t(rate - mean, spread * math.sqrt(1 + 1 / k), k - 1) if spread > 0 else math.nan


def emphasis(
    shares: Mapping[str, tuple[float, float, float]],
    *,
    named: Sequence[Set[str]],
    seed: int,
    simulations: int = SIMULATIONS,
) -> dict[str, tuple[float, float, float, float]]:
    """Return per topic what the actors would name if they weighed the topics as the residents do, and the p-value.

    Monte Carlo test (Barnard 1963; Davison & Hinkley 1997, chapter 4). Each actor keeps its number of topics and draws
    them without replacement, a topic's chance being proportional to the residents' share; the shares are drawn anew
    each time from their intervals, so that the survey's uncertainty counts too.

    Parameters
    ----------
    shares
        Topic → (share, low, high), each 0–1.
    named
        Per actor, the topics it names; those without a share are left out.

    Returns
    -------
    dict
        Topic → (expected number of actors, 2.5 %, 97.5 % of the simulated numbers, two-sided p).
    """
    topics = list(shares)
    sizes = np.array([len(names & set(topics)) for names in named])
    observed = np.array([sum(topic in names for names in named) for topic in topics])
    generator = np.random.default_rng(seed)
    drawn = _drawn(np.array([shares[topic] for topic in topics]), sizes, generator, simulations)
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    tail = np.minimum((drawn <= observed).sum(axis=0), (drawn >= observed).sum(axis=0))
    p = np.minimum(1.0, 2 * (tail + 1) / (simulations + 1))
    columns = zip(topics, drawn.mean(axis=0), low, high, p, strict=True)
    return {topic: (float(a), float(b), float(c), float(d)) for topic, a, b, c, d in columns}


def _drawn(shares: Array, sizes: NDArray[np.int64], generator: np.random.Generator, simulations: int) -> Array:
    """Return simulations × topics: how many actors name each topic.

    The k largest of log share + Gumbel noise are a draw without replacement in proportion to the shares (Yellott 1977,
    Journal of Mathematical Psychology 15).
    """
    share, low, high = np.clip(shares, 1e-4, 1 - 1e-4).T
    middle, ends = np.log(share / (1 - share)), np.log(high / (1 - high)) - np.log(low / (1 - low))
    logit = generator.normal(middle, ends / (2 * ndtri(0.975)), size=(simulations, len(share)))
    weight = -np.log1p(np.exp(-logit))
    counts = np.zeros((simulations, len(share)))
    for size in sizes:
        keys = weight + generator.gumbel(size=weight.shape)
        place = (-keys).argsort(axis=1).argsort(axis=1)
        counts += place < size
    return counts


def _t(distance: float, error: float, freedom: int) -> float:
    return float(2 * stdtr(freedom, -abs(distance) / error))
