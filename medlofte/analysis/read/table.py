"""What a read table is, and what a statistical file says about its own columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import pandas as pd

from medlofte import tables
from medlofte.analysis.read.common import Note, Spot, findings, joined


@dataclass(frozen=True)
class Several:
    """Columns that together hold the answers to one question (an SPSS multiple-response set).

    ``counted`` is the value that means chosen; without one, each column holds a chosen option's code.
    """

    name: str
    label: str
    columns: tuple[str, ...]
    counted: str = ""


@dataclass(frozen=True)
class Dictionary:
    """What the file itself says: SPSS, Stata and SAS carry a dictionary of their columns.

    Parameters
    ----------
    titles
        Heading → the question as a sentence.
    labels
        Heading → code → what the code means.
    missing
        Heading → the codes and (lowest, highest) ranges of numbers that the file declares to be no answer.
    several
        Sets of columns that hold one question.
    """

    titles: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    missing: Mapping[str, tuple[tuple[object, object], ...]] = field(default_factory=lambda: MappingProxyType({}))
    several: tuple[Several, ...] = ()

    def declared_missing(self, heading: str, text: str) -> bool:
        """Return whether the file declares this value of this column to be no answer."""
        for low, high in self.missing.get(heading, ()):
            if isinstance(low, int | float) and isinstance(high, int | float):
                try:
                    if low <= float(text) <= high:
                        return True
                except ValueError:
                    continue
            elif str(low) == text:
                return True
        return False


@dataclass(frozen=True)
class Tabular:
    """A table as text.

    Parameters
    ----------
    frame
        One row per row that can be read; columns by heading as written, and ``row``, the row as Excel shows it (in
        statistical files the case's number).
    file, sheet, encoding
        Where it came from; the encoding is empty for workbooks.
    findings
        ``FINDINGS`` about the file and the rows in quarantine.
    quarantined
        Number of rows that were read but not trusted.
    dictionary
        What the file says of its columns.
    above
        Heading → what stands above it where a row of headings for groups of columns does.
    """

    frame: pd.DataFrame
    file: str
    sheet: str
    encoding: str
    findings: pd.DataFrame
    quarantined: int = 0
    dictionary: Dictionary = Dictionary()
    above: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def spot(self) -> Spot:
        """Return the place that findings about this table point to."""
        return Spot(self.file, self.sheet)

    def told(self, notes: Iterable[Note]) -> pd.DataFrame:
        """Return the findings about the file, then the notes on its rows."""
        return joined([self.findings, findings(notes)], table=tables.FINDINGS)

    @property
    def headings(self) -> list[str]:
        """Return the headings, in the file's order."""
        return [str(name) for name in self.frame.columns if name != "row"]

    @property
    def read(self) -> int:
        """Return the number of rows read."""
        return len(self.frame) + self.quarantined
