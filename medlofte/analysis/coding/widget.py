"""The coding room: one answer a card, keyboard first; every decision is in the ledger before the next card shows.

The browser only asks; what is done and what is shown is decided here, so that the room is tested without a browser. The
answers' text is sent to the analyst's own browser and nowhere else: the widget belongs in the analyst's notebook.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import anywidget
import pandas as pd
import traitlets

from medlofte import tokens
from medlofte.analysis.coding import additions, ledger, queues, signatures
from medlofte.analysis.coding.desk import NONE, Desk
from medlofte.analysis.coding.patterns import Coder
from medlofte.analysis.coding.trial import preview
from medlofte.codebook import Codebook
from medlofte.errors import MedlofteError
from medlofte.language import _, words

_HERE = Path(__file__).parent
_DECIDES: tuple[ledger.Verdict, ...] = ("accept", "reject")
_SETTLES: tuple[ledger.Verdict, ...] = ("settle", "dismiss")
_EXAMPLES = 5
_STANDING = ("R", "V")  # by a rule, by a person


class _Step(NamedTuple):
    """What can be undone: at which card, how, and what was chosen there (None: as the card has it)."""

    at: int
    take_back: Callable[[], None]
    chosen: tuple[str, ...] | None = None


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
    places, aliases
        Place id → label, for P; place id → its other names with ``|`` between, by which a place is proposed.
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
    answered = traitlets.Int().tag(sync=True)
    preview = traitlets.Dict().tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)

    def __init__(
        self, answers: pd.DataFrame, *, coder: Coder, book: ledger.Ledger, name: str,
        suggest: bool = True, places: Mapping[str, str] | None = None, aliases: Mapping[str, str] | None = None,
        blind: bool = False, adjudicate: bool = False, codebook_file: str | Path | None = None,
    ) -> None:  # fmt: skip
        """Open the room at the first answer that nobody has read."""
        super().__init__(
            topics=[{"id": topic.id, "label": topic.said, "theme": topic.theme} for topic in coder.codebook.topics],
            places=[[key, label, *(aliases or {}).get(key, "").split("|")] for key, label in (places or {}).items()],
            queue_names=_queues(blind=blind, adjudicate=adjudicate),
            queue="disputed" if adjudicate else "all" if blind else "uncoded",
            writes=codebook_file is not None,
            texts=words(_HERE / "widget.js"),
        )
        self._desk = Desk(
            answers, coder=coder, book=book, name=name, blind=blind, adjudicate=adjudicate, suggest=suggest,
            places=frozenset(
                word for name in (places or {}).values() for word in (name.lower(), *name.lower().split())
            ),
        )  # fmt: skip
        self._file = additions.topics_file(codebook_file) if codebook_file is not None else None
        self._steps: list[_Step] = []
        self._shown, self._taken = 0, NONE  # the number of the card that shows, of the last that U went back to
        self.on_msg(self._asked)
        self.observe(lambda _change: self._tell(self._open), names="queue")
        self._open()
        if not signatures.key(name):
            self.said = _("Skriv ditt namn i NAMN, högst upp i boken, och kör om: det står vid varje beslut.")

    def accept(self, topics: Sequence[str]) -> None:
        """Decide the card's topics, for every answer written like it, and go on.

        What another person has decided is settled: it counts, and how well two blind coders agree stays as it was.
        """
        known = {topic["id"] for topic in self.topics}
        wanted = [topic for topic in topics if topic in known]
        # What the card has by patterns or people is refused unless it is chosen; what was only suggested is not.
        marks = None if self._desk.adjudicate else _STANDING
        stood = [topic for topic, mark in self.card.get("suggested", ()) if marks is None or mark in marks]
        refused = [topic for topic in stood if topic not in wanted]
        yes, no = _SETTLES if self._desk.settles() else _DECIDES
        rows = [("", yes), *((topic, yes) for topic in wanted), *((topic, no) for topic in refused)]
        done = _("Avgjort: {n} {n|ämne|ämnen}.") if self._desk.adjudicate else _("Sparat: {n} {n|ämne|ämnen}.")
        self._decide(rows, said=done.format(n=len(wanted)), chosen=tuple(wanted))

    def unclear(self) -> None:
        """Mark that the answer cannot be understood, and go on; it waits in a queue of its own."""
        self._decide([("", "unclear")], said=_("Markerat som oklart."))

    def flag(self) -> None:
        """Hand the answer to the responsible officer: out of the statistics, never quoted; or take one's flag back."""
        flagged = self._desk.flagged_by()
        if self._desk.name in flagged:
            self._decide([("", "withdraw")], said=_("Flaggan är borttagen. Svaret räknas igen."))
        elif flagged:
            self.said = _("{names} har flaggat svaret, och bara den personen tar bort flaggan.").format(
                names=", ".join(sorted(flagged))
            )
        else:
            self._decide([("", "flag")], said=_("Flaggat för ansvarig. Svaret räknas inte."))

    def place(self, place: str) -> None:
        """Tie the answer to a place; the card stays."""
        if place in self._places():
            self._decide([(place, "place")], said=_("Platsen är sparad."), stay=True)

    def skip(self) -> None:
        """Go on without deciding; the card comes back when the queue is opened anew."""
        self._show(self._desk.skip(), said=_("Nästa svar."))

    def undo(self) -> None:
        """Take the last step back, with a line of its own in the ledger, and show its card as it was left.

        When there is none left of this room's, the coder's own earlier decisions follow, the newest first; the first of
        them is shown before it is taken back.
        """
        if not self._steps:
            self._undo_earlier()
            return
        step = self._steps[-1]
        step.take_back()
        self._steps.pop()
        self._desk.back(step.at)
        self._show(step.at, said=_("Ångrat."), chosen=step.chosen)

    def _undo_earlier(self) -> None:
        desk = self._desk
        at, decisions = (NONE, ()) if desk.adjudicate else desk.earlier()
        if not decisions:
            self.said = _("Det finns inget att ångra. Tidigare beslut ändras i kön Klara.")
            return
        if self._shown != self._taken:
            self._show(at, said=_("Det här är det senaste du avgjorde. Tryck U en gång till för att ångra det."))
        else:
            desk.withdraw(decisions)
            desk.back(at)
            chosen = [d.topic for d in decisions if d.topic and d.verdict in ledger.ACCEPTING]
            read = any(d.verdict in ledger.REVIEWING for d in decisions)
            self._show(at, said=_("Ångrat."), chosen=list(dict.fromkeys(chosen)) if read else None)
        self._taken = self._shown

    def try_pattern(self, pattern: str, *, topic: str) -> None:
        """Show what a new pattern would change, without changing anything."""
        self.said = ""
        try:
            found = preview(self._desk.coder.codebook, topic=topic, pattern=pattern, texts=self._desk.texts())
        except MedlofteError as error:
            self.preview = {"error": str(error)}
            return
        examples = list(dict.fromkeys(found.gained))[:_EXAMPLES]
        self.preview = {"pattern": pattern, "topic": topic, "gains": len(found.gained), "had": found.before,
                        "lost": found.lost, "examples": examples, "broken": list(found.broken)}  # fmt: skip

    def add_pattern(self, pattern: str, *, topic: str, sentence: str) -> None:
        """Write a new pattern into the round's topics, code every answer anew and show the card again."""
        if self._file is None:
            self.preview = {"error": _("Rummet har ingen kodbok att skriva i: ge codebook_file.")}
            return
        try:
            added = additions.add(self._file, topic=topic, pattern=pattern, sentence=sentence, by=self._desk.name)
        except MedlofteError as error:
            self.preview = {"error": str(error)}
            return
        self._steps.append(_Step(self._desk.at, lambda: self._remove(added)))
        self._recode()
        self._show(self._desk.at, said=_("Mönstret är inlagt i kodboken. U tar bort det."))

    def _remove(self, added: additions.Addition) -> None:
        if self._file is not None:
            additions.remove(self._file, added, by=self._desk.name)
            self._recode()

    def _recode(self) -> None:
        """Code the answers by the topics as they stand in the file; the cards keep their places."""
        read, book = Codebook.read_topics(self._file or ""), self._desk.coder.codebook
        self._desk.recode(Coder(book.model_copy(update={"topics": read.topics, "lists": read.lists})))

    def _asked(self, _widget: Any, content: dict[str, Any], _buffers: Any) -> None:
        """Do what the browser asks; what it sends is checked like anything else from outside.

        A deed names the card it was meant for: one that comes late, or twice, decides nothing of the next card.
        """
        what, given = content.get("do"), content.get("with", "")
        of_a_card: dict[Any, Callable[[], None]] = {
            "unclear": self.unclear, "flag": self.flag, "skip": self.skip,
            "accept": lambda: self.accept([str(topic) for topic in given]) if isinstance(given, list) else None,
            "place": lambda: self.place(str(given)),
        }  # fmt: skip
        if what in of_a_card:
            if self._desk.at != NONE and content.get("card") == self._shown:
                self._tell(of_a_card[what])
        elif what in ("undo", "again"):
            self._tell(self.undo if what == "undo" else self._open)
        elif what in ("pattern", "add") and isinstance(given, dict):
            pattern, topic, sentence = (str(given.get(name, "")) for name in ("pattern", "topic", "sentence"))
            add, try_ = self.add_pattern, self.try_pattern
            self._tell(lambda: add(pattern, topic=topic, sentence=sentence) if what == "add"
                       else try_(pattern, topic=topic))  # fmt: skip
        self.answered += 1

    def _tell(self, act: Callable[[], None]) -> None:
        """Do something, and say what went wrong where the coder sees it."""
        try:
            act()
        except MedlofteError as error:
            self.said = str(error)

    def _decide(
        self, rows: Sequence[tuple[str, ledger.Verdict]], *, said: str, chosen: tuple[str, ...] | None = None,
        stay: bool = False,
    ) -> None:  # fmt: skip
        desk, at = self._desk, self._desk.at
        decisions = desk.decide(rows)
        self._steps.append(_Step(at, lambda: desk.withdraw(decisions), chosen))
        if stay:
            desk.back(at)
        self._show(at if stay else desk.next(), said=said)

    def _places(self) -> dict[str, str]:
        return {key: label for key, label, *_names in self.places}

    def _open(self) -> None:
        self._show(self._desk.open(self.queue), said="")

    def _show(self, at: int, *, said: str, chosen: Sequence[str] | None = None) -> None:
        desk, places = self._desk, self._places()
        desk.follow()
        desk.at, self._shown = at, self._shown + 1
        with self.hold_sync():
            self.progress = desk.progress()
            drawn = {} if at == NONE else {**desk.drawn(places=places), "number": self._shown}
            self.card = drawn if chosen is None else {**drawn, "chosen": list(chosen)}
            self.said, self.preview = said, {}


def _queues(*, blind: bool, adjudicate: bool) -> list[list[str]]:
    """Return the queues that may be chosen; a blind coder gets none that tells what the patterns or others found."""
    if adjudicate:
        return [["disputed", _("Oense kodare")]]
    own = ("all", "unclear", "done") if blind else tuple(queues.QUEUES)
    return [[name, queues.QUEUES[name]] for name in own]
