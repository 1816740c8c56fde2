"""A card of the coding room as the browser gets it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from medlofte import style
from medlofte.analysis.coding.advice import Advisor
from medlofte.analysis.coding.language import brief
from medlofte.analysis.coding.queues import Card
from medlofte.analysis.coding.standing import Standing
from medlofte.language import _


def drawn(
    card: Card, *, standing: Standing, advisor: Advisor | None, blind: bool = False, places: Mapping[str, str]
) -> dict[str, Any]:
    """Return a card: what the patterns and people say of it, and what is chosen when it shows.

    Each suggestion is [topic, where from]: V chosen by a person, R for a rule, S for a weak rule (not chosen), M for
    the model, with its score among ``scores``. A blind coder gets what he or she has chosen and nothing else.
    """
    answer = (card.left(standing) or card.answers)[0]
    found = () if blind else card.suggested
    decided = standing.topics(answer, suggested=found) if answer in standing.read else None
    weak = [] if blind else list(dict.fromkeys(match.topic for match in card.hints))
    likely = advisor.scores(card.text) if advisor is not None else {}
    marks: dict[str, str] = dict.fromkeys(found, "R")
    for topics, mark in ((decided or (), "V"), (weak, "S"), (likely, "M")):
        marks = {**dict.fromkeys(topics, mark), **marks}
    ordered = [*(decided or ()), *found, *weak, *likely]
    return {
        "text": card.text, "alike": len(card.left(standing) or card.answers),
        "attention": [] if answer in standing.flagged else list(map(_, card.attention)),
        "evidence": [] if blind else [[m.start, m.end, m.topic, brief(m.rule)] for m in card.matches],
        "suggested": [[topic, marks[topic]] for topic in dict.fromkeys(ordered)],
        "scores": {topic: style.number(score, 2) for topic, score in likely.items() if marks[topic] == "M"},
        "chosen": list(found if decided is None else decided),
        "likely": "" if advisor is None or card.matches or decided else advisor.likely(card.text),
        "place": places.get(standing.places.get(answer, ""), ""),
        "told": _told(answer, standing, read=decided is not None),
    }  # fmt: skip


def disputed(card: Card, *, given: Sequence[frozenset[str]]) -> dict[str, Any]:
    """Return a card on which coders differ: what each chose, and what all chose as the beginning of an answer."""
    marks = {topic: "".join("AB"[i] if i < 2 else "…" for i, one in enumerate(given) if topic in one)
             for topic in sorted(frozenset().union(*given))}  # fmt: skip
    return {
        "text": card.text, "alike": len(card.answers), "attention": list(map(_, card.attention)), "evidence": [],
        "suggested": [[topic, mark] for topic, mark in marks.items()],
        "chosen": [topic for topic in marks if all(topic in one for one in given)],
        "given": [sorted(one) for one in given],
    }  # fmt: skip


def _told(answer: tuple[str, str], standing: Standing, *, read: bool) -> str:
    """Return what has been done with an answer already, or "" if nothing."""
    if answer in standing.flagged:
        return _("Flaggat av {names}.").format(names=", ".join(sorted(standing.flagged_by(answer))))
    if answer in standing.unclear:
        return _("Markerat som oklart.")
    names = ", ".join(sorted(standing.coders.get(answer, ())))
    return _("Granskat av {names}.").format(names=names) if read else ""
