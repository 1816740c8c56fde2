"""Joining, the start page, and everything that must stay closed; no browser."""

import json
import re

import pytest
from tornado.websocket import websocket_connect

from medlofte import accessibility
from medlofte.server.places import PAGES
from medlofte.server.workshop import COOKIE
from tests.served import Browser

CLOSED = (
    "/voila/files/lagesbild.ipynb", "/voila/files/bild.png", "/voila/files/../pyproject.toml", "/api/contents",
    "/api/contents/lagesbild.ipynb", "/voila/api/contents/", "/voila/api/contents/lagesbild.ipynb", "/api/kernels",
    "/api/kernelspecs", "/api/sessions", "/api/terminals", "/api/config/x", "/tree", "/voila/tree", "/lab", "/login",
    "/logout", "/static/../../etc/passwd", "/voila/static/../../../../etc/passwd", "/voila/templates/x",
    "/voila/templates/medlofte/static/../conf.json", "/voila/templates/../static/x", "/medlofte/static/../app.py",
    "/medlofte/static/..%2fapp.py", "/voila/labextensions/../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd",
    "/voila/render/../dashboards/lagesbild.ipynb", "/voila/render/..%2f..%2fpyproject.toml",
    "/voila/render/other.ipynb",
)  # fmt: skip


@pytest.fixture
def member(browser):
    browser.join("polis")
    return browser


def test_a_stranger_is_sent_to_the_door(browser):
    for path in ("/", "/voila/render/lagesbild.ipynb"):
        answer = browser.fetch(path)
        assert answer.code == 302
        assert answer.headers["Location"].startswith("/anslut")


@pytest.mark.parametrize("role", ["polis", "kommun", "annan"])
def test_a_participant_chooses_a_role_and_gets_a_session_of_it(workshop, browser, role):
    answer = browser.join(role)
    assert (answer.code, answer.headers["Location"]) in ((302, "/"), (303, "/"))
    assert workshop.store.session(browser.cookies[COOKIE]).role == role
    [line] = [c for c in answer.headers.get_list("Set-Cookie") if c.startswith(COOKIE)]
    assert "HttpOnly" in line
    assert "SameSite=Lax" in line
    assert "Secure" not in line


@pytest.mark.parametrize(("role", "name"), [("facilitator", "Mötesledare"), ("skarm", "Skärm")])
def test_who_leads_is_let_in_by_the_link_and_sees_the_invitation(workshop, browser, role, name):
    assert browser.join(role).headers["Location"] == "/"
    page = browser.fetch("/").body.decode()
    assert name in page
    assert f"/anslut/{workshop.codes['annan']}" in page
    assert "<svg" in page


def test_a_participant_sees_four_pages_and_no_codes(workshop, member):
    page = member.fetch("/").body.decode()
    assert re.findall(r'href="/voila/render/(\w+)\.ipynb"', page) == list(PAGES)
    assert not [code for code in workshop.codes.values() if code in page]


def test_following_the_link_again_keeps_the_session(workshop, member):
    token, before = member.cookies[COOKIE], workshop.store.participants()
    assert member.fetch(f"/anslut/{workshop.codes['annan']}").code == 302
    assert member.fetch("/anslut").code == 302
    assert member.cookies[COOKIE] == token
    leader = Browser(member.served)
    leader.join("facilitator")
    token = leader.cookies[COOKIE]
    leader.join("facilitator")
    assert leader.cookies[COOKIE] == token
    assert workshop.store.participants()["polis"] == before["polis"]


def test_a_typed_code_leads_to_the_choice_of_role(workshop, browser):
    code = workshop.codes["annan"]
    typed = f" {code[:4].lower()}-{code[4:]} "
    answer = browser.fetch("/anslut", form=browser.fields("/anslut") | {"kod": typed})
    assert "Vem företräder du?" in answer.body.decode()
    assert COOKIE not in browser.cookies
    browser.fetch("/anslut", form=browser.fields("/anslut") | {"kod": workshop.codes["facilitator"]})
    assert workshop.store.session(browser.cookies[COOKIE]).role == "facilitator"


@pytest.mark.parametrize("role", ["facilitator", "skarm", "admin", "<b>"])
def test_a_participants_code_gives_no_other_role(browser, role):
    browser.join(role="polis")
    browser.cookies.pop(COOKIE)
    code = browser.served.codes["annan"]
    fields = browser.fields(f"/anslut/{code}")
    answer = browser.fetch("/anslut", form=fields | {"kod": code, "roll": role})
    assert "Välj vem du företräder." in answer.body.decode()
    assert COOKIE not in browser.cookies


def test_a_wrong_code_is_told_and_escaped(browser):
    fields = browser.fields("/anslut")
    answer = browser.fetch("/anslut", form=fields | {"kod": '"><script>alert(1)</script>'})
    assert answer.code == 422
    assert "Koden stämmer inte" in answer.body.decode()
    assert "<script>" not in answer.body.decode()
    assert browser.fetch("/anslut/FELFELFE").code == 422


def test_too_many_wrong_codes_close_the_door_for_a_while_even_for_a_right_one(workshop, browser):
    for number in range(workshop.workshop.attempts.limit):
        assert browser.fetch(f"/anslut/FEL{number}").code == 422
    answer = browser.fetch(f"/anslut/{workshop.codes['facilitator']}")
    assert answer.code == 429
    assert "Vänta en minut" in answer.body.decode()
    assert COOKIE not in browser.cookies


