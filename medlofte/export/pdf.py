"""PDF through typst: tagged for screen readers (PDF/UA-1) and fit for an archive (PDF/A-2a), fonts included.

typst refuses to make such a file without titles, language and alternative texts. What people typed reaches it as JSON,
so nothing of it can become markup, and nothing is read from the machine's own fonts or from the network.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import typst

from medlofte import tokens
from medlofte.errors import ExportError
from medlofte.export.blocks import Bars, Drawing, Report, plain, plain_block
from medlofte.language import _, current

STANDARDS = ("ua-1", "a-2a")
_TEMPLATES = Path(__file__).parent / "templates"
_LOOK = {"colours": tokens.LIGHT, "points": {step: tokens.points(step) for step in tokens.SIZES}}
_UNKNOWN = re.compile(r'the text `"(.*?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
# Stands for a letter or a picture that the bundled fonts lack.
LACKING = "□"
_TRIES = 40


def report(document: Report) -> bytes:
    """Return a report as PDF."""
    return compiled("document.typ", {"report": plain(document)}, created=document.created)


def picture(block: Bars | Drawing) -> bytes:
    """Return a chart or a drawing as a PNG, for documents that cannot hold either."""
    made = _run("picture.typ", {"picture": plain_block(block)}, format="png", ppi=220)
    return bytes(made[0] if isinstance(made, list) else made)


def compiled(template: str, inputs: dict[str, Any], *, created: str) -> bytes:
    """Return a template filled with data as PDF.

    Raises
    ------
    ExportError
        If typst refuses.
    """
    day = date.fromisoformat(created)
    made = _run(template, inputs, format="pdf", pdf_standards=list(STANDARDS),
                timestamp=datetime(day.year, day.month, day.day, tzinfo=UTC))  # fmt: skip
    return bytes(made)


def _run(template: str, inputs: dict[str, Any], **options: Any) -> Any:
    texts = {name: json.dumps(value, ensure_ascii=False) for name, value in inputs.items()}
    for _unused in range(_TRIES):
        try:
            return typst.compile(
                str(_TEMPLATES / template),
                root=str(_TEMPLATES),
                ignore_system_fonts=True,
                sys_inputs=texts | {"look": json.dumps(_LOOK), "language": current()},
                **options,
            )
        except typst.TypstError as error:
            lacking = _lacking(error)
            if not lacking:
                raise ExportError(_("PDF-filen går inte att göra."), value=str(error.message)[:200],
                                  advice=_("Skriv Word-filen i stället, och anmäl felet.")) from error  # fmt: skip
            texts = {name: _without(text, lacking) for name, text in texts.items()}
    raise ExportError(_("PDF-filen går inte att göra: texterna har för många tecken som saknas i typsnitten."),
                      advice=_("Skriv Word-filen i stället."))  # fmt: skip


def _lacking(error: typst.TypstError) -> set[str]:
    """Return the characters that the fonts lack, as typst tells them."""
    told = _UNKNOWN.findall(f"{error.message}\n{error.diagnostic}")
    return {letter for text in told for letter in _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)}


def _without(text: str, lacking: set[str]) -> str:
    """Return JSON with the characters replaced; control characters stand there as escapes."""
    for letter in lacking:
        escaped = json.dumps(letter)[1:-1]
        text = text.replace(letter, LACKING).replace(escaped, LACKING)
    return text
