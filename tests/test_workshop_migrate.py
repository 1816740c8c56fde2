"""Databases of earlier versions, made by their own DDL, are brought up to date with nothing lost."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
import sqlalchemy as sa

from medlofte.errors import StoreError
from medlofte.workshop.store import Store
from medlofte.workshop.store.schema import METADATA
from tests import postgres
from tests.test_workshop_voting import dump

FIRST = Path(__file__).with_name("reference") / "workshop_schema_1.sql"


@pytest.fixture
def older(url):
    """Give the URL of a workshop of schema 1."""
    text = FIRST.read_text("utf-8").replace("{id}", "SERIAL" if url.startswith("postgres") else "INTEGER")
    for role, token in (("polis", "polisens"), ("kommun", "kommunens")):
        text = text.replace(f"{{{role}}}", sha256(token.encode()).hexdigest())
    text = "\n".join(line for line in text.splitlines() if not line.startswith("--"))
    engine = sa.create_engine(postgres.driven(url))
    with engine.begin() as connection:
        for statement in text.split(";\n"):
            if statement.strip():
                connection.exec_driver_sql(statement)
    engine.dispose()
    return url


def test_what_schema_1_held_is_all_there(older):
    with Store.open(older) as store:
        assert store.codes()["polis"] == "AAAAAAAA"
        assert store.session("polisens").role == "polis"
        assert store.answers()["answer"].tolist() == ["delvis"]
        assert store.decisions(history=True)["decision"].tolist() == ["senare", "fokus"]
        latest = store.decisions().iloc[0]
        assert (latest["reason"], latest["who"], latest["basis"]) == ("Alla ser det.", "", {})
        assert store.plan.promises()["content"].tolist() == [{"title": "Vandring"}]
        assert store.plan.activities()["amount"].tolist() == [1.0]
        assert store.decide("narkotika", decision="fokus", by="x", corrects=1) == 3, "numbers go on"


def test_ratings_become_a_closed_round_without_whose_they_were(older):
    with Store.open(older) as store:
        latest = store.voting.latest()
        assert (latest.kind, latest.state, latest.closed) == ("bedomning", "stangd", "2026-05-04T09:03:00.000+00:00")
        assert (latest.problems, latest.criteria) == (("inbrott", "narkotika"), ("okar", "skada"))
        assert store.voting.turnout(latest.number) == {"polis": 1, "kommun": 1, "annan": 0}
        rows = store.voting.ratings(latest.number)
        assert sorted(rows[["role", "problem", "criterion", "answer"]].itertuples(index=False, name=None)) == [
            ("kommun", "inbrott", "skada", "vet_ej"), ("polis", "inbrott", "okar", "ja"),
            ("polis", "narkotika", "okar", "nej")]  # fmt: skip
        assert store.voting.open("prickar", problems=["a"], dots=1, by="x") == latest.number + 1
    tables = dump(older)
    assert "ratings" not in tables
    assert "participant-1" not in str({name: rows for name, rows in tables.items() if name != "sessions"})


def test_the_tables_are_those_of_a_new_database(older, tmp_path):
    Store.open(older).close()
    engine = sa.create_engine(postgres.driven(older))
    present = sa.inspect(engine)
    for table in METADATA.sorted_tables:
        assert {column["name"] for column in present.get_columns(table.name)} == set(table.columns.keys())
    engine.dispose()


def test_sessions_from_before_get_their_numbers(older):
    with Store.open(older) as store:
        assert {(guest.role, guest.number) for guest in store.door.guests()} == {("polis", 1), ("kommun", 1)}
        assert store.join("polis").number == 2


def test_it_is_done_once(older):
    with Store.open(older) as one, Store.open(older) as two:
        assert len(one.voting.rounds()) == len(two.voting.rounds()) == 1


def test_a_reader_leaves_it_as_it_is(older):
    with pytest.raises(StoreError, match=r"version 1, äldre .*medlofte serve"):
        Store.open(older, create=False)
    assert "rounds" not in dump(older)
