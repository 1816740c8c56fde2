"""The round's registers: each file read by its kind, the same figure once, and the tree held against itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from medlofte import style, tables
from medlofte.analysis.read.accidents import read_accidents
from medlofte.analysis.read.bra import read_bra
from medlofte.analysis.read.common import NOTE, Notes, OnError, Spot, each, findings, joined, provenance, together
from medlofte.analysis.read.events import read_events
from medlofte.analysis.read.figures import Figures, Rows
from medlofte.analysis.read.incidents import read_incidents
from medlofte.analysis.read.indicators import read_indicators
from medlofte.analysis.read.kolada import read_kolada
from medlofte.analysis.read.measured import read_measured
from medlofte.analysis.read.misplaced import Box
from medlofte.analysis.read.pxweb import read_pxweb
from medlofte.codebook import Codebook
from medlofte.language import _
from medlofte.rounds import Register, Round

Key = tuple[str, str, str]


def read_registers(
    round_: Round,
    *,
    codebook: Codebook,
    places: pd.DataFrame | None = None,
    home: Box | None = None,
    on_error: OnError | None = None,
) -> tables.Read:
    """Return every register's figures (``REGISTER``), one row per indicator, region and period.

    Nothing is summed here: Brå's rows nest ("därav"), so an excerpt adds up to more than its total. ``level`` and
    ``parent`` say how.

    Parameters
    ----------
    round_, codebook
        Which files, and which topic each indicator belongs to (``Topic.indicators``).
    places, home
        The place list, and where the kommun lies (metres in SWEREF 99 TM); they make explanations surer.
    on_error
        Called with the error of a file that cannot be read, which is then left out; without it, the error is raised.

    Raises
    ------
    SourceError, RoundError
        If a file cannot be read and ``on_error`` is not given.
    """
    seen: set[Key] = set()

    files = each(round_.registers, lambda one: (one.file, _figures(round_, one, places, home)), on_error=on_error)
    parts = (_checked(found, round_.path(file), file, codebook, seen) for file, found in files)
    return together(parts, table=tables.REGISTER)


def _checked(found: Figures, path: Path, file: str, codebook: Codebook, seen: set[Key]) -> tables.Read:
    """Return a file's figures with their topics, each once in the round (``seen`` grows), and the findings."""
    topics = codebook.topic_of
    unique, repeated = _once(found.rows, found.spot, seen)
    notes = [*found.notes, *_tree(found.rows, found.spot), *repeated]
    complete = [row | {"file": file, "topic": topics.get(row["indicator"], "")} for row in unique]
    frame = tables.REGISTER.check(pd.DataFrame(complete, columns=tables.REGISTER.names))
    accepted = len(unique) if found.accepted is None else found.accepted
    source = provenance(path, file=file, kind="register", read=found.read, accepted=accepted)
    about = [] if found.about is None else [found.about]
    return tables.Read(frame, joined([*about, findings(notes)], table=tables.FINDINGS), source)


def _figures(round_: Round, register: Register, places: pd.DataFrame | None, home: Box | None) -> Figures:
    """Return what the file holds, read by its kind."""
    path, file, kommun = round_.path(register.file), register.file, round_.kommun
    readers: dict[str, Callable[[], Figures]] = {
        "bra": lambda: read_bra(path, file=file),
        "table": lambda: read_indicators(path, file=file),
        "kolada": lambda: read_kolada(path, file=file, round_=round_),
        "pxweb": lambda: read_pxweb(path, file=file),
        "events": lambda: read_events(path, file=file),
        "incidents": lambda: read_incidents(path, file=file, region=kommun, places=places),
        "index": lambda: read_measured(path, file=file, register=register, region=kommun),
        "shares": lambda: read_measured(path, file=file, register=register, region=kommun),
        "accidents": lambda: read_accidents(path, file=file, region=kommun, population=round_.population_total,
                                            declared=register.crs or round_.crs, home=home),
    }  # fmt: skip
    return readers[register.kind]()


def _once(rows: Rows, spot: Spot, seen: set[Key]) -> tuple[Rows, Notes]:
    """Return rows whose indicator, region and period are new to the round (``seen`` grows), and findings."""
    kept, notes = [], []
    for row in rows:
        key = (row["indicator"], row["region"], row["period"])
        if key in seen:
            message = _("Indikatorn finns redan för samma område och period.")
            notes.append(spot.quarantine("dubbel_uppgift", message, row=row.get("row"), value=" / ".join(key)))
            continue
        seen.add(key)
        kept.append(row)
    return kept, notes


def _tree(rows: Rows, spot: Spot) -> Notes:
    """Return findings where a part is larger than its whole, or the whole is not in the file."""
    found = {(row["indicator"], row["region"], row["period"]): row for row in rows}
    notes = []
    orphans: dict[str, int] = {}
    for row in rows:
        parent = found.get((row["parent"], row["region"], row["period"]))
        if row["parent"] and parent is None:
            orphans.setdefault(row["parent"], row["row"])
        elif parent and parent["count"] is not None and parent["count"] < (row["count"] or 0):
            message = _("Antalet är större än den överordnade radens ({count}).").format(
                count=style.number(parent["count"])
            )
            notes.append(spot.note("del_storre_an_helhet", message, row=row["row"], column="Antal",
                                   value=f"{row['count']:.0f}", action=_("behålls")))  # fmt: skip
    message = _("Den överordnade raden finns inte i filen.")
    return notes + [
        spot.note("overordnad_saknas", message, severity=NOTE, row=row, value=parent, action=_("behålls"))
        for parent, row in orphans.items()
    ]
