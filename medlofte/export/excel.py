"""The tables as an Excel workbook for those who count on: real tables, numbers as numbers, ready to print."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from medlofte import tables
from medlofte.edition import Edition
from medlofte.export.content import Content, gather, saving
from medlofte.workshop.store import Store
from medlofte.workshop.words import LABELS

_FIRST_ROW = 3
_WIDEST = 60
_LONGEST = 32767
# A text that begins with = or http stays a text: someone else wrote it.
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_SHARE, _DECIMAL, _WHOLE = "0.0 %", "#,##0.00", "#,##0"


@dataclass(frozen=True)
class _Sheet:
    """One sheet: its frame's columns with their Swedish headings and number formats ('' for text)."""

    name: str
    title: str
    frame: pd.DataFrame
    columns: tuple[tuple[str, str, str], ...]


def write(edition: Edition, folder: str | Path, *, store: Store | None = None) -> Path:
    """Write ``<name>-tabeller.xlsx`` in the folder and return its path; ExportError if it cannot be written."""
    content = gather(edition, store=store)
    file = Path(folder) / f"{content.name}-tabeller.xlsx"
    with saving(file) as draft:
        try:
            with xlsxwriter.Workbook(str(draft), _OPTIONS) as book:
                book.set_properties({"title": content.title, "author": content.kommun, "comments": content.banner})
                sheets = _sheets(edition, content)
                _read_me(book, content, sheets)
                for number, sheet in enumerate(sheets):
                    _add(book, sheet, content=content, table=f"Tabell{number + 1}")
        except xlsxwriter.exceptions.FileCreateError as error:
            raise OSError(str(error)) from error
    return file


def _read_me(book: Any, content: Content, sheets: list[_Sheet]) -> None:
    """Add the sheet that explains: how the figures came about, and what each sheet and column holds."""
    sheet = book.add_worksheet("Läs mig")
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 110)
    sheet.write_string(0, 0, content.title, book.add_format({"bold": True, "font_size": 16}))
    wrap, bold = book.add_format({"text_wrap": True, "valign": "top"}), book.add_format({"bold": True})
    lines = [(note, wrap) for note in content.notes]
    for one in sheets:
        columns = ", ".join(heading for _, heading, _ in one.columns)
        lines += [("", wrap), (one.name, bold), (f"{one.title}. {len(one.frame)} rader. Kolumner: {columns}.", wrap)]
    for row, (text, form) in enumerate(lines, 2):
        sheet.write_string(row, 0, text, form)
    _print(sheet, content)


def _add(book: Any, sheet: _Sheet, *, content: Content, table: str) -> None:
    page = book.add_worksheet(sheet.name)
    mark = f"{content.banner}. " if content.banner else ""
    page.write_string(0, 0, sheet.title, book.add_format({"bold": True, "font_size": 14}))
    page.write_string(1, 0, f"{mark}Tom cell: siffran är skyddad eller saknas.")
    rows = [[_cell(value) for value in row] for row in sheet.frame[[name for name, *_ in sheet.columns]].to_numpy()]
    headings = [{"header": heading} | ({"format": book.add_format({"num_format": style})} if style else {})
                for _, heading, style in sheet.columns]  # fmt: skip
    last = _FIRST_ROW + max(len(rows), 1)
    page.add_table(_FIRST_ROW, 0, last, len(headings) - 1, {
        "name": table, "columns": headings, "data": rows, "style": "Table Style Light 1"})  # fmt: skip
    for number, (_, heading, style) in enumerate(sheet.columns):
        longest = max([len(heading) + 3, *(len(str(row[number] or "")) for row in rows if not style)])
        wrapped = book.add_format({"text_wrap": longest > _WIDEST, "valign": "top"})
        page.set_column(number, number, min(longest, _WIDEST), wrapped)
    page.freeze_panes(_FIRST_ROW + 1, 1)
    page.repeat_rows(_FIRST_ROW)
    _print(page, content)


