"""Loaded in the process that kernels are forked from, before any viewer comes: libraries, pages, tables."""

from __future__ import annotations

import gc
import os
import traceback
from pathlib import Path

import ipykernel.ipkernel
import ipykernel.kernelapp
import ipywidgets

from medlofte.errors import MedlofteError
from medlofte.views.pages import lagesbild, loften, prioritering, uppfoljning
from medlofte.views.session import open_edition

PAGES = (lagesbild, prioritering, loften, uppfoljning)


def rehearse() -> None:
    """Build the page that everybody opens first, and throw it away: what is slow the first time has then been done."""
    try:
        lagesbild.Situation(open_edition())
    except MedlofteError:
        pass  # a page says what is wrong with its edition, this process need not
    except Exception:
        traceback.print_exc()  # a rehearsal must never stop the show
    ipywidgets.Widget.close_all()


def start(arguments: list[str]) -> None:
    """Start a kernel in this fork and run it until it is told to stop."""
    app = ipykernel.kernelapp.IPKernelApp.instance()
    app.parent_handle = os.getppid()
    app.initialize(arguments)
    # ipywidgets was imported before there was a kernel, and then does not listen for the browser by itself.
    ipywidgets.register_comm_target()
    app.start()


rehearse()
gc.collect()
gc.freeze()  # the collector would write to every page of memory, and so copy what the kernels share
_tasks = Path("/proc/self/task")
THREADS = len(list(_tasks.iterdir())) if _tasks.is_dir() else 0
