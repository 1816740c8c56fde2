"""What a command shows while and after it works: progress, and what check found."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

SHOWN_FINDINGS, SHOWN_ALIKE = 40, 3
_SEVERITIES = (("fel", "fel"), ("varning", "varningar"), ("upplysning", "upplysningar"))


def summary(provenance: pd.DataFrame, *, findings: pd.DataFrame) -> str:
    """Return what check prints: the files with their rows, the number of findings, and the first of them.

    ``provenance`` and ``findings`` follow ``tables.PROVENANCE`` and ``tables.FINDINGS``.
    """
    headings = ["Fil", "Lästa rader", "Godkända", "Karantän"]
    files = [list(row) for row in provenance[["file", "read", "accepted", "quarantined"]].astype(str).to_numpy()]
    counts = findings["severity"].value_counts()
    said = ", ".join(f"{counts.get(name, 0)} {plural}" for name, plural in _SEVERITIES)
    lines = [*_aligned([headings, *files]), "", f"Fynd: {said}."]
    if len(findings):
        order = findings["severity"].map({name: i for i, (name, _) in enumerate(_SEVERITIES)})
        sorted_ = findings.iloc[order.argsort(kind="stable")]
        # Of what needs no doing a few of a kind are enough: eleven actors that have not answered hide the rest.
        alike = sorted_.groupby(["file", "rule"], sort=False).cumcount() >= SHOWN_ALIKE
        first = sorted_[~(alike & (sorted_["severity"] == "upplysning"))].head(SHOWN_FINDINGS)
        lines += ["", *_aligned([_finding(row) for row in first.to_dict("records")])]
        if more := len(findings) - len(first):
            lines += [f"… och {more} fynd till."]
    return "\n".join(lines)


def _finding(row: dict[Any, Any]) -> list[str]:
    import pandas as pd

    place = row["file"] + (f" [{row['sheet']}]" if row["sheet"] else "")
    place += "" if pd.isna(row["row"]) else f" rad {row['row']}"
    value = f" «{row['value']}»" if row["value"] else ""
    return [row["severity"], place, row["column"], f"{row['message']}{value} {row['action']}".strip()]


def _aligned(rows: list[list[str]]) -> list[str]:
    """Return the rows as text with the columns under each other; the last column runs free."""
    widths = [min(max(len(row[i]) for row in rows), 48) for i in range(len(rows[0]) - 1)]
    return ["  ".join([*(cell.ljust(w) for cell, w in zip(row, widths, strict=False)), row[-1]]) for row in rows]


class Progress:
    """Called with (done, total, what); a bar on a terminal, else one line per step, on stderr."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.bar: Any = None

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self.bar is not None:
            self.bar.close()

    def __call__(self, done: int, total: int, what: str) -> None:
        """Show how far the work has come."""
        if not sys.stderr.isatty():
            print(f"{self.title} {done}/{total}: {what}", file=sys.stderr)
            return
        if self.bar is None:
            from tqdm import tqdm

            layout = "{desc}: {percentage:3.0f} % |{bar}| {n_fmt}/{total_fmt} {postfix}"
            self.bar = tqdm(total=total, desc=self.title, file=sys.stderr, bar_format=layout)
        self.bar.total, self.bar.n = total, done
        self.bar.set_postfix_str(what)


def speak_utf8(stream: Any) -> None:
    """Let a console that lacks a letter show a question mark instead of stopping (Windows, cp1252)."""
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="replace")
