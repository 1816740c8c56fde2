"""The analyst's workbooks in JupyterLab itself: the start page, the tools drawn, an edition published by its button."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import expect

from medlofte.edition import MANIFEST, Edition
from tests.browser.driver import ROOT, START_S, STOP_S, Visit, new_context
from tests.readings import break_down_less
from tests.trial import free

DEMO = ROOT / "data" / "stromstad-2017"
# The number that each cell shows when it has been run; 0 while it waits.
COUNTS = """() => [...document.querySelectorAll('.jp-Notebook:not(.lm-mod-hidden *) .jp-CodeCell .jp-InputPrompt')]
  .filter((one) => one.checkVisibility({visibilityProperty: false}))
  .map((one) => Number(one.textContent.match(/\\[(\\d+)\\]/)?.[1] ?? 0))"""
# Every cell has been run since the count was this, and none is waiting.
RAN = f"(last) => (({COUNTS})()).length > 3 && (({COUNTS})()).every((count) => count > last)"
# The status bar is this workbook's own, not that of the page before it, and its kernel listens.
LISTENS = """(file) => {
  const told = document.querySelector('#jp-main-statusbar')?.innerText ?? '';
  return told.includes(file) && told.includes('| Idle');
}"""
# JupyterLab's own, not ours: it asks for settings that nobody has saved, and for a page's icon.
NOT_OURS = re.compile(r"favicon|Failed to load resource|ResizeObserver")


@contextmanager
def jupyterlab(folder: Path, *, at: Path):
    """Run ``medlofte lab`` on a round as a user does, and give the address with its key."""
    [port] = free(1)
    own = {name: str(at / name.lower()) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR",
                                                     "IPYTHONDIR", "JUPYTERLAB_SETTINGS_DIR",
                                                     "JUPYTERLAB_WORKSPACES_DIR")}  # fmt: skip
    Path(own["JUPYTER_CONFIG_DIR"]).mkdir()
    (Path(own["JUPYTER_CONFIG_DIR"]) / "jupyter_server_config.json").write_text(
        json.dumps({"ServerApp": {"allow_root": True}, "IdentityProvider": {"token": "prov"}}), "utf-8")  # fmt: skip
    command = [sys.executable, "-m", "medlofte", "lab", str(folder), "--no-browser", "--port", str(port)]
    environment = os.environ | own | {"PYTHONPATH": str(ROOT)}
    with (at / "lab.log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(command, cwd=at, env=environment, stdout=log, stderr=log, start_new_session=True)
    address = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + START_S
        while process.poll() is None and time.monotonic() < until:
            try:
                urllib.request.urlopen(f"{address}/api?token=prov", timeout=5).read()
                break
            except OSError:
                time.sleep(0.2)
        yield address
    finally:
        # JupyterLab is a child of the command; both are asked to stop, as Ctrl-C does.
        os.killpg(process.pid, 15)
        process.wait(STOP_S)


@pytest.fixture(scope="module")
def lab(browser, tmp_path_factory):
    """Return a page on the start page of a copy of the demo round, the round and where its editions stand."""
    at = tmp_path_factory.mktemp("lab")
    folder = Path(shutil.copytree(DEMO, at / "data" / "prov-2017"))
    (folder / "accepted.csv").unlink()
    break_down_less(folder)
    with jupyterlab(folder, at=at) as address:
        context = new_context(browser, width=1400)
        visit = Visit(context.new_page())
        start = f"{address}/lab/workspaces/{quote(folder.name)}/tree/arbetsbok/START.md"
        visit.page.goto(f"{start}?token=prov")
        yield visit, folder, at / "editions" / folder.name
        context.close()


def opened(page, book):
    """Open a workbook from the start page, run it from top to bottom, and return it when every cell has run."""
    page.locator(".lm-TabBar-tabLabel", has_text="START.md").first.click()
    link = page.get_by_role("link", name=book, exact=True)
    file = Path(urlsplit(link.get_attribute("href")).path).name
    link.click()
    notebook = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
    notebook.locator(".jp-CodeCell").first.wait_for()
    # What is asked for before the kernel listens is lost.
    page.wait_for_function(LISTENS, arg=file)
    last = max(page.evaluate(COUNTS), default=0)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.wait_for_function(RAN, arg=last)
    return notebook


def errors(visit):
    return [told for told in visit.errors if not NOT_OURS.search(told)]


def test_an_edition_is_published_by_its_button_and_a_stop_leaves_none(lab):
    visit, folder, place = lab
    page = visit.page
    page.locator(".jp-RenderedMarkdown h1", has_text="Medborgarlöften i Strömstad 2017").wait_for()
    book = opened(page, "Publicera")
    expect(book.locator(".jp-OutputArea", has_text="Provet är klart")).to_have_count(1)
    publish, stop = (book.get_by_role("button", name=name, exact=True) for name in ("Publicera", "Stoppa"))
    publish.scroll_into_view_if_needed()
    publish.click()
    book.get_by_text("Utgåvan skrevs inte.").wait_for()
    assert not place.exists(), "what waits for a decision stops the edition"

    accept = [sys.executable, "-m", "medlofte", "check", str(folder), "--accept", "--out", str(folder / "fynd.xlsx")]
    subprocess.run(accept, cwd=ROOT, check=True, capture_output=True)
    publish.click()
    book.get_by_text(re.compile("Steg [3-6] av 7")).wait_for()
    stop.click()
    book.get_by_text("Stoppat. Ingen utgåva är skriven").wait_for()
    assert not place.parent.exists() or list(place.parent.iterdir()) == []

    publish.click()
    book.get_by_text("Ingen går att räkna ut").wait_for()
    assert Edition.open(place).about["kommun"] == "Strömstad"
    assert [path.name for path in place.parent.iterdir()] == [place.name]
    expect(book.get_by_text(f"medlofte serve {place}")).to_have_count(1)
    assert (place / MANIFEST).is_file()
    assert visit.outside == []
    assert errors(visit) == []


@pytest.mark.parametrize(
    ("book", "texts", "controls", "figures"),
    [
        ("Koda fritext", ["svar har ämnet"], ["Lägg till", "Spara och nästa (Enter)"], False),
        ("Utforska enkäten", ["svarande är värda", "justerat för de"], [], True),
        ("Kartläggning och platser", ["väntar. Det står"], ["Den platsen", "Ingen plats"], False),
    ],
)
def test_the_tools_are_drawn_without_errors(lab, book, texts, controls, figures):
    visit, *_ = lab
    seen = len(visit.errors)
    notebook = opened(visit.page, book)
    output = notebook.locator(".jp-OutputArea-output")
    for text in texts:
        output.get_by_text(text).first.wait_for(state="attached")
    for name in controls:
        output.get_by_role("button", name=name, exact=True).first.wait_for(state="attached")
    if figures:
        notebook.locator(".ml-chart").first.scroll_into_view_if_needed()
        notebook.locator(".ml-chart[data-drawn] svg.main-svg").first.wait_for()
    assert notebook.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    assert errors(visit)[seen:] == []
    assert visit.outside == []


def test_answers_are_coded_by_keyboard_and_no_cell_is_harmed(lab):
    visit, folder, _place = lab
    book = opened(visit.page, "Koda fritext")
    room, cells = book.locator(".mc-room"), book.locator(".jp-Cell").count()
    room.get_by_role("button", name="Hoppa över").click()
    room.get_by_text("Nästa svar.").wait_for()
    for key, said in (("d", "Markerat som oklart."), ("u", "Ångrat."), ("1", ": vald."), ("Enter", "Sparat: 1 ämne.")):
        visit.page.keyboard.press(key)
        room.get_by_role("status").filter(has_text=said).wait_for()
    room.get_by_label("Kö", exact=True).select_option("done")
    room.get_by_text("Granskat av NN.").wait_for()
    room.get_by_label("Kö", exact=True).focus()
    for key in "ddxx":
        visit.page.keyboard.press(key)
    assert book.locator(".jp-Cell").count() == cells
    told = [json.loads(line)["verdict"] for line in (folder / "kodning.jsonl").read_text("utf-8").splitlines()]
    assert told == ["unclear", "withdraw", "accept", "accept"]


def test_a_decision_and_a_change_are_written_in_the_codebook(lab):
    visit, folder, _place = lab
    seen, file = len(visit.errors), folder / "codebook.yaml"
    comments = [line for line in file.read_text("utf-8").splitlines() if line.lstrip().startswith("#")]
    book = opened(visit.page, "Läs och kontrollera")
    book.get_by_label("Gäller").locator("option", has_text="Kvinan").first.wait_for(state="attached")
    book.get_by_label("Gäller").select_option(index=next(
        number for number, words in enumerate(book.get_by_label("Gäller").locator("option").all_text_contents())
        if "Kvinan" in words))  # fmt: skip
    book.locator("mark", has_text="Kvinan").wait_for()
    book.get_by_role("button", name="Skriv i kodboken", exact=True).click()
    book.get_by_text("«Kvinan» står nu i codebook.yaml.").wait_for()
    assert "Kvinan" in file.read_text("utf-8")

    label = book.locator(".mb-field textarea").first
    label.fill("Svarets nummer")
    label.blur()
    book.locator("pre", has_text="Svarets nummer").wait_for()
    book.get_by_role("button", name="Spara", exact=True).click()
    book.get_by_text("Sparat. Kopior av det som stod").wait_for()
    text = file.read_text("utf-8")
    assert 'label: "Svarets nummer"' in text
    assert "Kvinan" in text, "the form begins from what the decision wrote"
    assert [line for line in text.splitlines() if line.lstrip().startswith("#")] == comments
    assert errors(visit)[seen:] == []
