"""A database that does not answer, or is locked, while people vote."""

import time

from medlofte.workshop.store import Store
from tests.served import Browser, served
from tests.trial import crowded


def test_a_database_that_does_not_answer_is_told_and_nothing_is_taken_for_saved(tmp_path):
    with served(tmp_path) as made:
        browser = Browser(made)
        browser.join("polis")
        made.store.voting.open("prickar", problems=["hastighet"], dots=3, by="prov")
        form = browser.fields("/rost") | {"f0": "1", "gor": "spara"}
        made.store.close()
        for answer in (browser.fetch("/rost"), browser.fetch("/rost", form=form), browser.fetch("/lage")):
            assert answer.code == 503
            assert "är sparat." not in answer.body.decode()
            assert "Traceback" not in answer.body.decode()
            assert answer.headers["Retry-After"] == "2"
        assert "databas svarar inte" in browser.fetch("/rost").body.decode()


def test_a_locked_database_holds_the_server_for_no_longer_than_its_patience(tmp_path):
    with served(tmp_path) as made:
        member = Browser(made)
        member.join("polis")
        made.store.voting.open("prickar", problems=["hastighet"], dots=3, by="prov")
        form = member.fields("/rost") | {"f0": "1", "gor": "spara"}
        link = f"/anslut/{made.codes['annan']}"
        stranger = Browser(made)
        coming = stranger.fields(link) | {"kod": made.codes["annan"], "roll": "polis"}
        with Store.open(made.store_file) as other, other._database.write():
            start = time.monotonic()
            late, refused = member.fetch("/rost", form=form), stranger.fetch("/anslut", form=coming)
            assert time.monotonic() - start < 10 * crowded()  # two who wait a second each, and a busy machine
            assert member.fetch("/lage").code == 200  # who only reads notices nothing
        assert late.code == 409
        assert "Inte sparat. Workshoppens databas är upptagen. Vänta en stund och försök igen." in late.body.decode()
        assert (refused.code, refused.headers["Retry-After"]) == (503, "2")
        assert member.fetch("/rost", form=form).code == 302
        made.store.voting.close(1, by="prov")
        assert len(made.store.voting.ballots(1)) == 1
