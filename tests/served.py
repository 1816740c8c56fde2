"""The workshop's web application in this process, asked over HTTP; real store, real edition, real kernels."""

import asyncio
import re
import signal
from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from tornado.httpclient import AsyncHTTPClient, HTTPResponse
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from tornado.netutil import bind_sockets

from medlofte.edition import Latest
from medlofte.server import places
from medlofte.server.app import WorkshopServer
from medlofte.server.hub import Hub
from medlofte.server.workshop import Workshop
from medlofte.workshop.store import Store
from tests.sample import sample_edition


class Browser:
    """Keeps cookies between requests and follows no redirect; ``fetch`` returns the raw answer."""

    def __init__(self, served: "Served") -> None:
        self.served = served
        self.cookies: dict[str, str] = {}

    def fetch(
        self,
        path: str,
        *,
        form: Mapping[str, str] | Sequence[tuple[str, str]] | None = None,
        method: str = "GET",
        **headers: str,
    ) -> HTTPResponse:
        """Ask for a path; ``form`` makes it a POST. ``headers`` are named with underscores."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None if form is None else urlencode(form)
        answer = self.served.run(
            AsyncHTTPClient().fetch(f"{self.served.origin}{path}", method=method if form is None else "POST", body=body,
                                    headers=sent, follow_redirects=False, raise_error=False, request_timeout=120,
                                    decompress_response=False, allow_nonstandard_methods=True)
        )  # fmt: skip
        for line in answer.headers.get_list("Set-Cookie"):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return answer

    def join(self, role: str) -> HTTPResponse:
        """Join as a participant by the form, or as ``facilitator`` or ``skarm`` by the link."""
        if role in ("facilitator", "skarm"):
            return self.fetch(f"/anslut/{self.served.codes[role]}")
        code = self.served.codes["annan"]
        return self.fetch("/anslut", form=self.fields(f"/anslut/{code}") | {"kod": code, "roll": role})

    def fields(self, path: str) -> dict[str, str]:
        """Return the hidden fields of a form."""
        page = self.fetch(path).body.decode()
        return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


class Served:
    """A running application with its store and codes."""

    def __init__(self, folder: Path, loop: IOLoop, *, hub: Hub | None = None) -> None:
        self.loop = loop
        self.edition = sample_edition(folder / "exempel")
        self.store_file = folder / "workshop.sqlite"
        self.store = Store.open(self.store_file, patience=1)
        self.codes = self.store.codes()
        [bound] = bind_sockets(0, "127.0.0.1")
        self.origin = f"http://127.0.0.1:{bound.getsockname()[1]}"
        self.workshop = Workshop(Latest(self.edition.path, edition=self.edition), self.store, self.origin, hub=hub)
        self.server = WorkshopServer(self.workshop, folder=places.dashboards())
        self.http = HTTPServer(self.server.application())
        self.http.add_sockets([bound])

    def run(self, waited):
        """Wait for something while the application answers."""
        return self.loop.asyncio_loop.run_until_complete(waited)

    def close(self) -> None:
        """End kernels and let go of port and store."""
        self.http.stop()
        self.server.stop()
        self.store.close()


@contextmanager
def served(folder: Path, *, hub: Hub | None = None):
    """Run the application; what it changes in this process (loop, signals) is put back."""
    before = signal.getsignal(signal.SIGTERM)
    places.offer_template()
    asyncio.set_event_loop(asyncio.new_event_loop())
    made = Served(folder, IOLoop.current(), hub=hub)
    try:
        yield made
    finally:
        made.close()
        signal.signal(signal.SIGTERM, before)
