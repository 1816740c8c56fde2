"""Figures as plain dicts: one pure function each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


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
