"""dev.py: what it decides on, and that a server it runs is told to stop and is gone afterwards."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import dev
from tests.trial import crowded

ROOT = Path(__file__).parents[1]
# Each signal counts: one that came twice would show in the status.
SERVER = """
import signal, sys, time
came = []
for one in (signal.SIGINT, signal.SIGTERM):
    signal.signal(one, lambda *_: came.append(1))
print("uppe")
while not came:
    time.sleep(0.05)
time.sleep(0.3)
sys.exit(len(came) - 1)
"""


@pytest.fixture(autouse=True)
def signals_as_before() -> Iterator[None]:
    """Put back the signal that ``main`` takes over."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """Run dev.py by this Python."""
    return subprocess.run([sys.executable, str(ROOT / "dev.py"), *words], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("words", [(), ("demo",), ("test",), ("lock",)])
def test_every_command_has_help(words: tuple[str, ...]) -> None:
    told = run(*words, "--help")
    assert told.returncode == 0
    assert "usage: dev.py" in told.stdout


def test_dev_needs_nothing_but_the_standard_library() -> None:
    code = "import sys; sys.path.insert(0, sys.argv[1]); import dev"
    subprocess.run([sys.executable, "-I", "-S", "-c", code, str(ROOT)], check=True, capture_output=True)


def test_words_after_two_dashes_go_to_pytest() -> None:
    assert dev.parser().parse_args(["test", "--", "-k", "name", "-x"]).pytest == ["-k", "name", "-x"]
    assert dev.parser().parse_args(["demo", "--port", "0", "--no-browser"]).port == 0


def test_an_old_python_is_told_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 9))
    assert dev.main(["demo"]) == 1
    assert "Python 3.11 or newer is needed" in capsys.readouterr().err


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Draw a small project, with what dev.py runs written down instead of run."""
    for name in ("requirements.txt", "requirements-dev.txt", "pyproject.toml", "medlofte/__init__.py", "jupyter/a.css"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name, "utf-8")
    python = tmp_path / ".venv" / "bin" / "python"
    for name, value in {"ROOT": tmp_path, "VENV": tmp_path / ".venv", "PYTHON": python,
                        "STAMP": tmp_path / ".venv" / "stamp"}.items():  # fmt: skip
        monkeypatch.setattr(dev, name, value)
    return tmp_path


