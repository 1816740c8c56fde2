"""The websocket between a browser and its kernel, without the waiting that Jupyter's own does."""

from __future__ import annotations

import asyncio
from typing import Any

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

PATIENCE_S = 2.0


class PromptConnection(ZMQChannelsWebsocketConnection):
    """Goes on as soon as the kernel is heard.

    Jupyter's own asks the kernel twice who it is before it answers the browser, and where the first question comes
    before the subscription to the kernel's messages has reached it, asks again after half a second.
    """

    async def prepare(self) -> None:
        """Take the kernel's key; the browser asks for the kernel's information itself."""
        await self._register_session()
        self.session.key = self.kernel_manager.session.key

    def nudge(self) -> asyncio.Future[None]:
        """Return what is done when the kernel's messages arrive: it greets each new subscriber (JEP 65).

        A kernel that does not within two seconds is asked, as Jupyter's own connection does from the start.
        """
        return asyncio.ensure_future(self._greeted())

    async def _greeted(self) -> None:
        heard = asyncio.Event()

        def hear(_message: Any) -> None:
            heard.set()

        self.channels["iopub"].on_recv(hear)
        try:
            await asyncio.wait_for(heard.wait(), PATIENCE_S)
        except TimeoutError:
            await super().nudge()
        finally:
            if not self.channels["iopub"].closed():
                self.channels["iopub"].stop_on_recv()
