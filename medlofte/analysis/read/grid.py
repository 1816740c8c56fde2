"""Files to rows of text, with no idea yet of what the rows mean: delimiter, quotation marks, Excel's cell types."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any

from python_calamine import CalamineError, CalamineWorkbook

from medlofte import style
from medlofte.analysis.read import files, letters, quotation
from medlofte.errors import SourceError
from medlofte.language import _

WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_PACKED = (".xlsx", ".xlsm", ".xlsb", ".ods")
_DELIMITERS = (";", "\t", ",", "|")
_SAMPLE = 60
_SAMPLE_LETTERS = 200_000
_BLOCK = 20_000
_NUL = "\0"
# A line is read whole into memory. One longer than the first is no row of answers, a cell over the second no answer.
LINE_LETTERS, FIELD_LETTERS = 16_000_000, 131_072
# Excel's own limit for a cell.
CELL_LETTERS = 32_767

Rows = list[list[str]]
Score = Callable[[Rows], tuple[int, int]]
Share = Callable[[float], None]


@dataclass(frozen=True)
class Grid:
    """One sheet or text file as rows of text.

    Parameters
    ----------
    head
        The first rows; ``head[0]`` is row 1 in Excel.
    blocks
        Gives all rows from the first, some thousands at a time: (rows, share of the file read so far).
        With ``strict=False`` stray quotation marks are let through.
    sheet, encoding
        Where it came from; the encoding is empty for workbooks.
    parts
        The parts of a packed workbook, such as ``xl/externalLinks/externalLink1.xml``.
    nuls
        The rows that held NUL characters; ``head`` and ``blocks`` are without them.
    older
        The first and last of each run of rows in Windows-1252, where the others are UTF-8.
    delimiter
        What stands between the cells; empty for workbooks.
    strays
        Gives the records that a quotation mark in the wrong place may have spoilt.
    """

    head: Rows
    blocks: Callable[[bool], Iterator[tuple[Rows, float]]]
    sheet: str = ""
    encoding: str = ""
    parts: tuple[str, ...] = ()
    nuls: tuple[int, ...] = ()
    older: tuple[tuple[int, int], ...] = ()
    delimiter: str = ""
    strays: Callable[[], Iterator[quotation.Stray]] = lambda: iter(())


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
    if path.suffix.lower() in WORKBOOKS:
        files.look(path, file=file)
        return _workbook(path, file)
    return [_text_grid(path, file, score)]


def _workbook(path: Path, file: str) -> list[Grid]:
    parts = tuple(files.unpacked(path, file=file)) if path.suffix.lower() in _PACKED else ()
    try:
        book = CalamineWorkbook.from_path(str(path))
        return [_sheet(book, name, parts) for name in book.sheet_names]
    except CalamineError as error:
        raise files.broken(file) from error


def _sheet(book: CalamineWorkbook, name: str, parts: tuple[str, ...]) -> Grid:
    # The empty rows and columns above and left of the data are kept, so that row numbers are Excel's own.
    raw: list[list[Any]] = book.get_sheet_by_name(name).to_python(skip_empty_area=False)

    # Numbers repeat; a dictionary answers quicker than working each out. True equals 1.0, so only numbers may ask it.
    numbers = _Numbers()

    def blocks(_strict: bool) -> Iterator[tuple[Rows, float]]:
        for start in range(0, len(raw), _BLOCK):
            part = raw[start : start + _BLOCK]
            rows = [
                [c if type(c) is str else numbers[c] if type(c) is float else cell_text(c) for c in row] for row in part
            ]
            yield rows, min(1.0, (start + _BLOCK) / len(raw))

    return Grid([[cell_text(cell) for cell in row] for row in raw[:_SAMPLE]], blocks, sheet=name, parts=parts)


class _Numbers(dict[float, str]):
    """Number → its text, worked out the first time it is asked for."""

    def __missing__(self, value: float) -> str:
        text = self[value] = cell_text(value)
        return text


def cell_text(value: Any) -> str:
    """Return a cell as text; calamine gives 3.0 for 3 and Python's own dates."""
    if isinstance(value, bool):
        return "SANT" if value else "FALSKT"
    if isinstance(value, float):
        # Only nan differs from itself.
        whole = value.is_integer() and abs(value) < 1e15
        return str(int(value)) if whole else "" if value != value else str(value)  # noqa: PLR0124
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds" if value.second else "minutes")
    # Dates and clock times already write themselves as ISO 8601.
    return "" if value is None else str(value)


