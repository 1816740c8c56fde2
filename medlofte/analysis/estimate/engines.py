"""Where the answers are, and how they are counted there: DuckDB in this process, or any database through ibis.

Every engine answers one question only: how many respondents, of what weight, have each combination of values. One
GROUP BY per question; never UNPIVOT, which takes 2–5 times as long and fails on PostgreSQL where values are missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, Self

import pandas as pd

from medlofte.errors import EstimateError

SUMS = ("n", "w", "w2")
FILES = {".parquet": "read_parquet", ".csv": "read_csv", ".tsv": "read_csv", ".gz": "read_csv"}


class Engine(Protocol):
    """Counts combinations of values; used as a context, which leaves nothing behind, whatever happens inside it."""

    columns: tuple[str, ...]

    def __enter__(self) -> Self:
        """Open the source."""

    def __exit__(self, *problem: object) -> None:
        """Close it."""

    def grouped(self, names: Sequence[str]) -> pd.DataFrame:
        """Return one row per combination of values of the columns, with ``n, w, w2``; missing values stay missing."""


class Duck:
    """DuckDB over a frame, or straight over Parquet and CSV files (a path, a pattern or several paths).

    Parameters
    ----------
    weight
        The base weight's column; each respondent weighs 1 unless given.
    where
        Column → the value it must have.
    """

    def __init__(
        self,
        source: pd.DataFrame | str | Path | Sequence[str | Path], *, weight: str = "",
        where: Mapping[str, object] | None = None,
    ) -> None:  # fmt: skip
        self.source, self.weight, self.where = source, weight, dict(where or {})

    def __enter__(self) -> Self:
        import duckdb

        self.engine = duckdb.connect()
        try:
            self._open(duckdb.Error)
        except BaseException:
            self.engine.close()
            raise
        return self

    def __exit__(self, *problem: object) -> None:
        self.engine.close()

    def grouped(self, names: Sequence[str]) -> pd.DataFrame:
        """Count, see :class:`Engine`."""
        keys = ", ".join(map(quoted, names))
        # fsum is DuckDB's compensated sum: the rows' order then does not show in the digits.
        weight = f"CAST({quoted(self.weight)} AS DOUBLE)" if self.weight else ""
        sums = f"fsum({weight}) AS w, fsum({weight} * {weight}) AS w2" if weight else "count(*) AS w, count(*) AS w2"
        clause = f" GROUP BY {keys}" if keys else ""
        query = f"SELECT {keys + ', ' if keys else ''}count(*) AS n, {sums} FROM source{clause}"  # noqa: S608
        return self.engine.execute(query).df().set_axis([*map(str, range(len(names))), *SUMS], axis=1)

    def _open(self, error: type[Exception]) -> None:
        try:
            if isinstance(self.source, pd.DataFrame):
                self.engine.register("source", self.source)
            else:
                rows = f"SELECT * FROM {self._reader()}{self._filter()}"  # noqa: S608 - names and texts are quoted
                self.engine.execute(f"CREATE {self._kind()} source AS {rows}")
            self.columns = tuple(row[0] for row in self.engine.execute("DESCRIBE source").fetchall())
        except error as problem:
            reason = str(problem).splitlines()[0]
            raise EstimateError(f"Filen går inte att läsa ({reason}).", file=", ".join(self._paths()),
                                advice="Ange en Parquet- eller CSV-fil.") from problem  # fmt: skip

    def _paths(self) -> list[str]:
        several = isinstance(self.source, Sequence) and not isinstance(self.source, str)
        return [str(path) for path in (self.source if several else [self.source])]  # type: ignore[union-attr]

    def _kind(self) -> str:
        # Parquet is read column by column as it is asked for; text is parsed once.
        return "VIEW" if all(Path(path).suffix == ".parquet" for path in self._paths()) else "TEMP TABLE"

    def _reader(self) -> str:
        paths = self._paths()
        reader = FILES.get(Path(paths[0]).suffix.lower())
        if reader is None:
            raise EstimateError("Filslaget går inte att räkna direkt.", file=paths[0],
                                advice="Ange en Parquet- eller CSV-fil.")  # fmt: skip
        options = ", all_varchar = true" if reader == "read_csv" else ""
        return f"{reader}([{', '.join(map(literal, paths))}], union_by_name = true{options})"

    def _filter(self) -> str:
        tests = (f"CAST({quoted(name)} AS VARCHAR) = {literal(value)}" for name, value in self.where.items())
        return f" WHERE {' AND '.join(tests)}" if self.where else ""


class Ibis:
    """Any database that ibis knows, by URL: ``postgres://…/database/table``, ``duckdb://file/table`` and so on.

    Parameters
    ----------
    url
        The database's address with the table's name last, after ``#``: ``postgres://user@host/database#answers``.
    """

    def __init__(self, url: str, *, weight: str = "", where: Mapping[str, object] | None = None) -> None:
        self.url, _, self.table = url.partition("#")
        self.weight, self.where = weight, dict(where or {})

    def __enter__(self) -> Self:
        try:
            import ibis
        except ImportError as problem:
            raise EstimateError("Databaser läses genom ibis, som inte är installerat.", value=self.table,
                                advice="Installera med «pip install medlofte[engines]».") from problem  # fmt: skip
        self.engine = ibis.connect(self.url)
        self.source = self.engine.table(self.table)
        for name, value in self.where.items():
            self.source = self.source.filter(self.source[name].cast("string") == str(value))
        self.columns = tuple(self.source.columns)
        return self

    def __exit__(self, *problem: object) -> None:
        self.engine.disconnect()

    def grouped(self, names: Sequence[str]) -> pd.DataFrame:
        """Count, see :class:`Engine`."""
        rows = self.source
        weight = rows[self.weight].cast("float64") if self.weight else None
        w, w2 = (rows.count(), rows.count()) if weight is None else (weight.sum(), (weight * weight).sum())
        sums: dict[str, Any] = {"n": rows.count(), "w": w, "w2": w2}
        keys = {str(i): rows[name] for i, name in enumerate(names)}
        made = rows.group_by(**keys).agg(**sums) if names else rows.agg(**sums)
        return made.to_pandas()[[*keys, *SUMS]]


def quoted(name: str) -> str:
    """Return a column's name for SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: object) -> str:
    """Return a text for SQL."""
    return "'" + str(value).replace("'", "''") + "'"
