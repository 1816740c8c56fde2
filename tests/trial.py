"""What tests, benchmarks and the trials in deploy/ share: ports, waiting, how busy the machine is, an own nginx."""

from __future__ import annotations

import random
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.request import urlopen

NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
PATIENCE_S = 90.0


def free(count: int) -> list[int]:
    """Return ports that nobody listens on, below those that a system gives to whoever asks for any."""
    found: list[int] = []
    while len(found) < count:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            found.append(port)
    return found


def listens(port: int) -> bool:
    """Return whether somebody takes connections at a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def answers(address: str) -> bool:
    """Return whether an address answers with 200."""
    try:
        with urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def until(true: Callable[[], bool], what: str, *, seconds: float = PATIENCE_S) -> None:
    """Wait until something is true; TimeoutError says what was waited for."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise TimeoutError(what)
        time.sleep(0.1)


def crowded() -> float:
    """Return how many times longer than alone work takes on this machine just now; limits in seconds are for 1."""
    wall, own = time.perf_counter(), time.thread_time()
    while time.thread_time() - own < 0.2:
        pass
    return max((time.perf_counter() - wall) / 0.2, 1.0)


def said(what: str, **seen: Any) -> None:
    """Print what has been seen."""
    shown = ", ".join(f"{name} {value:.1f}" if isinstance(value, float) else f"{name} {value}"
                      for name, value in seen.items())  # fmt: skip
    print(f"ok: {what}{f' ({shown})' if shown else ''}", flush=True)


@contextmanager
def nginx(folder: Path, http: str, *, port: int) -> Iterator[int]:
    """Run nginx as this user with what stands in its ``http`` block; yield its process id when it takes connections."""
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {folder / kind};" for kind in kinds)
    written = folder / "nginx.conf"
    written.write_text(f"daemon off; master_process off; pid {folder / 'nginx.pid'}; error_log error.log; events {{}}\n"
                       f"http {{ include /etc/nginx/mime.types; {temporary}\n{http} }}\n", "utf-8")  # fmt: skip
    process = subprocess.Popen([NGINX, "-p", folder, "-c", written, "-e", "error.log"])
    try:
        until(lambda: listens(port), "nginx takes connections", seconds=10)
        yield process.pid
    finally:
        process.terminate()
        process.wait(10)
