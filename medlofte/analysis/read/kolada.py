"""Kolada's key figures (API version 3, JSON): kpi × kommun × year × sex, with the sexes below the total.

The file is what the API answers (``values``), as ``medlofte fetch kolada`` writes it: then with the key figures' and
kommuner's names beside (``kpis``, ``municipalities``). Source to state: Kolada (RKA).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from medlofte.analysis.read.common import NOTE, WARNING, Notes, Spot
from medlofte.analysis.read.figures import Figures, Rows, figure, load_json, measured
from medlofte.errors import SourceError
from medlofte.language import _
from medlofte.rounds import Round

_SEXES = {"T": "", "K": "kvinnor", "M": "män"}
_SOURCE = "Kolada (RKA)"


def read_kolada(path: Path, *, file: str, round_: Round) -> Figures:
    """Return the key figures, one row per kpi, kommun, year and sex.

    Women and men get indicators of their own (``kolada_n07403_k``) below the total's (``kolada_n07403``). A value that
    Kolada has withdrawn stands in quarantine; one it does not publish is kept without a figure.

    Raises
    ------
    SourceError
        If the file is not an answer of Kolada's data service.
    """
    content = load_json(path, file=file)
    values = content.get("values") if isinstance(content, dict) else None
    if not isinstance(values, list) or not all(isinstance(entry, dict) and "kpi" in entry for entry in values):
        raise SourceError(
            _("Filen är inget svar från Kolada (values med kpi saknas)."),
            file=file,
            advice=_("Hämta den med «medlofte fetch kolada»."),
        )
    spot = Spot(file)
    titles = _titles(content.get("kpis"))
    regions = {"0000": "Riket", round_.kommun_code: round_.kommun} | _titles(content.get("municipalities"))
    rows: Rows = []
    notes: Notes = []
    cells = list(_cells(values))
    for place, (entry, cell) in enumerate(cells, start=1):
        row, problem = _row(entry, cell, titles, regions)
        if problem:
            action = _("värdet är i karantän") if row is None else _("behålls utan värde")
            notes.append(spot.note(problem[0], _("Värde {place}: {problem}").format(place=place, problem=problem[1]),
                                   severity=problem[2], value=_named(entry, cell), action=action))  # fmt: skip
        if row is not None:
            rows.append(row)
    if content.get("next_url") or content.get("next_page"):
        message = _("Filen är bara den första sidan av Koladas svar; resten saknas.")
        notes.append(spot.note("avklippt", message, action=_("det som finns är läst")))
    return Figures(rows, notes, spot, len(cells))


def _titles(listed: Any) -> dict[str, str]:
    entries = listed if isinstance(listed, list) else []
    return {str(entry["id"]): str(entry.get("title") or entry["id"]) for entry in entries if "id" in entry}


def _cells(values: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for entry in values:
        for cell in entry.get("values") or [{}]:
            yield entry, cell if isinstance(cell, dict) else {}


def _named(entry: dict[str, Any], cell: dict[str, Any]) -> str:
    return f"{entry.get('kpi')} {entry.get('municipality')} {entry.get('period')} {cell.get('gender', '')}".strip()


def _row(
    entry: dict[str, Any], cell: dict[str, Any], titles: dict[str, str], regions: dict[str, str]
) -> tuple[dict[str, Any] | None, tuple[str, str, str] | None]:
    """Return the row, None in quarantine, and what is odd: rule, message, severity."""
    kpi, code, sex = str(entry["kpi"]), str(entry.get("municipality") or ""), str(cell.get("gender") or "")
    if sex not in _SEXES or not code or not entry.get("period"):
        return None, ("ofullstandig_rad", _("kommun, år eller kön (T, K, M) saknas."), WARNING)
    if cell.get("isdeleted"):
        return None, ("borttaget", _("Kolada har tagit bort värdet."), NOTE)
    given = cell.get("value")
    value = float(given) if isinstance(given, int | float) and not isinstance(given, bool) else None
    label = titles.get(kpi, kpi)
    row = figure(
        source=_SOURCE, indicator=f"kolada_{kpi.lower()}" + (f"_{sex.lower()}" if sex != "T" else ""),
        label=label + (f", {_SEXES[sex]}" if sex != "T" else ""), region=regions.get(code, code),
        period=str(entry["period"]), level=1 if sex == "T" else 2,
        parent="" if sex == "T" else f"kolada_{kpi.lower()}",
        **measured(value, label=label),
    )  # fmt: skip
    status = str(cell.get("status") or "").strip()
    missing = (
        "uppgift_saknas",
        _("Kolada saknar värdet{status}.").format(status=f" ({status})" if status else ""),
        NOTE,
    )
    return row, None if value is not None else missing
