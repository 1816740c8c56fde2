"""How a reader wants the pages: light, dark or as their system is, and as large as a wall. Chosen by links, no script.

What is chosen stands on the page's root element, where the style sheet (``tokens.css``) and the figures find it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from html import escape

from markupsafe import Markup

from medlofte.language import N_, NAMES, _, current

SCHEME, PROJECTOR = "ljus", "projektor"  # what links carry: ?ljus=morkt, ?projektor=1
AUTO, LIGHT, DARK = "auto", "ljust", "morkt"
SCHEMES = (AUTO, LIGHT, DARK)
COOKIE = "medlofte-ljus"  # remembers light or dark; the size belongs to the window, and goes from page to page with it
_LOOKS = (
    (SCHEME, AUTO, N_("Utseende som enheten")),
    (SCHEME, LIGHT, N_("Ljust utseende")),
    (SCHEME, DARK, N_("Mörkt utseende")),
    (PROJECTOR, "1", N_("Storbild för projektor")),
    (PROJECTOR, "0", N_("Vanlig storlek")),
)
_LARGE = " data-projektor"
_root: ContextVar[str] = ContextVar("root", default="")


def choose(scheme: str, *, large: bool) -> None:
    """Let the rest of this request be in a scheme (an unknown one is as the system is), and large or not."""
    known = scheme if scheme in SCHEMES else AUTO
    _root.set(f' data-scheme="{known}"' + (_LARGE if large else ""))


def enlarge() -> None:
    """Let the rest of this request be large, in the scheme that is chosen."""
    _root.set(f"{_root.get().removesuffix(_LARGE)}{_LARGE}")


def root() -> Markup:
    """Return what the page's root element says of it."""
    return Markup(_root.get())  # noqa: S704 - only what is written above


def links(here: Callable[[str, str], str]) -> Markup:
    """Return the links to the page in another language and look; the style sheet hides the look that it has.

    Parameters
    ----------
    here
        Name and value → the page's own address with that in its query.
    """
    languages = [f'<a href="{escape(here("lang", code))}" lang="{code}" hreflang="{code}">{name}</a>'
                 for code, name in NAMES.items() if code != current()]  # fmt: skip
    looks = [f'<a class="look look-{value}" href="{escape(here(name, value))}">{escape(_(label))}</a>'
             for name, value, label in _LOOKS]  # fmt: skip
    return Markup(" ".join([*languages, *looks]))  # noqa: S704 - escaped above
