"""Starting and stopping: what is printed, what is refused, and what is left behind."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from urllib.parse import urlencode, urlsplit

import pytest

from medlofte.errors import EditionError, ServerError, StoreError
from medlofte.server import addresses, app
from tests.sample import sample_edition
from tests.trial import crowded


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """Put back what serve tells its kernels."""
    for name in ("MEDLOFTE_EDITION", "MEDLOFTE_STORE", "MEDLOFTE_SERVED", "JUPYTER_PATH"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


@pytest.fixture
def edition(tmp_path):
    return sample_edition(tmp_path / "exempel").path


class Process:
    """``medlofte serve`` in a process of its own; what it prints is read as it comes."""

    def __init__(self, edition, *more):
        command = [sys.executable, "-m", "medlofte", "serve", str(edition), "--port", "0", "--no-browser", *more]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                        encoding="utf-8", env=os.environ | {"PYTHONUTF8": "1"})  # fmt: skip
        self.lines = []
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
            if line.startswith("Avsluta"):
                break

    @property
    def links(self):
        found = (re.match(r"(\w+): (http\S+)$", line) for line in self.lines)
        return {match[1]: match[2] for match in found if match}

    def stop(self, sign):
        """Send a signal; return the status, the seconds it took and what was said on stderr."""
        start = time.perf_counter()
        self.process.send_signal(sign)
        status = self.process.wait(120)
        return status, time.perf_counter() - start, self.process.stderr.read()


def joined(links):
    """Return an opener that has joined as the screen."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    opener.open(links["Skärm"], timeout=120).read()
    return opener


