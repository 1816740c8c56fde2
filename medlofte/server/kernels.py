"""Kernels forked from one warm process: each starts in a fraction of the time and shares the libraries' memory.

A warm process, of the standard library's forkserver, imports ``medlofte.server.warm.loaded`` once (``heating.py``). A
viewer's kernel is a fork of it, with a process, an environment and a connection of its own. Where forking is not to be
had (Windows, macOS, whose system libraries do not allow it) kernels start as ordinary processes. Either way a kernel
inherits only what it needs.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from http.cookies import CookieError, SimpleCookie
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any, cast
from weakref import WeakValueDictionary

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from medlofte import language
from medlofte.server import warm
from medlofte.server.heating import Heating, start
from medlofte.views.session import COOKIE

NAME, ORDINARY = "medlofte-fork", "medlofte-ordinary"
OFF = "MEDLOFTE_FORK"
READY_S, PAGE_S = 5.0, 60.0
# What of the server's environment a kernel inherits: where programs, languages and temporary files are, and what is
# ours. Passwords and keys of other programs that happen to be set stay behind.
_NEEDED = {"PATH", "HOME", "USER", "LANG", "LANGUAGE", "TZ", "TMPDIR", "TEMP", "TMP", "VIRTUAL_ENV", "LD_LIBRARY_PATH",
           "SYSTEMROOT", "WINDIR", "COMSPEC", "PATHEXT", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "PROGRAMDATA",
           "NUMBER_OF_PROCESSORS", "OS", *warm.ONE_THREAD}  # fmt: skip
_OURS = ("MEDLOFTE_", "LC_", "PYTHON", "JUPYTER_", "JPY_", "IPYTHON", "COVERAGE", "VOILA_")
# Weak: where a kernel fails before its page is heard, nobody waits for the page any more.
_awaited: WeakValueDictionary[str, asyncio.Future[bytes]] = WeakValueDictionary()
_heating = Heating()
_STORE, _COOKIES = "MEDLOFTE_STORE", "HTTP_COOKIE"


def inherited(environment: Mapping[str, str]) -> dict[str, str]:
    """Return what a kernel inherits of an environment: what it needs to run, its edition and store, and its viewer.

    libpq's variables (``PG…``) follow where the store is a PostgreSQL, which they may say how to reach.
    """
    # Voilà names some variables by an enumeration, which would make a fork import all of Voilà to read it.
    plain = {str.__str__(name): str.__str__(value) for name, value in environment.items()}
    ours = (*_OURS, "PG") if plain.get(_STORE, "").startswith("postgres") else _OURS
    kept = {name: value for name, value in plain.items() if name.upper() in _NEEDED or name.startswith(ours)}
    viewer = _session(plain.get(_COOKIES, ""))
    return kept | ({_COOKIES: viewer} if viewer else {})


def _session(header: str) -> str:
    """Return the session's cookie out of all that the browser sent."""
    cookies: SimpleCookie = SimpleCookie()
    try:
        cookies.load(header)
    except CookieError:
        return ""
    return f"{COOKIE}={cookies[COOKIE].value}" if COOKIE in cookies else ""


def can_fork() -> bool:
    """Return whether kernels are forked here; ``MEDLOFTE_FORK=0`` turns it off."""
    return sys.platform == "linux" and os.environ.get(OFF, "1") != "0"


def heat() -> None:
    """Start the process that kernels are forked from; it loads the libraries while the first visitors join."""
    _provide(ORDINARY, OrdinaryKernel)
    if not can_fork():
        return
    _provide(NAME, ForkedKernel)
    _heating.begin(inherited(os.environ))


def keep_warm(state: int) -> None:
    """See to it that kernels are forked from a process that has read the edition in this state; called each second."""
    if forking():
        _heating.look(state)


def _provide(name: str, kind: type[LocalProvisioner]) -> None:
    factory = KernelProvisionerFactory.instance()
    factory.provisioners[name] = EntryPoint(name, f"{__name__}:{kind.__name__}", factory.GROUP_NAME)


def forking() -> bool:
    """Return whether there is a warm process that kernels are forked from."""
    return NAME in KernelProvisionerFactory.instance().provisioners and can_fork()


def provided(spec: KernelSpec) -> KernelSpec:
    """Return a kernel's specification that forks where there is a warm process to fork, and inherits little anyway."""
    name = NAME if forking() else ORDINARY
    if name in KernelProvisionerFactory.instance().provisioners:
        spec.metadata = spec.metadata | {"kernel_provisioner": {"provisioner_name": name}}
    return spec


class Fork:
    """A forked kernel, with as much of ``subprocess.Popen`` as a provisioner uses."""

    stdin = stdout = stderr = None

    def __init__(self, command: list[str], *, env: dict[str, str], cwd: str) -> None:
        context = multiprocessing.get_context("forkserver")
        self._ready, tell = context.Pipe(duplex=False)
        self._process = context.Process(target=warm.run, args=(command, env, cwd, tell), daemon=True)
        start(self._process)
        tell.close()
        if _heating.now is not None:
            _heating.now.forks.add(self)

    async def heard(self, patience: float) -> bytes:
        """Return what the kernel says next of itself; TimeoutError when it is silent, EOFError when it has ended."""
        loop, heard = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(self._ready.fileno(), heard.set)
        try:
            await asyncio.wait_for(heard.wait(), patience)
        finally:
            loop.remove_reader(self._ready.fileno())
        # A page is more than a pipe holds at a time: others are served while the kernel writes it.
        return await asyncio.to_thread(self._ready.recv_bytes)

    async def listening(self) -> None:
        """Wait until the kernel's sockets are open, so that nobody connects in vain and waits to try again."""
        with suppress(TimeoutError, EOFError):  # it may still come; jupyter's own patience is longer
            await self.heard(READY_S)
        self._ready.close()

    @property
    def pid(self) -> int:
        """Return the process id."""
        return self._process.pid or 0

    def poll(self) -> int | None:
        """Return the exit status, or None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int | None:
        """Wait for the end and return the exit status."""
        self._process.join(timeout)
        return self.poll()

    def send_signal(self, number: int) -> None:
        """Send a signal; nothing where it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self._process.terminate()

    def kill(self) -> None:
        """End it."""
        self._process.kill()


def page_of(kernel: str) -> asyncio.Future[bytes]:
    """Return what becomes the page, as data, that a kernel shows when it is started with this id; b"" if it cannot."""
    page: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
    _awaited[kernel] = page
    return page


class ForkedKernel(LocalProvisioner):
    """Starts a kernel as a fork of the warm process instead of a program of its own."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork a kernel for this command line; return how it is reached."""
        self.cwd = kwargs.get("cwd") or str(Path.cwd())
        env = inherited(kwargs["env"])
        fork = Fork(cmd, env=env, cwd=str(self.cwd))
        self.process = cast("Any", fork)
        # It has a group of its own as soon as it runs; until then its group is the server's, not to be signalled.
        self.pid, self.pgid = fork.pid, None
        if warm.PAGE in env:
            page, awaited = await fork.heard(PAGE_S), _awaited.get(self.kernel_id)
            if awaited is not None and not awaited.done():
                awaited.set_result(page)
        await fork.listening()
        return self.connection_info


class OrdinaryKernel(LocalProvisioner):
    """Starts a kernel as a program of its own, with no more of the environment than a forked one."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start it as Jupyter does, in the language of who asked for it."""
        env = inherited(kwargs["env"]) | {language.ENVIRONMENT: language.current()}
        return await super().launch_kernel(cmd, **(kwargs | {"env": env}))
