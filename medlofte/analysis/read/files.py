"""What a file really is, before anybody trusts it: missing, empty, of another kind, a ZIP bomb.

Nothing is read whole here: a file of any size takes a megabyte of memory.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from medlofte.errors import SourceError, reason
from medlofte.language import N_, _

_CHUNK = 1 << 20
# A workbook that unpacks to more than this is no list of answers (20,000 answers of 65 questions make about 0.1 GB).
UNPACKED_BYTES = 1 << 30
_MAGIC = {b"PK\x03\x04": N_("en Excelfil eller ett zip-arkiv"), b"\xd0\xcf\x11\xe0": N_("en äldre Office-fil"),
          b"%PDF": N_("en PDF"), b"\x89PNG": N_("en bild"), b"\xff\xd8\xff": N_("en bild"),
          b"\x1f\x8b": N_("ett komprimerat arkiv"), b"$FL2": N_("en SPSS-fil"), b"$FL3": N_("en SPSS-fil"),
          b"PAR1": N_("en Parquet-fil")}  # fmt: skip
SAVE_AS = N_("Öppna källan och spara om den som CSV UTF-8 eller som Excelbok (.xlsx).")


def look(path: Path, *, file: str) -> bytes:
    """Return a file's first bytes.

    Raises
    ------
    SourceError
        If the file is missing, a folder, locked, or holds nothing but blanks.
    """
    if path.name.startswith("~$"):
        message = _("Filen är Excels märke för att arbetsboken är öppen, inte arbetsboken själv.")
        raise SourceError(message, file=file, advice=_("Ange filen utan ~$ i namnet."))
    try:
        with path.open("rb") as stream:
            first = stream.read(16)
            if not first.strip() and not any(chunk.strip() for chunk in _rest(stream)):
                raise SourceError(_("Filen är tom."), file=file, advice=_("Exportera den på nytt."))
            return first
    except FileNotFoundError as error:
        raise SourceError(
            _("Filen finns inte."), file=file, advice=_("Kontrollera sökvägen och stavningen.")
        ) from error
    except IsADirectoryError as error:
        raise SourceError(_("Det är en mapp, inte en fil."), file=file, advice=_("Ange en fil i mappen.")) from error
    except OSError as error:
        advice = _("Stäng program som har filen öppen och försök igen.")
        raise SourceError(
            _("Filen går inte att läsa ({reason}).").format(reason=reason(error)), file=file, advice=advice
        ) from error


def must_be_text(first: bytes, *, file: str) -> None:
    """Raise SourceError where a file's first bytes are those of another kind of file."""
    for magic, what in _MAGIC.items():
        if first.startswith(magic):
            raise SourceError(
                _("Filen är ingen textfil."),
                file=file,
                advice=_("Den ser ut att vara {what}. {advice}").format(what=_(what), advice=_(SAVE_AS)),
            )


def chunks(path: Path) -> Iterator[bytes]:
    """Give a file's bytes, a megabyte at a time."""
    with path.open("rb") as stream:
        yield from _rest(stream)


def _rest(stream: object) -> Iterator[bytes]:
    read = stream.read  # type: ignore[attr-defined]
    while chunk := read(_CHUNK):
        yield chunk


def unpacked(path: Path, *, file: str) -> list[str]:
    """Return the names of the parts of a packed workbook (xlsx, ods) once each has been unpacked within the limit.

    What the archive says of its sizes is not trusted: every part is unpacked, counted and thrown away.

    Raises
    ------
    SourceError
        If the parts together are larger than ``UNPACKED_BYTES`` (a ZIP bomb), one is damaged, or the workbook takes
        figures from other workbooks.
    """
    total = 0
    try:
        with zipfile.ZipFile(path) as archive:
            for part in archive.infolist():
                with archive.open(part) as stream:
                    for chunk in _rest(stream):
                        total += len(chunk)
                        if total > UNPACKED_BYTES:
                            raise _bomb(file)
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        raise broken(file) from error
    if linked := [name for name in names if name.startswith("xl/externalLinks/") and not name.endswith(".rels")]:
        # Such cells hold what another file said when somebody last had both open: nobody can tell if it is true.
        raise SourceError(_("Arbetsboken hämtar värden ur andra arbetsböcker och läses inte."), file=file,
                          value=", ".join(linked),
                          advice=_("Bryt länkarna (Data, Redigera länkar, Bryt länk) och spara den igen."))  # fmt: skip
    return names


def _bomb(file: str) -> SourceError:
    return SourceError(
        _("Filen packas upp till mer än {most} megabyte och läses inte; så stora är inga enkätsvar.").format(
            most=UNPACKED_BYTES // 1_000_000
        ),
        file=file,
        advice=_("Kontrollera varifrån filen kommer. Spara annars om bladet som CSV UTF-8."),
    )


def broken(file: str) -> SourceError:
    """Return the error of a workbook that cannot be opened."""
    return SourceError(
        _("Filen går inte att öppna som Excelbok; den är skadad, lösenordsskyddad eller av annat slag."),
        file=file,
        advice=_("Öppna den i Excel och spara om den som .xlsx utan lösenord."),
    )
