"""Numbers and dates as people write them. Pure."""

from __future__ import annotations

import math
import re
from datetime import date

from medlofte.language import _

_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?")
_SPACES = re.compile("[\\s\u00a0\u202f\u2009]+")
# Year, month, day; and what tools write after a date: a clock time with its zone (2016/10/03 10:31:05 fm CEST).
_DATE = re.compile(
    r"(?:(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{4})(\d{2})(\d{2})|(\d{1,2})[/.](\d{1,2})[/.](\d{4}))"
    r"(?:[T ]\s*\d{1,2}[:.]\d{2}([:.]\d{2}([.,]\d+)?)?\s*([ap]\.?m\.?|[fe]m)?"
    r"\s*(Z|[A-Z]{2,5})?([+-]\d{1,2}(:?\d{2})?)?)?",
    re.IGNORECASE,
)
# As people type dates in Swedish: «12 sept 2026», «5/9-26».
_TYPED = re.compile(r"(\d{1,2})(?:\s*/\s*(\d{1,2})|\.?\s+([a-zåäö]{3,9})\.?)\s*[-/ ,]\s*(\d{4}|\d{2})", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_PLAUSIBLE = (1900, 2100)


def number(text: object) -> float | None:
    """Return a number as people write it (``1 234,5``, ``-.389``, ``3.0``), or None if it is none.

    A dot or a comma is the decimal sign; spaces of any kind group thousands.
    """
    packed = _SPACES.sub("", str(text)).replace("−", "-")
    if not _NUMBER.fullmatch(packed):
        return None
    value = float(packed.replace(",", "."))
    return value if math.isfinite(value) else None


def whole(text: object) -> int | None:
    """Return a whole number, or None if the text is none."""
    value = number(text)
    return int(value) if value is not None and value == int(value) else None


def day(text: object) -> str | None:
    """Return a date as ``YYYY-MM-DD``, or None if the text is no date between 1900 and 2100.

    A clock time after the date is allowed and left out. A plain number is no date, except eight digits (20161003).
    """
    found = _DATE.fullmatch(str(text).strip())
    typed = None if found else _TYPED.fullmatch(str(text).strip())
    if found:
        parts = found.groups()
        year, month, number = (parts[9], parts[8], parts[7]) if parts[9] else (
            (parts[4], parts[5], parts[6]) if parts[4] else (parts[0], parts[2], parts[3]))  # fmt: skip
    elif typed and (typed[2] or typed[3][:3].casefold() in _MONTHS):
        number, year = typed[1], typed[4] if len(typed[4]) == 4 else f"20{typed[4]}"
        month = typed[2] or str(_MONTHS.index(typed[3][:3].casefold()) + 1)
    else:
        return None
    try:
        when = date(int(year), int(month), int(number))
    except ValueError:
        return None
    return when.isoformat() if _PLAUSIBLE[0] <= when.year <= _PLAUSIBLE[1] else None


def why_no_date(text: object) -> str:
    """Return in Swedish why the text is no date and what to do about it."""
    value = number(text)
    if value is None:
        return _("Värdet är inget datum; skriv det som ÅÅÅÅ-MM-DD.")
    serial = int(value)
    if 20_000 <= serial <= 60_000:
        # Excel counts days from 1899-12-30; shown so that the analyst can see whether that is what happened.
        meant = date.fromordinal(date(1899, 12, 30).toordinal() + serial).isoformat()
        return _(
            "Ett tal står där ett datum ska stå. Är det Excels dagnummer ({meant})? Formatera kolumnen som datum."
        ).format(meant=meant)
    return _("Ett tal står där ett datum ska stå; skriv det som ÅÅÅÅ-MM-DD.")
