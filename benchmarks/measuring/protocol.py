"""What a page with widgets is made of, as seen without a browser: HTTP for the page, a websocket to its kernel."""

from __future__ import annotations

import asyncio
import json
import re
import uuid
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tornado.httpclient import AsyncHTTPClient, HTTPRequest, HTTPResponse
from tornado.websocket import WebSocketClientConnection, websocket_connect

PATIENCE_S = 120.0
_KERNEL = re.compile(r'"kernelId": "([0-9a-f-]{36})"')
_ASSET = re.compile(r'<script[^>]* src="([^"]+)"|"medloftePlotly": "([^"]+)"|<link[^>]* href="(/[^"]+)"')


def kernel_of(page: str) -> str:
    """Return the id of the kernel that a page is to connect to."""
    return _KERNEL.search(page)[1]


def assets(page: str) -> list[str]:
    """Return the addresses on the page's own server that it links to."""
    links = {next(filter(None, found)) for found in _ASSET.findall(page)}
    return [link for link in links if link.startswith("/")]


async def ask(
    origin: str, path: str, *, cookies: Mapping[str, str], form: Mapping[str, str] | None = None, packed: bool = False
) -> HTTPResponse:
    """Return the answer at a path, whatever its status; ``packed`` leaves it compressed as it came."""
    headers = {"Cookie": _header(cookies), "Origin": origin, "Accept-Encoding": "gzip"}
    return await AsyncHTTPClient().fetch(
        HTTPRequest(origin + path, "GET" if form is None else "POST", headers=headers, follow_redirects=False,
                    body=None if form is None else urlencode(form), request_timeout=PATIENCE_S,
                    decompress_response=not packed),
        raise_error=False,
    )  # fmt: skip


async def goodbye(origin: str, kernel: str, *, cookies: Mapping[str, str]) -> None:
    """Say that a page is closed, as its script does: its kernel ends."""
    await ask(origin, f"/voila/api/shutdown/{kernel}", cookies=cookies, form={"_xsrf": cookies.get("_xsrf", "")})


@dataclass
class Channel:
    """A websocket between a page and its kernel; ``received`` is the compressed bytes of what came, where counted."""

    socket: WebSocketClientConnection = field(repr=False)
    counting: bool = False
    received: int = 0

    @classmethod
    async def to(cls, kernel: str, origin: str, *, cookies: Mapping[str, str], counting: bool = False) -> Channel:
        """Return a channel to a kernel of the server at ``origin``."""
        address = f"{origin.replace('http', 'ws', 1)}/api/kernels/{kernel}/channels?session_id={uuid.uuid4()}"
        request = HTTPRequest(address, headers={"Cookie": _header(cookies)}, connect_timeout=PATIENCE_S)
        return cls(await websocket_connect(request, max_message_size=2**27), counting)

    async def send(self, kind: str, content: Mapping[str, Any]) -> None:
        """Send the kernel a message."""
        header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "username": "", "session": "", "date": "",
                  "version": "5.3"}  # fmt: skip
        message = {"header": header, "parent_header": {}, "metadata": {"version": "1.0.0"}, "content": content,
                   "channel": "shell", "buffers": []}  # fmt: skip
        await self.socket.write_message(json.dumps(message))

    async def tell(self, model: str, data: Mapping[str, Any]) -> None:
        """Tell a widget something."""
        await self.send("comm_msg", {"comm_id": model, "data": data})

    async def hear(self, seconds: float = PATIENCE_S) -> dict[str, Any]:
        """Return the next message; TimeoutError when none comes, ConnectionError when the line is closed."""
        told = await asyncio.wait_for(self.socket.read_message(), seconds)
        if told is None:
            raise ConnectionError
        if self.counting:
            self.received += len(zlib.compress(told if isinstance(told, bytes) else told.encode(), 1))
        return json.loads(_json_of(told) if isinstance(told, bytes) else told)

    async def states(self) -> dict[str, dict[str, Any]]:
        """Return the state of every widget in the kernel, by id."""
        control = {"comm_id": uuid.uuid4().hex, "target_name": "jupyter.widget.control", "data": {}}
        await self.send("comm_open", control)
        await self.tell(control["comm_id"], {"method": "request_states"})
        while True:
            told = (await self.hear())["content"].get("data", {})
            if isinstance(told, dict) and told.get("states"):
                return {model: widget["state"] for model, widget in told["states"].items()}

    def close(self) -> None:
        """Close it as a browser does."""
        self.socket.close()

    def cut(self) -> None:
        """Let the line break without a word."""
        self.socket.protocol.stream.close()


def _json_of(message: bytes) -> bytes:
    """Return the JSON of a message that has buffers: a count and offsets of four bytes, then JSON, then the buffers."""
    count, first, second = (int.from_bytes(message[i : i + 4], "big") for i in (0, 4, 8))
    return message[first : second if count > 1 else None]


def _header(cookies: Mapping[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())