def test_a_form_without_its_token_or_from_another_site_is_refused(workshop, browser):
    form = {"kod": workshop.codes["facilitator"]}
    answer = browser.fetch("/anslut", form=form)
    assert answer.code == 403
    assert COOKIE not in browser.cookies
    assert "Traceback" not in answer.body.decode()
    stolen = browser.fields("/anslut") | form
    browser.cookies.pop("_xsrf")
    assert browser.fetch("/anslut", form=stolen, Origin="http://elak.example").code in (403, 404)
    assert COOKIE not in browser.cookies


@pytest.mark.parametrize("target", ["//elak.example", "https://elak.example/", "/anslut", "javascript:alert(1)", ""])
def test_after_joining_one_is_never_sent_elsewhere(browser, target):
    code = browser.served.codes["annan"]
    answer = browser.fetch("/anslut", form=browser.fields("/anslut") | {"kod": code, "roll": "polis", "next": target})
    assert answer.headers["Location"] == "/"


def test_after_joining_one_comes_to_the_page_one_was_going_to(browser):
    asked = browser.fetch("/voila/render/loften.ipynb").headers["Location"]
    fields = browser.fields(asked)
    code = browser.served.codes["annan"]
    answer = browser.fetch("/anslut", form=fields | {"kod": code, "roll": "polis"})
    assert answer.headers["Location"] == "/voila/render/loften.ipynb"


@pytest.mark.parametrize("path", CLOSED)
def test_nothing_else_is_served_even_to_members(browser, member, path):
    answer = member.fetch(path)
    assert answer.code in (302, 403, 404), answer.code
    if answer.code == 302:
        assert answer.headers["Location"] == "/"
    body = (answer.body or b"").decode()
    assert "nbformat" not in body
    assert "root:" not in body
    assert "Traceback" not in body


def test_a_missing_page_is_told_in_swedish(browser):
    answer = browser.fetch("/finns-inte")
    assert answer.code == 404
    assert "Sidan finns inte" in answer.body.decode()
    assert browser.fetch("/", form={"a": "b"}).code in (403, 405)


def test_a_forged_cookie_opens_nothing(browser):
    browser.cookies[COOKIE] = "påhittad".encode().hex()
    assert browser.fetch("/").code == 302
    assert browser.fetch("/voila/render/lagesbild.ipynb").code == 302


def test_health(browser):
    answer = browser.fetch("/halsa")
    assert (answer.code, answer.body) == (200, b"ok\n")


def test_every_answer_carries_the_headers(member):
    for path in ("/", "/anslut", "/halsa", "/medlofte/plotly.min.js", "/voila/static/voila.js", "/finns-inte"):
        headers = member.fetch(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "Access-Control-Allow-Origin" not in headers
        assert "charset=utf-8" in headers["Content-Type"].lower()
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "Server" not in headers


def test_a_dashboard_by_voila_runs_for_a_member_and_its_kernel_takes_no_code(workshop, member, monkeypatch):
    monkeypatch.setenv("MEDLOFTE_FORK", "0")
    monkeypatch.setenv("MEDLOFTE_EDITION", str(workshop.edition.path))
    monkeypatch.setenv("MEDLOFTE_STORE", str(workshop.store_file))
    answer = member.fetch("/voila/render/loften.ipynb")
    page = answer.body.decode()
    assert answer.code == 200
    assert '<html lang="sv"' in page
    assert "<title>Löften</title>" in page
    assert "application/vnd.jupyter.widget-view+json" in page
    assert "vnd.jupyter.stderr" not in page
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    kernel = re.search(r'"kernelId": "([^"]+)"', page)[1]
    replies = workshop.run(asked_to_execute(workshop, member, kernel))
    assert "kernel_info_reply" in replies
    assert not {"execute_reply", "execute_result", "stream", "error"} & set(replies)


async def asked_to_execute(workshop, member, kernel):
    """Ask a kernel to run code, then for its information; return the kinds of the messages that came back."""
    from tornado.httpclient import HTTPRequest

    address = f"ws{workshop.origin.removeprefix('http')}/api/kernels/{kernel}/channels?session_id=prov"
    request = HTTPRequest(address, headers={"Cookie": f"{COOKIE}={member.cookies[COOKIE]}", "Origin": workshop.origin})
    socket = await websocket_connect(request)

    def message(kind, content):
        header = {"msg_id": kind, "msg_type": kind, "username": "", "session": "prov", "version": "5.3"}
        return json.dumps(
            {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
        )

    code = {
        "code": "print('hej')",
        "silent": False,
        "store_history": False,
        "user_expressions": {},
        "allow_stdin": False,
    }
    await socket.write_message(message("execute_request", code))
    await socket.write_message(message("kernel_info_request", {}))
    kinds = []
    while "kernel_info_reply" not in kinds:
        told = await socket.read_message()
        if told is None:
            break
        kinds.append(json.loads(told)["header"]["msg_type"] if isinstance(told, str) else "binary")
    socket.close()
    return kinds


def test_anyone_may_read_how_accessible_the_pages_are_and_every_page_links_there(workshop):
    stranger = Browser(workshop)
    told = stranger.fetch("/tillganglighet").body.decode()
    for text in accessibility.known(accessibility.WORKSHOP):
        assert text in told
    assert "2018:1937" in told
    for path in ("/anslut", "/finns-inte"):
        assert 'href="/tillganglighet"' in stranger.fetch(path).body.decode()


def test_the_screen_shows_how_to_join_before_anything_else_and_the_leader_after_the_pages(workshop):
    for role, first in (("skarm", True), ("facilitator", False)):
        browser = Browser(workshop)
        browser.join(role)
        page = browser.fetch("/").body.decode()
        code = workshop.codes["annan"]
        assert page.count(f"{code[:4]}-{code[4:]}") == 1
        assert (page.index("skriv koden") < page.index('class="pages"')) is first
