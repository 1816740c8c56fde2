"""What viewers of a running server cost it: processor seconds, memory and bytes, by clients without a screen."""

from __future__ import annotations

import asyncio
import gzip
import itertools
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from tornado.httpclient import HTTPResponse

from benchmarks.measuring.counting import memory, tree
from benchmarks.measuring.protocol import Channel, ask, assets, goodbye, kernel_of
from medlofte.workshop.store import Store
from tests.browser.driver import Server
from tests.crowd import ORDERS, PROBLEMS, Phone
from tests.trial import free, nginx

IDLE_S, LOAD_S = 10.0, 4.0


@dataclass
class Used:
    """What a server and all its kernels have used (processor seconds) and hold (bytes, shared pages in parts)."""

    cpu: float
    memory: int

    @classmethod
    def by(cls, pid: int) -> Used:
        """Return what this process and all below it have used."""
        cpu = 0.0
        for process in tree(pid):
            with suppress(psutil.Error):  # it ended meanwhile
                cpu += sum(process.cpu_times()[:4])  # with that of children that have ended
        return cls(cpu, memory(pid))


@dataclass
class Viewer:
    """A browser without a screen: one participant's cookies, pages and websocket; counts bytes as they are sent."""

    origin: str
    cookies: dict[str, str]
    kernel: str = ""
    first: int = 0
    again: int = 0
    pulse: asyncio.Task[None] | None = field(default=None, repr=False)
    channel: Channel | None = field(default=None, repr=False)

    @classmethod
    def joined(cls, server: Server, role: str = "polis") -> Viewer:
        """Return one who has joined."""
        phone = Phone(server.origin).join(server.links["Deltagare"], role=role)
        return cls(server.origin, phone.cookies)

    @classmethod
    def led(cls, server: Server) -> Viewer:
        """Return the meeting's leader."""
        return cls(server.origin, Phone(server.origin).join(server.links["Mötesledare"], role="facilitator").cookies)

    async def ask(self, path: str) -> HTTPResponse:
        """Return the answer at a path, compressed as it came."""
        return await ask(self.origin, path, cookies=self.cookies, packed=True)

    async def open(self, page: str) -> None:
        """Open a page with a kernel, with all that a browser without a cache fetches; stay connected."""
        html = await self.ask(f"/voila/render/{page}.ipynb")
        assert html.code == 200, (page, html.code)
        text = text_of(html)
        found = [await self.ask(link) for link in assets(text)]
        kept = sum(size(asset) for asset in found if "immutable" in asset.headers.get("Cache-Control", ""))
        self.kernel = kernel_of(text)
        self.channel = await Channel.to(self.kernel, self.origin, cookies=self.cookies, counting=True)
        states = await self.channel.states()
        pulse = next(name for name, state in states.items() if "Pulse" in str(state.get("_anywidget_id")))
        self.first = size(html) + self.channel.received + sum(map(size, found))
        self.again = self.first - kept
        self.channel.received = 0
        self.pulse = asyncio.create_task(self._live(pulse))

    @property
    def sat(self) -> int:
        """Return the bytes that have come since the page was open."""
        return self.channel.received

    async def _live(self, pulse: str) -> None:
        """Say each second that the page is looked at, as its script does, and hear the answer."""
        for count in itertools.count(1):
            await self.channel.tell(pulse, {"method": "custom", "content": {"tick": count}})
            told: dict[str, Any] = {}
            while "tock" not in told.get("content", {}):
                try:
                    told = (await self.channel.hear())["content"].get("data", {})
                except ConnectionError:
                    return
            await asyncio.sleep(1)


def text_of(answer: HTTPResponse) -> str:
    """Return an answer's text, which may have come compressed."""
    packed = answer.headers.get("Content-Encoding") == "gzip"
    return (gzip.decompress(answer.body) if packed else answer.body).decode()


def size(answer: HTTPResponse) -> int:
    """Return the bytes of an answer: its body as sent, and its headers."""
    return len(answer.body or b"") + sum(len(name) + len(value) + 4 for name, value in answer.headers.get_all())


