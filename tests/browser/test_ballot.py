"""The light ballot and the leader's page in a real browser: with and without scripts, by keyboard, and with axe."""

import re
import time

import pytest

from tests.browser.driver import ROLES, Server, Visit, enter, go, new_context, new_page
from tests.browser.test_pages import violations, wide
from tests.trial import crowded

PHONE = ("Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Mobile "
         "Safari/537.36")  # fmt: skip
LABEL = "() => { const e = document.activeElement; return (e.labels?.[0]?.textContent || e.textContent).trim(); }"
# Playwright's own choice would wait for the page that is on its way.
FILL_IN = """() => addEventListener('beforeunload', () => setTimeout(() => {
  const field = document.querySelectorAll('select')[1];
  field.value = '2';
  field.dispatchEvent(new Event('input', { bubbles: true }));
}, 100))"""
LIMIT_S = 4.0
MOST_BYTES = 60_000


@pytest.fixture(scope="module")
def room(edition, tmp_path_factory):
    """Return a server of this module's own: rounds are opened and closed in it."""
    folder = tmp_path_factory.mktemp("room")
    server = Server(edition, store=folder / "workshop.sqlite", folder=folder)
    yield server
    assert server.stop() == 0
    assert "Traceback" not in server.log.read_text("utf-8")


@pytest.fixture
def opened(browser, room):
    """Return a function that joins in a profile of its own and returns the ``Visit``."""
    contexts = []

    def joined(role, *, width=390, scripts=True, **options):
        height = 844 if width < 700 else 900
        context = new_context(browser, width=width, height=height, java_script_enabled=scripts, **options)
        contexts.append(context)
        visit = Visit(context.new_page())
        page, visit.answers = visit.page, []
        page.on("response", lambda answer, kept=visit.answers: kept.append(answer))
        if role in ROLES:
            enter(page, room.links["Deltagare"], role)
        else:
            page.goto(room.links["Mötesledare" if role == "facilitator" else "Skärm"])
        return visit

    yield joined
    for context in contexts:
        context.close()


@pytest.fixture
def leader(opened, room):
    page = opened("facilitator", width=1280).page
    page.goto(f"{room.origin}/led")
    yield page
    go(page, f"{room.origin}/led")
    if page.get_by_role("button", name="Stäng omgången").count():
        close_round(page)


def open_round(page, kind, *, title=""):
    page.get_by_role("radio", name=kind).check()
    page.get_by_label("Rubrik").fill(title)
    page.get_by_role("button", name="Öppna omgången").click()
    page.get_by_role("button", name="Stäng omgången").wait_for()


def close_round(page):
    page.get_by_role("button", name="Stäng omgången").click()
    page.get_by_role("button", name="Öppna omgången").wait_for()


@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
def test_a_phone_joins_votes_comes_back_and_changes_its_mind(opened, room, leader, scripts, record_property):
    open_round(leader, "Bedömning")
    visit = opened("polis", scripts=scripts, user_agent=PHONE)
    page = visit.page
    page.wait_for_url(f"{room.origin}/rost")
    page.wait_for_load_state()
    parts = [answer for answer in visit.answers if re.search(r"/rost$|/medlofte/static/", answer.url)]
    sizes = {answer.url: int(answer.headers["content-length"]) for answer in parts if answer.status == 200}
    record_property("bytes", sum(sizes.values()))
    print("Bytes of the ballot with style and script:", sizes)
    assert 5_000 < sum(sizes.values()) < MOST_BYTES
    first = page.locator("fieldset").first
    first.get_by_role("radio", name="Delvis").check()
    page.get_by_role("button", name="Spara", exact=True).click()
    page.get_by_text("Ditt svar är sparat.").wait_for()
    page.reload()
    assert first.get_by_role("radio", name="Delvis").is_checked()
    first.get_by_role("radio", name="Ja", exact=True).check()
    page.get_by_role("button", name="Spara och gå vidare").click()
    page.get_by_role("heading", level=2).filter(has_text="(2 av").wait_for()
    page.get_by_text("Ditt svar är sparat.").wait_for()
    page.go_back()
    page.goto(f"{room.origin}/rost")
    assert first.get_by_role("radio", name="Ja", exact=True).is_checked()
    if scripts:
        assert violations(page) == []
    close_round(leader)
    if not scripts:
        page.reload()
    page.get_by_role("heading", name="Ingen omgång är öppen").wait_for()
    assert visit.outside == []
    assert visit.errors == []


