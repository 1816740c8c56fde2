"""A dashboard as the server sends it: its widgets as data, a kernel of the visitor's own, and what else may come."""

import asyncio
import dataclasses
import gzip
import json
import re
import sys
import zlib

import pytest
from tornado.httpclient import AsyncHTTPClient

from medlofte.server import kernels
from medlofte.server.bundle import bundle, names
from medlofte.server.frame import Packer
from medlofte.views.opening import KINDS
from medlofte.views.pages.show import ROOT
from tests.served import Browser, served

forks = pytest.mark.skipif(sys.platform != "linux", reason="Only Linux forks kernels")


@pytest.fixture
def room(tmp_path, monkeypatch):
    """Return a running application whose kernels are forked."""
    monkeypatch.delenv("MEDLOFTE_FORK", raising=False)
    monkeypatch.setenv("MEDLOFTE_SERVED", "1")
    with served(tmp_path) as workshop:
        monkeypatch.setenv("MEDLOFTE_EDITION", str(workshop.edition.path))
        monkeypatch.setenv("MEDLOFTE_STORE", str(workshop.store_file))
        kernels.heat()
        yield workshop


def opened(html):
    """Return the widgets that stand in a page."""
    return json.loads(re.search(r'<script id="medlofte-opening"[^>]*>(.*?)</script>', html, re.DOTALL)[1])


@forks
def test_each_visitor_gets_the_page_as_data_and_a_kernel_of_their_own(room):
    found = []
    for role in ("polis", "skarm"):
        member = Browser(room)
        member.join(role)
        answer = member.fetch("/voila/render/loften.ipynb", Accept_Encoding="gzip")
        assert answer.headers["Cache-Control"] == "no-store"
        assert "unsafe-eval" not in answer.headers["Content-Security-Policy"]
        found.append(gzip.decompress(answer.body).decode())
    ids = [re.search(r'"kernelId": "([^"]+)"', html)[1] for html in found]
    assert ids[0] != ids[1]
    assert set(ids) <= set(room.server.kernel_manager.list_kernel_ids())
    for html in found:
        opening = opened(html)
        assert opening["root"] == ROOT
        widgets = [state for state in opening["models"].values() if "_view_name" in state]
        assert {state["_view_name"] for state in widgets} <= set(KINDS)
        assert all(state["_script"] for state in widgets if state["_view_name"] == "AnyView")
        assert not any("_esm" in state or "_css" in state for state in widgets)
        assert html.rstrip().endswith("</html>")
    # Who only looks has no form to write in.
    saving = [sum(state.get("description") == "Spara" for state in opened(html)["models"].values()) for html in found]
    assert saving[0] > 0


@forks
def test_a_page_that_no_fork_can_show_is_rendered_by_voila(room, monkeypatch):
    member = Browser(room)
    member.join("polis")
    monkeypatch.setattr(room.server, "workshop", room.workshop)
    environment = "medlofte.server.dashboard.Dashboard.environment"
    monkeypatch.setattr(environment, lambda self, page: {**__import__("os").environ, "MEDLOFTE_PAGE": "saknas"})
    html = member.fetch("/voila/render/loften.ipynb").body.decode()
    assert 'http-equiv="refresh"' in html
    assert "medlofte-page" not in html
    assert {page for page, _edition in room.workshop.by_voila} == {"loften"}
    assert not room.server.kernel_manager.list_kernel_ids()
    answer = member.fetch("/voila/render/loften.ipynb")
    assert '"model_id": "medlofte-page"' in answer.body.decode()
    assert "unsafe-eval" in answer.headers["Content-Security-Policy"]
    assert "X-Medlofte-By-Voila" not in answer.headers


def test_parts_are_read_as_they_come():
    packer, reader = Packer("br, gzip"), zlib.decompressobj(31)
    assert reader.decompress(packer.part("hälft ".encode())).decode() == "hälft "
    assert reader.decompress(packer.part(b"hel", last=True)) == b"hel"
    assert reader.eof
    plain = Packer("")
    assert (plain.encoding, plain.part(b"x", last=True)) == ("", b"x")


def test_the_scripts_that_are_installed_come_as_one(tmp_path):
    listed = names()
    here = [name.partition("/")[2] for name in listed if name.startswith("static/")][:2]
    for number, name in enumerate(here):
        (tmp_path / name).write_text(f"push({number})", encoding="utf-8")
    made = bundle([str(tmp_path)], [])
    assert made.raw == b";\npush(0)\n;\npush(1)\n"
    assert len(listed) == len(set(listed)) > 50
    assert bundle([], []).raw == b""


def test_when_the_room_is_full_the_page_comes_without_a_kernel(tmp_path, monkeypatch):
    monkeypatch.setenv("MEDLOFTE_SERVED", "1")
    with served(tmp_path) as workshop:
        monkeypatch.setenv("MEDLOFTE_EDITION", str(workshop.edition.path))
        monkeypatch.setenv("MEDLOFTE_STORE", str(workshop.store_file))
        monkeypatch.setattr(workshop.server, "workshop", dataclasses.replace(workshop.workshop, viewers=0))
        workshop.server.app.settings["medlofte"] = workshop.server.workshop
        member = Browser(workshop)
        member.join("polis")
        html = member.fetch("/voila/render/lagesbild.ipynb").body.decode()
        assert "Många tittar just nu" in html
        assert "<h1>Lägesbild" in html
        assert "ml-still" in html
        assert not workshop.server.kernel_manager.list_kernel_ids()
        assert json.loads(member.fetch("/lage").body)["room"] is False
        script = member.fetch("/medlofte/views/still.js")
        assert script.code == 200
        assert b"widget.js" in script.body
        assert member.fetch("/medlofte/views/saknas.js").code == 404


@forks
def test_who_asks_for_many_pages_at_once_gets_no_more_than_one_by_one(room, monkeypatch):
    monkeypatch.setattr("medlofte.server.workshop.MOST_PAGES", 2)
    member = Browser(room)
    member.join("polis")
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in member.cookies.items())}

    async def pages():
        client = AsyncHTTPClient(force_instance=True, max_clients=6)
        address = f"{room.origin}/voila/render/loften.ipynb"
        return await asyncio.gather(*(client.fetch(address, headers=headers, request_timeout=60) for _ in range(6)))

    found = [answer.body.decode() for answer in room.run(pages())]
    assert sum("kernelId" in page for page in found) == 2
    assert len(room.server.kernel_manager.list_kernel_ids()) == 2
    assert not room.workshop.opening
