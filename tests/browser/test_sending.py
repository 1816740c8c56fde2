"""Forms that get no answer, or a proxy's: kept, said to be unsent, sent again by themselves, and saved once."""

import pytest

from medlofte.workshop.store import Store
from tests.browser.driver import Server, enter, new_context
from tests.browser.test_pages import violations
from tests.sample import sample_edition

UNSENT = "Inte skickat än. Försöker igen om 2 s"
# What is said is kept: it may have been said anew before anybody asks.
LISTEN = """() => {
  const live = document.getElementById('live');
  window.__said = [];
  new MutationObserver(() => window.__said.push(live.textContent)).observe(live, { childList: true, subtree: true });
}"""
NOTE = "Gick förbi skolan"


@pytest.fixture(scope="module")
def meeting(tmp_path_factory):
    """Return a server of this module's own and the file of its store."""
    folder = tmp_path_factory.mktemp("mote")
    sample_edition(folder / "utgåva")
    server = Server(folder / "utgåva", store=folder / "workshop.sqlite", folder=folder)
    yield server, folder / "workshop.sqlite"
    assert server.stop() == 0
    assert "Traceback" not in server.log.read_text("utf-8")


@pytest.fixture
def phone(browser, meeting):
    """Return the page of a participant who has joined on a phone."""
    context = new_context(browser, width=390, height=844)
    page = context.new_page()
    enter(page, meeting[0].links["Deltagare"])
    page.wait_for_url(f"{meeting[0].origin}/")
    yield page
    context.close()


@pytest.fixture
def round_(meeting):
    """Return the number of an open round of dots."""
    with Store.open(meeting[1]) as store:
        number = store.voting.open("prickar", problems=["hastighet", "narkotika"], dots=3, by="Mötesledare")
        yield number
        if store.voting.current():
            store.voting.close(number, by="Mötesledare")


class Once:
    """Treats the first form sent to an address so, and holds the next until it is let go: two seconds are soon gone."""

    def __init__(self, page, address, treat):
        self.treated, self._free, self._held = 0, False, []

        def handle(route):
            if route.request.method != "POST" or self._free:
                route.fallback()
            elif self.treated:
                self._held.append(route)
            else:
                self.treated += 1
                treat(route)

        page.route(address, handle)

    def let_go(self):
        """Let what is held go through, and all that comes after it."""
        self._free = True
        for route in self._held:
            route.fallback()


def unavailable(route):
    route.fulfill(status=503, content_type="text/html", body="<p>Workshoppen startar om.</p>")


def answer_lost(route):
    route.fetch(max_redirects=0)
    route.abort()


def ballots(meeting, number):
    with Store.open(meeting[1]) as store:
        store.voting.close(number, by="Mötesledare")
        return store.voting.ballots(number)["content"].tolist()


def logged(meeting):
    with Store.open(meeting[1]) as store:
        return store.plan.activities()["note"].tolist()


@pytest.mark.parametrize("treat", [unavailable, answer_lost, lambda route: route.abort()],
                         ids=["a proxy's 503", "the answer lost", "no answer"])  # fmt: skip
def test_a_vote_is_sent_again_by_itself_and_saved_once(meeting, phone, round_, treat):
    phone.goto(f"{meeting[0].origin}/rost")
    once = Once(phone, "**/rost", treat)
    phone.locator("select").first.select_option("2")
    phone.get_by_role("button", name="Spara", exact=True).click()
    phone.locator("#live[role=status]", has_text=UNSENT).wait_for()
    assert phone.locator("select").first.input_value() == "2"
    assert violations(phone) == []
    once.let_go()
    phone.get_by_text("Ditt svar är sparat.").wait_for()
    assert ballots(meeting, round_) == [{"hastighet": 2}]


def test_a_vote_without_network_goes_when_it_is_back_as_it_stands_then(meeting, phone, round_):
    phone.goto(f"{meeting[0].origin}/rost")
    phone.evaluate(LISTEN)
    phone.locator("select").first.select_option("2")
    phone.context.set_offline(True)
    phone.get_by_role("button", name="Spara", exact=True).click()
    phone.wait_for_function("() => window.__said.some((text) => text.includes('Försöker igen om 4 s'))")
    phone.locator("select").first.select_option("3")
    phone.context.set_offline(False)
    phone.get_by_text("Ditt svar är sparat.").wait_for()
    assert ballots(meeting, round_) == [{"hastighet": 3}]


def test_a_vote_that_comes_after_the_round_was_closed_is_refused_in_words(meeting, phone, round_):
    phone.goto(f"{meeting[0].origin}/rost")
    phone.locator("select").first.select_option("1")
    once = Once(phone, "**/rost", unavailable)
    phone.get_by_role("button", name="Spara", exact=True).click()
    phone.locator("#live", has_text=UNSENT).wait_for()
    assert ballots(meeting, round_) == []
    once.let_go()
    phone.get_by_text("inte det du skickade nu").wait_for()


def log_and_lose_the_answer(meeting, phone, *, meanwhile=lambda: None):
    """Log an activity that is saved, and whose answer the phone never hears; what it sends then is held."""

    def treat(route):
        route.fetch(max_redirects=0)
        meanwhile()
        route.abort()

    phone.goto(f"{meeting[0].origin}/logga")
    phone.get_by_label("Åtgärd").select_option("vandringar")
    phone.get_by_label("Anteckning").fill(NOTE)
    once = Once(phone, "**/logga", treat)
    phone.get_by_role("button", name="Spara aktiviteten").click()
    phone.locator("#draft", has_text=UNSENT).wait_for()
    return once


def test_an_activity_whose_answer_was_lost_is_logged_once(meeting, phone):
    before = len(logged(meeting))
    once = log_and_lose_the_answer(meeting, phone)
    assert violations(phone) == []
    once.let_go()
    phone.get_by_text("Aktiviteten är sparad.").wait_for()
    assert logged(meeting)[before:] == [NOTE]
    # The words are there before the page's script has been run.
    phone.wait_for_function("() => sessionStorage.getItem('medlofte-logga') === null")


def test_an_activity_that_is_changed_after_its_answer_was_lost_is_saved_as_a_correction(meeting, phone):
    before = len(logged(meeting))
    note = phone.get_by_label("Anteckning")
    log_and_lose_the_answer(meeting, phone, meanwhile=lambda: note.fill("Gick förbi parken")).let_go()
    phone.get_by_text("Formuläret var redan sparat").wait_for()
    assert phone.get_by_label("Anteckning").input_value() == "Gick förbi parken"
    phone.get_by_role("button", name="Spara rättelsen").click()
    phone.get_by_text("Aktiviteten är sparad.").wait_for()
    assert logged(meeting)[before:] == ["Gick förbi parken"]


def test_a_leaders_step_that_was_taken_though_the_answer_was_lost_is_taken_once(browser, meeting):
    server, file = meeting
    context = new_context(browser)
    page = context.new_page()
    page.goto(server.links["Mötesledare"])
    page.goto(f"{server.origin}/led")
    page.get_by_role("button", name="Starta mötet").click()
    page.get_by_text("Mötet har börjat.").wait_for()
    once = Once(page, "**/led/nasta", answer_lost)
    with Store.open(file) as store:
        before = store.meeting.status().item
        page.get_by_role("button", name="Nästa punkt").click()
        page.locator("#live", has_text=UNSENT).wait_for()
        assert store.meeting.status().item == before + 1
        once.let_go()
        page.locator("#sagt").filter(has_not_text="Mötet har börjat.").wait_for()
        assert store.meeting.status().item == before + 1
    context.close()
