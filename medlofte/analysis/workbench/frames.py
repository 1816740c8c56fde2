"""Tables as a workbook shows them: chosen columns, headed and written in the reader's language."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial
from typing import Any

import pandas as pd

from medlofte import style
from medlofte.language import _

SMALLEST = 0.001


def titled(
    frame: pd.DataFrame,
    headings: Mapping[str, str],
    *,
    index: int = 1,
    shares: Collection[str] = (),
    decimals: Mapping[str, int] | None = None,
) -> pd.DataFrame:
    """Return a table to be read, not to be calculated on.

    Parameters
    ----------
    headings
        Column → Swedish heading, in order; other columns are left out.
    index
        How many columns, from the left, name the rows.
    shares
        Columns of shares, 0–1, written as per cent.
    decimals
        Column → decimals; other shares have one, and other numbers none.
    """
    made, places = {}, decimals or {}
    for name, heading in headings.items():
        column = frame[name]
        if name in shares:
            column = column.map(partial(style.percent, decimals=places.get(name, 1)))
        elif pd.api.types.is_numeric_dtype(column) and name != "year":
            column = column.map(partial(style.number, decimals=places.get(name, 0)))
        made[_(heading)] = column.to_numpy()
    table = pd.DataFrame(made)
    names = list(table.columns[:index])
    # One row of headings: pandas would put the name of a single index in a row of its own.
    return table.set_index(names).rename_axis(index=None, columns=names[0]) if index == 1 else table.set_index(names)


def counts(frame: pd.DataFrame, *, rows: str, columns: str = "") -> pd.DataFrame:
    """Return a table of counts with its rows and columns named, in Swedish words to be translated."""
    named = f"{_(rows)} / {_(columns)}" if columns else _(rows)
    return frame.rename_axis(index=None, columns=named)


def span(low: Any, high: Any, *, decimals: int = 1) -> str:
    """Return an interval of shares, ``36,0–46,8 %``; ``..`` when it is blank."""
    if style.missing(low) or style.missing(high):
        return style.MISSING
    return f"{style.number(low * 100, decimals)}–{style.percent(high, decimals)}"


def between(low: Any, high: Any, *, decimals: int = 1) -> str:
    """Return an interval of a difference in percentage points, ``−9,8 till −1,5``; ``..`` when it is blank."""
    if style.missing(low) or style.missing(high):
        return style.MISSING
    return _("{low} till {high}").format(low=style.points(low, decimals), high=style.points(high, decimals))


def p_value(value: Any) -> str:
    """Return a p- or q-value in words and figures."""
    if style.missing(value):
        return _("går inte att pröva")
    return _("under 0,001") if value < SMALLEST else style.number(value, 3)
