"""A database that does not answer while people vote."""

from tests.served import Browser, served


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
        assert "databas svarar inte" in browser.fetch("/rost").body.decode()
