"""Small tables and bars as HTML, for the workbench's widgets; everything that comes from a file is escaped."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence

from medlofte import style
from medlofte.language import _

_WIDTH = 160
_CELL = "text-align: left; vertical-align: top; padding: 0.2em 0.9em 0.2em 0"


def paragraph(text: str) -> str:
    """Return a paragraph that is read out when it changes."""
    return f"<p role='status' style='line-height: 1.4; max-width: 46em'>{html.escape(text)}</p>"


def part(what: str, done: int, parts: int) -> str:
    """Return what is being done, and which part of it."""
    return _("{what}, del {part} av {parts}").format(what=what, part=done + 1, parts=parts)


def table(headings: Sequence[str], rows: Iterable[Sequence[object]], *, caption: str = "",
          widths: Mapping[int, int] | None = None) -> str:  # fmt: skip
    """Return a table that scrolls in a frame of its own; a cell that is :class:`Bar` is drawn, all others are text.

    Parameters
    ----------
    widths
        Column → its least width, in letters; the others are as wide as they need.
    """
    least = {place: f"; min-width: {letters / 2}em" for place, letters in (widths or {}).items()}
    head = "".join(f"<th scope='col' style='{_CELL}{least.get(place, '')}'>{html.escape(name)}</th>"
                   for place, name in enumerate(headings))  # fmt: skip
    body = "".join(f"<tr>{''.join(_cell(cell) for cell in row)}</tr>" for row in rows)
    said = f"<caption style='text-align: left'>{html.escape(caption)}</caption>" if caption else ""
    return (f"<div style='overflow: auto; max-height: 36em; line-height: 1.4' tabindex='0' role='region' "
            f"aria-label='{html.escape(caption or headings[0])}'><table>{said}<thead><tr>{head}</tr></thead>"
            f"<tbody>{body}</tbody></table></div>")  # fmt: skip


class Bar(tuple[float, float, float]):
    """A value between 0 and 1 with the ends of its interval, drawn as a dot on a line."""

    __slots__ = ()


class Marked(str):
    """A text that is marked out, with a frame as well as a colour."""

    __slots__ = ()


def _cell(cell: object) -> str:
    if isinstance(cell, Marked):
        style_ = f"background: {style.WARNING_PANEL}; color: {style.TEXT}; border: 1px solid; padding: 0 0.3em"
        return f"<td style='{_CELL}'><mark style='{style_}'>{html.escape(cell) or '&nbsp;'}</mark></td>"
    if isinstance(cell, Bar):
        return f"<td style='{_CELL}'>{_drawn(*cell)}</td>"
    return f"<td style='{_CELL}'>{html.escape(str(cell))}</td>"


def _drawn(value: float, low: float, high: float) -> str:
    """Return the drawing; the numbers stand beside it, so it is hidden from screen readers."""
    x, a, b = (round(4 + (_WIDTH - 8) * min(max(one, 0), 1), 1) for one in (value, low, high))
    return (f"<svg aria-hidden='true' width='{_WIDTH}' height='16'><line x1='4' x2='{_WIDTH - 4}' y1='8' y2='8' "
            f"stroke='{style.GRID}'/><line x1='{a}' x2='{b}' y1='8' y2='8' stroke='{style.BLUE}' stroke-width='3'/>"
            f"<circle cx='{x}' cy='8' r='4' fill='{style.BLUE}'/></svg>")  # fmt: skip
