"""How long 8,400 estimates with intervals take, side by side with a bare scan, pandas, polars, svy and R's survey.

60 questions × 5 groupings (28 groups) × 5 answers, of invented answers in a Parquet file. Each contender runs in a
process of its own, one after the other, on the same file. Those that are slow do fewer questions and are extrapolated,
which is said; those that are not installed are said to be absent.

    python benchmarks/estimates.py [--rows 20000 1000000 10000000] [--json FILE] [--python OTHER] [--runs 3]
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

QUESTIONS, ANSWERS = 60, 5
GROUPS = {"omrade": 12, "alder": 4, "kon": 3, "boende": 5, "tid": 4}
"""Grouping variables and their groups: 28 in all, so 28 × 5 × 60 = 8,400 estimates."""
ASKED = [f"fraga_{i:02}" for i in range(QUESTIONS)]
PEERS = {"pandas": 10, "polars": 60, "svy": 2, "R survey": 1}
"""How many questions each contender does at a million respondents; the rest is extrapolated, if there is one."""
SMALL = 100_000
"""Up to so many respondents the slow ones do ten times as many questions."""
SLOWEST = {"svy": 2_000_000, "R survey": 2_000_000, "pandas": 2_000_000}
"""More respondents than this are not tried."""


def main() -> None:
    arguments = _arguments()
    if arguments.only:
        _answer(arguments)
        return
    reports = []
    with tempfile.TemporaryDirectory() as folder:
        for rows in arguments.rows:
            path = Path(folder) / f"{rows}.parquet"
            make(path, rows)
            reports.append(compare(path, rows, arguments))
            path.unlink()
    if arguments.json:
        Path(arguments.json).write_text(json.dumps(reports[0] if len(reports) == 1 else reports, indent=2), "utf-8")


def make(path: Path, rows: int) -> None:
    """Write invented answers, whole numbers: 0–4 an answer, 5 don't know, 6 no answer. Always the same ones."""
    import duckdb

    number = "CAST(hash(i * 97 + {seed}) % 1000 AS INTEGER)"
    groups = [f"CAST({number.format(seed=seed)} % {size} AS UTINYINT) AS {name}"
              for seed, (name, size) in enumerate(GROUPS.items())]  # fmt: skip
    asked = [f"CAST(CASE WHEN {number.format(seed=100 + seed)} < 900 THEN {number.format(seed=100 + seed)} % 5 "
             f"WHEN {number.format(seed=100 + seed)} < 950 THEN 5 ELSE 6 END AS UTINYINT) AS {name}"
             for seed, name in enumerate(ASKED)]  # fmt: skip
    with duckdb.connect() as engine:
        engine.execute(f"COPY (SELECT {', '.join([*groups, *asked])} FROM range({rows}) AS r(i)) "
                       f"TO '{path}' (FORMAT parquet)")  # fmt: skip


def compare(path: Path, rows: int, arguments: argparse.Namespace) -> dict[str, Any]:
    """Run every contender, print a table, and return the report."""
    best = _best(path, "scan", arguments), _best(path, "medlofte", arguments)
    scan, ours = (made["seconds"] for made in best)
    again = _best(path, "scan each", arguments)["seconds"]
    report: dict[str, Any] = {
        "rows": rows, "seconds": ours, "scan_seconds": scan, "ratio_to_scan": ours / scan, "peers": {},
        "peak_mb": best[1]["peak_mb"],
    }  # fmt: skip
    load = f"{os.cpu_count()} kärnor, belastning {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(f"\n{rows:,}".replace(",", " ") + f" svarande, 8 400 skattningar ({load})")
    print(f"  {'medlofte':<34}{ours:9.2f} s   högst {best[1]['peak_mb']:.0f} MB; därav räkning "
          f"{best[1]['count']:.2f} s")  # fmt: skip
    print(
        f"  {'bar läsning, alla kolumner en gång':<34}{scan:9.2f} s   medlofte tar {ours / scan:.2f} gånger så lång tid"
    )
    print(
        f"  {'bar läsning, en gång per fråga':<34}{again:9.2f} s   medlofte tar {ours / again:.2f} gånger så lång tid"
    )
    for peer in PEERS:
        _peer(path, rows, peer, arguments, report)
    return report


