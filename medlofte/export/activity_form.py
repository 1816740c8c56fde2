"""An Excel form for activities, with measures and places to choose from; ``medlofte activities read`` reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import xlsxwriter

from medlofte.edition import Edition
from medlofte.export.content import saving
from medlofte.workshop.promises.chain import gather
from medlofte.workshop.store import Store

HEADINGS = ("Åtgärd", "Datum", "Antal", "Plats", "Anteckning", "Källa")
ROWS = 300
_HELP = (
    "En rad för varje sak som är gjord. Välj åtgärd och plats i listan. Datum skrivs ÅÅÅÅ-MM-DD.",
    "Skriv inga personuppgifter. Läs in filen med: medlofte activities read FIL",
    "Samma rad räknas bara en gång, även om filen läses in flera gånger. Rätta en rad som redan är inläst på /logga.",
)
_WIDTHS = (40, 12, 8, 24, 50, 30)


def write(edition: Edition, file: str | Path, *, store: Store | None = None) -> Path:
    """Write the form and return its path; ExportError if it cannot be written."""
    chain = gather(edition, store)
    held = chain.measures[chain.measures["promise"].isin(chain.held["promise"])]
    places = sorted(edition.labels("places").values(), key=str.casefold)
    with saving(Path(file)) as draft:
        try:
            with xlsxwriter.Workbook(str(draft), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
                _form(book, measures=len(held), places=len(places))
                _lists(book, list(held["title"]), places)
        except xlsxwriter.exceptions.FileCreateError as error:
            raise OSError(str(error)) from error
    return Path(file)


def _form(book: Any, *, measures: int, places: int) -> None:
    sheet = book.add_worksheet("Aktiviteter")
    for column, (heading, width) in enumerate(zip(HEADINGS, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, book.add_format({"bold": True, "bottom": 1}))
    for column, count in ((0, measures), (3, places)):
        if count:
            letter = "A" if column == 0 else "B"
            sheet.data_validation(1, column, ROWS, column, {
                "validate": "list", "source": f"=Listor!${letter}$2:${letter}${count + 1}", "error_type": "warning",
                "error_title": "Inte i listan", "error_message": "Välj i listan, eller skriv exakt som där.",
            })  # fmt: skip
    sheet.set_column(1, 1, 12, book.add_format({"num_format": "yyyy-mm-dd"}))
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _lists(book: Any, measures: list[str], places: list[str]) -> None:
    sheet = book.add_worksheet("Listor")
    sheet.set_column(0, 1, 40)
    for column, (heading, texts) in enumerate((("Åtgärder", measures), ("Platser", places))):
        for row, text in enumerate([heading, *texts]):
            sheet.write_string(row, column, text)
    notes = book.add_worksheet("Läs mig")
    notes.set_column(0, 0, 100)
    for row, text in enumerate(_HELP):
        notes.write_string(row, 0, text)
