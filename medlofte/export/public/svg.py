"""SVG as text, drawn 300 units wide so that its letters can be read on a phone. Pure functions.

Colours and sizes are attributes: a publishing system that strips styles leaves them as they are.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from markupsafe import Markup, escape

from medlofte import style
from medlofte.language import SWEDISH, foreign

WIDTH = 300
SIZE = 14
LINE = 17
_LETTERS = 40  # that fit on a line of 300 units in 14-unit sans-serif


def element(name: str, *inside: object, **attributes: object) -> Markup:
    """Return an element, all text escaped; ``stroke_width=2`` is written ``stroke-width="2"``, and None is left out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_short(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    content = "".join(escape(part) for part in inside)
    # Every part is escaped above.
    return Markup(f"<{name}{written}>{content}</{name}>" if inside else f"<{name}{written}/>")  # noqa: S704


def drawing(parts: Iterable[Markup], *, name: str, title: str, text: str, height: float) -> Markup:
    """Return a drawing with a title and a description that say what it shows.

    Parameters
    ----------
    name
        What its identifiers begin with: one of its own per drawing on a page.
    text
        Every figure in the drawing, in words.
    """
    return element(
        "svg", element("title", title, id=f"{name}-titel"), element("desc", text, id=f"{name}-text"), *parts,
        role="img", aria_labelledby=f"{name}-titel {name}-text", viewBox=f"0 0 {WIDTH} {_short(height)}",
        width=WIDTH, height=height, font_size=SIZE, font_family="sans-serif", fill=style.TEXT,
    )  # fmt: skip


def label(text: str, *, x: float, y: float, **attributes: object) -> Markup:
    """Return a line of text whose base line is at ``y``."""
    return element("text", text, x=x, y=y, lang=SWEDISH if foreign(text) else None, **attributes)


def wrapped(text: str, letters: int = _LETTERS) -> list[str]:
    """Return the text in lines that fit."""
    return [type(text)(line) for line in textwrap.wrap(text, letters)] or [""]


def _short(value: object) -> object:
    """Return a number with one decimal at most: finer than any screen shows."""
    # Adding zero makes a negative zero a plain one.
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0") if isinstance(value, float) else value
