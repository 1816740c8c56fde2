"""Viewers in a real browser: one at a time, some within a minute, some at once."""

from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from benchmarks.measuring.contenders import Running
from tests.browser.driver import browser_path

CLOCK = (Path(__file__).parent / "clock.js").read_text("utf-8")
PATIENCE_S, ANSWER_S = 120, 15
QUIET_S = 0.4
STILL = 8  # looks, half a second apart


@dataclass
class Opening:
    """One viewer's page: seconds from the navigation, bytes that came for it, seconds of each answer in a filter.

    Parameters
    ----------
    stood, first, drawn
        When the heading stood, the first figure, and all figures that are in sight when the reader goes to them;
        0 for a page that was not drawn within two minutes.
    answers
        From choosing until the figure's bars had changed.
    lost
        Choices that changed nothing within a quarter of a minute.
    http, websocket
        Bytes over the wire (joining counted at a first visit), and of websocket messages before compression.
    """

    stood: float = 0.0
    first: float = 0.0
    drawn: float = 0.0
    answers: tuple[float, ...] = ()
    lost: int = 0
    http: int = 0
    websocket: int = 0

    @property
    def usable(self) -> float:
        """Return when the figures stood and a filter had answered."""
        return self.drawn + (self.answers[0] if self.answers else 0.0)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Start a headless browser and close it."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=browser_path(playwright), args=["--no-sandbox"])
        try:
            yield browser
        finally:
            await browser.close()


async def in_sight(browser: Browser, server: Running) -> int:
    """Return how many figures a viewer sees without scrolling, once nothing more has come for some seconds."""
    if server.contender.name == "empty":
        return 0
    viewer = await Viewer.arrive(browser, server, figures=1)
    await viewer.open()
    counts = [-1]
    while counts[-1] < 1 or len(counts) < STILL or set(counts[-STILL:]) != {counts[-1]}:
        await asyncio.sleep(0.5)
        counts.append(await viewer.page.evaluate("window.__sight()"))
    await viewer.leave()
    await viewer.context.close()
    return counts[-1]


class Viewer:
    """A browser profile of its own that has joined where one has to."""

    def __init__(self, context: BrowserContext, server: Running, figures: int) -> None:
        self.context, self.server, self.figures = context, server, figures
        self.page: Page
        self.seen = Opening()

    @classmethod
    async def arrive(cls, browser: Browser, server: Running, *, figures: int) -> Viewer:
        """Return a new viewer who stands before the link to the page."""
        context = await browser.new_context(viewport={"width": 1280, "height": 900}, locale="sv-SE")
        viewer = cls(context, server, figures)
        await viewer.turn()
        if server.link:
            await viewer.page.goto(server.link)
            await viewer.page.get_by_role("radio", name="Polis").check()
            await viewer.page.get_by_role("button", name="Anslut").click()
            await viewer.page.wait_for_url(f"{server.origin}/")
        return viewer

    async def turn(self) -> None:
        """Take a new tab; what comes over the wire is counted from here."""
        self.page = await self.context.new_page()
        self.seen = Opening()
        wire = await self.context.new_cdp_session(self.page)
        await wire.send("Network.enable")
        wire.on("Network.loadingFinished", self._loaded)
        wire.on("Network.webSocketFrameReceived", self._frame)

    def _loaded(self, told: dict[str, Any]) -> None:
        self.seen.http += int(told["encodedDataLength"])

    def _frame(self, told: dict[str, Any]) -> None:
        frame = told["response"]
        text = frame["payloadData"]
        self.seen.websocket += len(base64.b64decode(text)) if frame["opcode"] == 2 else len(text.encode())

    async def open(self, *, pace: float = 0.016) -> Opening:
        """Open the page and wait until it is drawn, which its clock looks for every ``pace`` seconds."""
        await self.page.add_init_script(f"window.__figures = {self.figures}; window.__pace = {1000 * pace};\n{CLOCK}")
        await self.page.goto(self.server.address, wait_until="commit", timeout=1000 * PATIENCE_S)
        if told := await self._seen("drawn", pause=3 * pace, patience=PATIENCE_S):
            # A heading within a component's own tree is not found by the clock.
            self.seen.stood, self.seen.first, self.seen.drawn = (
                (told[at] or 0) / 1000 for at in ("stood", "first", "drawn")
            )
        return self.seen

    async def _seen(self, name: str, *, pause: float, patience: float) -> dict[str, float] | None:
        """Wait until the page's clock has noted something; a page may forbid the scripts that Playwright waits by."""
        end = time.monotonic() + patience
        while (told := await self.page.evaluate("window.__bench"))[name] is None:
            if time.monotonic() > end:
                return None
            await asyncio.sleep(pause)
        return told

    async def choose(self, times: int) -> None:
        """Choose in the filter that many times, each when the last was answered."""
        choose = self.server.contender.choose
        for turn in range(times if choose else 0):
            await self.page.evaluate("window.__ask()")
            await choose(self.page, 1 + turn % 2)
            if told := await self._seen("answered", pause=0.05, patience=ANSWER_S):
                self.seen.answers += ((told["answered"] - told["chosen"]) / 1000,)
            else:
                self.seen.lost += 1
            await asyncio.sleep(0.05)

    async def leave(self) -> None:
        """Close the tab as a person does."""
        await self.page.close(run_before_unload=True)


async def alone(
    browser: Browser, server: Running, *, figures: int, runs: int, changes: int
) -> dict[str, list[Opening]]:
    """Return openings with nobody else there: with an empty cache (a profile each) and a warm one (the last)."""
    found: dict[str, list[Opening]] = {"empty": [], "warm": []}
    for run in range(runs):
        viewer = await Viewer.arrive(browser, server, figures=figures)
        found["empty"].append(await _once(viewer, 1))
        if run < runs - 1:
            await viewer.context.close()
    for run in range(runs + 1):
        await viewer.turn()
        opening = await _once(viewer, changes if run == runs else 1)
        found["warm"] += [opening] if run else []  # the first fills what an empty cache leaves out
    await viewer.context.close()
    return found


async def _once(viewer: Viewer, changes: int) -> Opening:
    opening = await viewer.open()
    await viewer.choose(changes)
    await asyncio.sleep(QUIET_S)
    await viewer.leave()
    return opening


async def arrivals(
    browser: Browser, server: Running, *, figures: int, viewers: int, within: float
) -> tuple[list[Opening], list[Viewer]]:
    """Return openings of viewers who come evenly spread over some seconds (0: all at once), and who stay."""
    waiting = [await Viewer.arrive(browser, server, figures=figures) for _ in range(viewers)]

    async def come(order: int, viewer: Viewer) -> Opening:
        await asyncio.sleep(order * within / viewers)
        return await viewer.open(pace=0.016 if within else 0.1)

    return list(await asyncio.gather(*(come(*pair) for pair in enumerate(waiting)))), waiting