def _print(page: Any, content: Content) -> None:
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    title = content.title.replace("&", "&&")  # a single & starts a code in a footer
    page.set_footer(f"&L{title}{' – ' + content.banner if content.banner else ''}&RSida &P av &N")


def _cell(value: Any) -> Any:
    """Return a value that Excel can hold: nothing for a blank figure, plain Python numbers and text else."""
    if pd.isna(value):
        return None
    if isinstance(value, str):
        return value if len(value) <= _LONGEST else f"{value[: _LONGEST - 1]}…"  # Excel would drop the whole text
    return value.item() if hasattr(value, "item") else value


def _sheets(edition: Edition, content: Content) -> list[_Sheet]:
    registers = edition.table("registers")
    measures = content.follow_up
    return [
        _Sheet("Lägesbild", "Ämnena sedda av invånare, aktörer och register", content.situation, _SITUATION),
        _Sheet("Enkät", "Andelar per fråga, svar och grupp", _survey(edition), _SURVEY),
        _Sheet("Register", "Registeruppgifter per indikator, område och år", registers, _REGISTERS),
        _Sheet("Prioritering", "Workshoppens ordning (minst tre svarande per problem)", content.ranking, _RANKING),
        _Sheet("Omröstningar", "Stängda omgångar med minst tre röster", _votes(content), _VOTES),
        _Sheet(
            "Beslut",
            "Beslut om vad som ska prioriteras och väljas bort; det senaste om varje problem gäller",
            content.decision_log,
            _DECISIONS,
        ),
        _Sheet("Orsaker", "Orsaksanalysen: orsaker och led i händelsekedjan", _causes(content), _CAUSES),
        _Sheet("Åtgärder", "Åtgärder med orsak, ansvarig och planerat antal", content.measures, _PLANNED),
        _Sheet("Löften", "Medborgarlöftena", content.promises, _PROMISES),
        _Sheet("Uppföljning", "Planerat och genomfört per åtgärd", measures, _MEASURES),
        _Sheet("Aktiviteter", "Genomförda aktiviteter", content.activities, _ACTIVITIES),
    ]


def _votes(content: Content) -> pd.DataFrame:
    frames = [vote.order.assign(number=vote.number, title=vote.title, ballots=vote.ballots) for vote in content.votes]
    return pd.concat(frames) if frames else pd.DataFrame(columns=[name for name, *_ in _VOTES])


def _causes(content: Content) -> pd.DataFrame:
    return content.causes.assign(branch=content.causes["branch"].map(LABELS).fillna(content.causes["branch"]))


def _survey(edition: Edition) -> pd.DataFrame:
    """Return the estimates with labels in place of ids."""
    frame = edition.table("estimates")
    questions = edition.labels("questions")
    choices = edition.table("choices").set_index(["question", "choice"])["label"].to_dict()
    named = {("", ""): ""} | choices
    for by, group in (("by1", "group1"), ("by2", "group2")):
        frame[group] = [named.get(key, key[1]) for key in zip(frame[by], frame[group], strict=True)]
        frame[by] = frame[by].map(questions).fillna(frame[by])
    frame["choice"] = [named.get(key, key[1]) for key in zip(frame["question"], frame["choice"], strict=True)]
    frame["question"] = frame["question"].map(questions).fillna(frame["question"])
    return frame


