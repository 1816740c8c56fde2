"""The few ways a figure is drawn, as plotly JSON: bars, dots, lines. Plain dicts; nothing is imported from plotly.

Names stand above their bars instead of on an axis, so that a figure reads the same at 300 and at 1 200 pixels.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from medlofte import style
from medlofte.language import _

ROW = 54
# Keeps a name readable on a line or a dark cell.
HALO = ", ".join([f"0 0 2px {style.BACKGROUND}"] * 4)
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x", "star")


@dataclass(frozen=True)
class Figure:
    """A figure ready to show or to print.

    Parameters
    ----------
    spec
        Plotly JSON: ``{"data": [...], "layout": {...}}``.
    title, subtitle, source, alt
        The message (only what an interval or a test supports, else neutral); measure, place and time; n and design;
        the text alternative.
    columns, rows
        The table twin: headings and rows of formatted text, with the same numbers as the drawing.
    """

    spec: dict[str, Any]
    title: str
    subtitle: str
    source: str
    alt: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Mark:
    """One value to draw: its name, value (None when blank), interval ends, written figure and id."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    text: str = ""
    id: str = ""
    colour: str = style.BLUE


@dataclass(frozen=True)
class Series:
    """Several marks of one kind, in the order of the figure's rows."""

    name: str
    colour: str
    marks: tuple[Mark, ...]
    outlined: bool = False


def plain(text: object) -> str:
    """Return text that plotly shows as it is (it reads ``<b>`` and ``&`` as markup)."""
    return escape(str(text), quote=False)


def blank(value: Any) -> float | None:
    """Return a figure as a float, or None when it is blank."""
    return None if style.missing(value) else float(value)


def each(frame: pd.DataFrame) -> list[Any]:
    """Return a frame's rows as named tuples, one attribute per column."""
    return list(frame.itertuples())


def named(row: dict[Any, Any]) -> dict[str, Any]:
    """Return a row of ``to_dict("records")`` with its names as text, which they are."""
    return {str(name): value for name, value in row.items()}


def layout(height: int, **parts: Any) -> dict[str, Any]:
    """Return a layout with the house's template, a fixed height and whatever else is given."""
    own = {"template": style.TEMPLATE, "separators": style.separators(), "height": height, "showlegend": False}
    return own | parts


def share_axis(highest: float) -> dict[str, Any]:
    """Return an axis in whole per cent from 0 to a little above the highest share; at most six marks."""
    top = min(max(highest * 1.08, 0.05), 1.0)
    step = next(s for s in (0.01, 0.02, 0.05, 0.1, 0.2, 0.25) if top / s <= 5.5)
    marks = [i * step for i in range(math.floor(top / step + 1e-9) + 1)]
    # The nought stands at the drawing's edge, where its sign would have no room.
    texts = ["0", *(style.percent(round(mark, 2)) for mark in marks[1:])]
    return {"range": [0, max(top, marks[-1] * 1.04)], "tickvals": marks, "ticktext": texts}


def count_axis(highest: float) -> dict[str, Any]:
    """Return an axis of counts from 0 to a little above the highest; whole steps, at most six marks."""
    top = max(highest * 1.08, 1.0)
    size = 10.0 ** math.floor(math.log10(top))
    step = max(next(s * size for s in (0.2, 0.5, 1.0, 2.0) if top / (s * size) <= 5.5), 1.0)
    marks = [i * step for i in range(math.floor(top / step + 1e-9) + 1)]
    return {"range": [0, max(top, marks[-1] * 1.04)], "tickvals": marks, "ticktext": [style.number(m) for m in marks]}


def bars(marks: Sequence[Mark], *, axis: dict[str, Any]) -> dict[str, Any]:
    """Return horizontal bars, first mark on top, each with its name and figure above and its interval across.

    Parameters
    ----------
    marks
        A blank value gets no bar, only its name with ``..``.
    axis
        ``share_axis`` or ``count_axis``.
    """
    bar = {
        "type": "bar",
        "orientation": "h",
        "y": list(range(len(marks))),
        "x": [mark.value or 0 for mark in marks],
        "width": 0.42,
        "marker": {"color": [mark.colour for mark in marks]},
        "customdata": [mark.id for mark in marks],
        "hovertext": [f"{plain(mark.label)}: {plain(mark.text)}" for mark in marks],
        "hoverinfo": "text",
    }
    data = [bar, *_whiskers([(i, mark) for i, mark in enumerate(marks)], colour=style.TEXT)]
    return {"data": data, "layout": _rows_layout([(m.label, m.text) for m in marks], axis=axis)}


def dots(names: Sequence[str], series: Sequence[Series], *, axis: dict[str, Any]) -> dict[str, Any]:
    """Return one row per name with a dot per series: told apart by symbol and colour, a little apart in height."""
    data: list[dict[str, Any]] = []
    several = len(series) > 1
    spread = 0.26 / max(len(series) - 1, 1)
    for order, one in enumerate(series):
        offset = order * spread - (0.13 if several else 0) + 0.05
        placed = [(i + offset, mark) for i, mark in enumerate(one.marks)]
        data += _whiskers(placed, colour=one.colour, halo=False)
        data.append(_dots(one, placed, SYMBOLS[order % len(SYMBOLS)]))
    drawn = _rows_layout([(name, "") for name in names], axis=axis)
    legend = {"showlegend": True, "margin": {"l": 8, "r": 16, "t": 44, "b": 40}, "height": drawn["height"] + 30}
    return {"data": data, "layout": drawn | (legend if several else {})}


