"""The eleven actors' invented mapping forms, one Excel file each; what they say stands in reports.csv."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from demo.workbook import MARK, write

HEADINGS = (
    "Problem", "Plats", "Hur vanligt", "Utveckling", "Konsekvenser (1–5)", "Vilka drabbas", "När", "Källa",
    "Säkerhet (1–5)", "Sekretess (öppen/intern/sekretess)", "Kommentar",
)  # fmt: skip
_REPORTS = Path(__file__).parent / "reports.csv"
_WIDTHS = (30, 22, 14, 14, 12, 24, 22, 26, 12, 18, 40)


def write_forms(folder: Path, *, actors: dict[str, str]) -> None:
    """Write ``ACTOR.xlsx`` under ``folder`` for every actor (id → name)."""
    with _REPORTS.open(encoding="utf-8", newline="") as file:
        _, *reports = csv.reader(file, delimiter=";")
    for actor, name in actors.items():
        own = [[int(cell) if cell.isdigit() else cell for cell in row] for by, *row in reports if by == actor]
        _form(folder / f"{actor}.xlsx", name=name, rows=own)


def _form(path: Path, *, name: str, rows: list[list[Any]]) -> None:
    def fill(workbook: Any) -> None:
        sheet = workbook.add_worksheet("Kartläggning")
        bold, wrap = workbook.add_format({"bold": True}), workbook.add_format({"bold": True, "text_wrap": True})
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.write(0, 0, "Kartläggning inför medborgarlöften 2017, Strömstad", bold)
        sheet.write(1, 0, f"Aktör: {name}")
        sheet.write(2, 0, f"{MARK}: aktören har inte lämnat detta underlag.")
        sheet.write_row(4, 0, HEADINGS, wrap)
        for line, row in enumerate(rows, start=5):
            sheet.write_row(line, 0, row)

    write(path, fill=fill)
