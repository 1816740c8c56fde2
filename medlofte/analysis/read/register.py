"""Registers: Brå's reported crimes with their tree, traffic accidents by year, and plain indicator tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from medlofte import tables
from medlofte.analysis.read.accidents import accidents
from medlofte.analysis.read.columns import headings, pick
from medlofte.analysis.read.common import NOTE, WARNING, accounts, findings, joined, number, provenance, whole
from medlofte.analysis.read.misplaced import Box
from medlofte.analysis.read.tabular import Tabular, read_tabular
from medlofte.codebook import Codebook, normal
from medlofte.errors import MedlofteError
from medlofte.rounds import Register, Round

OnError = Callable[[MedlofteError], None]
_BRA = {
    "year": ("År",), "month": ("Månad",), "quarter": ("Kvartal",), "kind": ("Periodtyp",),
    "preliminary": ("Preliminär",), "region": ("Kommun", "Region", "Län"), "name": ("Brott",), "id": ("Brott_ID",),
    "level": ("Brottsnivå",), "parent": ("Förälder_ID",), "parent_name": ("Förälder",), "count": ("Antal",),
    "per_100k": ("Per100000", "Per 100 000"),
}  # fmt: skip
_TABLE = {
    "indicator": ("indicator", "indikator"), "label": ("label", "namn"), "source": ("source", "källa"),
    "region": ("region", "kommun", "område"), "period": ("period", "år"), "level": ("level", "nivå"),
    "parent": ("parent", "överordnad"), "preliminary": ("preliminary", "preliminär"), "count": ("count", "antal"),
    "per_100k": ("per_100k", "per 100 000", "per100000"),
}  # fmt: skip
_YES = ("true", "ja", "sant", "1", "x")
# How statistics offices write that a figure is missing, too small or not relevant.
_NO_FIGURE = ("", ".", "..", "...", "-", "–", "x", "i.u.")


def read_registers(
    round_: Round, *, codebook: Codebook, home: Box | None = None, on_error: OnError | None = None
) -> tables.Read:
    """Return every register's figures (``REGISTER``), one row per indicator, region and period.

    Parameters
    ----------
    round_, codebook
        Which files, and which topic each indicator belongs to (``Topic.indicators``).
    home
        Where the kommun lies, metres in SWEREF 99 TM; makes explanations of odd positions surer.
    on_error
        Called with the error of a file that cannot be read, which is then left out; without it, the error is raised.

    Raises
    ------
    SourceError, RoundError
        If a file cannot be read and ``on_error`` is not given.

    Notes
    -----
    Nothing is summed here: Brå's rows nest ("därav"), so an excerpt adds up to more than its total. ``level`` and
    ``parent`` say how.
    """
    topics = {indicator: topic.id for topic in reversed(codebook.topics) for indicator in topic.indicators}
    parts: list[tables.Read] = []
    seen: set[tuple[str, str, str]] = set()
    for register in round_.registers:
        try:
            part = _read_register(round_, register, topics, seen, home)
        except MedlofteError as error:
            if on_error is None:
                raise
            on_error(error)
            continue
        parts.append(part)
    return tables.Read(
        joined((part.frame for part in parts), table=tables.REGISTER),
        joined((part.findings for part in parts), table=tables.FINDINGS),
        accounts(part.provenance for part in parts),
    )


def _read_register(
    round_: Round, register: Register, topics: dict[str, str], seen: set[tuple[str, str, str]], home: Box | None
) -> tables.Read:
    path = round_.path(register.file)
    events: int | None = None
    if register.kind == "accidents":
        rows, notes, table, events = accidents(path, file=register.file, region=round_.kommun,
                                               population=round_.population_total, declared=register.crs or round_.crs,
                                               home=home)  # fmt: skip
    else:
        table, rows, notes = (_bra if register.kind == "bra" else _table)(path, register.file)
        notes += _tree(rows, table)
    unique, repeated = _once(rows, table, seen)
    accepted = len(unique) if events is None else events
    notes += repeated
    complete = [row | {"file": register.file, "topic": topics.get(row["indicator"], "")} for row in unique]
    frame = tables.REGISTER.check(pd.DataFrame(complete, columns=tables.REGISTER.names))
    source = provenance(path, file=register.file, kind="register", read=table.read, accepted=accepted)
    return tables.Read(frame, joined([table.findings, findings(notes)], table=tables.FINDINGS), source)


def _bra(path: Path, file: str) -> tuple[Tabular, list[dict[str, Any]], list[dict[str, Any]]]:
    table = read_tabular(path, known=headings(_BRA), file=file)
    cells = pick(table, _BRA, required=("year", "region", "name", "id", "level", "count"))
    rows, notes = [], []
    for entry in cells.to_dict("records"):
        code, level, year = whole(entry["id"]), whole(entry["level"]), whole(entry["year"])
        if code is None or level is None or level < 1 or year is None or not 1900 < year < 2200:
            notes.append(_refused(table, int(entry["row"]), "Raden saknar giltigt År, Brott_ID eller Brottsnivå."))
            continue
        parent = whole(entry["parent"])
        figures, more = _figures(entry, table)
        notes += more
        rows.append(figures | {
            "source": "Brå, anmälda brott", "indicator": f"bra_{code}", "label": _short(entry), "level": level,
            "region": entry["region"], "period": _period(entry, year),
            "parent": "" if parent is None else f"bra_{parent}",
        })  # fmt: skip
    if any(row["preliminary"] for row in rows):
        message = "Filen har preliminära siffror, som ändras när Brå fastställer dem."
        notes.append(table.spot.note("preliminart", message, severity=NOTE, action="märkta som preliminära"))
    return table, rows, notes


def _table(path: Path, file: str) -> tuple[Tabular, list[dict[str, Any]], list[dict[str, Any]]]:
    table = read_tabular(path, known=headings(_TABLE), file=file)
    cells = pick(table, _TABLE, required=("indicator", "region", "period"))
    rows, notes = [], []
    for entry in cells.to_dict("records"):
        if not (entry["indicator"] and entry["region"] and entry["period"]):
            notes.append(_refused(table, int(entry["row"]), "Raden saknar indikator, region eller period."))
            continue
        figures, more = _figures(entry, table)
        notes += more
        rows.append(figures | {
            "source": entry["source"] or path.stem, "indicator": entry["indicator"],
            "label": entry["label"] or entry["indicator"], "level": whole(entry["level"]) or 1,
            "region": entry["region"], "period": entry["period"], "parent": entry["parent"],
        })  # fmt: skip
    return table, rows, notes


def _refused(table: Tabular, row: int, message: str) -> dict[str, Any]:
    return table.spot.note("ofullstandig_rad", message, row=row, severity=WARNING, action="raden är i karantän")


def _figures(entry: dict[Any, Any], table: Tabular) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the row's figures and whether they are preliminary; an unreadable figure becomes missing."""
    found: dict[str, Any] = {"row": int(entry["row"]), "preliminary": normal(entry["preliminary"]) in _YES}
    notes = []
    for name in ("count", "per_100k"):
        value = number(entry[name])
        if (value is None and entry[name] not in _NO_FIGURE) or (value is not None and value < 0):
            notes.append(table.spot.note("inget_tal", "Här ska ett tal stå, noll eller mer.", row=found["row"],
                                         column=name, value=entry[name], action="satt till tomt"))  # fmt: skip
            value = None
        found[name] = value
    if found["count"] is None and entry["count"] in _NO_FIGURE:
        notes.append(table.spot.note("uppgift_saknas", "Antalet saknas i källan.", severity=NOTE, row=found["row"],
                                     value=entry["count"], action="behålls utan antal"))  # fmt: skip
    return found, notes


