"""How the meeting stands at this moment, in words: what the plain pages show, and what keeps them fresh."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from medlofte.language import _
from medlofte.server.ballot import KINDS
from medlofte.server.workshop import Visitor
from medlofte.workshop.store import PARTICIPANTS, Item, Round, Status, Store
from medlofte.workshop.words import LABELS


@dataclass(frozen=True)
class Moment:
    """The meeting as one visitor may see it.

    Parameters
    ----------
    round
        The open round, else the one that was closed last, else None.
    texts
        Name → a sentence that may change while the page is shown.
    """

    round: Round | None
    status: Status
    agenda: list[Item]
    texts: dict[str, str]

    @property
    def open(self) -> Round | None:
        """Return the open round, or None."""
        return self.round if self.round and self.round.state == "oppen" else None

    @property
    def closed(self) -> Round | None:
        """Return the round closed last when none is open, or None."""
        return self.round if self.round and self.round.state != "oppen" else None

    def key(self, *, leads: bool) -> str:
        """Return what changes when the visitor's page is out of date, not only its texts."""
        shown = f"{self.round.number}-{self.round.state}-{self.round.closed}" if self.round else "0"
        return f"{shown}-{self.status.step}" if leads else shown


def moment(store: Store, visitor: Visitor) -> Moment:
    """Return how the meeting stands."""
    status, agenda = store.meeting.status(), store.meeting.agenda()
    shown = store.voting.current() or store.voting.latest()
    texts = {"punkt": point(status, agenda)}
    if visitor.leads:
        joined = store.participants()
        texts["anslutna"] = listed({role: joined.get(role, 0) for role in PARTICIPANTS})
    if visitor.leads and shown:
        cast = store.voting.turnout(shown.number)
        voted, here = sum(cast.values()), sum(joined.get(role, 0) for role in PARTICIPANTS)
        # Some voted on paper, or have left: then there is no whole to be a part of.
        whole = _("{voted} av {here} har röstat.") if voted <= here else _("{voted} har röstat.")
        texts["rostat"] = whole.format(voted=voted, here=here)
    if visitor.facilitates and shown:
        texts["roller"] = listed(cast)
    return Moment(shown, status, agenda, texts)


def point(status: Status, agenda: list[Item]) -> str:
    """Return where in the agenda the meeting is: ``Paus (5 minuter kvar, till 10.45)``."""
    if status.item is None:
        return _("Mötet är slut.") if status.state == "slut" else _("Mötet har inte börjat.")
    title = agenda[status.item].title
    if status.state == "paus":
        return _("{title} (klockan står)").format(title=title)
    return f"{title} ({left(status.left_s)}{until(status.ends)})"


def left(seconds: float) -> str:
    """Return the time left, in whole minutes."""
    minutes = int(abs(seconds) // 60)
    if minutes == 0:
        return _("mindre än en minut kvar") if seconds >= 0 else _("tiden är ute")
    return (
        _("{minutes} {minutes|minut|minuter} kvar").format(minutes=minutes)
        if seconds > 0
        else _("{minutes} {minutes|minut|minuter} över tiden").format(minutes=minutes)
    )


def until(ends: datetime | None) -> str:
    """Return when the time is up, by this computer's clock."""
    return _(", till {when}").format(when=f"{ends.astimezone():%H.%M}") if ends else ""


def listed(counts: dict[str, int]) -> str:
    """Return ``Polis 3, Kommun 5, Annan 4``."""
    return ", ".join(f"{LABELS[role]} {count}" for role, count in counts.items())


def heading(round_: Round) -> str:
    """Return what a round is called: its title, else its kind."""
    return round_.title or _(KINDS[round_.kind][0])
