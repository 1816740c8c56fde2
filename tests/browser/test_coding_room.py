"""The coding room in a real browser, by keyboard and by mouse; the kernel's half is tested in test_coding_widget."""

import base64

import pytest
from axe_playwright_python.sync_playwright import Axe

from medlofte import tokens
from tests.browser.driver import ROOT, new_context

ROOM = ROOT / "medlofte" / "analysis" / "coding"
# A model as anywidget gives it, that remembers what the browser asks for.
START = """async ([script, state]) => {
  const heard = {};
  window.asked = [];
  window.model = {
    get: (name) => state[name],
    set: (name, value) => { state[name] = value; window.asked.push({ set: name, to: value }); },
    save_changes: () => {}, send: (message) => window.asked.push(message), off: () => {},
    on: (event, act) => { heard[event] = act; },
    change: (name, value) => { state[name] = value; heard[`change:${name}`]?.(); },
  };
  const { default: room } = await import(script);
  room.render({ model: window.model, el: document.querySelector("#room") });
  document.querySelector(".mc-room").focus();
}"""
STATE = {
    "card": {"text": "👵 Mörkt, de kör fort", "alike": 2, "attention": [], "suggested": [["ljus", "R"], ["fart", "M"]],
             "scores": {"fart": "0,42"},
             "evidence": [[2, 7, "ljus", "mörkt"]], "chosen": ["ljus"], "number": 7},
    "topics": [{"id": "fart", "label": "Fart", "theme": ""}, {"id": "ljus", "label": "Ljus", "theme": ""},
               {"id": "stold", "label": "Stöld", "theme": ""}],
    "places": [["torget", "Torget"]], "queue_names": [["uncoded", "Okodade"], ["done", "Klara"]], "queue": "uncoded",
    "progress": {"left": 3, "done": 1, "all": 4}, "said": "", "preview": {}, "writes": True,
}  # fmt: skip


@pytest.fixture
def page(browser):
    context = new_context(browser)
    made = context.new_page()
    style = tokens.css((ROOM / "widget.css").read_text("utf-8"))
    made.set_content(
        f'<!doctype html><html lang="sv"><title>Koda</title><style>{style}</style>'
        '<main><h1>Koda</h1><div id="room"></div></main>'
    )
    script = base64.b64encode((ROOM / "widget.js").read_bytes()).decode()
    made.evaluate(START, [f"data:text/javascript;base64,{script}", STATE])
    yield made
    context.close()


def asked(page):
    told = page.evaluate("window.asked.splice(0)")
    assert all(one.pop("card") == 7 for one in told if "do" in one), "each deed names its card"
    return told


def test_what_the_model_suggests_says_how_sure_it_is(page):
    badge = page.locator(".mc-topic abbr").nth(1)
    assert badge.inner_text() == "M 0,42"
    assert badge.get_attribute("title") == "föreslås av modellen, styrka 0,42 av 1"
    assert page.locator(".mc-topic abbr").first.inner_text() == "R"


def test_the_room_by_keyboard(page):
    assert page.locator("mark").evaluate("node => node.firstChild.textContent") == "Mörkt"
    assert "mörkt" in page.locator("mark").get_attribute("title")
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    assert asked(page) == [{"do": "accept", "with": ["ljus", "fart"]}]
    page.keyboard.press("/")
    page.keyboard.type("stö")
    assert page.locator(".mc-topic").count() == 1
    page.keyboard.press("1")
    page.keyboard.press("Escape")
    for key in "usdf":
        page.keyboard.press(key)
    assert [one["do"] for one in asked(page)] == ["undo", "skip", "unclear", "flag"]
    page.keyboard.press("Enter")
    assert asked(page) == [{"do": "accept", "with": ["ljus", "fart", "stold"]}]
    page.keyboard.press("p")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert asked(page) == [{"do": "place", "with": "torget"}]


def test_a_new_pattern_from_the_marked_words_and_its_preview(page):
    page.evaluate("window.getSelection().selectAllChildren(document.querySelector('mark').firstChild.parentNode)")
    page.keyboard.press("n")
    page.get_by_label("Mönster", exact=True).fill("mörk*")
    tried = {"pattern": "mörk*", "topic": "ljus", "sentence": "mörkt"}
    page.wait_for_function("asked.some((one) => one.with.pattern === 'mörk*')")
    assert asked(page)[-1] == {"do": "pattern", "with": tried}, "by itself, for the topic that is chosen"
    page.evaluate("model.change('preview', {pattern: 'mörk*', gains: 4, had: 1, examples: ['<b>Mörkt</b>']})")
    assert "4 svar skulle få ämnet" in page.locator(".mc-preview").inner_text()
    assert page.locator(".mc-preview b").count() == 0
    page.get_by_role("button", name="Lägg till i kodboken").press("Enter")
    assert asked(page) == [{"do": "add", "with": tried}]
    page.evaluate("model.change('card', {...model.get('card'), chosen: ['fart']})")
    page.keyboard.press("u")
    assert [one["do"] for one in asked(page)] == ["undo"], "the keys go on working"


