"""Messy tabular files: finds the heading row, skips titles, cuts footnotes, keeps Excel's row numbers.

Everything stays text here; the codebook decides later what it means. A row that cannot be trusted (empty, or with
more cells than there are headings) is put in quarantine with a finding, so that rows read = accepted + quarantined.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path

from medlofte.analysis.read.common import NOTE, WARNING, Notes, Spot, findings
from medlofte.analysis.read.grid import Grid, Rows, Share, grids
from medlofte.analysis.read.headings import names
from medlofte.analysis.read.packed import Packer
from medlofte.analysis.read.remarks import about_cells, about_file, about_headings, about_tail, count_filled
from medlofte.analysis.read.table import Tabular
from medlofte.codebook import normal
from medlofte.errors import SourceError
from medlofte.language import _, quoted

_SEARCHED_ROWS = 50
_FOOTNOTE = re.compile(r"^\s*(\*|†|¹|\d\)|källa\b|anm\b|not\b|fotnot|obs\b|kommentar:|summa\b|totalt\b)", re.IGNORECASE)
# What stands first in a row of sums. A table may have a row called «Totalt» of its own, so that one needs a gap above.
_SUM = re.compile(r"(summa|medel|medelvärde|genomsnitt|median|antal svar)\s*:?", re.IGNORECASE)
_TOTAL = re.compile(r"(totalt?|antal)\s*:?", re.IGNORECASE)


def read_tabular(path: str | Path, *, known: Set[str] = frozenset(), sheet: str = "", file: str = "") -> Tabular:
    """Return the table in a CSV, TSV or Excel file, its columns as text.

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
    packed = read_packed(path, known=known, sheet=sheet, file=file)
    return replace(packed, frame=packed.frame.astype(dict.fromkeys(packed.headings, "str")))


def read_packed(
    path: str | Path, *, known: Set[str] = frozenset(), sheet: str = "", file: str = "", share: Share | None = None
) -> Tabular:
    """Return the same with the columns as categories, which hold a million answers in little memory.

    ``share`` is called with the part of the file that has been read, 0–1.
    """
    path, file = Path(path), file or str(path)

    def score(rows: Rows) -> tuple[int, int]:
        widths = Counter(len(row) for row in rows if len(row) > 1)
        return _most(rows, known), widths.most_common(1)[0][1] if widths else 0

    found = grids(path, file=file, score=score)
    grid = _sheet(found, sheet, known, file)
    top = _heading_row(grid.head, known)
    if top is None:
        raise _no_heading(grid, known, file)
    others = [other.sheet for other in found if other is not grid and other.head]
    about = about_file(grid, Spot(file, grid.sheet), others, top)
    try:
        return _table(grid, top, file=file, notes=about, strict=True, share=share)
    except csv.Error as error:
        message = _("Citattecken står på fel ställe (först på rad {row}); raden kan vara felläst.").format(row=error)
        place = Spot(file, grid.sheet)
        note = place.note("citattecken", message, row=int(str(error)), action=_("filen är läst ändå"))
        return _table(grid, top, file=file, notes=[*about, note], strict=False, share=share)


def _matches(row: list[str], known: Set[str]) -> int:
    return len({word for cell in row if cell.strip() for word in names(cell) if word in known})


def _most(rows: Rows, known: Set[str]) -> int:
    return max((_matches(row, known) for row in rows[:_SEARCHED_ROWS]), default=0)


def _sheet(found: list[Grid], sheet: str, known: Set[str], file: str) -> Grid:
    if sheet:
        for grid in found:
            if normal(grid.sheet) == normal(sheet) or not grid.sheet:
                return grid
        names = quoted(grid.sheet for grid in found)
        advice = _("Arbetsboken har {names}. Rätta sheet i round.toml.").format(names=names)
        raise SourceError(_("Bladet finns inte."), file=file, sheet=sheet, advice=advice)
    filled = [grid for grid in found if any(count_filled(row) for row in grid.head)]
    if not filled:
        raise SourceError(_("Arbetsboken är tom."), file=file, advice=_("Kontrollera att rätt fil ligger i mappen."))
    return max(filled, key=lambda grid: _most(grid.head, known))


def _heading_row(rows: Rows, known: Set[str]) -> int | None:
    head = rows[:_SEARCHED_ROWS]
    if known:
        scores = [_matches(row, known) for row in head]
        return scores.index(max(scores)) if max(scores, default=0) else None
    most = max((count_filled(row) for row in head), default=0)
    return next((i for i, row in enumerate(head) if count_filled(row) >= max(1, 0.8 * most)), None)


def _no_heading(grid: Grid, known: Set[str], file: str) -> SourceError:
    first = next((row for row in grid.head if count_filled(row)), [])
    seen = quoted(cell.strip()[:40] for cell in first[:5] if cell.strip())
    wanted = quoted(word[:40] for word in sorted(known, key=lambda word: (len(word), word))[:5])
    advice = _(
        "Är det rätt fil? Väntade rubriker är till exempel {wanted}. En enkäts rubriker läggs i kodboken (columns)."
    ).format(wanted=wanted)
    message = _("Ingen rubrikrad känns igen. Filen börjar med {seen}.").format(seen=seen or _("tomma celler"))
    return SourceError(message, file=file, sheet=grid.sheet, advice=advice)


