"""Kernels forked from one warm process: each starts in a fraction of the time and shares the libraries' memory.

The standard library's forkserver imports ``medlofte.server.warm`` once. A viewer's kernel is a fork of it, with a
process, an environment and a connection of its own. Where forking is not to be had (Windows, macOS, whose system
libraries do not allow it) kernels start as ordinary processes.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import sys
from importlib.metadata import EntryPoint
from multiprocessing import forkserver
from pathlib import Path
from typing import Any, cast

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

from medlofte.server import warm

NAME = "medlofte-fork"
OFF = "MEDLOFTE_FORK"
READY_S = 5.0


def can_fork() -> bool:
    """Return whether kernels are forked here; ``MEDLOFTE_FORK=0`` turns it off."""
    return sys.platform == "linux" and os.environ.get(OFF, "1") != "0"


def heat() -> None:
    """Start the process that kernels are forked from; it loads the libraries while the first visitors join."""
    if not can_fork():
        return
    factory = KernelProvisionerFactory.instance()
    factory.provisioners[NAME] = EntryPoint(NAME, f"{__name__}:{ForkedKernel.__name__}", factory.GROUP_NAME)
    # A library that starts threads of its own could not be forked.
    before = {name: os.environ.get(name) for name in warm.ONE_THREAD}
    os.environ |= warm.ONE_THREAD
    multiprocessing.get_context("forkserver").set_forkserver_preload([warm.__name__ + ".loaded"])
    forkserver.ensure_running()
    for name, value in before.items():
        os.environ.pop(name) if value is None else os.environ.update({name: value})


def forking() -> bool:
    """Return whether there is a warm process that kernels are forked from."""
    return NAME in KernelProvisionerFactory.instance().provisioners and can_fork()


def forked(spec: KernelSpec) -> KernelSpec:
    """Return a kernel's specification that forks where there is a warm process to fork."""
    if forking():
        spec.metadata = spec.metadata | {"kernel_provisioner": {"provisioner_name": NAME}}
    return spec


class Fork:
    """A forked kernel, with as much of ``subprocess.Popen`` as a provisioner uses."""

    stdin = stdout = stderr = None

    def __init__(self, command: list[str], *, env: dict[str, str], cwd: str) -> None:
        context = multiprocessing.get_context("forkserver")
        self._ready, tell = context.Pipe(duplex=False)
        self._process = context.Process(target=warm.run, args=(command, env, cwd, tell), daemon=True)
        self._process.start()
        tell.close()

    async def listening(self) -> None:
        """Wait until the kernel's sockets are open, so that nobody connects in vain and waits to try again."""
        loop, heard = asyncio.get_running_loop(), asyncio.Event()
        # A kernel that dies closes the pipe, and so is heard as well.
        loop.add_reader(self._ready.fileno(), heard.set)
        try:
            await asyncio.wait_for(heard.wait(), READY_S)
        except TimeoutError:
            pass  # it may still come; jupyter's own patience is longer
        finally:
            loop.remove_reader(self._ready.fileno())
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


class ForkedKernel(LocalProvisioner):
    """Starts a kernel as a fork of the warm process instead of a program of its own."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork a kernel for this command line; return how it is reached."""
        self.cwd = kwargs.get("cwd") or str(Path.cwd())
        # Voilà names some variables by an enumeration, which would make the fork import all of Voilà to read it.
        env = {str.__str__(name): str.__str__(value) for name, value in kwargs["env"].items()}
        fork = Fork(cmd, env=env, cwd=str(self.cwd))
        self.process = cast("Any", fork)
        # It has a group of its own as soon as it runs; until then its group is the server's, not to be signalled.
        self.pid, self.pgid = fork.pid, None
        await fork.listening()
        return self.connection_info
