"""``/dokument``: every document of the workshop, for the meeting leader to save with one click."""

from __future__ import annotations

from pathlib import Path

from tornado.web import HTTPError, authenticated

from medlofte.errors import ExportError
from medlofte.export.catalogue import CATALOGUE
from medlofte.language import N_, translated
from medlofte.server.page import Page

_OFFICE = "application/vnd.openxmlformats-officedocument"
_TYPES = {
    ".docx": f"{_OFFICE}.wordprocessingml.document",
    ".pptx": f"{_OFFICE}.presentationml.presentation",
    ".xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    ".pdf": "application/pdf",
}
_ITEMS = {item.name: item for item in CATALOGUE if Path(item.name).suffix in _TYPES}
_GROUPS = (
    (N_("Efter mötet"), ("minutes",)),
    (N_("Lagens och handbokens dokument"), ("situation", "agreement", "causes", "plan")),
    (N_("Löften"), ("promises",)),
    (N_("Bilder och tabeller"), ("slides", "excel")),
    (N_("På papper"), ("paper",)),
)


class Documents(Page):
    """``/dokument``: what can be fetched, by the leader: the minutes name who decided, and drafts are not for all."""

    @authenticated
    def get(self) -> None:
        """Show the list."""
        self.must_lead()
        self.list()

    def list(self, *, problem: str = "") -> None:
        """Show the documents by group, with the reason when one could not be made."""
        if problem:
            self.set_status(409)
        groups = [(title, [item for item in _ITEMS.values() if set(words) & set(item.groups)])
                  for title, words in translated(_GROUPS)]  # fmt: skip
        self.show("documents.html", groups=groups, problem=problem)


class Document(Documents):
    """``/dokument/NAMN``: one document to save."""

    @authenticated
    async def get(self, name: str) -> None:
        """Make the document if need be and send it."""
        self.must_lead()
        item = _ITEMS.get(name)
        if item is None:
            raise HTTPError(404)
        try:
            made = await self.workshop.shelf.get(item, edition=self.workshop.edition, store=self.workshop.store)
        except ExportError as error:
            self.list(problem=str(error))
            return
        self.set_header("Content-Type", _TYPES[Path(name).suffix])
        self.set_header("Content-Disposition", f'attachment; filename="{made.name}"')
        self.set_header("Cache-Control", "no-store")
        await self.finish(made.content)
