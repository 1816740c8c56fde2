"""Opening the database: SQLite so that many processes may write, PostgreSQL through psycopg 3, and its errors told."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DatabaseError, DataError, NoSuchModuleError, OperationalError, SQLAlchemyError

from medlofte.errors import StoreError, reason
from medlofte.language import N_, _

ENVIRONMENT = "MEDLOFTE_STORE"
LOCK = 0x6D65646C  # one number for PostgreSQL's advisory lock while the tables are made
WAIT_S = 15
_ALLOW = N_("Ge den som kör servern rätt att skriva i filen och i dess mapp, och starta om servern.")
# Words of the database's own error → what is said of it, and what to do.
_KNOWN = (
    (("locked", "lock timeout"), N_("Workshoppens databas är upptagen."), N_("Vänta en stund och försök igen.")),
    (("database or disk is full", "disk I/O error", "No space left on device", "could not extend file"),
     N_("Disken är full: det senaste sparades inte."),
     N_("Frigör utrymme och försök igen; det som sparats tidigare finns kvar.")),
    (("readonly database", "read-only transaction"),
     N_("Workshoppens databas är skrivskyddad: det senaste sparades inte."), _ALLOW),
    (("unable to open database file",), N_("Workshoppens databas går inte att öppna."), _ALLOW),
)  # fmt: skip
_RESTORE = N_("Lägg tillbaka en säkerhetskopia, eller flytta undan filen och starta om.")


def default_url(edition: str | Path) -> str:
    """Return where an edition's workshop is kept: ``MEDLOFTE_STORE``, else an SQLite file beside the edition.

    The file is named by its path, not by a URL: a path may hold characters that mean something in a URL.
    """
    path = Path(edition).resolve()
    return os.environ.get(ENVIRONMENT) or str(path.parent / f"{path.name}.workshop.sqlite")


def engine(url: str | Path, *, create: bool, patience: float = WAIT_S) -> sa.Engine:
    """Return an engine for a URL or a file path; nothing is asked of the database yet.

    Parameters
    ----------
    patience
        Seconds to wait for others who write, or for a server that does not answer.

    Raises
    ------
    StoreError
        If the URL cannot be understood, or the file is missing (with ``create=False``) or cannot be made.
    """
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        _make_file(Path(address.database or ""), create=create)
        made = sa.create_engine(address, connect_args={"timeout": patience}, pool_size=2, max_overflow=8)
        sa.event.listen(made, "connect", _on_sqlite_connect)
        sa.event.listen(made, "begin", _on_sqlite_begin)
        return made
    try:
        # Every viewer's process has a pool of its own: keep it small, or twenty viewers use up a server's connections.
        made = sa.create_engine(address, pool_size=1, max_overflow=3, pool_pre_ping=True,
                                connect_args={"connect_timeout": max(2, round(patience))})  # fmt: skip
    except (ImportError, NoSuchModuleError) as error:
        raise StoreError(_("Stödet för PostgreSQL är inte installerat."),
                         advice=_("Installera medlofte[postgres].")) from error  # fmt: skip

    def connected(raw: Any, _record: object) -> None:
        raw.execute(f"SET lock_timeout = {round(patience * 1000)}")
        raw.commit()

    sa.event.listen(made, "connect", connected)
    return made


def prepare_file(made: sa.Engine) -> None:
    """Turn on WAL, which stays in the file, and check the whole file; StoreError if it is damaged."""
    try:
        with made.connect() as connection:
            raw = connection.connection
            _write_ahead(raw)
            problems = [row[0] for row in raw.cursor().execute("PRAGMA integrity_check(3)").fetchall()]
    except SQLAlchemyError as error:
        raise told(error) from error
    except Exception as error:  # the driver's own error: it is used directly, outside any transaction
        raise _known(error) or StoreError(
            _("Workshoppens databas går inte att läsa ({error}).").format(error=error),
            file=made.url.database,
            advice=_(_RESTORE),
        ) from error
    if problems != ["ok"]:
        raise StoreError(_("Workshoppens databas är skadad."), file=made.url.database, advice=_(_RESTORE))


def empty_log(made: sa.Engine) -> None:
    """Move SQLite's write-ahead log into the file and empty it, unless others are using it just now."""
    try:
        with made.connect() as connection:
            raw = connection.connection
            [[patience]] = raw.cursor().execute("PRAGMA busy_timeout").fetchall()
            raw.cursor().execute("PRAGMA busy_timeout = 500")
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            raw.cursor().execute(f"PRAGMA busy_timeout = {patience}")
    except Exception:  # noqa: S110 -- what was written is safe in the log; the next one who closes the file empties it
        pass


