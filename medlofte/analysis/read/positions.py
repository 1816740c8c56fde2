"""The positions in a table: text to metres in SWEREF 99 TM, and a finding for each that cannot be used."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from medlofte.analysis.read.common import Notes, rows_at
from medlofte.analysis.read.coordinates import Located, locate
from medlofte.analysis.read.misplaced import Box, explain, suspected
from medlofte.analysis.read.table import Tabular
from medlofte.analysis.written import number
from medlofte.errors import RoundError
from medlofte.language import _
from medlofte.rounds import SETUP

NAMES = {
    "x": ("x", "öst", "e", "lon", "longitud", "long", "easting", "sweref e", "sweref99 e", "sweref 99 tm e",
          "x-koordinat", "xkoord", "e-koordinat", "östkoordinat", "longitude"),
    "y": ("y", "nord", "n", "lat", "latitud", "northing", "sweref n", "sweref99 n", "sweref 99 tm n", "y-koordinat",
          "ykoord", "n-koordinat", "nordkoordinat", "latitude"),
}  # fmt: skip
_PRIMES = str.maketrans("\u2032\u2033’”", "'\"'\"")
_DEGREES = re.compile(r"(\d{1,3})°\s*(\d{1,2})'\s*(?:(\d{1,2}(?:[.,]\d+)?)(?:\"|''))?\s*[NEÖ]?", re.IGNORECASE)
_MANY = 0.5


def positions(
    table: Tabular,
    cells: pd.DataFrame,
    *,
    action: str,
    required: bool = False,
    declared: str = "",
    home: Box | None = None,
) -> tuple[np.ndarray, Notes]:
    """Return east and north, array (n, 2), metres in SWEREF 99 TM and nan where unusable; and the findings.

    ``cells`` has ``row``, ``x`` and ``y`` as text; ``action`` is what is done with a row without a usable position;
    ``required`` makes an empty position a fault too; ``declared`` is the system that round.toml states (``crs``);
    ``home`` is where the kommun lies (metres in SWEREF 99 TM), which makes the explanations surer.

    Raises
    ------
    RoundError
        If the stated coordinate system is unknown.
    """
    given = np.array([[_degree(x), _degree(y)] for x, y in zip(cells["x"], cells["y"], strict=True)]).reshape(-1, 2)
    try:
        located = locate(given, declared=declared)
    except ValueError as error:
        raise RoundError(_("Koordinatsystemet (crs) är okänt."), file=SETUP, value=declared,
                         advice=_("Skriv till exempel EPSG:3006 (SWEREF 99 TM).")) from error  # fmt: skip
    notes = []
    if located.remark:
        message = _("Kontrollera kartan: {remark}.").format(remark=located.remark)
        notes.append(table.spot.note("koordinater", message, action=_("läst så")))
    blank = ((cells["x"] == "") & (cells["y"] == "")).to_numpy(dtype=bool)
    wrong = located.outside & (required | ~blank)
    numeric = np.isfinite(given).all(axis=1)
    whole = _whole_file(given[numeric & wrong], located, given[numeric], home)
    if whole:
        message = _(
            "{n} {n|läge ligger utanför Sverige som det står|lägen ligger utanför Sverige som de står}. {whole}"
        ).format(n=int((numeric & wrong).sum()), whole=whole)
        notes.append(table.spot.note("koordinatsystem", message, column="x, y", action=action))
        wrong &= ~numeric
    shown = cells.assign(value=cells["x"] + "; " + cells["y"])
    for place, (row, value) in zip(np.flatnonzero(wrong), rows_at(shown, wrong, column="value"), strict=True):
        rule, message = _fault(given[place], located, home)
        notes.append(table.spot.note(rule, message, row=row, column="x, y", value=value, action=action))
    return located.points, notes


def _whole_file(lost: np.ndarray, located: Located, numeric: np.ndarray, home: Box | None) -> str:
    """Return what to do about a file that is, for the most part, in another system; nothing if it is not."""
    if len(lost) < 2 or len(lost) < _MANY * len(numeric):
        return ""
    # One position that could be explained by itself (a lost decimal sign) speaks against another system.
    fault = explain(lost[0], system=located.system, home=home)
    return suspected(lost, home=home) if fault is None or fault.rule == "annat_koordinatsystem" else ""


def _fault(position: np.ndarray, located: Located, home: Box | None) -> tuple[str, str]:
    if not np.isfinite(position).all():
        return "koordinat", _("Koordinaten saknas eller är inget tal.")
    fault = explain(position, system=located.system, home=home)
    if fault is None:
        return "koordinat", _("Koordinaten ligger utanför Sverige.")
    return fault.rule, fault.message


def _degree(text: str) -> float:
    """Return a coordinate as a number: metres, decimal degrees, or degrees, minutes and seconds; nan if it is none."""
    found = _DEGREES.fullmatch(text.strip().translate(_PRIMES))
    if found:
        degrees, minutes, seconds = (float((part or "0").replace(",", ".")) for part in found.groups())
        return degrees + minutes / 60 + seconds / 3600
    value = number(text)
    return np.nan if value is None else value
