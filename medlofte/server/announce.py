"""What the terminal says when the server is up: the links, and the participants' QR code."""

from __future__ import annotations

import io
import socket
import sys
from typing import TextIO

import segno

from medlofte.language import _

EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - compared with, not bound


def reachable(host: str) -> str:
    """Return the address others use for a server bound to ``host``.

    For one bound to every interface it is the one that faces the local network; connecting a UDP socket asks the
    machine's routing table and sends nothing (192.0.2.1 is reserved for documentation, RFC 5737).
    """
    if host not in EVERYWHERE:
        return f"[{host}]" if ":" in host else host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return socket.gethostname()


def announce(links: dict[str, str], *, out: TextIO | None = None) -> None:
    """Print one line per link and the participants' QR code, at once.

    Parameters
    ----------
    links
        Who → link, as ``Workshop.links`` returns.
    out
        Standard output by default.
    """
    out = out or sys.stdout
    for who, link in links.items():
        print(f"{_(who)}: {link}", file=out)
    print(_qr(links["Deltagare"], out.encoding), file=out)
    print(_("Avsluta med Ctrl-C."), file=out, flush=True)


def _qr(link: str, encoding: str | None) -> str:
    """Return the code as half-block characters, or '' for a console that has none (cp1252)."""
    text = io.StringIO()
    segno.make(link, error="m").terminal(out=text, compact=True)
    try:
        text.getvalue().encode(encoding or "utf-8")
    except UnicodeEncodeError:
        return ""
    return text.getvalue()
