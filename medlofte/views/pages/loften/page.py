"""The page: from a chosen problem by its causes and measures to a promise, and every promise there is."""

from __future__ import annotations

from html import escape
from typing import Any

import ipywidgets as widgets
import pandas as pd

from medlofte.edition import Edition
from medlofte.errors import StoreError
from medlofte.language import N_, _, translated
from medlofte.views import parts
from medlofte.views.drawing import enumerated, named
from medlofte.views.pages.live import Live
from medlofte.views.pages.loften.editors import Causes, Editor, Measures
from medlofte.views.pages.loften.told import Teller
from medlofte.views.pages.loften.walks import Walks
from medlofte.views.pages.show import visit
from medlofte.views.session import Viewer
from medlofte.workshop.evidence import problems
from medlofte.workshop.promises.chain import gather
from medlofte.workshop.store import Store

_CHECK = N_(
    "Kontrollen visar om löftet går att följa upp. Den stoppar ingenting: ett löfte kan "
    "vara rätt att ge ändå, men då vet man vad som saknas. Delarna är det som Brå begär "
    "av en samverkansöverenskommelse (avgränsade och mätbara mål, hur det följs upp, "
    "vilken period). Ord och meningar prövas efter råden i Språkrådets Myndigheternas "
    "skrivregler."
)
_CONTENTS = (N_("Arbeta med ett problem"), N_("1. Orsaker"), N_("2. Åtgärder"), N_("3. Löfte"))
_CAUSES = N_(
    "Varför finns problemet? Skriv en orsak i taget, och varifrån ni vet det. "
    "Händelsekedjan är leden från behov till händelse: var i kedjan går den att bryta?"
)
_MEASURES = N_(
    "Välj åtgärder som påverkar orsakerna. Situationella ändrar platsen eller tillfället, sociala ändrar villkoren."
)
_NO_FOCUS = N_("Gruppen har inte valt fokusområden ännu. Välj ändå vilket problem som helst.")
_PROMISE = N_(
    "Ett löfte är det som invånarna får läsa. Det sparas som utkast tills ni är överens; "
    "varje steg får en funktion och ett datum."
)


def show(edition: Edition | str | None = None, store: Store | None = None) -> Promises | None:
    """Display the page for the viewer that the session names."""
    return visit(Promises, edition=edition, store=store)


