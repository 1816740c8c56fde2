"""What the workshop's pages share: whose part a local viewer takes, and a look each second for what others did."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

import ipywidgets as widgets

from medlofte.edition import Edition
from medlofte.errors import StoreError
from medlofte.views import parts
from medlofte.views.session import Viewer, role_control
from medlofte.views.widget import Pulse


class Live(ABC):
    """A page that follows the store: what it consists of, what the viewer's role may use of it, and how it is filled.

    ``role`` is the control with which a local viewer says whose part they take, within ``chooser``. A page makes its
    controls first and then calls ``_open``.

    Parameters
    ----------
    edition
        What has been published.
    viewer
        Whose page it is.
    """

    def __init__(self, edition: Edition, viewer: Viewer) -> None:
        self.edition, self.viewer, self.revision = edition, viewer, -1
        self.notice = parts.notice()
        self.role = role_control(viewer)
        self.role.observe(self._role_chosen, "value")
        self.chooser = parts.box([self.role], name="ml-row")
        self.chooser.layout.display = None if viewer.local else "none"

    def _open(self) -> None:
        """Put the page together and show what the store holds."""
        self.widget = parts.page(self._sections(), pulse=Pulse(self.beat))
        self._take_role()
        self.beat()

    @abstractmethod
    def _sections(self) -> list[widgets.Widget]:
        """Return the page's parts, in order."""

    @abstractmethod
    def _take_role(self) -> None:
        """Show the controls that the viewer's role may use."""

    @abstractmethod
    def look(self) -> None:
        """Read the store and show it."""

    def beat(self) -> None:
        """Show what others have changed since the last look; called each second, cheap when nothing has."""
        try:
            revision = self.viewer.store.revision()
            if revision != self.revision:
                self.look()
                self.revision = revision
        except StoreError as error:
            self._lose(error)

    def _lose(self, error: StoreError) -> None:
        """Say that the store does not answer."""
        parts.complain(self.notice, error)

    def _role_chosen(self, change: Any) -> None:
        self.viewer.choose(str(change["new"]))
        self._take_role()
        self.revision = -1
        self.beat()
