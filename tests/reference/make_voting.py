"""Make the frozen numbers of voting.csv with other people's packages; run it by hand, never in the tests.

    python -m venv reference
    reference/bin/pip install pref_voting==1.18.2 pymcdm==1.4.0 abcvoting==2.19.2 pabutools==1.2.3
    reference/bin/python tests/reference/make_voting.py

They cannot stand in the project's lock, since they pin another numpy. Each row: what was computed, by which package,
from what (JSON), and what came out (JSON).
"""

import csv
import json
from pathlib import Path

import numpy as np
from abcvoting import abcrules
from abcvoting.preferences import Profile as Approvals
from pabutools.election import Additive_Cardinal_Sat, CardinalBallot, CardinalProfile, Instance, Project
from pabutools.rules import max_additive_utilitarian_welfare, method_of_equal_shares
from pref_voting.margin_based_methods import beat_path
from pref_voting.profiles import Profile
from pref_voting.profiles_with_ties import ProfileWithTies
from pymcdm.methods import WPM, WSM

FILE = Path(__file__).with_name("voting.csv")
RNG = np.random.default_rng(7)


def orders(voters: int, size: int, *, whole: bool) -> list[list[int]]:
    """Return ballots that rank all of ``size`` candidates, or some of them."""
    return [RNG.permutation(size)[: size if whole else RNG.integers(1, size + 1)].tolist() for _ in range(voters)]


def ranked() -> list[tuple]:
    """Return Borda scores and the winners of the beat path method (Schulze), by pref_voting."""
    rows = []
    for voters, size in ((5, 4), (7, 5), (9, 6), (12, 5), (30, 8)):
        given = orders(voters, size, whole=True)
        profile = Profile(given)
        scores = {str(c): int(s) for c, s in profile.borda_scores().items()}
        rows.append(("borda", "pref_voting", {"orders": given, "size": size}, scores))
        rows.append(("schulze", "pref_voting", {"orders": given, "size": size}, sorted(map(int, beat_path(profile)))))
    for voters, size in ((6, 4), (9, 5), (15, 6), (30, 8)):
        given = orders(voters, size, whole=False)
        profile = ProfileWithTies([{c: i for i, c in enumerate(order)} for order in given], candidates=range(size))
        profile.use_extended_strict_preference()
        won = sorted(map(int, beat_path(profile, strength_function=profile.support)))
        rows.append(("schulze", "pref_voting", {"orders": given, "size": size}, won))
    return rows


def weighed() -> list[tuple]:
    """Return weighted sums of points and weighted products of grades, by pymcdm."""
    rows = []
    for size, criteria in ((4, 3), (8, 10), (12, 4)):
        weights = RNG.dirichlet(np.ones(criteria))
        points, grades = RNG.random((size, criteria)), RNG.integers(1, 5, (size, criteria))
        kinds = np.ones(criteria)
        for name, method, table in (("sum", WSM, points), ("product", WPM, grades)):
            found = method(normalization_function=lambda x, cost=False: x)(table.astype(float), weights, kinds)
            given = {"table": table.tolist(), "weights": weights.tolist()}
            rows.append((name, "pymcdm", given, [float(value) for value in found]))
    return rows


def shared() -> list[tuple]:
    """Return equal shares before any completion: approvals by abcvoting, scores and costs by pabutools."""
    rows = []
    for voters, size, seats in ((6, 5, 3), (10, 6, 3), (12, 8, 4)):
        sets = [sorted(RNG.choice(size, RNG.integers(1, 4), replace=False).tolist()) for _ in range(voters)]
        profile = Approvals(size)
        profile.add_voters(sets)
        found = abcrules.compute_equal_shares(profile, seats, resolute=False, completion=None)
        if len(found) == 1:
            rows.append(("approvals", "abcvoting", {"sets": sets, "size": size, "seats": seats}, sorted(found[0])))
    for voters, size, capacity in ((6, 5, 6), (9, 7, 8), (15, 10, 10), (24, 12, 9)):
        costs = RNG.integers(1, 5, size).tolist()
        scores = RNG.integers(0, 101, (voters, size)).tolist()
        projects = [Project(str(i), cost) for i, cost in enumerate(costs)]
        instance = Instance(projects, budget_limit=capacity)
        ballots = [CardinalBallot(dict(zip(projects, row, strict=True))) for row in scores]
        profile = CardinalProfile(ballots, instance=instance)
        given = {"scores": scores, "costs": costs, "capacity": capacity}
        found = method_of_equal_shares(instance, profile, sat_class=Additive_Cardinal_Sat)
        rows.append(("equal_shares", "pabutools", given, sorted(int(p.name) for p in found)))
        best = max_additive_utilitarian_welfare(instance, profile, sat_class=Additive_Cardinal_Sat)
        total = sum(sum(row[int(p.name)] for row in scores) for p in best)
        rows.append(("knapsack", "pabutools", given, int(total)))
    return rows


def main() -> None:
    """Write the file."""
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["what", "package", "given", "found"])
        for what, package, given, found in [*ranked(), *weighed(), *shared()]:
            writer.writerow([what, package, json.dumps(given), json.dumps(found)])


if __name__ == "__main__":
    main()
