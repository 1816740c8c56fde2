"""``/led/papper``: ballots on paper typed in by the leader, as plain HTML, all of a ballot on one page."""

from __future__ import annotations

import secrets

from tornado.web import authenticated

from medlofte.errors import StoreError
from medlofte.language import N_, _
from medlofte.server import ballot
from medlofte.server.moment import heading
from medlofte.server.page import Page
from medlofte.workshop.store import PARTICIPANTS, Round
from medlofte.workshop.words import LABELS

CLOSED = N_("Ingen omgång är öppen. Röster på papper skrivs in medan omgången är öppen.")


class Paper(Page):
    """The form for one ballot; when it has been saved, its mark and an empty form for the next."""

    @authenticated
    def get(self) -> None:
        """Show an empty form."""
        self.must_lead()
        self.form()

    @authenticated
    def post(self) -> None:
        """Save the ballot or take one out by its mark; a refused one comes back as it was filled in."""
        self.must_lead()
        try:
            self.say(self.withdraw() if self.get_body_argument("gor", "") == "ta-bort" else self.save())
        except StoreError as error:
            self.form(problem=_("Inte sparat. {error}").format(error=error))
            return
        self.redirect(f"{self.base_url}led/papper#sagt")

    def save(self) -> str:
        """Type in the ballot and return what to write on the paper; one that comes again has the mark it had."""
        voting, receipt = self.workshop.store.voting, self.get_body_argument("kvitto", "")
        round_ = voting.current()
        if round_ is not None and self.get_body_argument("omgang", "") == str(round_.number):
            role = self.get_body_argument("roll", "")
            mark = voting.paper(round_.number, role=role, content=self.typed(round_), by=self.by, receipt=receipt)
        else:
            mark = voting.typed(receipt)
        if not mark:
            raise StoreError(_(CLOSED))
        return _("Pappersrösten är sparad. Skriv märket {mark} på papperet.").format(mark=mark)

    def typed(self, round_: Round) -> dict[str, object]:
        """Return the ballot that was typed in."""
        cast: dict[str, object] = {}
        for at in range(pages(round_)):
            cast = ballot.content(round_, cast, self.fields(at), at=at)
        return cast

    def withdraw(self) -> str:
        """Take out a ballot that was typed in wrong."""
        mark = self.get_body_argument("marke", "").strip().upper()
        self.workshop.store.voting.withdraw_paper(mark, by=self.by)
        return _("Pappersrösten {mark} är borttagen. Skriv in den på nytt om den ska räknas.").format(mark=mark)

    def fields(self, at: int) -> dict[str, str]:
        """Return the fields of one problem of a rating round, else all of them, named as a ballot's form names them."""
        start = f"p{at}"
        return {name.removeprefix(start): self.get_body_argument(name, "")
                for name in self.request.body_arguments if name.startswith(f"{start}f")}  # fmt: skip

    def form(self, *, problem: str = "") -> None:
        """Show the form, with what was typed where it was refused."""
        round_, material = self.workshop.store.voting.current(), self.workshop.material
        if round_ is None:
            self.show("papper.html", round=None, problem=problem, closed=_(CLOSED))
            return
        if problem:
            self.set_status(409)
        rating = round_.kind == ballot.RATING
        parts = [(material.problem(round_.problems[at]) if rating else heading(round_),
                  ballot.questions(round_, self.fields(at), at=at, material=material))
                 for at in range(pages(round_))]  # fmt: skip
        roles = [(role, LABELS[role]) for role in PARTICIPANTS]
        self.show("papper.html", round=round_, heading=heading(round_), parts=parts, roles=roles, problem=problem,
                  rating=rating, role=self.get_body_argument("roll", "") if problem else "",
                  receipt=secrets.token_hex(16))  # fmt: skip


def pages(round_: Round) -> int:
    """Return how many forms a participant's ballot would take: one for each problem of a rating round, else one."""
    return len(round_.problems) if round_.kind == ballot.RATING else 1
