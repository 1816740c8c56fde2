"""Viewers without a browser: HTTP for the page and its scripts, a websocket that speaks the widgets' protocol.

What a browser does with the page takes more of a small machine than what the server does. Twenty such clients at once
show when the server has sent everything; they draw nothing.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
import uuid
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from benchmarks.measuring.contenders import Running
from tests.crowd import Phone

PATIENCE_S = 120.0
_KERNEL = re.compile(r'"kernelId": "([0-9a-f-]{36})"')
_ASSET = re.compile(r'<script[^>]* src="([^"]+)"|"medloftePlotly": "([^"]+)"|<link[^>]* href="(/[^"]+\.css[^"]*)"')


@dataclass
class Client:
    """One viewer's page without a browser; ``models`` holds its widgets' states by id."""

    server: Running
    cookies: str = ""
    kernel: str = ""
    socket: WebSocketClientConnection | None = None
    models: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def joined(cls, server: Running) -> Client:
        """Return a viewer who has joined where one has to."""
        if not server.link:
            return cls(server)
        phone = Phone(server.origin).join(server.link, role="polis")
        return cls(server, "; ".join(f"{name}={value}" for name, value in phone.cookies.items()))

    async def ask(self, path: str, *, method: str = "GET") -> str:
        """Return the text at an address."""
        known = dict(pair.partition("=")[::2] for pair in self.cookies.split("; "))
        headers = {"Cookie": self.cookies, "Origin": self.server.origin, "X-XSRFToken": known.get("_xsrf", "")}
        answer = await AsyncHTTPClient().fetch(
            HTTPRequest(urljoin(self.server.origin, path), method, headers=headers,
                        body="" if method == "POST" else None, request_timeout=PATIENCE_S, decompress_response=True)
        )  # fmt: skip
        return answer.body.decode()

    async def open(self, *, scripts: bool = False) -> None:
        """Fetch the page (and what it links to), connect to its kernel and hear of every widget."""
        page = await self.ask(self.server.contender.path)
        if scripts:
            links = {next(filter(None, found)) for found in _ASSET.findall(page)}
            await asyncio.gather(*(self.ask(link) for link in links if link.startswith("/")))
        self.kernel = _KERNEL.search(page)[1]
        base = self.server.origin.replace("http", "ws", 1)
        address = f"{base}/api/kernels/{self.kernel}/channels?session_id={uuid.uuid4()}"
        self.socket = await websocket_connect(HTTPRequest(
            address, headers={"Cookie": self.cookies}, connect_timeout=PATIENCE_S), max_message_size=2**27)  # fmt: skip
        control = {"comm_id": uuid.uuid4().hex, "target_name": "jupyter.widget.control", "data": {}}
        await self.send("comm_open", control)
        await self.send("comm_msg", {"comm_id": control["comm_id"], "data": {"method": "request_states"}})
        self.models = {}
        while not self.models:
            told = await self.hear()
            self.models = told["content"].get("data", {}).get("states", {})

    async def send(self, kind: str, content: dict[str, Any]) -> None:
        """Send the kernel a message."""
        header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "username": "", "session": "", "date": "",
                  "version": "5.3"}  # fmt: skip
        message = {"header": header, "parent_header": {}, "metadata": {"version": "1.0.0"}, "content": content,
                   "channel": "shell", "buffers": []}  # fmt: skip
        await self.socket.write_message(json.dumps(message))

    async def hear(self, seconds: float = PATIENCE_S) -> dict[str, Any]:
        """Return the next message; TimeoutError when none comes, ConnectionError when the line is closed."""
        told = await asyncio.wait_for(self.socket.read_message(), seconds)
        if told is None:
            raise ConnectionError(self.kernel)
        if isinstance(told, bytes):
            count, first = (int.from_bytes(told[i : i + 4], "big") for i in (0, 4))
            told = told[first : int.from_bytes(told[8:12], "big") if count > 1 else None]
        return json.loads(told)

    async def choose(self, model: str, index: int) -> None:
        """Choose in a dropdown, as the browser says it."""
        data = {"method": "update", "state": {"index": index}, "buffer_paths": []}
        await self.send("comm_msg", {"comm_id": model, "data": data})

    def survey(self) -> tuple[str, list[str], str]:
        """Return our page's first filter, the names of its groups, and the figure that answers to it."""
        found = {model: widget["state"] for model, widget in self.models.items()}
        filters = next(state["children"] for state in found.values() if self._holds_filters(state, found))
        first = filters[1].removeprefix("IPY_MODEL_")
        figure = next(model for model, state in found.items()
                      if "spec" in state and "svarat på frågan" in state["subtitle"])  # fmt: skip
        return first, list(found[first]["_options_labels"]), figure

    @staticmethod
    def _holds_filters(state: dict[str, Any], found: dict[str, dict[str, Any]]) -> bool:
        inside = [found.get(str(child).removeprefix("IPY_MODEL_"), {}) for child in state.get("children", ())]
        return len(inside) > 2 and inside[0].get("description") == "Fråga"

    async def leave(self) -> None:
        """Close the page as a browser does: a goodbye, then the line."""
        if self.kernel:
            await self.ask(f"/voila/api/shutdown/{self.kernel}", method="POST")
        if self.socket is not None:
            self.socket.close()
        self.kernel, self.socket = "", None

    def cut(self) -> None:
        """Let the line break without a word."""
        self.socket.protocol.stream.close()


async def crowd(server: Running, size: int) -> list[float]:
    """Return the seconds until the server had sent everything to each of some viewers who came at once."""
    AsyncHTTPClient.configure(None, max_clients=200, max_body_size=2**28)
    clients = [await asyncio.to_thread(Client.joined, server) for _ in range(size)]

    async def come(client: Client) -> float:
        start = time.perf_counter()
        await client.open(scripts=True)
        return time.perf_counter() - start

    found = await asyncio.gather(*(come(client) for client in clients))
    for client in clients:
        await client.leave()
    return list(found)
