"""``/led``: the meeting leader's page as plain HTML: rounds, agenda, who is here, and the door.

Each step is a form of its own. A form says what its page showed (the round's number, the last step), so that two
leaders who press at the same time, or one who presses twice, take one step. Who comes second, or sends a form again
whose answer was lost, is told that it was done already.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tornado.web import HTTPError, authenticated

from medlofte.errors import StoreError
from medlofte.language import N_, _, translated
from medlofte.server import ballot
from medlofte.server.moment import heading, moment
from medlofte.server.outcome import outcome
from medlofte.server.page import Page, qr
from medlofte.server.workshop import session_of
from medlofte.workshop.store import PARTICIPANTS, Item
from medlofte.workshop.store.values import written
from medlofte.workshop.words import LABELS, REOPENING

DOTS = 5
_SECRET = ("facilitator", "skarm")


class Lead(Page):
    """``/led``: how the meeting stands, and a button for each thing the leader can do."""

    @authenticated
    def get(self) -> None:
        """Show the page."""
        self.must_lead()
        self.page()

    def page(self, *, problem: str = "", typed: str = "") -> None:
        """Show how things stand; with the reason when a step was refused, and the agenda as it was typed."""
        if problem:
            self.set_status(409)
        shared, store = self.workshop, self.workshop.store
        now = moment(store, self.current_user)
        found = outcome(store, now.closed, material=shared.material) if now.closed else None
        links, codes, last = shared.links(), store.codes(), store.voting.last()
        lines = "\n".join(f"{item.minutes} {item.title}" for item in now.agenda)
        self.show(
            "lead.html",
            now=now,
            problem=problem,
            outcome=found,
            material=shared.material,
            kinds=translated(ballot.KINDS),
            dots=DOTS,
            links=links,
            qr=qr(links["Deltagare"]),
            codes=codes,
            code=written(codes["annan"]),
            joining=store.door.is_open(),
            reopening=_(REOPENING),
            case_number=store.settings.case_number() or str(shared.edition.about.get("case_number") or ""),
            heading=heading(now.round) if now.round else "",
            last=last.id if last else 0,
            lines=typed or lines,
            typed=bool(typed),
            key=now.key(leads=True),
        )


class Step(Lead):
    """``/led/STEG``: one of the leader's buttons."""

    @authenticated
    def get(self, _step: str = "") -> None:
        """Show the page: the address of a step is no link."""
        self.redirect(f"{self.base_url}led")

    @authenticated
    def post(self, step: str) -> None:
        """Take the step and show the page again; a refused one says why."""
        self.must_lead()
        take = _STEPS.get(step)
        if take is None:
            raise HTTPError(404)
        try:
            self.say(take(self))
        except StoreError as error:
            done = _TAKEN[step](self) if step in _TAKEN else ""
            if not done:
                self.page(problem=str(error), typed=self.get_body_argument("punkter", ""))
                return
            self.say(_("Det var redan gjort. {done}").format(done=done))
        self.redirect(f"{self.base_url}led#sagt")


def _asked(step: Step) -> dict[str, Any]:
    kind = step.get_body_argument("slag", "")
    return {"kind": kind, "problems": step.get_body_arguments("problem"),
            "criteria": step.get_body_arguments("kriterium") if kind == ballot.RATING else [],
            "title": step.get_body_argument("rubrik", "")[:100].strip(),
            "dots": step.number("prickar") if kind == ballot.DOTS else 0}  # fmt: skip


def _open(step: Step) -> str:
    number = step.workshop.store.voting.open(**_asked(step), by=step.by)
    return _("Omgång {number} är öppen.").format(number=number)


def _opened(step: Step) -> str:
    """Say that a round as the one that was asked for is open; '' unless it is."""
    current, asked = step.workshop.store.voting.current(), _asked(step)
    same = current is not None and all(
        getattr(current, name) == (tuple(value) if isinstance(value, list) else value) for name, value in asked.items()
    )
    return _("Omgång {number} är öppen.").format(number=current.number) if current and same else ""


def _close(step: Step) -> str:
    number = step.number("omgang")
    step.workshop.store.voting.close(number, by=step.by)
    return _("Omgång {number} är stängd.").format(number=number)


def _closed(step: Step) -> str:
    rounds, number = step.workshop.store.voting.rounds(), step.number("omgang")
    closed = number in set(rounds.loc[rounds["state"] == "stangd", "number"])
    return _("Omgång {number} är stängd.").format(number=number) if closed else ""


