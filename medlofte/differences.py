"""Differences between shares, tested the same way wherever a sentence claims one; standard library only."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

LEVEL = 0.05
# Below this expected number of people in any of the four corners the normal approximation is not used (Cochran 1954).
ENOUGH = 5


def difference(share1: float, *, n1: float, share2: float, n2: float) -> tuple[float, float, float]:
    """Return share1 − share2 with its 95 % interval: Newcombe's hybrid score interval on effective sample sizes.

    Newcombe (1998), "Interval estimation for the difference between independent proportions", method 10.
    """
    z = NormalDist().inv_cdf(1 - LEVEL / 2)
    (low1, high1), (low2, high2) = _wilson(share1, n1, z), _wilson(share2, n2, z)
    gap = share1 - share2
    return gap, gap - math.hypot(share1 - low1, high2 - share2), gap + math.hypot(high1 - share1, share2 - low2)


def two_shares(share1: float, *, n1: float, share2: float, n2: float) -> float:
    """Return the two-sided p-value of equal shares: Pearson's chi-squared test on effective sample sizes.

    Effective sizes make it Rao & Scott's first-order test (1981, Journal of the American Statistical Association 76).
    NaN where fewer than five are expected to choose, or not to choose, the answer in either group.
    """
    pooled = (share1 * n1 + share2 * n2) / (n1 + n2)
    if min(n1, n2) * min(pooled, 1 - pooled) < ENOUGH:
        return math.nan
    z = (share1 - share2) / math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    return 2 * NormalDist().cdf(-abs(z))


def false_discovery(p: Sequence[float]) -> list[float]:
    """Return Benjamini & Hochberg's (1995, JRSS B 57) adjusted p-values, in the order given; NaN stays NaN."""
    known = sorted((value, order) for order, value in enumerate(p) if not math.isnan(value))
    found, least = [math.nan] * len(p), 1.0
    for place in range(len(known), 0, -1):
        value, order = known[place - 1]
        least = min(least, value * len(known) / place)
        found[order] = least
    return found


def _wilson(share: float, n: float, z: float) -> tuple[float, float]:
    middle = share + z * z / (2 * n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)
