"""The workshop's door: new codes when one has leaked, closed to newcomers when all are in, and the way out."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from medlofte.errors import StoreError
from medlofte.language import _
from medlofte.tables import ROLES
from medlofte.workshop.store import values
from medlofte.workshop.store.database import Database
from medlofte.workshop.store.schema import CODES, META, SESSIONS
from medlofte.workshop.words import PARTICIPANTS

_JOINING = "joining"
_CLOSED = "closed"


@dataclass(frozen=True)
class Guest:
    """One participant who is here: role, number within the role, and when they joined (ISO, UTC)."""

    role: str
    number: int
    joined: str


class Door:
    """Who may come in. A session that is ended keeps its row, so that what was done under it stays whole."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def rotate(self, role: str, *, keep: str = "") -> str:
        """Give a role a new code and return it; the old one opens nothing from now on.

        For the meeting leader and the screen the sessions that the old code opened end as well, but for the one whose
        token is ``keep``. Participants' stay: their ballots hang on them.
        """
        fresh = values.code()
        with self._database.write() as connection:
            row = CODES.update().where(CODES.c.role == values.one_of(role, ROLES, "roll"))
            connection.execute(row.values(code=fresh))
            if role not in PARTICIPANTS:
                others = (SESSIONS.c.role == role) & (SESSIONS.c.token_sha256 != values.fingerprint(keep))
                connection.execute(SESSIONS.update().where(others).values(token_sha256=_ended()))
        return fresh

    def leave(self, token: str) -> None:
        """End a session: its token opens nothing any more."""
        with self._database.write() as connection:
            own = SESSIONS.c.token_sha256 == values.fingerprint(token)
            connection.execute(SESSIONS.update().where(own).values(token_sha256=_ended()))

    def guests(self) -> list[Guest]:
        """Return the participants who are here, by role and number; nothing of them leads to a ballot."""
        columns = SESSIONS.c.role, SESSIONS.c.number, SESSIONS.c.created
        here = SESSIONS.c.role.in_(PARTICIPANTS) & ~SESSIONS.c.token_sha256.startswith(values.ENDED)
        with self._database.transaction() as connection:
            found = [Guest(*row) for row in connection.execute(sa.select(*columns).where(here))]
        return sorted(found, key=lambda guest: (PARTICIPANTS.index(guest.role), guest.number, guest.joined))

    def remove(self, role: str, number: int) -> None:
        """End a participant's session, which may not vote any more; a ballot it has cast stays.

        No one can tell which ballot is whose, so none can be taken out: its key needs the browser's secret.

        Raises
        ------
        StoreError
            If there is no such participant, or they have left.
        """
        own = (SESSIONS.c.role == values.one_of(role, PARTICIPANTS, "roll")) & (SESSIONS.c.number == number)
        here = own & ~SESSIONS.c.token_sha256.startswith(values.ENDED)
        with self._database.write() as connection:
            if not connection.execute(SESSIONS.update().where(here).values(token_sha256=_ended())).rowcount:
                raise StoreError(_("Deltagaren är inte med längre."), advice=_("Ladda om sidan."))

    def is_open(self) -> bool:
        """Return whether new participants may join."""
        with self._database.transaction() as connection:
            return connection.execute(sa.select(META.c.value).where(META.c.key == _JOINING)).scalar() != _CLOSED

    def open(self) -> None:
        """Let new participants in again."""
        with self._database.write() as connection:
            connection.execute(META.delete().where(META.c.key == _JOINING))

    def close(self) -> None:
        """Let no new participants in; those who are in come back as before."""
        with self._database.write() as connection:
            connection.execute(META.delete().where(META.c.key == _JOINING))
            connection.execute(META.insert().values(key=_JOINING, value=_CLOSED))


def _ended() -> sa.ColumnElement[str]:
    """Return what takes the fingerprint's place: unlike any SHA-256, and one of its own for each session."""
    return sa.literal(values.ENDED) + SESSIONS.c.participant
