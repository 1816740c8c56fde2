"""A visitor who leaves while the page is being made leaves no kernel behind."""

import asyncio
import socket
import sys
import time
from urllib.parse import urlsplit

import pytest

from medlofte.server import kernels
from tests.served import Browser, served

forked = pytest.mark.skipif(sys.platform != "linux", reason="Only Linux forks kernels")


@pytest.mark.parametrize("fork", [pytest.param("1", id="forked", marks=forked), pytest.param("0", id="by Voilà")])
def test_leaving_before_the_page_is_ready_ends_its_kernel(fork, tmp_path, monkeypatch, caplog):
    monkeypatch.setenv(kernels.OFF, fork)
    monkeypatch.setenv("MEDLOFTE_SERVED", "1")
    with served(tmp_path) as workshop:
        monkeypatch.setenv("MEDLOFTE_EDITION", str(workshop.edition.path))
        monkeypatch.setenv("MEDLOFTE_STORE", str(workshop.store_file))
        kernels.heat()
        member = Browser(workshop)
        member.join("polis")
        workshop.run(_ask_and_leave(workshop, member))
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def _ask_and_leave(workshop, member):
    """Send the request, wait until its kernel runs, hang up, and wait until the kernel is gone."""
    host = urlsplit(workshop.origin).netloc
    cookie = "; ".join(f"{name}={value}" for name, value in member.cookies.items())
    running = workshop.server.kernel_manager.list_kernel_ids
    with socket.create_connection(host.split(":")) as line:
        line.sendall(f"GET /voila/render/loften.ipynb HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\n\r\n".encode())
        await _until(lambda: bool(running()), "a kernel runs")
    await _until(lambda: not running(), "none is left")


async def _until(holds, what, seconds=180):
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, what
        await asyncio.sleep(0.01)
