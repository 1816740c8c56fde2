"""A kernel is its owner's: its addresses answer only the visitor whose page it shows."""

from __future__ import annotations

from collections import Counter
from http import HTTPStatus
from typing import Any

from jupyter_server.services.kernels.handlers import KernelHandler
from tornado.web import HTTPError
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from medlofte.server.workshop import MOST_LINES, SETTING, Workshop


class Owned:
    """Mixed into Jupyter's handlers whose address holds a kernel's id."""

    async def prepare(self: Any) -> None:
        """Refuse everybody but the owner, as if there were no such kernel."""
        await super().prepare()  # type: ignore[misc]
        kernel: str = next(iter((*self.path_args, *self.path_kwargs.values())))
        shared: Workshop = self.settings[SETTING]
        visitor = self.current_user
        # One without a session is left to the handler, which answers 403.
        if visitor is not None and shared.owners.get(kernel) != visitor.username:
            raise HTTPError(404)

    def write_error(self: Any, status_code: int, **_given: Any) -> None:
        """Answer with the status alone: scripts read it, and nobody else comes here."""
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(f"{status_code}\n")


class OwnKernel(Owned, KernelHandler):  # type: ignore[misc]
    """``/api/kernels/ID``: whether it runs; ending it."""


class OwnShutdown(Owned, VoilaShutdownKernelHandler):
    """``/voila/api/shutdown/ID``: what a page sends when it is closed."""


class OwnChannels(Owned, VoilaKernelWebsocketHandler):
    """``/api/kernels/ID/channels``: the websocket between a page and its kernel, a few at a time."""

    _line = ""

    async def prepare(self) -> None:
        """Refuse also who has more lines to the kernel than a page needs: each has sockets of its own."""
        await super().prepare()
        kernel, lines = self.path_args[0] if self.path_args else self.path_kwargs["kernel_id"], self._lines
        if lines[kernel] >= MOST_LINES:
            raise HTTPError(429)
        self._line = kernel
        lines[kernel] += 1

    def on_finish(self) -> None:
        """Count one line less where it was refused: tornado finishes the request of one that is opened, too."""
        if self.get_status() != HTTPStatus.SWITCHING_PROTOCOLS:
            self._hang_up()
        super().on_finish()

    def on_close(self) -> None:
        """Count one line less."""
        self._hang_up()
        super().on_close()

    def _hang_up(self) -> None:
        kernel, self._line = self._line, ""
        if kernel:
            self._lines[kernel] -= 1
            if not self._lines[kernel]:
                del self._lines[kernel]

    @property
    def _lines(self) -> Counter[str]:
        shared: Workshop = self.settings[SETTING]
        return shared.lines
