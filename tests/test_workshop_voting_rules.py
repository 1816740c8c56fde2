"""Dots, orders, robustness, changes and selections: small boards by hand, the rest against other people's packages."""

from __future__ import annotations

import csv
import itertools
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from medlofte.workshop import priorities
from medlofte.workshop.priorities.change import weighted

REFERENCE = Path(__file__).with_name("reference") / "voting.csv"


def reference(what):
    with REFERENCE.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["what"] == what]
    return [(json.loads(row["given"]), json.loads(row["found"])) for row in rows]


def ballots(*contents, roles=None):
    rows = [(str(i), (roles or ["polis"] * len(contents))[i], content, False) for i, content in enumerate(contents)]
    return pd.DataFrame(rows, columns=["ballot", "role", "content", "paper"])


def board(**rows):
    """Return problems × criteria."""
    return pd.DataFrame.from_dict(rows, orient="index", dtype=float).rename_axis("problem").add_prefix("c")


# Dots and orders


def test_a_problems_dots_are_a_share_of_what_each_could_give():
    scores = priorities.of_dots(ballots({"a": 3, "b": 1}, {"b": 2}), problems=["a", "b", "c"], dots=4)
    frame = priorities.order(scores)
    assert frame[["problem", "score", "rank", "n"]].to_numpy().tolist() == [
        ["a", 0.375, 1, 2], ["b", 0.375, 1, 2], ["c", 0, 3, 2]]  # fmt: skip


def test_what_an_order_leaves_out_shares_the_last_places():
    scores = priorities.of_orders(ballots({"order": ["b"]}), problems=["a", "b", "c"])
    assert dict(zip(scores["problem"], scores["score"], strict=True)) == {"a": 0.25, "b": 1, "c": 0.25}


@pytest.mark.parametrize(("case", "found"), reference("borda"))
def test_borda_as_pref_voting(case, found):
    problems = [str(i) for i in range(case["size"])]
    cast = ballots(*({"order": [str(c) for c in order]} for order in case["orders"]))
    frame = priorities.order(priorities.of_orders(cast, problems=problems)).set_index("problem")
    top = len(cast) * (case["size"] - 1)
    assert {name: frame.at[name, "score"] * top for name in found} == pytest.approx(found)


@pytest.mark.parametrize(("case", "found"), reference("schulze"))
def test_schulze_as_pref_voting(case, found):
    problems = [str(i) for i in range(case["size"])]
    cast = ballots(*({"order": [str(c) for c in order]} for order in case["orders"]))
    frame = priorities.schulze(cast, problems=problems)
    assert sorted(int(p) for p in frame[frame["rank"] == 1]["problem"]) == found


def test_schulzes_own_example():
    """Schulze (2011), his example of 45 voters and five candidates: E before A, C, B, D."""
    given_ = {"ACBED": 5, "ADECB": 5, "BEDAC": 8, "CABED": 3, "CAEBD": 7, "CBADE": 2, "DCEBA": 7, "EBADC": 8}
    cast = ballots(*({"order": list(order)} for order, n in given_.items() for _ in range(n)))
    counts = priorities.pairwise(cast, problems=list("ABCDE"))
    assert counts.loc["A"].tolist() == [0, 20, 26, 30, 22]
    assert priorities.schulze(cast, problems=list("ABCDE"))["problem"].tolist() == list("EACBD")


def test_small_groups_are_hidden_whatever_the_ballot():
    cast = ballots(*[{"a": 1}] * 5, roles=["polis"] * 3 + ["kommun"] * 2)
    row = priorities.order_by_role(priorities.of_dots(cast, problems=["a"], dots=1)).iloc[0]
    assert (row["alla"], row["n_polis"], row["n_kommun"]) == (1, 3, 2)
    assert np.isnan(row["kommun"])
    assert np.isnan(row["polis"]), "or kommun could be worked out from alla"


# Scales


@pytest.mark.parametrize(("case", "found"), reference("sum"))
def test_a_weighted_sum_as_pymcdm(case, found):
    assert weighted(pd.DataFrame(case["table"]), np.array(case["weights"])).tolist() == pytest.approx(found)


@pytest.mark.parametrize(("case", "found"), reference("product"))
def test_grades_from_1_to_4_order_as_their_weighted_product(case, found):
    points = pd.DataFrame(case["table"]).map(lambda grade: priorities.ANSWER_POINTS[str(grade)])
    assert (4 ** weighted(points, np.array(case["weights"]))).tolist() == pytest.approx(found)


