"""One class per cause. The message says file, row, column, value and what to do next."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

from medlofte.language import N_, _

_LOCKED = N_("åtkomst nekas: är den öppen i ett annat program, eller skrivskyddad?")
_REASONS = {
    errno.EACCES: _LOCKED,
    errno.EPERM: _LOCKED,
    errno.EROFS: N_("disken är skrivskyddad"),
    errno.ENOSPC: N_("disken är full"),
    errno.ENOENT: N_("den finns inte"),
    errno.EISDIR: N_("det är en mapp"),
    errno.ENOTDIR: N_("en del av sökvägen är en fil"),
    errno.EEXIST: N_("den finns redan"),
    errno.ENAMETOOLONG: N_("namnet är för långt"),
}


def reason(error: OSError) -> str:
    """Return why the system refused, in the reader's language where it is usual."""
    return _(_REASONS.get(error.errno or 0, "")) or error.strerror or str(error)


class MedlofteError(Exception):
    """A problem that the user can mend; shown without a traceback, exit status 2.

    Parameters
    ----------
    message
        What is wrong, one sentence in the reader's language, without the place.
    file, sheet, row, column, value
        Where it is: the file's path, the sheet's name, the row as Excel shows it (1-based), the column's
        heading, and the raw value. Leave out what does not apply.
    advice
        What to do next, one sentence.
    """

    def __init__(
        self,
        message: str,
        *,
        file: str | Path | None = None,
        sheet: str | None = None,
        row: int | None = None,
        column: str | None = None,
        value: object = None,
        advice: str | None = None,
    ) -> None:
        self.message, self.advice = message, advice
        self.file, self.sheet, self.row, self.column, self.value = file, sheet, row, column, value
        super().__init__(self.text())

    def text(self) -> str:
        """Return the place, the message and the advice as one text."""
        places = ((_("Fil"), self.file), (_("blad"), self.sheet), (_("rad"), self.row), (_("kolumn"), self.column))
        parts = [f"{name} {place}" for name, place in places if place not in (None, "")]
        if self.value is not None:
            parts.append(_("värdet «{value}»").format(value=self.value))
        where = ", ".join(parts) + ": " if parts else ""
        return where + self.message + (f" {self.advice}" if self.advice else "")


class RoundError(MedlofteError):
    """round.toml is missing, broken or names something that does not exist."""


class CodebookError(MedlofteError):
    """codebook.yaml is missing, broken or contradicts itself."""


class SourceError(MedlofteError):
    """A source file cannot be read at all (missing, empty, binary, outside the round folder)."""


class FetchError(MedlofteError):
    """A public source cannot be fetched (no contact, refused, too large, not what it should be)."""


class TableError(MedlofteError):
    """A frame does not have the columns or values that its step promises."""


class EstimateError(MedlofteError):
    """An estimate cannot be made from these answers (empty cell, no convergence, broken series)."""


class DisclosureError(MedlofteError):
    """What would be published lets a suppressed value be recovered."""


class EditionError(MedlofteError):
    """An edition is missing, damaged, incomplete or made by a newer version."""


class StoreError(MedlofteError):
    """The workshop's database cannot be opened or refuses a value."""


class ConflictError(StoreError):
    """Somebody else has saved a newer version of what one has changed.

    ``version``, ``content`` and ``by`` are the version that stands now, so that the two can be set side by side.
    """

    def __init__(self, message: str, *, version: int, content: dict[str, Any], by: str, **given: Any) -> None:
        self.version, self.content, self.by = version, content, by
        super().__init__(message, **given)


class ServerError(MedlofteError):
    """The workshop server cannot start (port taken, Voilà missing)."""


class ExportError(MedlofteError):
    """A document cannot be written."""
