"""Word through the kommun's own template: its letterhead and styles, our words.

A template is an ordinary Word file. Fields such as ``{{ titel }}`` are filled in (docxtpl with autoescape: what people
typed stays text), and the document's blocks are put where ``{{ innehall }}`` stands, in the template's own styles.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
from docx.enum.text import WD_TAB_LEADER
from docx.oxml.ns import qn
from docx.shared import Cm
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.exceptions import TemplateError, UndefinedError
from jinja2.sandbox import SandboxedEnvironment

from medlofte import style
from medlofte.errors import ExportError
from medlofte.export import blocks, pdf, wordstyle
from medlofte.export.blocks import (
    Bars,
    Block,
    Bullets,
    Drawing,
    Facts,
    Grid,
    Heading,
    PageBreak,
    Report,
    Signatures,
    Text,
    clean,
)
from medlofte.export.content import Content
from medlofte.language import _

COMMON = "mall"
FIELDS = ("titel", "underrubrik", "kommun", "ar", "period", "parter", "datum", "diarienummer", "utgivet", "notering",
          "innehall", "amnen", "beslut", "loften", "atgarder", "orsaker")  # fmt: skip
_DEFAULTS = Path(__file__).parent / "templates"
_MARK = "⟦innehåll⟧"
_COLUMNS = {
    "amnen": ("situation", {"amne": "label", "utsaga": "statement"}),
    "beslut": ("decisions", {"problem": "label", "beslut": "decision", "motivering": "reason", "ansvarig": "who",
                             "senast": "due"}),
    "loften": ("promises", {"rubrik": "title", "text": "text", "lage": "state", "matt": "indicator",
                            "senast": "deadline", "ansvarig": "owner"}),
    "atgarder": ("measures", {"atgard": "title", "orsak": "cause", "typ": "kind", "ansvarig": "owner",
                              "enhet": "unit"}),
    "orsaker": ("causes", {"problem": "label", "orsak": "text", "underlag": "evidence"}),
}  # fmt: skip


def template(name: str, folder: Path | None) -> Path:
    """Return a document's template: ``<name>.docx`` in the folder, else ``mall.docx`` there, else our own.

    Raises
    ------
    ExportError
        If the folder is missing, or holds no template at all.
    """
    if folder is None:
        return _DEFAULTS / f"{COMMON}.docx"
    if not folder.is_dir():
        raise ExportError(_("Mappen med mallar finns inte."), file=folder,
                          advice=_("Skapa den med «medlofte export --save-templates MAPP»."))  # fmt: skip
    for file in (folder / f"{name}.docx", folder / f"{COMMON}.docx"):
        if file.is_file():
            return file
    return _DEFAULTS / f"{COMMON}.docx"


def context(report: Report, content: Content) -> dict[str, Any]:
    """Return what a template may show: ``FIELDS``; the lists can be looped over."""
    made: dict[str, Any] = {
        "titel": report.title, "underrubrik": report.subtitle, "kommun": content.kommun, "ar": content.year,
        "period": content.period, "parter": _(" och ").join(content.parties), "datum": style.date(report.created),
        "diarienummer": report.case_number, "utgivet": report.issued, "notering": report.banner, "innehall": _MARK,
    }  # fmt: skip
    for name, (frame, columns) in _COLUMNS.items():
        rows = getattr(content, frame).to_dict("records")
        made[name] = [{key: clean(str(row.get(column) or "")) for key, column in columns.items()} for row in rows]
    return made


def save(report: Report, file: Path, *, template: Path, context: dict[str, Any]) -> None:
    """Write a report as Word.

    Raises
    ------
    ExportError
        If the template cannot be read, asks for what there is not, or has no room for the content where it says.
    """
    document = docx.Document(_filled(template, context))
    wordstyle.prepare(document, report)
    mark, before = _marked(document, template), set(document.element.body)
    room = wordstyle.text_width(document, mark)
    for block, after in zip(report.blocks, (*report.blocks[1:], None), strict=True):
        _WRITERS[type(block)](document, block, room)
        if isinstance(block, Text) and isinstance(after, (Bullets, Grid)):  # it introduces them
            Paragraph(document.element.body[-2], document).paragraph_format.keep_with_next = True
    _move(document, mark, before)
    document.save(str(file))


def _filled(template: Path, context: dict[str, Any]) -> io.BytesIO:
    # A template comes from elsewhere: it may show the fields and nothing else of the program.
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    out = io.BytesIO()
    try:
        made = DocxTemplate(str(template))
        made.render(context, jinja_env=environment, autoescape=True)
        made.save(out)
    except UndefinedError as error:
        raise ExportError(
            _("Mallen har ett fält som inte finns ({message}).").format(message=error.message),
            file=template,
            advice=_("Fälten är {fields}.").format(fields=", ".join(FIELDS)),
        ) from error
    except TemplateError as error:
        raise ExportError(
            _("Mallens fält går inte att tolka ({message}).").format(message=error.message),
            file=template,
            advice=_("Skriv fälten som {{ titel }}, utan annan formatering inuti."),
        ) from error
    except Exception as error:  # python-docx and lxml have no common class for a file that is no Word file
        raise ExportError(_("Mallen går inte att läsa som ett Word-dokument."), file=template,
                          advice=_("Spara den i Word som .docx.")) from error  # fmt: skip
    out.seek(0)
    return out


def _marked(document: Any, template: Path) -> Any:
    """Return the paragraph where the content goes, None for a template that does not say."""
    found = [p for p in document.element.body.iter(qn("w:p")) if _MARK in _own_text(p)]
    elsewhere = [part for part in document.part.package.iter_parts() if _holds_mark(part, document.part)]
    if elsewhere or len(found) > 1 or any(_own_text(p).strip() != _MARK or _boxed(p) for p in found):
        raise ExportError(_("Mallens {{ innehall }} står där innehållet inte får plats."), file=template,
                          advice=_("Ställ det en gång, på en egen rad i själva texten: inte i ett sidhuvud, en sidfot "
                                   "eller en textruta."))  # fmt: skip
    return found[0] if found else None


def _own_text(paragraph: Any) -> str:
    return "".join(node.text or "" for node in paragraph.iter(qn("w:t")))


def _boxed(paragraph: Any) -> bool:
    """Return whether a paragraph stands in a text box, or holds one."""
    box = qn("w:txbxContent")
    return next(paragraph.iterancestors(box), None) is not None or next(paragraph.iter(box), None) is not None


def _holds_mark(part: Any, main: Any) -> bool:
    element = getattr(part, "_element", None)
    return part is not main and element is not None and _MARK in "".join(element.itertext())


def _move(document: Any, mark: Any, before: set[Any]) -> None:
    """Put what was written, last in the document, where the mark stands; without a mark it stays last."""
    if mark is None:
        return
    for element in [e for e in document.element.body if e not in before]:
        mark.addprevious(element)
    if mark.getparent().tag == qn("w:tc"):  # a cell has to end with a paragraph
        for run in mark.findall(qn("w:r")):
            mark.remove(run)
    else:
        mark.getparent().remove(mark)


def _heading(document: Any, block: Heading, _room: int) -> None:
    document.add_paragraph(clean(block.text), style=wordstyle.named(document, f"Heading {block.level}"))


def _text(document: Any, block: Text, _room: int) -> None:
    run = _paragraph(document).add_run(clean(block.text))
    run.italic = block.lead or None


def _bullets(document: Any, block: Bullets, _room: int) -> None:
    listed = wordstyle.named(document, "List Bullet")
    mark = "" if wordstyle.bulleted(listed) else "•\t"  # a style that we had to make has none
    for line in block.lines:
        paragraph = _paragraph(document)
        paragraph.style = listed
        paragraph.add_run(f"{mark}{clean(line)}")


def _facts(document: Any, block: Facts, _room: int) -> None:
    for name, value in block.pairs:
        paragraph = _paragraph(document)
        last = (name, value) == block.pairs[-1]
        paragraph.paragraph_format.space_after = Cm(0.35) if last else Cm(0)
        paragraph.paragraph_format.keep_with_next = None if last else True
        paragraph.add_run(f"{name}: ").bold = True
        paragraph.add_run(clean(value) or _(blocks.NOT_STATED))


def _grid(document: Any, block: Grid, room: int) -> None:
    _caption(document, block.title)
    table = document.add_table(rows=1, cols=len(block.headings), style=wordstyle.named(document, "Table Grid"))
    wordstyle.describe_table(table, block, room)
    wordstyle.fill(table.rows[0], block)
    wordstyle.flag(table.rows[0], "w:tblHeader", "w:cantSplit")
    # Rows are copied: adding each through python-docx takes time that grows with the square of their number.
    model = wordstyle.model(table.rows[0]._tr)
    for values in block.rows:
        table._tbl.append(wordstyle.row(model, [clean(value) for value in values]))


def _paragraph(document: Any) -> Any:
    """Add a paragraph, with room above it where a table stands there."""
    after_table = document.element.body[-2].tag == qn("w:tbl")
    made = document.add_paragraph()
    if after_table:
        made.paragraph_format.space_before = Cm(0.35)
    return made


def _caption(document: Any, title: str) -> None:
    made = document.add_paragraph(clean(title), style=wordstyle.named(document, "Caption"))
    made.paragraph_format.keep_with_next, made.paragraph_format.space_before = True, Cm(0.35)
    made.paragraph_format.space_after = Cm(0.15)


def _picture(document: Any, block: Bars | Drawing, room: int) -> None:
    _caption(document, block.title)
    shape = document.add_picture(io.BytesIO(pdf.picture(block)), width=room)
    properties = shape._inline.docPr
    properties.set("descr", clean(block.description))
    properties.set("title", clean(block.title))
    wordstyle.note(document, clean(block.source) if isinstance(block, Bars) else "")


def _signatures(document: Any, block: Signatures, room: int) -> None:
    for role in block.roles:
        paragraph = document.add_paragraph()
        paragraph.add_run(role).bold = True
        lines = (_("Ort och datum"), _("Underskrift"), _("Namnförtydligande"))
        paragraphs = [paragraph, *(document.add_paragraph(f"{line}:\t") for line in lines)]
        for made in paragraphs:
            made.paragraph_format.keep_with_next = made is not paragraphs[-1]
            made.paragraph_format.space_before = Cm(0.5)
            # A line to write on from the word to the stop, and not as wide as the letters of a typeface.
            made.paragraph_format.tab_stops.add_tab_stop(min(Cm(10), room), leader=WD_TAB_LEADER.LINES)


def _break(document: Any, _block: PageBreak, _room: int) -> None:
    document.add_page_break()


_WRITERS: dict[type[Block], Callable[[Any, Any, int], None]] = {
    Heading: _heading, Text: _text, Bullets: _bullets, Facts: _facts, Grid: _grid, Bars: _picture, Drawing: _picture,
    Signatures: _signatures, PageBreak: _break,
}  # fmt: skip
