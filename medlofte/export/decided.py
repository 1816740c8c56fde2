"""What a workshop holds for the documents: its rounds of votes, its decisions with their grounds, answers and agenda.

Votes are read only when a round is closed. What of them is shown, and what would give somebody's vote away, is decided
where the pages have it from (``priorities.outcome``): the documents are public records.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from medlofte import style
from medlofte.edition import Edition
from medlofte.language import N_, _
from medlofte.workshop.priorities import perspectives
from medlofte.workshop.priorities.outcome import GROUPS, Outcome, outcome
from medlofte.workshop.store import Round, Store
from medlofte.workshop.words import LABELS

DECISIONS = ("id", "problem", "label", "decision", "reason", "by", "time", "who", "due", "basis", "corrects")
RANKING = ("problem", "label", "rank", "score", "spread", "agreement", "top3", "n")
KINDS = {"bedomning": N_("Bedömning"), "prickar": N_("Prickar"), "rangordning": N_("Rangordning")}
MEASURES = {
    "bedomning": N_("Poängen är medelvärdet av svaren över kriterierna, från 0 till 100."),
    "prickar": N_("Poängen är hur stor del av sina prickar deltagarna gav problemet, från 0 till 100."),
    "rangordning": N_("Poängen är Bordas: 100 när alla sätter problemet först, 0 när alla sätter det sist."),
}
HEADINGS = (
    N_("Plats"),
    N_("Problem"),
    N_("Poäng, alla"),
    N_("Polis"),
    N_("Kommun"),
    N_("Annan"),
    N_("Enighet"),
    N_("Topp 3"),
    N_("Svar"),
)


@dataclass(frozen=True)
class Vote:
    """One closed round.

    Parameters
    ----------
    ballots
        How many took part.
    order
        ``RANKING``: the best first; empty when too few took part.
    rows
        The same as texts under ``HEADINGS``, police, kommun and others apart where that can be shown.
    reopened
        When it was opened again after it had been closed (ISO, UTC).
    """

    number: int
    kind: str
    title: str
    ballots: int
    order: pd.DataFrame
    rows: tuple[tuple[str, ...], ...]
    reopened: tuple[str, ...] = ()


def decisions(edition: Edition, store: Store | None, *, history: bool = False) -> pd.DataFrame:
    """Return the decisions as ``DECISIONS`` with Swedish words; ``basis`` is a dict, other blanks are ''."""
    if store is None:
        return pd.DataFrame(columns=list(DECISIONS))
    frame = store.decisions(history=history)
    labels = edition.labels("topics")
    frame = frame.assign(label=frame["problem"].map(labels).fillna(frame["problem"]),
                         decision=frame["decision"].map(LABELS).fillna(_("Återtaget")))  # fmt: skip
    return frame.reindex(columns=list(DECISIONS)).astype(object).where(lambda found: found.notna(), "")


def votes(edition: Edition, store: Store | None) -> tuple[Vote, ...]:
    """Return the closed rounds in order, with their results where enough took part."""
    if store is None:
        return ()
    rounds = store.voting.rounds()
    labels = edition.labels("topics")
    views = perspectives(edition.table("situation"), problems=list(labels))
    made = []
    for row in rounds[rounds["state"] == "stangd"].to_dict("records"):
        fields: dict[str, Any] = {str(name): value for name, value in row.items()}
        asked = Round(**fields | {name: tuple(fields[name]) for name in ("problems", "criteria")})
        found = outcome(asked, ballots=store.voting.ballots(asked.number), views=views,
                        ratings=store.voting.ratings(asked.number))  # fmt: skip
        made.append(_vote(found, labels))
    return tuple(made)


def ranking(voted: tuple[Vote, ...]) -> pd.DataFrame:
    """Return the order of the latest closed rating as ``RANKING``; empty without one."""
    rated = [vote.order for vote in voted if vote.kind == "bedomning"]
    return rated[-1] if rated else pd.DataFrame(columns=list(RANKING))


def group_answers(edition: Edition, store: Store | None) -> pd.DataFrame:
    """Return the group's common answers: problem, label, criterion (id), answer (Swedish)."""
    frame = pd.DataFrame(columns=["problem", "criterion", "answer"]) if store is None else store.answers()
    labels = edition.labels("topics")
    return frame.assign(label=frame["problem"].map(labels).fillna(frame["problem"]),
                        answer=frame["answer"].map(LABELS).fillna(frame["answer"]))  # fmt: skip


def agenda(store: Store | None) -> tuple[str, ...]:
    """Return the meeting's items in order; nothing without a workshop."""
    return () if store is None else tuple(item.title for item in store.meeting.agenda())


def _vote(found: Outcome, labels: dict[str, str]) -> Vote:
    order = found.order.assign(
        label=found.order["problem"].map(labels).fillna(found.order["problem"]),
        agreement=found.order["problem"].map(found.agreement.set_index("problem")["agreement"]),
        top3=found.order["problem"].map(found.firm))[list(RANKING)]  # fmt: skip
    apart = found.by_role.set_index("problem")
    rows = tuple(_row(row, apart.loc[row["problem"]]) for row in order.to_dict("records"))
    asked = found.round
    title = asked.title or _(KINDS.get(asked.kind, asked.kind))
    return Vote(asked.number, asked.kind, title, found.cast, order, rows, asked.reopened)


def _row(row: dict[Any, Any], apart: pd.Series) -> tuple[str, ...]:
    scores = [points(apart[group]) for group in GROUPS]
    return (style.number(row["rank"]), row["label"], *scores, style.number(row["agreement"], 2),
            style.percent(row["top3"]), style.number(row["n"]))  # fmt: skip


def points(score: Any) -> str:
    """Return a score of 0–1 as points of a hundred."""
    return style.MISSING if style.missing(score) else style.number(100 * score)
