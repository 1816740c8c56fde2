"""The meeting leader's page as plain HTML."""

import json
import re

import pytest

from medlofte.server.moment import left
from medlofte.server.workshop import COOKIE
from tests.served import Browser


@pytest.fixture
def leader(workshop):
    browser = Browser(workshop)
    browser.join("facilitator")
    yield browser
    current = workshop.store.voting.current()
    if current:
        workshop.store.voting.close(current.number, by="prov")


def text(answer):
    return answer.body.decode().replace("\u00a0", " ")


def form_of(browser, step):
    """Return the hidden fields of one of the page's forms."""
    page = browser.fetch("/led").body.decode()
    found = re.search(rf'action="/led/{step}"[^>]*>(.*?)</form>', page, re.DOTALL)
    assert found, f"the page has no button for {step}"
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', found[1]))


def press(browser, step, **fields):
    return browser.fetch(f"/led/{step}", form=form_of(browser, step) | fields)


def open_round(browser, **fields):
    given = {"slag": "bedomning", "problem": "hastighet", "kriterium": "vanligt", "prickar": "5", "rubrik": ""}
    return press(browser, "oppna", **(given | fields))


@pytest.mark.parametrize("role", ["polis", "annan", "skarm"])
def test_only_the_leader_leads(workshop, role):
    other = Browser(workshop)
    other.join(role)
    assert other.fetch("/led").code == 403
    form = other.fields("/rost")
    for step in ("oppna", "stang", "starta", "ny-kod", "stang-dorren", "angra"):
        assert other.fetch(f"/led/{step}", form={"_xsrf": form["_xsrf"], "roll": "facilitator"}).code == 403
    assert Browser(workshop).fetch("/led").headers["Location"].startswith("/anslut")
    assert Browser(workshop).fetch("/led/oppna", form={"_xsrf": "x"}).code in (302, 403)


def test_a_round_is_opened_closed_opened_again_and_the_last_step_taken_back(workshop, leader):
    assert open_round(leader, rubrik="Första omgången").headers["Location"] == "/led#sagt"
    current = workshop.store.voting.current()
    assert (current.kind, current.title, current.problems, current.criteria) == (
        "bedomning", "Första omgången", ("hastighet",), ("vanligt",))  # fmt: skip
    page = text(leader.fetch("/led"))
    assert f"Omgång {current.number} är öppen." in page
    assert "Första omgången" in page
    press(leader, "stang")
    assert workshop.store.voting.current() is None
    press(leader, "oppna-igen")
    assert workshop.store.voting.current().number == current.number
    press(leader, "angra")
    assert workshop.store.voting.current() is None
    assert f"Omgång {current.number} är stängd igen." in text(leader.fetch("/led"))


def test_several_problems_and_questions_and_a_number_of_dots(workshop, leader):
    fields = [("slag", "prickar"), ("problem", "hastighet"), ("problem", "belysning"), ("kriterium", "vanligt"),
              ("prickar", "4"), ("rubrik", "")]  # fmt: skip
    leader.fetch("/led/oppna", form=[*form_of(leader, "oppna").items(), *fields])
    current = workshop.store.voting.current()
    assert (current.problems, current.criteria, current.dots) == (("hastighet", "belysning"), (), 4)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"slag": "prickar", "prickar": "0"}, "Antalet prickar ska vara 1–100."),
        ({"slag": "prickar", "prickar": "många"}, "Antalet prickar ska vara 1–100."),
        ({"slag": "påhittat"}, "Okänt värde för slag av omgång."),
        ({"problem": ""}, "Id för problem saknas"),
    ],
)
def test_what_cannot_be_opened_is_told(workshop, leader, fields, said):
    answer = open_round(leader, **fields)
    assert answer.code == 409
    assert said in text(answer)
    assert workshop.store.voting.current() is None


def test_an_unknown_step_and_a_step_without_its_token_do_nothing(workshop, leader):
    xsrf = form_of(leader, "oppna")["_xsrf"]
    assert leader.fetch("/led/formatera", form={"_xsrf": xsrf}).code == 404
    assert leader.fetch("/led/oppna", form={"slag": "rangordning", "problem": "hastighet"}).code == 403
    assert leader.fetch("/led/oppna").headers["Location"] == "/led"
    assert workshop.store.voting.current() is None


