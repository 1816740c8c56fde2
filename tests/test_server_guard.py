"""The real server asked by hand: raw websockets, raw requests, and what it writes in its log."""

import asyncio
import json
import re
import struct
import sys
from contextlib import suppress
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import pytest
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

from medlofte.server.connection import MESSAGES, allowed
from medlofte.server.workshop import MOST_LINES
from tests.browser.driver import Server
from tests.sample import sample_edition

FRAMED = "v1.kernel.websocket.jupyter.org"
REFUSED = ("execute_request", "complete_request", "inspect_request", "is_complete_request", "history_request",
           "shutdown_request", "interrupt_request", "debug_request", "input_reply", "connect_request",
           "create_subshell_request", "påhittad_request")  # fmt: skip


class Client:
    """A client of the test's own: one connection per request, cookies by hand."""

    def __init__(self, server: Server) -> None:
        self.server, self.cookies = server, {}

    def ask(self, method, path, *, body="", **headers):
        line = HTTPConnection(urlsplit(self.server.origin).netloc, timeout=120)
        sent = {"Cookie": self.cookie} | ({"Content-Type": "application/x-www-form-urlencoded"} if body else {})
        line.request(method, path, body=body or None, headers=sent | headers)
        answer = line.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";")[0].strip('"')
        content = answer.read().decode("utf-8", "replace")
        line.close()
        return answer.status, content

    @property
    def cookie(self):
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def join(self, role="polis"):
        code = self.server.links["Deltagare"].rsplit("/", 1)[1]
        self.ask("GET", f"/anslut/{code}")
        form = {"_xsrf": self.cookies["_xsrf"], "kod": code, "roll": role}
        assert self.ask("POST", "/anslut", body=urlencode(form))[0] == 302
        return self

    def page(self, name="loften"):
        """Open a dashboard and return its kernel's id."""
        status, content = self.ask("GET", f"/voila/render/{name}.ipynb")
        assert status == 200
        return re.search(r'"kernelId": "([^"]+)"', content)[1]

    async def socket(self, kernel, *, session="prov", **options):
        address = f"ws{self.server.origin.removeprefix('http')}/api/kernels/{kernel}/channels?session_id={session}"
        headers = {"Cookie": self.cookie, "Origin": self.server.origin} | options.pop("headers", {})
        return await websocket_connect(HTTPRequest(address, headers=headers), **options)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("guard")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SMTP_PASSWORD", "hemligheten")
        made = Server(sample_edition(folder / "exempel").path, store=folder / "w.sqlite", folder=folder)
    yield made
    assert made.stop() == 0


@pytest.fixture(scope="module")
def member(server):
    return Client(server).join()


@pytest.fixture(scope="module")
def kernel(member):
    return member.page()


def plain(kind, *, channel="shell", **content):
    header = {"msg_id": uuid4().hex, "msg_type": kind, "username": "", "session": "prov", "version": "5.3"}
    return json.dumps({"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": channel})


def framed(kind, *, channel="shell", **content):
    header = {"msg_id": uuid4().hex, "msg_type": kind, "username": "", "session": "prov", "version": "5.3"}
    parts = [channel.encode(), *(json.dumps(part).encode() for part in (header, {}, {}, content))]
    count = len(parts) + 1
    offsets = [8 * (count + 1)]
    for part in parts:
        offsets.append(offsets[-1] + len(part))
    return b"".join(number.to_bytes(8, "little") for number in (count, *offsets)) + b"".join(parts)


def buffered(kind, **content):
    """Return a message with buffers in the older form."""
    text = plain(kind, **content).encode()
    return struct.pack("!III", 2, 12, 12 + len(text)) + text + b"\0\0"


async def kinds(socket, *sent, binary):
    """Send messages, then ask who the kernel is; return the kinds of what came back until it answered."""
    for message in sent:
        await socket.write_message(message, binary=isinstance(message, bytes))
    last = framed("kernel_info_request") if binary else plain("kernel_info_request")
    await socket.write_message(last, binary=binary)
    found = []
    while "kernel_info_reply" not in found:
        told = await asyncio.wait_for(socket.read_message(), 30)
        assert told is not None, "the server hung up"
        match = re.search(rb'"msg_type": ?"(\w+)"', told if isinstance(told, bytes) else told.encode())
        found.append(match[1].decode() if match else "?")
    socket.close()
    return set(found)


CODE = {"code": "print('hej')", "silent": False, "store_history": False, "user_expressions": {}, "allow_stdin": False}


@pytest.mark.parametrize("binary", [False, True], ids=["plain", "framed"])
def test_every_kind_of_message_but_comms_is_refused(member, kernel, binary):
    make = framed if binary else plain
    sent = [make(kind, channel=channel, **CODE) for kind in REFUSED for channel in ("shell", "control", "stdin")]
    sent += [make(kind, channel="control", **CODE) for kind in MESSAGES]

    async def ask():
        socket = await member.socket(kernel, subprotocols=[FRAMED] if binary else None)
        return await kinds(socket, *sent, binary=binary)

    assert asyncio.run(ask()) <= {"kernel_info_reply", "status"}
    # Nobody has ended the kernel either.
    assert member.ask("GET", f"/api/kernels/{kernel}")[0] == 200


def test_what_is_no_message_is_passed_over_and_costs_nothing(member, kernel):
    huge = (2**62).to_bytes(8, "little") + b"\0" * 64  # claims more parts than there are atoms to count them with
    sent = [huge, b"", b"\xff" * 40, framed("comm_msg")[:30]]

    async def ask():
        return await kinds(await member.socket(kernel, subprotocols=[FRAMED]), *sent, binary=True)

    assert "kernel_info_reply" in asyncio.run(ask())

    async def ask_plain():
        sent = ["", "{", "[]", "{}", '{"header": null}', '{"header": [], "channel": "shell"}', plain("execute_request")]
        return await kinds(await member.socket(kernel), *sent, buffered("execute_request", **CODE), binary=False)

    assert asyncio.run(ask_plain()) <= {"kernel_info_reply", "status"}


