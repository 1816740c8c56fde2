"""The second half of the chain: causes, measures, promises in their states, what is done, and how it went."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import sqlalchemy as sa

from medlofte.errors import StoreError
from medlofte.language import N_, _
from medlofte.workshop.store import receipts, schema, values
from medlofte.workshop.store.database import Database, add
from medlofte.workshop.store.schema import ACTIVITIES, PROMISE_STEPS
from medlofte.workshop.store.versions import Versions
from medlofte.workshop.words import EARLIER_STATES, STATES

KINDS = ("cause", "measure", "promise", "assessment", "outcome")
KEPT, STRUCK = "gallande", "struken"


class Plan:
    """Every version and every entry is kept.

    Causes, measures, promises, assessments (a status set by a person, of a measure or a promise) and outcomes (an
    indicator's measured value, of a promise) are saved in versions: a writer says which version was changed
    (``expected_version``, 0 for a new thing) and gets a ``ConflictError`` when somebody else was first.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        named = {
            "cause": (schema.CAUSES, N_("orsaken")), "measure": (schema.MEASURES, N_("åtgärden")),
            "promise": (schema.PROMISES, N_("löftet")), "assessment": (schema.ASSESSMENTS, N_("bedömningen")),
            "outcome": (schema.OUTCOMES, N_("utfallet")),
        }  # fmt: skip
        self._kinds = {kind: Versions(database, table, kind, what) for kind, (table, what) in named.items()}

    # In versions

    def save(
        self, kind: str, name: str, *, content: Mapping[str, Any], by: str, expected_version: int = 0, state: str = ""
    ) -> int:
        """Save a new version of a thing and return its number.

        Parameters
        ----------
        kind
            One of ``KINDS``; ``planned`` states the fields of each.
        state
            For promises one of ``words.STATES``, by default a draft; for the others ``gallande`` or ``struken``.

        Raises
        ------
        ConflictError
            If someone else has saved since.
        StoreError
            If a field holds what it cannot.
        """
        versions = self._of(kind)
        found = self._state(kind, state)
        return versions.save(name, content=content, state=found, by=by, expected=expected_version)

    def undo(self, kind: str, name: str, *, by: str, expected_version: int) -> int:
        """Make the version before the latest a new version and return its number."""
        return self._of(kind).undo(name, by=by, expected=expected_version)

    def step(self, promise: str, *, state: str, name: str, date: str, by: str, expected_version: int) -> int:
        """Take a promise one state on (or one back, or strike it), its text unchanged; return the new version.

        Parameters
        ----------
        name, date
            The function that answers for the step, and its day (ÅÅÅÅ-MM-DD).

        Raises
        ------
        ConflictError
            If someone else has saved since: nobody signs a text that they have not seen.
        StoreError
            If the step skips a state, or lacks a name.
        """
        if not name.strip():
            raise StoreError(_("Steget behöver ett namn."), advice=_("Skriv vilken funktion som svarar för det."))
        day, versions = values.day(date), self._of("promise")
        with self._database.write() as connection:
            versions.expect(connection, promise, expected_version)
            current = versions.find(connection, promise)
            if current is None:
                raise StoreError(_("Löftet finns inte."), value=promise, advice=_("Spara det som utkast först."))
            _must_follow(EARLIER_STATES.get(current.state, current.state), state)
            new = {"promise": promise, "version": expected_version + 1}
            add(connection, versions.table, new | {"content": current.content, "state": state, "by": by})
            connection.execute(PROMISE_STEPS.insert().values(**new, name=name.strip(), date=day))
        return expected_version + 1

    def promises(self, *, history: bool = False) -> pd.DataFrame:
        """Return promises: promise, version, content (dict), state, by, time, name, date (of the step, else '')."""
        frame = self._of("promise").frame(history=history)
        steps = self._database.frame(sa.select(PROMISE_STEPS))
        joined = frame.merge(steps, how="left", on=["promise", "version"])
        return joined.assign(**{column: joined[column].fillna("") for column in ("name", "date")})

    def causes(self, *, history: bool = False) -> pd.DataFrame:
        """Return causes and events: cause, version, content (dict), state, by, time."""
        return self._of("cause").frame(history=history)

    def measures(self, *, history: bool = False) -> pd.DataFrame:
        """Return measures: measure, version, content (dict), state, by, time.

        The latest versions' ``promise`` is the one that names the measure now.
        """
        frame, serves = self._of("measure").frame(history=history), self.serves()
        if history:
            return frame
        now = [content | {"promise": serves(measure, content.get("promise", ""))}
               for measure, content in zip(frame["measure"], frame["content"], strict=True)]  # fmt: skip
        return frame.assign(content=now)

    def serves(self) -> Callable[[str, str], str]:
        """Return a function from a measure and the promise it was written for to the promise it serves now, or ''.

        A promise that lists its ``measures`` decides which they are.
        """
        frame = self._of("promise").frame(history=False)
        listed = {promise: content["measures"] for promise, content, state in
                  zip(frame["promise"], frame["content"], frame["state"], strict=True)
                  if "measures" in content and state != STRUCK}  # fmt: skip
        owner = {measure: promise for promise, measures in reversed(listed.items()) for measure in measures}
        return lambda measure, written: owner.get(measure, "" if written in listed else written)

    def assessments(self, *, history: bool = False) -> pd.DataFrame:
        """Return statuses set by people: subject (a measure or a promise), version, content (dict), state, by, time."""
        return self._of("assessment").frame(history=history)

    def outcomes(self, *, history: bool = False) -> pd.DataFrame:
        """Return measured values: promise, version, content (dict), state, by, time."""
        return self._of("outcome").frame(history=history)

    def _of(self, kind: str) -> Versions:
        return self._kinds[values.one_of(kind, KINDS, _("slag"))]

    @staticmethod
    def _state(kind: str, state: str) -> str:
        if kind == "promise":
            return values.one_of(EARLIER_STATES.get(state, state) or STATES[0], STATES, _("läge"))
        return values.one_of(state or KEPT, (KEPT, STRUCK), _("läge"))

    # What is done

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
        receipt: str = "",
    ) -> str:
        """Log something done and return its id.

        Parameters
        ----------
        replaces
            The id of an earlier entry that was wrong.
        receipt
            A mark of the form or row it comes from: sent again, it is not logged again, and the same id is returned.
        """
        row = {"measure": values.identifier(measure, _("åtgärd")), "date": values.day(date), "place": place, "by": by,
               "note": note, "source": source, "replaces": replaces, "amount": values.amount(amount)}  # fmt: skip
        with self._database.write() as connection:
            found = receipts.number(connection, receipt)
            if found is None:
                found = add(connection, ACTIVITIES, row)
                receipts.keep(connection, receipt, number=found)
        return f"w{found}"

    def activities(self, *, history: bool = False) -> pd.DataFrame:
        """Return what was logged, columns as ``tables.ACTIVITIES`` and by, time; replaced entries only in history."""
        frame = self._database.frame(sa.select(ACTIVITIES).order_by(ACTIVITIES.c.id))
        frame.insert(0, "activity", [f"w{number}" for number in frame.pop("id")])
        replaced = frame.pop("replaces")
        return frame if history else frame[~frame["activity"].isin(set(replaced))].reset_index(drop=True)


def _must_follow(before: str, after: str) -> None:
    """Raise StoreError unless a promise may go from one state to the other."""
    values.one_of(after, STATES, _("läge"))
    order = STATES[:-1]
    if after == STRUCK and before != STRUCK:
        return
    if before in order and after in order and abs(order.index(before) - order.index(after)) == 1:
        return
    if before == STRUCK and after == order[0]:
        return
    raise StoreError(
        _("Löftet tar ett steg i taget: utkast, överenskommet, undertecknat, pågår, redovisat."), value=after
    )