def test_the_agenda_is_walked_through(workshop, leader):
    meeting = workshop.store.meeting
    assert "Mötet har inte börjat." in text(leader.fetch("/led"))
    press(leader, "starta")
    first = meeting.agenda()[0]
    assert f"{first.title} ({first.minutes - 1} minuter kvar, till " in text(leader.fetch("/led"))
    press(leader, "nasta")
    press(leader, "paus")
    assert "(klockan står)" in text(leader.fetch("/led"))
    press(leader, "fortsatt")
    press(leader, "tillbaka")
    assert meeting.status().item == 0
    press(leader, "angra-punkt")
    assert meeting.status().item == 1


def test_the_agenda_is_changed_as_text(workshop, leader):
    before = workshop.store.meeting.agenda()
    answer = press(leader, "dagordning", punkter="10 Syfte\nPaus i 15 minuter")
    assert answer.code == 409
    assert "Skriv minuterna först" in text(answer)
    assert "Paus i 15 minuter</textarea>" in text(answer), "what was typed is still there"
    assert workshop.store.meeting.agenda() == before
    press(leader, "dagordning", punkter="10 Syfte, <b>spelregler</b>\r\n\r\n 5  Paus ")
    assert [(item.minutes, item.title) for item in workshop.store.meeting.agenda()] == [
        (10, "Syfte, <b>spelregler</b>"), (5, "Paus")]  # fmt: skip
    assert "<b>" not in text(leader.fetch("/led"))
    workshop.store.meeting.set_agenda(before, by="prov")


def test_two_leaders_who_press_at_once_take_one_step(workshop, leader):
    other = Browser(workshop)
    other.join("facilitator")
    if workshop.store.meeting.status().item is None:
        press(leader, "starta")
    mine, theirs = form_of(leader, "nasta"), form_of(other, "nasta")
    before = workshop.store.meeting.status().item
    assert leader.fetch("/led/nasta", form=mine).code == 302
    assert other.fetch("/led/nasta", form=theirs).code == 302
    assert '<p class="done" id="sagt" role="status" tabindex="-1">Det var redan gjort. Nästa punkt.' in text(
        other.fetch("/led")
    )
    assert workshop.store.meeting.status().item == before + 1


def test_a_step_from_a_page_that_is_old_is_refused_when_another_has_been_taken(workshop, leader):
    if workshop.store.meeting.status().item is None:
        press(leader, "starta")
    old = form_of(leader, "nasta")
    press(leader, "paus")
    before = workshop.store.meeting.status().item
    answer = leader.fetch("/led/nasta", form=old)
    assert answer.code == 409
    assert "Någon annan hann före." in text(answer)
    assert workshop.store.meeting.status().item == before
    press(leader, "fortsatt")


def test_another_round_than_the_one_that_is_open_is_not_told_as_opened(workshop, leader):
    form = form_of(leader, "oppna") | {"slag": "bedomning", "problem": "hastighet", "kriterium": "vanligt"}
    leader.fetch("/led/oppna", form=form)
    answer = leader.fetch("/led/oppna", form=form | {"problem": "belysning"})
    assert answer.code == 409
    assert "är redan öppen. Stäng den först." in text(answer)


def test_turnout_is_told_by_role_while_the_result_is_hidden(workshop, leader):
    voters = []
    for role in ("polis", "polis", "kommun"):
        browser = Browser(workshop)
        browser.join(role)
        voters.append(browser)
    open_round(leader)
    for browser in voters:
        browser.fetch("/rost", form=browser.fields("/rost") | {"f0": "ja", "gor": "spara"})
    texts = json.loads(leader.fetch("/lage").body)["texts"]
    assert texts["roller"] == "Polis 2, Kommun 1, Annan 0"
    assert texts["rostat"].startswith("3 av ")
    assert "<table" not in text(leader.fetch("/led"))
    press(leader, "stang")
    assert "<table" in text(leader.fetch("/led"))


def test_a_new_code_voids_the_old_one_and_other_leaders_but_no_participant(workshop, leader):
    other, member = Browser(workshop), Browser(workshop)
    other.join("facilitator")
    member.join("annan")
    old = workshop.store.codes()
    assert press(leader, "ny-kod", roll="annan").code == 302
    press(leader, "ny-kod", roll="facilitator")
    new = workshop.store.codes()
    workshop.codes = new
    assert not [role for role in ("annan", "polis", "kommun") if new[role] == old[role]], "each lets participants in"
    assert new["facilitator"] != old["facilitator"]
    assert new["skarm"] == old["skarm"]
    assert Browser(workshop).fetch(f"/anslut/{old['annan']}").code == 422
    assert Browser(workshop).fetch(f"/anslut/{old['facilitator']}").code == 422
    assert member.fetch("/rost").code == 200
    assert other.fetch("/led").code == 302
    assert leader.fetch("/led").code == 200
    assert new["facilitator"] in text(leader.fetch("/led"))


