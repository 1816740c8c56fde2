"""Widgets for the analyst's notebook: findings that can be filtered, and how the codebook fits the files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import pandas as pd

from medlofte.analysis.workbench.cells import cells
from medlofte.analysis.workbench.shown import table
from medlofte.language import N_, Words, _
from medlofte.tables import SEVERITIES

_ALL = "alla"
_SHOWN = 200
_LETTERS = 300
_FINDINGS = Words({"severity": N_("Allvar"), "place": N_("Var"), "value": N_("Värde"),
                   "message": N_("Vad det gäller och vad du kan göra"),
                   "action": N_("Vad medlofte gjorde")})  # fmt: skip
_FIT = Words({"file": N_("Fil"), "heading": N_("Rubrik"), "written": N_("Så står det"), "became": N_("Så läses det"),
              "n": N_("Antal")})  # fmt: skip
_WIDTHS = {"place": 30, "message": 50, "action": 26, "value": 20, "written": 24}


class FindingsTable(widgets.VBox):
    """A table of findings with a choice of severity, file and rule, and a field to search in.

    Parameters
    ----------
    found
        ``FINDINGS``.
    folder
        The round's folder; with it, a finding's row in the source can be looked at.

    Attributes
    ----------
    shown : DataFrame
        The findings that pass the filters.
    """

    def __init__(self, found: pd.DataFrame, *, folder: Path | None = None) -> None:
        self._folder = folder
        self._found = found.assign(_order=found["severity"].map(SEVERITIES.index)).sort_values("_order", kind="stable")
        self.severity = _choice(_("Allvar"), found["severity"], order=SEVERITIES)
        self.file = _choice(_("Fil"), found["file"])
        self.rule = _choice(_("Regel"), found["rule"])
        self.words = widgets.Text(
            description=_("Sök"), placeholder=_("kolumn, värde eller ord"), continuous_update=False
        )
        self._said, self._table = widgets.HTML(), widgets.HTML()
        filters = (self.severity, self.file, self.rule, self.words)
        for one in filters:
            one.observe(self._draw, names="value")
        layout = widgets.Layout(flex_flow="row wrap")
        self.source = widgets.Dropdown(description=_("Se raden"), layout=widgets.Layout(width="46em", max_width="100%"))
        self._row = widgets.HTML()
        self.source.observe(self._look, names="value")
        own = [self.source, self._row] if folder else []
        super().__init__([widgets.Box(filters, layout=layout), self._said, self._table, *own])
        self._draw()

    def _look(self, _change: object = None) -> None:
        """Show the row in the source of the finding that is chosen."""
        if self._folder is None or self.source.value is None:
            self._row.value = ""
            return
        found = self.shown.loc[self.source.value]
        self._row.value = cells(self._folder, file=found["file"], sheet=found["sheet"], rows={int(found["row"])},
                                column=found["column"])  # fmt: skip

    def _draw(self, _change: object = None) -> None:
        self.shown = self._filtered()
        told = _(" De första {most} visas; alla finns i Excelfilen.").format(most=_SHOWN)
        more = told if len(self.shown) > _SHOWN else ""
        self._said.value = _("<p role='status'>{shown} av {all} fynd.{more}</p>").format(
            shown=len(self.shown), all=len(self._found), more=more
        )
        shown = self.shown.head(_SHOWN)
        shown = shown.assign(severity=shown["severity"].map(_), place=_places(shown))
        self._table.value = _table(shown, _FINDINGS)
        placed = self.shown[self.shown["row"].notna()].head(_SHOWN)
        self.source.options = [(_("välj ett fynd"), None), *(
            (f"{row['file']} {_('rad')} {row['row']}, {row['column']} «{row['value']}»"[:_LETTERS], place)
            for place, row in placed.iterrows())]  # fmt: skip

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
        wrong = (
            fitted[fitted["became"].isin([_("passar inte"), _("ingen kolumn")])].groupby("question", sort=False).size()
        )
        names = list(fitted["question"].unique())
        options = [
            (_("{name} ({n} att se på)").format(name=name, n=wrong[name]) if name in wrong else name, name)
            for name in names
        ]
        self.question = widgets.Dropdown(description=_("Fråga"), options=options, layout=widgets.Layout(width="30em"))
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
    said = {word: _(word) if word in order else word or _("ingen") for word in names}
    options = [(f"{_('alla')} ({len(values)})", _ALL), *((f"{said[word]} ({counts[word]})", word) for word in names)]
    return widgets.Dropdown(description=name, options=options)


def _places(found: pd.DataFrame) -> list[str]:
    """Return where each finding is: file, sheet, row as Excel shows it, and column."""
    return [", ".join(filter(None, [row["file"], f"{_('blad')} {row['sheet']}" if row["sheet"] else "",
                                    "" if pd.isna(row["row"]) else f"{_('rad')} {row['row']}", row["column"]]))
            for row in found.to_dict("records")]  # fmt: skip


def _table(frame: pd.DataFrame, headings: dict[str, str]) -> str:
    widths = {place: _WIDTHS[name] for place, name in enumerate(headings) if name in _WIDTHS}
    rows = ([_cell(value) for value in line] for line in frame[list(headings)].to_numpy())
    return table(list(headings.values()), rows, widths=widths)


def _cell(value: Any) -> str:
    text = "" if pd.isna(value) else str(value)
    return text if len(text) <= _LETTERS else text[:_LETTERS] + "…"
