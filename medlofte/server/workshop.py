"""What every handler of one running server shares, and who is asking."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass, field

from jupyter_server.auth.identity import IdentityProvider, User
from tornado.web import RequestHandler

from medlofte.edition import Edition
from medlofte.server.shell import Shells
from medlofte.server.still import Stills, room
from medlofte.workshop.store import PARTICIPANTS, Session, Store

COOKIE = "medlofte-session"
SETTING = "medlofte"
DAYS = 30  # a phone may close its browser between two meetings; the cookie holds a random token and nothing else


class Attempts:
    """Counts wrong codes per address, so that codes cannot be tried through.

    A code has 40 bits: with ``limit`` tries per ``window`` seconds guessing one takes ages. At most ``addresses`` are
    remembered; the one heard of longest ago is forgotten first, so that memory is bounded.
    """

    def __init__(self, *, limit: int = 20, window: float = 60.0, addresses: int = 2000) -> None:
        self.limit, self.window, self.addresses = limit, window, addresses
        self._wrong: OrderedDict[str, list[float]] = OrderedDict()

    def blocked(self, address: str, *, now: float | None = None) -> bool:
        """Return whether this address has given too many wrong codes lately."""
        return len(self._recent(address, time.monotonic() if now is None else now)) >= self.limit

    def wrong(self, address: str, *, now: float | None = None) -> None:
        """Note a wrong code."""
        now = time.monotonic() if now is None else now
        self._wrong[address] = [*self._recent(address, now), now][-self.limit :]
        self._wrong.move_to_end(address)
        while len(self._wrong) > self.addresses:
            self._wrong.popitem(last=False)

    def forget(self) -> None:
        """Start counting afresh."""
        self._wrong.clear()

    def _recent(self, address: str, now: float) -> list[float]:
        return [moment for moment in self._wrong.get(address, []) if now - moment < self.window]


@dataclass(frozen=True)
class Workshop:
    """One running workshop.

    Parameters
    ----------
    address
        The server's address as participants reach it, without a slash at the end: ``http://192.168.1.7:8866``.
    viewers
        How many may have a page of their own at a time; others get it as a picture, without a kernel.
    """

    edition: Edition
    store: Store
    address: str
    attempts: Attempts = field(default_factory=Attempts)
    viewers: int = field(default_factory=room)
    shells: Shells = field(default_factory=Shells)
    stills: Stills = field(default_factory=Stills)

    def links(self) -> dict[str, str]:
        """Return who → link that lets them in: ``Facilitator``, ``Deltagare`` and ``Skärm``.

        The participants share one link, of the role ``annan``, and choose their role on the page it opens.
        """
        codes = self.store.codes()
        roles = {"Facilitator": "facilitator", "Deltagare": "annan", "Skärm": "skarm"}
        return {who: f"{self.address}/anslut/{codes[role]}" for who, role in roles.items()}


@dataclass
class Visitor(User):
    """A person with a session."""

    role: str = ""

    @property
    def leads(self) -> bool:
        """Return whether this visitor may invite others (the meeting leader and the screen on the wall)."""
        return self.role not in PARTICIPANTS


class WorkshopIdentity(IdentityProvider):
    """Knows a visitor by the session cookie, looked up in the store; there are no passwords and no tokens."""

    def get_user(self, handler: RequestHandler) -> Visitor | None:
        """Return the visitor, or None for someone who has not joined (Voilà then redirects to /anslut)."""
        session = session_of(handler)
        return Visitor(username=session.participant, role=session.role) if session else None

    @property
    def login_available(self) -> bool:
        """Return False: Jupyter's own login page is not used."""
        return False


def session_of(handler: RequestHandler) -> Session | None:
    """Return the session that the request's cookie names, or None."""
    token = handler.get_cookie(COOKIE)
    workshop: Workshop = handler.settings[SETTING]
    return workshop.store.session(token) if token else None
