"""The light ballot over HTTP, as a browser without scripts sends it; real store, real edition."""

import json
import re

import pytest

from medlofte.criteria import BRA
from medlofte.errors import StoreError
from medlofte.server.limits import BALLOTS
from medlofte.server.workshop import COOKIE
from tests.sample import sample_edition
from tests.served import Browser

PROBLEMS, CRITERIA = ["hastighet", "narkotika"], ["vanligt", "okar"]
MOST_BYTES = 60_000


@pytest.fixture
def voting(workshop):
    """Return the store's voting; whatever a test leaves open is closed."""
    yield workshop.store.voting
    current = workshop.store.voting.current()
    if current:
        workshop.store.voting.close(current.number, by="prov")


@pytest.fixture
def voter(workshop):
    browser = Browser(workshop)
    browser.join("polis")
    return browser


def rating(voting):
    return voting.open("bedomning", problems=PROBLEMS, criteria=CRITERIA, by="prov")


def text(answer):
    return answer.body.decode().replace("\u00a0", " ")


def send(browser, path="/rost", **fields):
    """Send the form as shown, with some fields filled in."""
    return browser.fetch("/rost", form=browser.fields(path) | {"gor": "spara"} | fields)


def test_a_stranger_has_no_ballot(workshop):
    stranger = Browser(workshop)
    assert stranger.fetch("/rost").headers["Location"].startswith("/anslut")
    assert stranger.fetch("/lage").code == 403
    assert json.loads(stranger.fetch("/lage").body) == {"key": "", "texts": {}}


def test_the_ballot_shows_questions_with_the_evidence(voting, voter):
    rating(voting)
    page = text(voter.fetch("/rost"))
    assert "<h2>Fortkörning och hastighet" in page
    assert "(1 av 2)" in page
    assert "Underlaget: ja. 46 % (42–50) av 480 svarande" in page
    assert len(re.findall(r'type="radio"', page)) == 8
    assert "checked" not in page
    assert "<h2>Narkotika" in text(voter.fetch("/rost?problem=2"))
    for strange in ("0", "99", "-1", "x", "²"):
        assert voter.fetch(f"/rost?problem={'%C2%B2' if strange == '²' else strange}").code == 200


def test_the_ballot_shows_an_edition_that_is_published_anew(workshop, voting, voter, tmp_path):
    rating(voting)
    asked = [BRA[0].model_copy(update={"label": "Händer det ofta?"}).model_dump()]
    new, here = sample_edition(tmp_path / "ny", criteria=asked).path, workshop.edition.path
    published = workshop.workshop.published
    assert "Är problemet vanligt?" in text(voter.fetch("/rost"))
    here.rename(tmp_path / "gammal")
    try:
        published.follow()
        assert "Är problemet vanligt?" in text(voter.fetch("/rost")), "while there is none"
        new.rename(here)
        published.follow()
        assert "Händer det ofta?" in text(voter.fetch("/rost"))
        here.rename(new)
    finally:
        (tmp_path / "gammal").rename(here)
        published.follow()


def test_a_script_that_sends_the_form_is_told_where_to_go_on(voting, voter):
    rating(voting)
    answer = voter.fetch("/rost", form=voter.fields("/rost") | {"gor": "vidare", "f0": "ja"}, X_Medlofte_Script="1")
    assert (answer.code, answer.headers["X-Medlofte-Onward"], answer.body) == (204, "/rost?problem=2#sagt", b"")
    assert "Ditt svar är sparat." in text(voter.fetch("/rost?problem=2"))


def test_a_saved_answer_is_confirmed_once_and_stands_when_one_comes_back(workshop, voting, voter):
    number = rating(voting)
    answer = send(voter, f0="ja", f1="vet_ej")
    assert (answer.code, answer.headers["Location"]) == (302, "/rost?problem=1#sagt")
    page = text(voter.fetch("/rost"))
    assert '<p class="done" id="sagt" role="status" tabindex="-1">Ditt svar är sparat.</p>' in page
    assert len(re.findall(r'value="(\w+)" checked', page)) == 2
    assert "sparat" not in text(voter.fetch("/rost"))
    assert voting.own(voter.cookies[COOKIE], number) == {"hastighet|vanligt": "ja", "hastighet|okar": "vet_ej"}
    # Another browser with the same cookie is the same voter: a reload, a new tab, a server that was started anew.
    again = Browser(workshop)
    again.cookies = dict(voter.cookies)
    assert re.findall(r'value="(\w+)" checked', text(again.fetch("/rost"))) == ["ja", "vet_ej"]


