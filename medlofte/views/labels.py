"""Names on a map without overlap: the most important first, the rest left to the pointer and the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# The drawing that names are placed for (a narrower one hides more of them) and one letter's mean size, pixels.
WIDTH, HEIGHT = 900, 560
LETTER, LINE = 7.6, 17
# So many names are shown even where they have to cover marks.
FIRST = 3
_Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Name:
    """A name to place: its text, where it belongs (map units, metres) and its mark's diameter (pixels)."""

    text: str
    x: float
    y: float
    mark: float = 0.0


def place(names: Sequence[Name], *, box: Sequence[float]) -> list[str]:
    """Return plotly's ``textposition`` of each name, or '' where there is no room for it.

    Greedy point-feature labelling: each name in turn takes the first of four places around its point that is free of
    earlier names and of every mark; the first ``FIRST`` may cover marks (Christensen, Marks & Shieber 1995, *ACM
    Transactions on Graphics* 14(3), section 3.1).

    Parameters
    ----------
    names
        Most important first; a name without a mark (an area's) may stand on its point.
    box
        West, south, east, north of the drawing, in the points' units.
    """
    metres = max((box[2] - box[0]) / WIDTH, (box[3] - box[1]) / HEIGHT, 1e-9)
    marks = [_around(name, metres) for name in names if name.mark]
    taken: list[_Box] = []
    found = []
    for order, name in enumerate(names):
        spots = {position: spot for position, spot in _spots(name, metres) if _inside(spot, box)}
        others = [mark for mark in marks if mark != _around(name, metres)]
        position = _free(spots, [*taken, *others]) or (_free(spots, taken) if order < FIRST else "")
        found.append(position)
        taken += [spots[position]] if position else []
    return found


def _free(spots: dict[str, _Box], taken: Sequence[_Box]) -> str:
    """Return the first position whose spot overlaps nothing taken, or ''."""
    return next((p for p, spot in spots.items() if not any(_overlap(spot, other) for other in taken)), "")


def _around(name: Name, metres: float) -> _Box:
    radius = name.mark / 2 * metres
    return name.x - radius, name.y - radius, name.x + radius, name.y + radius


def _spots(name: Name, metres: float) -> list[tuple[str, _Box]]:
    wide, high = len(name.text) * LETTER * metres, LINE * metres
    off = name.mark / 2 * metres
    x, y = name.x, name.y
    if not name.mark:
        return [("middle center", (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2))]
    return [
        ("top center", (x - wide / 2, y + off, x + wide / 2, y + off + high)),
        ("middle right", (x + off, y - high / 2, x + off + wide, y + high / 2)),
        ("bottom center", (x - wide / 2, y - off - high, x + wide / 2, y - off)),
        ("middle left", (x - off - wide, y - high / 2, x - off, y + high / 2)),
    ]


def _inside(spot: _Box, box: Sequence[float]) -> bool:
    return spot[0] >= box[0] and spot[1] >= box[1] and spot[2] <= box[2] and spot[3] <= box[3]


def _overlap(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
