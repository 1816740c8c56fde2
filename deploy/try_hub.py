"""Try the hub for real: JupyterHub and its proxy, two kommuner at once, people in browsers, a server killed.

    .venv/bin/python deploy/try_hub.py [--tools FOLDER]

JupyterHub is installed by pip and its proxy by npm into FOLDER (by default one that is thrown away; keep it to try
again sooner). One kommun's workshop is kept in SQLite, the other's in PostgreSQL. Each step says what was seen; the
script ends with status 1 at the first that fails. Needs Node.js and a browser, and the packages of `dev.py test`.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from medlofte.workshop.store import Store, default_url  # noqa: E402
from tests import postgres  # noqa: E402
from tests.browser.driver import DRAWN, QUIET_S, enter, launch, new_context  # noqa: E402
from tests.sample import sample_edition  # noqa: E402
from tests.trial import PATIENCE_S, answers, free, said, until  # noqa: E402

ASLEEP_S = 20  # in this trial; in workshops.toml it is hours
EXTRA = """
load_subconfig({config!r})
c.JupyterHub.bind_url = {address!r}
c.JupyterHub.hub_port = {hub}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api}"
c.ConfigurableHTTPProxy.command = [{proxy!r}]
c.ConfigurableHTTPProxy.pid_file = "proxy.pid"
c.JupyterHub.authenticator_class = "dummy"
c.JupyterHub.last_activity_interval = 5
c.JupyterHub.activity_resolution = 1
"""


def main() -> None:
    """Install what is needed, start the hub and walk through a meeting in two kommuner."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tools", type=Path, metavar="FOLDER", help="where JupyterHub and its proxy are installed")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url, why = stack.enter_context(postgres.server(folder))
        if url is None:
            sys.exit(f"No PostgreSQL: {why}")
        tools = installed((options.tools or folder / "tools").resolve())
        hub = stack.enter_context(running(folder, tools, postgres_url=url))
        browser = launch(stack.enter_context(sync_playwright()))
        stack.callback(browser.close)
        Trial(hub, browser).walk()


def installed(folder: Path) -> Path:
    """Return the folder with JupyterHub (``bin``) and its proxy (``node_modules/.bin``) in it."""
    if not (folder / "bin" / "jupyterhub").is_file():
        venv.create(folder, with_pip=True)
        pip = [folder / "bin" / "pip", "install", "--quiet", "jupyterhub", "jupyterhub-idle-culler"]
        subprocess.run(pip, check=True)
    if not (folder / "node_modules" / ".bin" / "configurable-http-proxy").exists():
        npm = ["npm", "install", "--silent", "--prefix", folder, "configurable-http-proxy"]
        subprocess.run(npm, check=True)
    return folder


class Hub:
    """A running hub: its address, its log, and the two workshops' stores."""

    def __init__(self, address: str, command: list[Path | str], *, folder: Path, environment: dict[str, str]) -> None:
        self.address, self.command, self.folder, self.environment = address, command, folder, environment
        self.log = folder / "hub.log"
        self.stores: dict[str, Store] = {}
        self.start()

    def start(self) -> None:
        """Start it and wait until it answers."""
        with self.log.open("a", encoding="utf-8") as out:
            self.process = subprocess.Popen(self.command, cwd=self.folder, env=self.environment, stdout=out, stderr=out)
        until(lambda: answers(f"{self.address}/hub/health"), "the hub answers")

    def stop(self) -> None:
        """End the hub, its proxy and then the servers, which would live on."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)
        for kommun in self.stores:
            for number in self.processes(kommun):
                os.kill(number, signal.SIGTERM)

    def link(self, kommun: str, path: str = "") -> str:
        """Return an address of a kommun's workshop."""
        return f"{self.address}/user/{kommun}/{path}"

    def processes(self, kommun: str) -> list[int]:
        """Return the process ids of a kommun's servers (their kernels have other command lines)."""
        found = subprocess.run(["pgrep", "-f", f"medlofte serve .*/{kommun}/"], capture_output=True, text=True,
                               check=False)  # fmt: skip
        return [int(number) for number in found.stdout.split()]


