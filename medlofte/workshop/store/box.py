"""The ballots' rows: written so that nothing tells in what order they came."""

from __future__ import annotations

import sqlalchemy as sa

from medlofte.workshop.store.schema import BALLOTS


def put(connection: sa.Connection, number: int, ballot: str, *, role: str, text: str, paper: bool) -> None:
    """Write a ballot in place of the one with the same key; '' leaves none. Writers take turns: see ``write``."""
    connection.execute(BALLOTS.delete().where(BALLOTS.c.round == number, BALLOTS.c.ballot == ballot))
    if text:
        row = {"round": number, "ballot": ballot, "role": role, "content": text, "paper": paper}
        connection.execute(BALLOTS.insert().values(**row))


def reorder(connection: sa.Connection, number: int) -> None:
    """Write a round's ballots anew in the order of their keys: PostgreSQL keeps rows in the order they came."""
    rows = connection.execute(sa.select(BALLOTS).where(BALLOTS.c.round == number).order_by(BALLOTS.c.ballot)).all()
    connection.execute(BALLOTS.delete().where(BALLOTS.c.round == number))
    if rows:
        connection.execute(BALLOTS.insert(), [row._asdict() for row in rows])


def cast(connection: sa.Connection, number: int) -> int:
    """Return how many ballots a round has."""
    query = sa.select(sa.func.count()).select_from(BALLOTS).where(BALLOTS.c.round == number)
    return int(connection.execute(query).scalar_one())


def holds(connection: sa.Connection, ballot: str, *, role: str, text: str) -> bool:
    """Return whether a ballot is in the box, with this role and content."""
    here = (BALLOTS.c.ballot == ballot) & (BALLOTS.c.role == role) & (BALLOTS.c.content == text)
    return connection.execute(sa.select(BALLOTS.c.ballot).where(here)).scalar() is not None
