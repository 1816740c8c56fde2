"""The connections to the server: none that only waits stands in the way of who comes next."""

from __future__ import annotations

import asyncio
import errno
import logging
import time
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.iostream import IOStream, StreamClosedError
from tornado.websocket import WebSocketClosedError

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

# Longer than a web server in front keeps an idle line, so that it is that one which hangs up.
IDLE_S, BODY_S = 75.0, 60.0
LEAST, MOST, FILES = 50, 2000, 65_536
AGAIN_S, PAUSE_S = 60.0, 0.05
_FULL = (errno.EMFILE, errno.ENFILE)
_log = logging.getLogger("medlofte.server")


class Entrance(HTTPServer):
    """Tornado's server, which ends the oldest connections where there are too many.

    Who asks and is answered has done so long before; who sends a byte a second, reads nothing or says nothing has not.
    Websockets are not counted: there are a few for each kernel.
    """

    def initialize(self, *arguments: Any, most: int | None = None, **options: Any) -> None:
        """Take what tornado takes; ``most`` connections at a time, by default what the system lets us have."""
        super().initialize(*arguments, **({"idle_connection_timeout": IDLE_S, "body_timeout": BODY_S} | options))
        self.most = room() if most is None else most
        self._open: dict[IOStream, None] = {}
        self._told = -AGAIN_S

    def handle_stream(self, stream: IOStream, address: tuple[Any, ...]) -> None:
        """Serve a new connection; end the oldest if there is one too many."""
        self._open[stream] = None
        super().handle_stream(stream, address)
        self.relieve(len(self._open) - self.most)

    def on_close(self, server_conn: Any) -> None:
        """Forget a connection."""
        self._open.pop(server_conn.stream, None)
        super().on_close(server_conn)

    def relieve(self, count: int) -> None:
        """End so many connections, the oldest first."""
        for stream in list(self._open)[: max(count, 0)]:
            del self._open[stream]
            stream.close()

    def troubled(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Take care of the loop's errors: where no more files may be opened, accepting fails for ever and at once."""
        error = context.get("exception")
        if isinstance(error, StreamClosedError | WebSocketClosedError):
            return  # who left while something was said to them needs it no more
        if not (isinstance(error, OSError) and error.errno in _FULL):
            loop.default_exception_handler(context)
            return
        if time.monotonic() - self._told > AGAIN_S:
            self._told = time.monotonic()
            _log.error("too many open files: ending the oldest of %d connections", len(self._open))
        self.relieve(1 + len(self._open) // 10)
        time.sleep(PAUSE_S)


def room() -> int:
    """Return how many connections this process has room for beside its kernels; it takes all the files it may have."""
    if resource is None:
        return LEAST * 5
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(hard, FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return max(LEAST, min(MOST, wanted // 2))