@pytest.mark.alone
def test_a_round_that_opens_and_closes_reaches_those_who_wait(opened, room, leader, record_property):
    visit = opened("kommun", user_agent=PHONE)
    page = visit.page
    page.get_by_role("heading", name="Ingen omgång är öppen").wait_for()
    busy, start = crowded(), time.perf_counter()
    open_round(leader, "Prickar", title="Viktigast just nu")
    page.get_by_role("heading", name="Viktigast just nu").wait_for()
    took = [time.perf_counter() - start]
    page.get_by_text("Prickar kvar: 5").wait_for()
    page.get_by_role("combobox").nth(0).select_option("3")
    page.get_by_role("combobox").nth(1).select_option("3")
    page.get_by_text("1 för många prickar").wait_for()
    page.get_by_role("button", name="Spara").click()
    page.get_by_text("Du har 5 prickar men har satt 6.").wait_for()
    page.get_by_role("combobox").nth(1).select_option("2")
    page.get_by_role("button", name="Spara").click()
    page.get_by_text("Ditt svar är sparat.").wait_for()
    leader.get_by_text(re.compile(r"1 av \d+ har röstat")).wait_for()
    # What is not saved is neither lost nor taken for saved when the round closes.
    page.get_by_role("combobox").nth(1).select_option("1")
    start = time.perf_counter()
    close_round(leader)
    page.get_by_text("Det du har fyllt i är inte sparat.").wait_for()
    took.append(time.perf_counter() - start)
    record_property("seconds", took)
    print("Seconds until the others' pages knew:", [round(t, 1) for t in took])
    assert max(took) < LIMIT_S * max(busy, crowded())
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("link", name="Hämta sidan på nytt").click()
    page.get_by_role("heading", name="Ingen omgång är öppen").wait_for()
    assert [error for error in visit.errors if "409 (Conflict)" not in error] == []


def test_the_page_waits_out_a_lost_network_and_keeps_what_is_filled_in(opened, room, leader):
    open_round(leader, "Rangordning")
    visit = opened("annan", user_agent=PHONE)
    page = visit.page
    page.get_by_role("combobox").nth(2).select_option("1")
    page.context.set_offline(True)
    page.get_by_text("Ingen kontakt med mötet just nu.").wait_for()
    page.context.set_offline(False)
    page.get_by_text("Ingen kontakt med mötet just nu.").wait_for(state="detached")
    assert page.get_by_role("combobox").nth(2).input_value() == "1"
    page.get_by_role("button", name="Spara").click()
    page.get_by_text("Ditt svar är sparat.").wait_for()


def held_in(routes):
    """Return what holds back whatever is asked for, until somebody lets it go on."""

    def hold(route):
        routes.append(route)

    return hold


def test_what_is_filled_in_while_the_page_fetches_itself_anew_is_not_lost_in_silence(opened, room, leader):
    open_round(leader, "Prickar")
    page, routes = opened("annan", user_agent=PHONE).page, []
    page.get_by_text("Prickar kvar: 5").wait_for()
    page.route(f"{room.origin}/rost", held_in(routes))
    page.evaluate(FILL_IN)
    with page.expect_request(f"{room.origin}/rost"):
        close_round(leader)
    page.get_by_text("Det du har fyllt i är inte sparat.").wait_for()
    assert page.get_by_role("combobox").nth(1).input_value() == "2"


