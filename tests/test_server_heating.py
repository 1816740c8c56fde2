"""The warm process that kernels are forked from: the real server's, seen from outside."""

import os
import signal
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.browser.driver import Server
from tests.sample import sample_edition
from tests.test_server_app import children
from tests.test_server_guard import Client

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Only Linux forks kernels")
PATIENCE_S = 180


@pytest.fixture
def server(tmp_path):
    running = Server(sample_edition(tmp_path / "utgåva").path, store=tmp_path / "w.sqlite", folder=tmp_path)
    yield running
    assert running.stop() == 0


@pytest.fixture
def client(server):
    return Client(server).join()


def warm(server: Server) -> set[int]:
    """Return the processes that kernels are forked from."""
    below = children(server.process.pid)
    kernels = {kernel for pid in below for kernel in children(pid)}
    return {pid for pid in below if pid not in kernels and b"forkserver import main" in command(pid)}


def command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""  # it has ended meanwhile


def until(true, said: str):
    """Wait for what somebody at the server waits for."""
    end = time.monotonic() + PATIENCE_S
    while not (found := true()):
        assert time.monotonic() < end, said
        time.sleep(0.1)
    return found


def close(client: Client, kernel: str) -> None:
    """End a kernel as a page does that is closed."""
    form = urlencode({"_xsrf": client.cookies["_xsrf"]})
    assert client.ask("POST", f"/voila/api/shutdown/{kernel}", body=form)[0] in (200, 204)


def publish(folder: Path, **about) -> None:
    """Let another edition take the place of the one that is served."""
    new = sample_edition(folder / "ny", **about).path
    (folder / "utgåva").rename(folder / f"gammal-{time.monotonic_ns()}")
    new.rename(folder / "utgåva")


def test_a_new_edition_heats_a_process_of_its_own_and_the_old_one_goes_with_its_last_page(server, client, tmp_path):
    open_page = client.page("lagesbild")
    [old] = warm(server)
    publish(tmp_path, kommun="Nystad")
    [new] = until(lambda: warm(server) - {old}, "a new edition heats no process")

    def forked() -> bool:
        status, content = client.ask("GET", "/voila/render/lagesbild.ipynb")
        assert status == 200
        assert "Nystad" in content, "the old edition is shown"
        taken_over = bool(children(new))
        close(client, content.split('"kernelId": "')[1][:36])
        return taken_over

    until(forked, "kernels are forked from the old process still")
    assert children(old), "the page that was open has lost its kernel"
    close(client, open_page)
    until(lambda: warm(server) == {new}, "the old process stays without a page")


def test_a_warm_process_that_was_killed_is_started_again_as_it_was(server, client):
    client.page("loften")
    [old] = warm(server)
    os.kill(old, signal.SIGKILL)
    client.page("loften")
    [new] = until(lambda: warm(server) - {old}, "no process is started instead")
    assert children(new), "the kernel is not a fork of it"
    told = Path(f"/proc/{new}/environ").read_bytes().split(b"\0")
    assert b"OMP_NUM_THREADS=1" in told
