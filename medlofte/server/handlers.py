"""Our own pages: joining, the start page, health, errors.

Forms carry tornado's double-submit XSRF token (cookie ``_xsrf`` and a hidden field), which Jupyter's base handler
checks before any POST together with the Origin.
"""

from __future__ import annotations

import logging
import re
from http.client import responses
from pathlib import Path
from typing import Any

import jinja2
import segno
from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.base.handlers import JupyterHandler
from tornado.web import HTTPError, RequestHandler, authenticated

from medlofte.errors import MedlofteError
from medlofte.server.places import PAGES
from medlofte.server.static import Bundle, OwnFiles, PlotlyScript, WidgetScript
from medlofte.server.workshop import COOKIE, DAYS, SETTING, Workshop
from medlofte.views.session import WRITERS
from medlofte.workshop.store import PARTICIPANTS, Session
from medlofte.workshop.words import LABELS

CHOICES = (
    ("polis", "Polis", "du arbetar i Polismyndigheten"),
    ("kommun", "Kommun", "du arbetar i kommunen eller är förtroendevald"),
    ("annan", "Annan", "förening, skola, företag, räddningstjänst, boende …"),
)
PAGE_TEXTS = {
    "lagesbild": ("Lägesbild", "Vad invånare, aktörer och register säger."),
    "prioritering": ("Prioritering", "Bedöm problemen och se gruppens svar växa fram."),
    "loften": ("Löften", "Orsaker, åtgärder och löften."),
    "uppfoljning": ("Uppföljning", "Planerat mot utfört."),
}
_NOTEBOOK = "|".join(PAGES)
_NEXT = re.compile(rf"voila/render/(?:{_NOTEBOOK})\.ipynb|logga$")
_ERRORS = {
    403: "Sidan är inte öppen för dig. Ladda om den och försök igen.",
    404: "Sidan finns inte. Kontrollera adressen.",
    429: "För många felaktiga koder. Vänta en minut och försök igen.",
    503: "Workshoppens databas svarar inte. Säg till mötesledaren och försök igen om en stund.",
}
_UNKNOWN = "Något gick fel hos oss. Ladda om sidan; det du redan svarat är sparat."
_templates = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
)
_log = logging.getLogger("medlofte.server")


def routes(base: str) -> list[tuple[str, type[RequestHandler]]]:
    """Return our addresses under ``base`` (which ends with a slash)."""
    return [
        (base, Start),
        (rf"{base}anslut/?", Join),
        (rf"{base}anslut/([^/]{{1,40}})/?", JoinByLink),
        (rf"{base}halsa", Health),
        (rf"{base}medlofte/plotly\.min\.js", PlotlyScript),
        (rf"{base}medlofte/dashboards\.js", Bundle),
        (rf"{base}medlofte/views/([a-z]+\.js)", WidgetScript),
        (rf"{base}medlofte/static/([a-z.]+)", OwnFiles),
    ]


class Page(JupyterHandler):
    """A plain page of ours: Jinja2 with autoescape, Swedish errors, nothing kept by the browser."""

    @property
    def workshop(self) -> Workshop:
        """Return what the server's handlers share."""
        shared: Workshop = self.settings[SETTING]
        return shared

    def show(self, template: str, **values: Any) -> None:
        """Write a page from ``templates/``."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        about = self.workshop.edition.about
        common = {"base": self.base_url, "about": about, "xsrf": self.xsrf_token.decode()}
        self.finish(_templates.get_template(template).render(common | values))

    def write_error(self, status_code: int, **given: Any) -> None:
        """Write an error page in Swedish, without details of the program."""
        error = given.get("exc_info", (None, None, None))[1]
        if isinstance(error, MedlofteError):
            _log.error("%s", error)
            self.set_status(503)
        status = self.get_status()
        self.show("error.html", status=status, message=_ERRORS.get(status, _UNKNOWN))

    def log_exception(self, *error: Any) -> None:
        """Leave our own errors to ``write_error``: they need no traceback."""
        if not isinstance(error[1], MedlofteError):
            super().log_exception(*error)


class Missing(Page):
    """Every address that nobody owns."""

    @allow_unauthenticated
    def prepare(self) -> None:  # type: ignore[override]
        """Answer 404 to any method, before anything else is looked at."""
        self.current_user = self._jupyter_current_user = None
        raise HTTPError(404)


class Start(Page):
    """``/``: the four pages; who leads also sees the participants' link and how many have joined."""

    @authenticated
    def get(self) -> None:
        """Show the page for the visitor's role."""
        visitor = self.current_user
        values: dict[str, Any] = {
            "pages": PAGE_TEXTS,
            "role": LABELS[visitor.role],
            "leads": visitor.leads,
            "writes": visitor.role in WRITERS,
        }
        if visitor.leads:
            link = self.workshop.links()["Deltagare"]
            code = segno.make(link, error="m").svg_inline(scale=6, border=2, dark="#1A1A1A", light="#FFFFFF")
            joined = self.workshop.store.participants()
            counts = [(LABELS[role], joined.get(role, 0)) for role in PARTICIPANTS]
            values |= {"link": link, "qr": code, "counts": counts}
        self.show("start.html", **values)


