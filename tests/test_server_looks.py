"""Light, dark and large: what the links of the pages' feet do, without any script."""

import re

import pytest

from tests.served import Browser


def root(answer):
    """Return what the page's root element says."""
    return re.search(r"<html([^>]*)>", answer.body.decode())[1]


def test_a_page_is_as_the_readers_system_until_the_reader_says(browser):
    assert 'data-scheme="auto"' in root(browser.fetch("/tillganglighet"))
    assert 'data-scheme="morkt"' in root(browser.fetch("/tillganglighet?ljus=morkt"))
    assert 'data-scheme="morkt"' in root(browser.fetch("/anslut")), "it is remembered"
    assert 'data-scheme="auto"' in root(browser.fetch("/anslut?ljus=auto"))
    assert 'data-scheme="auto"' in root(browser.fetch("/anslut"))


@pytest.mark.parametrize("given", ["lila", "%22%3E%3Cscript%3E", ""])
def test_an_unknown_look_is_as_the_system(browser, given):
    browser.cookies["medlofte-ljus"] = "lila"
    assert root(browser.fetch(f"/tillganglighet?ljus={given}")) == ' lang="sv" data-scheme="auto"'


def test_large_follows_the_window_from_page_to_page_and_no_further(browser, workshop):
    assert "data-projektor" in root(browser.fetch("/tillganglighet?projektor=1"))
    assert "data-projektor" not in root(browser.fetch("/tillganglighet")), "another window is not large"
    large = {"Referer": f"{workshop.origin}/led?projektor=1", "Accept": "text/html"}
    sent = browser.fetch("/tillganglighet?lang=sv", **large)
    assert sent.code == 302
    assert sent.headers["Location"] == "/tillganglighet?projektor=1"
    assert browser.fetch("/lage", **(large | {"Accept": "*/*"})).code != 302, "what a script asks for is no page"
    assert "data-projektor" not in root(browser.fetch("/tillganglighet?projektor=0", **large))


def test_the_screen_in_the_room_is_large_unless_its_link_says_otherwise(browser, workshop):
    browser.join("skarm")
    for page in ("/", "/rost"):
        assert "data-projektor" in root(browser.fetch(page))
    assert "data-projektor" not in root(browser.fetch("/?projektor=0"))
    other = Browser(workshop)
    other.join("polis")
    assert "data-projektor" not in root(other.fetch("/rost"))


def test_every_page_links_to_the_other_looks(browser):
    page = browser.fetch("/tillganglighet?projektor=1").body.decode()
    links = re.findall(r'class="look[^"]*" href="([^"]+)"', page)
    assert [link.replace("&amp;", "&") for link in links] == [
        "/tillganglighet?projektor=1&ljus=auto",
        "/tillganglighet?projektor=1&ljus=ljust",
        "/tillganglighet?projektor=1&ljus=morkt",
        "/tillganglighet?projektor=1",
        "/tillganglighet?projektor=0",
    ]


def test_the_style_sheet_comes_with_its_tokens(browser):
    sheet = browser.fetch("/medlofte/static/pages.css").body.decode()
    assert sheet.startswith(":root{color-scheme:light;--ml-text:")
    assert "prefers-color-scheme:dark" in sheet
