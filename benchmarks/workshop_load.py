"""Measure a workshop under load and faults: every acknowledged vote is there once, and the room goes on.

    .venv/bin/python benchmarks/workshop_load.py [--people 40] [--rounds 5] [--only NAME …] [--json FILE]

The server is started as a user starts it (``python -m medlofte serve``) and started again when it has died, as a
service manager does. The participants are phones that fill in the light ballot over HTTP and send it again until the
server says that it is saved; everybody votes in an order of their own, so that what is saved is compared with what was
acknowledged vote by vote. *Silence* is the longest time in which nobody's vote was acknowledged while some waited. It
depends on the machine and on what else it does; lost and doubled votes do not, and the script ends with status 1 when
there is one.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from medlofte.workshop.store import Store, values  # noqa: E402
from tests import postgres  # noqa: E402
from tests.browser.driver import Server  # noqa: E402
from tests.crowd import ORDERS, Crowd, Outcome, Phone, insist  # noqa: E402
from tests.sample import sample_edition  # noqa: E402

LIMIT_S = 10.0
PAGE_S = 120.0


@dataclass(frozen=True)
class Row:
    """One scenario's figures: ballots acknowledged and wanted, seconds, tries, and what may not be."""

    scenario: str
    acknowledged: int
    wanted: int
    median_s: float
    longest_s: float
    silence_s: float
    tries: int
    lost: int
    doubled: int
    note: str

    @property
    def good(self) -> bool:
        """Return whether nothing was lost, doubled or left out."""
        return not (self.lost or self.doubled) and self.acknowledged == self.wanted


class Room:
    """A running server with its store and its people, on SQLite or on PostgreSQL."""

    def __init__(self, folder: Path, *, people: int, url: str = "") -> None:
        self.folder, self.people = folder, people
        self.url = url or str(folder / "workshop.sqlite")
        self.edition = sample_edition(folder / "exempel").path
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.server = self._start()
        self.store = Store.open(self.url, create=False)
        self.crowd = Crowd.join(self.server.links["Deltagare"], size=people)

    def _start(self) -> Server:
        return Server(self.edition, store=self.url, folder=self.folder, options=("--port", str(self.port)))

    def again(self) -> None:
        """End the server as a power cut would, and start it again."""
        self.server.kill()
        self.server = self._start()

    def close(self) -> None:
        """End the server and let go of the store."""
        self.server.stop()
        self.store.close()

    def kernels(self) -> list[psutil.Process]:
        """Return the processes under the server, the youngest first."""
        found = psutil.Process(self.server.process.pid).children(recursive=True)
        return sorted(found, key=lambda process: process.create_time(), reverse=True)


def main() -> int:
    """Run the scenarios, print the table and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=40, help="simultaneous participants")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of voting in the scenario without faults")
    parser.add_argument(
        "--only", nargs="+", choices=[*SCENARIOS, DATABASE], metavar="NAME", help="only these scenarios"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="also save the figures")
    options = parser.parse_args()
    wanted = options.only or [*SCENARIOS, DATABASE]
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as name:
        if set(wanted) & set(SCENARIOS):
            rows += run(Path(name), options, [scenario for scenario in SCENARIOS if scenario in wanted])
        if DATABASE in wanted:
            rows += database(Path(name), options)
    print(table(rows))
    if options.json:
        report = {"machine": machine(), "rows": [asdict(row) for row in rows]}
        options.json.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0 if all(row.good for row in rows) else 1


def run(folder: Path, options: argparse.Namespace, names: list[str]) -> list[Row]:
    """Return the scenarios' figures, all on one server with SQLite."""
    room = Room(folder, people=options.people)
    try:
        return [row for name in names for row in _told(SCENARIOS[name](room, options))]
    finally:
        room.close()


def _told(rows: list[Row]) -> list[Row]:
    for row in rows:
        print(f"{row.scenario}: {row.acknowledged} av {row.wanted}, {row.note}", file=sys.stderr, flush=True)
    return rows


def load(room: Room, options: argparse.Namespace) -> list[Row]:
    """Nothing goes wrong: everybody votes at the same time, round after round."""
    start = time.monotonic()
    outcomes = [room.crowd.vote(room.store) for _ in range(options.rounds)]
    ballots = sum(len(outcome.acknowledged) for outcome in outcomes)
    rate = ballots / (time.monotonic() - start)
    return [row("load", outcomes, room.people, note=f"{rate:.0f} ballots/s, opening and closing counted")]


