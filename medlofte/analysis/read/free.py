"""A file of free answers and nothing else: an id and a text per row, whatever the file looks like.

Every row below the headings is an answer, also an empty one; what is odd about a row is told, and the row is read.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from medlofte.analysis.read.common import NOTE, Notes, Spot, findings
from medlofte.analysis.read.grid import CELL_LETTERS, Grid, Rows, grids
from medlofte.analysis.read.quotation import Stray
from medlofte.analysis.read.remarks import about_file, about_mojibake, rows_named
from medlofte.codebook import normal
from medlofte.errors import SourceError
from medlofte.language import _

_ID = ("id", "svarsid", "svars-id", "svarsnummer", "nr", "löpnummer", "respondent")
_TEXT = ("text", "svar", "fritext", "fritextsvar", "kommentar", "answer")
_SEARCHED_ROWS = 50
_SOME = 5  # ids named in a remark


@dataclass(frozen=True)
class Answers:
    """The answers of a file.

    Parameters
    ----------
    rows
        (id, text) per row; the id is the row's number where the file has none (``numbered``).
    findings
        What is odd about the file (``tables.FINDINGS``).
    """

    rows: tuple[tuple[str, str], ...]
    numbered: bool = False
    findings: pd.DataFrame = field(default_factory=lambda: findings([]), compare=False)

    @property
    def texts(self) -> list[str]:
        """Return the texts alone."""
        return [text for _, text in self.rows]

    @property
    def remarks(self) -> list[str]:
        """Return what is odd about the ids, a sentence each; every row is coded or masked all the same."""
        often = Counter(name for name, _text in self.rows if name)
        twice = [name for name, times in often.items() if times > 1]
        blank = sum(not name for name, _text in self.rows)
        some = ", ".join(twice[:_SOME]) + (" …" if len(twice) > _SOME else "")
        told = (
            (not self.rows, _("Filen har inga svar under rubrikerna.")),
            (self.numbered, _("Filen har ingen kolumn med svarsnummer (id): radens nummer i filen står i stället.")),
            (blank, _("{n} {n|rad|rader} saknar svarsnummer.").format(n=blank)),
            (twice, _("{n} svarsnummer står på flera rader: {some}.").format(n=len(twice), some=some)),
        )
        return [sentence for found, sentence in told if found]


class _Columns(NamedTuple):
    """Where the heading row stands (0 is the first), how many cells it has, and the columns of text and id."""

    top: int
    width: int
    text: int
    name: int | None

    @property
    def last(self) -> bool:
        """Return whether the text stands last: where a delimiter in it has cut it, what follows belongs to it."""
        return self.text == self.width - 1


def read_answers(path: str | Path) -> Answers:
    """Return the answers in a CSV, TSV or Excel file with the headings ``id`` and ``text``; other columns are left out.

    Raises
    ------
    SourceError
        If the file cannot be read or has no column of text, or a quotation mark may have made one row of several.
    """
    path = Path(path)
    found = grids(path, file=str(path), score=_score)
    grid = max(found, key=lambda one: _score(one.head))
    columns = _columns(grid.head)
    if columns is None:
        raise SourceError(
            _("Filen har ingen kolumn med svarens text."),
            file=path,
            advice=_("Ge kolumnen rubriken text (och svarens nummer rubriken id)."),
        )
    rows = _all(grid)[columns.top + 1 :]
    answers = tuple(_answers(rows, columns, grid.delimiter))
    others = [other.sheet for other in found if other is not grid and other.head]
    spot = Spot(str(path), grid.sheet)
    notes = [*about_file(grid, spot, others, columns.top), *_about_columns(grid.head[columns.top], columns, spot),
             *_about_rows(rows, columns, spot), *_about_quotation(grid, columns, spot),
             *_about_texts(answers, columns, spot)]  # fmt: skip
    return Answers(answers, numbered=columns.name is None, findings=findings(notes))


def _all(grid: Grid) -> Rows:
    """Return every row to the last that holds anything; stray quotation marks in somebody's answer are let through."""
    rows = [row for part, _ in grid.blocks(False) for row in part]
    while rows and not (any(rows[-1]) if not grid.delimiter else rows[-1]):
        rows.pop()
    return rows


def _answers(rows: Rows, columns: _Columns, delimiter: str) -> Iterator[tuple[str, str]]:
    text, name = columns.text, columns.name
    for number, row in enumerate(rows, start=columns.top + 2):
        cut = columns.last and delimiter
        given = delimiter.join(row[text:]).rstrip(delimiter) if cut else "".join(row[text : text + 1])
        yield (str(number) if name is None else "".join(row[name : name + 1]).strip()), given


def _columns(head: Rows) -> _Columns | None:
    """Return where the headings are: in the first row that has both, else in the first that has one for the text."""
    found = [(top, text) for top, row in enumerate(head[:_SEARCHED_ROWS]) if (text := _text(row)) is not None]
    if not found:
        return None
    top, text = next(((top, text) for top, text in found if _column(head[top], _ID) is not None), found[0])
    width = max(i for i, cell in enumerate(head[top], start=1) if cell.strip())
    return _Columns(top, width, text, _column(head[top], _ID))