def test_agreement_on_a_scale_of_four():
    rows = [(str(i), "polis", "x", "c", grade) for i, grade in enumerate(["1", "1", "4", "4"])]
    frame = pd.DataFrame(rows, columns=["participant", "role", "problem", "criterion", "answer"])
    assert priorities.agreement(frame, criteria=["c"]).at[0, "agreement"] == pytest.approx(
        priorities.eijk([2, 0, 0, 2])
    )


# What to talk about first


def test_signs_that_a_problem_needs_talk():
    by_role = pd.DataFrame({"problem": ["lugn", "delad", "isär", "dold"], "alla": [0.9, 0.5, 0.5, None],
                            "polis": [0.9, 0.5, 0.8, None], "kommun": [0.8, 0.5, 0.4, None],
                            "annan": [None, 0.5, None, None]})  # fmt: skip
    agreed = pd.DataFrame({"problem": by_role["problem"], "agreement": [0.8, -0.4, 0.3, -1]})
    frame = priorities.talk_first(by_role, agreement=agreed, top=pd.Series({"lugn": 1.0, "isär": 0.5}))
    assert frame["problem"].tolist() == ["isär", "delad"]
    assert frame[["split", "apart", "undecided"]].to_numpy().tolist() == [[False, True, True], [True, False, False]]
    assert frame.at[0, "difference"] == pytest.approx(0.4)


# Robustness


def test_central_weights_are_those_of_someone_who_would_choose_the_problem():
    """x leads where its criterion weighs more than half: the mean of the larger of two uniform weights is 3/4."""
    found = priorities.smaa(board(x=[1, 0], y=[0, 1]), draws=20000)["criteria"]
    assert found.central.at["x", "c0"] == pytest.approx(0.75, abs=0.01)
    assert found.top(1)["x"] == pytest.approx(0.5, abs=0.01)
    assert found.top(3)["x"] == 1


def test_what_nobody_has_answered_is_anything():
    """Against a sure 0.5, a problem without a single known criterion is first half of the time."""
    found = priorities.smaa(board(x=[None], y=[0.5]), draws=20000)["criteria"]
    assert found.top(1)["x"] == pytest.approx(0.5, abs=0.01)


def views(**columns):
    frame = pd.DataFrame(columns, index=pd.Index(["x", "y"], name="problem"), dtype=float)
    for name in ("residents", "actors", "registers"):
        frame[f"{name}_se"] = frame.get(f"{name}_se", 0.0)
    return frame


def test_perspectives_that_agree_leave_no_doubt_and_both_lie_between():
    agreeing = views(residents=[0.4, 0.2], actors=[0.5, 0.1], registers=[90, 10])
    found = priorities.smaa(board(x=[0, 1], y=[1, 0]), views=agreeing, draws=4000)
    assert found["perspectives"].top(1)["x"] == 1
    assert found["criteria"].top(1)["x"] == pytest.approx(0.5, abs=0.03)
    assert 0.6 < found["both"].top(1)["x"] < 1
    assert found["both"].central.loc["x"].sum() == pytest.approx(1)


def test_an_uncertain_share_and_a_missing_register_widen_the_places():
    close = views(residents=[0.30, 0.29], residents_se=[0.02, 0.02], actors=[0.5, 0.1], registers=[None, 5])
    found = priorities.smaa(board(x=[1], y=[1]), views=close, draws=4000)["perspectives"]
    assert 0.5 < found.top(1)["x"] < 0.95


def test_the_same_seed_gives_the_same_figures():
    one, two = (priorities.smaa(board(x=[1, 0], y=[0, 1]))["criteria"].acceptability for _ in range(2))
    pd.testing.assert_frame_equal(one, two)


# What would change the first three


def test_the_smallest_change_names_where_weight_moves():
    """a leads b by (1 − 0.2)/2; moving t from c0 to c1 closes 1.2 t … so t = 0.4 / 2 = 0.2 with d = (1, −0.2)."""
    frame = priorities.smallest_change(board(a=[1, 0.2], b=[0, 0.4]), top=1)
    [row] = frame.to_dict("records")
    assert (row["inside"], row["outside"], row["source"], row["target"]) == ("a", "b", "c0", "c1")
    assert row["moved"] == pytest.approx(0.4 / 1.2)


