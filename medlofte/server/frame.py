"""What of a dashboard's page is the same for everybody: its head, its style, and where its scripts are."""

from __future__ import annotations

import zlib
from functools import cache
from pathlib import Path

from jupyter_core.paths import jupyter_path

from medlofte.language import words
from medlofte.server.places import TEMPLATE
from medlofte.views.script import FOLDER, sheet, versioned
from medlofte.views.widget import plotly_digest

SHEETS = ("widget.css", "page.css")
SCRIPTS = ("wire.js", "controls.js", "kept.js", "live.js")
_MODULES = {"lagesbild": ("address.js",), "prioritering": ("ballot.js", "clock.js")}
MARK = "@@the page@@"


def values(page: str, *, kernel: str) -> dict[str, object]:
    """Return what ``dashboard.html`` shows of a page; ``MARK`` stands where the widgets shall."""
    return {
        "kernel": kernel,
        "words": words(FOLDER / "kept.js"),
        "styles": sheet("live.css", *SHEETS, first=shell()),
        "plotly": f"medlofte/plotly.min.js?v={plotly_digest()}",
        "scripts": [versioned(name) for name in SCRIPTS],
        "modules": [versioned(name) for name in ("pulse.js", "widget.js", *_MODULES.get(page, ()))],
        "cut": MARK,
    }


@cache
def shell() -> str:
    """Return the style sheet of the Voilà template, which both kinds of pages share."""
    places = [Path(folder) / TEMPLATE / "static" / "medlofte.css" for folder in jupyter_path("voila", "templates")]
    return next((place.read_text("utf-8") for place in places if place.is_file()), "")


class Packer:
    """Packs a page that is sent in parts, each of which the browser can read as soon as it has come."""

    def __init__(self, accepted: str) -> None:
        # The quickest level: a page is packed while its reader waits.
        self._gzip = zlib.compressobj(1, zlib.DEFLATED, 31) if "gzip" in accepted else None

    @property
    def encoding(self) -> str:
        """Return the answer's Content-Encoding, "" for none."""
        return "gzip" if self._gzip else ""

    def part(self, content: bytes, *, last: bool = False) -> bytes:
        """Return a part as it goes over the wire."""
        if self._gzip is None:
            return content
        return self._gzip.compress(content) + self._gzip.flush(zlib.Z_FINISH if last else zlib.Z_SYNC_FLUSH)
