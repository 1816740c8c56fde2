"""What every handler of one running server shares, and who is asking."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from jupyter_server.auth.identity import IdentityProvider, User
from tornado.web import RequestHandler

from medlofte import language
from medlofte.edition import Edition, Latest
from medlofte.language import N_
from medlofte.server.ballot import Material
from medlofte.server.hub import Hub
from medlofte.server.limits import BALLOTS, BALLOTS_S, JOINS, JOINS_OVERALL, Attempts, Tickets
from medlofte.server.shelf import Shelf
from medlofte.server.still import Stills, room
from medlofte.workshop.store import PARTICIPANTS, Session, Store
from medlofte.workshop.words import LABELS

COOKIE = "medlofte-session"
SETTING = "medlofte"
LEADER = "facilitator"
STARTS = 2 * (os.cpu_count() or 1)
MOST_LINES = 8  # to one kernel: a page that has lost its line takes another before the first is found dead
MOST_PAGES = 8  # of one visitor's open at a time, so that nobody fills the room alone
DAYS = 30  # a phone may close its browser between two meetings; the cookie holds a random token and nothing else


@dataclass(frozen=True)
class Workshop:
    """One running workshop.

    Parameters
    ----------
    address
        The server's address as participants reach it, without a slash at the end: ``http://192.168.1.7:8866``.
    base
        The path under it that is ours, with a slash at both ends.
    viewers
        How many may have a page of their own at a time; others get it as a picture, without a kernel.
    notices
        Participant → what their next page is to say of what they just did.
    hub
        The JupyterHub that started the server, whose people may lead; None without one.
    forms
        What the marks of joining forms become sessions' secrets by; it never leaves the server.
    by_voila
        Pages, of which edition, that Voilà renders after all: no kernel forked for one could show it.
    owners
        Kernel → the participant whose page it is; nobody else may talk to it.
    opening
        The same for pages whose kernels are being started.
    lines
        Kernel → how many websockets to it are open.
    starting
        Held by each kernel that is being started: more at a time than the machine has processors for take as long
        together, and nobody is answered meanwhile.
    """

    published: Latest
    store: Store
    address: str
    base: str = "/"
    hub: Hub | None = None
    attempts: Attempts = field(default_factory=Attempts)
    joins: Attempts = field(default_factory=lambda: Attempts(limit=JOINS, overall=JOINS_OVERALL))
    ballots: Attempts = field(default_factory=lambda: Attempts(limit=BALLOTS, overall=100_000, window=BALLOTS_S))
    tickets: Tickets = field(default_factory=Tickets)
    forms: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    notices: dict[str, str] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    opening: dict[str, str] = field(default_factory=dict)
    lines: Counter[str] = field(default_factory=Counter)
    starting: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(STARTS), repr=False)
    viewers: int = field(default_factory=room)
    by_voila: set[tuple[str, int]] = field(default_factory=set)
    stills: Stills = field(default_factory=Stills)
    shelf: Shelf = field(default_factory=Shelf)
    materials: dict[str, tuple[Edition, Material]] = field(default_factory=dict)

    @property
    def edition(self) -> Edition:
        """Return the edition as published last."""
        return self.published.edition

    @property
    def encrypted(self) -> bool:
        """Return whether visitors come by https."""
        return self.address.startswith("https:")

    @property
    def material(self) -> Material:
        """Return what the plain ballot shows of the edition as published last; worked out once for each language."""
        spoken, edition = language.current(), self.edition
        known = self.materials.get(spoken)
        if known is None or known[0] is not edition:
            known = self.materials[spoken] = edition, Material.of(edition)
        return known[1]

    def links(self) -> dict[str, str]:
        """Return who → link that lets them in: ``Mötesledare``, ``Deltagare`` and ``Skärm``.

        The participants share one link, of the role ``annan``, and choose their role on the page it opens.
        """
        codes = self.store.codes()
        roles = {N_("Mötesledare"): "facilitator", N_("Deltagare"): "annan", N_("Skärm"): "skarm"}
        return {who: f"{self.address}{self.base}anslut/{codes[role]}" for who, role in roles.items()}

    def has_room(self, participant: str, *, running: Collection[str]) -> bool:
        """Return whether there is room for one more page with a kernel, and this participant may have it."""
        pages = {**self.owners, **self.opening}
        open_ = {*running, *self.opening}
        return len(open_) < self.viewers and sum(pages.get(kernel) == participant for kernel in open_) < MOST_PAGES

    @contextmanager
    def place(self, kernel: str, participant: str) -> Iterator[None]:
        """Keep a place for a page while its kernel starts: who asks for many at a time gets no more than one by one."""
        self.opening[kernel] = participant
        try:
            yield
        finally:
            del self.opening[kernel]

    def own(self, kernel: str, participant: str, *, running: Collection[str]) -> None:
        """Remember whose page a kernel shows, and forget those that have ended."""
        for gone in self.owners.keys() - set(running):
            del self.owners[gone]
        self.owners[kernel] = participant


@dataclass
class Visitor(User):
    """A person with a session; ``number`` tells participants of one role apart."""

    role: str = ""
    number: int = 0

    @property
    def called(self) -> str:
        """Return what the visitor is called: ``Polis 2``, ``Mötesledare``."""
        return called(self.role, self.number) if self.role in PARTICIPANTS else LABELS[self.role]

    @property
    def leads(self) -> bool:
        """Return whether this visitor may invite others (the meeting leader and the screen on the wall)."""
        return self.role not in PARTICIPANTS

    @property
    def facilitates(self) -> bool:
        """Return whether this visitor leads the meeting: opens and closes what the others answer."""
        return self.role == LEADER


class WorkshopIdentity(IdentityProvider):
    """Knows a visitor by the session cookie, looked up in the store; there are no passwords and no tokens."""

    def get_user(self, handler: RequestHandler) -> Visitor | None:
        """Return the visitor, or None for someone who has not joined (Voilà then redirects to /anslut)."""
        session = session_of(handler)
        return Visitor(username=session.participant, role=session.role, number=session.number) if session else None

    @property
    def login_available(self) -> bool:
        """Return False: Jupyter's own login page is not used."""
        return False


def called(role: str, number: int) -> str:
    """Return what a participant is called, by the leader and on their own pages."""
    return f"{LABELS[role]} {number}"


def session_of(handler: RequestHandler) -> Session | None:
    """Return the session that the request's cookie names, or None."""
    token = handler.get_cookie(COOKIE)
    workshop: Workshop = handler.settings[SETTING]
    return workshop.store.session(token) if token else None
