"""Everything that can be made of an edition and its workshop, by name: for the command line and for the leader's page.

The modules are imported when something is made: the slides' library alone takes a second.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path

from medlofte.edition import Edition
from medlofte.errors import ExportError
from medlofte.export.content import Content, gather
from medlofte.language import N_, _
from medlofte.workshop.store import Store

TEMPLATES = "MEDLOFTE_TEMPLATES"
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Source:
    """What documents are made from; ``templates`` is a folder of the kommun's own, None for ours."""

    edition: Edition
    store: Store | None = None
    templates: Path | None = None

    @cached_property
    def content(self) -> Content:
        """Return what the documents say, gathered once for all of them."""
        return gather(self.edition, store=self.store)


@dataclass(frozen=True)
class Item:
    """One thing that can be made.

    Parameters
    ----------
    name
        What it is asked for by: ``minutes.docx``.
    title
        Swedish, for ``_``.
    groups
        Words that ask for it together with others: ``minutes``, ``word``.
    make
        Writes it in a folder and returns the path.
    public
        It is for everyone, and made of a public edition only.
    form
        What it is written as, where the title does not say: ``Word``.
    """

    name: str
    title: str
    groups: tuple[str, ...]
    make: Callable[[Source, Path], Path]
    public: bool = False
    form: str = ""

    @property
    def called(self) -> str:
        """Return the title in the reader's language, with its form."""
        return f"{_(self.title)} ({self.form})" if self.form else _(self.title)


def own_templates() -> Path | None:
    """Return the kommun's folder of templates, named by ``MEDLOFTE_TEMPLATES``; None when it is not."""
    named = os.environ.get(TEMPLATES)
    return Path(named) if named else None


def chosen(words: Sequence[str], *, public: bool) -> list[Item]:
    """Return the items that words ask for, each once and in the catalogue's order; without words, all that may be made.

    Parameters
    ----------
    words
        Names or groups; several may stand in one word with commas between.
    public
        The edition is public.

    Raises
    ------
    ExportError
        If a word is unknown.
    """
    asked = [word.strip() for given in words for word in given.split(",") if word.strip()]
    if not asked:
        return [item for item in CATALOGUE if public or not item.public]
    known = {word for item in CATALOGUE for word in (item.name, *item.groups)}
    for word in asked:
        if word not in known:
            raise ExportError(
                _("Det finns inget sådant dokument."),
                value=word,
                advice=_("Välj bland {words}.").format(words=", ".join(WORDS)),
            )
    return [item for item in CATALOGUE if {item.name, *item.groups} & set(asked)]


def make(source: Source, items: Iterable[Item], *, to: Path, progress: Progress | None = None) -> list[Path]:
    """Write the items in a folder and return their paths; ExportError says which could not be made, and why."""
    listed = list(items)
    made = []
    for number, item in enumerate(listed):
        if progress is not None:
            progress(number, len(listed), item.called)
        made.append(item.make(source, to))
    if progress is not None:
        progress(len(listed), len(listed), _("klart"))
    return made


def _word(kind: str) -> Callable[[Source, Path], Path]:
    return lambda source, folder: import_module("medlofte.export.reports").write_word(
        kind, edition=source.edition, content=source.content, folder=folder, templates=source.templates)  # fmt: skip


def _pdf(kind: str) -> Callable[[Source, Path], Path]:
    return lambda source, folder: import_module("medlofte.export.reports").write_pdf(
        kind, edition=source.edition, content=source.content, folder=folder)  # fmt: skip


def _paper(kind: str) -> Callable[[Source, Path], Path]:
    return lambda source, folder: import_module("medlofte.export.paper").write(
        kind, edition=source.edition, content=source.content, store=source.store, folder=folder)  # fmt: skip


def _module(name: str) -> Callable[[Source, Path], Path]:
    return lambda source, folder: import_module(f"medlofte.export.{name}").write(
        source.edition, folder, store=source.store)  # fmt: skip


def _slides(source: Source, folder: Path) -> Path:
    made: Path = import_module("medlofte.export.slides").write(
        source.edition, folder, store=source.store, templates=source.templates)  # fmt: skip
    return made


_REPORTS = {
    "situation": N_("Lägesbild"),
    "minutes": N_("Minnesanteckningar"),
    "agreement": N_("Samverkansöverenskommelse"),
    "causes": N_("Orsaksanalys"),
    "plan": N_("Åtgärdsplan"),
    "promises": N_("Löften och uppföljning"),
}
_AS_PDF = ("situation", "minutes", "promises")
CATALOGUE = (
    *(Item(f"{kind}.docx", title, (kind, "word"), _word(kind), form="Word") for kind, title in _REPORTS.items()),
    *(Item(f"{kind}.pdf", _REPORTS[kind], (kind, "pdf"), _pdf(kind), form="PDF") for kind in _AS_PDF),
    Item("slides.pptx", N_("Bilder med talmanus (PowerPoint)"), ("slides",), _slides),
    Item("tables.xlsx", N_("Tabeller (Excel)"), ("excel",), _module("excel")),
    Item("sheets.pdf", N_("Underlag på papper, en sida per problem (PDF)"), ("sheets", "paper"), _paper("sheets")),
    Item("ballots.pdf", N_("Röstsedlar på papper (PDF)"), ("ballots", "paper"), _paper("ballots")),
    Item("public", N_("Sidan för invånarna"), ("public",), _module("public"), public=True),
    Item("opendata", N_("Öppna data"), ("opendata",), _module("opendata"), public=True),
)
# The words that help offers; each item's own name is understood too.
WORDS = (*_REPORTS, "word", "pdf", "slides", "excel", "sheets", "ballots", "paper", "public", "opendata")