async def come(server: Server, page: str, count: int) -> tuple[list[Viewer], Used]:
    """Let viewers come one after the other; return them, still there, and what was used to let them in."""
    viewers = [await asyncio.to_thread(Viewer.joined, server) for _ in range(count)]
    before = Used.by(server.process.pid)
    for viewer in viewers:
        await viewer.open(page)
    await asyncio.sleep(1)
    after = Used.by(server.process.pid)
    return viewers, Used(after.cpu - before.cpu, after.memory - before.memory)


async def leave(viewers: Sequence[Viewer]) -> None:
    """Close the viewers' pages and end their kernels, as a browser's goodbye does."""
    for viewer in viewers:
        viewer.pulse.cancel()
        viewer.channel.close()
        await goodbye(viewer.origin, viewer.kernel, cookies=viewer.cookies)
    await asyncio.sleep(2)


@dataclass(frozen=True)
class PageCost:
    """What one viewer of a page costs: seconds of processor to open and per second after, bytes held and sent."""

    page: str
    cpu_open: float
    cpu_idle: float
    memory: float
    base: float
    once: float
    first: int
    again: int
    minute: float


async def page_cost(server: Server, page: str, *, few: int, some: int) -> PageCost:
    """Return a page's constants: what the viewers after the first ``few`` added, without what comes once."""
    early, dear = await come(server, page, few)
    with_few = Used.by(server.process.pid).memory
    viewers, used = await come(server, page, some - few)
    before = sum(viewer.sat for viewer in viewers)
    sitting = await idle(server, some)
    minute = (sum(viewer.sat for viewer in viewers) - before) / (some - few) * 60 / IDLE_S
    await leave([*early, *viewers])
    count = some - few
    cpu, held = used.cpu / count, used.memory / count
    return PageCost(page, cpu, sitting, held, with_few - few * held, dear.cpu - few * cpu, viewers[-1].first,
                    viewers[-1].again, minute)  # fmt: skip


async def idle(server: Server, count: int) -> float:
    """Return the processor seconds a second of each of so many viewers who only look."""
    start = Used.by(server.process.pid).cpu
    await asyncio.sleep(IDLE_S)
    return (Used.by(server.process.pid).cpu - start) / IDLE_S / count


@dataclass(frozen=True)
class AnswerCost:
    """What an answer over plain HTTP costs: processor seconds, bytes; and how many a second there were."""

    what: str
    cpu: float
    bytes: int
    per_second: float


async def answer_cost(pid: int, what: str, viewers: Sequence[Viewer], path: str) -> AnswerCost:
    """Ask for a path from all viewers at once for some seconds."""
    answers = [await viewer.ask(path) for viewer in viewers]
    assert all(answer.code == 200 for answer in answers), (what, [answer.code for answer in answers])
    before, start, count = Used.by(pid).cpu, time.monotonic(), 0

    async def insist(viewer: Viewer) -> None:
        nonlocal count
        while time.monotonic() - start < LOAD_S:
            await viewer.ask(path)
            count += 1

    await asyncio.gather(*map(insist, viewers))
    took = time.monotonic() - start
    return AnswerCost(what, (Used.by(pid).cpu - before) / count, size(answers[0]), count / took)


async def ballot_cost(server: Server, store: Store, what: str, *, people: int) -> AnswerCost:
    """Let everybody read the ballot and cast it, with what a phone without scripts sends."""
    phones = [await asyncio.to_thread(Phone(server.origin).join, server.links["Deltagare"], role="polis")
              for _ in range(people)]  # fmt: skip
    number = store.voting.open("rangordning", problems=PROBLEMS, by="Mötesledare")
    before, start = Used.by(server.process.pid).cpu, time.monotonic()
    await asyncio.gather(*(asyncio.to_thread(phone.vote, ORDERS[turn]) for turn, phone in enumerate(phones)))
    took, used = time.monotonic() - start, Used.by(server.process.pid).cpu - before
    assert sum(store.voting.turnout(number).values()) == people
    store.voting.close(number, by="Mötesledare")
    return AnswerCost(what, used / people, 0, people / took)


@contextmanager
def files(folder: Path) -> Iterator[tuple[str, int]]:
    """Yield the address and process id of an nginx that serves a folder: what the public page needs."""
    [port] = free(1)
    server = f"access_log off; gzip on; server {{ listen 127.0.0.1:{port}; root {folder}; }}"
    with nginx(folder, server, port=port) as pid:
        yield f"http://127.0.0.1:{port}", pid
