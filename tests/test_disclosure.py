"""What is suppressed stays so: thresholds, what goes with them, and an attack written independently of the module."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from medlofte import tables
from medlofte.analysis import disclosure
from medlofte.errors import DisclosureError
from medlofte.rounds import Profile

EXACT = Profile(minimum_count=5, minimum_base=10, decimals=12)
ROUNDED = Profile(minimum_count=5, minimum_base=10, decimals=2)
FIGURES = ["share", "low", "high", "n", "n_eff", "dont_know"]


def estimates(cells: dict[tuple[str, ...], list[int]], *, question: str = "q") -> pd.DataFrame:
    """Return estimates whose shares are plain counts; a key is () or (by, group) or (by, group, by, group)."""
    rows = []
    for key, counts in cells.items():
        padded = (*key, "", "", "", "")[:4]
        n = sum(counts)
        for i, count in enumerate(counts):
            share = count / n if n else np.nan
            rows.append((2016, question, f"c{i}", *padded, share, share, share, n, float(n), 0.1, tables.SHOWN, count))
    return pd.DataFrame(rows, columns=[*tables.ESTIMATES.names, "count"])


def shown(frame: pd.DataFrame) -> dict[str, list[bool]]:
    """Return group → which choices are shown."""
    groups = (frame["group1"] + " " + frame["group2"]).str.strip()
    return (frame["status"] == tables.SHOWN).groupby(groups, sort=False).apply(list).to_dict()


@pytest.mark.parametrize(("count", "visible"), [(0, True), (4, False), (5, True), (6, True)])
def test_counts_of_one_to_four_are_suppressed(count: int, visible: bool) -> None:
    made = disclosure.protect(estimates({(): [count, 40, 30]}), profile=ROUNDED)
    assert (made.loc[0, "status"] == tables.SHOWN) is visible


def test_share_interval_n_and_doubt_go_together() -> None:
    made = disclosure.protect(estimates({(): [4, 40, 30]}), profile=EXACT)
    assert made.loc[0, FIGURES].isna().all()
    assert made["status"].tolist() == [tables.SUPPRESSED, tables.SHOWN, tables.SUPPRESSED], "one alone would follow"


@pytest.mark.parametrize(("base", "visible"), [(9, False), (10, True)])
def test_groups_under_the_minimum_base_show_nothing(base: int, visible: bool) -> None:
    small = [base - 5, 5] if visible else [base - 4, 4]
    cells = {(): [45 + small[0], 45 + small[1]], ("kon", "k"): [45, 45], ("kon", "m"): small}
    made = shown(disclosure.protect(estimates(cells), profile=ROUNDED))
    assert made["m"] == [visible, visible]


def test_a_group_that_answers_all_alike_is_suppressed() -> None:
    cells = {(): [60, 30], ("kon", "k"): [40, 30], ("kon", "m"): [20, 0]}
    assert shown(disclosure.protect(estimates(cells), profile=ROUNDED))["m"] == [False, False]


def test_all_but_a_few_is_as_telling_as_a_few_where_several_may_be_chosen() -> None:
    frame = estimates({(): [48, 10]})
    frame["n"] = 50
    made = disclosure.protect(frame, profile=ROUNDED, several=["q"])
    assert made["status"].tolist() == [tables.SUPPRESSED, tables.SHOWN]


def test_a_hidden_group_takes_a_neighbour_along_where_sums_are_exact() -> None:
    cells = {(): [33, 67], ("o", "a"): [3, 27], ("o", "b"): [14, 21], ("o", "c"): [16, 19]}
    made = shown(disclosure.protect(estimates(cells), profile=EXACT))
    assert made[""] == [True, True]
    assert sum(not made[group][0] for group in "abc") >= 2


def test_published_shares_are_rounded_as_the_profile_says() -> None:
    made = disclosure.protect(estimates({(): [33, 34]}), profile=ROUNDED)
    assert made["share"].tolist() == [0.49, 0.51]
    assert made["n"].tolist() == [67, 67]


def test_a_weakened_suppression_is_caught() -> None:
    cells = {(): [33, 67], ("o", "a"): [3, 27], ("o", "b"): [14, 21], ("o", "c"): [16, 19]}
    frame = estimates(cells)
    made = disclosure.protect(frame, profile=EXACT)
    assert disclosure.audit(made, frame, profile=EXACT) == []
    weak = made.copy()
    alone = (made["group1"] == "a") & (made["choice"] == "c0")
    weak["status"] = np.where(alone, tables.SUPPRESSED, tables.SHOWN)
    assert disclosure.audit(weak, frame, profile=EXACT)
    bare = made.assign(status=tables.SHOWN)
    assert disclosure.audit(bare, frame, profile=EXACT)


def test_protect_refuses_what_it_cannot_protect(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disclosure.Linked, "complete", lambda self: None)
    with pytest.raises(DisclosureError, match=r"round\.toml"):
        disclosure.protect(estimates({(): [4, 40, 30]}), profile=EXACT)


def test_rows_that_add_up_to_something_known_are_never_suppressed_alone() -> None:
    frame = pd.DataFrame({"question": ["kon"] * 3, "n": [290, 181, 4], "share": [0.61, 0.38, 0.01],
                          "status": tables.SHOWN})  # fmt: skip
    made = disclosure.protect_rows(frame, count="n", profile=ROUNDED, figures=["n", "share"], within="question")
    assert made["status"].tolist() == [tables.SHOWN, tables.SUPPRESSED, tables.SUPPRESSED]
    assert made.loc[2, ["n", "share"]].isna().all()
    alone = disclosure.protect_rows(frame, count="n", profile=ROUNDED, figures=["n"])
    assert alone["status"].tolist() == [tables.SHOWN, tables.SHOWN, tables.SUPPRESSED]
    small = disclosure.protect_rows(frame.assign(base=[300, 9, 300]), count="n", base="base", profile=ROUNDED,
                                    figures=["n"])  # fmt: skip
    assert small["status"].tolist() == [tables.SHOWN, tables.SUPPRESSED, tables.SUPPRESSED]


def attack(frame: pd.DataFrame, published: pd.DataFrame, cell: int, *, decimals: int) -> float:
    """Return the largest count that one cell can have, given the published rows, by a program of its own.

    The unknowns are the counts of every group and choice; known are the shown shares times n, as rounded, that choices
    add up to a group's base, and that groups add up to the total.
    """
    key = list(zip(frame["by1"], frame["group1"], frame["by2"], frame["group2"], strict=True))
    n = frame["n"].to_numpy(dtype=float)
    hidden = (published["status"] == tables.SUPPRESSED).to_numpy()
    middle = published["share"].astype(float).to_numpy() * n
    near = 0.5 * 10.0**-decimals * n + 1e-9
    low, high = np.where(hidden, 0, middle - near), np.where(hidden, n, middle + near)
    rows, right = [], []
    for group in dict.fromkeys(key):
        rows.append([float(k == group) for k in key])
        right.append(n[key.index(group)])
    totals = [i for i, k in enumerate(key) if k[0] == ""]
    for by in {(k[0], k[2]) for k in key if k[0]}:
        for i in totals:
            same = [
                (k[0], k[2]) == by and frame["choice"].iloc[j] == frame["choice"].iloc[i] for j, k in enumerate(key)
            ]
            rows.append([float(s) - float(j == i) for j, s in enumerate(same)])
            right.append(0.0)
    goal = np.zeros(len(frame))
    goal[cell] = -1
    found = linprog(goal, A_eq=np.array(rows), b_eq=right, bounds=list(zip(np.maximum(low, 0), high, strict=True)))
    return -float(found.fun)


counts = st.lists(st.lists(st.sampled_from([0, 1, 3, 4, 5, 8, 14, 30]), min_size=3, max_size=3), min_size=2, max_size=4)


@settings(max_examples=60, deadline=None)
@given(counts, st.sampled_from([2, 12]))
def test_no_attacker_brings_a_small_count_below_the_minimum(groups: list[list[int]], decimals: int) -> None:
    profile = Profile(minimum_count=5, minimum_base=10, decimals=decimals)
    total = np.array(groups).sum(axis=0).tolist()
    frame = estimates({(): total} | {("o", f"g{i}"): counts for i, counts in enumerate(groups)})
    published = disclosure.protect(frame, profile=profile)
    sensitive = frame["count"].between(1, 4) & (frame["n"] >= 10)
    for cell in np.flatnonzero(sensitive):
        assert published["status"].iloc[cell] == tables.SUPPRESSED
        assert attack(frame, published, int(cell), decimals=decimals) >= 5 - 1e-5
