"""Rankings, agreement, role groups and robustness, on small boards worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from medlofte.workshop import priorities
from medlofte.workshop.priorities import agreement, answered, by_role, eijk, means, ranking, smaa

CRITERIA = ["vanligt", "okar"]


def board(*rows):
    return pd.DataFrame(rows, columns=["participant", "role", "problem", "criterion", "answer"])


def over_weights(ratings, *, draws):
    """Each problem's places as the criteria's weights vary."""
    table = means(answered(ratings, criteria=CRITERIA), criteria=CRITERIA)
    return smaa(table, draws=draws)["criteria"].acceptability


SMALL = board(
    ("a", "polis", "inbrott", "vanligt", "ja"),
    ("a", "polis", "inbrott", "okar", "nej"),
    ("b", "kommun", "inbrott", "vanligt", "delvis"),
    ("b", "kommun", "inbrott", "okar", "vet_ej"),
    ("a", "polis", "klotter", "vanligt", "ja"),
    ("a", "polis", "klotter", "annat", "ja"),
)


def test_a_score_is_the_mean_over_criteria_of_the_participants_means():
    frame = ranking(SMALL, criteria=CRITERIA)
    assert frame["problem"].tolist() == ["klotter", "inbrott"]
    assert frame["score"].tolist() == [1.0, (0.75 + 0) / 2]
    assert frame["n"].tolist() == [1, 2]
    assert frame["rank"].tolist() == [1, 2]
    # a: (1 + 0) / 2, b: 0.5 (don't know is no answer) → no spread; klotter has one person only.
    assert np.isnan(frame["spread"][0])
    assert frame["spread"][1] == 0


def test_only_the_criteria_that_count_and_one_groups_answers():
    assert ranking(SMALL, criteria=["okar"])["problem"].tolist() == ["inbrott"]
    assert ranking(SMALL[SMALL["role"] == "kommun"], criteria=CRITERIA)["score"].tolist() == [0.5]


def test_equal_scores_share_the_better_place():
    frame = ranking(board(*(("a", "polis", p, "okar", x) for p, x in [("p", "ja"), ("q", "ja"), ("r", "nej")])),
                    criteria=CRITERIA)  # fmt: skip
    assert frame["rank"].tolist() == [1, 1, 3]


def test_an_empty_board_gives_empty_frames():
    empty = board()
    assert ranking(empty, criteria=CRITERIA).empty
    assert by_role(empty, criteria=CRITERIA).empty
    assert agreement(empty, criteria=CRITERIA).empty
    assert over_weights(empty, draws=100).empty


def people(**sizes):
    return [(f"{role}{i}", role) for role, size in sizes.items() for i in range(size)]


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ({"polis": 3, "kommun": 4, "annan": 5}, {"polis", "kommun", "annan", "alla"}),
        ({"polis": 3, "kommun": 4}, {"polis", "kommun", "alla"}),
        ({"polis": 1, "kommun": 2, "annan": 9}, {"annan", "alla"}),  # three are hidden together
        ({"polis": 2, "kommun": 4, "annan": 9}, {"annan", "alla"}),  # else alla minus the others gives polis
        ({"polis": 2, "kommun": 9}, {"alla"}),
        ({"polis": 1, "kommun": 1}, set()),
    ],
)
def test_small_groups_are_not_shown_apart(sizes, shown):
    frame = by_role(board(*((p, role, "x", "okar", "ja") for p, role in people(**sizes))), criteria=CRITERIA)
    row = frame.iloc[0]
    assert {group for group in ("polis", "kommun", "annan", "alla") if pd.notna(row[group])} == shown
    assert row["n_polis"] == sizes.get("polis", 0)
    assert row["n_alla"] == sum(sizes.values())


@pytest.mark.parametrize(
    ("counts", "value"),
    [
        # The worked example of the R package agrmt (its help page for agreement()).
        ([30, 40, 210, 130, 530, 50, 10], 0.6113333),
        ([0, 7, 0], 1),
        ([4, 4, 4], 0),
        ([5, 0, 5], -1),
        ([3, 3, 0], 0.5),
    ],
)
def test_van_der_eijks_a(counts, value):
    assert eijk(counts) == pytest.approx(value, abs=1e-6)


def test_agreement_is_the_mean_over_criteria_with_two_answers():
    rows = [(f"p{i}", "polis", "x", "okar", answer) for i, answer in enumerate(["ja", "ja", "nej", "nej"])]
    rows += [(f"p{i}", "polis", "x", "vanligt", "ja") for i in range(4)]
    rows += [("p0", "polis", "y", "okar", "ja")]
    frame = agreement(board(*rows), criteria=CRITERIA).set_index("problem")
    assert frame.at["x", "agreement"] == 0
    assert frame.at["x", "n"] == 4
    assert np.isnan(frame.at["y", "agreement"])
    assert np.isnan(eijk([0, 0, 0]))


def test_robustness_of_an_order_that_depends_on_the_weights():
    """x: vanligt 1, okar 0; y: the reverse; z: 0.5 and 0.5. By symmetry x and y are first half of the time each."""
    cells = {"x": ("ja", "nej"), "y": ("nej", "ja"), "z": ("delvis", "delvis")}
    rows = [("a", "polis", p, c, answers[i]) for p, answers in cells.items() for i, c in enumerate(CRITERIA)]
    frame = over_weights(board(*rows), draws=4000)
    places = frame.set_index(["problem", "rank"])
    assert places.at[("x", 1), "share"] == pytest.approx(0.5, abs=0.03)
    assert places.at[("z", 2), "share"] == 1
    assert places.at[("y", 3), "cumulative"] == pytest.approx(1)
    assert frame.groupby("problem")["share"].sum().tolist() == pytest.approx([1, 1, 1])
    pd.testing.assert_frame_equal(frame, over_weights(board(*rows), draws=4000))


def test_an_order_that_no_weights_can_change():
    rows = [("a", "polis", p, c, x) for p, x in (("x", "ja"), ("y", "nej")) for c in CRITERIA]
    frame = over_weights(board(*rows), draws=100)
    assert frame[frame["share"] == 1][["problem", "rank"]].to_numpy().tolist() == [["x", 1], ["y", 2]]


def test_evidence_is_reached_from_priorities():
    assert {"evidence", "problems"} <= set(priorities.__all__)
