"""Who a mapping form comes from: the file's name, the stamp in the form and what stands after "Aktör:" must agree."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from medlofte.analysis.read.common import ERROR, NOTE, Notes
from medlofte.analysis.read.forms import VERSION, stamp
from medlofte.analysis.read.grid import WORKBOOKS
from medlofte.analysis.read.table import Tabular
from medlofte.codebook import Codebook, normal
from medlofte.language import _

_SEARCHED = 8
_CLOSE = 70
# «Polisen», «Skolan», «Socialtjänsten», «Bostadsbolaget».
_DEFINITE = ("n", "en", "et")


def resolve(text: str, codebook: Codebook) -> str | None:
    """Return the id of the actor that a text names by id or label, or None."""
    name = normal(text)
    exact = (actor.id for actor in codebook.actors if name in (normal(actor.id), normal(actor.label)))
    definite = (actor.id for actor in codebook.actors if name in {normal(actor.label) + end for end in _DEFINITE})
    return next(exact, None) or next(definite, None)


def of_form(path: Path, table: Tabular, *, codebook: Codebook) -> tuple[str | None, Notes]:
    """Return whose form this is and the findings; None, with a grave finding, when it cannot be told for certain."""
    top = _top(path, table.sheet)
    marked = stamp(top)
    named = resolve(path.stem, codebook)
    inside = resolve(marked[1], codebook) if marked else _after_label(top, codebook)
    notes = []
    if marked and marked[0] < VERSION:
        message = _("Formuläret är en äldre version ({old}; den nya är {new}).").format(old=marked[0], new=VERSION)
        notes.append(table.spot.note("gammal_version", message, value=marked[0], action=_("läst ändå")))
    if named is None and inside is not None and marked:
        message = _("Filnamnet är ingen aktör, men formuläret är gjort för {actor}.").format(
            actor=codebook.actor(inside).label
        )
        note = table.spot.note("filnamn", message, severity=NOTE, value=path.stem, action=_("läst så"))
        return inside, [*notes, note]
    if named is None:
        likely = closest(path.stem, [word for actor in codebook.actors for word in (actor.id, actor.label)])
        guess = _(" Menas «{likely}»?").format(likely=likely) if likely else ""
        known = ", ".join(actor.id for actor in codebook.actors)
        message = _("Filnamnet är ingen aktör i kodboken.{guess} Byt namn på filen till ett av {known}.").format(
            guess=guess, known=known
        )
        return None, [*notes, table.spot.note("okand_aktor", message, severity=ERROR, value=path.stem,
                                              action=_("alla rader i filen är i karantän"))]  # fmt: skip
    if inside is not None and inside != named:
        labels = codebook.actor(inside).label, codebook.actor(named).label
        message = _("Formuläret är gjort för {made}, men filen är namngiven som {named}. Rätta filnamnet.").format(
            made=labels[0], named=labels[1]
        )
        return None, [*notes, table.spot.note("fel_aktor", message, severity=ERROR, value=path.stem,
                                              action=_("alla rader i filen är i karantän"))]  # fmt: skip
    return named, notes


def closest(text: str, words: Sequence[str]) -> str:
    """Return the word most like a text, or nothing when none is much like it (rapidfuzz's weighted ratio)."""
    from rapidfuzz import fuzz, process

    found = process.extractOne(text, words, scorer=fuzz.WRatio, processor=normal, score_cutoff=_CLOSE)
    return str(found[0]) if found else ""


def _top(path: Path, sheet: str) -> list[str]:
    """Return the cells of the first rows, where the form says what it is."""
    if path.suffix.lower() not in WORKBOOKS:
        return []
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).iter_rows()
    return [str(cell) for _, row in zip(range(_SEARCHED), rows, strict=False) for cell in row]


def _after_label(top: list[str], codebook: Codebook) -> str | None:
    found = (resolve(cell.split(":", maxsplit=1)[1], codebook) for cell in top if normal(cell).startswith("aktör:"))
    return next(found, None)
