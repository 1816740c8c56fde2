"""Hexagons keep their place, count persons, and random labelling finds a planted excess but seldom a false one."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from medlofte import tables
from medlofte.analysis import hotspots


def points(rows: list[tuple[str, str, float, float]]) -> pd.DataFrame:
    """Return POINTS from (respondent, topic, x, y)."""
    frame = pd.DataFrame(rows, columns=["respondent", "topic", "x", "y"])
    return tables.POINTS.check(frame.assign(file="punkter.csv", row=range(2, len(rows) + 2)))


def scattered(n: int, seed: int, *, hot: int = 0) -> pd.DataFrame:
    """Return n points over 16 cells with topics at random; ``hot`` more of topic a in one cell."""
    generator = np.random.default_rng(seed)
    xy = generator.integers(0, 4, size=(n, 2)) * 500.0
    topics = generator.choice(["a", "b", "c"], size=n)
    rows = [(f"r{i}", str(t), float(x), float(y)) for i, (t, (x, y)) in enumerate(zip(topics, xy, strict=True))]
    return points(rows + [(f"h{i}", "a", 1000.0, 0.0) for i in range(hot)])


def test_a_person_counts_once_in_a_cell_however_many_pins() -> None:
    cells = hotspots.cells(
        points([("r1", "", 10, 10), ("r1", "a", 20, 5), ("r2", "", 0, 0), ("r1", "", 500, 0)]), size=500
    )
    assert cells[["x", "y", "persons"]].to_numpy().tolist() == [[0, 0, 2], [500, 0, 1]]
    assert set(cells["status"]) == {tables.SHOWN}


def test_points_without_a_person_are_persons_of_their_own_and_without_place_left_out() -> None:
    cells = hotspots.cells(points([("", "", 0, 0), ("", "", 1, 1), ("r1", "", math.nan, 0)]), size=500)
    assert cells["persons"].tolist() == [2]


def test_no_points_give_no_cells() -> None:
    assert hotspots.cells(tables.POINTS.empty(), size=500).empty
    assert hotspots.excess(tables.POINTS.empty(), size=500, seed=1).empty


@given(st.floats(250000, 950000), st.floats(6100000, 7700000), st.sampled_from([250, 500, 1000]))
def test_each_point_lies_in_its_cell(x: float, y: float, size: int) -> None:
    cell = hotspots.cells(points([("r", "", x, y)]), size=size).iloc[0]
    dx, dy = abs(x - cell["x"]), abs(y - cell["y"])
    slack = 1e-6
    assert dx <= size / 2 + slack
    assert dx / 2 + dy * math.sqrt(3) / 2 <= size / 2 + slack


def test_cells_do_not_depend_on_the_other_points() -> None:
    one = hotspots.cells(points([("r", "", 283512, 6540433)]), size=500)
    two = hotspots.cells(points([("q", "", 281000, 6530000), ("r", "", 283512, 6540433)]), size=500)
    assert one["cell"].iloc[0] in set(two["cell"])


def test_a_planted_excess_is_found_where_it_is() -> None:
    found = hotspots.excess(scattered(300, 1, hot=25), size=500, seed=2)
    assert found["topic"].tolist() == ["a"]
    assert found["cell"].tolist() == ["500_2_0"]
    assert found.loc[0, "persons"] > found.loc[0, "expected"]
    assert found.loc[0, "p"] == pytest.approx(0.001)


def crowded(seed: int) -> pd.DataFrame:
    """Return pins as people set them: most near the centre, several per person, no topic tied to any place."""
    generator = np.random.default_rng(seed)
    rows = []
    for person in range(120):
        for _ in range(generator.integers(1, 4)):
            x, y = generator.normal(0, 700, size=2)
            rows.append((f"r{person}", str(generator.choice(["a", "b", "c", ""], p=[0.4, 0.3, 0.2, 0.1])), x, y))
    return points(rows)


@pytest.mark.parametrize("drawn", [lambda seed: scattered(150, seed), crowded], ids=["even", "crowded centre"])
def test_false_alarms_are_at_most_ten_per_cent(drawn) -> None:
    """No topic is tied to a place: 5 % of maps may say so, even where nearly everybody points at the centre."""
    found = [hotspots.excess(drawn(s), size=500, seed=s, permutations=199) for s in range(100)]
    assert sum((frame["note"] == "").any() for frame in found) <= 10


def test_too_few_points_of_a_topic_are_said_to_be_too_few() -> None:
    found = hotspots.excess(points([(f"r{i}", "a", i, 0) for i in range(29)]), size=500, seed=1)
    assert found[["cell", "topic", "note"]].to_numpy().tolist() == [["", "a", hotspots.TOO_FEW]]


def test_the_same_seed_gives_the_same_answer() -> None:
    frame = scattered(120, 5, hot=10)
    first = hotspots.excess(frame, size=500, seed=3, permutations=99)
    pd.testing.assert_frame_equal(first, hotspots.excess(frame, size=500, seed=3, permutations=99))
