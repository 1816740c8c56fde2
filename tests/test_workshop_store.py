"""The store against real databases, SQLite and PostgreSQL, with real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import pytest
import sqlalchemy as sa

from medlofte.errors import StoreError
from medlofte.workshop import store as room
from medlofte.workshop.store import Store
from medlofte.workshop.store.schema import META
from medlofte.workshop.store.values import ALPHABET
from tests import postgres
from tests.trial import crowded


def test_codes_open_their_role_however_they_are_typed(store):
    codes = store.codes()
    assert list(codes) == ["polis", "kommun", "annan", "facilitator", "skarm"]
    assert len(set(codes.values())) == 5
    for role, code in codes.items():
        assert len(code) == 8
        assert set(code) <= set(ALPHABET)
        assert not set(code) & set("0O1I")
        assert store.role_of(f" {code[:4].lower()}-{code[4:]} ") == role
    assert store.role_of("") is None
    assert store.role_of("ÅÄÖ") is None


def test_sessions_are_found_by_token_which_is_not_stored(store, url):
    session = store.join("polis")
    assert store.session(session.token) == session
    assert store.session("annat") is None
    assert session.token not in repr(session)
    engine = sa.create_engine(postgres.driven(url))
    with engine.connect() as connection:
        rows = connection.execute(sa.text("select * from sessions")).all()
    engine.dispose()
    assert session.token not in str(rows)
    store.join("kommun")
    assert store.participants() == {"polis": 1, "kommun": 1}


def test_every_write_raises_the_revision_and_a_refused_one_does_not(store):
    assert store.revision() == 0
    person = store.join("annan")
    number = store.voting.open("prickar", problems=["a"], dots=1, by="x")
    store.voting.cast(person.token, number, content={"a": 1})
    store.answer("a", criterion="b", answer="ja", by="Gruppen")
    store.decide("a", decision="fokus", by="Anna")
    store.plan.save("promise", "p", content={}, by="Anna")
    store.plan.log_activity("m", date="2017-03-04", amount=1, by="Anna")
    assert store.revision() == 7
    with pytest.raises(StoreError):
        store.voting.cast("okänd", number, content={"a": 1})
    assert store.revision() == 7


def test_the_groups_answers_are_a_log_where_the_latest_counts(store):
    store.answer("a", criterion="okar", answer="ja", by="Anna")
    store.answer("a", criterion="okar", answer="nej", by="Bo")
    store.answer("b", criterion="okar", answer="delvis", by="Bo")
    store.answer("b", criterion="okar", answer=None, by="Bo")
    frame = store.answers()
    assert frame[["problem", "criterion", "answer", "by"]].to_numpy().tolist() == [["a", "okar", "nej", "Bo"]]
    assert store.answers(history=True)["answer"].tolist() == ["ja", "nej", "delvis", ""]
    assert frame["time"].iloc[0].endswith("+00:00")


def test_decisions_are_a_log_and_leaving_out_needs_a_reason(store):
    store.decide("a", decision="senare", by="Anna")
    store.decide("a", decision="bortprioriterat", reason=" Ägs av andra. ", by="Anna")
    with pytest.raises(StoreError, match="motivering"):
        store.decide("b", decision="bortprioriterat", by="Anna")
    assert store.decisions()[["problem", "decision", "reason"]].to_numpy().tolist() == [
        ["a", "bortprioriterat", "Ägs av andra."]]  # fmt: skip
    store.decide("a", decision=None, by="Anna")
    assert store.decisions().empty
    assert len(store.decisions(history=True)) == 3


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda s: s.join("chef"), "roll"),
        (lambda s: s.answer("a", criterion="b", answer="yes", by="x"), "svar"),
        (lambda s: s.answer("", criterion="b", answer="ja", by="x"), "problem"),
        (lambda s: s.answer("a", criterion="b" * 201, answer="ja", by="x"), "kriterium"),
        (lambda s: s.decide("a", decision="ja", by="x"), "beslut"),
    ],
)
def test_bad_values_are_refused_in_swedish(store, call, message):
    with pytest.raises(StoreError, match=message):
        call(store)


def test_a_closed_store_says_so_and_closes_twice(url):
    store = Store.open(url)
    store.close()
    store.close()
    with pytest.raises(StoreError, match="stängd"):
        store.revision()


def test_what_was_saved_is_there_after_a_restart(url):
    with Store.open(url) as store:
        codes, session = store.codes(), store.join("kommun")
        store.answer("a", criterion="b", answer="ja", by="x")
    with Store.open(url, create=False) as store:
        assert store.codes() == codes
        assert store.session(session.token) == session
        assert store.answers()["answer"].tolist() == ["ja"]


WRITER = """
import sys
from medlofte.workshop.store import Store
with Store.open(sys.argv[1]) as store:
    person = store.join("polis").participant
    for number in range(int(sys.argv[2])):
        store.answer(f"p{number}", criterion="okar", answer="ja", by=person)
        print(person, number, flush=True)