def test_one_goes_on_to_the_next_problem_and_may_change_ones_mind(voting, voter):
    number = rating(voting)
    assert send(voter, f0="ja", gor="vidare").headers["Location"] == "/rost?problem=2#sagt"
    send(voter, "/rost?problem=2", f1="nej", gor="vidare")
    send(voter, f0="delvis")
    assert voting.own(voter.cookies[COOKIE], number) == {"hastighet|vanligt": "delvis", "narkotika|okar": "nej"}
    send(voter, gor="ta-tillbaka")
    assert "Din röst är tillbakatagen." in text(voter.fetch("/rost"))
    assert voting.own(voter.cookies[COOKIE], number) == {}


def test_dots_beyond_those_one_has_are_told_and_what_was_filled_in_stays(voting, voter):
    number = voting.open("prickar", problems=PROBLEMS, dots=3, by="prov")
    answer = send(voter, f0="3", f1="2")
    assert answer.code == 409
    page = text(answer)
    assert "Inte sparat. Du har 3 prickar men har satt 5. Ta bort några." in page
    assert re.findall(r'value="(\d)" selected', page) == ["3", "2"]
    assert voting.own(voter.cookies[COOKIE], number) == {}
    send(voter, f0="1", f1="2")
    assert voting.own(voter.cookies[COOKIE], number) == {"hastighet": 1, "narkotika": 2}


def test_a_ranking_is_saved_in_order(voting, voter):
    number = voting.open("rangordning", problems=PROBLEMS, by="prov")
    assert "Två problem har fått plats 1" in text(send(voter, f0="1", f1="1"))
    send(voter, f0="2", f1="1")
    assert voting.own(voter.cookies[COOKIE], number) == {"order": ["narkotika", "hastighet"]}
    assert re.findall(r'value="(\d)" selected', text(voter.fetch("/rost"))) == ["2", "1"]


def test_what_comes_after_the_round_is_closed_is_not_counted_and_said_so(voting, voter):
    number = rating(voting)
    fields = voter.fields("/rost")
    send(voter, f0="nej")
    voting.close(number, by="prov")
    answer = voter.fetch("/rost", form=fields | {"f0": "ja", "gor": "spara"})
    assert answer.code == 409
    assert "Omgången är stängd." in text(answer)
    # Nor when the next round is open already.
    rating(voting)
    assert voter.fetch("/rost", form=fields | {"f0": "ja", "gor": "spara"}).code == 409
    assert list(voting.ballots(number)["content"]) == [{"hastighet|vanligt": "nej"}]


def test_answers_of_no_scale_are_refused(voting, voter):
    number = rating(voting)
    assert send(voter, f0="kanske").code == 409
    assert voting.own(voter.cookies[COOKIE], number) == {}


def test_a_ballot_needs_the_forms_token(voting, voter):
    number = rating(voting)
    form = voter.fields("/rost") | {"f0": "ja", "gor": "spara"}
    assert voter.fetch("/rost", form={k: v for k, v in form.items() if k != "_xsrf"}).code == 403
    assert voting.own(voter.cookies[COOKIE], number) == {}


