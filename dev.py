#!/usr/bin/env python3
"""Set up and run medlofte with the standard library alone, the same on Linux, macOS and Windows.

    python3 dev.py demo      install what is missing, publish the demo round, serve its workshop (--empty: a new one)
    python3 dev.py test      install what is missing, then lint, types, import contracts, tests and browser tests
    python3 dev.py docs      install what is missing, then make the docs' site in site/, to open from the disk
    python3 dev.py lock      remake the hash-locked requirements from pyproject.toml

Everything is installed into .venv beside this file. A second run starts in seconds.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "medlofte-installed.txt"
LOCKS = {"demo": "requirements.txt", "test": "requirements-dev.txt"}
ROUND, EDITION = ROOT / "data" / "stromstad-2017", ROOT / "editions" / "stromstad-2017"
WORKED = ROOT / "data" / "workshops" / "stromstad-2017.zip"
NO_VENV = "The venv module failed. On Debian and Ubuntu: apt install python3-venv, then run the command again."
# How a server ends that was told to: by itself, by its own word for interrupted, or by the signal before it listened.
STOPPED = (0, 130, -2, -15, -1)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "microsoft-edge", "msedge")
BROWSER_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"%ProgramFiles%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles(x86)%\Google\Chrome\Application\chrome.exe",
    r"%LocalAppData%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles%\Microsoft\Edge\Application\msedge.exe",
    r"%ProgramFiles(x86)%\Microsoft\Edge\Application\msedge.exe",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    options = parser().parse_args(arguments)
    # As an exception a SIGTERM takes the child process along; by itself it would leave it behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        return int(options.run(options))
    except KeyboardInterrupt:
        return 130
    except Stop as stop:
        print(f"\ndev.py: {stop}", file=sys.stderr)
        return 1


def parser() -> argparse.ArgumentParser:
    """Return the parser of the commands."""
    top = argparse.ArgumentParser(prog="dev.py", description=__doc__.split("\n", maxsplit=1)[0])
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    made = commands.add_parser("demo", help="install, publish the demo round and serve the workshop")
    made.add_argument("--port", type=int, default=8866, help="port of the server (default 8866; 0 takes a free one)")
    made.add_argument("--no-browser", action="store_true", help="do not open a browser")
    made.add_argument("--lan", action="store_true", help="let other computers in the same network join")
    made.add_argument("--empty", action="store_true", help="a workshop that has not begun, in place of the worked one")
    made.set_defaults(run=demo)
    made = commands.add_parser("test", help="install, then run every check that CI runs")
    made.add_argument("--fast", action="store_true", help="leave out the browser tests (CI never does)")
    made.add_argument("pytest", nargs="*", metavar="PYTEST", help="words for pytest, after --: only pytest then runs")
    made.set_defaults(run=test)
    commands.add_parser("docs", help="make the docs' site in site/").set_defaults(run=docs)
    commands.add_parser("lock", help="remake requirements.txt and requirements-dev.txt").set_defaults(run=lock)
    return top


class Stop(Exception):  # noqa: N818 - not an error of the program
    """Something that the user has to mend first."""


# --- set-up --------------------------------------------------------------------------------------------------------


def install(kind: str) -> None:
    """Make .venv what ``kind`` needs; do nothing where it already is. The test set-up holds all that the demo needs."""
    if sys.version_info < (3, 11):
        raise Stop(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    made = STAMP.read_text("utf-8") if PYTHON.exists() and STAMP.exists() else ""
    if made in {fingerprint(kind), fingerprint("test")}:
        return
    if VENV.exists() and not made.startswith(sys.version):
        if Path(sys.prefix).resolve() == VENV.resolve():
            raise Stop("This Python lives in the .venv that has to be made anew. Run deactivate, then try again.")
        say("removing a .venv that is half-made or of another Python")
        shutil.rmtree(VENV, ignore_errors=True)
    if not PYTHON.exists():
        say("making .venv")
        call([sys.executable, "-m", "venv", str(VENV)], NO_VENV)
    # Without its stamp an interrupted installation counts as half-made.
    STAMP.unlink(missing_ok=True)
    say(f"installing {LOCKS[kind]} (some two minutes the first time)")
    advice = "Installing failed; is there a network? Run the command again to go on."
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    # The lock names everything; resolving anew, pip may take a later release for a name with an extra, without a hash.
    call([*pip, "--require-hashes", "--no-deps", "-r", LOCKS[kind]], advice)
    call([*pip, "--no-deps", "--no-build-isolation", "-e", "."], advice)
    STAMP.write_text(fingerprint(kind), "utf-8")


def fingerprint(kind: str) -> str:
    """Return what an installation rests on: the lock, the project's set-up, the installed data and the Python."""
    digest = hashlib.sha256(kind.encode())
    data = sorted(path for path in (ROOT / "jupyter").rglob("*") if path.is_file())
    for path in (ROOT / LOCKS[kind], ROOT / "pyproject.toml", ROOT / "medlofte" / "__init__.py", *data):
        digest.update(path.read_bytes())
    return f"{sys.version}\n{digest.hexdigest()}"


