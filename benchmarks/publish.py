"""Measure how long each step of publishing a round takes.

    .venv/bin/python benchmarks/publish.py [--round data/stromstad-2017] [--runs 3] [--profile internal] [--json FILE]

The steps are those that ``publish`` tells of while it works, so nothing in the product is changed to be measured. The
edition is written to a throw-away folder. The times say something only beside the machine they were taken on.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from medlofte.analysis.publish import publish

ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Clock:
    """A progress callback that remembers when each step began.

    Parameters
    ----------
    begun
        (time in seconds, step) in the order told; the last one says that all is done.
    """

    begun: list[tuple[float, str]] = field(default_factory=list)

    def __call__(self, done: int, steps: int, step: str) -> None:
        """Remember the step that begins now."""
        self.begun.append((time.perf_counter(), step))

    def steps(self, start: float) -> dict[str, float]:
        """Return step → seconds; what went before the first step (set-up and codebook) stands first."""
        times = [start, *(moment for moment, _ in self.begun)]
        names = ["läser round.toml och kodboken", *(step for _, step in self.begun[:-1])]
        return {name: times[i + 1] - times[i] for i, name in enumerate(names)}


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--round", type=Path, default=ROOT / "data" / "stromstad-2017", help="the round's folder")
    parser.add_argument("--runs", type=positive, default=3, help="how many times the round is published")
    parser.add_argument("--profile", choices=("internal", "public"), default="internal", help="disclosure profile")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also save every run")
    options = parser.parse_args()
    runs = [once(options.round, profile=options.profile) for _ in range(options.runs)]
    print(table(runs, name=options.round.resolve().name, profile=options.profile))
    if options.json:
        report = {"round": options.round.resolve().name, "profile": options.profile, "machine": machine(), "runs": runs}
        options.json.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def positive(text: str) -> int:
    """Return a whole number of at least 1."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def once(folder: Path, *, profile: str) -> dict[str, float]:
    """Return step → seconds of one publication."""
    clock = Clock()
    with tempfile.TemporaryDirectory() as name:
        start = time.perf_counter()
        publish(folder, out=Path(name) / "edition", profile="public" if profile == "public" else "internal",
                progress=clock)  # fmt: skip
    return clock.steps(start)


def machine() -> dict[str, object]:
    """Return what the times depend on, without the machine's name."""
    load = [round(value, 1) for value in os.getloadavg()] if hasattr(os, "getloadavg") else []
    return {"system": platform.system(), "python": platform.python_version(), "cores": os.cpu_count(), "load": load}


def table(runs: list[dict[str, float]], *, name: str, profile: str) -> str:
    """Return each step's median with least and most, and its share of the whole (of the sum of all runs)."""
    about = machine()
    whole = sum(sum(run.values()) for run in runs)
    lines = [
        f"publish of {name} ({profile}), {len(runs)} runs; {about['system']}, Python {about['python']}, "
        f"{about['cores']} cores, load {about['load']}",
        "",
        "| step | seconds | of the whole |",
        "|---|---|---|",
    ]
    for step in runs[0]:
        times = [run[step] for run in runs]
        lines.append(f"| {step} | {spread(times)} | {sum(times) / whole:.0%} |")
    return "\n".join([*lines, f"| all | {spread([sum(run.values()) for run in runs])} | 100% |"])


def spread(values: list[float]) -> str:
    """Return ``median (least–most)``."""
    return f"{statistics.median(values):.2f} ({min(values):.2f}–{max(values):.2f})"


if __name__ == "__main__":
    main()
