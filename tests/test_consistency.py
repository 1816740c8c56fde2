"""Arithmetic against published tables, with the figures that kommuner really have printed."""

from typing import Any

import pandas as pd
import pytest

from medlofte.analysis.consistency import figures, mixture
from medlofte.analysis.consistency.figures import rates, sexes, sums
from medlofte.analysis.read.figures import figure, measured, slug
from tests.readings import make_round, tables_register


def register(*rows: dict[str, Any]) -> pd.DataFrame:
    return tables_register([{"region": "Ort", "period": "2024", "label": row["indicator"], **row} for row in rows])


def test_the_printed_total_of_stromsund() -> None:
    # Strömsunds kommun: women 74 %, men 81 %, all 80 %, with 86 women and 58 men. By hand: (74·86 + 81·58) / 144.
    assert mixture(74, 81, 80, answered=(86, 58)) == pytest.approx(76.819, abs=0.001)
    assert mixture(74, 81, 77, answered=(86, 58)) is None
    assert mixture(74, 81, 80) is None, "without the numbers of answers it may be true"
    assert mixture(74, 81, 83) == 81
    assert mixture(74, 81, 60) == 74
    assert mixture(74, 81, 60, answered=(0, 0)) == 74


@pytest.mark.parametrize(("total", "told"), [(0.8, True), (0.78, False), (0.75, False), (0.7, True)])
def test_rounding_is_let_through(total: float, told: bool) -> None:
    rows = [
        figure(indicator="oro", value=total),
        figure(indicator="oro_k", value=0.78),
        figure(indicator="oro_m", value=0.72),
    ]
    assert bool(sexes(register(*rows))) == told


def test_missing_figures_are_not_compared() -> None:
    assert sexes(register(figure(indicator="a", value=1.0), figure(indicator="a_k"), figure(indicator="a_m"))) == []
    assert sexes(register(figure(indicator="a", value=1.0), figure(indicator="a_k", value=5.0))) == []


def test_parts_larger_than_their_whole() -> None:
    whole = figure(indicator="a", count=100.0)
    parts = [figure(indicator=f"b{i}", parent="a", level=2, count=60.0) for i in range(2)]
    [note] = sums(register(whole, *parts))
    assert "Delarna blir 120 men helheten är 100" in note["message"]
    assert sums(register(whole, parts[0])) == []
    noisy = [figure(indicator=f"b{i}", parent="a", level=2, count=52.0) for i in range(2)]
    assert sums(register(whole, *noisy)) == [], "SCB's noise"


def test_rates_of_another_population() -> None:
    good = [figure(indicator=f"a{i}", count=100.0 * i, per_100k=1000.0 * i) for i in (1, 2, 3)]
    [note] = rates(register(*good, figure(indicator="b", count=100.0, per_100k=500.0)))
    assert "20\xa0000 invånare, men de andra raderna 10\xa0000" in note["message"]
    assert rates(register(*good, figure(indicator="c", count=9.0, per_100k=1.0))) == []


@pytest.mark.parametrize(
    ("code", "told"), [("1486", False), ("", False), ("486", True), ("0280", True), ("9999", True)]
)
def test_impossible_codes(code: str, told: bool, tmp_path: Any) -> None:
    assert bool(figures(register(), round_=make_round(tmp_path, kommun_code=code))) == told


@pytest.mark.parametrize(
    ("label", "unit"),
    [("Trygga, andel (%)", "%"), ("Våldsbrott, antal/100 000 inv", "per 100 000"),
     ("Anmälda per 100000", "per 100 000"), ("Index (0-6)", "0-6"), ("Något", "")],
)  # fmt: skip
def test_units_of_key_figures(label: str, unit: str) -> None:
    assert measured(1.0, label=label)["unit"] == unit
    assert slug("Åker & äter, 2 ggr!") == "aker_ater_2_ggr"
