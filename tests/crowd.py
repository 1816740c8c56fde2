"""A room full of people as the server meets them: phones that send the ballot until it is acknowledged."""

from __future__ import annotations

import http.client
import itertools
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from medlofte.errors import StoreError
from medlofte.workshop.store import Store

PROBLEMS = ("inbrott", "narkotika", "trafik", "buller", "klotter")
# Everybody votes in an order of their own: what is saved can be told from what is acknowledged, vote by vote.
ORDERS = list(itertools.permutations(PROBLEMS))
SAVED = 302
PATIENCE_S = 120
AGAIN_S = 0.2


class Phone:
    """A browser without scripts: keeps cookies, fills in the form of ``/rost``, sends it again when no answer comes.

    Parameters
    ----------
    origin
        ``http://address:port``.
    slow
        On a bad wifi: bytes go out and come in by the hundred, and every third answer is lost on its way.
    """

    def __init__(self, origin: str, *, slow: bool = False) -> None:
        self.where = urlsplit(origin)
        self.slow = slow
        self.cookies: dict[str, str] = {}
        self.sent = 0

    def ask(
        self, path: str, *, form: Sequence[tuple[str, str]] | None = None, seconds: float = 10
    ) -> tuple[int, str, str]:
        """Return status, address to go on to and body; OSError or HTTPException when no answer comes for so long."""
        kind = _SlowConnection if self.slow else http.client.HTTPConnection
        connection = kind(self.where.hostname, self.where.port, timeout=seconds)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None if form is None else urlencode(form)
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.where.geturl()}
            self.sent += 1
        try:
            connection.request("GET" if body is None else "POST", path, body=body, headers=headers)
            if self.slow and body is not None and self.sent % 3 == 0:
                time.sleep(0.3)
                raise ConnectionResetError("the answer was lost")
            answer = connection.getresponse()
            for line in answer.headers.get_all("Set-Cookie", []):
                name, _, value = line.partition(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, answer.headers.get("Location", ""), answer.read().decode()
        finally:
            connection.close()

    def join(self, link: str, *, role: str) -> Phone:
        """Come in by the participants' link, or by a leader's (``facilitator``, ``skarm``)."""
        path = urlsplit(link).path
        _, _, page = self.ask(path)
        if role in ("polis", "kommun", "annan"):
            self.ask("/anslut", form=[*_hidden(page, "/anslut"), ("kod", path.rsplit("/", 1)[1]), ("roll", role)])
        return self

    def form(self, path: str, *, action: str) -> list[tuple[str, str]]:
        """Return the hidden fields of the form that the page sends to ``action``; none when it has no such form."""
        _, _, page = self.ask(path)
        return _hidden(page, action)

    def vote(self, order: Sequence[str]) -> tuple[int, str]:
        """Send one ballot and return (302, "") when it is saved, else the status and the answer's words.

        OSError or HTTPException when no answer comes.
        """
        status, _, page = self.ask("/rost")
        names = re.findall(r'<select[^>]* name="(f\d+)"', page)
        if len(names) != len(PROBLEMS):
            return (409 if status == 200 else status), _problem(page)
        places = [(name, str(order.index(problem) + 1)) for name, problem in zip(names, PROBLEMS, strict=True)]
        status, _, page = self.ask("/rost", form=[*_hidden(page, "/rost"), *places, ("gor", "spara")])
        return status, "" if status == SAVED else _problem(page)


class _SlowConnection(http.client.HTTPConnection):
    """Some ten kilobytes a second each way."""

    def connect(self) -> None:
        super().connect()
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)

    def send(self, data: bytes) -> None:
        for start in range(0, len(data), 100):
            super().send(data[start : start + 100])
            time.sleep(0.01)


