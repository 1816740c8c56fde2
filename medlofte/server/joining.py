"""Joining: by link, by QR code or by typing the code; participants then say whom they speak for.

Also the way to another device, which takes the session along, and the way out.
"""

from __future__ import annotations

import hmac
import re
import secrets

from jupyter_server.auth.decorator import allow_unauthenticated
from tornado.httputil import HTTPHeaders
from tornado.web import HTTPError, authenticated

from medlofte.language import N_, _, translated
from medlofte.server.page import Page, qr
from medlofte.server.places import PAGES
from medlofte.server.workshop import COOKIE, DAYS, session_of
from medlofte.workshop.store import PARTICIPANTS

CHOICES = (
    ("polis", N_("Polis"), N_("du arbetar i Polismyndigheten")),
    ("kommun", N_("Kommun"), N_("du arbetar i kommunen eller är förtroendevald")),
    ("annan", N_("Annan"), N_("förening, skola, företag, räddningstjänst, boende …")),
)
_NEXT = re.compile(rf"voila/render/(?:{'|'.join(PAGES)})\.ipynb|rost|led|logga")
_MANY = N_("Många ansluter just nu. Vänta en minut och tryck på Anslut igen.")
_SAME = N_("Du är redan med, som {role}. Blev det fel roll: välj Lämna mötet längst ner och anslut igen.")
_GONE = N_("Den här enheten är inte med i mötet längre. Anslut igen om du ska vara med.")
_CLOSED = N_("Mötet tar inte emot fler deltagare. Säg till mötesledaren om du ska vara med.")


class Join(Page):
    """``/anslut``: type the code; then choose a role."""

    @allow_unauthenticated
    def head(self, *_parts: str) -> None:
        """Answer, and let nobody in: a program that looks at links does not join."""
        self.finish()

    @allow_unauthenticated
    def get(self) -> None:
        """Show the form; someone who has joined goes straight on."""
        if self.current_user is not None:
            self.redirect(self.onward(self.current_user.role))
            return
        self.ask(problem=_(_GONE) if self.get_cookie(COOKIE) else "", status=200)

    @allow_unauthenticated
    def post(self) -> None:
        """Take the code, and for participants the role, and let the visitor in."""
        role = self.role_of(self.get_body_argument("kod", ""))
        chosen = self.get_body_argument("roll", "")
        if role is None:
            self.ask(problem=_("Koden stämmer inte. Kontrollera den och försök igen."))
        elif role not in PARTICIPANTS:
            self.let_in(role)
        elif self.current_user is not None and not self.current_user.leads:
            self.keep(chosen)
        elif not self.workshop.store.door.is_open():
            self.ask(problem=_(_CLOSED))
        elif chosen in PARTICIPANTS and self.workshop.joins.blocked(self.request.remote_ip or ""):
            self.ask(code=self.get_body_argument("kod"), role=chosen, problem=_(_MANY), status=429)
        elif chosen in PARTICIPANTS:
            self.workshop.joins.note(self.request.remote_ip or "")
            self.let_in(chosen)
        else:
            self.ask(code=self.get_body_argument("kod"), problem=_("Välj vem du företräder.") if chosen else "")

    def role_of(self, code: str) -> str | None:
        """Return the role a code opens or None; 429 where too many wrong codes have been given."""
        self.must_not_guess()
        role = self.workshop.store.role_of(code) if code.strip() else None
        if role is None:
            self.workshop.attempts.note(self.request.remote_ip or "")
        return role

    def must_not_guess(self) -> None:
        """Raise 429 for an address that has tried too often, or when all together have."""
        if self.workshop.attempts.blocked(self.request.remote_ip or ""):
            raise HTTPError(429)

    def ask(self, *, code: str = "", problem: str = "", role: str = "", status: int = 422) -> None:
        """Show the form: for the code, or for the role when the code is known."""
        if problem:
            self.set_status(status)
        self.show(
            "join.html",
            code=code,
            problem=problem,
            chosen=role,
            choices=translated(CHOICES),
            next=self.next_page(),
            once=secrets.token_urlsafe(32),
            accounts=self.workshop.hub is not None,
        )

    def go_on(self, role: str) -> None:
        """Let in a leader or screen, once per browser."""
        if self.current_user is not None and self.current_user.role == role:
            self.redirect(self.onward(role))
            return
        self.let_in(role)

    def keep(self, chosen: str) -> None:
        """Let a participant go on with the session they have: one vote each, also for one who joins again."""
        if chosen in PARTICIPANTS and chosen != self.current_user.role:
            self.say(_(_SAME).format(role=self.current_user.called))
        self.redirect(self.onward(self.current_user.role))

    def let_in(self, role: str) -> None:
        """Give the visitor a session cookie and send them on; a session that the browser had ends."""
        before = session_of(self)
        if before is not None:
            self.workshop.store.door.leave(before.token)
        self.remember(self.workshop.store.join(role, token=self.secret()).token)
        self.redirect(self.onward(role))

    def secret(self) -> str:
        """Return the new session's secret: the same for a form that is sent twice, so that it lets in one.

        Made of the form's own mark and of a key that never leaves the server, so that the page does not hold it.
        """
        once = self.get_body_argument("en-gang", "")
        return hmac.new(self.workshop.forms, once.encode(), "sha256").hexdigest() if once else ""

    def remember(self, token: str) -> None:
        """Let the browser keep a session's token, where no script can read it."""
        self.set_cookie(COOKIE, token, path=self.base_url, httponly=True, samesite="Lax", expires_days=DAYS,
                        secure=self.workshop.encrypted)  # fmt: skip

    def next_page(self) -> str:
        """Return the page the visitor was on the way to, or '': never an address from elsewhere."""
        path = self.get_argument("next", "").split("?")[0]
        found = _NEXT.fullmatch(path.removeprefix(self.base_url))
        return found[0] if found else ""

    def onward(self, role: str) -> str:
        """Return where to go after joining: where one was going, else on a phone to the ballot."""
        voter = role in PARTICIPANTS and phone(self.request.headers)
        return self.base_url + (self.next_page() or ("rost" if voter else ""))