def test_the_door_is_closed_to_newcomers_only(workshop, leader):
    member = Browser(workshop)
    member.join("polis")
    late = Browser(workshop)
    fields = late.fields(f"/anslut/{workshop.codes['annan']}")
    press(leader, "stang-dorren")
    try:
        assert "tar inte emot fler" in text(late.fetch(f"/anslut/{workshop.codes['annan']}"))
        answer = late.fetch("/anslut", form=fields | {"kod": workshop.codes["annan"], "roll": "polis"})
        assert answer.code == 422
        assert COOKIE not in late.cookies
        assert member.fetch("/rost").code == 200
        assert member.fetch(f"/anslut/{workshop.codes['annan']}").code == 302
        assert workshop.codes["annan"] not in text(leader.fetch("/led"))
        assert workshop.codes["annan"] not in text(leader.fetch("/"))
    finally:
        press(leader, "oppna-dorren")
    assert late.join("polis").code == 302


def test_the_leader_sees_who_has_joined_and_removes_one(workshop, leader):
    police = Browser(workshop)
    police.join("polis")
    number = max(guest.number for guest in workshop.store.door.guests() if guest.role == "polis")
    assert f"<strong>Polis {number}</strong>" in police.fetch("/").body.decode()
    page = text(leader.fetch("/led/deltagare"))
    assert f"Ta bort Polis {number}" in page
    assert "Ingen röst går att koppla till ett nummer" in page
    form = leader.fields("/led/deltagare") | {"roll": "polis", "nummer": str(number)}
    assert leader.fetch("/led/deltagare", form=form).headers["Location"] == "/led/deltagare#sagt"
    assert f"Polis {number} är borttagen" in text(leader.fetch("/led/deltagare"))
    assert "inte med i mötet längre" in text(police.fetch(police.fetch("/rost").headers["Location"]))
    assert leader.fetch("/led/deltagare", form=form).code == 409
    assert leader.fetch("/led/deltagare", form=form | {"nummer": "x"}).code == 409


def test_only_the_leader_sees_who_has_joined(workshop):
    other = Browser(workshop)
    other.join("skarm")
    assert other.fetch("/led/deltagare").code == 403
    form = {"_xsrf": other.fields("/rost")["_xsrf"], "roll": "polis", "nummer": "1"}
    assert other.fetch("/led/deltagare", form=form).code == 403


def test_the_case_number_is_set_for_the_documents(workshop, leader):
    press(leader, "diarienummer", diarienummer=" KS 2026/17 ")
    assert workshop.store.settings.case_number() == "KS 2026/17"
    assert 'value="KS 2026/17"' in text(leader.fetch("/led"))


def test_opening_a_closed_round_again_is_warned_of(workshop, leader):
    open_round(leader)
    assert "Alla har kunnat se resultatet." not in text(leader.fetch("/led"))
    press(leader, "stang")
    assert "Alla har kunnat se resultatet." in text(leader.fetch("/led"))


def test_what_the_meetings_buttons_did_is_said_in_the_readers_language(workshop, leader):
    meeting = workshop.store.meeting
    if meeting.status().state != "pagar":
        (meeting.resume if meeting.status().state == "paus" else meeting.start)(by="prov")
    leader.fetch("/?lang=en")
    press(leader, "paus")
    assert "The clock has stopped." in text(leader.fetch("/led"))
    press(leader, "angra-punkt")
    leader.fetch("/?lang=sv")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(600, "10 minuter kvar"), (119, "1 minut kvar"), (59, "mindre än en minut kvar"), (0, "mindre än en minut kvar"),
     (-1, "tiden är ute"), (-60, "1 minut över tiden"), (-185, "3 minuter över tiden")],
)  # fmt: skip
def test_time_left_in_words(seconds, said):
    assert left(seconds) == said


def paper_form(browser):
    """Return the form's hidden fields."""
    page = browser.fetch("/led/papper").body.decode()
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