@pytest.fixture
def called(project: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Collect the commands; making the environment makes its Python, as the venv module would."""
    commands: list[list[str]] = []

    def call(command: list[str], _advice: str) -> None:
        commands.append(command)
        dev.PYTHON.parent.mkdir(parents=True, exist_ok=True)
        dev.PYTHON.touch()

    monkeypatch.setattr(dev, "call", call)
    return commands


def test_the_first_run_installs_and_the_second_does_nothing(called: list[list[str]]) -> None:
    dev.install("demo")
    assert [command[-1] for command in called] == [str(dev.VENV), "requirements.txt", "."]
    assert "--require-hashes" in called[1]
    assert {"--no-deps", "--no-build-isolation", "-e"} < set(called[2])
    called.clear()
    dev.install("demo")
    assert called == []


def test_the_test_set_up_holds_the_demos_but_not_the_other_way(called: list[list[str]]) -> None:
    dev.install("demo")
    called.clear()
    dev.install("test")
    assert [command[-1] for command in called] == ["requirements-dev.txt", "."]
    called.clear()
    dev.install("demo")
    assert called == []


def test_an_environment_of_another_python_is_made_anew(called: list[list[str]]) -> None:
    dev.install("demo")
    dev.STAMP.write_text("3.10.0\nx", "utf-8")
    called.clear()
    dev.install("demo")
    assert called[0][1:3] == ["-m", "venv"]


def test_the_environment_that_runs_us_is_not_removed(
    project: Path, called: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    dev.PYTHON.parent.mkdir(parents=True)
    dev.PYTHON.touch()
    monkeypatch.setattr(sys, "prefix", str(project / ".venv"))
    with pytest.raises(dev.Stop, match="deactivate"):
        dev.install("demo")
    assert dev.PYTHON.exists()
    assert called == []


@pytest.mark.parametrize("name", ["requirements.txt", "pyproject.toml", "jupyter/a.css"])
def test_a_change_of_what_is_installed_installs_again(name: str, project: Path, called: list[list[str]]) -> None:
    dev.install("demo")
    called.clear()
    (project / name).write_text("changed", "utf-8")
    dev.install("demo")
    assert [command[-1] for command in called] == ["requirements.txt", "."]


def test_a_half_made_environment_is_made_anew(project: Path, called: list[list[str]]) -> None:
    dev.PYTHON.parent.mkdir(parents=True)
    dev.PYTHON.touch()
    left = project / ".venv" / "left"
    left.touch()
    dev.install("demo")
    assert not left.exists()
    assert called[0][1:3] == ["-m", "venv"]


def test_a_command_that_fails_stops_with_advice(project: Path) -> None:
    with pytest.raises(dev.Stop, match="is there a network"):
        dev.call([sys.executable, "-c", "raise SystemExit(1)"], "Installing failed; is there a network?")


def test_an_edition_is_stale_when_a_source_is_newer(tmp_path: Path) -> None:
    source, made = tmp_path / "source", tmp_path / "made"
    source.mkdir()
    (source / "a.csv").write_text("1")
    assert dev.stale(made, (source,))
    made.write_text("1")
    os.utime(source / "a.csv", (1, 1))
    assert not dev.stale(made, (source,))
    os.utime(made, (0, 0))
    assert dev.stale(made, (source,))


@pytest.fixture
def checked(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let this Python run small programs in place of the checks, and pytest over one test."""
    monkeypatch.setattr(dev, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(dev, "install", lambda _kind: None)
    steps = {"lint": ["-c", ""], "types": ["-c", "raise SystemExit(3)"], "imports": ["-c", "raise SystemExit(4)"]}
    monkeypatch.setattr(dev, "CHECKS", steps)
    (project / "test_one.py").write_text("def test_one(): pass\n", "utf-8")
    (project / "pyproject.toml").write_text("", "utf-8")
    return project


@pytest.mark.usefixtures("checked")
def test_every_check_runs_and_the_first_that_fails_gives_the_status(capfd: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["test", "--fast"]) == 3
    *said, lint, types, imports, tests = capfd.readouterr().out.splitlines()
    assert any("1 passed" in line for line in said), "pytest's own closing line stands above the table"
    assert [line.split()[:2] for line in (lint, types, imports, tests)] == [
        ["ok", "lint"], ["FAILED", "types"], ["FAILED", "imports"], ["ok", "tests"]]  # fmt: skip


@pytest.mark.usefixtures("checked")
def test_what_runs_beside_the_others_says_it_all_at_once_and_after_them(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    says = "import time; print('one', flush=True); time.sleep({}); print('two'); raise SystemExit({})"
    steps = {"types": ["-c", says.format(0.5, 3)], "lint": ["-c", says.format(0.2, 0)]}
    monkeypatch.setattr(dev, "CHECKS", steps)
    assert dev.main(["test", "--fast"]) == 3
    lines = capfd.readouterr().out.splitlines()
    assert lines[:3] == ["· lint", "one", "two"]
    assert lines[-7:-4] == ["· types", "one", "two"]
    assert [line.split()[:2] for line in lines[-3:]] == [["FAILED", "types"], ["ok", "lint"], ["ok", "tests"]]


@pytest.mark.usefixtures("project")
def test_what_runs_beside_the_others_ends_with_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(dev, "foreground", lambda *_words, **_more: (0, True))
    start = time.monotonic()
    steps = {"types": ["-c", "import time; time.sleep(60)"], "tests": ["-c", ""]}
    assert [*dev.run(steps, dict(os.environ))] == ["tests"], "who asks the tests to stop does not wait for the types"
    assert time.monotonic() - start < 30


@pytest.mark.usefixtures("checked")
def test_words_for_pytest_run_pytest_alone(capfd: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["test", "--fast", "--", "-k", "nothing"]) == pytest.ExitCode.NO_TESTS_COLLECTED
    out = capfd.readouterr().out
    assert "lint" not in out
    assert "1 deselected" in out


@pytest.mark.skipif(os.name != "posix", reason="Windows sends Ctrl-C to whole consoles")
def test_a_named_browser_is_taken_if_it_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = tmp_path / "browser"
    named.write_text("#!/bin/sh\nexit 0\n")
    named.chmod(0o755)
    monkeypatch.setenv("MEDLOFTE_BROWSER", str(named))
    assert dev.browser() == str(named)
    named.write_text("#!/bin/sh\necho install the snap\nexit 1\n")
    assert not dev.starts(str(named))
    named.chmod(0o644)
    assert not dev.starts(str(named))


def test_without_any_browser_it_stops_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []
    monkeypatch.setenv("MEDLOFTE_BROWSER", str(tmp_path / "none"))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(dev, "BROWSER_PLACES", ())
    monkeypatch.setattr(dev, "playwright_path", lambda: "")
    monkeypatch.setattr(dev, "debian_chromium", lambda: tried.append("debian"))
    monkeypatch.setattr(dev, "playwright_chromium", lambda: tried.append("playwright"))
    with pytest.raises(dev.Stop, match="No browser"):
        dev.browser()
    assert tried == ["debian", "playwright"]


def test_locking_without_uv_fetches_it_into_a_throw_away_environment(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[list[str]] = []
    monkeypatch.setenv("PATH", str(project))
    monkeypatch.setattr(dev, "call", lambda command, _advice: commands.append(command))
    assert dev.lock(dev.parser().parse_args(["lock"])) == 0
    made, fetched, demo, test = commands
    assert made[1:3] == ["-m", "venv"]
    assert fetched[-2:] == ["--quiet", "uv"]
    assert {"--universal", "--generate-hashes"} < set(demo) & set(test)
    assert demo[-1] == "requirements.txt"
    assert test[-4:] == ["-c", "requirements.txt", "-o", "requirements-dev.txt"]
    assert not Path(demo[0]).parents[1].exists(), "thrown away"


@pytest.mark.skipif(os.name != "posix", reason="Windows sends Ctrl-C to whole consoles")
@pytest.mark.parametrize("sent", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_reaches_the_server_and_the_end_is_clean(sent: str) -> None:
    code = (
        f"import os, signal, sys, dev; command = [sys.executable, '-c', {SERVER!r}]; "
        "sys.exit(dev.foreground(command, dict(os.environ), told=signal.SIGTERM)[0])"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:  # fmt: skip
        assert running.stdout
        assert running.stdout.readline() == "uppe\n", "the server's line comes at once"
        start = time.monotonic()
        running.send_signal(getattr(signal, sent))
        out, err = running.communicate(timeout=200)
    assert time.monotonic() - start < 10 * crowded()
    assert (running.returncode, err) == (0, "")
    assert out == ""


def test_a_command_that_ends_by_itself_leaves_the_signals_as_they_were() -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    command = [sys.executable, "-c", "raise SystemExit(2)"]
    assert dev.foreground(command, dict(os.environ), told=signal.SIGTERM) == (2, False)
    assert {number: signal.getsignal(number) for number in before} == before