@contextmanager
def running(folder: Path, tools: Path, *, postgres_url: str) -> Iterator[Hub]:
    """Yield a hub that answers, set up by the shipped configuration with another log-in and other ports."""
    ports = free(3)
    address = f"http://127.0.0.1:{ports[0]}"
    urls = {"stromstad": "", "sotenas": postgres_url}
    rows = [f"address = {json.dumps(address)}", f"idle_hours = {ASLEEP_S / 3600}"]
    for (kommun, url), leader in zip(urls.items(), ("anna", "cecilia"), strict=True):
        edition = sample_edition(folder / kommun / "utgava", kommun=kommun.title()).path
        urls[kommun] = url or default_url(edition)
        rows += [f"[workshops.{kommun}]", f"edition = {json.dumps(str(edition))}", f'leaders = ["{leader}"]']
        rows += [f"store = {json.dumps(url)}"] if url else []
    (folder / "workshops.toml").write_text("\n".join(rows), encoding="utf-8")
    proxy = str(tools / "node_modules" / ".bin" / "configurable-http-proxy")
    extra = EXTRA.format(config=str(ROOT / "deploy/hub/jupyterhub_config.py"), address=address, proxy=proxy,
                         hub=ports[1], api=ports[2])  # fmt: skip
    (folder / "trial_config.py").write_text(extra, encoding="utf-8")
    environment = os.environ | {"MEDLOFTE_WORKSHOPS": str(folder / "workshops.toml"), "MEDLOFTE_PYTHON": sys.executable,
                                "MEDLOFTE_HOME": str(folder / "homes"), "PYTHONPATH": str(ROOT)}  # fmt: skip
    (folder / "homes").mkdir()
    command = [tools / "bin" / "jupyterhub", "--config", folder / "trial_config.py"]
    hub = Hub(address, command, folder=folder, environment=environment)
    try:
        hub.stores |= {kommun: Store.open(url) for kommun, url in urls.items()}
        yield hub
    except BaseException:
        print(hub.log.read_text("utf-8")[-6000:], file=sys.stderr)
        raise
    finally:
        hub.stop()
        for store in hub.stores.values():
            store.close()