def _reopened(step: Step) -> str:
    current, number = step.workshop.store.voting.current(), step.number("omgang")
    return _("Omgång {number} är öppen igen.").format(number=number) if current and current.number == number else ""


def _reopen(step: Step) -> str:
    number = step.number("omgang")
    step.workshop.store.voting.reopen(number, by=step.by)
    return _("Omgång {number} är öppen igen.").format(number=number)


def _undo_round(step: Step) -> str:
    return step.workshop.store.voting.undo(by=step.by, seen=step.number("sett"))


def _undo_meeting(step: Step) -> str:
    return step.workshop.store.meeting.undo(by=step.by, seen=step.number("sett"))


def _meeting(verb: str) -> Callable[[Step], str]:
    def take(step: Step) -> str:
        getattr(step.workshop.store.meeting, verb)(by=step.by, seen=step.number("sett"))
        return _(_SAID[verb])

    return take


def _moved(verb: str) -> Callable[[Step], str]:
    def taken(step: Step) -> str:
        return _(_SAID[verb]) if step.workshop.store.meeting.taken(verb, seen=step.number("sett")) else ""

    return taken


def _round_undone(step: Step) -> str:
    return _(_UNDONE) if step.workshop.store.voting.undone(seen=step.number("sett")) else ""


def _meeting_undone(step: Step) -> str:
    return _(_UNDONE) if step.workshop.store.meeting.undone(seen=step.number("sett")) else ""


def _agenda(step: Step) -> str:
    lines = [line for line in step.get_body_argument("punkter", "").splitlines() if line.strip()]
    step.workshop.store.meeting.set_agenda([_item(line) for line in lines], by=step.by)
    return _("Dagordningen är ändrad.")


def _item(line: str) -> Item:
    found = re.fullmatch(r"\s*(\d{1,3})\s+(\S.*)", line)
    if found is None:
        raise StoreError(_("Raden går inte att läsa som en punkt."), value=line[:60],
                         advice=_("Skriv minuterna först: 10 Syfte och spelregler."))  # fmt: skip
    return Item(found[2].strip(), int(found[1]))


def _rotate(step: Step) -> str:
    role = step.get_body_argument("roll", "")
    session = session_of(step)
    # Each participants' role has a code of its own, and any of them lets a participant in.
    for name in PARTICIPANTS if role in PARTICIPANTS else (role,):
        step.workshop.store.door.rotate(name, keep=session.token if session else "")
    if role in _SECRET:
        return _("Ny kod för {role}. De som kom in med den gamla är utloggade, utom du.").format(
            role=LABELS[role].lower()
        )
    return _("Ny kod för deltagare. De som redan är med är kvar; den gamla länken gäller inte längre.")


def _case_number(step: Step) -> str:
    step.workshop.store.settings.set_case_number(step.get_body_argument("diarienummer", ""), by=step.by)
    return _("Diarienumret är sparat.")


def _shut(step: Step) -> str:
    step.workshop.store.door.close()
    return _("Inga nya deltagare släpps in. De som är med är kvar.")


def _unshut(step: Step) -> str:
    step.workshop.store.door.open()
    return _("Nya deltagare släpps in igen.")


_SAID = {
    "start": N_("Mötet har börjat."),
    "next": N_("Nästa punkt."),
    "back": N_("Tillbaka till punkten innan."),
    "pause": N_("Klockan står."),
    "resume": N_("Klockan går igen."),
}
_UNDONE = N_("Det senaste steget är taget tillbaka.")
_VERBS = {"starta": "start", "nasta": "next", "tillbaka": "back", "paus": "pause", "fortsatt": "resume"}
_STEPS: dict[str, Callable[[Step], str]] = {
    "oppna": _open,
    "stang": _close,
    "oppna-igen": _reopen,
    "angra": _undo_round,
    **{name: _meeting(verb) for name, verb in _VERBS.items()},
    "angra-punkt": _undo_meeting,
    "dagordning": _agenda,
    "ny-kod": _rotate,
    "diarienummer": _case_number,
    "stang-dorren": _shut,
    "oppna-dorren": _unshut,
}
# What to say where the store refused a step that had been taken already; '' where it refused it for another reason.
_TAKEN: dict[str, Callable[[Step], str]] = {
    "oppna": _opened,
    "stang": _closed,
    "oppna-igen": _reopened,
    "angra": _round_undone,
    "angra-punkt": _meeting_undone,
    **{name: _moved(verb) for name, verb in _VERBS.items()},
}
