"""The warm process that kernels are forked from, and the one that takes its place when a new edition is published.

The new one reads the edition in the background. Until it has, kernels are forked from the old one and read the edition
themselves; the old one ends when the last page that was forked from it is gone, since a kernel ends with its parent.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from multiprocessing import forkserver
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread
from typing import Any, Protocol, cast
from weakref import WeakSet

from medlofte.edition import ENVIRONMENT as EDITION
from medlofte.edition import edition_state
from medlofte.server import warm

# Each fork imports the program's main module again, the command line, which must not cost it anything.
DYING_S = 0.1
_LOADED = ["medlofte.cli", f"{warm.__name__}.loaded"]


def start(process: BaseProcess) -> None:
    """Start a process, a fork of the warm one where kernels are; of the next one, if that is killed in this moment."""
    try:
        process.start()
    except (ConnectionError, EOFError):
        time.sleep(DYING_S)
        process.start()


class Forked(Protocol):
    """What has been forked: a kernel."""

    def poll(self) -> int | None:
        """Return the exit status, or None while it runs."""


@contextmanager
def _only(environment: Mapping[str, str]) -> Iterator[None]:
    """Let this process have only this environment for a while: what it starts meanwhile inherits that."""
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(environment)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


class Warm(forkserver.ForkServer):
    """A process with an environment of its own, which imports what a page needs and reads the edition.

    The standard library has one such process; this is another of the same kind.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        super().__init__()
        self.forks: WeakSet[Forked] = WeakSet()
        self._folder = tempfile.TemporaryDirectory(prefix="medlofte-")
        self._told = Path(self._folder.name) / "ready"
        # A library that starts threads of its own could not be forked.
        self._environment = {**environment, **warm.ONE_THREAD, warm.TOLD: str(self._told)}
        self.set_forkserver_preload(_LOADED)
        self.ensure_running()

    @property
    def runs(self) -> bool:
        """Return whether the process runs."""
        pid = vars(self)["_forkserver_pid"]
        return pid is not None and os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None

    @property
    def ready(self) -> bool:
        """Return whether it has loaded everything."""
        return self._told.exists()

    @property
    def needed(self) -> bool:
        """Return whether any of its forks runs."""
        return any(fork.poll() is None for fork in self.forks)

    def ensure_running(self) -> None:
        """Start the process where it does not run: the first time, and if somebody has killed it."""
        if not self.runs:
            with _only(self._environment):
                super().ensure_running()

    def serve(self) -> None:
        """Let the processes that the standard library forks from now on be forks of this one."""
        vars(forkserver)["connect_to_new_process"] = self.connect_to_new_process

    def end(self) -> None:
        """End the process and wait for that."""
        cast("Any", self)._stop()


class Heating:
    """The warm process of now, the one being heated to take its place, and those whose last pages are still open."""

    def __init__(self) -> None:
        self.now: Warm | None = None
        self.next: Warm | None = None
        self.left: list[Warm] = []
        self._environment: dict[str, str] = {}
        self._tried = 0

    def begin(self, environment: Mapping[str, str]) -> None:
        """Start a process that kernels are forked from at once; the first will wait until it has loaded."""
        self._environment = dict(environment)
        self._heat(edition_state(Path(environment.get(EDITION, ""))))
        self._take_over()

    def look(self, state: int) -> None:
        """Heat a new process for a new edition, let it take over when it is ready, end what nobody needs.

        One that somebody has killed is started again before the next visitor comes.
        """
        if self.now is not None:
            self.now.ensure_running()
        if self.next is None:
            if state != self._tried:
                self._heat(state)
        elif self.next.ready:
            self._take_over()
        elif not self.next.runs:
            self.next = None
        self._end_left()

    def _heat(self, state: int) -> None:
        self.next, self._tried = Warm(self._environment), state

    def _take_over(self) -> None:
        if self.now is not None:
            self.left.append(self.now)
        self.now, self.next = self.next, None
        if self.now is not None:
            self.now.serve()

    def _end_left(self) -> None:
        for one in [one for one in self.left if not one.needed]:
            self.left.remove(one)
            Thread(target=one.end, daemon=True).start()  # the meeting need not wait for it
