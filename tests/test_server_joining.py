"""Coming back, going on with another device, leaving; and where one is sent first."""

import re

import pytest

from medlofte.server.workshop import COOKIE
from tests.served import Browser

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1"
LAPTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36"


@pytest.fixture
def member(workshop):
    workshop.workshop.attempts.forget()
    browser = Browser(workshop)
    browser.join("polis")
    return browser


def ticket(browser):
    """Ask for a link to another device and return its path."""
    page = browser.fetch("/enhet", form=browser.fields("/enhet")).body.decode()
    return re.search(r"<code>http://[^/]+(/enhet/[\w-]+)</code>", page)[1]


@pytest.mark.parametrize(
    ("headers", "where"),
    [
        ({"User_Agent": PHONE}, "/rost"),
        ({"User_Agent": LAPTOP}, "/"),
        ({"User_Agent": LAPTOP, "Sec_CH_UA_Mobile": "?1"}, "/rost"),
        ({"User_Agent": LAPTOP, "Sec_CH_UA_Mobile": "?0"}, "/"),
        ({}, "/"),
    ],
)
def test_a_phone_comes_to_the_ballot_and_a_laptop_chooses(workshop, headers, where):
    browser, code = Browser(workshop), workshop.codes["annan"]
    fields = browser.fields(f"/anslut/{code}") | {"kod": code, "roll": "kommun"}
    assert browser.fetch("/anslut", form=fields, **headers).headers["Location"] == where
    page = browser.fetch("/").body.decode()
    assert 'href="/rost"' in page
    assert "/voila/render/prioritering.ipynb" in page


def test_one_who_was_on_the_way_to_the_ballot_comes_there(workshop):
    browser = Browser(workshop)
    code = workshop.codes["annan"]
    fields = browser.fields(browser.fetch("/rost").headers["Location"])
    answer = browser.fetch("/anslut", form=fields | {"kod": code, "roll": "kommun"})
    assert answer.headers["Location"] == "/rost"


def test_a_ticket_takes_the_same_session_to_another_device_once(workshop, member):
    workshop.store.voting.open("prickar", problems=["hastighet"], dots=3, by="prov")
    member.fetch("/rost", form=member.fields("/rost") | {"f0": "2", "gor": "spara"})
    path = ticket(member)
    assert member.cookies[COOKIE] not in path
    other, third = Browser(workshop), Browser(workshop)
    asked = other.fetch(path)
    assert asked.code == 200
    assert COOKIE not in other.cookies, "looking at the link, as a preview does, is not arriving"
    answer = other.fetch(path, form=other.fields(path), User_Agent=PHONE)
    assert answer.headers["Location"] == "/rost"
    [line] = [c for c in answer.headers.get_list("Set-Cookie") if c.startswith(COOKIE)]
    assert "HttpOnly" in line
    assert 'value="2" selected' in other.fetch("/rost").body.decode()
    other.fetch("/rost", form=other.fields("/rost") | {"f0": "3", "gor": "spara"})
    assert 'value="3" selected' in member.fetch("/rost").body.decode()
    assert sum(workshop.store.voting.turnout(workshop.store.voting.current().number).values()) == 1
    again = third.fetch(path, form=third.fields("/anslut"))
    assert again.code == 422
    assert "gäller bara en gång" in again.body.decode()
    assert COOKIE not in third.cookies


def test_a_ticket_is_not_made_by_looking_nor_for_strangers(workshop, member):
    assert "<code>" not in member.fetch("/enhet").body.decode()
    assert Browser(workshop).fetch("/enhet").headers["Location"].startswith("/anslut")
    stranger = Browser(workshop)
    assert stranger.fetch("/enhet", form=stranger.fields("/anslut")).code in (302, 403)
    assert member.fetch("/enhet", form={"a": "b"}).code == 403


def test_guessed_tickets_count_as_wrong_codes(workshop, member):
    guesser = Browser(workshop)
    for number in range(workshop.workshop.attempts.limit):
        assert guesser.fetch(f"/enhet/gissning{number}").code == 422
    assert guesser.fetch("/enhet/gissning").code == 429
    assert guesser.fetch("/enhet/gissning", form=member.fields("/enhet")).code in (403, 429)
    workshop.workshop.attempts.forget()


def test_leaving_ends_the_session_everywhere(workshop, member):
    token = dict(member.cookies)
    answer = member.fetch("/lamna", form=member.fields("/enhet"))
    assert answer.headers["Clear-Site-Data"] == '"storage"'
    assert not member.cookies.get(COOKIE)
    thief = Browser(workshop)
    thief.cookies = token
    assert thief.fetch("/rost").code == 302
    assert member.fetch("/anslut").code == 200


def test_joining_anew_ends_the_session_one_had(workshop, member):
    before = dict(member.cookies)
    member.join("facilitator")
    assert workshop.store.session(before[COOKIE]) is None
    assert member.fetch("/led").code == 200


def test_a_browser_that_joins_again_keeps_its_session(workshop, member):
    before, code = member.cookies[COOKIE], workshop.codes["annan"]
    form = Browser(workshop).fields(f"/anslut/{code}") | {"kod": code, "_xsrf": member.fields("/enhet")["_xsrf"]}
    here = sum(workshop.store.participants().values())
    assert member.fetch("/anslut", form=form | {"roll": "polis"}).code == 302
    assert member.fetch("/anslut", form=form | {"roll": "kommun"}).code == 302
    assert member.cookies[COOKIE] == before
    assert sum(workshop.store.participants().values()) == here
    assert "Du är redan med, som Polis " in member.fetch("/rost").body.decode()


def test_a_form_that_is_sent_twice_lets_in_one(workshop):
    browser, code = Browser(workshop), workshop.codes["annan"]
    form = browser.fields(f"/anslut/{code}") | {"kod": code, "roll": "annan"}
    here = sum(workshop.store.participants().values())
    browser.fetch("/anslut", form=form)
    first = browser.cookies.pop(COOKIE)
    browser.fetch("/anslut", form=form)
    assert browser.cookies[COOKIE] == first
    assert first not in str(form), "the page does not hold the session's secret"
    assert sum(workshop.store.participants().values()) == here + 1


def test_a_page_for_which_there_is_no_room_is_the_ballot_while_a_round_is_open(workshop, member):
    if workshop.store.voting.current() is None:
        workshop.store.voting.open("prickar", problems=["hastighet"], dots=3, by="prov")
    object.__setattr__(workshop.workshop, "viewers", 0)
    try:
        answer = member.fetch("/voila/render/prioritering.ipynb")
        assert (answer.code, answer.headers["Location"]) == (302, "/rost")
        assert "Många tittar just nu" in member.fetch("/rost").body.decode()
    finally:
        object.__setattr__(workshop.workshop, "viewers", 40)


def test_a_script_does_not_fill_the_workshop_with_strangers(workshop):
    joins = workshop.workshop.joins
    for _ in range(joins.limit):
        joins.note("127.0.0.1")
    before = sum(workshop.store.participants().values())
    refused = Browser(workshop).join("polis")
    assert refused.code == 429
    assert "Vänta en minut" in refused.body.decode()
    assert sum(workshop.store.participants().values()) == before
    assert Browser(workshop).join("facilitator").code == 302  # who leads comes in all the same
    joins.forget()
    assert Browser(workshop).join("polis").code == 302
