"""Traffic accidents, one row each, to yearly counts; the positions go no further."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from medlofte.analysis.read.columns import opened
from medlofte.analysis.read.common import NOTE, Notes
from medlofte.analysis.read.figures import Figures, Rows, yearly
from medlofte.analysis.read.misplaced import Box
from medlofte.analysis.read.positions import NAMES, positions
from medlofte.analysis.read.table import Tabular
from medlofte.analysis.written import day, why_no_date
from medlofte.language import _

INDICATOR, SOURCE = "olyckor", "Trafikolyckor"
_NAMES = {
    "date": ("date", "datum", "olycksdatum"),
    "severity": ("severity", "svårighet", "svarighet", "svårighetsgrad", "svårhetsgrad", "skadegrad"),
    "place": ("place", "plats"), "comment": ("comment", "kommentar"), "id": ("id", "olycksid", "olycks-id"), **NAMES,
}  # fmt: skip


def read_accidents(
    path: Path, *, file: str, region: str, population: int | None, declared: str = "", home: Box | None = None
) -> Figures:
    """Return how many accidents there were per year.

    Every year from the first to the last in the file gets a row, with 0 where nothing happened; each severity gets
    an indicator of its own below ``olyckor``. Per 100 000 uses the round's population for every year. An accident that
    both the police and a hospital reported (the same id) counts once; one with an odd position counts, with a finding.

    Parameters
    ----------
    path, file, region, population
        The file, its name in messages, the kommun and its inhabitants.
    declared, home
        The coordinate system that round.toml states, and where the kommun lies (see ``positions``).

    Raises
    ------
    SourceError
        If the file cannot be read or has no dates.
    """
    table, cells = opened(path, _NAMES, file=file, required=("date",))
    _at, notes = positions(table, cells, action=_("olyckan räknas, läget används inte"), declared=declared, home=home)
    events, more = _events(cells, table)
    notes += more
    without = sum(not severity for _, severity in events)
    if without:
        message = _("{without} {without|olycka|olyckor} saknar svårighetsgrad.").format(without=without)
        notes.append(table.spot.note("svarighet_saknas", message, severity=NOTE, action=_("räknas bara i totalen")))
    return Figures(_rows(events, region, population), notes, table.spot, table.read, len(events), table.findings)


def _events(cells: pd.DataFrame, table: Tabular) -> tuple[list[tuple[int, str]], Notes]:
    """Return (year, severity) of every accident that counts, and why the others do not."""
    notes: Notes = []
    events: list[tuple[int, str]] = []
    seen: set[str] = set()
    for row, date, severity, name in zip(*(cells[key] for key in ("row", "date", "severity", "id")), strict=True):
        if name and name in seen:
            message = _("Olyckan finns redan i listan (samma id); den räknas en gång.")
            notes.append(table.spot.quarantine("dubbel_olycka", message, row=int(row), value=name))
            continue
        seen.add(name)
        found = day(date)
        if found is None:
            message = why_no_date(date) if date else _("Datum saknas.")
            notes.append(table.spot.quarantine("inget_datum", message, row=int(row), column="Datum", value=date))
            continue
        events.append((int(found[:4]), severity))
    return events, notes


def _rows(events: list[tuple[int, str]], region: str, population: int | None) -> Rows:
    rows = yearly(events, indicator=INDICATOR, label=SOURCE, source=SOURCE, region=region)
    for row in rows:
        row["label"] = f"{SOURCE}: {row['label'].lower()}" if row["parent"] else SOURCE
        row["per_100k"] = row["count"] / population * 100_000 if population else None
    return rows
