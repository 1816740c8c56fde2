"""The actors' mapping forms (kartläggning): one workbook per actor, one row per problem."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from medlofte import tables
from medlofte.analysis.read.columns import headings, pick, unread
from medlofte.analysis.read.common import ERROR, NOTE, Spot, accounts, findings, joined, provenance, whole
from medlofte.analysis.read.grid import WORKBOOKS
from medlofte.analysis.read.places import match_place
from medlofte.analysis.read.tabular import Tabular, read_tabular
from medlofte.codebook import Codebook, normal
from medlofte.errors import MedlofteError, SourceError
from medlofte.rounds import Round

OnError = Callable[[MedlofteError], None]
_Form = tuple[list[dict[str, Any]], pd.DataFrame, pd.DataFrame]
_NAMES = {
    "problem": ("problem",), "place": ("plats",), "frequency": ("hur vanligt", "frekvens"), "trend": ("utveckling",),
    "consequences": ("konsekvenser",), "affected": ("vilka drabbas", "drabbade"), "times": ("när", "tid"),
    "source": ("källa", "underlag"), "confidence": ("säkerhet",), "secrecy": ("sekretess",),
    "comment": ("kommentar", "kommentarer"),
}  # fmt: skip
_HEADINGS = ("Problem", "Plats", "Hur vanligt", "Utveckling", "Konsekvenser (1–5)", "Vilka drabbas", "När", "Källa",
             "Säkerhet (1–5)", "Sekretess (öppen/intern/sekretess)", "Kommentar")  # fmt: skip
_WORDS = {
    "frequency": {"sällan": "sallan", "ibland": "ibland", "ofta": "ofta", "mycket ofta": "mycket_ofta",
                  "vet ej": "vet_ej", "vet inte": "vet_ej", "": "vet_ej"},
    "trend": {"ökar": "okar", "oförandrat": "oforandrat", "oförändrat": "oforandrat", "oförändrad": "oforandrat",
              "minskar": "minskar", "vet ej": "vet_ej", "vet inte": "vet_ej", "": "vet_ej"},
    "secrecy": {"öppen": "oppen", "oppen": "oppen", "intern": "intern", "sekretess": "sekretess"},
}  # fmt: skip
# What an unreadable word becomes; secrecy becomes the strictest, so that a slip of the pen never publishes anything.
_FALLBACK = {"frequency": "vet_ej", "trend": "vet_ej", "secrecy": "sekretess"}
_OFFERED = {"frequency": ("Sällan", "Ibland", "Ofta", "Mycket ofta", "Vet ej"),
            "trend": ("Ökar", "Oförändrat", "Minskar", "Vet ej"),
            "secrecy": ("öppen", "intern", "sekretess")}  # fmt: skip
_ENDINGS = (*WORKBOOKS, ".csv")
SHEET = "Kartläggning"
_FORM_ROWS = 60


def read_mapping(
    round_: Round, *, codebook: Codebook, places: pd.DataFrame, on_error: OnError | None = None
) -> tables.Read:
    """Return what the actors report (``MAPPING``).

    Parameters
    ----------
    round_, codebook
        ``round_.mapping`` is a folder with one workbook per actor, named by the actor's id.
    places
        The frame of ``read_places``.
    on_error
        Called with the error of a form that cannot be read, which is then left out; without it, the error is raised.

    Raises
    ------
    SourceError, RoundError
        If a form cannot be read and ``on_error`` is not given.
    """
    rows: list[dict[str, Any]] = []
    told: list[pd.DataFrame] = []
    sources: list[pd.DataFrame] = []
    forms, others = _forms(round_)
    for path, file in forms:
        try:
            found, notes, source = _read_form(path, file, codebook=codebook, places=places)
        except MedlofteError as error:
            if on_error is None:
                raise
            on_error(error)
            continue
        rows += found
        told.append(notes)
        sources.append(source)
    return tables.Read(
        tables.MAPPING.check(pd.DataFrame(rows, columns=tables.MAPPING.names)),
        joined([*told, findings(others)], table=tables.FINDINGS),
        accounts(sources),
    )


def _forms(round_: Round) -> tuple[list[tuple[Path, str]], list[dict[str, Any]]]:
    """Return the forms in the folder, and a note for each other file."""
    if not round_.mapping:
        return [], []
    folder = round_.path(round_.mapping)
    if not folder.is_dir():
        raise SourceError("Kartläggningen ska vara en mapp med en Excelfil per aktör.", file=round_.mapping,
                          advice="Lägg formulären i en mapp och ange den som mapping i round.toml.")  # fmt: skip
    # Excel leaves a hidden "~$" file beside a workbook that is open.
    found = [path for path in sorted(folder.iterdir()) if not path.name.startswith(("~$", "."))]
    named = [(path, f"{round_.mapping}/{path.name}") for path in found]
    message = "Filen är inget formulär; aktörernas svar ska vara Excelfiler (.xlsx) eller CSV."
    others = [Spot(file).note("inget_formular", message, action="filen är inte läst")
              for path, file in named if path.suffix.lower() not in _ENDINGS]  # fmt: skip
    return [(path, file) for path, file in named if path.suffix.lower() in _ENDINGS], others


def _read_form(path: Path, file: str, *, codebook: Codebook, places: pd.DataFrame) -> _Form:
    """Return one form's rows of ``MAPPING``, findings and provenance."""
    table = read_tabular(path, known=headings(_NAMES), file=file)
    cells = pick(table, _NAMES, required=("problem",))
    notes = unread(table, _NAMES)
    actor = _actor(path, codebook)
    if actor is None:
        known = ", ".join(actor.id for actor in codebook.actors)
        message = f"Filnamnet är ingen aktör i kodboken. Byt namn på filen till ett av {known}."
        notes.append(table.spot.note("okand_aktor", message, severity=ERROR, value=path.stem,
                                     action="alla rader i filen är i karantän"))  # fmt: skip
        cells = cells.iloc[:0]
    elif not table.read:
        notes.append(table.spot.note("tomt_formular", "Formuläret är inte ifyllt.", severity=NOTE))
    topics = _topics(codebook)
    rows = []
    for entry in cells.to_dict("records"):
        found, more = _report({str(name): cell for name, cell in entry.items()}, table, topics, places)
        notes += more
        if found is not None:
            rows.append(found | {"file": file, "actor": actor})
    source = provenance(path, file=file, kind="mapping", read=table.read, accepted=len(rows))
    # The form has title rows by design.
    about = table.findings[table.findings["rule"] != "rader_over_rubriken"]
    return rows, joined([about, findings(notes)], table=tables.FINDINGS), source


