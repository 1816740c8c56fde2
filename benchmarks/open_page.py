"""Measure the time from a click on the link to a usable lägesbild.

    .venv/bin/python benchmarks/open_page.py [--edition editions/stromstad-2017] [--runs 5] [--json FILE]

Usable means that every figure is drawn and that one filter has answered. The server is started as a user starts it, a
participant joins, and the link on the start page is clicked: with an empty browser cache (a new profile each time) and
with a warm one (the same profile again). The times say something only beside the machine they were taken on.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser.driver import DRAWN, QUIET_S, READY_MS, Server, Visit, join, launch, new_context  # noqa: E402
from tests.sample import sample_edition  # noqa: E402

EDITIONS = ("editions/stromstad-2017", "data/editions/stromstad-2017")
ANSWERED = "before => Number(document.querySelector('figure.ml-figure .ml-chart').dataset.drawn) > before"


@dataclass(frozen=True)
class Run:
    """One opening of the page.

    Parameters
    ----------
    drawn, usable
        Seconds from the click until every figure was drawn, and until a filter had answered too.
    answer
        Seconds from choosing in the filter until the figure was redrawn.
    http, websocket
        Bytes received: bodies as they came over the wire (nothing for what the browser's cache held), and messages.
    requests
        How many addresses were asked for, those answered by the cache included.
    """

    cache: str
    drawn: float
    usable: float
    answer: float
    http: int
    websocket: int
    requests: int


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edition", type=Path, help="an edition; the published demo, else a small sample")
    parser.add_argument("--runs", type=int, default=5, help="openings per kind of cache")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also save every run")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        edition = options.edition or demo(folder)
        server = Server(edition.resolve(), store=folder / "matning.sqlite", folder=folder)
        browser = launch(playwright)
        try:
            runs = measure(browser, server, options.runs)
        finally:
            browser.close()
            server.stop()
    print(table(runs, edition))
    if options.json:
        report = {"edition": edition.name, "machine": machine(), "runs": [asdict(run) for run in runs]}
        options.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def demo(folder: Path) -> Path:
    """Return the published demo edition, or the tests' sample where there is none."""
    for place in EDITIONS:
        if (ROOT / place / "datapackage.json").is_file():
            return ROOT / place
    return sample_edition(folder / "exempel").path


def measure(browser: Browser, server: Server, runs: int) -> list[Run]:
    """Return the runs with an empty cache, then those with a warm one (its first, cold opening is not counted)."""
    found = []
    for _ in range(runs):
        context = new_context(browser)
        found.append(once(context, server, "empty"))
        context.close()
    context = new_context(browser)
    once(context, server, "warm")
    found += [once(context, server, "warm") for _ in range(runs)]
    context.close()
    return found


def once(context: BrowserContext, server: Server, cache: str) -> Run:
    """Return one opening: join (or be known already), click the link, wait, choose in a filter, wait."""
    known = any(cookie["name"] == "medlofte-session" for cookie in context.cookies())
    visit = Visit(context.new_page()) if known else join(context, server, "polis")
    page = visit.page
    if known:
        page.goto(f"{server.origin}/")
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    arrived: list[float] = []
    wire.on("Network.loadingFinished", lambda told: arrived.append(told["encodedDataLength"]))
    asked = len(visit.requests)
    start = time.perf_counter()
    page.locator("a[href$='lagesbild.ipynb']").click()
    page.wait_for_function(DRAWN, arg=QUIET_S, timeout=READY_MS, polling=20)
    # The page was whole when nothing more came; the wait that proved it is not part of the time.
    drawn = time.perf_counter() - QUIET_S
    chosen = time.perf_counter()
    before = int(page.locator("figure.ml-figure .ml-chart").first.get_attribute("data-drawn") or 0)
    page.locator(".ml-row select").nth(1).select_option(index=1)
    page.wait_for_function(ANSWERED, arg=before, timeout=READY_MS, polling=20)
    answer = time.perf_counter() - chosen
    run = Run(cache, drawn - start, drawn - start + answer, answer, int(sum(arrived)), visit.received["websocket"],
              len(visit.requests) - asked)  # fmt: skip
    page.close(run_before_unload=True)
    return run


def machine() -> dict[str, object]:
    """Return what the times depend on, without the machine's name."""
    load = [round(value, 1) for value in os.getloadavg()] if hasattr(os, "getloadavg") else []
    return {"system": platform.system(), "python": platform.python_version(), "cores": os.cpu_count(), "load": load}


def table(runs: list[Run], edition: Path) -> str:
    """Return the medians with least and most, per kind of cache."""
    about = machine()
    lines = [
        f"lagesbild of {edition.name}; {about['system']}, {about['cores']} cores, load {about['load']}",
        "",
        "| cache | runs | figures drawn, s | usable, s | filter, s | HTTP, MB | websocket, MB | requests |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for cache in ("empty", "warm"):
        these = [run for run in runs if run.cache == cache]
        times = [spread([getattr(run, name) for run in these]) for name in ("drawn", "usable", "answer")]
        sizes = [
            f"{statistics.median(getattr(run, name) for run in these) / 1e6:.2f}" for name in ("http", "websocket")
        ]
        requests = statistics.median(run.requests for run in these)
        lines.append(f"| {cache} | {len(these)} | {' | '.join([*times, *sizes])} | {requests:.0f} |")
    return "\n".join(lines)


def spread(values: list[float]) -> str:
    """Return ``median (least–most)``."""
    return f"{statistics.median(values):.2f} ({min(values):.2f}–{max(values):.2f})"


if __name__ == "__main__":
    main()
