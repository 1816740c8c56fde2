"""Messy tabular files: finds the heading row, skips titles, cuts footnotes, keeps Excel's row numbers.

Everything stays text here; the codebook decides later what it means. A row that cannot be trusted (empty, or with
more cells than there are headings) is put in quarantine with a finding, so that rows read = accepted + quarantined.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from medlofte.analysis.read.common import NOTE, WARNING, Spot, findings, rows_at
from medlofte.analysis.read.grid import Grid, grids
from medlofte.codebook import normal
from medlofte.errors import SourceError

_SEARCHED_ROWS = 50
_FOOTNOTE = re.compile(r"^\s*(\*|†|¹|\d\)|källa\b|anm\b|not\b|fotnot|obs\b|kommentar:|summa\b|totalt\b)", re.IGNORECASE)
_MOJIBAKE = "Ã¥|Ã¤|Ã¶|Ã…|Ã„|Ã–|â€|\ufffd"
_FORMULA = ("=", "@")


@dataclass(frozen=True)
class Tabular:
    """A table as text.

    Parameters
    ----------
    frame
        One row per row that can be read; columns by heading as written, and ``row``, the row as Excel shows it.
    file, sheet, encoding
        Where it came from; the encoding is empty for workbooks.
    findings
        ``FINDINGS`` about the file and the rows in quarantine.
    quarantined
        Number of rows that were read but not trusted.
    """

    frame: pd.DataFrame
    file: str
    sheet: str
    encoding: str
    findings: pd.DataFrame
    quarantined: int = 0

    @property
    def spot(self) -> Spot:
        """Return the place that findings about this table point to."""
        return Spot(self.file, self.sheet)

    @property
    def headings(self) -> list[str]:
        """Return the headings, in the file's order."""
        return [str(name) for name in self.frame.columns if name != "row"]

    @property
    def read(self) -> int:
        """Return the number of rows read."""
        return len(self.frame) + self.quarantined


def read_tabular(path: str | Path, *, known: Set[str] = frozenset(), sheet: str = "", file: str = "") -> Tabular:
    """Return the table in a CSV, TSV or Excel file.

    Parameters
    ----------
    path
        The file.
    known
        Headings to look for, as :func:`~medlofte.codebook.normal` writes them; the row that has most of them is the
        heading row. With none, the first row that is about as full as the fullest.
    sheet
        The workbook's sheet; without it, the sheet with most known headings.
    file
        The file's name in messages, as a rule relative to the round's folder.

    Raises
    ------
    SourceError
        If the file cannot be read, lacks the sheet, or has no row with a known heading.
    """
    path, file = Path(path), file or str(path)

    def score(rows: list[list[str]]) -> tuple[int, int]:
        widths = Counter(len(row) for row in rows if len(row) > 1)
        return _most(rows, known), widths.most_common(1)[0][1] if widths else 0

    found = grids(path, file=file, score=score)
    grid = _sheet(found, sheet, known, file)
    top = _heading_row(grid.rows, known)
    if top is None:
        raise _no_heading(grid, known, file)
    return _table(grid, top, file=file, others=[other.sheet for other in found if other is not grid and other.rows])


def key(heading: str) -> str:
    """Return a heading for matching, without what follows in parentheses: ``Säkerhet (1–5)`` → ``säkerhet``."""
    return normal(heading.split("(", maxsplit=1)[0])


def _matches(row: list[str], known: Set[str]) -> int:
    return len({word for cell in row if cell.strip() for word in (normal(cell), key(cell)) if word in known})


def _most(rows: list[list[str]], known: Set[str]) -> int:
    return max((_matches(row, known) for row in rows[:_SEARCHED_ROWS]), default=0)


