"""How a frame's contract is stated and checked, and the words that several tables share."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import pandas as pd

from medlofte.errors import TableError
from medlofte.language import _

_FRICTIONLESS = {"text": "string", "integer": "integer", "number": "number", "boolean": "boolean"}


@dataclass(frozen=True)
class Column:
    """One column: its type, meaning and limits.

    Parameters
    ----------
    name, kind, meaning
        Heading; ``text``, ``integer``, ``number`` or ``boolean``; Swedish description with the unit.
    required
        False lets values be missing. Text columns are never missing: an empty string stands for nothing.
    low, high, allowed
        Limits for numbers; permitted words for text.
    later
        True for a column that editions made before it lack; it is read as if it were blank.
    """

    name: str
    kind: str
    meaning: str
    required: bool = True
    low: float | None = None
    high: float | None = None
    allowed: tuple[str, ...] = ()
    later: bool = False


@dataclass(frozen=True)
class Table:
    """A frame's contract: its columns in order and the columns that tell rows apart."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """Return the column names in order."""
        return [column.name for column in self.columns]

    def empty(self) -> pd.DataFrame:
        """Return a frame with no rows and the right columns."""
        return _empty(self).copy()

    def typed(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return a new frame with this table's columns, in order and with their types.

        Raises
        ------
        TableError
            If a column is lacking or a value does not fit its type.
        """
        earlier = [c.name for c in self.columns if c.later and c.name not in frame.columns]
        frame = frame.reindex(columns=[*frame.columns, *earlier]) if earlier else frame
        lacking = [name for name in self.names if name not in frame.columns]
        if lacking:
            raise TableError(
                _("Tabellen {table} saknar kolumnerna {names}.").format(table=self.name, names=", ".join(lacking)),
                file=self.name,
            )
        return pd.DataFrame({c.name: _typed(frame[c.name], c, self.name) for c in self.columns}).reset_index(drop=True)

    def check(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the typed frame when every value keeps its limits.

        Raises
        ------
        TableError
            Naming the first column, row and value that breaks the contract.
        """
        typed = self.typed(frame)
        for column in self.columns:
            _check(typed[column.name], column, self.name)
        if self.key and typed.duplicated(list(self.key)).any():
            row = int(typed.duplicated(list(self.key)).to_numpy().argmax())
            value = " / ".join(str(typed.at[row, name]) for name in self.key)
            raise TableError(_("Samma nyckel finns två gånger."), file=self.name, row=row + 2, value=value)
        return typed

    def schema(self) -> dict[str, Any]:
        """Return the Frictionless Table Schema (datapackage.org, version 2) of this table."""
        fields = []
        for column in self.columns:
            limits: dict[str, Any] = {}
            if column.required and column.kind != "text":
                limits["required"] = True
            if column.low is not None:
                limits["minimum"] = column.low
            if column.high is not None:
                limits["maximum"] = column.high
            if column.allowed:
                limits["enum"] = list(column.allowed)
            field = {"name": column.name, "type": _FRICTIONLESS[column.kind], "description": column.meaning}
            fields.append(field | ({"constraints": limits} if limits else {}))
        return {"fields": fields, "missingValues": [""]} | ({"primaryKey": list(self.key)} if self.key else {})


@cache
def _empty(table: Table) -> pd.DataFrame:
    # Made once: typing columns that hold nothing took two thirds of the time of checking a small round.
    return table.typed(pd.DataFrame({name: [] for name in table.names}))


def _typed(values: pd.Series, column: Column, table: str) -> pd.Series:
    try:
        if column.kind == "text":
            return values.astype(object).where(values.notna(), "").astype("str")
        if column.kind == "boolean":
            return values.map({True: True, False: False, "True": True, "False": False}).astype("boolean")
        number = pd.to_numeric(values)
        return number.astype("Int64") if column.kind == "integer" else number.astype("float64")
    except (ValueError, TypeError) as error:
        message = _("Kolumnen ska innehålla {meaning}, men ett värde passar inte ({error}).").format(
            meaning=_(column.meaning), error=error
        )
        raise TableError(message, file=table, column=column.name) from error


def _check(values: pd.Series, column: Column, table: str) -> None:
    wrong = pd.Series(False, index=values.index)
    if column.required and column.kind != "text":
        wrong |= values.isna()
    if column.low is not None:
        wrong |= values.lt(column.low).fillna(False).astype(bool)
    if column.high is not None:
        wrong |= values.gt(column.high).fillna(False).astype(bool)
    if column.allowed:
        wrong |= ~values.isin(column.allowed)
    if wrong.any():
        row = int(wrong.to_numpy().argmax())
        message = _("Värdet följer inte tabellens regel ({meaning}).").format(meaning=_(column.meaning))
        raise TableError(message, file=table, row=row + 2, column=column.name, value=values.iloc[row])


def text(name: str, meaning: str, *allowed: str) -> Column:
    """Return a text column."""
    return Column(name, "text", meaning, allowed=allowed)


def integer(name: str, meaning: str, *, required: bool = True, low: float | None = 0) -> Column:
    """Return a whole-number column, by default not negative."""
    return Column(name, "integer", meaning, required=required, low=low)


def number(name: str, meaning: str, *, low: float | None = None, high: float | None = None) -> Column:
    """Return a decimal column that may be missing (a suppressed or undefined figure)."""
    return Column(name, "number", meaning, required=False, low=low, high=high)


def later(column: Column) -> Column:
    """Return a column that editions made before it lack."""
    return replace(column, later=True)


def share(name: str, meaning: str) -> Column:
    """Return a column of shares, 0–1, that may be missing."""
    return number(name, meaning, low=0, high=1)


def boolean(name: str, meaning: str) -> Column:
    """Return a yes/no column."""
    return Column(name, "boolean", meaning)


SHOWN, SUPPRESSED = "visad", "skyddad"
POSITION = (
    number("x", "östlig koordinat, meter, SWEREF 99 TM"), number("y", "nordlig koordinat, meter, SWEREF 99 TM"),
)  # fmt: skip
STATUS = text("status", "visad, eller skyddad av röjandekontrollen", SHOWN, SUPPRESSED)
ROLES = ("polis", "kommun", "annan", "facilitator", "skarm")
TRENDS = ("okar", "oforandrat", "minskar", "vet_ej")
FREQUENCIES = ("sallan", "ibland", "ofta", "mycket_ofta", "vet_ej")
# How grave a finding is.
SEVERITIES = ERROR, WARNING, NOTE = ("fel", "varning", "upplysning")
SECRECY = ("oppen", "intern", "sekretess")
ANSWER_STATES = ("answered", "dont_know", "no_answer", "invalid", "not_asked")
