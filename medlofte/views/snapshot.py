"""A page as it opens, as plain HTML: for those who come when the room is full, and wherever no kernel is to be had.

What the widgets hold is written out: text and tables as they are, choices as what is chosen, figures with their table
and with what the browser's own script needs to draw them. Nothing in it can be operated.
"""

from __future__ import annotations

import json
from html import escape
from typing import Any

import ipywidgets as widgets

from medlofte.views.widget import FigureView

_FIGURE = ("spec", "title", "subtitle", "source", "alt", "columns", "rows", "config", "version", "trace", "interactive",
           "texts")  # fmt: skip


def snapshot(widget: Any) -> str:
    """Return a widget and all it holds as HTML; what has no meaning without a kernel (buttons, fields) is left out."""
    if widget.layout.display == "none":
        return ""
    if isinstance(widget, FigureView):
        return _figure(widget) if widget.spec else ""
    if isinstance(widget, widgets.HTML):
        return _classed(widget, widget.value)
    if isinstance(widget, widgets.Box):
        return _classed(widget, "".join(snapshot(child) for child in widget.children))
    if isinstance(widget, widgets.Dropdown | widgets.RadioButtons) and widget.label:
        return _classed(widget, f"<p>{escape(widget.description)}: <strong>{escape(str(widget.label))}</strong></p>")
    return ""


def _classed(widget: widgets.DOMWidget, inner: str) -> str:
    return f'<div class="{escape(" ".join(widget._dom_classes))}">{inner}</div>'


def _figure(view: FigureView) -> str:
    state = json.dumps({name: getattr(view, name) for name in _FIGURE}, ensure_ascii=False).replace("<", "\\u003c")
    return (
        f'<div class="ml-still"><script type="application/json">{state}</script>'
        f"<noscript><h3>{escape(view.title)}</h3><p>{escape(view.subtitle)}</p>{_table(view)}"
        f"<p>{escape(view.source)}</p></noscript></div>"
    )


def _table(view: FigureView) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in view.columns)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in view.rows)
    return f'<table class="ml-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
