"""What is worked out from protected figures tells no more than they do; mean weights are told no finer than stated."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from medlofte import tables
from medlofte.analysis import protect
from medlofte.analysis.disclosure import Published, audit
from medlofte.analysis.disclosure import protect as protected
from medlofte.codebook import Codebook
from medlofte.rounds import Profile
from tests.test_disclosure import estimates

ROOT = Path(__file__).parents[1]
HALF = 1.959963984540054


def weighted(cells: dict[tuple[str, ...], list[int]], mean: dict[str, float]) -> pd.DataFrame:
    """Return estimates where each group's respondents weigh alike."""
    frame = estimates(cells)
    return frame.assign(weight=frame["n"] * frame["group1"].map(mean).fillna(1.0))


def test_changes_are_made_of_what_is_shown() -> None:
    """By hand: 0.30 − 0.25 = 0.05, and 1.96·√(0.25·0.75/200 + 0.30·0.70/100) = 0.108."""
    old = estimates({(): [501, 1499]}, year=2015).assign(share=[0.25, 0.75], n_eff=200.0)
    new = estimates({(): [301, 699]}, year=2016).assign(share=[0.30, 0.70], n_eff=100.0)
    shown = pd.concat([old, new], ignore_index=True).drop(columns="count")
    row = {"question": "q", "choice": "c0", "year0": 2015, "year1": 2016, "difference": 0.0567, "low": 0.0, "high": 0.1,
           "q": 0.0312, "note": "", "status": tables.SHOWN}  # fmt: skip
    changes = pd.DataFrame([row, row | {"choice": "c1"}, row | {"choice": "c9", "note": "Frågan ändrades."}])
    made = protect._changes(changes, shown=shown, limits=Profile())
    half = HALF * np.sqrt(0.25 * 0.75 / 200 + 0.3 * 0.7 / 100)
    assert made.loc[0, ["difference", "low", "high", "q"]].tolist() == [
        0.05, round(0.05 - half, 2), round(0.05 + half, 2), 0.03]  # fmt: skip
    assert made.loc[2, ["difference", "low", "high"]].isna().all()
    shown.loc[3, ["share", "n_eff"]] = np.nan
    shown.loc[3, "status"] = tables.SUPPRESSED
    hidden = protect._changes(changes, shown=shown, limits=Profile())
    assert hidden["status"].tolist()[:2] == [tables.SHOWN, tables.SUPPRESSED]
    assert hidden.loc[1, ["difference", "low", "high", "q"]].isna().all()


def test_mean_weights_are_rounded_outwards_and_small_groups_have_none() -> None:
    cells = {(): [60, 60], ("kon", "k"): [40, 40], ("kon", "m"): [16, 16], ("kon", "a"): [4, 4]}
    found = protect.mean_weights(weighted(cells, {"k": 0.8341, "m": 1.1, "a": 2.0}), minimum_base=10)
    assert found == {2016: {("kon", "k", "", ""): (0.83, 0.84), ("kon", "m", "", ""): (1.1, 1.1)}}
    assert protect.mean_weights(weighted(cells, {}), minimum_base=10) == {}


def test_weighted_shares_are_protected_in_the_weights_of_their_group() -> None:
    """Three of thirty who weigh double look like six: without the mean weight they would seem enough."""
    cells = {(): [53, 97], ("kon", "k"): [3, 27], ("kon", "m"): [50, 70]}
    mean = {"k": 2.0, "m": 0.75}
    frame = weighted(cells, mean)
    frame.loc[0, "share"] = (6 + 37.5) / 150
    frame.loc[1, "share"] = 1 - frame.loc[0, "share"]
    weights = protect.mean_weights(frame, minimum_base=10)
    made = protected(frame, profile=Profile(), weights=weights)
    assert made.loc[2, "status"] == tables.SUPPRESSED
    assert audit(made, published=Published(Profile(), weights=weights)) == []
    weak = made.copy()
    shown = protected(frame, profile=Profile(minimum_count=1, minimum_base=1), weights=weights)
    weak.loc[3:5] = shown.loc[3:5]
    assert [leak.choice for leak in audit(weak, published=Published(Profile(), weights=weights))] == ["c0"]


def test_a_topic_is_hidden_where_one_of_its_options_is() -> None:
    choices = [{"name": name, "label": name, "topic": topic} for name, topic in (("c0", "a"), ("c1", "b"), ("c2", "b"))]
    codebook = Codebook.model_validate({
        "questions": [{"name": "q", "label": "Q", "type": "select_multiple", "choices": choices}],
        "topics": [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}],
    })  # fmt: skip
    shown = protected(estimates({(): [60, 40, 3]}), profile=Profile(), several=["q"])
    ranks = pd.DataFrame({"topic": ["a", "b"], "question": "q", "share": [0.58, 0.42], "low": 0.4, "high": 0.6,
                          "rank": [1, 2], "p_top3": 1.0, "status": tables.SHOWN, "count": [60, 43], "n": 103,
                          "n_eff": 98.3})  # fmt: skip
    made = protect._ranks(ranks, shown=shown, limits=Profile(), codebook=codebook)
    assert made["status"].tolist() == [tables.SHOWN, tables.SUPPRESSED]
    n = 100.0
    middle, spread = 0.58 + HALF**2 / (2 * n), HALF * np.sqrt(0.58 * 0.42 / n + HALF**2 / (4 * n * n))
    low = (middle - spread) / (1 + HALF**2 / n)
    assert made.loc[0, "low"] == pytest.approx(round(low, 2)), "Wilson on the rounded share and effective n"


def test_the_security_page_names_tests_that_exist() -> None:
    page = (ROOT / "docs" / "security.md").read_text("utf-8")
    file = ""
    for name, test in re.findall(r"`(test_\w+\.py|…)(?:::(\w+))?`", page):
        file = file if name == "…" else name
        text = (ROOT / "tests" / file).read_text("utf-8")
        assert not test or f"def {test}(" in text, f"{file}::{test}"
