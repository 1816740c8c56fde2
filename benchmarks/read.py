"""Measure how long reading and checking a survey takes, and how much memory a million rows need.

    .venv/bin/python benchmarks/read.py [--rows 1000000] [--small 20000] [--questions 65] [--json FILE]

Three files of invented answers (a seven-point scale per question, one free-text column) are written to a throw-away
folder and read as a round: CSV, XLSX and the large CSV. Each is measured in a process of its own, so that its peak
memory is its own. Beside each stands a bare read of the same file with no check of anything: pandas for CSV, calamine
(which pandas would use) for XLSX, DuckDB for the large one. The ratio (of processor seconds, which a busy machine
disturbs less) says what the care costs; the times say something only beside the machine they were taken on. The bars
to hold: CSV under 3 s, XLSX under 5 s, the large one within 1 GB.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

WORDS = ("mer", "ljus", "på", "gatan", "polisen", "torget", "kvällen", "fler", "trygg", "skolan", "hamnen", "fort")


def main() -> None:
    """Write the files, measure each and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the large CSV; 0 leaves it out")
    parser.add_argument("--small", type=int, default=20_000, help="rows of the small files")
    parser.add_argument("--questions", type=int, default=65, help="questions, in every file")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also save the figures")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        jobs = [("CSV", _csv(folder / "liten.csv", options.small, options.questions), "pandas"),
                ("XLSX", _xlsx(folder / "liten.xlsx", options.small, options.questions), "calamine")]  # fmt: skip
        if options.rows:
            jobs.append(("CSV", _csv(folder / "stor.csv", options.rows, options.questions), "duckdb"))
        found = [measure(kind, path, bare, options.questions) for kind, path, bare in jobs]
    print(table(found, options.questions))
    if options.json:
        options.json.write_text(json.dumps({"machine": machine(), "runs": found}, indent=1) + "\n", encoding="utf-8")


def _answers(rows: int, questions: int, *, seed: int) -> Any:
    """Give rows of answers in blocks, as lists of text."""
    chance = np.random.default_rng(seed)
    codes = np.array([str(code) for code in range(1, 8)] + [""], dtype=object)
    for start in range(0, rows, 10_000):
        many = min(10_000, rows - start)
        block = codes[chance.integers(0, 8, (many, questions - 1))]
        words = chance.integers(0, len(WORDS), (many, 6))
        for number, (cells, said) in enumerate(zip(block.tolist(), words.tolist(), strict=True), start=start + 1):
            yield [str(number), *cells, " ".join(WORDS[i] for i in said)]


def _headings(questions: int) -> list[str]:
    return ["Svarsnummer", *(f"Fråga {i}" for i in range(1, questions)), "Förslag"]


def _csv(path: Path, rows: int, questions: int) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write(";".join(_headings(questions)) + "\r\n")
        stream.writelines(";".join(cells) + "\r\n" for cells in _answers(rows, questions, seed=1))
    return path


def _xlsx(path: Path, rows: int, questions: int) -> Path:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_numbers": True}) as book:
        sheet = book.add_worksheet("Svar")
        sheet.write_row(0, 0, _headings(questions))
        for row, cells in enumerate(_answers(rows, questions, seed=1), start=1):
            sheet.write_row(row, 0, cells)
    return path


def measure(kind: str, path: Path, bare: str, questions: int) -> dict[str, Any]:
    """Return seconds and peak memory of reading and checking a file, and of a bare read."""
    ours, theirs = _alone(_checked, path, questions), _alone(_BARE[bare], path, questions)
    return {"kind": kind, "rows": ours["rows"], "megabytes": path.stat().st_size / 1e6, "seconds": ours["seconds"],
            "cpu": ours["cpu"], "bare_cpu": theirs["cpu"],
            "memory": ours["memory"], "bare": bare, "bare_seconds": theirs["seconds"],
            "bare_memory": theirs["memory"], "told": ours["told"]}  # fmt: skip


