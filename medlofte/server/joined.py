"""``/led/deltagare``: the participants who are here, by role and number, and a way to end a session too many."""

from __future__ import annotations

from datetime import datetime

from tornado.web import authenticated

from medlofte.errors import StoreError
from medlofte.language import _
from medlofte.server.page import Page
from medlofte.server.workshop import called


class Joined(Page):
    """Who has joined. A ballot cannot be tied to anybody here, so what a removed one has cast stays."""

    @authenticated
    def get(self) -> None:
        """Show them."""
        self.must_lead()
        self.list()

    @authenticated
    def post(self) -> None:
        """End one session; the browser that had it is asked to join."""
        self.must_lead()
        role, number = self.get_body_argument("roll", ""), self.number("nummer")
        try:
            self.workshop.store.door.remove(role, number)
        except StoreError as error:
            self.list(problem=str(error))
            return
        self.say(_("{name} är borttagen och kan inte rösta mer.").format(name=called(role, number)))
        self.redirect(f"{self.base_url}led/deltagare#sagt")

    def list(self, *, problem: str = "") -> None:
        """Show who is here; with the reason when one could not be removed."""
        if problem:
            self.set_status(409)
        store = self.workshop.store
        guests = [(guest, called(guest.role, guest.number), _time(guest.joined)) for guest in store.door.guests()]
        self.show("joined.html", guests=guests, problem=problem, open=store.voting.current() is not None)


def _time(moment: str) -> str:
    return f"{datetime.fromisoformat(moment).astimezone():%H.%M}"
