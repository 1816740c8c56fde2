"""The links that let people in, as printed at the start, and the QR code of the participants' link."""

from __future__ import annotations

import io
import socket

import segno

# Participants share one link and say for whom they take part; it is the code with the least behind it.
PARTICIPANT = "annan"
LABELS = {"facilitator": "Facilitator", PARTICIPANT: "Deltagare", "skarm": "Skärm"}
LOOPBACK = "127.0.0.1"
EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - compared with, not listened on


def local_address() -> str:
    """Return this machine's address in its own network, else the loopback address.

    A UDP socket that is connected sends nothing: the system only picks the address it would send from. 192.0.2.1 is
    reserved for examples (RFC 5737).
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return LOOPBACK


def origin(host: str, port: int) -> str:
    """Return ``http://address:port`` as others reach it."""
    address = local_address() if host in EVERYWHERE else host
    return f"http://[{address}]:{port}" if ":" in address else f"http://{address}:{port}"


def link(origin: str, code: str) -> str:
    """Return the link that lets people in with a code."""
    return f"{origin}/anslut/{code}"


def invitation(origin: str, codes: dict[str, str]) -> str:
    """Return what is printed at the start: one line per link, then the QR code of the participants' link."""
    lines = [f"{label}: {link(origin, codes[role])}" for role, label in LABELS.items()]
    return "\n".join(lines) + "\n\n" + qr_text(link(origin, codes[PARTICIPANT]))


def qr_text(text: str) -> str:
    """Return the link's QR code drawn with half blocks, for a terminal."""
    out = io.StringIO()
    segno.make(text, error="m", micro=False).terminal(out=out, compact=True, border=2)
    return out.getvalue()


def qr_svg(text: str) -> str:
    """Return the link's QR code as an SVG element with a text alternative."""
    code = segno.make(text, error="m", micro=False)
    drawn: str = code.svg_inline(scale=4, border=2, light="#ffffff", dark="#1a1a1a", omitsize=True,
                                 title="QR-kod till deltagarnas länk", svgid="qr")  # fmt: skip
    return drawn.replace("<svg ", '<svg role="img" aria-labelledby="qr-title" ', 1).replace(
        "<title>", '<title id="qr-title">', 1
    )