"""


def _writer(url, rows):
    command = [sys.executable, "-c", WRITER, url, str(rows)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_many_processes_write_at_once_and_one_is_killed(url):
    """Nothing that a writer was told is saved is lost, also when the database is new to all of them."""
    steady = [_writer(url, 25) for _ in range(3)]
    doomed = _writer(url, 100_000)
    told = [doomed.stdout.readline() for _ in range(5)]
    os.kill(doomed.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
    # communicate() would pass over what readline() has already fetched beside its line.
    told += doomed.stdout.read().splitlines()
    doomed.communicate()
    for process in steady:
        out, err = process.communicate(timeout=300)
        assert process.returncode == 0, err
        told += out.splitlines()
    acknowledged = {tuple(line.split()) for line in told if len(line.split()) == 2}
    with Store.open(url, create=False) as store:
        frame = store.answers(history=True)
        saved = set(zip(frame["by"], frame["problem"].str[1:], strict=True))
        assert acknowledged <= saved
        assert len(frame) == len(saved), "nothing is there twice"
        assert len(saved) - len(acknowledged) <= 1  # at most the one that was being written when the axe fell
        assert store.revision() == len(saved) + 4


def test_threads_share_a_store(store):
    def write(person):
        for number in range(10):
            store.answer(f"p{number}", criterion="okar", answer="nej", by=person)

    threads = [threading.Thread(target=write, args=(f"{person}",)) for person in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.answers(history=True)) == 60


def test_two_stores_see_each_other_at_once(url):
    with Store.open(url) as one, Store.open(url) as two:
        before = two.revision()
        start = time.monotonic()
        one.answer("a", criterion="b", answer="ja", by="x")
        assert two.revision() == before + 1
        assert two.answers()["answer"].tolist() == ["ja"]
        assert time.monotonic() - start < 2 * crowded()


def test_a_newer_database_is_refused(store, url):
    with store._database.write() as connection:
        connection.execute(META.update().values(value="99"))
    with pytest.raises(StoreError, match=r"version 99.*Uppdatera"):
        Store.open(url)


def test_files_that_are_no_workshop_are_refused(tmp_path):
    with pytest.raises(StoreError, match="finns inte"):
        Store.open(tmp_path / "saknas.sqlite", create=False)
    with pytest.raises(StoreError, match="går inte att skapa"):
        Store.open(tmp_path / "ingen mapp" / "x.sqlite")
    (tmp_path / "bild.sqlite").write_bytes(b"\x89PNG" * 1000)
    with pytest.raises(StoreError, match="databas"):
        Store.open(tmp_path / "bild.sqlite")
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'annan.sqlite'}")
    with engine.begin() as connection:
        connection.execute(sa.text("create table kunder (id integer)"))
    engine.dispose()
    with pytest.raises(StoreError, match="annan databas"):
        Store.open(tmp_path / "annan.sqlite")
    with pytest.raises(StoreError, match="ingen workshop"):
        Store.open(tmp_path / "annan.sqlite", create=False)


def test_a_damaged_file_is_refused(tmp_path):
    file = tmp_path / "w.sqlite"
    with Store.open(file) as store:
        for _ in range(200):
            store.join("polis")
    content = bytearray(file.read_bytes())
    content[8192:16384] = bytes(8192)
    file.write_bytes(content)
    with pytest.raises(StoreError, match=r"skadad|går inte att läsa|går inte att använda"):
        Store.open(file)


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsens://", "sqlite://", "://"])
def test_addresses_that_are_not_understood(url):
    with pytest.raises(StoreError):
        Store.open(url)


def test_a_server_that_does_not_answer():
    with pytest.raises(StoreError, match="svarar inte"):
        Store.open("postgresql://nobody:secret@127.0.0.1:1/none")


def test_the_file_is_its_owners_alone(tmp_path):
    Store.open(tmp_path / "w.sqlite").close()
    assert os.name == "nt" or (tmp_path / "w.sqlite").stat().st_mode & 0o077 == 0


def test_a_locked_database_is_told(url):
    with Store.open(url) as one, Store.open(url, patience=0.1) as two:
        with one._database.write(), pytest.raises(StoreError, match="upptagen"):
            two.join("polis")
        two.join("polis")


def test_where_the_workshop_is_kept(tmp_path, monkeypatch):
    monkeypatch.delenv(room.ENVIRONMENT, raising=False)
    assert room.default_url(tmp_path / "utgåva") == str(tmp_path.resolve() / "utgåva.workshop.sqlite")
    monkeypatch.setenv(room.ENVIRONMENT, "postgresql://annan/plats")
    assert room.default_url(tmp_path) == "postgresql://annan/plats"


def test_a_decision_carries_who_when_and_its_basis(store):
    basis = {"röster": {"1": 3}, "underlag": ["Enkät 2017"]}
    number = store.decide("a", decision="fokus", by="Anna", who=" Polisen ", due="2027-03-01", basis=basis)
    row = store.decisions().iloc[0]
    assert (row["id"], row["who"], row["due"], row["basis"]) == (number, "Polisen", "2027-03-01", basis)
    assert row.isna()["corrects"]
    with pytest.raises(StoreError, match="ÅÅÅÅ-MM-DD"):
        store.decide("a", decision="fokus", by="Anna", due="i vår")
    with pytest.raises(StoreError, match="underlag"):
        store.decide("a", decision="fokus", by="Anna", basis={"x": float("nan")})


def test_a_decision_is_corrected_by_a_new_entry_and_stays_in_the_log(store):
    kept = store.decide("a", decision="senare", by="Anna")
    wrong = store.decide("a", decision="fokus", by="Anna")
    right = store.decide("b", decision="fokus", by="Bo", corrects=wrong)
    assert store.decisions()[["id", "problem"]].to_numpy().tolist() == [[kept, "a"], [right, "b"]]
    assert store.decisions(history=True)["id"].tolist() == [kept, wrong, right]
    with pytest.raises(StoreError, match=f"redan rättat av beslut {right}"):
        store.decide("a", decision="fokus", by="Anna", corrects=wrong)
    with pytest.raises(StoreError, match="finns inte"):
        store.decide("a", decision="fokus", by="Anna", corrects=99)


def test_a_database_of_this_schema_that_lacks_something_gets_it(url):
    """As one made by an earlier build: without the rounds, and with decisions that say less."""
    with Store.open(url) as store:
        store.decide("a", decision="fokus", by="Anna")
        with store._database.write() as connection:
            for table in ("ballots", "rounds"):
                connection.execute(sa.text(f"DROP TABLE {table}"))
            for column in ("who", "corrects"):
                connection.execute(sa.text(f"ALTER TABLE decisions DROP COLUMN {column}"))
    with pytest.raises(StoreError, match="äldre"):
        Store.open(url, create=False)
    with Store.open(url) as store:
        assert store.decisions()[["problem", "who"]].to_numpy().tolist() == [["a", ""]]
        assert store.voting.open("prickar", problems=["a"], dots=1, by="x") == 1


def test_a_text_that_no_database_can_hold_is_told(store):
    with pytest.raises(StoreError, match="tecken som inte går att spara"):
        store.decide("a", decision="fokus", reason="halv \ud83d", by="Anna")
    assert store.decisions(history=True).empty
    store.decide("a", decision="fokus", reason="hel 😀 \u2028 «åäö»", by="Anna")
    assert store.decisions()["reason"].tolist() == ["hel 😀 \u2028 «åäö»"]


READ_ONLY = """
import os, sys
from pathlib import Path
from medlofte.errors import StoreError
from medlofte.workshop.store import Store
file = Path(sys.argv[1])
with Store.open(file) as store:
    store.join("polis")
