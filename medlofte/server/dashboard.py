"""The dashboards: each visitor gets the page and a kernel of their own."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from html import escape
from uuid import uuid4

from jupyter_core.utils import ensure_async
from tornado.iostream import StreamClosedError
from tornado.web import HTTPError, authenticated
from voila.handler import VoilaHandler

from medlofte import language
from medlofte.language import _
from medlofte.server import kernels
from medlofte.server.frame import MARK, SHEETS, Packer, values
from medlofte.server.handlers import PAGE_TEXTS
from medlofte.server.page import UNKNOWN, Page
from medlofte.server.security import BY_VOILA
from medlofte.server.warm import PAGE
from medlofte.views.script import sheet
from medlofte.views.widget import plotly_digest

VOTE = "prioritering"
_BROKEN = ('</div></div><style>#loading {{ display: none }}</style><p class="ml-failed" role="alert">{message}</p>'
           "</body></html>")  # fmt: skip
_log = logging.getLogger("medlofte.server")
_KERNEL = re.compile(r'"kernelId": "([0-9a-f-]{36})"')


class Dashboard(Page, VoilaHandler):
    """``/voila/render/PAGE.ipynb``: one of the dashboards, with a kernel of the visitor's own."""

    @authenticated
    async def get(self, path: str) -> None:
        """Send the page with a kernel of the visitor's own; by Voilà where kernels are not forked.

        When as many look as this machine has room for, or this visitor has many pages open, it comes without a kernel.
        """
        page = path.removesuffix(".ipynb")
        if not self.workshop.has_room(self.current_user.username, running=self.kernel_manager.list_kernel_ids()):
            await self.full(page)
            return
        kernel = str(uuid4())
        with self.workshop.place(kernel, self.current_user.username):
            if kernels.forking() and (page, self.workshop.published.state) not in self.workshop.by_voila:
                await self.live(page, kernel)
            else:
                await self.render_by_voila(path)

    async def head(self, *_parts: str) -> None:
        """Refuse: no kernel is started for one who does not want the page."""
        raise HTTPError(405)

    async def full(self, page: str) -> None:
        """Send one for whom there is no room to the ballot, where what they came for is a vote; else send a still."""
        voter = not self.current_user.leads and page == VOTE
        if voter and self.workshop.store.voting.current() is not None:
            self.say(_("Många tittar just nu. Här är din röstsedel; den fulla sidan öppnas när det finns plats."))
            self.redirect(f"{self.base_url}rost")
            return
        await self.still(page)

    async def still(self, page: str) -> None:
        """Send the page as it opens, without filters and forms; its script asks for the live one in time."""
        workshop = self.workshop
        state = workshop.edition.seal, workshop.store.revision()
        made = await workshop.stills.get(page, state=state)
        self.show("still.html", title=_(PAGE_TEXTS[page][0]), content=made.html, when=f"{made.made:%H.%M}",
                  styles=sheet(*SHEETS), plotly=f"medlofte/plotly.min.js?v={plotly_digest()}")  # fmt: skip

    async def live(self, page: str, kernel: str) -> None:
        """Send the page in three parts: what is the same for everybody, its widgets as data, and its end.

        The scripts are fetched while the kernel is forked, and the page is on the screen while the kernel begins to
        listen; the browser connects when the page has ended.
        """
        packer = Packer(self.request.headers.get("Accept-Encoding", ""))
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.set_header("Vary", "Accept-Encoding")
        if packer.encoding:
            self.set_header("Content-Encoding", packer.encoding)
        html = self.rendered("dashboard.html", title=_(PAGE_TEXTS[page][0]), **values(page, kernel=kernel))
        before, _mark, after = html.partition(MARK)
        middle, _mark, end = after.partition("</body>")
        self.write(packer.part(before.encode()))
        self.flush()
        shown = kernels.page_of(kernel)
        started = asyncio.ensure_future(self.started(page, kernel))
        await asyncio.wait((shown, started), return_when=asyncio.FIRST_COMPLETED)
        opening = shown.result() if shown.done() else b""
        if opening:
            self.write(packer.part(opening + middle.encode()))
            self.flush()
        await asyncio.wait((started,))
        if not opening or started.exception():
            if shown.done() and not opening:
                self.workshop.by_voila.add((page, self.workshop.published.state))
            # What came without a kernel is asked for anew.
            self.write(packer.part(b'</script><meta http-equiv="refresh" content="1">', last=True))
            with suppress(StreamClosedError):
                await self.flush()
            await self.end(kernel)
            return
        self.own(kernel)
        self.write(packer.part(f"</body>{end}".encode(), last=True))
        await self.send_or_end(kernel)

    async def started(self, page: str, kernel: str) -> None:
        """Start a page's kernel, in its turn."""
        async with self.workshop.starting:
            await self.kernel_manager.start_kernel(
                kernel_id=kernel, kernel_name="python3", env=self.environment(page))  # fmt: skip

    def own(self, kernel: str) -> None:
        """Remember that this kernel's page is this visitor's."""
        running = self.kernel_manager.list_kernel_ids()
        self.workshop.own(kernel, self.current_user.username, running=running)

    def environment(self, page: str) -> dict[str, str]:
        """Return what a visitor's kernel inherits: which page, and by the cookie who looks at it."""
        cookie = self.request.headers.get("Cookie", "")
        return {**os.environ, "HTTP_COOKIE": cookie, language.ENVIRONMENT: language.current(), PAGE: page}

    async def render_by_voila(self, path: str) -> None:
        """Run the notebook and send it as it grows.

        Voilà's own script ends the kernel when a tab closes, but that script is not there before the page is.
        """
        self.set_header(BY_VOILA, "1")
        kernel, gone = "", False
        async for part in self.whole(path):
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

    async def whole(self, path: str) -> AsyncIterator[str]:
        """Return Voilà's page as it grows; where no kernel starts, with an end that says so.

        Voilà gives a kernel some time, and does not say when it gives up: it then sends signs of life for ever.
        """
        patience = self.traitlet_config.VoilaExecutor.startup_timeout + self.voila_configuration.http_keep_alive_timeout
        begun, started = time.monotonic(), False
        async for part in self.get_generator(path=path):
            started = started or _KERNEL.search(part) is not None
            if not started and time.monotonic() - begun > patience:
                _log.error("no kernel started for %s", path)
                yield _BROKEN.format(message=escape(_(UNKNOWN)))
                return
            yield part

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
