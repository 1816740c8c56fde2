"""Make the plain templates that ship: ``python -m medlofte.export.templates.make``.

A kommun starts from copies of them (``medlofte export --save-templates MAPP``) or from its own letterhead.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from pptx import Presentation
from pptx.dml.color import RGBColor as SlideColour
from pptx.util import Cm as SlideCm
from pptx.util import Pt as SlidePt

from medlofte import style
from medlofte.export.deck import TITLE_SIZES
from medlofte.export.deckstyle import DATE, FOOT, FOOTER, MARGIN, NUMBER, TITLE, TITLE_HIGH, TITLE_TOP
from medlofte.export.wordstyle import STEPS, named
from medlofte.tokens import points

FOLDER = Path(__file__).parent
WORD, SLIDES = "mall.docx", "mall.pptx"
WIDTH, HEIGHT = SlideCm(33.867), SlideCm(19.05)
TITLE_ONLY = 5
_FONT = "Calibri"


def make(folder: Path) -> None:
    """Write the templates."""
    _word().save(str(folder / WORD))
    _slides().save(str(folder / SLIDES))


def _word() -> Any:
    document = docx.Document()
    _styles(document)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin, section.bottom_margin = Cm(2.4), Cm(2.2)
    header = section.header.paragraphs[0].add_run("{{ notering }}")
    header.bold, header.font.color.rgb = True, _colour(style.WARNING)
    _footer(section)
    document.add_paragraph("{{ titel }}", style="Title")
    document.add_paragraph("{{ underrubrik }}", style="Subtitle")
    document.add_paragraph("{{ utgivet }}")
    document.add_paragraph("{{ innehall }}")
    about = document.core_properties
    about.author = about.last_modified_by = "medlofte"
    about.title, about.comments = "{{ titel }}", ""
    return document


def _styles(document: Any) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(points("body"))
    normal.paragraph_format.space_after = Pt(6)
    for name, step in STEPS.items():
        found = named(document, name)
        found.font.name, found.font.size, found.font.italic = _FONT, Pt(points(step)), False
        # The built-in styles name a font of the theme, which would win.
        for fonts in found.element.iter(qn("w:rFonts")):
            for key in [key for key in fonts.attrib if "Theme" in key]:
                del fonts.attrib[key]
        found.font.color.rgb = _colour(style.MUTED if name in ("Subtitle", "Caption") else style.BLUE)
    for border in list(document.styles["Title"].element.iter(qn("w:pBdr"))):
        border.getparent().remove(border)
    document.styles["Caption"].font.bold = True
    document.styles["Heading 1"].paragraph_format.space_before = Pt(18)
    document.styles["Heading 2"].paragraph_format.space_before = Pt(12)


def _footer(section: Any) -> None:
    paragraph = section.footer.paragraphs[0]
    stops = paragraph.paragraph_format.tab_stops
    for centre in (Cm(8.255), Cm(16.51)):  # the built-in style's stops are for another paper
        stops.add_tab_stop(centre, WD_TAB_ALIGNMENT.CLEAR)
    stops.add_tab_stop(Cm(16.6), WD_TAB_ALIGNMENT.RIGHT)
    # A tab in the same run as a field is lost when the field is filled in.
    for text in ("{{ titel }}. {{ underrubrik }}. {{ datum }}", "\t"):
        paragraph.add_run(text).font.size = Pt(points("small"))
    # «1 (7)»: as pages are counted in Sweden, and no word of either language.
    for text, field in (("", "PAGE"), (" (", "NUMPAGES"), (")", "")):
        paragraph.add_run(text).font.size = Pt(points("small"))
        if field:
            _field(paragraph, field)


def _field(paragraph: Any, name: str) -> None:
    run = paragraph.add_run()
    run.font.size = Pt(points("small"))
    for kind in ("begin", None, "end"):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = f" {name} "
        run._r.append(element)


def _slides() -> Any:
    deck: Any = Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    kept = deck.slide_layouts[TITLE_ONLY]
    for layout in [layout for layout in deck.slide_layouts if layout != kept]:
        deck.slide_layouts.remove(layout)
    master, layout = deck.slide_master, deck.slide_layouts[0]
    for shape in list(master.placeholders):
        if shape.placeholder_format.type == DATE:  # the day stands in the foot
            shape._element.getparent().remove(shape._element)
    for shape in [shape for shape in layout.placeholders if shape.placeholder_format.type == DATE]:
        shape._element.getparent().remove(shape._element)
    for holder in (*master.placeholders, *layout.placeholders):
        _place(holder)
    deck.core_properties.author = deck.core_properties.last_modified_by = "medlofte"
    deck.core_properties.title = ""
    return deck


def _place(holder: Any) -> None:
    kind, wide = holder.placeholder_format.type, WIDTH - 2 * MARGIN
    number = SlideCm(2)
    place = {
        TITLE: (MARGIN, TITLE_TOP, wide, TITLE_HIGH),
        FOOTER: (MARGIN, HEIGHT - SlideCm(1.3), wide - number, FOOT),
        NUMBER: (MARGIN + wide - number, HEIGHT - SlideCm(1.3), number, FOOT),
    }
    holder.left, holder.top, holder.width, holder.height = place.get(
        kind, (MARGIN, SlideCm(3.6), wide, HEIGHT - SlideCm(5.2))
    )
    run = holder.text_frame.paragraphs[0].font
    if kind == TITLE:
        run.size, run.bold, run.color.rgb = (
            SlidePt(TITLE_SIZES[0]),
            True,
            SlideColour.from_string(style.BLUE.lstrip("#")),
        )


def _colour(value: str) -> RGBColor:
    return RGBColor.from_string(value.lstrip("#"))


if __name__ == "__main__":
    make(FOLDER)
