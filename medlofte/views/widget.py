"""The figure widget, the page's pulse and the ballot: small anywidgets; none imports plotly.

A ``FigureWidget`` of plotly sends its whole 5 MB script to every viewer, for every figure, and is never cached. Here
the browser takes one script from our own server (``medlofte/plotly.min.js``) and each figure is only its JSON. Where
that address does not exist (plain Voilà, JupyterLab) the kernel sends the script, once per page.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from medlofte import style
from medlofte.language import _, foreign, words
from medlofte.views.script import FOLDER, script, sheet, styles
from medlofte.views.session import renewed

if TYPE_CHECKING:
    from medlofte.views.figures import Figure

_HERE = Path(__file__).parent


def plotly_script() -> Path:
    """Return plotly's browser script, the bundle with bars and scatter only: a quarter of what the package carries.

    Taken as it is from the npm package ``plotly.js-basic-dist-min`` (MIT licence beside it), of the version that the
    locked plotly package carries whole; a test compares the two.
    """
    return _HERE / "vendor" / "plotly-basic.min.js"


@cache
def plotly_digest() -> str:
    """Return 16 digits of the script's SHA-256; in its address they let browsers keep it for ever."""
    return hashlib.sha256(plotly_script().read_bytes()).hexdigest()[:16]


class FigureView(anywidget.AnyWidget):
    """One figure in the page: message, drawing, source, text alternative and table.

    Parameters
    ----------
    spec
        Plotly JSON: ``{"data": [...], "layout": {...}}``. ``layout.meta.aspect`` (height / width) replaces a fixed
        height.
    title, subtitle, source, alt
        The message; what is measured, where and when; n and design; what a reader who cannot see it must know.
    columns, rows
        The table twin: headings and rows of formatted text, the same numbers as the drawing.
    linked
        Rows and shapes mark one another: ``layout.meta`` holds ``marks``, one per row (``[x, y, is a cell]`` or null),
        and ``size``, a cell's width.
    clicked
        Set by the browser: ``{"id", "x", "y", "count"}`` of the point last clicked.
    """

    _esm = script("widget.js")
    _css = styles("widget.css")
    spec = traitlets.Dict().tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    subtitle = traitlets.Unicode().tag(sync=True)
    source = traitlets.Unicode().tag(sync=True)
    alt = traitlets.Unicode().tag(sync=True)
    columns = traitlets.List(traitlets.Unicode()).tag(sync=True)
    rows = traitlets.List(traitlets.List(traitlets.Unicode())).tag(sync=True)
    config = traitlets.Dict(style.CONFIG).tag(sync=True)
    version = traitlets.Unicode().tag(sync=True)
    interactive = traitlets.Bool(True).tag(sync=True)
    expanded = traitlets.Bool(False).tag(sync=True)
    linked = traitlets.Bool(False).tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)
    trace = traitlets.List(traitlets.List(traitlets.Unicode())).tag(sync=True)
    clicked = traitlets.Dict().tag(sync=True)

    def __init__(self, figure: Figure | None = None, **traits: Any) -> None:
        """Show a figure, if one is given."""
        super().__init__(version=plotly_digest(), texts=words(FOLDER / "widget.js"), **traits)
        self.on_msg(self._answer)
        if figure is not None:
            self.show(figure)

    def show(self, figure: Figure, *, trace: Sequence[tuple[str, str]] = ()) -> None:
        """Draw another figure in the same place; all of it reaches the browser in one message.

        ``trace`` is where its numbers come from (heading, text): shown when asked for, or when one is clicked.
        """
        with self.hold_sync():
            self.spec = figure.spec
            self.title, self.subtitle, self.source = figure.title, figure.subtitle, figure.source
            self.alt = _described(figure)
            self.columns = list(figure.columns)
            self.rows = [list(row) for row in figure.rows]
            self.trace = [list(part) for part in trace]

    def _answer(self, _widget: Any, content: dict[str, Any], _buffers: Any) -> None:
        if content.get("want") == "plotly":
            self.send({"give": "plotly"}, buffers=[plotly_script().read_bytes()])


def _described(figure: Figure) -> str:
    """Return a figure's text alternative; a drawing cannot say which of its words are Swedish, so this does."""
    left = any(foreign(cell) for row in (figure.columns, *figure.rows) for cell in row)
    return f"{figure.alt} {_('Namn som saknar engelska står på svenska.')}" if left else figure.alt


class Pulse(anywidget.AnyWidget):
    """Calls ``beat`` about once a second while a browser shows the page.

    It tells the viewer when the kernel is gone, gets the page anew when the server is there again (unless something has
    been typed), and says when a new edition has been published.

    Parameters
    ----------
    beat
        Called without arguments in the kernel; must be quick.
    waiting
        There is no edition to show: the page is to be fetched anew, by itself, when there is.
    """

    _esm = script("pulse.js")
    # A page may have tables without having a figure, so the pulse brings both style sheets.
    _css = sheet("widget.css", "page.css")

    texts = traitlets.Dict().tag(sync=True)
    waiting = traitlets.Bool(False).tag(sync=True)

    def __init__(self, beat: Callable[[], None] | None = None, **traits: Any) -> None:
        """Keep the callback."""
        super().__init__(texts=words(FOLDER / "pulse.js"), **traits)
        self._beat = beat
        self.on_msg(self._tick)

    def _tick(self, _widget: Any, content: dict[str, Any], _buffers: Any) -> None:
        if "tick" not in content:
            return
        # The answer goes first: a slow or failing look in the store is no lost connection.
        self.send({"tock": content["tick"], "renewed": renewed()})
        if self._beat is not None:
            self._beat()


class Ballot(anywidget.AnyWidget):
    """A ballot that works by keyboard and screen reader: real radio buttons, buttons for dots and for places.

    Parameters
    ----------
    kind
        ``bedomning``: one answer to each question; ``prickar``: ``limit`` dots to spread; ``rangordning``: an order.
    questions
        ``{"id", "label", "help", "options": [[value, label], …]}`` per question; dots and orders have no options.
    answers
        Question id → chosen value, or number of dots, or ``{"order": [ids]}``. The browser writes here: check each
        before it is used.
    """

    _esm = script("ballot.js")
    questions = traitlets.List(traitlets.Dict()).tag(sync=True)
    answers = traitlets.Dict().tag(sync=True)
    kind = traitlets.Unicode("bedomning").tag(sync=True)
    limit = traitlets.Int(0).tag(sync=True)
    disabled = traitlets.Bool(False).tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        """Speak the reader's language."""
        super().__init__(texts=words(FOLDER / "ballot.js"), **traits)
