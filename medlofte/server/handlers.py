"""The addresses of our own pages; the start page, health, and what nobody owns."""

from __future__ import annotations

from http.client import responses
from typing import Any

from jupyter_server.auth.decorator import allow_unauthenticated
from tornado.web import HTTPError, RequestHandler, authenticated

from medlofte import __version__, accessibility, style
from medlofte.errors import MedlofteError
from medlofte.language import N_, _, translated
from medlofte.rounds import Publication
from medlofte.server.documents import Document, Documents
from medlofte.server.entering import FromHub, ToHub
from medlofte.server.joined import Joined
from medlofte.server.joining import Device, DeviceByLink, Join, JoinByLink, Leave
from medlofte.server.leading import Lead, Step
from medlofte.server.page import Page, qr
from medlofte.server.paper import Paper
from medlofte.server.static import Bundle, OwnFiles, PlotlyScript, WidgetScript
from medlofte.server.voting import Status, Vote
from medlofte.server.workshop import SETTING, Workshop
from medlofte.views.session import WRITERS
from medlofte.workshop.store import PARTICIPANTS
from medlofte.workshop.store.values import written
from medlofte.workshop.words import LABELS

PAGE_TEXTS = {
    "lagesbild": (N_("Lägesbild"), N_("Vad invånare, aktörer och register säger.")),
    "kartlaggning": (N_("Kartläggning"), N_("Fyll i er bild av problemen, om ni är en aktör.")),
    "prioritering": (N_("Prioritering"), N_("Bedöm problemen och se gruppens svar växa fram.")),
    "loften": (N_("Löften"), N_("Orsaker, åtgärder och löften.")),
    "uppfoljning": (N_("Uppföljning"), N_("Planerat mot utfört.")),
}


def routes(base: str) -> list[tuple[str, type[RequestHandler]]]:
    """Return our addresses under ``base`` (which ends with a slash)."""
    return [
        (base, Start),
        (rf"{base}anslut/?", Join),
        (rf"{base}anslut/([^/]{{1,40}})/?", JoinByLink),
        (rf"{base}enhet/?", Device),
        (rf"{base}enhet/([A-Za-z0-9_-]{{1,60}})/?", DeviceByLink),
        (rf"{base}lamna", Leave),
        (rf"{base}navet", ToHub),
        (rf"{base}oauth_callback", FromHub),
        (rf"{base}rost", Vote),
        (rf"{base}led", Lead),
        (rf"{base}led/papper", Paper),
        (rf"{base}led/deltagare", Joined),
        (rf"{base}led/([a-z-]{{1,20}})", Step),
        (rf"{base}lage", Status),
        (rf"{base}dokument", Documents),
        (rf"{base}dokument/([a-z]{{1,20}}\.[a-z]{{3,4}})", Document),
        (rf"{base}tillganglighet", Statement),
        (rf"{base}halsa", Health),
        (rf"{base}medlofte/plotly\.min\.js", PlotlyScript),
        (rf"{base}medlofte/dashboards\.js", Bundle),
        (rf"{base}medlofte/views/([a-z]+\.js)", WidgetScript),
        (rf"{base}medlofte/static/([a-z.]+)", OwnFiles),
    ]


class Missing(Page):
    """Every address that nobody owns."""

    @allow_unauthenticated
    def prepare(self) -> None:  # type: ignore[override]
        """Answer 404 to any method, before anything else is looked at."""
        self.current_user = self._jupyter_current_user = None
        self.choose_language()
        self.choose_look()
        raise HTTPError(404)


class Start(Page):
    """``/``: the four pages; who leads also sees the participants' link and how many have joined."""

    @authenticated
    def get(self) -> None:
        """Show the page for the visitor's role."""
        visitor = self.current_user
        values: dict[str, Any] = {"pages": translated(PAGE_TEXTS), "role": visitor.called, "visitor": visitor,
                                  "writes": visitor.role in WRITERS}  # fmt: skip
        if visitor.leads:
            link = self.workshop.links()["Deltagare"]
            joined = self.workshop.store.participants()
            counts = [(LABELS[role], joined.get(role, 0)) for role in PARTICIPANTS]
            origin, _unused, code = link.rpartition("/anslut/")
            values |= {"link": link, "qr": qr(link), "counts": counts, "origin": origin.split("://")[-1],
                       "code": written(code), "joining": self.workshop.store.door.is_open()}  # fmt: skip
        self.show("start.html", **values)


class Statement(Page):
    """``/tillganglighet``: how accessible the pages are, for anyone; of the workshop it says only whose it is."""

    @allow_unauthenticated
    def get(self) -> None:
        """Show the statement."""
        about = self.workshop.edition.about
        publication = Publication.model_validate(about.get("publication") or {})
        self.show("tillganglighet.html", known=accessibility.known(accessibility.WORKSHOP), publication=publication,
                  tested=accessibility.tested(accessibility.WORKSHOP), version=__version__,
                  assessed=style.date(publication.assessed.isoformat()) if publication.assessed else "",
                  responsible=publication.responsible or about.get("kommun", ""))  # fmt: skip


class Health(RequestHandler):
    """``/halsa``: 200 when the server answers and reaches its store."""

    def head(self) -> None:
        """Answer as to GET, without the word."""
        self.get()

    def get(self) -> None:
        """Say ok."""
        workshop: Workshop = self.settings[SETTING]
        self.set_header("Cache-Control", "no-store")
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        try:
            workshop.store.revision()
        except MedlofteError:
            self.set_status(503, responses[503])
            self.finish(_("databasen svarar inte\n"))
            return
        self.finish("ok\n")
