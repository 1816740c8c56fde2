"""Files that browsers may keep: compressed once, held in memory, sent without touching the disk again."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.base.handlers import FileFindHandler
from tornado.web import HTTPError, RequestHandler, StaticFileHandler
from voila.static_file_handler import MultiStaticFileHandler, TemplateStaticFileHandler

from medlofte import language, looks, tokens
from medlofte.server.page import UNKNOWN
from medlofte.views.parts import PAGES
from medlofte.views.script import FOLDER, source
from medlofte.views.widget import plotly_digest, plotly_script

FOREVER = "public, max-age=31536000, immutable"
# Voilà's file names carry no version, so browsers may keep them for a meeting but not for a year.
MEETING = "public, max-age=14400"
ASK = "public, no-cache"
BUNDLE = "medlofte_bundle"
# Of the libraries' folders, files of these kinds and no others: no source maps, no licences, no listing.
_SHOWN = {".js", ".css", ".svg", ".png", ".gif", ".ico", ".woff", ".woff2", ".ttf", ".eot", ".json"}
EXTENSIONS = ("anywidget", "@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8")
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
    return packed(Path(path).read_bytes(), mimetypes.guess_type(path)[0] or "application/octet-stream")


def packed(raw: bytes, mime: str) -> Asset:
    """Return bytes as an asset."""
    smaller = gzip.compress(raw, 6, mtime=0) if mime in _PACKED and len(raw) > 1024 else None
    return Asset(raw, smaller, f'"{hashlib.sha256(raw).hexdigest()[:32]}"', mime)


def asset(path: str | Path) -> Asset:
    """Return a file as an asset from memory, or from disk the first time."""
    return load(str(path), Path(path).stat().st_mtime_ns)


def send(handler: RequestHandler, found: Asset, *, cache: str) -> None:
    """Write an asset, gzipped when the browser takes that; 304 when it already has it."""
    handler.set_header("Content-Type", f"{found.mime}; charset=utf-8" if found.mime in _PACKED else found.mime)
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
    """``/medlofte/plotly.min.js``: the script that draws every figure, once per browser.

    Open to everyone, as all files here: it is published software and holds nothing of the workshop's.
    """

    async def get(self) -> None:
        """Send the script; for ever when ``v`` begins its SHA-256."""
        # Compressing it takes a tenth of a second the first time: others must not wait for it.
        found = await asyncio.to_thread(asset, plotly_script())
        send(self, found, cache=FOREVER if fits(found, self.get_query_argument("v", "")) else ASK)


class Bundle(RequestHandler):
    """``/medlofte/dashboards.js``: the scripts of Voilà's that every page needs, as one; open as the one above."""

    def get(self) -> None:
        """Send the script; for ever when ``v`` begins its SHA-256."""
        found: Asset = self.settings[BUNDLE]
        send(self, found, cache=FOREVER if fits(found, self.get_query_argument("v", "")) else ASK)


class WidgetScript(RequestHandler):
    """``/medlofte/views/NAME.js``: the script of one of our widgets; open as the ones above."""

    def get(self, name: str) -> None:
        """Send the script; for ever when ``v`` begins its SHA-256."""
        if not (FOLDER / name).is_file():
            self.send_error(404)
            return
        found = scripted(name)
        send(self, found, cache=FOREVER if fits(found, self.get_query_argument("v", "")) else ASK)


@lru_cache(maxsize=32)
def scripted(name: str) -> Asset:
    """Return a widget's script as an asset."""
    return packed(source(name).encode(), "text/javascript")


class OwnFiles(RequestHandler):
    """``/medlofte/static/…``: the style sheet of our own pages."""

    def get(self, name: str) -> None:
        """Send one of the files by its plain name; anything else is 404."""
        files = {path.name: path for path in (Path(__file__).parent / "static").iterdir() if path.is_file()}
        if name not in files:
            self.send_error(404)
            return
        send(self, styled(files[name]) if name.endswith(".css") else asset(files[name]), cache=ASK)


@lru_cache(maxsize=8)
def styled(path: Path) -> Asset:
    """Return a style sheet as an asset, with the tokens it uses."""
    return packed(tokens.css(path.read_text("utf-8")).encode(), "text/css")


def fits(found: Asset, asked: str) -> bool:
    """Return whether ``?v=`` names exactly this script, by 8 or more of its SHA-256's digits."""
    return len(asked) >= 8 and found.etag.strip('"').startswith(asked[:32])


def early_scripts(
    current_page_config: dict[str, Any],
    base_url: str,
    settings: dict[str, Any],
    *,
    notebook_path: str = "",
    **_unused: object,
) -> dict[str, Any]:
    """Tell the page's template where the large scripts are, so that they load while the kernel works (a Voilà hook)."""
    own = {"medloftePlotly": f"{base_url}medlofte/plotly.min.js?v={plotly_digest()}",
           "medlofteLanguage": language.current(), "medlofteRoot": looks.root(), "medlofteFailed": language._(UNKNOWN),
           "medlofteTitle": language._(dict(PAGES).get(Path(notebook_path).stem, ""))}  # fmt: skip
    if BUNDLE in settings:
        own["medlofteScripts"] = f"{base_url}medlofte/dashboards.js?v={settings[BUNDLE].etag.strip(chr(34))}"
    return current_page_config | own


class Packed(StaticFileHandler):
    """Sends from memory and compressed; the static handler it is mixed with decides which file a path names."""

    @allow_unauthenticated
    async def get(self, path: str, include_body: bool = True) -> None:
        """Send the file; 403 or 404 for anything outside the handler's folders or of another kind."""
        if Path(path).suffix not in _SHOWN:
            raise HTTPError(404)
        self.path = self.parse_url_path(path)
        absolute = self.get_absolute_path(self.root, self.path)
        self.absolute_path = self.validate_absolute_path(self.root, absolute)
        if self.absolute_path is None:
            return
        # A digest in the address: ``?v=`` of the templates, ``remoteEntry.DIGEST.js`` of the extensions.
        forever = "v" in self.request.arguments or "remoteEntry." in self.path
        send(self, asset(self.absolute_path), cache=FOREVER if forever else MEETING)


class PackedStatic(Packed, MultiStaticFileHandler):
    """Voilà's own scripts and fonts."""


class PackedExtensions(Packed, FileFindHandler):
    """JupyterLab's extensions: the widget managers, and none that happens to be installed beside them."""

    def parse_url_path(self, path: str) -> str:
        """Return the path when it lies in one of the extensions that pages use."""
        if not path.startswith(tuple(f"{name}/" for name in EXTENSIONS)):
            raise HTTPError(404)
        return str(super().parse_url_path(path))


class PackedTemplates(Packed, TemplateStaticFileHandler):
    """Files of the Voilà templates."""

    def parse_url_path(self, path: str) -> str:
        """Return the path when it reads ``TEMPLATE/static/FILE``; Voilà's own stops with an error on other shapes."""
        parts = path.split("/")
        if len(parts) < 3 or parts[1] != "static" or not parts[0].isidentifier() or ".." in parts:
            raise HTTPError(404)
        return str(super().parse_url_path(path))
