"""Starting and stopping the workshop server: Voilà's stand-alone application, closed to everything but the workshop."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import signal
import socket
import ssl
import sys
import tempfile
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from jupyter_core.utils import run_sync
from jupyter_server.services.kernels.handlers import KernelHandler
from tornado.ioloop import IOLoop, PeriodicCallback
from tornado.platform.asyncio import BaseAsyncIOLoop
from tornado.web import Application, HTTPError
from voila.app import Voila
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from medlofte.edition import ENVIRONMENT as EDITION
from medlofte.edition import Edition, Latest
from medlofte.server import activity, discreet, kernels, places, tls
from medlofte.server.addresses import absolute, bind, public
from medlofte.server.announce import announce, reachable
from medlofte.server.bundle import bundle
from medlofte.server.configuration import configuration
from medlofte.server.connection import MESSAGES, PromptConnection
from medlofte.server.dashboard import Dashboard
from medlofte.server.entrance import Entrance
from medlofte.server.guard import OwnChannels, OwnKernel, OwnShutdown
from medlofte.server.handlers import Missing, routes
from medlofte.server.hub import Hub
from medlofte.server.security import SecureHeaders
from medlofte.server.static import (
    BUNDLE,
    PackedExtensions,
    PackedStatic,
    PackedTemplates,
    asset,
)
from medlofte.server.still import room
from medlofte.server.workshop import SETTING, Workshop, WorkshopIdentity
from medlofte.views.script import SERVED
from medlofte.views.widget import plotly_script
from medlofte.workshop.store import ENVIRONMENT as STORE
from medlofte.workshop.store import Store, default_url

_log = logging.getLogger("medlofte.server")
PING_S = 5
# While the server waits for its store nobody is answered: rather tell one visitor soon to try again.
PATIENCE_S = 3
LOOK_EVERY_MS = 1000  # for a new edition
MOST_BYTES = 2**20  # of one form, or one message to a kernel
# Of Voilà's own addresses only these are kept, guarded: no files, no tree, no contents, no log-in page.
_OURS = {
    KernelHandler: OwnKernel,
    VoilaKernelWebsocketHandler: OwnChannels,
    VoilaShutdownKernelHandler: OwnShutdown,
}
_PACKED = {
    "/voila/static/": PackedStatic,
    "/voila/templates/": PackedTemplates,
    "/voila/labextensions/": PackedExtensions,
}


def serve(
    edition_path: str | Path,
    *,
    store_url: str | None = None,
    host: str = "127.0.0.1",
    port: int = 8866,
    browser: bool = True,
    lan: bool = False,
    viewers: int | None = None,
    address: str | None = None,
    certificate: Path | None = None,
    key: Path | None = None,
    hubbed: bool = False,
    ready: Callable[[dict[str, str]], None] | None = None,
) -> None:
    """Serve an edition's workshop until Ctrl-C or SIGTERM.

    Parameters
    ----------
    store_url
        The workshop's database, URL or file; by default beside the edition.
    port
        0 takes any free port.
    browser
        Open the facilitator's link in a browser.
    lan
        Listen on every interface, so that others in the room reach the server.
    viewers
        How many may have a page of their own at a time; by default what the machine has memory for.
    address
        How the public reaches the server through a proxy on this machine, e.g. ``https://trygghet.kommunen.se/2027``:
        the links' address, and its path is ours too. The proxy is then believed about who asks and over what.
    certificate, key
        PEM files; with them the server speaks https only.
    hubbed
        A JupyterHub has started the server and says where it is to listen and how the public reaches it.
    ready
        Called with who → link once the server listens.

    Raises
    ------
    EditionError, StoreError
        If the edition or the store cannot be opened.
    ServerError
        If the port is taken, the address or the certificate will not do, or the dashboards or Voilà's template are
        missing.
    """
    hub = Hub.told(os.environ, address=address) if hubbed else None
    if hub:
        host, port, address = hub.host, hub.port, hub.address
    origin, base = public(address) if address else ("", "/")
    edition = Edition.open(Path(edition_path).resolve())
    folder = places.dashboards()
    host = "0.0.0.0" if lan else host  # noqa: S104 - asked for by name
    url = absolute(store_url or default_url(edition.path))
    secure = tls.context(certificate, key=key) if certificate else None
    sockets = bind(host, port)
    prepare(edition, url)
    # Tornado warns that the patience above is longer than its own, which is not used.
    logging.getLogger("tornado.general").setLevel(logging.ERROR)
    with Store.open(url, patience=PATIENCE_S) as store:
        here = origin or f"http{'s' if secure else ''}://{reachable(host)}:{sockets[0].getsockname()[1]}"
        published = Latest(edition.path, edition=edition)
        workshop = Workshop(published, store, here, base=base, hub=hub, viewers=viewers or room())
        server = WorkshopServer(workshop, folder=folder)
        server.run(sockets, secure=secure, proxied=bool(address), ready=_starter(browser=browser, ready=ready))


def prepare(edition: Edition, store_url: str) -> None:
    """Tell the kernels, by the environment they inherit, what to show and that visitors have to join."""
    discreet.begin()
    places.offer_template()
    os.environ |= {EDITION: str(edition.path), STORE: store_url, SERVED: "1"}
    kernels.heat()


def _starter(*, browser: bool, ready: Callable[[dict[str, str]], None] | None) -> Callable[[dict[str, str]], None]:
    def started(links: dict[str, str]) -> None:
        announce(links)
        if browser:
            webbrowser.open(links["Mötesledare"])
        if ready is not None:
            ready(links)

    return started


class WorkshopServer(Voila):
    """Voilà that lets in those with a session, runs four notebooks and answers nothing else."""

    identity_provider_class = WorkshopIdentity

    def __init__(self, workshop: Workshop, *, folder: Path) -> None:
        super().__init__(config=configuration(folder, base=workshop.base), log_level="ERROR", config_file_paths=[])
        self.workshop = workshop
        self.initialize([])

    def init_settings(self) -> dict[str, Any]:
        """Return Voilà's settings with our own headers, join page and errors."""
        settings: dict[str, Any] = super().init_settings()
        self.kernel_manager.allowed_message_types = list(MESSAGES)
        return settings | {
            SETTING: self.workshop,
            "kernel_websocket_connection_class": PromptConnection,
            "websocket_max_message_size": MOST_BYTES,
            "websocket_compression_options": {"compression_level": 1},
            BUNDLE: bundle(self.static_paths, self.labextensions_path),
            "login_url": f"{self.base_url}anslut",
            "transforms": [SecureHeaders],
            "default_handler_class": Missing,
            "xsrf_cookie_kwargs": {"samesite": "Lax", "path": self.base_url, "secure": self.workshop.encrypted},
            "ws_ping_interval": PING_S * 1000,
            "ws_ping_timeout": 2500 * PING_S,
            "log_function": lambda _handler: None,
        }

    def init_handlers(self) -> list[Any]:
        """Return our addresses, and of Voilà's only those its page needs."""
        base = self.base_url
        ours: list[Any] = [*routes(base), *activity.routes(base)]
        for path, handler, *rest in super().init_handlers():
            for prefix, packed in _PACKED.items():
                if path.startswith(base.rstrip("/") + prefix):
                    ours.append((path, packed, *rest))
            if handler in _OURS:
                ours.append((path, _OURS[handler], *rest))
        names = "|".join(places.PAGES)
        page = {"template_paths": self.template_paths, "config": self.config,
                "voila_configuration": self.voila_configuration}  # fmt: skip
        return [*ours, (rf"{base}voila/render/((?:{names})\.ipynb)", Dashboard, page)]

    def application(self) -> Application:
        """Return what Tornado serves; makes the folder of the kernels' connection files."""
        self.connection_dir = tempfile.mkdtemp(prefix="medlofte-")
        self.app = Application(**self.init_settings())
        self.app.add_handlers(".*$", self.init_handlers())
        return self.app

    def run(
        self,
        sockets: list[socket.socket],
        *,
        ready: Callable[[dict[str, str]], None],
        secure: ssl.SSLContext | None = None,
        proxied: bool = False,
    ) -> None:
        """Answer on these bound sockets until a signal says stop; every kernel is ended before this returns."""
        self.ioloop = IOLoop.current()
        # Only a proxy on this machine is believed about whom it asks for.
        http = Entrance(self.application(), xheaders=proxied, trusted_downstream=["127.0.0.1", "::1"],
                        max_body_size=MOST_BYTES, ssl_options=secure)  # fmt: skip
        cast(BaseAsyncIOLoop, self.ioloop).asyncio_loop.set_exception_handler(http.troubled)
        http.add_sockets(sockets)
        if sys.platform == "win32":
            # A loop that waits for sockets does not notice Ctrl-C there until something wakes it.
            PeriodicCallback(lambda: None, 300).start()
        PeriodicCallback(self.look, LOOK_EVERY_MS).start()
        # The largest file is compressed, and the tables are read, while the first visitors join.
        self.ioloop.run_in_executor(None, asset, plotly_script())
        self.ioloop.run_in_executor(None, self.workshop.edition.load)
        self.ioloop.add_callback(ready, self.workshop.links())
        before = {sig: signal.signal(sig, self._handle_signal_stop) for sig in (signal.SIGINT, signal.SIGTERM)}
        try:
            self.ioloop.start()
        finally:
            for sig in before:
                # A second Ctrl-C must not cut the tidying short and leave kernels behind.
                signal.signal(sig, signal.SIG_IGN)
            http.stop()
            self.stop()
            for sig, handler in before.items():
                signal.signal(sig, handler)

    async def look(self) -> None:
        """See whether there is a new edition; if so, read it here and heat a process that kernels are forked from.

        The edition is read in the background: the one that was served before is shown meanwhile.
        """
        published = self.workshop.published
        told = published.trouble
        await asyncio.to_thread(published.follow)
        if published.trouble not in ("", told):
            _log.error("%s", published.trouble)
        kernels.keep_warm(published.state)

    def _handle_signal_stop(self, _sig: int, _frame: object) -> None:
        cast(BaseAsyncIOLoop, self.ioloop).asyncio_loop.call_soon_threadsafe(self.ioloop.stop)

    def stop(self) -> None:
        """End the kernels at once (they hold nothing that is not in the store) and remove their files."""
        with suppress(HTTPError):  # one that could not start is not there to end
            run_sync(self.kernel_manager.shutdown_all)(now=True)
        shutil.rmtree(self.connection_dir, ignore_errors=True)
