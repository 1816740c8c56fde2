"""What is suppressed stays so: thresholds, rounding, what goes with them, and a weakened suppression that is caught."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest

from medlofte import tables
from medlofte.analysis import disclosure
from medlofte.analysis.disclosure import Published, suppress
from medlofte.analysis.estimate.intervals import wilson
from medlofte.errors import DisclosureError
from medlofte.rounds import Disclosure, Profile

EXACT = Profile(minimum_count=5, minimum_base=10, decimals=12, round_n=1)
ROUNDED = Profile()
FIGURES = ["share", "low", "high", "n", "n_eff", "dont_know"]
SMALL_AREA = {(): [33, 67], ("o", "a"): [3, 27], ("o", "b"): [14, 21], ("o", "c"): [16, 19]}


def estimates(cells: dict[tuple[str, ...], list[int]], *, question: str = "q", year: int = 2016) -> pd.DataFrame:
    """Return estimates whose shares are plain counts; a key is () or (by, group) or (by, group, by, group)."""
    rows = []
    for key, counts in cells.items():
        padded = (*key, "", "", "", "")[:4]
        n = sum(counts)
        for i, count in enumerate(counts):
            share = count / n if n else np.nan
            rows.append((year, question, f"c{i}", *padded, share, share, share, n, float(n), 0.1, tables.SHOWN, count))
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
    assert made["status"].tolist().count(tables.SUPPRESSED) == 2, "one alone would follow"


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
    frame = estimates({(): [48, 10, 50]})
    frame["n"] = 50
    frame["share"] = frame["count"] / 50
    made = disclosure.protect(frame, profile=ROUNDED, several=["q"])
    assert made["status"].tolist() == [tables.SUPPRESSED, tables.SHOWN, tables.SUPPRESSED], "50 of 50 is all alike"


def test_a_hidden_group_takes_a_neighbour_along_where_sums_are_exact() -> None:
    made = shown(disclosure.protect(estimates(SMALL_AREA), profile=EXACT))
    assert made[""] == [True, True]
    assert sum(not made[group][0] for group in "abc") >= 2


def test_a_group_hidden_for_its_base_does_not_follow_from_the_total_less_the_others() -> None:
    cells = {(): [60, 48], ("kon", "k"): [30, 30], ("kon", "m"): [27, 14], ("kon", "a"): [3, 4]}
    made = shown(disclosure.protect(estimates(cells), profile=EXACT))
    assert made["a"] == [False, False]
    assert made["m"] == [False, False], "the total less women and men would give the seven away"


def test_the_parts_of_a_breakdown_by_two_add_up_even_where_their_sums_are_not_published() -> None:
    """Area × sex without area alone: whoever adds the sexes up has the area."""
    cells = {(): [40, 60], ("o", "a", "kon", "k"): [3, 20], ("o", "a", "kon", "m"): [17, 20],
             ("o", "b", "kon", "k"): [8, 10], ("o", "b", "kon", "m"): [12, 10]}  # fmt: skip
    frame = estimates(cells)
    made = disclosure.protect(frame, profile=EXACT)
    assert shown(made)["a k"] == [False, False]
    assert sum(not seen for row in shown(made).values() for seen in row) >= 4
    assert disclosure.audit(made, published=Published(EXACT)) == []


def test_halves_of_a_scale_are_tied_to_the_answers_that_they_hold() -> None:
    cells = {(): [50, 30, 20], ("o", "a"): [25, 15, 10], ("o", "b"): [25, 15, 10]}
    whole = estimates(cells)
    halves = estimates({("kon", "k", "o", "a"): [37, 3], ("kon", "m", "o", "a"): [3, 7],
                        ("kon", "k", "o", "b"): [20, 5], ("kon", "m", "o", "b"): [20, 5]})  # fmt: skip
    halves["choice"] = halves["choice"].map({"c0": "ja", "c1": "nej"})
    merged = {"q": {"c0": "ja", "c1": "ja", "c2": "nej"}}
    frame = pd.concat([whole, halves], ignore_index=True)
    made = disclosure.protect(frame, profile=EXACT, merged=merged)
    assert disclosure.audit(made, published=Published(EXACT, merged=merged)) == []
    weak = made.copy()
    few = (frame["count"] < 5).to_numpy()
    weak.loc[~few, [*FIGURES, "status"]] = frame.loc[~few, [*FIGURES, "status"]]
    weak.loc[few, FIGURES] = np.nan
    weak.loc[few, "status"] = tables.SUPPRESSED
    assert disclosure.audit(weak, published=Published(EXACT, merged=merged))


def test_figures_are_rounded_as_the_profile_says_and_the_interval_follows_them() -> None:
    frame = estimates({(): [33, 34], ("o", "a"): [13, 20], ("o", "b"): [20, 14]})
    made = disclosure.protect(frame, profile=ROUNDED, interval=wilson)
    assert made["share"].tolist()[:2] == [0.49, 0.51]
    assert made["n"].tolist() == [67, 67, 35, 35, 35, 35], "among all as it is, in a group to the nearest five"
    low, high = wilson(np.array([0.39]), np.array([35.0]))
    assert made.loc[2, ["share", "low", "high", "n_eff"]].tolist() == [0.39, round(low[0], 2), round(high[0], 2), 35.0]
    assert made["dont_know"].notna().tolist() == [True, True, False, False, False, False]


def test_rounding_goes_to_the_nearest_step_and_says_where_it_came_from() -> None:
    assert disclosure.nearest([0, 1, 7, 8, 12, 13], 5).tolist() == [0, 5, 5, 10, 10, 15]
    low, high = disclosure.rules.range_of([0, 5, 10, 40], 5)
    assert low.tolist() == [0, 1, 8, 38]
    assert high.tolist() == [0, 7, 12, 42]
    assert disclosure.rules.range_of([7.0], 1) == (7.0, 7.0)


def test_the_public_edition_suppresses_what_the_internal_one_does() -> None:
    """Laid side by side, the two show what the internal one shows."""
    frame = estimates({(): [60, 58], ("o", "a"): [8, 8], ("o", "b"): [13, 3], ("o", "c"): [39, 47]})
    rules = Disclosure()
    inside = disclosure.protect(frame, profile=rules.internal)
    beneath = (inside["status"] == tables.SUPPRESSED).to_numpy()
    outside = disclosure.protect(frame, profile=rules.public, beneath=beneath)
    hidden = (outside["status"] == tables.SUPPRESSED).to_numpy()
    assert hidden[beneath].all()
    assert shown(outside)["a"] == [False, False], "sixteen are enough inside, not outside"
    assert any(shown(inside)["a"])


def test_a_weakened_suppression_is_caught() -> None:
    frame = estimates(SMALL_AREA)
    made = disclosure.protect(frame, profile=EXACT)
    assert disclosure.audit(made, published=Published(EXACT)) == []
    alone = (made["group1"] == "a") & (made["choice"] == "c0")
    weak = frame.drop(columns="count").assign(status=tables.SHOWN)
    weak.loc[alone, FIGURES] = np.nan
    weak.loc[alone, "status"] = tables.SUPPRESSED
    [leak] = disclosure.audit(weak, published=Published(EXACT))
    assert (leak.group, leak.choice) == (("o", "a", "", ""), "c0")
    assert leak.low == pytest.approx(3, abs=1e-4)
    assert leak.high == pytest.approx(3, abs=1e-4)


def test_one_option_of_several_is_caught_too() -> None:
    cells = {(): [24, 40], ("o", "a"): [4, 20], ("o", "b"): [20, 20]}
    frame = estimates(cells)
    frame["n"] = frame["by1"].map({"": 64, "o": 32})
    frame["share"] = frame["count"] / frame["n"]
    alone = (frame["group1"] == "a") & (frame["choice"] == "c0")
    weak = frame.drop(columns="count")
    weak.loc[alone, FIGURES] = np.nan
    weak.loc[alone, "status"] = tables.SUPPRESSED
    [leak] = disclosure.audit(weak, published=Published(EXACT, several=frozenset({"q"})))
    assert leak.high == pytest.approx(4, abs=1e-4)
    made = disclosure.protect(frame, profile=EXACT, several=["q"])
    assert disclosure.audit(made, published=Published(EXACT, several=frozenset({"q"}))) == []


def test_figures_that_contradict_each_other_are_refused() -> None:
    frame = estimates({(): [4, 40, 56], ("o", "a"): [4, 20, 26], ("o", "b"): [0, 20, 30]}).drop(columns="count")
    few = [0, 3]
    frame.loc[few, FIGURES] = np.nan
    frame.loc[few, "status"] = tables.SUPPRESSED
    frame.loc[frame["choice"] == "c1", "share"] = 0.9
    with pytest.raises(DisclosureError, match="motsäger"):
        disclosure.audit(frame, published=Published(EXACT))


def test_where_the_program_finds_nothing_in_time_the_heaviest_rows_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suppress, "_SECONDS", 0.0)
    made = disclosure.protect(estimates(SMALL_AREA), profile=EXACT)
    assert disclosure.audit(made, published=Published(EXACT)) == []


def test_a_table_of_twelve_by_six_takes_less_than_two_seconds() -> None:
    draw = np.random.default_rng(7)
    groups = {("o", f"g{i:02d}"): draw.multinomial(125, [0.4, 0.25, 0.15, 0.1, 0.06, 0.04]).tolist() for i in range(12)}
    frame = estimates({(): np.array(list(groups.values())).sum(axis=0).tolist()} | groups)
    disclosure.protect(estimates(SMALL_AREA), profile=EXACT)  # loads the solver
    for profile in (EXACT, ROUNDED):
        start = time.process_time()
        made = disclosure.protect(frame, profile=profile)
        assert time.process_time() - start < 2
        assert (made["status"] == tables.SUPPRESSED).mean() < 0.5
        assert disclosure.audit(made, published=Published(profile)) == []


def test_rows_that_add_up_to_something_known_leave_room_for_the_suppressed_one() -> None:
    frame = pd.DataFrame({"question": ["kon"] * 3, "choice": ["k", "m", "a"], "n": [290, 181, 4],
                          "share": [0.61, 0.38, 0.01], "status": tables.SHOWN})  # fmt: skip
    exact = disclosure.protect_parts(frame, within="question", profile=EXACT)
    assert exact["status"].tolist() == [tables.SHOWN, tables.SUPPRESSED, tables.SUPPRESSED]
    made = disclosure.protect_parts(frame, within="question", profile=ROUNDED)
    assert made["n"].tolist()[:2] == [290, 180], "what is rounded leaves room enough"
    assert made["share"].tolist()[:2] == [0.62, 0.38]
    assert made.loc[2, ["n", "share"]].isna().all()


def test_rows_that_do_not_add_up_are_suppressed_one_by_one() -> None:
    frame = pd.DataFrame({"n": [290, 181, 4], "base": [300, 9, 300], "status": tables.SHOWN})
    alone = disclosure.protect_rows(frame, count="n", profile=ROUNDED, figures=["n"])
    assert alone["status"].tolist() == [tables.SHOWN, tables.SHOWN, tables.SUPPRESSED]
    small = disclosure.protect_rows(frame, count="n", base="base", profile=ROUNDED, figures=["n"])
    assert small["status"].tolist() == [tables.SHOWN, tables.SUPPRESSED, tables.SUPPRESSED]
