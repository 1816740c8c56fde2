"""The mapping form (kartläggning): its columns and words, and the workbook that an actor fills in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from medlofte.codebook import Codebook
from medlofte.tables import FREQUENCIES, SECRECY, TRENDS

SHEET = "Kartläggning"
VERSION = 2
NAMES = {
    "problem": ("problem",), "place": ("plats", "platser", "var"),
    "frequency": ("hur vanligt", "frekvens", "omfattning", "hur ofta"),
    "trend": ("utveckling", "trend"),
    "consequences": ("konsekvenser", "konsekvens", "hur allvarligt", "allvarlighet", "allvar"),
    "affected": ("vilka drabbas", "drabbade", "vem drabbas", "målgrupp"),
    "times": ("när", "tid", "tider", "tidpunkt"), "source": ("källa", "underlag", "källor"),
    "confidence": ("säkerhet",), "secrecy": ("sekretess", "sekretessnivå"),
    "comment": ("kommentar", "kommentarer", "fritext", "övrigt"),
}  # fmt: skip
HEADINGS = {
    "problem": "Problem", "place": "Plats", "frequency": "Hur vanligt", "trend": "Utveckling",
    "consequences": "Konsekvenser (1–5)", "affected": "Vilka drabbas", "times": "När", "source": "Källa",
    "confidence": "Säkerhet (1–5)", "secrecy": "Sekretess (öppen/intern/sekretess)", "comment": "Kommentar",
}  # fmt: skip
OFFERED = {
    "frequency": ("Sällan", "Ibland", "Ofta", "Mycket ofta", "Vet ej"),
    "trend": ("Ökar", "Oförändrat", "Minskar", "Vet ej"),
    "secrecy": ("öppen", "intern", "sekretess"),
}
# The words of ``MAPPING`` → those that the form offers.
_SAID = {
    "frequency": dict(zip(FREQUENCIES, OFFERED["frequency"], strict=True)),
    "trend": dict(zip(TRENDS, OFFERED["trend"], strict=True)),
    "secrecy": dict(zip(SECRECY, OFFERED["secrecy"], strict=True)),
}
_FILL_IN = {
    "problem": "Välj ett problem i listan. Finns det inte där: skriv det med egna ord.",
    "place": "En plats per rad, med namnet som brukar användas. Lämna tomt om det gäller hela kommunen.",
    "consequences": "1 = små, 5 = mycket stora.",
    "confidence": "Hur säker är bedömningen? 1 = osäker, 5 = mycket säker.",
    "secrecy": "öppen: får visas för alla. intern: bara i workshopen. sekretess: visas aldrig.",
}
_ROWS = 60
_TOP = 4
_STAMP = re.compile(r"Formulär (\d+), aktör ([a-z0-9_]+)", re.IGNORECASE)


def write_form(
    path: Path, *, codebook: Codebook, actor: str, rows: Sequence[Mapping[str, Any]] = (),
    places: Mapping[str, str] | None = None,
) -> Path:  # fmt: skip
    """Write the form for one actor as a workbook with drop-down lists; return its path.

    Parameters
    ----------
    path
        The workbook; should be named by the actor's id.
    actor
        The actor's id; it is stamped into the form together with the form's version.
    rows
        What stands in it, in the words of ``MAPPING`` (with ``topic``); an empty form unless given.
    places
        Place's id → its name.

    Raises
    ------
    CodebookError
        If the codebook lacks the actor.
    """
    label = codebook.actor(actor).label
    problems = sorted({word for topic in codebook.topics for word in topic.problems or (topic.label,)})
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(SHEET)
        listed = book.add_worksheet("Val")
        listed.write_column(0, 0, problems)
        sheet.write(0, 0, SHEET, bold)
        sheet.write(1, 0, f"Aktör: {label}")
        sheet.write(2, 0, "En rad per problem. Välj problem i listan. Skriv inga namn på personer.")
        sheet.write(3, 0, f"Formulär {VERSION}, aktör {actor} (ändra inte den här raden)")
        sheet.write_row(_TOP, 0, list(HEADINGS.values()), bold)
        sheet.set_column(0, len(HEADINGS) - 1, 20)
        sheet.freeze_panes(_TOP + 1, 1)
        for line, row in enumerate(rows, start=_TOP + 1):
            sheet.write_row(line, 0, _cells(row, codebook=codebook, places=places or {}))
        for column, rule in _validations(len(problems)).items():
            sheet.data_validation(_TOP + 1, column, _TOP + _ROWS, column, rule)
    return path


def _cells(row: Mapping[str, Any], *, codebook: Codebook, places: Mapping[str, str]) -> list[Any]:
    """Return a row's cells in the form's order and words."""
    topics = {topic.id: topic.label for topic in codebook.topics}
    told = {name: _SAID[name][str(row[name])] for name in _SAID}
    told |= {"problem": topics.get(row["topic"], row["topic"]), "place": places.get(row["place"], row["place"])}
    return [told.get(name, "" if row.get(name) is None else row[name]) for name in HEADINGS]


def _validations(problems: int) -> dict[int, dict[str, Any]]:
    """Return column → what Excel lets one write there, with a hint for who fills it in."""
    rules: dict[str, dict[str, Any]] = {name: {"validate": "any"} for name in ("place",)}
    # A list longer than 255 characters must stand in cells of its own.
    listed = {"validate": "list", "source": f"=Val!$A$1:$A${problems}", "error_type": "warning"}
    rules["problem"] = listed if problems else {"validate": "any"}
    rules |= {name: {"validate": "list", "source": list(words)} for name, words in OFFERED.items()}
    for name in ("consequences", "confidence"):
        rules[name] = {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": 5,
                       "error_message": "Skriv ett heltal från 1 till 5."}  # fmt: skip
    order = list(HEADINGS)
    hints = {name: {"input_title": HEADINGS[name][:32], "input_message": text} for name, text in _FILL_IN.items()}
    return {order.index(name): rule | hints.get(name, {}) for name, rule in rules.items()}


def stamp(cells: list[str]) -> tuple[int, str] | None:
    """Return the version and the actor's id that a form carries above its headings; None for one made by hand."""
    for cell in cells:
        found = _STAMP.match(cell)
        if found:
            return int(found[1]), found[2]
    return None
