"""Findings as a workbook: the list, and for each source its rows with the cells marked.

Every cell is written as text, never as a formula or a link, because it may come from a stranger's answer.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from medlofte.analysis.read.excerpt import Excerpt, excerpt
from medlofte.errors import ExportError, SourceError
from medlofte.language import N_, Words, _
from medlofte.tables import SEVERITIES

# What Excel holds besides the headings; more findings go on to further sheets.
_EXCEL_ROWS = 1_048_575
# At most 32,767 characters fit in a cell, and comments are drawn one by one.
_CELL, _MARKED_ROWS, _COMMENT = 32_767, 2_000, 1_000
_HEADINGS = Words({"severity": N_("Allvar"), "file": N_("Fil"), "sheet": N_("Blad"), "row": N_("Rad"),
                   "column": N_("Kolumn"), "value": N_("Värde"), "message": N_("Vad det gäller"),
                   "action": N_("Vad medlöfte gjorde"), "rule": N_("Regel")})  # fmt: skip
_WIDTHS = (12, 28, 14, 8, 34, 30, 70, 36, 24)
# Light enough for black text; the comment says it in words, so that nothing hangs on the colour.
_COLOURS = {"fel": "#F4B6B0", "varning": "#FCE5A6", "upplysning": "#D5E6F5"}


def write_findings(found: pd.DataFrame, path: str | Path, *, folder: str | Path | None = None) -> Path:
    """Write findings (``FINDINGS``) as a workbook, the gravest first; return its path.

    Parameters
    ----------
    folder
        The round's folder. With it, a sheet per source shows the rows that something was found in, the cells marked
        with a colour and a comment. The sources themselves are never changed.

    Raises
    ------
    ExportError
        If the file cannot be written.
    """
    path = Path(path)
    graded = found.assign(order=found["severity"].map(SEVERITIES.index)).sort_values("order", kind="stable")
    ordered = graded.assign(severity=graded["severity"].map(_))[list(_HEADINGS)].rename(columns=_HEADINGS)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(str(path), {**options, "constant_memory": True})
    for number, start in enumerate(range(0, max(len(ordered), 1), _EXCEL_ROWS), start=1):
        _list(
            book,
            _("Fynd") if number == 1 else _("Fynd {number}").format(number=number),
            ordered.iloc[start : start + _EXCEL_ROWS],
        )
    if folder is not None:
        _sources(book, graded, Path(folder))
    try:
        book.close()
    except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
        advice = _("Stäng filen om den är öppen i Excel, eller välj en annan plats.")
        raise ExportError(_("Fynden går inte att spara."), file=path, advice=advice) from error
    return path


def _list(book: Any, name: str, frame: pd.DataFrame) -> None:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True})
    for column, (heading, width) in enumerate(zip(frame.columns, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, str(heading), bold)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(frame), 1), len(frame.columns) - 1)
    for row, cells in enumerate(frame.itertuples(index=False), start=1):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                sheet.write_string(row, column, cell[:_CELL])
            elif not pd.isna(cell):
                sheet.write_number(row, column, cell)


def _sources(book: Any, found: pd.DataFrame, folder: Path) -> None:
    """Write a sheet per source that has findings in its rows."""
    placed = found[found["row"].notna()]
    formats = {severity: book.add_format({"bg_color": colour}) for severity, colour in _COLOURS.items()}
    formats["bold"] = book.add_format({"bold": True})
    for number, ((file, sheet), notes) in enumerate(placed.groupby(["file", "sheet"], sort=False), start=1):
        path = (folder / str(file)).resolve()
        if not path.is_file() or not path.is_relative_to(folder.resolve()):
            continue
        rows = set(sorted({int(row) for row in notes["row"]})[:_MARKED_ROWS])
        try:
            shown = excerpt(path, sheet=str(sheet), rows=rows, columns=set(notes["column"]) - {""})
        except SourceError:
            # The list already says why it cannot be read.
            continue
        if shown is not None:
            _marked(book.add_worksheet(_name(number, path.stem)), shown, notes, formats)


def _name(number: int, stem: str) -> str:
    """Return a sheet's name: Excel allows 31 characters and not all of them."""
    return f"{number} {''.join(' ' if letter in '[]:*?/' + chr(92) else letter for letter in stem)}"[:31].rstrip("' ")


def _marked(sheet: Any, shown: Excerpt, notes: pd.DataFrame, formats: dict[str, Any]) -> None:
    said: dict[tuple[int, int], list[tuple[str, str]]] = {}
    places = {heading: place for place, heading in enumerate(shown.headings, start=1)}
    for row, column, severity, message, action in zip(
        *(notes[name] for name in ("row", "column", "severity", "message", "action")), strict=True
    ):
        text = f"{message} {f'({action})' if action else ''}".strip()
        said.setdefault((int(row), places.get(column, 0)), []).append((severity, text))
    sheet.freeze_panes(1, 1)
    sheet.set_column(1, max(len(shown.headings), 1), 22)
    for column, heading in enumerate([_("Rad"), *shown.headings]):
        sheet.write_string(0, column, heading[:_CELL], formats["bold"])
    for line, row in enumerate(sorted(shown.rows), start=1):
        for column, cell in enumerate([str(row), *shown.rows[row]]):
            remarks = said.get((row, column), [])
            # They come gravest first.
            sheet.write_string(line, column, cell[:_CELL], formats[remarks[0][0]] if remarks else None)
            if remarks:
                sheet.write_comment(line, column, "\n".join(text for _severity, text in remarks)[:_COMMENT])