def test_nothing_of_a_result_is_seen_until_the_round_is_closed(workshop, voting):
    voters = [Browser(workshop) for _ in range(3)]
    screen = Browser(workshop)
    screen.join("skarm")
    for browser in voters:
        browser.join("kommun")
    number = voting.open("rangordning", problems=PROBLEMS, title="Viktigast", by="prov")
    for browser in voters:
        send(browser, f0="2", f1="1")
    seen = text(screen.fetch("/rost"))
    assert re.search(r"3 av \d+ har röstat\.", seen)
    assert "<table" not in seen
    assert "<table" not in text(voters[0].fetch("/rost"))
    # A participant does not even learn how many have voted.
    assert "rostat" not in json.loads(voters[0].fetch("/lage").body)["texts"]
    with pytest.raises(StoreError):
        voting.ballots(number)
    before = json.loads(voters[0].fetch("/lage").body)["key"]
    voting.close(number, by="prov")
    assert json.loads(voters[0].fetch("/lage").body)["key"] != before
    page = text(voters[0].fetch("/rost"))
    assert "Så gick det: Viktigast" in page
    rows = [re.findall(r"<t[dh][^>]*>([^<]*)</t[dh]>", row) for row in re.findall(r"<tr>(.*?)</tr>", page)]
    # Three of the kommun put narkotika first: 100 of 100, and nobody else voted.
    assert rows[1] == ["1", "Narkotika", "100", "..", "100", "..", "3"]
    assert rows[2] == ["2", "Fortkörning och hastighet", "0", "..", "0", "..", "3"]


def test_fewer_than_three_votes_are_not_shown(voting, voter):
    number = voting.open("prickar", problems=PROBLEMS, dots=2, by="prov")
    send(voter, f0="2")
    voting.close(number, by="prov")
    page = text(voter.fetch("/rost"))
    assert "Färre än tre har svarat, så resultatet visas inte." in page
    assert "<table" not in page


def test_while_nothing_is_open_the_page_says_so_and_comes_again_by_itself(voting, voter):
    page = text(voter.fetch("/rost"))
    assert "<h1>Ingen omgång är öppen</h1>" in page
    assert '<noscript><meta http-equiv="refresh" content="10"></noscript>' in page
    rating(voting)
    assert "http-equiv" not in text(voter.fetch("/rost")), "a form that is being filled in stays"


def test_the_leader_is_sent_to_the_leaders_page_and_the_screen_has_no_vote(workshop, voting):
    leader, screen = Browser(workshop), Browser(workshop)
    leader.join("facilitator")
    screen.join("skarm")
    rating(voting)
    assert leader.fetch("/rost").headers["Location"] == "/led"
    page = text(screen.fetch("/rost"))
    assert 'class="ballot"' not in page
    form = screen.fields("/rost") | {"omgang": str(voting.current().number), "f0": "ja", "gor": "spara"}
    assert "Bara deltagare" in text(screen.fetch("/rost", form=form))


@pytest.mark.parametrize("kind", ["bedomning", "prickar", "rangordning"])
def test_the_page_is_light(workshop, voting, voter, kind, record_property):
    topics = list(workshop.edition.labels("topics"))
    extra = [f"ett_problem_till_{number}" for number in range(12 - len(topics))]
    criteria = [c["id"] for c in workshop.edition.about["criteria"]] if kind == "bedomning" else []
    voting.open(kind, problems=[*topics, *extra], criteria=criteria, dots=5 if kind == "prickar" else 0, by="prov")
    files = [voter.fetch(path) for path in ("/rost", "/medlofte/static/pages.css", "/medlofte/static/pages.js")]
    sizes = [len(answer.body) for answer in files]
    record_property("bytes", sizes)
    print(kind, sizes, sum(sizes))
    assert sum(sizes) < MOST_BYTES, "as they are, without compression"
    asked = re.findall(r'(?:src|href|action)="([^"#]*)', text(files[0]))
    assert not [address for address in asked if not address.startswith(("/", "data:,"))]


def test_who_sends_ballots_without_end_is_asked_to_wait_and_the_others_go_on(workshop):
    flooding, calm = Browser(workshop), Browser(workshop)
    flooding.join("polis")
    calm.join("kommun")
    number = workshop.store.voting.open("prickar", problems=["hastighet", "narkotika"], dots=3, by="M")
    try:
        form = flooding.fields("/rost") | {"f0": "1", "f1": "2"}
        told = [flooding.fetch("/rost", form=form) for _ in range(BALLOTS + 1)]
        assert [answer.code for answer in told] == [302] * BALLOTS + [429]
        page = told[-1].body.decode()
        assert "Vänta en halv minut och spara igen." in page
        assert re.search(r'<option value="2" selected', page), "what was filled in stays"
        assert calm.fetch("/rost", form=calm.fields("/rost") | {"f0": "3"}).code == 302
    finally:
        workshop.store.voting.close(number, by="M")
        workshop.workshop.ballots.forget()
