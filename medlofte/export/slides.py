"""The slides for the meeting: native charts that can be edited, alternative texts, and speaker notes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
from pptx.util import Cm, Pt

from medlofte import style
from medlofte.edition import Edition
from medlofte.export.content import INVENTED, Content, gather, saving
from medlofte.workshop.store import Store

_WIDTH, _HEIGHT, _MARGIN = Cm(33.867), Cm(19.05), Cm(1.6)
_TOP = Cm(3.6)
_SHOWN = 10
_TITLE_ONLY = 5


def write(edition: Edition, folder: str | Path, *, store: Store | None = None) -> Path:
    """Write ``<name>-bilder.pptx`` in the folder and return its path; ExportError if it cannot be written."""
    content = gather(edition, store=store)
    file = Path(folder) / f"{content.name}-bilder.pptx"
    deck = Presentation()
    deck.slide_width, deck.slide_height = _WIDTH, _HEIGHT
    deck.core_properties.title, deck.core_properties.language = content.title, "sv-SE"
    deck.core_properties.author = content.kommun
    method = "\n".join(content.notes)
    _lines(_slide(deck, content, content.title, notes=method), [content.kommun, *content.notes[: 1 + content.demo]])
    _residents(deck, content)
    _perspectives(deck, content)
    _choices(deck, content)
    _promises(deck, content)
    _lines(_slide(deck, content, "Så är siffrorna framtagna", notes=method), content.notes, size=16)
    for part in deck.part.package.iter_parts():
        _speak_swedish(part)
    with saving(file) as draft:
        deck.save(str(draft))
    return file


def _slide(deck: Any, content: Content, title: str, *, notes: str) -> Any:
    slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY])
    heading = slide.shapes.title
    heading.left, heading.top, heading.width, heading.height = _MARGIN, Cm(0.8), _WIDTH - 2 * _MARGIN, Cm(2.4)
    _say(heading.text_frame, [title], size=30, bold=True, colour=style.BLUE)
    if content.demo:
        mark = slide.shapes.add_textbox(_MARGIN, _HEIGHT - Cm(1.3), _WIDTH - 2 * _MARGIN, Cm(0.9))
        _say(mark.text_frame, [INVENTED], size=14, colour=style.WARNING)
    slide.notes_slide.notes_text_frame.text = notes
    return slide


def _lines(slide: Any, lines: Sequence[str], *, size: int = 20) -> None:
    box = slide.shapes.add_textbox(_MARGIN, _TOP, _WIDTH - 2 * _MARGIN, _HEIGHT - _TOP - Cm(1.6))
    _say(box.text_frame, lines, size=size)


def _say(frame: Any, lines: Sequence[str], *, size: int, bold: bool = False, colour: str = style.TEXT) -> None:
    """Write one paragraph per line; the font is set on the runs, where PowerPoint heeds it."""
    frame.word_wrap = True
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(6)
        run = paragraph.add_run()
        run.text = line
        run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, _colour(colour)


def _residents(deck: Any, content: Content) -> None:
    """Add the residents' topics as a bar chart, commonest at the top, with the figures in the notes."""
    frame = content.situation.dropna(subset="share").head(_SHOWN)
    if frame.empty:
        return
    first = frame.iloc[0]
    title = f"{first['label']} valdes av flest: {style.percent(first['share'])} av {style.number(first['n'])} svarande"
    figures = [
        f"{row['label']}: {style.interval(row['share'], row['low'], row['high'])}" for row in frame.to_dict("records")
    ]
    said = "Siffrorna i diagrammet, med osäkerhetsintervall i procent:\n" + "\n".join(figures)
    slide = _slide(deck, content, title, notes=said + "\n" + "\n".join(content.notes))
    data = CategoryChartData(number_format="0 %")
    data.categories = frame["label"].tolist()
    data.add_series("Andel av dem som svarat", frame["share"].tolist())
    area = (_MARGIN, _TOP, _WIDTH - 2 * _MARGIN, _HEIGHT - _TOP - Cm(1.6))
    framed = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *area, data)
    _describe(framed, f"Liggande staplar, andel av dem som svarat. {'; '.join(figures)}.")
    _style_bars(framed.chart)


