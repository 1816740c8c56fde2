"""The round's place list, the points that residents marked on the map, and place names in text."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from medlofte import tables
from medlofte.analysis.read.columns import headings, pick
from medlofte.analysis.read.common import NOTE, findings, joined, number, provenance, rows_at
from medlofte.analysis.read.coordinates import locate
from medlofte.analysis.read.tabular import Tabular, read_tabular
from medlofte.codebook import Codebook, normal
from medlofte.rounds import Round

COLUMNS = ("place", "label", "aliases", "kind", "x", "y")
_PLACE = {
    "place": ("place", "plats", "id"), "label": ("label", "namn"), "aliases": ("aliases", "alias"),
    "kind": ("kind", "typ"), "x": ("x", "öst", "e", "lon", "longitud"), "y": ("y", "nord", "n", "lat", "latitud"),
}  # fmt: skip
_POINT = {
    "respondent": ("respondent", "svarsid", "svarsnummer", "id"), "topic": ("topic", "amne", "ämne"),
    "x": _PLACE["x"], "y": _PLACE["y"],
}  # fmt: skip
# Words before a name that do not change which place it is.
_BEFORE = re.compile(
    r"^(ute |nere |uppe |borta )?(vid|runt|kring|omkring|bakom|framför|i|på|nära|utanför|under|intill|hos|mot|till)\s+"
)


def read_places(round_: Round) -> tables.Read:
    """Return the place list: place, label, aliases (with ``|``), kind, x, y (metres, SWEREF 99 TM; may be missing).

    Raises
    ------
    SourceError, RoundError
        If the file cannot be read.
    """
    if not round_.places:
        return _nothing(_places([]))
    path = round_.path(round_.places)
    table = read_tabular(path, known=headings(_PLACE), file=round_.places)
    cells = pick(table, _PLACE, required=("place",))
    notes, kept = [], []
    x, y, remarks = _positions(table, cells)
    notes += remarks
    seen: set[str] = set()
    columns = [cells[name].tolist() for name in ("row", "place", "label", "aliases", "kind")]
    for row, name, label, others, kind, east, north in zip(*columns, x, y, strict=True):
        if not name or name in seen:
            why = "Platsens id finns redan." if name else "Platsen saknar id."
            notes.append(table.spot.note("plats_id", why, row=int(row), value=name, action="raden är i karantän"))
            continue
        aliases = [alias.strip() for alias in others.split("|") if alias.strip()]
        seen.add(name)
        kept.append((name, label or name, "|".join(aliases), kind, east, north))
    frame = _places(kept)
    notes += [
        table.spot.note("tvetydigt_namn", "Namnet står för flera platser.", value=word, severity=NOTE,
                        action="namnet knyts inte till någon plats")
        for word in ambiguous(frame)
    ]  # fmt: skip
    source = provenance(path, file=round_.places, kind="places", read=table.read, accepted=len(frame))
    return tables.Read(frame, joined([table.findings, findings(notes)], table=tables.FINDINGS), source)


def read_points(round_: Round, *, codebook: Codebook) -> tables.Read:
    """Return the points that residents marked (``POINTS``); a point outside Sweden stands in quarantine.

    Raises
    ------
    SourceError, RoundError
        If the file cannot be read.
    """
    if not round_.points:
        return _nothing(tables.POINTS.empty())
    path = round_.path(round_.points)
    ids = {word for q in codebook.questions if q.role == "id" or q.type == "id" for word in q.headings}
    known = {**_POINT, "respondent": (*_POINT["respondent"], *sorted(ids))}
    table = read_tabular(path, known=headings(known), file=round_.points)
    cells = pick(table, known, required=("x", "y"))
    x, y, notes = _positions(table, cells, required=True)
    topics = {normal(word): topic.id for topic in codebook.topics for word in (topic.id, topic.label)}
    kept = ~np.isnan(x)
    named = cells["topic"].map(lambda text: topics.get(normal(text), ""))
    unknown = kept & (cells["topic"] != "").to_numpy(dtype=bool) & (named == "").to_numpy(dtype=bool)
    notes += [
        table.spot.note("okant_amne", "Ämnet finns inte i kodboken.", row=row, value=value,
                        action="punkten är kvar utan ämne")
        for row, value in rows_at(cells, unknown, column="topic")
    ]  # fmt: skip
    made = path.stem + ":" + cells["row"].astype("str")
    respondent = cells["respondent"].where(cells["respondent"] != "", made)
    frame = pd.DataFrame({"file": round_.points, "row": cells["row"], "respondent": respondent, "topic": named,
                          "x": x, "y": y})[kept]  # fmt: skip
    source = provenance(path, file=round_.points, kind="points", read=table.read, accepted=len(frame))
    told = joined([table.findings, findings(notes)], table=tables.FINDINGS)
    return tables.Read(tables.POINTS.check(frame), told, source)


def match_place(text: str, places: pd.DataFrame) -> str:
    """Return the id of the place a text names, or nothing.

    Only the whole text counts (a name or alias, with or without "vid", "bakom" …); a name inside a sentence, or one
    that stands for several places, is left to a person.

    Parameters
    ----------
    places
        The frame of :func:`read_places`.
    """
    words = normal(text).strip(".,;!? ")
    for tried in (words, _BEFORE.sub("", words)):
        found = _named(places).get(tried, set()) if tried else set()
        if len(found) == 1:
            return next(iter(found))
    return ""


def ambiguous(places: pd.DataFrame) -> list[str]:
    """Return names that stand for more than one place."""
    return sorted(word for word, found in _named(places).items() if len(found) > 1)


def _named(places: pd.DataFrame) -> dict[str, set[str]]:
    return _index(tuple(places["place"]), tuple(places["label"]), tuple(places["aliases"]))


@lru_cache(maxsize=4)
def _index(names: tuple[str, ...], labels: tuple[str, ...], aliases: tuple[str, ...]) -> dict[str, set[str]]:
    """Return normalised name → the places it may stand for; kept, because free text asks thousands of times."""
    found: dict[str, set[str]] = {}
    for place, label, others in zip(names, labels, aliases, strict=True):
        for word in (place, label, *others.split("|")):
            if normal(word):
                found.setdefault(normal(word), set()).add(place)
    return found


def _positions(
    table: Tabular, cells: pd.DataFrame, *, required: bool = False
) -> tuple[np.ndarray, np.ndarray, list[dict[str, Any]]]:
    """Return east and north in SWEREF 99 TM, nan where unusable, and the findings."""
    given = np.array([[_float(x), _float(y)] for x, y in zip(cells["x"], cells["y"], strict=True)]).reshape(-1, 2)
    located = locate(given)
    notes = []
    if located.remark:
        notes.append(table.spot.note("koordinater", f"Kontrollera kartan: {located.remark}.", action="läst så"))
    blank = ((cells["x"] == "") & (cells["y"] == "")).to_numpy(dtype=bool)
    action = "raden är i karantän" if required else "platsen är kvar utan läge"
    unusable = np.isnan(given).any(axis=1)
    for wrong, message in (
        (unusable, "Koordinaten saknas eller är inget tal."),
        (~unusable, "Koordinaten ligger utanför Sverige."),
    ):
        shown = cells.assign(value=cells["x"] + "; " + cells["y"])
        chosen = located.outside & (required | ~blank) & wrong
        notes += [
            table.spot.note("koordinat", message, row=row, column="x, y", value=value, action=action)
            for row, value in rows_at(shown, chosen, column="value")
        ]
    return located.points[:, 0], located.points[:, 1], notes


def _float(text: str) -> float:
    value = number(text)
    return np.nan if value is None else value


def _places(rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    types = dict.fromkeys(COLUMNS[:4], "str") | {"x": "float64", "y": "float64"}
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(types)


def _nothing(frame: pd.DataFrame) -> tables.Read:
    return tables.Read(frame, tables.FINDINGS.empty(), tables.PROVENANCE.empty())
