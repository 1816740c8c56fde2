"""The circular scan: finds a planted cluster, seldom a false one, and says when it could not have found any."""

import numpy as np
import pandas as pd
import pytest

from medlofte import tables
from medlofte.analysis import hotspots
from tests.test_hotspots import points

SIZE = 500
SIDE = 6


def lived(generator: np.random.Generator) -> pd.DataFrame:
    """Return a town of 6 × 6 squares where people live unevenly."""
    xy = [(x * 500.0, y * 433.0) for x in range(SIDE) for y in range(SIDE)]
    people = generator.integers(20, 400, size=len(xy))
    frame = pd.DataFrame(xy, columns=["x", "y"]).assign(people=people, file="bor.csv", row=range(2, len(xy) + 2))
    return tables.EXPOSURE.check(frame)


def pins(generator: np.random.Generator, town: pd.DataFrame, n: int, *, extra: int = 0) -> pd.DataFrame:
    """Return pins in proportion to where people live, one to three a person, and ``extra`` persons in one square."""
    share = town["people"].to_numpy(float) / town["people"].sum()
    rows = []
    for person in range(n):
        chosen = generator.choice(len(town), size=generator.integers(1, 4), p=share)
        rows += [(f"r{person}", str(generator.choice(["a", "b", ""])), town["x"][i], town["y"][i]) for i in chosen]
    middle = town[(town["x"] == 1000) & (town["y"] == 866)].iloc[0]
    return points(rows + [(f"h{i}", "a", middle["x"], middle["y"]) for i in range(extra)])


def searched(seed: int, n: int, *, extra: int = 0) -> hotspots.Scanned:
    generator = np.random.default_rng(seed)
    town = lived(generator)
    return hotspots.scan(pins(generator, town, n, extra=extra), exposure=town, size=SIZE, seed=seed, simulations=199)


@pytest.mark.no_cover
def test_false_alarms_are_at_most_ten_per_cent_where_people_point_as_they_live() -> None:
    """The family is every circle of every topic: 5 % of maps may have one."""
    found = [searched(seed, 100 + 3 * seed) for seed in range(60)]
    assert sum(not one.clusters.empty for one in found) <= 6


@pytest.mark.parametrize(("n", "extra", "least"), [(300, 40, 19), (100, 30, 18)])
def test_a_planted_cluster_is_found_where_it_is(n: int, extra: int, least: int) -> None:
    right = 0
    for seed in range(20):
        found = searched(seed, n, extra=extra).clusters
        away = np.hypot(found["x"] - 1000, found["y"] - 866) if len(found) else pd.Series(dtype=float)
        right += bool((away <= found["radius"] + 1).any())
    assert right >= least


def test_where_the_search_could_not_have_found_a_tenth_extra_it_says_so() -> None:
    few = searched(1, 20)
    assert few.clusters.empty
    assert few.notes[""] == hotspots.TOO_FEW
    some = searched(3, 60)
    assert some.notes["a"] == some.notes["b"] == hotspots.TOO_FEW
    many = searched(3, 900)
    assert many.notes == {}
    assert many.tested == ["", "a", "b"]


def test_clusters_of_a_topic_do_not_overlap_and_the_same_seed_gives_the_same_answer() -> None:
    first, again = (searched(5, 200, extra=60) for _ in range(2))
    pd.testing.assert_frame_equal(first.clusters, again.clusters)
    everybody = first.clusters[first.clusters["topic"] == ""]
    assert len(everybody) >= 1
    assert (first.clusters["p"] <= hotspots.LEVEL).all()
    assert (first.clusters["ratio"] > 1).all()


def test_more_pins_do_not_make_a_person_count_more() -> None:
    town = lived(np.random.default_rng(1))
    eager = points([("r1", "", 1000.0, 866.0)] * 400 + [(f"r{i}", "", 0.0, 0.0) for i in range(2, 32)])
    assert int(hotspots.scan(eager, exposure=town, size=SIZE, seed=1, simulations=99).clusters["persons"].sum()) <= 30


def test_without_exposure_or_persons_nothing_is_searched() -> None:
    town = lived(np.random.default_rng(1))
    none = hotspots.scan(tables.POINTS.empty(), exposure=town, size=SIZE, seed=1)
    assert none.clusters.empty
    assert none.tested == []
    empty = hotspots.scan(points([(f"r{i}", "", 0.0, 0.0) for i in range(50)]), exposure=town.assign(people=0.0),
                          size=SIZE, seed=1)  # fmt: skip
    assert empty.clusters.empty


def test_the_ratio_is_kulldorffs() -> None:
    """His example of the Poisson model: c log(c/E) + (C − c) log((C − c)/(C − E)) where c > E."""
    from medlofte.analysis.hotspots.scan import _ratio

    got = _ratio(np.array([12.0, 3.0]), np.array([5.0, 5.0]), 100)
    assert got[0] == pytest.approx(12 * np.log(12 / 5) + 88 * np.log(88 / 95))
    assert got[1] == 0


def test_persons_are_counted_in_the_kommuns_areas() -> None:
    ring = [[0, 0], [1000, 0], [1000, 1000], [0, 1000], [0, 0]]
    layer = {"features": [
        {"properties": {"id": "vast"}, "geometry": {"type": "Polygon", "coordinates": [ring]}},
        {"properties": {"id": "ost"},
         "geometry": {"type": "Polygon", "coordinates": [[[x + 1000, y] for x, y in ring]]}},
    ]}  # fmt: skip
    found = hotspots.cells(
        points([("r1", "", 10, 10), ("r1", "", 500, 500), ("r2", "", 1000, 5), ("r3", "", 1500, 5), ("r4", "", -5, 5)]),
        size=SIZE, areas=layer,
    )  # fmt: skip
    assert found[["cell", "persons"]].to_numpy().tolist() == [["ost", 1], ["vast", 2]]
