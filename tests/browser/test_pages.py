"""Every page as a participant meets it: drawn, Swedish, accessible, whole on a phone, and silent to the outside."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.driver import PAGES, ROLES, dashboard, new_page, resize

TITLES = {"lagesbild": "Lägesbild", "kartlaggning": "Kartläggning", "prioritering": "Prioritering",
          "loften": "Löften", "uppfoljning": "Uppföljning"}  # fmt: skip
KINDS = ("stderr", "error")
BROKEN = ", ".join([*(f"[data-mime-type='application/vnd.jupyter.{kind}']" for kind in KINDS), ".ml-error:not(:empty)"])


def wide(page):
    """Return the elements that stick out to the right, for the message; empty when nothing does."""
    return page.evaluate("""() => {
      const limit = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth <= limit) return [];
      return [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > limit + 1)
        .slice(0, 5).map((e) => `${e.tagName}.${e.className} ${Math.round(e.getBoundingClientRect().right)}`)
        .concat([`scrollWidth ${document.documentElement.scrollWidth} > ${limit}`]);
    }""")


def violations(page):
    """Return axe's violations as readable lines."""
    found = Axe().run(page).response["violations"]
    return [f"{v['id']} ({v['impact']}): {[node['target'] for node in v['nodes']][:4]}" for v in found]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_whole_accessible_and_asks_nobody_outside(visit, workshop, name):
    visit = visit("polis")
    page = visit.open(dashboard(workshop, name))
    assert page.locator("html").get_attribute("lang") == "sv"
    assert TITLES[name] in page.title()
    assert page.locator("h1").count() == 1
    assert TITLES[name] in page.locator("h1").inner_text()
    assert page.locator("main, [role=main]").count() == 1
    assert page.locator(".ml-page figure, .ml-page .ml-promise, .ml-page table").count() > 0
    assert page.locator(BROKEN).all_inner_texts() == []
    assert "Traceback" not in page.inner_text("body")
    page.wait_for_function("() => window.medlofte.wire.socket")
    assert visit.sockets, "the page has no connection to its kernel"
    assert wide(page) == []
    assert violations(page) == []
    resize(page, 390, 844)
    assert wide(page) == []
    assert violations(page) == []
    visit.check()


def test_the_map_is_drawn_as_svg(visit, workshop):
    page = visit().open(dashboard(workshop, "lagesbild"))
    page.locator("figure.ml-figure:has(.ml-linked) .ml-chart").scroll_into_view_if_needed()
    page.locator("figure.ml-figure:has(.ml-linked) svg.main-svg").first.wait_for()
    assert page.locator(".ml-page figure canvas").count() == 0


def test_a_figure_has_a_text_and_a_table(visit, workshop):
    page = visit().open(dashboard(workshop, "lagesbild"))
    shown = [figure for figure in page.locator("figure.ml-figure").all() if figure.is_visible()]
    assert shown
    for figure in shown:
        assert figure.locator("[role=img]").get_attribute("aria-label")
        assert figure.locator(".ml-title").inner_text()
        assert figure.locator("table tbody tr").count() > 0


def test_a_filter_changes_the_figure(visit, workshop):
    visit = visit()
    page = visit.open(dashboard(workshop, "lagesbild"))
    figure = page.locator("figure.ml-figure").first
    assert page.locator("figure svg.main-svg").count() == 0, "nobody has come to a figure"
    figure.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('figure.ml-figure .ml-chart').dataset.drawn")
    before, drawn = figure.locator("table").text_content(), int(figure.locator(".ml-chart").get_attribute("data-drawn"))
    control = page.locator(".ml-row select").nth(1)
    control.select_option(index=1)
    page.wait_for_function(
        "n => Number(document.querySelector('figure.ml-figure .ml-chart').dataset.drawn) > n", arg=drawn
    )
    assert figure.locator("table").text_content() != before
    visit.check()


def test_joining_and_the_start_page(browser, visit, workshop):
    visit = visit("kommun")
    page = visit.page
    assert page.locator("h1").count() == 1
    assert "Kommun" in page.inner_text("main")
    links = [link.get_attribute("href") for link in page.locator("nav[aria-label='Sidor'] a[href*='render']").all()]
    assert [link.rsplit("/", 1)[-1] for link in links] == [f"{name}.ipynb" for name in PAGES]
    assert page.locator("svg").count() == 0, "a participant does not invite"
    assert violations(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert wide(page) == []
    visit.check()


def test_the_join_form_is_accessible_and_asks_for_the_role(browser, workshop):
    page = new_page(browser, width=390, height=844)
    page.goto(f"{workshop.origin}/voila/render/lagesbild.ipynb")
    assert "/anslut" in page.url
    assert violations(page) == []
    assert wide(page) == []
    page.get_by_label("Kod").fill(workshop.links["Deltagare"].rsplit("/", 1)[-1].lower())
    page.get_by_role("button").first.click()
    page.get_by_role("radio", name="Polis").wait_for()
    assert [page.get_by_role("radio", name=label).count() for label in ROLES.values()] == [1, 1, 1]
    assert violations(page) == []
    assert wide(page) == []
    page.get_by_role("radio", name="Annan").check()
    page.get_by_role("button", name="Anslut").click()
    page.wait_for_url("**/voila/render/lagesbild.ipynb")
    page.context.close()


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080)])
def test_the_screen_shows_the_square_and_the_code_without_scrolling(visit, workshop, width, height):
    page = visit("skarm").page
    page.set_viewport_size({"width": width, "height": height})
    for shown in (page.locator(".qr svg"), page.locator(".code")):
        box = shown.bounding_box()
        assert box["y"] + box["height"] <= height
        assert box["x"] + box["width"] <= width


@pytest.mark.parametrize("role", ["facilitator", "skarm"])
def test_who_leads_and_the_screen_are_let_in_at_once_and_can_invite(visit, workshop, role):
    visit = visit(role)
    page = visit.page
    assert page.locator("svg").count() == 1
    assert workshop.links["Deltagare"].rsplit("/", 1)[-1] in page.inner_text("main")
    assert violations(page) == []
    visit.check()
