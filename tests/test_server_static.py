"""Files that browsers keep, the security headers, the folders, the limits and what the terminal says."""

import gzip
import hashlib
import io

import pytest

from medlofte.errors import ServerError
from medlofte.language import speaking
from medlofte.server import announce, places, security
from medlofte.views.widget import plotly_digest, plotly_script


def test_plotlys_script_is_sent_compressed_and_kept_for_ever_under_its_version(browser):
    path = f"/medlofte/plotly.min.js?v={plotly_digest()}"
    answer = browser.fetch(path, Accept_Encoding="gzip")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(answer.body) == plotly_script().read_bytes()
    assert len(answer.body) < 420_000
    again = browser.fetch(path, If_None_Match=answer.headers["Etag"])
    assert (again.code, again.body) == (304, b"")


def test_the_script_is_asked_for_again_under_another_version(browser):
    digest = hashlib.sha256(plotly_script().read_bytes()).hexdigest()
    kept = {
        v: browser.fetch(f"/medlofte/plotly.min.js?v={v}").headers["Cache-Control"] for v in ("0.1", "", digest[:16])
    }
    assert kept["0.1"] == kept[""] == "public, no-cache"
    assert "immutable" in kept[digest[:16]]
    assert browser.fetch("/medlofte/plotly.min.js").body == plotly_script().read_bytes()


def test_voilas_scripts_are_sent_compressed(browser):
    answer = browser.fetch("/voila/static/voila.js", Accept_Encoding="gzip")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Content-Type"].startswith(("text/javascript", "application/javascript"))
    assert browser.fetch("/voila/templates/medlofte/static/medlofte.css").code == 200
    assert browser.fetch("/medlofte/static/pages.css").code == 200
    assert browser.fetch("/medlofte/static/saknas.css").code == 404


def test_only_a_dashboard_may_run_scripts():
    assert "script-src" not in security.policy("/", "127.0.0.1:1")
    page = security.policy("/voila/render/lagesbild.ipynb", "127.0.0.1:8866")
    assert "ws://127.0.0.1:8866" in page
    assert "unsafe-eval" not in page
    assert "script-src 'self';" in page
    for policy in (page, security.policy("/anslut", "x")):
        assert "http:" not in policy
        assert "*" not in policy
        assert "frame-ancestors" in policy


@pytest.mark.parametrize("host", ["x; script-src *", "a b", "", "[::1", "x\r\ny"])
def test_a_strange_host_does_not_reach_the_policy(host):
    assert "ws://" not in security.policy("/voila/render/lagesbild.ipynb", host)


def test_the_dashboards_are_found_or_asked_for(tmp_path, monkeypatch):
    assert {path.stem for path in places.dashboards().glob("*.ipynb")} == set(places.PAGES)
    monkeypatch.setenv(places.ENVIRONMENT, str(tmp_path))
    with pytest.raises(ServerError, match="hittades inte"):
        places.dashboards()


def test_the_template_is_offered_once(monkeypatch):
    monkeypatch.setenv("JUPYTER_PATH", "annat")
    places.offer_template()
    places.offer_template()
    import os

    paths = os.environ["JUPYTER_PATH"].split(os.pathsep)
    assert len(paths) == 2
    assert paths[1] == "annat"


def test_the_announcement_has_a_line_per_link_and_a_code_where_it_can_be_drawn():
    links = {"Mötesledare": "http://x/1", "Deltagare": "http://x/2", "Skärm": "http://x/3"}
    drawn, plain = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    announce.announce(links, out=drawn)
    announce.announce(links, out=plain)
    said = drawn.buffer.getvalue().decode()
    assert said.splitlines()[:3] == ["Mötesledare: http://x/1", "Deltagare: http://x/2", "Skärm: http://x/3"]
    assert "█" in said
    assert "Deltagare: http://x/2" in plain.buffer.getvalue().decode("cp1252")
    with speaking("en"):
        announce.announce(links, out=drawn)
    assert "Facilitator: http://x/1\nParticipants: http://x/2\nScreen: http://x/3" in drawn.buffer.getvalue().decode()


def test_the_address_others_use():
    assert announce.reachable("127.0.0.1") == "127.0.0.1"
    assert announce.reachable("::1") == "[::1]"
    assert announce.reachable("0.0.0.0") not in ("", "0.0.0.0")
