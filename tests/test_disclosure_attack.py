"""Random linked tables against an attack of the test's own: nothing suppressed may be found to be a small count.

The attack shares nothing with the product's. Its unknowns are the finest counts (group × group × answer) and everything
published is a sum of them; it knows the total number of respondents, every shown share and n as rounded, and the rules.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from medlofte import tables
from medlofte.analysis import disclosure
from medlofte.rounds import Profile
from tests.test_disclosure import estimates

PER_EXAMPLE, EXAMPLES = 25, 40
SHAPES = ((2, 1, 2), (2, 1, 3), (3, 1, 2), (4, 1, 2), (2, 2, 2))
COUNTS = (0, 0, 1, 2, 3, 4, 5, 6, 9, 14, 30)


def attack(published: pd.DataFrame, *, profile: Profile, total: int, cells: list[int]) -> list[float]:
    """Return the largest possible count of some rows, given the published rows of one question."""
    rows = list(published.itertuples())
    leaves = sorted({(r.group1, r.group2) for r in rows if r.by2}) or sorted({(r.group1, "") for r in rows if r.by1})
    choices = list(dict.fromkeys(r.choice for r in rows))
    column = {(leaf, choice): i for i, (leaf, choice) in enumerate((le, c) for le in leaves for c in choices)}

    def summed(row, choice=None) -> np.ndarray:
        """Return which finest counts a row's group (and answer) is the sum of."""
        inside = [
            leaf
            for leaf in leaves
            if all(
                group == "" or leaf[{"a": 0, "b": 1}[by]] == group
                for by, group in ((row.by1, row.group1), (row.by2, row.group2))
            )
        ]
        found = np.zeros(len(column))
        for leaf in inside:
            for name in choices if choice is None else [choice]:
                found[column[leaf, name]] = 1.0
        return found

    upper, right = [], []
    half = 0.5 * 10.0**-profile.decimals + 1e-9
    for row in (r for r in rows if r.status == tables.SHOWN):
        answer, group = summed(row, row.choice), summed(row)
        upper += [answer - (row.share + half) * group, (row.share - half) * group - answer]
        right += [0.0, 0.0]
        if row.by1:
            near = profile.round_n // 2
            upper += [group, -group]
            right += [row.n + near, near - row.n]
        if row.share > half:
            upper.append(-answer)
            right.append(-float(profile.minimum_count))
    everyone, found = np.ones((1, len(column))), []
    for cell in cells:
        row = rows[cell]
        made = linprog(-summed(row, row.choice), A_ub=np.array(upper) if upper else None, b_ub=right or None,
                       A_eq=everyone, b_eq=[total])  # fmt: skip
        assert made.status == 0, "the truth fits what is shown, so some table does"
        found.append(-float(made.fun))
    return found


def crossed(leaves: np.ndarray) -> dict[tuple[str, ...], list[int]]:
    """Return the linked tables of counts a × b × answer: the total, a, b, and a × b."""
    found = {(): leaves.sum(axis=(0, 1)).tolist()}
    found |= {("a", f"x{i}"): part.sum(axis=0).tolist() for i, part in enumerate(leaves)}
    if leaves.shape[1] > 1:
        found |= {("b", f"y{j}"): leaves[:, j].sum(axis=0).tolist() for j in range(leaves.shape[1])}
        found |= {("a", f"x{i}", "b", f"y{j}"): leaves[i, j].tolist() for i, j in np.ndindex(*leaves.shape[:2])}
    return found


def drawn(seed: int) -> list[np.ndarray]:
    """Return random counts of groups × groups × answers, half of them breakdowns by one question."""
    generator = np.random.default_rng(seed)
    found = []
    for _ in range(PER_EXAMPLE):
        leaves = generator.choice(COUNTS, size=SHAPES[generator.integers(len(SHAPES))])
        found.append(leaves + (leaves.sum(axis=2, keepdims=True) == 0))  # a group that nobody is in is not published
    return found


def check(tables_: list[np.ndarray], profile: Profile) -> None:
    frames = [estimates(crossed(leaves), question=f"q{i}") for i, leaves in enumerate(tables_)]
    published = disclosure.protect(pd.concat(frames, ignore_index=True), profile=profile)
    for frame in frames:
        rows = published[published["question"] == frame["question"].iloc[0]].reset_index(drop=True)
        total = int(frame.loc[frame["by1"] == "", "count"].sum())
        count, few = frame["count"], frame["count"].between(1, profile.minimum_count - 1)
        small = frame["n"] < profile.minimum_base
        assert (rows.loc[few | small, "status"] == tables.SUPPRESSED).all()
        if total < 2 * profile.minimum_base:
            continue  # nothing but the number of all is shown of so few
        cells = [int(i) for i in np.flatnonzero(few)]
        for cell, high in zip(cells, attack(rows, profile=profile, total=total, cells=cells), strict=True):
            assert high >= profile.minimum_count - 1e-3, "the largest possible is a small count"
            assert high >= count[cell] + 1 - 1e-3, "recovered exactly"


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_no_small_count_can_be_found_in_rounded_tables(seed: int) -> None:
    check(drawn(seed), Profile())


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_no_small_count_can_be_found_in_exact_tables(seed: int) -> None:
    check(drawn(seed), Profile(decimals=12, round_n=1))


def test_there_are_two_thousand_cases() -> None:
    assert 2 * EXAMPLES * PER_EXAMPLE >= 2000