def call(command: Sequence[str], advice: str) -> None:
    """Run a command that must succeed."""
    if subprocess.run(command, cwd=ROOT, env=surroundings(), check=False).returncode:
        raise Stop(advice)


def surroundings(**more: str) -> dict[str, str]:
    """Return the environment of everything we run: ours, pip's settings as they are, and UTF-8 on every system."""
    return os.environ | {"PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"} | more


def say(text: str) -> None:
    """Print a line at once."""
    print(f"· {text}", flush=True)


# --- demo ----------------------------------------------------------------------------------------------------------


def demo(options: argparse.Namespace) -> int:
    """Publish the demo round where it is not up to date, and serve it until stopped."""
    install("demo")
    if stale(EDITION / "datapackage.json", (ROUND, ROOT / "medlofte")):
        say("publishing the demo round (about a minute)")
        # An edition is never changed, and a new one would get a new name; the demo always has the same one.
        shutil.rmtree(EDITION, ignore_errors=True)
        call([str(PYTHON), "-m", "medlofte", "publish", str(ROUND), "--out", str(EDITION)], "Publishing failed.")
    store = EDITION.with_name(f"{EDITION.name}.{'empty' if options.empty else 'workshop'}.sqlite")
    if not options.empty and not store.exists():
        say("restoring the worked workshop, invented too (python3 dev.py demo --empty starts without it)")
        words = ["workshop", "import", str(WORKED), "--store", str(store)]
        call([str(PYTHON), "-m", "medlofte", *words], "The worked workshop could not be restored.")
    command = [str(PYTHON), "-m", "medlofte", "serve", str(EDITION), "--port", str(options.port), "--store", str(store)]
    command += ["--no-browser"] * options.no_browser + ["--lan"] * options.lan
    status, asked = foreground(command, surroundings(), told=signal.SIGTERM)
    return 0 if asked and status in STOPPED else status


def stale(made: Path, sources: Sequence[Path]) -> bool:
    """Return whether any source is newer than what was made of it."""
    if not made.exists():
        return True
    files = (path for folder in sources for path in folder.rglob("*") if path.suffix != ".pyc" and path.is_file())
    return any(path.stat().st_mtime > made.stat().st_mtime for path in files)


def foreground(command: Sequence[str], environment: dict[str, str], *, told: signal.Signals) -> tuple[int, bool]:
    """Run a command until it ends, and never leave it behind.

    Parameters
    ----------
    told
        What the command gets on Ctrl-C, SIGTERM or a closed terminal: the signal that it ends tidily by.

    Returns
    -------
    tuple
        The command's status, and whether it was asked to stop.
    """
    asked: list[int] = []
    process: subprocess.Popen[bytes] | None = None

    def stop(number: int, _frame: object) -> None:
        asked.append(number)
        # On Windows the console itself tells the command of Ctrl-C, and a signal from us would kill it outright.
        if process and os.name == "posix":
            process.send_signal(told)

    names = [name for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), stop) for name in names}
    try:
        # In a session of its own the command gets a terminal's Ctrl-C from us alone, not twice.
        process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=os.name == "posix")
        if asked:
            process.terminate()
        return process.wait(), bool(asked)
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


