"""What every Word file of ours has, whatever its template: language, properties, true headings, tables read aloud.

Templates come from kommuner: a style that one lacks is made, and a warning that its header does not show is added.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor, Twips

from medlofte import style
from medlofte.export.blocks import Grid, Report
from medlofte.language import ENGLISH, _, current
from medlofte.tokens import points

# The order of Word's settings is part of its format.
_AFTER_HYPHENATION = tuple(f"w:{name}" for name in (
    "consecutiveHyphenLimit", "hyphenationZone", "doNotHyphenateCaps", "showEnvelope", "summaryLength",
    "clickAndTypeStyle", "defaultTableStyle", "evenAndOddHeaders", "bookFoldRevPrinting", "bookFoldPrinting",
    "bookFoldPrintingSheets", "drawingGridHorizontalSpacing", "drawingGridVerticalSpacing",
    "displayHorizontalDrawingGridEvery", "displayVerticalDrawingGridEvery", "doNotUseMarginsForDrawingGridOrigin",
    "drawingGridHorizontalOrigin", "drawingGridVerticalOrigin", "doNotShadeFormData", "noPunctuationKerning",
    "characterSpacingControl", "printTwoOnOne", "strictFirstAndLastChars", "noLineBreaksAfter", "noLineBreaksBefore",
    "savePreviewPicture", "doNotValidateAgainstSchema", "saveInvalidXml", "ignoreMixedContent",
    "alwaysShowPlaceholderText", "doNotDemarcateInvalidXml", "saveXmlDataOnly", "useXSLTWhenSaving",
    "saveThroughXslt", "showXMLTags", "alwaysMergeEmptyNamespace", "updateFields", "hdrShapeDefaults", "footnotePr",
    "endnotePr", "compat", "docVars", "rsids", "attachedSchema", "themeFontLang", "clrSchemeMapping",
    "doNotIncludeSubdocsInStats", "doNotAutoCompressPictures", "forceUpgrade", "captions", "readModeInkLockDown",
    "smartTagType", "shapeDefaults", "doNotEmbedSmartTags", "decimalSymbol", "listSeparator"))  # fmt: skip
# Style of Word → step of the type scale.
STEPS = {"Title": "h1", "Subtitle": "h3", "Heading 1": "h2", "Heading 2": "h3", "Caption": "note"}


def prepare(document: Any, report: Report) -> None:
    """Set the language, what the file says of itself, and the warning on every page."""
    _speak(document)
    about = document.core_properties
    about.title, about.subject, about.language = report.title, report.subtitle, spoken()
    # The template's author and whoever saved it last are people; the document is the kommun's.
    about.author = about.last_modified_by = report.author
    about.comments, about.keywords = report.banner, ""
    about.created = about.modified = datetime.fromisoformat(report.created).replace(tzinfo=UTC)
    about.revision = 1
    # Swedish words are long, and the columns of a table narrow.
    if document.settings.element.find(qn("w:autoHyphenation")) is None:
        document.settings.element.insert_element_before(OxmlElement("w:autoHyphenation"), *_AFTER_HYPHENATION)
    if report.banner:
        _warn(document, report.banner)


def named(document: Any, name: str) -> Any:
    """Return a built-in style of the template, made when it has none."""
    if name in document.styles:
        return document.styles[name]
    if name == "Table Grid":
        return _table_style(document)
    made = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=True)
    made.base_style = document.styles.default(WD_STYLE_TYPE.PARAGRAPH)
    if name in STEPS:
        made.font.bold, made.font.size = True, Pt(points(STEPS[name]))
        made.font.color.rgb = RGBColor.from_string(style.BLUE.lstrip("#"))
        made.paragraph_format.keep_with_next = True
    if name == "List Bullet":
        made.paragraph_format.left_indent, made.paragraph_format.first_line_indent = Cm(0.6), -Cm(0.6)
    if name.startswith("Heading"):
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), str(int(name[-1]) - 1))
        made.element.get_or_add_pPr().append(level)
    return made


def note(document: Any, text: str) -> None:
    """Add what stands below a figure, small and muted."""
    run = document.add_paragraph().add_run(text)
    run.font.size, run.font.color.rgb = Pt(points("note")), RGBColor.from_string(style.MUTED.lstrip("#"))


def text_width(document: Any, mark: Any) -> int:
    """Return how wide the text is, in EMU, in the section, column or cell where the mark stands; else in the last."""
    cell = None if mark is None else mark.getparent().find(f"{qn('w:tcPr')}/{qn('w:tcW')}")
    if cell is not None and cell.get(qn("w:type")) == "dxa":
        return int(Twips(int(cell.get(qn("w:w")))) - Cm(0.4))
    parts = list(document.element.body.iter(qn("w:p"), qn("w:sectPr")))
    before = parts[:-1] if mark is None else parts[: parts.index(mark)]
    page = document.sections[sum(part.tag == qn("w:sectPr") for part in before)]
    width = page.page_width - page.left_margin - page.right_margin - (page.gutter or 0)
    columns = page._sectPr.find(qn("w:cols"))
    number = 1 if columns is None else int(columns.get(qn("w:num"), "1"))
    apart = 0 if number == 1 else Twips(int(columns.get(qn("w:space"), "720")))
    return int((width - (number - 1) * apart) / number)


def bulleted(found: Any) -> bool:
    """Return whether a style of lists, or one that it builds on, has a bullet."""
    while found is not None:
        if next(found.element.iter(qn("w:numPr")), None) is not None:
            return True
        found = found.base_style
    return False


def describe_table(table: Any, grid: Grid, room: int) -> None:
    """Give a table its alternative text and its columns' widths, which every row follows."""
    table.autofit = False
    properties = table._tbl.tblPr
    for name, text in (
        ("w:tblCaption", grid.title),
        ("w:tblDescription", _("Kolumner: {headings}.").format(headings=", ".join(grid.headings))),
    ):
        element = OxmlElement(name)
        element.set(qn("w:val"), text)
        properties.append(element)
    for column, cell, share in zip(table.columns, table.rows[0].cells, grid.shares, strict=True):
        # LibreOffice follows the column, Word the cell.
        column.width = cell.width = int(room * share)