if os.getuid() == 0:  # who may write everything
    file.parent.chmod(0o755)
    os.chown(file.parent, 65534, 65534)
    os.chown(file, 65534, 65534)
    os.setuid(65534)
for path, mode in ((file, 0o444), (file.parent, 0o555), (file, 0o000)):
    before = path.stat().st_mode
    path.chmod(mode)
    for create in (True, False):
        try:
            with Store.open(file, create=create) as store:
                store.join("kommun")
        except StoreError as error:
            print(error)
    path.chmod(before)
with Store.open(file) as store:
    print(sum(store.participants().values()))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no users without a password to become")
def test_a_database_that_may_only_be_read_is_told_before_anybody_has_come(tmp_path):
    os.chmod(tmp_path, 0o755)
    for folder in tmp_path.parents[:3]:
        folder.chmod(folder.stat().st_mode | 0o011)
    command = [sys.executable, "-c", READ_ONLY, str(tmp_path / "meeting" / "w.sqlite")]
    (tmp_path / "meeting").mkdir()
    told = subprocess.check_output(command, text=True).splitlines()
    assert told.pop() == "1"
    assert len(told) == 6
    for line in told:
        assert "skrivskyddad" in line or "går inte att öppna" in line, line
        assert line.endswith("Ge den som kör servern rätt att skriva i filen och i dess mapp, och starta om servern.")


def test_a_new_database_on_a_full_disk_is_told_as_that(tmp_path):
    code = """
import resource, signal, sys
from medlofte.errors import StoreError
from medlofte.workshop.store import Store
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
try:
    Store.open(sys.argv[1])
except StoreError as error:
    print(error)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
with Store.open(sys.argv[1]) as store:
    print(store.join("polis").number)
"""
    told = subprocess.check_output([sys.executable, "-c", code, str(tmp_path / "w.sqlite")], text=True).splitlines()
    assert told[0].startswith("Disken är full")
    assert told[1] == "1"
