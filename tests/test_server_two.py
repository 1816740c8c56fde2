"""Two servers and one store: any balancer may send a phone's requests to either, also one by one."""

import re
from itertools import cycle
from urllib.parse import urlsplit

import pytest

from medlofte.workshop.store import Store
from tests.browser.driver import Server
from tests.crowd import ORDERS, PROBLEMS, SAVED, Phone
from tests.sample import sample_edition


class Balanced(Phone):
    """A phone whose every request goes to the next server, as by a balancer that keeps nobody to one."""

    def __init__(self, origins):
        super().__init__(origins[0])
        self.turns = cycle([urlsplit(origin) for origin in origins])

    def ask(self, path, **options):
        self.where = next(self.turns)
        return super().ask(path, **options)


@pytest.fixture
def shared(url, tmp_path):
    """Return two servers' processes and their store."""
    edition = sample_edition(tmp_path / "exempel").path
    servers = [Server(edition, store=url, folder=tmp_path) for _ in range(2)]
    with Store.open(url, create=False) as store:
        yield servers, store
    assert [server.stop() for server in servers] == [0, 0]


def test_a_phone_whose_every_request_goes_to_another_server_joins_votes_and_stays_in(shared):
    servers, store = shared
    origins = [server.origin for server in servers]
    phones = [Balanced(origins if turn else origins[::-1]).join(servers[turn].links["Deltagare"], role=role)
              for turn, role in enumerate(("polis", "kommun"))]  # fmt: skip
    assert sum(store.participants().values()) == 2
    number = store.voting.open("rangordning", problems=PROBLEMS, by="Mötesledare")
    for phone, order in zip(phones, (ORDERS[3], ORDERS[5]), strict=True):
        assert phone.vote(order)[0] == SAVED
    # A changed mind by way of the other server is the same ballot.
    phones[0].ask("/lage")
    assert phones[0].vote(ORDERS[7])[0] == SAVED
    leader = Balanced(origins).join(servers[0].links["Mötesledare"], role="facilitator")
    for _ in range(2):
        status, _, page = leader.ask("/led")
        assert status == 200
        assert re.search("2 av 2", page)
    store.voting.close(number, by="Mötesledare")
    saved = [tuple(content["order"]) for content in store.voting.ballots(number)["content"]]
    assert sorted(saved) == sorted((ORDERS[5], ORDERS[7]))
    assert [phones[0].ask("/rost")[0] for _ in range(2)] == [200, 200]
