"""Under a JupyterHub: what it tells the server, and who leads. ``deploy/try_hub.py`` does the same with a real hub."""

import base64
import re
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import pytest
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from medlofte.errors import ServerError
from medlofte.server.hub import Hub
from tests.served import Browser, served

# As JupyterHub 6.1 gives them to a server that it starts.
TOLD = {
    "JUPYTERHUB_SERVICE_URL": "http://127.0.0.1:50123/user/stromstad-2027/",
    "JUPYTERHUB_PUBLIC_URL": "https://trygghet.example/user/stromstad-2027/",
    "JUPYTERHUB_API_URL": "http://127.0.0.1:8081/hub/api",
    "JUPYTERHUB_HOST": "",
    "JUPYTERHUB_BASE_URL": "/",
    "JUPYTERHUB_CLIENT_ID": "jupyterhub-user-stromstad-2027",
    "JUPYTERHUB_API_TOKEN": "hemlig",
    "JPY_API_TOKEN": "hemlig",
    "JUPYTERHUB_OAUTH_CALLBACK_URL": "/user/stromstad-2027/oauth_callback",
    "JUPYTERHUB_OAUTH_ACCESS_SCOPES": '["access:servers!server=stromstad-2027/", "access:servers!user=stromstad-2027"]',
}
MAY = "access:servers!user=stromstad-2027"


class Asked(RequestHandler):
    """The two addresses of a hub that a server asks; a code is the name of who logged in, and good once."""

    scopes = {"anna": [MAY], "cecilia": ["access:servers!user=sotenas-2027"]}
    challenges: dict[str, str] = {}

    def post(self):
        name = self.get_body_argument("code")
        verifier = self.get_body_argument("code_verifier")
        digest = base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")
        if self.get_body_argument("client_secret") != "hemlig" or self.challenges.pop(name, "") != digest:
            self.set_status(400)
        self.finish({"access_token": name})

    def get(self):
        self.finish({"scopes": self.scopes[self.request.headers["Authorization"].removeprefix("token ")]})


@pytest.fixture(scope="module")
def workshop(tmp_path_factory):
    [bound] = bind_sockets(0, "127.0.0.1")
    api = f"http://127.0.0.1:{bound.getsockname()[1]}/hub/api"
    hub = Hub.told(TOLD | {"JUPYTERHUB_API_URL": api, "JUPYTERHUB_OAUTH_CALLBACK_URL": "/oauth_callback"})
    with served(tmp_path_factory.mktemp("served"), hub=hub) as made:
        standing = HTTPServer(Application([(r"/hub/api/(?:oauth2/token|user)", Asked)]))
        standing.add_sockets([bound])
        yield made
        standing.stop()


def test_the_hub_says_where_to_listen_and_its_secrets_are_taken_out_of_the_environment():
    environment = TOLD | {"PATH": "/bin"}
    hub = Hub.told(environment)
    assert (hub.host, hub.port, hub.address) == ("127.0.0.1", 50123, "https://trygghet.example/user/stromstad-2027/")
    assert hub.login == "/hub/api/oauth2/authorize"
    assert environment == {"PATH": "/bin"}
    assert Hub.told(TOLD | {"PATH": "/bin"}, address="https://annan.example").address == "https://annan.example"


@pytest.mark.parametrize("missing", ["JUPYTERHUB_SERVICE_URL", "JUPYTERHUB_API_TOKEN", "JUPYTERHUB_PUBLIC_URL"])
def test_without_a_hub_the_option_is_refused(missing):
    with pytest.raises(ServerError):
        Hub.told({name: value for name, value in TOLD.items() if name != missing})


def logged_in(browser, name):
    """Press «Logga in med ditt konto», log in as somebody and come back: return the answer and its address."""
    there = urlsplit(browser.fetch("/navet").headers["Location"])
    asked = {key: value[0] for key, value in parse_qs(there.query).items()}
    assert (there.path, asked["redirect_uri"], asked["code_challenge_method"]) == (
        "/hub/api/oauth2/authorize", "/oauth_callback", "S256")  # fmt: skip
    Asked.challenges[name] = asked["code_challenge"]
    back = f"/oauth_callback?code={name}&state={asked['state']}"
    return browser.fetch(back), back


def test_who_may_enter_the_server_leads_and_no_other(workshop):
    browser = Browser(workshop)
    assert 'href="/navet"' in browser.fetch("/anslut").body.decode()
    answer, back = logged_in(browser, "anna")
    assert answer.code == 302
    assert browser.fetch("/led").code == 200
    other = Browser(workshop)
    answer, _ = logged_in(other, "cecilia")
    assert answer.code == 422
    assert "leder inte den här workshoppen" in answer.body.decode()
    assert other.fetch("/led").code == 302
    # The address that anna came back by is worth nothing, to another browser or to hers.
    assert Browser(workshop).fetch(back).code == 422
    assert browser.fetch(back).code == 422


def test_a_code_that_the_hub_refuses_opens_nothing(workshop):
    browser = Browser(workshop)
    state = parse_qs(urlsplit(browser.fetch("/navet").headers["Location"]).query)["state"][0]
    assert browser.fetch(f"/oauth_callback?code=gissad&state={state}").code == 422
    assert browser.fetch("/led").code == 302


def test_participants_come_by_their_code_and_see_no_log_in(workshop):
    page = Browser(workshop).fetch(f"/anslut/{workshop.codes['annan']}").body.decode()
    assert not re.search("navet|konto", page)
    browser = Browser(workshop)
    assert browser.join("polis").code == 302
    assert browser.fetch("/rost").code == 200


def test_without_a_hub_there_is_no_such_address(tmp_path):
    with served(tmp_path) as alone:
        browser = Browser(alone)
        assert "navet" not in browser.fetch("/anslut").body.decode()
        assert [browser.fetch(path).code for path in ("/navet", "/oauth_callback?code=a&state=b")] == [404, 404]
