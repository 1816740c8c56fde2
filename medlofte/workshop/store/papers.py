"""Ballots on paper, typed in: each has a mark that is written on the paper, by which it can be taken out again."""

from __future__ import annotations

import sqlalchemy as sa

from medlofte.errors import StoreError
from medlofte.language import _
from medlofte.workshop.store import box, receipts
from medlofte.workshop.store.schema import BALLOTS
from medlofte.workshop.store.steps import StepLog

ROOM = "papper"
_IN, _OUT = "inskriven", "borttagen"


def put_in(
    connection: sa.Connection, steps: StepLog, number: int, *, role: str, text: str, by: str, receipt: str
) -> str:
    """Save a ballot and return its mark; the earlier one's where the same form comes again."""
    earlier = marked(connection, receipt)
    if earlier:
        if not box.holds(connection, earlier, role=role, text=text):
            raise StoreError(
                _("Formuläret var redan sparat som {mark}, som det såg ut första gången.").format(mark=earlier),
                advice=_("Ta bort {mark} och skriv in sedeln på nytt.").format(mark=earlier),
            )
        return earlier
    step = steps.add(connection, _IN, subject=number, by=by)
    if receipt:
        receipts.keep(connection, _own(receipt), number=step)
    box.put(connection, number, f"P{step}", role=role, text=text, paper=True)
    return f"P{step}"


def marked(connection: sa.Connection, receipt: str) -> str:
    """Return the mark of the ballot that a form was saved as; '' for one that has not been saved."""
    step = receipts.number(connection, _own(receipt)) if receipt else None
    return f"P{step}" if step else ""


def place(connection: sa.Connection, steps: StepLog, mark: str) -> int | None:
    """Return the round that a ballot lies in, None where it has been taken out; StoreError where it never was."""
    here = (BALLOTS.c.ballot == mark) & BALLOTS.c.paper
    number = connection.execute(sa.select(BALLOTS.c.round).where(here)).scalar()
    if number is None and mark not in {f"P{step.id}" for step in steps.whole(connection) if step.step == _IN}:
        raise StoreError(_("Pappersrösten finns inte."), value=mark, advice=_("Se efter märket på papperet."))
    return number


def take_out(connection: sa.Connection, steps: StepLog, number: int, *, mark: str, by: str) -> None:
    """Take a ballot out of its round."""
    connection.execute(BALLOTS.delete().where((BALLOTS.c.ballot == mark) & BALLOTS.c.paper))
    steps.add(connection, _OUT, subject=number, by=by)


def _own(receipt: str) -> str:
    return f"{ROOM}-{receipt}"