# --- test ----------------------------------------------------------------------------------------------------------


WITHOUT_BROWSER = "--ignore=tests/browser"
CHECKS = {
    "lint": ["-m", "ruff", "check", "."],
    "format": ["-m", "ruff", "format", "--check", "."],
    "types": ["-m", "mypy"],
    "imports": ["-c", "import sys; from importlinter.cli import lint_imports_command as run; sys.exit(run())"],
}
# The better part of a minute on one core: it runs beside the others, and says what it found after the tests.
ASIDE = ("types",)


def test(options: argparse.Namespace) -> int:
    """Run every check; tell the time of each and return the first failing one's status."""
    install("test")
    environment = surroundings()
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # kernels and servers would each compile us anew
    if sys.version_info >= (3, 12):
        environment["COVERAGE_CORE"] = "sysmon"  # several times as fast
    if not options.fast:
        environment["MEDLOFTE_BROWSER"] = browser()
    chosen = {"tests": ["-m", "pytest", *options.pytest, *[WITHOUT_BROWSER] * options.fast]}
    statuses = run(chosen if options.pytest else CHECKS | pytest_runs(fast=options.fast), environment)
    print(summary(statuses), flush=True)
    return next((status for status, _ in statuses.values() if status), 0)


def run(steps: dict[str, list[str]], environment: dict[str, str]) -> dict[str, tuple[int, float]]:
    """Run the steps, those of ``ASIDE`` beside the others, and return each one's status and seconds, in order."""
    aside = {name: Aside(steps[name], environment) for name in steps if name in ASIDE}
    statuses = {}
    try:
        for name in (name for name in steps if name not in ASIDE):
            say(name)
            start = time.monotonic()
            # pytest ends servers and browsers of its own on SIGINT, not on SIGTERM.
            status, asked = foreground([str(PYTHON), *steps[name]], environment, told=signal.SIGINT)
            statuses[name] = (status or 130 * asked, time.monotonic() - start)
            if asked:
                return statuses
        for name, one in aside.items():
            say(name)
            statuses[name] = one.result()
    finally:
        for one in aside.values():
            one.stop()
    return {name: statuses[name] for name in steps}


class Aside:
    """A check that runs beside the others; what it says is kept until it is asked for, and then shown whole."""

    def __init__(self, words: Sequence[str], environment: dict[str, str]) -> None:
        self._said, self._took, self._start = "", 0.0, time.monotonic()
        self._process = subprocess.Popen([str(PYTHON), *words], cwd=ROOT, env=environment, stdout=subprocess.PIPE,
                                         stderr=subprocess.STDOUT, text=True, encoding="utf-8", errors="replace",
                                         start_new_session=os.name == "posix")  # fmt: skip
        self._listening = threading.Thread(target=self._listen)
        self._listening.start()

    def _listen(self) -> None:
        self._said = self._process.communicate()[0]
        self._took = time.monotonic() - self._start

    def result(self) -> tuple[int, float]:
        """Wait until it has ended, show what it said, and return its status and seconds."""
        self._listening.join()
        print(self._said, end="", flush=True)
        return self._process.returncode, self._took

    def stop(self) -> None:
        """End it if it still runs."""
        self._process.terminate()
        self._listening.join()


def pytest_runs(*, fast: bool) -> dict[str, list[str]]:
    """Return pytest's words: all but the browser tests on every core, with coverage, then those two at a time."""
    several = ["-m", "pytest", "--durations=15"]
    tests = [*several, "--numprocesses=auto", "--dist=worksteal", WITHOUT_BROWSER, "--cov", "--cov-report=term"]
    # A page is mostly waited for; a test that watches the clock has the machine to itself (tests/browser/conftest.py).
    two = ["--numprocesses=2", "--dist=worksteal"] if os.name == "posix" else []
    browsers = [*several, *two, "tests/browser"]
    return {"tests": tests} if fast else {"tests": tests, "browser": browsers}


def summary(statuses: dict[str, tuple[int, float]]) -> str:
    """Return a line for each check: whether it passed, and its seconds."""
    return "\n" + "\n".join(f"  {'FAILED' if status else 'ok    '} {name:<8} {seconds:6.1f} s"
                             for name, (status, seconds) in statuses.items())  # fmt: skip


