"""What no browser of ours sends: addresses of other servers, headers that are none, numbers without end."""

import asyncio
from urllib.parse import urlencode, urlsplit

import pytest

from tests.served import Browser

ENDLESS = ("9" * 400, "9" * 5000, "-" + "9" * 5000, "1e999", "٣" * 50, "²", "0x10", "1_000", "7 e")
LARGE = "?projektor=1"


@pytest.fixture
def leader(browser):
    browser.join("facilitator")
    return browser


@pytest.mark.parametrize("path", ["//other.example", "//other.example/led", "///other.example", "//other.example/%2e",
                                  "/\\other.example", "//other.example\\@x"])  # fmt: skip
def test_nobody_is_sent_to_another_server(browser, workshop, path):
    """Two slashes first make an address of another server, and a page's links and redirects are made of its own."""
    for asked in (path, f"{path}?lang=en", f"{path}{LARGE}"):
        answer = browser.fetch(asked, Referer=f"{workshop.origin}/{LARGE}", Accept="text/html")
        gone = answer.headers.get("Location", "")
        assert not urlsplit(gone.replace("\\", "/")).netloc, gone
        page = answer.body.decode()
        assert 'href="//' not in page
        assert 'href="/\\' not in page


@pytest.mark.parametrize("given", ["//other.example", "https://other.example/rost", "/\\other.example", "rost//x",
                                   "/rost/../..//other.example", "javascript:alert(1)", "//rost"])  # fmt: skip
def test_who_joins_is_sent_on_to_a_page_of_ours_only(browser, workshop, given):
    code = workshop.codes["annan"]
    form = browser.fields(f"/anslut/{code}") | {"kod": code, "roll": "polis", "next": given}
    sent = browser.fetch("/anslut", form=form)
    assert (sent.code, sent.headers["Location"]) == (302, "/")


@pytest.mark.parametrize("given", ["http://[::1", "//[", "?", "?projektor=%ff%00", "%", "x" * 4000, "data:,?projektor",
                                   "http://a:b:c/?projektor=2&&&=", "\\\\?projektor"])  # fmt: skip
def test_a_referer_that_is_no_address_is_left_alone(browser, given):
    answer = browser.fetch("/tillganglighet", Referer=given, Accept="text/html")
    assert answer.code == 200
    assert "data-projektor" not in answer.body.decode()


def test_headers_that_no_text_can_hold_are_answered(workshop):
    """Bytes that are no UTF-8 in every header that is read: sent as they are, without a library's help."""
    where = urlsplit(workshop.origin)
    headers = ("Referer", "Cookie", "User-Agent", "Accept", "Accept-Encoding", "Sec-CH-UA-Mobile", "If-None-Match")

    async def ask():
        reader, writer = await asyncio.open_connection(where.hostname, where.port)
        lines = b"".join(name.encode() + b": \xff\xfe\xe5=\xe4; medlofte-session=\xf6\r\n" for name in headers)
        writer.write(b"GET /tillganglighet HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + lines + b"\r\n")
        answer = await asyncio.wait_for(reader.read(), 10)
        writer.close()
        return answer

    assert workshop.run(ask()).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("digits", ENDLESS)
def test_numbers_without_end_are_no_numbers(workshop, leader, digits):
    asked = {"slag": "prickar", "problem": "hastighet", "prickar": digits, "omgang": digits, "sett": digits}
    for step in ("oppna", "stang", "oppna-igen", "angra", "starta", "nasta", "angra-punkt"):
        form = leader.fields("/led") | asked
        assert leader.fetch(f"/led/{step}", form=form).code in (302, 409), step
    assert workshop.store.voting.current() is None, "a round with so many dots"
    form = leader.fields("/led") | {"punkter": f"{digits} Syfte"}
    assert leader.fetch("/led/dagordning", form=form).code in (302, 409)
    assert leader.fetch("/led").code == 200


@pytest.mark.parametrize("digits", ENDLESS)
def test_a_ballot_with_a_number_without_end_is_refused_with_what_to_do(workshop, browser, digits):
    browser.join("polis")
    number = workshop.store.voting.open("prickar", problems=["hastighet", "inbrott"], dots=5, by="M")
    try:
        assert browser.fetch(f"/rost?{urlencode({'problem': digits})}").code == 200
        form = browser.fields("/rost") | {"f0": digits, "f1": "1"}
        answer = browser.fetch("/rost", form=form)
        assert answer.code == 409
        assert "Välj ett av talen i listan." in answer.body.decode()
        assert browser.fetch("/rost", form=form | {"omgang": digits}).code == 409
    finally:
        workshop.store.voting.close(number, by="M")


@pytest.mark.parametrize("digits", ENDLESS)
def test_an_activity_with_a_number_without_end_is_refused_with_what_to_write(workshop, browser, digits):
    browser.join("polis")
    page = browser.fetch("/logga").body.decode()
    measure = page.split("<optgroup")[1].split('value="')[1].split('"')[0]
    form = browser.fields("/logga") | {"measure": measure, "date": "2017-03-01", "amount": digits}
    answer = browser.fetch("/logga", form=form)
    assert answer.code == 422, answer.headers.get("Location")
    assert "Antalet ska vara ett tal, till exempel 1 eller 2,5." in answer.body.decode()


def test_a_length_without_end_is_refused_at_once(workshop):
    where = urlsplit(workshop.origin)

    async def ask(length):
        reader, writer = await asyncio.open_connection(where.hostname, where.port)
        writer.write(f"POST /anslut HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n".encode())
        answer = await asyncio.wait_for(reader.read(), 10)
        writer.close()
        return answer

    for length in ("9" * 30, "9" * 5000, "-1", "1e9", "٣"):
        assert not workshop.run(ask(length)).startswith(b"HTTP/1.1 2"), length
    assert Browser(workshop).fetch("/halsa").code == 200