def _text_grid(path: Path, file: str, score: Score) -> Grid:
    encoding = letters.encoding(path, file=file)
    with letters.opened(path, encoding) as stream:
        head = stream.read(_SAMPLE_LETTERS).replace(_NUL, "")
    delimiter = max(_DELIMITERS, key=lambda mark: score(_sample(head, mark)))

    def blocks(strict: bool) -> Iterator[tuple[Rows, float]]:
        return _blocks(path, encoding, delimiter, strict=strict, file=file)

    def strays() -> Iterator[quotation.Stray]:
        csv.field_size_limit(LINE_LETTERS)
        with letters.opened(path, encoding) as stream:
            yield from quotation.strays(_lines(stream, file), delimiter)

    nuls = _nul_rows(_rows(path, encoding, delimiter)) if letters.has_nuls(path, encoding=encoding) else ()
    older = letters.older_rows(_rows(path, encoding, delimiter)) if encoding == letters.MIXED else ()
    return Grid(_sample(head, delimiter), blocks, encoding=encoding, nuls=nuls, older=older, delimiter=delimiter,
                strays=strays)  # fmt: skip


def _rows(path: Path, encoding: str, delimiter: str) -> Iterator[list[str]]:
    """Give the rows as they are stored, as far as they can be read."""
    csv.field_size_limit(LINE_LETTERS)
    with letters.opened(path, encoding) as stream, suppress(csv.Error):
        yield from csv.reader(stream, delimiter=delimiter)


def _nul_rows(rows: Iterator[list[str]]) -> tuple[int, ...]:
    return tuple(number for number, cells in enumerate(rows, start=1) if any(_NUL in cell for cell in cells))


def _sample(head: str, delimiter: str) -> Rows:
    """Return the first rows, as far as they can be read."""
    rows: Rows = []
    with suppress(csv.Error):
        records = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
        rows.extend(letters.mended(cells) for cells in islice(records, _SAMPLE))
    return rows


def _lines(stream: IO[str], file: str) -> Iterator[str]:
    for line in iter(lambda: stream.readline(LINE_LETTERS), ""):
        if len(line) == LINE_LETTERS and not line.endswith(("\n", "\r")):
            raise SourceError(
                _("En rad är längre än {most} tecken och läses inte.").format(most=style.number(LINE_LETTERS)),
                file=file,
                advice=_(files.SAVE_AS),
            )
        yield line.replace(_NUL, "")


def _blocks(
    path: Path, encoding: str, delimiter: str, *, strict: bool, file: str
) -> Iterator[tuple[Rows, float]]:  # fmt: skip
    """Give the records in blocks; a line break inside quotes stays in its cell, so a record's number is Excel's row.

    Raises
    ------
    csv.Error
        If a quotation mark stands in the wrong place and ``strict`` is set; its argument is the row.
    SourceError
        If a quotation mark is never closed or a cell is larger than any that a person could write.
    """
    size = max(path.stat().st_size, 1)
    with letters.opened(path, encoding) as stream:
        lines = _lines(stream, file)
        records = csv.reader(lines, delimiter=delimiter, strict=True) if strict else quotation.closed(lines, delimiter)
        row = 0
        while True:
            rows: Rows = []
            # Set each time: it belongs to the whole process, and other libraries raise it. What is read leniently is
            # answers row by row, where one that never ends must not stop the others.
            csv.field_size_limit(FIELD_LETTERS if strict else LINE_LETTERS)
            try:
                # Extending keeps the rows before the one that breaks, so that its number is known.
                rows.extend(islice(records, _BLOCK))
            except csv.Error as error:
                raise _broken_row(error, row + len(rows) + 1, file) from error
            if not rows:
                return
            row += len(rows)
            rows = [letters.mended(cells) for cells in rows] if encoding == letters.MIXED else rows
            yield rows, min(1.0, stream.buffer.tell() / size)  # type: ignore[attr-defined]


def _broken_row(error: csv.Error, row: int, file: str) -> Exception:
    if "unexpected end" in str(error):
        return SourceError(_("Ett citattecken öppnas men stängs aldrig, så resten av filen går inte att skilja åt."),
                           file=file, row=row, advice=_('Rätta citattecknen (") på raden.'))  # fmt: skip
    if "field limit" in str(error):
        message = _("En cell är längre än {limit} tecken; troligen öppnas ett citattecken som aldrig stängs.")
        return SourceError(message.format(limit=style.number(FIELD_LETTERS)), file=file, row=row,
                           advice=_('Rätta citattecknen (") på raden.'))  # fmt: skip
    return csv.Error(row)
