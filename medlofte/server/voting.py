"""``/rost``: the ballot as plain HTML, without a kernel and without need of scripts; ``/lage`` keeps it fresh."""

from __future__ import annotations

from jupyter_server.auth.decorator import allow_unauthenticated
from tornado.web import HTTPError, authenticated

from medlofte.errors import StoreError
from medlofte.language import N_, _, translated
from medlofte.server import ballot
from medlofte.server.moment import Moment, heading, moment
from medlofte.server.outcome import outcome
from medlofte.server.page import Page
from medlofte.server.workshop import session_of
from medlofte.workshop.store import Round

MANY = N_("Inte sparat: så många svar på så kort tid tas inte emot. Vänta en halv minut och spara igen.")
SAVED, WITHDRAWN = N_("Ditt svar är sparat."), N_("Din röst är tillbakatagen.")


class Vote(Page):
    """``/rost``: the open round's form with one's own ballot; between rounds what came of the last one."""

    @authenticated
    def get(self) -> None:
        """Show the form, or say that no round is open."""
        visitor, now = self.current_user, moment(self.workshop.store, self.current_user)
        if visitor.facilitates:
            self.redirect(f"{self.base_url}led")
        elif now.open is None or visitor.leads:
            self.wait(now)
        else:
            self.form(now, now.open, at=self.at(now.open))

    @authenticated
    def post(self) -> None:
        """Save the ballot; a refused one comes back as it was filled in, with the reason."""
        now = moment(self.workshop.store, self.current_user)
        if now.open is None or self.get_body_argument("omgang", "") != str(now.open.number):
            self.wait(
                now, problem=_("Omgången är stängd. Det du sparade innan dess räknas, men inte det du skickade nu.")
            )
            return
        at = self.at(now.open)
        fields = {name: self.get_body_argument(name) for name in self.request.body_arguments if name.startswith("f")}
        ballots, visitor = self.workshop.ballots, self.current_user.username
        if ballots.blocked(visitor):
            self.form(now, now.open, at=at, fields=fields, problem=_(MANY), status=429)
            return
        ballots.note(visitor)
        try:
            self.save(now.open, fields, at=at)
        except StoreError as error:
            self.form(now, now.open, at=at, fields=fields, problem=_("Inte sparat. {error}").format(error=error))
            return
        onward = at + 1 if self.get_body_argument("gor", "") == "vidare" and at + 1 < len(now.open.problems) else at
        self.redirect(f"{self.base_url}rost?problem={onward + 1}#sagt")

    def save(self, round_: Round, fields: dict[str, str], *, at: int) -> None:
        """Cast the ballot, or withdraw it when that is what the button says."""
        session, voting = session_of(self), self.workshop.store.voting
        if session is None:
            raise HTTPError(403)
        if self.get_body_argument("gor", "") == "ta-tillbaka":
            voting.cast(session.token, round_.number, content=None)
            self.say(_(WITHDRAWN))
            return
        own = voting.own(session.token, round_.number)
        voting.cast(session.token, round_.number, content=ballot.content(round_, own, fields, at=at))
        self.say(_(SAVED))

    def at(self, round_: Round) -> int:
        """Return the index of the problem asked for, within the round."""
        return min(max(self.number("problem"), 1), len(round_.problems)) - 1

    def form(
        self,
        now: Moment,
        round_: Round,
        *,
        at: int,
        fields: dict[str, str] | None = None,
        problem: str = "",
        status: int = 409,
    ) -> None:
        """Show the form as the ballot fills it, or as it was sent in and refused."""
        if problem:
            self.set_status(status)
        session, material = session_of(self), self.workshop.material
        own = self.workshop.store.voting.own(session.token, round_.number) if session else {}
        shown = ballot.filled(round_, own, at=at) if fields is None else fields
        asked = ballot.questions(round_, shown, at=at, material=material)
        done = zip(round_.problems, ballot.progress(round_, own), strict=True)
        steps = [(material.problem(name), answered, of) for name, (answered, of) in done]
        self.show(
            "vote.html",
            now=now,
            round=round_,
            heading=heading(round_),
            kind=translated(ballot.KINDS[round_.kind]),
            at=at,
            steps=steps,
            ready=sum(answered == of for _unused, answered, of in steps),
            questions=asked,
            own=bool(own),
            role=self.current_user.called,
            problem=problem,
            key=now.key(leads=False),
        )

    def wait(self, now: Moment, *, problem: str = "") -> None:
        """Say that no round is open; show what came of the one that was closed last."""
        if problem:
            self.set_status(409)
        visitor = self.current_user
        found = outcome(self.workshop.store, now.closed, material=self.workshop.material) if now.closed else None
        self.show(
            "wait.html",
            now=now,
            problem=problem,
            outcome=found,
            role=visitor.called,
            visitor=visitor,
            heading=heading(now.round) if now.round else "",
            key=now.key(leads=visitor.leads),
        )


class Status(Page):
    """``/lage``: what the plain pages' script asks for every other second."""

    @allow_unauthenticated
    def get(self) -> None:
        """Send the page's key, its texts and whether a kernel is to be had as JSON; 403 for one who has not joined."""
        visitor = self.current_user
        self.set_header("Cache-Control", "no-store")
        if visitor is None:
            self.set_status(403)
            self.finish({"key": "", "texts": {}})
            return
        now = moment(self.workshop.store, visitor)
        room = self.workshop.has_room(visitor.username, running=self.kernel_manager.list_kernel_ids())
        self.finish({"key": now.key(leads=visitor.leads), "texts": now.texts, "room": room})
