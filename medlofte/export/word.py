"""Word through the kommun's own template: its letterhead and styles, our words.

A template is an ordinary Word file. Fields such as ``{{ titel }}`` are filled in (docxtpl with autoescape: what people
typed stays text), and the document's blocks are put where ``{{ innehall }}`` stands, in the template's own styles.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.shared import Cm
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
FIELDS = ("titel", "underrubrik", "kommun", "ar", "period", "parter", "datum", "notering", "innehall",
          "amnen", "beslut", "loften", "atgarder", "orsaker")  # fmt: skip
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
        "notering": report.banner, "innehall": _MARK,
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
        If the template cannot be read, or asks for what there is not.
    """
    document = docx.Document(_filled(template, context))
    wordstyle.prepare(document, report)
    mark, before = _marked(document), set(document.element.body)
    for block in report.blocks:
        _WRITERS[type(block)](document, block)
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


def _marked(document: Any) -> Any:
    """Return the paragraph where the content goes, None for a template that does not say."""
    return next((p for p in document.element.body.iter(qn("w:p")) if _MARK in "".join(p.itertext())), None)


def _move(document: Any, mark: Any, before: set[Any]) -> None:
    """Put what was written, last in the document, where the mark stands; without a mark it stays last."""
    if mark is None:
        return
    for element in [e for e in document.element.body if e not in before]:
        mark.addprevious(element)
    mark.getparent().remove(mark)


def _heading(document: Any, block: Heading) -> None:
    document.add_paragraph(clean(block.text), style=wordstyle.named(document, f"Heading {block.level}"))


def _text(document: Any, block: Text) -> None:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(clean(block.text))
    run.italic = block.lead or None


def _bullets(document: Any, block: Bullets) -> None:
    for line in block.lines:
        document.add_paragraph(clean(line), style=wordstyle.named(document, "List Bullet"))


def _facts(document: Any, block: Facts) -> None:
    for name, value in block.pairs:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Cm(0.1)
        paragraph.add_run(f"{name}: ").bold = True
        paragraph.add_run(clean(value) or _(blocks.NOT_STATED))


def _grid(document: Any, block: Grid) -> None:
    caption = document.add_paragraph(clean(block.title), style=wordstyle.named(document, "Caption"))
    caption.paragraph_format.keep_with_next = True
    table = document.add_table(rows=1, cols=len(block.headings), style=wordstyle.named(document, "Table Grid"))
    wordstyle.describe_table(table, block)
    wordstyle.fill(table.rows[0], block.headings, bold=True)
    wordstyle.flag(table.rows[0], "w:tblHeader")
    # Rows are copied: adding each through python-docx takes time that grows with the square of their number.
    model = deepcopy(table.rows[0]._tr)
    for values in block.rows:
        table._tbl.append(wordstyle.row(model, [clean(value) for value in values]))
    document.add_paragraph()


def _picture(document: Any, block: Bars | Drawing) -> None:
    caption = document.add_paragraph(clean(block.title), style=wordstyle.named(document, "Caption"))
    caption.paragraph_format.keep_with_next = True
    shape = document.add_picture(io.BytesIO(pdf.picture(block)), width=wordstyle.text_width(document))
    properties = shape._inline.docPr
    properties.set("descr", clean(block.description))
    properties.set("title", clean(block.title))
    wordstyle.note(document, clean(block.source) if isinstance(block, Bars) else "")


def _signatures(document: Any, block: Signatures) -> None:
    for role in block.roles:
        paragraph = document.add_paragraph()
        paragraph.add_run(role).bold = True
        for line in (_("Ort och datum"), _("Underskrift"), _("Namnförtydligande")):
            document.add_paragraph(f"{line}: {'_' * 42}")
        document.add_paragraph()


def _break(document: Any, _block: PageBreak) -> None:
    document.add_page_break()


_WRITERS: dict[type[Block], Callable[[Any, Any], None]] = {
    Heading: _heading, Text: _text, Bullets: _bullets, Facts: _facts, Grid: _grid, Bars: _picture, Drawing: _picture,
    Signatures: _signatures, PageBreak: _break,
}  # fmt: skip
