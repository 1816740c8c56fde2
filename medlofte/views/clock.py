"""The meeting's clock: counts down in the browser, so that nothing is sent while it does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anywidget
import traitlets

from medlofte.language import words
from medlofte.views.script import FOLDER, script


class Clock(anywidget.AnyWidget):
    """The point of the agenda, the time that is left of it, and what a screen reader is told about both.

    Parameters
    ----------
    refresh
        Called when the browser shows the clock or wakes up: sets ``left`` anew.
    title, state, following
        The point; ``ej_startad``, ``pagar``, ``paus`` or ``slut``; the next point.
    left
        Seconds left, negative when over time, at the moment it is sent; ``sent`` tells one sending from another.
    """

    _esm = script("clock.js")
    title = traitlets.Unicode().tag(sync=True)
    state = traitlets.Unicode("ej_startad").tag(sync=True)
    following = traitlets.Unicode().tag(sync=True)
    left = traitlets.Float(0.0).tag(sync=True)
    sent = traitlets.Int(0).tag(sync=True)

    texts = traitlets.Dict().tag(sync=True)

    def __init__(self, refresh: Callable[[], None] | None = None, **traits: Any) -> None:
        """Keep the callback."""
        super().__init__(texts=words(FOLDER / "clock.js"), **traits)
        self._refresh = refresh
        self.on_msg(self._asked)

    def show(self, *, title: str, state: str, following: str, left: float) -> None:
        """Show where the meeting is; all of it reaches the browser in one message."""
        with self.hold_sync():
            self.title, self.state, self.following = title, state, following
            self.left, self.sent = left, self.sent + 1

    def _asked(self, _widget: Any, content: dict[str, Any], _buffers: Any) -> None:
        if content.get("want") == "time" and self._refresh is not None:
            self._refresh()
