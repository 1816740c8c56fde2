"""Bringing an older database up to date: what it lacks is added, nothing is taken away."""

from __future__ import annotations

import sqlalchemy as sa

from medlofte.workshop.store.schema import META, METADATA, SCHEMA


def bring_up(connection: sa.Connection) -> None:
    """Add the tables and columns that are lacking and note the schema; safe to run again."""
    present = sa.inspect(connection)
    for table in METADATA.sorted_tables:
        if present.has_table(table.name):
            _add_columns(connection, table, {column["name"] for column in present.get_columns(table.name)})
    METADATA.create_all(connection)
    connection.execute(META.update().where(META.c.key == "schema").values(value=str(SCHEMA)))


def _add_columns(connection: sa.Connection, table: sa.Table, present: set[str]) -> None:
    """Add a table's new columns; each may be blank or has a default for the rows that are there."""
    for column in table.columns:
        if column.name not in present:
            definition = sa.schema.CreateColumn(column).compile(dialect=connection.dialect)
            connection.execute(sa.text(f"ALTER TABLE {table.name} ADD COLUMN {definition}"))
