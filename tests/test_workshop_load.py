"""A small room on the real server, which is killed while people vote; ``benchmarks/workshop_load.py`` does it large."""

from __future__ import annotations

import subprocess
import sys

import psutil
import pytest

from medlofte.workshop.store import Store
from tests.browser.driver import Server
from tests.crowd import Crowd, Phone
from tests.sample import sample_edition
from tests.trial import free


def test_a_server_that_is_killed_while_people_vote_loses_no_vote_and_doubles_none(tmp_path):
    edition, file = sample_edition(tmp_path / "exempel").path, tmp_path / "workshop.sqlite"
    options = ("--port", str(free(1)[0]))
    servers = [Server(edition, store=file, folder=tmp_path, options=options)]
    try:
        crowd = Crowd.join(servers[0].links["Deltagare"], size=6)

        def again():
            servers[-1].kill()
            servers.append(Server(edition, store=file, folder=tmp_path, options=options))

        with Store.open(file, create=False) as store:
            found = crowd.vote(store, fault=again, after=2)
            assert found.whole, found
            assert len(found.acknowledged) == 6, "everybody came through"
            found = crowd.vote(store)
            assert (len(found.acknowledged), found.tries) == (6, 6), "and the room goes on as before"
    finally:
        servers[-1].stop()


def test_a_server_that_is_killed_leaves_no_kernel_behind(tmp_path):
    """Twenty open pages are more than a gigabyte: the server that is started again needs it."""
    server = Server(sample_edition(tmp_path / "exempel").path, store=tmp_path / "workshop.sqlite", folder=tmp_path)
    phone = Phone(server.origin).join(server.links["Deltagare"], role="polis")
    assert phone.ask("/voila/render/loften.ipynb", seconds=120)[0] == 200
    under = psutil.Process(server.process.pid).children(recursive=True)
    assert len(under) >= 2, "the warm process and the page's kernel"
    server.kill()
    _, alive = psutil.wait_procs(under, timeout=60)
    for process in alive:
        process.kill()
    assert not alive


FULL = """
import resource, sys
from medlofte.errors import StoreError
from medlofte.workshop.store import Store
with Store.open(sys.argv[1]) as store:
    person = store.join("polis").token
    number = store.voting.open("prickar", problems=["a"], dots=2, by="x")
    store.voting.cast(person, number, content={"a": 1})
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
    try:
        store.voting.cast(person, number, content={"a": 2})
    except StoreError as error:
        print(error)
    print(store.voting.own(person, number))
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    store.voting.cast(person, number, content={"a": 2})
    print(store.voting.own(person, number))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on file size")
def test_a_full_disk_is_told_and_costs_nothing_that_was_saved(tmp_path):
    command = [sys.executable, "-c", FULL, str(tmp_path / "w.sqlite")]
    told = subprocess.check_output(command, text=True).splitlines()
    assert told[0].startswith("Disken är full: det senaste sparades inte.")
    assert told[1:] == ["{'a': 1}", "{'a': 2}"]