@pytest.mark.parametrize("make", [plain, buffered])
def test_comms_pass(make):
    assert allowed(make("comm_msg"), framed=False)
    assert allowed(framed("comm_msg"), framed=True)
    assert not allowed("text", framed=True)


@pytest.mark.parametrize("who", ["stranger", "other", "screen", "foreign"])
def test_nobody_else_reaches_a_members_kernel(server, member, kernel, who):
    client = Client(server)
    if who == "other":
        client.join("kommun")
    if who == "screen":
        client.ask("GET", urlsplit(server.links["Skärm"]).path)
    headers = {"Origin": "http://elak.example"} if who == "foreign" else {}
    if who == "foreign":
        client.cookies = member.cookies  # another site, in the member's own browser
    with pytest.raises(HTTPClientError) as refused:
        asyncio.run(client.socket(kernel, headers=headers))
    assert refused.value.code in (403, 404)
    if who != "foreign":
        xsrf = {"X-XSRFToken": client.cookies.get("_xsrf", "")}
        for method, path in (("GET", f"/api/kernels/{kernel}"), ("DELETE", f"/api/kernels/{kernel}"),
                             ("POST", f"/voila/api/shutdown/{kernel}")):  # fmt: skip
            status, content = client.ask(method, path, **xsrf)
            assert status in (403, 404)
            assert "Traceback" not in content
    assert member.ask("GET", f"/api/kernels/{kernel}")[0] == 200


OPEN = ("/", "/rost", "/anslut", "/halsa", "/medlofte/static/pages.css", "/voila/static/voila.js", "/lage",
        "/medlofte/plotly.min.js", "/voila/render/loften.ipynb")  # fmt: skip


@pytest.mark.parametrize("path", OPEN)
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
def test_other_methods_are_refused(member, path, method):
    status, content = member.ask(method, path, **{"X-XSRFToken": member.cookies["_xsrf"]})
    assert status in (204, 403, 404, 405, 501) if method == "OPTIONS" else status in (403, 404, 405, 501)
    assert "Traceback" not in content
    assert len(content) < 2000


def test_too_large_a_form_is_refused(member):
    try:
        status, _ = member.ask("POST", "/rost", body="a=" + "x" * 2**21)
    except ConnectionError:
        return  # hung up on before all of it was sent
    assert status in (400, 413)


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux forks kernels")
def test_a_kernel_knows_edition_store_and_viewer_and_no_other_secret(server, kernel):
    seen = {}
    for pid in below(server.process.pid):
        with open(f"/proc/{pid}/environ", "rb") as file:
            seen[pid] = file.read().decode("utf-8", "replace")
    kernels = {pid: text for pid, text in seen.items() if "MEDLOFTE_EDITION" in text}
    assert kernels, "no process of the server's inherits the edition"
    assert not [pid for pid, text in kernels.items() if "hemligheten" in text]


def below(pid):
    """Return the ids of a process's children and theirs."""
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        children = [int(child) for child in file.read().split()]
    return [*children, *(deeper for child in children for deeper in below(child))]


def test_the_log_holds_no_code_no_token_no_address_and_no_page_a_traceback(server, member):
    """Last: by now much has been refused."""
    code = server.links["Mötesledare"].rsplit("/", 1)[1]
    stranger = Client(server)
    wrong = ("/anslut/FELKOD23", "/enhet/fel", f"/x/{code}", "/voila/static/..%2f")
    seen = [stranger.ask("GET", path)[1] for path in wrong]
    seen += [member.ask("POST", "/rost", body="_xsrf=%ff&problem=%00")[1], member.ask("GET", "/rost?problem=%ff")[1]]
    assert not [content for content in seen if "Traceback" in content or "site-packages" in content]
    log = server.log.read_text("utf-8")
    secrets = [*(link.rsplit("/", 1)[1] for link in server.links.values()), *member.cookies.values(), "FELKOD23"]
    assert not [secret for secret in secrets if secret and secret in log]
    assert "127.0.0.1" not in log


def test_a_kernel_has_a_few_lines_at_a_time_and_no_more(server):
    visitor = Client(server).join()
    kernel = visitor.page()

    async def test():
        opened = [await visitor.socket(kernel, session=str(line)) for line in range(MOST_LINES)]
        with pytest.raises(HTTPClientError) as told:
            await visitor.socket(kernel, session="more")
        opened.pop().close()
        another = None
        while another is None:  # the server hears of it a little later
            with suppress(HTTPClientError):
                another = await visitor.socket(kernel, session="more")
            await asyncio.sleep(0.05)
        found = await kinds(another, binary=False)
        for socket in opened:
            socket.close()
        return told.value.code, found

    refused, heard = asyncio.run(asyncio.wait_for(test(), 300))
    assert refused == 429
    assert "kernel_info_reply" in heard
    assert visitor.ask("GET", f"/api/kernels/{kernel}")[0] == 200


def test_a_stranger_takes_none_of_a_kernels_lines(server):
    visitor, stranger = Client(server).join(), Client(server).join("kommun")
    kernel = visitor.page()

    async def test():
        for _ in range(2 * MOST_LINES):
            with pytest.raises(HTTPClientError, match="404"):
                await stranger.socket(kernel)
        return await kinds(await visitor.socket(kernel), binary=False)

    assert "kernel_info_reply" in asyncio.run(test())
