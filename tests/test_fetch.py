"""Fetching: recorded shapes from a local server; every refusal is one Swedish message and leaves nothing behind."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

import medlofte
from medlofte import cli
from medlofte.analysis.read.margins import read_margins
from medlofte.analysis.read.register import read_registers
from medlofte.errors import FetchError
from medlofte.fetch import Limits, Wanted, fetch, setup
from medlofte.rounds import Round
from tests.cubes import cube
from tests.readings import codebook, make_round

QUICK = Limits(timeout=60, size=20_000, pause=0)
EVENT = {"id": 1, "datetime": "2026-05-17 8:17:44 +02:00", "name": "17 maj 08:10, Brand, Strömstad", "summary": "",
         "url": "/aktuellt/", "type": "Brand",
         "location": {"name": "Strömstad", "gps": "58.938346,11.179187"}}  # fmt: skip
KPI = {"kpi": "N07403", "municipality": "1486", "period": 2024,
       "values": [{"gender": "T", "count": 1, "status": "", "value": 1085.5, "isdeleted": False}]}  # fmt: skip


class Service(ThreadingHTTPServer):
    """Answers like the three services; ``mood`` makes it answer otherwise."""

    daemon_threads = True
    mood = ""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def answer(self, path: str, query: dict[str, list[str]]) -> Any:
        if path == "/api/events":
            return [EVENT] if query["locationname"] == ["Strömstad"] else []
        if path.startswith("/v3/data/kpi/N07403/municipality/1486,0000"):
            last = "page" in query
            return {"values": [KPI | {"municipality": "0000" if last else "1486"}], "count": 1,
                    "next_url": None if last else f"{self.url}{path}?page=2"}  # fmt: skip
        if path == "/v3/kpi/N07403":
            return {"id": "N07403", "title": "Anmälda våldsbrott, antal/100 000 inv"}
        return cube() if path == "/api/v2/tables/TAB638/data" else None


class Answer(BaseHTTPRequestHandler):
    server: Service

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.server.asked.append(unquote(self.path))
        mood = self.server.mood
        if mood == "slow":
            time.sleep(0.6)
        if mood.startswith("http"):
            self.send_response(302)
            self.send_header("Location", mood)
            self.end_headers()
            return
        found = self.server.answer(unquote(parts.path), parse_qs(parts.query))
        status = int(mood) if mood.isdigit() else 200 if found is not None else 404
        body = {"html": b"<html>", "big": b"[" + b"1," * 20_000 + b"1]", "odd": b'{"fel": 1}'}.get(mood)
        self.send_response(status)
        if status == 429:
            self.send_header("Retry-After", "30")
        self.end_headers()
        if mood != "gone":
            with suppress(OSError):
                self.wfile.write(body or json.dumps(found).encode())

    def log_message(self, *_: object) -> None:
        """Stay silent."""


@pytest.fixture
def service() -> Iterator[Service]:
    with Service() as running:
        threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield running
        running.shutdown()


def a_round(folder: Path, **setup_: Any) -> Round:
    return make_round(folder, kommun="Strömstad", kommun_code="1486", **setup_)


def ask(source: str, folder: Path, service: Service, **given: Any) -> Path:
    return fetch(source, round_=a_round(folder), base=service.url, limits=given.pop("limits", QUICK), **given)


def test_events_are_written_as_they_came_and_can_be_read(tmp_path: Path, service: Service) -> None:
    path = ask("polisen", tmp_path, service, out="handelser.json")
    assert json.loads(path.read_text("utf-8")) == [EVENT]
    found = read_registers(a_round(tmp_path, registers=[{"file": "handelser.json", "kind": "events"}]),
                           codebook=codebook())  # fmt: skip
    assert found.frame["indicator"].tolist() == ["handelser", "handelser_brand"]
    assert service.asked == ["/api/events?locationname=Strömstad"]


def test_koladas_pages_and_names_become_one_file(tmp_path: Path, service: Service) -> None:
    path = ask("kolada", tmp_path, service, wanted=Wanted(kpis=["N07403"], years=[2024]))
    name = path.relative_to(tmp_path).as_posix()
    assert name.startswith("registers/kolada-20")
    assert service.asked[0] == "/v3/data/kpi/N07403/municipality/1486,0000/year/2024"
    found = read_registers(a_round(tmp_path, registers=[{"file": name, "kind": "kolada"}]), codebook=codebook())
    assert found.frame[["region", "period", "per_100k"]].to_numpy().tolist() == [
        ["Strömstad", "2024", 1085.5], ["Riket", "2024", 1085.5]]  # fmt: skip
    assert set(found.frame["label"]) == {"Anmälda våldsbrott, antal/100 000 inv"}


def test_the_population_becomes_margins(tmp_path: Path, service: Service) -> None:
    path = ask("scb", tmp_path, service, out="befolkning.json")
    assert "valueCodes[Region]=1486" in service.asked[0]
    assert "valueCodes[Tid]=top(1)" in service.asked[0]
    found = read_margins(a_round(tmp_path, population=path.name), codebook=codebook())
    assert set(found.frame["question"]) == {"alder"}


def test_the_command(tmp_path: Path, service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    for name, text in (("round.toml", 'kommun = "Strömstad"\nkommun_code = "1486"\nyear = 2027\ntitle = "P"\n'),
                       ("codebook.yaml", "questions: []\n")):  # fmt: skip
        (tmp_path / name).write_text(text, "utf-8")
    command = ["fetch", "scb", str(tmp_path), "--base", service.url, "--out", "folk.json", "--select", "Kon=1,2"]
    assert cli.main(command) == 0
    assert 'population = "folk.json"' in capsys.readouterr().out
    assert "valueCodes[Kon]=1,2" in service.asked[0]
    assert cli.main(command) == cli.STATUS_ERROR
    assert "finns redan" in capsys.readouterr().err
    assert setup("scb", file="t.json", table="TAB1").endswith('kind = "pxweb"')


@pytest.mark.parametrize(
    ("mood", "words"),
    [("500", "«500».*Pröva senare"), ("429", "Vänta 30 sekunder"), ("404", "Kontrollera koderna"),
     ("html", "annat än JSON"), ("odd", "annat än en lista"), ("big", "större än 0 MB"), ("gone", "annat än JSON"),
     ("http://localhost:9/x", "skickar vidare")],
)  # fmt: skip
def test_a_refusal_is_one_message_and_leaves_nothing(tmp_path: Path, service: Service, mood: str, words: str) -> None:
    service.mood = mood
    with pytest.raises(FetchError, match=words):
        ask("polisen", tmp_path, service)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_the_time_limit_and_a_service_that_is_not_there(tmp_path: Path, service: Service) -> None:
    service.mood = "slow"
    with pytest.raises(FetchError, match=r"inte inom 0,2 sekunder"):
        ask("polisen", tmp_path, service, limits=Limits(timeout=0.2, pause=0))
    with pytest.raises(FetchError, match="går inte att nå"):
        fetch("polisen", round_=a_round(tmp_path), base="http://127.0.0.1:9", limits=QUICK)


@pytest.mark.parametrize(
    ("source", "given", "words"),
    [("polisen", {"base": "http://exempel.invalid"}, "https"), ("polisen", {"base": "file:///etc/passwd"}, "https"),
     ("polisen", {"out": "../ute.json"}, "i rundans mapp"), ("polisen", {"out": "."}, "i rundans mapp"),
     ("kolada", {}, "Inget nyckeltal")],
)  # fmt: skip
def test_what_is_refused_before_anything_is_asked(
    tmp_path: Path, source: str, given: dict[str, str], words: str
) -> None:
    with pytest.raises(FetchError, match=words):
        fetch(source, round_=a_round(tmp_path), **given)  # type: ignore[arg-type]


def test_a_round_without_a_code_and_a_page_elsewhere(tmp_path: Path, service: Service) -> None:
    with pytest.raises(FetchError, match="saknar kommunkod"):
        fetch("scb", round_=make_round(tmp_path), base=service.url)
    service.answer = lambda *_: {"values": [], "next_url": "https://annan.invalid/"}  # type: ignore[method-assign]
    with pytest.raises(FetchError, match="annan adress"):
        ask("kolada", tmp_path, service, wanted=Wanted(kpis=["N07403"]))
    service.answer = lambda *_: {"values": [], "next_url": f"{service.url}/mer"}  # type: ignore[method-assign]
    with pytest.raises(FetchError, match="fler än 50 sidor"):
        ask("kolada", tmp_path, service, wanted=Wanted(kpis=["N07403"]))
    service.answer = lambda *_: {"fel": 1}  # type: ignore[method-assign]
    for source, wanted in (("kolada", Wanted(kpis=["N07403"])), ("scb", Wanted(table="TAB1"))):
        with pytest.raises(FetchError, match="annat än"):
            ask(source, tmp_path, service, wanted=wanted)


def test_nothing_but_the_command_can_call_out() -> None:
    """Only fetch.py may ask another machine for something, and hub.py the JupyterHub that its server stands behind."""
    package = Path(medlofte.__file__).parent
    asking = ("urlopen", "build_opener", "HTTPConnection", "HTTPSConnection", "AsyncHTTPClient", "import requests")
    found = [path.name for path in sorted(package.rglob("*.py")) if any(w in path.read_text("utf-8") for w in asking)]
    assert found == ["fetch.py", "hub.py"]
