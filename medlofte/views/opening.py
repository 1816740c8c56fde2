"""A page as its kernel first has it, as data: with it the browser shows the page before it has met the kernel."""

from __future__ import annotations

import json
from typing import Any

import ipywidgets as widgets

from medlofte.views.script import address

# What says how Jupyter's own front end finds a widget's program, and what ours brings itself.
_LEFT_OUT = ("_model", "_view_m", "_view_count", "_esm", "_css", "_anywidget_id", "style", "tabbable")
KINDS = ("HTMLView", "VBoxView", "DropdownView", "SelectMultipleView", "TextView", "TextareaView", "IntTextView",
         "FloatTextView", "CheckboxView", "ButtonView", "AnyView")  # fmt: skip


def opening(root: widgets.Widget) -> bytes:
    """Return a widget, all it holds and their layouts, as JSON that can stand in a page's ``<script>``.

    ``{"root": id, "models": {id: state}}``; a figure's state says by ``_script`` where its program is.
    """
    models: dict[str, Any] = {}
    _collect(root, models)
    text = json.dumps({"root": root.model_id, "models": models}, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").encode()


def _collect(widget: widgets.Widget, models: dict[str, Any]) -> None:
    if widget.model_id in models:
        return
    state = widget.get_state()
    kept = {name: value for name, value in state.items() if not name.startswith(_LEFT_OUT) and value is not None}
    if "_esm" in state:
        kept["_script"] = address(state["_esm"])
    models[widget.model_id] = kept
    layout = getattr(widget, "layout", None)
    if layout is not None:
        models[layout.model_id] = {"display": layout.display} if layout.display else {}
    for child in getattr(widget, "children", ()):
        _collect(child, models)
