"""Try the shipped nginx.conf for real: two servers on one store behind it, with TLS, at the root and at a path.

    .venv/bin/python deploy/try_nginx.py

nginx runs as this user on ports of its own; of the shipped file only names, ports, certificates and the path are
changed. The script ends with status 1 at the first step that fails. Needs nginx, openssl and a browser.
"""

from __future__ import annotations

import gzip
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPResponse, HTTPSConnection
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from medlofte.workshop.store import Store  # noqa: E402
from tests.browser.driver import DRAWN, QUIET_S, Server, enter, launch  # noqa: E402
from tests.sample import sample_edition  # noqa: E402
from tests.trial import NGINX, free, nginx, said  # noqa: E402


class Site:
    """Two servers behind nginx, and who asks them."""

    def __init__(self, folder: Path, path: str) -> None:
        self.folder, self.path = folder, path
        folder.mkdir()
        self.plain, self.port, *backends = free(4)
        self.address = f"https://localhost:{self.port}{path}"
        edition = sample_edition(folder / "exempel").path
        self.store_file = folder / "w.sqlite"
        self.servers = [
            Server(edition, store=self.store_file, folder=folder, port=port, options=("--address", self.address))
            for port in backends
        ]  # fmt: skip
        self.ends = ExitStack()
        self.ends.enter_context(nginx(folder, self._configured(backends), port=self.port))
        self.context = ssl.create_default_context(cafile=folder / "cert.pem")

    def _configured(self, backends: list[int]) -> str:
        """Return the shipped file with this trial's names, ports and path, and a certificate."""
        words = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                 "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout",
                 self.folder / "key.pem", "-out", self.folder / "cert.pem"]  # fmt: skip
        subprocess.run(words, check=True, capture_output=True)
        shipped = (ROOT / "deploy/nginx.conf").read_text("utf-8")
        for old, new in (
            ("server 127.0.0.1:8866;", "".join(f"server 127.0.0.1:{port};" for port in backends)),
            ("listen 80;", f"listen 127.0.0.1:{self.plain};"),
            ("listen 443 ssl http2;", f"listen 127.0.0.1:{self.port} ssl http2;"),
            ("trygghet.example", "localhost"),
            ("https://$host$", f"https://$host:{self.port}$"),
            ("Host $host;", f"Host $host:{self.port};"),
            ("/etc/ssl/certs/trygghet.pem", str(self.folder / "cert.pem")),
            ("/etc/ssl/private/trygghet.key", str(self.folder / "key.pem")),
            ("location / {", f"location {self.path}/ {{"),
        ):
            assert old in shipped, old
            shipped = shipped.replace(old, new)
        return shipped

    def ask(self, path: str, *, body: str | None = None, **headers: str) -> tuple[HTTPResponse, bytes]:
        """Return the answer, and its body as it came."""
        connection = HTTPSConnection("localhost", self.port, context=self.context, timeout=30)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET" if body is None else "POST", f"{self.path}{path}", body=body, headers=sent)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer, content

    def stop(self) -> None:
        """End nginx and the servers."""
        self.ends.close()
        for server in self.servers:
            server.process.terminate()
            server.process.wait(30)


