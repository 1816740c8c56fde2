"""What is sent again, and what is not there yet: each in a workshop of its own."""

import re

import pytest

from medlofte.workshop.promises.chain import gather
from tests.served import Browser, served
from tests.test_server_leading import form_of, press, text


@pytest.mark.parametrize(("before", "step", "said"), [
    ((), "oppna", r"Omgång \d+ är öppen\."),
    (("oppna",), "stang", r"Omgång \d+ är stängd\."),
    (("oppna", "stang"), "oppna-igen", r"Omgång \d+ är öppen igen\."),
    (("oppna", "stang"), "angra", r"Det senaste steget är taget tillbaka\."),
    (("starta",), "paus", r"Klockan står\."),
    (("starta", "nasta"), "angra-punkt", r"Det senaste steget är taget tillbaka\."),
])  # fmt: skip
def test_a_step_that_was_taken_and_is_sent_again_is_told_as_done(tmp_path, before, step, said):
    asked = {"slag": "bedomning", "problem": "hastighet", "kriterium": "vanligt", "rubrik": " En gång "}
    with served(tmp_path) as meeting:
        leader = Browser(meeting)
        leader.join("facilitator")
        for earlier in before:
            press(leader, earlier, **(asked if earlier == "oppna" else {}))
        form = form_of(leader, step) | (asked if step == "oppna" else {})
        assert leader.fetch(f"/led/{step}", form=form).code == 302
        leader.fetch("/led")
        stood = meeting.store.voting.rounds(), meeting.store.meeting.status().step
        assert leader.fetch(f"/led/{step}", form=form).headers["Location"] == "/led#sagt"
        page = text(leader.fetch("/led"))
        assert re.search(rf'<p class="done"[^>]*>Det var redan gjort\. {said}</p>', page), page
        assert meeting.store.voting.rounds().equals(stood[0])
        assert meeting.store.meeting.status().step == stood[1]


def test_the_page_says_why_there_is_nothing_to_log_on_and_what_to_do(tmp_path):
    with served(tmp_path) as meeting:
        for promise in gather(meeting.edition, None).promises["promise"]:
            meeting.store.plan.save(
                "promise", promise, content={"text": "Struket.", "topics": []}, by="x", state="struken"
            )
        browser = Browser(meeting)
        browser.join("polis")
        page = browser.fetch("/logga").body.decode()
    assert "Alla löften är strukna. Ta upp dem igen, eller skriv nya, under Löften." in page
    assert '<a href="/voila/render/loften.ipynb">' in page