def _table(grid: Grid, top: int, *, file: str, notes: Notes, strict: bool, share: Share | None) -> Tabular:
    spot = Spot(file, grid.sheet)
    headings = named(grid.head[top])
    packer = Packer(headings)
    about = [*about_headings(headings, spot, top + 1), *notes]
    broken = 0
    widths = len(headings), len(grid.head[top])
    for start, rows, tail, done in _body(grid, top, len(headings), strict=strict):
        kept, refused = _kept(rows, start, widths, spot, packer)
        broken += refused
        about += [*kept, *about_tail(spot, tail)]
        if share is not None:
            share(done)
    frame = packer.frame()
    about += about_cells(frame, spot)
    above = _above(grid.head[top - 1], headings) if top else {}
    return Tabular(frame, file, grid.sheet, grid.encoding, findings(about), broken, above=above)


def _above(row: list[str], headings: list[str]) -> dict[str, str]:
    """Return heading → the last text at or left of it in the row above, where that row names groups of columns."""
    if not 1 < count_filled(row) < len(headings):
        return {}
    above, last = {}, ""
    for heading, cell in zip_longest(headings, row[: len(headings)], fillvalue=""):
        last = cell.strip() or last
        above[heading] = last
    return above


def _body(
    grid: Grid, top: int, width: int, *, strict: bool
) -> Iterator[tuple[int, Rows, list[tuple[int, str]], float]]:
    """Give the rows below the headings in blocks: the first row's number, the rows, the footnotes, the share read.

    A block is held back until the next has come, because the last rows may be footnotes.
    """
    held: Rows = []
    # Rows are numbered from 1; the headings stand on row top + 1.
    first, skip = top + 2, top + 1
    done = 0.0
    for rows, done in grid.blocks(strict):
        if held:
            yield first, held, [], done
            first += len(held)
        held, skip = rows[skip:], max(0, skip - len(rows))
    end, tail = _end(held, width)
    yield first, held[:end], [(first + place, text) for place, text in tail], max(done, 1.0)


def _kept(rows: Rows, start: int, widths: tuple[int, int], spot: Spot, packer: Packer) -> tuple[Notes, int]:
    """Add the rows that can be trusted to the packer; return findings and how many were not.

    ``widths`` are the cells up to the last heading, and those of the heading row with the empty ones after it.
    """
    width, wide = widths
    numbers: list[int] = []
    cells: Rows = []
    notes = []
    broken = 0
    for row, given in enumerate(rows, start=start):
        problem = _problem(given, wide)
        if problem is not None:
            broken += 1
            rule, message, severity = problem
            notes.append(spot.quarantine(rule, message, row=row, severity=severity))
            continue
        if len(given) < width:
            notes.append(spot.note("kort_rad", _("Raden har färre celler än rubrikraden; är den avklippt?"), row=row,
                                   action=_("de celler som saknas räknas som tomma")))  # fmt: skip
            given = [*given, *[""] * (width - len(given))]  # noqa: PLW2901
        if beside := " ".join(cell.strip() for cell in given[width:] if cell.strip()):
            message = _("Text bredvid tabellen, i en kolumn utan rubrik.")
            notes.append(spot.note("vid_sidan", message, row=row, value=beside, severity=NOTE,
                                   action=_("texten är inte läst, raden är läst")))  # fmt: skip
        numbers.append(row)
        cells.append(given if len(given) == width else given[:width])
    if cells:
        packer.add(numbers, cells)
    return notes, broken


def _problem(cells: list[str], width: int) -> tuple[str, str, str] | None:
    if not any(cells) or not any(cell.strip() for cell in cells):
        return "tom_rad", _("Raden är helt tom."), NOTE
    if len(cells) > width and any(cell.strip() for cell in cells[width:]):
        message = _("Raden har fler celler än rubrikraden; troligen står ett skiljetecken i en text utan citattecken.")
        return "for_manga_celler", message, WARNING
    return None


def named(cells: list[str]) -> list[str]:
    """Return one name per column up to the last heading; a repeated name gets its column's number."""
    names: list[str] = []
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    for place, cell in enumerate(cells, start=1):
        heading = " ".join(cell.replace("\ufeff", "").split()) or f"(kolumn {place})"
        # "row" is taken by the row number.
        names.append(f"{heading} ({place})" if heading in (*names, "row") else heading)
    return names


def _end(rows: Rows, width: int) -> tuple[int, list[tuple[int, str]]]:
    """Return where the table ends, and the footnotes below it as (place, text).

    A footnote is a row at the end with one filled cell that stands below an empty row, or starts like a footnote.
    """
    end = len(rows)
    while end and not rows[end - 1]:
        end -= 1
    last, tail = end, []
    while last:
        filled = [cell.strip() for cell in rows[last - 1] if cell.strip()]
        if len(filled) > 1 and _is_sum(filled, above=rows[last - 2] if last > 1 else []):
            filled = filled[:1]
        if len(filled) > 1 or (filled and width < 3 and not _FOOTNOTE.match(filled[0])):
            break
        tail += [(last - 1, text) for text in filled]
        last -= 1
    notes = [entry for entry in tail if _is_footnote(rows, entry, last)]
    if not notes:
        return end, []
    end = notes[-1][0]
    while end > last and not count_filled(rows[end - 1]):
        end -= 1
    return end, notes[::-1]


def _is_sum(filled: list[str], *, above: list[str]) -> bool:
    return bool(_SUM.fullmatch(filled[0]) or (_TOTAL.fullmatch(filled[0]) and not count_filled(above)))


def _is_footnote(rows: Rows, entry: tuple[int, str], last: int) -> bool:
    place, text = entry
    below_gap = any(not count_filled(above) for above in rows[last:place])
    return below_gap or bool(_FOOTNOTE.match(text) or _SUM.fullmatch(text))
