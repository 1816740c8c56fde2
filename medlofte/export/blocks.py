"""What a document says, before anyone has decided how it looks: Word and PDF lay out the same blocks.

So one document says the same in both forms, and no text becomes markup on its way: a block holds plain text only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from medlofte import style
from medlofte.language import N_, _

# What a column of figures may hold: «48 % (43–53)», «1 181», «2 av 11», «..», «–».
_FIGURE = re.compile(r"[-−–+±]?\d[\d\s.,%()–/]*( (av|of) \d+)?|\.\.|[–-]?")
NOT_STATED = N_("ej angivet")


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is a section of the document (its title is no heading block)."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Text:
    """A paragraph; ``lead`` for one that introduces, in muted type."""

    text: str
    lead: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list without order."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """Names and what stands for them; an empty value is shown as not stated."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Grid:
    """A table with a row of headings, repeated on each page.

    Parameters
    ----------
    title
        What the table holds: its caption, and its alternative text together with the headings.
    widths
        The columns' relative widths.
    """

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()

    @property
    def shares(self) -> tuple[float, ...]:
        """Return each column's part of the width, together 1; by the texts' lengths when no widths are given."""
        found = self.widths or tuple(_need(column) for column in zip(self.headings, *self.rows, strict=True))
        return tuple(width / sum(found) for width in found)

    @property
    def figures(self) -> tuple[bool, ...]:
        """Return which columns hold figures only, to be set to the right."""
        return tuple(are_figures(column) for column in zip(*self.rows, strict=True)) or (False,) * len(self.headings)


@dataclass(frozen=True)
class Bars:
    """A chart of shares as bars with intervals; ``rows`` of label, share, low, high (0–1) and the figure as text.

    ``source`` is n and design, below it.
    """

    title: str
    rows: tuple[tuple[str, float, float, float, str], ...]
    source: str = ""

    @property
    def description(self) -> str:
        """Return the alternative text: every figure in words."""
        figures = "; ".join(f"{label} {figure}" for label, *_unused, figure in self.rows)
        return _("Liggande staplar. {title}: {figures}.").format(title=self.title, figures=figures)


@dataclass(frozen=True)
class Drawing:
    """A drawing as SVG, and the alternative text that says the same."""

    title: str
    svg: str
    description: str


@dataclass(frozen=True)
class Signatures:
    """Lines to sign on, one per role; ``place`` and date are written by hand."""

    roles: tuple[str, ...]


@dataclass(frozen=True)
class PageBreak:
    """What follows starts on a new page."""


Block = Heading | Text | Bullets | Facts | Grid | Bars | Drawing | Signatures | PageBreak


@dataclass(frozen=True)
class Report:
    """A whole document.

    Parameters
    ----------
    title, subtitle
        What it is, and of what round.
    banner
        What every page must say: invented answers, internal figures, a draft; may be empty.
    author, created
        Whose it is and the day as ÅÅÅÅ-MM-DD: below the title, and in the file's own properties.
    case_number
        The diarienummer; may be empty.
    """

    title: str
    subtitle: str
    banner: str
    author: str
    created: str
    blocks: tuple[Block, ...]
    case_number: str = ""

    @property
    def issued(self) -> str:
        """Return whose the document is, of what day, and its diarienummer."""
        return issued(self.author, self.created, self.case_number)


def issued(author: str, created: str, case_number: str) -> str:
    """Return whose a document is, of what day, and its diarienummer where it has one."""
    number = _("Diarienummer {number}").format(number=case_number) if case_number else ""
    return ". ".join(part for part in (f"{author}, {style.date(created)}", number) if part)


def are_figures(cells: Sequence[str]) -> bool:
    """Return whether a column's cells are figures, or say that one is missing or hidden; not whether all are empty."""
    told = any(cell == style.MISSING or any(map(str.isdigit, cell)) for cell in cells)
    return told and all(_FIGURE.fullmatch(cell) for cell in cells)


def plain(report: Report) -> dict[str, Any]:
    """Return a report as what JSON can hold, each block with its ``kind``."""
    blocks = [plain_block(block) for block in report.blocks]
    return asdict(report) | {"blocks": blocks, "issued": report.issued, "day": style.date(report.created)}


def clean(text: str) -> str:
    """Return a text without the control characters that Word and PowerPoint files cannot hold."""
    return "".join(letter for letter in text if letter in "\t\n" or (letter >= " " and letter not in "\ufffe\uffff"))


def plain_block(block: Block) -> dict[str, Any]:
    """Return a block as what JSON can hold, with its ``kind``."""
    made: dict[str, Any] = {"kind": type(block).__name__.lower()} | asdict(block)
    if isinstance(block, Grid):
        made["widths"], made["figures"] = list(block.shares), list(block.figures)
    if isinstance(block, Bars):
        made["description"] = block.description
    if isinstance(block, Facts):
        made["pairs"] = [[name, value or _(NOT_STATED)] for name, value in block.pairs]
    return made


def _need(column: Sequence[str]) -> float:
    """Return how wide a column should be: its longest word must fit, long texts get more but not all."""
    word = max((len(word) for cell in column for word in cell.split()), default=1)
    longest = max(map(len, column))
    return max(min(word, 22) + 2.0, min(longest, 40) * 0.75, 5.0)