def _short(entry: dict[Any, Any]) -> str:
    """Return the crime without its parents' names: ``…, därav misshandel inkl. grov`` → ``Misshandel inkl. grov``."""
    name = str(entry["name"])
    if entry["parent_name"]:
        name = name.removeprefix(str(entry["parent_name"])).lstrip(", ")
    name = name.removeprefix("därav ").strip() or str(entry["name"])
    return name[:1].upper() + name[1:]


def _period(entry: dict[Any, Any], year: int) -> str:
    """Return ``2016``, ``2016-08`` or ``2016-K3``: figures of different length must never be compared."""
    month, quarter = whole(entry["month"]), whole(str(entry["quarter"]).upper().removeprefix("K").removeprefix("Q"))
    if month is not None and normal(entry["kind"]) in ("månad", ""):
        return f"{year}-{month:02d}"
    if quarter is not None and normal(entry["kind"]) in ("kvartal", ""):
        return f"{year}-K{quarter}"
    return str(year) if normal(entry["kind"]) in ("år", "") else f"{year} {normal(entry['kind'])}"


def _once(
    rows: list[dict[str, Any]], table: Tabular, seen: set[tuple[str, str, str]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return rows whose indicator, region and period are new to the round (``seen`` grows), and findings."""
    kept, notes = [], []
    for row in rows:
        key = (row["indicator"], row["region"], row["period"])
        if key in seen:
            message = "Indikatorn finns redan för samma område och period."
            notes.append(table.spot.note("dubbel_uppgift", message, row=row.get("row"), value=" / ".join(key),
                                         action="raden är i karantän"))  # fmt: skip
            continue
        seen.add(key)
        kept.append(row)
    return kept, notes


def _tree(rows: list[dict[str, Any]], table: Tabular) -> list[dict[str, Any]]:
    """Return findings where a part is larger than its whole, or the whole is not in the file."""
    found = {(row["indicator"], row["region"], row["period"]): row for row in rows}
    notes = []
    orphans: dict[str, int] = {}
    for row in rows:
        parent = found.get((row["parent"], row["region"], row["period"]))
        if row["parent"] and parent is None:
            orphans.setdefault(row["parent"], row["row"])
        elif parent and (parent["count"] or 0) < (row["count"] or 0) and parent["count"] is not None:
            notes.append(table.spot.note(
                "del_storre_an_helhet", f"Antalet är större än den överordnade radens ({parent['count']:.0f}).",
                row=row["row"], column="Antal", value=f"{row['count']:.0f}", action="behålls"))  # fmt: skip
    notes += [
        table.spot.note("overordnad_saknas", "Den överordnade raden finns inte i filen.", severity=NOTE, row=row,
                        value=parent, action="behålls")
        for parent, row in orphans.items()
    ]  # fmt: skip
    return notes
