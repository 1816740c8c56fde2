"""What every reader shares: findings, provenance, and what becomes of files that cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from medlofte import tables
from medlofte.edition import sha256
from medlofte.errors import MedlofteError, SourceError, reason
from medlofte.language import _

Source = TypeVar("Source")
Result = TypeVar("Result")
Note = dict[str, Any]
Notes = list[Note]
OnError = Callable[[MedlofteError], None]
ERROR, WARNING, NOTE = tables.SEVERITIES
_NONE = tables.FINDINGS.empty()


@dataclass(frozen=True)
class Spot:
    """Where in a file something stands; findings are made from it."""

    file: str
    sheet: str = ""

    def note(
        self,
        rule: str,
        message: str,
        *,
        severity: str = WARNING,
        row: int | None = None,
        column: str = "",
        value: object = "",
        action: str = "",
    ) -> Note:
        """Return one finding, a row of ``FINDINGS``."""
        return {
            "file": self.file, "sheet": self.sheet, "row": row, "column": column, "value": str(value), "rule": rule,
            "severity": severity, "message": message, "action": action,
        }  # fmt: skip

    def quarantine(self, rule: str, message: str, **where: Any) -> Note:
        """Return the finding about a row that is put in quarantine; ``where`` and how grave as in :meth:`note`."""
        return self.note(rule, message, **where, action=_("raden är i karantän"))


def findings(notes: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Return notes as a frame (``FINDINGS``)."""
    listed = list(notes)
    if not listed:
        return _NONE.copy()
    # Made with its types at once: checking a frame column by column took a third of the time of reading a small file.
    types: dict[str, Any] = {
        column.name: "str" if column.kind == "text" else "Int64" for column in tables.FINDINGS.columns
    }
    made = {name: pd.Series([note[name] for note in listed], dtype=kind) for name, kind in types.items()}
    frame = pd.DataFrame(made)
    wrong = {note["severity"] for note in listed} - {*tables.SEVERITIES}
    return tables.FINDINGS.check(frame) if wrong else frame


def read_text(path: Path, *, file: str) -> str:
    """Return a text file in UTF-8.

    Raises
    ------
    SourceError
        If the file cannot be read, is empty or is no text.
    """
    try:
        content = path.read_text("utf-8-sig")
    except OSError as error:
        advice = _("Kontrollera sökvägen och att inget annat program har filen öppen.")
        raise SourceError(
            _("Filen går inte att läsa ({reason}).").format(reason=reason(error)), file=file, advice=advice
        ) from error
    except UnicodeDecodeError as error:
        raise SourceError(
            _("Filen är ingen textfil i UTF-8."), file=file, advice=_("Spara om den som UTF-8.")
        ) from error
    if not content.strip() or "\0" in content:
        raise SourceError(_("Filen är tom eller ingen textfil."), file=file, advice=_("Exportera den på nytt."))
    return content


def each(sources: Iterable[Source], read: Callable[[Source], Result], *, on_error: OnError | None) -> Iterator[Result]:
    """Yield what each source reads as; the error of one that cannot be read goes to ``on_error``, else it is raised."""
    for source in sources:
        try:
            yield read(source)
        except MedlofteError as error:
            if on_error is None:
                raise
            on_error(error)


def nothing(frame: pd.DataFrame) -> tables.Read:
    """Return what is read where the round names no file: an empty frame, nothing found."""
    return tables.Read(frame, findings([]), tables.PROVENANCE.empty())


def together(parts: Iterable[tables.Read], *, table: tables.Table) -> tables.Read:
    """Return what several files read as, one below the other."""
    listed = list(parts)
    return tables.Read(
        joined((part.frame for part in listed), table=table),
        joined((part.findings for part in listed), table=tables.FINDINGS),
        accounts(part.provenance for part in listed),
    )


def accounts(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Return provenance, one row per file: two sheets of one workbook add up."""
    listed = list(frames)
    if not listed:
        return tables.PROVENANCE.empty()
    counted = {"kind": "first", "sha256": "first", "read": "sum", "accepted": "sum", "quarantined": "sum"}
    return tables.PROVENANCE.check(pd.concat(listed).groupby("file", sort=False, as_index=False).agg(counted))


def rows_at(frame: pd.DataFrame, places: np.ndarray, *, column: str) -> list[tuple[int, str]]:
    """Return (Excel row, cell) of the rows at some places (positions, or one truth value per row)."""
    # Nearly always there is nothing to say, and pandas takes long to select nothing.
    if not places.any() and places.dtype == bool:
        return []
    chosen = frame.iloc[places]
    return [(int(row), str(cell)) for row, cell in zip(chosen["row"].tolist(), chosen[column].tolist(), strict=True)]


def joined(frames: Iterable[pd.DataFrame], *, table: tables.Table) -> pd.DataFrame:
    """Return frames that follow a table below each other; empty when there are none."""
    # Each part has been checked when it was made; checking again took half the time of reading a small round.
    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else table.empty()


def provenance(path: Path, *, file: str, kind: str, read: int, accepted: int) -> pd.DataFrame:
    """Return one source file's row of ``PROVENANCE``; what is not accepted stands in quarantine."""
    row = (file, kind, sha256(path), read, accepted, read - accepted)
    types = ["str" if column.kind == "text" else "Int64" for column in tables.PROVENANCE.columns]
    cells: Any = zip(tables.PROVENANCE.names, row, types, strict=True)
    return pd.DataFrame({name: pd.Series([value], dtype=kind_) for name, value, kind_ in cells})


def fatal(error: MedlofteError, *, file: str) -> Note:
    """Return a source that cannot be read at all as a finding of severity ``fel``."""
    spot = Spot(file=file, sheet=error.sheet or "")
    message = f"{error.message} {error.advice or ''}".strip()
    value = "" if error.value is None else error.value
    return spot.note("oläsbar_källa", message, severity=ERROR, row=error.row, column=error.column or "", value=value,
                     action=_("källan är inte läst"))  # fmt: skip