class Promises(Live):
    """The page. ``problem`` chooses; ``causes``, ``measures`` and ``editor`` hold the forms.

    Parameters
    ----------
    edition
        Supplies problems, evidence, and the promises that were published.
    viewer
        Police, kommun and the meeting leader may edit; everyone may read.
    """

    def __init__(self, edition: Edition, viewer: Viewer) -> None:
        super().__init__(edition, viewer)
        self.teller = Teller.of(edition)
        self._board = problems(edition)
        self._controls()
        self._open()

    def _controls(self) -> None:
        self.problem = widgets.Dropdown(options=self._options([]), description=_("Problem"))
        self.focus, self.analysis, self.against, self.drafts, self.others = (parts.html("") for _one in range(5))
        self.all = parts.html("")
        self.causes = Causes(self.viewer, self.teller, problem=self.problem, refresh=self.look)
        self.measures = Measures(self.viewer, problem=self.problem, refresh=self.look)
        self.walks = Walks(self.edition, self.viewer, problem=self.problem, refresh=self.look)
        self.editor = Editor(self.viewer, self.teller, problem=self.problem, refresh=self.look)
        self.problem.observe(self._draw, "value")

    def _sections(self) -> list[widgets.Widget]:
        sheets = [
            parts.section(_("1. Orsaker"), parts.text(_(_CAUSES)), self.analysis, self.causes.widget),
            parts.section(
                _("2. Åtgärder"), parts.text(_(_MEASURES)), self.against, self.walks.widget, self.measures.widget
            ),
            parts.section(_("3. Löfte"), parts.text(_(_PROMISE)), self.drafts, self.editor.widget),
        ]
        return [
            parts.header(self.edition, page="loften"),
            self.chooser,
            self.notice,
            parts.section(_("Löftena i korthet"), self.all),
            parts.contents(translated(_CONTENTS)),
            parts.section(_("Arbeta med ett problem"), self.focus, parts.box([self.problem], name="ml-row")),
            *sheets,
            parts.section(
                _("Övriga löften {year}").format(year=self.edition.about.get("year", "")).strip(), self.others
            ),
            parts.section(_("Hur kontrollen är gjord"), parts.text(_(_CHECK))),
        ]

    def _options(self, focus: list[str]) -> list[tuple[str, str]]:
        """Return the problems to choose from: what the group has chosen first, then the rest of the board."""
        listed = list(dict.fromkeys([*focus, *self._board]))
        return [(f"{self.teller.topics.get(topic, topic)}{_(' (fokusområde)') if topic in focus else ''}", topic)
                for topic in listed]  # fmt: skip

    def _take_role(self) -> None:
        shown = None if self.viewer.writes else "none"
        for form in (self.causes, self.measures, self.editor):
            form.widget.layout.display = shown

    # From the store to the page

    def _lose(self, error: StoreError) -> None:
        if self.revision < 0:
            self.revision = 0
            self._tell_published()
        super()._lose(error)

    def look(self) -> None:
        """Read the plan and show it."""
        store = self.viewer.store
        self.chain = gather(self.edition, store)
        self.saved_causes, self.saved = store.plan.causes(), store.plan.promises(history=True)
        decided = store.decisions()
        focus = decided.loc[decided["decision"] == "fokus", "problem"].tolist()
        options, chosen = self._options(focus), self.problem.value
        if list(self.problem.options) != options:
            first = self.revision < 0
            self.problem.options = options
            self.problem.value = options[0][1] if first or chosen is None else chosen
        names = enumerated([self.teller.topics.get(topic, topic) for topic in focus]) if focus else ""
        self.focus.value = (
            f"<p>{escape(_('Gruppens fokusområden: {names}.').format(names=names) if names else _(_NO_FOCUS))}</p>"
        )
        self._draw()

    def _draw(self, _change: Any = None) -> None:
        problem = str(self.problem.value or "")
        chain, title = self.chain, self.teller.topics.get(problem, problem)
        self.analysis.value = self.teller.causes(problem, chain)
        own = chain.of_problem(problem)
        self.against.value = self.teller.measures(
            own, chain, caption=_("Åtgärder mot {problem}").format(problem=title.lower())
        ) or _("<p>Inga åtgärder är skrivna ännu.</p>")
        answering = chain.promises_on(problem)
        self.drafts.value = self._told(answering) or _("<p>Inget löfte svarar på problemet ännu.</p>")
        others = chain.promises[~chain.promises["promise"].isin(answering["promise"])]
        none = _("Utgåvan har inga löften ännu.") if chain.promises.empty else _("Inga andra löften.")
        self.others.value = self._told(others) or f"<p>{none}</p>"
        self.all.value = self.teller.overview(_kept(chain.promises))
        self.causes.offer(problem, self.saved_causes)
        self.measures.offer(problem, chain)
        self.walks.offer(problem)
        self.editor.offer(problem, chain, self.saved)

    def _told(self, promises: pd.DataFrame) -> str:
        return "".join(self.teller.promise(named(row), self.chain) for row in _kept(promises).to_dict("records"))

    def _tell_published(self) -> None:
        """Show what the edition holds, when the store cannot be read."""
        self.chain = gather(self.edition, None)
        self.all.value = self.teller.overview(_kept(self.chain.promises))
        self.others.value = self._told(self.chain.promises)


def _kept(promises: pd.DataFrame) -> pd.DataFrame:
    return promises[promises["state"] != "struken"]
