"""All pages: what they load, and how their text is read in the other tests of pages."""

import subprocess
import sys

import pytest


def text(widget):
    """Return every HTML of a page joined, in order, where it is shown."""
    if getattr(widget.layout, "display", None) == "none":
        return ""
    own = getattr(widget, "value", "") if type(widget).__name__ == "HTML" else ""
    return own + "".join(text(child) for child in getattr(widget, "children", ()))


@pytest.mark.parametrize("name", ["lagesbild", "kartlaggning", "prioritering", "loften", "uppfoljning"])
def test_pages_do_not_load_what_they_do_not_need(name):
    heavy = "scipy|duckdb|plotly|pyproj|medlofte.analysis"
    code = (
        f"import sys, medlofte.views.pages.{name}; "
        f"print([m for m in sys.modules if m.startswith(tuple({heavy!r}.split('|')))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