def _actor(path: Path, codebook: Codebook) -> str | None:
    name = normal(path.stem)
    return next((actor.id for actor in codebook.actors if name in (normal(actor.id), normal(actor.label))), None)


def _topics(codebook: Codebook) -> dict[str, str]:
    """Return normalised problem → topic; a form may also name the topic itself."""
    names = {normal(word): topic.id for topic in codebook.topics for word in (topic.id, topic.label)}
    return names | {normal(word): topic.id for topic in codebook.topics for word in topic.problems}


def _report(
    entry: dict[str, Any], table: Tabular, topics: dict[str, str], places: pd.DataFrame
) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    """Return one row of ``MAPPING`` (or None when it stands in quarantine) and its findings."""
    row = int(entry["row"])
    topic = topics.get(normal(entry["problem"]))
    if topic is None:
        message = "Problemet hör inte till något ämne. Lägg till det under ämnets problems i kodboken."
        if not entry["problem"]:
            message = "Raden saknar problem."
        note = table.spot.note("okant_problem", message, row=row, column="Problem", value=entry["problem"],
                               action="raden är i karantän")  # fmt: skip
        return None, [note]
    notes = []
    found = {**entry, "topic": topic, "place": match_place(entry["place"], places)}
    if entry["place"] and not found["place"]:
        message = "Platsen finns inte i platslistan, eller namnet är tvetydigt. Lägg till namnet som alias."
        notes.append(table.spot.note("okand_plats", message, row=row, column="Plats", value=entry["place"],
                                     action="raden är kvar utan plats"))  # fmt: skip
    for name in _WORDS:
        found[name], more = _word(name, entry[name], table.spot, row)
        notes += more
    for name in ("consequences", "confidence"):
        found[name], more = _grade(name, entry[name], table.spot, row)
        notes += more
    return found, notes


def _word(name: str, text: str, spot: Spot, row: int) -> tuple[str, list[dict[str, Any]]]:
    found = _WORDS[name].get(normal(text))
    if found is not None:
        return found, []
    fallback = _FALLBACK[name]
    message = f"Svaret ska vara {', '.join(_OFFERED[name])}."
    note = spot.note("okant_ord", message, row=row, column=_NAMES[name][0].capitalize(), value=text,
                     action=f"satt till «{fallback.replace('_', ' ')}»")  # fmt: skip
    return fallback, [note]


def _grade(name: str, text: str, spot: Spot, row: int) -> tuple[int | None, list[dict[str, Any]]]:
    grade = whole(text)
    if grade is not None and 1 <= grade <= 5:
        return grade, []
    if not text:
        return None, []
    note = spot.note("utanfor_skalan", "Svaret ska vara ett heltal från 1 till 5.", row=row,
                     column=_NAMES[name][0].capitalize(), value=text, action="satt till tomt")  # fmt: skip
    return None, [note]


def write_form(path: Path, *, codebook: Codebook, actor: str) -> Path:
    """Write the empty form for one actor as a workbook with drop-down lists; return its path.

    Parameters
    ----------
    path
        The workbook; should be named by the actor's id.
    actor
        The actor's id.

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
        sheet.write_row(4, 0, _HEADINGS, bold)
        sheet.set_column(0, len(_HEADINGS) - 1, 20)
        sheet.freeze_panes(5, 1)
        for column, rule in _validations(len(problems)).items():
            sheet.data_validation(5, column, 4 + _FORM_ROWS, column, rule)
    return path


def _validations(problems: int) -> dict[int, dict[str, Any]]:
    order = list(_NAMES)
    rules: dict[int, dict[str, Any]] = {}
    if problems:
        # A list longer than 255 characters must stand in cells of its own.
        source = f"=Val!$A$1:$A${problems}"
        rules[0] = {"validate": "list", "source": source, "error_type": "warning"}
    for name, words in _OFFERED.items():
        rules[order.index(name)] = {"validate": "list", "source": list(words)}
    for name in ("consequences", "confidence"):
        message = "Skriv ett heltal från 1 till 5."
        rules[order.index(name)] = {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": 5,
                                    "error_message": message}  # fmt: skip
    return rules
