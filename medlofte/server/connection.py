"""The websocket between a browser and its kernel: without the waiting that Jupyter's own does, and for comms only."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

PATIENCE_S = 2.0
# What a page's widgets need. Nothing that runs, completes, inspects, debugs, interrupts or ends anything.
MESSAGES = ("comm_open", "comm_close", "comm_msg", "comm_info_request", "kernel_info_request")
CHANNEL = "shell"
MOST_PARTS = 200


class PromptConnection(ZMQChannelsWebsocketConnection):
    """Goes on as soon as the kernel is heard.

    Jupyter's own asks the kernel twice who it is before it answers the browser, and where the first question comes
    before the subscription to the kernel's messages has reached it, asks again after half a second.
    """

    async def prepare(self) -> None:
        """Take the kernel's key; the browser asks for the kernel's information itself."""
        await self._register_session()
        self.session.key = self.kernel_manager.session.key

    def handle_incoming_message(self, incoming_msg: Any) -> None:
        """Pass on a message of the kinds a page needs; anything else ends here, without a word to the sender.

        Jupyter's own looks at the kind too, but trusts the message to be one, and passes it to any channel.
        """
        try:
            fits = allowed(incoming_msg, framed=bool(self.subprotocol))
        except (ValueError, KeyError, TypeError, IndexError, AttributeError):
            fits = False
        if fits:
            super().handle_incoming_message(incoming_msg)

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


def allowed(message: str | bytes, *, framed: bool) -> bool:
    """Return whether a message from a browser may go to its kernel; raises where it is no message at all.

    Parameters
    ----------
    framed
        In ``v1.kernel.websocket.jupyter.org``: a count, offsets and parts (channel, header, parent, metadata, content,
        buffers). Without it a message is JSON, as text or before its buffers.
    """
    if not framed:
        whole = json.loads(message if isinstance(message, str) else _json_of(message))
        return whole["channel"] == CHANNEL and whole["header"]["msg_type"] in MESSAGES
    if isinstance(message, str):
        return False
    # The count says how much work reading the rest is: it is looked at before anything is done.
    count = int.from_bytes(message[:8], "little")
    if not 6 <= count <= MOST_PARTS:
        return False
    at = [int.from_bytes(message[8 * i : 8 * i + 8], "little") for i in range(1, count + 1)]
    channel, header = message[at[0] : at[1]], json.loads(message[at[1] : at[2]])
    return channel == CHANNEL.encode() and header["msg_type"] in MESSAGES


def _json_of(message: bytes) -> bytes:
    """Return the JSON of a message that has buffers: a count and offsets of four bytes, then JSON, then the buffers."""
    count = int.from_bytes(message[:4], "big")
    if not 1 <= count <= MOST_PARTS:
        raise ValueError
    first, second = (int.from_bytes(message[i : i + 4], "big") for i in (4, 8))
    return message[first : second if count > 1 else None]
