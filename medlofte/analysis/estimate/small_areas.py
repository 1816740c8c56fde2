"""Small areas: the direct estimate and an empirical-Bayes one, always side by side."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import ndtri

from medlofte.analysis.estimate.caption import SHRUNK
from medlofte.analysis.estimate.cells import Array
from medlofte.errors import EstimateError
from medlofte.language import _


def shrink(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the areas' direct shares with empirical-Bayes ones beside them.

    Fay & Herriot's (1979, JASA 74) area model with a common mean; the variance between areas by Prasad & Rao's moment
    estimator, and their MSE with the term for its estimation (1990, JASA 85), since the naive one covers too little.

    Parameters
    ----------
    frame
        One row per area: ``share, se, n`` (as ``shares.shares`` gives them), at least three areas.

    Returns
    -------
    DataFrame
        The same rows with ``eb_share, eb_low, eb_high`` (95 %), ``eb_se`` (the root of the MSE) and ``shrinkage`` (0
        keeps the direct estimate). There is no way to get the shrunk ones alone: they are shown beside the direct.

    Raises
    ------
    EstimateError
        If there are fewer than three areas, or one without answers.
    """
    direct = frame["share"].to_numpy(dtype=float)
    if len(direct) < 3:
        raise EstimateError(
            _("Minst tre områden behövs för att jämna ut skattningar."),
            value=len(direct),
            advice=_("Visa de direkta andelarna."),
        )
    if not (frame["n"] > 0).all():
        raise EstimateError(_("Ett område saknar svar."), advice=_("Ta bort området eller slå ihop det med ett annat."))
    pooled = float(np.average(direct, weights=frame["n"]))
    # A smoothed sampling variance: areas where nobody or everybody said so have SE 0 but are not sure.
    design = (frame["se"] ** 2 * frame["n"]).sum() / max((direct * (1 - direct)).sum(), 1e-12)
    sampling = pooled * (1 - pooled) * design / frame["n"].to_numpy(dtype=float)
    between, spread = _between(direct, sampling)
    weight = between / (between + sampling)
    mean = float(np.average(direct, weights=1 / (between + sampling)))
    share = weight * direct + (1 - weight) * mean
    se = np.sqrt(_mse(between, sampling, spread))
    half = ndtri(0.975) * se
    made = frame.assign(eb_share=share, eb_low=np.maximum(share - half, 0), eb_high=np.minimum(share + half, 1),
                        eb_se=se, shrinkage=1 - weight)  # fmt: skip
    made.attrs = frame.attrs | {"caption": f"{frame.attrs.get('caption', '')} {_(SHRUNK)}".strip()}
    return made


def _between(direct: Array, sampling: Array) -> tuple[float, float]:
    """Return the variance between areas and the variance of that estimate (Prasad & Rao 1990)."""
    m = len(direct)
    residual = ((direct - direct.mean()) ** 2).sum()
    between = max((residual - (sampling * (1 - 1 / m)).sum()) / (m - 1), 0.0)
    return between, float(2 * ((between + sampling) ** 2).sum() / m**2)


def _mse(between: float, sampling: Array, spread: float) -> Array:
    """Return g1 + g2 + 2·g3: the Bayes risk, the mean's estimation and the variance's estimation."""
    total = between + sampling
    g1 = between * sampling / total
    g2 = (sampling / total) ** 2 / (1 / total).sum()
    g3 = sampling**2 / total**3 * spread
    return np.asarray(g1 + g2 + 2 * g3)
