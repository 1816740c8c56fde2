"""An edition that is copied over the one that is served, a file at a time: the last whole one is shown meanwhile."""

import asyncio
import logging
import os
import shutil
import signal
import sys
import time
from threading import Event
from types import SimpleNamespace

import pytest

from medlofte.edition import Edition, Latest, latest
from medlofte.errors import EditionError
from medlofte.export.catalogue import CATALOGUE
from medlofte.server.app import WorkshopServer
from medlofte.server.shelf import Shelf
from medlofte.views import parts, session
from medlofte.workshop.store import Store
from tests.browser.driver import Server
from tests.sample import sample_edition
from tests.test_server_guard import Client
from tests.test_server_heating import until, warm

MANIFEST = "datapackage.json"
HALVES = {"manifest first": lambda name: name == MANIFEST, "manifest last": lambda name: name != MANIFEST}
PAGES = ("lagesbild", "kartlaggning", "prioritering", "loften", "uppfoljning")


@pytest.fixture
def live(tmp_path):
    """Return the folder that is served, and one with the edition that is to take its place."""
    old, new = sample_edition(tmp_path / "live", kommun="Gammalstad"), sample_edition(tmp_path / "ny", kommun="Nystad")
    estimates = new.path / "estimates.csv"
    assert estimates.read_bytes() == (old.path / "estimates.csv").read_bytes()
    return old.path, new.path


def copy(source, target, *, only=lambda _name: True):
    """Copy an edition's files over another's, as ``cp -r`` does; some of them at first, and one of those by half."""
    for file in sorted(source.iterdir()):
        if only(file.name):
            (target / file.name).write_bytes(file.read_bytes())


def break_off(folder):
    """Leave a file as a copy leaves it that has come half way."""
    file = folder / "topics.csv"
    file.write_bytes(file.read_bytes()[:40])


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux forks kernels")
@pytest.mark.parametrize("half", HALVES)
def test_the_old_edition_is_shown_until_the_new_one_is_whole(live, tmp_path, half):
    folder, new = live
    server = Server(folder, store=tmp_path / "w.sqlite", folder=tmp_path)
    try:
        client = Client(server).join()
        assert "Gammalstad" in client.ask("GET", "/voila/render/loften.ipynb")[1]
        copy(new, folder, only=HALVES[half])
        break_off(folder)
        time.sleep(2)  # the server looks each second
        for page in PAGES:
            status, content = client.ask("GET", f"/voila/render/{page}.ipynb")
            assert (status, "Gammalstad" in content) == (200, True), page
            assert "Sidan kan inte visas" not in content
        assert "Gammalstad" in client.ask("GET", "/tillganglighet")[1]
        copy(new, folder)
        until(lambda: "Nystad" in client.ask("GET", "/tillganglighet")[1], "the new edition is not taken up")
        assert "Nystad" in client.ask("GET", "/voila/render/loften.ipynb")[1]
    finally:
        assert server.stop() == 0


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux forks kernels")
def test_where_no_edition_is_in_memory_the_page_says_so_and_comes_back(live, tmp_path):
    folder, new = live
    server = Server(folder, store=tmp_path / "w.sqlite", folder=tmp_path)
    try:
        client = Client(server).join()
        client.page("loften")
        copy(new, folder, only=HALVES["manifest first"])
        break_off(folder)
        [old] = warm(server)
        os.kill(old, signal.SIGKILL)
        _, content = client.ask("GET", "/voila/render/loften.ipynb")
        assert "Sidan hämtas på nytt av sig själv när det finns en hel utgåva." in content
        copy(new, folder)
        until(lambda: "Nystad" in client.ask("GET", "/voila/render/loften.ipynb")[1], "the page does not come back")
    finally:
        assert server.stop() == 0


@pytest.mark.parametrize("half", HALVES)
def test_a_page_opens_the_last_whole_edition_and_notices_a_whole_one_only(live, monkeypatch, half):
    folder, new = live
    monkeypatch.setattr(session, "_seen", {})
    monkeypatch.setattr(latest, "AGAIN_S", 0)
    assert session.open_edition(folder).about["kommun"] == "Gammalstad"
    copy(new, folder, only=HALVES[half])
    break_off(folder)
    again = session.open_edition(folder)
    assert again.about["kommun"] == "Gammalstad"
    assert len(again.table("topics")) == 5
    assert not session.renewed()
    copy(new, folder)
    assert session.renewed()
    assert session.open_edition(folder).about["kommun"] == "Nystad"
    assert not session.renewed()


