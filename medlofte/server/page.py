"""What our own pages share: templates, errors in Swedish, forms that only our own pages can send.

Forms carry tornado's double-submit XSRF token (cookie ``_xsrf`` and a hidden field), which Jupyter's base handler
checks before any POST together with the Origin.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode

import jinja2
import segno
from jupyter_server.base.handlers import JupyterHandler
from tornado.web import HTTPError

from medlofte import language, looks, style
from medlofte.errors import MedlofteError
from medlofte.language import N_, _
from medlofte.server.workshop import SETTING, Workshop
from medlofte.workshop.words import LABELS

_ERRORS = {
    403: N_("Sidan är inte öppen för dig. Ladda om den och försök igen."),
    404: N_("Sidan finns inte. Kontrollera adressen."),
    429: N_("För många felaktiga koder. Vänta en minut och försök igen."),
    503: N_("Workshoppens databas svarar inte. Säg till mötesledaren och försök igen om en stund."),
}
UNKNOWN = N_("Något gick fel hos oss. Ladda om sidan; det du redan svarat är sparat.")
LANGUAGE = "medlofte-language"  # the cookie that remembers which language the visitor reads
_templates = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    extensions=["jinja2.ext.i18n"],
)
_templates.install_gettext_callables(_, None, newstyle=True)  # type: ignore[attr-defined]
BY_SCRIPT, ONWARD = "X-Medlofte-Script", "X-Medlofte-Onward"
_SLASHES = "/\\"
STATIC = Path(__file__).parent / "static"
_log = logging.getLogger("medlofte.server")


class Page(JupyterHandler):
    """A plain page of ours: Jinja2 with autoescape, errors in plain words, nothing kept by the browser."""

    async def prepare(self) -> None:  # type: ignore[override]
        """Choose language and look before anything is said."""
        self.choose_language()
        self.choose_look()
        if not self._finished:
            await super().prepare()
            # The screen in the room is large, unless its link says otherwise.
            if getattr(self.current_user, "role", "") == "skarm" and not self.get_query_argument(looks.PROJECTOR, ""):
                looks.enlarge()

    def choose_language(self) -> None:
        """Answer in the language of the link (``?lang=en``), and from then on in that; else in the server's own."""
        asked = self.get_query_argument("lang", "")
        if asked in language.NAMES:
            self.set_cookie(LANGUAGE, asked, path=self.base_url, samesite="Lax", expires_days=365)
        language.choose(asked or self.get_cookie(LANGUAGE, "") or language.current())

    def choose_look(self) -> None:
        """Answer in light or dark as the link says (``?ljus=morkt``), and from then on; large by ``?projektor=1``.

        Large is the window and not the browser: who comes from a large page is sent to the next one's large address.
        """
        scheme, size = self.get_query_argument(looks.SCHEME, ""), self.get_query_argument(looks.PROJECTOR, "")
        if scheme in looks.SCHEMES:
            self.set_cookie(looks.COOKIE, scheme, path=self.base_url, samesite="Lax", expires_days=365)
        # Of the Referer, which may be no address at all, only what comes after the question mark is read.
        before = parse_qs(self.request.headers.get("Referer", "").partition("#")[0].partition("?")[2])
        follows = not size and before.get(looks.PROJECTOR) == ["1"]
        looks.choose(scheme or self.get_cookie(looks.COOKIE, "") or looks.AUTO, large=size == "1" or follows)
        shown = "text/html" in self.request.headers.get("Accept", "")  # not what a script asks for
        if follows and shown and self.request.method == "GET":
            self.redirect(self.here(looks.PROJECTOR, "1"))

    def here(self, name: str, value: str) -> str:
        """Return this page's address in another language or look; where a form was sent to, the start page's."""
        if self.request.method != "GET":
            return f"{self.base_url}?{name}={value}"
        kept = [(key, old) for key, old in parse_qsl(self.request.query) if key not in (name, "lang", looks.SCHEME)]
        # Two slashes first, and to a browser a backslash is one, would be the address of another server.
        return f"/{self.request.path.lstrip(_SLASHES)}?{urlencode([*kept, (name, value)])}"

    def head(self, *parts: str) -> Any:
        """Answer as to GET; tornado leaves out the content."""
        return self.get(*parts)

    def number(self, name: str) -> int:
        """Return a whole number from the form or the address, 0 where there is none."""
        text = self.get_argument(name, "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    @property
    def workshop(self) -> Workshop:
        """Return what the server's handlers share."""
        shared: Workshop = self.settings[SETTING]
        return shared

    def show(self, template: str, **values: Any) -> None:
        """Write a page from ``templates/``."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.finish(self.rendered(template, **values))

    def rendered(self, template: str, **values: Any) -> str:
        """Return a page from ``templates/`` with what all of them show."""
        # The token is asked for here, so that its cookie is set with the page and not with an answer already under way.
        common = {"base": self.base_url, "about": self.workshop.edition.about, "notice": self.notice(),
                  "xsrf_token": self.xsrf_token.decode(), "language": language.current(),
                  "elsewhere": looks.links(self.here), "root": looks.root(), "words": _words}  # fmt: skip
        return _templates.get_template(template).render(common | values)

    @property
    def by(self) -> str:
        """Return how the log names who did it: the role, never the person; in Swedish, whatever the visitor reads."""
        return dict.__getitem__(LABELS, self.current_user.role)

    def redirect(self, url: str, permanent: bool = False, status: int | None = None) -> None:
        """Send the visitor on; a script that has sent a form is told where, since browsers do not let it see that."""
        if self.request.method == "POST" and self.request.headers.get(BY_SCRIPT):
            self.set_status(204)
            self.set_header(ONWARD, url)
            self.finish()
        else:
            super().redirect(url, permanent, status)

    def must_lead(self) -> None:
        """Raise 403 for everybody but the meeting leader."""
        if not self.current_user.facilitates:
            raise HTTPError(403)

    def say(self, text: str) -> None:
        """Let the visitor's next page begin with this."""
        self.workshop.notices[self.current_user.username] = text

    def notice(self) -> str:
        """Return what the visitor is to be told of what they did last, once."""
        visitor = getattr(self, "_jupyter_current_user", None)  # not there when the store did not answer who it is
        if visitor is None or self.request.method == "HEAD":
            return ""
        return self.workshop.notices.pop(visitor.username, "")

    def write_error(self, status_code: int, **given: Any) -> None:
        """Write an error page in Swedish, without details of the program."""
        error = given.get("exc_info", (None, None, None))[1]
        if isinstance(error, MedlofteError):
            _log.error("%s", error)
            self.set_status(503)
            self.set_header("Retry-After", "2")
        status = self.get_status()
        self.show("error.html", status=status, message=_(_ERRORS.get(status, UNKNOWN)))

    def log_exception(self, *error: Any) -> None:
        """Leave our own errors to ``write_error``: they need no traceback."""
        if not isinstance(error[1], MedlofteError):
            super().log_exception(*error)


def _words(*scripts: str) -> dict[str, str]:
    """Return what the texts of some scripts are in the reader's language."""
    return {text: said for name in scripts for text, said in language.words(STATIC / name).items()}


def qr(link: str) -> str:
    """Return a link's QR code as SVG; its size is for the style sheet to say."""
    return str(segno.make(link, error="m").svg_inline(omitsize=True, border=2, dark=style.TEXT, light=style.BACKGROUND))
