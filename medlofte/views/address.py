"""The page's choices in its address, so that a view can be shared: ``#fraga=trygg_kvall&f-omrade=skee&amne=narkotika``.

They stand after the ``#``, which a browser never sends to the server.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

import anywidget
import ipywidgets as widgets
import traitlets

from medlofte.views.script import script


class Address(anywidget.AnyWidget):
    """Keeps some controls and the browser's address alike.

    Parameters
    ----------
    controls
        Name in the address → dropdown. A name that is not in an address leaves its control alone; a value that the
        control does not offer is passed over, since anyone may have written the link.
    anchor, jump
        An address that names the control ``jump`` moves the reader to the element with the id ``anchor``.
    """

    _esm = script("address.js")
    hash = traitlets.Unicode().tag(sync=True)
    anchor = traitlets.Unicode().tag(sync=True)

    def __init__(self, controls: Mapping[str, widgets.Dropdown], *, anchor: str = "", jump: str = "") -> None:
        """Follow the controls; each one's value now is what an address without it stands for."""
        super().__init__(anchor=anchor)
        self._jump = jump
        self.add_class("ml-address")
        self._controls = dict(controls)
        self._plain = {name: control.value for name, control in controls.items()}
        self._reading = False
        for control in controls.values():
            control.observe(self._write, "value")
        self.observe(self._read, "hash")

    def written(self) -> str:
        """Return what stands after the ``#``: only the choices that differ from how the page opens."""
        changed = {n: c.value or "" for n, c in self._controls.items() if c.value != self._plain[n]}
        return urlencode(changed)

    def _write(self, _change: Any) -> None:
        if not self._reading:
            self.hash = self.written()

    def _read(self, change: Any) -> None:
        if change["new"] == self.written():
            return
        asked = dict(parse_qsl(change["new"], keep_blank_values=True))
        self._reading = True
        try:
            for name, value in asked.items():
                control = self._controls.get(name)
                if control is not None and value in [option for _unused, option in control.options]:
                    control.value = value
        finally:
            self._reading = False
        self.hash = self.written()
        if self._jump in asked:
            self.send({"jump": True})
