"""A deck of slides: each with a title, speaker notes, alternative texts, and what every slide has to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION
from pptx.enum.text import PP_ALIGN
from pptx.util import Cm, Pt

from medlofte import style
from medlofte.errors import ExportError
from medlofte.export.blocks import clean
from medlofte.export.wordstyle import spoken
from medlofte.language import _
from medlofte.tokens import points

TEMPLATE = "mall.pptx"
_OURS = Path(__file__).parent / "templates" / TEMPLATE
_MARGIN, _TOP, _BELOW = Cm(1.6), Cm(3.6), Cm(1.6)
_TITLE = 1
_ROWS = 10
_RUN = "{http://schemas.openxmlformats.org/drawingml/2006/main}r"
# The type scale of a slide: its tables are set in 14 points.
_NOTE_PT, _BODY_PT, TITLE_PT, _LONG_TITLE_PT = (points(step, body=14) for step in ("note", "body", "h1", "title"))
_LINE, _SOURCE = Cm(1), Cm(1.4)
_TEXT_SIZES = tuple((most, points(step, body=14)) for most, step in ((300, "h2"), (700, "h3"), (1200, "note")))


@dataclass(frozen=True)
class Series:
    """One series of a chart: a value per category, and how it is written."""

    name: str
    categories: Sequence[str]
    values: Sequence[float]
    form: str


def opened(templates: Path | None, *, title: str, author: str, banner: str) -> Deck:
    """Return an empty deck in the kommun's template or ours; ExportError if the template cannot be used."""
    own = None if templates is None else templates / TEMPLATE
    if templates is not None and not templates.is_dir():
        raise ExportError(_("Mappen med mallar finns inte."), file=templates,
                          advice=_("Skapa den med «medlofte export --save-templates MAPP»."))  # fmt: skip
    file = own if own is not None and own.is_file() else _OURS
    try:
        made = Presentation(str(file))
    except Exception as error:  # python-pptx and lxml have no common class for a file that is no presentation
        raise ExportError(_("Mallen går inte att läsa som en presentation."), file=file,
                          advice=_("Spara den i PowerPoint som .pptx.")) from error  # fmt: skip
    about = made.core_properties
    about.title, about.language, about.comments, about.keywords = title, spoken(), banner, ""
    about.author = about.last_modified_by = author
    return Deck(made, banner)


