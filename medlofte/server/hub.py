"""Under a JupyterHub: what the hub tells a server that it starts, and asking it who may lead.

OAuth 2 with PKCE (RFC 6749 and 7636), as JupyterHub offers it. Nothing of it has to be installed beside medlofte.
"""

from __future__ import annotations

import base64
import json
from collections.abc import MutableMapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode, urlsplit

from tornado.httpclient import AsyncHTTPClient, HTTPClientError

from medlofte.errors import ServerError
from medlofte.language import _

WAIT_S = 10.0


@dataclass(frozen=True)
class Hub:
    """What the hub told this server.

    Parameters
    ----------
    host, port
        Where the hub's proxy looks for the server.
    address
        How the public reaches the server through the hub's proxy.
    api, login
        The hub's own address, asked by this server, and the page where people log in, asked by browsers.
    client, secret
        What the server calls itself to the hub, and its token there.
    callback
        The path that the hub sends people back to.
    scopes
        Whoever has one of these may enter, and leads.
    """

    host: str
    port: int
    address: str
    api: str
    login: str
    client: str
    secret: str
    callback: str
    scopes: frozenset[str]

    @classmethod
    def told(cls, environment: MutableMapping[str, str], *, address: str | None = None) -> Hub:
        """Take what the hub put into the environment, so that nothing this server starts inherits it.

        Raises
        ------
        ServerError
            If no hub started this server, or the hub does not say how the public reaches it.
        """
        said = {name: environment.pop(name) for name in list(environment) if name.startswith("JUPYTERHUB_")}
        environment.pop("JPY_API_TOKEN", None)  # the same token, under the name that it once had
        here = urlsplit(said.get("JUPYTERHUB_SERVICE_URL", ""))
        if not here.port or "JUPYTERHUB_API_TOKEN" not in said:
            raise ServerError(_("Servern är inte startad av ett JupyterHub."), advice=_("Starta den utan --hub."))
        address = address or said.get("JUPYTERHUB_PUBLIC_URL")
        if not address:
            raise ServerError(_("Navet säger inte hur servern nås utifrån."),
                              advice=_("Sätt c.JupyterHub.public_url i navets inställningar."))  # fmt: skip
        login = f"{said.get('JUPYTERHUB_HOST', '')}{said['JUPYTERHUB_BASE_URL']}hub/api/oauth2/authorize"
        return cls(here.hostname or "127.0.0.1", here.port, address, said["JUPYTERHUB_API_URL"], login,
                   said["JUPYTERHUB_CLIENT_ID"], said["JUPYTERHUB_API_TOKEN"], said["JUPYTERHUB_OAUTH_CALLBACK_URL"],
                   frozenset(json.loads(said["JUPYTERHUB_OAUTH_ACCESS_SCOPES"])))  # fmt: skip

    def ask(self, state: str, verifier: str) -> str:
        """Return the address where a browser logs in, and comes back with this state."""
        digest = base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")
        fields = {"client_id": self.client, "redirect_uri": self.callback, "response_type": "code", "state": state,
                  "code_challenge": digest, "code_challenge_method": "S256"}  # fmt: skip
        return f"{self.login}?{urlencode(fields)}"

    async def admits(self, code: str, verifier: str) -> bool:
        """Return whether the one who came back with this code may enter; False for a code that the hub refuses."""
        fields = {"client_id": self.client, "client_secret": self.secret, "grant_type": "authorization_code",
                  "code": code, "redirect_uri": self.callback, "code_verifier": verifier}  # fmt: skip
        try:
            given = await _asked(f"{self.api}/oauth2/token", body=urlencode(fields))
            person = await _asked(f"{self.api}/user", headers={"Authorization": f"token {given['access_token']}"})
        except HTTPClientError as error:
            if error.code in (400, 401, 403):
                return False
            raise
        return not self.scopes.isdisjoint(person["scopes"])


async def _asked(address: str, *, body: str | None = None, headers: dict[str, str] | None = None) -> dict[str, Any]:
    answer = await AsyncHTTPClient().fetch(address, method="GET" if body is None else "POST", body=body,
                                           headers=headers, request_timeout=WAIT_S)  # fmt: skip
    found: dict[str, Any] = json.loads(answer.body)
    return found
