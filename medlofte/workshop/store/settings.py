"""What the meeting leader sets once for everybody: a log that only grows, of which the last entry counts."""

from __future__ import annotations

import sqlalchemy as sa

from medlofte.errors import StoreError
from medlofte.language import _
from medlofte.workshop.store import values
from medlofte.workshop.store.database import Database
from medlofte.workshop.store.schema import SETTINGS

CAPACITY, CASE_NUMBER, PUBLISH = "kapacitet", "diarienummer", "publiceras"
MOST_CAPACITY = 100
_YES = "ja"


class Settings:
    """The group's capacity, the case's number in the registry, and which reasons may be published."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def capacity(self) -> int | None:
        """Return how much effort the promises may take in all; None where the leader has not said."""
        said = self._read(CAPACITY).get("")
        return int(said) if said else None

    def set_capacity(self, value: int, *, by: str) -> None:
        """Set how much effort the promises may take in all."""
        if type(value) is not int or not 1 <= value <= MOST_CAPACITY:
            raise StoreError(_("Kapaciteten ska vara ett heltal, 1–{most}.").format(most=MOST_CAPACITY), value=value)
        self._write(CAPACITY, str(value), by=by)

    def case_number(self) -> str:
        """Return the number that the case has in the registry (diarienummer), '' where the leader has not said."""
        return self._read(CASE_NUMBER).get("", "")

    def set_case_number(self, text: str, *, by: str) -> None:
        """Set the case's number in the registry; '' takes it back."""
        kept = text.strip()
        self._write(CASE_NUMBER, values.identifier(kept, _("diarienumret")) if kept else "", by=by)

    def publishable(self) -> frozenset[int]:
        """Return the numbers of the decisions whose reasons may be published; none may until somebody says so."""
        return frozenset(int(number) for number, said in self._read(PUBLISH).items() if said == _YES)

    def publish(self, decision: int, *, may: bool, by: str) -> None:
        """Say that the reason of a decision may be published, or may not."""
        self._write(PUBLISH, _YES if may else "", subject=str(decision), by=by)

    def _read(self, name: str) -> dict[str, str]:
        """Return subject → the value set last, of one name."""
        query = sa.select(SETTINGS.c.subject, SETTINGS.c.value).where(SETTINGS.c.name == name).order_by(SETTINGS.c.id)
        with self._database.transaction() as connection:
            return {row.subject: row.value for row in connection.execute(query)}

    def _write(self, name: str, value: str, *, by: str, subject: str = "") -> None:
        self._database.append(SETTINGS, {"name": name, "subject": subject, "value": value, "by": by})