class Deck:
    """Slides in a template's layout for a title alone."""

    def __init__(self, made: Any, banner: str) -> None:
        self._made, self._banner = made, banner
        for number in range(len(made.slides._sldIdLst) - 1, -1, -1):
            # What a template shows as examples is no part of our deck.
            entry = made.slides._sldIdLst[number]
            made.part.drop_rel(entry.rId)
            made.slides._sldIdLst.remove(entry)
        layouts = [layout for layout in made.slide_layouts if any(h.placeholder_format.type == _TITLE
                                                                  for h in layout.placeholders)]  # fmt: skip
        if not layouts:
            raise ExportError(_("Mallen har ingen layout med en rubrik."), advice=_("Lägg till en i bildbakgrunden."))
        # The fewest other placeholders: an empty one would show its prompt.
        self._layout = min(layouts, key=lambda layout: len(layout.placeholders))

    def save(self, file: Path) -> None:
        """Write the deck."""
        for part in self._made.part.package.iter_parts():
            _speak_swedish(part)
        self._made.save(str(file))

    def lines(self, title: str, lines: Sequence[str], *, notes: str, size: float = _TEXT_SIZES[0][1]) -> None:
        """Add a slide of paragraphs; long text is set smaller, and what does not fit stands in the notes."""
        slide = self._slide(title, notes)
        box = slide.shapes.add_textbox(*self._area())
        length = sum(map(len, lines))
        size = next((min(size, small) for limit, small in _TEXT_SIZES if length <= limit), _TEXT_SIZES[-1][1])
        most = _TEXT_SIZES[-1][0]
        shown = lines if length <= most else [_short(line, max(most // len(lines), 200)) for line in lines]
        _say(box.text_frame, shown, size=size)

    def bars(self, title: str, series: Series, *, description: str, notes: str, source: str, colour: str = style.BLUE,
             second: Series | None = None) -> None:  # fmt: skip
        """Add a native bar chart, the first category at the top, between what is measured and its source.

        A second series is told apart by more than colour, and named in the legend.
        """
        slide = self._slide(title, notes)
        left, top, width, height = self._area()
        measured = "" if second else series.name  # the legend names both
        below = top + height - _SOURCE
        for text, at, high, size in ((measured, top, _LINE, _BODY_PT), (source, below, _SOURCE, _NOTE_PT)):
            if text:
                framed = slide.shapes.add_textbox(left, at, width, high)
                _say(framed.text_frame, [_short(text, 240)], size=size, colour=style.MUTED)
        data = CategoryChartData(number_format=series.form)
        data.categories = list(series.categories)
        for one in (series, second):
            if one is not None:
                data.add_series(one.name, [float(value) for value in one.values])
        area = left, top + _LINE, width, height - _LINE - _SOURCE
        framed = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *area, data)
        _describe(framed, title, description)
        _style_bars(framed.chart, series.form, colour=colour)

    def table(self, title: str, headings: Sequence[str], rows: Sequence[Sequence[str]], *, notes: str) -> None:
        """Add a table with a heading row; one too long for a slide goes on over the next."""
        parts = [rows[start : start + _ROWS] for start in range(0, len(rows), _ROWS)] or [[]]
        for number, part in enumerate(parts, 1):
            mark = _(" ({number} av {parts})").format(number=number, parts=len(parts)) if len(parts) > 1 else ""
            self._table(title + mark, headings, part, notes)

    def _table(self, title: str, headings: Sequence[str], rows: Sequence[Sequence[str]], notes: str) -> None:
        slide = self._slide(title, notes)
        left, top, width, _unused = self._area()
        framed = slide.shapes.add_table(len(rows) + 1, len(headings), left, top, width, Cm(1))
        _describe(framed, title, _("{title}. Kolumner: {headings}.").format(title=title, headings=", ".join(headings)))
        needs = [min(max(len(str(cell)) for cell in column), 60) + 8 for column in zip(headings, *rows, strict=True)]
        for column, need in zip(framed.table.columns, needs, strict=True):
            column.width = int(width * need / sum(needs))
        for line, values in enumerate([headings, *rows]):
            for number, value in enumerate(values):
                _cell(framed.table.cell(line, number), _short(str(value), 160), head=line == 0)

    def _slide(self, title: str, notes: str) -> Any:
        slide = self._made.slides.add_slide(self._layout)
        for holder in [h for h in slide.placeholders if h.placeholder_format.type != _TITLE]:
            holder._element.getparent().remove(holder._element)
        said = _short(title, 120)
        size = TITLE_PT if len(said) <= 60 else _LONG_TITLE_PT
        _say(slide.shapes.title.text_frame, [said], size=size, bold=True, colour=style.BLUE)
        slide.shapes.title.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT
        if self._banner:
            bottom = self._made.slide_height - Cm(1.3)
            mark = slide.shapes.add_textbox(_MARGIN, bottom, self._area()[2], Cm(0.9))
            _say(mark.text_frame, [self._banner], size=_BODY_PT, colour=style.WARNING)
        slide.notes_slide.notes_text_frame.text = clean(f"{self._banner}\n{notes}".strip() or title)
        return slide

    def _area(self) -> tuple[Any, Any, Any, Any]:
        width = self._made.slide_width - 2 * _MARGIN
        return _MARGIN, _TOP, width, self._made.slide_height - _TOP - _BELOW


def _short(text: str, most: int) -> str:
    """Return a text that fits; the whole stands in the documents."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _say(frame: Any, lines: Sequence[str], *, size: float, bold: bool = False, colour: str = style.TEXT) -> None:
    """Write one paragraph per line; the font is set on the runs, where PowerPoint heeds it."""
    frame.word_wrap = True
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(6)
        run = paragraph.add_run()
        run.text = clean(line)
        run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, _colour(colour)


def _cell(cell: Any, value: str, *, head: bool) -> None:
    _say(cell.text_frame, [value], size=_BODY_PT, bold=head, colour=style.BACKGROUND if head else style.TEXT)
    cell.fill.solid()
    cell.fill.fore_color.rgb = _colour(style.BLUE if head else style.PANEL)


def _style_bars(chart: Any, form: str, *, colour: str) -> None:
    chart.has_title = False
    chart.font.size = Pt(_BODY_PT)
    axis = chart.category_axis
    axis.reverse_order = True  # the first category at the top, as in the table
    axis.format.line.color.rgb = _colour(style.LINE)
    chart.value_axis.visible = False
    chart.value_axis.has_major_gridlines = False
    chart.value_axis.minimum_scale = 0
    plot = chart.plots[0]
    plot.gap_width, plot.has_data_labels = 45, True
    plot.data_labels.number_format, plot.data_labels.number_format_is_linked = form, False
    plot.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END
    several = len(plot.series) > 1
    chart.has_legend = several
    if several:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    for number, one in enumerate(plot.series):
        outlined = several and number == 0  # what was planned is an outline, what was done is filled
        one.format.line.color.rgb = _colour(colour)
        one.format.fill.solid()
        one.format.fill.fore_color.rgb = _colour(style.BACKGROUND if outlined else colour)


def _describe(framed: Any, title: str, text: str) -> None:
    properties = framed._element.nvGraphicFramePr.cNvPr
    properties.set("descr", clean(text))
    properties.set("title", clean(title))


def _speak_swedish(part: Any) -> None:
    """Set every text's language: a screen reader chooses its voice by it."""
    root = getattr(part, "_element", None)
    for run in [] if root is None else root.iter(_RUN):
        run.get_or_add_rPr().set("lang", spoken())


def _colour(value: str) -> RGBColor:
    return RGBColor.from_string(value.lstrip("#"))
