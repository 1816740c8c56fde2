"""The folder of open data, written whole or not at all."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from medlofte.edition import MANIFEST, Edition, sha256
from medlofte.errors import ExportError
from medlofte.export import workbook
from medlofte.export.content import INVENTED, notes, told
from medlofte.export.opendata import dcat, metadata
from medlofte.export.opendata.files import files
from medlofte.export.public.account import Account, account
from medlofte.language import SWEDISH, speaking
from medlofte.tables.contract import Column
from medlofte.workshop.store import Store

FOLDER = "oppna-data"
CSVW, DCAT, README, EXCEL = "csvw-metadata.json", "dcat.rdf", "LÄSMIG.md", "alla-tabeller.xlsx"
_FORMS = {"number": workbook.COUNT, "integer": "0"}


@speaking(SWEDISH)
def write(edition: Edition, folder: str | Path, *, store: Store | None = None) -> Path:
    """Write the folder ``oppna-data`` and return its path; the same whichever language it is asked for in.

    The catalogue entry (``dcat.rdf``) is written when round.toml gives the address where the data will be: an
    identifier that leads nowhere is worse than none. LÄSMIG.md says which.

    Raises
    ------
    ExportError
        If the edition is made for a closed meeting, or the folder holds something else or cannot be written.
    """
    told_of = account(edition, store=store)
    target = Path(folder) / FOLDER
    if target.exists() and not (target / MANIFEST).is_file():
        raise ExportError("Mappen finns redan och är inget datapaket.", file=target, advice="Välj en annan mapp.")
    draft = target.with_name(f".{FOLDER}.tmp")
    with told(target):
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        try:
            _fill(draft, told_of)
            shutil.rmtree(target, ignore_errors=True)
            draft.rename(target)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return target


def _fill(folder: Path, told_of: Account) -> None:
    tables, resources, sheets = [], [], []
    for table, frame in files(told_of):
        file = folder / f"{table.name}.csv"
        # Text that a spreadsheet takes for a formula stays as it is: machines read the file, and expect what was typed.
        frame.to_csv(file, index=False, float_format="%.12g", lineterminator=metadata.LINES, encoding="utf-8")
        tables.append(table)
        columns = tuple((column.name, column.name, _form(column)) for column in table.columns)
        sheets.append(workbook.Sheet(table.name, table.meaning, frame, columns))
        resources.append(metadata.resource(table, size=file.stat().st_size, sha256=sha256(file)))
    about, told_notes = told_of.about, notes(told_of.edition)
    words = workbook.Words(
        title=f"{about.get('title', '')}: öppna data",
        author=told_of.responsible,
        banner=INVENTED if about.get("demo") else "",
        created=str(about.get("created") or "1970-01-01"),
        notes=told_notes,
    )
    workbook.save(folder / EXCEL, sheets, words)
    _json(folder / MANIFEST, metadata.package(told_of, resources, notes=told_notes))
    _json(folder / CSVW, metadata.csvw(tables, account=told_of))
    if told_of.publication.data:
        text = dcat.dcat(told_of, base=told_of.publication.data, files=[entry["path"] for entry in resources])
        _text(folder / DCAT, '<?xml version="1.0" encoding="UTF-8"?>\n' + text + "\n")
    _text(folder / README, _read_me(told_of, resources))


def _form(column: Column) -> str:
    """Return how a column is written in Excel."""
    share = (column.kind, column.low, column.high) == ("number", 0, 1)
    return workbook.SHARE if share else _FORMS.get(column.kind, "")


def _json(file: Path, content: dict[str, Any]) -> None:
    _text(file, json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def _text(file: Path, text: str) -> None:
    file.write_text(text, "utf-8", newline="\n")


def _read_me(told_of: Account, resources: list[dict[str, Any]]) -> str:
    about, publication = told_of.about, told_of.publication
    lines = [f"# {about.get('title', '')}: öppna data", "", f"Utgivare: {told_of.responsible}.", ""]
    lines += [f"- {note}" for note in notes(told_of.edition)]
    lines += ["", "## Filer", "", *(f"- `{entry['path']}`: {entry['title']}" for entry in resources)]
    lines += ["", *_FORMAT, "", "## Vad som inte finns med", "", *_LEFT_OUT, "", "## Villkor", ""]
    path, title = metadata.LICENSES[publication.license]
    lines += [f"{title} ({path}).", "", "## Sveriges dataportal", ""]
    lines.append(
        f"`{DCAT}` är en färdig post enligt DCAT-AP-SE 3 för datamängden på {publication.data}. Lägg filerna där, och "
        "låt kommunens katalog eller dataportalen skörda posten."
        if publication.data
        else "Ingen post är skriven, eftersom round.toml inte säger var filerna ska ligga. Skriv adressen som `data` "
        "under `[publication]`, publicera rundan igen och exportera på nytt."
    )
    contact = [publication.contact, publication.email, publication.phone]
    lines += ["", "## Kontakt", "", ", ".join(part for part in contact if part) or f"Kontakta {told_of.responsible}."]
    return "\n".join(lines) + "\n"


_FORMAT = (
    f"**För Excel: öppna `{EXCEL}`**, som har alla tabeller, med ett blad för varje.",
    "",
    "CSV-filerna är för program. De följer RFC 4180: kommatecken mellan kolumnerna, CRLF mellan raderna, UTF-8 utan",
    "BOM och decimalpunkt; svensk Excel visar en sådan fil fel när man dubbelklickar på den. Kolumnerna beskrivs i",
    "`datapackage.json` (Data Package 2) och",
    "`csvw-metadata.json` (CSV on the Web); koderna förklaras i `kodbok.csv`.",
    "",
    "**En tom cell med `status=skyddad`** är en siffra som inte visas: för få svar ligger bakom den, eller så går den",
    "att räkna ut ur de andra. En tom cell med `status=visad` betyder att uppgiften saknas. Skriv aldrig noll där.",
    "",
    "Jämför bara år som har samma fråga och samma svarsalternativ. Andelen 0.46 med gränserna 0.41 och 0.51 betyder",
    "att 46 procent av dem som svarat valde svaret, och att osäkerheten sträcker sig från 41 till 51 procent.",
)
_LEFT_OUT = (
    "- Enskilda svar, fritext och aktörernas egna rapporter.",
    "- Utkast till löften, röster, orsaksanalyser och namn på dem som skrivit eller beslutat.",
    "- Anteckningar om aktiviteterna: de är fri text och kan röra enskilda.",
)