def _filled(row: list[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _sheet(found: list[Grid], sheet: str, known: Set[str], file: str) -> Grid:
    if sheet:
        for grid in found:
            if normal(grid.sheet) == normal(sheet) or not grid.sheet:
                return grid
        names = ", ".join(f"«{grid.sheet}»" for grid in found)
        advice = f"Arbetsboken har {names}. Rätta sheet i round.toml."
        raise SourceError("Bladet finns inte.", file=file, sheet=sheet, advice=advice)
    filled = [grid for grid in found if any(_filled(row) for row in grid.rows)]
    if not filled:
        raise SourceError("Arbetsboken är tom.", file=file, advice="Kontrollera att rätt fil ligger i mappen.")
    return max(filled, key=lambda grid: _most(grid.rows, known))


def _heading_row(rows: list[list[str]], known: Set[str]) -> int | None:
    head = rows[:_SEARCHED_ROWS]
    if known:
        scores = [_matches(row, known) for row in head]
        return scores.index(max(scores)) if max(scores, default=0) else None
    most = max((_filled(row) for row in head), default=0)
    return next((i for i, row in enumerate(head) if _filled(row) >= max(1, 0.8 * most)), None)


def _no_heading(grid: Grid, known: Set[str], file: str) -> SourceError:
    first = next((row for row in grid.rows if _filled(row)), [])
    seen = ", ".join(f"«{cell.strip()[:40]}»" for cell in first[:5] if cell.strip())
    wanted = ", ".join(f"«{word[:40]}»" for word in sorted(known, key=lambda word: (len(word), word))[:5])
    advice = f"Väntade rubriker är till exempel {wanted}. Rätta rubrikerna, eller lägg dem i kodboken under columns."
    message = f"Ingen rubrikrad känns igen. Filen börjar med {seen or 'tomma celler'}."
    return SourceError(message, file=file, sheet=grid.sheet, advice=advice)


def _table(grid: Grid, top: int, *, file: str, others: list[str]) -> Tabular:
    spot = Spot(file, grid.sheet)
    headings, notes = _headings(grid.rows[top], spot, top + 1)
    end, tail = _end(grid.rows, top, len(headings))
    notes = [*_about_file(grid, spot, others, top), *notes, *_about_tail(spot, tail)]
    kept: list[list[Any]] = []
    broken = 0
    for row, cells in enumerate(grid.rows[top + 1 : end], start=top + 2):
        problem = _problem(cells, len(headings))
        if problem is not None:
            broken += 1
            rule, message, severity = problem
            notes.append(spot.note(rule, message, row=row, severity=severity, action="raden är i karantän"))
            continue
        if len(cells) < len(headings):
            notes.append(spot.note("kort_rad", "Raden har färre celler än rubrikraden; är den avklippt?", row=row,
                                   action="de celler som saknas räknas som tomma"))  # fmt: skip
        kept.append([row, *cells[: len(headings)], *[""] * (len(headings) - len(cells))])
    frame = pd.DataFrame(kept, columns=["row", *headings])
    frame = frame.astype(dict.fromkeys(headings, "str") | {"row": "int64"})
    notes += _about_cells(frame, spot)
    return Tabular(frame, file, grid.sheet, grid.encoding, findings(notes), broken)


def _problem(cells: list[str], width: int) -> tuple[str, str, str] | None:
    if not any(cell.strip() for cell in cells):
        return "tom_rad", "Raden är helt tom.", NOTE
    if any(cell.strip() for cell in cells[width:]):
        message = "Raden har fler celler än rubrikraden; troligen står ett skiljetecken i en text utan citattecken."
        return "for_manga_celler", message, WARNING
    return None


def _headings(cells: list[str], spot: Spot, row: int) -> tuple[list[str], list[dict[str, Any]]]:
    """Return one name per column up to the last heading; a repeated name gets its column's number."""
    names: list[str] = []
    notes = []
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    for place, cell in enumerate(cells, start=1):
        heading = " ".join(cell.replace("\ufeff", "").split()) or f"(kolumn {place})"
        # "row" is taken by the row number.
        name = f"{heading} ({place})" if heading in (*names, "row") else heading
        if heading in names:
            notes.append(spot.note("dubbel_rubrik", "Rubriken står på flera kolumner.", row=row, column=heading,
                                   action=f"den senare kallas «{name}»"))  # fmt: skip
        names.append(name)
    return names, notes


def _end(rows: list[list[str]], top: int, width: int) -> tuple[int, list[tuple[int, str]]]:
    """Return where the table ends, and the footnotes below it as (row, text).

    A footnote is a row at the end with one filled cell that stands below an empty row, or starts like a footnote.
    """
    end = len(rows)
    while end > top + 1 and not rows[end - 1]:
        end -= 1
    last, tail = end, []
    while last > top + 1:
        filled = [cell.strip() for cell in rows[last - 1] if cell.strip()]
        if len(filled) > 1 or (filled and width < 3 and not _FOOTNOTE.match(filled[0])):
            break
        tail += [(last, text) for text in filled]
        last -= 1
    notes = [entry for entry in tail if _is_footnote(rows, entry, last)]
    if not notes:
        return end, []
    end = notes[-1][0] - 1
    while end > last and not _filled(rows[end - 1]):
        end -= 1
    return end, notes[::-1]


def _is_footnote(rows: list[list[str]], entry: tuple[int, str], last: int) -> bool:
    row, text = entry
    below_gap = any(not _filled(above) for above in rows[last : row - 1])
    return below_gap or bool(_FOOTNOTE.match(text))


def _about_file(grid: Grid, spot: Spot, others: list[str], top: int) -> list[dict[str, Any]]:
    notes = []
    if grid.note:
        notes.append(spot.note("citattecken", grid.note, action="filen är läst ändå"))
    if grid.encoding == "cp1252":
        notes.append(spot.note("teckenkodning", "Filen är inte UTF-8.", severity=NOTE, action="läst som Windows-1252"))
    if others:
        notes.append(spot.note("andra_blad", "Arbetsboken har fler blad.", severity=NOTE, value=", ".join(others),
                               action="bara bladet som anges här är läst"))  # fmt: skip
    if any(_filled(row) for row in grid.rows[:top]):
        notes.append(spot.note("rader_over_rubriken", f"Rubrikerna står på rad {top + 1}.", severity=NOTE, row=top + 1,
                               action="raderna ovanför är inte lästa"))  # fmt: skip
    return notes


def _about_tail(spot: Spot, tail: list[tuple[int, str]]) -> list[dict[str, Any]]:
    return [
        spot.note("fotnot", "Text under tabellen.", severity=NOTE, row=row, value=text, action="inte läst som en rad")
        for row, text in tail
    ]


def _about_cells(frame: pd.DataFrame, spot: Spot) -> list[dict[str, Any]]:
    """Return notes on cells that look like formulas or like text decoded wrongly."""
    notes, garbled = [], []
    for name in frame.columns.drop("row"):
        cells = frame[name]
        for row, value in rows_at(frame, cells.str.startswith(_FORMULA).to_numpy(dtype=bool), column=str(name)):
            notes.append(spot.note("formel", "Cellen börjar som en formel.", severity=NOTE, row=row, column=str(name),
                                   value=value, action="behålls som text och räknas aldrig ut"))  # fmt: skip
        if re.search(_MOJIBAKE, str(name)) or cells.str.contains(_MOJIBAKE).any():
            garbled.append(str(name))
    if garbled:
        message = "Å, ä och ö ser felkodade ut (till exempel «Ã¥»). Exportera filen på nytt."
        notes.append(spot.note("felkodad_text", message, column=", ".join(garbled), action="läst som det står"))
    return notes