def test_a_problem_that_no_weights_bring_in_is_left_out_and_a_tie_needs_nothing():
    assert priorities.smallest_change(board(a=[1, 1], b=[0, 0.5]), top=1).empty
    assert priorities.smallest_change(board(a=[1, 0], b=[0, 1]), top=1).at[0, "moved"] == 0
    assert priorities.smallest_change(board(a=[1, 0]), top=3).empty


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-20, 20).map(lambda n: n / 20), min_size=2, max_size=6), st.integers(0, 10**6))
def test_the_smallest_change_is_the_linear_programs(gaps, seed):
    weights = np.random.default_rng(seed).dirichlet(np.ones(len(gaps)))
    d = np.array(gaps)
    if d @ weights < 1e-6:
        d = -d
    frame = priorities.smallest_change(
        board(a=np.clip(d, 0, 1), b=np.clip(-d, 0, 1)), weights={f"c{i}": w for i, w in enumerate(weights)}, top=1
    )
    n = len(d)  # variables: up and down moves; new weights are w + up − down
    level = [np.r_[np.ones(n), -np.ones(n)]]
    solved = linprog(np.full(2 * n, 0.5), A_ub=[np.r_[d, -d]], b_ub=[-(d @ weights)], A_eq=level, b_eq=[0],
                     bounds=[(0, None)] * n + [(0, w) for w in weights])  # fmt: skip
    if solved.status == 2:
        assert frame.empty or frame.at[0, "moved"] == pytest.approx(1, abs=1e-6)
    else:
        assert frame.at[0, "moved"] == pytest.approx(solved.fun, abs=1e-7)


# Selection


@pytest.mark.parametrize(("case", "found"), reference("approvals"))
def test_equal_shares_of_approvals_as_abcvoting(case, found):
    rows = [(str(i), str(c), 1.0) for i, chosen in enumerate(case["sets"]) for c in chosen]
    scores = pd.DataFrame(rows, columns=["participant", "problem", "score"])
    costs = {str(c): 1 for c in range(case["size"])}
    assert sorted(map(int, priorities.equal_shares(scores, costs=costs, capacity=case["seats"]))) == found


def scored(case):
    rows = [(str(i), str(c), float(s)) for i, row in enumerate(case["scores"]) for c, s in enumerate(row)]
    return pd.DataFrame(rows, columns=["participant", "problem", "score"]), dict(enumerate_costs(case))


def enumerate_costs(case):
    return ((str(i), cost) for i, cost in enumerate(case["costs"]))


@pytest.mark.parametrize(("case", "found"), reference("equal_shares"))
def test_equal_shares_of_scores_and_costs_as_pabutools(case, found):
    scores, costs = scored(case)
    assert sorted(map(int, priorities.equal_shares(scores, costs=costs, capacity=case["capacity"]))) == found


@pytest.mark.parametrize(("case", "found"), reference("knapsack"))
def test_the_best_that_fits_as_pabutools(case, found):
    scores, costs = scored(case)
    totals = scores.groupby("problem")["score"].sum().to_dict()
    chosen = priorities.knapsack(totals, costs=costs, capacity=case["capacity"])
    assert sum(totals[p] for p in chosen) == found
    assert sum(costs[p] for p in chosen) <= case["capacity"]


def test_a_third_of_the_room_decides_over_a_third_of_the_capacity():
    rows = [(f"p{i}", problem, 1.0) for i in range(6) for problem in ("a", "b", "c")]
    rows += [(f"k{i}", "d", 1.0) for i in range(3)]
    scores = pd.DataFrame(rows, columns=["participant", "problem", "score"])
    costs = dict.fromkeys("abcd", 1)
    assert sorted(priorities.equal_shares(scores, costs=costs, capacity=3)) == ["a", "b", "d"]
    assert priorities.knapsack({"a": 6, "b": 6, "c": 6, "d": 3}, costs=costs, capacity=3) == ["a", "b", "c"]


def test_what_is_left_over_is_used():
    scores = {"a": 1.0, "b": 0.9, "c": 0.0}
    assert priorities.complete(["a"], scores=scores, costs={"a": 2, "b": 2, "c": 1}, capacity=5) == ["a", "b"]


def test_of_equal_choices_the_cheaper():
    assert priorities.knapsack({"a": 1.0, "b": 1.0}, costs={"a": 3, "b": 2}, capacity=4) == ["b"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 4)), min_size=1, max_size=7), st.integers(0, 12))
def test_no_other_choice_is_better(items, capacity):
    scores = {str(i): float(s) for i, (s, _) in enumerate(items)}
    costs = {str(i): c for i, (_, c) in enumerate(items)}
    subsets = (s for size in range(len(items) + 1) for s in itertools.combinations(scores, size))
    best = max(sum(scores[p] for p in s) for s in subsets if sum(costs[p] for p in s) <= capacity)
    assert sum(scores[p] for p in priorities.knapsack(scores, costs=costs, capacity=capacity)) == best
