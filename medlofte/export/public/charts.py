"""The page's charts: bars with intervals and lines over years. Pure functions.

What is told apart is told apart by fill and outline, or by dash and mark, and never by hue alone; four colours at most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from medlofte import style
from medlofte.export.public.svg import LINE, WIDTH, drawing, element, label, wrapped

COLOURS = (style.BLUE, style.PINK, style.TEAL, style.GREY)
_DASHES = (None, "7 4", "2 4", "10 3 2 3")
_LONGEST = 232  # of a bar; room is left for its figure
_TOP, _BOTTOM, _LEFT, _RIGHT = 14, 118, 42, 252
_APART = 15  # between two figures at the lines' ends


@dataclass(frozen=True)
class Bar:
    """One bar, 0 or more; ``before`` is drawn as an outline below it.

    ``text`` and ``before_text`` are the figures beside them, ``told`` the whole in words for those who cannot see it.
    """

    label: str
    value: float
    text: str
    told: str
    low: float | None = None
    high: float | None = None
    before: float | None = None
    before_text: str = ""


@dataclass(frozen=True)
class Line:
    """One line: ``points`` are (year, value, figure), the years rising."""

    label: str
    points: tuple[tuple[int, float, str], ...]


def bars(rows: Sequence[Bar], *, name: str, title: str, now: str = "", before: str = "") -> Markup:
    """Return a bar chart; ``now`` and ``before`` name what is filled and what is outlined.

    All bars are one path, all intervals another and so on: a page of many charts stays small.
    """
    largest = max([max(row.value, row.high or 0, row.before or 0) for row in rows], default=0)
    scale = _LONGEST / max(largest, 0.01)
    double = any(row.before is not None for row in rows)
    texts, y = ([_key(now, before)], 28.0) if double else ([], 0.0)
    filled, ranges, outlined = [], [], []
    for row in rows:
        for text in wrapped(row.label):
            y += LINE
            texts.append(label(text, x=0, y=y))
        filled.append(_box(row.value * scale, y=y + 5, height=14))
        if row.low is not None and row.high is not None:
            ranges.append(f"M{row.low * scale:.1f} {y + 12:.0f}H{row.high * scale:.1f}")
        texts.append(label(row.text, x=max(row.high or 0, row.value) * scale + 7, y=y + 17))
        y += 24
        if row.before is not None:
            outlined.append(_box(row.before * scale, y=y, height=9))
            texts.append(label(row.before_text, x=row.before * scale + 7, y=y + 9, font_size=12))
            y += 14
        y += 6
    told = " ".join(f"{row.told}." for row in rows)
    return drawing([*_shapes(filled, ranges, outlined), *texts], name=name, title=title, text=told, height=y)


def lines(series: Sequence[Line], *, name: str, title: str) -> Markup:
    """Return a line chart over years, from zero, with the figure at each line's last point."""
    years = sorted({year for line in series for year, *_unused in line.points})
    largest = max(value for line in series for _year, value, _text in line.points)
    across = (_RIGHT - _LEFT) / max(years[-1] - years[0], 1)
    parts, height = [], float(LINE)
    for order, line in enumerate(series):
        parts.append(_mark(order, x=6, y=height - 5))
        for text in wrapped(line.label):
            parts.append(label(text, x=18, y=height))
            height += LINE
    inner = [_axis(years, across, largest)]
    ends = _spread([_level(line.points[-1][1], largest) for line in series])
    for order, line in enumerate(series):
        spots = [(_LEFT + across * (year - years[0]), _level(value, largest)) for year, value, _text in line.points]
        inner.append(_drawn(spots, order))
        inner.append(label(line.points[-1][2], x=spots[-1][0] + 9, y=ends[order] + 5))
    parts.append(element("g", *inner, transform=f"translate(0 {height - 8:.0f})"))
    told = " ".join(f"{line.label}: " + ", ".join(f"{year} {text}" for year, _value, text in line.points) + "."
                    for line in series)  # fmt: skip
    return drawing(parts, name=name, title=title, text=told, height=height + _BOTTOM + 16)


def _key(now: str, before: str) -> Markup:
    start = 30 + 8 * len(now)
    return element(
        "g",
        element("rect", x=0, y=4, width=14, height=14, fill=style.BLUE), label(now, x=20, y=16),
        element("rect", x=start + 1, y=6, width=12, height=9, fill=style.BACKGROUND, stroke=style.TEXT,
                stroke_width=1.5), label(before, x=start + 20, y=16),
    )  # fmt: skip


def _shapes(filled: Sequence[str], ranges: Sequence[str], outlined: Sequence[str]) -> list[Markup]:
    """Return the bars; the white line under each interval's dark one keeps it visible on the bar."""
    drawn: list[tuple[Sequence[str], dict[str, object]]] = [
        (filled, {"fill": style.BLUE}),
        (ranges, {"stroke": style.BACKGROUND, "stroke_width": 5}),
        (ranges, {"stroke": style.TEXT, "stroke_width": 2}),
        (outlined, {"fill": style.BACKGROUND, "stroke": style.TEXT, "stroke_width": 1.5}),
    ]
    return [element("path", d="".join(paths), **how) for paths, how in drawn if paths]


def _box(width: float, *, y: float, height: int) -> str:
    return f"M0 {y:.0f}h{width:.1f}v{height}h-{width:.1f}z"


def _axis(years: Sequence[int], across: float, largest: float) -> Markup:
    parts = [element("line", x1=_LEFT, x2=_RIGHT, y1=_BOTTOM, y2=_BOTTOM, stroke=style.LINE)]
    parts += [label(style.percent(share), x=_LEFT - 6, y=y + 5, text_anchor="end")
              for share, y in ((0, _BOTTOM), (largest, _TOP))]  # fmt: skip
    parts += [label(str(year), x=_LEFT + across * (year - years[0]), y=_BOTTOM + 17, text_anchor="middle")
              for year in years]  # fmt: skip
    return element("g", *parts)


def _drawn(spots: Sequence[tuple[float, float]], order: int) -> Markup:
    path = element("polyline", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in spots), fill="none",
                   stroke=COLOURS[order], stroke_width=2, stroke_dasharray=_DASHES[order])  # fmt: skip
    return element("g", path, *(_mark(order, x=x, y=y) for x, y in spots))


def _mark(order: int, *, x: float, y: float) -> Markup:
    """Return the line's own mark: a dot, an open square, a triangle or an open circle."""
    colour = COLOURS[order]
    if order == 0:
        return element("circle", cx=x, cy=y, r=4, fill=colour)
    if order == 1:
        return element("rect", x=x - 4, y=y - 4, width=8, height=8, fill=style.BACKGROUND, stroke=colour,
                       stroke_width=2)  # fmt: skip
    if order == 2:
        return element("path", d=f"M{x:.1f} {y - 5:.1f}l5 9h-10z", fill=colour)
    return element("circle", cx=x, cy=y, r=4, fill=style.BACKGROUND, stroke=colour, stroke_width=2)


def _level(value: float, largest: float) -> float:
    return _BOTTOM - (_BOTTOM - _TOP) * value / max(largest, 0.01)


def _spread(levels: Sequence[float]) -> list[float]:
    """Return the levels moved down until no two figures touch; WIDTH-wide charts have four lines at most."""
    found, last = list(levels), -float(WIDTH)
    for place in sorted(range(len(levels)), key=lambda at: levels[at]):
        found[place] = last = max(levels[place], last + _APART)
    return found
