"""Pages that lose their kernel, their network or their server say so, mend themselves, and lose nothing unsaid."""

import os
import shutil
import signal
import time
from contextlib import contextmanager

import psutil
import pytest

from medlofte.workshop.store import Store
from tests.browser.driver import DRAWN, QUIET_S, Server, dashboard, join, new_context
from tests.browser.line import Line
from tests.sample import sample_edition
from tests.test_server_heating import until, warm
from tests.trial import free

# What the banner says is kept: the page that says it may be gone before anybody asks.
LISTEN = """() => {
  window.__old = true;
  sessionStorage.removeItem('said');
  const hear = () => document.querySelectorAll('[role=alert]').forEach((box) => box.checkVisibility() &&
    sessionStorage.setItem('said', `${sessionStorage.getItem('said') ?? ''}\\n${box.textContent}`));
  new MutationObserver(hear).observe(document.body, { childList: true, subtree: true, characterData: true });
}"""
CHANGED = "text => document.querySelector('figure.ml-figure table').textContent !== text"
CAUSE = "Lamporna är trasiga"


@pytest.fixture
def start(tmp_path):
    """Return a function that starts a server on this test's own edition and store."""
    servers = []

    def started(**how):
        if not (tmp_path / "utgåva").exists():
            sample_edition(tmp_path / "utgåva")
        servers.append(Server(tmp_path / "utgåva", store=tmp_path / "workshop.sqlite", folder=tmp_path, **how))
        return servers[-1]

    yield started
    for server in servers:
        if server.process.poll() is None:
            server.stop()
    assert "Traceback" not in (tmp_path / "server.log").read_text("utf-8")


@pytest.fixture
def line(start):
    """Return a line to a server that can be cut."""
    server = start()
    made = Line(server)
    made.server = server
    yield made
    made.close()


@pytest.fixture
def come(browser):
    """Return a function by which somebody joins and opens a page."""
    contexts = []

    def opened(server, page, role="kommun"):
        contexts.append(new_context(browser))
        return join(contexts[-1], server, role).open(dashboard(server, page))

    yield opened
    for context in contexts:
        context.close()


def processes(server):
    return {process.pid for process in psutil.Process(server.process.pid).children(recursive=True)}


def heated(server):
    """Wait for the process that kernels are forked from, and return all that runs before any page is open."""
    until(lambda: warm(server), "no process is heated")
    return processes(server)


def kernels(server, before):
    """Return what has been started since: the pages' kernels."""
    return processes(server) - before


def kill_kernel(server, before):
    """Kill the one page's kernel."""
    [kernel] = kernels(server, before)
    os.kill(kernel, signal.SIGKILL)


@contextmanager
def loses(page, also=""):
    """Do what breaks the line, and wait for the banner and what else it says; the page then fetches itself anew."""
    page.evaluate(LISTEN)
    yield
    for said in ("Anslutningen bröts", also):
        page.wait_for_function("said => sessionStorage.getItem('said')?.includes(said)", arg=said)


def mended(page):
    """Wait for the page that mends it: a new document, drawn and without the banner."""
    page.wait_for_function("() => !window.__old")
    page.wait_for_function(DRAWN, arg=QUIET_S)
    page.get_by_role("alert").filter(has_text="Anslutningen bröts").wait_for(state="detached")
    return page


def works(page):
    """A choice is answered by the page's kernel."""
    figure = page.locator("figure.ml-figure").first
    before = figure.locator("table").text_content()
    page.locator(".ml-row select").nth(1).select_option(index=1)
    page.wait_for_function(CHANGED, arg=before)


def test_a_page_whose_kernel_is_killed_says_so_and_mends_itself(start, come):
    server = start()
    before = heated(server)
    page = come(server, "lagesbild")
    with loses(page):
        kill_kernel(server, before)
        start_s = time.monotonic()
    works(mended(page))
    print("Seconds from the kill to a working page:", round(time.monotonic() - start_s, 1))
    until(lambda: len(kernels(server, before)) == 1, "no kernel is started under a page that is gone")


def test_what_is_being_written_is_there_when_the_page_has_mended(start, come):
    server = start()
    before = heated(server)
    page = come(server, "loften")
    field = page.get_by_label("Orsak eller händelse")
    field.fill(CAUSE)
    with loses(page, "Det du håller på att skriva följer med."):
        kill_kernel(server, before)
    mended(page)
    assert field.input_value() == CAUSE
    page.get_by_text("Det du höll på att skriva står kvar").wait_for()


def test_what_was_written_in_a_form_that_is_folded_anew_can_be_copied(start, come):
    server = start()
    page = come(server, "loften")
    page.evaluate("""() => sessionStorage.setItem('medlofte-kept', JSON.stringify(
      {written: [{label: 'Finns inte mer', place: 0, value: 'Det jag skrev', before: ''}], lost: 0}))""")
    page.reload()
    page.wait_for_function(DRAWN, arg=QUIET_S)
    assert page.get_by_label("Finns inte mer").input_value() == "Det jag skrev"
    page.reload()
    page.wait_for_function(DRAWN, arg=QUIET_S)
    assert page.get_by_label("Finns inte mer").count() == 0, "kept until the page stands, and no longer"


