#!/usr/bin/env python3
"""Set up and run medlofte with the standard library alone, the same on Linux, macOS and Windows.

    python3 dev.py demo      install what is missing, publish the demo round, serve the workshop
    python3 dev.py test      install what is missing, then lint, types, import contracts, tests and browser tests
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
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "medlofte-installed.txt"
LOCKS = {"demo": "requirements.txt", "test": "requirements-dev.txt"}
ROUND, EDITION = ROOT / "data" / "stromstad-2017", ROOT / "editions" / "stromstad-2017"
# How a server ends that was told to: by itself, by its own word for interrupted, or by the signal before it listened.
STOPPED = (0, 130, -2, -15, -1)
BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
BROWSER_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"%ProgramFiles%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles(x86)%\Google\Chrome\Application\chrome.exe",
    r"%LocalAppData%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles(x86)%\Microsoft\Edge\Application\msedge.exe",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
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
    """Return the parser of the three commands."""
    top = argparse.ArgumentParser(prog="dev.py", description=__doc__.split("\n", maxsplit=1)[0])
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    made = commands.add_parser("demo", help="install, publish the demo round and serve the workshop")
    made.add_argument("--port", type=int, default=8866, help="port of the server (default 8866; 0 takes a free one)")
    made.add_argument("--no-browser", action="store_true", help="do not open a browser")
    made.add_argument("--lan", action="store_true", help="let other computers in the same network join")
    made.set_defaults(run=demo)
    made = commands.add_parser("test", help="install, then run every check that CI runs")
    made.add_argument("--fast", action="store_true", help="leave out the browser tests (CI never does)")
    made.add_argument("pytest", nargs="*", metavar="PYTEST", help="words for pytest, after --: only pytest then runs")
    made.set_defaults(run=test)
    commands.add_parser("lock", help="remake requirements.txt and requirements-dev.txt (needs uv)").set_defaults(
        run=lock
    )
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
        say("removing a .venv that is half-made or of another Python")
        shutil.rmtree(VENV, ignore_errors=True)
    if not PYTHON.exists():
        say("making .venv")
        call([sys.executable, "-m", "venv", str(VENV)], "The venv module failed. On Debian: apt install python3-venv.")
    # Without its stamp an interrupted installation counts as half-made.
    STAMP.unlink(missing_ok=True)
    say(f"installing {LOCKS[kind]} (some two minutes the first time)")
    advice = "Installing failed; is there a network? Run the command again to go on."
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    call([*pip, "--require-hashes", "-r", LOCKS[kind]], advice)
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
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        raise Stop(advice)


def say(text: str) -> None:
    """Print a line at once."""
    print(f"· {text}", flush=True)


# --- demo ----------------------------------------------------------------------------------------------------------


def demo(options: argparse.Namespace) -> int:
    """Publish the demo round where it is not up to date, and serve it until stopped."""
    install("demo")
    if stale(EDITION / "datapackage.json", (ROUND, ROOT / "medlofte")):
        say("publishing the demo round (about half a minute)")
        call([str(PYTHON), "-m", "medlofte", "publish", str(ROUND), "--out", str(EDITION)], "Publishing failed.")
    command = [str(PYTHON), "-m", "medlofte", "serve", str(EDITION), "--port", str(options.port)]
    command += ["--no-browser"] * options.no_browser + ["--lan"] * options.lan
    return forward(command)


def stale(made: Path, sources: Sequence[Path]) -> bool:
    """Return whether any source is newer than what was made of it."""
    if not made.exists():
        return True
    files = (path for folder in sources for path in folder.rglob("*") if path.suffix != ".pyc" and path.is_file())
    return any(path.stat().st_mtime > made.stat().st_mtime for path in files)


def forward(command: Sequence[str]) -> int:
    """Run a server in the foreground; Ctrl-C and SIGTERM reach it once each, and it ends before we do.

    Returns
    -------
    int
        0 when it was asked to stop and did, else the server's own status.
    """
    asked: list[int] = []
    process: subprocess.Popen[bytes] | None = None

    def stop(number: int, _frame: object) -> None:
        asked.append(number)
        # On Windows the console itself tells the server of Ctrl-C, and a signal from us would kill it outright.
        if process and os.name == "posix":
            process.send_signal(number)

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), stop)
    environment = os.environ | {"PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}
    # In a session of its own the server gets a terminal's Ctrl-C from us alone, not twice.
    process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=os.name == "posix")
    if asked:
        process.terminate()
    status = process.wait()
    return 0 if asked and status in STOPPED else status


# --- test ----------------------------------------------------------------------------------------------------------


CHECKS = {
    "lint": ["-m", "ruff", "check", "."],
    "format": ["-m", "ruff", "format", "--check", "."],
    "types": ["-m", "mypy"],
    "imports": ["-c", "import sys; from importlinter.cli import lint_imports_command as run; sys.exit(run())"],
}


def test(options: argparse.Namespace) -> int:
    """Run every check, tell the time of each, and fail if any failed. pytest runs last."""
    install("test")
    environment = os.environ | {"PYTHONUTF8": "1"}
    if sys.version_info >= (3, 12):
        environment["COVERAGE_CORE"] = "sysmon"  # several times as fast
    if not options.fast:
        environment["MEDLOFTE_BROWSER"] = browser()
    words = options.pytest or ["--cov", "--cov-report=term", "--durations=15"]
    last = {"tests": ["-m", "pytest", *words, *(["--ignore=tests/browser"] if options.fast else [])]}
    steps = last if options.pytest else CHECKS | last
    results = [step(name, words, environment) for name, words in steps.items()]
    print("\n" + "\n".join(f"  {'ok    ' if good else 'FAILED'} {name:<8} {seconds:6.1f} s"
                           for name, good, seconds in results))  # fmt: skip
    return 0 if all(good for _, good, _ in results) else 1


def step(name: str, words: Sequence[str], environment: dict[str, str]) -> tuple[str, bool, float]:
    """Run one check in .venv and return its name, whether it passed and its seconds."""
    say(name)
    start = time.monotonic()
    status = subprocess.run([str(PYTHON), *words], cwd=ROOT, env=environment, check=False).returncode
    return name, status == 0, time.monotonic() - start


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
    """Return an installed browser's program, or nothing."""
    named = os.environ.get("MEDLOFTE_BROWSER", "")
    places = [named, *(os.path.expandvars(place) for place in BROWSER_PLACES), playwright_path()]
    found = [path for name in BROWSERS if (path := shutil.which(name))]
    return next((path for path in [named, *found, *places] if path and Path(path).is_file()), "")


def debian_chromium() -> None:
    """Install Debian's chromium where apt is at hand and we may."""
    may = ["sudo", "-n"] if shutil.which("sudo") else []
    if not shutil.which("apt-get") or (os.name == "posix" and os.geteuid() != 0 and not may):
        return
    prefix = [] if os.geteuid() == 0 else may
    say("installing Debian's chromium")
    for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]):
        subprocess.run([*prefix, "apt-get", *words], stdout=subprocess.DEVNULL, check=False)


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


def lock(_: argparse.Namespace) -> int:
    """Remake both locks; the development one keeps to the versions of the other."""
    uv = shutil.which("uv")
    if not uv:
        raise Stop(
            "uv is not installed; it resolves for every Python and system at once. Install it with: pip install uv"
        )
    common = [uv, "pip", "compile", "pyproject.toml", "--universal", "--generate-hashes", "--no-annotate", "--quiet",
              "--python-version", "3.11", "--custom-compile-command", "python dev.py lock"]  # fmt: skip
    call([*common, "-o", LOCKS["demo"]], "Resolving failed.")
    call([*common, "--extra", "dev", "-c", LOCKS["demo"], "-o", LOCKS["test"]], "Resolving failed.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
