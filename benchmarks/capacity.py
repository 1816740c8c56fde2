"""Measure what a viewer costs, and hold the capacity model to a run that it was not made of.

    .venv/bin/python benchmarks/capacity.py [--edition FOLDER] [--few 4] [--some 10] [--viewers 30] [--json FILE]

Processor time and memory are the server's own, with all its kernels (``/proc``); viewers are HTTP and websockets
without a browser, so that drawing costs the measured machine nothing. The constants come of ``--few`` and ``--some``
viewers; then as many as ``--viewers`` come to a new server, and the model's forecast is printed beside what was
measured. docs/capacity.md says what the model is for. Linux only.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from tornado.httpclient import AsyncHTTPClient

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.costs import viewers as seen  # noqa: E402
from benchmarks.costs.model import BUSY, WEEKS, Model, machines  # noqa: E402
from medlofte.workshop.store import Store  # noqa: E402
from tests.browser.driver import PAGES, Server  # noqa: E402
from tests.crowd import ORDERS, PROBLEMS  # noqa: E402
from tests.sample import sample_edition  # noqa: E402

DEMO = ROOT / "data/editions/stromstad-2017"
AT_ONCE = 8


def main() -> None:
    """Measure, print the tables, and compare the forecast."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edition", type=Path, help="an edition; the published demo, else a small sample")
    parser.add_argument("--few", type=int, default=4, help="viewers who pay for what comes once")
    parser.add_argument("--some", type=int, default=10, help="viewers in all, of whom the later give the constants")
    parser.add_argument("--viewers", type=int, default=30, help="viewers of the run that the forecast is held to")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    AsyncHTTPClient.configure(None, max_clients=100, max_body_size=2**28)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        edition = options.edition or (DEMO if DEMO.is_dir() else sample_edition(folder / "exempel").path)
        found = asyncio.run(measure(edition, folder, options))
    print(report(found))
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


@contextmanager
def serving(edition: Path, store: Path, *, viewers: int) -> Iterator[Server]:
    """Yield a server as a user starts it, and end it whatever happens."""
    server = Server(edition, store=store, folder=store.parent, options=("--viewers", str(viewers)))
    try:
        yield server
    finally:
        server.stop()


async def measure(edition: Path, folder: Path, options: argparse.Namespace) -> dict[str, object]:
    """Return all that was measured, the model made of it, and the run to hold it to."""
    with serving(edition, folder / "w.sqlite", viewers=200) as server:
        await asyncio.sleep(5)  # the warm process has loaded by then
        empty = seen.Used.by(server.process.pid)
        with Store.open(str(folder / "w.sqlite"), create=False) as store:
            pages = [await seen.page_cost(server, page, few=options.few, some=options.some) for page in PAGES]
            answers = await plain(server, store, folder)
    answers += await still(edition, folder)
    main_page = pages[0]
    cost = {answer.what: answer for answer in answers}
    model = Model(
        base=main_page.base, viewer=main_page.memory, opening=main_page.cpu_open, once=main_page.once,
        idle=main_page.cpu_idle, poll=cost["/lage"].cpu, vote=cost[VOTE].cpu, first=main_page.first,
        again=main_page.again,
    )  # fmt: skip
    return {
        "empty": {"cpu": empty.cpu, "memory": empty.memory}, "pages": [asdict(page) for page in pages],
        "answers": [asdict(answer) for answer in answers], "model": asdict(model), "database": database(folder),
        "run": await last_run(edition, folder, options.viewers), "cores": os.cpu_count(),
        "load": [round(value, 1) for value in os.getloadavg()],
    }  # fmt: skip


VOTE = "a vote (ballot read, sent, confirmed)"


async def plain(server: Server, store: Store, folder: Path) -> list[seen.AnswerCost]:
    """Return what the pages without kernels cost, and a file from nginx as the public page is one."""
    pid = server.process.pid
    some = [await asyncio.to_thread(seen.Viewer.joined, server) for _ in range(AT_ONCE)]
    leader = await asyncio.to_thread(seen.Viewer.led, server)
    number = store.voting.open("rangordning", problems=PROBLEMS, by="Mötesledare")
    found = [await seen.answer_cost(pid, "/rost, an open ballot", some, "/rost"),
             await seen.answer_cost(pid, "/lage", some, "/lage"),
             await seen.answer_cost(pid, "/led", [leader], "/led")]  # fmt: skip
    ballot = seen.text_of(await some[0].ask("/rost")).encode()
    store.voting.close(number, by="Mötesledare")
    found.append(await seen.ballot_cost(server, store, VOTE, people=20))
    public = folder / "public"
    public.mkdir()
    (public / "index.html").write_bytes((ballot * 60)[:60_000])
    with seen.files(public) as (origin, nginx):
        visitors = [seen.Viewer(origin, {}) for _ in range(AT_ONCE)]
        found.append(await seen.answer_cost(nginx, "a file of 60 kB from nginx (the public page)", visitors, "/"))
    return found


