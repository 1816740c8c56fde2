"""Columns of files whose shape medlofte decides (not the codebook): found under any of their headings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from medlofte.analysis.read.common import NOTE, Notes
from medlofte.analysis.read.headings import key
from medlofte.analysis.read.table import Tabular
from medlofte.analysis.read.tabular import read_tabular
from medlofte.codebook import normal
from medlofte.errors import SourceError
from medlofte.language import _, quoted

Names = Mapping[str, Sequence[str]]


def headings(names: Names) -> frozenset[str]:
    """Return every heading, normalised."""
    return frozenset(normal(word) for words in names.values() for word in words)


def opened(path: Path, names: Names, *, file: str, required: Sequence[str] = ()) -> tuple[Tabular, pd.DataFrame]:
    """Return a file's table and, as :func:`pick` does, its cells.

    Raises
    ------
    SourceError
        If the file cannot be read or a required column is not there.
    """
    table = read_tabular(path, known=headings(names), file=file)
    return table, pick(table, names, required=required)


def entries(cells: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows, each as column → cell."""
    return [{str(name): cell for name, cell in row.items()} for row in cells.to_dict("records")]


def pick(table: Tabular, names: Names, *, required: Sequence[str] = ()) -> pd.DataFrame:
    """Return ``row`` and one stripped text column per name, found under any of its headings; empty if there is none.

    Raises
    ------
    SourceError
        If a required column is not there.
    """
    placed = _placed(table, names)
    lacking = [names[name][0] for name in required if name not in placed]
    if lacking:
        advice = _("Filens rubriker är {headings}.").format(headings=quoted(table.headings))
        raise SourceError(_("Kolumnen {names} saknas.").format(names=quoted(lacking)), file=table.file,
                          sheet=table.sheet, advice=advice)  # fmt: skip
    found = {"row": table.frame["row"]}
    for name in names:
        empty = pd.Series("", index=table.frame.index, dtype="str")
        found[name] = table.frame[placed[name]].str.strip() if name in placed else empty
    return pd.DataFrame(found)


def unread(table: Tabular, names: Names) -> Notes:
    """Return a note for each column that is none of the names."""
    used = set(_placed(table, names).values())
    message, action = _("Kolumnen känns inte igen."), _("kolumnen är inte läst")
    return [
        table.spot.note("okand_kolumn", message, severity=NOTE, column=heading, action=action)
        for heading in table.headings
        if heading not in used
    ]


def _placed(table: Tabular, names: Names) -> dict[str, str]:
    """Return name → heading as written; a heading serves one name only."""
    by_word: dict[str, str] = {}
    for heading in table.headings:
        for word in (normal(heading), key(heading)):
            by_word.setdefault(word, heading)
    placed: dict[str, str] = {}
    for name, words in names.items():
        for word in words:
            found = by_word.get(normal(word))
            if found is not None and found not in placed.values():
                placed[name] = found
                break
    return placed
