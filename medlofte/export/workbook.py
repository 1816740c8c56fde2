"""A workbook of tables for Excel: real tables, numbers as numbers, ready to print, and a sheet that explains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from medlofte.language import _
from medlofte.tokens import points

_FIRST_ROW = 3
_WIDEST = 60
_LONGEST = 32767
_READ_ME, _HIGH = 110, 15
# A text that begins with = or http stays a text: someone else wrote it.
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
WHOLE, SHARE, DECIMAL = "#,##0", "0.0 %", "#,##0.00"
# Whole figures as such, others with decimals: «#,##0.##» would show «12,».
COUNT = "whole or not"


@dataclass(frozen=True)
class Sheet:
    """One sheet: its frame's columns with their headings and number formats ('' for text)."""

    name: str
    title: str
    frame: pd.DataFrame
    columns: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Words:
    """What a workbook says of itself: title, whose it is, what every sheet must say, the day, and how it came about."""

    title: str
    author: str
    banner: str
    created: str
    notes: tuple[str, ...]


def save(file: Path, sheets: Sequence[Sheet], words: Words) -> None:
    """Write a workbook: a sheet that explains, and one per table; OSError if it cannot be written."""
    try:
        with xlsxwriter.Workbook(str(file), _OPTIONS) as book:
            about = {"title": words.title, "author": words.author, "comments": words.banner}
            book.set_properties(about | {"created": datetime.fromisoformat(words.created).replace(tzinfo=None)})
            _read_me(book, words, sheets)
            for number, sheet in enumerate(sheets):
                _add(book, sheet, words=words, table=_("Tabell{number}").format(number=number + 1))
    except xlsxwriter.exceptions.FileCreateError as error:
        raise OSError(str(error)) from error


def _read_me(book: Any, words: Words, sheets: Sequence[Sheet]) -> None:
    """Add the sheet that explains: how the figures came about, and what each sheet and column holds."""
    sheet = book.add_worksheet(_("Läs mig"))
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, _READ_ME)
    sheet.write_string(0, 0, words.title, book.add_format({"bold": True, "font_size": points("h2")}))
    wrap, bold = book.add_format({"text_wrap": True, "valign": "top"}), book.add_format({"bold": True})
    lines = [(note, wrap) for note in words.notes]
    for one in sheets:
        columns = ", ".join(heading for _unused, heading, _unused in one.columns)
        told = _("{title}. {rows} {rows|rad|rader}. Kolumner: {columns}.")
        lines += [
            ("", wrap),
            (one.name, bold),
            (told.format(title=one.title, rows=len(one.frame), columns=columns), wrap),
        ]
    for row, (text, look) in enumerate(lines, 2):
        sheet.set_row(row, _HIGH * _lines(text, _READ_ME))
        sheet.write_string(row, 0, text, look)
    _print(sheet, words)


def _add(book: Any, sheet: Sheet, *, words: Words, table: str) -> None:
    page = book.add_worksheet(sheet.name)
    mark = f"{words.banner}. " if words.banner else ""
    page.write_string(0, 0, sheet.title, book.add_format({"bold": True, "font_size": points("h3")}))
    page.write_string(1, 0, _("{mark}Tom cell: siffran är skyddad eller saknas.").format(mark=mark))
    rows = [
        [_cell(value) for value in row] for row in sheet.frame[[name for name, *_unused in sheet.columns]].to_numpy()
    ]
    forms = [form(style, [row[number] for row in rows]) for number, (*_unused, style) in enumerate(sheet.columns)]
    headings = []
    for number, chosen in enumerate(forms):
        look: dict[str, Any] = {"num_format": chosen} if chosen else {"text_wrap": _longest(rows, number) > _WIDEST}
        # A reader without Excel's styles of tables still sees which row is the heading.
        top = {"bold": True, "bottom": 1, "text_wrap": True, "align": "right" if chosen else "left"}
        headings.append({"header": sheet.columns[number][1], "header_format": book.add_format({"valign": "top"} | top),
                         "format": book.add_format({"valign": "top"} | look)})  # fmt: skip
    last = _FIRST_ROW + max(len(rows), 1)
    page.add_table(_FIRST_ROW, 0, last, len(headings) - 1, {
        "name": table, "columns": headings, "data": rows, "style": "Table Style Light 1"})  # fmt: skip
    wide = [_wide(heading, rows, number, figures=bool(forms[number]))
            for number, (_name, heading, _style) in enumerate(sheet.columns)]  # fmt: skip
    for number, letters in enumerate(wide):
        page.set_column(number, number, letters)
    # Excel alone finds out by itself how high a row with lines of text has to be.
    heads = zip(sheet.columns, wide, strict=True)
    page.set_row(_FIRST_ROW, _HIGH * max(_lines(heading, letters - 4) for (_name, heading, _style), letters in heads))
    texts = [number for number, chosen in enumerate(forms) if not chosen and wide[number] == _WIDEST]
    for row, values in enumerate(rows, _FIRST_ROW + 1):
        high = max((_lines(values[number], _WIDEST) for number in texts), default=1)
        if high > 1:
            page.set_row(row, _HIGH * high)
    page.freeze_panes(_FIRST_ROW + 1, 1)
    page.repeat_rows(_FIRST_ROW)
    _print(page, words)


def _lines(value: Any, letters: int) -> int:
    return ceil(len(str(value or " ")) / letters)


def form(style: str, values: Sequence[Any]) -> str:
    """Return a column's number format, by its figures where it is to be that."""
    if style != COUNT:
        return style
    return WHOLE if all(value is None or float(value).is_integer() for value in values) else DECIMAL


def _longest(rows: Sequence[Sequence[Any]], number: int) -> int:
    return max((len(str(row[number] or "")) for row in rows), default=0)


def _wide(heading: str, rows: Sequence[Sequence[Any]], number: int, *, figures: bool) -> int:
    """Return a column's width, in letters: its heading on two lines beside its button, and its longest text."""
    longest = 12 if figures else _longest(rows, number) + 1
    word = max(map(len, heading.split()))
    return min(max(word + 4, ceil(len(heading) / 2) + 4, longest), _WIDEST)


def _print(page: Any, words: Words) -> None:
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    title = words.title.replace("&", "&&")  # a single & starts a code in a footer
    page.set_footer(
        _("&L{title}{value}&RSida &P av &N").format(title=title, value=" – " + words.banner if words.banner else "")
    )


def _cell(value: Any) -> Any:
    """Return a value that Excel can hold: nothing for a blank figure, plain Python numbers and text else."""
    if pd.isna(value):
        return None
    if isinstance(value, str):
        return value if len(value) <= _LONGEST else f"{value[: _LONGEST - 1]}…"  # Excel would drop the whole text
    return value.item() if hasattr(value, "item") else value
