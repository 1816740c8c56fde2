"""What safety walks proposed about the chosen problem, taken into the plan by one press."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import ipywidgets as widgets

from medlofte.edition import Edition
from medlofte.errors import MedlofteError, StoreError
from medlofte.language import _
from medlofte.views import parts
from medlofte.views.drawing import each
from medlofte.views.session import Viewer
from medlofte.workshop.promises import walks


class Walks:
    """The proposals and the button; hidden where no walk proposed anything that the plan lacks."""

    def __init__(
        self, edition: Edition, viewer: Viewer, *, problem: widgets.Dropdown, refresh: Callable[[], None]
    ) -> None:
        self.edition, self.viewer, self.problem, self.refresh = edition, viewer, problem, refresh
        self.listed, self.notice = parts.html(""), parts.notice()
        self.take = widgets.Button(description=_("Gör dem till åtgärder"))
        self.take.on_click(self._take)
        self.offered = parts.box(
            [parts.heading(_("Från trygghetsvandringarna"), level=3), self.listed, self.take], name="ml-form"
        )
        self.widget = parts.box([self.offered, self.notice], name="ml-form")

    def offer(self, problem: str) -> None:
        """Show what is proposed about a problem; nothing while the store cannot be read."""
        try:
            found = walks.proposals(self.edition, self.viewer.store, problem)
        except StoreError:
            found = self.edition.table("observations")[:0]
        self.offered.layout.display = None if len(found) and self.viewer.writes else "none"
        said = "".join(f"<li>{escape(r.action)} <small>({escape(r.text or r.owner)})</small></li>" for r in each(found))
        self.listed.value = f"<ul>{said}</ul>"

    def _take(self, _button: Any = None) -> None:
        try:
            if not self.viewer.writes:
                raise StoreError(_("Bara polisen, kommunen och mötesledaren ändrar här."))
            count = walks.take(self.edition, self.viewer.store, str(self.problem.value), by=self.viewer.name)
            said = _("{count} {count|åtgärd är skriven med sin orsak|åtgärder är skrivna med sina orsaker}.")
            parts.say(self.notice, said.format(count=count))
        except MedlofteError as error:
            parts.complain(self.notice, error)
        self.refresh()
