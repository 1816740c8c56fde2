"""The scripts of Voilà and its widgets that every page needs, as one file.

Voilà's page asks for some eighty small scripts, in four rounds, each of which waits for the one before. They are
webpack's chunks: a chunk only adds itself to a list that the program looks through when it starts. All of them put
together and loaded first are therefore found there, and nothing more is asked for.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable
from pathlib import Path

from medlofte.server.static import Asset

LIST = Path(__file__).parent / "bundle.txt"
MIME = "text/javascript"


def names() -> list[str]:
    """Return the scripts' addresses below ``/voila/``: ``static/…`` and ``labextensions/…``."""
    lines = LIST.read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def bundle(static: Iterable[str], extensions: Iterable[str]) -> Asset:
    """Return the listed scripts that are installed, one after the other; takes some tenths of a second.

    Parameters
    ----------
    static, extensions
        The folders behind ``/voila/static/`` and ``/voila/labextensions/``, first match first.
    """
    folders = {"static": [Path(path) for path in static], "labextensions": [Path(path) for path in extensions]}
    found = []
    for name in names():
        kind, _unused, rest = name.partition("/")
        found += [path for folder in folders[kind] if (path := folder / rest).is_file()][:1]
    raw = b"".join(b";\n" + path.read_bytes() + b"\n" for path in found)
    return Asset(raw, gzip.compress(raw, 6, mtime=0), f'"{hashlib.sha256(raw).hexdigest()[:32]}"', MIME)
