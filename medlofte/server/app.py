"""Starting and stopping the workshop server: Voilà over ``dashboards/``, with joining, roles and our own start page."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tornado.httpserver
import tornado.ioloop
import tornado.netutil
import tornado.web
from jupyter_core.utils import run_sync
from traitlets import Any as AnyTrait
from traitlets.config import Config
from voila.app import Voila

from medlofte.edition import ENVIRONMENT as EDITION_ENVIRONMENT
from medlofte.edition import Edition
from medlofte.errors import ServerError
from medlofte.server import links
from medlofte.server.handlers import Nothing, Workshop, routes
from medlofte.server.headers import SafeHeaders
from medlofte.server.identity import SETTING, WorkshopIdentity
from medlofte.workshop.store import ENVIRONMENT as STORE_ENVIRONMENT
from medlofte.workshop.store import Store, default_url

ROOT = Path(__file__).resolve().parents[2]
DASHBOARDS = ROOT / "dashboards"
_SHARE = ROOT / "jupyter" / "share" / "jupyter"
# Tells views/session.py that people join here: without a session one may look, not write.
SERVED = "MEDLOFTE_SERVED"
IDLE_S = 600
CULL_EVERY_S = 60
# Only what draws our widgets: other packages' extensions cost each phone time on the network.
EXTENSIONS = ["@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8", "anywidget"]
Ready = Callable[[dict[str, str]], None]


class WorkshopServer(Voila):  # type: ignore[misc]
    """Voilà with the workshop's door before it.

    Built by ``configured``; ``application`` makes what Tornado serves, ``run`` serves it until it is told to stop.
    """

    workshop = AnyTrait()

    @classmethod
    def configured(cls, workshop: Workshop) -> WorkshopServer:
        """Return a server that is set up but neither listens nor runs a kernel."""
        server = cls(config=settings(), workshop=workshop)
        server.initialize([])
        return server

    def init_settings(self) -> dict[str, Any]:
        """Return Voilà's settings with our door and our headers."""
        return super().init_settings() | {
            SETTING: self.workshop,
            "login_url": "/anslut",
            "transforms": [SafeHeaders],
            "default_handler_class": Nothing,
            "log_function": _log_failures,
        }

    def init_handlers(self) -> list[Any]:
        """Return our handlers, then Voilà's: the first that fits answers."""
        return [*routes(), *super().init_handlers()]

    def application(self) -> tornado.web.Application:
        """Return the web application; makes the folder for the kernels' connection files."""
        # Unlike Voila.start this leaves listening to the caller, who already owns a port.
        self.connection_dir = self._connection_folder()
        self.app = tornado.web.Application(**self.init_settings())
        self.app.add_handlers(".*$", self.init_handlers())
        return self.app

    def run(self, sockets: list[socket.socket], *, ready: Callable[[], None]) -> None:
        """Serve until SIGINT or SIGTERM, then end the kernels."""
        self.ioloop = tornado.ioloop.IOLoop.current()
        server = tornado.httpserver.HTTPServer(self.application())
        server.add_sockets(sockets)
        for sign in (signal.SIGINT, signal.SIGTERM):
            signal.signal(sign, self._handle_signal_stop)
        self.ioloop.add_callback(ready)
        try:
            self.ioloop.start()
        finally:
            # A second Ctrl-C must not cut the tidying short and leave kernels behind.
            for sign in (signal.SIGINT, signal.SIGTERM):
                signal.signal(sign, signal.SIG_IGN)
            server.stop()
            self.stop()

    def stop(self) -> None:
        """End every kernel at once (a kernel holds nothing that is not in the store) and remove their files."""
        run_sync(self.kernel_manager.shutdown_all)(now=True)
        shutil.rmtree(self.connection_dir, ignore_errors=True)

    def _connection_folder(self) -> str:
        import tempfile

        return tempfile.mkdtemp(prefix="medlofte_", dir=self.connection_dir_root)


