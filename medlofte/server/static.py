"""Files that browsers may keep: compressed once, held in memory, sent without touching the disk again."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tornado.web import RequestHandler, StaticFileHandler
from voila.static_file_handler import TemplateStaticFileHandler

from medlofte.views.widget import plotly_script

FOREVER = "public, max-age=31536000, immutable"
# Voilà's file names carry no version, so browsers may keep them for a meeting but not for a year.
MEETING = "public, max-age=14400"
ASK = "public, no-cache"
_PACKED = {"text/javascript", "application/javascript", "text/css", "application/json", "image/svg+xml", "text/html"}


@dataclass(frozen=True)
class Asset:
    """One file in memory: its bytes, the same gzipped (None where that gains nothing), and a strong ETag."""

    raw: bytes
    packed: bytes | None
    etag: str
    mime: str


@lru_cache(maxsize=2048)
def load(path: str, _modified_ns: int) -> Asset:
    """Return a file as an asset; a changed file is read anew."""
    raw = Path(path).read_bytes()
    mime = mimetypes.guess_type(path)[0] or "application/octet-stream"
    packed = gzip.compress(raw, 6, mtime=0) if mime in _PACKED and len(raw) > 1024 else None
    return Asset(raw, packed, f'"{hashlib.sha256(raw).hexdigest()[:32]}"', mime)


def asset(path: str | Path) -> Asset:
    """Return a file as an asset from memory, or from disk the first time."""
    return load(str(path), Path(path).stat().st_mtime_ns)


def send(handler: RequestHandler, found: Asset, *, cache: str) -> None:
    """Write an asset, gzipped when the browser takes that; 304 when it already has it."""
    handler.set_header("Content-Type", found.mime)
    handler.set_header("Cache-Control", cache)
    handler.set_header("Vary", "Accept-Encoding")
    handler.set_header("ETag", found.etag)
    if handler.check_etag_header():
        handler.set_status(304)
        handler.finish()
        return
    if found.packed is not None and "gzip" in handler.request.headers.get("Accept-Encoding", ""):
        handler.set_header("Content-Encoding", "gzip")
        handler.finish(found.packed)
    else:
        handler.finish(found.raw)


class PlotlyScript(RequestHandler):
    """``/medlofte/plotly.min.js``: the script that draws every figure, once per browser."""

    def get(self) -> None:
        """Send the installed plotly package's script; for ever when ``v`` names its version or digest."""
        found = asset(plotly_script())
        known = self.get_argument("v", "") in (version("plotly"), found.etag.strip('"'))
        send(self, found, cache=FOREVER if known else ASK)


class OwnFiles(RequestHandler):
    """``/medlofte/static/…``: the style sheet of our own pages."""

    def get(self, name: str) -> None:
        """Send one of the files by its plain name; anything else is 404."""
        files = {path.name: path for path in (Path(__file__).parent / "static").iterdir() if path.is_file()}
        if name not in files:
            self.send_error(404)
            return
        send(self, asset(files[name]), cache=ASK)


class Packed(StaticFileHandler):
    """Any of Voilà's static handlers, sending from memory and compressed; it still decides which file a path names."""

    async def get(self, path: str, include_body: bool = True) -> None:
        """Send the file; 404 for one outside the folders."""
        self.path = self.parse_url_path(path)
        del path
        absolute = self.get_absolute_path(self.root, self.path)
        self.absolute_path = self.validate_absolute_path(self.root, absolute)
        if self.absolute_path is None:
            return
        forever = "v" in self.request.arguments or "remoteEntry." in self.path
        send(self, asset(self.absolute_path), cache=FOREVER if forever else MEETING)


class PackedTemplates(Packed, TemplateStaticFileHandler):
    """Files of the Voilà templates; a path of another shape is 404 instead of an error in the log."""

    def parse_url_path(self, path: str) -> Any:
        """Return the path when it reads ``TEMPLATE/static/FILE``."""
        if path.count("/") < 2 or path.split("/")[1] != "static":
            self.send_error(404)
            raise _Stop
        return super().parse_url_path(path)


class _Stop(Exception):
    """The answer is already written."""
