"""A workshop as one file: a copy while it is running, an export without secrets, and back into an empty database.

A *backup* is everything, to go on from after an accident: codes let people in and browsers find their ballots again.
An *export* is for keeping and for others: no codes, no sessions, and the ballots' keys are drawn anew, so that not even
somebody with the browser's secret finds a ballot in it. ``restore`` puts back either.
"""

from __future__ import annotations

import secrets
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from medlofte import durable
from medlofte.errors import StoreError
from medlofte.language import _
from medlofte.workshop.store import packet
from medlofte.workshop.store.database import Database
from medlofte.workshop.store.schema import BALLOTS, CODES, METADATA, SESSIONS
from medlofte.workshop.store.voting import Voting

Rows = dict[str, list[dict[str, Any]]]

OWN = {"meta", "clock"}  # each database's own, never moved
SECRET = {table.name for table in (CODES, SESSIONS)}
_SQLITE = b"SQLite format 3\0"


class Archive:
    """Copies of the workshop. Files are their owner's alone, and none is ever written over."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def backup(self, file: str | Path) -> Path:
        """Copy the whole workshop, as it stands at one moment, while others write; return the file.

        SQLite is copied by its own backup (a database that can be put in the place of the first), PostgreSQL as a
        packet for ``restore``. A name without an ending gets ``.sqlite`` or ``.zip``.

        Raises
        ------
        StoreError
            If the file exists or cannot be written, or the copy is not whole.
        """
        sqlite = self._database.dialect == "sqlite"
        target = _ending(file, ".sqlite" if sqlite else ".zip")
        with _new(target) as draft:
            if sqlite:
                self._copy(draft)
            else:
                packet.write(draft, self._rows(), complete=True)
        return target

    def export(self, file: str | Path) -> Path:
        """Write the workshop without codes, sessions and the ballots' keys; return the file.

        Raises
        ------
        StoreError
            If a round is open (its ballots are nobody's to see yet), or the file exists or cannot be written.
        """
        target = _ending(file, ".zip")
        with _new(target) as draft:
            packet.write(draft, self._rows(complete=False), complete=False)
        return target

    def restore(self, file: str | Path) -> None:
        """Put a backup or an export into this workshop, which must be empty: all of it or nothing.

        Raises
        ------
        StoreError
            If the file is damaged, made by a newer version or no workshop, or this workshop has something in it.
        """
        tables = _read(Path(file))
        with self._database.write() as connection:
            for table in METADATA.sorted_tables:
                if table.name not in OWN | {CODES.name} and connection.execute(sa.select(table).limit(1)).first():
                    raise StoreError(_("Workshoppen är inte tom."), advice=_("Läs in i en ny databas, med --store."))
            if tables.get(CODES.name):
                connection.execute(CODES.delete())
            for table in METADATA.sorted_tables:
                if rows := tables.get(table.name):
                    connection.execute(table.insert(), rows)
            _count_on(connection)

    def _copy(self, draft: Path) -> None:
        with self._database.transaction() as connection, sqlite3.connect(draft) as target:
            source: Any = connection.connection.driver_connection
            source.backup(target)
            whole = target.execute("PRAGMA integrity_check(1)").fetchone()[0]
        target.close()
        if whole != "ok":
            raise StoreError(_("Säkerhetskopian blev inte hel."), advice=_("Försök igen, helst på en annan disk."))

    def _rows(self, *, complete: bool = True) -> Rows:
        """Return every table's rows, all of the same moment, in an order that tells nothing."""
        with self._database.snapshot() as connection:
            tables = _all_rows(connection)
            if complete:
                return tables
            if any(not round_.closed for round_ in Voting(self._database).read(connection)):
                raise StoreError(_("En omgång är öppen."), advice=_("Stäng den och exportera igen."))
        kept = {name: rows for name, rows in tables.items() if name not in SECRET}
        return kept | {BALLOTS.name: _rekeyed(tables[BALLOTS.name])}


def _all_rows(connection: sa.Connection) -> Rows:
    tables = [table for table in METADATA.sorted_tables if table.name not in OWN]
    return {table.name: [row._asdict() for row in connection.execute(sa.select(table).order_by(*table.primary_key))]
            for table in tables}  # fmt: skip


def _rekeyed(ballots: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the ballots under keys drawn now, in the order of those; a ballot on paper keeps the mark on the paper."""
    drawn = [row | {"ballot": row["ballot"] if row["paper"] else secrets.token_hex(16)} for row in ballots]
    return sorted(drawn, key=lambda row: (row["round"], row["ballot"]))


def _read(file: Path) -> Rows:
    """Return the tables of a packet, or of an SQLite backup."""
    try:
        with file.open("rb") as opened:
            start = opened.read(len(_SQLITE))
    except OSError as error:
        raise StoreError(
            _("Filen går inte att läsa ({strerror}).").format(strerror=error.strerror), file=file
        ) from error
    if start != _SQLITE:
        return packet.read(file)
    # A copy is opened, not the backup itself: an older one is brought up to date first.
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "workshop.sqlite"
        copy.write_bytes(file.read_bytes())
        opened_copy = Database.open(copy, create=True)
        try:
            with opened_copy.snapshot() as connection:
                return _all_rows(connection)
        finally:
            opened_copy.close()


def _count_on(connection: sa.Connection) -> None:
    """Let PostgreSQL number new rows from where the rows that were put in end; SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in METADATA.sorted_tables:
        last = connection.execute(sa.select(sa.func.max(table.c.id))).scalar() if "id" in table.c else None
        if last and table.name not in OWN:
            sequence = sa.func.pg_get_serial_sequence(table.name, "id")
            connection.execute(sa.select(sa.func.setval(sequence, last)))


def _ending(file: str | Path, suffix: str) -> Path:
    path = Path(file)
    return path if path.suffix else path.with_name(path.name + suffix)


@contextmanager
def _new(file: Path) -> Iterator[Path]:
    """Yield a draft beside a file that does not exist yet, which takes its name when all went well."""
    if file.exists():
        raise StoreError(_("Filen finns redan."), file=file, advice=_("Välj ett annat namn."))
    try:
        with durable.replacing(file) as draft:
            draft.unlink(missing_ok=True)
            draft.touch(0o600)
            yield draft
    except (OSError, sqlite3.Error) as error:
        raise StoreError(_("Filen går inte att skriva ({error}).").format(error=error), file=file) from error
