"""The coding room: one answer a card, keyboard first; every decision is in the ledger before the next card shows.

The browser only asks; what is done and what is shown is decided here, so that the room is tested without a browser. The
answers' text is sent to the analyst's own browser and nowhere else: the widget belongs in the analyst's notebook.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import anywidget
import pandas as pd
import traitlets

from medlofte.analysis.coding import ledger, queues
from medlofte.analysis.coding.patterns import Coder
from medlofte.errors import MedlofteError

_HERE = Path(__file__).parent


class CodingRoom(anywidget.AnyWidget):
    """Codes the answers of a round.

    Parameters
    ----------
    answers
        respondent, question and text, one row per answer.
    coder
        The codebook's patterns.
    book
        The ledger that decisions go to.
    name
        Who codes.
    suggestions
        Text → topics to suggest beside the patterns', likeliest first.
    places
        Place id → label, for P.
    blind
        For a second coder: nothing is suggested, and others' decisions are not seen.
    """

    _esm = _HERE / "widget.js"
    _css = _HERE / "widget.css"
    card = traitlets.Dict().tag(sync=True)
    topics = traitlets.List(traitlets.Dict()).tag(sync=True)
    places = traitlets.List(traitlets.List()).tag(sync=True)
    queue_names = traitlets.List(traitlets.List()).tag(sync=True)
    queue = traitlets.Unicode("uncoded").tag(sync=True)
    progress = traitlets.Dict().tag(sync=True)
    said = traitlets.Unicode().tag(sync=True)
    preview = traitlets.Dict().tag(sync=True)

    def __init__(
        self, answers: pd.DataFrame, *, coder: Coder, book: ledger.Ledger, name: str,
        suggestions: Mapping[str, Sequence[str]] | None = None, places: Mapping[str, str] | None = None,
        blind: bool = False,
    ) -> None:  # fmt: skip
        """Open the room at the first answer that nobody has read."""
        super().__init__(
            topics=[{"id": topic.id, "label": topic.label, "theme": topic.theme} for topic in coder.codebook.topics],
            places=[[key, label] for key, label in (places or {}).items()],
            queue_names=[[key, label] for key, label in queues.QUEUES.items()],
            queue="all" if blind else "uncoded",
        )
        self._coder, self._book, self._name, self._blind = coder, book, name, blind
        self._suggestions = suggestions or {}
        self._cards = queues.cards(answers, coder=coder)
        self._steps: list[tuple[int, list[ledger.Decision]]] = []
        self._skipped: set[int] = set()
        self._at = -1
        self.on_msg(self._asked)
        self.observe(lambda _: self._open(), names="queue")
        self._open()

    def accept(self, topics: Sequence[str]) -> None:
        """Decide the card's topics, for every answer written like it, and go on."""
        card = self._cards[self._at]
        known = {topic["id"] for topic in self.topics}
        wanted = [topic for topic in topics if topic in known]
        refused = [] if self._blind else [topic for topic in self._shown_topics() if topic not in wanted]
        rows = [("", "accept"), *((topic, "accept") for topic in wanted), *((topic, "reject") for topic in refused)]
        self._decide(card, rows, said=f"Sparat: {len(wanted)} ämnen.")

    def unclear(self) -> None:
        """Mark that the answer cannot be understood, and go on; it waits in a queue of its own."""
        self._decide(self._cards[self._at], [("", "unclear")], said="Markerat som oklart.")

    def flag(self) -> None:
        """Hand the answer to the responsible officer: out of the statistics, never quoted."""
        self._decide(self._cards[self._at], [("", "flag")], said="Flaggat för ansvarig. Svaret räknas inte.")

    def place(self, place: str) -> None:
        """Tie the answer to a place; the card stays."""
        if place in dict(self.places):
            self._decide(self._cards[self._at], [(place, "place")], said="Platsen är sparad.", stay=True)

    def skip(self) -> None:
        """Go on without deciding; the card comes back when the queue is opened anew."""
        self._skip()

    def undo(self) -> None:
        """Take the last step back, with a line of its own in the ledger, and show its card."""
        if not self._steps:
            self.said = "Det finns inget att ångra."
            return
        at, decisions = self._steps.pop()
        now = _now()
        self._book.append([
            ledger.Decision(d.respondent, d.question, d.topic, "withdraw", self._name, now, d.version)
            for d in decisions
        ])  # fmt: skip
        self._show(at, said="Ångrat.")

    def try_pattern(self, pattern: str, *, topic: str) -> None:
        """Show what a new pattern would change, without changing anything."""
        try:
            found = queues.preview(pattern, topic=topic, cards=self._cards, codebook=self._coder.codebook)
        except MedlofteError as error:
            self.preview = {"error": str(error)}
            return
        self.preview = {
            "pattern": pattern, "topic": topic, "gains": found.gains, "had": found.had,
            "examples": list(found.examples),
        }  # fmt: skip

    def _asked(self, _widget: Any, content: dict[str, Any], _buffers: Any) -> None:
        """Do what the browser asks; what it sends is checked like anything else from outside."""
        what, given = content.get("do"), content.get("with", "")
        simple = {"unclear": self.unclear, "flag": self.flag, "skip": self.skip, "undo": self.undo}
        try:
            if self._at < 0 and what not in ("undo", "pattern"):
                return
            if what in simple:
                simple[what]()
            elif what == "accept" and isinstance(given, list):
                self.accept([str(topic) for topic in given])
            elif what == "place":
                self.place(str(given))
            elif what == "pattern" and isinstance(given, dict):
                self.try_pattern(str(given.get("pattern", "")), topic=str(given.get("topic", "")))
        except MedlofteError as error:
            self.said = str(error)

    def _decide(self, card: queues.Card, rows: Sequence[tuple[str, Any]], *, said: str, stay: bool = False) -> None:
        version, now = self._coder.codebook.version, _now()
        decisions = [
            ledger.Decision(respondent, question, topic, verdict, self._name, now, version)
            for respondent, question in card.answers for topic, verdict in rows
        ]  # fmt: skip
        self._book.append(decisions)
        self._steps.append((self._at, decisions))
        if stay:
            self.said = said
        else:
            self._show(self._next(), said=said)

    def _skip(self) -> None:
        self._skipped.add(self._at)
        self._show(self._next(), said="Nästa svar.")

    def _open(self) -> None:
        self._skipped.clear()
        self._show(self._next(), said="")

    def _decisions(self) -> tuple[ledger.Decision, ...]:
        found = self._book.decisions()
        return tuple(d for d in found if d.coder == self._name) if self._blind else found

    def _next(self) -> int:
        waiting = queues.queue(self.queue, cards=self._cards, decisions=self._decisions())
        fresh = [i for i in waiting if i not in self._skipped and i != self._at] or [
            i for i in waiting if i != self._at
        ]
        return next(iter(fresh), -1)

    def _show(self, at: int, *, said: str) -> None:
        decisions = self._decisions()
        left = len(queues.queue(self.queue, cards=self._cards, decisions=decisions))
        read = ledger.reviewed(decisions)
        done = sum(card.answers[0] in read for card in self._cards)
        self._at = at
        with self.hold_sync():
            self.card = self._drawn(self._cards[at]) if at >= 0 else {}
            self.progress = {"left": left, "done": done, "all": len(self._cards)}
            self.said, self.preview = said, {}

    def _drawn(self, card: queues.Card) -> dict[str, Any]:
        matches = [] if self._blind else card.matches
        return {
            "text": card.text, "alike": len(card.answers), "attention": list(card.attention),
            "evidence": [[m.start, m.end, m.topic, m.rule] for m in matches],
            "suggested": [] if self._blind else self._suggested(card),
            "chosen": [] if self._blind else list(card.suggested),
        }  # fmt: skip

    def _suggested(self, card: queues.Card) -> list[list[str]]:
        """Return [topic, where from]: R for a rule, M for the model."""
        model = [topic for topic in self._suggestions.get(card.text, ()) if topic not in card.suggested]
        return [[topic, "R"] for topic in card.suggested] + [[topic, "M"] for topic in model]

    def _shown_topics(self) -> list[str]:
        return list(self._cards[self._at].suggested)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