def killed_server(room: Room, _options: argparse.Namespace) -> list[Row]:
    """``kill -9`` of the server when a third has voted."""
    outcome, at = _struck(room, room.again)
    return [row("kill -9 of the server", [outcome], room.people, note=_goes_on(outcome, at))]


def killed_kernel(room: Room, _options: argparse.Namespace) -> list[Row]:
    """``kill -9`` of every process under the server (pages' kernels and the warm one), then a page is asked for."""
    phone, waited = room.crowd.phones[0], [0.0]
    phone.ask("/voila/render/lagesbild.ipynb", seconds=PAGE_S)

    def fault() -> None:
        for process in room.kernels():
            process.kill()
        start = time.monotonic()
        status, _, page = phone.ask("/voila/render/lagesbild.ipynb", seconds=PAGE_S)
        assert status == 200, page[:200]
        waited[0] = time.monotonic() - start

    outcome, at = _struck(room, fault)
    note = f"{_goes_on(outcome, at)}; a new page after {waited[0]:.1f} s"
    return [row("kill -9 of the kernels", [outcome], room.people, note=note)]


def two_facilitators(room: Room, _options: argparse.Namespace) -> list[Row]:
    """Two leaders press the same buttons at the same time, twenty times: each pair of presses is one step."""
    link = room.server.links["Mötesledare"]
    leaders = [Phone(room.crowd.phones[0].where.geturl()).join(link, role="facilitator") for _ in range(2)]
    insist(lambda: room.store.meeting.start(by="Mötesledare"))
    steps = 0
    for turn in range(20):
        step = ("nasta", "tillbaka")[turn % 2]
        before = room.store.meeting.status().item
        _press_both(leaders, step)
        steps += abs((room.store.meeting.status().item or 0) - (before or 0))
    opened = len(room.store.voting.rounds())
    for _ in range(5):
        _press_both(leaders, "oppna")
        open_now = room.store.voting.current()
        if open_now is not None:
            _press_both(leaders, "stang")
    rounds = len(room.store.voting.rounds()) - opened
    good = Outcome(acknowledged={}, lost=abs(20 - steps) + abs(5 - rounds))
    return [row("two facilitators", [good], 0, note=f"20 double presses made {steps} steps; 5 made {rounds} rounds")]


def _press_both(leaders: list[Phone], step: str) -> None:
    forms = [leader.form("/led", action=f"/led/{step}") for leader in leaders]
    if step == "oppna":
        forms = [[*form, ("slag", "rangordning"), ("problem", "inbrott")] for form in forms]
    threads = [threading.Thread(target=leader.ask, args=(f"/led/{step}",), kwargs={"form": form})
               for leader, form in zip(leaders, forms, strict=True)]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def clock(room: Room, _options: argparse.Namespace) -> list[Row]:
    """Let the clock jump by days between the facilitator's steps; no order may follow it."""
    right, jumps = values.now, [0, 24, -24, 48, -48, 0]
    outcomes, decisions = [], []
    try:
        for hours in jumps:
            moment = (datetime.now(UTC) + timedelta(hours=hours)).isoformat(timespec="milliseconds")
            values.now = lambda moment=moment: moment
            outcomes.append(room.crowd.vote(room.store))
            decisions.append(room.store.decide("inbrott", decision="fokus", reason=str(hours), by="x"))
    finally:
        values.now = right
    last = room.store.decisions().iloc[0]
    numbers = room.store.voting.rounds()["number"].tolist()
    wrong = (last["id"] != decisions[-1]) + (numbers != sorted(numbers)) + (room.store.voting.current() is not None)
    outcomes.append(Outcome(lost=int(wrong)))
    return [row("clock jumps ±2 days", outcomes, room.people * len(jumps) / len(outcomes), note="order by number")]


def full_disk(room: Room, _options: argparse.Namespace) -> list[Row]:
    """Let the server write no more, as on a full disk, for three seconds in the middle of a round."""
    if sys.platform != "linux":
        return []
    import resource

    pid, told = room.server.process.pid, []

    def fault() -> None:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
        time.sleep(1)
        told.append("«{1}» ({0})".format(*room.crowd.phones[-1].vote(ORDERS[room.people - 1])))
        time.sleep(2)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    outcome, at = _struck(room, fault)
    return [row("full disk for 3 s", [outcome], room.people, note=f"{_goes_on(outcome, at)}; meanwhile {told[0]}")]