def test_a_link_that_is_followed_is_not_overtaken_by_a_page_that_fetches_itself_anew(opened, room, leader):
    page, routes = opened("annan", user_agent=PHONE).page, []
    page.goto(f"{room.origin}/rost")
    page.route(f"{room.origin}/", held_in(routes))
    with page.expect_request(f"{room.origin}/"):
        # Playwright's own press would wait for the page that is held back.
        page.get_by_role("link", name="Alla sidor").evaluate("link => { setTimeout(() => link.click()); }")
    open_round(leader, "Prickar")
    for _ in range(2):  # the second is asked for when the first has been answered
        page.wait_for_event("response", lambda answer: "/lage" in answer.url)
    routes[0].continue_()
    page.wait_for_url(f"{room.origin}/")


def test_the_whole_way_by_keyboard(browser, room, leader):
    open_round(leader, "Bedömning")
    page = new_page(browser)

    def tab_to(told):
        for _ in range(80):
            page.keyboard.press("Tab")
            label = page.evaluate(LABEL)
            if label.startswith(told):
                shown = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
                assert shown != "none", f"focus does not show on {told}"
                return
        pytest.fail(f"Tab does not reach {told}")

    page.goto(f"{room.origin}/rost")
    page.keyboard.press("Tab")
    page.keyboard.type(room.links["Deltagare"].rsplit("/", 1)[1])
    page.keyboard.press("Enter")
    page.get_by_role("radio", name="Polis").wait_for()
    tab_to("Polis")
    page.keyboard.press("Space")
    tab_to("Anslut")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{room.origin}/rost")
    tab_to("Ja")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    tab_to("Spara och gå vidare")
    page.keyboard.press("Enter")
    page.get_by_text("Ditt svar är sparat.").wait_for()
    # The reader hears that it is saved.
    page.wait_for_function("() => document.activeElement.id === 'sagt'")
    page.goto(f"{room.origin}/rost")
    assert page.get_by_role("radio", name="Delvis").first.is_checked()
    page.context.close()


def check_plain(visit, address):
    """Open a plain page in three widths: nothing sticks out, axe has nothing to say."""
    page = visit.page
    go(page, address)
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        assert wide(page) == [], f"{address} at {width}"
        assert violations(page) == [], f"{address} at {width}"


def test_every_plain_page_is_accessible_and_whole_on_the_smallest_phone(opened, room, leader):
    led, home = f"{room.origin}/led", f"{room.origin}/"
    visits = [opened(role) for role in ("polis", "kommun", "kommun", "kommun")]
    screen, chief = opened("skarm"), opened("facilitator")
    check_plain(visits[0], f"{room.origin}/enhet")
    visits[0].page.get_by_role("button", name="Skapa länk").click()
    link = visits[0].page.locator("code").inner_text()
    assert violations(visits[0].page) == []
    assert wide(visits[0].page) == []
    stranger = Visit(new_page(visits[0].page.context.browser))
    check_plain(stranger, link)
    check_plain(stranger, f"{room.origin}/anslut")
    stranger.page.context.close()
    for kind in ("Bedömning", "Prickar", "Rangordning"):
        go(leader, led)
        open_round(leader, kind)
        check_plain(visits[0], f"{room.origin}/rost")
        check_plain(chief, led)
        check_plain(screen, f"{room.origin}/rost")
        for visit in visits:
            go(visit.page, f"{room.origin}/rost")
            control = visit.page.get_by_role("radio" if kind == "Bedömning" else "combobox").first
            control.check() if kind == "Bedömning" else control.select_option("1")
            visit.page.get_by_role("button", name="Spara", exact=True).click()
            # A page that still sends its form would hold back the next address.
            visit.page.get_by_text("Ditt svar är sparat.").wait_for()
        close_round(leader)
        check_plain(visits[0], f"{room.origin}/rost")
        visits[0].page.locator("table tbody tr").first.wait_for()
    check_plain(chief, led)
    check_plain(chief, home)
    check_plain(visits[0], home)
    visits[0].page.goto(f"{room.origin}/finns-inte")
    assert violations(visits[0].page) == []
    for visit in (*visits, screen, chief):
        assert visit.outside == []
