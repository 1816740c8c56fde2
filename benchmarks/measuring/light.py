"""Viewers without a browser: HTTP for the page and its scripts, a websocket that speaks the widgets' protocol.

What a browser does with the page takes more of a small machine than what the server does. Twenty such clients at once
show when the server has sent everything; they draw nothing.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

from tornado.httpclient import AsyncHTTPClient

from benchmarks.measuring.contenders import Running
from benchmarks.measuring.protocol import PATIENCE_S, Channel, ask, assets, goodbye, kernel_of
from tests.crowd import Phone


@dataclass
class Client:
    """One viewer's page without a browser; ``models`` holds its widgets' states by id."""

    server: Running
    cookies: dict[str, str] = field(default_factory=dict)
    kernel: str = ""
    channel: Channel | None = None
    models: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def joined(cls, server: Running) -> Client:
        """Return a viewer who has joined where one has to."""
        return cls(server, Phone(server.origin).join(server.link, role="polis").cookies if server.link else {})

    async def open(self, *, scripts: bool = False) -> None:
        """Fetch the page (and what it links to), connect to its kernel and hear of every widget."""
        origin = self.server.origin
        page = (await ask(origin, self.server.contender.path, cookies=self.cookies)).body.decode()
        if scripts:
            await asyncio.gather(*(ask(origin, link, cookies=self.cookies) for link in assets(page)))
        self.kernel = kernel_of(page)
        self.channel = await Channel.to(self.kernel, origin, cookies=self.cookies)
        self.models = await self.channel.states()

    async def hear(self, seconds: float = PATIENCE_S) -> dict[str, Any]:
        """Return the next message from the kernel."""
        return await self.channel.hear(seconds)

    async def choose(self, model: str, index: int) -> None:
        """Choose in a dropdown, as the browser says it."""
        await self.channel.tell(model, {"method": "update", "state": {"index": index}, "buffer_paths": []})

    def survey(self) -> tuple[str, list[str], str]:
        """Return our page's first filter, the names of its groups, and the figure that answers to it."""
        found = self.models
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
        """Close the page as a browser does: a goodbye (which plain Voilà wants its own cookie for), then the line."""
        if self.kernel and self.server.link:
            await goodbye(self.server.origin, self.kernel, cookies=self.cookies)
        if self.channel is not None:
            self.channel.close()
        self.kernel, self.channel = "", None

    def cut(self) -> None:
        """Let the line break without a word."""
        self.channel.cut()


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