def fill(row: Any, grid: Grid) -> None:
    """Write the heading row: bold on a shaded ground, over figures to the right."""
    for cell, value, figure in zip(row.cells, grid.headings, grid.figures, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = paragraph.paragraph_format.space_before = Pt(2)
        if figure:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        run = paragraph.add_run(str(value))
        run.bold, run.font.size = True, Pt(points("small"))
        run.font.color.rgb = RGBColor.from_string(style.TEXT.lstrip("#"))
        shade = OxmlElement("w:shd")
        for name, text in (("val", "clear"), ("color", "auto"), ("fill", style.PANEL.lstrip("#"))):
            shade.set(qn(f"w:{name}"), text)
        cell._tc.get_or_add_tcPr().append(shade)


def model(heading: Any) -> Any:
    """Return a heading row as a row of values: what marks it as a heading is gone."""
    made = deepcopy(heading)
    for name in ("w:tblHeader", "w:shd", "w:b", "w:color"):
        for element in list(made.iter(qn(name))):
            element.getparent().remove(element)
    return made


def row(model: Any, values: Sequence[str]) -> Any:
    """Return a copy of a row with other values."""
    made = deepcopy(model)
    for cell, value in zip(made.iter(qn("w:tc")), values, strict=True):
        next(cell.iter(qn("w:r"))).text = value
    return made


def flag(line: Any, *names: str) -> None:
    """Mark a row, as ``w:tblHeader`` and that it is not split over two pages."""
    for name in names:
        element = OxmlElement(name)
        element.set(qn("w:val"), "true")
        line._tr.get_or_add_trPr().append(element)


def spoken() -> str:
    """Return the language of a document's own text, as Office names it."""
    return "en-GB" if current() == ENGLISH else "sv-SE"


def _speak(document: Any) -> None:
    """Set the language of all text: a screen reader chooses its voice by it, and Word its spelling."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    found = list(document.styles.element.iter(qn("w:lang")))
    if defaults is not None and not list(defaults.iter(qn("w:lang"))):
        run = defaults.find(f"{qn('w:rPrDefault')}/{qn('w:rPr')}")
        if run is not None:
            language = OxmlElement("w:lang")
            run.append(language)
            found.append(language)
    for language in [*found, *document.element.body.iter(qn("w:lang"))]:
        for name in ("w:val", "w:eastAsia"):
            language.set(qn(name), spoken())


def _warn(document: Any, banner: str) -> None:
    """Put the warning first in every header that does not show it."""
    for section in document.sections:
        headers = [section.header]
        headers += [section.first_page_header] if section.different_first_page_header_footer else []
        headers += [section.even_page_header] if document.settings.odd_and_even_pages_header_footer else []
        for number, header in enumerate(headers):
            inherits = header.is_linked_to_previous and section is not document.sections[0] and number == 0
            if inherits or banner in "".join(header._element.itertext() if not header.is_linked_to_previous else ()):
                continue
            first = header.paragraphs[0] if header.paragraphs else header.add_paragraph()
            run = (first.insert_paragraph_before() if first.text or len(first.runs) else first).add_run(banner)
            run.bold, run.font.color.rgb = True, RGBColor.from_string(style.WARNING.lstrip("#"))


def _table_style(document: Any) -> Any:
    made = document.styles.add_style("Table Grid", WD_STYLE_TYPE.TABLE, builtin=True)
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "auto")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    properties = OxmlElement("w:tblPr")
    properties.append(borders)
    made.element.append(properties)
    return made
