"""What a command shows while and after it works: progress, and what check found."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from medlofte.language import N_, _, quoted

if TYPE_CHECKING:
    import pandas as pd

SHOWN_FINDINGS, SHOWN_ALIKE = 40, 3
# Severity, as the findings hold it → what one and what several are called.
_SEVERITIES = {"fel": (N_("fel"), N_("fel")), "varning": (N_("varning"), N_("varningar")),
               "upplysning": (N_("upplysning"), N_("upplysningar"))}  # fmt: skip


def summary(provenance: pd.DataFrame, *, findings: pd.DataFrame) -> str:
    """Return what check prints: the files with their rows, the number of findings, and the first of them.

    ``provenance`` and ``findings`` follow ``tables.PROVENANCE`` and ``tables.FINDINGS``.
    """
    headings = [_("Fil"), _("Lästa rader"), _("Godkända"), _("Karantän")]
    filled = provenance[(provenance["kind"] != "mapping") | (provenance["read"] > 0)]
    files = [list(row) for row in filled[["file", "read", "accepted", "quarantined"]].astype(str).to_numpy()]
    if empty := len(provenance) - len(filled):
        files.append([_("({n} tomma formulär från aktörer)").format(n=empty), "0", "0", "0"])
    counts = findings["severity"].value_counts()
    said = ", ".join(f"{counts.get(name, 0)} {_(many)}" for name, (one, many) in _SEVERITIES.items())
    lines = [*_aligned([headings, *files]), "", _("Fynd: {said}.").format(said=said)]
    if len(findings):
        order = findings["severity"].map({name: i for i, name in enumerate(_SEVERITIES)})
        sorted_ = findings.iloc[order.argsort(kind="stable")]
        # Of what needs no doing a few of a kind are enough: eleven actors that have not answered hide the rest.
        alike = sorted_.groupby("rule", sort=False).cumcount() >= SHOWN_ALIKE
        first = sorted_[~(alike & (sorted_["severity"] == "upplysning"))].head(SHOWN_FINDINGS)
        lines += ["", *_aligned([_finding(row) for row in first.to_dict("records")])]
        if more := len(findings) - len(first):
            lines += [_("… och {more} fynd till.").format(more=more)]
    return "\n".join(lines)


def _finding(row: dict[Any, Any]) -> list[str]:
    import pandas as pd

    place = row["file"] + (f" [{row['sheet']}]" if row["sheet"] else "")
    place += "" if pd.isna(row["row"]) else f" {_('rad')} {row['row']}"
    value = f" {quoted([row['value']])}" if row["value"] else ""
    return [
        _(_SEVERITIES[row["severity"]][0]),
        place,
        row["column"],
        f"{row['message']}{value} {row['action']}".strip(),
    ]


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
