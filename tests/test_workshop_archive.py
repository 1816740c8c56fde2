"""Copies of a workshop, from and to real databases: nothing lost, nothing told that should not be."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medlofte import cli
from medlofte.errors import StoreError
from medlofte.workshop.store import Item, Store, ballots, packet
from tests.test_workshop_voting import dump

BOARD = {"problems": ["inbrott"], "criteria": ["okar"], "by": "Mötesledare"}


def filled(store):
    """Fill every room of a workshop; return a participant's token and the closed round's number."""
    anna, bo = store.join("polis"), store.join("kommun")
    number = store.voting.open("bedomning", **BOARD)
    store.voting.cast(anna.token, number, content={"inbrott|okar": "ja"})
    store.voting.cast(bo.token, number, content={"inbrott|okar": "nej"})
    store.voting.paper(number, role="annan", content={"inbrott|okar": "delvis"}, by="x")
    store.voting.close(number, by="Mötesledare")
    store.meeting.set_agenda([Item("Åtgärder", 5)], by="x")
    store.meeting.start(by="x")
    store.answer("inbrott", criterion="okar", answer="ja", by="x")
    wrong = store.decide("inbrott", decision="senare", by="x")
    store.decide("inbrott", decision="fokus", by="x", corrects=wrong, basis={"röster": 3}, due="2027-01-01")
    store.plan.save("promise", "p", content={"title": "Löfte"}, by="x")
    store.plan.log_activity("m", date="2017-03-04", amount=1.5, by="x")
    return anna.token, number


def content(store, number):
    """Return all that people see of a workshop."""
    return [store.voting.rounds().to_dict("records"), sorted(store.voting.ratings(number)["answer"]),
            store.voting.turnout(number), store.meeting.agenda(), store.meeting.status().state,
            store.answers(history=True).to_dict("records"), store.decisions(history=True).to_json(),
            store.plan.promises(history=True).to_dict("records"),
            store.plan.activities().to_dict("records")]  # fmt: skip


def test_a_backup_goes_on_where_the_workshop_was(store, tmp_path):
    token, number = filled(store)
    copy = store.archive.backup(tmp_path / "kopia")
    assert copy.suffix == (".sqlite" if "sqlite" in str(store._database._engine.url) else ".zip")
    assert os.name == "nt" or copy.stat().st_mode & 0o077 == 0
    with Store.open(tmp_path / "ny.sqlite") as other:
        other.archive.restore(copy)
        assert content(other, number) == content(store, number)
        assert other.codes() == store.codes()
        assert other.session(token).role == "polis"
        assert other.voting.own(token, number) == {"inbrott|okar": "ja"}
        assert other.voting.ballots(number).equals(store.voting.ballots(number))


def test_an_export_is_put_back_whole_but_tells_of_nobody(store, url, tmp_path):
    token, number = filled(store)
    file = store.archive.export(tmp_path / "export.zip")
    with zipfile.ZipFile(file) as packed:
        text = b"".join(packed.read(name) for name in packed.namelist()).decode()
        names = set(packed.namelist())
    tables = dump(url)
    assert not names & {"tables/codes.json", "tables/sessions.json"}
    told = [v for row in tables["sessions"] for k, v in row.items() if k not in ("role", "number")] + list(
        store.codes().values()
    )
    told += [row["ballot"] for row in tables["ballots"] if not row["paper"]] + [token, ballots.key(token, number)]
    assert not [value for value in told if value in text]
    with Store.open(tmp_path / "ny.sqlite") as other:
        codes = other.codes()
        other.archive.restore(file)
        assert content(other, number) == content(store, number)
        assert other.codes() == codes, "the new workshop's own"
        assert other.session(token) is None
        assert other.voting.own(token, number) == {}


def test_new_rows_are_numbered_after_those_put_back(store, tmp_path):
    """PostgreSQL counts apart from its rows; also that a restored workshop is not empty."""
    with Store.open(tmp_path / "gammal.sqlite") as old:
        filled(old)
        file = old.archive.export(tmp_path / "export.zip")
    store.archive.restore(file)
    before = store.decisions(history=True)["id"].max()
    assert store.decide("inbrott", decision="fokus", by="x") == before + 1
    assert store.voting.open("prickar", problems=["a"], dots=1, by="x") == 2
    with pytest.raises(StoreError, match="inte tom"):
        store.archive.restore(file)


def test_a_round_that_is_open_is_not_exported_but_kept_in_a_backup(store, tmp_path):
    number = store.voting.open("bedomning", **BOARD)
    token = store.join("polis").token
    store.voting.cast(token, number, content={"inbrott|okar": "ja"})
    with pytest.raises(StoreError, match="Stäng den"):
        store.archive.export(tmp_path / "export.zip")
    assert not list(tmp_path.glob("*export*"))
    copy = store.archive.backup(tmp_path / "kopia")
    with Store.open(tmp_path / "ny.sqlite") as other:
        other.archive.restore(copy)
        other.voting.cast(token, number, content={"inbrott|okar": "nej"})
        assert sum(other.voting.turnout(number).values()) == 1


def test_a_backup_while_others_write_is_one_moment(store, tmp_path):
    """Every copy can be put back, and nobody who votes is refused or made to wait until the copy is ready."""
    number = store.voting.open("prickar", problems=["a"], dots=1, by="x")
    people, done = [store.join("annan") for _ in range(30)], threading.Event()

    def vote():
        for person in people:
            store.voting.cast(person.token, number, content={"a": 1})
        done.set()

    writer = threading.Thread(target=vote)
    writer.start()
    copies = []
    while not done.is_set() and len(copies) < 6:
        copies.append(store.archive.backup(tmp_path / f"kopia{len(copies)}"))
    writer.join()
    assert copies
    for i, copy in enumerate(copies):
        with Store.open(tmp_path / f"ny{i}.sqlite") as other:
            other.archive.restore(copy)
            assert len(dump(f"sqlite:///{tmp_path / f'ny{i}.sqlite'}")["sessions"]) == 30
            assert sum(other.voting.turnout(number).values()) <= 30
    assert sum(store.voting.turnout(number).values()) == 30, "nobody was in the way of anybody"


def _packed(file, change):
    with zipfile.ZipFile(file) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    change(parts)
    with zipfile.ZipFile(file, "w") as packed:
        for name, part in parts.items():
            packed.writestr(name, part)


def _about(**news):
    def change(parts):
        parts["manifest.json"] = json.dumps(json.loads(parts["manifest.json"]) | news).encode()

    return change


def _table(name, text):
    """Return a change that forges a table, checksum and all."""
    import hashlib

    def change(parts):
        about = json.loads(parts["manifest.json"])
        about["files"][f"tables/{name}.json"] = {"sha256": hashlib.sha256(text.encode()).hexdigest(), "rows": 1}
        parts["manifest.json"], parts[f"tables/{name}.json"] = json.dumps(about).encode(), text.encode()

    return change


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda parts: parts.pop("manifest.json"), "ingen workshop"),
        (lambda parts: parts.update({"manifest.json": b"[]"}), "ingen workshop"),
        (lambda parts: parts.update({"manifest.json": b"\xff"}), "ingen workshop"),
        (_about(format="annat"), "ingen workshop"),
        (_about(version=99), "nyare version"),
        (_about(schema=99), "nyare version"),
        (lambda parts: parts.update({"tables/decisions.json": b"{}"}), "kontrollsummor"),
        (lambda parts: parts.pop("tables/decisions.json"), "kontrollsummor"),
        (lambda parts: parts.update({"extra": b""}), "kontrollsummor"),
        (_table("kunder", '{"columns": [], "rows": []}'), "inte kan ta emot"),
        (_table("agendas", '{"columns": ["nytt"], "rows": [[1]]}'), "inte kan ta emot"),
        (_table("agendas", '{"columns": ["id", "by"], "rows": [[1]]}'), "inte kan ta emot"),
        (_table("agendas", '{"columns": ["id", "by"], "rows": [["1", "x"]]}'), "fel slag"),
        (_table("agendas", '{"columns": ["id", "by"], "rows": [[true, "x"]]}'), "fel slag"),
        (_table("agendas", '{"columns": ["id", "by"], "rows": [[1, null]]}'), "fel slag"),
        (_table("agendas", '{"columns": ["id"], "rows": [[1]]}'), "går inte att använda"),
    ],
)
def test_a_file_that_is_damaged_or_newer_changes_nothing(tmp_path, change, message):
    with Store.open(tmp_path / "w.sqlite") as store:
        filled(store)
        file = store.archive.export(tmp_path / "export.zip")
    _packed(file, change)
    with Store.open(tmp_path / "ny.sqlite") as other:
        with pytest.raises(StoreError, match=message):
            other.archive.restore(file)
        assert other.revision() == 0
        assert other.decisions(history=True).empty


def test_files_that_cannot_be_read_or_written(tmp_path):
    with Store.open(tmp_path / "w.sqlite") as store:
        with pytest.raises(StoreError, match="finns redan"):
            store.archive.backup(tmp_path / "w.sqlite")
        for write in (store.archive.backup, store.archive.export):
            with pytest.raises(StoreError, match="går inte att skriva"):
                write(tmp_path / "saknas" / "kopia")
        with pytest.raises(StoreError, match="går inte att läsa"):
            store.archive.restore(tmp_path / "saknas.zip")
        (tmp_path / "text.zip").write_text("hej")
        with pytest.raises(StoreError, match="ingen workshop"):
            store.archive.restore(tmp_path / "text.zip")


ACTIVITIES = st.lists(
    st.fixed_dictionaries(
        {"id": st.integers(1, 2**31 - 1), "amount": st.floats(0, allow_infinity=False)}
        | dict.fromkeys(("measure", "date", "place", "note", "source", "replaces", "by", "time"), st.text())
    )
)


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTIVITIES, st.booleans())
def test_any_texts_and_numbers_come_out_of_the_file_as_they_went_in(tmp_path, rows, complete):
    file = tmp_path / "packet.zip"
    packet.write(file, {"activities": rows}, complete=complete)
    assert packet.read(file) == {"activities": rows}


def test_a_bomb_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("medlofte.workshop.store.packet.LARGEST", 1000)
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("manifest.json", " " * 2000)
    with Store.open(tmp_path / "w.sqlite") as store, pytest.raises(StoreError, match="för stor"):
        store.archive.restore(tmp_path / "bomb.zip")


def test_the_commands(tmp_path, capsys):
    database, moved = str(tmp_path / "w.sqlite"), str(tmp_path / "ny.sqlite")
    with Store.open(database) as store:
        _, number = filled(store)
        code = store.codes()["polis"]
    assert cli.main(["workshop", "codes", "--store", database]) == 0
    assert f"{code[:4]}-{code[4:]}" in capsys.readouterr().out
    assert cli.main(["workshop", "codes", "--store", database, "--new", "polis"]) == 0
    assert f"{code[:4]}-{code[4:]}" not in capsys.readouterr().out
    assert cli.main(["workshop", "codes", "--store", database, "--new", "chef"]) == 2
    assert cli.main(["workshop", "backup", "--store", database, "--to", str(tmp_path / "kopia")]) == 0
    assert cli.main(["workshop", "export", "--store", database, "--to", str(tmp_path / "export")]) == 0
    assert cli.main(["workshop", "import", str(tmp_path / "export.zip"), "--store", moved]) == 0
    with Store.open(moved) as other, Store.open(database) as store:
        assert content(other, number) == content(store, number)
    assert cli.main(["workshop", "import", str(tmp_path / "export.zip"), "--store", moved]) == 2
    assert "inte tom" in capsys.readouterr().err
    assert cli.main(["workshop", "backup", "--store", str(tmp_path / "saknas.sqlite")]) == 2


def test_help_needs_no_library():
    """``medlofte --help`` answers at once: nothing heavy is imported for it."""
    code = ("import sys; from medlofte.cli import parser; parser().format_help(); "
            "print([name for name in ('pandas', 'sqlalchemy', 'numpy') if name in sys.modules])")  # fmt: skip
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"
