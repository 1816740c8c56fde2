"""What a command shows while and after it works: progress, and what check found."""

from __future__ import annotations

import sys
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from medlofte import style
from medlofte.language import N_, _, quoted

if TYPE_CHECKING:
    import pandas as pd

SHOWN_FINDINGS, SHOWN_ALIKE, SHOWN_LETTERS = 40, 3, 100
# Severity, as the findings hold it → what one is called.
_SEVERITIES = {"fel": N_("fel"), "varning": N_("varning"), "upplysning": N_("upplysning")}


def summary(provenance: pd.DataFrame, *, findings: pd.DataFrame) -> str:
    """Return what check prints: the files with their rows, the number of findings, and the first of them.

    ``provenance`` and ``findings`` follow ``tables.PROVENANCE`` and ``tables.FINDINGS``.
    """
    headings = [_("Lästa rader"), _("Godkända"), _("Karantän"), _("Fil")]
    filled = provenance[(provenance["kind"] != "mapping") | (provenance["read"] > 0)]
    files = [list(row) for row in filled[["read", "accepted", "quarantined", "file"]].astype(str).to_numpy()]
    if empty := len(provenance) - len(filled):
        files.append(["0", "0", "0", _("({n} {n|tomt|tomma} formulär från aktörer)").format(n=empty)])
    counts = findings["severity"].value_counts()
    said = _(
        "Fynd: {errors} fel, {warnings} {warnings|varning|varningar}, {notes} {notes|upplysning|upplysningar}."
    ).format(errors=counts.get("fel", 0), warnings=counts.get("varning", 0), notes=counts.get("upplysning", 0))
    lines = [*_aligned([headings, *files]), "", said]
    return "\n".join([*lines, *([""] if len(findings) else []), *found(findings)])


def found(findings: pd.DataFrame) -> list[str]:
    """Return two lines for each of the first findings, the gravest first, and how many more there are."""
    if not len(findings):
        return []
    order = findings["severity"].map({name: i for i, name in enumerate(_SEVERITIES)})
    sorted_ = findings.iloc[order.argsort(kind="stable")]
    # A few of a kind are enough: eleven actors that have not answered, or fifty alike rows, hide the rest.
    alike = sorted_.groupby("rule", sort=False).cumcount() >= SHOWN_ALIKE
    same = sorted_.groupby(["rule", "file", "column", "message"], sort=False).cumcount() >= SHOWN_ALIKE
    note = sorted_["severity"] == "upplysning"
    first = sorted_[~((alike & note) | (same & (sorted_["severity"] == "varning")))].head(SHOWN_FINDINGS)
    lines = [line for row in first.to_dict("records") for line in _finding(row)]
    more = len(findings) - len(first)
    return [*lines, _("… och {more} fynd till.").format(more=more)] if more else lines


def _finding(row: dict[Any, Any]) -> list[str]:
    """Return a line for where, and one for what it is and what was done."""
    import pandas as pd

    place = row["file"] + (f" [{row['sheet']}]" if row["sheet"] else "")
    place += "" if pd.isna(row["row"]) else f", {_('rad')} {row['row']}"
    place += f", {row['column']}" if row["column"] else ""
    value = f" {quoted([shorten(row['value'], SHOWN_LETTERS, placeholder=' …')])}" if row["value"] else ""
    action = f" → {row['action'].removesuffix('.')}" if row["action"] else ""
    return [f"{_(_SEVERITIES[row['severity']])}  {place}", f"    {row['message']}{value}{action}"]


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

            layout = "{desc}: {percentage:3.0f}" + style.percent_sign() + " |{bar}| {n_fmt}/{total_fmt} {postfix}"
            self.bar = tqdm(total=total, desc=self.title, file=sys.stderr, bar_format=layout)
        self.bar.total, self.bar.n = total, done
        self.bar.set_postfix_str(what)


def speak_utf8(stream: Any) -> None:
    """Let a console that lacks a letter show a question mark instead of stopping (Windows, cp1252)."""
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="replace")
