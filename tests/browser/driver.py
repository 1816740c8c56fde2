"""The server as a user starts it, a real browser, and a page that remembers everything it asked for."""

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("lagesbild", "kartlaggning", "prioritering", "loften", "uppfoljning")
ROLES = {"polis": "Polis", "kommun": "Kommun", "annan": "Annan"}
# Names on PATH, then the places where the systems' installers put them.
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"%ProgramFiles%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles(x86)%\Google\Chrome\Application\chrome.exe",
    r"%LocalAppData%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles(x86)%\Microsoft\Edge\Application\msedge.exe",
    r"%ProgramFiles%\Microsoft\Edge\Application\msedge.exe",
)
LOCAL = {"127.0.0.1", "localhost"}
# However slow the machine is: what is waited for comes, and a test that waits for nothing is not slower for it.
START_S = 180
PATIENCE_MS = 180_000
STOP_S = 120
# Every context notes whether any script asks for WebGL: a map must not need it.
WATCH_WEBGL = """
window.__webgl = [];
const given = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
  if (/webgl/i.test(kind)) window.__webgl.push(kind);
  return given.call(this, kind, ...rest);
};
"""
# Widgets arrive one after the other, so a page is whole when nothing has been added for a moment. Figures are
# drawn when they come in sight.
QUIET_S = 0.3
DRAWN = """(quiet) => {
  const page = document.querySelector('.ml-page');
  if (!page || !page.querySelector('h1') || !page.checkVisibility()) return false;
  const count = page.querySelectorAll('*').length;
  if (window.__count !== count) { window.__count = count; window.__since = performance.now(); }
  const sight = (box) => box.top < innerHeight && box.bottom > 0;
  const shown = [...page.querySelectorAll('.ml-chart')]
    .filter((chart) => chart.checkVisibility() && sight(chart.getBoundingClientRect()));
  return performance.now() - window.__since > quiet * 1000
    && shown.every((chart) => chart.dataset.drawn && chart.querySelector('svg.main-svg'));
}"""

# After a change of size the page has settled when its figures have been drawn anew and nothing has moved for a moment.
STILL = """(quiet) => {
  const page = document.documentElement;
  const charts = [...document.querySelectorAll('.ml-chart')];
  const shape = [innerWidth, innerHeight, page.scrollWidth, page.scrollHeight,
    ...charts.map((chart) => `${chart.dataset.drawn} ${chart.clientWidth}`)].join();
  if (window.__shape !== shape) { window.__shape = shape; window.__shaped = performance.now(); }
  const sight = (box) => box.top < innerHeight && box.bottom > 0;
  const fits = (chart) => chart._fullLayout?.width ===
    Math.floor(chart.parentElement.clientWidth / (parseFloat(chart.style.zoom) || 1));
  return performance.now() - window.__shaped > quiet * 1000 && charts.every((chart) => !chart.dataset.drawn
    || !chart.checkVisibility() || !sight(chart.getBoundingClientRect()) || fits(chart));
}"""


def browser_path(playwright: Playwright) -> str:
    """Return a browser's program: ``MEDLOFTE_BROWSER``, an installed one, else Playwright's own."""
    named = os.environ.get("MEDLOFTE_BROWSER")
    if named:
        assert Path(named).is_file(), f"MEDLOFTE_BROWSER names no program: {named}"
        return named
    found = [path for name in NAMES if (path := shutil.which(name))]
    found += [path for place in PLACES if Path(path := os.path.expandvars(place)).is_file()]
    own = playwright.chromium.executable_path
    if not found and Path(own).is_file():
        found = [own]
    # Without a browser these tests prove nothing, so they fail and are not skipped.
    assert found, (
        "No browser: install Chromium, Chrome or Edge, run `playwright install chromium`, or set MEDLOFTE_BROWSER"
    )
    return found[0]


def launch(playwright: Playwright) -> Browser:
    """Return a headless browser."""
    return playwright.chromium.launch(executable_path=browser_path(playwright), args=["--no-sandbox"])


