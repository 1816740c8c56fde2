"""How often one may be wrong or join, and tickets that move a session to another device: remembered for minutes."""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict, deque
from hashlib import sha256

TICKET_S = 600.0
# A room behind one address joins in a minute or two; a script must not fill the store with strangers.
JOINS, JOINS_OVERALL = 120, 1200
# Nobody fills in forms faster; each that is saved waits for the disk, and the others with it.
BALLOTS, BALLOTS_S = 60, 30.0


class Attempts:
    """Counts what is done per address and over all: wrong codes, so that they cannot be tried through, and joining.

    A code has 40 bits: with ``limit`` tries per ``window`` seconds guessing one takes ages, and with ``overall`` tries
    from however many addresses still thousands of years. At most ``addresses`` are remembered; the one heard of
    longest ago is forgotten first, so that memory is bounded.
    """

    def __init__(self, *, limit: int = 20, overall: int = 300, window: float = 60.0, addresses: int = 2000) -> None:
        self.limit, self.overall, self.window, self.addresses = limit, overall, window, addresses
        self._noted: OrderedDict[str, list[float]] = OrderedDict()
        self._all: deque[float] = deque(maxlen=overall)

    def blocked(self, address: str, *, now: float | None = None) -> bool:
        """Return whether this address, or all together, have done it too often lately."""
        now = time.monotonic() if now is None else now
        flood = len(self._all) == self.overall and now - self._all[0] < self.window
        return flood or len(self._recent(address, now)) >= self.limit

    def note(self, address: str, *, now: float | None = None) -> None:
        """Note that an address has done it once more."""
        now = time.monotonic() if now is None else now
        self._all.append(now)
        self._noted[address] = [*self._recent(address, now), now][-self.limit :]
        self._noted.move_to_end(address)
        while len(self._noted) > self.addresses:
            self._noted.popitem(last=False)

    def forget(self) -> None:
        """Start counting afresh."""
        self._noted.clear()
        self._all.clear()

    def _recent(self, address: str, now: float) -> list[float]:
        return [moment for moment in self._noted.get(address, []) if now - moment < self.window]


class Tickets:
    """One-way tickets from one device to another: each is valid once, for ten minutes.

    The link holds the ticket and never the session's token, which passes from cookie to cookie. Only the server's
    memory knows what a ticket stands for (by its SHA-256); one for each session, so that a new one voids the last.
    """

    def __init__(self, *, seconds: float = TICKET_S) -> None:
        self.seconds = seconds
        self._kept: dict[str, tuple[str, float]] = {}

    def issue(self, token: str, *, now: float | None = None) -> str:
        """Return a new ticket for the session with this token."""
        now = time.monotonic() if now is None else now
        self._kept = {k: (t, until) for k, (t, until) in self._kept.items() if until > now and t != token}
        ticket = secrets.token_urlsafe(24)
        self._kept[_digest(ticket)] = (token, now + self.seconds)
        return ticket

    def holds(self, ticket: str, *, now: float | None = None) -> bool:
        """Return whether a ticket is valid; looking does not use it up."""
        now = time.monotonic() if now is None else now
        return self._kept.get(_digest(ticket), ("", 0.0))[1] > now

    def redeem(self, ticket: str, *, now: float | None = None) -> str | None:
        """Return the session's token and void the ticket; None for one that is not valid."""
        valid = self.holds(ticket, now=now)
        found = self._kept.pop(_digest(ticket), None)
        return found[0] if found and valid else None


def _digest(ticket: str) -> str:
    # Looked up by its hash, so that the time it takes tells nothing of how much of a guess was right.
    return sha256(ticket.encode()).hexdigest()