def children(pid):
    """Return the process ids below one, read from /proc."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat") as file:
                parent = int(file.read().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
        if parent == pid:
            found += [int(name), *children(int(name))]
    return found


def test_it_prints_the_links_and_a_code_and_stops_cleanly_with_its_kernels(edition):
    server = Process(edition)
    assert list(server.links) == ["Mötesledare", "Deltagare", "Skärm"]
    assert len({link.rsplit("/", 1)[0] for link in server.links.values()}) == 1
    assert any("█" in line for line in server.lines), "no QR code"
    page = joined(server.links).open(server.links["Skärm"].split("/anslut")[0] + "/voila/render/uppfoljning.ipynb",
                                     timeout=120).read().decode()  # fmt: skip
    assert "kernelId" in page
    kernels = children(server.process.pid) if sys.platform == "linux" else []
    assert kernels or sys.platform != "linux"
    status, took, said = server.stop(signal.SIGTERM)
    assert (status, said) == (0, "")
    assert took < 8 * crowded()
    # The warm process that kernels are forked from notices the server's end by itself.
    end = time.monotonic() + 5 * crowded()
    while (left := [pid for pid in kernels if os.path.exists(f"/proc/{pid}")]) and time.monotonic() < end:
        time.sleep(0.05)
    assert not left


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl-C to whole consoles")
def test_ctrl_c_is_no_error(edition):
    status, took, said = Process(edition).stop(signal.SIGINT)
    assert (status, said) == (0, "")
    assert took < 8 * crowded()


def test_a_taken_port_is_told_without_a_traceback(edition):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "medlofte", "serve", str(edition), "--port", str(port), "--no-browser"]
        run = subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8", timeout=300)
    assert run.returncode == 2
    assert str(port) in run.stderr
    assert "--port" in run.stderr
    assert "Traceback" not in run.stderr


def test_what_cannot_be_served_is_refused_before_anything_listens(edition, tmp_path):
    with pytest.raises(EditionError):
        app.serve(tmp_path / "saknas", browser=False, port=0)
    with pytest.raises(StoreError):
        app.serve(edition, browser=False, port=0, store_url=str(edition / "about" / "saknas" / "x.sqlite"))
    with pytest.raises(ServerError):
        app.serve(edition, browser=False, port=0, host="203.0.113.9")
    with pytest.raises(ServerError):
        app.serve(edition, browser=False, port=99999)


@pytest.mark.parametrize("lan", [False, True])
def test_serve_calls_back_with_links_that_answer_and_returns_on_a_signal(edition, tmp_path, capsys, lan, monkeypatch):
    opened, answers, told = [], [], []
    monkeypatch.setattr("webbrowser.open", opened.append)

    def look(links):
        address = links["Mötesledare"].split("/anslut")[0]
        if lan:
            # The machine's own address in the network may be unreachable where the test runs: ask by the loopback.
            assert not address.startswith("http://0.0.0.0")
            address = "http://127.0.0.1:" + address.rsplit(":", 1)[1]
        with urllib.request.urlopen(f"{address}/halsa", timeout=120) as answer:
            answers.append(answer.read())
        told.append((os.environ["MEDLOFTE_EDITION"], os.environ["MEDLOFTE_STORE"]))
        os.kill(os.getpid(), signal.SIGTERM)

    def ready(links):
        threading.Thread(target=look, args=(links,)).start()

    before = signal.getsignal(signal.SIGINT)
    app.serve(edition, port=0, browser=not lan, lan=lan, ready=ready, store_url=f"sqlite:///{tmp_path / 'w.sqlite'}")
    assert answers == [b"ok\n"]
    printed = capsys.readouterr().out
    assert re.search(r"^Deltagare: http://\S+/anslut/\w{8}$", printed, re.MULTILINE)
    assert len(opened) == (0 if lan else 1)
    assert signal.getsignal(signal.SIGINT) == before
    # What its kernels inherited.
    assert told == [(str(edition), str(tmp_path / "w.sqlite"))]


def test_votes_survive_in_the_store_beside_the_edition(edition):
    first = Process(edition)
    links = first.links
    first.process.kill()
    first.process.wait(30)
    again = Process(edition)
    assert {who: link.rsplit("/", 1)[1] for who, link in again.links.items()} == {
        who: link.rsplit("/", 1)[1] for who, link in links.items()
    }
    assert again.stop(signal.SIGTERM)[0] == 0
    assert (edition.parent / f"{edition.name}.workshop.sqlite").is_file()


def test_a_form_is_posted_as_browsers_do(edition):
    server = Process(edition)
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    page = opener.open(server.links["Deltagare"], timeout=120).read().decode()
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)) | {"roll": "kommun"}
    start = opener.open(server.links["Deltagare"], data=urlencode(fields).encode(), timeout=120).read().decode()
    assert "Kommun" in start
    assert server.stop(signal.SIGTERM)[0] == 0


def test_behind_a_proxy_the_links_paths_and_cookies_are_the_publics(edition):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    running = Process(edition, "--port", str(port), "--address", "https://trygghet.example/prov/")
    try:
        assert running.links["Mötesledare"].startswith("https://trygghet.example/prov/anslut/")
        path = urlsplit(running.links["Mötesledare"]).path
        asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={
            "Host": "trygghet.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"})  # fmt: skip
        answer = NotFollowing().open(asked)
        assert answer.headers["Location"].startswith("/prov/")
        cookies = [line for line in answer.headers.get_all("Set-Cookie") if line.startswith("medlofte-session=")]
        assert all("Path=/prov/" in line and "Secure" in line and "HttpOnly" in line for line in cookies)
        assert cookies
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/anslut")
    finally:
        running.stop(signal.SIGTERM)


class NotFollowing(urllib.request.HTTPRedirectHandler):
    """Returns a redirect instead of following it."""

    def open(self, request):
        return urllib.request.build_opener(self).open(request)

    def http_error_302(self, _request, answer, _code, _message, _headers):
        return answer


@pytest.mark.parametrize("address", ["trygghet.se", "ftp://trygghet.se", "https://a@trygghet.se", "https://a.se/?x=1"])
def test_an_address_that_is_none_is_refused(address):
    with pytest.raises(ServerError, match="hela webbadressen"):
        addresses.public(address)
