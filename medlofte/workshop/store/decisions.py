"""What the meeting decides: a log that only grows, each entry with the evidence and the votes as they stood."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd
import sqlalchemy as sa

from medlofte.errors import StoreError
from medlofte.language import _
from medlofte.workshop.store import values
from medlofte.workshop.store.database import Database, add
from medlofte.workshop.store.schema import DECISION_LOG
from medlofte.workshop.words import DECISIONS

_COLUMNS = ("id", "problem", "decision", "reason", "who", "due", "basis", "corrects", "by", "time")


class Decisions:
    """The part of the store that holds the decisions."""

    _database: Database

    def decide(
        self,
        problem: str,
        *,
        decision: str | None,
        reason: str = "",
        by: str,
        who: str = "",
        due: str = "",
        basis: Mapping[str, Any] | None = None,
        corrects: int | None = None,
    ) -> int:
        """Log a decision on a problem and return its number; the latest counts, None takes it back.

        Parameters
        ----------
        reason
            Why; needed for what is left out.
        who, due
            Who sees to it, and by which day (ÅÅÅÅ-MM-DD).
        basis
            The evidence and the votes as they stood (JSON).
        corrects
            The number of an entry that was wrong, of this problem or another: it stays in the log but counts no more.
        """
        value = "" if decision is None else values.one_of(decision, DECISIONS, "beslut")
        if value == "bortprioriterat" and not reason.strip():
            raise StoreError(_("Det som väljs bort behöver en motivering."), advice=_("Skriv varför och spara igen."))
        row = {"problem": values.identifier(problem, "problem"), "decision": value, "reason": reason.strip(), "by": by,
               "who": who.strip(), "due": values.day(due) if due else "", "corrects": corrects,
               "basis": values.as_json(basis or {}, _("Beslutets underlag"))}  # fmt: skip
        with self._database.write() as connection:
            if corrects is not None:
                _may_be_corrected(connection, corrects)
            return add(connection, DECISION_LOG, row)

    def decisions(self, *, history: bool = False) -> pd.DataFrame:
        """Return the decisions that stand, or with ``history`` the whole log, in order.

        Returns
        -------
        DataFrame
            ``id, problem, decision, reason, who, due, basis`` (dict), ``corrects`` (nullable integer), ``by, time``.
        """
        query = sa.select(*(DECISION_LOG.c[name] for name in _COLUMNS)).order_by(DECISION_LOG.c.id)
        frame = self._database.frame(query).astype({"corrects": "Int64"})
        frame["basis"] = [json.loads(text) if text else {} for text in frame["basis"]]
        return frame if history else standing(frame)


def standing(log: pd.DataFrame) -> pd.DataFrame:
    """Return the entries that count: not corrected, the last one of their problem, and not a taking back."""
    left = log[~log["id"].isin(log["corrects"].dropna())].drop_duplicates("problem", keep="last")
    return left[left["decision"] != ""].reset_index(drop=True)


def _may_be_corrected(connection: sa.Connection, number: int) -> None:
    if connection.execute(sa.select(DECISION_LOG.c.id).where(DECISION_LOG.c.id == number)).scalar() is None:
        raise StoreError(_("Beslut {number} finns inte.").format(number=number), advice=_("Läs in besluten på nytt."))
    later = connection.execute(sa.select(DECISION_LOG.c.id).where(DECISION_LOG.c.corrects == number)).scalar()
    if later is not None:
        raise StoreError(
            _("Beslut {number} är redan rättat av beslut {later}.").format(number=number, later=later),
            advice=_("Rätta det i stället."),
        )
