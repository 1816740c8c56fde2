"""Count whole numbers in Parquet files in one scan, whatever the number of questions.

A GROUP BY per question reads the grouping variables anew each time and hashes every row. Where columns are whole
numbers of few values (coded answers), DuckDB instead packs a row's answers into a few 64-bit words while it scans. The
rows are then put in the cells' order, and each question is counted by adding: answer a becomes a one in byte a of a
word, and the sum of at most 255 such words is the counts of all eight answers, side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from medlofte.analysis.estimate.cells import Array, Ints

FIRST, WORD = 3, 63
"""Where a word's first answer lies (so that each can be shifted down to eight times its number) and its last ends."""
NARROW, SEGMENT = 3, 255
"""Answers of so many bits are counted in bytes, which hold so many."""
CELLS, VECTORS, AHEAD = 1 << 16, 128, "64MB"
"""DuckDB reads ahead while numpy counts."""
INTEGERS = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"}


@dataclass(frozen=True)
class Span:
    """A column's smallest value, and how many values it may have; one more (the last) stands for a missing one."""

    column: str
    low: int
    size: int
    missing: bool

    @property
    def bits(self) -> int:
        """Return the bits that hold a value's number."""
        return max((self.size - 1).bit_length(), 1)

    @property
    def sql(self) -> str:
        """Return the expression for a value's number, 0 … size − 1."""
        name = '"' + self.column.replace('"', '""') + '"'
        number = f"({name}::BIGINT - {self.low})"
        return f"coalesce({number}, {self.size - 1})" if self.missing else number

    def values(self, numbers: Ints) -> NDArray[Any]:
        """Return the values that numbers stand for, missing ones missing."""
        found = numbers + self.low
        return np.where(numbers == self.size - 1, np.nan, found) if self.missing else found


@dataclass(frozen=True)
class Part:
    """Where a question's answers lie in a word."""

    span: Span
    word: int
    shift: int

    @property
    def sql(self) -> str:
        """Return the expression for the answer in its place."""
        return f"{self.span.sql} * {1 << self.shift}"


