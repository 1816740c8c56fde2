"""The dashboards: each visitor gets the page and a kernel of their own."""

from __future__ import annotations

import os
import re

from jupyter_core.utils import ensure_async
from tornado.iostream import StreamClosedError
from tornado.web import authenticated
from voila.handler import VoilaHandler

from medlofte.server import kernels
from medlofte.server.handlers import PAGE_TEXTS
from medlofte.server.page import Page
from medlofte.server.shell import Shell
from medlofte.server.still import edition_state
from medlofte.server.warm import PAGE
from medlofte.views.script import FOLDER
from medlofte.views.widget import plotly_digest

STYLES = "".join((FOLDER / name).read_text("utf-8") for name in ("widget.css", "page.css"))
VOTE = "prioritering"
MOST_PAGES = 8  # of one visitor's open at a time, so that nobody fills the room alone
_KERNEL = re.compile(r'"kernelId": "([0-9a-f-]{36})"')


class Dashboard(Page, VoilaHandler):
    """``/voila/render/PAGE.ipynb``: one of the dashboards, with a kernel of the visitor's own."""

    @authenticated
    async def get(self, path: str) -> None:
        """Send the page as rendered before, with a new kernel; the first visitor's is rendered by Voilà.

        When as many look as this machine has room for, or this visitor has many pages open, it comes without a kernel.
        """
        running, mine = self.kernel_manager.list_kernel_ids(), self.current_user.username
        own = sum(self.workshop.owners.get(kernel) == mine for kernel in running)
        if len(running) >= self.workshop.viewers or own >= MOST_PAGES:
            await self.full(path.removesuffix(".ipynb"))
            return
        if not kernels.forking():
            await self.render_by_voila(path)
            return
        async with self.workshop.shells.rendering(path):
            shell = self.workshop.shells.get(path)
            if shell is None:
                html, kernel = await self.render_by_voila(path)
                self.workshop.shells.keep(path, html, kernel=kernel)
        if shell is not None:
            await self.fill(shell, path)

    async def full(self, page: str) -> None:
        """Send one for whom there is no room to the ballot, where what they came for is a vote; else send a still."""
        voter = not self.current_user.leads and page == VOTE
        if voter and self.workshop.store.voting.current() is not None:
            self.say("Många tittar just nu. Här är din röstsedel; den fulla sidan öppnas när det finns plats.")
            self.redirect(f"{self.base_url}rost")
            return
        await self.still(page)

    async def still(self, page: str) -> None:
        """Send the page as it opens, without filters and forms; the browser asks again each minute."""
        workshop = self.workshop
        state = edition_state(workshop.edition.path), workshop.store.revision()
        made = await workshop.stills.get(page, state=state)
        self.show("still.html", title=PAGE_TEXTS[page][0], content=made.html, when=f"{made.made:%H.%M}",
                  styles=STYLES, plotly=f"medlofte/plotly.min.js?v={plotly_digest()}")  # fmt: skip

    async def fill(self, shell: Shell, path: str) -> None:
        """Send what is the same for everybody, and between its halves the id of a kernel that shows the page."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.write(shell.before)
        self.flush()  # the scripts are fetched while the kernel starts
        kernel: str = await ensure_async(self.kernel_manager.start_kernel(
            kernel_name="python3", env=self.environment(path)))  # fmt: skip
        self.own(kernel)
        self.write(kernel + shell.after)
        await self.send_or_end(kernel)

    def own(self, kernel: str) -> None:
        """Remember that this kernel's page is this visitor's."""
        running = self.kernel_manager.list_kernel_ids()
        self.workshop.own(kernel, self.current_user.username, running=running)

    def environment(self, path: str) -> dict[str, str]:
        """Return what a visitor's kernel inherits: which page, and by the cookie who looks at it."""
        return {**os.environ, "HTTP_COOKIE": self.request.headers.get("Cookie", ""), PAGE: path.removesuffix(".ipynb")}

    async def render_by_voila(self, path: str) -> tuple[str, str]:
        """Run the notebook and send it as it grows; return all of it, and its kernel's id.

        Voilà's own script ends the kernel when a tab closes, but that script is not there before the page is.
        """
        kernel, gone, parts = "", False, []
        async for part in self.get_generator(path=path):
            parts.append(part)
            if not kernel and (found := _KERNEL.search(part)):
                kernel = found[1]
                self.own(kernel)
            if gone:
                continue  # to the end: Voilà runs the cells on its own, and a kernel ended under it is an error
            self.write(part)
            try:
                await self.flush()
            except StreamClosedError:
                gone = True
        if gone:
            await self.end(kernel)
        return "".join(parts), kernel

    async def send_or_end(self, kernel: str) -> None:
        """Send what has been written; end the kernel if the visitor left meanwhile."""
        try:
            await self.flush()
        except StreamClosedError:
            await self.end(kernel)

    async def end(self, kernel: str) -> None:
        """End a kernel that nobody will connect to."""
        if kernel in self.kernel_manager:
            await ensure_async(self.kernel_manager.shutdown_kernel(kernel, now=True))