def told(error: SQLAlchemyError | UnicodeError) -> StoreError:
    """Return the Swedish error for one of the database's own."""
    if isinstance(error, DataError | UnicodeError):
        return StoreError(_("Texten har tecken som inte går att spara."), advice=_("Skriv om den och spara igen."))
    cause = str(getattr(error, "orig", error)).strip().splitlines()[:1]
    if known := _known(error):
        return known
    if isinstance(error, OperationalError):
        return StoreError(_("Workshoppens databas svarar inte ({cause}).").format(cause=''.join(cause)),
                          advice=_("Kontrollera adressen och att servern är igång."))  # fmt: skip
    if isinstance(error, DatabaseError):
        return StoreError(
            _("Workshoppens databas går inte att använda ({cause}).").format(cause="".join(cause)), advice=_(_RESTORE)
        )
    return StoreError(_("Workshoppens databas går inte att använda ({cause}).").format(cause="".join(cause)))


def _known(error: Exception) -> StoreError | None:
    said = str(getattr(error, "orig", error))
    found = (StoreError(_(message), advice=_(advice)) for signs, message, advice in _KNOWN
             if any(sign in said for sign in signs))  # fmt: skip
    return next(found, None)


def _address(url: str | Path) -> sa.URL:
    if isinstance(url, Path) or "://" not in url:
        return sa.URL.create("sqlite", database=str(url))
    try:
        address = sa.make_url(url)
    except (ArgumentError, ValueError) as error:
        raise StoreError(_("Databasens adress går inte att tolka."),
                         advice=_("Skriv sqlite:///FIL eller postgresql://…")) from error  # fmt: skip
    if address.get_backend_name() in ("postgresql", "postgres"):
        return address.set(drivername="postgresql+psycopg")
    if address.get_backend_name() != "sqlite" or address.database in (None, "", ":memory:"):
        raise StoreError(_("Databasen ska vara en SQLite-fil eller PostgreSQL."), value=address.drivername,
                         advice=_("Skriv sqlite:///FIL eller postgresql://…"))  # fmt: skip
    return address


def _make_file(file: Path, *, create: bool) -> None:
    """Make an empty file that only its owner may read (SQLite's -wal and -shm take over its mode)."""
    if file.is_file():
        # SQLite opens what it may only read, and then each save is refused: rather say so before anybody has come.
        if create and not (os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)):
            raise StoreError(_("Workshoppens databas är skrivskyddad."), file=file, advice=_(_ALLOW))
        return
    if not create:
        raise StoreError(_("Workshoppens databas finns inte."), file=file, advice=_("Starta med «medlofte serve»."))
    try:
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreError(
            _("Databasen går inte att skapa ({reason}).").format(reason=reason(error)),
            file=file,
            advice=_("Välj en annan fil eller mapp med --store, eller frigör utrymme."),
        ) from error


def _on_sqlite_connect(raw: Any, _record: object) -> None:
    raw.isolation_level = None  # the driver starts no transactions of its own: _on_sqlite_begin does
    for pragma in ("foreign_keys = ON", "synchronous = FULL", "secure_delete = ON"):
        raw.execute(f"PRAGMA {pragma}")


def _on_sqlite_begin(connection: sa.Connection) -> None:
    # A writer takes its lock at once. One that first reads and then wants to write is refused without waiting.
    immediate = connection.get_execution_options().get("immediate")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _write_ahead(raw: Any) -> None:
    """Switch to WAL; the switch does not wait for other processes by itself, so it is tried again."""
    deadline = time.monotonic() + WAIT_S
    while True:
        try:
            raw.cursor().execute("PRAGMA journal_mode = WAL")
            return
        except Exception as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
