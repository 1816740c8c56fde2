"""The workshop's shared state: who is here and what the group agrees on; rooms of their own for the rest.

Each write raises the revision in its own transaction, so that pages can poll one number.
"""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import sqlalchemy as sa

from medlofte.tables import ROLES
from medlofte.workshop.store import values
from medlofte.workshop.store.archive import Archive
from medlofte.workshop.store.database import Database
from medlofte.workshop.store.decisions import Decisions
from medlofte.workshop.store.door import Door
from medlofte.workshop.store.drafts import Drafts
from medlofte.workshop.store.meeting import Meeting
from medlofte.workshop.store.plan import Plan
from medlofte.workshop.store.schema import ANSWER_LOG, CLOCK, CODES, SESSIONS
from medlofte.workshop.store.settings import Settings
from medlofte.workshop.store.voting import Voting
from medlofte.workshop.words import ANSWERS


@dataclass(frozen=True)
class Session:
    """One person in the workshop; the token is known only to their browser (the store keeps its SHA-256).

    Parameters
    ----------
    number
        Which of its role's it is, from 1 in the order they joined: what the person and the leader call it by.
    """

    token: str = field(repr=False)
    participant: str
    role: str
    number: int = 0


class Store(Decisions):
    """The workshop's database. Safe to use from many processes and threads at once.

    Every refused value, broken file or lost connection raises ``StoreError`` with a Swedish message. ``voting`` holds
    the rounds of individual votes, ``meeting`` the agenda and its clock, ``plan`` promises and what is done;
    ``drafts`` the actors' mapping forms, ``settings`` what the leader sets for all; ``archive`` makes copies, and
    ``door`` knows who may come in.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.voting = Voting(database)
        self.meeting = Meeting(database)
        self.plan = Plan(database)
        self.drafts = Drafts(database)
        self.door = Door(database)
        self.settings = Settings(database)
        self.archive = Archive(database)

    @classmethod
    def open(cls, url: str | Path, *, create: bool = True, patience: float | None = None) -> Store:
        """Return the store at a URL (``sqlite:///…``, ``postgresql://…``) or a file path.

        Parameters
        ----------
        create
            Make the database's tables and codes where they are lacking; False raises instead.
        patience
            Seconds to wait for others who write before a StoreError; by default as long as a person may wait.

        Raises
        ------
        StoreError
            If it is missing, damaged, unreachable, no workshop, or made by a newer version.
        """
        return cls(Database.open(url, create=create, patience=patience))

    def close(self) -> None:
        """Let go of every connection; may be called twice."""
        self._database.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_unused: object) -> None:
        self.close()

    def revision(self) -> int:
        """Return a number that rises with every write; cheap to poll."""
        with self._database.transaction() as connection:
            return int(connection.execute(sa.select(CLOCK.c.revision)).scalar_one())

    # Who is here

    def codes(self) -> dict[str, str]:
        """Return role → the code that lets people in with that role."""
        with self._database.transaction() as connection:
            found = {row.role: row.code for row in connection.execute(sa.select(CODES))}
        return {role: found[role] for role in ROLES if role in found}

    def role_of(self, code: str) -> str | None:
        """Return the role a code opens, or None; case, spaces and hyphens do not matter."""
        typed = re.sub(r"[\s-]", "", code).upper().encode()
        # Every code is compared, each in constant time, so that the answer's delay tells nothing.
        fits = [role for role, real in self.codes().items() if hmac.compare_digest(typed, real.encode())]
        return fits[0] if fits else None

    def join(self, role: str, *, token: str = "") -> Session:
        """Return a new session for someone with this role.

        Parameters
        ----------
        token
            The browser's secret, 256 random bits; drawn here when it is ''. One that is in use gives its session: a
            form that is sent twice lets one person in.
        """
        token, role = token or secrets.token_urlsafe(32), values.one_of(role, ROLES, "roll")
        same = sa.select(sa.func.count()).select_from(SESSIONS).where(SESSIONS.c.role == role)
        with self._database.write() as connection:
            if (before := _session(connection, token)) is not None:
                return before
            made = Session(token, secrets.token_hex(8), role, int(connection.execute(same).scalar_one()) + 1)
            row = {"token_sha256": values.fingerprint(token), "participant": made.participant, "number": made.number}
            connection.execute(SESSIONS.insert().values(**row, role=role, created=values.now()))
        return made

    def session(self, token: str) -> Session | None:
        """Return the session of a token, or None."""
        with self._database.transaction() as connection:
            return _session(connection, token)

    def participants(self) -> dict[str, int]:
        """Return role → how many have joined, and have not left."""
        here = ~SESSIONS.c.token_sha256.startswith(values.ENDED)
        query = sa.select(SESSIONS.c.role, sa.func.count()).where(here).group_by(SESSIONS.c.role)
        with self._database.transaction() as connection:
            return {role: int(count) for role, count in connection.execute(query)}

    # What the group agrees on

    def answer(self, problem: str, *, criterion: str, answer: str | None, by: str) -> None:
        """Log the group's common answer in one cell of Brå's table; the latest counts, None clears the cell."""
        value = "" if answer is None else values.one_of(answer, ANSWERS, "svar")
        cell = {
            "problem": values.identifier(problem, "problem"),
            "criterion": values.identifier(criterion, "kriterium"),
        }
        self._database.append(ANSWER_LOG, cell | {"answer": value, "by": by})

    def answers(self, *, history: bool = False) -> pd.DataFrame:
        """Return the group's answers: problem, criterion, answer, by, time; with ``history`` the whole log."""
        return self._database.log(ANSWER_LOG, ("problem", "criterion"), value="answer", history=history)


def _session(connection: sa.Connection, token: str) -> Session | None:
    query = sa.select(SESSIONS).where(SESSIONS.c.token_sha256 == values.fingerprint(token))
    row = connection.execute(query).one_or_none()
    return Session(token, row.participant, row.role, row.number) if row else None
