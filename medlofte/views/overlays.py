"""What lies over the map's cells and places: circles of the scan, routes walked and what was noted on them.

Each is told by a sign or a letter of its own, never by colour alone, and has its rows in the map's table.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any

import pandas as pd

from medlofte import style
from medlofte.language import _
from medlofte.views import geometry
from medlofte.views.drawing import each, plain
from medlofte.workshop.words import OBSERVED

Mark = list[Any]
Row = tuple[str, ...]


@dataclass(frozen=True)
class Overlay:
    """Traces and annotations of a drawing, and rows of the map's table, each with its mark (x, y, is it a cell)."""

    traces: tuple[dict[str, Any], ...] = ()
    annotations: tuple[dict[str, Any], ...] = ()
    rows: tuple[tuple[Mark | None, Row], ...] = ()


def lettered(clusters: pd.DataFrame) -> dict[int, str]:
    """Return cluster → its letter on the map."""
    return {int(row.cluster): ascii_uppercase[place % 26] for place, row in enumerate(each(clusters))}


def circles(clusters: pd.DataFrame, *, topics: Mapping[str, str]) -> Overlay:
    """Return the scan's circles: a dashed line with a letter at its top, and a row each.

    Parameters
    ----------
    clusters
        ``CLUSTERS``.
    topics
        Topic id → Swedish label.
    """
    if clusters.empty:
        return Overlay()
    letters = lettered(clusters)
    x: list[float | None] = []
    y: list[float | None] = []
    turns = [math.radians(6 * i) for i in range(61)]
    for row in each(clusters):
        x += [*(row.x + row.radius * math.cos(t) for t in turns), None]
        y += [*(row.y + row.radius * math.sin(t) for t in turns), None]
    ring = {"type": "scatter", "mode": "lines", "x": x, "y": y, "hoverinfo": "skip",
            "name": _("ansamling (bokstaven: se texten)"),
            "line": {"color": style.PINK, "width": 3, "dash": "dash"}}  # fmt: skip
    look = {"showarrow": False, "font": {"size": 15}, "bgcolor": style.BACKGROUND, "bordercolor": style.PINK}
    notes = [look | {"x": row.x, "y": row.y + row.radius, "text": f"<b>{letters[int(row.cluster)]}</b>"}
             for row in each(clusters)]  # fmt: skip
    rows = [
        (
            [row.x, row.y, False],
            (
                _("Ansamling {row}").format(row=letters[int(row.cluster)]),
                style.number(row.persons),
                "–",
                _("{topic}: {ratio} gånger det väntade").format(
                    topic=named(row.topic, topics), ratio=style.number(row.ratio, 1)
                ),
            ),
        )
        for row in each(clusters)
    ]
    return Overlay((ring,), tuple(notes), tuple(rows))


def walked(routes: Mapping[str, Any], observations: pd.DataFrame, *, topics: Mapping[str, str]) -> Overlay:
    """Return the safety walks: each route as a line, each observation with a position as a square, and a row each.

    Parameters
    ----------
    routes
        The layer ``walks`` as GeoJSON in SWEREF 99 TM.
    observations
        ``OBSERVATIONS``.
    """
    lines = [ring for _unused, ring in geometry.rings(dict(routes))]
    x, y = geometry.path(lines)
    look = {"color": style.TURQUOISE, "width": 3, "dash": "dot"}
    traces = [{"type": "scatter", "mode": "lines", "x": x, "y": y, "hoverinfo": "skip", "line": look,
               "name": _("trygghetsvandring")}] if lines else []  # fmt: skip
    placed = observations[observations["x"].notna()]
    if len(placed):
        traces.append({"type": "scatter", "mode": "markers", "x": placed["x"].tolist(), "y": placed["y"].tolist(),
                       "name": _("noterat på vandring"), "hoverinfo": "text",
                       "hovertext": [plain(row.text or row.observation) for row in each(placed)],
                       "marker": {"symbol": "square", "size": 11, "color": style.TURQUOISE,
                                  "line": {"color": style.TEXT, "width": 2}}})  # fmt: skip
    rows = [([row.x, row.y, False], (_("Vandring: {row}").format(row=row.text or row.observation), "–", "–",
                                     ", ".join(part for part in (topics.get(row.topic, ""), OBSERVED[row.status])
                                               if part)))
            for row in each(placed)]  # fmt: skip
    return Overlay(tuple(traces), (), tuple(rows))


def named(topic: str, topics: Mapping[str, str]) -> str:
    """Return the topic's label, or that all points are meant."""
    return topics.get(topic, topic) if topic else _("alla utpekade platser")
