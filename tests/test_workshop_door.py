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