def test_a_page_without_an_edition_waits_for_one(live, tmp_path, monkeypatch):
    folder, new = live
    monkeypatch.setattr(session, "_seen", {})
    monkeypatch.setattr(latest, "AGAIN_S", 0)
    break_off(folder)
    with pytest.raises(EditionError) as told:
        session.open_edition(folder)
    [pulse, said, waits, *_] = parts.failure(told.value).children
    assert pulse.waiting
    assert "halvkopierad" in said.value
    assert "av sig själv" in waits.value
    assert not session.renewed()
    copy(new, folder)
    assert session.renewed()


def test_an_edition_never_shows_some_of_itself_and_some_of_the_next(live):
    folder, _new = live
    edition = Edition.open(folder)
    edition.table("topics")
    file = folder / "estimates.csv"
    file.write_bytes(file.read_bytes() + b"\n")
    with pytest.raises(EditionError, match="ändrad eller skadad"):
        edition.table("estimates")
    file.unlink()
    with pytest.raises(EditionError, match="ändrad eller skadad"):
        edition.table("estimates")
    assert len(edition.table("topics")) == 5


def test_a_loaded_edition_needs_its_folder_no_more(live):
    folder, _ = live
    edition = Edition.open(folder).load()
    shutil.rmtree(folder)
    assert len(edition.table("estimates"))
    assert edition.layer("areas")["features"]


def test_a_document_made_meanwhile_is_not_kept_for_the_new_edition(live, tmp_path):
    folder, new = live
    shelf, item = Shelf(), next(item for item in CATALOGUE if item.name == "tables.xlsx")
    published = Latest(folder, edition=Edition.open(folder).load())
    with Store.open(tmp_path / "w.sqlite") as store:

        def made():
            published.follow()
            return asyncio.run(shelf.get(item, edition=published.edition, store=store)).content

        copy(new, folder, only=HALVES["manifest first"])
        break_off(folder)
        before = made()
        assert made() is before
        copy(new, folder)
        published._wait = 0.0
        assert made() is not before


def looked(published):
    """Let a server of this edition look in its folder, as it does each second."""
    asyncio.run(WorkshopServer.look(SimpleNamespace(workshop=SimpleNamespace(published=published))))
    return published.edition.about["kommun"]


def test_the_server_tells_its_log_once_what_is_wrong(live, monkeypatch, caplog):
    folder, new = live
    monkeypatch.setattr(latest, "AGAIN_S", 0)
    published = Latest(folder, edition=Edition.open(folder).load())
    copy(new, folder, only=HALVES["manifest first"])
    break_off(folder)
    with caplog.at_level(logging.ERROR):
        for _ in range(5):
            assert looked(published) == "Gammalstad"
    assert len(caplog.records) == 1
    assert len(published.edition.table("topics")) == 5
    copy(new, folder)
    assert looked(published) == "Nystad"


def test_others_are_served_while_the_server_reads_a_new_edition(live, monkeypatch):
    folder, new = live
    published, served = Latest(folder, edition=Edition.open(folder).load()), Event()
    load = Edition.load
    monkeypatch.setattr(Edition, "load", lambda edition: load(edition) if served.wait(10) else None)
    copy(new, folder)

    async def room():
        server = SimpleNamespace(workshop=SimpleNamespace(published=published))
        reading = asyncio.create_task(WorkshopServer.look(server))
        await asyncio.sleep(0.1)
        before = published.edition.about["kommun"]
        served.set()
        await reading
        return before, published.edition.about["kommun"]

    assert asyncio.run(room()) == ("Gammalstad", "Nystad")


def test_an_edition_that_opens_but_cannot_be_read_is_tried_again_later(live, monkeypatch):
    folder, new = live
    published = Latest(folder, edition=Edition.open(folder).load())
    copy(new, folder)
    tries = []

    def broken(_edition):
        tries.append(1)
        raise EditionError("trasig")

    monkeypatch.setattr(Edition, "load", broken)
    for _ in range(3):
        published.follow()
    assert (len(tries), published.trouble) == (1, "trasig")
    assert published.edition.about["kommun"] == "Gammalstad"
