"""Plain counts that add up: what is hidden cannot be worked out, tried by brute force on small tables."""

from itertools import product

import numpy as np
import pandas as pd
import pytest

from medlofte import tables
from medlofte.analysis.disclosure import Sum, leaking, protect_sums


def counted(*n: int) -> pd.DataFrame:
    return pd.DataFrame({"n": n, "status": tables.SHOWN})


def protected(frame: pd.DataFrame, sums: list[Sum]) -> list:
    made = protect_sums(frame, count="n", sums=sums, minimum=5, figures=["n"])
    assert ((made["status"] == tables.SUPPRESSED) == made["n"].isna()).all()
    return [None if pd.isna(value) else int(value) for value in made["n"]]


def test_a_lone_small_count_takes_the_smallest_beside_it_along() -> None:
    parts = [Sum((0, 1, 2, 3), total=4)]
    assert protected(counted(3, 8, 20, 0, 31), parts) == [None, None, 20, 0, 31]


def test_a_sum_known_from_elsewhere_counts_too() -> None:
    assert protected(counted(3, 8, 20), [Sum((0, 1, 2))]) == [None, None, 20]


def test_two_small_counts_that_give_each_other_no_room_take_a_third() -> None:
    assert protected(counted(1, 1, 20, 22), [Sum((0, 1, 2), total=3)]) == [None, None, None, 22]


def test_nought_is_shown_and_nothing_small_hides_nothing() -> None:
    assert protected(counted(0, 9, 9), [Sum((0, 1), total=2)]) == [0, 9, 9]
    assert protected(counted(), []) == []


def test_a_hidden_total_is_left_where_its_parts_are_hidden() -> None:
    assert protected(counted(1, 2, 3), [Sum((0, 1), total=2)]) == [None, None, None]


def crossed(rows: int, columns: int) -> list[Sum]:
    """Return the sums of a table with margins: interior row by row, then row sums, column sums, the grand total."""
    inner = rows * columns
    across = [Sum(tuple(r * columns + c for c in range(columns)), total=inner + r) for r in range(rows)]
    down = [Sum(tuple(r * columns + c for r in range(rows)), total=inner + rows + c) for c in range(columns)]
    grand = inner + rows + columns
    return [*across, *down, Sum(tuple(inner + r for r in range(rows)), total=grand),
            Sum(tuple(inner + rows + c for c in range(columns)), total=grand)]  # fmt: skip


@pytest.mark.parametrize("seed", range(25))
def test_no_hidden_count_of_a_table_with_margins_is_known_to_be_small(seed: int) -> None:
    table = np.random.default_rng(seed).integers(0, 9, size=(3, 3))
    flat = [*table.ravel(), *table.sum(axis=1), *table.sum(axis=0), table.sum()]
    shown = protected(counted(*flat), crossed(3, 3))
    hidden = [i for i in range(9) if shown[i] is None]
    if any(value is None for value in shown[9:]) or len(hidden) > 3:
        return  # too many ways to try them all; the linear program of the audit tries those
    most = dict.fromkeys(hidden, 0)
    for guess in product(range(1, 26), repeat=len(hidden)):
        filled = np.array([shown[i] if shown[i] is not None else guess[hidden.index(i)] for i in range(9)])
        whole = filled.reshape(3, 3)
        if (whole.sum(axis=1) == flat[9:12]).all() and (whole.sum(axis=0) == flat[12:15]).all():
            most = {i: max(most[i], int(filled[i])) for i in hidden}
    assert all(most[i] >= 5 for i in hidden if flat[i] < 5)


def test_what_is_hidden_too_little_is_found_in_the_published_frame() -> None:
    sums = [Sum((0, 1, 2), total=3)]
    alone = counted(3, 8, 20, 31).astype({"n": "Int64"})
    alone.loc[0, "n"] = pd.NA
    assert leaking(alone, count="n", sums=sums, minimum=5) == [0]
    alone.loc[1, "n"] = pd.NA
    assert leaking(alone, count="n", sums=sums, minimum=5) == []