def _alone(work: Callable[[Path, int], tuple[int, int]], path: Path, questions: int) -> dict[str, Any]:
    """Run in a fresh process; memory in megabytes."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(_timed, (work, path, questions))


def _timed(work: Callable[[Path, int], tuple[int, int]], path: Path, questions: int) -> dict[str, Any]:
    # Imports are made beforehand: they belong to the start of the program, not to the file.
    import duckdb  # noqa: F401
    import pandas as pd  # noqa: F401

    from medlofte.analysis.check import check_round  # noqa: F401

    start, worked = time.perf_counter(), time.process_time()
    rows, told = work(path, questions)
    cpu = time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"rows": rows, "told": told, "seconds": time.perf_counter() - start, "cpu": cpu,
            "memory": peak / (1e6 if sys.platform == "darwin" else 1e3)}  # fmt: skip


def _checked(path: Path, questions: int) -> tuple[int, int]:
    from medlofte.analysis.check import check_round
    from medlofte.codebook import Codebook
    from medlofte.rounds import Round

    scale = [{"name": f"s{k}", "label": str(k)} for k in range(1, 8)]
    asked = [
        {"name": "id", "label": "Svarsnummer", "type": "id", "role": "id"},
        *({"name": f"f{i}", "label": f"Fråga {i}", "type": "scale", "choices": scale} for i in range(1, questions)),
        {"name": "forslag", "label": "Förslag", "type": "text"},
    ]
    book = Codebook.model_validate({"questions": asked})
    round_ = Round.model_validate({"kommun": "Provköping", "year": 2017, "title": "Mätning", "folder": path.parent,
                                   "surveys": [{"file": path.name, "year": 2016, "mode": "web"}]})  # fmt: skip
    steps: list[str] = []
    checked = check_round(round_, codebook=book, progress=lambda done, steps_, what: steps.append(what))
    assert (checked.provenance["quarantined"] == 0).all()
    assert set(checked.findings["rule"]) == set(), checked.findings
    return len(checked.responses.frame), len(steps)


def _pandas(path: Path, _questions: int) -> tuple[int, int]:
    import pandas as pd

    return len(pd.read_csv(path, sep=";", dtype=str)), 0


def _calamine(path: Path, _questions: int) -> tuple[int, int]:
    import pandas as pd
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    return len(pd.DataFrame(rows[1:], columns=rows[0])), 0


def _duckdb(path: Path, _questions: int) -> tuple[int, int]:
    import duckdb

    with duckdb.connect() as engine:
        engine.execute(
            "CREATE TABLE t AS SELECT * FROM read_csv(?, delim=';', header=true, all_varchar=true)", [str(path)]
        )
        [(rows,)] = engine.execute("SELECT count(*) FROM t").fetchall()
    return int(rows), 0


_BARE = {"pandas": _pandas, "calamine": _calamine, "duckdb": _duckdb}


def machine() -> dict[str, object]:
    """Return what the times depend on, without the machine's name."""
    load = [round(value, 1) for value in os.getloadavg()] if hasattr(os, "getloadavg") else []
    return {"system": platform.system(), "python": platform.python_version(), "cores": os.cpu_count(), "load": load}


def table(found: list[dict[str, Any]], questions: int) -> str:
    """Return the figures as a table."""
    about = machine()
    columns = ("file", "rows", "MB", "seconds", "CPU s", "peak MB", "bare read", "its s", "its CPU s", "its peak MB",
               "CPU ratio", "progress")  # fmt: skip
    lines = [
        f"read and check, {questions} questions and a free text; {about['system']}, Python {about['python']}, "
        f"{about['cores']} cores, load {about['load']}",
        "",
        f"| {' | '.join(columns)} |",
        "|---" * len(columns) + "|",
    ]
    for run in found:
        ours = f"{run['seconds']:.2f} | {run['cpu']:.2f} | {run['memory']:.0f}"
        theirs = f"{run['bare']} | {run['bare_seconds']:.2f} | {run['bare_cpu']:.2f} | {run['bare_memory']:.0f}"
        ratio = f"{run['cpu'] / run['bare_cpu']:.1f} | {run['told']} calls"
        lines.append(f"| {run['kind']} | {run['rows']:,} | {run['megabytes']:.0f} | {ours} | {theirs} | {ratio} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
