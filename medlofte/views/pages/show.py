"""Putting a page on the screen; a problem the user can mend is shown in Swedish instead of a traceback."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from IPython.display import display

from medlofte.errors import MedlofteError
from medlofte.views import parts


def present(make: Callable[[], Any]) -> Any:
    """Build a page, display its ``widget`` and return it; None when it could not be built."""
    try:
        made = make()
    except MedlofteError as error:
        display(parts.failure(error))
        return None
    display(made.widget)
    return made
