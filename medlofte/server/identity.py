"""Who asks: the session that the workshop's cookie names, and nobody else."""

from __future__ import annotations

from typing import Any

import tornado.web
from jupyter_server.auth.identity import IdentityProvider, User

from medlofte.views.session import COOKIE
from medlofte.workshop.store import Session, Store

SETTING = "medlofte"


class WorkshopIdentity(IdentityProvider):  # type: ignore[misc]
    """Lets in who has joined; Voilà's own passwords and tokens are not used.

    Voilà's handlers send anyone else to ``login_url``, which is ``/anslut``.
    """

    @property
    def auth_enabled(self) -> bool:
        """Return True: without it Jupyter makes an anonymous user of everyone."""
        return True

    def get_user(self, handler: tornado.web.RequestHandler) -> User | None:
        """Return the joined participant, or None."""
        found = session_of(handler)
        return None if found is None else User(username=found.participant, name=found.role)

    def get_handlers(self) -> list[tuple[str, Any]]:
        """Return nothing: joining is a page of our own."""
        return []


def session_of(handler: tornado.web.RequestHandler) -> Session | None:
    """Return the session of the request's cookie, or None."""
    token = handler.get_cookie(COOKIE, "")
    store: Store = handler.settings[SETTING].store
    return store.session(token) if token else None