def test_what_is_chosen_while_the_network_is_gone_is_applied_when_it_is_back(line, come):
    page = come(line, "lagesbild")
    page.evaluate("window.__old = true")
    figure = page.locator("figure.ml-figure").first
    before = figure.locator("table").text_content()
    line.cut()
    page.locator(".ml-row select").nth(1).select_option(index=1)
    banner = page.get_by_role("alert").filter(has_text="Anslutningen bröts")
    banner.filter(has_text="Det du gjorde sist är inte skickat än.").wait_for()
    assert figure.locator("table").text_content() == before
    line.mend()
    banner.wait_for(state="detached")
    page.wait_for_function(CHANGED, arg=before)
    assert page.evaluate("window.__old"), "the same page goes on with the same kernel"


def test_a_vote_that_was_lost_with_its_kernel_is_said_to_be_lost(line, come, tmp_path):
    with Store.open(tmp_path / "workshop.sqlite") as store:
        number = store.voting.open("bedomning", problems=["hastighet"], criteria=["vanligt"], by="Mötesledare")
    before = heated(line.server)
    page = come(line, "prioritering", role="polis")
    with loses(page, "Det du gjorde sist är inte skickat än."):
        line.cut()
        page.locator(".ml-ballot:visible").get_by_role("radio", name="Ja", exact=True).check()
        kill_kernel(line.server, before)
    line.mend()
    mended(page)
    page.get_by_text("det du gjorde sist kom inte fram").wait_for()
    with Store.open(tmp_path / "workshop.sqlite") as store:
        assert sum(store.voting.turnout(number).values()) == 0
    page.locator(".ml-ballot:visible").get_by_role("radio", name="Ja", exact=True).check()
    page.get_by_text("Din röst är sparad.").first.wait_for()


def test_a_vote_made_while_the_network_is_gone_is_saved_when_it_is_back(line, come, tmp_path):
    with Store.open(tmp_path / "workshop.sqlite") as store:
        number = store.voting.open("bedomning", problems=["hastighet"], criteria=["vanligt"], by="Mötesledare")
    page = come(line, "prioritering", role="polis")
    line.cut()
    page.locator(".ml-ballot:visible").get_by_role("radio", name="Ja", exact=True).check()
    page.wait_for_function("() => !medlofte.wire.socket && medlofte.wire.unsent()")
    line.mend()
    page.get_by_text("Din röst är sparad.").first.wait_for()
    with Store.open(tmp_path / "workshop.sqlite") as store:
        store.voting.close(number, by="Mötesledare")
        assert store.voting.ballots(number)["content"].tolist() == [{"hastighet|vanligt": "ja"}]


def test_a_server_that_is_killed_and_started_again_where_it_was_is_found_again(start, come):
    [port] = free(1)
    server = start(port=port)
    page = come(server, "lagesbild")
    with loses(page):
        server.kill()
    again = start(port=port)
    assert again.origin == server.origin
    works(mended(page))


def test_a_new_edition_is_announced_and_shown_by_the_next_kernel(start, come, tmp_path):
    server = start()
    old = come(server, "lagesbild")
    assert "Strömstad" in old.inner_text("main")
    sample_edition(tmp_path / "ny", kommun="Nystad")
    (tmp_path / "utgåva").rename(tmp_path / "gammal")
    (tmp_path / "ny").rename(tmp_path / "utgåva")
    old.get_by_role("status").filter(has_text="En ny utgåva av underlaget har publicerats.").wait_for()
    assert "Nystad" not in old.inner_text("main")
    start_s = time.monotonic()
    new = come(server, "lagesbild")
    print("Seconds to join and open the new edition:", round(time.monotonic() - start_s, 1))
    assert "Nystad" in new.inner_text("main")
    works(new)
    old.evaluate("window.__old = true")
    old.get_by_role("button", name="Ladda om sidan").click()
    assert "Nystad" in mended(old).inner_text("main")
    shutil.rmtree(tmp_path / "gammal")


def test_one_too_many_gets_the_page_as_a_still_and_the_live_one_when_somebody_leaves(browser, start, come):
    server = start(options=("--viewers", "1"))
    first = come(server, "lagesbild")
    context = new_context(browser)
    page = join(context, server, "polis").page
    page.goto(dashboard(server, "lagesbild"))
    page.get_by_text("Många tittar just nu.").wait_for()
    page.locator("figure.ml-figure").first.scroll_into_view_if_needed()
    page.locator("figure.ml-figure svg.main-svg").first.wait_for()
    assert page.locator(".ml-row select").count() == 0
    first.close(run_before_unload=True)
    page.get_by_text("Många tittar just nu.").wait_for(state="detached")
    page.wait_for_function(DRAWN, arg=QUIET_S)
    works(page)
    context.close()


def test_a_page_that_found_half_an_edition_comes_back_by_itself_when_it_is_whole(start, come, tmp_path):
    server = start()
    page = come(server, "loften")
    topics = tmp_path / "utgåva" / "topics.csv"
    whole = topics.read_bytes()
    [old] = warm(server)
    topics.write_bytes(whole[:40])
    os.kill(old, signal.SIGKILL)  # so that no process has read the edition while it was whole
    page.reload()
    page.get_by_role("alert").filter(has_text="halvkopierad").wait_for()
    page.get_by_text("Sidan hämtas på nytt av sig själv").wait_for()
    topics.write_bytes(whole)
    page.get_by_role("heading", name="Sidan kan inte visas").wait_for(state="detached")
    page.wait_for_function(DRAWN, arg=QUIET_S)
