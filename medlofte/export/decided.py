"""What a workshop holds for the documents: its rounds of votes, its decisions with their grounds, causes and agenda.

Votes are read only when a round is closed, and shown only when at least ``MINIMUM_GROUP`` have answered: the documents
are public records. A workshop made by an older version lacks some of this, and the documents do without.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import pandas as pd

from medlofte.edition import Edition
from medlofte.workshop import priorities
from medlofte.workshop.store import Store
from medlofte.workshop.words import LABELS

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
    """Return the decisions as ``DECISIONS`` with Swedish words; columns that the store lacks are blank."""
    if store is None:
        return pd.DataFrame(columns=list(DECISIONS))
    frame = store.decisions(history=history)
    labels = edition.labels("topics")
    frame = frame.assign(label=frame["problem"].map(labels).fillna(frame["problem"]),
                         decision=frame["decision"].map(LABELS).fillna("Återtaget"))  # fmt: skip
    return frame.reindex(columns=list(DECISIONS)).astype(object).where(lambda found: found.notna(), "")


def ranking(edition: Edition, store: Store | None) -> pd.DataFrame:
    """Return the order of the latest closed rating as ``RANKING``, without problems that too few have rated."""
    ratings, criteria = _ratings(edition, store)
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
    voting = getattr(store, "voting", None)
    if voting is None:
        return ()
    rounds = voting.rounds()
    return tuple(_vote(edition, voting, row) for row in rounds[rounds["state"] == "stangd"].to_dict("records"))


def group_answers(edition: Edition, store: Store | None) -> pd.DataFrame:
    """Return the group's common answers: problem, label, criterion (id), answer (Swedish)."""
    frame = pd.DataFrame(columns=["problem", "criterion", "answer"]) if store is None else store.answers()
    labels = edition.labels("topics")
    return frame.assign(label=frame["problem"].map(labels).fillna(frame["problem"]),
                        answer=frame["answer"].map(LABELS).fillna(frame["answer"]))  # fmt: skip


def agenda(store: Store | None) -> tuple[str, ...]:
    """Return the meeting's items in order; nothing where the store has no agenda."""
    meeting = getattr(store, "meeting", None)
    return () if meeting is None else tuple(str(item.title) for item in meeting.agenda())


def _ratings(edition: Edition, store: Store | None) -> tuple[pd.DataFrame | None, list[str]]:
    """Return the answers of the latest closed rating and the criteria it was made by."""
    criteria = [criterion["id"] for criterion in edition.about["criteria"]]
    voting = getattr(store, "voting", None)
    if voting is None:
        return (None if store is None else store.ratings()), criteria
    rounds = voting.rounds()
    closed = rounds[(rounds["kind"] == "bedomning") & (rounds["state"] == "stangd")]
    if closed.empty:
        return None, criteria
    last = closed.iloc[-1]
    return voting.ratings(int(last["number"])), list(last["criteria"])


def _vote(edition: Edition, voting: Any, row: dict[Any, Any]) -> Vote:
    number = int(row["number"])
    cast = voting.ballots(number)
    labels = edition.labels("topics")
    results: list[tuple[str, str]] = []
    if len(cast) >= priorities.MINIMUM_GROUP:
        results = [(labels.get(name, name), said) for name, said in _RESULTS[row["kind"]](row, cast["content"])]
    title = row["title"] or KINDS.get(row["kind"], row["kind"])
    return Vote(number, title, len(cast), tuple(results))


def _rated(row: dict[Any, Any], contents: pd.Series) -> list[tuple[str, str]]:
    """Return each problem with how many answered yes, partly, no and don't know over all criteria."""
    counts = {problem: Counter(answer for content in contents for cell, answer in content.items()
                               if cell.split("|")[0] == problem) for problem in row["problems"]}  # fmt: skip
    points = {name: _mean(found) for name, found in counts.items()}
    order = sorted(counts, key=lambda name: -points[name])
    return [(name, ", ".join(f"{word} {counts[name][answer]}" for answer, word in _ANSWERS.items())) for name in order]


def _dotted(row: dict[Any, Any], contents: pd.Series) -> list[tuple[str, str]]:
    total: Counter[str] = Counter()
    for content in contents:
        total.update(content)
    return [(name, f"{total[name]} prickar") for name in sorted(row["problems"], key=lambda name: -total[name])]


def _ordered(row: dict[Any, Any], contents: pd.Series) -> list[tuple[str, str]]:
    """Return each problem with its Borda points (as many as it stands before) and how often it came first."""
    size = len(row["problems"])
    points: Counter[str] = Counter()
    first: Counter[str] = Counter()
    for content in contents:
        order = content.get("order", [])
        first.update(order[:1])
        points.update({name: size - 1 - place for place, name in enumerate(order)})
    order = sorted(row["problems"], key=lambda name: -points[name])
    return [(name, f"{points[name]} poäng, satt först av {first[name]}") for name in order]


def _mean(answers: Counter[str]) -> float:
    counted = sum(answers[name] for name in priorities.ANSWER_POINTS)
    total = sum(points * answers[name] for name, points in priorities.ANSWER_POINTS.items())
    return total / counted if counted else -1.0


_ANSWERS = {"ja": "ja", "delvis": "delvis", "nej": "nej", "vet_ej": "vet ej"}
_RESULTS = {"bedomning": _rated, "prickar": _dotted, "rangordning": _ordered}