class Server:
    """``python -m medlofte serve`` in a process of its own.

    ``links`` holds ``Mötesledare``, ``Deltagare`` and ``Skärm``; ``lines`` all that was printed.
    """

    def __init__(self, edition: Path, *, store: Path, folder: Path, port: int = 0,
                 options: tuple[str, ...] = ()) -> None:  # fmt: skip
        command = [sys.executable, "-m", "medlofte", "serve", str(edition), "--port", str(port), "--no-browser"]
        command += options
        environment = os.environ | {"MEDLOFTE_STORE": str(store), "PYTHONUTF8": "1"}
        self.log = folder / "server.log"
        self.lines: list[str] = []
        self.links: dict[str, str] = {}
        self._up = threading.Event()
        with self.log.open("a", encoding="utf-8") as log:
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, encoding="utf-8",
                                            env=environment, cwd=ROOT)  # fmt: skip
        threading.Thread(target=self._read, daemon=True).start()
        assert self._up.wait(START_S), f"The server did not start:\n{self.log.read_text('utf-8')}"
        assert len(self.links) == 3, f"The server stopped:\n{self.log.read_text('utf-8')}"

    def _read(self) -> None:
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
            if found := re.match(r"(Mötesledare|Deltagare|Skärm): (\S+)", line):
                self.links[found[1]] = found[2]
            if len(self.links) == 3:
                self._up.set()
        self._up.set()

    @property
    def origin(self) -> str:
        """Return ``http://address:port``."""
        return self.links["Deltagare"].split("/anslut")[0]

    def stop(self) -> int:
        """Ask it to stop, as a service manager does, and return the exit status."""
        self.process.terminate()
        return self.process.wait(STOP_S)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait(STOP_S)


@dataclass
class Visit:
    """A browser page and all it asked for. ``close`` fails if anything went outside or was an error.

    Parameters
    ----------
    requests, sockets
        Addresses asked for, over HTTP and as websockets.
    received
        Bytes of HTTP bodies as they came over the wire, and of websocket messages.
    """

    page: Page
    requests: list[str] = field(default_factory=list)
    sockets: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    received: dict[str, int] = field(default_factory=lambda: {"http": 0, "websocket": 0})

    def __post_init__(self) -> None:
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("websocket", self._socket)
        self.page.on("console", lambda told: self.errors.append(told.text) if told.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _socket(self, socket) -> None:
        self.sockets.append(socket.url)
        socket.on("framereceived", self._frame)

    def _frame(self, frame) -> None:
        self.received["websocket"] += len(frame if isinstance(frame, bytes) else frame.encode())

    def open(self, address: str) -> Page:
        """Open a dashboard and wait until every figure on it is drawn."""
        self.page.goto(address)
        self.page.wait_for_function(DRAWN, arg=QUIET_S)
        return self.page

    @property
    def outside(self) -> list[str]:
        """Return the addresses that are not on this machine."""
        asked = [urlsplit(address) for address in (*self.requests, *self.sockets)]
        return [part.geturl() for part in asked if part.scheme not in ("blob", "data") and part.hostname not in LOCAL]

    def check(self) -> None:
        """Fail if the page asked anyone else for anything, reported an error or used WebGL."""
        assert self.requests
        assert self.outside == []
        assert self.errors == []
        assert self.page.evaluate("window.__webgl") == []


def new_context(browser: Browser, *, width: int = 1280, height: int = 900, **options: Any) -> BrowserContext:
    """Return a browser profile without cookies or cache, in Swedish, whose waits outlast a busy machine."""
    context = browser.new_context(viewport={"width": width, "height": height}, locale="sv-SE", **options)
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(WATCH_WEBGL)
    return context


def new_page(browser: Browser, **options: Any) -> Page:
    """Return a page in a profile of its own, which is closed by ``page.context.close()``."""
    return new_context(browser, **options).new_page()


def go(page: Page, address: str) -> None:
    """Go to an address from a page that follows the meeting: if it fetches itself anew just then, that comes first."""
    try:
        page.goto(address)
    except Error as error:
        if "ERR_ABORTED" not in str(error):
            raise
        page.wait_for_load_state()
        page.goto(address)


def enter(page: Page, link: str, role: str = "polis") -> None:
    """Join by the participants' link, with a role, and wait until one is in."""
    page.goto(link)
    page.get_by_role("radio", name=ROLES[role]).check()
    page.get_by_role("button", name="Anslut").click()
    page.wait_for_url(lambda address: "/anslut" not in address)


def join(context: BrowserContext, server: Server, role: str) -> Visit:
    """Join as a participant with a role, or as ``facilitator`` or ``skarm``, and return the page."""
    visit = Visit(context.new_page())
    if role in ROLES:
        enter(visit.page, server.links["Deltagare"], role)
    else:
        visit.page.goto(server.links["Mötesledare" if role == "facilitator" else "Skärm"])
    visit.page.wait_for_url(f"{server.origin}/")
    return visit


def resize(page: Page, width: int, height: int, *, quiet: float = QUIET_S) -> None:
    """Change the window's size and wait until the page has settled in it."""
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_function(STILL, arg=quiet)


@contextmanager
def fetched_anew(page: Page) -> Iterator[None]:
    """Do what fetches a dashboard anew, and wait until the new document is drawn: the old one is drawn already."""
    page.evaluate("window.__old = true")
    yield
    page.wait_for_function("() => !window.__old")
    page.wait_for_function(DRAWN, arg=QUIET_S)


def dashboard(server: Server, name: str) -> str:
    """Return a dashboard's address."""
    return f"{server.origin}/voila/render/{name}.ipynb"
