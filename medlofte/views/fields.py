"""What stands in a form's fields: as values, as text, and as a difference between two versions."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import ipywidgets as widgets

from medlofte import style
from medlofte.language import _
from medlofte.workshop.promises.versions import Change, words


def difference(found: list[Change], labels: Mapping[str, str], *, caption: str) -> str:
    """Return a table of what differs, word by word; additions and removals are told to a screen reader too."""
    rows = "".join(
        f'<tr><th scope="row">{escape(labels.get(one.field, one.field))}</th><td>{_marked(one)}</td></tr>'
        for one in found if one.field in labels
    )  # fmt: skip
    if not rows:
        return _("<p>Inget skiljer.</p>")
    head = _('<tr><th scope="col">Fält</th><th scope="col">Ändring</th></tr>')
    body = f"<caption>{escape(caption)}</caption><thead>{head}</thead><tbody>{rows}</tbody>"
    return f'<table class="ml-table ml-diff">{body}</table>'


def _marked(change: Change) -> str:
    tags = {"in": ("ins", _("tillagt: ")), "out": ("del", _("borttaget: "))}
    said = []
    for kind, text in words(shown(change.before), shown(change.after)):
        if kind == "same":
            said.append(escape(text))
        else:
            tag, told = tags[kind]
            said.append(f'<{tag}><span class="ml-hidden">{told}</span>{escape(text)}</{tag}>')
    return " ".join(said)


def shown(value: Any) -> str:
    """Return a field's value as text: lists with commas, numbers as one writes them, nothing as ''."""
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    if isinstance(value, float):
        return "" if value != value else style.exact(value)  # noqa: PLR0124 - NaN is nothing
    return "" if value is None else str(value)


def number_text(**traits: Any) -> widgets.Text:
    """Return a field for a number that may be left empty."""
    made = widgets.Text(**traits)
    made.add_class("ml-number")
    return made


def read(control: widgets.Widget) -> Any:
    """Return what stands in a control: a list, a number where it is one, else text without blanks at its ends."""
    value = control.value
    if isinstance(control, widgets.SelectMultiple):
        return list(value)
    text = str(value or "").strip()
    if "ml-number" not in control._dom_classes:
        return text
    try:
        return float("".join(text.split()).replace(",", ".")) if text else ""
    except ValueError:
        return text  # the store says what is wrong with it


def write(control: widgets.Widget, value: Any) -> None:
    """Put a value in a control; one that the control does not offer is offered too, so that it is not lost."""
    if isinstance(control, widgets.SelectMultiple):
        listed = [key for key in value.split("|") if key] if isinstance(value, str) else list(value or ())
        _offer(control, listed)
        control.value = tuple(listed)
    elif isinstance(control, widgets.Dropdown):
        _offer(control, [value] if value else [])
        offered = [key for _unused, key in control.options]
        control.value = value if value in offered else (offered[0] if offered else None)
    else:
        control.value = shown(value)


def _offer(control: Any, listed: list[str]) -> None:
    offered = [key for _unused, key in control.options]
    control.options = [*control.options, *((key, key) for key in listed if key not in offered)]
