"""The actors' mapping (kartläggning): one form per actor or one table for all, one row per problem."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from medlofte import tables
from medlofte.analysis.read import sender
from medlofte.analysis.read.columns import entries, headings, pick, unread
from medlofte.analysis.read.common import (
    ERROR,
    NOTE,
    Notes,
    OnError,
    Spot,
    each,
    findings,
    joined,
    provenance,
    rows_at,
    together,
)
from medlofte.analysis.read.figures import Rows
from medlofte.analysis.read.forms import HEADINGS, NAMES, SHEET, write_form
from medlofte.analysis.read.grid import WORKBOOKS
from medlofte.analysis.read.headings import key
from medlofte.analysis.read.reported import Vocabulary, report
from medlofte.analysis.read.table import Tabular
from medlofte.analysis.read.tabular import read_tabular
from medlofte.codebook import Codebook, normal
from medlofte.errors import SourceError
from medlofte.language import _
from medlofte.rounds import Round

__all__ = ["SHEET", "read_mapping", "write_form"]
_ENDINGS = (*WORKBOOKS, ".csv", ".tsv")
_ACTOR = {"actor": ("aktör", "aktor", "actor", "organisation")}
_ALL = {**NAMES, **_ACTOR}


def read_mapping(
    round_: Round, *, codebook: Codebook, places: pd.DataFrame, on_error: OnError | None = None
) -> tables.Read:
    """Return what the actors report (``MAPPING``).

    Parameters
    ----------
    round_, codebook
        ``round_.mapping`` is a folder with one form per actor, named by the actor's id, or one table for all actors
        with a column ``Aktör``.
    places
        The frame of ``read_places``.
    on_error
        Called with the error of a form that cannot be read, which is then left out; without it, the error is raised.

    Raises
    ------
    SourceError, RoundError
        If a form cannot be read and ``on_error`` is not given.
    """
    words = Vocabulary(codebook, places)
    forms, others = _forms(round_)

    def read(form: tuple[Path, str]) -> tables.Read:
        path, file = form
        return _read_form(path, file, words=words, single=file == round_.mapping)

    found = together(each(forms, read, on_error=on_error), table=tables.MAPPING)
    more = findings([*others, *_several(found.frame, codebook)])
    return replace(found, findings=joined([found.findings, more], table=tables.FINDINGS))


def _forms(round_: Round) -> tuple[list[tuple[Path, str]], Notes]:
    """Return the forms, and a note for each other file in the folder."""
    if not round_.mapping:
        return [], []
    folder = round_.path(round_.mapping)
    if not folder.is_dir():
        if folder.suffix.lower() in _ENDINGS:
            return [(folder, round_.mapping)], []
        raise SourceError(
            _("Kartläggningen ska vara en mapp med en Excelfil per aktör, eller en tabell för alla."),
            file=round_.mapping,
            advice=_("Lägg formulären i en mapp och ange den som mapping i round.toml."),
        )
    # Excel leaves a hidden "~$" file beside a workbook that is open.
    found = [path for path in sorted(folder.iterdir()) if not path.name.startswith(("~$", "."))]
    named = [(path, f"{round_.mapping}/{path.name}") for path in found]
    message = _("Filen är inget formulär; aktörernas svar ska vara Excelfiler (.xlsx) eller CSV.")
    others = [
        Spot(file).note("inget_formular", message, action=_("filen är inte läst"))
        for path, file in named
        if path.suffix.lower() not in _ENDINGS
    ]
    return [(path, file) for path, file in named if path.suffix.lower() in _ENDINGS], others


def _read_form(path: Path, file: str, *, words: Vocabulary, single: bool) -> tables.Read:
    """Return one file's rows of ``MAPPING``, findings and provenance."""
    table = read_tabular(path, known=headings(_ALL if single else NAMES), file=file)
    cells = pick(table, _ALL, required=("problem", "actor") if single else ("problem",))
    notes = [*unread(table, _ALL), *_lacking(table)]
    # A table of several actors may lie among the forms.
    single = single or bool(cells["actor"].any())
    if single:
        cells, more = _filled_down(cells, table)
        notes += more
        actors = [sender.resolve(text, words.codebook) for text in cells["actor"]]
    else:
        actor, more = sender.of_form(path, table, codebook=words.codebook)
        notes += more
        actors = [actor] * len(cells)
        if not table.read:
            notes.append(table.spot.note("tomt_formular", _("Formuläret är inte ifyllt."), severity=NOTE))
    rows, more = _rows(cells, actors, table, words, single=single)
    if any(note["rule"] == "kolumn_saknas" and note["column"] == HEADINGS["secrecy"] for note in notes):
        # Said once of the column, not again of each row.
        more = [note for note in more if note["value"] or note["column"] != HEADINGS["secrecy"].split(" (")[0]]
    source = provenance(path, file=file, kind="mapping", read=table.read, accepted=len(rows))
    # The form has title rows and a sheet with the lists by design.
    about = table.findings[~table.findings["rule"].isin(["rader_over_rubriken", "andra_blad"])]
    frame = tables.MAPPING.check(pd.DataFrame([row | {"file": file} for row in rows], columns=tables.MAPPING.names))
    return tables.Read(frame, joined([about, findings(notes + more)], table=tables.FINDINGS), source)