async def still(edition: Path, folder: Path) -> list[seen.AnswerCost]:
    """Return what a still costs: the page for those who come when the server is full."""
    with serving(edition, folder / "full.sqlite", viewers=1) as server:
        some = [await asyncio.to_thread(seen.Viewer.joined, server) for _ in range(AT_ONCE + 1)]
        await some[0].open(PAGES[0])
        page = f"/voila/render/{PAGES[0]}.ipynb"
        found = await seen.answer_cost(server.process.pid, "a still of lagesbild", some[1:], page)
        await seen.leave(some[:1])
    return [found]


async def last_run(edition: Path, folder: Path, count: int) -> dict[str, float]:
    """Return what so many viewers took of a new server."""
    with serving(edition, folder / "last.sqlite", viewers=200) as server:
        await asyncio.sleep(5)
        came, used = await seen.come(server, PAGES[0], count)
        found = seen.Used.by(server.process.pid)
        idle = await seen.idle(server, count)
        await seen.leave(came)
    return {"viewers": len(came), "memory": found.memory, "cpu": used.cpu, "idle": idle * count}


def database(folder: Path) -> int:
    """Return the bytes of a workshop's file after a meeting: thirty people, eight rounds, answers, decisions."""
    file = folder / "meeting.sqlite"
    with Store.open(file) as store:
        people = [store.join("polis") for _ in range(30)]
        for _ in range(8):
            number = store.voting.open("rangordning", problems=PROBLEMS, by="Mötesledare")
            for turn, person in enumerate(people):
                store.voting.cast(person.token, number, content={"order": list(ORDERS[turn])})
            store.voting.close(number, by="Mötesledare")
        for problem in PROBLEMS:
            for criterion in range(9):
                store.answer(problem, criterion=f"k{criterion}", answer="ja", by="Gruppen")
            store.decide(problem, decision="fokus", by="Mötesledare")
    return file.stat().st_size


def report(found: dict) -> str:
    """Return the tables."""
    model = Model(**found["model"])
    empty = found["empty"]
    lines = [f"{found['cores']} cores, load {found['load']}; an empty server: {empty['memory'] / 1e6:.0f} MB, "
             f"{empty['cpu']:.1f} s of processor to start", "",
             "| page | CPU s to open | CPU s a minute after | MB | kB first | kB again | kB a minute |",
             "|---|---|---|---|---|---|---|"]  # fmt: skip
    lines += [f"| {p['page']} | {p['cpu_open']:.2f} | {60 * p['cpu_idle']:.2f} | {p['memory'] / 1e6:.0f} | "
              f"{p['first'] / 1e3:.0f} | {p['again'] / 1e3:.0f} | {p['minute'] / 1e3:.0f} |"
              for p in found["pages"]]  # fmt: skip
    lines += ["", "| without a kernel | CPU ms | kB | a second |", "|---|---|---|---|"]
    lines += [
        f"| {a['what']} | {1e3 * a['cpu']:.1f} | {a['bytes'] / 1e3:.1f} | {a['per_second']:.0f} |"
        for a in found["answers"]
    ]
    lines += ["", f"A meeting's database: {found['database'] / 1e3:.0f} kB", "", *forecast(model, found["run"]), "",
              f"| machine | pages at once, opened within a minute ({BUSY:.0%} busy) |", "|---|---|"]  # fmt: skip
    lines += [f"| {cores} cores, {size} GB | {model.seats(cores=cores, gigabytes=size)} |" for cores, size in MACHINES]
    lines += ["", "| 290 kommuner in a week | at once, mean | peak | GB | cores busy | servers of 8 cores and 32 GB |",
              "|---|---|---|---|---|---|"]  # fmt: skip
    for week in WEEKS:
        memory, busy, count = machines(model, week)
        lines.append(f"| {week.name} | {week.mean:.0f} | {week.peak} | {memory:.0f} | {busy:.1f} | {count} |")
    return "\n".join(lines)


MACHINES = ((2, 8), (4, 16), (8, 32), (16, 64))


def forecast(model: Model, run: dict[str, float]) -> list[str]:
    """Return what the model says of the last run beside what was measured."""
    count = int(run["viewers"])
    rows = (("memory, MB", model.memory(count) / 1e6, run["memory"] / 1e6),
            ("CPU s to open all", model.once + count * model.opening, run["cpu"]),
            ("cores while they sit", model.cpu(count), run["idle"]))  # fmt: skip
    return [f"| {count} viewers of a new server | forecast | measured | deviation |", "|---|---|---|---|",
            *(f"| {what} | {said:.3g} | {was:.3g} | {said / was - 1:+.0%} |" for what, said, was in rows)]  # fmt: skip


if __name__ == "__main__":
    main()
