"""What is worth saying of a table as it was read, before anybody asks what its answers mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from medlofte.analysis.read.common import NOTE, Note, Notes, Spot
from medlofte.analysis.read.grid import CELL_LETTERS, Grid
from medlofte.analysis.written import number
from medlofte.language import N_, _

_MOJIBAKE = re.compile("Ã¥|Ã¤|Ã¶|Ã…|Ã„|Ã–|â€|\ufffd")
_FORMULA = ("=", "@", "+", "-", "\t", "\r")
_LINKS = ("xl/connections.xml", "xl/vbaProject.bin")
_WIDE = N_("Filen är i UTF-16 men säger det inte (den saknar byteordningsmärke).")
_LETTERS = {"cp1252": (N_("Filen är inte UTF-8."), N_("läst som Windows-1252")),
            "utf-16-le": (_WIDE, N_("läst som UTF-16 med låg byte först")),
            "utf-16-be": (_WIDE, N_("läst som UTF-16 med hög byte först"))}  # fmt: skip
_MOST_RUNS = 100  # that a message names
_RENAMED = re.compile(r"(.+) \((\d+)\)")


def count_filled(row: list[str]) -> int:
    """Return how many cells of a row hold anything."""
    return sum(bool(cell.strip()) for cell in row)


def rows_named(rows: Iterable[int]) -> str:
    """Return row numbers, in their order, as they are written in a message: ``3–5, 9``."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        begun = bool(runs) and runs[-1][1] == row - 1
        runs[-1:] = [(runs[-1][0], row)] if begun else [*runs[-1:], (row, row)]
    return _runs_named(runs)


def _runs_named(runs: Sequence[tuple[int, int]]) -> str:
    told = [str(first) if first == last else f"{first}–{last}" for first, last in runs]
    return ", ".join(told[:_MOST_RUNS]) + (_(" med flera") if len(told) > _MOST_RUNS else "")


def about_headings(headings: list[str], spot: Spot, row: int) -> Notes:
    """Return a finding per heading that stands on more than one column."""
    notes = []
    for place, name in enumerate(headings, start=1):
        renamed = _RENAMED.fullmatch(name)
        if renamed and int(renamed[2]) == place and renamed[1] in headings[: place - 1]:
            message = _("Rubriken står på flera kolumner. Döp om en.")
            notes.append(spot.note("dubbel_rubrik", message, row=row, column=renamed[1],
                                   action=_("den senare kallas «{name}»").format(name=name)))  # fmt: skip
    return notes


def about_file(grid: Grid, spot: Spot, others: list[str], top: int) -> Notes:
    """Return notes on the file as a whole: its encoding, links, other sheets, rows above the headings."""
    notes = _about_letters(grid, spot)
    message = _("Raden innehåller nolltecken, som inget värde har; ofta efter en export ur en äldre databas.")
    notes += [spot.note("nolltecken", message, row=row, action=_("tecknen är borttagna, värdet är kvar"))
              for row in grid.nuls]  # fmt: skip
    linked = ", ".join(part for part in grid.parts if part.startswith(_LINKS) and not part.endswith(".rels"))
    if linked:
        message = _("Arbetsboken har länkar till databaser, eller makron. De öppnas aldrig.")
        notes.append(spot.note("extern_lank", message, value=linked, action=_("de värden som sparades sist är lästa")))
    if others:
        notes.append(spot.note("andra_blad", _("Arbetsboken har fler blad."), severity=NOTE, value=", ".join(others),
                               action=_("bara bladet som anges här är läst")))  # fmt: skip
    if any(count_filled(row) for row in grid.head[:top]):
        notes.append(spot.note("rader_over_rubriken", _("Rubrikerna står på rad {row}.").format(row=top + 1),
                               severity=NOTE, row=top + 1, action=_("raderna ovanför är inte lästa")))  # fmt: skip
    return notes


def _about_letters(grid: Grid, spot: Spot) -> Notes:
    if grid.older:
        message = _("Filen är i UTF-8, men rad {rows} är i Windows-1252, som om den är hopklistrad av två. "
                    "Kontrollera å, ä och ö där.")  # fmt: skip
        return [spot.note("blandad_teckenkodning", message.format(rows=_runs_named(grid.older)),
                          row=grid.older[0][0], action=_("varje rad är läst som den är skriven"))]  # fmt: skip
    if (told := _LETTERS.get(grid.encoding)) is None:
        return []
    return [spot.note("teckenkodning", _(told[0]), severity=NOTE, action=_(told[1]))]


def about_tail(spot: Spot, tail: list[tuple[int, str]]) -> Notes:
    """Return a note per footnote."""
    message, action = _("Text eller summor under tabellen."), _("inte läst som en rad")
    return [spot.note("fotnot", message, severity=NOTE, row=row, value=text, action=action) for row, text in tail]


def about_cells(frame: pd.DataFrame, spot: Spot) -> Notes:
    """Return notes on cells that look like formulas, are too long or look like text decoded wrongly."""
    notes, garbled = [], []
    for name in frame.columns.drop("row"):
        column = frame[name]
        texts = [str(text) for text in column.cat.categories]
        for rule, message, told in (
            ("formel", _("Cellen börjar som en formel."), [_is_formula(text) for text in texts]),
            ("lang_cell", _("Cellen är längre än Excel tillåter."), [len(text) > CELL_LETTERS for text in texts]),
        ):
            if any(told):
                hit = np.isin(column.cat.codes.to_numpy(), np.flatnonzero(told))
                notes += [spot.note(rule, message, severity=NOTE, row=int(row), column=str(name),
                                    value=str(value)[:200], action=_("behålls som text och räknas aldrig ut"))
                          for row, value in zip(frame["row"][hit], column[hit], strict=True)]  # fmt: skip
        if any(map(_MOJIBAKE.search, (str(name), *texts))):
            garbled.append(str(name))
    return [*notes, _garbled(spot, ", ".join(garbled))] if garbled else notes


def about_mojibake(texts: Iterable[str], spot: Spot) -> Notes:
    """Return a note where any of the texts looks decoded wrongly."""
    return [_garbled(spot, "")] if any(map(_MOJIBAKE.search, texts)) else []


def _garbled(spot: Spot, columns: str) -> Note:
    message = _("Å, ä och ö ser felkodade ut (till exempel «Ã¥»). Exportera filen på nytt.")
    return spot.note("felkodad_text", message, column=columns, action=_("läst som det står"))


def _is_formula(text: str) -> bool:
    """Return whether Excel would calculate the text; a plain number with a sign is none, nor is a dash alone."""
    return text.startswith(_FORMULA) and (text[0] in "=@" or (len(text) > 2 and "(" in text and number(text) is None))
