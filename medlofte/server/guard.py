"""Kernels are their owners': the addresses of a kernel answer only the visitor whose page it shows, and pass only comms."""

from __future__ import annotations

from typing import Any

from jupyter_server.services.kernels.handlers import KernelHandler
from tornado.web import HTTPError
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from medlofte.server.workshop import SETTING, Workshop

# What a page's widgets need. Nothing that runs, completes, inspects, debugs, interrupts or ends anything.
MESSAGES = ("comm_open", "comm_close", "comm_msg", "comm_info_request", "kernel_info_request")
MOST_BYTES = 2**20


class Owned:
    """Mixed into Jupyter's handlers whose address begins with a kernel's id."""

    async def prepare(self: Any) -> None:
        """Refuse everybody but the owner, as if there were no such kernel."""
        await super().prepare()  # type: ignore[misc]
        shared: Workshop = self.settings[SETTING]
        visitor = self.current_user
        # One without a session is left to the handler, which answers 403.
        if visitor is not None and shared.owners.get(self.path_args[0]) != visitor.username:
            raise HTTPError(404)


class OwnKernel(Owned, KernelHandler):
    """``/api/kernels/ID``: whether it runs; ending it."""


class OwnShutdown(Owned, VoilaShutdownKernelHandler):
    """``/voila/api/shutdown/ID``: what a page sends when it is closed."""


class OwnChannels(Owned, VoilaKernelWebsocketHandler):
    """``/api/kernels/ID/channels``: the websocket between a page and its kernel."""