@pytest.mark.parametrize(("fields", "typed", "kept"), [
    ([("slag", "bedomning"), ("kriterium", "vanligt"), ("kriterium", "okar")],
     {"p0f0": "ja", "p0f1": "", "p1f0": "delvis", "p1f1": "nej"},
     {"hastighet|vanligt": "ja", "belysning|vanligt": "delvis", "belysning|okar": "nej"}),
    ([("slag", "prickar"), ("prickar", "3")], {"p0f0": "2", "p0f1": "1"}, {"hastighet": 2, "belysning": 1}),
    ([("slag", "rangordning")], {"p0f0": "2", "p0f1": "1"}, {"order": ["belysning", "hastighet"]}),
], ids=["bedomning", "prickar", "rangordning"])  # fmt: skip
def test_a_ballot_on_paper_is_typed_in_and_taken_out_again(workshop, leader, fields, typed, kept):
    form = [*form_of(leader, "oppna").items(), *fields, ("problem", "hastighet"), ("problem", "belysning")]
    leader.fetch("/led/oppna", form=form)
    number = workshop.store.voting.current().number
    for _ in range(2):
        leader.fetch("/led/papper", form=paper_form(leader) | typed | {"roll": "kommun"})
    mark = re.search(r"Skriv märket (P\d+) på papperet", text(leader.fetch("/led/papper")))[1]
    taken = leader.fetch("/led/papper", form=paper_form(leader) | {"gor": "ta-bort", "marke": f" {mark.lower()} "})
    assert taken.headers["Location"] == "/led/papper#sagt"
    assert f"Pappersrösten {mark} är borttagen." in text(leader.fetch("/led/papper"))
    press(leader, "stang")
    ballots = workshop.store.voting.ballots(number)
    assert ballots[["role", "content", "paper"]].values.tolist() == [["kommun", kept, True]]


def test_the_log_of_ballots_on_paper_is_in_swedish_whatever_the_leader_reads(workshop, leader):
    open_round(leader, slag="prickar", prickar="2")
    leader.fetch("/?lang=en")
    leader.fetch("/led/papper", form=paper_form(leader) | {"p0f0": "2", "roll": "kommun"})
    assert workshop.store.voting._papers.read()[-1].by == "Mötesledare"
    leader.fetch("/?lang=sv")


def test_a_ballot_on_paper_that_does_not_fit_comes_back_as_it_was_typed(workshop, leader):
    assert "Ingen omgång är öppen." in text(leader.fetch("/led/papper"))
    open_round(leader, slag="prickar", prickar="2")
    answer = leader.fetch("/led/papper", form=paper_form(leader) | {"p0f0": "7", "roll": "polis"})
    assert answer.code == 409
    assert "Du har 2 prickar men har satt 7." in text(answer)
    assert '<option value="polis" selected>' in text(answer)
    other = Browser(workshop)
    other.join("polis")
    assert other.fetch("/led/papper").code == 403


@pytest.fixture
def dots(workshop, leader):
    """Return the number of an open round of dots."""
    open_round(leader, slag="prickar", prickar="2")
    return workshop.store.voting.current().number


def mark_said(leader):
    page = text(leader.fetch("/led/papper"))
    return re.search(r'class="done"[^>]*>Pappersrösten är sparad\. Skriv märket (P\d+)', page)[1]


def test_a_ballot_on_paper_that_is_sent_again_is_saved_once_and_keeps_its_mark(workshop, leader, dots):
    form = paper_form(leader) | {"p0f0": "2", "roll": "kommun"}
    marks = []
    for _ in range(2):
        assert leader.fetch("/led/papper", form=form).headers["Location"] == "/led/papper#sagt"
        marks.append(mark_said(leader))
    assert marks[0] == marks[1]
    assert workshop.store.voting.turnout(dots)["kommun"] == 1
    press(leader, "stang")
    assert leader.fetch("/led/papper", form=form).code == 302, "it was saved, whatever has come of the round"
    assert f"Skriv märket {marks[0]}" in text(leader.fetch("/led/papper"))


def test_a_ballot_on_paper_that_was_saved_and_is_sent_again_changed_is_refused_with_its_mark(workshop, leader, dots):
    form = paper_form(leader) | {"p0f0": "2", "roll": "kommun"}
    leader.fetch("/led/papper", form=form)
    mark = mark_said(leader)
    answer = leader.fetch("/led/papper", form=form | {"p0f0": "1"})
    assert answer.code == 409
    assert f"redan sparat som {mark}, som det såg ut första gången. Ta bort {mark}" in text(answer)
    assert workshop.store.voting.turnout(dots)["kommun"] == 1


def test_a_ballot_on_paper_is_taken_out_once(workshop, leader, dots):
    leader.fetch("/led/papper", form=paper_form(leader) | {"p0f0": "2", "roll": "kommun"})
    mark = mark_said(leader)
    form = paper_form(leader) | {"gor": "ta-bort", "marke": mark}
    for _ in range(2):
        assert leader.fetch("/led/papper", form=form).code == 302
        assert "är borttagen." in text(leader.fetch("/led/papper"))
    assert leader.fetch("/led/papper", form=form | {"marke": "P99999"}).code == 409
    assert workshop.store.voting.turnout(dots)["kommun"] == 0
