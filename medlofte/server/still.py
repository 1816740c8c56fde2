"""The page as a picture of itself, made in a process of its own: what one who comes when the room is full may see."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from typing import Any

from medlofte import language
from medlofte.errors import ServerError
from medlofte.language import _
from medlofte.server import kernels, warm
from medlofte.server.heating import start

MAKE_S = 60.0
PER_VIEWER_MB, KEPT_MB = 45, 1500


@dataclass(frozen=True)
class Still:
    """A page without a kernel: its HTML, and when it was made."""

    html: str
    made: datetime


class Stills:
    """The pages' stills; made anew when the edition or what the group has written changes."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[object, Still]] = {}
        self._making = asyncio.Lock()

    async def get(self, page: str, *, state: object) -> Still:
        """Return a page's still, as of a state of edition and store; ServerError when it cannot be made."""
        async with self._making:
            kept_as = f"{page} {language.current()}"
            found = self._kept.get(kept_as)
            if found is None or found[0] != state:
                html = await asyncio.to_thread(draw, page)
                found = state, Still(html, datetime.now().astimezone())
                self._kept[kept_as] = found
        return found[1]


def draw(page: str) -> str:
    """Build a page in another process, as one who only looks, and return its HTML."""
    context: Any = multiprocessing.get_context("forkserver" if kernels.forking() else "spawn")
    receive, send = context.Pipe(duplex=False)
    env = kernels.inherited(os.environ) | {language.ENVIRONMENT: language.current()}
    process = context.Process(target=warm.draw, args=(page, env, send), daemon=True)
    start(process)
    send.close()
    try:
        return _received(receive)
    finally:
        receive.close()
        process.join(1)
        process.kill()


def _received(receive: Connection) -> str:
    try:
        if receive.poll(MAKE_S):
            return receive.recv_bytes().decode()
    except EOFError:
        pass
    raise ServerError(_("Sidan kunde inte ritas."), advice=_("Ladda om sidan om en stund."))


def room() -> int:
    """Return how many viewers this machine has memory for: at least ten, at most two hundred."""
    try:
        pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return 40  # Windows: what an 8 GB laptop has room for
    return max(10, min(200, (pages * size // 2**20 - KEPT_MB) // PER_VIEWER_MB))
