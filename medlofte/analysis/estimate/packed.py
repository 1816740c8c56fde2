"""Count whole numbers in Parquet files in one scan, whatever the number of questions.

A GROUP BY per question reads the grouping variables anew each time and hashes every row. Where columns are whole
numbers of few values (coded answers), DuckDB instead packs a row's answers into a few 64-bit words while it scans, and
numpy counts the words' parts. Two questions at a time share one count, from which each is taken afterwards.
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

WORD = 62
"""Bits of a word that are used: the sign and one more are left alone."""
CELLS, SLOTS, VECTORS = 1 << 16, 1 << 18, 128
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
    """One or two questions beside each other in a word: what a shift and a mask leave of it."""

    word: int
    shift: int
    spans: tuple[Span, ...]

    @property
    def bits(self) -> int:
        """Return the bits of the part."""
        return sum(span.bits for span in self.spans)


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
    parts = _parts(asked, cells)
    totals = _scan(engine, grouping, parts, cells)
    found = {}
    for part, total in zip(parts, totals, strict=True):
        table = total.reshape(cells, *(1 << span.bits for span in reversed(part.spans)))
        for i, span in enumerate(part.spans):
            others = tuple(axis for axis in range(1, table.ndim) if axis != table.ndim - 1 - i)
            found[span.column] = (span, table.sum(axis=others)[:, : span.size])
    return Packed(tuple(grouping), found[asked[0].column][1].sum(axis=1), found)


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


def _parts(asked: Sequence[Span], cells: int) -> list[Part]:
    """Return how the questions lie in words: in order, two to a part where their joint counts stay small."""
    parts: list[Part] = []
    word = shift = 0
    waiting = list(asked)
    while waiting:
        two = len(waiting) > 1 and cells << (waiting[0].bits + waiting[1].bits) <= SLOTS * 2
        spans = tuple(waiting[: 1 + two])
        bits = sum(span.bits for span in spans)
        if shift + bits > WORD:
            word, shift = word + 1, 0
        parts.append(Part(word, shift, spans))
        shift += bits
        waiting = waiting[len(spans) :]
    return parts


def _scan(engine: Any, keys: Sequence[Span], parts: Sequence[Part], cells: int) -> list[Ints]:
    """Return, per part, the counts of cells × the part's values."""
    strides = [int(np.prod([key.size for key in keys[i + 1 :]], initial=1)) for i in range(len(keys))]
    cell = " + ".join(f"{key.sql} * {stride}" for key, stride in zip(keys, strides, strict=True)) or "0::BIGINT"
    words = [" + ".join(_placed(part) for part in parts if part.word == word) for word in range(parts[-1].word + 1)]
    columns = ", ".join(f"{word} AS w{i}" for i, word in enumerate(words))
    result = engine.execute(f"SELECT {cell} AS cell, {columns} FROM source")  # noqa: S608 - quoted
    totals = [np.zeros(cells << part.bits, dtype=np.int64) for part in parts]
    while len(chunk := result.fetch_df_chunk(VECTORS)):
        home = chunk["cell"].to_numpy(dtype=np.int64)
        held = [chunk[f"w{i}"].to_numpy(dtype=np.int64) for i in range(len(words))]
        homes = {bits: home << bits for bits in {part.bits for part in parts}}
        key = np.empty_like(home)
        for part, total in zip(parts, totals, strict=True):
            np.right_shift(held[part.word], part.shift, out=key)
            key &= (1 << part.bits) - 1
            key += homes[part.bits]
            np.add(total, np.bincount(key, minlength=len(total)), out=total)
    return totals


def _placed(part: Part) -> str:
    shift, terms = part.shift, []
    for span in part.spans:
        terms.append(f"{span.sql} * {1 << shift}")
        shift += span.bits
    return " + ".join(terms)
