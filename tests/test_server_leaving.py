"""A visitor who leaves while the page is being made leaves no kernel behind."""

import asyncio
import socket
import time
from urllib.parse import urlsplit

from tests.served import Browser, served


def test_leaving_before_the_page_is_ready_ends_its_kernel(tmp_path, caplog):
    with served(tmp_path) as workshop:
        member = Browser(workshop)
        member.join("polis")
        workshop.run(_ask_and_leave(workshop, member))
        assert not workshop.server.kernel_manager.list_kernel_ids()
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def _ask_and_leave(workshop, member):
    """Send the request, wait until its kernel runs, hang up, and wait until the kernel is gone."""
    host = urlsplit(workshop.origin).netloc
    cookie = "; ".join(f"{name}={value}" for name, value in member.cookies.items())
    kernels = workshop.server.kernel_manager.list_kernel_ids
    with socket.create_connection(host.split(":")) as line:
        line.sendall(f"GET /voila/render/loften.ipynb HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\n\r\n".encode())
        await _until(lambda: bool(kernels()))
    await _until(lambda: not kernels())


async def _until(holds, seconds=60):
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        await asyncio.sleep(0.1)
