"""Quotation marks in a text file that stand in the wrong place, and what they may have taken along."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_MARK = '"'
_OPEN = "unexpected end"


class Stray(NamedTuple):
    """A record with a mark in the wrong place: its number (Excel's row) and the lines that it was read from."""

    row: int
    lines: tuple[str, ...]


def written(lines: Iterable[str], delimiter: str) -> Iterator[tuple[list[str], list[str]]]:
    """Give each record, read leniently, and the lines that it was read from."""
    read: list[str] = []

    def noted() -> Iterator[str]:
        for line in lines:
            read.append(line)
            yield line

    # The reader takes a line at a time, so what it has taken when it gives a record is that record.
    for record in csv.reader(noted(), delimiter=delimiter):
        yield record, read.copy()
        read.clear()


def closed(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """Give the records, read leniently; an error as in strict reading if a quotation mark is never closed.

    Without it the rest of the file would pass for one person's answer.
    """
    held: list[str] | None = None
    last: list[str] = []
    for record, last in written(lines, delimiter):  # noqa: B007 (the last one is asked for)
        if held is not None:
            yield held
        held = record
    if _OPEN in _fault(last, delimiter):
        raise csv.Error(_OPEN)
    if held is not None:
        yield held


def strays(lines: Iterable[str], delimiter: str) -> Iterator[Stray]:
    """Give the records that are read leniently only: a mark in them stands in the wrong place."""
    for row, (_record, read) in enumerate(written(lines, delimiter), start=1):
        if any(_MARK in line for line in read) and _fault(read, delimiter):
            yield Stray(row, tuple(read))


def _fault(lines: list[str], delimiter: str) -> str:
    """Return what is wrong with a record as strict reading says it, "" if nothing is."""
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as error:
        return str(error)
    return ""
