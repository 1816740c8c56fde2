"""The meeting's clock from its log of steps, on real databases; the times are drawn in the tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medlofte.errors import StoreError
from medlofte.workshop.store import Item, Store
from medlofte.workshop.store.meeting import status
from medlofte.workshop.store.steps import Step

NINE = datetime(2026, 11, 29, 9, tzinfo=UTC)
AGENDA = [Item("Start", 10), Item("Tavlan", 20), Item("Slut", 5)]


def at(minute, step, number=None):
    return Step(number or 0, step, 0, "x", (NINE + timedelta(minutes=minute)).isoformat())


def after(minutes, *steps):
    numbered = [Step(i, s.step, 0, s.by, s.time) for i, s in enumerate(steps, 1)]
    return status(AGENDA, numbered, now=NINE + timedelta(minutes=minutes))


def test_the_clock_of_a_point():
    assert after(0).state == "ej_startad"
    found = after(4, at(0, "start"))
    assert (found.state, found.item, found.elapsed_s, found.left_s) == ("pagar", 0, 240, 360)
    assert found.ends == NINE + timedelta(minutes=10)
    found = after(15, at(0, "start"), at(12, "nasta"))
    assert (found.item, found.elapsed_s, found.left_s) == (1, 180, 1020)
    assert after(11, at(0, "start")).left_s == -60, "over time"


def test_a_pause_is_left_out_and_going_back_goes_on():
    found = after(30, at(0, "start"), at(4, "paus"))
    assert (found.state, found.elapsed_s, found.ends) == ("paus", 240, None)
    assert after(30, at(0, "start"), at(4, "paus"), at(24, "fortsatt")).elapsed_s == 600
    found = after(12, at(0, "start"), at(5, "nasta"), at(10, "tillbaka"))
    assert (found.item, found.elapsed_s) == (0, 7 * 60)


def test_after_the_last_point_the_meeting_is_over_and_may_start_anew():
    steps = [at(0, "start"), at(1, "nasta"), at(2, "nasta"), at(3, "nasta")]
    found = after(9, *steps)
    assert (found.state, found.item, found.ends) == ("slut", None, None)
    assert after(9, *steps, at(4, "tillbaka")).item == 2
    found = after(9, *steps, at(8, "start"))
    assert (found.item, found.elapsed_s) == (0, 60)


def test_a_clock_that_is_set_back_takes_no_time_away():
    found = after(6, at(0, "start"), at(5, "nasta"), at(-60, "tillbaka"), at(4, "nasta"))
    assert found.item == 1
    assert found.elapsed_s >= 120
    assert after(-30, at(0, "start")).elapsed_s == 0


@settings(deadline=None)
@given(st.lists(st.sampled_from(["start", "nasta", "tillbaka", "paus", "fortsatt"]), max_size=25), st.randoms())
def test_any_steps_at_any_times_give_a_place_on_the_agenda(names, random):
    found = after(90, *(at(random.randrange(-60, 90), name) for name in names))
    assert found.state in ("ej_startad", "pagar", "paus", "slut")
    assert (found.item is None) == (found.state in ("ej_startad", "slut"))
    assert found.elapsed_s >= 0
    assert (found.ends is not None) == (found.state == "pagar")


def test_the_facilitator_leads_through_the_agenda_and_a_new_process_goes_on(store, url):
    meeting = store.meeting
    assert sum(item.minutes for item in meeting.agenda()) == 195, "half a day with its pause"
    meeting.set_agenda(AGENDA, by="Mötesledare")
    assert meeting.agenda() == AGENDA
    meeting.start(by="x")
    meeting.next(by="x")
    with Store.open(url, create=False) as other:
        assert other.meeting.agenda() == AGENDA
        found = other.meeting.status()
        assert (found.state, found.item) == ("pagar", 1)
        assert 0 <= found.elapsed_s < 60
        other.meeting.pause(by="x")
    assert meeting.status().state == "paus"
    assert meeting.undo(by="x") == "Pausen är borttagen."
    assert meeting.undo(by="x") == "Mötet är tillbaka vid punkten innan."
    assert meeting.status().item == 0


def test_steps_that_lead_nowhere_are_refused(store):
    meeting = store.meeting
    for step in (meeting.next, meeting.back, meeting.pause, meeting.resume, meeting.undo):
        with pytest.raises(StoreError):
            step(by="x")
    meeting.start(by="x")
    for step in (meeting.start, meeting.back, meeting.resume):
        with pytest.raises(StoreError):
            step(by="x")


def test_two_who_press_next_at_the_same_time_take_one_step(store):
    store.meeting.start(by="x")
    seen = store.meeting.status().step
    store.meeting.next(by="x", seen=seen)
    with pytest.raises(StoreError, match="hann före"):
        store.meeting.next(by="y", seen=seen)
    assert store.meeting.status().item == 1


def test_an_agenda_that_shrinks_under_the_meeting_ends_it(store):
    store.meeting.start(by="x")
    store.meeting.next(by="x")
    store.meeting.set_agenda(AGENDA[:1], by="x")
    assert store.meeting.status().state == "slut"
    store.meeting.set_agenda(AGENDA, by="x")
    assert store.meeting.status().item == 1


@pytest.mark.parametrize("items", [[], [Item("", 5)], [Item("a", 0)], [Item("a", 481)], [Item("a", 1)] * 41])
def test_an_agenda_that_will_not_do_is_refused(store, items):
    with pytest.raises(StoreError):
        store.meeting.set_agenda(items, by="x")
