"""Loaded in the process that kernels are forked from, before any viewer comes: libraries, pages, tables."""

from __future__ import annotations

import gc
import os
import traceback
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import ipykernel.ipkernel
import ipykernel.kernelapp
import ipywidgets
import zmq

from medlofte import language
from medlofte.edition import Edition
from medlofte.errors import MedlofteError
from medlofte.server.warm import PAGE, TOLD
from medlofte.server.warm.kernel import PageKernel
from medlofte.views.opening import opening
from medlofte.views.pages import kartlaggning, lagesbild, loften, prioritering, uppfoljning
from medlofte.views.pages.show import present, root
from medlofte.views.script import served
from medlofte.views.session import open_edition

PAGES = {"lagesbild": lagesbild, "kartlaggning": kartlaggning, "prioritering": prioritering, "loften": loften,
         "uppfoljning": uppfoljning}  # fmt: skip


class KernelApp(ipykernel.kernelapp.IPKernelApp):
    """Jupyter's, that greets everyone who listens; otherwise ZeroMQ tells it of a topic's first subscriber only."""

    def _bind_socket(self, s: zmq.Socket[bytes], port: int) -> int:
        if s.type == zmq.XPUB:
            s.setsockopt(zmq.XPUB_VERBOSE, 1)
        return int(super()._bind_socket(s, port))


@dataclass(frozen=True)
class Built:
    """The page that everybody opens first and that is the same for all who see it; its edition tells its age."""

    edition: Edition
    page: lagesbild.Situation
    data: bytes


def built() -> Built | None:
    """Return the lägesbild, shown and as data, before any viewer asks for it; None where it cannot be built."""
    try:
        edition = open_edition()
        prioritering.Material.of(edition)
        page = present(lambda: lagesbild.Situation(edition))
        if page is None:
            return None
        page.survey.rehearse()
        return Built(edition, page, opening(root()) if served() else b"")
    except MedlofteError:
        return None  # a page says what is wrong with its edition, this process need not
    except Exception:
        traceback.print_exc()  # what is only done in advance must never stop the show
        return None


def start(arguments: list[str], ready: Connection) -> None:
    """Start a kernel in this fork and run it until it is told to stop.

    With a page named in the environment it shows that page and runs no code; else it runs what a notebook says.
    """
    page = os.environ.get(PAGE, "")
    app = KernelApp.instance()
    app.parent_handle = os.getppid()
    if page:
        app.kernel_class = PageKernel
        # Our front end needs no echo of what it has sent.
        ipywidgets.widgets.widget.JUPYTER_WIDGETS_ECHO = False
        # The browser shows these widgets before it has met the kernel; what they say later goes over the websocket.
        ready.send_bytes(drawn(page))
    else:
        ipywidgets.Widget.close_all()
    app.initialize(arguments)
    ready.send_bytes(b"1")
    ready.close()
    # ipywidgets was imported before there was a kernel, and then does not listen for the browser by itself.
    ipywidgets.register_comm_target()
    app.start()


def drawn(page: str) -> bytes:
    """Show a page and return it as data; b"" when it cannot be shown, so that Voilà says why."""
    if READY is not None and READY.data and _ready(page):
        return READY.data
    try:
        show(page)
        return opening(root())
    except Exception:
        traceback.print_exc()
        return b""


def show(page: str) -> Any:
    """Show a page and return it, as built before the fork when that is of this edition and language."""
    if READY is not None and _ready(page):
        return present(lambda: READY.page)
    ipywidgets.Widget.close_all()
    return PAGES[page].show()


def _ready(page: str) -> bool:
    same = READY is not None and language.current() == LANGUAGE and open_edition() is READY.edition
    return page == "lagesbild" and same


for _other in {*language.NAMES} - {language.SWEDISH}:
    language.catalogue(_other)
LANGUAGE, READY = language.current(), built()
gc.collect()
gc.freeze()  # the collector would write to every page of memory, and so copy what the kernels share
_tasks = Path("/proc/self/task")
THREADS = len(list(_tasks.iterdir())) if _tasks.is_dir() else 0
if TOLD in os.environ:
    with suppress(FileNotFoundError):  # a server that was stopped meanwhile has taken its folder along
        Path(os.environ[TOLD]).touch()
