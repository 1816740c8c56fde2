"""What anyone may read of a round: its public edition, and of the workshop what has been decided and done.

Drafts, votes, the group's answers, its analysis of causes, notes and names of those who wrote stay there. So does the
evidence kept with a decision (``basis``): it may come from an internal edition, which shows smaller groups.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from medlofte import tables
from medlofte.edition import Edition
from medlofte.errors import ExportError
from medlofte.language import N_, Own, _
from medlofte.rounds import Publication
from medlofte.workshop.promises import follow_up
from medlofte.workshop.promises.chain import gather
from medlofte.workshop.promises.outcomes import indicators
from medlofte.workshop.store import Store

PUBLIC = "public"
HOW = N_("Kör «medlofte publish RUNDA --profile public --out MAPP» och exportera den utgåvan.")
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
    indicators
        As ``workshop.promises.outcomes.indicators``: baseline, target and the value last measured.
    activities
        ``tables.ACTIVITIES`` of these measures, without the notes.
    decisions
        ``problem, decision, reason, date``: what the workshop chose, left out or put off; empty without one. A reason
        is blank until the leader has said that it may be published.
    """

    edition: Edition
    publication: Publication
    promises: pd.DataFrame
    measures: pd.DataFrame
    indicators: pd.DataFrame
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
        raise ExportError(_("Utgåvan är skyddad för ett slutet möte och får inte läggas ut för alla."),
                          file=edition.path, advice=_(HOW))  # fmt: skip
    plan, end = gather(edition, store), str(edition.about.get("end") or "")
    promises = plan.held[tables.PROMISES.names].reset_index(drop=True)
    measures = plan.measures[plan.measures["promise"].isin(promises["promise"])].reset_index(drop=True)
    logged = plan.activities[plan.activities["measure"].isin(measures["measure"])]
    followed = follow_up(promises, measures, plan.activities, end=end)
    measures = measures.assign(**{name: followed[name].to_numpy() for name in ("done", "latest", "status", "reason")})
    judged = dict(zip(plan.assessments["subject"], plan.assessments["content"], strict=True))
    return Account(
        edition=edition,
        publication=Publication.model_validate(edition.about.get("publication") or {}),
        promises=_judged(promises.assign(status="", reason=""), "promise", judged),
        measures=_judged(measures, "measure", judged),
        indicators=indicators(promises, plan.outcomes, end=end),
        activities=logged.assign(note="").reset_index(drop=True),
        decisions=_decisions(store),
    )


def _judged(frame: pd.DataFrame, key: str, judged: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """Return the frame with the status and reason that a person has set."""
    known = [judged.get(name, {}) for name in frame[key]]
    pairs = list(zip(known, frame["status"], frame["reason"], strict=True))
    status = [str(said.get("status") or value) for said, value, _reason in pairs]
    reason = [Own(said["reason"]) if said.get("reason") else value for said, _status, value in pairs]
    return frame.assign(status=status, reason=pd.Series(reason, index=frame.index, dtype=object))


def _decisions(store: Store | None) -> pd.DataFrame:
    if store is None:
        return pd.DataFrame(columns=list(_DECISIONS))
    frame = store.decisions().drop_duplicates("problem", keep="last")
    frame["reason"] = frame["reason"].where(frame["id"].isin(store.settings.publishable()), "")
    return frame.assign(date=frame["time"].astype(str).str[:10])[list(_DECISIONS)].reset_index(drop=True)
