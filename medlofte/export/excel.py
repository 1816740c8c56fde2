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
from medlofte.language import N_, _, translated
from medlofte.tokens import points
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
                    _add(book, sheet, content=content, table=_("Tabell{number}").format(number=number + 1))
        except xlsxwriter.exceptions.FileCreateError as error:
            raise OSError(str(error)) from error
    return file


def _read_me(book: Any, content: Content, sheets: list[_Sheet]) -> None:
    """Add the sheet that explains: how the figures came about, and what each sheet and column holds."""
    sheet = book.add_worksheet(_("Läs mig"))
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 110)
    sheet.write_string(0, 0, content.title, book.add_format({"bold": True, "font_size": points("h2")}))
    wrap, bold = book.add_format({"text_wrap": True, "valign": "top"}), book.add_format({"bold": True})
    lines = [(note, wrap) for note in content.notes]
    for one in sheets:
        columns = ", ".join(heading for _unused, heading, _unused in one.columns)
        lines += [
            ("", wrap),
            (one.name, bold),
            (
                _("{title}. {rows} rader. Kolumner: {columns}.").format(
                    title=one.title, rows=len(one.frame), columns=columns
                ),
                wrap,
            ),
        ]
    for row, (text, form) in enumerate(lines, 2):
        sheet.write_string(row, 0, text, form)
    _print(sheet, content)


def _add(book: Any, sheet: _Sheet, *, content: Content, table: str) -> None:
    page = book.add_worksheet(sheet.name)
    mark = f"{content.banner}. " if content.banner else ""
    page.write_string(0, 0, sheet.title, book.add_format({"bold": True, "font_size": points("h3")}))
    page.write_string(1, 0, _("{mark}Tom cell: siffran är skyddad eller saknas.").format(mark=mark))
    rows = [
        [_cell(value) for value in row] for row in sheet.frame[[name for name, *_unused in sheet.columns]].to_numpy()
    ]
    headings = [{"header": heading} | ({"format": book.add_format({"num_format": style})} if style else {})
                for _unused, heading, style in sheet.columns]  # fmt: skip
    last = _FIRST_ROW + max(len(rows), 1)
    page.add_table(_FIRST_ROW, 0, last, len(headings) - 1, {
        "name": table, "columns": headings, "data": rows, "style": "Table Style Light 1"})  # fmt: skip
    for number, (_unused, heading, style) in enumerate(sheet.columns):
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
    page.set_footer(
        _("&L{title}{value}&RSida &P av &N").format(title=title, value=" – " + content.banner if content.banner else "")
    )


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
        _Sheet(
            _("Lägesbild"),
            _("Ämnena sedda av invånare, aktörer och register"),
            content.situation,
            translated(_SITUATION),
        ),
        _Sheet(_("Enkät"), _("Andelar per fråga, svar och grupp"), _survey(edition), translated(_SURVEY)),
        _Sheet(_("Register"), _("Registeruppgifter per indikator, område och år"), registers, translated(_REGISTERS)),
        _Sheet(
            _("Prioritering"),
            _("Workshoppens ordning (minst tre svarande per problem)"),
            content.ranking,
            translated(_RANKING),
        ),
        _Sheet(_("Omröstningar"), _("Stängda omgångar med minst tre röster"), _votes(content), translated(_VOTES)),
        _Sheet(
            _("Beslut"),
            _("Beslut om vad som ska prioriteras och väljas bort; det senaste om varje problem gäller"),
            content.decision_log,
            translated(_DECISIONS),
        ),
        _Sheet(
            _("Orsaker"), _("Orsaksanalysen: orsaker och led i händelsekedjan"), _causes(content), translated(_CAUSES)
        ),
        _Sheet(
            _("Åtgärder"), _("Åtgärder med orsak, ansvarig och planerat antal"), content.measures, translated(_PLANNED)
        ),
        _Sheet(_("Löften"), _("Medborgarlöftena"), content.promises, translated(_PROMISES)),
        _Sheet(_("Uppföljning"), _("Planerat och genomfört per åtgärd"), measures, translated(_MEASURES)),
        _Sheet(_("Aktiviteter"), _("Genomförda aktiviteter"), content.activities, translated(_ACTIVITIES)),
    ]


