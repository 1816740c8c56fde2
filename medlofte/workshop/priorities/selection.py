"""Which problems fit within what the parties can manage: the most points, and the fairest to every group.

Each problem taken on costs effort, a whole number; all together they may cost ``capacity``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd


def knapsack(scores: Mapping[str, float], *, costs: Mapping[str, int], capacity: int) -> list[str]:
    """Return the problems with the highest sum of scores that fit, exactly (dynamic programming over the capacity).

    Of equally good choices the one that costs least is taken. The order is that of ``scores``.
    """
    best: list[tuple[float, int, tuple[str, ...]]] = [(0.0, 0, ())] * (capacity + 1)
    for problem, score in scores.items():
        cost = costs[problem]
        for room in range(capacity, cost - 1, -1):
            value, spent, chosen = best[room - cost]
            taken = (round(value + score, 9), spent - cost, (*chosen, problem))
            best[room] = max(best[room], taken, key=lambda one: one[:2])
    return list(best[capacity][2])


def equal_shares(scores: pd.DataFrame, *, costs: Mapping[str, int], capacity: int) -> list[str]:
    """Return the problems that the Method of Equal Shares buys, in the order they are bought.

    D. Peters, G. Pierczyński and P. Skowron, "Proportional participatory budgeting with additive utilities", NeurIPS
    2021. Every participant gets an equal share of the capacity; a problem is bought when those who want it can pay for
    it together, each in proportion to their score as far as their money goes, the cheapest per point first. So a group
    of a third decides over a third. What is left over is for ``complete``.

    Parameters
    ----------
    scores
        ``participant, problem, score``, one row per participant and problem; no row is a score of 0.
    """
    table = scores.pivot_table(index="participant", columns="problem", values="score", fill_value=0.0)
    table = table.reindex(columns=list(costs), fill_value=0.0)
    money = np.full(len(table), capacity / max(len(table), 1))
    bought: list[str] = []
    while True:
        prices = {problem: _price(table[problem].to_numpy(), money, costs[problem])
                  for problem in costs if problem not in bought}  # fmt: skip
        affordable = {problem: price for problem, price in prices.items() if np.isfinite(price)}
        if not affordable:
            return bought
        cheapest = min(affordable, key=lambda problem: round(affordable[problem], 12))
        money = money - np.minimum(money, affordable[cheapest] * table[cheapest].to_numpy())
        bought.append(cheapest)


def complete(
    chosen: Sequence[str], *, scores: Mapping[str, float], costs: Mapping[str, int], capacity: int
) -> list[str]:
    """Return the chosen problems, and those of the others that make the most of what is left."""
    left = capacity - sum(costs[problem] for problem in chosen)
    rest = {problem: score for problem, score in scores.items() if problem not in chosen and score > 0}
    return [*chosen, *knapsack(rest, costs=costs, capacity=left)]


def _price(wanted: np.ndarray, money: np.ndarray, cost: float) -> float:
    """Return the least price per point at which those who want it can pay the cost together; infinite when never."""
    keen = (wanted > 0) & (money > 1e-12)
    if money[keen].sum() < cost - 1e-9:
        return float("inf")
    score, purse = wanted[keen], money[keen]
    paid, points = 0.0, score.sum()
    # Those whose money runs out first pay all they have; the rest share what remains by their points.
    for i in np.argsort(purse / score, kind="stable"):
        price = (cost - paid) / points
        if price * score[i] <= purse[i] + 1e-12:
            return float(price)
        paid, points = paid + purse[i], points - score[i]
    return float(max(purse / score))
