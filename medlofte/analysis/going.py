"""Long work tells how far a step has come, and can be stopped in the middle of it.

Whoever works long calls :func:`on` between two pieces of work; whoever waits for it listens with :func:`heard_by`, and
stops it by raising. Without a listener it costs nothing, and no function on the way has to pass it along.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Listener = Callable[[int, int], None]
_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Let a listener hear of all work that is done within.

    Parameters
    ----------
    listener
        Called with how many parts of the step are done, and how many there are; 0 where nobody has counted.
    """
    before = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(before)


def on(done: int = 0, parts: int = 0) -> None:
    """Say that the work goes on; what the listener raises ends it."""
    listener = _listener.get()
    if listener is not None:
        listener(done, parts)