def main() -> None:
    """Walk through both kinds of address."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        browser = launch(stack.enter_context(sync_playwright()))
        stack.callback(browser.close)
        for path in ("", "/trygghet"):
            with standing(folder / f"site{path.strip('/')}", path) as site:
                print(f"{site.address}:")
                walk(site, browser)


@contextmanager
def standing(folder: Path, path: str) -> Iterator[Site]:
    """Yield a site, and end it."""
    site = Site(folder, path)
    try:
        yield site
    except BaseException:
        print((folder / "error.log").read_text("utf-8")[-3000:], file=sys.stderr)
        raise
    finally:
        site.stop()


def walk(site: Site, browser: Browser) -> None:
    """Take every step at one address."""
    encrypted(site)
    compressed(site)
    dashboard(site, browser)
    guessing(site)
    killed(site)


def encrypted(site: Site) -> None:
    """See that plain http is sent on, that HSTS is said once, and that the cookie is for https only."""
    with socket.create_connection(("127.0.0.1", site.plain)) as plain:
        plain.sendall(f"GET {site.path}/rost HTTP/1.0\r\nHost: localhost\r\n\r\n".encode())
        assert f"Location: {site.address}/rost" in plain.recv(4096).decode()
    answer, _ = site.ask("/anslut")
    assert answer.headers.get_all("Strict-Transport-Security") == ["max-age=31536000"]
    assert answer.headers["Server"] == "nginx"
    assert all("secure" in cookie.lower() for cookie in answer.headers.get_all("Set-Cookie"))
    said("plain http is sent on to https; HSTS once; cookies Secure")


def compressed(site: Site) -> None:
    """See that pages and scripts come compressed and that scripts are kept for ever."""
    link = urlsplit(site.servers[0].links["Mötesledare"]).path.removeprefix(site.path)
    joined, _ = site.ask(link)
    cookie = next(c.partition(";")[0] for c in joined.headers.get_all("Set-Cookie") if c.startswith("medlofte-session"))
    answer, body = site.ask("/", Accept_Encoding="gzip", Cookie=cookie)
    assert answer.headers["Content-Encoding"] == "gzip"
    page = len(gzip.decompress(body))
    script, packed = site.ask("/medlofte/plotly.min.js?v=x", Accept_Encoding="gzip", Cookie=cookie)
    assert script.headers["Content-Encoding"] == "gzip"
    said("pages and scripts are compressed", page=f"{page} → {len(body)}", script=len(packed))


def dashboard(site: Site, browser: Browser) -> None:
    """Open a page with a kernel in a browser; note whether any script was fetched again at the second visit."""
    context = browser.new_context(ignore_https_errors=True, locale="sv-SE")
    page = context.new_page()
    enter(page, site.servers[0].links["Deltagare"])
    page.wait_for_url(f"{site.address}/")
    sockets: list[str] = []
    page.on("websocket", lambda opened: sockets.append(opened.url))
    fetched: list[int] = []
    kept: set[str] = set()
    page.on("response", lambda got: kept.add(got.url) if "immutable" in got.headers.get("cache-control", "") else None)
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", lambda told: fetched.append(int(told["encodedDataLength"])))
    sizes = []
    for _ in range(2):
        fetched.clear()
        page.goto(f"{site.address}/voila/render/lagesbild.ipynb")
        page.wait_for_function(DRAWN, arg=QUIET_S, timeout=90_000)
        page.wait_for_function("() => window.Plotly")  # read a moment after the page
        sizes.append(sum(fetched))
    assert sockets
    assert all(address.startswith("wss:") for address in sockets)
    assert kept
    assert sizes[1] < sizes[0] / 3, sizes
    said("a page with a kernel stands, by wss; the second visit fetches little", first=sizes[0], second=sizes[1],
         immutable=len(kept))  # fmt: skip
    context.close()


def guessing(site: Site) -> None:
    """See that wrong codes are counted by who asks, whatever they say of themselves."""
    for turn in range(20):
        site.ask("/anslut/FEL-FEL", X_Forwarded_For=f"10.0.0.{turn}", Cookie="medlofte-session=a")
    answer, _ = site.ask("/anslut/FEL-FEL", X_Forwarded_For="10.9.9.9", Cookie="medlofte-session=a")
    assert answer.status == 429
    said("the twenty-first wrong code is refused; X-Forwarded-For is not believed")


def killed(site: Site) -> None:
    """See that one of two servers is enough, and what is said when none is there."""
    site.servers[0].kill()
    start = time.monotonic()
    seen = {site.ask("/halsa", Cookie=f"medlofte-session={turn}")[0].status for turn in range(20)}
    assert seen == {200}
    took = time.monotonic() - start
    site.servers[1].kill()
    answer, body = site.ask("/rost")
    assert (answer.status, answer.headers["Retry-After"]) == (503, "2")
    assert "startar om" in body.decode()
    with Store.open(str(site.store_file), create=False) as store:
        assert store.participants() == {"polis": 1, "facilitator": 1}
    said(
        "one of two servers killed: everybody is answered by the other; both: a word that it starts",
        seconds=round(took, 2),
    )


if __name__ == "__main__":
    if not Path(NGINX).is_file():
        sys.exit("nginx is needed.")
    main()