@dataclass
class Outcome:
    """What a round of voting came to.

    Parameters
    ----------
    acknowledged
        Who (their number) → the order they were told was saved.
    waits
        Seconds from the first try to the acknowledgement, per ballot.
    moments
        When each acknowledgement came (monotonic clock).
    lost, doubled, foreign
        Ballots acknowledged and not saved; saved twice; saved and sent by nobody. None may be there.
    """

    acknowledged: dict[int, tuple[str, ...]] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    moments: list[float] = field(default_factory=list)
    tries: int = 0
    lost: int = 0
    doubled: int = 0
    foreign: int = 0

    @property
    def whole(self) -> bool:
        """Return whether every acknowledged ballot is there once, and no other."""
        return not (self.lost or self.doubled or self.foreign)

    @property
    def silence(self) -> float:
        """Return the longest time in which nobody's ballot was acknowledged, while some waited (seconds)."""
        gaps = [later - earlier for earlier, later in itertools.pairwise(sorted(self.moments))]
        return max(gaps, default=0.0)


class Crowd:
    """Phones that vote at the same time, each in a thread of its own."""

    def __init__(self, phones: Sequence[Phone]) -> None:
        self.phones = phones
        self._lock = threading.Lock()

    @classmethod
    def join(cls, link: str, *, size: int, slow: bool = False) -> Crowd:
        """Return ``size`` participants of all three roles who have come in by the link."""
        roles = itertools.cycle(("polis", "kommun", "annan"))
        origin = f"{urlsplit(link).scheme}://{urlsplit(link).netloc}"
        return cls(
            [Phone(origin, slow=slow).join(link, role=role) for role, _ in zip(roles, range(size), strict=False)]
        )

    def vote(self, store: Store, *, fault: Callable[[], None] | None = None, after: int = 0) -> Outcome:
        """Open a round, let everybody vote, and return what came of it when the round is closed.

        Parameters
        ----------
        fault
            Called in this thread when ``after`` ballots have been acknowledged, while the others are voting.
        """
        number = insist(lambda: store.voting.open("rangordning", problems=PROBLEMS, by="Mötesledare"))
        found, start = Outcome(), threading.Event()
        threads = [threading.Thread(target=self._one, args=(i, start, found)) for i in range(len(self.phones))]
        for thread in threads:
            thread.start()
        start.set()
        if fault is not None:
            while len(found.moments) < after and any(thread.is_alive() for thread in threads):
                time.sleep(0.005)
            fault()
        for thread in threads:
            thread.join()
        insist(lambda: store.voting.close(number, by="Mötesledare"))
        saved = Counter(tuple(content["order"]) for content in insist(lambda: store.voting.ballots(number))["content"])
        sent = Counter(found.acknowledged.values())
        found.lost = sum((sent - saved).values())
        found.doubled = sum(count - 1 for count in saved.values())
        found.foreign = sum(count for order, count in saved.items() if order not in set(ORDERS[: len(self.phones)]))
        return found

    def _one(self, number: int, start: threading.Event, found: Outcome) -> None:
        start.wait()
        began, tries = time.monotonic(), 0
        while time.monotonic() - began < PATIENCE_S:
            tries += 1
            try:
                saved = self.phones[number].vote(ORDERS[number])[0] == SAVED
            except (OSError, http.client.HTTPException):
                saved = False
            if saved:
                break
            time.sleep(AGAIN_S)
        with self._lock:
            found.tries += tries
            if saved:
                found.acknowledged[number] = ORDERS[number]
                found.moments.append(time.monotonic())
                found.waits.append(found.moments[-1] - began)


def insist(do: Callable[[], object], *, seconds: float = 120) -> object:
    """Return what the call gives, tried again while the database does not answer."""
    until = time.monotonic() + seconds
    while True:
        try:
            return do()
        except StoreError:
            if time.monotonic() > until:
                raise
            time.sleep(AGAIN_S)


def _hidden(page: str, action: str) -> list[tuple[str, str]]:
    """Return the hidden fields of the form that a page sends to ``action``; none when it has no such form."""
    forms = [part.partition("</form")[0] for part in page.split("<form")[1:]]
    form = next((form for form in forms if f'action="{action}"' in form), "")
    return re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)


def _problem(page: str) -> str:
    """Return what a page says has gone wrong."""
    found = re.search(r'class="problem"[^>]*>([^<]*)', page) or re.search(r"<p>([^<]*)", page)
    return found[1].strip() if found else ""
