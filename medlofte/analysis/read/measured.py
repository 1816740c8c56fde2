"""Measurements by year and sex: Polisens trygghetsmätning (an index) and school surveys like CAN's (shares).

The tables come long (a column ``år``) or wide (a column per year, or per sex); both become one row per figure.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd

from medlofte import style
from medlofte.analysis.read.columns import entries, opened
from medlofte.analysis.read.common import NOTE, Note, Notes
from medlofte.analysis.read.figures import Figures, Rows, figure, slug
from medlofte.analysis.read.indicators import NO_FIGURE
from medlofte.analysis.read.table import Tabular
from medlofte.analysis.written import number, whole
from medlofte.codebook import normal
from medlofte.errors import SourceError
from medlofte.language import _
from medlofte.rounds import Register

_NAMES = {
    "indicator": ("indikator", "fråga", "problem", "variabel", "mått", "indicator"),
    "region": ("område", "kommun", "region", "lokalpolisområde", "stadsdel"), "period": ("år", "mätår", "period"),
    "sex": ("kön",), "group": ("årskurs", "grupp", "ålder"),
    "value": ("värde", "index", "indexvärde", "andel", "procent", "value"), "n": ("antal svar", "n", "bas", "antal"),
}  # fmt: skip
_YEAR = re.compile(r"(?:år )?((?:19|20)\d{2})")
_SEXES = {"kvinnor": "k", "kvinna": "k", "flickor": "k", "flicka": "k", "tjejer": "k", "män": "m", "man": "m",
          "pojkar": "m", "pojke": "m", "killar": "m"}  # fmt: skip
_TOTAL = ("", "totalt", "total", "alla", "samtliga", "båda")
_LABELS = {"k": "kvinnor", "m": "män"}
# Under this many answers a share says little; CAN itself shows none for small schools.
FEW = 20


def read_measured(path: Path, *, file: str, register: Register, region: str) -> Figures:
    """Return the figures, one row per indicator, group, region, period and sex (women and men below the total).

    Parameters
    ----------
    register
        ``kind`` is ``index`` or ``shares``. An index lies within ``scale``; shares are 0–100 per cent.
    region
        The kommun, where the file has no column for it.

    Raises
    ------
    SourceError
        If the file cannot be read, lacks its indicators or has no figures.
    """
    table, cells = opened(path, _NAMES, file=file, required=("indicator",))
    cells = _long(table, cells)
    notes: Notes = []
    rows: Rows = []
    low, high = (0.0, 100.0) if register.kind == "shares" else register.scale or (float("-inf"), float("inf"))
    if register.kind == "index" and not register.scale:
        message = _("Indexets skala är inte angiven. Skriv till exempel scale = [0, 6] för registret i round.toml.")
        notes.append(table.spot.note("skala_saknas", message, action=_("värdena kontrolleras inte mot skalan")))
    for entry in entries(cells):
        row, note = _row(entry, table, (low, high), register, region)
        notes += [note] if note else []
        rows += [row] if row else []
    if register.kind == "shares":
        notes += _unit(rows, table)
    return Figures(rows, notes, table.spot, len(cells) + table.quarantined, about=table.findings)


def _long(table: Tabular, cells: pd.DataFrame) -> pd.DataFrame:
    """Return one row per figure, whatever way the table lies."""
    years = {heading: found[1] for heading in table.headings if (found := _YEAR.fullmatch(normal(heading)))}
    sexes = {heading: heading for heading in table.headings if normal(heading) in (*_SEXES, *_TOTAL[1:])}
    wide, name = (years, "period") if years else (sexes, "sex")
    if not wide:
        if not cells["value"].any():
            raise SourceError(_("Tabellen har inga värden."), file=table.file, sheet=table.sheet,
                              advice=_("Den ska ha en kolumn Värde, eller en kolumn per år."))  # fmt: skip
        return cells
    parts = [cells.assign(**{name: word, "value": table.frame[heading].str.strip()}) for heading, word in wide.items()]
    return pd.concat(parts, ignore_index=True)


def _row(
    entry: dict[str, Any], table: Tabular, scale: tuple[float, float], register: Register, region: str
) -> tuple[dict[str, Any] | None, Note | None]:
    """Return the row (None in quarantine) and its finding."""
    row, spot = int(entry["row"]), table.spot
    if not entry["indicator"] or not entry["period"]:
        return None, spot.quarantine("ofullstandig_rad", _("Raden saknar indikator eller år."), row=row)
    sex, text = normal(entry["sex"]), entry["value"].removesuffix("%").strip()
    value = number(text)
    problem = _problem(sex, text, value, scale)
    if problem:
        rule, message, shown = problem
        return None, spot.note(rule, message, row=row, value=shown, action=_("värdet är i karantän"))
    made = _made(entry, _SEXES.get(sex, ""), register, region, value)
    few = whole(entry["n"])
    if few is not None and few < FEW:
        return made, spot.note("fa_svar",
                               _("Bara {few} svar; siffran är osäker och kan röja enskilda.").format(few=few), row=row,
                               value=text, action=_("behålls"))  # fmt: skip
    if value is None:
        return made, spot.note("uppgift_saknas", _("Värdet saknas i källan."), severity=NOTE, row=row, value=text,
                               action=_("behålls utan värde"))  # fmt: skip
    return made, None


def _problem(sex: str, text: str, value: float | None, scale: tuple[float, float]) -> tuple[str, str, str] | None:
    if sex not in (*_SEXES, *_TOTAL):
        return "okant_kon", _("Könet ska vara kvinnor, män eller totalt."), sex
    if value is None and text not in NO_FIGURE:
        return "inget_tal", _("Här ska ett tal stå."), text
    if value is not None and not scale[0] <= value <= scale[1]:
        return (
            "utanfor_skalan",
            _("Värdet ligger utanför skalan {low}–{high}.").format(
                low=style.exact(scale[0]), high=style.exact(scale[1])
            ),
            text,
        )
    return None


def _made(entry: dict[str, Any], sex: str, register: Register, region: str, value: float | None) -> dict[str, Any]:
    group = entry["group"]
    base = slug(entry["indicator"]) + (f"_{slug(group)}" if group else "")
    label = entry["indicator"] + (f", {group}" if group else "")
    unit = "%" if register.kind == "shares" else "index " + "–".join(f"{end:g}" for end in register.scale or ())
    return figure(
        row=int(entry["row"]), source=register.source or Path(register.file).stem, value=value, unit=unit.strip(),
        indicator=f"{base}_{sex}" if sex else base, label=f"{label}, {_LABELS[sex]}" if sex else label,
        region=entry["region"] or region, period=entry["period"], level=2 if sex else 1, parent=base if sex else "",
        base=whole(entry["n"]),
    )  # fmt: skip


def _unit(rows: Rows, table: Tabular) -> Notes:
    values = [row["value"] for row in rows if row["value"] is not None]
    if not values or max(values) > 1 or max(values) == 0:
        return []
    message = _("Alla värden är högst 1; är de andelar (0,12) och inte procent (12)?")
    return [
        table.spot.note("andel_eller_procent", message, value=style.exact(max(values)), action=_("läst som procent"))
    ]
