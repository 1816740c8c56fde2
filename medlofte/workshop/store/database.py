"""Transactions, logs and the making of the tables: what the store stands on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from medlofte.errors import StoreError
from medlofte.language import _
from medlofte.tables import ROLES
from medlofte.workshop.store import connect, migrate, values
from medlofte.workshop.store.schema import CLOCK, CODES, META, METADATA, SCHEMA


class Database:
    """An open database with the workshop's tables; ``transaction`` reads, ``write`` also raises the revision."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine: sa.Engine | None = engine

    @classmethod
    def open(cls, url: str | Path, *, create: bool, patience: float | None = None) -> Database:
        """Return the database, checked, with its tables made when ``create``; StoreError when it will not do."""
        engine = connect.engine(url, create=create, patience=connect.WAIT_S if patience is None else patience)
        database = cls(engine)
        try:
            if engine.dialect.name == "sqlite":
                connect.prepare_file(engine)
            if create and "meta" not in database._names():
                database._create()
            database._check_version(mend=create)
        except BaseException:
            database.close()
            raise
        return database

    def close(self) -> None:
        """Let go of every connection; may be called twice."""
        engine, self._engine = self._engine, None
        if engine is not None:
            engine.dispose()

    @property
    def dialect(self) -> str:
        """Return ``sqlite`` or ``postgresql``."""
        return self._engine.dialect.name if self._engine is not None else ""

    @contextmanager
    def transaction(self, **options: Any) -> Iterator[sa.Connection]:
        """Yield a connection in a transaction: all or nothing, the database's errors told in Swedish."""
        if self._engine is None:
            raise StoreError(_("Workshoppens databas är stängd."), advice=_("Ladda om sidan."))
        try:
            with self._engine.connect().execution_options(**options) as connection, connection.begin():
                yield connection
        except (SQLAlchemyError, UnicodeError) as error:
            raise connect.told(error) from error

    @contextmanager
    def snapshot(self) -> Iterator[sa.Connection]:
        """Yield a transaction in which all that is read is of the same moment, whatever others write."""
        options = {"isolation_level": "REPEATABLE READ"} if self.dialect == "postgresql" else {}
        with self.transaction(**options) as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """Yield a transaction that holds the clock's row: writers take turns, and no revision is seen half done."""
        with self.transaction(immediate=True) as connection:
            connection.execute(CLOCK.update().values(revision=CLOCK.c.revision + 1))
            yield connection

    def settle(self) -> None:
        """Leave no trace of the order in which rows were written, as far as the database lets us; never an error.

        SQLite's write-ahead log holds every page as it was after each write, until it is emptied.
        """
        if self._engine is not None and self.dialect == "sqlite":
            connect.empty_log(self._engine)

    def append(self, table: sa.Table, row: dict[str, Any]) -> int:
        """Add a row with the time to a log and return its id."""
        with self.write() as connection:
            return add(connection, table, row)

    def log(self, table: sa.Table, key: tuple[str, ...], *, value: str = "", history: bool) -> pd.DataFrame:
        """Return a log in order, without its id.

        Unless ``history``: only the last entry per key, and none whose ``value`` column is blank (taken back).
        """
        query = sa.select(*(c for c in table.columns if c.name != "id")).order_by(table.c.id)
        if not history:
            last = sa.select(sa.func.max(table.c.id)).group_by(*(table.c[name] for name in key))
            query = query.where(table.c.id.in_(last))
            query = query.where(table.c[value] != "") if value else query
        return self.frame(query)

    def frame(self, query: sa.Select[Any]) -> pd.DataFrame:
        """Return a query's rows as a frame."""
        with self.transaction() as connection:
            result = connection.execute(query)
            return pd.DataFrame([tuple(row) for row in result], columns=list(result.keys()))

    def _names(self) -> set[str]:
        """Return the names of the tables that are there."""
        with self.transaction() as connection:
            return set(sa.inspect(connection).get_table_names())

    def _create(self) -> None:
        with self._alone() as connection:
            found = sa.inspect(connection).get_table_names()
            if "meta" in found:  # another process was first
                return
            if found and connection.dialect.name == "sqlite":
                raise StoreError(_("Filen är en annan databas, ingen workshop."), file=connection.engine.url.database,
                                 advice=_("Välj en annan fil."))  # fmt: skip
            METADATA.create_all(connection)
            connection.execute(META.insert().values(key="schema", value=str(SCHEMA)))
            connection.execute(CLOCK.insert().values(id=1, revision=0))
            connection.execute(CODES.insert(), [{"role": role, "code": values.code()} for role in ROLES])

    def _check_version(self, *, mend: bool) -> None:
        """Refuse a newer schema; bring an older one up to date when ``mend``, else refuse it too."""
        names = self._names()
        if "meta" not in names:
            raise StoreError(_("Databasen är ingen workshop i medlofte."), advice=_("Starta med «medlofte serve»."))
        with self.transaction() as connection:
            version = self._version(connection)
        if version > SCHEMA:
            raise StoreError(
                _("Databasen har version {version}, nyare än detta program ({schema}).").format(
                    version=version, schema=SCHEMA
                ),
                advice=_("Uppdatera medlofte."),
            )
        if not migrate.is_due(names, version=version):
            return
        if not mend:
            raise StoreError(
                _("Databasen har version {version}, äldre än detta program ({schema}).").format(
                    version=version, schema=SCHEMA
                ),
                advice=_("Starta med «medlofte serve», som uppdaterar den."),
            )
        with self._alone() as connection:
            migrate.bring_up(connection)
        self.settle()

    @contextmanager
    def _alone(self) -> Iterator[sa.Connection]:
        """Yield a transaction that no other process has at the same time, also before there are tables."""
        with self.transaction(immediate=True) as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(connect.LOCK)))
            yield connection

    @staticmethod
    def _version(connection: sa.Connection) -> int:
        found = str(connection.execute(sa.select(META.c.value).where(META.c.key == "schema")).scalar())
        if not found.isdigit():
            raise StoreError(
                _("Databasens version går inte att läsa."), value=found, advice=_("Lägg tillbaka en säkerhetskopia.")
            )
        return int(found)


def add(connection: sa.Connection, table: sa.Table, row: Mapping[str, Any]) -> int:
    """Add a row with the time to a log, in a transaction that is already open, and return its id."""
    key = connection.execute(table.insert().values(**row, time=values.now())).inserted_primary_key
    return int(key[0]) if key else 0
