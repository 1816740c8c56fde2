"""Things kept in versions: nothing is overwritten, and who has not seen the latest version is told, not passed over."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import sqlalchemy as sa

from medlofte.errors import ConflictError, StoreError
from medlofte.language import _
from medlofte.workshop.store import planned, values
from medlofte.workshop.store.database import Database, add
from medlofte.workshop.words import EARLIER_STATES


@dataclass(frozen=True)
class Versions:
    """One kind of thing in versions.

    Parameters
    ----------
    table
        Its columns: a key, version, content (JSON), state, by, time.
    kind, what
        A name in ``planned.CHECKS``; the thing in Swedish, as in «Någon annan har sparat löftet».
    """

    database: Database
    table: sa.Table
    kind: str
    what: str

    @property
    def key(self) -> sa.Column[Any]:
        """Return the column that tells things apart."""
        return self.table.columns[1]

    def save(self, name: str, *, content: Mapping[str, Any], state: str, by: str, expected: int) -> int:
        """Save a new version and return its number; ConflictError if ``expected`` is no longer the latest."""
        with self.database.write() as connection:
            return self.put(connection, name, content=content, state=state, by=by, expected=expected)

    def put(
        self, connection: sa.Connection, name: str, *, content: Mapping[str, Any], state: str, by: str, expected: int
    ) -> int:
        """Do what ``save`` does in a transaction that is already open."""
        text = planned.CHECKS[self.kind](content)
        self.expect(connection, values.identifier(name, self.kind), expected)
        row = {self.key.name: name, "version": expected + 1, "content": text, "state": state, "by": by}
        add(connection, self.table, row)
        return expected + 1

    def expect(self, connection: sa.Connection, name: str, expected: int) -> None:
        """Raise ConflictError unless the latest version is the one expected (0: there is none)."""
        latest = self.find(connection, name)
        if latest is None and expected == 0:
            return
        if latest is None:
            raise StoreError(_("Det du ändrar finns inte."), value=name, advice=_("Ladda om sidan."))
        if latest.version != expected:
            raise ConflictError(
                _("Någon annan har sparat {what} under tiden (version {version}; du ändrade {expected}).").format(
                    what=_(self.what), version=latest.version, expected=expected
                ),
                version=int(latest.version),
                content=json.loads(latest.content),
                by=latest.by,
                value=name,
                advice=_("Läs in den nya versionen och gör om ändringen."),
            )

    def undo(self, name: str, *, by: str, expected: int) -> int:
        """Save the version before the latest as a new one; doing so twice takes the undoing back."""
        with self.database.write() as connection:
            self.expect(connection, name, expected)
            before = self.find(connection, name, version=expected - 1)
            if before is None:
                raise StoreError(_("Det finns ingen tidigare version."), value=name)
            content = json.loads(before.content)
            return self.put(connection, name, content=content, state=before.state, by=by, expected=expected)

    def find(self, connection: sa.Connection, name: str, *, version: int | None = None) -> Any:
        """Return one version's row, the latest unless named; None when there is none."""
        query = sa.select(self.table).where(self.key == name).order_by(self.table.c.version.desc()).limit(1)
        if version is not None:
            query = query.where(self.table.c.version == version)
        return connection.execute(query).one_or_none()

    def frame(self, *, history: bool) -> pd.DataFrame:
        """Return the latest versions: key, version, content (dict), state, by, time; with ``history`` all of them."""
        frame = self.database.log(self.table, (self.key.name,), history=history)
        # The log is not rewritten: an older database's word is read as the one that took its place.
        return frame.assign(content=[json.loads(text) for text in frame["content"]],
                            state=frame["state"].replace(EARLIER_STATES))  # fmt: skip
