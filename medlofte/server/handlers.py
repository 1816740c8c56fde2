"""The pages of our own: joining, the start page, and what Voilà would otherwise show of the folder.

Protection against forged requests: both forms need a code that only the workshop's people have, a POST whose ``Origin``
is another site is refused, and the cookie is ``HttpOnly`` and ``SameSite=Lax``. Tornado's own XSRF cookie is not used:
Voilà's page sends its farewell (``/voila/api/shutdown``) without one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import jinja2
import tornado.web
from markupsafe import Markup

from medlofte.edition import Edition
from medlofte.errors import MedlofteError
from medlofte.server import assets, links
from medlofte.server.headers import OWN
from medlofte.server.identity import SETTING, session_of
from medlofte.server.limits import Limiter
from medlofte.server.pages import pages_for
from medlofte.views.session import COOKIE, NAMES, RATERS
from medlofte.workshop.store import Store

KEEP_DAYS = 30
LONGEST_CODE = 40
CHOICES = (("polis", "Polis"), ("kommun", "Kommun"), ("annan", "Annan aktör"))
_PAGE = re.compile(r"/voila/render/[a-z0-9_]+\.ipynb")
_TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=jinja2.StrictUndefined
)  # fmt: skip


@dataclass(frozen=True)
class Workshop:
    """What the handlers share.

    Parameters
    ----------
    origin
        ``http://address:port`` as the participants reach it.
    """

    edition: Edition
    store: Store
    origin: str
    limiter: Limiter = field(default_factory=Limiter)


class Page(tornado.web.RequestHandler):  # type: ignore[misc]
    """A page of our own: Swedish, no script, never cached."""

    @property
    def workshop(self) -> Workshop:
        """Return what the server was started with."""
        found: Workshop = self.settings[SETTING]
        return found

    def set_default_headers(self) -> None:
        """Set the strict policy; ``headers.SafeHeaders`` adds the rest."""
        self.set_header("Content-Security-Policy", OWN)
        self.set_header("Cache-Control", "no-store")

    def show(self, name: str, **values: Any) -> None:
        """Send one of the templates."""
        values |= {"about": self.workshop.edition.about, "version": assets.style().sha256[:16]}
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(_TEMPLATES.get_template(name).render(values))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Say in Swedish what went wrong, without a traceback."""
        error = (kwargs.get("exc_info") or (None, None))[1]
        heading, text = _explained(status_code, error)
        self.show("error.html", heading=heading, text=text)

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """Leave out of the log what the visitor has been told in words."""
        if not isinstance(value, MedlofteError):
            super().log_exception(typ, value, tb)

    def page_asked_for(self) -> str:
        """Return the dashboard the visitor was on the way to, or ''; nothing but our own pages is let through."""
        asked = self.get_argument("next", "")
        return asked if _PAGE.fullmatch(asked) else ""


class Start(Page):
    """The start page: what there is for this role."""

    def get(self) -> None:
        """Show it, or send a stranger to the door."""
        session = session_of(self)
        if session is None:
            self.redirect("/anslut")
            return
        invites = session.role not in RATERS
        code = self.workshop.store.codes()[links.PARTICIPANT] if invites else ""
        link = links.link(self.workshop.origin, code) if invites else ""
        self.show("start.html", name=NAMES[session.role], pages=pages_for(session.role), link=link, code=code,
                  address=link.rsplit("/", 1)[0], qr=Markup(links.qr_svg(link)) if invites else "")  # fmt: skip


class Door(Page):
    """Where a code is typed."""

    def get(self) -> None:
        """Show the form."""
        self.show("code.html", error="", next=self.page_asked_for())

    def post(self) -> None:
        """Send a right code on to its own page."""
        _same_site(self)
        code = self.get_body_argument("kod", "")[:LONGEST_CODE]
        if role_of(self, code) is not None:
            self.redirect(_joining(code, self.page_asked_for()), status=HTTPStatus.SEE_OTHER)


