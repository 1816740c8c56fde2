"""Files to rows of text, with no idea yet of what the rows mean: encoding, delimiter, Excel's cell types."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from medlofte.errors import SourceError

WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_DELIMITERS = (";", "\t", ",", "|")
_SAMPLE = 60
_MAGIC = {
    b"PK\x03\x04": "en Excelfil eller ett zip-arkiv",
    b"\xd0\xcf\x11\xe0": "en äldre Office-fil",
    b"%PDF": "en PDF",
    b"\x89PNG": "en bild",
    b"\xff\xd8\xff": "en bild",
    b"\x1f\x8b": "ett komprimerat arkiv",
}
# Control characters that no text file has; tab, line feed, carriage return and form feed are allowed.
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_SAVE_AS = "Öppna källan och spara om den som CSV UTF-8 eller som Excelbok (.xlsx)."

Score = Callable[[list[list[str]]], tuple[int, int]]


@dataclass(frozen=True)
class Grid:
    """One sheet or text file as rows of text; ``rows[0]`` is row 1 in Excel.

    ``note`` says in Swedish what was doubtful about the reading, or nothing.
    """

    rows: list[list[str]]
    sheet: str = ""
    encoding: str = ""
    note: str = ""


def grids(path: Path, *, file: str, score: Score) -> list[Grid]:
    """Return every sheet of a workbook, or the one grid of a text file.

    Parameters
    ----------
    path, file
        Where the file is, and its name in messages.
    score
        How well rows look like the table sought; decides the delimiter.

    Raises
    ------
    SourceError
        If the file is missing, empty, no text, or no whole workbook.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise SourceError("Filen finns inte.", file=file, advice="Kontrollera sökvägen och stavningen.") from error
    except IsADirectoryError as error:
        raise SourceError("Det är en mapp, inte en fil.", file=file, advice="Ange en fil i mappen.") from error
    except OSError as error:
        advice = "Stäng program som har filen öppen och försök igen."
        raise SourceError(f"Filen går inte att läsa ({error.strerror}).", file=file, advice=advice) from error
    if not content.strip():
        raise SourceError("Filen är tom.", file=file, advice="Exportera den på nytt.")
    if path.suffix.lower() in WORKBOOKS:
        return _workbook(content, file)
    return [_text_grid(content, file, score)]


def _workbook(content: bytes, file: str) -> list[Grid]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [
            Grid([[_cell(cell) for cell in row] for row in _sheet_rows(book, name)], sheet=name)
            for name in book.sheet_names
        ]
    except CalamineError as error:
        raise SourceError(
            "Filen går inte att öppna som Excelbok; den är skadad, lösenordsskyddad eller av annat slag.",
            file=file, advice="Öppna den i Excel och spara om den som .xlsx utan lösenord.",
        ) from error  # fmt: skip


def _sheet_rows(book: CalamineWorkbook, name: str) -> list[list[Any]]:
    # The empty rows and columns above and left of the data are kept, so that row numbers are Excel's own.
    rows: list[list[Any]] = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return rows


def _cell(value: Any) -> str:
    """Return a cell as text; calamine gives 3.0 for 3 and Python's own dates."""
    if isinstance(value, bool):
        return "SANT" if value else "FALSKT"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds" if value.second else "minutes")
    # Dates and clock times already write themselves as ISO 8601.
    return "" if value is None else str(value)


def _text_grid(content: bytes, file: str, score: Score) -> Grid:
    text, encoding = _decode(content, file)
    delimiter = _delimiter(text, score)
    rows, note = _parse(text, delimiter, file)
    return Grid(rows, encoding=encoding, note=note)


def _decode(content: bytes, file: str) -> tuple[str, str]:
    """Return the text and its encoding: UTF-8 or UTF-16 when the bytes say so, else Windows-1252, strictly."""
    for magic, what in _MAGIC.items():
        if content.startswith(magic):
            advice = f"Den ser ut att vara {what}. {_SAVE_AS}"
            raise SourceError("Filen är ingen textfil.", file=file, advice=advice)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        tried = (("utf-16", content),)
    elif _CONTROL.search(content):
        raise SourceError("Filen är ingen textfil; den innehåller binära tecken.", file=file, advice=_SAVE_AS)
    else:
        tried = (("utf-8-sig", content), ("cp1252", content))  # type: ignore[assignment]
    for encoding, given in tried:
        try:
            return given.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise SourceError("Filens teckenkodning går inte att tyda.", file=file, advice=_SAVE_AS)


def _delimiter(text: str, score: Score) -> str:
    """Return the delimiter whose first rows look most like the table sought."""
    head = text[:200_000]

    def worth(delimiter: str) -> tuple[int, int]:
        try:
            return score(list(islice(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter), _SAMPLE)))
        except csv.Error:
            return (0, 0)

    return max(_DELIMITERS, key=worth)


def _parse(text: str, delimiter: str, file: str) -> tuple[list[list[str]], str]:
    """Return the records; a line break inside quotes stays in its cell, so a record's number is Excel's row."""
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            rows.append(row)  # noqa: PERF402 (the rows read so far tell where it broke)
        return rows, ""
    except csv.Error as error:
        at = len(rows) + 1
        if "unexpected end" in str(error) or "field limit" in str(error):
            raise SourceError("Ett citattecken öppnas men stängs aldrig, så resten av filen går inte att skilja åt.",
                              file=file, row=at, advice='Rätta citattecknen (") på raden.') from error  # fmt: skip
    try:
        loose = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise SourceError("Raden går inte att dela upp i celler.", file=file, row=at, advice=_SAVE_AS) from error
    return loose, f"Citattecken står på fel ställe (först på rad {at}); raden kan vara felläst."
