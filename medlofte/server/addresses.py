"""Addresses: what the server listens on, how the public reaches it, and where the store lies."""

from __future__ import annotations

import errno
import socket
from pathlib import Path
from urllib.parse import urlsplit

from tornado.netutil import bind_sockets

from medlofte.errors import ServerError
from medlofte.language import _


def public(address: str) -> tuple[str, str]:
    """Return a public address's origin and its path, which begins and ends with a slash; ServerError if it is none."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or "@" in address:
        raise ServerError(_("Adressen ska vara hela webbadressen."), value=address,
                          advice=_("Skriv till exempel https://trygghet.kommunen.se."))  # fmt: skip
    path = parts.path.strip("/")
    return f"{parts.scheme}://{parts.netloc}", f"/{path}/" if path else "/"


def bind(host: str, port: int) -> list[socket.socket]:
    """Return sockets that listen; ServerError says what stands in the way."""
    if not 0 <= port <= 65535:
        # The system would take the number modulo 65536, and listen where nobody asked it to.
        raise ServerError(_("Porten ska vara ett tal från 0 till 65535."), value=port)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return list(bind_sockets(port, host, family=family))
    except OSError as error:
        if error.errno in (errno.EADDRINUSE, errno.EACCES, getattr(errno, "WSAEACCES", errno.EACCES)):
            raise ServerError(
                _("Porten {port} är upptagen eller spärrad.").format(port=port),
                advice=_("Välj en annan med --port, eller --port 0 för en ledig."),
            ) from error
        raise ServerError(
            _("Servern kan inte lyssna på adressen ({strerror}).").format(strerror=error.strerror),
            value=host,
            advice=_("Välj en annan med --host."),
        ) from error


def absolute(url: str) -> str:
    """Return a store whose file does not depend on the working folder: kernels have another one."""
    if url.startswith("sqlite:///") and "?" not in url:
        url = url.removeprefix("sqlite:///")
    return url if "://" in url else str(Path(url).resolve())
