"""Files that the browser may keep: plotly's script, compressed once, and the style of our own pages."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import tornado.web

from medlofte.views.widget import plotly_script

STYLE = Path(__file__).parent / "static" / "server.css"
FOREVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, no-cache"
_SHORTEST_PREFIX = 8


@dataclass(frozen=True)
class Asset:
    """A file as it is sent.

    Parameters
    ----------
    sha256
        Of the plain bytes, hexadecimal.
    release
        The version of the package it comes from; '' where it has none.
    """

    plain: bytes
    packed: bytes
    sha256: str
    kind: str
    release: str = ""

    @classmethod
    def read(cls, file: Path, *, kind: str, release: str = "") -> Asset:
        """Return the file with its gzip form and fingerprint."""
        plain = file.read_bytes()
        return cls(plain, gzip.compress(plain, 9, mtime=0), hashlib.sha256(plain).hexdigest(), kind, release)

    def fits(self, asked: str) -> bool:
        """Return whether ``?v=`` names exactly this content: a prefix of its SHA-256, or its package's version."""
        prefix = len(asked) >= _SHORTEST_PREFIX and self.sha256.startswith(asked)
        return prefix or bool(asked and asked == self.release)


@cache
def plotly() -> Asset:
    """Return plotly's script, 5 MB plain and 1.5 MB compressed; made once per server."""
    return Asset.read(plotly_script(), kind="text/javascript; charset=utf-8", release=version("plotly"))


@cache
def style() -> Asset:
    """Return the style sheet of joining and the start page."""
    return Asset.read(STYLE, kind="text/css; charset=utf-8")


class AssetHandler(tornado.web.RequestHandler):  # type: ignore[misc]
    """Sends one asset. Open to everyone: it is published software, and holds nothing of the workshop's."""

    def initialize(self, asset: Any) -> None:
        """Take the function that returns the asset."""
        self._load = asset

    async def get(self) -> None:
        """Send it, compressed where the browser takes that, or 304."""
        # Compressing takes a third of a second the first time: others must not wait for it.
        asset: Asset = await asyncio.to_thread(self._load)
        packed = "gzip" in self.request.headers.get("Accept-Encoding", "")
        self.set_header("Content-Type", asset.kind)
        self.set_header("Vary", "Accept-Encoding")
        self.set_header("Etag", f'W/"{asset.sha256[:32]}"')
        self.set_header("Cache-Control", FOREVER if asset.fits(self.get_query_argument("v", "")) else ASK_AGAIN)
        if self.check_etag_header():
            self.set_status(304)
            return
        if packed:
            self.set_header("Content-Encoding", "gzip")
        self.write(asset.packed if packed else asset.plain)

    def compute_etag(self) -> None:
        """Return nothing: the tag is set above, without hashing 5 MB for every request."""
