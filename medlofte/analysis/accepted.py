"""What the codebook and the files disagree on stops the work until somebody has mended it or accepted it by value.

An answer option that the codebook lacks may be a slip of the pen, or every second answer to a renamed option. Only a
person can tell, so such findings wait; what has been accepted is kept in the round's folder, one row per value.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pandas as pd

from medlofte import durable
from medlofte.analysis.read.common import ERROR, WARNING, read_text

FILE = "accepted.csv"
# Where codebook and file disagree: a column, an option, a number or a date that one of them does not know.
RULES = ("okand_kolumn", "okant_alternativ", "okant_kryss", "inget_tal", "inget_heltal", "inget_datum")
COLUMNS = ("file", "sheet", "column", "value", "rule")


def stopping(findings: pd.DataFrame, *, folder: Path) -> pd.DataFrame:
    """Return the findings that stop the work: every ``fel``, and what waits for a decision.

    Parameters
    ----------
    findings
        ``FINDINGS``, all of the round's.
    folder
        The round's folder, which may hold ``accepted.csv``.
    """
    return findings[(findings["severity"] == ERROR) | _waiting(findings, folder=folder)]


def accept(findings: pd.DataFrame, *, folder: Path) -> int:
    """Write down that everything that waits is accepted as it is; return how many findings that was."""
    found = findings[_waiting(findings, folder=folder)]
    if len(found):
        _write(_read(folder) | set(_keys(found)), folder)
    return len(found)


def withdraw(findings: pd.DataFrame, *, folder: Path) -> None:
    """Let findings that were accepted wait again."""
    _write(_read(folder) - set(_keys(findings)), folder)


def disagreements(findings: pd.DataFrame, *, folder: Path) -> pd.DataFrame:
    """Return where the codebook and the files disagree, with ``waiting``: whether nobody has accepted it yet."""
    waiting = _waiting(findings, folder=folder)
    wanted = findings["rule"].isin(RULES) & (findings["severity"] == WARNING)
    return findings[wanted].assign(waiting=waiting[wanted])


def _write(rows: set[tuple[str, ...]], folder: Path) -> None:
    with durable.replacing(folder / FILE) as draft, draft.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([COLUMNS, *sorted(rows)])


def _waiting(findings: pd.DataFrame, *, folder: Path) -> pd.Series:
    known = _read(folder)
    new = np.array([key not in known for key in _keys(findings)], dtype=bool)
    return findings["rule"].isin(RULES) & (findings["severity"] == WARNING) & new


def _keys(findings: pd.DataFrame) -> list[tuple[str, ...]]:
    # Not by row: the same slip stands on another row when the file is exported anew.
    return list(findings[list(COLUMNS)].astype(str).itertuples(index=False, name=None))


def _read(folder: Path) -> set[tuple[str, ...]]:
    path = folder / FILE
    if not path.is_file():
        return set()
    rows = csv.DictReader(io.StringIO(read_text(path, file=FILE), newline=""))
    return {tuple(row.get(column) or "" for column in COLUMNS) for row in rows}
