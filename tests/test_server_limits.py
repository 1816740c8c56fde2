"""How often one may guess, and tickets to another device; the clock is given."""

from medlofte.server.limits import Attempts, Tickets


def test_an_address_is_blocked_for_a_window_and_no_other():
    attempts = Attempts(limit=3, window=60)
    for second in range(3):
        assert not attempts.blocked("a", now=second)
        attempts.note("a", now=second)
    assert attempts.blocked("a", now=59)
    assert not attempts.blocked("b", now=59)
    assert not attempts.blocked("a", now=60.5)


def test_all_addresses_together_are_blocked_too():
    attempts = Attempts(limit=3, overall=10, window=60)
    for number in range(10):
        attempts.note(f"address {number}", now=number)
    assert attempts.blocked("one who has never guessed", now=20)
    assert not attempts.blocked("one who has never guessed", now=61)
    attempts.note("a", now=61)
    attempts.forget()
    assert not attempts.blocked("a", now=61)


def test_memory_is_bounded():
    attempts = Attempts(addresses=5)
    for number in range(50):
        attempts.note(f"{number}", now=0)
    assert list(attempts._noted) == ["45", "46", "47", "48", "49"]


def test_a_ticket_is_valid_once_and_for_a_while():
    tickets = Tickets(seconds=600)
    ticket = tickets.issue("token", now=0)
    assert tickets.holds(ticket, now=1)
    assert tickets.holds(ticket, now=2)  # looking does not use it up
    assert tickets.redeem(ticket, now=3) == "token"
    assert tickets.redeem(ticket, now=4) is None
    late = tickets.issue("token", now=0)
    assert not tickets.holds(late, now=600)
    assert tickets.redeem(late, now=600) is None
    assert tickets.redeem("påhittad", now=1) is None


def test_a_new_ticket_voids_the_last_one_of_the_same_session_only():
    tickets = Tickets()
    first, other, second = (tickets.issue(token, now=0) for token in ("mitt", "ditt", "mitt"))
    assert not tickets.holds(first, now=1)
    assert tickets.holds(other, now=1)
    assert tickets.redeem(second, now=1) == "mitt"


def test_the_server_keeps_no_ticket_in_clear():
    tickets = Tickets()
    ticket = tickets.issue("token", now=0)
    assert ticket not in repr(vars(tickets))
    assert len(ticket) >= 32
