"""What happens in a forked kernel. Light to import: the server needs the names, only the warm process the libraries."""

from __future__ import annotations

import os
import sys
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from typing import Any

PAGE = "MEDLOFTE_PAGE"
TOLD = "MEDLOFTE_WARM"  # the file that appears when the warm process has loaded everything
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def run(command: list[str], env: dict[str, str], cwd: str, ready: Connection) -> None:
    """Be a kernel: the one that ``command`` (``python … -m ipykernel_launcher …``) would start.

    A page's kernel sends the page through ``ready``, as data, b"" when it cannot; then something is sent when others
    may connect. It is closed where that will not be told.

    Runs in a fresh fork, which inherits the libraries and nothing of another viewer's.
    """
    os.setsid()
    _let_go()
    os.environ.clear()
    # The kernel watches its parent and ends with it: the warm process, which ends with the server.
    os.environ.update(env | {"JPY_PARENT_PID": str(os.getppid())})
    os.chdir(cwd)
    loaded = sys.modules.get(f"{__name__}.loaded")
    if loaded is None or loaded.THREADS != 1:
        # A fork of a process with threads may hang: start anew, slower but safe.
        page = env.get(PAGE, "")
        if page:
            ready.send_bytes(b"")
        shown = [f"--IPKernelApp.exec_lines=import medlofte.views.pages.{page} as page; page.show()"] if page else []
        os.execvpe(command[0], [*command, *shown], os.environ)  # noqa: S606 - the command is the kernel's own specification
    loaded.start(command[command.index("ipykernel_launcher") + 1 :], ready)


def _let_go() -> None:
    """Close the kernel's copy of the pipe by which the warm process knows that somebody may still want forks of it.

    The standard library gives every fork a copy, since a fork may want to fork in its turn. A kernel never does; with
    the copy it would keep the warm process alive when the server was killed, and the warm process it.
    """
    held: Any = vars(forkserver)["_forkserver"]
    if held._forkserver_alive_fd is not None:
        os.close(held._forkserver_alive_fd)
        held._forkserver_alive_fd = None


def draw(page: str, env: dict[str, str], send: Connection) -> None:
    """Send a page, as one without a session sees it, through ``send`` as HTML; nothing where it cannot be built."""
    os.environ.clear()
    os.environ.update({name: value for name, value in env.items() if name != "HTTP_COOKIE"})
    from medlofte.server.warm import loaded
    from medlofte.views.snapshot import snapshot

    made = loaded.show(page)
    if made is not None:
        send.send_bytes(snapshot(made.widget).encode())