_SITUATION = (
    ("label", "Ämne", ""), ("share", "Invånare, andel", _SHARE), ("low", "Nedre gräns", _SHARE),
    ("high", "Övre gräns", _SHARE), ("n", "Svarande", _WHOLE), ("rank", "Invånarnas ordning", _WHOLE),
    ("p_top3", "Sannolikhet topp 3", _SHARE), ("change", "Förändring", _SHARE),
    ("text_mentions", "Fritextsvar", _WHOLE), ("actors", "Aktörer", _WHOLE), ("actors_asked", "Av aktörer", _WHOLE),
    ("frequency", "Hur vanligt, 1–4", _DECIMAL), ("consequences", "Konsekvenser, 1–5", _DECIMAL),
    ("register_count", "Register, antal", _WHOLE), ("register_per_100k", "Register, per 100 000", _DECIMAL),
    ("register_change", "Register, förändring", _SHARE), ("statement", "Var bilderna går isär", ""),
    ("status", "Status", ""),
)  # fmt: skip
_SURVEY = (
    ("year", "År", "0"), ("question", "Fråga", ""), ("choice", "Svar", ""), ("by1", "Uppdelning 1", ""),
    ("group1", "Grupp 1", ""), ("by2", "Uppdelning 2", ""), ("group2", "Grupp 2", ""), ("share", "Andel", _SHARE),
    ("low", "Nedre gräns", _SHARE), ("high", "Övre gräns", _SHARE), ("n", "Svarande", _WHOLE),
    ("n_eff", "Effektivt antal", _WHOLE), ("dont_know", "Vet ej, andel", _SHARE), ("status", "Status", ""),
)  # fmt: skip
_REGISTERS = (
    ("source", "Källa", ""), ("label", "Indikator", ""), ("region", "Område", ""), ("period", "Period", ""),
    ("level", "Nivå (summera inte över nivåer)", "0"), ("preliminary", "Preliminär", ""), ("count", "Antal", _WHOLE),
    ("per_100k", "Per 100 000", _DECIMAL), ("status", "Status", ""),
)  # fmt: skip
_RANKING = (
    ("rank", "Plats", "0"), ("label", "Problem", ""), ("score", "Poäng, 0–1", _DECIMAL),
    ("spread", "Spridning", _DECIMAL), ("agreement", "Enighet, −1 till 1", _DECIMAL),
    ("top3", "Topp 3 vid andra vikter", _SHARE), ("n", "Svarande", _WHOLE),
)  # fmt: skip
_VOTES = (("number", "Omgång", "0"), ("title", "Rubrik", ""), ("ballots", "Röster", _WHOLE), *_RANKING)
_DECISIONS = (
    ("label", "Problem", ""), ("decision", "Beslut", ""), ("reason", "Motivering", ""), ("who", "Ansvarig", ""),
    ("due", "Senast", ""), ("by", "Beslutat av", ""), ("time", "Tid (UTC)", ""),
)  # fmt: skip
_CAUSES = (("label", "Problem", ""), ("branch", "Gren", ""), ("text", "Orsak", ""), ("evidence", "Underlag", ""))
_PLANNED = (
    ("promise", "Löfte", ""), ("title", "Åtgärd", ""), ("cause", "Orsak", ""), ("kind", "Typ", ""),
    ("term", "Sikt", ""), ("owner", "Ansvarig", ""), ("resources", "Resurser", ""),
    ("planned", "Planerat", "#,##0.##"), ("unit", "Enhet", ""),
)  # fmt: skip
_PROMISES = (
    ("title", "Löfte", ""), ("text", "Lydelse", ""), ("promisers", "Vem lovar", ""), ("state", "Läge", ""),
    ("topics", "Ämnen", ""), ("places", "Platser", ""), ("indicator", "Mått", ""), ("baseline", "Baslinje", _DECIMAL),
    ("target", "Målvärde", _DECIMAL), ("deadline", "Senast", ""), ("owner", "Ansvarig", ""),
)  # fmt: skip
_MEASURES = (
    ("promise", "Löfte", ""), ("title", "Åtgärd", ""), ("owner", "Ansvarig", ""), ("planned", "Planerat", "#,##0.##"),
    ("done", "Genomfört", "#,##0.##"), ("unit", "Enhet", ""), ("latest", "Senast", ""), ("label", "Status", ""),
    ("reason", "Varför", ""),
)  # fmt: skip
_ACTIVITIES = tuple(
    (column.name, heading, "#,##0.##" if column.kind == "number" else "")
    for column, heading in zip(tables.ACTIVITIES.columns,
                               ("Id", "Åtgärd", "Datum", "Plats", "Antal", "Anteckning", "Källa"), strict=True)
)  # fmt: skip
