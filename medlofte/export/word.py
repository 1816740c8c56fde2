"""The lägesbild, priorities, decisions and promises as a Word document: the minutes that become a public record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import docx
import pandas as pd
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from medlofte import style
from medlofte.edition import Edition
from medlofte.export.content import Content, gather, saving, topic_labels
from medlofte.workshop.promises import quality
from medlofte.workshop.store import Store
from medlofte.workshop.words import LABELS

_LANGUAGE = "sv-SE"
_TREND = {"okar": "ökar", "oforandrat": "oförändrat", "minskar": "minskar", "vet_ej": "vet ej", "": style.MISSING}


def write(edition: Edition, folder: str | Path, *, store: Store | None = None) -> Path:
    """Write ``<name>-lagesbild.docx`` in the folder and return its path; ExportError if it cannot be written."""
    content = gather(edition, store=store)
    file = Path(folder) / f"{content.name}-lagesbild.docx"
    document = docx.Document()
    _set_up(document, content)
    document.add_heading(content.title, level=0)
    _notes(document, content.notes[: 2 if content.demo else 1])
    _situation(document, content)
    _priorities(document, content)
    _promises(document, edition, content)
    _follow_up(document, content)
    document.add_heading("Så är siffrorna framtagna", level=1)
    _notes(document, content.notes)
    with saving(file) as draft:
        document.save(str(draft))
    return file


def _set_up(document: Any, content: Content) -> None:
    """Set the language (a screen reader reads by it), colours, margins and what the file says of itself."""
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(11)
    for kind in document.styles:
        if kind.type is not None and hasattr(kind, "font") and kind.name.startswith(("Heading", "Title")):
            kind.font.color.rgb = RGBColor.from_string(style.BLUE.lstrip("#"))
    for language in document.styles.element.iter(qn("w:lang")):
        for name in ("w:val", "w:eastAsia"):
            language.set(qn(name), _LANGUAGE)
    document.core_properties.language = _LANGUAGE
    document.core_properties.title = content.title
    document.core_properties.author = content.kommun
    document.core_properties.comments = content.notes[0]
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2)
        section.footer.paragraphs[0].text = f"{content.title}. {content.notes[0] if content.demo else ''}".strip()


def _notes(document: Any, notes: Iterable[str]) -> None:
    for note in notes:
        document.add_paragraph(note, style="List Bullet")


def _situation(document: Any, content: Content) -> None:
    document.add_heading("Lägesbild", level=1)
    document.add_paragraph("Invånarna, aktörerna och registren ser ämnena var för sig; ingen sammanvägd poäng görs.")
    headings = ("Ämne", "Invånare", "Aktörer", "Utveckling enligt aktörerna", "Registren, senaste året")
    rows = [
        (
            row["label"],
            style.interval(row["share"], row["low"], row["high"]),
            f"{style.number(row['actors'])} av {style.number(row['actors_asked'])}",
            _TREND.get(row["trend"], row["trend"]),
            style.number(row["register_count"]),
        )
        for row in content.situation.to_dict("records")
    ]
    _table(document, headings, rows)
    for said in content.situation.loc[content.situation["statement"] != "", ["label", "statement"]].to_numpy():
        document.add_paragraph(f"{said[0]}: {said[1]}", style="List Bullet")


def _priorities(document: Any, content: Content) -> None:
    document.add_heading("Prioriteringar", level=1)
    if content.ranking.empty:
        document.add_paragraph("Ingen prioritering med minst tre svarande har gjorts ännu.")
    else:
        document.add_paragraph(
            "Poängen är medelvärdet av deltagarnas svar (ja 1, delvis 0,5, nej 0) över tavlans kriterier. Enighet är "
            "1 när alla svarar lika och −1 när hälften svarar ja och hälften nej. Sista kolumnen säger hur ofta "
            "problemet hör till de tre första när kriteriernas vikter slumpas.")  # fmt: skip
        rows = [
            (style.number(row["rank"]), row["label"], style.number(row["score"], 2),
             style.number(row["agreement"], 2), style.number(row["n"]), style.percent(row["top3"]))
            for row in content.ranking.to_dict("records")
        ]  # fmt: skip
        _table(document, ("Plats", "Problem", "Poäng", "Enighet", "Svarande", "Topp 3"), rows)
    document.add_heading("Beslut", level=1)
    if content.decisions.empty:
        document.add_paragraph("Inga beslut är sparade ännu.")
    else:
        frame = content.decisions
        when = [f"{by}, {style.date(time)}" for by, time in zip(frame["by"], frame["time"], strict=True)]
        columns = (frame["label"], frame["decision"], frame["reason"], when)
        _table(document, ("Problem", "Beslut", "Motivering", "Vem och när"), list(zip(*columns, strict=True)))


def _promises(document: Any, edition: Edition, content: Content) -> None:
    document.add_heading("Löften", level=1)
    if content.promises.empty:
        document.add_paragraph("Inga löften är skrivna ännu.")
    for promise in content.promises.to_dict("records"):
        document.add_heading(promise["title"] or promise["promise"], level=2)
        document.add_paragraph(promise["text"])
        topics = topic_labels(edition, ids=promise["topics"])
        facts = {
            "Läge": promise["state"],
            "Vem lovar": LABELS.get(promise["promisers"], promise["promisers"]),
            "Ämnen": ", ".join(topics),
            "Mått": promise["indicator"],
            "Baslinje": "" if pd.isna(promise["baseline"]) else style.number(promise["baseline"]),
            "Målvärde": "" if pd.isna(promise["target"]) else style.number(promise["target"]),
            "Senast": style.date(promise["deadline"]),
            "Ansvarig": promise["owner"],
        }
        for name, value in facts.items():
            paragraph = document.add_paragraph(style="List Bullet")
            paragraph.add_run(f"{name}: ").bold = True
            paragraph.add_run(value or "ej angivet")
        lacking = [check.suggestion for check in quality(promise) if not check.ok]
        if lacking:
            document.add_paragraph(f"Kan förtydligas: {' '.join(lacking)}")


def _follow_up(document: Any, content: Content) -> None:
    document.add_heading("Uppföljning", level=1)
    if content.follow_up.empty:
        document.add_paragraph("Inga åtgärder är knutna till löftena ännu.")
        return
    rows = [
        (
            f"{row['title']} (antal {row['unit']})" if row["unit"] else row["title"],
            _planned(row["planned"]),
            style.number(row["done"]),
            row["label"],
            row["reason"],
        )
        for row in content.follow_up.to_dict("records")
    ]
    _table(document, ("Åtgärd", "Planerat", "Genomfört", "Status (förslag)", "Varför"), rows)


def _planned(value: float) -> str:
    return "inget antal" if pd.isna(value) else style.number(value)


def _table(document: Any, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Add a table whose first row is flagged as headings, repeated on each page; no row is split over two pages."""
    table = document.add_table(rows=1, cols=len(headings), style="Table Grid")
    for cell, heading in zip(table.rows[0].cells, headings, strict=True):
        cell.paragraphs[0].add_run(heading).bold = True
    _flag(table.rows[0], "w:tblHeader")
    for values in rows:
        line = table.add_row()
        _flag(line, "w:cantSplit")
        for cell, value in zip(line.cells, values, strict=True):
            cell.text = str(value)
    for line in table.rows:
        for cell in line.cells:
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)
            for run in cell.paragraphs[0].runs:
                run.font.size = Pt(10)
    document.add_paragraph()


def _flag(row: Any, name: str) -> None:
    flag = OxmlElement(name)
    flag.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(flag)
