"""Files that a crash leaves whole: one that is replaced at once or not at all, and a log whose lines only grow."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO


@contextmanager
def replacing(file: Path) -> Iterator[Path]:
    """Yield a draft beside a file, which takes its place when all went well.

    The draft is on the disk before that, so whoever reads, and whatever happens, finds the old file or the new one.

    Raises
    ------
    OSError
        If the file cannot be written. Then, and whenever something is raised within, the file is as it was and no
        draft is left.
    """
    draft = file.with_name(f".{file.name}.tmp")
    try:
        yield draft
        with draft.open("r+b") as stream:
            os.fsync(stream.fileno())
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def write(file: Path, text: str) -> None:
    """Write a text (UTF-8, its line ends as they are) in place of what the file held; errors as ``replacing``."""
    with replacing(file) as draft:
        draft.write_bytes(text.encode())


def append(stream: BinaryIO, lines: Iterable[str]) -> None:
    """Put lines last in a file that is open as ``a+b``, on the disk before this returns.

    They go in one write. A line that a crash cut short is ended first, so that it spoils none of them.

    Raises
    ------
    OSError
        If they cannot be written, all of them: a disk that had room for some of them holds none.
    """
    end = stream.seek(0, os.SEEK_END)
    cut = end and stream.seek(-1, os.SEEK_END) >= 0 and stream.read(1) != b"\n"
    content = ("\n" if cut else "").encode() + "".join(f"{line}\n" for line in lines).encode()
    # Past the stream's own buffer, which would try again, and perhaps succeed, when the stream is closed.
    file, written = stream.fileno(), 0
    try:
        while written < len(content):
            written += os.write(file, content[written:])
        os.fsync(file)
    except OSError:
        if os.fstat(file).st_size == end + written:  # nobody else has added to it meanwhile
            with suppress(OSError):
                os.ftruncate(file, end)
        raise
