"""The documents of words: which there are, what they are called, and how each is written as Word and PDF."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from medlofte.edition import Edition
from medlofte.export import followup, law, minutes, pdf, situation, word
from medlofte.export.blocks import Block, Report
from medlofte.export.content import Content, saving
from medlofte.language import N_, _

Build = Callable[[Edition, Content], list[Block]]


@dataclass(frozen=True)
class Kind:
    """One document.

    Parameters
    ----------
    title
        Swedish, as it stands on the first page.
    file
        What its file is called after the round's name; also the name of a template of its own.
    """

    title: str
    file: str
    build: Build


KINDS = {
    "situation": Kind(N_("Lägesbild"), "lagesbild", situation.blocks),
    "minutes": Kind(N_("Minnesanteckningar"), "minnesanteckningar", minutes.blocks),
    "agreement": Kind(N_("Samverkansöverenskommelse"), "samverkansoverenskommelse", law.agreement),
    "causes": Kind(N_("Orsaksanalys"), "orsaksanalys", law.causes),
    "plan": Kind(N_("Åtgärdsplan"), "atgardsplan", law.action_plan),
    "promises": Kind(N_("Löften och uppföljning"), "loften", followup.blocks),
}


def report(name: str, *, edition: Edition, content: Content, today: date | None = None) -> Report:
    """Return one document, ``name`` from ``KINDS``, as of a day."""
    kind = KINDS[name]
    day = (today or date.today()).isoformat()
    blocks = tuple(kind.build(edition, content))
    return Report(
        _(kind.title), content.title, content.banner, content.kommun, day, blocks, case_number=content.case_number
    )


def write_word(name: str, *, edition: Edition, content: Content, folder: Path, templates: Path | None = None) -> Path:
    """Write a document as Word through its template and return the file; ExportError if that cannot be done."""
    made = report(name, edition=edition, content=content)
    file = folder / f"{content.name}-{KINDS[name].file}.docx"
    with saving(file) as draft:
        word.save(
            made,
            draft,
            template=word.template(KINDS[name].file, templates),
            context=word.context(made, content),
        )
    return file


def write_pdf(name: str, *, edition: Edition, content: Content, folder: Path) -> Path:
    """Write a document as PDF and return the file; ExportError if that cannot be done."""
    made = pdf.report(report(name, edition=edition, content=content))
    file = folder / f"{content.name}-{KINDS[name].file}.pdf"
    with saving(file) as draft:
        draft.write_bytes(made)
    return file