def serve(
    edition_path: str | Path,
    *,
    store_url: str | None = None,
    host: str = links.LOOPBACK,
    port: int = 8866,
    browser: bool = True,
    lan: bool = False,
    ready: Ready | None = None,
) -> None:
    """Serve one edition until Ctrl-C or SIGTERM; prints the links and the participants' QR code when it answers.

    Parameters
    ----------
    store_url
        The workshop's database; without it ``MEDLOFTE_STORE``, else an SQLite file beside the edition.
    port
        0 picks a free one.
    browser
        Open the facilitator's link in the browser.
    lan
        Listen on every address and print this machine's own in its network.
    ready
        Called with role → link when the server answers.

    Raises
    ------
    ServerError
        If the port is taken, the address is not this machine's, or the dashboards are not there.
    EditionError, StoreError
        If the edition or the store cannot be opened.
    """
    edition = Edition.open(Path(edition_path).resolve())
    if not DASHBOARDS.is_dir():
        raise ServerError("Mappen med sidorna saknas.", file=DASHBOARDS,
                          advice="Kör från en kopia av hela projektet, med «python3 dev.py demo».")  # fmt: skip
    address = store_url or default_url(edition.path)
    sockets = bind(port, host=links.EVERYWHERE[0] if lan else host)
    try:
        with Store.open(address) as store:
            _prepare_environment(edition, address)
            reached = links.origin(sockets[0].getsockname()[0], sockets[0].getsockname()[1])
            server = WorkshopServer.configured(Workshop(edition, store, reached))
            server.run(sockets, ready=lambda: _announce(reached, store.codes(), browser=browser, ready=ready))
    finally:
        for bound in sockets:
            bound.close()


def settings() -> Config:
    """Return Voilà's settings: only our folder, our template and our extensions, and no way to change them by URL."""
    config = Config()
    config.Voila.root_dir = str(DASHBOARDS)
    config.Voila.identity_provider_class = WorkshopIdentity
    config.Voila.open_browser = False
    config.Voila.config_file_paths = []
    config.Voila.log_level = logging.ERROR
    config.VoilaConfiguration.template = "medlofte"
    config.VoilaConfiguration.theme = "light"
    config.VoilaConfiguration.allow_template_override = "NO"
    config.VoilaConfiguration.allow_theme_override = "NO"
    config.VoilaConfiguration.file_allowlist = []
    config.VoilaConfiguration.show_tracebacks = False
    config.VoilaConfiguration.http_header_envs = ["Cookie"]
    config.VoilaConfiguration.extension_allowlist = EXTENSIONS
    config.HTMLExporter.language_code = "sv"
    config.MappingKernelManager.cull_idle_timeout = IDLE_S
    config.MappingKernelManager.cull_interval = CULL_EVERY_S
    config.MappingKernelManager.cull_connected = False
    return config


def bind(port: int, *, host: str) -> list[socket.socket]:
    """Return sockets that listen on one port of one address; ServerError says what stands in the way."""
    try:
        return list(
            tornado.netutil.bind_sockets(port, host, family=socket.AF_INET if ":" not in host else socket.AF_INET6)
        )
    except OverflowError as error:
        raise ServerError(f"Port {port} finns inte.", advice="Välj ett tal mellan 1024 och 65535.") from error
    except PermissionError as error:
        raise ServerError(f"Port {port} får inte användas.", advice="Välj en port över 1023 med --port.") from error
    except socket.gaierror as error:
        raise ServerError(f"Adressen {host} finns inte.", advice="Välj en annan med --host.") from error
    except OSError as error:
        raise ServerError(f"Port {port} på {host} går inte att använda; den är kanske upptagen.",
                          advice="Stäng det andra programmet eller välj en annan port med --port.") from error  # fmt: skip


def _prepare_environment(edition: Edition, store_url: str) -> None:
    """Tell the kernels, which inherit it, what to show and where to save."""
    os.environ[EDITION_ENVIRONMENT] = str(edition.path)
    os.environ[STORE_ENVIRONMENT] = store_url
    os.environ[SERVED] = "1"
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    if _SHARE.is_dir():
        # In a working copy the template is read from where it is edited, not from the last installation.
        paths = [str(_SHARE), *filter(None, [os.environ.get("JUPYTER_PATH")])]
        os.environ["JUPYTER_PATH"] = os.pathsep.join(paths)


def _announce(origin: str, codes: dict[str, str], *, browser: bool, ready: Ready | None) -> None:
    print(links.invitation(origin, codes), flush=True)
    print("Avsluta med Ctrl-C.", flush=True)
    if browser:
        opened = links.link(origin, codes["facilitator"])
        threading.Thread(target=webbrowser.open, args=(opened,), daemon=True).start()
    if ready is not None:
        ready({role: links.link(origin, codes[role]) for role in links.LABELS})


def _log_failures(handler: tornado.web.RequestHandler) -> None:
    """Log only what the server itself did wrong; the terminal belongs to the links."""
    if handler.get_status() >= 500:
        print(f"{handler.get_status()} {handler.request.method} {handler.request.path}", file=sys.stderr)
