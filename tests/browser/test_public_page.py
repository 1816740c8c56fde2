"""The pages for residents in a real browser: accessible at three widths, whole without their script, and silent."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from medlofte import tokens
from medlofte.export import public
from medlofte.workshop.store import Store
from tests.browser.driver import new_page
from tests.sample import sample_edition

WIDTHS = (320, 390, 1280)
HOST = """<!DOCTYPE html><html lang="sv"><head><meta charset="utf-8"><title>Kommunen</title></head>
<body><main><h1>Trygghet</h1>{}</main></body></html>"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("webb")
    with Store.open(place / "w.sqlite") as store:
        reason = "Anmälda inbrott har minskat tre år i rad. Grannsamverkan fortsätter i villaområdena."
        store.decide("inbrott", decision="bortprioriterat", reason=reason, by="A")
        promise = {"title": "Lägre fart på Ringvägen", "text": "Medelhastigheten ska ner till 40.", "target": 40,
                   "topics": ["hastighet"], "indicator": "Medelhastighet", "baseline": 47}  # fmt: skip
        store.plan.save("promise", "fart", content=promise, by="A", state="overenskommet")
        measured = {"value": 42, "date": "2017-11-01", "source": "Trafikmätning", "name": "Trafikingenjör"}
        store.plan.save("outcome", "fart", content=measured, by="A")
        folder = public.write(sample_edition(place / "e", profile="public"), place, store=store)
    pasted = HOST.format((folder / "klistra-in.html").read_text("utf-8"))
    (folder / "annan-sida.html").write_text(pasted, "utf-8")
    return folder


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["medborgarloften", "tillganglighet", "annan-sida"])
def test_the_page_is_accessible_and_asks_nobody_for_anything(browser, folder, name, scheme):
    page, asked, said = new_page(browser, color_scheme=scheme), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda told: said.append(told.text))
    page.goto((folder / f"{name}.html").as_uri())
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found = Axe().run(page).response["violations"]
        assert [f"{v['id']}: {v['nodes'][0]['html']}" for v in found] == []
        if name != "annan-sida":
            assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert asked == [(folder / f"{name}.html").as_uri()]
    assert said == []
    page.context.close()


def test_the_script_folds_and_filters_and_without_it_everything_is_there(browser, folder):
    address = (folder / "medborgarloften.html").as_uri()
    page = new_page(browser, java_script_enabled=False)
    page.goto(address)
    assert page.get_by_label("Visa").count() == 0 or not page.get_by_label("Visa").is_visible()
    assert page.locator("#grupper tbody").last.is_visible()
    page.context.close()
    page = new_page(browser)
    page.goto(address)
    assert not page.locator("#grupper").is_visible()
    page.get_by_text("De vanligaste ämnena i varje grupp").click()
    page.get_by_label("Visa").select_option("Man")
    assert page.locator("#grupper tbody:visible").count() == 1
    assert page.locator("#grupper tbody:visible th").first.inner_text() == "Man"
    page.get_by_label("Visa").select_option("")
    assert page.locator("#grupper tbody:visible").count() > 5
    page.context.close()


def test_on_paper_everything_is_unfolded(browser, folder):
    page = new_page(browser)
    page.goto((folder / "medborgarloften.html").as_uri())
    folded = "[...document.querySelectorAll('details')].map((one) => one.open)"
    page.get_by_text("De vanligaste ämnena i varje grupp").click()
    before = page.evaluate(folded)
    assert True in before
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert all(page.evaluate(folded))
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(folded) == before, "as the reader had it"
    page.context.close()


def test_drawings_follow_the_readers_system(browser, folder):
    page = new_page(browser, color_scheme="dark")
    page.goto((folder / "medborgarloften.html").as_uri())
    drawn = page.evaluate("""() => [...new Set([...document.querySelectorAll('svg *')]
      .flatMap((e) => ['fill', 'stroke'].filter((what) => e.hasAttribute(what))
        .map((what) => getComputedStyle(e)[what])))]""")
    light = {f"rgb({int(c[1:3], 16)}, {int(c[3:5], 16)}, {int(c[5:], 16)})" for c in tokens.LIGHT.values()}
    assert drawn
    assert not set(drawn) & light
    page.context.close()


@pytest.mark.parametrize("name", ["medborgarloften", "tillganglighet"])
@pytest.mark.parametrize("chosen", [
    ("mörkt", "light", tokens.DARK), ("ljust", "dark", tokens.LIGHT),
    ("som enheten", "dark", tokens.DARK), ("som enheten", "light", tokens.LIGHT),
])  # fmt: skip
def test_the_reader_chooses_light_or_dark_and_nothing_is_stored(browser, folder, name, chosen):
    choice, system, shown = chosen
    page = new_page(browser, color_scheme=system)
    page.goto((folder / f"{name}.html").as_uri())
    page.get_by_role("radio", name=choice).check()
    background = [int(shown["background"][at : at + 2], 16) for at in (1, 3, 5)]
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb({}, {}, {})".format(*background)
    assert [violation["id"] for violation in Axe().run(page).response["violations"]] == []
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    page.context.close()


def test_light_and_dark_are_chosen_by_the_keyboard_and_without_scripts(browser, folder):
    page = new_page(browser, color_scheme="light", java_script_enabled=False)
    page.goto((folder / "medborgarloften.html").as_uri())
    page.get_by_role("radio", name="som enheten").focus()
    light = page.screenshot()
    page.keyboard.press("ArrowUp")
    assert page.get_by_role("radio", name="mörkt").is_checked()
    assert page.screenshot() != light
    page.context.close()
