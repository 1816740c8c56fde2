"""The line between browsers and a server, which can be cut: as a wifi that is lost, not as a tab that is told it is."""

import socket
import threading
from contextlib import suppress


class Line:
    """Passes bytes between whoever connects here and a server; used in place of the ``Server`` when joining."""

    def __init__(self, server) -> None:
        self._there = int(server.origin.rsplit(":", 1)[1])
        self._open: set[socket.socket] = set()
        self._whole = True
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.origin = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self.links = {who: link.replace(server.origin, self.origin) for who, link in server.links.items()}
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Break every connection and take no new one."""
        self._whole = False
        for end in list(self._open):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """Take connections again."""
        self._whole = True

    def close(self) -> None:
        """End it."""
        self.cut()
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            if not self._whole:
                near.close()
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self._there))
            except OSError:
                near.close()
                continue
            for pair in ((near, far), (far, near)):
                threading.Thread(target=self._pass, args=pair, daemon=True).start()

    def _pass(self, here: socket.socket, there: socket.socket) -> None:
        self._open.add(here)
        with suppress(OSError):
            while read := here.recv(65536):
                there.sendall(read)
        self._open.discard(here)
        for end in (here, there):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
                end.close()
