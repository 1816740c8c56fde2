"""What anyone may read of a round: its public edition, and of the workshop what has been decided and done.

Drafts, votes, the group's answers, notes and names of those who wrote stay in the workshop. So does the evidence kept
with a decision (``basis``): it may come from an internal edition, which shows smaller groups.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from medlofte import tables
from medlofte.edition import Edition
from medlofte.errors import ExportError
from medlofte.rounds import Publication
from medlofte.workshop.promises import follow_up, merge
from medlofte.workshop.store import Store

PUBLIC = "public"
HOW = "Kör «medlofte publish RUNDA --profile public --out MAPP» och exportera den utgåvan."
# What nobody outside has agreed to yet, and what no longer holds; every other state is a promise that was given.
_OWN, _STRUCK = ("utkast",), ("struken",)
_DECISIONS = ("problem", "decision", "reason", "date")


@dataclass(frozen=True)
class Account:
    """One round as anyone may read it.

    Parameters
    ----------
    edition
        A public edition.
    publication
        Contact, addresses and dates from round.toml, blank where it does not say.
    promises
        ``tables.PROMISES``, those that have been given; then ``status`` and ``reason`` where a person has judged the
        whole promise, else empty.
    measures
        ``tables.MEASURES`` of these promises, ``done, latest, status`` (a word of ``words.STATUSES``) and ``reason``:
        what a person has set, else what the figures suggest.
    activities
        ``tables.ACTIVITIES`` of these measures, without the notes.
    decisions
        ``problem, decision, reason, date``: what the workshop chose, left out or put off; empty without one.
    """

    edition: Edition
    publication: Publication
    promises: pd.DataFrame
    measures: pd.DataFrame
    activities: pd.DataFrame
    decisions: pd.DataFrame

    @property
    def about(self) -> dict[str, Any]:
        """Return what the edition says of itself."""
        return self.edition.about

    @property
    def responsible(self) -> str:
        """Return who publishes: as round.toml says, else the kommun among the parties, else the kommun's name."""
        named = [party for party in self.about.get("parties") or () if party.endswith(" kommun")]
        return self.publication.responsible or (named or [str(self.about.get("kommun", ""))])[0]


def account(edition: Edition, *, store: Store | None = None) -> Account:
    """Return what anyone may read of an edition and its workshop.

    Raises
    ------
    ExportError
        If the edition is made for a closed meeting.
    """
    if edition.about.get("profile") != PUBLIC:
        raise ExportError("Utgåvan är skyddad för ett slutet möte och får inte läggas ut för alla.",
                          file=edition.path, advice=HOW)  # fmt: skip
    promises = _promises(edition, store)
    measures = _measures(edition, store)
    measures = measures[measures["promise"].isin(promises["promise"])].reset_index(drop=True)
    logged = edition.table("activities")
    if store is not None:
        logged = merge(logged, store.plan.activities())
    logged = logged[logged["measure"].isin(measures["measure"])].assign(note="").reset_index(drop=True)
    judged = _assessed(store)
    return Account(
        edition=edition,
        publication=Publication.model_validate(edition.about.get("publication") or {}),
        promises=_judged(promises.assign(status="", reason=""), "promise", judged),
        measures=_judged(_followed(edition, promises, measures, logged), "measure", judged),
        activities=logged,
        decisions=_decisions(store),
    )


def _followed(
    edition: Edition, promises: pd.DataFrame, measures: pd.DataFrame, activities: pd.DataFrame
) -> pd.DataFrame:
    found = follow_up(promises, measures, activities, end=str(edition.about.get("end") or ""))
    return measures.assign(**{name: found[name].to_numpy() for name in ("done", "latest", "status", "reason")})


def _judged(frame: pd.DataFrame, key: str, judged: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """Return the frame with the status and reason that a person has set."""
    known = [judged.get(name, {}) for name in frame[key]]
    return frame.assign(**{
        column: [str(said.get(column) or value) for said, value in zip(known, frame[column], strict=True)]
        for column in ("status", "reason")
    })  # fmt: skip


def _promises(edition: Edition, store: Store | None) -> pd.DataFrame:
    """Return the promises given: the workshop's latest version that is no draft replaces the edition's."""
    frame = edition.table("promises")
    if store is None:
        return frame
    versions = store.plan.promises(history=True)
    settled = versions[~versions["state"].isin(_OWN)].drop_duplicates("promise", keep="last")
    given = settled[~settled["state"].isin(_STRUCK)]
    made = _rows(given, tables.PROMISES, defaults={"promisers": "gemensamt"})
    return _combined(frame, made, key="promise", gone=settled["promise"])


def _measures(edition: Edition, store: Store | None) -> pd.DataFrame:
    frame = edition.table("measures")
    # A workshop of an older version keeps no measures of its own.
    plan: Any = store.plan if store is not None else None
    if not hasattr(plan, "measures"):
        return frame
    saved, causes = plan.measures(), plan.causes()
    texts = {row["cause"]: str(row["content"].get("text", "")) for row in causes.to_dict("records")}
    content = [
        {**said, "cause": "; ".join(texts[name] for name in said.get("causes") or [] if name in texts)}
        for said in saved["content"]
    ]
    given = saved.assign(content=content)
    made = _rows(given[~given["state"].isin(_STRUCK)], tables.MEASURES, defaults={"kind": "situationell"})
    return _combined(frame, made, key="measure", gone=saved["measure"])


def _combined(edition: pd.DataFrame, made: pd.DataFrame, *, key: str, gone: pd.Series) -> pd.DataFrame:
    return pd.concat([edition[~edition[key].isin(gone)], made], ignore_index=True) if len(gone) else edition


def _rows(saved: pd.DataFrame, table: tables.Table, *, defaults: Mapping[str, str]) -> pd.DataFrame:
    """Return the workshop's things as rows of the edition's table, blank where they say nothing."""
    key = table.key[0]
    numbers = [column.name for column in table.columns if column.kind == "number"]
    rows = []
    for name, content in zip(saved[key], saved["content"], strict=True):
        row = {column: content.get(column) for column in table.names} | {key: name}
        row |= {column: "|".join(value) for column, value in row.items() if isinstance(value, list)}
        row |= {column: None if row[column] in (None, "") else float(row[column]) for column in numbers}
        rows.append(row | {column: row[column] or word for column, word in defaults.items()})
    return table.check(pd.DataFrame(rows, columns=table.names))


def _assessed(store: Store | None) -> dict[str, dict[str, Any]]:
    """Return measure or promise → the status and reason that a person has set."""
    kept = getattr(store.plan, "assessments", None) if store is not None else None
    if kept is None:
        return {}
    frame = kept()
    frame = frame[~frame["state"].isin(_STRUCK)]
    return dict(zip(frame["subject"], frame["content"], strict=True))


def _decisions(store: Store | None) -> pd.DataFrame:
    if store is None:
        return pd.DataFrame(columns=list(_DECISIONS))
    frame = store.decisions()
    return frame.assign(date=frame["time"].astype(str).str[:10])[list(_DECISIONS)].reset_index(drop=True)
