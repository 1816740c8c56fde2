"""Rounds of votes against real databases: who may vote, what a ballot holds, and what nobody can find out."""

from __future__ import annotations

import hashlib
import threading

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from medlofte.errors import StoreError
from medlofte.workshop import priorities
from medlofte.workshop.store import Store, ballots
from medlofte.workshop.store.steps import UNDO, Step, standing
from tests import postgres

BOARD = {"problems": ["inbrott", "narkotika"], "criteria": ["okar", "skada"], "by": "Mötesledare"}


def dump(url):
    """Return every table's rows, as whoever copies the database sees them."""
    engine = sa.create_engine(postgres.driven(url))
    tables = sa.MetaData()
    with engine.connect() as connection:
        tables.reflect(connection)
        found = {name: [row._asdict() for row in connection.execute(sa.select(table))]
                 for name, table in tables.tables.items()}  # fmt: skip
    engine.dispose()
    return found


def test_a_rating_round_from_opening_to_ranking(store):
    voting, (anna, bo) = store.voting, (store.join("polis").token, store.join("kommun").token)
    assert voting.current() is None
    assert voting.latest() is None
    number = voting.open("bedomning", title=" Första ", **BOARD)
    assert voting.current() == voting.latest()
    assert voting.current().title == "Första"
    voting.cast(anna, number, content={"inbrott|okar": "ja", "narkotika|okar": "nej"})
    voting.cast(anna, number, content={"inbrott|okar": "delvis", "narkotika|okar": "nej"})
    voting.cast(bo, number, content={"inbrott|skada": "vet_ej"})
    assert voting.own(anna, number) == {"inbrott|okar": "delvis", "narkotika|okar": "nej"}
    assert voting.own("någon annan", number) == {}
    assert voting.turnout(number) == {"polis": 1, "kommun": 1, "annan": 0}
    voting.close(number, by="Mötesledare")
    found = voting.ballots(number)
    assert sorted(found["role"]) == ["kommun", "polis"]
    assert found["ballot"].tolist() == ["1", "2"]
    rows = voting.ratings(number)
    assert sorted(rows[["role", "problem", "criterion", "answer"]].itertuples(index=False, name=None)) == [
        ("kommun", "inbrott", "skada", "vet_ej"), ("polis", "inbrott", "okar", "delvis"),
        ("polis", "narkotika", "okar", "nej")]  # fmt: skip
    assert priorities.ranking(rows, criteria=["okar", "skada"])["problem"].tolist() == ["inbrott", "narkotika"]
    assert voting.own(anna, number)["inbrott|okar"] == "delvis", "one's own ballot may be read afterwards"


def test_dots_and_ranking(store):
    voting, anna = store.voting, store.join("annan").token
    dots = voting.open("prickar", problems=["a", "b", "c"], dots=3, by="x")
    voting.cast(anna, dots, content={"a": 2, "b": 1, "c": 0})
    assert voting.own(anna, dots) == {"a": 2, "b": 1}
    voting.close(dots, by="x")
    assert voting.ratings(dots).empty
    order = voting.open("rangordning", problems=["a", "b", "c"], by="x")
    voting.cast(anna, order, content={"order": ["c", "a"]})
    voting.close(order, by="x")
    assert voting.ballots(order)["content"].tolist() == [{"order": ["c", "a"]}]
    frame = voting.rounds()
    assert frame[["number", "kind", "dots", "state"]].to_numpy().tolist() == [
        [dots, "prickar", 3, "stangd"], [order, "rangordning", 0, "stangd"]]  # fmt: skip
    assert frame["problems"].tolist() == [["a", "b", "c"]] * 2
    assert frame["closed"].iloc[0] >= frame["opened"].iloc[0]


@pytest.mark.parametrize("blank", [None, {}])
def test_a_ballot_is_withdrawn(store, blank):
    anna = store.join("polis").token
    number = store.voting.open("bedomning", **BOARD)
    store.voting.cast(anna, number, content={"inbrott|okar": "ja"})
    store.voting.cast(anna, number, content=blank)
    assert store.voting.own(anna, number) == {}
    assert sum(store.voting.turnout(number).values()) == 0


def test_nothing_shows_while_the_round_is_open_and_nothing_changes_when_it_is_closed(store):
    anna = store.join("polis").token
    number = store.voting.open("bedomning", **BOARD)
    store.voting.cast(anna, number, content={"inbrott|okar": "ja"})
    for read in (store.voting.ballots, store.voting.ratings):
        with pytest.raises(StoreError, match="är öppen"):
            read(number)
    with pytest.raises(StoreError, match=r"är redan öppen\. Stäng den först"):
        store.voting.open("bedomning", **BOARD)
    with pytest.raises(StoreError, match="är öppen"):
        store.voting.reopen(number, by="x")
    store.voting.close(number, by="x")
    for change in (lambda: store.voting.cast(anna, number, content=None),
                   lambda: store.voting.paper(number, role="polis", content={"inbrott|okar": "ja"}, by="x"),
                   lambda: store.voting.close(number, by="x")):  # fmt: skip
        with pytest.raises(StoreError, match="är stängd"):
            change()
    store.voting.reopen(number, by="x")
    store.voting.cast(anna, number, content={"inbrott|okar": "nej"})
    store.voting.close(number, by="x")
    assert store.voting.ratings(number)["answer"].tolist() == ["nej"]


