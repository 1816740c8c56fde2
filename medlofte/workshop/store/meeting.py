"""The meeting's agenda and its clock, worked out from a log of steps: a restarted server goes on where it was."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import sqlalchemy as sa

from medlofte.errors import StoreError
from medlofte.language import N_, _
from medlofte.workshop.store import values
from medlofte.workshop.store.database import Database
from medlofte.workshop.store.schema import AGENDAS
from medlofte.workshop.store.steps import UNDO, Step, StepLog

LONGEST_MINUTES = 480
MOST_ITEMS = 40
START, NEXT, BACK, PAUSE, RESUME = "start", "nasta", "tillbaka", "paus", "fortsatt"
_VERBS = {"start": START, "next": NEXT, "back": BACK, "pause": PAUSE, "resume": RESUME}
_REFUSED = {
    START: N_("Mötet har redan startat."),
    NEXT: N_("Mötet är inte igång."),
    BACK: N_("Det finns ingen punkt innan."),
    PAUSE: N_("Mötet är inte igång."),
    RESUME: N_("Mötet är inte pausat."),
}
_TAKEN_BACK = {START: N_("Starten är borttagen."), NEXT: N_("Mötet är tillbaka vid punkten innan."),
               BACK: N_("Mötet är framme vid punkten efter igen."), PAUSE: N_("Pausen är borttagen."),
               RESUME: N_("Mötet är pausat igen.")}  # fmt: skip


@dataclass(frozen=True)
class Item:
    """One point of the agenda and how long it may take."""

    title: str
    minutes: int


@dataclass(frozen=True)
class Status:
    """Where the meeting is.

    Parameters
    ----------
    state
        ``ej_startad``, ``pagar``, ``paus`` or ``slut``.
    item
        The index of the current point of the agenda, from 0; None before the start and after the end.
    elapsed_s, left_s
        Seconds that the point has taken, all its turns together and pauses left out, and has left (negative when over
        time); 0 without a point.
    ends
        When the point's time is up, in UTC; None unless the clock runs.
    step
        The number of the last step that stands, 0 for none: give it back as ``seen``.
    """

    state: str
    item: int | None
    elapsed_s: float
    left_s: float
    ends: datetime | None
    step: int


# The order of work in a prioritising workshop of half a day; the facilitator changes it as needed.
DEFAULT_AGENDA = (
    Item(N_("Syfte, spelregler och sekretess"), 10),
    Item(N_("Vad säger invånarna?"), 25),
    Item(N_("Vad säger aktörerna och statistiken, och var skiljer sig bilderna?"), 30),
    Item(N_("Tavlan: gruppen fyller i tabellen, problem för problem"), 40),
    Item(N_("Paus"), 15),
    Item(N_("Rösta var för sig, se spridningen och tala om oenigheten"), 30),
    Item(N_("Besluta om fokusområden och vad som väljs bort, med motivering"), 15),
    Item(N_("Utkast till löfte för varje fokusområde"), 25),
    Item(N_("Nästa steg, ansvar och datum"), 5),
)


class Meeting:
    """The agenda and the facilitator's steps through it.

    Each step takes ``by`` and ``seen``: the number of the last step that the facilitator's screen shows
    (``Status.step``), so that two who press at the same time take one step, not two; None does not check.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._steps = StepLog(database, "mote")

    def agenda(self) -> list[Item]:
        """Return the agenda: the one set last, else the default."""
        with self._database.transaction() as connection:
            return _agenda(connection)

    def set_agenda(self, items: Sequence[Item], *, by: str) -> None:
        """Set the agenda; earlier ones stay in the log."""
        kept = [_checked(item) for item in items]
        if not 0 < len(kept) <= MOST_ITEMS:
            raise StoreError(_("Dagordningen ska ha 1–{most} punkter.").format(most=MOST_ITEMS))
        text = json.dumps([[item.title, item.minutes] for item in kept], ensure_ascii=False)
        self._database.append(AGENDAS, {"content": text, "by": by})

    def start(self, *, by: str, seen: int | None = None) -> None:
        """Start the meeting at its first point; one that has ended may be started anew."""
        self._step(START, by=by, seen=seen)

    def next(self, *, by: str, seen: int | None = None) -> None:
        """Go on to the next point; after the last one the meeting is over."""
        self._step(NEXT, by=by, seen=seen)

    def back(self, *, by: str, seen: int | None = None) -> None:
        """Go back to the point before, whose clock goes on."""
        self._step(BACK, by=by, seen=seen)

    def pause(self, *, by: str, seen: int | None = None) -> None:
        """Stop the clock."""
        self._step(PAUSE, by=by, seen=seen)

    def resume(self, *, by: str, seen: int | None = None) -> None:
        """Let the clock go on."""
        self._step(RESUME, by=by, seen=seen)

    def undo(self, *, by: str, seen: int | None = None) -> str:
        """Take back the last step, as if it had not been taken, and return what it means in Swedish."""
        with self._database.write() as connection:
            last = self._steps.last(connection, seen=seen)
            self._steps.add(connection, UNDO, by=by)
        return _(_TAKEN_BACK[last.step])

    def taken(self, verb: str, *, seen: int) -> bool:
        """Return whether somebody took this step (``start`` … ``resume``) from the same screen."""
        return self._steps.taken(_VERBS[verb], seen=seen)

    def undone(self, *, seen: int) -> bool:
        """Return whether somebody took the last step back from the same screen."""
        return self._steps.undone(seen=seen)

    def status(self, now: datetime | None = None) -> Status:
        """Return where the meeting is.

        Parameters
        ----------
        now
            The time, with its zone; the clock's when None.
        """
        with self._database.transaction() as connection:
            agenda, steps = _agenda(connection), self._steps.read(connection)
        return status(agenda, steps, now=now or datetime.now(UTC))

    def _step(self, step: str, *, by: str, seen: int | None) -> None:
        with self._database.write() as connection:
            steps = self._steps.read(connection)
            self._steps.check(steps, seen=seen)
            items, place = len(_agenda(connection)), _Place()
            for earlier in steps:
                place = _moved(place, earlier.step, items)
            if _moved(place, step, items) == place:
                raise StoreError(_(_REFUSED[step]), advice=_("Se efter var mötet är."))
            self._steps.add(connection, step, by=by)


