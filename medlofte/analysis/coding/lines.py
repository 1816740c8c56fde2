"""Files that only grow, a JSON object a line: appended whole and on the disk, one writer at a time, crash-safe.

A line that a crash cut short is passed over, and the next one starts anew, so no whole line is lost.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from medlofte import durable
from medlofte.errors import SourceError, reason
from medlofte.language import _

_NOBODYS = b"\0 \t\r"
_PATIENCE_S, _AGAIN_S = 2.0, 0.02  # a line is written in less


def read(path: Path, *, start: str) -> list[tuple[int, str]]:
    """Return the rows and lines of a file; none if it does not exist.

    Parameters
    ----------
    start
        How a whole line begins; a line that begins so and does not end is what a crash left.

    Raises
    ------
    OSError, UnicodeDecodeError
        If the file cannot be read.
    """
    if not path.is_file():
        return []
    lines = path.read_bytes().split(b"\n")
    begins = start.encode()
    # A file that grew just before the power went may end in bytes that nobody wrote.
    written = ((row, line.strip(_NOBODYS)) for row, line in enumerate(lines, start=1))
    return [(row, line.decode()) for row, line in written if line and not _cut(line, begins)]


def _cut(line: bytes, start: bytes) -> bool:
    """Return whether a line is the beginning of one that a crash cut short."""
    ended = line.rstrip().endswith(b"}") and line.count(b"{") == line.count(b"}")
    if ended or not (line.startswith(start) or start.startswith(line)):
        return False
    try:
        json.loads(line)
    except ValueError:
        return True
    return False


def append(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """Append lines of JSON in one write, on the disk before this returns; one that a crash cut short is ended first.

    Raises
    ------
    SourceError
        If the file cannot be written, or another process goes on writing to it.
    """
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    try:
        with path.open("a+b") as stream, _locked(stream, path, patience_s=_PATIENCE_S):
            durable.append(stream, lines)
    except OSError as error:
        raise SourceError(
            _("Det går inte att spara: {reason}.").format(reason=reason(error)),
            file=path,
            advice=_("Beslutet är inte sparat. Se att disken har plats och att filen får skrivas, och gör om det."),
        ) from error


@contextmanager
def holding(path: Path) -> Iterator[None]:
    """Hold a lock file for as long as the block runs.

    Raises
    ------
    SourceError
        If another process holds it already.
    """
    with path.with_suffix(".lock").open("a+b") as stream, _locked(stream, path):
        yield


@contextmanager
def _locked(stream: Any, path: Path, *, patience_s: float = 0) -> Iterator[None]:
    """Lock an open file for this process, waiting a moment; the system lets go of it if the process dies."""
    until = time.monotonic() + patience_s
    while True:
        try:
            _lock(stream.fileno())
            break
        except OSError as error:
            if time.monotonic() >= until:
                raise SourceError(
                    _("Någon annan kodar redan i samma fil."),
                    file=path,
                    advice=_("Stäng det andra fönstret, eller vänta tills den personen är klar."),
                ) from error
            time.sleep(_AGAIN_S)
    try:
        yield
    finally:
        _unlock(stream.fileno())


if sys.platform == "win32":  # pragma: no cover (each system has its own half)
    import msvcrt

    # A byte far beyond the end, so that the lock never hides what others read.
    _FAR = 1 << 30

    def _lock(file: int) -> None:
        os.lseek(file, _FAR, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

    def _unlock(file: int) -> None:
        os.lseek(file, _FAR, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
