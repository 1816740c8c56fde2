"""The round's place list, the points that residents marked on the map, and place names in text."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from medlofte import tables
from medlofte.analysis.read.columns import opened
from medlofte.analysis.read.common import NOTE, accounts, joined, nothing, provenance, rows_at
from medlofte.analysis.read.figures import slug
from medlofte.analysis.read.misplaced import Box
from medlofte.analysis.read.naming import ambiguous, decided, match_place
from medlofte.analysis.read.positions import NAMES, positions
from medlofte.codebook import Codebook, normal
from medlofte.language import _
from medlofte.rounds import Round

__all__ = ["COLUMNS", "match_place", "read_places", "read_points"]
COLUMNS = ("place", "label", "aliases", "kind", "x", "y")
_PLACE = {
    "place": ("place", "plats", "id"), "label": ("label", "namn", "platsnamn"),
    "aliases": ("aliases", "alias", "kallas även", "kallas också", "andra namn", "smeknamn"),
    "kind": ("kind", "typ"), **NAMES,
}  # fmt: skip
_POINT = {
    "respondent": ("respondent", "svarsid", "svarsnummer", "id"), "topic": ("topic", "amne", "ämne"),
    **NAMES,
}  # fmt: skip


def read_places(round_: Round, *, home: Box | None = None) -> tables.Read:
    """Return the place list: place, label, aliases (with ``|``), kind, x, y (metres, SWEREF 99 TM; may be missing).

    The analyst's decisions on doubtful names (``places_decisions.csv``) stand among the aliases.

    Parameters
    ----------
    round_
        Which file.
    home
        Where the kommun lies, metres in SWEREF 99 TM; makes explanations of odd positions surer.

    Raises
    ------
    SourceError, RoundError
        If a file cannot be read.
    """
    if not round_.places:
        return nothing(_places([]))
    listed = _read_list(round_, home)
    more = decided(round_, listed.frame)
    if more is None:
        return listed
    told = joined([listed.findings, more.findings], table=tables.FINDINGS)
    return tables.Read(more.frame, told, accounts([listed.provenance, more.provenance]))


def _read_list(round_: Round, home: Box | None) -> tables.Read:
    path = round_.path(round_.places)
    table, cells = opened(path, _PLACE, file=round_.places)
    if not cells["place"].any():
        # A list of names alone: the names make the ids.
        cells["place"] = [slug(label) if label else "" for label in cells["label"]]
    located, notes = positions(table, cells, action=_("platsen är kvar utan läge"), declared=round_.crs, home=home)
    kept = []
    seen: set[str] = set()
    columns = [cells[name].tolist() for name in ("row", "place", "label", "aliases", "kind")]
    for row, name, label, others, kind, east, north in zip(*columns, *located.T, strict=True):
        if not name or name in seen:
            why = (
                _("Platsens id finns redan i listan. Ge den ett eget, eller ta bort raden.")
                if name
                else _("Platsen saknar namn. Skriv det i kolumnen Namn.")
            )
            notes.append(table.spot.quarantine("plats_id", why, row=int(row), value=name))
            continue
        aliases = [alias.strip() for alias in re.split("[|;,]", others) if alias.strip()]
        seen.add(name)
        kept.append((name, label or name, "|".join(aliases), kind, east, north))
    frame = _places(kept)
    message, action = _("Namnet står för flera platser."), _("namnet knyts inte till någon plats")
    notes += [table.spot.note("tvetydigt_namn", message, value=word, severity=NOTE, action=action)
              for word in ambiguous(frame)]  # fmt: skip
    source = provenance(path, file=round_.places, kind="places", read=table.read, accepted=len(frame))
    return tables.Read(frame, table.told(notes), source)


def read_points(round_: Round, *, codebook: Codebook, home: Box | None = None) -> tables.Read:
    """Return the points that residents marked (``POINTS``); a point outside Sweden stands in quarantine.

    Parameters
    ----------
    round_, codebook
        Which file, and the topics that points may name.
    home
        Where the kommun lies, metres in SWEREF 99 TM; makes explanations of odd positions surer.

    Raises
    ------
    SourceError, RoundError
        If the file cannot be read.
    """
    if not round_.points:
        return nothing(tables.POINTS.empty())
    path = round_.path(round_.points)
    ids = {word for q in codebook.questions if q.role == "id" or q.type == "id" for word in q.headings}
    known = {**_POINT, "respondent": (*_POINT["respondent"], *sorted(ids))}
    table, cells = opened(path, known, file=round_.points, required=("x", "y"))
    located, notes = positions(
        table, cells, action=_("raden är i karantän"), required=True, declared=round_.crs, home=home
    )
    topics = {normal(word): topic.id for topic in codebook.topics for word in (topic.id, topic.label)}
    kept = ~np.isnan(located).any(axis=1)
    named = cells["topic"].map(lambda text: topics.get(normal(text), ""))
    unknown = kept & (cells["topic"] != "").to_numpy(dtype=bool) & (named == "").to_numpy(dtype=bool)
    message, action = _("Ämnet finns inte i kodboken."), _("punkten är kvar utan ämne")
    notes += [table.spot.note("okant_amne", message, row=row, value=value, action=action)
              for row, value in rows_at(cells, unknown, column="topic")]  # fmt: skip
    made = path.stem + ":" + cells["row"].astype("str")
    respondent = cells["respondent"].where(cells["respondent"] != "", made)
    frame = pd.DataFrame({"file": round_.points, "row": cells["row"], "respondent": respondent, "topic": named,
                          "x": located[:, 0], "y": located[:, 1]})[kept]  # fmt: skip
    source = provenance(path, file=round_.points, kind="points", read=table.read, accepted=len(frame))
    return tables.Read(tables.POINTS.check(frame), table.told(notes), source)


def _places(rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    types = dict.fromkeys(COLUMNS[:4], "str") | {"x": "float64", "y": "float64"}
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(types)
