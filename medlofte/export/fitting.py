"""How much room a text takes on a slide, estimated: only PowerPoint knows, and nothing may fall outside its box.

The widths are those of a wide common typeface (Helvetica, Arial), so a narrower one, as Calibri, has room to spare.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

# Parts of the size of the type.
_WIDTHS = {" .,:;!|'ijlIft": 0.28, "()[]-r/": 0.34, "mwMW%": 0.86}
_EACH = {letter: width for letters, width in _WIDTHS.items() for letter in letters}
_SMALL, _CAPITAL = 0.54, 0.68
LEADING = 1.2
AFTER = 6.0
# What a box or a cell takes of its width and height for itself.
ASIDE, ABOVE = 15.0, 7.2


def width(text: str, *, size: float) -> float:
    """Return how wide a text is on one line, in points."""
    return size * sum(_EACH.get(letter, _CAPITAL if letter.isupper() else _SMALL) for letter in text)


def lines(text: str, *, room: float, size: float) -> int:
    """Return how many lines a text takes where ``room`` points are given; a word that is too long is divided."""
    number, used = 1, 0.0
    space = width(" ", size=size)
    for word in text.split():
        long = width(word, size=size)
        if used and used + space + long > room:
            number, used = number + 1, 0.0
        over = max(ceil(long / room) - 1, 0)
        number, used = number + over, used + (space if used else 0) + long - over * room
    return number


def divided(texts: Sequence[str], *, room: float, size: float) -> bool:
    """Return whether a word of the texts is too long for a line."""
    return any(width(word, size=size) > room for text in texts for word in text.split())


def height(paragraphs: Sequence[str], *, room: float, size: float, after: float = AFTER) -> float:
    """Return how high paragraphs stand, in points; ``after`` follows each."""
    return sum(lines(text, room=room, size=size) * size * LEADING + after for text in paragraphs)


def largest(paragraphs: Sequence[str], *, room: tuple[float, float], sizes: Sequence[float]) -> float:
    """Return the first of the sizes, the largest first, in which paragraphs fit in width and height; else the last."""
    wide, high = room
    return next((size for size in sizes if height(paragraphs, room=wide, size=size) <= high), sizes[-1])


def cut(paragraphs: Sequence[str], *, room: tuple[float, float], size: float) -> list[str]:
    """Return paragraphs of which the longest are shortened, as much as it takes for all to fit."""
    shown, wide, high = list(paragraphs), *room
    most = max(map(len, shown), default=0)
    while most > 40 and height(shown, room=wide, size=size) > high:
        most = int(most * 0.9)
        shown = [short(text, most) for text in paragraphs]
    return shown


def short(text: str, most: int) -> str:
    """Return a text of at most so many letters; the whole stands in the notes or the documents."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def packed(heights: Sequence[float], *, room: float) -> list[int]:
    """Return how many rows, in their order, each page takes: as few pages as fit, and no page nearly empty."""
    fewest = _packed(heights, room)
    for share in range(50, 100, 5):
        even = _packed(heights, room * share / 100)
        if len(even) == len(fewest):
            return even
    return fewest


def _packed(heights: Sequence[float], room: float) -> list[int]:
    counts, used = [0], 0.0
    for high in heights:
        if counts[-1] and used + high > room:
            counts, used = [*counts, 0], 0.0
        counts[-1], used = counts[-1] + 1, used + high
    return counts
