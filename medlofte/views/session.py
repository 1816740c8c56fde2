"""Who is looking, and the store they share: by the server's cookie, or chosen on the page without a server."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from medlofte.edition import Edition, Latest, default_path
from medlofte.language import N_, _
from medlofte.views.script import served
from medlofte.workshop.store import Store, default_url

COOKIE = "medlofte-session"
NAMES = {
    "polis": N_("Polisen"),
    "kommun": N_("Kommunen"),
    "annan": N_("Annan aktör"),
    "facilitator": N_("Mötesledare"),
    "skarm": N_("Skärm"),
}
RATERS = ("polis", "kommun", "annan")
LEADER = "facilitator"
WRITERS = ("polis", "kommun", LEADER)


@dataclass
class Viewer:
    """One viewer of a page.

    Parameters
    ----------
    role
        One of ``tables.ROLES``.
    participant
        The store's id, or '' until a local viewer first writes something.
    local
        True where no server says who it is (plain Voilà, JupyterLab): the page then lets the viewer choose a role.
    token
        The browser's secret, by which its ballots are found again; '' for one who has none yet.
    """

    store: Store
    role: str
    participant: str
    local: bool
    token: str = field(default="", repr=False)

    @property
    def rates(self) -> bool:
        """Return whether this viewer has a vote of their own."""
        return self.role in RATERS

    @property
    def leads(self) -> bool:
        """Return whether this viewer writes down what the group agrees on."""
        return self.role == LEADER

    @property
    def writes(self) -> bool:
        """Return whether this viewer may write the plan and log what was done."""
        return self.role in WRITERS

    @property
    def name(self) -> str:
        """Return how the log names this viewer: the role, never the person."""
        return NAMES[self.role]

    def choose(self, role: str) -> None:
        """Let a local viewer take another role; a viewer with a session keeps theirs."""
        if self.local and role in (*RATERS, LEADER) and role != self.role:
            self.role, self.participant, self.token = role, "", ""

    def vote(self, number: int, *, content: Mapping[str, Any] | None) -> None:
        """Save this viewer's ballot in a round; StoreError when the role has no vote."""
        if not self.token and self.local:
            # A local viewer joins only when there is something to save: looking leaves no trace.
            session = self.store.join(self.role)
            self.participant, self.token = session.participant, session.token
        self.store.voting.cast(self.token, number, content=content)

    def ballot(self, number: int) -> dict[str, Any]:
        """Return this viewer's ballot in a round, {} when there is none."""
        return self.store.voting.own(self.token, number) if self.token else {}


def open_edition(edition: Edition | str | os.PathLike[str] | None = None) -> Edition:
    """Return the edition given, or opened from a path, or the default one."""
    if isinstance(edition, Edition):
        return edition
    path = Path(default_path() if edition is None else edition)
    return _seen.setdefault(path, Latest(path)).opened()


def renewed() -> bool:
    """Return whether an edition that this kernel has opened, or tried to, has been published anew since, and whole."""
    return any(folder.renewed() for folder in _seen.values())


# A kernel forked from the server's warm process finds its edition here, read already.
_seen: dict[Path, Latest] = {}


def connect(edition: Edition, store: Store | None = None) -> Viewer:
    """Return the viewer that the session cookie names, else a local one with the role ``annan``.

    Raises
    ------
    StoreError
        If the store cannot be opened.
    """
    store = store or Store.open(default_url(edition.path))
    token = _token(os.environ.get("HTTP_COOKIE", ""))
    found = store.session(token) if token else None
    if found is not None:
        return Viewer(store, found.role, found.participant, local=False, token=token)
    # A server that asks people to join must not be talked past by dropping the cookie: then one may only look.
    here = served()
    return Viewer(store, "skarm" if here else "annan", "", local=not here)


def role_control(viewer: Viewer) -> widgets.Dropdown:
    """Return the control with which a local viewer says whose part they take."""
    roles = [(_(NAMES[role]), role) for role in (*RATERS, LEADER)]
    return widgets.Dropdown(options=roles, value=viewer.role if viewer.local else LEADER, description=_("Din roll"))


def _token(header: str) -> str:
    cookies: SimpleCookie = SimpleCookie()
    try:
        cookies.load(header)
    except CookieError:
        return ""
    return cookies[COOKIE].value if COOKIE in cookies else ""
