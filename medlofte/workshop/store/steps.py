"""What facilitators do, as a log that only grows: an undo is a step too, and what it takes back stays in the log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from medlofte.errors import StoreError
from medlofte.language import _
from medlofte.workshop.store.database import Database, add
from medlofte.workshop.store.schema import STEPS

UNDO = "angrat"


@dataclass(frozen=True)
class Step:
    """One thing done: its number (rises with every step of any room), what, on what, by whom and when (ISO, UTC)."""

    id: int
    step: str
    subject: int
    by: str
    time: str


def standing(log: Iterable[Step]) -> list[Step]:
    """Return the steps that stand, in order: an undo takes back the last one that stood and is gone itself.

    The order is that of the numbers. The clock may have been set back between two steps.
    """
    left: list[Step] = []
    for step in sorted(log, key=lambda step: step.id):
        if step.step != UNDO:
            left.append(step)
        elif left:
            left.pop()
    return left


def reopened(log: Iterable[Step], *, closing: str, reopening: str) -> dict[int, list[str]]:
    """Return subject → when it was opened again after having been closed, also by taking back the closing.

    Read from the whole log, in order: that people have seen what was closed cannot be taken back.
    """
    times: dict[int, list[str]] = {}
    stood: list[Step] = []
    for step in log:
        taken = stood.pop() if step.step == UNDO and stood else None
        if step.step != UNDO:
            stood.append(step)
        if step.step == reopening or (taken is not None and taken.step == closing):
            times.setdefault(step.subject, []).append(step.time)
    return times


class StepLog:
    """The steps of one room (``omrostning``, ``mote``)."""

    def __init__(self, database: Database, room: str) -> None:
        self._database, self._room = database, room

    def read(self, connection: sa.Connection | None = None) -> list[Step]:
        """Return the steps that stand, in order; read in a transaction of its own unless one is given."""
        if connection is None:
            with self._database.transaction() as own:
                return self.read(own)
        return standing(self.whole(connection))

    def whole(self, connection: sa.Connection) -> list[Step]:
        """Return every step in order, also what was taken back and what took it back."""
        query = sa.select(*(STEPS.c[name] for name in ("id", "step", "subject", "by", "time")))
        return [Step(*row) for row in connection.execute(query.where(STEPS.c.room == self._room).order_by(STEPS.c.id))]

    def taken(self, step: str, *, seen: int) -> bool:
        """Return whether the first standing step after ``seen`` is this one: by the same form, or by another."""
        return [one.step for one in self.read() if one.id > seen][:1] == [step]

    def undone(self, *, seen: int) -> bool:
        """Return whether the step ``seen``, the last on a screen, has been taken back since."""
        return seen > 0 and seen not in {one.id for one in self.read()}

    def last(self, connection: sa.Connection, *, seen: int | None) -> Step:
        """Return the last step that stands.

        Parameters
        ----------
        seen
            The number of the step that the facilitator's screen showed as the last one; None does not check.

        Raises
        ------
        StoreError
            If there is none, or another facilitator has done something since.
        """
        steps = self.read(connection)
        self.check(steps, seen=seen)
        if not steps:
            raise StoreError(_("Det finns inget att ångra."))
        return steps[-1]

    @staticmethod
    def check(steps: list[Step], *, seen: int | None) -> None:
        """Refuse a step that was taken from a picture that has changed since: two facilitators pressed at once."""
        if seen is not None and seen != (steps[-1].id if steps else 0):
            raise StoreError(
                _("Någon annan hann före."), advice=_("Se hur det står till nu, och gör om det om det behövs.")
            )

    def add(self, connection: sa.Connection, step: str, *, subject: int = 0, by: str) -> int:
        """Log a step and return its number."""
        return add(connection, STEPS, {"room": self._room, "step": step, "subject": subject, "by": by})
