"""The coding room: one answer a card, keyboard first; every decision is in the ledger before the next card shows.

The browser only asks; what is done and what is shown is decided here, so that the room is tested without a browser. The
answers' text is sent to the analyst's own browser and nowhere else: the widget belongs in the analyst's notebook.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import anywidget
import pandas as pd
import traitlets

from medlofte import tokens
from medlofte.analysis.coding import additions, ledger, queues
from medlofte.analysis.coding.advice import Advisor
from medlofte.analysis.coding.patterns import Coder
from medlofte.codebook import Codebook
from medlofte.errors import MedlofteError
from medlofte.language import _, words

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
    suggest
        Suggest likely topics beside the patterns', learnt from the codebook and from what has been decided, and begin
        the uncoded answers with those that a suggestion is surest of. Never for a blind or a third coder.
    places
        Place id → label, for P.
    blind
        For a second coder: nothing is suggested, and others' decisions are not seen.
    adjudicate
        For a third look: the answers that two coders coded otherwise, with what each chose but not who.
    codebook_file
        The round's codebook; new patterns are written into its file of topics. Without it they are previewed only.
    """

    _esm = _HERE / "widget.js"
    _css = tokens.css((_HERE / "widget.css").read_text("utf-8"))
    card = traitlets.Dict().tag(sync=True)
    topics = traitlets.List(traitlets.Dict()).tag(sync=True)
    places = traitlets.List(traitlets.List()).tag(sync=True)
    queue_names = traitlets.List(traitlets.List()).tag(sync=True)
    queue = traitlets.Unicode("uncoded").tag(sync=True)
    writes = traitlets.Bool().tag(sync=True)
    progress = traitlets.Dict().tag(sync=True)
    said = traitlets.Unicode().tag(sync=True)
    preview = traitlets.Dict().tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)

    def __init__(
        self, answers: pd.DataFrame, *, coder: Coder, book: ledger.Ledger, name: str,
        suggest: bool = True, places: Mapping[str, str] | None = None,
        blind: bool = False, adjudicate: bool = False, codebook_file: str | Path | None = None,
    ) -> None:  # fmt: skip
        """Open the room at the first answer that nobody has read."""
        super().__init__(
            topics=[{"id": topic.id, "label": topic.said, "theme": topic.theme} for topic in coder.codebook.topics],
            places=[[key, label] for key, label in (places or {}).items()],
            queue_names=[["disputed", _("Oense kodare")]] if adjudicate else [[k, v] for k, v in queues.QUEUES.items()],
            queue="disputed" if adjudicate else "all" if blind else "uncoded",
            writes=codebook_file is not None,
            texts=words(_HERE / "widget.js"),
        )
        self._coder, self._book, self._name, self._blind = coder, book, name, blind
        self._advisor = Advisor(coder.codebook) if suggest and not (blind or adjudicate) else None
        self._adjudicate = adjudicate
        self._file = additions.topics_file(codebook_file) if codebook_file is not None else None
        self._answers, self._cards = answers, queues.cards(answers, coder=coder)
        self._disputed: dict[int, tuple[frozenset[str], ...]] = {}
        self._steps: list[tuple[int, Callable[[], None]]] = []
        self._skipped: set[int] = set()
        self._at = -1
        self.on_msg(self._asked)
        self.observe(lambda _change: self._open(), names="queue")
        self._open()

    def accept(self, topics: Sequence[str]) -> None:
        """Decide the card's topics, for every answer written like it, and go on."""
        card = self._cards[self._at]
        known = {topic["id"] for topic in self.topics}
        wanted = [topic for topic in topics if topic in known]
        refused = [] if self._blind else [topic for topic in self._shown_topics() if topic not in wanted]
        yes, no = ("settle", "dismiss") if self._adjudicate else ("accept", "reject")
        rows = [("", yes), *((topic, yes) for topic in wanted), *((topic, no) for topic in refused)]
        done = _("Avgjort: {n} {n|ämne|ämnen}.") if self._adjudicate else _("Sparat: {n} {n|ämne|ämnen}.")
        self._decide(card, rows, said=done.format(n=len(wanted)))

    def unclear(self) -> None:
        """Mark that the answer cannot be understood, and go on; it waits in a queue of its own."""
        self._decide(self._cards[self._at], [("", "unclear")], said=_("Markerat som oklart."))

    def flag(self) -> None:
        """Hand the answer to the responsible officer: out of the statistics, never quoted."""
        self._decide(self._cards[self._at], [("", "flag")], said=_("Flaggat för ansvarig. Svaret räknas inte."))

    def place(self, place: str) -> None:
        """Tie the answer to a place; the card stays."""
        if place in dict(self.places):
            self._decide(self._cards[self._at], [(place, "place")], said=_("Platsen är sparad."), stay=True)

    def skip(self) -> None:
        """Go on without deciding; the card comes back when the queue is opened anew."""
        self._skip()

    def undo(self) -> None:
        """Take the last step back, with a line of its own in the ledger, and show its card."""
        if not self._steps:
            self.said = _("Det finns inget att ångra.")
            return
        at, take_back = self._steps[-1]
        take_back()
        self._steps.pop()
        self._show(at, said=_("Ångrat."))

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

    def add_pattern(self, pattern: str, *, topic: str, sentence: str) -> None:
        """Write a new pattern into the round's topics, code every answer anew and show the card again."""
        if self._file is None:
            self.preview = {"error": _("Rummet har ingen kodbok att skriva i: ge codebook_file.")}
            return
        try:
            added = additions.add(self._file, topic=topic, pattern=pattern, sentence=sentence, by=self._name)
        except MedlofteError as error:
            self.preview = {"error": str(error)}
            return
        self._steps.append((self._at, lambda: self._remove(added)))
        self._recode()
        self._show(self._at, said=_("Mönstret är inlagt i kodboken. U tar bort det."))

    def _remove(self, added: additions.Addition) -> None:
        if self._file is not None:
            additions.remove(self._file, added, by=self._name)
            self._recode()

    def _recode(self) -> None:
        """Code the answers by the topics as they stand in the file; the cards keep their places."""
        read = Codebook.read_topics(self._file or "")
        self._coder = Coder(self._coder.codebook.model_copy(update={"topics": read.topics, "lists": read.lists}))
        self._cards = queues.cards(self._answers, coder=self._coder)

    def _asked(self, _widget: Any, content: dict[str, Any], _buffers: Any) -> None:
        """Do what the browser asks; what it sends is checked like anything else from outside."""
        what, given = content.get("do"), content.get("with", "")
        simple = {"unclear": self.unclear, "flag": self.flag, "skip": self.skip, "undo": self.undo}
        try:
            if self._at < 0 and what not in ("undo", "pattern", "add"):
                return
            if what in simple:
                simple[what]()
            elif what == "accept" and isinstance(given, list):
                self.accept([str(topic) for topic in given])
            elif what == "place":
                self.place(str(given))
            elif what == "pattern" and isinstance(given, dict):
                self.try_pattern(str(given.get("pattern", "")), topic=str(given.get("topic", "")))
            elif what == "add" and isinstance(given, dict):
                pattern, topic, sentence = (str(given.get(name, "")) for name in ("pattern", "topic", "sentence"))
                self.add_pattern(pattern, topic=topic, sentence=sentence)
        except MedlofteError as error:
            self.said = str(error)

    def _decide(self, card: queues.Card, rows: Sequence[tuple[str, Any]], *, said: str, stay: bool = False) -> None:
        version, now = self._coder.codebook.version, _now()
        decisions = [
            ledger.Decision(respondent, question, topic, verdict, self._name, now, version)
            for respondent, question in card.answers for topic, verdict in rows
        ]  # fmt: skip
        self._book.append(decisions)
        self._steps.append((self._at, lambda: self._withdraw(decisions)))
        if stay:
            self.said = said
        else:
            self._show(self._next(), said=said)

    def _withdraw(self, decisions: Sequence[ledger.Decision]) -> None:
        now = _now()
        self._book.append([
            ledger.Decision(d.respondent, d.question, d.topic, "withdraw", self._name, now, d.version)
            for d in decisions
        ])  # fmt: skip

    def _skip(self) -> None:
        self._skipped.add(self._at)
        self._show(self._next(), said=_("Nästa svar."))

    def _open(self) -> None:
        self._skipped.clear()
        self._show(self._next(), said="")

    def _decisions(self) -> tuple[ledger.Decision, ...]:
        found = self._book.decisions()
        return tuple(d for d in found if d.coder == self._name) if self._blind else found

    def _next(self) -> int:
        decisions = self._decisions()
        if self._advisor is not None:
            self._advisor.follow(self._cards, decisions=decisions)
        waiting = self._waiting(decisions)
        fresh = [i for i in waiting if i not in self._skipped and i != self._at] or [
            i for i in waiting if i != self._at
        ]
        return next(iter(fresh), -1)

    def _waiting(self, decisions: tuple[ledger.Decision, ...]) -> list[int]:
        if self._adjudicate:
            self._disputed = queues.disputed(self._cards, decisions=decisions, name=self._name)
            return list(self._disputed)
        found = queues.queue(self.queue, cards=self._cards, decisions=decisions)
        if self._advisor is None or self.queue != "uncoded":
            return found
        return self._advisor.surest_first(found, cards=self._cards)

    def _show(self, at: int, *, said: str) -> None:
        decisions = self._decisions()
        left = len(self._waiting(decisions))
        read = ledger.reviewed(decisions)
        done = sum(card.answers[0] in read for card in self._cards)
        self._at = at
        with self.hold_sync():
            self.card = self._drawn(self._cards[at]) if at >= 0 else {}
            self.progress = {"left": left, "done": done, "all": len(self._cards)}
            self.said, self.preview = said, {}

    def _drawn(self, card: queues.Card) -> dict[str, Any]:
        matches = [] if self._blind else card.matches
        if self._adjudicate:
            return self._both(card)
        return {
            "text": card.text, "alike": len(card.answers), "attention": list(map(_, card.attention)),
            "evidence": [[m.start, m.end, m.topic, m.rule] for m in matches],
            "suggested": [] if self._blind else self._suggested(card),
            "chosen": [] if self._blind else list(card.suggested),
            "likely": "" if self._advisor is None or card.matches else self._advisor.likely(card.text),
        }  # fmt: skip

    def _both(self, card: queues.Card) -> dict[str, Any]:
        """Return a card on which coders differ: what each chose, and what all chose as the beginning of an answer."""
        given = self._disputed.get(self._cards.index(card), ())
        marks = {topic: "".join("AB"[i] if i < 2 else "…" for i, one in enumerate(given) if topic in one)
                 for topic in sorted(frozenset().union(*given))}  # fmt: skip
        return {
            "text": card.text, "alike": len(card.answers), "attention": list(map(_, card.attention)), "evidence": [],
            "suggested": [[topic, mark] for topic, mark in marks.items()],
            "chosen": [topic for topic in marks if all(topic in one for one in given)],
            "given": [sorted(one) for one in given],
        }  # fmt: skip

    def _suggested(self, card: queues.Card) -> list[list[str]]:
        """Return [topic, where from]: R for a rule, S for a weak rule (not chosen), M for the model."""
        weak = list(dict.fromkeys(match.topic for match in card.hints))
        likely = self._advisor.topics(card.text) if self._advisor is not None else ()
        model = [topic for topic in likely if topic not in (*card.suggested, *weak)]
        marked = (("R", card.suggested), ("S", weak), ("M", model))
        return [[topic, mark] for mark, topics in marked for topic in topics]

    def _shown_topics(self) -> list[str]:
        if self._adjudicate:
            return [topic for topic, _ in self.card.get("suggested", ())]
        return list(self._cards[self._at].suggested)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