class Join(Page):
    """``/anslut``: type the code; then choose a role."""

    @allow_unauthenticated
    def get(self) -> None:
        """Show the form; someone who has joined goes straight on."""
        if self.current_user is not None:
            self.redirect(self.onward())
            return
        self.ask()

    @allow_unauthenticated
    def post(self) -> None:
        """Take the code, and for participants the role, and let the visitor in."""
        role = self.role_of(self.get_body_argument("kod", ""))
        chosen = self.get_body_argument("roll", "")
        if role is None:
            self.ask(problem="Koden stämmer inte. Kontrollera den och försök igen.")
        elif role not in PARTICIPANTS:
            self.let_in(role)
        elif chosen in PARTICIPANTS:
            self.let_in(chosen)
        else:
            self.ask(code=self.get_body_argument("kod"), problem="Välj vem du företräder." if chosen else "")

    def role_of(self, code: str) -> str | None:
        """Return the role a code opens or None; 429 for an address with too many wrong codes."""
        address = self.request.remote_ip or ""
        if self.workshop.attempts.blocked(address):
            raise HTTPError(429)
        role = self.workshop.store.role_of(code) if code.strip() else None
        if role is None:
            self.workshop.attempts.wrong(address)
        return role

    def ask(self, *, code: str = "", problem: str = "", role: str = "") -> None:
        """Show the form: for the code, or for the role when the code is known."""
        if problem:
            self.set_status(422)
        self.show("join.html", code=code, problem=problem, chosen=role, choices=CHOICES, next=self.next_page())

    def let_in(self, role: str) -> None:
        """Give the visitor a session cookie and send them on."""
        session: Session = self.workshop.store.join(role)
        self.set_cookie(COOKIE, session.token, path=self.base_url, httponly=True, samesite="Lax", expires_days=DAYS,
                        secure=self.request.protocol == "https")  # fmt: skip
        self.redirect(self.onward())

    def next_page(self) -> str:
        """Return the page the visitor was on the way to, or '': never an address from elsewhere."""
        found = _NEXT.search(self.get_argument("next", ""))
        return found[0] if found else ""

    def onward(self) -> str:
        """Return where to go after joining."""
        return f"{self.base_url}{self.next_page()}"


class JoinByLink(Join):
    """``/anslut/KOD``: the link and the QR code."""

    @allow_unauthenticated
    def get(self, code: str) -> None:  # type: ignore[override]
        """Let the meeting leader and the screen in at once; ask participants for their role."""
        role = self.role_of(code)
        if role is None:
            self.ask(problem="Länken gäller inte den här workshoppen. Skriv koden du har fått.")
        elif role not in PARTICIPANTS:
            self.go_on(role)
        elif self.current_user is not None and not self.current_user.leads:
            # One vote each: who follows the link again keeps the session they have.
            self.redirect(self.onward())
        else:
            self.ask(code=code, role="" if role == "annan" else role)

    @allow_unauthenticated
    def post(self, _code: str) -> None:  # type: ignore[override]
        """Take the form as on ``/anslut``."""
        super().post()

    def go_on(self, role: str) -> None:
        """Let in a leader or screen, once per browser."""
        if self.current_user is not None and self.current_user.role == role:
            self.redirect(self.onward())
            return
        self.let_in(role)


class Health(RequestHandler):
    """``/halsa``: 200 when the server answers and reaches its store."""

    def get(self) -> None:
        """Say ok."""
        workshop: Workshop = self.settings[SETTING]
        self.set_header("Cache-Control", "no-store")
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        try:
            workshop.store.revision()
        except MedlofteError:
            self.set_status(503, responses[503])
            self.finish("databasen svarar inte\n")
            return
        self.finish("ok\n")