def slow_wifi(room: Room, _options: argparse.Namespace) -> list[Row]:
    """Give a fourth of the phones ten kilobytes a second, and lose every third answer to them."""
    slow = Crowd.join(room.server.links["Deltagare"], size=room.people // 4, slow=True)
    mixed = Crowd([*slow.phones, *room.crowd.phones[len(slow.phones) :]])
    outcomes = [mixed.vote(room.store) for _ in range(3)]
    fast = statistics.median(wait for outcome in outcomes for wait in sorted(outcome.waits)[: len(mixed.phones) // 2])
    return [row("slow wifi, lost answers", outcomes, room.people, note=f"the quick half waited {fast:.2f} s")]


def database(folder: Path, options: argparse.Namespace) -> list[Row]:
    """``kill -9`` of PostgreSQL, all its processes, when a third has voted; it is started again."""
    found = []
    with postgres.killable() as (url, again):
        room = Room(folder, people=options.people, url=url)
        try:
            found.append(row("load, PostgreSQL", [room.crowd.vote(room.store) for _ in range(2)], room.people, note=""))
            back = [0.0]

            def fault() -> None:
                start = time.monotonic()
                again()
                back[0] = time.monotonic() - start

            outcome, at = _struck(room, fault)
            note = f"{_goes_on(outcome, at)}, which came back after {back[0]:.1f} s"
            found.append(row("kill -9 of PostgreSQL", [outcome], room.people, note=note))
        finally:
            room.close()
    return _told(found)


def _struck(room: Room, fault: Callable[[], None]) -> tuple[Outcome, float]:
    """Return a round that was struck by a fault when a third had voted, and when that was."""
    struck = [0.0]

    def strike() -> None:
        struck[0] = time.monotonic()
        fault()

    return room.crowd.vote(room.store, fault=strike, after=room.people // 3), struck[0]


def _goes_on(outcome: Outcome, at: float) -> str:
    """Return how long after the fault the last ballot was in."""
    late = max((moment - at for moment in outcome.moments), default=0.0)
    return f"all in {late:.1f} s after the fault" + ("" if late <= LIMIT_S else f" (more than {LIMIT_S:.0f})")


def row(scenario: str, outcomes: list[Outcome], people: float, *, note: str) -> Row:
    """Return the figures of a scenario's rounds together."""
    waits = [wait for outcome in outcomes for wait in outcome.waits] or [0.0]
    return Row(
        scenario,
        acknowledged=sum(len(outcome.acknowledged) for outcome in outcomes),
        wanted=round(people * len(outcomes)),
        median_s=round(statistics.median(waits), 2),
        longest_s=round(max(waits), 2),
        silence_s=round(max(outcome.silence for outcome in outcomes), 2),
        tries=sum(outcome.tries for outcome in outcomes),
        lost=sum(outcome.lost for outcome in outcomes),
        doubled=sum(outcome.doubled + outcome.foreign for outcome in outcomes),
        note=note,
    )


def table(rows: list[Row]) -> str:
    """Return the figures as a Markdown table with the machine under it."""
    heads = ["scenario", "acknowledged", "median s", "longest s", "silence s", "tries", "lost", "doubled", ""]
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    for r in rows:
        cells = [r.scenario, f"{r.acknowledged} of {r.wanted}", r.median_s, r.longest_s, r.silence_s, r.tries, r.lost,
                 r.doubled, r.note]  # fmt: skip
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    about = machine()
    return "\n".join([*lines, "", f"{about['system']}, {about['cores']} cores, load {about['load']}"])


def machine() -> dict[str, str]:
    """Return what the figures depend on."""
    load_ = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "?"
    return {"system": f"{platform.system()}, Python {platform.python_version()}", "cores": str(os.cpu_count()),
            "load": load_}  # fmt: skip


DATABASE = "database"
SCENARIOS: dict[str, Callable[[Room, argparse.Namespace], list[Row]]] = {
    "load": load,
    "server": killed_server,
    "kernel": killed_kernel,
    "facilitators": two_facilitators,
    "clock": clock,
    "disk": full_disk,
    "wifi": slow_wifi,
}

if __name__ == "__main__":
    raise SystemExit(main())
