"""Ours, the frameworks and the floors: what each needs, how it is started and how one chooses in its filter."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Locator, Page

from tests.browser.driver import Server

HERE = Path(__file__).parents[1] / "pages"
START_S = 90
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "medlofte-benchmarks"
Choose = Callable[[Page, int], Awaitable[object]]


@dataclass(frozen=True)
class Contender:
    """One way of showing the page.

    Parameters
    ----------
    packages
        What pip installs into its environment; the first names the version that is told. Empty: this environment.
    command
        What starts it, ``{port}`` and ``{data}`` (the folder of ``dump.write``) filled in; empty for ours.
    path
        The page's address on its server.
    choose
        Chooses the n-th option of the first filter; None for the floors, which have none.
    kernels
        Whether a websocket client that speaks Jupyter's protocol can be a viewer.
    """

    name: str
    label: str
    packages: tuple[str, ...]
    command: str
    path: str = "/"
    choose: Choose | None = None
    kernels: bool = False

    @property
    def python(self) -> Path:
        """Return its environment's Python."""
        return CACHE / self.name / ("Scripts" if os.name == "nt" else "bin") / "python"

    def prepare(self) -> None:
        """Make its environment with the newest versions, unless it is there."""
        if not self.packages or self.python.is_file():
            return
        subprocess.run([sys.executable, "-m", "venv", str(self.python.parents[1])], check=True)
        subprocess.run([str(self.python), "-m", "pip", "install", "-q", *self.packages], check=True)

    def version(self) -> str:
        """Return the name and version of what is measured."""
        if not self.packages:
            return self.label
        name = self.packages[0].partition("[")[0]
        code = f"import importlib.metadata as m; print(m.version({name!r}))"
        told = subprocess.run([str(self.python), "-c", code], check=True, capture_output=True, text=True)
        return f"{self.label} {told.stdout.strip()}"


@dataclass(frozen=True)
class Running:
    """A server that answers: its address, its process, and the link by which a participant joins (ours only)."""

    contender: Contender
    origin: str
    pid: int
    link: str = ""

    @property
    def address(self) -> str:
        """Return the page's whole address."""
        return self.origin + self.contender.path


@contextmanager
def running(contender: Contender, *, edition: Path, data: Path) -> Iterator[Running]:
    """Start a contender's server in an empty folder and end it afterwards."""
    with tempfile.TemporaryDirectory() as name:
        if not contender.command:
            options = ("--viewers", "200")
            server = Server(edition.resolve(), store=Path(name) / "w.sqlite", folder=Path(name), options=options)
            try:
                yield Running(contender, server.origin, server.process.pid, server.links["Deltagare"])
            finally:
                server.stop()
            return
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        python = str(contender.python) if contender.python.is_file() else sys.executable
        words = [part.format(port=port, data=data, here=HERE) for part in contender.command.split()]
        environment = os.environ | {"MEDLOFTE_SAME": str(data), "PYTHONPATH": str(HERE), "HOME": name,
                                    "PATH": f"{Path(python).parent}{os.pathsep}{os.environ['PATH']}"}  # fmt: skip
        with (Path(name) / "server.log").open("wb") as log:
            process = subprocess.Popen([python, *words], env=environment, cwd=name, stdout=log, stderr=log)
        try:
            origin = f"http://127.0.0.1:{port}"
            _wait(origin, process, Path(name) / "server.log")
            yield Running(contender, origin, process.pid)
        finally:
            process.terminate()
            process.wait(30)


def _wait(origin: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end and process.poll() is None:
        try:
            # An address that no framework knows: asking for the page itself would make a viewer.
            urllib.request.urlopen(f"{origin}/finns-inte", timeout=5).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"The server did not start:\n{log.read_text('utf-8', errors='replace')[-3000:]}")


async def _to(control: Locator) -> Locator:
    """Scroll as a person does: the filter in the middle of the window, and room for its list and its figure."""
    await control.evaluate("(control) => control.scrollIntoView({ block: 'center' })")
    return control


def _select(order: int, within: str = "") -> Choose:
    async def choose(page: Page, option: int) -> object:
        return await (await _to(page.locator(f"{within} select".strip()).nth(order))).select_option(index=option)

    return choose


def _menu(box: str, option: str) -> Choose:
    async def choose(page: Page, number: int) -> object:
        await (await _to(page.locator(box))).click()
        return await page.locator(option).nth(number).click()

    return choose


_NOTEBOOK = ("-m voila {data}/%s.ipynb --port={port} --no-browser --Voila.ip=127.0.0.1 "
             "--MappingKernelManager.cull_interval=10 --MappingKernelManager.cull_idle_timeout=600")  # fmt: skip
_VOILA = ("voila", "ipykernel", "ipywidgets", "anywidget", "plotly", "pandas")
CONTENDERS = {
    one.name: one
    for one in (
        Contender("ours", "medlofte", (), "", "/voila/render/lagesbild.ipynb", _select(1, ".ml-row"), kernels=True),
        Contender("dash", "Dash", ("dash", "plotly", "pandas"), "{here}/dash_page.py {port}",
                  choose=_menu("#kon", "[role=option]")),
        Contender("panel", "Panel", ("panel", "plotly", "pandas"),
                  "-m panel serve {here}/panel_page.py --port {port}", "/panel_page", _select(1)),
        Contender("streamlit", "Streamlit", ("streamlit", "plotly", "pandas"),
                  "-m streamlit run {here}/streamlit_page.py --server.port {port} --server.headless true "
                  "--server.address 127.0.0.1 --browser.gatherUsageStats false --server.fileWatcherType none",
                  choose=_menu("[role=combobox] >> nth=1", "[role=option]")),
        Contender("solara", "Solara", ("solara[assets]", "plotly", "pandas", "anywidget"),
                  "-m solara run {here}/solara_page.py --port {port} --production --no-open",
                  choose=_menu(".v-select >> nth=1", ".v-select__content .v-list-item")),
        Contender("voila", "Voilà + FigureWidget", _VOILA, _NOTEBOOK % "voila", choose=_select(1), kernels=True),
        Contender("empty", "floor: an empty Voilà page", _VOILA, _NOTEBOOK % "empty"),
        Contender("static", "floor: a static page", (),
                  "-m http.server {port} --bind 127.0.0.1 --directory {data}/static"),
    )
}  # fmt: skip