def _peer(path: Path, rows: int, peer: str, arguments: argparse.Namespace, report: dict[str, Any]) -> None:
    if rows > SLOWEST.get(peer, rows):
        print(f"  {peer:<34}{'–':>9}     inte provad vid så många svarande")
        return
    count = min(QUESTIONS, PEERS[peer] * (10 if rows <= SMALL else 1))
    try:
        made = _run(path, peer, arguments, questions=count)
    except ModuleNotFoundError:
        print(f"  {peer:<34}{'–':>9}     finns inte här")
        return
    seconds = made["fixed"] + made["seconds"] * QUESTIONS / count
    extrapolated = count < QUESTIONS
    report["peers"][peer] = {"seconds": seconds, "ratio": seconds / report["seconds"], "extrapolated": extrapolated}
    how = f", uträknat från {count} frågor på {made['seconds']:.1f} s" if extrapolated else ""
    print(f"  {peer:<34}{seconds:9.2f} s   {seconds / report['seconds']:.0f} gånger så lång tid{how}; "
          f"högst {made['peak_mb']:.0f} MB")  # fmt: skip


def _best(path: Path, name: str, arguments: argparse.Namespace) -> dict[str, Any]:
    made = [_run(path, name, arguments, questions=QUESTIONS) for _ in range(arguments.runs)]
    return min(made, key=lambda one: one["seconds"])


def _run(path: Path, name: str, arguments: argparse.Namespace, *, questions: int) -> dict[str, Any]:
    """Run one contender in a process of its own; `fixed` seconds do not grow with the questions (reading, design)."""
    python = arguments.python if name in ("polars", "svy") else sys.executable
    command = [python, __file__, "--only", name, "--file", str(path), "--questions", str(questions)]
    told = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)
    if "ModuleNotFoundError" in told.stderr:
        raise ModuleNotFoundError(name)
    if told.returncode:
        raise SystemExit(f"{name}: {told.stderr}")
    return json.loads(told.stdout.splitlines()[-1])


def _answer(arguments: argparse.Namespace) -> None:
    work: dict[str, Callable[[str, list[str]], dict[str, float]]] = {
        "medlofte": _medlofte, "scan": _scan, "scan each": _scan_each, "pandas": _pandas, "polars": _polars,
        "svy": _svy, "R survey": _r,
    }  # fmt: skip
    made = work[arguments.only](arguments.file, ASKED[: arguments.questions])
    print(json.dumps({"fixed": 0.0, "peak_mb": _peak()} | made))


def _peak() -> float:
    """Return the most memory this process or one it started has held, in megabytes; 0 where it cannot be known."""
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    held = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return held / (1024**2 if sys.platform == "darwin" else 1024)


def _medlofte(path: str, asked: list[str]) -> dict[str, float]:
    import duckdb  # noqa: F401 - imports are not what is measured
    import scipy.special  # noqa: F401

    from medlofte.analysis import estimate
    from medlofte.codebook import Choice, Question

    answers = [Choice(name=str(i), label=str(i)) for i in range(ANSWERS)]
    answers += [Choice(name="5", label="vet ej", missing="dont_know"), Choice(name="6", label="-", missing="no_answer")]
    questions = [Question(name=name, label=name, type="scale", choices=tuple(answers)) for name in asked]
    start = time.perf_counter()
    cells = estimate.count(path, questions=questions, by=list(GROUPS))
    counted = time.perf_counter()
    made = estimate.tabulate(cells, questions=questions, crossings=[[name] for name in GROUPS])
    end = time.perf_counter()
    assert len(made) == sum(GROUPS.values()) * ANSWERS * len(asked)
    assert made[["share", "low", "high"]].notna().all(axis=None)
    return {"seconds": end - start, "count": counted - start}


def _scan(path: str, asked: list[str]) -> dict[str, float]:
    """Add up every column once: the least that touches each value."""
    return _timed(path, [[*GROUPS, *asked]])


def _scan_each(path: str, asked: list[str]) -> dict[str, float]:
    """Add up, for each question, its column and the grouping ones: what one GROUP BY per question has to read."""
    return _timed(path, [[*GROUPS, name] for name in asked])


def _timed(path: str, scans: list[list[str]]) -> dict[str, float]:
    import duckdb

    with duckdb.connect() as engine:
        start = time.perf_counter()
        for columns in scans:
            engine.execute(f"SELECT {', '.join(f'sum({name})' for name in columns)} FROM '{path}'").fetchall()
        return {"seconds": time.perf_counter() - start}


