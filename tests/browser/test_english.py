"""Every page in English: nothing Swedish of ours is left, and what the kommun wrote says that it is Swedish."""

import json
import re
import zipfile
from collections.abc import Iterator

import pytest

from medlofte.edition import Edition
from tests.browser.driver import DRAWN, PAGES, QUIET_S, READY_MS, Visit, dashboard
from tests.browser.test_accessible import OPEN_ALL, PLAIN, WORKED, room, seats  # noqa: F401
from tests.browser.test_pages import violations
from tests.test_language_pages import WORD, swedish_words

EDITION = WORKED.parents[1] / "editions" / "stromstad-2017"
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
FOREIGN_NUMBER = re.compile("[0-9],[0-9]{1,2}(?![0-9])|[0-9]\u00a0[0-9]{3}")
PASSAGES = {
    "lagesbild": ".ml-quotes q",
    "loften": ".ml-promise blockquote",
    "uppfoljning": ".ml-cards th[scope=row] > span:first-child",
}
DATA = {"places": "label", "registers": "label source region", "measured": "label source region", "walks": "label",
        "provenance": "file", "promises": "title owner indicator", "measures": "title cause owner unit",
        "activities": "note source", "hours": "source", "observations": "text action owner photo"}  # fmt: skip


def texts(content: object) -> Iterator[str]:
    """Return every text in JSON, also in what lies packed in it; a word alone may be one of the program's own."""
    if isinstance(content, str) and content[:1] in ("{", "["):
        yield from texts(json.loads(content))
    elif isinstance(content, str) and " " in content:
        yield content
    elif isinstance(content, dict | list):
        for part in content.values() if isinstance(content, dict) else content:
            yield from texts(part)


@pytest.fixture(scope="module")
def names() -> re.Pattern[str]:
    """Return what finds the kommun's own words in a text: its names, and all that was typed in the workshop."""
    edition = Edition.open(EDITION)
    found = {str(edition.about[key]) for key in ("kommun", "title")} | set(edition.about["parties"])
    for table, columns in DATA.items():
        for column in columns.split():
            found |= set(edition.table(table)[column].dropna().astype(str))
    for layer in ("areas", "roads"):
        found |= {str(one["properties"].get("label", "")) for one in edition.layer(layer)["features"]}
    with zipfile.ZipFile(WORKED) as packed:
        for name in packed.namelist():
            found |= set(texts(json.loads(packed.read(name))))
    found |= set(edition.table("measures")["unit"]) | {"lampor", "omgångar"}
    kept = sorted({name.casefold() for name in found if len(name) > 3 and name != "Polisen"}, key=len, reverse=True)
    # Links, words quoted from a promise and what was typed and is shortened in a list are not ours.
    return re.compile("|".join([*map(re.escape, kept), r"https?://\S+", "[«“][^»”]*[»”]", r".*\S…$"]))


@pytest.fixture(scope="module")
def words() -> set[str]:
    """Return words that only Swedish texts of ours have; the codebook's English has some of them as well."""
    english = Edition.open(EDITION).about["english"]
    return swedish_words() - set(WORD.findall(json.dumps(english).casefold()))


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
            visit.page.wait_for_function(DRAWN, arg=QUIET_S, timeout=READY_MS)
        return visit

    yield show
    for page in pages:
        page.close()


@pytest.mark.parametrize("name", [*PLAIN, "led/papper", *PAGES])
def test_a_page_is_english_but_for_what_the_kommun_wrote(english, names, words, name):
    page = english(name).page
    assert page.locator("html").get_attribute("lang") == "en"
    said = {text: names.sub(" ", text.casefold()) for text in page.evaluate(SAID)}
    left = {text for text, ours in said.items() if words & set(WORD.findall(ours)) or FOREIGN_NUMBER.search(ours)}
    assert not left, "\n".join(sorted(left))
    if name in PASSAGES:
        shown = page.locator(PASSAGES[name])
        assert shown.count() > 0
        assert shown.locator("[lang=sv]").count() >= shown.count()
    assert violations(page) == []
