"""The headers that every answer carries, Voilà's static files included."""

from __future__ import annotations

import tornado.httputil
import tornado.web

# Voilà writes scripts and styles into the page, anywidget imports its modules from blob: addresses, and JupyterLab
# compiles the schemas of its settings with eval: these three cannot be closed. Everything else comes from this server.
VOILA = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
# Our own pages need no script at all.
OWN = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
COMMON = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class SafeHeaders(tornado.web.OutputTransform):  # type: ignore[misc]
    """Sets the headers on whatever any handler answers; a handler's own, stricter policy stays."""

    def transform_first_chunk(
        self, status_code: int, headers: tornado.httputil.HTTPHeaders, chunk: bytes, finishing: bool
    ) -> tuple[int, tornado.httputil.HTTPHeaders, bytes]:
        """Return the answer with the headers set."""
        for name, value in COMMON.items():
            headers[name] = value
        if headers.get("Content-Security-Policy") != OWN:
            headers["Content-Security-Policy"] = VOILA
        if "Server" in headers:
            del headers["Server"]
        return status_code, headers, chunk
