"""Intervals for a share from its effective sample size.

Wilson on the effective sample size is the default: in simulations with weights it covered 93.8–96.5 % where 95 % was
promised, also for small groups and rare answers; Wald covered down to 26 % (``notebooks/bilaga_tackning.ipynb``).
"""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from scipy.special import betaincinv, expit, logit, ndtr, ndtri, stdtrit

from medlofte.analysis.estimate.cells import Array
from medlofte.errors import EstimateError
from medlofte.language import _

Method = Literal["wilson", "korn-graubard", "logit"]
LEVEL = 0.95
_TAIL = (1 - LEVEL) / 2


def interval(
    share: Array, se: Array, n_eff: Array, *, method: Method = "wilson", df: Array | None = None
) -> tuple[Array, Array]:
    """Return the 95 % limits of shares by one of three methods.

    Parameters
    ----------
    share, se, n_eff
        Shares 0–1, their standard errors, effective sample sizes.
    df
        Degrees of freedom for ``logit``; infinite unless given.
    """
    if method not in get_args(Method):
        raise EstimateError(
            _("Okänd intervallmetod."),
            value=method,
            advice=_("Välj {words}.").format(words=", ".join(get_args(Method))),
        )
    if method == "logit":
        return log_odds(share, se, df=df)
    return (wilson if method == "wilson" else korn_graubard)(share, n_eff)


def effective_size(share: Array, se: Array, *, n: Array, kish: Array) -> Array:
    """Return the effective sample size min(n, p(1−p)/SE²); Kish's where the share is 0 or 1 and SE says nothing.

    Korn & Graubard (1998), "Confidence intervals for proportions with small expected number of positive counts
    estimated from survey data", Survey Methodology 24; Kish (1965), Survey Sampling.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        size = np.where((share > 0) & (share < 1) & (se > 0), share * (1 - share) / se**2, kish)
    return np.minimum(size, n)


def adjusted_size(n_eff: Array, *, n: Array, df: Array) -> Array:
    """Return the effective size less what few clusters cost: times (t(n − 1)/t(df))² (Korn & Graubard 1998).

    Nothing changes without strata and clusters, where df is n − 1.
    """
    if not (df < n - 1).any():
        return n_eff
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = stdtrit(np.maximum(n - 1, 1), _TAIL) / stdtrit(np.maximum(df, 1), _TAIL)
    return np.asarray(n_eff * np.where(df < n - 1, ratio, 1.0) ** 2)


def wilson(share: Array, n_eff: Array) -> tuple[Array, Array]:
    """Return Wilson's score interval (Wilson 1927, JASA 22) with the effective sample size in the place of n.

    Parameters
    ----------
    share, n_eff
        Shares, 0–1, and effective sample sizes; undefined (nan) where n_eff is 0.
    """
    z = ndtri((1 + LEVEL) / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = (share + z**2 / (2 * n_eff)) / (1 + z**2 / n_eff)
        half = z / (1 + z**2 / n_eff) * np.sqrt(share * (1 - share) / n_eff + z**2 / (4 * n_eff**2))
    low, high = np.clip(middle - half, 0, 1), np.clip(middle + half, 0, 1)
    return np.where(share <= 0, np.where(np.isnan(low), low, 0.0), low), np.where(share >= 1, 1.0, high)


def korn_graubard(share: Array, n_eff: Array) -> tuple[Array, Array]:
    """Return the Clopper–Pearson interval on the effective sample size (Korn & Graubard 1998): the cautious choice."""
    hits = share * n_eff
    misses = n_eff - hits
    low = np.where(hits <= 0, 0.0, betaincinv(np.maximum(hits, 1e-12), misses + 1, _TAIL))
    high = np.where(misses <= 0, 1.0, betaincinv(hits + 1, np.maximum(misses, 1e-12), 1 - _TAIL))
    return low, high


def difference(share: tuple[Array, Array], low: tuple[Array, Array], high: tuple[Array, Array]) -> tuple[Array, Array]:
    """Return the limits of the second of two independent shares less the first, from each one's own limits.

    Newcombe (1998, Statistics in Medicine 17, 873–890), method 10 where the limits are Wilson's; within −1 … 1.
    """
    apart = share[1] - share[0]
    down = np.hypot(share[1] - low[1], high[0] - share[0])
    return apart - down, apart + np.hypot(high[1] - share[1], share[0] - low[0])


def log_odds(share: Array, se: Array, *, df: Array | None = None) -> tuple[Array, Array]:
    """Return the interval that is symmetric in log odds; undefined (nan) at 0 and 1.

    Parameters
    ----------
    df
        Degrees of freedom of Student's t; infinite unless given.
    """
    half = quantile(df)
    with np.errstate(divide="ignore", invalid="ignore"):
        half = half * se / (share * (1 - share))
        return expit(logit(share) - half), expit(logit(share) + half)


def two_sided(value: Array, se: Array) -> Array:
    """Return the two-sided p-value of z = value/SE; undefined (nan) where SE is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(se > 0, 2 * ndtr(-np.abs(value) / se), np.nan)


def quantile(df: Array | None) -> Array:
    """Return the two-sided critical value of Student's t, or of the normal distribution without df."""
    half = (1 + LEVEL) / 2
    return np.asarray(ndtri(half)) if df is None else np.asarray(stdtrit(np.maximum(df, 1), half))
