"""Measure the time from the link to a usable lägesbild, for ours and for the same page in other frameworks.

    .venv/bin/python benchmarks/open_page.py --prepare
    .venv/bin/python benchmarks/open_page.py --viewers 30 [--only ours dash …] [--json FILE]

Each contender's server is started alone, from an environment of its own with the newest versions (``--prepare`` makes
them), and shows the figures, tables and filters of the same edition. Everything is drawn in one headless browser on
the same machine, by the page's own clock from the navigation on. *Drawn* means that every figure in sight stands,
*usable* that a filter has answered too. ``benchmarks/README.md`` says what each column is.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.measuring import browsing, dump, report  # noqa: E402
from benchmarks.measuring.contenders import CONTENDERS, Running, running  # noqa: E402
from benchmarks.measuring.counting import memory  # noqa: E402
from benchmarks.measuring.light import crowd  # noqa: E402
from tests.sample import sample_edition  # noqa: E402

EDITIONS = ("editions/stromstad-2017", "data/editions/stromstad-2017")
PARTS = ("alone", "arrivals", "at-once")


def main() -> None:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--prepare", action="store_true", help="make the contenders' environments, and end")
    parser.add_argument("--only", nargs="+", choices=CONTENDERS, metavar="NAME", help=", ".join(CONTENDERS))
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS, help="what to measure")
    parser.add_argument("--edition", type=Path, help="an edition; the published demo, else a small sample")
    parser.add_argument("--runs", type=int, default=5, help="openings alone, per kind of cache")
    parser.add_argument("--changes", type=int, default=30, help="changes of a filter in the last of them")
    parser.add_argument("--viewers", type=int, default=30, help="viewers who come within --within seconds and stay")
    parser.add_argument("--within", type=float, default=60.0, metavar="SECONDS")
    parser.add_argument("--at-once", type=int, default=20, metavar="N", help="viewers who come in the same moment")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also save every opening; added to what is there")
    options = parser.parse_args()
    names = options.only or list(CONTENDERS)
    if options.prepare:
        for name in names:
            CONTENDERS[name].prepare()
        return
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as name:
        edition = options.edition or demo(Path(name))
        data = Path(name) / "same"
        dump.write(edition, data)
        for contender in (CONTENDERS[one] for one in names):
            with running(contender, edition=edition, data=data) as server:
                found[contender.name] = asyncio.run(measure(server, options))
            print(f"{contender.name}: {report.short(found[contender.name])}", file=sys.stderr, flush=True)
            if options.json:
                found = saved(options.json, found)
    print(report.table(found))


def saved(file: Path, found: dict[str, Any]) -> dict[str, Any]:
    """Add what was found to what the file holds, contender by contender, part by part; return it all."""
    kept = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    for one, parts in found.items():
        kept[one] = kept.get(one, {}) | parts
    file.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    return kept


def demo(folder: Path) -> Path:
    """Return the published demo edition, or the tests' sample where there is none."""
    for place in EDITIONS:
        if (ROOT / place / "datapackage.json").is_file():
            return ROOT / place
    return sample_edition(folder / "exempel").path


async def measure(server: Running, options: argparse.Namespace) -> dict[str, Any]:
    """Return one contender's figures: its openings, memory in bytes, and what it was measured on."""
    found: dict[str, Any] = {"version": server.contender.version(), "machine": machine()}
    async with browsing.chromium() as browser:
        found["figures"] = figures = await browsing.in_sight(browser, server)
        if "alone" in options.parts:
            openings = await browsing.alone(
                browser, server, figures=figures, runs=options.runs, changes=options.changes
            )
            found["alone"] = {cache: [asdict(one) for one in those] for cache, those in openings.items()}
        if "arrivals" in options.parts:
            found["before"] = memory(server.pid)
            come, _ = await browsing.arrivals(browser, server, figures=figures, viewers=options.viewers,
                                              within=options.within)  # fmt: skip
            found["arrivals"] = [asdict(one) for one in come]
            found["after"] = memory(server.pid)
    if "at-once" in options.parts and options.at_once:
        if server.contender.kernels:
            found["light"] = await crowd(server, options.at_once)
        async with browsing.chromium() as browser:
            come, _ = await browsing.arrivals(browser, server, figures=figures, viewers=options.at_once, within=0)
            found["at-once"] = [asdict(one) for one in come]
    return found


def machine() -> dict[str, object]:
    """Return what the times depend on, without the machine's name."""
    load = [round(value, 1) for value in os.getloadavg()] if hasattr(os, "getloadavg") else []
    return {"system": platform.system(), "python": platform.python_version(), "cores": os.cpu_count(), "load": load}


if __name__ == "__main__":
    main()
