"""Small bars in a table: drawn as SVG beside the same figure in words, so that nothing is read from the drawing alone.

The tables turn into cards on a phone; their roles stand in the markup, since a table drawn as blocks loses its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from medlofte import language, style

ARROWS = {"okar": "↑", "minskar": "↓", "oforandrat": "→"}
_WIDE, _HIGH = 100, 16


def bar(
    value: Any, *, top: float, low: Any = None, high: Any = None, tick: Any = None, colour: str = style.BLUE
) -> str:
    """Return one bar from 0 to ``top`` with its interval as a line and, if given, another value as a tick.

    A blank value gives no drawing. Screen readers pass it over: the same figure stands beside it.
    """
    if style.missing(value) or top <= 0:
        return ""
    scale = _WIDE / top
    parts = [f'<rect x="0" y="1" width="{_at(value, scale)}" height="{_HIGH - 2}" fill="{colour}"/>']
    if not (style.missing(low) or style.missing(high)):
        ends = f'x1="{_at(low, scale)}" x2="{_at(high, scale)}" y1="{_HIGH / 2}" y2="{_HIGH / 2}"'
        parts += [_line(ends, style.BACKGROUND, 4), _line(ends, style.TEXT, 2)]
    if not style.missing(tick):
        place = f'x1="{_at(tick, scale)}" x2="{_at(tick, scale)}" y1="0" y2="{_HIGH}"'
        parts += [_line(place, style.BACKGROUND, 5), _line(place, style.TEXT, 3)]
    return (
        f'<svg class="ml-bar" viewBox="0 0 {_WIDE} {_HIGH}" preserveAspectRatio="none" aria-hidden="true" '
        f'focusable="false">{"".join(parts)}</svg>'
    )


def cell(*lines: str, drawing: str = "") -> str:
    """Return one cell's HTML: its drawing, its figure and smaller lines below; blank lines are left out."""
    kept = [language.marked(line) for line in lines if line]
    small = "".join(f'<span class="ml-small">{line}</span>' for line in kept[1:])
    return f'{drawing}<span class="ml-figure-text">{kept[0] if kept else "–"}</span>{small}'


def arrow(direction: str, words: str) -> str:
    """Return an arrow with its words; the words alone where nothing points anywhere."""
    return f"{ARROWS[direction]} {words}" if direction in ARROWS else words


def cards(caption: str, columns: Sequence[str], rows: Iterable[Sequence[str]], *, note: str = "") -> str:
    """Return a table of ready HTML cells whose rows become cards on a narrow screen.

    Parameters
    ----------
    columns
        Plain headings; each cell repeats its own on a phone.
    rows
        Per row, HTML cells that are escaped already; the first is the row's heading.
    """
    head = "".join(f'<th scope="col" role="columnheader">{escape(name)}</th>' for name in columns)
    body = "".join(f'<tr role="row">{"".join(_cells(columns, row))}</tr>' for row in rows)
    under = f'<p class="ml-source">{escape(note)}</p>' if note else ""
    return (
        f'<table class="ml-table ml-cards" role="table"><caption>{escape(caption)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead><tbody role="rowgroup">{body}</tbody></table>{under}'
    )


def _cells(columns: Sequence[str], row: Sequence[str]) -> Iterable[str]:
    yield f'<th scope="row" role="rowheader">{row[0]}</th>'
    for name, content in zip(columns[1:], row[1:], strict=True):
        yield f'<td role="cell" data-label="{escape(name)}">{content}</td>'


def _at(value: Any, scale: float) -> str:
    return f"{min(max(float(value) * scale, 0), _WIDE):.1f}"


def _line(ends: str, colour: str, width: int) -> str:
    return f'<line {ends} stroke="{colour}" stroke-width="{width}" vector-effect="non-scaling-stroke"/>'
