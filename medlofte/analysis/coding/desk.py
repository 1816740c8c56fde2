"""What lies on a coder's desk: the cards, the queue that is gone through, and the decisions that are written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from medlofte.analysis.coding import ledger, queues, signatures
from medlofte.analysis.coding.advice import Advisor
from medlofte.analysis.coding.card import disputed, drawn
from medlofte.analysis.coding.patterns import Coder
from medlofte.analysis.coding.standing import Standing

NONE = -1  # no card
# Verdict → what a coder does by it; these can be taken back long after.
_KINDS = dict.fromkeys(ledger.REVIEWING, "read") | {kind: kind for kind in ("unclear", "flag", "place")}


class Desk:
    """The cards of a round and one coder's way through a queue of them.

    Parameters
    ----------
    answers
        respondent, question and text, one row per answer.
    coder, book, name
        The patterns, the ledger, and who codes.
    blind, adjudicate
        As the coding room's.
    places
        Words of places in lower case.
    suggest
        Suggest likely topics, and begin the uncoded answers with the surest.
    """

    def __init__(
        self, answers: pd.DataFrame, *, coder: Coder, book: ledger.Ledger, name: str,
        blind: bool, adjudicate: bool, suggest: bool, places: frozenset[str] = frozenset(),
    ) -> None:  # fmt: skip
        """Lay out the cards; no queue is open yet."""
        self.coder, self.blind, self.adjudicate = coder, blind, adjudicate
        # Who writes the name otherwise than last time is the same person all the same, and no second coder.
        self.name = signatures.written(name, among=(decision.coder for decision in book.decisions()))
        self.advisor = Advisor(coder.codebook) if suggest and not (blind or adjudicate) else None
        self._places = places
        self.cards = queues.cards(answers, coder=coder, places=places)
        self.at = NONE
        self.standing = Standing()
        self._answers, self._book, self._queue = answers, book, ""
        self._written = (-1, -1)
        self._skipped: set[int] = set()
        self._passed: set[int] = set()
        self._disputed: dict[int, tuple[frozenset[str], ...]] = {}

    @property
    def card(self) -> queues.Card:
        """Return the card that lies uppermost."""
        return self.cards[self.at]

    def open(self, queue: str) -> int:
        """Begin a queue anew and return its first card's place, or ``NONE``."""
        self._queue, self.at = queue, NONE
        self._skipped.clear()
        self._passed.clear()
        return self.next()

    def next(self) -> int:
        """Return the card that follows: the queue is gone through once, then come those that were skipped."""
        self.follow()
        if self.advisor is not None:
            self.advisor.follow(self.cards, standing=self.standing)
        waiting = [i for i in self.waiting() if i not in self._passed]
        fresh = [i for i in waiting if i not in self._skipped]
        if not fresh:
            self._skipped.clear()
        return next((i for i in fresh or waiting if i != self.at), waiting[0] if waiting else NONE)

    def skip(self) -> int:
        """Return the card that follows; this one comes back last."""
        self._skipped.add(self.at)
        return self.next()

    def back(self, at: int) -> None:
        """Let a card that was decided wait in the queue again."""
        self._passed.discard(at)

    def follow(self) -> None:
        """Read the ledger, if anybody has written in it."""
        written = self._book.written()
        if written != self._written:
            self.standing = Standing(self._book.decisions(), self.name if self.blind else "")
            self._written = written

    def waiting(self) -> list[int]:
        """Return the places of the cards that the queue holds."""
        if self.adjudicate:
            self._disputed = queues.disputed(self.cards, standing=self.standing, name=self.name)
            return list(self._disputed)
        found = queues.queue(self._queue, cards=self.cards, standing=self.standing)
        if self.advisor is None or self._queue != "uncoded":
            return found
        return self.advisor.surest_first(found, cards=self.cards)

    def progress(self) -> dict[str, int]:
        """Return how many cards are left in the queue, how many are read, and how many there are."""
        there = [left[0] for card in self.cards if (left := card.left(self.standing))]
        read = sum(answer in self.standing.read for answer in there)
        return {"left": len(self.waiting()), "done": read, "all": len(there)}

    def drawn(self, *, places: Mapping[str, str]) -> dict[str, Any]:
        """Return the uppermost card as the browser gets it."""
        if self.adjudicate:
            return disputed(self.card, given=self._disputed.get(self.at, ()))
        return drawn(self.card, standing=self.standing, advisor=self.advisor, blind=self.blind, places=places)

    def texts(self) -> list[str]:
        """Return the text of every answer that counts, as the first who wrote so wrote it."""
        return [card.text for card in self.cards for _answer in card.left(self.standing)]

    def settles(self) -> bool:
        """Return whether a decision now is a third look, or changes what another decided and this coder has seen."""
        others = self.standing.coders.get(self._first, frozenset()) - {self.name}
        return self.adjudicate or (not self.blind and bool(others))

    def flagged_by(self) -> frozenset[str]:
        """Return who has flagged the uppermost card."""
        return self.standing.flagged_by(self._first)

    def decide(self, rows: Sequence[tuple[str, ledger.Verdict]]) -> tuple[ledger.Decision, ...]:
        """Write decisions (topic, verdict) on every answer of the uppermost card, on the disk before this returns."""
        version, now = self.coder.codebook.version, _now()
        made = tuple(
            ledger.Decision(respondent, question, topic, verdict, self.name, now, version)
            for respondent, question in (self.card.left(self.standing) or self.card.answers) for topic, verdict in rows
        )  # fmt: skip
        self._book.append(made)
        self._passed.add(self.at)
        return made

    def withdraw(self, decisions: Sequence[ledger.Decision]) -> None:
        """Take decisions back, with lines of their own; a flag that was taken back stands again."""
        again: dict[str, ledger.Verdict] = {"withdraw": "flag"}
        self._book.append(replace(d, verdict=again.get(d.verdict, "withdraw"), time=_now()) for d in decisions)

    def earlier(self) -> tuple[int, tuple[ledger.Decision, ...]]:
        """Return the card that this coder decided on last, whenever that was, and the decisions; ``NONE``, () if none.

        Only what stands can be taken back, of answers that are here; what was deleted never is.
        """
        self.follow()
        places = {answer: i for i, card in enumerate(self.cards) for answer in card.answers}
        here = places.keys() - (self.standing.gone - self.standing.flagged)
        own = [(places[d.respondent, d.question], d) for d in ledger.live(self.standing.decisions)
               if d.coder == self.name and d.verdict in _KINDS and (d.respondent, d.question) in here]  # fmt: skip
        if not own:
            return NONE, ()
        at, last = own[-1]
        # What was written at once is of one time, of one card and of one kind.
        return at, tuple(d for i, d in own if (i, d.time, _KINDS[d.verdict]) == (at, last.time, _KINDS[last.verdict]))

    def recode(self, coder: Coder) -> None:
        """Code every answer by other patterns; the cards keep their places."""
        self.coder, self.cards = coder, queues.cards(self._answers, coder=coder, places=self._places)

    @property
    def _first(self) -> tuple[str, str]:
        return (self.card.left(self.standing) or self.card.answers)[0]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
