"""The second half of the chain: promises in versions, and what is done."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd
import sqlalchemy as sa

from medlofte.errors import StoreError
from medlofte.workshop.store import values
from medlofte.workshop.store.database import Database
from medlofte.workshop.store.schema import ACTIVITIES, PROMISES
from medlofte.workshop.words import STATES


class Plan:
    """Promises and activities; every version and every entry is kept."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save_promise(
        self, promise: str, *, content: Mapping[str, Any], by: str, expected_version: int = 0, state: str = "utkast"
    ) -> int:
        """Save a new version of a promise and return its number.

        Parameters
        ----------
        content
            The promise's fields (JSON), named as in ``tables.PROMISES``.
        expected_version
            The version that was changed, 0 for a new promise.

        Raises
        ------
        StoreError
            If someone else has saved since, or a field holds what it cannot.
        """
        row = {"promise": values.identifier(promise, "löfte"), "state": values.one_of(state, STATES, "läge"), "by": by}
        text = values.promise(content)
        with self._database.write() as connection:
            query = sa.select(sa.func.max(PROMISES.c.version)).where(PROMISES.c.promise == promise)
            current = int(connection.execute(query).scalar() or 0)
            if current != expected_version:
                raise StoreError(
                    f"Någon annan har sparat löftet under tiden (version {current}; du ändrade {expected_version}).",
                    value=promise, advice="Läs in den nya versionen och gör om ändringen.")  # fmt: skip
            connection.execute(PROMISES.insert().values(**row, content=text, version=current + 1, time=values.now()))
        return current + 1

    def promises(self, *, history: bool = False) -> pd.DataFrame:
        """Return the drafts: promise, version, content (dict), state, by, time; with ``history`` every version."""
        frame = self._database.log(PROMISES, ("promise",), history=history)
        return frame.assign(content=[json.loads(text) for text in frame["content"]])

    def log_activity(
        self,
        measure: str,
        *,
        date: str,
        amount: float,
        by: str,
        place: str = "",
        note: str = "",
        source: str = "",
        replaces: str = "",
    ) -> str:
        """Log something done and return its id; ``replaces`` names an earlier entry that was wrong."""
        row = {"measure": values.identifier(measure, "åtgärd"), "date": values.day(date), "place": place, "by": by}
        row |= {"note": note, "source": source, "replaces": replaces}
        return f"w{self._database.append(ACTIVITIES, row | {'amount': values.amount(amount)})}"

    def activities(self, *, history: bool = False) -> pd.DataFrame:
        """Return what was logged, columns as ``tables.ACTIVITIES`` and by, time; replaced entries only in history."""
        frame = self._database.frame(sa.select(ACTIVITIES).order_by(ACTIVITIES.c.id))
        frame.insert(0, "activity", [f"w{number}" for number in frame.pop("id")])
        replaced = frame.pop("replaces")
        return frame if history else frame[~frame["activity"].isin(set(replaced))].reset_index(drop=True)
