"""Columns that hold each distinct text once: a million rows of a five-point scale take a million bytes.

Answers repeat, so a table of answers is stored as pandas categories (numbers that point to the distinct texts), and
what is worked out from a cell is worked out once per distinct text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import count
from typing import Any

import numpy as np
import pandas as pd


class Packer:
    """Collects rows, column by column.

    Parameters
    ----------
    names
        The columns' names; every row added has one text per name.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        # Asking for a text that is new gives it the next number.
        self._numbers: list[defaultdict[str, int]] = [defaultdict(count().__next__) for _ in names]
        self._columns: list[list[np.ndarray]] = [[] for _ in names]
        self._rows: list[np.ndarray] = []

    def add(self, rows: Sequence[int], cells: Sequence[Sequence[str]]) -> None:
        """Add rows: their numbers in Excel, and their cells."""
        self._rows.append(np.array(rows, dtype=np.int64))
        for numbers, parts, column in zip(self._numbers, self._columns, zip(*cells, strict=True), strict=False):
            codes = np.fromiter(map(numbers.__getitem__, column), dtype=np.int32, count=len(cells))
            parts.append(_small(codes, len(numbers)))

    def frame(self) -> pd.DataFrame:
        """Return ``row`` and the columns as categories; the packer is empty afterwards."""
        rows = np.concatenate(self._rows) if self._rows else np.zeros(0, dtype=np.int64)
        made: dict[str, Any] = {"row": rows}
        # Each column is let go as it is made: a million free texts need not stand in memory twice.
        for name in self._names:
            numbers, parts = self._numbers.pop(0), self._columns.pop(0)
            codes = np.concatenate(parts) if parts else np.zeros(0, dtype=np.int8)
            made[name] = pd.Categorical.from_codes(codes, categories=pd.Index(list(numbers), dtype="str"))
        return pd.DataFrame(made)


def _small(codes: np.ndarray, size: int) -> np.ndarray:
    return codes.astype(np.int8 if size < 128 else np.int16 if size < 32_768 else np.int32)


def pack(values: pd.Series | np.ndarray, *, text: Callable[[Any], str]) -> pd.Categorical:
    """Return values of any kind as texts, each worked out once."""
    codes, distinct = pd.factorize(np.asarray(values, dtype=object), use_na_sentinel=False)
    return merge(codes, [text(value) for value in distinct])


def merge(codes: np.ndarray, values: Iterable[Hashable]) -> pd.Categorical:
    """Return categories whose values may be equal (they are joined) or None (nothing).

    Parameters
    ----------
    codes
        One entry per row: the place of its value in ``values``.
    values
        Texts.
    """
    listed = list(values)
    numbers: dict[Hashable, int] = {}
    new = [-1 if value is None else numbers.setdefault(value, len(numbers)) for value in listed]
    moved = np.array(new, dtype=np.int32)[codes] if listed else np.zeros(len(codes), dtype=np.int32)
    return pd.Categorical.from_codes(moved, categories=pd.Index(list(numbers), dtype="str"))


def distinct(cells: pd.Series) -> tuple[np.ndarray, list[str]]:
    """Return one place per row and the distinct texts, also of a column that is not packed."""
    if isinstance(cells.dtype, pd.CategoricalDtype):
        return cells.cat.codes.to_numpy(), [str(text) for text in cells.cat.categories]
    places, texts = pd.factorize(cells)
    return places, [str(text) for text in texts]


def stacked(parts: Sequence[pd.Series]) -> pd.Series:
    """Return columns below each other; categories that differ between files are joined."""
    if len(parts) == 1:
        return parts[0].reset_index(drop=True)
    if all(isinstance(part.dtype, pd.CategoricalDtype) for part in parts):
        return pd.Series(pd.api.types.union_categoricals(list(parts), sort_categories=False))
    return pd.concat(parts, ignore_index=True)
