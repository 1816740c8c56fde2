"""Bringing an older database up to date: what it lacks is added, and nothing that people have said is lost."""

from __future__ import annotations

import json
import secrets
from collections import Counter
from typing import Any

import sqlalchemy as sa

from medlofte.workshop.store.ballots import CLOSED, OPENED, ROOM, SEPARATOR
from medlofte.workshop.store.schema import BALLOTS, META, METADATA, ROUNDS, SCHEMA, SESSIONS, STEPS

# Schema 1: each person's answers, under the participant's id. Ballots took their place.
_RATINGS = sa.table("ratings", *map(sa.column, ("participant", "problem", "criterion", "answer", "time")))
_SESSIONS = sa.table("sessions", *map(sa.column, ("participant", "role")))
_BY = "medlofte"
_TITLE = "Svar på tavlan, från en tidigare version"


def is_due(names: set[str], *, version: int) -> bool:
    """Return whether a database with these tables lacks something, or has something that has moved."""
    return version < SCHEMA or not names >= set(METADATA.tables) or _RATINGS.name in names


def bring_up(connection: sa.Connection) -> None:
    """Add the tables and columns that are lacking, move what has a new place, note the schema; safe to run again."""
    present = sa.inspect(connection)
    names = set(present.get_table_names())
    for table in METADATA.sorted_tables:
        if table.name in names:
            _add_columns(connection, table, {column["name"] for column in present.get_columns(table.name)})
    METADATA.create_all(connection)
    if _RATINGS.name in names:
        _ratings_to_round(connection)
    _number_sessions(connection)
    connection.execute(META.update().where(META.c.key == "schema").values(value=str(SCHEMA)))


def _add_columns(connection: sa.Connection, table: sa.Table, present: set[str]) -> None:
    """Add a table's new columns; each may be blank or has a default for the rows that are there."""
    for column in table.columns:
        if column.name not in present:
            definition = sa.schema.CreateColumn(column).compile(dialect=connection.dialect)
            connection.execute(sa.text(f"ALTER TABLE {table.name} ADD COLUMN {definition}"))


def _number_sessions(connection: sa.Connection) -> None:
    """Give the sessions that have no number theirs, in the order they joined."""
    query = sa.select(SESSIONS.c.participant, SESSIONS.c.role).where(SESSIONS.c.number == 0)
    counted: Counter[str] = Counter()
    for participant, role in connection.execute(query.order_by(SESSIONS.c.created)).all():
        counted[role] += 1
        own = SESSIONS.update().where(SESSIONS.c.participant == participant)
        connection.execute(own.values(number=counted[role]))


def _ratings_to_round(connection: sa.Connection) -> None:
    """Make a closed round of the answers of schema 1, without whose they were: their keys are drawn here."""
    query = sa.select(*_RATINGS.c, _SESSIONS.c.role).join_from(
        _RATINGS, _SESSIONS, _RATINGS.c.participant == _SESSIONS.c.participant
    )
    rows = connection.execute(query.order_by(_RATINGS.c.problem, _RATINGS.c.criterion)).all()
    if rows:
        _closed_round(connection, rows)
    connection.execute(sa.text(f"DROP TABLE {_RATINGS.name}"))


def _closed_round(connection: sa.Connection, rows: Any) -> None:
    times = [row.time for row in rows]
    about = {name: json.dumps(list(dict.fromkeys(found)), ensure_ascii=False) for name, found in
             (("problems", [row.problem for row in rows]), ("criteria", [row.criterion for row in rows]))}  # fmt: skip
    about |= {"kind": "bedomning", "title": _TITLE, "by": _BY, "time": min(times)}
    added = connection.execute(ROUNDS.insert().values(**about, dots=0)).inserted_primary_key
    number = added[0] if added else 0
    for step, time in ((OPENED, min(times)), (CLOSED, max(times))):
        connection.execute(STEPS.insert().values(room=ROOM, step=step, subject=number, by=_BY, time=time))
    people: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows:
        people.setdefault((row.participant, row.role), {})[f"{row.problem}{SEPARATOR}{row.criterion}"] = row.answer
    made = [{"round": number, "ballot": secrets.token_hex(32), "role": role, "paper": False,
             "content": json.dumps(content, ensure_ascii=False, sort_keys=True)}
            for (_, role), content in people.items()]  # fmt: skip
    connection.execute(BALLOTS.insert(), sorted(made, key=lambda row: row["ballot"]))
