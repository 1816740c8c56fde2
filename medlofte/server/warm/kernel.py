"""A kernel that runs no code: it keeps a page's widgets and passes messages between them and the browser."""

from __future__ import annotations

from typing import Any, cast

import comm
from ipykernel._version import kernel_protocol_version
from ipykernel.comm import CommManager
from ipykernel.kernelbase import Kernel

from medlofte.language import _


class PageKernel(Kernel):
    """What is left of a Jupyter kernel when nobody may execute anything: comms.

    Starts in a third of the time of IPython's, and holds none of what that one needs to run code.
    """

    implementation = "medlofte"
    implementation_version = "1"
    language_info = {"name": "python", "mimetype": "text/x-python", "file_extension": ".py"}
    banner = ""

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        manager = cast(CommManager, comm.get_comm_manager())
        manager.kernel = self
        for made in manager.comms.values():
            # Widgets made before there was a kernel hold their tongues until they know one.
            made.kernel = self
        for kind in ("comm_open", "comm_msg", "comm_close"):
            self.shell_handlers[kind] = getattr(manager, kind)

    @property
    def kernel_info(self) -> dict[str, Any]:
        """Return who this is; Jupyter's own loads a debugger to tell whether there is one."""
        return {
            "protocol_version": kernel_protocol_version,
            "implementation": self.implementation,
            "implementation_version": self.implementation_version,
            "language_info": self.language_info,
            "banner": self.banner,
            "help_links": [],
            "supported_features": [],
        }

    async def do_execute(self, *_unused: Any, **_named: Any) -> dict[str, Any]:
        """Refuse."""
        return {
            "status": "error",
            "execution_count": 0,
            "ename": "Nej",
            "evalue": _("Här körs ingen kod."),
            "traceback": [],
        }
