"""What Voilà shows when a page cannot be shown: in the reader's language, without a word of the program."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from medlofte.server import places
from tests.served import Browser, served
from tests.trial import free

ROOT = Path(__file__).parents[1]
SWEDISH = 'role="alert">Något gick fel hos oss. Ladda om sidan; det du redan svarat är sparat.</p>'
ENGLISH = 'role="alert">Something went wrong on our side. Reload the page; what you have answered is saved.</p>'
CODE = {"raise": "raise ValueError('hemligt')", "fine": "print('klart')"}


@pytest.fixture
def room(tmp_path, monkeypatch):
    """Return a running application, whose pages Voilà shows, with one that fails and one that does not."""
    folder = tmp_path / "dashboards"
    folder.mkdir()
    for page in places.PAGES:
        code = CODE["raise" if page == "loften" else "fine"]
        cell = {"cell_type": "code", "id": "a", "metadata": {}, "source": code, "outputs": [], "execution_count": None}
        book = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        (folder / f"{page}.ipynb").write_text(json.dumps(book), "utf-8")
    monkeypatch.setenv("MEDLOFTE_FORK", "0")
    monkeypatch.setenv(places.ENVIRONMENT, str(folder))
    with served(tmp_path) as workshop:
        member = Browser(workshop)
        member.join("polis")
        yield member, folder, workshop.server


def read(member, path):
    answer = member.fetch(path, Accept="text/html")
    return answer.code, answer.body.decode()


def test_a_page_that_fails_says_so_in_the_readers_language(room):
    member, *_ = room
    _code, swedish = read(member, "/voila/render/loften.ipynb")
    _code, english = read(member, "/voila/render/loften.ipynb?lang=en")
    _code, again = read(member, "/voila/render/loften.ipynb")
    assert SWEDISH in swedish
    assert ENGLISH in english
    assert ENGLISH in again, "the cookie remembers"
    for page in (swedish, english):
        assert "hemligt" not in page
        assert "There was an error" not in page


def test_a_page_whose_kernel_does_not_start_says_so_in_the_readers_language(room, monkeypatch):
    member, _folder, server = room
    server.config.VoilaExecutor.startup_timeout = server.voila_configuration.http_keep_alive_timeout = 1
    monkeypatch.setenv("PYTHONHOME", "/finns-inte")
    for query, said in (("", SWEDISH), ("?lang=en", ENGLISH)):
        _code, page = read(member, f"/voila/render/lagesbild.ipynb{query}")
        assert said in page
        assert page.rstrip().endswith("</html>")


def test_a_page_whose_notebook_is_gone_is_missing_in_the_readers_language(room):
    member, folder, _server = room
    (folder / "uppfoljning.ipynb").unlink()
    code, page = read(member, "/voila/render/uppfoljning.ipynb")
    assert (code, "Sidan finns inte" in page) == (404, True)
    code, page = read(member, "/voila/render/uppfoljning.ipynb?lang=en")
    assert (code, "There is no such page" in page) == (404, True)


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """Return the address of Voilà itself with our template, without our server."""
    [port] = free(1)
    command = [sys.executable, "-m", "voila", str(ROOT / "dashboards"), "--no-browser", f"--port={port}",
               f"--template={places.TEMPLATE}"]  # fmt: skip
    environment = os.environ | {"JUPYTER_PATH": str(ROOT / "jupyter" / "share" / "jupyter")}
    process = subprocess.Popen(command, cwd=tmp_path_factory.mktemp("voila"), env=environment,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + 180
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(30)


@pytest.mark.parametrize(
    ("query", "cookie", "language"),
    [("", "", "sv"), ("?lang=en", "", "en"), ("", "medlofte-language=en", "en"),
     ("?lang=sv", "medlofte-language=en", "sv")],
)  # fmt: skip
def test_the_templates_own_page_follows_the_address_and_the_cookie(plain, query, cookie, language):
    asked = urllib.request.Request(f"{plain}/voila/render/finns-inte.ipynb{query}", headers={"Cookie": cookie})
    with pytest.raises(urllib.error.HTTPError) as told:
        urllib.request.urlopen(asked, timeout=120)
    page = told.value.read().decode()
    assert told.value.code == 404
    assert f'<html lang="{language}">' in page
    assert ("There is no such page" in page) == (language == "en")
    assert ("Sidan finns inte" in page) == (language == "sv")
