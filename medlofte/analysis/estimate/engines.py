"""Where the answers are, and how they are counted there: DuckDB in this process, or any database through ibis.

Every engine does one thing only: it says how many respondents, of what weight, have each combination of values. One
GROUP BY per question, or one scan for all (``packed``); never UNPIVOT, which takes 2–5 times as long and fails on
PostgreSQL where values are missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, Self

import numpy as np
import pandas as pd

from medlofte.analysis.estimate.packed import Counted, Packed, pack
from medlofte.errors import EstimateError
from medlofte.language import _

SUMS = ("n", "w", "w2")
FILES = {".parquet": "read_parquet", ".csv": "read_csv", ".tsv": "read_csv", ".gz": "read_csv"}


class Engine(Protocol):
    """Counts combinations of values; used as a context, which leaves nothing behind, whatever happens inside it."""

    columns: tuple[str, ...]

    def __enter__(self) -> Self:
        """Open the source."""

    def __exit__(self, *problem: object) -> None:
        """Close it."""

    def cells(self, keys: Sequence[str], *, extra: Sequence[str], questions: Sequence[str]) -> pd.DataFrame:
        """Return one row per combination of the keys' values: these (``0, 1, …``), the extra columns' and the sums.

        Missing values are values too.

        Parameters
        ----------
        extra
            Columns that have one value in each combination.
        questions
            What will be asked for next.
        """

    def answers(self, question: str) -> Counted:
        """Return a question's counts."""


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
        self.packed: Packed | None = None

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

    def cells(self, keys: Sequence[str], *, extra: Sequence[str], questions: Sequence[str]) -> pd.DataFrame:
        """Count the cells, see :class:`Engine`; the questions too, where one scan is enough for all."""
        self.packed = None
        if self._parquet and not (self.weight or extra):
            self.packed = pack(self.engine, paths=self._files(), keys=keys, questions=questions)
        if self.packed:
            return self.packed.frame()
        if self.weight:
            test = f"SELECT count(*) FROM source WHERE coalesce({self._weight}, 0) <= 0"  # noqa: S608
            _refuse(self.weight, self.engine.execute(test).fetchall()[0][0])
        self.keys = [f"{quoted(name)} AS k{i}" for i, name in enumerate(keys)]
        more = [f"any_value({quoted(name)}) AS e{i}" for i, name in enumerate(extra)]
        query = f"SELECT {', '.join([*self.keys, *more, *self._sums])} FROM source{' GROUP BY ALL' if keys else ''}"  # noqa: S608
        numbered = f"SELECT row_number() OVER () - 1 AS row, * FROM ({query})"  # noqa: S608
        self.engine.execute(f"CREATE TEMP TABLE cells AS {numbered}")
        names = [*map(str, range(len(keys))), *(f"e{i}" for i in range(len(extra))), *SUMS]
        return self.engine.execute("SELECT * EXCLUDE row FROM cells ORDER BY row").df().set_axis(names, axis=1)

    def answers(self, question: str) -> Counted:
        """Count a question, see :class:`Engine`."""
        if self.packed:
            return self.packed.counted(question)
        names = [f"k{i}" for i in range(len(self.keys))]
        query = ", ".join([*self.keys, f"{quoted(question)} AS value", *self._sums])
        query = f"SELECT {query} FROM source GROUP BY ALL"  # noqa: S608
        same = " AND ".join(f"counted.{name} IS NOT DISTINCT FROM cells.{name}" for name in names) or "true"
        found = self.engine.execute(
            "SELECT cells.row, value, counted.n, counted.w, counted.w2 "  # noqa: S608 - names are made here
            f"FROM ({query}) AS counted JOIN cells ON {same}"
        )
        return _columns(found.df())

    @property
    def _weight(self) -> str:
        name = quoted(self.weight)
        # Swedish text files write 1,5.
        number = f"replace({name}, ',', '.')" if self.types.get(self.weight) == "VARCHAR" else name
        return f"TRY_CAST({number} AS DOUBLE)"

    @property
    def _sums(self) -> list[str]:
        # fsum is DuckDB's compensated sum: the rows' order then does not show in the digits.
        weight = self._weight
        sums = (f"fsum({weight})", f"fsum({weight} * {weight})") if self.weight else ("count(*)", "count(*)")
        return ["count(*) AS n", f"{sums[0]} AS w", f"{sums[1]} AS w2"]

    @property
    def _parquet(self) -> bool:
        return not isinstance(self.source, pd.DataFrame) and all(
            Path(one).suffix == ".parquet" for one in self._paths()
        )

    def _files(self) -> list[str]:
        rows = self.engine.execute(f"SELECT file FROM glob([{', '.join(map(literal, self._paths()))}])")  # noqa: S608
        return [row[0] for row in rows.fetchall()]

    def _open(self, error: type[Exception]) -> None:
        try:
            if isinstance(self.source, pd.DataFrame):
                self.engine.register("source", self.source)
            else:
                # Parquet is read column by column as it is asked for; text is parsed once.
                kind = "VIEW" if self._parquet else "TEMP TABLE"
                rows = f"SELECT * FROM {self._reader()}{self._filter()}"  # noqa: S608 - names and texts are quoted
                self.engine.execute(f"CREATE {kind} source AS {rows}")
            self.types = {row[0]: row[1] for row in self.engine.execute("DESCRIBE source").fetchall()}
            self.columns = tuple(self.types)
        except error as problem:
            reason = str(problem).splitlines()[0]
            raise EstimateError(
                _("Filen går inte att läsa ({reason}).").format(reason=reason),
                file=", ".join(self._paths()),
                advice=_("Ange en Parquetfil, eller en CSV-fil i UTF-8."),
            ) from problem

    def _paths(self) -> list[str]:
        several = isinstance(self.source, Sequence) and not isinstance(self.source, str)
        return [str(path) for path in (self.source if several else [self.source])]  # type: ignore[union-attr]

    def _reader(self) -> str:
        paths = self._paths()
        reader = FILES.get(Path(paths[0]).suffix.lower())
        if reader is None:
            raise EstimateError(
                _("Filslaget går inte att räkna direkt."), file=paths[0], advice=_("Ange en Parquet- eller CSV-fil.")
            )
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
            raise EstimateError(
                _("Databaser läses genom ibis, som inte är installerat."),
                value=self.table,
                advice=_("Installera med «pip install medlofte[engines]»."),
            ) from problem
        self.engine = ibis.connect(self.url)
        self.source = self.engine.table(self.table)
        for name, value in self.where.items():
            self.source = self.source.filter(self.source[name].cast("string") == str(value))
        self.columns = tuple(self.source.columns)
        return self

    def __exit__(self, *problem: object) -> None:
        self.engine.disconnect()

    def cells(self, keys: Sequence[str], *, extra: Sequence[str], questions: Sequence[str]) -> pd.DataFrame:
        """Count the cells, see :class:`Engine`."""
        self.keys = list(keys)
        if self.weight:
            weight = self.source[self.weight].cast("float64")
            _refuse(self.weight, int(self.source.filter(weight.isnull() | (weight <= 0)).count().execute()))
        counted = self._grouped(keys, extra=extra)
        self.rows = counted[list(map(str, range(len(keys))))].assign(row=range(len(counted)))
        return counted

    def answers(self, question: str) -> Counted:
        """Count a question, see :class:`Engine`; its cells are found in this process."""
        counted = self._grouped([*self.keys, question])
        names = list(map(str, range(len(self.keys))))
        counted = counted.rename(columns={str(len(self.keys)): "value"})
        return _columns(counted.merge(self.rows, on=names) if names else counted.assign(row=0))

    def _grouped(self, names: Sequence[str], *, extra: Sequence[str] = ()) -> pd.DataFrame:
        rows = self.source
        weight = rows[self.weight].cast("float64") if self.weight else None
        w, w2 = (rows.count(), rows.count()) if weight is None else (weight.sum(), (weight * weight).sum())
        sums: dict[str, Any] = {f"e{i}": rows[name].max() for i, name in enumerate(extra)}
        sums |= {"n": rows.count(), "w": w, "w2": w2}
        keys = {str(i): rows[name] for i, name in enumerate(names)}
        made = rows.group_by(**keys).agg(**sums) if names else rows.agg(**sums)
        return made.to_pandas()[[*keys, *sums]]


def _refuse(weight: str, wrong: int) -> None:
    """Raise if some respondents have no weight above zero: they would vanish from every sum."""
    if wrong:
        raise EstimateError(
            _("{wrong} svar saknar en vikt över noll.").format(wrong=wrong),
            column=weight,
            advice=_("Rätta vikterna i källan eller välj bort raderna (where)."),
        )


def _columns(counted: pd.DataFrame) -> Counted:
    n, w, w2 = (counted[name].to_numpy(dtype=float) for name in SUMS)
    return Counted(counted["row"].to_numpy(dtype=np.int64), counted["value"], (n, w, w2))


def quoted(name: str) -> str:
    """Return a column's name for SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: object) -> str:
    """Return a text for SQL."""
    return "'" + str(value).replace("'", "''") + "'"
