"""What every contender shows: the lägesbild's own figures, texts and tables, and its filters on the same estimates.

Runs in each contender's environment: pandas only. ``MEDLOFTE_SAME`` names the folder that ``open_page.py`` has written
from the edition (``dump``): ``page.json`` with the figures as plotly JSON, ``estimates.csv``.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pandas as pd

_FOLDER = Path(os.environ["MEDLOFTE_SAME"])
_PAGE = json.loads((_FOLDER / "page.json").read_text("utf-8"))
_TEXT = dict.fromkeys(("question", "choice", "by1", "group1", "by2", "group2", "status"), str)
_ESTIMATES = pd.read_csv(_FOLDER / "estimates.csv", dtype=_TEXT, keep_default_na=False, na_values={"share": [""]})
HTML: str = _PAGE["html"]
FIGURES: list[dict[str, Any]] = _PAGE["figures"]  # all but the first, which answers to the filters
# Each control: (name, label, [(option's label, value)]); the first is the question, the others are filters.
CONTROLS: list[tuple[str, str, list[tuple[str, str]]]] = [
    (name, label, [(text, value) for text, value in options]) for name, label, options in _PAGE["controls"]
]


def residents(question: str, chosen: dict[str, str]) -> dict[str, Any]:
    """Return the share of each answer in the chosen group with its interval, as plotly JSON."""
    picked = sorted((name, group) for name, group in chosen.items() if group)[:2]
    keys = [part for pair in [*picked, ("", ""), ("", "")][:2] for part in pair]
    rows = _ESTIMATES[_ESTIMATES["question"] == question]
    rows = rows[rows["year"] == rows["year"].max()]
    for column, key in zip(("by1", "group1", "by2", "group2"), keys, strict=True):
        rows = rows[rows[column] == key]
    numbers = rows[["share", "low", "high"]].apply(pd.to_numeric)
    names = _PAGE["choices"].get(question, {})
    where = ", ".join(group for _, group in picked) or "alla svarande"
    above, below = (numbers[end].sub(numbers["share"]).abs().fillna(0).tolist() for end in ("high", "low"))
    bar = {
        "type": "bar", "orientation": "h", "y": [names.get(choice, choice) for choice in rows["choice"]],
        "x": numbers["share"].fillna(0).tolist(),
        "error_x": {"type": "data", "symmetric": False, "array": above, "arrayminus": below},
    }  # fmt: skip
    layout = {"title": {"text": f"Så svarade invånarna: {where}"}, "height": 520, "yaxis": {"automargin": True},
              "template": _PAGE["template"]}  # fmt: skip
    return {"data": [bar], "layout": layout}
