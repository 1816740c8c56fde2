"""The commands for the rest of the year, run in this process: activities, reminders, next."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from medlofte import cli
from medlofte.workshop.store import Store, default_url
from tests.sample import sample_edition

ROUND = Path(__file__).parents[1] / "data" / "stromstad-2017"


def run(*words: object, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    try:
        status = cli.main([str(word) for word in words])
    except SystemExit as stop:
        status = int(stop.code or 0)
    said = capsys.readouterr()
    return status, said.out, said.err


def test_a_form_is_made_and_read_into_the_workshop(tmp_path: Path, capsys, monkeypatch) -> None:
    monkeypatch.delenv("MEDLOFTE_STORE", raising=False)
    edition = sample_edition(tmp_path / "utgåva")
    status, out, _ = run("activities", "template", tmp_path / "form.xlsx", edition.path, capsys=capsys)
    assert status == 0
    assert out.strip() == str(tmp_path / "form.xlsx")
    rows = "Åtgärd;Datum;Antal\nTrygghetsvandringar;2017-10-30;1\nPåhitt;2017-10-30;1\n"
    (tmp_path / "logg.csv").write_text(rows, "utf-8")
    status, out, _ = run("activities", "read", tmp_path / "logg.csv", edition.path, capsys=capsys)
    assert status == 2, "a row waits for somebody"
    assert "Lästa rader: 2. Loggade nu: 1. Redan loggade: 0. I karantän: 1." in out
    with Store.open(default_url(edition.path)) as store:
        assert store.plan.activities()[["measure", "by"]].to_numpy().tolist() == [["vandringar", "Inläst från Excel"]]


def test_what_is_due_is_told_and_saved_as_a_calendar(tmp_path: Path, capsys, monkeypatch) -> None:
    monkeypatch.delenv("MEDLOFTE_STORE", raising=False)
    edition = sample_edition(tmp_path / "utgåva")
    words = ("reminders", edition.path, "--ics", tmp_path / "loften.ics", "--today")
    status, out, _ = run(*words, "2018-01-15", capsys=capsys)
    assert status == 0
    assert "2017-12-31  FÖRSENAT  Riktade insatser: slutdatum." in out
    assert (tmp_path / "loften.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert "Inget är försenat" in run(*words, "2017-02-01", capsys=capsys)[1]
    assert not Path(default_url(edition.path)).exists(), "looking makes no database"
    status, _, err = run(*words, "i morgon", capsys=capsys)
    assert status == 2
    assert "ÅÅÅÅ-MM-DD" in err


def test_the_next_round_is_made_from_the_demo(tmp_path: Path, capsys, monkeypatch) -> None:
    monkeypatch.delenv("MEDLOFTE_STORE", raising=False)
    monkeypatch.chdir(tmp_path)
    status, _, err = run("next", ROUND, tmp_path / "ny", capsys=capsys)
    assert status == 2
    assert "--edition" in err
    sample_edition(tmp_path / "editions" / "stromstad-2017")
    status, out, _ = run("next", ROUND, tmp_path / "ny", capsys=capsys)
    assert status == 0
    assert "Öppna löften som följer med: 2." in out
    assert (tmp_path / "ny" / "ATT-GORA.md").is_file()
    shutil.rmtree(tmp_path / "ny")
