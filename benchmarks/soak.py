"""Wear the server out: thousands of filter changes, hundreds of forks, viewers who leave without a word.

    .venv/bin/python benchmarks/soak.py [--changes 10000] [--viewers 4] [--forks 500] [--only NAME …] [--json FILE]

The server is started as a user starts it. The viewers speak the widgets' protocol over HTTP and a websocket, without a
browser: every change of a filter must be answered by the figure of just that choice. A fork that has not shown its
page within ``HANG_S`` counts as hung. The script ends with status 1 when an answer is lost or wrong, a fork hangs, a
zombie is left or a kernel outlives its page by more than a minute.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.measuring.contenders import CONTENDERS, Running, running  # noqa: E402
from benchmarks.measuring.counting import memory, percentile, tree  # noqa: E402
from benchmarks.measuring.light import Client  # noqa: E402
from benchmarks.measuring.rounds import edition_of  # noqa: E402
from tests.browser.driver import browser_path, enter  # noqa: E402
from tests.sample import sample_edition  # noqa: E402

LOST_S, HANG_S, GONE_S = 20.0, 10.0, 60.0


@dataclass(frozen=True)
class Found:
    """What one part came to: whether it held, and its figures in words."""

    part: str
    held: bool
    told: str


async def changes(server: Running, wanted: int, viewers: int) -> Found:
    """Let some viewers change a filter over and over; count the answers."""
    clients = [await asyncio.to_thread(Client.joined, server) for _ in range(viewers)]
    for client in clients:
        await client.open()
    before = memory(server.pid)
    share = [wanted // viewers + (order < wanted % viewers) for order in range(viewers)]
    waits = await asyncio.gather(*(_changes(*pair) for pair in zip(clients, share, strict=True)))
    grown = (memory(server.pid) - before) / 2**20
    for client in clients:
        await client.leave()
    answered = [1000 * wait for some in waits for wait in some]
    marks = " / ".join(f"{percentile(answered, share):.0f}" for share in (0.5, 0.95, 0.99)) if answered else "–"
    told = (f"{len(answered)} of {wanted} answered, {viewers} viewers; ms p50 / p95 / p99: {marks}, "
            f"longest {max(answered, default=0):.0f}; the server and its kernels grew by {grown:.0f} MiB")  # fmt: skip
    return Found("changes", len(answered) == wanted, told)


async def _changes(client: Client, wanted: int) -> list[float]:
    """Return the seconds each answer took; those lost or wrong are not there."""
    filter_, names, figure = client.survey()
    found = []
    for turn in range(wanted):
        choice = 1 + turn % (len(names) - 1)
        start = time.perf_counter()
        await client.choose(filter_, choice)
        if await _answered(client, figure, names[choice], start + LOST_S):
            found.append(time.perf_counter() - start)
    return found


async def _answered(client: Client, figure: str, name: str, end: float) -> bool:
    while (left := end - time.perf_counter()) > 0:
        try:
            told = await client.hear(left)
        except TimeoutError:
            return False
        content = told["content"]
        state = content.get("data", {}).get("state", {})
        if told["msg_type"] == "comm_msg" and content["comm_id"] == figure and "spec" in state:
            return name in state.get("subtitle", "")
    return False


async def forks(server: Running, wanted: int, _viewers: int) -> Found:
    """Open and close a page over and over: each is a fork that must show it."""
    client = await asyncio.to_thread(Client.joined, server)
    await client.open()
    await client.leave()
    await asyncio.sleep(1)
    before, hung, waits = len(tree(server.pid)), 0, []
    for _ in range(wanted):
        start = time.perf_counter()
        try:
            await asyncio.wait_for(client.open(), HANG_S)
            waits.append(time.perf_counter() - start)
        except TimeoutError:
            hung += 1
        await client.leave()
    await _until(lambda: len(tree(server.pid)) <= before, GONE_S)
    left = len(tree(server.pid)) - before
    zombies = sum(process.status() == psutil.STATUS_ZOMBIE for process in tree(server.pid))
    told = (f"{len(waits)} of {wanted} showed their page, {hung} hung; s p50 / p95: {percentile(waits, 0.5):.2f} / "
            f"{percentile(waits, 0.95):.2f}; {zombies} zombies, {left} processes left")  # fmt: skip
    return Found("forks", not (hung or zombies or left > 0) and len(waits) == wanted, told)


async def goodbyes(server: Running, _wanted: int, viewers: int) -> Found:
    """Let viewers leave without a word (their lines cut), and kill a real browser with a page open."""
    client = await asyncio.to_thread(Client.joined, server)
    await client.open()
    await client.leave()
    before = await _settled(server)
    clients = [await asyncio.to_thread(Client.joined, server) for _ in range(viewers)]
    for one in clients:
        await one.open()
    for one in clients:
        one.cut()
    cut = await _until(lambda: len(tree(server.pid)) <= before, 2 * GONE_S)
    killed = await asyncio.to_thread(_killed_browser, server)
    dead = await _until(lambda: len(tree(server.pid)) <= before, 2 * GONE_S)
    told = (f"{viewers} cut lines: their kernels gone after {cut:.0f} s; kill -9 of a browser with {killed} page "
            f"open: gone after {dead:.0f} s")  # fmt: skip
    return Found("goodbyes", max(cut, dead) <= GONE_S and killed == 1, told)


async def _settled(server: Running) -> int:
    await asyncio.sleep(3)
    return len(tree(server.pid))


def _killed_browser(server: Running) -> int:
    """Open the page in a browser of its own, end the browser as a crash would, and return how many kernels it had."""
    from playwright.sync_api import sync_playwright

    before = len(tree(server.pid))
    with sync_playwright() as playwright, tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        words = [browser_path(playwright), "--headless", "--no-sandbox", "--remote-debugging-port=0",
                 f"--user-data-dir={profile}", "about:blank"]  # fmt: skip
        process = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
        address = next(line.split()[-1] for line in process.stderr if "DevTools listening" in line)
        browser = playwright.chromium.connect_over_cdp(address)
        page = browser.contexts[0].new_page()
        enter(page, server.link)
        page.wait_for_url(f"{server.origin}/")
        page.goto(server.address)
        page.wait_for_function("document.querySelector('.ml-chart[data-drawn]')", timeout=60_000)
        found = len(tree(server.pid)) - before
        for one in reversed(tree(process.pid)):
            one.kill()
        process.wait(30)
    return found


async def _until(holds: Callable[[], bool], seconds: float) -> float:
    """Return after how many seconds something held, at most these."""
    start = time.monotonic()
    while not holds() and time.monotonic() - start < seconds:
        await asyncio.sleep(0.25)
    return time.monotonic() - start


Part = Callable[[Running, int, int], Awaitable[Found]]
PARTS: dict[str, Part] = {"changes": changes, "forks": forks, "goodbyes": goodbyes}


def main() -> int:
    """Run the parts, print what they came to and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--changes", type=int, default=10_000)
    parser.add_argument("--viewers", type=int, default=4, help="who make the changes together")
    parser.add_argument("--forks", type=int, default=500)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), metavar="NAME")
    parser.add_argument("--answers", type=int, metavar="N", help="make an edition of the demo round with N web answers")
    parser.add_argument("--edition", type=Path, help="an edition; else the tests' small sample")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also save what was found")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        made = edition_of(options.answers, Path(name)) if options.answers else options.edition
        edition = made or sample_edition(Path(name) / "exempel").path
        found = soak(edition, options.only, changes=options.changes, forks=options.forks, viewers=options.viewers)
    for one in found:
        print(f"{'held' if one.held else 'FAILED'}: {one.part}: {one.told}")
    if options.json:
        options.json.write_text(json.dumps([asdict(one) for one in found], indent=1) + "\n", encoding="utf-8")
    return 0 if all(one.held for one in found) else 1


def soak(edition: Path, parts: list[str], *, changes: int, forks: int, viewers: int) -> list[Found]:
    """Return what some parts came to, all on one server."""
    sizes = {"changes": changes, "forks": forks}
    with running(CONTENDERS["ours"], edition=edition, data=edition) as server:
        return [asyncio.run(PARTS[part](server, sizes.get(part, 0), viewers)) for part in parts]


if __name__ == "__main__":
    raise SystemExit(main())
