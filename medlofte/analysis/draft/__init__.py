"""A codebook proposed from a file, for the analyst to correct: never right at once, but never an empty page."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from medlofte.analysis.draft import guess, limesurvey, metadata, write, xlsform
from medlofte.analysis.draft.sketch import Sketch, unique
from medlofte.analysis.read.statistical import STATISTICAL, read_statistical
from medlofte.analysis.read.tabular import read_packed
from medlofte.errors import SourceError
from medlofte.language import _

__all__ = ["draft", "is_form"]


def draft(path: str | Path, *, sheet: str = "", before: str = "", year: int | None = None) -> str:
    """Return a commented codebook (YAML) proposed from a file.

    Parameters
    ----------
    path
        A data file (CSV, Excel, SPSS, Stata, SAS, Parquet) or a form (XLSForm, LimeSurvey's tab-separated survey).
    sheet
        The workbook's sheet; without it, the fullest.
    before
        YAML to put before the questions, such as topics and actors.
    year
        When it was answered, to understand years of birth; this year unless given.

    Returns
    -------
    str
        Valid when read by :meth:`medlofte.codebook.Codebook.read`.

    Raises
    ------
    SourceError
        If the file cannot be read, or holds no question.
    """
    path = Path(path)
    found, skipped = _sketches(path, sheet, year or date.today().year)
    if not found:
        raise SourceError(
            _("Ingen fråga hittades i filen."), file=path, advice=_("Kontrollera att det är rätt fil och blad.")
        )
    return write.text(unique(found), source=path.name, skipped=skipped, before=before)


def is_form(path: str | Path) -> bool:
    """Return whether a file is a form without answers (XLSForm, LimeSurvey's survey structure)."""
    path = Path(path)
    return xlsform.sheets(path) is not None or limesurvey.entries(path) is not None


def _sketches(path: Path, sheet: str, year: int) -> tuple[list[Sketch], list[str]]:
    if path.suffix.lower() in STATISTICAL:
        return metadata.sketches(read_statistical(path), year=year)
    form = xlsform.sheets(path)
    if form is not None:
        return xlsform.sketches(form)
    survey = limesurvey.entries(path)
    if survey is not None:
        return limesurvey.sketches(survey)
    return guess.sketches(read_packed(path, sheet=sheet), year=year)
