"""Every page in English: nothing Swedish of ours is left, and what the kommun wrote says that it is Swedish."""

import pytest

from tests.browser.driver import DRAWN, PAGES, QUIET_S, Server, Visit, dashboard, join, new_context
from tests.browser.test_accessible import OPEN_ALL, PLAIN, room, seats  # noqa: F401
from tests.browser.test_pages import violations
from tests.swedish import EDITION, left

# What a reader meets, seen, heard or pointed at, outside what is marked as another language.
SAID = """() => {
  const ours = (e) => e.closest('[lang]')?.getAttribute('lang') === 'en'
    && !e.closest('script, style, template, noscript');
  const said = [document.title];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) if (ours(walk.currentNode.parentElement)) said.push(walk.currentNode.textContent);
  for (const e of document.querySelectorAll('body *')) if (ours(e))
    for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'data-label'])
      if (e.hasAttribute(name)) said.push(e.getAttribute(name));
  return said.map((text) => text.trim()).filter(Boolean);
}"""
PASSAGES = {
    "lagesbild": ".ml-quotes q",
    "loften": ".ml-promise blockquote",
    "uppfoljning": ".ml-cards th[scope=row] > span:first-child",
}


@pytest.fixture
def english(room, seats):  # noqa: F811
    """Return a function that opens a page by its name in English and returns its ``Visit``."""
    pages = []

    def show(name):
        visit = Visit(seats[PLAIN.get(name, "facilitator")].new_page())
        pages.append(visit.page)
        mark = "&" if "?" in name else "?"
        if name in PAGES:
            visit.open(f"{dashboard(room, name)}{mark}lang=en")
        else:
            visit.page.goto(f"{room.origin}/{name}{mark}lang=en")
        visit.page.evaluate(OPEN_ALL)
        if name in PAGES:
            visit.page.wait_for_function(DRAWN, arg=QUIET_S)
        return visit

    yield show
    for page in pages:
        page.close()


@pytest.mark.parametrize("name", [*PLAIN, "led/papper", *PAGES])
def test_a_page_is_english_but_for_what_the_kommun_wrote(english, name):
    page = english(name).page
    assert page.locator("html").get_attribute("lang") == "en"
    found = left(page.evaluate(SAID))
    assert not found, "\n".join(found)
    if name in PASSAGES:
        shown = page.locator(PASSAGES[name])
        assert shown.count() > 0
        assert shown.locator("[lang=sv]").count() >= shown.count()
    assert violations(page) == []


@pytest.fixture
def start(tmp_path):
    """Return a function that starts a server, which is stopped whatever happens."""
    servers = []

    def started(*options):
        servers.append(Server(EDITION, store=tmp_path / "w.sqlite", folder=tmp_path, options=options))
        return servers[-1]

    yield started
    assert [server.stop() for server in servers] == [0] * len(servers)


def test_joining_and_a_page_without_a_kernel_are_english(browser, start):
    server = start("--viewers", "1")
    full = join(new_context(browser), server, "facilitator")
    full.open(dashboard(server, "lagesbild"))
    page = new_context(browser).new_page()
    page.goto(f"{server.links['Deltagare']}?lang=en")
    assert left(page.evaluate(SAID)) == []
    page.get_by_role("radio", name="Other").check()
    page.get_by_role("button", name="Join").click()
    page.wait_for_url(f"{server.origin}/")
    page.goto(dashboard(server, "lagesbild"))
    page.get_by_text("Many are looking just now.").wait_for()
    page.locator("figure.ml-figure").first.scroll_into_view_if_needed()
    page.locator("figure.ml-figure svg.main-svg").first.wait_for()
    page.evaluate(OPEN_ALL)
    assert page.locator("html").get_attribute("lang") == "en"
    assert left(page.evaluate(SAID)) == []
    assert violations(page) == []
    page.context.close()
    full.page.context.close()


def test_a_page_that_voila_renders_is_english(browser, start, monkeypatch):
    monkeypatch.setenv("MEDLOFTE_FORK", "0")
    server = start()
    visit = join(new_context(browser), server, "facilitator")
    page = visit.open(f"{dashboard(server, 'prioritering')}?lang=en")
    assert page.locator("html").get_attribute("lang") == "en"
    assert left(page.evaluate(SAID)) == []
    page.context.close()
