"""What a register's reader hands over: rows of ``REGISTER``, what was odd, and how many rows there were."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from medlofte.analysis.read.common import Notes, Spot, read_text
from medlofte.errors import SourceError
from medlofte.language import _

Rows = list[dict[str, Any]]
_LARGEST = 300_000_000
_PER_100K = re.compile(r"(per|/)\s*100\s?000", re.IGNORECASE)
_UNIT = re.compile(r"\(([^()]{1,20})\)\s*$|,?\s(?:andel|i)\s\(?(%|procent)\)?", re.IGNORECASE)


@dataclass(frozen=True)
class Figures:
    """A register as read.

    Parameters
    ----------
    rows
        Rows of ``REGISTER`` without file and topic, each with ``row``, where it stands in the file (None if nowhere).
    notes
        Findings about the rows.
    spot
        The file, for further findings.
    read
        How many rows (or values) the file holds.
    accepted
        How many were accepted; None when each accepted one is a row of ``rows``.
    about
        ``FINDINGS`` about the file, of the tabular reader; None if there are none.
    """

    rows: Rows
    notes: Notes
    spot: Spot
    read: int
    accepted: int | None = None
    about: pd.DataFrame | None = None


def figure(**given: Any) -> dict[str, Any]:
    """Return a row of ``REGISTER`` (without file and topic), with nothing where nothing is given."""
    blank = {"row": None, "level": 1, "parent": "", "preliminary": False, "count": None, "per_100k": None,
             "value": None, "unit": "", "base": None}  # fmt: skip
    return blank | given


def yearly(events: Sequence[tuple[int, str]], *, indicator: str, label: str, source: str, region: str) -> Rows:
    """Return how many events there were each year, all and of each kind below them; 0 where nothing happened.

    Parameters
    ----------
    events
        Year and kind; one without a kind counts among all only.
    label
        What all of them are called; a kind goes by its own name.
    """
    if not events:
        return []
    years = range(min(year for year, _ in events), max(year for year, _ in events) + 1)
    kinds: dict[str, str] = {}
    for _year, kind in events:
        if kind:
            kinds.setdefault(f"{indicator}_{slug(kind)}", kind)
    counted = Counter((year, indicator) for year, _ in events)
    counted += Counter((year, f"{indicator}_{slug(kind)}") for year, kind in events if kind)
    return [
        figure(source=source, indicator=name, label=kinds.get(name, label), region=region, period=str(year),
               level=2 if name in kinds else 1, parent=indicator if name in kinds else "",
               count=float(counted[year, name]))
        for name in (indicator, *sorted(kinds)) for year in years
    ]  # fmt: skip


# What does not come apart into a plain letter and its marks.
_LETTERS = str.maketrans("æøß", "aos")


def slug(text: str, *, otherwise: str = "ovrig") -> str:
    """Return text as an id: lower-case ASCII letters, digits and underscores; ``otherwise`` where it has none."""
    plain = unicodedata.normalize("NFKD", text.strip().lower().translate(_LETTERS)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_") or otherwise


def measured(value: float | None, *, label: str) -> dict[str, Any]:
    """Return a value where it belongs: per 100 000 when the label says so, else the value with the label's unit."""
    if _PER_100K.search(label) and (value is None or value >= 0):
        return {"per_100k": value, "unit": "per 100 000"}
    found = _UNIT.search(label)
    return {"value": value, "unit": (found[1] or found[2] or "").strip() if found else ""}


def load_json(path: Path, *, file: str) -> Any:
    """Return a JSON file's content.

    Raises
    ------
    SourceError
        If the file cannot be read, is not JSON or is larger than 300 MB.
    """
    if path.is_file() and path.stat().st_size > _LARGEST:
        raise SourceError(
            _("Filen är större än {most} MB.").format(most=_LARGEST // 1_000_000),
            file=file,
            advice=_("Hämta färre områden, år eller nyckeltal."),
        )
    try:
        return json.loads(read_text(path, file=file))
    except (json.JSONDecodeError, RecursionError) as error:
        raise SourceError(_("Filen är inte giltig JSON."), file=file, row=getattr(error, "lineno", None),
                          advice=_("Hämta filen på nytt; är den avklippt?")) from error  # fmt: skip