class JoinByLink(Join):
    """``/anslut/KOD``: the link and the QR code."""

    @allow_unauthenticated
    def get(self, code: str) -> None:  # type: ignore[override]
        """Let the meeting leader and the screen in at once; ask participants for their role."""
        role = self.role_of(code)
        if role is None:
            self.ask(problem=_("Länken gäller inte längre, eller hör till ett annat möte. Skriv koden du har fått."))
        elif role not in PARTICIPANTS:
            self.go_on(role)
        elif self.current_user is not None and not self.current_user.leads:
            self.keep(self.current_user.role)
        elif not self.workshop.store.door.is_open():
            self.ask(problem=_(_CLOSED))
        else:
            self.ask(code=code, role="" if role == "annan" else role)

    @allow_unauthenticated
    def post(self, _code: str) -> None:  # type: ignore[override]
        """Take the form as on ``/anslut``."""
        super().post()


class Device(Page):
    """``/enhet``: take the same ballot along to another device."""

    @authenticated
    def get(self) -> None:
        """Say what the link does; none is made until asked for."""
        self.show("device.html", link="", qr="", minutes=0)

    @authenticated
    def post(self) -> None:
        """Show a new link; only on this page, so that it stands in no address bar and no history here."""
        tickets, session = self.workshop.tickets, session_of(self)
        if session is None:
            raise HTTPError(403)
        link = f"{self.workshop.address}{self.base_url}enhet/{tickets.issue(session.token)}"
        self.show("device.html", link=link, qr=qr(link), minutes=round(tickets.seconds / 60))


class DeviceByLink(Join):
    """``/enhet/BILJETT``: the other device; a press of the button, not a mere look, uses the ticket up."""

    @allow_unauthenticated
    def get(self, ticket: str) -> None:  # type: ignore[override]
        """Ask whether to go on here."""
        self.must_not_guess()
        if self.workshop.tickets.holds(ticket):
            self.show("arrive.html", ticket=ticket)
        else:
            self.refuse()

    @allow_unauthenticated
    def post(self, ticket: str) -> None:  # type: ignore[override]
        """Take over the session."""
        self.must_not_guess()
        token = self.workshop.tickets.redeem(ticket)
        session = self.workshop.store.session(token) if token else None
        if session is None:
            self.refuse()
            return
        self.remember(session.token)
        self.redirect(self.onward(session.role))

    def refuse(self) -> None:
        """Say that the ticket is not valid, and where to get another."""
        self.workshop.attempts.note(self.request.remote_ip or "")
        self.ask(problem=_("Länken gäller bara en gång och i tio minuter. Skapa en ny på den första enheten."))


class Leave(Page):
    """``/lamna``: end the session, for one who has borrowed the device."""

    @authenticated
    def post(self) -> None:
        """End it in the store and in the browser."""
        session = session_of(self)
        if session is not None:
            self.workshop.store.door.leave(session.token)
        self.clear_cookie(COOKIE, path=self.base_url)
        self.set_header("Clear-Site-Data", '"storage"')
        self.redirect(f"{self.base_url}anslut")


def phone(headers: HTTPHeaders) -> bool:
    """Return whether the browser says that it is a phone's: by its client hint, else by the word in its name."""
    return headers.get("Sec-CH-UA-Mobile") == "?1" or "Mobi" in headers.get("User-Agent", "")
