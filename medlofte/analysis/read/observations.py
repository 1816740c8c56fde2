"""What safety walks noted, written by those who led them: place, measure, photo, owner, how far it has come."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from medlofte import tables
from medlofte.analysis.read.columns import entries, opened, unread
from medlofte.analysis.read.common import Notes, nothing, provenance
from medlofte.analysis.read.figures import Rows, slug
from medlofte.analysis.read.misplaced import Box
from medlofte.analysis.read.naming import match_place, unmatched
from medlofte.analysis.read.positions import NAMES, positions
from medlofte.analysis.read.table import Tabular
from medlofte.analysis.written import day
from medlofte.codebook import Codebook, normal
from medlofte.language import _
from medlofte.rounds import Round

_NAMES = {
    "observation": ("nr", "nummer", "id", "observation nr"), "walk_label": ("vandring", "trygghetsvandring"),
    "date": ("datum",), "place": ("plats", "var"), "topic": ("ämne", "problem"),
    "text": ("observation", "iakttagelse", "brist", "vad"), "action": ("åtgärd", "förslag", "föreslagen åtgärd"),
    "photo": ("foto", "bild"), "owner": ("ansvarig", "ägare"), "status": ("status", "läge"),
    "secrecy": ("sekretess", "sekretessnivå"), "remark": ("anmärkning",), **NAMES,
}  # fmt: skip
_STATUSES = {"": "ny", "ny": "ny", "planerad": "planerad", "pågår": "pagar", "klar": "klar", "åtgärdad": "klar",
             "avförd": "avford", "avfärdad": "avford"}  # fmt: skip
_SECRECY = {"öppen": "oppen", "intern": "intern", "sekretess": "sekretess", "": "intern"}
_PHOTO = re.compile(r"[\w. ()åäöÅÄÖ-]{1,100}\.(?:jpe?g|png|heic|webp)", re.IGNORECASE)


def read_observations(
    round_: Round, *, codebook: Codebook, places: pd.DataFrame, home: Box | None = None
) -> tables.Read:
    """Return the observations (``NOTED``); one without a position gets its place's.

    Parameters
    ----------
    round_, codebook
        ``round_.observations`` names the file; a topic is named by its id, its label or a problem of the mapping form.
    places, home
        The frame of ``read_places``, and where the kommun lies (metres in SWEREF 99 TM).

    Raises
    ------
    SourceError, RoundError
        If the file cannot be read or does not say what was noted.
    """
    file = round_.observations
    if not file:
        return nothing(tables.NOTED.empty())
    path = round_.path(file)
    table, cells = opened(path, _NAMES, file=file, required=("text", "walk_label"))
    located, notes = positions(
        table, cells, action=_("observationen är kvar utan läge"), declared=round_.crs, home=home
    )
    topics = {normal(word): topic.id for topic in codebook.topics for word in (topic.id, topic.label, *topic.problems)}
    where = dict(zip(places["place"], zip(places["x"], places["y"], strict=True), strict=True))
    rows: Rows = []
    for entry, (x, y) in zip(entries(cells), located, strict=True):
        found, more = _row(entry, table, places, topics)
        notes += more
        if found is not None:
            known = where.get(found["place"], (x, y)) if np.isnan(x) else (x, y)
            rows.append(found | {"file": file, "x": known[0], "y": known[1]})
    rows, again = _once(rows, table)
    frame = tables.NOTED.check(pd.DataFrame(rows, columns=tables.NOTED.names))
    source = provenance(path, file=file, kind="walks", read=table.read, accepted=len(rows))
    return tables.Read(frame, table.told([*notes, *again, *unread(table, _NAMES)]), source)


def _row(
    entry: dict[str, Any], table: Tabular, places: pd.DataFrame, topics: dict[str, str]
) -> tuple[dict[str, Any] | None, Notes]:
    """Return one row of ``NOTED`` (None in quarantine) without file and position, and its findings."""
    row, spot = int(entry["row"]), table.spot
    if not entry["text"] or not entry["walk_label"]:
        return None, [
            spot.quarantine(
                "ofullstandig_rad", _("Raden saknar observation eller vandring. Fyll i, eller töm raden."), row=row
            )
        ]
    notes = []
    place, topic = match_place(entry["place"], places), topics.get(normal(entry["topic"]), "")
    if entry["place"] and not place:
        rule, message = unmatched(entry["place"], places)
        notes.append(spot.note(rule, message, row=row, column="Plats", value=entry["place"], action=_("utan plats")))
    status, secrecy = _STATUSES.get(normal(entry["status"])), _SECRECY.get(normal(entry["secrecy"]))
    wrong = [("Ämne", entry["topic"], _("utan ämne"))] if entry["topic"] and not topic else []
    wrong += [("Status", entry["status"], _("satt till «ny»"))] if status is None else []
    wrong += [("Sekretess", entry["secrecy"], _("satt till «sekretess»"))] if secrecy is None else []
    photo = entry["photo"] if _PHOTO.fullmatch(entry["photo"]) else ""
    wrong += [("Foto", entry["photo"], _("satt till tomt"))] if entry["photo"] and not photo else []
    message = _("Värdet går inte att tyda. Rätta det i källan.")
    notes += [
        spot.note("okant_ord", message, row=row, column=column, value=value, action=action)
        for column, value, action in wrong
    ]
    walk = slug(entry["walk_label"])
    return {
        **{name: entry[name] for name in ("walk_label", "text", "action", "owner")}, "row": row, "walk": walk,
        "observation": f"{walk}_{slug(entry['observation'] or str(row))}", "date": day(entry["date"]) or "",
        "place": place, "topic": topic, "photo": photo, "status": status or "ny", "secrecy": secrecy or "sekretess",
    }, notes  # fmt: skip


def _once(rows: Rows, table: Tabular) -> tuple[Rows, Notes]:
    """Return the rows whose number is new, and a finding for each other one."""
    first: dict[str, dict[str, Any]] = {}
    notes = []
    for row in rows:
        if row["observation"] in first:
            message = _("Numret finns redan för samma vandring. Ge raden ett eget.")
            notes.append(table.spot.quarantine("dubbel_rad", message, row=row["row"], value=row["observation"]))
        first.setdefault(row["observation"], row)
    return list(first.values()), notes