def browser() -> str:
    """Return a browser's program: one installed, else Debian's chromium, else Playwright's own.

    Raises
    ------
    Stop
        When there is none and none can be fetched.
    """
    for fetch in (lambda: None, debian_chromium, playwright_chromium):
        fetch()
        if found := installed_browser():
            return found
    raise Stop("No browser. Install Chromium, Chrome or Edge, or set MEDLOFTE_BROWSER to one; or use test --fast.")


def installed_browser() -> str:
    """Return the program of an installed browser that starts, or nothing."""
    named = os.environ.get("MEDLOFTE_BROWSER", "")
    found = [path for name in BROWSERS if (path := shutil.which(name))]
    places = [os.path.expandvars(place) for place in BROWSER_PLACES]
    return next((path for path in [named, *found, *places] if starts(path)), "") or (
        path if starts(path := playwright_path()) else ""
    )


def starts(path: str) -> bool:
    """Return whether a browser's program is there and runs; Ubuntu's chromium-browser may only say how to get it."""
    if not path or not Path(path).is_file():
        return False
    if os.name != "posix":
        return True  # there --version opens a window
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def debian_chromium() -> None:
    """Install Debian's chromium where apt is at hand and we may."""
    may = ["sudo", "-n"] if shutil.which("sudo") else []
    if not shutil.which("apt-get") or (os.name == "posix" and os.geteuid() != 0 and not may):
        return
    prefix = [] if os.geteuid() == 0 else may
    say("installing Debian's chromium")
    for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]):
        subprocess.run([*prefix, "apt-get", *words], env=surroundings(DEBIAN_FRONTEND="noninteractive"),
                       stdout=subprocess.DEVNULL, check=False)  # fmt: skip


def playwright_chromium() -> None:
    """Let Playwright fetch a browser of its own."""
    say("fetching Playwright's chromium")
    subprocess.run([str(PYTHON), "-m", "playwright", "install", "chromium"], check=False)


def playwright_path() -> str:
    """Return where Playwright keeps its own browser."""
    code = ("from playwright.sync_api import sync_playwright as s\n"
            "with s() as p: print(p.chromium.executable_path)")  # fmt: skip
    told = subprocess.run([str(PYTHON), "-c", code], capture_output=True, text=True, check=False)
    return told.stdout.strip()


# --- lock ----------------------------------------------------------------------------------------------------------


def docs(_: argparse.Namespace) -> int:
    """Make the docs' site; a link that leads nowhere fails it."""
    install("test")
    call([str(PYTHON), "-m", "mkdocs", "build", "--strict", "--quiet"], "The docs' site could not be made.")
    say(f"open {(ROOT / 'site' / 'index.html').as_uri()}")
    return 0


def lock(_: argparse.Namespace) -> int:
    """Remake both locks; the development one keeps to the versions of the other."""
    with tempfile.TemporaryDirectory(prefix="medlofte-lock-") as folder:
        uv = shutil.which("uv") or fetched_uv(Path(folder))
        common = [uv, "pip", "compile", "pyproject.toml", "--universal", "--generate-hashes", "--no-annotate",
                  "--quiet", "--python-version", "3.11", "--custom-compile-command", "python dev.py lock"]  # fmt: skip
        call([*common, "-o", LOCKS["demo"]], "Resolving failed.")
        call([*common, "--extra", "dev", "-c", LOCKS["demo"], "-o", LOCKS["test"]], "Resolving failed.")
    return 0


def fetched_uv(folder: Path) -> str:
    """Install uv, which resolves for every Python and system at once, in a throw-away folder; return its program."""
    say("fetching uv")
    call([sys.executable, "-m", "venv", str(folder)], NO_VENV)
    programs = folder / PYTHON.parent.name
    python = programs / PYTHON.name
    call([str(python), "-m", "pip", "install", "--quiet", "uv"], "uv is not installed and could not be fetched.")
    return str(programs / ("uv.exe" if os.name == "nt" else "uv"))


if __name__ == "__main__":
    sys.exit(main())
