"""The palette's contrasts and the Swedish ways of writing numbers and dates."""

import json

import numpy as np
import pandas as pd
import pytest

from medlofte import style


def test_contrast_has_known_values():
    # WCAG's ends, and the measured values of the Analysis Function palette.
    assert style.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert style.contrast(style.BLUE, "#FFFFFF") == pytest.approx(10.25, abs=0.01)
    assert style.contrast(style.TURQUOISE, "#FFFFFF") == pytest.approx(3.17, abs=0.01)


def test_status_words_are_readable_and_have_a_sign():
    for sign, colour in style.STATUSES.values():
        assert sign
        assert style.contrast(colour, style.BACKGROUND) >= 4.5


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(1234.5, 1, "1 234,5"), (0.5, 0, "1"), (2.5, 0, "3"), (-3, 0, "−3"), (1234567, 0, "1 234 567"), (-0.2, 0, "0"),
     (None, 0, ".."), (float("nan"), 0, ".."), (pd.NA, 0, ".."), (np.int64(7), 0, "7"), (np.float64(0.25), 1, "0,3"),
     (0, 0, "0")],
)  # fmt: skip
def test_number(value, decimals, text):
    assert style.number(value, decimals) == text.replace(" ", style.NBSP)


def test_percent_and_interval():
    assert style.percent(0.46) == f"46{style.NBSP}%"
    assert style.percent(0.145) == f"15{style.NBSP}%"
    assert style.percent(None) == ".."
    assert style.interval(0.46, 0.41, 0.51) == f"46{style.NBSP}% (41–51)"
    assert style.interval(0.46, None, None) == f"46{style.NBSP}%"
    assert style.interval(None, None, None) == ".."


def test_points():
    assert [style.points(share) for share in (0.08, -0.08, 0.001, None)] == ["+8", "−8", "0", ".."]


def test_change():
    assert style.change(0.08) == f"+8{style.NBSP}procentenheter"
    assert style.change(-0.08) == f"−8{style.NBSP}procentenheter"
    assert style.change(0.001) == f"0{style.NBSP}procentenheter"
    assert style.change(None) == ".."


def test_date():
    assert style.date("2017-11-15") == "15 november 2017"
    assert style.date("2026-11-23T12:00:00+00:00") == "23 november 2026"
    assert style.date("") == ""
    with pytest.raises(ValueError, match="Invalid isoformat"):
        style.date("i höstas")


def test_no_chart_talks_to_a_cloud():
    assert style.CONFIG["displayModeBar"] is False
    assert style.CONFIG["showSendToCloud"] is False
    assert style.CONFIG["plotlyServerURL"] == ""
    assert "http" not in json.dumps([style.CONFIG, style.TEMPLATE])


def test_the_template_is_valid_plotly():
    import plotly.graph_objects as go

    assert go.Figure(layout={"template": style.TEMPLATE}).layout.template.layout.separators == f",{style.NBSP}"
