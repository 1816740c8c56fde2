"""Leading with a hub account: to the hub's log-in and back.

Participants come by their code as anywhere else and need no account. Whoever the hub lets into this server leads the
meeting.
"""

from __future__ import annotations

import secrets
from hmac import compare_digest

from jupyter_server.auth.decorator import allow_unauthenticated
from tornado.web import HTTPError

from medlofte.language import _
from medlofte.server.joining import Join
from medlofte.server.workshop import LEADER

STATE, MINUTES = "medlofte-navet", 10


class ToHub(Join):
    """``/navet``: to the hub's log-in."""

    @allow_unauthenticated
    def get(self) -> None:
        """Remember in this browser what was asked, and go there."""
        hub = self.workshop.hub
        if hub is None:
            raise HTTPError(404)
        state, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
        self.set_cookie(STATE, f"{state}.{verifier}", path=self.base_url, httponly=True, samesite="Lax",
                        max_age=MINUTES * 60, secure=self.workshop.encrypted)  # fmt: skip
        self.redirect(hub.ask(state, verifier))


class FromHub(Join):
    """``/oauth_callback``: back from the hub."""

    @allow_unauthenticated
    async def get(self) -> None:  # type: ignore[override]
        """Let the one in as leader whom the hub admits, in the browser that asked."""
        hub = self.workshop.hub
        if hub is None:
            raise HTTPError(404)
        state, _unused, verifier = (self.get_cookie(STATE) or "").partition(".")
        self.clear_cookie(STATE, path=self.base_url)
        given = self.get_query_argument("state", "")
        if not state or not compare_digest(state.encode(), given.encode()):
            self.ask(problem=_("Inloggningen tog för lång tid eller började i en annan webbläsare. Försök igen."))
        elif await hub.admits(self.get_query_argument("code", ""), verifier):
            self.go_on(LEADER)
        else:
            self.ask(problem=_("Ditt konto leder inte den här workshoppen. Anslut med koden du har fått."))
