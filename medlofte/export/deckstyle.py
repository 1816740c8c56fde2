"""How what stands on a slide looks: text, cells, charts of bars, the slide's number, and where there is room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_LABEL_POSITION, XL_LEGEND_POSITION
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Cm, Pt

from medlofte import style
from medlofte.export import fitting
from medlofte.export.blocks import clean
from medlofte.export.wordstyle import spoken
from medlofte.tokens import points

TITLE, CENTRED, NUMBER, FOOTER, DATE = 1, 3, 13, 15, 16
MARGIN, FOOT = Cm(1.6), Cm(0.9)
TITLE_TOP, TITLE_HIGH, GAP = Cm(0.8), Cm(2.4), Cm(0.4)
# The type scale of a slide: its tables are set in 14 points.
BODY_PT = points("body", body=14)
_WORDS = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
# The title's own place counts when it is in the upper part of the slide, and wide.
_UPPER, _WIDE = 0.35, 0.5


def is_title(holder: Any) -> bool:
    """Return whether a placeholder is for the title."""
    return holder.placeholder_format.type in (TITLE, CENTRED)


def is_foot(holder: Any) -> bool:
    """Return whether a placeholder is for the slide's number, foot or date."""
    return holder.placeholder_format.type in (NUMBER, FOOTER, DATE)


def area(made: Any, layout: Any, *, banner: bool) -> tuple[int, int, int, int]:
    """Return left, top, width and height of what is free between the title and the foot (and the banner above it)."""
    wide, high = made.slide_width, made.slide_height
    head = next(holder for holder in layout.placeholders if is_title(holder))
    left, top, width = MARGIN, TITLE_TOP + TITLE_HIGH + GAP, wide - 2 * MARGIN
    placed = None not in (head.left, head.top, head.width, head.height)
    inside = placed and head.left + head.width <= wide
    if inside and head.top + head.height <= high * _UPPER and head.width >= wide * _WIDE:
        left, top, width = head.left, head.top + head.height + GAP, head.width
    feet = [holder.top for holder in layout.placeholders if is_foot(holder) and high / 2 < (holder.top or 0) < high]
    bottom = min(feet, default=high - Cm(1.3)) - (FOOT if banner else 0)
    return left, top, width, bottom - top


def room(width: int, height: int) -> tuple[float, float]:
    """Return how much of a box is for its text, in points."""
    return width / Pt(1) - fitting.ASIDE, height / Pt(1) - fitting.ABOVE


def say(frame: Any, lines: Sequence[str], *, size: float, colour: str, bold: bool = False,
        after: float = fitting.AFTER, align: Any = PP_ALIGN.LEFT) -> None:  # fmt: skip
    """Write one paragraph per line; the font is set on the runs, where PowerPoint heeds it. No colour: the theme's."""
    frame.word_wrap = True
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.space_after, paragraph.alignment = Pt(after), align
        run = paragraph.add_run()
        run.text = clean(line)
        run.font.size, run.font.bold = Pt(size), bold
        if colour:
            run.font.color.rgb = _colour(colour)


def count(frame: Any, number: int, *, size: float) -> None:
    """Write the slide's number as a field, which follows when slides are moved."""
    paragraph = frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT
    field = (f'<a:fld {nsdecls("a")} id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum">'
             f'<a:rPr lang="{spoken()}" sz="{int(size * 100)}"/><a:t>{number}</a:t></a:fld>')  # fmt: skip
    paragraph._p.append(parse_xml(field))


def cell(made: Any, value: str, *, head: bool, figure: bool, size: float) -> None:
    """Write a cell of a table, figures to the right."""
    made.vertical_anchor = MSO_ANCHOR.MIDDLE
    say(made.text_frame, [value], size=size, bold=head, colour=style.BACKGROUND if head else style.TEXT, after=0,
        align=PP_ALIGN.RIGHT if figure else PP_ALIGN.LEFT)  # fmt: skip
    made.fill.solid()
    made.fill.fore_color.rgb = _colour(style.BLUE if head else style.PANEL)


def bars(chart: Any, form: str, *, colour: str) -> None:
    """Style a chart of bars: figures at the bars instead of an axis, and a legend for two series."""
    chart.has_title = False
    chart.font.size = Pt(BODY_PT)
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


def describe(framed: Any, title: str, text: str) -> None:
    """Give a chart or a table its alternative text."""
    properties = framed._element.nvGraphicFramePr.cNvPr
    properties.set("descr", clean(text))
    properties.set("title", clean(title))


def speak(part: Any) -> None:
    """Set every text's language: a screen reader chooses its voice by it."""
    root = getattr(part, "_element", None)
    for run in [] if root is None else root.iter(f"{_WORDS}r"):
        run.get_or_add_rPr().set("lang", spoken())


def _colour(value: str) -> RGBColor:
    return RGBColor.from_string(value.lstrip("#"))
