"""A dashboard's page as everybody gets it: Voilà renders it for the first visitor, then only the kernel's id differs.

Rendering runs the notebook, waits for it and goes through nbconvert, the same every time. The page itself (its
widgets) lives in the kernel, and what is sent holds only where to find it. So the second visitor's page is the first
one's with another kernel, which has meanwhile been forked and shows the page by itself (``medlofte.server.warm``).
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass

from medlofte.views.pages.show import ROOT


@dataclass(frozen=True)
class Shell:
    """A rendered page, cut where the kernel's id stands."""

    before: str
    after: str


class Shells:
    """The shells rendered so far, by notebook."""

    def __init__(self) -> None:
        self._kept: dict[str, Shell] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def rendering(self, notebook: str) -> asyncio.Lock:
        """Return what to hold while a notebook is rendered: those who come meanwhile wait for the one who renders."""
        return self._locks[notebook]

    def get(self, notebook: str) -> Shell | None:
        """Return the notebook's shell, or None until someone has opened it."""
        return self._kept.get(notebook)

    def keep(self, notebook: str, html: str, *, kernel: str) -> None:
        """Keep what Voilà rendered for a visitor with this kernel.

        Not when it is a page of its own kind: an error, or widgets that a fork would name otherwise.
        """
        if kernel and html.count(kernel) == 1 and f'"model_id": "{ROOT}"' in html and html.rstrip().endswith("</html>"):
            before, _, after = html.partition(kernel)
            self._kept[notebook] = Shell(before, after)
