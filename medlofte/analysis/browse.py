"""Widgets for the analyst's notebook: findings that can be filtered, and how the codebook fits the files."""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import Any

import ipywidgets as widgets
import pandas as pd

_ALL = "alla"
_SHOWN = 200
_LETTERS = 300
_FINDINGS = {"severity": "Allvar", "file": "Fil", "sheet": "Blad", "row": "Rad", "column": "Kolumn", "value": "Värde",
             "message": "Vad det gäller och vad du kan göra", "action": "Vad medlofte gjorde"}  # fmt: skip
_FIT = {"file": "Fil", "heading": "Rubrik", "written": "Så står det", "became": "Så läses det", "n": "Antal"}
_ORDER = {"fel": 0, "varning": 1, "upplysning": 2}


class FindingsTable(widgets.VBox):
    """A table of findings with a choice of severity, file and rule, and a field to search in.

    Parameters
    ----------
    found
        ``FINDINGS``.

    Attributes
    ----------
    shown : DataFrame
        The findings that pass the filters.
    """

    def __init__(self, found: pd.DataFrame) -> None:
        self._found = found.assign(_order=found["severity"].map(_ORDER)).sort_values("_order", kind="stable")
        self.severity = _choice("Allvar", found["severity"], order=list(_ORDER))
        self.file = _choice("Fil", found["file"])
        self.rule = _choice("Regel", found["rule"])
        self.words = widgets.Text(description="Sök", placeholder="kolumn, värde eller ord", continuous_update=False)
        self._said, self._table = widgets.HTML(), widgets.HTML()
        filters = (self.severity, self.file, self.rule, self.words)
        for one in filters:
            one.observe(self._draw, names="value")
        layout = widgets.Layout(flex_flow="row wrap")
        super().__init__([widgets.Box(filters, layout=layout), self._said, self._table])
        self._draw()

    def _draw(self, _change: object = None) -> None:
        self.shown = self._filtered()
        more = f" De första {_SHOWN} visas; alla finns i Excelfilen." if len(self.shown) > _SHOWN else ""
        self._said.value = f"<p role='status'>{len(self.shown)} av {len(self._found)} fynd.{more}</p>"
        self._table.value = _table(self.shown.head(_SHOWN), _FINDINGS)

    def _filtered(self) -> pd.DataFrame:
        found = self._found
        for column, chosen in (("severity", self.severity), ("file", self.file), ("rule", self.rule)):
            if chosen.value != _ALL:
                found = found[found[column] == chosen.value]
        words = self.words.value.strip().casefold()
        if words:
            text = found[["column", "value", "message", "file"]].agg(" ".join, axis=1).str.casefold()
            found = found[text.str.contains(words, regex=False)]
        return found.drop(columns="_order")


class FitTable(widgets.VBox):
    """How each question's answers are written and understood, one question at a time.

    Parameters
    ----------
    fitted
        What :func:`medlofte.analysis.fit.fit` returns first.
    """

    def __init__(self, fitted: pd.DataFrame) -> None:
        self._fitted = fitted
        wrong = fitted[fitted["became"].isin(["passar inte", "ingen kolumn"])].groupby("question", sort=False).size()
        names = list(fitted["question"].unique())
        options = [(f"{name} ({wrong[name]} att se på)" if name in wrong else name, name) for name in names]
        self.question = widgets.Dropdown(description="Fråga", options=options, layout=widgets.Layout(width="30em"))
        self._table = widgets.HTML()
        self.question.observe(self._draw, names="value")
        super().__init__([self.question, self._table])
        self._draw()

    def _draw(self, _change: object = None) -> None:
        self.shown = self._fitted[self._fitted["question"] == self.question.value]
        self._table.value = _table(self.shown, _FIT)


def _choice(name: str, values: pd.Series, *, order: Iterable[str] = ()) -> widgets.Dropdown:
    counts = {str(word): int(n) for word, n in values.value_counts().items()}
    names = [*(word for word in order if word in counts), *sorted(set(counts) - set(order))]
    options = [(f"{_ALL} ({len(values)})", _ALL), *((f"{word or 'ingen'} ({counts[word]})", word) for word in names)]
    return widgets.Dropdown(description=name, options=options)


def _table(frame: pd.DataFrame, headings: dict[str, str]) -> str:
    """Return a table; what stands in the files is escaped, because a stranger wrote it."""
    head = "".join(f"<th scope='col' style='text-align: left'>{words}</th>" for words in headings.values())
    cell = "<td style='text-align: left'>{}</td>"
    lines = ("".join(cell.format(_cell(value)) for value in cells) for cells in frame[list(headings)].to_numpy())
    rows = "".join(f"<tr>{line}</tr>" for line in lines)
    return f"<div style='overflow-x: auto; line-height: 1.4'><table><tr>{head}</tr>{rows}</table></div>"


def _cell(value: Any) -> str:
    if pd.isna(value):
        return ""
    text = str(value)
    return html.escape(text if len(text) <= _LETTERS else text[:_LETTERS] + "…")
