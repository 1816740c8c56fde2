"""Headers that every answer carries, whichever handler wrote it."""

from __future__ import annotations

import re

from tornado.httputil import HTTPHeaders, HTTPServerRequest
from tornado.web import OutputTransform

_HOST = re.compile(r"[A-Za-z0-9.\-]+(:\d+)?|\[[0-9A-Fa-f:.]+\](:\d+)?")
# Our own pages are plain HTML: no script at all, but for the one that keeps the ballot and the leader's page fresh, and
# the one that keeps what is typed in the activity form until it has been saved.
_PLAIN = "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'"
_LIVE = _PLAIN + "; script-src 'self'; connect-src 'self'"
_LIVE_PAGES = re.compile(r".*/(rost|led|led/[a-z-]+|logga)/?")
# A dashboard of ours: what draws it is our own, plotly among it, which sets styles and makes pictures of its own.
_OWN = ("default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "connect-src 'self'{socket}; form-action 'self'")  # fmt: skip
# The same rendered by Voilà, where kernels are not forked: its page has inline scripts; JupyterLab's settings registry
# compiles its schemas (ajv, new Function); anywidget imports each widget's module from a blob.
_VOILA = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'{socket}; worker-src 'self' blob:; "
    "object-src 'none'; form-action 'self'"
)
_COMMON = "; base-uri 'none'; frame-ancestors 'none'"
# Set by the handler of a page and taken away before it is sent.
BY_VOILA = "X-Medlofte-By-Voila"
_FIXED = {
    "X-Content-Type-Options": "nosniff",
    # Codes stand in links: no other site may learn them from a Referer.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def policy(path: str, host: str, *, by_voila: bool = False) -> str:
    """Return the Content-Security-Policy of a page.

    Parameters
    ----------
    path
        The request's path; pages under ``/voila/render/`` need scripts of all kinds, a few others one of our own.
    host
        The request's Host header. Safari before version 16 does not take ``'self'`` for a websocket, so it is named.
    by_voila
        The page is rendered by Voilà, whose scripts need more.
    """
    if "/voila/render/" not in path:
        return (_LIVE if _LIVE_PAGES.fullmatch(path) else _PLAIN) + _COMMON
    socket = f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
    return (_VOILA if by_voila else _OWN).format(socket=socket) + _COMMON


class SecureHeaders(OutputTransform):
    """Adds the security headers to each answer (tornado's own static handlers set none)."""

    def __init__(self, request: HTTPServerRequest) -> None:
        self.request = request

    def transform_first_chunk(
        self, status_code: int, headers: HTTPHeaders, chunk: bytes, finishing: bool
    ) -> tuple[int, HTTPHeaders, bytes]:
        """Return the answer's first part with the headers set."""
        by_voila = headers.pop(BY_VOILA, "") != ""
        headers["Content-Security-Policy"] = policy(self.request.path, self.request.host, by_voila=by_voila)
        headers.update(_FIXED)
        if self.request.protocol == "https":
            headers["Strict-Transport-Security"] = "max-age=31536000"
        if "Server" in headers:
            del headers["Server"]
        return status_code, headers, chunk