def lines(series: Sequence[Series], *, periods: Sequence[str], axis: dict[str, Any]) -> dict[str, Any]:
    """Return a line per series over the periods, its first and last figure written; a blank value breaks the line."""
    data = []
    for order, one in enumerate(series):
        opened = ["-open" if "prel" in mark.text else "" for mark in one.marks]
        data.append({
            "type": "scatter", "mode": "lines+markers+text", "name": plain(one.name), "x": list(periods),
            "y": [mark.value for mark in one.marks], "line": {"color": one.colour, "width": 3},
            "marker": {"symbol": [SYMBOLS[order % len(SYMBOLS)] + end for end in opened],
                       "size": 10, "color": one.colour, "line": {"width": 2, "color": one.colour}},
            "text": _ends(one.marks), "textposition": "top center", "cliponaxis": False,
            "textfont": {"size": 14, "color": style.TEXT, "shadow": HALO},
            "customdata": [mark.id for mark in one.marks], "hoverinfo": "text",
            "hovertext": [f"{plain(one.name)} {plain(m.label)}: {plain(m.text)}" for m in one.marks],
        })  # fmt: skip
    below = {"orientation": "h", "y": -0.18, "yanchor": "top", "x": 0}
    kept = {"showlegend": len(series) > 1, "legend": below, "xaxis": {"type": "category", "showgrid": False}}
    return {"data": data, "layout": layout(340 + 22 * len(series), yaxis=axis, **kept)}


def _ends(marks: Sequence[Mark]) -> list[str]:
    """Return what is written at each point of a line: the first and the last figure, else nothing."""
    known = [place for place, mark in enumerate(marks) if mark.value is not None]
    return [plain(mark.text) if place in (*known[:1], *known[-1:]) else "" for place, mark in enumerate(marks)]


def enumerated(names: Sequence[str]) -> str:
    """Return names in a sentence, ``a, b samt c``: a topic's own name may hold an «och»."""
    mark = "; " if any(", " in name for name in names) else ", "
    return names[0] if len(names) == 1 else _("{names} samt {last}").format(names=mark.join(names[:-1]), last=names[-1])


def highest(marks: Iterable[Mark]) -> float:
    """Return the largest value or interval end among marks; 0 when all are blank."""
    return max((end for m in marks for end in (m.value, m.high) if end is not None), default=0.0)


def _dots(one: Series, placed: Sequence[tuple[float, Mark]], symbol: str) -> dict[str, Any]:
    fill = style.BACKGROUND if one.outlined else one.colour
    return {
        "type": "scatter", "mode": "markers", "name": plain(one.name), "y": [y for y, _unused in placed],
        "x": [mark.value for _unused, mark in placed], "customdata": [mark.id for _unused, mark in placed],
        "marker": {"symbol": symbol, "size": 13, "color": fill, "line": {"color": one.colour, "width": 2.5}},
        "hovertext": [f"{plain(mark.label)}, {plain(one.name)}: {plain(mark.text)}" for _unused, mark in placed],
        "hoverinfo": "text", "cliponaxis": False,
    }  # fmt: skip


def _whiskers(placed: Sequence[tuple[float, Mark]], *, colour: str, halo: bool = True) -> list[dict[str, Any]]:
    """Return interval lines; a white line below each keeps them visible on a dark bar."""
    x: list[float | None] = []
    y: list[float | None] = []
    for height, mark in placed:
        if mark.low is not None and mark.high is not None:
            x += [mark.low, mark.high, None]
            y += [height, height, None]
    if not x:
        return []
    line = {"type": "scatter", "mode": "lines", "x": x, "y": y, "hoverinfo": "skip", "showlegend": False}
    under = [line | {"line": {"color": style.BACKGROUND, "width": 6}}] if halo else []
    return [*under, line | {"line": {"color": colour, "width": 2.5}}]


def _rows_layout(names: Sequence[tuple[str, str]], *, axis: dict[str, Any]) -> dict[str, Any]:
    notes = [
        {
            "x": 0, "xref": "paper", "xanchor": "left", "y": i - 0.24, "yref": "y", "yanchor": "bottom",
            "showarrow": False, "align": "left", "font": {"size": 15}, "bgcolor": style.BACKGROUND,
            "text": plain(name) + (f"  <b>{plain(figure)}</b>" if figure else ""),
        }
        for i, (name, figure) in enumerate(names)
    ]  # fmt: skip
    rows = {"range": [len(names) - 0.5, -0.75], "showticklabels": False, "showgrid": False, "zeroline": False}
    return layout(max(len(names), 1) * ROW + 70, annotations=notes, xaxis=axis, yaxis=rows)
