"""Rounds of individual votes: opened and closed by the facilitator, anonymous, changeable until closed.

The anonymity, and its limits:

- A ballot holds its round, a keyed hash (``ballots.key``), a role and its content. It has no time, and it is stored in
  the order of its hash, so that nothing tells when it came. Sessions hold the token's SHA-256, a random participant id,
  the role, a number within it and when they joined. A ballot has nothing of a session's but the role.
- Where one role has one person, the role is the person: what is shown by role needs a minimum (``priorities``).
- Nobody sees a ballot, a count of answers or a result while the round is open: only how many have voted.
- Whoever runs the server while people vote can listen to it. What is promised is about the database and its copies.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import sqlalchemy as sa

from medlofte.errors import StoreError
from medlofte.language import N_, _
from medlofte.workshop.store import ballots, box, papers, values
from medlofte.workshop.store.ballots import CLOSED, OPENED, REOPENED, SEPARATOR, Round
from medlofte.workshop.store.database import Database, add
from medlofte.workshop.store.schema import BALLOTS, ROUNDS, SESSIONS
from medlofte.workshop.store.steps import UNDO, Step, StepLog, reopened, standing
from medlofte.workshop.words import PARTICIPANTS

_TAKEN_BACK = {OPENED: N_("Omgång {number} är borttagen igen."), CLOSED: N_("Omgång {number} är öppen igen."),
               REOPENED: N_("Omgång {number} är stängd igen.")}  # fmt: skip
_COLUMNS = ["number", "kind", "title", "problems", "criteria", "dots", "state", "opened", "closed", "by", "reopened"]


class Voting:
    """The rounds and their ballots. At most one round is open at a time."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._steps = StepLog(database, ballots.ROOM)
        self._papers = StepLog(database, papers.ROOM)

    # The facilitator's part

    def open(
        self,
        kind: str,
        *,
        problems: Sequence[str],
        criteria: Sequence[str] = (),
        dots: int = 0,
        title: str = "",
        by: str,
    ) -> int:
        """Open a new round and return its number.

        Parameters
        ----------
        criteria
            What each problem is judged by; for ``bedomning`` only.
        dots
            How many each participant may spread over the problems; for ``prickar`` only.

        Raises
        ------
        StoreError
            If another round is open, or the round would have nothing to vote on.
        """
        row = ballots.setup(kind, problems=problems, criteria=criteria, dots=dots) | {"title": title.strip(), "by": by}
        with self._database.write() as connection:
            self._none_open(connection)
            number = add(connection, ROUNDS, row)
            self._steps.add(connection, OPENED, subject=number, by=by)
        return number

    def close(self, number: int, *, by: str) -> None:
        """Close the open round: its ballots can be read from now on, and not changed."""
        with self._database.write() as connection:
            self._round(connection, number, state="oppen")
            self._steps.add(connection, CLOSED, subject=number, by=by)
            box.reorder(connection, number)
        self._database.settle()

    def reopen(self, number: int, *, by: str) -> None:
        """Open a closed round again, with its ballots."""
        with self._database.write() as connection:
            self._round(connection, number, state="stangd")
            self._none_open(connection)
            self._steps.add(connection, REOPENED, subject=number, by=by)

    def undo(self, *, by: str, seen: int | None = None) -> str:
        """Take back the facilitator's last step and return what was taken back, in Swedish.

        A round with ballots is not taken back: what has been acknowledged is kept.

        Parameters
        ----------
        seen
            The number of the last step on the facilitator's screen (``last``), so that two who press at the same time
            take back one step, not two.
        """
        with self._database.write() as connection:
            last = self._steps.last(connection, seen=seen)
            if last.step == OPENED and (cast := box.cast(connection, last.subject)):
                raise StoreError(
                    _("Omgång {number} har redan fått {votes} {votes|röst|röster} och kan inte tas bort.").format(
                        number=last.subject, votes=cast
                    ),
                    advice=_("Stäng den i stället."),
                )
            self._steps.add(connection, UNDO, subject=last.subject, by=by)
            box.reorder(connection, last.subject)
        return _(_TAKEN_BACK[last.step]).format(number=last.subject)

    def undone(self, *, seen: int) -> bool:
        """Return whether somebody took the last step back from the same screen."""
        return self._steps.undone(seen=seen)

    def last(self) -> Step | None:
        """Return the step that ``undo`` would take back, or None."""
        return next(reversed(self._steps.read()), None)

    # The rounds

    def rounds(self) -> pd.DataFrame:
        """Return the rounds in order: the fields of ``Round``, with problems and criteria as lists."""
        with self._database.transaction() as connection:
            found = self.read(connection)
        rows = [{name: getattr(round_, name) for name in _COLUMNS} for round_ in found]
        rows = [row | {"problems": list(row["problems"]), "criteria": list(row["criteria"])} for row in rows]
        return pd.DataFrame(rows, columns=_COLUMNS)

    def current(self) -> Round | None:
        """Return the open round, or None."""
        with self._database.transaction() as connection:
            return next((round_ for round_ in self.read(connection) if round_.state == "oppen"), None)

    def latest(self) -> Round | None:
        """Return the round that was opened last, open or not; None before the first."""
        with self._database.transaction() as connection:
            return next(reversed(self.read(connection)), None)

    # Each participant's part

    def cast(self, token: str, number: int, *, content: Mapping[str, Any] | None) -> None:
        """Save the ballot of the browser with this token; an earlier one is replaced, and None withdraws it.

        Parameters
        ----------
        content
            As in ``ballots.checked``. A blank ballot is a withdrawn one.

        Raises
        ------
        StoreError
            If the round is not open, the token has no vote, or the content does not fit the round.
        """
        with self._database.write() as connection:
            text = ballots.checked(self._round(connection, number, state="oppen"), content)
            role = _role(connection, token)
            box.put(connection, number, ballots.key(token, number), role=role, text=text, paper=False)

    def own(self, token: str, number: int) -> dict[str, Any]:
        """Return this browser's ballot in the round, {} when there is none."""
        here = (BALLOTS.c.round == number) & (BALLOTS.c.ballot == ballots.key(token, number))
        with self._database.transaction() as connection:
            text = connection.execute(sa.select(BALLOTS.c.content).where(here)).scalar()
        return dict(json.loads(text)) if text else {}

    # Ballots on paper

    def paper(self, number: int, *, role: str, content: Mapping[str, Any], by: str, receipt: str = "") -> str:
        """Type in a ballot on paper while the round is open; return its mark, to be written on the paper.

        Parameters
        ----------
        receipt
            A mark of the form: sent again, it is not typed in again, and the same mark is returned.
        """
        values.one_of(role, PARTICIPANTS, "roll")
        with self._database.write() as connection:
            text = ballots.checked(self._round(connection, number, state="oppen"), content)
            if not text:
                raise StoreError(_("Pappersrösten är tom."), advice=_("Skriv av vad som står på den."))
            return papers.put_in(connection, self._papers, number, role=role, text=text, by=by, receipt=receipt)

    def typed(self, receipt: str) -> str:
        """Return the mark of the ballot that a form was typed in as; '' for a form that was not saved."""
        with self._database.transaction() as connection:
            return papers.marked(connection, receipt)

    def withdraw_paper(self, ballot: str, *, by: str) -> None:
        """Take out a ballot on paper that was typed in wrong, by its mark, while its round is open."""
        with self._database.write() as connection:
            number = papers.place(connection, self._papers, ballot)
            if number is not None:
                self._round(connection, number, state="oppen")
                papers.take_out(connection, self._papers, number, mark=ballot, by=by)

    # What came of it

    def turnout(self, number: int) -> dict[str, int]:
        """Return role → ballots cast, on paper too; may be read while the round is open."""
        query = sa.select(BALLOTS.c.role, sa.func.count()).where(BALLOTS.c.round == number).group_by(BALLOTS.c.role)
        with self._database.transaction() as connection:
            found = {role: int(count) for role, count in connection.execute(query)}
        return {role: found.get(role, 0) for role in PARTICIPANTS}

    def ballots(self, number: int) -> pd.DataFrame:
        """Return the ballots of a closed round: ballot (numbered anew), role, content (dict), paper (bool).

        Raises
        ------
        StoreError
            If the round is open: nobody's vote shall be led by the others'.
        """
        query = sa.select(BALLOTS).where(BALLOTS.c.round == number).order_by(BALLOTS.c.ballot)
        with self._database.transaction() as connection:
            self._round(connection, number, state="stangd")
            rows = connection.execute(query).all()
        found = [(f"{i}", row.role, json.loads(row.content), bool(row.paper)) for i, row in enumerate(rows, 1)]
        return pd.DataFrame(found, columns=["ballot", "role", "content", "paper"])

    def ratings(self, number: int) -> pd.DataFrame:
        """Return a closed round's answers as ``priorities.ranking`` takes them.

        Returns
        -------
        DataFrame
            ``participant`` (the ballot), ``role, problem, criterion, answer``; empty but for ``bedomning``.
        """
        columns = ["participant", "role", "problem", "criterion", "answer"]
        rows = [(ballot, role, *cell.split(SEPARATOR), answer)
                for ballot, role, content, _unused in self.ballots(number).itertuples(index=False)
                for cell, answer in content.items() if SEPARATOR in cell]  # fmt: skip
        return pd.DataFrame(rows, columns=columns)

    # Inside a transaction

    def read(self, connection: sa.Connection) -> list[Round]:
        """Return the rounds in order, but for those whose opening was taken back."""
        log = self._steps.whole(connection)
        steps: dict[int, list[Step]] = {}
        for step in standing(log):
            steps.setdefault(step.subject, []).append(step)
        again = reopened(log, closing=CLOSED, reopening=REOPENED)
        rows = connection.execute(sa.select(ROUNDS).order_by(ROUNDS.c.id))
        return [_round(row, steps[row.id], again.get(row.id, ())) for row in rows if row.id in steps]

    def _round(self, connection: sa.Connection, number: int, *, state: str) -> Round:
        """Return the round, which must be in this state."""
        found = next((round_ for round_ in self.read(connection) if round_.number == number), None)
        if found is None:
            raise StoreError(_("Omgång {number} finns inte.").format(number=number), advice=_("Ladda om sidan."))
        if found.state != state and state == "oppen":
            raise StoreError(
                _("Omgång {number} är stängd.").format(number=number), advice=_("Mötesledaren kan öppna den igen.")
            )
        if found.state != state:
            raise StoreError(
                _("Omgång {number} är öppen.").format(number=number),
                advice=_("Rösterna visas när mötesledaren har stängt den."),
            )
        return found

    def _none_open(self, connection: sa.Connection) -> None:
        for round_ in self.read(connection):
            if not round_.closed:
                raise StoreError(_("Omgång {number} är redan öppen.").format(number=round_.number),
                                 advice=_("Stäng den först."))  # fmt: skip


def _round(row: Any, steps: list[Step], again: Sequence[str]) -> Round:
    last = steps[-1]
    closed = last.time if last.step == CLOSED else ""
    return Round(number=row.id, kind=row.kind, title=row.title, problems=tuple(json.loads(row.problems)),
                 criteria=tuple(json.loads(row.criteria)), dots=row.dots, state="stangd" if closed else "oppen",
                 opened=row.time, closed=closed, by=row.by, reopened=tuple(again))  # fmt: skip


def _role(connection: sa.Connection, token: str) -> str:
    query = sa.select(SESSIONS.c.role).where(SESSIONS.c.token_sha256 == values.fingerprint(token))
    role = connection.execute(query).scalar()
    if role not in PARTICIPANTS:
        raise StoreError(_("Bara deltagare (polis, kommun, annan) har en röst."),
                         advice=_("Anslut igen med en deltagarkod."))  # fmt: skip
    return str(role)