def _score(rows: Rows) -> tuple[int, int]:
    found = [(_text(row) is not None) + (_column(row, _ID) is not None) for row in rows[:_SEARCHED_ROWS]]
    return max(found, default=0), max((len(row) for row in rows), default=0)


def _column(row: list[str], names: tuple[str, ...]) -> int | None:
    written = [normal(cell.replace("\ufeff", "")) for cell in row]
    return next((written.index(name) for name in names if name in written), None)


def _text(row: list[str]) -> int | None:
    """Return the column of the answers: by its heading, else the only one beside the id, if a question heads it."""
    named, name = _column(row, _TEXT), _column(row, _ID)
    others = [i for i, cell in enumerate(row) if cell.strip() and i != name]
    asked = named is None and name is not None and len(others) == 1 and row[others[0]].strip().endswith("?")
    return others[0] if asked else named


def _about_columns(head: list[str], columns: _Columns, spot: Spot) -> Notes:
    """Return a note where other columns are headed as answers are."""
    others = [cell.strip() for i, cell in enumerate(head) if i != columns.text and normal(cell) in _TEXT]
    message, read = _("Fler kolumner kan hålla svar."), head[columns.text].strip()
    return [spot.note("fler_textkolumner", message, row=columns.top + 1, value=", ".join(others),
                      action=_("bara «{name}» är läst").format(name=read))] if others else []  # fmt: skip


def _about_rows(rows: Rows, columns: _Columns, spot: Spot) -> Notes:
    """Return a note on the rows that are empty, one on those with too few cells, and one on those with too many."""
    first, width = columns.top + 2, columns.width
    empty = [number for number, row in enumerate(rows, first) if not any(cell.strip() for cell in row)]
    short = [number for number, row in enumerate(rows, first) if 0 < len(row) < width]
    long = [number for number, row in enumerate(rows, first) if any(cell.strip() for cell in row[width:])]
    told = _("Rad {rows} har fler celler än rubrikraden; troligen står ett skiljetecken i en text utan citattecken.")
    # Where the text stands last, what a delimiter has cut from it has been put back.
    many = _noted(spot, "for_manga_celler", long, told, _("texten är hopfogad igen"), severity=NOTE)
    if not columns.last or spot.sheet:
        many = _noted(spot, "for_manga_celler", long, told, _("svaret är läst ur sin kolumn och kan vara avklippt"))
    return [
        *_noted(spot, "tom_rad", empty, _("Rad {rows} är helt tom."), _("räknas som ett tomt svar"), severity=NOTE),
        *_noted(spot, "kort_rad", short, _("Rad {rows} har färre celler än rubrikraden; är den avklippt?"),
                _("de celler som saknas räknas som tomma")), *many,
    ]  # fmt: skip


def _about_texts(answers: Sequence[tuple[str, str]], columns: _Columns, spot: Spot) -> Notes:
    first = columns.top + 2
    long = [number for number, (_, text) in enumerate(answers, first) if len(text) > CELL_LETTERS]
    message = _("Svaret på rad {rows} är längre än Excel tillåter.")
    return [*about_mojibake([text for _, text in answers], spot),
            *_noted(spot, "lang_cell", long, message, _("hela svaret är läst"), severity=NOTE)]  # fmt: skip


def _about_quotation(grid: Grid, columns: _Columns, spot: Spot) -> Notes:
    """Return a note on the rows with a mark in the wrong place; SourceError where one has swallowed the next row."""
    strays = [stray for stray in grid.strays() if stray.row > columns.top + 1]
    if swallowed := [stray.row for stray in strays if _swallows(stray, columns, grid.delimiter)]:
        message = _("Citattecken står på fel ställe, så att rad {rows} kan ha tagit med sig nästa svar.")
        raise SourceError(message.format(rows=rows_named(swallowed)), file=spot.file, row=swallowed[0],
                          advice=_('Rätta citattecknen (") där.'))  # fmt: skip
    message = _("Citattecken står på fel ställe på rad {rows}; svaret kan vara felläst.")
    return _noted(spot, "citattecken", [stray.row for stray in strays], message, _("filen är läst ändå"))


def _swallows(stray: Stray, columns: _Columns, delimiter: str) -> bool:
    """Return whether a line in a row looks like a row of its own: it begins with what may be an id."""
    if columns.name is None:
        return len(stray.lines) > 1
    first, *rest = [next(csv.reader([line], delimiter=delimiter), []) for line in stray.lines]
    own = "".join(first[columns.name : columns.name + 1]).strip()
    return any(_alike(row[columns.name].strip(), own) for row in rest if columns.name < len(row) - 1)


def _alike(cell: str, name: str) -> bool:
    """Return whether a cell may be an id of the same kind: one word, with a digit if the other has one."""
    digits = [any(letter.isdigit() for letter in text) for text in (cell, name)]
    return bool(cell) and len(cell.split()) == 1 and digits[0] == digits[1]


def _noted(spot: Spot, rule: str, rows: list[int], message: str, action: str, **more: str) -> Notes:
    if not rows:
        return []
    return [spot.note(rule, message.format(rows=rows_named(rows)), row=rows[0], action=action, **more)]
