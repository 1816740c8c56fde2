"""Putting a page on the screen; a problem the user can mend is shown in Swedish instead of a traceback."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

import ipywidgets as widgets
from IPython.core.interactiveshell import InteractiveShell
from IPython.display import display

from medlofte.edition import Edition
from medlofte.errors import MedlofteError
from medlofte.views import parts
from medlofte.views.script import served
from medlofte.views.session import Viewer, connect, open_edition
from medlofte.workshop.store import Store

ROOT = "medlofte-page"
_roots: dict[str, widgets.Widget] = {}


class Page(Protocol):
    """What is shown: a page with its widget."""

    widget: widgets.Widget


P = TypeVar("P", bound=Page)


def present(make: Callable[[], P]) -> P | None:
    """Build a page, display its ``widget`` and return it; None when it could not be built.

    In the workshop server's kernels the page lies in a widget named ``ROOT``, so that what the server sends to the
    browser is the same for everybody.
    """
    made = None
    try:
        made = make()
        shown = made.widget
    except MedlofteError as error:
        shown = parts.failure(error)
    if served():
        shown = widgets.VBox([shown], model_id=ROOT)
        _roots[ROOT] = shown
    if InteractiveShell.initialized():
        display(shown)
    return made


def root() -> widgets.Widget:
    """Return the widget that the page last presented in one of the server's kernels lies in."""
    return _roots[ROOT]


def visit(
    page: Callable[[Edition, Viewer], P], *, edition: Edition | str | None = None, store: Store | None = None
) -> P | None:
    """Present a page for the viewer that the session names, as ``present``."""

    def make() -> P:
        opened = open_edition(edition)
        return page(opened, connect(opened, store))

    return present(make)