@dataclass(frozen=True)
class _Place:
    state: str = "ej_startad"
    item: int = 0

    @property
    def going(self) -> bool:
        return self.state in ("pagar", "paus")


def status(agenda: Sequence[Item], steps: Sequence[Step], *, now: datetime) -> Status:
    """Return where a meeting with these standing steps is; the clock may have jumped between them."""
    place, spent = _Place(), dict.fromkeys(range(len(agenda)), 0.0)
    times = [*(_time(step) for step in steps), now]
    for step, (since, until) in zip(steps, pairwise(times), strict=True):
        if step.step == START:
            spent = dict.fromkeys(spent, 0.0)
        place = _moved(place, step.step, len(agenda))
        if place.state == "pagar":
            spent[place.item] += max(0.0, (until - since).total_seconds())  # never less: a clock was set back
    last = steps[-1].id if steps else 0
    if not place.going:
        return Status(place.state, None, 0.0, 0.0, None, last)
    elapsed = spent[place.item]
    left = agenda[place.item].minutes * 60 - elapsed
    ends = now + timedelta(seconds=left) if place.state == "pagar" else None
    return Status(place.state, place.item, elapsed, left, ends, last)


def _moved(place: _Place, step: str, items: int) -> _Place:
    """Return where a step leads; the same place when it leads nowhere."""
    last = items - 1
    moves = {
        START: _Place("pagar", 0) if not place.going else place,
        NEXT: _next(place, last),
        BACK: _back(place, last),
        PAUSE: replace(place, state="paus") if place.state == "pagar" else place,
        RESUME: replace(place, state="pagar") if place.state == "paus" else place,
    }
    return moves[step]


def _next(place: _Place, last: int) -> _Place:
    if not place.going:
        return place
    return replace(place, item=place.item + 1) if place.item < last else _Place("slut", last)


def _back(place: _Place, last: int) -> _Place:
    if place.state == "slut":
        return _Place("pagar", last)
    return replace(place, item=place.item - 1) if place.going and place.item else place


def _agenda(connection: sa.Connection) -> list[Item]:
    text = connection.execute(sa.select(AGENDAS.c.content).order_by(AGENDAS.c.id.desc()).limit(1)).scalar()
    return (
        [Item(*pair) for pair in json.loads(text)]
        if text
        else [replace(item, title=_(item.title)) for item in DEFAULT_AGENDA]
    )


def _checked(item: Item) -> Item:
    title = values.identifier(item.title, "punkt").strip()
    if type(item.minutes) is not int or not 1 <= item.minutes <= LONGEST_MINUTES:
        raise StoreError(
            _("En punkt ska ta 1–{longest} hela minuter.").format(longest=LONGEST_MINUTES),
            value=item.minutes,
        )
    return Item(title, item.minutes)


def _time(step: Step) -> datetime:
    return datetime.fromisoformat(step.time)
