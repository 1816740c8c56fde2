"""Weekly incident reports (EST, Effektiv samordning för trygghet): what, where and when, by trained reporters.

The kommun, housing companies, guards and the police fill in a list each week. It becomes counts per year and kind;
when and where stays with the analyst until it has been counted and protected, since a few reports from one place could
point at a person.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from medlofte.analysis.read.columns import entries, opened
from medlofte.analysis.read.common import NOTE, Notes
from medlofte.analysis.read.figures import Figures, Rows, slug, yearly
from medlofte.analysis.read.naming import match_place, turned_down, unmatched
from medlofte.analysis.read.table import Tabular
from medlofte.analysis.written import day, whole, why_no_date
from medlofte.codebook import normal
from medlofte.language import _

INDICATOR, SOURCE = "rapporter", "Lägesrapporter (EST)"
# Not the day of a date: what stands after «kl», or last with a colon or a dot between hour and minute.
_CLOCK = re.compile(r"(?:^|\s|kl\.?\s?|T)(\d{1,2})(?:[:.]\d{2}(?::\d{2})?)?$", re.IGNORECASE)
_NAMES = {
    "what": ("händelse", "vad", "händelsetyp", "kategori", "typ"), "where": ("plats", "var"),
    "date": ("datum", "när"), "time": ("klockslag", "tid", "kl"),
    "year": ("år",), "week": ("vecka",), "by": ("rapportör", "organisation", "aktör", "av"),
}  # fmt: skip
_REPEATED = ("what", "where", "date", "week", "by")


def read_incidents(path: Path, *, file: str, region: str, places: pd.DataFrame | None = None) -> Figures:
    """Return how many reports there were per year, all and of each kind.

    Parameters
    ----------
    path, file, region
        The file, its name in messages, and the kommun.
    places
        The frame of ``read_places``; with it, places that are not listed are told.

    Raises
    ------
    SourceError
        If the file cannot be read or does not say what happened.
    """
    table, cells = opened(path, _NAMES, file=file, required=("what",))
    accepted, notes = _accepted(cells, table)
    events = [(when, str(entry["what"])) for when, entry in accepted]
    notes += [*_unlisted(cells, table, places), *_repeated(cells, table), *_silent(events, table)]
    by_year = [(when.year, what) for when, what in events]
    rows = yearly(by_year, indicator=INDICATOR, label="Rapporterade händelser", source=SOURCE, region=region)
    return Figures(rows, notes, table.spot, table.read, len(events), table.findings)


def incident_moments(path: Path, *, file: str, places: pd.DataFrame) -> Rows:
    """Return the same reports one by one, as rows of ``MOMENTS`` without topic.

    Raises
    ------
    SourceError
        As ``read_incidents``.
    """
    table, cells = opened(path, _NAMES, file=file, required=("what",))
    return [
        {"file": file, "source": SOURCE, "date": when.isoformat(), "hour": hour(entry["time"] or entry["date"]),
         # A week has a Monday, but the report is not of that day.
         "weekday": when.isoweekday() if entry["date"] else 0,
         "indicator": f"{INDICATOR}_{slug(entry['what'])}", "place": match_place(str(entry["where"]), places)}
        for when, entry in _accepted(cells, table)[0]
    ]  # fmt: skip


def hour(text: str) -> int | None:
    """Return the hour of the clock in a text («21:30», «kl. 9.15», «2016-11-04 21:30»), or None."""
    found = _CLOCK.search(text)
    return int(found[1]) if found and int(found[1]) < 24 else None


def _accepted(cells: pd.DataFrame, table: Tabular) -> tuple[list[tuple[date, dict[str, Any]]], Notes]:
    """Return the reports that say what happened and when, each with its day, and why the others do not count."""
    found, notes = [], []
    for entry in entries(cells):
        when, problem = _when(entry)
        if when is not None and entry["what"]:
            found.append((when, entry))
            continue
        rule, message = problem if when is None else ("ofullstandig_rad", _("Raden säger inte vad som hände."))
        value = entry["date"] or entry["week"]
        notes.append(table.spot.quarantine(rule, message, row=int(entry["row"]), value=value))
    return found, notes


def _when(entry: dict[str, Any]) -> tuple[date | None, tuple[str, str]]:
    """Return the day, or the Monday of the week, and why there is none."""
    found = day(entry["date"])
    if found is not None:
        return date.fromisoformat(found), ("", "")
    if entry["date"]:
        return None, ("inget_datum", why_no_date(entry["date"]))
    year, week = whole(entry["year"]), whole(entry["week"].lower().removeprefix("v.").removeprefix("v"))
    try:
        return date.fromisocalendar(year or 0, week or 0, 1), ("", "")
    except ValueError:
        return None, ("inget_datum", _("Raden saknar datum, eller år och vecka (1–53)."))


def _unlisted(cells: pd.DataFrame, table: Tabular, places: pd.DataFrame | None) -> Notes:
    """Return a finding per place name that is not in the place list."""
    if places is None or places.empty:
        return []
    notes = []
    first = cells[cells["where"] != ""].drop_duplicates("where")
    for row, text in zip(first["row"], first["where"], strict=True):
        if match_place(text, places) or normal(text) in turned_down(places):
            continue
        rule, message = unmatched(text, places)
        notes.append(table.spot.note(rule, message, row=int(row), column="Plats", value=text, severity=NOTE,
                                     action=_("rapporten räknas")))  # fmt: skip
    return notes


def _repeated(cells: pd.DataFrame, table: Tabular) -> Notes:
    """Return rows that say the same as an earlier one; two reporters may have seen the same thing, so they count."""
    again = cells[cells.duplicated(list(_REPEATED)) & (cells["what"] != "")]
    message, action = _("Rapporten är densamma som en tidigare rad."), _("räknas; ta bort den om det är samma händelse")
    return [
        table.spot.note("lika_rapport", message, row=int(row), value=what, action=action)
        for row, what in zip(again["row"], again["what"], strict=True)
    ]


def _silent(events: list[tuple[date, str]], table: Tabular) -> Notes:
    """Return a note on the weeks between the first and the last report that have none."""
    mondays = {when - timedelta(days=when.weekday()) for when, _ in events}
    if not mondays:
        return []
    weeks = (max(mondays) - min(mondays)).days // 7
    silent = [monday for n in range(weeks) if (monday := min(mondays) + timedelta(weeks=n)) not in mondays]
    if not silent:
        return []
    shown = ", ".join(f"{monday:%G} v. {monday:%V}" for monday in silent[:10])
    message = _("{n} {n|vecka|veckor} saknar rapporter. Hände inget, eller rapporterade ingen?").format(n=len(silent))
    return [table.spot.note("veckor_utan_rapport", message, severity=NOTE, value=shown, action=_("räknas som noll"))]
