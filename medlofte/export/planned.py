"""Promises, causes and measures for the documents: the chain as it stands, with labels in place of ids."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from medlofte import style, tables
from medlofte.edition import Edition
from medlofte.language import _
from medlofte.workshop.promises.chain import PUBLISHED, Chain
from medlofte.workshop.promises.followup import follow_up
from medlofte.workshop.promises.outcomes import indicators, judged
from medlofte.workshop.words import LABELS, STATE_LABELS

CAUSES = ("problem", "label", "branch", "cause", "text", "evidence")
_DRAFT = "utkast"


def promises(chain: Chain) -> pd.DataFrame:
    """Return the promises that hold, then the workshop's drafts: a draft never hides what has been decided.

    ``tables.PROMISES``, ``state`` (Swedish) and ``decided`` (bool).
    """
    drafts = chain.promises[chain.promises["state"] == _DRAFT].assign(decided=False)
    frames = [frame for frame in (chain.held.assign(decided=True), drafts) if len(frame)]
    if not frames:
        return tables.PROMISES.empty().assign(state="", decided=False)
    frame = pd.concat(frames, ignore_index=True)
    words = STATE_LABELS | {PUBLISHED: LABELS["beslutad"]}
    frame = frame.assign(state=[words.get(state, state) for state in frame["state"]])
    return frame[[*tables.PROMISES.names, "state", "decided"]]


def measures(chain: Chain) -> pd.DataFrame:
    """Return the measures: ``tables.MEASURES``, ``term, resources, problem``, ``causes`` (ids written ``a|b``).

    ``cause`` says in words what the measure is to change.
    """
    texts = dict(zip(chain.causes["cause"], chain.causes["text"], strict=True))
    frame = chain.measures.fillna(dict.fromkeys(("term", "resources", "problem", "cause", "owner", "unit"), ""))
    said = [listed(texts.get(cause, cause) for cause in tied) or own
            for tied, own in zip(frame["causes"], frame["cause"], strict=True)]  # fmt: skip
    return frame.assign(cause=said, causes=["|".join(tied) for tied in frame["causes"]])


def listed(texts: Iterable[str]) -> str:
    """Return texts after each other; a semicolon stands between those that are no sentences."""
    return "; ".join(texts).replace(".; ", ". ")


def causes(edition: Edition, chain: Chain) -> pd.DataFrame:
    """Return the causes and events as ``CAUSES``, those of one problem and branch together and in their order."""
    labels = edition.labels("topics")
    frame = chain.causes.fillna({"topic": "", "reference": ""})
    said = [_evidence(row, labels) for row in frame.to_dict("records")]
    return frame.assign(label=frame["problem"].map(labels).fillna(frame["problem"]), evidence=said)[list(CAUSES)]


def followed(edition: Edition, chain: Chain) -> pd.DataFrame:
    """Return planned against done as ``follow_up``, with ``label`` and ``reason`` of the status.

    What a person has set comes before what the figures suggest, and says who and when.
    """
    end = str(edition.about.get("end") or "")
    known = chain.measures[tables.MEASURES.names]
    held = known[known["promise"].isin(chain.held["promise"])]
    rows = judged(follow_up(chain.held[tables.PROMISES.names], held, chain.activities, end=end), chain.assessments)
    told = [_status(row) for row in rows.to_dict("records")]
    return rows.assign(label=[label for label, _unused in told], reason=[reason for _unused, reason in told])


def outcomes(edition: Edition, chain: Chain) -> pd.DataFrame:
    """Return each promise's indicator from baseline to outcome as ``indicators``, with ``label`` of the status."""
    frame = indicators(chain.held, chain.outcomes, end=str(edition.about.get("end") or ""))
    return frame.assign(label=[LABELS.get(status, status) for status in frame["status"]])


def _status(row: dict[Any, Any]) -> tuple[str, str]:
    suggested = LABELS.get(row["status"], row["status"])
    if not row["set_status"]:
        return suggested, _("{reason} (förslag)").format(reason=row["reason"])
    chosen = LABELS.get(row["set_status"], row["set_status"])
    return chosen, _("{reason} ({by}, {date}; siffrorna föreslog {suggested})").format(
        reason=row["set_why"], by=row["set_by"], date=style.date(row["set_on"]), suggested=suggested
    )


def _evidence(row: dict[Any, Any], labels: dict[str, str]) -> str:
    """Return what a cause rests on: its reference, and the topic whose figures it points to."""
    topic = row["topic"]
    parts = (row["reference"], _("Lägesbilden: {topic}").format(topic=labels.get(topic, topic)) if topic else "")
    return ". ".join(part for part in parts if part)
