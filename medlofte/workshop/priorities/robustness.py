"""How firm the order is when nobody says what weighs most: SMAA over the criteria and over the three perspectives.

R. Lahdelma and P. Salminen, "SMAA-2: Stochastic multicriteria acceptability analysis for group decision making",
Operations Research 49, 2001 (rank acceptability and central weights); the first version is Lahdelma, Hokkanen and
Salminen, European Journal of Operational Research 106, 1998. Every set of weights that sums to 1 is equally likely (a
flat Dirichlet distribution), on each level of the tree:

    the group's answers ── criteria
    the joint picture   ── residents, actors, registers

What is not known is drawn too: an unanswered criterion, or a topic that no register covers, is anything from 0 to 1.
The same seed gives the same figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

DRAWS, SEED = 5000, 2017
PERSPECTIVES = ("residents", "actors", "registers")
_WIDTH = 2 * 1.959964  # a 95 % interval in standard errors


@dataclass(frozen=True)
class Weighed:
    """One part of the analysis.

    Parameters
    ----------
    acceptability
        ``problem, rank, share`` (0–1, of the draws that give this place), ``cumulative`` (this place or better); one
        row per problem and place. Equal scores share the better place.
    central
        Problem × what is weighed: the mean weights of the draws that put the problem first, so those of someone who
        would choose it; problems that are never first are left out.
    """

    acceptability: pd.DataFrame
    central: pd.DataFrame

    def top(self, places: int = 3) -> pd.Series:
        """Return problem → the share of the draws that put it among the first places."""
        rows = self.acceptability[self.acceptability["rank"] == places]
        if rows.empty:  # fewer problems than places
            rows = self.acceptability.drop_duplicates("problem", keep="last")
        return rows.set_index("problem")["cumulative"]


def perspectives(situation: pd.DataFrame, *, problems: Sequence[str]) -> pd.DataFrame:
    """Return what each perspective says of each problem, with its standard error.

    Parameters
    ----------
    situation
        The edition's ``SITUATION``.

    Returns
    -------
    DataFrame
        By problem: ``residents`` (share), ``actors`` (part that names it), ``registers`` (per 100 000 inhabitants),
        missing where the perspective is silent, and ``<name>_se`` (0 where all are counted).
    """
    rows = situation.set_index("topic").reindex(list(problems)).rename_axis("problem")
    rate = rows["register_rate"].fillna(rows["register_per_100k"])
    found = pd.DataFrame({
        "residents": rows["share"], "residents_se": (rows["high"] - rows["low"]) / _WIDTH,
        "actors": rows["actors"] / rows["actors_asked"].where(rows["actors_asked"] > 0), "actors_se": 0.0,
        "registers": rate, "registers_se": (rows["register_high"] - rows["register_low"]) / _WIDTH,
    })  # fmt: skip
    errors = [f"{name}_se" for name in PERSPECTIVES]
    return found.astype(float).fillna(dict.fromkeys(errors, 0.0))


def smaa(board: pd.DataFrame, *, views: pd.DataFrame | None = None, draws: int = DRAWS) -> dict[str, Weighed]:
    """Return the analysis over the criteria, and with ``views`` over the perspectives and over both.

    Parameters
    ----------
    board
        Problems × criteria: the participants' mean points (0–1, missing where nobody has answered).
    views
        From ``perspectives``. Their levels cannot be compared, so each perspective counts by the order it puts the
        problems in: 1 for the first to 0 for the last; in each draw its figures vary by their standard errors.
    """
    rng = np.random.default_rng(SEED)
    names = list(board.columns)
    scores, weights = _criteria(board, draws=draws, rng=rng)
    parts = {"criteria": _weighed(board.index, scores, weights, names)}
    if views is None or board.empty:
        return parts
    seen, shares = _perspectives(views.reindex(board.index), draws=draws, rng=rng)
    parts["perspectives"] = _weighed(board.index, seen, shares, list(PERSPECTIVES))
    balance = rng.random((draws, 1))
    together = np.hstack([balance * weights, (1 - balance) * shares])
    parts["both"] = _weighed(board.index, balance * scores + (1 - balance) * seen, together, [*names, *PERSPECTIVES])
    return parts


def _criteria(board: pd.DataFrame, *, draws: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    weights = rng.dirichlet(np.ones(max(board.shape[1], 1)), size=draws)[:, : board.shape[1]]
    values = board.to_numpy(dtype=float)
    scores = weights @ np.nan_to_num(values).T
    for problem, criterion in np.argwhere(np.isnan(values)):
        scores[:, problem] += weights[:, criterion] * rng.random(draws)
    return scores, weights


def _perspectives(views: pd.DataFrame, *, draws: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    weights = rng.dirichlet(np.ones(len(PERSPECTIVES)), size=draws)
    scores = np.zeros((draws, len(views)))
    for column, name in enumerate(PERSPECTIVES):
        figures = views[name].to_numpy(dtype=float)
        drawn = figures + views[f"{name}_se"].to_numpy(dtype=float) * rng.standard_normal((draws, len(views)))
        last = max(int(np.isfinite(figures).sum()) - 1, 1)
        # How many are ahead; equals share the mean of their places. Missing figures are ahead of nobody.
        level = (drawn[:, :, None] == drawn[:, None, :]).sum(axis=2) - 1
        order = 1 - (_ahead(drawn) + level / 2) / last
        order = np.where(np.isnan(drawn), rng.random(drawn.shape), order)
        scores += weights[:, [column]] * order
    return scores, weights


def _weighed(problems: pd.Index, scores: np.ndarray, weights: np.ndarray, names: list[str]) -> Weighed:
    ranks = _ahead(scores.round(9)) + 1
    places = range(1, len(problems) + 1)
    shares = np.array([(ranks == place).mean(axis=0) for place in places]).T.reshape(len(problems), len(problems))
    index = pd.MultiIndex.from_product([problems, places], names=["problem", "rank"])
    flat = {"share": shares.ravel(), "cumulative": shares.cumsum(axis=1).ravel()}
    acceptability = pd.DataFrame(flat, index=index).astype(float).reset_index()
    first = {problem: weights[ranks[:, i] == 1].mean(axis=0) for i, problem in enumerate(problems) if shares[i, 0] > 0}
    central = pd.DataFrame.from_dict(first, orient="index", columns=names, dtype=float).rename_axis("problem")
    return Weighed(acceptability.astype({"rank": int}), central)


def _ahead(scores: np.ndarray) -> np.ndarray:
    """Return how many problems have a higher score, draws × problems."""
    return np.asarray((scores[:, None, :] > scores[:, :, None]).sum(axis=2))
