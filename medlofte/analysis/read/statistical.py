"""Files of statistical programs (SPSS, Stata, SAS) and Parquet: the values as text, and what the file says of them.

SPSS keeps a code that the analyst has declared to be no answer (8, 998 …) as a value; pyreadstat drops it unless asked
(``user_missing=True``), and then nobody can tell "don't know" from "not asked". Here every code is kept and the
codebook decides.

Sources: the pyreadstat README (github.com/Roche/pyreadstat: ``user_missing``, ``missing_ranges``,
``missing_user_values``, ``variable_value_labels``, ``mr_sets``); IBM SPSS Statistics Command Syntax Reference,
MISSING VALUES and MRSETS; DuckDB's documentation of ``read_parquet``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from medlofte.analysis.read import files
from medlofte.analysis.read.common import NOTE, Notes, Spot, findings
from medlofte.analysis.read.grid import cell_text
from medlofte.analysis.read.packed import pack
from medlofte.analysis.read.table import Dictionary, Several, Tabular
from medlofte.errors import SourceError
from medlofte.language import _

STATISTICAL = (".sav", ".zsav", ".por", ".dta", ".sas7bdat", ".xpt", ".parquet")
_PROGRAMS = {".sav": "SPSS", ".zsav": "SPSS", ".por": "SPSS", ".dta": "Stata", ".parquet": "Parquet"}
# Encodings to try when a file's declared one does not fit what it holds.
_ENCODINGS = (None, "UTF-8", "WINDOWS-1252", "LATIN1")


def read_statistical(path: str | Path, *, file: str = "") -> Tabular:
    """Return the table of an SPSS, Stata, SAS or Parquet file with its dictionary.

    Rows are numbered as the program shows its cases, from 1.

    Raises
    ------
    SourceError
        If the file is missing, damaged or of another kind.
    """
    path, file = Path(path), file or str(path)
    files.look(path, file=file)
    if path.suffix.lower() == ".parquet":
        return _tabular(_parquet(path, file), Dictionary(), file=file, encoding="", notes=[])
    frame, about, encoding = _readstat(path, file)
    notes = []
    if encoding is not None:
        notes.append(Spot(file).note("teckenkodning", _("Filens angivna teckenkodning stämmer inte med innehållet."),
                                     severity=NOTE,
                                     action=_("läst som {encoding}").format(encoding=encoding)))  # fmt: skip
    return _tabular(frame, _dictionary(about), file=file, encoding=str(about.file_encoding or ""), notes=notes)


def _tabular(frame: pd.DataFrame, dictionary: Dictionary, *, file: str, encoding: str, notes: Notes) -> Tabular:
    columns: dict[str, Any] = {"row": np.arange(1, len(frame) + 1)}
    for name in frame.columns:
        # "row" is taken by the case's number.
        columns["row (kolumn)" if name == "row" else str(name)] = pack(frame[name], text=_text)
    return Tabular(pd.DataFrame(columns), file, "", encoding, findings(notes), 0, dictionary)


def _text(value: Any) -> str:
    if value is None or value is pd.NaT:
        return ""
    if isinstance(value, pd.Timestamp):
        value = value.to_pydatetime()
    if isinstance(value, np.generic):
        value = value.item()
    return cell_text(value).strip()


def _parquet(path: Path, file: str) -> pd.DataFrame:
    import duckdb

    try:
        with duckdb.connect() as engine:
            relation = engine.read_parquet(str(path))
            return pd.DataFrame(relation.fetchnumpy() if relation.columns else {}, columns=relation.columns)
    except duckdb.Error as error:
        raise _damaged(file, "Parquet") from error


def _readstat(path: Path, file: str) -> tuple[pd.DataFrame, Any, str | None]:
    """Return the values, the metadata, and the encoding that had to be used instead of the declared one."""
    import pyreadstat

    suffix = path.suffix.lower()
    readers: dict[str, Callable[..., Any]] = {
        ".sav": pyreadstat.read_sav, ".zsav": pyreadstat.read_sav, ".por": pyreadstat.read_por,
        ".dta": pyreadstat.read_dta, ".sas7bdat": pyreadstat.read_sas7bdat, ".xpt": pyreadstat.read_xport,
    }  # fmt: skip
    options = {} if suffix in (".por", ".xpt") else {"user_missing": True}
    # A portable file is written in the program's own letters; nothing can be chosen.
    encodings = (None,) if suffix == ".por" else _ENCODINGS
    for encoding in encodings:
        try:
            frame, about = readers[suffix](str(path), **options, **({"encoding": encoding} if encoding else {}))
        except pyreadstat.ReadstatError as error:
            if "convert" in str(error) and encoding != encodings[-1]:
                continue
            raise _damaged(file, _PROGRAMS.get(suffix, "SAS")) from error
        except (UnicodeDecodeError, pyreadstat.PyreadstatError) as error:
            if isinstance(error, UnicodeDecodeError) and encoding != encodings[-1]:
                continue
            raise _damaged(file, _PROGRAMS.get(suffix, "SAS")) from error
        return frame, about, encoding
    raise _damaged(file, _PROGRAMS.get(suffix, "SAS"))


def _damaged(file: str, program: str) -> SourceError:
    return SourceError(
        _("Filen går inte att läsa som en fil från {program}; den är skadad eller av annat slag.").format(
            program=program
        ),
        file=file,
        advice=_("Spara om den därifrån, eller exportera den som CSV UTF-8."),
    )


def _dictionary(about: Any) -> Dictionary:
    labels = {
        name: {_text(code): str(label).strip() for code, label in known.items()}
        for name, known in about.variable_value_labels.items()
    }
    missing: dict[str, tuple[tuple[object, object], ...]] = {
        name: tuple((part["lo"], part["hi"]) for part in ranges) for name, ranges in about.missing_ranges.items()
    }
    # Stata's .a–.z and SAS's .A–.Z arrive as letters.
    missing |= {name: tuple((code, code) for code in codes) for name, codes in about.missing_user_values.items()}
    titles = {name: title.strip() for name, title in about.column_names_to_labels.items() if title and title.strip()}
    return Dictionary(titles, labels, missing, tuple(_sets(about)))


def _sets(about: Any) -> list[Several]:
    found = []
    for name, known in (getattr(about, "mr_sets", None) or {}).items():
        counted = "" if known.get("counted_value") is None else _text(known["counted_value"])
        members = tuple(_written(about.column_names, member) for member in known.get("variable_list", ()))
        # SPSS writes the set's name with a dollar sign before it.
        found.append(Several(str(name).lstrip("$"), str(known.get("label", "")).strip(), members, counted))
    return found


def _written(names: list[str], member: str) -> str:
    """Return a variable's name as the file writes it; sets list their variables in lower case."""
    return next((name for name in names if name.casefold() == str(member).casefold()), str(member))
