"""The promises page: each promise with its topics, measures and what makes it possible to follow up."""

from __future__ import annotations

from html import escape
from typing import Any

from medlofte import style
from medlofte.edition import Edition
from medlofte.errors import StoreError
from medlofte.views import parts
from medlofte.views.drawing import each
from medlofte.views.pages.show import present
from medlofte.views.session import connect, open_edition
from medlofte.views.widget import Pulse
from medlofte.workshop.promises import quality
from medlofte.workshop.store import Store
from medlofte.workshop.words import LABELS

PROMISERS = {"polis": "Polisen", "kommun": "Kommunen", "gemensamt": "Polisen och kommunen gemensamt"}
_CHECK = (
    "Kontrollen visar om löftet går att följa upp. Den stoppar ingenting: ett löfte kan vara rätt att ge ändå, men då "
    "vet man vad som saknas."
)


def show(edition: Edition | str | None = None, store: Store | None = None) -> Promises | None:
    """Display the page."""

    def make() -> Promises:
        opened = open_edition(edition)
        return Promises(opened, connect(opened, store).store)

    return present(make)


class Promises:
    """The page: what is decided in the edition, and the workshop's drafts as they change.

    Parameters
    ----------
    edition
        Supplies the promises, their measures and the topics they answer to.
    store
        Supplies the drafts.
    """

    def __init__(self, edition: Edition, store: Store) -> None:
        self.edition, self.store, self.revision = edition, store, -1
        self.topics, self.places = edition.labels("topics"), edition.labels("places")
        self.measures = edition.table("measures")
        self.situation = {r.topic: r for r in each(edition.table("situation"))}
        self.decided, self.drafts = parts.html(self._decided()), parts.html("")
        self.notice = parts.notice()
        self.draft_section = parts.section("Utkast från workshoppen", self.drafts)
        self.widget = parts.page(
            [
                parts.header(edition, page="loften"),
                self.notice,
                parts.section(f"Löften {edition.about.get('year', '')}", self.decided),
                self.draft_section,
                parts.section("Hur kontrollen är gjord", parts.text(_CHECK)),
            ],
            pulse=Pulse(self.beat),
        )
        self.beat()

    def beat(self) -> None:
        """Show drafts that were saved since the last look."""
        try:
            revision = self.store.revision()
            if revision == self.revision:
                return
            drafts = self.store.plan.promises()
        except StoreError as error:
            parts.complain(self.notice, error)
            return
        self.revision = revision
        drafts = drafts[drafts["state"] != "struken"]
        self.draft_section.layout.display = None if len(drafts) else "none"
        self.drafts.value = "".join(
            self._promise({"promise": r.promise} | r.content, state=f"{LABELS[r.state]}, version {r.version}")
            for r in each(drafts)
        )

    def _decided(self) -> str:
        found = self.edition.table("promises").to_dict("records")
        if not found:
            return "<p>Utgåvan har inga löften ännu.</p>"
        return "".join(self._promise({str(k): v for k, v in promise.items()}) for promise in found)

    def _promise(self, promise: dict[str, Any], *, state: str = "") -> str:
        title = str(promise.get("title") or promise["promise"])
        told = f" <small>({escape(state)})</small>" if state else ""
        facts = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in self._facts(promise))
        return (
            f'<article class="ml-promise"><h3>{escape(title)}{told}</h3>'
            f"<blockquote>{escape(str(promise.get('text', '')))}</blockquote><dl>{facts}</dl>"
            f"{self._measures(str(promise['promise']), title)}{_checks(promise, title)}</article>"
        )

    def _facts(self, promise: dict[str, Any]) -> list[tuple[str, str]]:
        def names(field: str, labels: dict[str, str]) -> str:
            return ", ".join(labels.get(name, name) for name in str(promise.get(field) or "").split("|") if name)

        promiser = str(promise.get("promisers") or "")
        base, target = (style.number(promise.get(name)) for name in ("baseline", "target"))
        facts = [
            ("Vem lovar", PROMISERS.get(promiser, promiser)),
            ("Svarar på", self._topics(promise)),
            ("Platser", names("places", self.places)),
            ("Mått", str(promise.get("indicator") or "")),
            ("Utgångsläge", "" if base == style.MISSING else base),
            ("Mål", "" if target == style.MISSING else target),
            ("Senast", style.date(str(promise.get("deadline") or ""))),
            ("Ansvarig", str(promise.get("owner") or "")),
        ]
        return [(name, value) for name, value in facts if value]

    def _topics(self, promise: dict[str, Any]) -> str:
        """Return the topics with how many residents chose each: the thread from answer to promise."""
        said = []
        for topic in str(promise.get("topics") or "").split("|"):
            row = self.situation.get(topic)
            share = "" if row is None or style.missing(row.share) else f" ({style.percent(row.share)} av de svarande)"
            said += [f"{self.topics.get(topic, topic)}{share}"] if topic else []
        return ", ".join(said)

    def _measures(self, promise: str, title: str) -> str:
        rows = [
            (r.title, r.cause or "–", r.owner or "–",
             f"{style.number(r.planned)} {r.unit}" if not style.missing(r.planned) else "inget antal lovat")
            for r in each(self.measures[self.measures["promise"] == promise])
        ]  # fmt: skip
        columns = ("Åtgärd", "Orsak som ska påverkas", "Ansvarig", "Planerat")
        return parts.table(f"Åtgärder: {title}", columns, rows) if rows else ""


def _checks(promise: dict[str, Any], title: str) -> str:
    found = quality(promise)
    kept = sum(check.ok for check in found)
    order = sorted(found, key=lambda check: check.ok)
    lines = "".join(f"<li>{_sign(c.ok)} {escape(c.explanation)} {escape(c.suggestion)}</li>" for c in order)
    said = f"Går löftet att följa upp? {kept} av {len(found)} delar finns"
    summary = f'{said}<span class="ml-hidden">: {escape(title)}</span>'
    return f'<details class="ml-details"><summary>{summary}</summary><ul>{lines}</ul></details>'


def _sign(ok: bool) -> str:
    return f'<span aria-hidden="true">{"✔" if ok else "✘"}</span>'
