"""What the leader sets for everybody: the last entry counts and the log keeps them all; on SQLite and PostgreSQL."""

import pytest

from medlofte.errors import StoreError


def test_nothing_is_set_from_the_start(store):
    assert (store.settings.capacity(), store.settings.case_number()) == (None, "")
    assert store.settings.publishable() == frozenset()


@pytest.mark.parametrize("wrong", [0, 101, "6", 2.5, True])
def test_the_capacity_is_a_whole_number_and_the_last_one_counts(store, wrong):
    for value in (4, 9):
        store.settings.set_capacity(value, by="Mötesledare")
    with pytest.raises(StoreError, match="1–100"):
        store.settings.set_capacity(wrong, by="Mötesledare")
    assert store.settings.capacity() == 9


def test_the_case_number_can_be_taken_back(store):
    store.settings.set_case_number(" KS 2026/17 ", by="Mötesledare")
    assert store.settings.case_number() == "KS 2026/17"
    store.settings.set_case_number("", by="Mötesledare")
    assert store.settings.case_number() == ""


def test_a_reason_may_be_published_when_somebody_has_said_so_and_a_new_decision_is_read_anew(store):
    first = store.decide("a", decision="fokus", reason="Ja.", by="x")
    store.settings.publish(first, may=True, by="x")
    second = store.decide("a", decision="fokus", reason="Annat.", by="x", corrects=first)
    assert store.settings.publishable() == {first}
    store.settings.publish(second, may=True, by="x")
    store.settings.publish(first, may=False, by="x")
    assert store.settings.publishable() == {second}
