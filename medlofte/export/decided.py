"""What a workshop holds for the documents: its rounds of votes, its decisions with their grounds, causes and agenda.

Votes are read only when a round is closed, and shown only when at least ``MINIMUM_GROUP`` have answered: the documents
are public records.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import pandas as pd

from medlofte.edition import Edition
from medlofte.style import number
from medlofte.workshop import priorities
from medlofte.workshop.store import Store
from medlofte.workshop.store.ballots import SEPARATOR
from medlofte.workshop.words import ANSWERS, LABELS

DECISIONS = ("id", "problem", "label", "decision", "reason", "by", "time", "who", "due", "basis", "corrects")
RANKING = ("problem", "label", "rank", "score", "spread", "agreement", "top3", "n")
KINDS = {"bedomning": "Bedömning mot kriterierna", "prickar": "Prickar", "rangordning": "Rangordning"}


@dataclass(frozen=True)
class Vote:
    """One closed round of votes.

    Parameters
    ----------
    ballots
        How many took part.
    results
        ``label`` and ``result`` (Swedish), the best first; empty when fewer than ``MINIMUM_GROUP`` took part.
    """

    number: int
    title: str
    ballots: int
    results: tuple[tuple[str, str], ...]


def decisions(edition: Edition, store: Store | None, *, history: bool = False) -> pd.DataFrame:
    """Return the decisions as ``DECISIONS`` with Swedish words; ``basis`` is a dict, other blanks are ''."""
    if store is None:
        return pd.DataFrame(columns=list(DECISIONS))
    frame = store.decisions(history=history)
    labels = edition.labels("topics")
    frame = frame.assign(label=frame["problem"].map(labels).fillna(frame["problem"]),
                         decision=frame["decision"].map(LABELS).fillna("Återtaget"))  # fmt: skip
    return frame.reindex(columns=list(DECISIONS)).astype(object).where(lambda found: found.notna(), "")


def ranking(edition: Edition, store: Store | None) -> pd.DataFrame:
    """Return the order of the latest closed rating as ``RANKING``, without problems that too few have rated."""
    ratings, criteria = _ratings(store)
    if ratings is None or ratings.empty:
        return pd.DataFrame(columns=list(RANKING))
    frame = priorities.ranking(ratings, criteria=criteria)
    agreed = priorities.agreement(ratings, criteria=criteria).set_index("problem")["agreement"]
    firm = priorities.robustness(ratings, criteria=criteria)
    top = firm[firm["rank"] <= 3].groupby("problem")["share"].sum()
    labels = edition.labels("topics")
    frame = frame.assign(label=frame["problem"].map(labels).fillna(frame["problem"]),
                         agreement=frame["problem"].map(agreed), top3=frame["problem"].map(top))  # fmt: skip
    # Fewer than three would be someone's own answers.
    return frame.loc[frame["n"] >= priorities.MINIMUM_GROUP, list(RANKING)].reset_index(drop=True)


def votes(edition: Edition, store: Store | None) -> tuple[Vote, ...]:
    """Return the closed rounds in order, with their results where enough took part."""
    if store is None:
        return ()
    rounds = store.voting.rounds()
    closed = rounds[rounds["state"] == "stangd"].to_dict("records")
    return tuple(_vote(edition, row, store.voting.ballots(int(row["number"]))) for row in closed)


def group_answers(edition: Edition, store: Store | None) -> pd.DataFrame:
    """Return the group's common answers: problem, label, criterion (id), answer (Swedish)."""
    frame = pd.DataFrame(columns=["problem", "criterion", "answer"]) if store is None else store.answers()
    labels = edition.labels("topics")
    return frame.assign(label=frame["problem"].map(labels).fillna(frame["problem"]),
                        answer=frame["answer"].map(LABELS).fillna(frame["answer"]))  # fmt: skip


def agenda(store: Store | None) -> tuple[str, ...]:
    """Return the meeting's items in order; nothing without a workshop."""
    return () if store is None else tuple(item.title for item in store.meeting.agenda())


def _ratings(store: Store | None) -> tuple[pd.DataFrame | None, list[str]]:
    """Return the answers of the latest closed rating, and the criteria it was made by."""
    if store is None:
        return None, []
    rounds = store.voting.rounds()
    closed = rounds[(rounds["kind"] == "bedomning") & (rounds["state"] == "stangd")]
    if closed.empty:
        return None, []
    last = closed.iloc[-1]
    return store.voting.ratings(int(last["number"])), list(last["criteria"])


def _vote(edition: Edition, row: dict[Any, Any], ballots: pd.DataFrame) -> Vote:
    labels = edition.labels("topics")
    results: list[tuple[str, str]] = []
    if len(ballots) >= priorities.MINIMUM_GROUP:
        results = [(labels.get(name, name), said) for name, said in _RESULTS[row["kind"]](row, ballots)]
    title = row["title"] or KINDS.get(row["kind"], row["kind"])
    return Vote(int(row["number"]), title, len(ballots), tuple(results))


def _rated(row: dict[Any, Any], ballots: pd.DataFrame) -> list[tuple[str, str]]:
    """Return each problem with its score and how often each answer was given, over all criteria."""
    cells = [(ballot, role, *cell.split(SEPARATOR), answer)
             for ballot, role, content in zip(ballots["ballot"], ballots["role"], ballots["content"], strict=True)
             for cell, answer in content.items()]  # fmt: skip
    ratings = pd.DataFrame(cells, columns=["participant", "role", "problem", "criterion", "answer"])
    found = priorities.ranking(ratings, criteria=row["criteria"])
    counts = {name: Counter(group["answer"]) for name, group in ratings.groupby("problem")}
    # Fewer than three on one problem would be someone's own answers.
    shown = found[found["n"] >= priorities.MINIMUM_GROUP]
    return [(one["problem"], f"poäng {number(one['score'], 2)} ({_given(counts[one['problem']])})")
            for one in shown.to_dict("records")]  # fmt: skip


def _given(counts: Counter[str]) -> str:
    order = {answer: place for place, answer in enumerate(ANSWERS)}
    names = sorted(counts, key=lambda answer: (order.get(answer, len(order)), answer))
    return ", ".join(f"{LABELS.get(name, name).lower()} {counts[name]}" for name in names)


def _dotted(row: dict[Any, Any], ballots: pd.DataFrame) -> list[tuple[str, str]]:
    scores = priorities.of_dots(ballots, problems=row["problems"], dots=row["dots"])
    total: Counter[str] = Counter()
    for content in ballots["content"]:
        total.update(content)
    return [(name, f"{total[name]} prickar") for name in priorities.order(scores)["problem"]]


def _ordered(row: dict[Any, Any], ballots: pd.DataFrame) -> list[tuple[str, str]]:
    """Return each problem with its Borda score (1 when all put it first, 0 when all put it last)."""
    found = priorities.order(priorities.of_orders(ballots, problems=row["problems"]))
    first = Counter(content["order"][0] for content in ballots["content"])
    return [(one["problem"], f"poäng {number(one['score'], 2)}, satt först av {first[one['problem']]}")
            for one in found.to_dict("records")]  # fmt: skip


_RESULTS = {"bedomning": _rated, "prickar": _dotted, "rangordning": _ordered}