def _filled_down(cells: pd.DataFrame, table: Tabular) -> tuple[pd.DataFrame, Notes]:
    """Return the rows with the actor of the row above where the cell is empty: merged cells hold one name for many."""
    named = cells["actor"].where(cells["actor"] != "").ffill().fillna("")
    below = (named != cells["actor"]).to_numpy(dtype=bool)
    message = _("Aktören står inte på raden.")
    notes = [
        table.spot.note("sammanslagen_cell", message, row=row, column="Aktör", value=actor, severity=NOTE,
                        action=_("räknad till aktören ovanför"))
        for row, actor in rows_at(cells.assign(actor=named), below, column="actor")
    ]  # fmt: skip
    return cells.assign(actor=named), notes


def _rows(
    cells: pd.DataFrame, actors: list[str | None], table: Tabular, words: Vocabulary, *, single: bool
) -> tuple[Rows, Notes]:
    """Return the rows of ``MAPPING`` (without file), and the findings about them."""
    rows: Rows = []
    notes: Notes = []
    seen: set[tuple[str, ...]] = set()
    for entry, actor in zip(entries(cells), actors, strict=True):
        if actor is None:
            # A form of which it is not known whose it is has been told of once.
            if single:
                message = _("Aktören finns inte i kodboken. Skriv aktörens id, eller lägg till aktören i kodboken.")
                notes.append(table.spot.quarantine("okand_aktor", message, severity=ERROR, row=int(entry["row"]),
                                                   column="Aktör", value=entry["actor"]))  # fmt: skip
            continue
        written = (actor, *(normal(entry[name]) for name in NAMES))
        if written in seen:
            message = _("Raden är densamma som en tidigare rad.")
            notes.append(table.spot.quarantine("dubbel_rad", message, row=int(entry["row"]), value=entry["problem"]))
            continue
        seen.add(written)
        found, more = report(entry, spot=table.spot, words=words)
        notes += more
        if found is not None:
            rows.append(found | {"actor": actor})
    return rows, notes


def _lacking(table: Tabular) -> Notes:
    """Return what is said of the form's columns that the file lacks, with what each may have been renamed to."""
    notes = []
    bare = []
    written = {word for heading in table.headings for word in (normal(heading), key(heading))}
    unknown = [note["column"] for note in unread(table, _ALL)]
    for name, heading in HEADINGS.items():
        if any(normal(word) in written for word in NAMES[name]):
            continue
        likely = sender.closest(heading.split(" (")[0], unknown)
        if name == "secrecy":
            message = _("Kolumnen Sekretess saknas, så inga rader visas. Lägg till den: öppen, intern eller sekretess.")
            notes.append(table.spot.note("kolumn_saknas", message, column=heading,
                                         action=_("alla rader räknas som sekretess")))  # fmt: skip
        elif likely:
            message = _("Kolumnen «{heading}» saknas. Heter den «{likely}» i filen? Byt i så fall tillbaka rubriken.")
            notes.append(table.spot.note("kolumn_saknas", message.format(heading=heading, likely=likely),
                                         column=heading, action=_("kolumnen räknas som tom")))  # fmt: skip
        else:
            bare.append(heading.split(" (")[0])
    if bare:
        message = _("Filen saknar kolumner som formuläret har.")
        notes.append(table.spot.note("kolumn_saknas", message, column=", ".join(bare), severity=NOTE,
                                     action=_("de räknas som tomma")))  # fmt: skip
    return notes


def _several(frame: pd.DataFrame, codebook: Codebook) -> Notes:
    """Return a warning for each actor who has handed in more than one file."""
    files = frame.groupby("actor", sort=False)["file"].unique()
    return [
        Spot(str(listed[-1])).note(
            "flera_formular",
            _("{actor} har lämnat flera filer.").format(actor=codebook.actor(str(actor)).label),
            value=", ".join(listed),
            action=_("alla är lästa"),
        )
        for actor, listed in files.items()
        if len(listed) > 1
    ]
