"""A deck of slides: each with a title, speaker notes, alternative texts, and what every slide has to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.text import PP_ALIGN
from pptx.util import Cm, Pt

from medlofte import style
from medlofte.errors import ExportError
from medlofte.export import deckstyle, fitting
from medlofte.export.blocks import Grid, clean
from medlofte.export.deckstyle import BODY_PT, FOOT, FOOTER, MARGIN, NUMBER, is_foot, is_title
from medlofte.export.fitting import short
from medlofte.export.wordstyle import spoken
from medlofte.language import _
from medlofte.tokens import points

TEMPLATE = "mall.pptx"
_OURS = Path(__file__).parent / "templates" / TEMPLATE
_NOTE_PT = points("note", body=14)
TITLE_SIZES = tuple(points(step, body=14) for step in ("h1", "title", "h2", "h3"))
_TEXT_SIZES = tuple(points(step, body=14) for step in ("title", "h2", "h3", "large", "body"))
_TABLE_SIZES = tuple(points(step, body=14) for step in ("h2", "h3", "large", "body"))
_LINE, _SOURCE, _COUNT = Cm(1), Cm(1.6), Cm(2)
_WIDEST = 160
_FEET = ("Foot", "Slide number")


@dataclass(frozen=True)
class Series:
    """One series of a chart: a value per category, and how it is written."""

    name: str
    categories: Sequence[str]
    values: Sequence[float]
    form: str


@dataclass(frozen=True)
class _Look:
    """How a table is drawn: widths of columns (EMU), heights of rows (points), which columns are figures, its type."""

    widths: tuple[int, ...]
    heights: tuple[float, ...]
    figures: tuple[bool, ...]
    size: float


def opened(templates: Path | None, *, title: str, author: str, banner: str, foot: str) -> Deck:
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
    return Deck(made, banner=banner, foot=foot, ours=file == _OURS)


class Deck:
    """Slides in a template's layout for a title alone.

    Parameters
    ----------
    banner
        What every slide must say; may be empty.
    foot
        What stands at the foot of every slide, beside its number.
    ours
        Whether the template is our own; one of a kommun keeps its colours and its titles' type.
    """

    def __init__(self, made: Any, *, banner: str, foot: str, ours: bool) -> None:
        self._made, self._banner, self._foot, self._ours = made, banner, foot, ours
        for number in range(len(made.slides._sldIdLst) - 1, -1, -1):
            # What a template shows as examples is no part of our deck.
            entry = made.slides._sldIdLst[number]
            made.part.drop_rel(entry.rId)
            made.slides._sldIdLst.remove(entry)
        layouts = [layout for layout in made.slide_layouts if any(map(is_title, layout.placeholders))]
        if not layouts:
            raise ExportError(_("Mallen har ingen layout med en rubrik."), advice=_("Lägg till en i bildbakgrunden."))
        # The fewest other placeholders: an empty one would show its prompt.
        self._layout = min(layouts, key=lambda layout: sum(not is_foot(holder) for holder in layout.placeholders))
        self._area = deckstyle.area(made, self._layout, banner=bool(banner))

    def save(self, file: Path) -> None:
        """Write the deck, each slide's foot read last."""
        for slide in self._made.slides:
            for shape in [shape for shape in slide.shapes if shape.name in _FEET]:
                slide.shapes._spTree.append(shape._element)
        for part in self._made.part.package.iter_parts():
            deckstyle.speak(part)
        self._made.save(str(file))

    def lines(self, title: str, lines: Sequence[str], *, notes: str) -> None:
        """Add a slide of paragraphs; long text is set smaller, and what does not fit stands in the notes."""
        slide = self._slide(title, notes)
        box = slide.shapes.add_textbox(*self._area)
        room = deckstyle.room(*self._area[2:])
        size = fitting.largest(lines, room=room, sizes=_TEXT_SIZES)
        self._say(box.text_frame, fitting.cut(lines, room=room, size=size), size=size)

    def bars(self, title: str, series: Series, *, description: str, notes: str, source: str, colour: str = style.BLUE,
             second: Series | None = None) -> None:  # fmt: skip
        """Add a native bar chart, the first category at the top, between what is measured and its source.

        A second series is told apart by more than colour, and named in the legend.
        """
        slide = self._slide(title, notes)
        left, top, width, height = self._area
        if second is None:  # the legend names both
            self._note(slide, series.name, top=top, high=_LINE, size=BODY_PT)
        data = CategoryChartData(number_format=series.form)
        data.categories = list(series.categories)
        for one in (series, second):
            if one is not None:
                data.add_series(one.name, [float(value) for value in one.values])
        area = left, top + _LINE, width, height - _LINE - _SOURCE
        framed = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *area, data)
        deckstyle.describe(framed, title, description)
        deckstyle.bars(framed.chart, series.form, colour=colour)
        self._sourced(slide, source)

    def table(self, title: str, headings: Sequence[str], rows: Sequence[Sequence[str]], *, notes: str,
              source: str = "", widths: Sequence[float] = ()) -> None:  # fmt: skip
        """Add a table with a heading row; one too long for a slide goes on over the next."""
        shown = tuple(tuple(short(str(value), _WIDEST) for value in row) for row in rows)
        grid = Grid(title, tuple(headings), shown, tuple(widths))
        wide = [int(self._area[2] * share) for share in grid.shares]
        free = (self._area[3] - (_SOURCE if source else 0)) / Pt(1)
        parts, size = _set(grid, wide, free)
        head, *high = _heights(grid, wide, size)
        for number, count in enumerate(parts, 1):
            mark = _(" ({number} av {parts})").format(number=number, parts=len(parts)) if len(parts) > 1 else ""
            slide, start = self._slide(title + mark, notes), sum(parts[: number - 1])
            part = replace(grid, title=title + mark, rows=shown[start : start + count])
            look = _Look(tuple(wide), (head, *high[start : start + count]), grid.figures, size)
            self._table(slide, part, look)
            self._sourced(slide, source)

    def _table(self, slide: Any, grid: Grid, look: _Look) -> None:
        left, top, width, _unused = self._area
        framed = slide.shapes.add_table(len(look.heights), len(look.widths), left, top, width, Pt(sum(look.heights)))
        told = _("{title}. Kolumner: {headings}.").format(title=grid.title, headings=", ".join(grid.headings))
        deckstyle.describe(framed, grid.title, told)
        for column, wide in zip(framed.table.columns, look.widths, strict=True):
            column.width = wide
        for line, (values, high) in enumerate(zip((grid.headings, *grid.rows), look.heights, strict=True)):
            framed.table.rows[line].height = Pt(high)
            for number, value in enumerate(values):
                made = framed.table.cell(line, number)
                deckstyle.cell(made, value, head=line == 0, figure=look.figures[number], size=look.size)

    def _sourced(self, slide: Any, source: str) -> None:
        if source:
            self._note(slide, source, top=self._area[1] + self._area[3] - _SOURCE, high=_SOURCE, size=_NOTE_PT)

    def _note(self, slide: Any, text: str, *, top: int, high: int, size: float) -> None:
        framed = slide.shapes.add_textbox(self._area[0], top, self._area[2], high)
        shown = fitting.cut([text], room=deckstyle.room(self._area[2], high), size=size)
        self._say(framed.text_frame, shown, size=size, colour=style.MUTED)

    def _slide(self, title: str, notes: str) -> Any:
        slide = self._made.slides.add_slide(self._layout)
        for holder in [h for h in slide.placeholders if not is_title(h)]:
            holder._element.getparent().remove(holder._element)
        self._headed(slide.shapes.title, title)
        if self._banner:
            left, top, width, height = self._area
            mark = slide.shapes.add_textbox(left, top + height, width, FOOT)
            self._say(mark.text_frame, [self._banner], size=BODY_PT, colour=style.WARNING, bold=True)
        self._footed(slide)
        slide.notes_slide.notes_text_frame.text = clean(f"{self._banner}\n{notes}".strip() or title)
        return slide

    def _headed(self, holder: Any, title: str) -> None:
        """Write the title as large as it fits; where a template has it in the middle, at the top."""
        if holder.top + holder.height > self._area[1]:
            holder.left, holder.top = MARGIN, deckstyle.TITLE_TOP
            holder.width, holder.height = self._area[2], deckstyle.TITLE_HIGH
        room = deckstyle.room(holder.width, holder.height)
        size = fitting.largest([title], room=room, sizes=TITLE_SIZES)
        self._say(holder.text_frame, fitting.cut([title], room=room, size=size), size=size, bold=True,
                  colour=style.BLUE, align=PP_ALIGN.LEFT)  # fmt: skip

    def _footed(self, slide: Any) -> None:
        """Write the foot and the slide's number, where the template has places for them."""
        for holder in self._layout.placeholders:
            if holder.placeholder_format.type in (FOOTER, NUMBER):
                slide.shapes.clone_placeholder(holder)
        made = {holder.placeholder_format.type: holder for holder in slide.placeholders}
        for at, kind in enumerate((FOOTER, NUMBER)):
            if kind not in made:
                width = (self._area[2] - _COUNT, _COUNT)[at]
                left = self._area[0] + at * (self._area[2] - width)
                made[kind] = slide.shapes.add_textbox(left, self._made.slide_height - Cm(1.2), width, FOOT)
            made[kind].name = _FEET[at]
        self._say(made[FOOTER].text_frame, [self._foot], size=_NOTE_PT, colour=style.MUTED)
        deckstyle.count(made[NUMBER].text_frame, len(self._made.slides), size=_NOTE_PT)

    def _say(self, frame: Any, lines: Sequence[str], *, size: float, colour: str = style.TEXT, **look: Any) -> None:
        deckstyle.say(frame, lines, size=size, colour=colour if self._ours else "", **look)


def _set(grid: Grid, widths: Sequence[int], room: float) -> tuple[list[int], float]:
    """Return how many rows stand on each slide, as few slides as it takes, and the largest type that allows it.

    Larger type may not divide a word either.
    """
    tried, whole = [], []
    for size in _TABLE_SIZES:
        head, *rows = _heights(grid, widths, size)
        tried.append((fitting.packed(rows, room=room - head), size))
        columns = zip(zip(grid.headings, *grid.rows, strict=True), widths, strict=True)
        if not any(fitting.divided(cells, room=wide / Pt(1) - fitting.ASIDE, size=size) for cells, wide in columns):
            whole.append(tried[-1])
    return min(whole or tried[-1:], key=lambda found: len(found[0]))


def _heights(grid: Grid, widths: Sequence[int], size: float) -> list[float]:
    """Return how high each row of a table has to be, its headings first, in points."""
    return [max(fitting.height([cell], room=wide / Pt(1) - fitting.ASIDE, size=size, after=fitting.ABOVE)
                for cell, wide in zip(row, widths, strict=True)) for row in (grid.headings, *grid.rows)]  # fmt: skip