def test_only_participants_vote(store):
    number = store.voting.open("bedomning", **BOARD)
    for token in (store.join("facilitator").token, store.join("skarm").token, "okänd", ""):
        with pytest.raises(StoreError, match="Bara deltagare"):
            store.voting.cast(token, number, content={"inbrott|okar": "ja"})
    assert store.voting.turnout(number) == {"polis": 0, "kommun": 0, "annan": 0}


@pytest.mark.parametrize(
    ("kind", "content", "message"),
    [
        ("bedomning", {"inbrott|okar": "kanske"}, "svar"),
        ("bedomning", {"bilbrand|okar": "ja"}, "inte finns i omgången"),
        ("bedomning", {"inbrott": "ja"}, "inte finns i omgången"),
        ("bedomning", "ja", "går inte att läsa"),
        ("prickar", {"inbrott": 4}, r"Du har 3 prickar men har satt 4"),
        ("prickar", {"inbrott": -1}, "noll eller mer"),
        ("prickar", {"inbrott": True}, "heltal"),
        ("prickar", {"inbrott": 1.5}, "heltal"),
        ("prickar", {"bilbrand": 1}, "inte finns i omgången"),
        ("rangordning", {"order": ["inbrott", "inbrott"]}, "två gånger"),
        ("rangordning", {"order": "inbrott"}, "lista"),
        ("rangordning", {"order": [1]}, "lista"),
        ("rangordning", {"order": ["bilbrand"]}, "inte finns i omgången"),
        ("rangordning", {"ordning": []}, "inte finns i omgången"),
    ],
)
def test_a_ballot_that_does_not_fit_is_refused(kind, content, message):
    about = ballots.setup(kind, problems=["inbrott", "narkotika"], criteria=["okar"], dots=3)
    round_ = ballots.Round(number=1, kind=kind, title="", problems=("inbrott", "narkotika"), criteria=("okar",),
                           dots=about["dots"], state="oppen", opened="", closed="", by="")  # fmt: skip
    with pytest.raises(StoreError, match=message):
        ballots.checked(round_, content)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "gissning"}, "slag av omgång"),
        ({"problems": []}, "inget att rösta om"),
        ({"criteria": []}, "inget att rösta om"),
        ({"problems": ["a", "a"]}, "stå en gång"),
        ({"problems": ["a|b"]}, "stå en gång"),
        ({"problems": [""]}, "problem saknas"),
        ({"kind": "prickar", "dots": 0}, "1–100"),
        ({"kind": "prickar", "dots": True}, "1–100"),
    ],
)
def test_a_round_with_nothing_to_vote_on_is_refused(change, message):
    about = {"kind": "bedomning", "problems": ["a"], "criteria": ["b"], "dots": 3} | change
    with pytest.raises(StoreError, match=message):
        ballots.setup(about.pop("kind"), **about)


def test_undo_takes_back_the_last_step_and_says_which(store):
    voting = store.voting
    with pytest.raises(StoreError, match="inget att ångra"):
        voting.undo(by="x")
    one = voting.open("bedomning", **BOARD)
    voting.close(one, by="x")
    two = voting.open("prickar", problems=["a"], dots=1, by="x")
    assert voting.undo(by="x") == f"Omgång {two} är borttagen igen."
    assert voting.latest().number == one
    assert voting.undo(by="x") == f"Omgång {one} är öppen igen."
    assert voting.current().number == one
    voting.close(one, by="x")
    voting.reopen(one, by="x")
    assert voting.undo(by="x") == f"Omgång {one} är stängd igen."
    three = voting.open("prickar", problems=["a"], dots=1, by="x")
    assert three > two, "a number is never used again"
    with pytest.raises(StoreError, match="finns inte"):
        voting.cast(store.join("polis").token, two, content={"a": 1})


def test_a_round_that_is_opened_again_says_so_for_ever_also_when_its_closing_was_taken_back(store):
    voting = store.voting
    first, anna = voting.open("prickar", problems=["a"], dots=1, by="x"), store.join("polis")
    voting.undo(by="x")
    number = voting.open("prickar", problems=["a"], dots=1, by="x")
    voting.cast(anna.token, number, content={"a": 1})
    voting.close(number, by="x")
    assert voting.latest().reopened == ()
    voting.undo(by="x")
    assert len(voting.latest().reopened) == 1
    voting.close(number, by="x")
    voting.reopen(number, by="x")
    voting.undo(by="x")
    assert (voting.latest().state, len(voting.latest().reopened)) == ("stangd", 2)
    assert voting.rounds()["reopened"].tolist() == [voting.latest().reopened]
    assert first not in voting.rounds()["number"].tolist()