class Trial:
    """A meeting in two kommuner at once."""

    def __init__(self, hub: Hub, browser: Browser) -> None:
        self.hub, self.browser = hub, browser

    def walk(self) -> None:
        """Take every step; AssertionError or a time-out at the first that fails."""
        hub = self.hub
        anna, cecilia = self.profile(), self.profile()
        leading = {
            "stromstad": self.lead(anna, "anna", "stromstad"),
            "sotenas": self.lead(cecilia, "cecilia", "sotenas"),
        }
        said("two leaders logged in, started their servers and lead", processes=[hub.processes(k) for k in hub.stores])
        self.stranger(anna)
        room = self.profile()
        votes = {kommun: self.join(room, kommun) for kommun in leading}
        said("one browser joined both kommuner by their codes, without a hub account; cookies keep apart")
        for kommun, page in leading.items():
            self.open_round(page, kommun)
            self.vote(votes[kommun], kommun)
            until(lambda page=page: "1 av 1" in page.content(), "the leader sees the vote")
        said("both voted; both leaders see it")
        self.dashboard(room, "stromstad")
        for kommun in leading:
            self.killed(votes[kommun], kommun)
        self.renewed(votes)
        for kommun, page in leading.items():
            page.goto(hub.link(kommun, "led"))
            page.get_by_role("button", name="Stäng omgången").click()
            page.get_by_text(re.compile(r"Omgång \d+ är stängd\.")).wait_for()
            assert len(hub.stores[kommun].voting.ballots(1)) == 1
        said("the rounds are closed with every vote in them")
        for context in (anna, cecilia, room):
            context.close()
        self.asleep("stromstad")

    def profile(self) -> BrowserContext:
        """Return a browser profile of its own, known to nobody."""
        return new_context(self.browser)

    def log_in(self, page: Page, name: str) -> None:
        """Fill in the hub's log-in."""
        page.get_by_label("Username").fill(name)
        page.get_by_label("Password").fill("vilket som helst")
        page.get_by_role("button", name="Sign in").click()

    def lead(self, context: BrowserContext, name: str, kommun: str) -> Page:
        """Log in to the hub, let it start the server, and enter as leader with the same account."""
        page = context.new_page()
        page.goto(self.hub.link(kommun))
        assert "Då behöver du inget konto" in page.content()
        self.log_in(page, kommun)
        page.get_by_text("Invalid username or password").wait_for()  # nobody logs in as the workshop's own account
        self.log_in(page, name)
        until(lambda: self.started(page), "the server is started and asks who is there")
        self.enter(page)
        page.wait_for_url(self.hub.link(kommun))
        assert "Mötesledare" in page.content()
        return page

    @staticmethod
    def started(page: Page) -> bool:
        """Press what the hub offers until our own page comes."""
        page.wait_for_load_state()
        launch_it = page.locator("#start")
        if "/hub/" in page.url and launch_it.count():
            launch_it.first.click()
        return "/anslut" in page.url

    def enter(self, page: Page) -> None:
        """Press «Logga in med ditt konto», and the hub's question whether that is meant."""
        page.get_by_role("link", name="Logga in med ditt konto").click()
        page.wait_for_load_state()
        agree = page.get_by_role("button", name=re.compile("Authorize"))
        if agree.count():
            agree.click()

    def stranger(self, anna: BrowserContext) -> None:
        """See that one kommun's leader is nobody in the other."""
        page = anna.new_page()
        page.goto(self.hub.link("sotenas", "anslut"))
        page.get_by_role("link", name="Logga in med ditt konto").click()
        page.wait_for_load_state()
        assert page.get_by_role("button", name=re.compile("Authorize")).count() == 0
        assert anna.request.get(self.hub.link("sotenas", "led"), max_redirects=0).status == 302
        said("a leader of one kommun may not enter the other", answer=page.title())
        page.close()

    def join(self, context: BrowserContext, kommun: str) -> Page:
        """Join by the participants' link, as police."""
        page = context.new_page()
        enter(page, self.hub.link(kommun, f"anslut/{self.hub.stores[kommun].codes()['annan']}"))
        page.wait_for_url(self.hub.link(kommun))
        return page

    def open_round(self, page: Page, kommun: str) -> None:
        """Open a round of votes."""
        page.goto(self.hub.link(kommun, "led"))
        page.get_by_role("radio", name="Bedömning").check()
        page.get_by_role("button", name="Öppna omgången").click()
        page.get_by_text(re.compile(r"Omgång \d+ är öppen\.")).wait_for()

    def vote(self, page: Page, kommun: str) -> None:
        """Answer the first question and save."""
        page.goto(self.hub.link(kommun, "rost"))
        page.locator("fieldset").first.get_by_role("radio", name="Delvis").check()
        page.get_by_role("button", name="Spara").first.click()
        page.get_by_text("Ditt svar är sparat.").wait_for()

    def dashboard(self, context: BrowserContext, kommun: str) -> None:
        """Open a page with a kernel: websockets through the hub's proxy."""
        page = context.new_page()
        start = time.monotonic()
        page.goto(self.hub.link(kommun, "voila/render/lagesbild.ipynb"))
        page.wait_for_function(DRAWN, arg=QUIET_S, timeout=PATIENCE_S * 1000)
        said("a page with a kernel stands, by websocket through the proxy", seconds=time.monotonic() - start)
        page.close(run_before_unload=True)

    def killed(self, page: Page, kommun: str) -> None:
        """Kill the server: it comes back by itself, and the participant is still in with the vote as it was."""
        [before] = self.hub.processes(kommun)
        os.kill(before, signal.SIGKILL)
        start = time.monotonic()
        until(lambda: answers(self.hub.link(kommun, "halsa")), "the server is back")
        seconds = time.monotonic() - start
        assert before not in self.hub.processes(kommun)
        page.goto(self.hub.link(kommun, "rost"))
        assert page.locator("fieldset").first.get_by_role("radio", name="Delvis").is_checked()
        said(f"kill -9 of {kommun}'s server: it is back, nothing lost", seconds=seconds)

    def renewed(self, votes: dict[str, Page]) -> None:
        """Kill the hub itself: the servers go on, and a new hub finds them."""
        before = [self.hub.processes(kommun) for kommun in votes]
        # A hub that is killed cannot end its service; a machine's service manager does.
        services = [
            p for p in psutil.Process(self.hub.process.pid).children() if "jupyterhub_idle_culler" in p.cmdline()
        ]
        self.hub.process.kill()
        self.hub.process.wait()
        for service in services:
            service.terminate()
        self.hub.start()
        time.sleep(5)
        assert [self.hub.processes(kommun) for kommun in votes] == before
        for kommun, page in votes.items():
            page.goto(self.hub.link(kommun, "rost"))
            assert page.locator("fieldset").first.get_by_role("radio", name="Delvis").is_checked()
        said("kill -9 of the hub: a new one finds the same servers")

    def asleep(self, kommun: str) -> None:
        """Leave the meeting: the server is put to sleep, and started again with all that was said."""
        start = time.monotonic()
        until(lambda: not self.hub.processes(kommun), "the server is put to sleep", seconds=6 * ASLEEP_S)
        slept = time.monotonic() - start
        page = self.lead(self.profile(), "anna", kommun)
        page.goto(self.hub.link(kommun, "led"))
        assert "Omgång 1 är stängd" in page.content()
        said("put to sleep when nobody was there, started again by its leader: all is there", seconds=slept)


if __name__ == "__main__":
    if shutil.which("npm") is None:
        sys.exit("Node.js (npm) is needed for the hub's proxy.")
    main()
