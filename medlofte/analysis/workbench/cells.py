"""A row of a source beside the finding about it: the cell that is meant, marked, with those around it."""

from __future__ import annotations

from collections.abc import Set
from pathlib import Path

from medlofte.analysis.read.excerpt import excerpt
from medlofte.analysis.workbench import shown
from medlofte.errors import SourceError
from medlofte.language import _

_BESIDE = 2


def cells(folder: Path, *, file: str, sheet: str, rows: Set[int], column: str) -> str:
    """Return the rows as a table in HTML, the column's cells marked; '' where the source has no such rows.

    Parameters
    ----------
    rows
        Row numbers as Excel shows them.
    column
        The heading; '' shows the first columns and marks nothing.
    """
    path = (folder / file).resolve()
    if not rows or not path.is_file() or not path.is_relative_to(folder.resolve()):
        return ""
    try:
        found = excerpt(path, sheet=sheet, rows=rows, columns={column} - {""})
    except SourceError:
        # The finding already says why the source cannot be read.
        return ""
    if found is None or not found.rows:
        return ""
    place = found.headings.index(column) if column in found.headings else -1
    start = max(place - _BESIDE, 0)
    end = max(place, 0) + _BESIDE + 1
    listed = [(str(row), *(_cell(cell, marked=n == place) for n, cell in enumerate(line[start:end], start=start)))
              for row, line in sorted(found.rows.items())]  # fmt: skip
    caption = _("Så står det i {file}.").format(file=file)
    return shown.table([_("Rad"), *found.headings[start:end]], listed, caption=caption)


def _cell(cell: str, *, marked: bool) -> str | shown.Marked:
    return shown.Marked(cell) if marked else cell
