"""A page rendered once and sent to everybody: what may be kept, and where the kernel's id goes."""

import dataclasses
import re
import sys

import pytest

from medlofte.server import kernels
from medlofte.server.bundle import bundle, names
from medlofte.server.shell import Shells
from tests.served import Browser, served

KERNEL = "0b79b605-df85-4be0-8fb8-6fa3001478ee"
PAGE = f'<html>{{"kernelId": "{KERNEL}"}} {{"model_id": "medlofte-page"}}</html>\n'


def test_a_page_is_cut_where_its_kernel_stands():
    shells = Shells()
    shells.keep("loften.ipynb", PAGE, kernel=KERNEL)
    shell = shells.get("loften.ipynb")
    assert shell.before + KERNEL + shell.after == PAGE
    assert shells.get("lagesbild.ipynb") is None


def test_an_error_or_half_a_page_is_not_kept():
    shells = Shells()
    for html in ("", PAGE.replace("medlofte-page", "3a3d42e9"), PAGE.removesuffix("</html>\n"), PAGE + PAGE):
        shells.keep("loften.ipynb", html, kernel=KERNEL)
        shells.keep("loften.ipynb", html, kernel="")
    assert shells.get("loften.ipynb") is None


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux forks kernels")
def test_the_second_visitor_gets_the_same_page_with_a_kernel_of_their_own(tmp_path, monkeypatch):
    monkeypatch.delenv("MEDLOFTE_FORK", raising=False)
    monkeypatch.setenv("MEDLOFTE_SERVED", "1")
    with served(tmp_path) as workshop:
        monkeypatch.setenv("MEDLOFTE_EDITION", str(workshop.edition.path))
        monkeypatch.setenv("MEDLOFTE_STORE", str(workshop.store_file))
        kernels.heat()
        found = []
        for role in ("polis", "kommun"):
            member = Browser(workshop)
            member.join(role)
            found.append(member.fetch("/voila/render/loften.ipynb").body.decode())
        ids = [re.search(r'"kernelId": "([^"]+)"', html)[1] for html in found]
        assert ids[0] != ids[1]
        assert found[0].replace(*ids) == found[1]
        assert set(ids) <= set(workshop.server.kernel_manager.list_kernel_ids())


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
        script = member.fetch("/medlofte/views/still.js")
        assert script.code == 200
        assert b"widget.js" in script.body
        assert member.fetch("/medlofte/views/saknas.js").code == 404