def _pandas(path: str, asked: list[str]) -> dict[str, float]:
    """Group each question in each grouping; reading is not counted. Shares and simple standard errors."""
    import duckdb
    import numpy as np

    frame = duckdb.connect().execute(f"SELECT * FROM '{path}'").df()
    start = time.perf_counter()
    for name in asked:
        for group in GROUPS:
            counts = frame.groupby([group, name]).size().unstack(fill_value=0)[list(range(ANSWERS))]
            share = counts.div(counts.sum(axis=1), axis=0)
            np.sqrt(share * (1 - share)).div(np.sqrt(counts.sum(axis=1)), axis=0)
    return {"seconds": time.perf_counter() - start}


def _polars(path: str, asked: list[str]) -> dict[str, float]:
    """Group each question in each grouping, lazily, all in one collection."""
    import polars as pl

    start = time.perf_counter()
    frame = pl.scan_parquet(path)
    plans = [frame.group_by(group, name).agg(pl.len()) for name in asked for group in GROUPS]
    for counts, (_, group) in zip(pl.collect_all(plans), [(n, g) for n in asked for g in GROUPS], strict=True):
        known = counts.filter(pl.col(counts.columns[1]) < ANSWERS)
        n = pl.col("len").sum().over(group)
        share = pl.col("len") / n
        known.with_columns(share.alias("share"), (share * (1 - share) / n).sqrt().alias("se"))
    return {"seconds": time.perf_counter() - start}


def _svy(path: str, asked: list[str]) -> dict[str, float]:
    import polars as pl
    import svy

    frame = pl.read_parquet(path).with_columns(pl.lit(1.0).alias("vikt"))
    clean = [pl.when(pl.col(name) < ANSWERS).then(pl.col(name)).cast(pl.Int64).alias(name) for name in asked]
    start = time.perf_counter()
    sample = svy.Sample(frame.with_columns(clean), svy.Design(wgt="vikt"))
    fixed = time.perf_counter() - start
    for name in asked:
        for group in GROUPS:
            sample.estimation.prop(name, by=group, drop_nulls=True)
    return {"seconds": time.perf_counter() - start - fixed, "fixed": fixed}


R = """
suppressMessages(library(survey)); a <- commandArgs(TRUE); d <- read.csv(a[1]); asked <- strsplit(a[2], ",")[[1]]
for (q in asked) d[[q]] <- factor(ifelse(d[[q]] < 5, d[[q]], NA))
t0 <- proc.time()[3]; s <- svydesign(~1, data = d, weights = ~1); t1 <- proc.time()[3]
for (q in asked) for (g in strsplit(a[3], ",")[[1]])
  confint(svyby(as.formula(paste0("~", q)), as.formula(paste0("~", g)), s, svymean, na.rm = TRUE))
cat(t1 - t0, proc.time()[3] - t1)
"""


def _r(path: str, asked: list[str]) -> dict[str, float]:
    import duckdb

    if (
        not shutil.which("Rscript")
        or subprocess.run(["Rscript", "-e", "library(survey)"], capture_output=True, check=False).returncode
    ):
        raise ModuleNotFoundError("survey")
    with tempfile.TemporaryDirectory() as folder:
        table, script = Path(folder) / "svar.csv", Path(folder) / "work.R"
        duckdb.connect().execute(f"COPY (SELECT {', '.join([*GROUPS, *asked])} FROM '{path}') TO '{table}'")
        script.write_text(R, "utf-8")
        told = subprocess.run(["Rscript", str(script), str(table), ",".join(asked), ",".join(GROUPS)],
                              capture_output=True, text=True, check=True)  # fmt: skip
    fixed, seconds = map(float, told.stdout.split())
    return {"seconds": seconds, "fixed": fixed}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[20_000, 1_000_000, 10_000_000], help="respondents")
    parser.add_argument("--json", help="file for the report (a list of them, where there are several sizes)")
    parser.add_argument(
        "--python", default=sys.executable, help="a Python that has polars and svy, if this one has not"
    )
    parser.add_argument("--runs", type=int, default=3, help="runs of medlofte and the scan; the fastest counts")
    parser.add_argument("--only", help=argparse.SUPPRESS)
    parser.add_argument("--file", help=argparse.SUPPRESS)
    parser.add_argument("--questions", type=int, default=QUESTIONS, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