@dataclass(frozen=True)
class Order:
    """Rows in the order of their cells, in segments of one cell and at most :data:`SEGMENT` rows.

    Parameters
    ----------
    rows, home
        The rows in order; per row in that order, its cell.
    segments, cells
        Where each segment begins; where, among the segments, each cell begins.
    """

    rows: Ints
    home: Ints
    segments: Ints
    cells: Ints

    @classmethod
    def of(cls, home: NDArray[np.uint16]) -> Order:
        """Return the order of rows whose cells are known."""
        rows = np.argsort(home, kind="stable")  # of 16 bits: numpy sorts them by radix
        ordered = home[rows].astype(np.int64)
        begins = np.flatnonzero(np.diff(ordered, prepend=-1))
        pieces = -(-np.diff(begins, append=len(ordered)) // SEGMENT)
        firsts = np.cumsum(pieces) - pieces
        within = np.arange(pieces.sum()) - np.repeat(firsts, pieces)
        return cls(rows, ordered, np.repeat(begins, pieces) + SEGMENT * within, firsts)

    def add(self, part: Part, word: Ints, total: Ints) -> None:
        """Add a question's counts to ``total``, cells × values; ``word`` is in order."""
        mask = (1 << part.span.bits) - 1
        if part.span.bits > NARROW:
            key = self.home * total.shape[1] + ((word >> part.shift) & mask)
            total += np.bincount(key, minlength=total.size).reshape(total.shape)
            return
        # In place: a new array for each step would cost more than the step.
        ones = np.right_shift(word, part.shift - FIRST, out=self.scratch)
        ones &= mask << FIRST
        np.left_shift(1, ones, out=ones)
        counts = np.add.reduceat(ones, self.segments).astype("<i8", copy=False).view(np.uint8).reshape(-1, 8)
        if len(self.cells) < len(self.segments):
            counts = np.add.reduceat(counts, self.cells, dtype=np.int64)
        total[self.home[self.segments[self.cells]]] += counts[:, : total.shape[1]]

    @cached_property
    def scratch(self) -> Ints:
        """Return room for one number per row."""
        return np.empty(len(self.rows), dtype=np.int64)


@dataclass(frozen=True)
class Counted:
    """A question's counts, one entry per row of the engine's cells and value: ``sums`` are n, Σw and Σw²."""

    row: Ints
    value: pd.Series
    sums: tuple[Array, Array, Array]


@dataclass(frozen=True)
class Packed:
    """The counts: cells in all combinations of the keys, and per question cells × values."""

    keys: tuple[Span, ...]
    cells: Ints
    answers: dict[str, tuple[Span, Ints]]

    def frame(self) -> pd.DataFrame:
        """Return the cells that have respondents: the keys' values (``0, 1, …``) and ``n, w, w2``."""
        used = self.used
        numbers = np.unravel_index(used, [key.size for key in self.keys]) if self.keys else ()
        columns = {str(i): key.values(number) for i, (key, number) in enumerate(zip(self.keys, numbers, strict=True))}
        return pd.DataFrame(columns | dict.fromkeys(("n", "w", "w2"), self.cells[used].astype(float)))

    def counted(self, column: str) -> Counted:
        """Return a question's counts; the rows are those of :meth:`frame`."""
        span, counts = self.answers[column]
        used = counts[self.used].ravel()
        found = np.flatnonzero(used)
        n = used[found].astype(float)
        return Counted(found // span.size, pd.Series(span.values(found % span.size), copy=False), (n, n, n))

    @cached_property
    def used(self) -> Ints:
        """Return the cells that have respondents."""
        return np.flatnonzero(self.cells)


def pack(engine: Any, *, paths: Sequence[str], keys: Sequence[str], questions: Sequence[str]) -> Packed | None:
    """Return the counts of Parquet files in one scan; None where a column is not fit for it.

    Parameters
    ----------
    engine
        DuckDB connection with the view ``source`` over the files.
    """
    spans = _spans(engine, paths)
    wanted = [spans.get(name) for name in (*keys, *dict.fromkeys(questions))]
    known = [span for span in wanted if span is not None]
    cells = int(np.prod([float(span.size) for span in known[: len(keys)]], initial=1.0))
    if len(known) < len(wanted) or not questions or cells > CELLS or any(span.bits > 8 for span in known):
        return None
    grouping, asked = known[: len(keys)], known[len(keys) :]
    totals = _scan(engine, grouping, _parts(asked), cells)
    found = {span.column: (span, total) for span, total in zip(asked, totals, strict=True)}
    return Packed(tuple(grouping), totals[0].sum(axis=1), found)


def _spans(engine: Any, paths: Sequence[str]) -> dict[str, Span]:
    """Return the whole-number columns' ranges, from the files' own statistics."""
    described = engine.execute("DESCRIBE source").fetchall()
    whole = {row[0] for row in described if row[1] in INTEGERS}
    files = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
    rows = engine.execute(
        "SELECT path_in_schema, min(try_cast(stats_min_value AS BIGINT)), "  # noqa: S608 - quoted
        "max(try_cast(stats_max_value AS BIGINT)), "
        "sum(stats_null_count), bool_and(stats_min_value IS NOT NULL AND stats_null_count IS NOT NULL), "
        "count(DISTINCT file_name) "
        f"FROM parquet_metadata([{files}]) GROUP BY 1"
    ).fetchall()
    many = max((row[5] for row in rows), default=0)
    return {name: Span(name, low, int(high - low + 1 + (missing > 0)), missing > 0)
            for name, low, high, missing, stated, files_with in rows
            if name in whole and stated and low is not None and files_with == many}  # fmt: skip


def _parts(asked: Sequence[Span]) -> list[Part]:
    """Return how the questions lie in words, in order."""
    parts: list[Part] = []
    word, shift = 0, FIRST
    for span in asked:
        if shift + span.bits > WORD:
            word, shift = word + 1, FIRST
        parts.append(Part(span, word, shift))
        shift += span.bits
    return parts


def _scan(engine: Any, keys: Sequence[Span], parts: Sequence[Part], cells: int) -> list[Ints]:
    """Return, per part, the counts of cells × values."""
    strides = [int(np.prod([key.size for key in keys[i + 1 :]], initial=1)) for i in range(len(keys))]
    cell = " + ".join(f"{key.sql} * {stride}" for key, stride in zip(keys, strides, strict=True)) or "0"
    words = [" + ".join(part.sql for part in parts if part.word == word) for word in range(parts[-1].word + 1)]
    columns = ", ".join(f"{word} AS w{i}" for i, word in enumerate(words))
    engine.execute(f"SET streaming_buffer_size = '{AHEAD}'")
    result = engine.execute(f"SELECT ({cell})::USMALLINT AS cell, {columns} FROM source")  # noqa: S608 - quoted
    totals = [np.zeros((cells, part.span.size), dtype=np.int64) for part in parts]
    while len(chunk := result.fetch_df_chunk(VECTORS)):
        order = Order.of(chunk["cell"].to_numpy())
        held = [chunk[f"w{i}"].to_numpy(dtype=np.int64)[order.rows] for i in range(len(words))]
        for part, total in zip(parts, totals, strict=True):
            order.add(part, held[part.word], total)
    return totals