def test_what_coders_differ_on_is_told_without_names(page):
    page.evaluate("""model.change('card', {...model.get('card'), evidence: [], chosen: [],
      suggested: [['ljus', 'A'], ['fart', 'AB']], given: [['fart', 'ljus'], ['fart']]})""")
    told = page.get_by_label("Vad kodarna valde").inner_text()
    assert told.split("\n") == ["Kodare A: Fart, Ljus.", "Kodare B: Fart."]
    assert page.locator(".mc-topic abbr").nth(1).get_attribute("title") == "valt av kodare A och B"
    assert Axe().run(page).response["violations"] == []


def test_the_room_by_mouse_and_for_a_screen_reader(page):
    page.get_by_role("checkbox", name="Stöld").click()
    page.keyboard.press("s")
    assert [one["do"] for one in asked(page)] == ["skip"], "the box that was pressed keeps the focus, and so the keys"
    page.get_by_role("button", name="Hoppa över").click()
    page.keyboard.press("Enter")
    assert [one["do"] for one in asked(page)] == ["skip", "accept"], "Enter saves after a press with the mouse too"
    page.get_by_role("button", name="Hoppa över").press("Enter")
    assert [one["do"] for one in asked(page)] == ["skip"], "a button that was reached by Tab is pressed by Enter"
    page.get_by_role("button", name="Spara och nästa").click()
    assert asked(page) == [{"do": "accept", "with": ["ljus", "stold"]}]
    page.get_by_label("Kö", exact=True).select_option("done")
    assert asked(page) == [{"set": "queue", "to": "done"}]
    page.evaluate("model.change('card', {})")
    assert page.get_by_text("Du har gått igenom kön. Enter börjar om den.").is_visible()
    page.evaluate("delete model.get('card').number; document.querySelector('.mc-room').focus()")
    page.keyboard.press("Enter")
    assert [one["do"] for one in page.evaluate("window.asked.splice(0)")] == ["again"]
    page.evaluate("model.change('progress', {left: 0, done: 4, all: 4}); model.change('card', {})")
    assert page.get_by_text("Kön är tom. Välj en annan kö.").is_visible()
    assert page.get_by_role("button", name="Spara och nästa").is_disabled()
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["help"]) for one in found] == []


def test_enter_in_the_search_takes_the_first_topic_and_saves_nothing(page):
    page.keyboard.press("/")
    page.keyboard.type("stö")
    page.keyboard.press("Enter")
    assert asked(page) == []
    assert page.get_by_text("Stöld: vald.").is_visible()
    page.keyboard.press("Enter")
    assert asked(page) == [{"do": "accept", "with": ["ljus", "stold"]}]
    page.keyboard.type("/xyz")
    page.keyboard.press("Enter")
    assert page.get_by_text("Inget ämne heter så.").is_visible()
    assert asked(page) == []


def test_no_key_reaches_jupyterlab_and_a_held_key_acts_once(page):
    page.evaluate("document.addEventListener('keydown', (event) => { window.leaked = event.key; })")
    page.get_by_role("button", name="Hoppa över").click()
    for key in "dd":
        page.keyboard.press(key)
    page.get_by_label("Kö", exact=True).focus()
    page.keyboard.press("k")
    page.locator(".mc-room").focus()
    page.keyboard.down("Enter")
    page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    page.keyboard.press("p")
    page.keyboard.press("d")
    page.keyboard.press("Escape")
    assert page.locator("form").count() == 0
    assert [one["do"] for one in asked(page) if "do" in one] == ["skip", "unclear", "unclear", "accept"]
    assert page.evaluate("window.leaked") is None


def test_a_screen_reader_hears_the_next_answer_and_what_was_done_also_twice(page):
    live = page.locator("[aria-live=polite]")
    page.evaluate(
        "model.change('card', {...model.get('card'), text: 'Nästa svar här', evidence: [], told: 'Granskat av Åsa.'})"
    )
    assert "Nästa svar här" in live.inner_text()
    assert "Granskat av Åsa." in live.inner_text()
    page.evaluate("model.change('said', 'Sparat: 1 ämne.')")
    page.keyboard.press("1")
    page.evaluate("model.change('answered', 2)")
    assert page.get_by_role("status").inner_text() == "Sparat: 1 ämne."


def test_a_kernel_that_does_not_answer_is_told(page):
    page.clock.install()
    page.keyboard.press("Enter")
    page.clock.run_for(7000)
    assert page.get_by_text("Inget svar från kärnan än.").is_visible()
    page.evaluate("model.change('answered', 1)")
    assert page.get_by_role("status").inner_text() == ""


def test_the_place_that_the_answer_names_is_proposed(page):
    page.evaluate("model.set('places', [['hamnen', 'Hamnen'], ['torget', 'Torget']])")
    page.evaluate("model.change('card', {...model.get('card'), text: 'Mörkt vid torget', evidence: []})")
    page.keyboard.press("p")
    assert page.get_by_label("Plats", exact=True).input_value() == "torget"
    page.keyboard.press("Escape")
    page.evaluate("model.set('places', [['hamnen', 'Hamnen', 'kajen', 'piren'], ['torget', 'Torget', '']])")
    page.evaluate("model.change('card', {...model.get('card'), text: 'Mörkt längs kajen', evidence: []})")
    page.keyboard.press("p")
    assert page.get_by_label("Plats", exact=True).input_value() == "hamnen", "by an alias too"
