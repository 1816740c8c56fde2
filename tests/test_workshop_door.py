"""The store's door: new codes, leaving, closed to newcomers; on SQLite and PostgreSQL."""

import pytest

from medlofte.errors import StoreError


def test_a_new_code_lets_in_and_the_old_one_does_not(store):
    before, anna = store.codes(), store.join("polis")
    fresh = store.door.rotate("polis")
    after = store.codes()
    assert {role for role in before if before[role] != after[role]} == {"polis"}
    assert store.role_of(before["polis"]) is None
    assert store.role_of(fresh) == "polis"
    assert store.session(anna.token) == anna, "who is in stays in"
    with pytest.raises(StoreError, match="roll"):
        store.door.rotate("chef")


def test_a_new_leaders_code_ends_the_sessions_of_the_old_one_but_ones_own(store):
    mine, other, screen = store.join("facilitator"), store.join("facilitator"), store.join("skarm")
    store.door.rotate("facilitator", keep=mine.token)
    assert store.session(mine.token) == mine
    assert store.session(other.token) is None
    assert store.session(screen.token) == screen


def test_one_who_has_left_is_not_counted_but_the_vote_stands(store):
    anna, bo = store.join("polis"), store.join("polis")
    number = store.voting.open("rangordning", problems=["a", "b"], by="prov")
    store.voting.cast(anna.token, number, content={"order": ["b"]})
    store.door.leave(anna.token)
    store.door.leave(anna.token)
    assert store.session(anna.token) is None
    assert store.session(bo.token) == bo
    assert store.participants() == {"polis": 1}
    assert store.voting.turnout(number)["polis"] == 1
    with pytest.raises(StoreError, match="Bara deltagare"):
        store.voting.cast(anna.token, number, content={"order": ["a"]})


def test_the_door_is_open_until_it_is_closed(store):
    assert store.door.is_open()
    store.door.close()
    store.door.close()
    assert not store.door.is_open()
    store.door.open()
    assert store.door.is_open()


def test_a_form_that_is_sent_twice_lets_in_one(store):
    first = store.join("polis", token="hemligt")
    assert store.join("polis", token="hemligt") == first
    assert store.participants() == {"polis": 1}


def test_each_role_is_numbered_in_the_order_they_joined_and_no_number_comes_back(store):
    joined = [store.join(role) for role in ("polis", "kommun", "polis")]
    assert [session.number for session in joined] == [1, 1, 2]
    store.door.leave(joined[2].token)
    assert store.join("polis").number == 3
    store.join("facilitator")
    assert [(guest.role, guest.number) for guest in store.door.guests()] == [("polis", 1), ("polis", 3), ("kommun", 1)]


def test_one_who_is_removed_votes_no_more_but_what_was_cast_stays(store):
    anna, bo = store.join("polis"), store.join("polis")
    number = store.voting.open("rangordning", problems=["a", "b"], by="prov")
    store.voting.cast(anna.token, number, content={"order": ["b"]})
    store.door.remove("polis", anna.number)
    assert (store.session(anna.token), store.session(bo.token)) == (None, bo)
    assert store.voting.turnout(number)["polis"] == 1, "no one can tell which ballot it is"
    with pytest.raises(StoreError, match="Bara deltagare"):
        store.voting.cast(anna.token, number, content={"order": ["a"]})
    with pytest.raises(StoreError, match="inte med längre"):
        store.door.remove("polis", anna.number)
    with pytest.raises(StoreError, match="roll"):
        store.door.remove("facilitator", 1)