class Join(Page):
    """Where a link leads: participants say for whom they take part, the others are let in at once."""

    def get(self, code: str) -> None:
        """Let in, or ask."""
        role = role_of(self, code)
        if role is None:
            return
        if role not in RATERS:
            self.let_in(role)
            return
        session = session_of(self)
        if session is not None and session.role in RATERS:
            # One person, one vote: following the link again is not joining again.
            self.redirect(self.page_asked_for() or "/")
            return
        self.ask(code)

    def post(self, code: str) -> None:
        """Let in with the role chosen."""
        _same_site(self)
        role = role_of(self, code)
        if role is None:
            return
        chosen = self.get_body_argument("roll", "")
        if role in RATERS and chosen not in RATERS:
            self.set_status(HTTPStatus.BAD_REQUEST)
            self.ask(code, error="Välj vem du deltar för.")
            return
        self.let_in(chosen if role in RATERS else role)

    def ask(self, code: str, *, error: str = "") -> None:
        """Show the form with the roles."""
        self.show("role.html", code=code, roles=CHOICES, error=error, next=self.page_asked_for())

    def let_in(self, role: str) -> None:
        """Give the browser a session of this role, unless it has one, and send it on."""
        session = session_of(self)
        if session is None or session.role != role:
            session = self.workshop.store.join(role)
            self.set_cookie(COOKIE, session.token, path="/", httponly=True, samesite="Lax", expires_days=KEEP_DAYS,
                            secure=self.request.protocol == "https")  # fmt: skip
        self.redirect(self.page_asked_for() or "/", status=HTTPStatus.SEE_OTHER)


class Home(Page):
    """Sends whoever asks for Voilà's own listing of the folder to our start page."""

    def get(self, *_: str) -> None:
        """Redirect."""
        self.redirect("/")


class Nothing(Page):
    """Answers 404: the folder's contents, and every address that does not exist."""

    def prepare(self) -> None:
        """Refuse, whatever the method."""
        raise tornado.web.HTTPError(HTTPStatus.NOT_FOUND)


class Health(tornado.web.RequestHandler):  # type: ignore[misc]
    """Says that the server answers, for whatever watches it."""

    def get(self) -> None:
        """Answer 200."""
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish("ok\n")


def routes() -> list[tuple[Any, ...]]:
    """Return our addresses; they come before Voilà's."""
    return [
        (r"/", Start),
        (r"/anslut/?", Door),
        (r"/anslut/([^/]+)", Join),
        (r"/medlofte/plotly\.min\.js", assets.AssetHandler, {"asset": assets.plotly}),
        (r"/medlofte/server\.css", assets.AssetHandler, {"asset": assets.style}),
        (r"/halsa", Health),
        (r"/voila/tree(/.*)?", Home),
        (r"/voila/(?:api/contents|files)(/.*)?", Nothing),
    ]


def role_of(page: Page, code: str) -> str | None:
    """Return the role that a code opens; else answer with the form and the reason, and return None."""
    address, limiter = page.request.remote_ip or "", page.workshop.limiter
    if limiter.blocked(address):
        page.set_status(HTTPStatus.TOO_MANY_REQUESTS)
        error = "För många felaktiga koder. Vänta en minut och försök igen."
    else:
        role = page.workshop.store.role_of(code[:LONGEST_CODE])
        if role is not None:
            return role
        limiter.wrong(address)
        page.set_status(HTTPStatus.FORBIDDEN)
        error = "Koden stämmer inte. Kontrollera den och försök igen."
    page.show("code.html", error=error, next=page.page_asked_for())
    return None


def _joining(code: str, page: str) -> str:
    return f"/anslut/{quote(code.strip(), safe='')}" + (f"?next={quote(page)}" if page else "")


def _same_site(page: Page) -> None:
    """Refuse a form sent from another site; a browser always says where a POST comes from."""
    sent_from = page.request.headers.get("Origin")
    if sent_from is not None and urlsplit(sent_from).netloc.lower() != page.request.host.lower():
        raise tornado.web.HTTPError(HTTPStatus.FORBIDDEN)


def _explained(status: int, error: BaseException | None) -> tuple[str, str]:
    if isinstance(error, MedlofteError):
        return "Sidan kunde inte visas", str(error)
    if status == HTTPStatus.NOT_FOUND:
        return "Sidan finns inte", "Adressen stämmer inte."
    if status == HTTPStatus.FORBIDDEN:
        return "Åtkomst nekad", "Formuläret kom från en annan webbplats. Börja om från startsidan."
    if status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return "Begäran kunde inte läsas", "Gå till startsidan och försök igen."
    return (
        "Sidan kunde inte visas",
        "Något gick fel på servern. Försök igen om en stund; det du redan svarat är sparat.",
    )
