"""Where a browser gets a widget's script: from the workshop server, which it remembers, else with the widget itself.

anywidget sends a widget's whole script and style sheet with each widget, again for each viewer. In a kernel of the
workshop server the widget only says where they are; plain Voilà and JupyterLab have no such address, and get all of it.
"""

from __future__ import annotations

import hashlib
import os
import re
from functools import cache
from pathlib import Path

from medlofte import tokens

SERVED = "MEDLOFTE_SERVED"
FOLDER = Path(__file__).parent
# What the drawings in tables and forms are made of: minibars.py, workshop/promises/drawing.py.
_DRAWN_WITH = ("text", "background", "panel", "line", "blue", "turquoise", "pink")
# A module read from a blob has no address of its own to start from.
_THERE = """import { setting } from "./setting.js";
const there = await import(new URL(`${setting("baseUrl")}medlofte/views/@there`, location.href));
export default there.default;
"""
_IMPORT = re.compile(r'^import \{[^}]+\} from "\./([a-z]+\.js)";\n', re.MULTILINE)


def served() -> bool:
    """Return whether this is a kernel of the workshop server."""
    return bool(os.environ.get(SERVED))


def script(name: str) -> str:
    """Return a widget's script, or in the server's kernels a module that fetches it by its SHA-256."""
    return _whole(_THERE.replace("@there", versioned(name))) if served() else source(name)


@cache
def source(name: str) -> str:
    """Return a script of this folder as a browser gets it: with what it imports by name from another in its place."""
    return _whole((FOLDER / name).read_text("utf-8"))


def _whole(text: str) -> str:
    return _IMPORT.sub(lambda found: source(found[1]).replace("export ", ""), text)


@cache
def versioned(name: str) -> str:
    """Return a script's name with 16 digits of its SHA-256: its address below ``medlofte/views/``, kept for ever."""
    return f"{name}?v={hashlib.sha256(source(name).encode()).hexdigest()[:16]}"


def address(module: str) -> str:
    """Return where below ``medlofte/views/`` the script is that such a module fetches: its name and digest."""
    found = re.search(r"medlofte/views/([a-z]+\.js\?v=[0-9a-f]+)", module)
    return found[1] if found else ""


def styles(name: str) -> str:
    """Return a widget's style sheet; nothing in the server's kernels, where the page's pulse brings it once."""
    return "" if served() else sheet(name)


@cache
def sheet(*names: str, first: str = "") -> str:
    """Return some of this folder's style sheets, after another if one is given, with the tokens they use."""
    own = [(FOLDER / name).read_text("utf-8") for name in names]
    return tokens.css(first, *own, drawings=[tokens.LIGHT[name] for name in _DRAWN_WITH], figures=True)