def _style_bars(chart: Any) -> None:
    chart.has_legend, chart.has_title = False, False
    chart.font.size = Pt(16)
    chart.category_axis.reverse_order = True  # the first category at the top, as in the table
    chart.category_axis.format.line.color.rgb = _colour(style.LINE)
    chart.value_axis.visible = False
    chart.value_axis.has_major_gridlines = False
    chart.value_axis.minimum_scale = 0
    plot = chart.plots[0]
    plot.gap_width, plot.has_data_labels = 45, True
    plot.data_labels.number_format, plot.data_labels.number_format_is_linked = "0 %", False
    plot.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END
    fill = plot.series[0].format.fill
    fill.solid()
    fill.fore_color.rgb = _colour(style.BLUE)


def _perspectives(deck: Any, content: Content) -> None:
    rows = [
        (row["label"], style.percent(row["share"]), f"{style.number(row['actors'])} av "
         f"{style.number(row['actors_asked'])}", style.number(row["register_count"]))
        for row in content.situation.head(_SHOWN).to_dict("records")
    ]  # fmt: skip
    said = [f"{row['label']}: {row['statement']}" for row in content.situation.to_dict("records") if row["statement"]]
    slide = _slide(deck, content, "Invånare, aktörer och register sida vid sida",
                   notes="\n".join(said) or "Perspektiven visas var för sig; ingen sammanvägd poäng görs.")  # fmt: skip
    _table(slide, ("Ämne", "Invånare", "Aktörer", "Register, antal"), rows, description="Ämnen per perspektiv")


def _choices(deck: Any, content: Content) -> None:
    frame = content.decisions
    if frame.empty:
        slide = _slide(deck, content, "Att besluta: fokusområden och vad som väljs bort",
                       notes="Inga beslut är sparade ännu. Skriv en motivering till det som väljs bort.")  # fmt: skip
        _lines(slide, ["Vilka problem ska vi arbeta med?", "Vad väljer vi bort, och varför?"])
        return
    rows = list(zip(frame["label"], frame["decision"], frame["reason"], strict=True))
    order = [f"{style.number(row['rank'])}. {row['label']}: poäng {style.number(row['score'], 2)}, "
             f"{style.number(row['n'])} svarande" for row in content.ranking.to_dict("records")]  # fmt: skip
    slide = _slide(deck, content, "Beslut", notes="Workshoppens ordning:\n" + ("\n".join(order) or "för få svarande"))
    _table(slide, ("Problem", "Beslut", "Motivering"), rows, description="Beslut per problem")


def _promises(deck: Any, content: Content) -> None:
    for promise in content.promises.to_dict("records"):
        done = content.follow_up[content.follow_up["promise"] == promise["promise"]]
        rows = [
            (row["title"], "inget antal" if pd.isna(row["planned"]) else style.number(row["planned"]),
             style.number(row["done"]), row["label"])
            for row in done.to_dict("records")
        ]  # fmt: skip
        reasons = "\n".join(f"{row['title']}: {row['reason']}" for row in done.to_dict("records"))
        title = promise["title"] or promise["promise"]
        state = "" if promise["state"] == "Beslutad" else f" ({promise['state'].lower()})"
        slide = _slide(deck, content, title + state, notes=f"{promise['text']}\n{reasons}")
        _lines(slide, [promise["text"]])
        if rows:
            headings = ("Åtgärd", "Planerat", "Genomfört", "Status (förslag)")
            _table(slide, headings, rows, description=f"Uppföljning av {title}", top=Cm(9))


def _table(slide: Any, headings: Sequence[str], rows: Sequence[Sequence[str]], *, description: str,
           top: Any = _TOP) -> None:  # fmt: skip
    """Add a table with a heading row and an alternative text."""
    framed = slide.shapes.add_table(len(rows) + 1, len(headings), _MARGIN, top, _WIDTH - 2 * _MARGIN, Cm(1))
    _describe(framed, f"{description}. Kolumner: {', '.join(headings)}.")
    for line, values in enumerate([headings, *rows]):
        for column, value in enumerate(values):
            cell = framed.table.cell(line, column)
            head = line == 0
            _say(cell.text_frame, [str(value)], size=16, bold=head, colour=style.BACKGROUND if head else style.TEXT)
            cell.fill.solid()
            cell.fill.fore_color.rgb = _colour(style.BLUE if head else style.PANEL)


def _describe(framed: Any, text: str) -> None:
    framed._element.nvGraphicFramePr.cNvPr.set("descr", text)


def _speak_swedish(part: Any) -> None:
    """Set every text's language: a screen reader chooses its voice by it."""
    root = getattr(part, "_element", None)
    for run in [] if root is None else root.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}r"):
        run.get_or_add_rPr().set("lang", "sv-SE")


def _colour(value: str) -> RGBColor:
    return RGBColor.from_string(value.lstrip("#"))