def _votes(content: Content) -> pd.DataFrame:
    frames = [vote.order.assign(number=vote.number, title=vote.title, ballots=vote.ballots) for vote in content.votes]
    return pd.concat(frames) if frames else pd.DataFrame(columns=[name for name, *_unused in translated(_VOTES)])


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
    ("label", N_("Ämne"), ""),
    ("share", N_("Invånare, andel"), _SHARE),
    ("low", N_("Nedre gräns"), _SHARE),
    ("high", N_("Övre gräns"), _SHARE),
    ("n", N_("Svarande"), _WHOLE),
    ("rank", N_("Invånarnas ordning"), _WHOLE),
    ("p_top3", N_("Sannolikhet topp 3"), _SHARE),
    ("change", N_("Förändring"), _SHARE),
    ("text_mentions", N_("Fritextsvar"), _WHOLE),
    ("actors", N_("Aktörer"), _WHOLE),
    ("actors_asked", N_("Av aktörer"), _WHOLE),
    ("frequency", N_("Hur vanligt, 1–4"), _DECIMAL),
    ("consequences", N_("Konsekvenser, 1–5"), _DECIMAL),
    ("register_count", N_("Register, antal"), _WHOLE),
    ("register_per_100k", N_("Register, per 100 000"), _DECIMAL),
    ("register_change", N_("Register, förändring"), _SHARE),
    ("statement", N_("Var bilderna går isär"), ""),
    ("status", N_("Status"), ""),
)
_SURVEY = (
    ("year", N_("År"), "0"),
    ("question", N_("Fråga"), ""),
    ("choice", N_("Svar"), ""),
    ("by1", N_("Uppdelning 1"), ""),
    ("group1", N_("Grupp 1"), ""),
    ("by2", N_("Uppdelning 2"), ""),
    ("group2", N_("Grupp 2"), ""),
    ("share", N_("Andel"), _SHARE),
    ("low", N_("Nedre gräns"), _SHARE),
    ("high", N_("Övre gräns"), _SHARE),
    ("n", N_("Svarande"), _WHOLE),
    ("n_eff", N_("Effektivt antal"), _WHOLE),
    ("dont_know", N_("Vet ej, andel"), _SHARE),
    ("status", N_("Status"), ""),
)
_REGISTERS = (
    ("source", N_("Källa"), ""),
    ("label", N_("Indikator"), ""),
    ("region", N_("Område"), ""),
    ("period", N_("Period"), ""),
    ("level", N_("Nivå (summera inte över nivåer)"), "0"),
    ("preliminary", N_("Preliminär"), ""),
    ("count", N_("Antal"), _WHOLE),
    ("per_100k", N_("Per 100 000"), _DECIMAL),
    ("status", N_("Status"), ""),
)
_RANKING = (
    ("rank", N_("Plats"), "0"),
    ("label", N_("Problem"), ""),
    ("score", N_("Poäng, 0–1"), _DECIMAL),
    ("spread", N_("Spridning"), _DECIMAL),
    ("agreement", N_("Enighet, −1 till 1"), _DECIMAL),
    ("top3", N_("Topp 3 vid andra vikter"), _SHARE),
    ("n", N_("Svarande"), _WHOLE),
)
_VOTES = (("number", N_("Omgång"), "0"), ("title", N_("Rubrik"), ""), ("ballots", N_("Röster"), _WHOLE), *_RANKING)
_DECISIONS = (
    ("label", N_("Problem"), ""),
    ("decision", N_("Beslut"), ""),
    ("reason", N_("Motivering"), ""),
    ("who", N_("Ansvarig"), ""),
    ("due", N_("Senast"), ""),
    ("by", N_("Beslutat av"), ""),
    ("time", N_("Tid (UTC)"), ""),
)
_CAUSES = (
    ("label", N_("Problem"), ""),
    ("branch", N_("Gren"), ""),
    ("text", N_("Orsak"), ""),
    ("evidence", N_("Underlag"), ""),
)
_PLANNED = (
    ("promise", N_("Löfte"), ""),
    ("title", N_("Åtgärd"), ""),
    ("cause", N_("Orsak"), ""),
    ("kind", N_("Typ"), ""),
    ("term", N_("Sikt"), ""),
    ("owner", N_("Ansvarig"), ""),
    ("resources", N_("Resurser"), ""),
    ("planned", N_("Planerat"), "#,##0.##"),
    ("unit", N_("Enhet"), ""),
)
_PROMISES = (
    ("title", N_("Löfte"), ""),
    ("text", N_("Lydelse"), ""),
    ("promisers", N_("Vem lovar"), ""),
    ("state", N_("Läge"), ""),
    ("topics", N_("Ämnen"), ""),
    ("places", N_("Platser"), ""),
    ("indicator", N_("Mått"), ""),
    ("baseline", N_("Baslinje"), _DECIMAL),
    ("target", N_("Målvärde"), _DECIMAL),
    ("deadline", N_("Senast"), ""),
    ("owner", N_("Ansvarig"), ""),
)
_MEASURES = (
    ("promise", N_("Löfte"), ""),
    ("title", N_("Åtgärd"), ""),
    ("owner", N_("Ansvarig"), ""),
    ("planned", N_("Planerat"), "#,##0.##"),
    ("done", N_("Genomfört"), "#,##0.##"),
    ("unit", N_("Enhet"), ""),
    ("latest", N_("Senast"), ""),
    ("label", N_("Status"), ""),
    ("reason", N_("Varför"), ""),
)
_ACTIVITIES = tuple(
    (column.name, heading, "#,##0.##" if column.kind == "number" else "")
    for column, heading in zip(
        tables.ACTIVITIES.columns,
        ("Id", N_("Åtgärd"), N_("Datum"), N_("Plats"), N_("Antal"), N_("Anteckning"), N_("Källa")),
        strict=True,
    )
)