def test_undo_never_takes_a_vote_with_it(store):
    number = store.voting.open("bedomning", **BOARD)
    store.voting.cast(store.join("polis").token, number, content={"inbrott|okar": "ja"})
    with pytest.raises(StoreError, match=r"har redan fått 1 röst.*Stäng den i stället"):
        store.voting.undo(by="x")


def test_two_facilitators_who_press_at_the_same_time_take_one_step(store):
    number = store.voting.open("bedomning", **BOARD)
    store.voting.close(number, by="x")
    seen, said = store.voting.last().id, []

    def press():
        try:
            said.append(store.voting.undo(by="x", seen=seen))
        except StoreError as error:
            said.append(str(error))

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(text.split()[0] for text in said) == ["Någon", "Omgång"]
    assert store.voting.current().number == number


def test_ballots_on_paper(store):
    voting, content = store.voting, {"inbrott|okar": "ja"}
    number = voting.open("bedomning", **BOARD)
    first, second = (voting.paper(number, role="annan", content=content, by="x") for _ in range(2))
    assert first != second
    voting.withdraw_paper(first, by="x")
    assert voting.turnout(number)["annan"] == 1
    voting.withdraw_paper(first, by="x")  # twice is no error, and no second step
    assert [step.step for step in voting._papers.read()].count("borttagen") == 1
    with pytest.raises(StoreError, match="finns inte"):
        voting.withdraw_paper("P999", by="x")
    with pytest.raises(StoreError, match="tom"):
        voting.paper(number, role="annan", content={}, by="x")
    with pytest.raises(StoreError, match="roll"):
        voting.paper(number, role="facilitator", content=content, by="x")
    voting.close(number, by="x")
    assert voting.ballots(number)["paper"].tolist() == [True]
    with pytest.raises(StoreError, match="är stängd"):
        voting.withdraw_paper(second, by="x")


def test_from_a_copy_of_the_database_no_ballot_can_be_joined_to_a_session(store, url):
    """No value stands in both; what the key is made of is not there, nor anything it could be made from."""
    people = [store.join(role) for role in ("polis", "polis", "kommun", "annan")]
    numbers = []
    for _ in range(2):
        numbers.append(store.voting.open("bedomning", **BOARD))
        for person in people:
            store.voting.cast(person.token, numbers[-1], content={"inbrott|okar": "ja"})
        store.voting.close(numbers[-1], by="x")
    tables = dump(url)
    assert set(tables["ballots"][0]) == {"round", "ballot", "role", "content", "paper"}, "no time, no number"
    hers = {str(value) for row in tables["sessions"] for name, value in row.items() if name not in ("role", "number")}
    elsewhere = {str(v) for name, rows in tables.items() if name != "sessions" for row in rows for v in row.values()}
    assert not hers & elsewhere
    keys = [row["ballot"] for row in tables["ballots"]]
    assert len(set(keys)) == len(keys) == 8, "a person's ballots in two rounds cannot be joined either"
    everything = str(tables)
    assert all(person.token not in everything for person in people), "the key's secret is the browser's alone"
    for value in hers:  # what somebody with the copy could try: to make the keys of what is there
        for number in numbers:
            tried = {ballots.key(value, number), hashlib.sha256(f"{value}{number}".encode()).hexdigest()}
            assert not tried & set(keys)


def test_rows_lie_in_the_order_of_their_keys_when_a_round_is_closed(store, url):
    number = store.voting.open("bedomning", **BOARD)
    for _ in range(12):
        store.voting.cast(store.join("polis").token, number, content={"inbrott|okar": "ja"})
    store.voting.close(number, by="x")
    keys = [row["ballot"] for row in dump(url)["ballots"]]  # in no order asked for: as they lie
    assert keys == sorted(keys)


def test_withdrawn_ballots_leave_nothing_in_the_file(tmp_path):
    file, secret = tmp_path / "w.sqlite", "hemligt-amne"
    with Store.open(file) as store:
        anna = store.join("polis").token
        number = store.voting.open("rangordning", problems=["a", secret], by="x")
        store.voting.cast(anna, number, content={"order": [secret]})
        key = ballots.key(anna, number)
        assert key.encode() in file.read_bytes() + (tmp_path / "w.sqlite-wal").read_bytes()
        store.voting.cast(anna, number, content=None)
        store.voting.close(number, by="x")
        left = b"".join(found.read_bytes() for found in tmp_path.iterdir())
        assert key.encode() not in left


STEPS = st.lists(st.sampled_from(["a", "b", UNDO]), max_size=30)


@settings(deadline=None)
@given(STEPS, st.randoms())
def test_undo_is_a_stack_whatever_the_clock_says(names, random):
    """The log read in any order, with any times, gives what pushing and popping gives."""
    log = [Step(i, name, 0, "x", f"2026-01-01T00:00:{random.randrange(60):02}") for i, name in enumerate(names)]
    expected: list[str] = []
    for name in names:
        if name == UNDO:
            expected = expected[:-1]
        else:
            expected.append(name)
    random.shuffle(log)
    assert [step.step for step in standing(log)] == expected
