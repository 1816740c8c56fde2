"""The page put together: overview, survey, one topic at a time, map, who answered; its choices stand in its address."""

from __future__ import annotations

import ipywidgets as widgets

from medlofte.edition import Edition
from medlofte.language import _
from medlofte.views import crossings, figures, parts
from medlofte.views.address import Address
from medlofte.views.pages.lagesbild import brief, overview, place, staff, topic
from medlofte.views.pages.lagesbild.survey import Survey
from medlofte.views.pages.show import present
from medlofte.views.session import open_edition
from medlofte.views.widget import FigureView, Pulse
from medlofte.workshop.store import Store


def show(edition: Edition | str | None = None, store: Store | None = None) -> Situation | None:
    """Display the page; ``store`` is taken for likeness with the other pages and is not used."""
    return present(lambda: Situation(open_edition(edition)))


class Situation:
    """The page. ``survey``, ``topic`` and ``places`` are its sections; ``address`` keeps their choices.

    Parameters
    ----------
    edition
        The edition to show. What it lacks (actors, registers, places, population) is left out, and the page says so.
    """

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.survey = Survey(edition)
        self.topic = topic.section(edition)
        self.places = place.section(edition)
        self.address = Address(self._choices(), anchor=topic.ANCHOR, jump="amne")
        self.staff = staff.reports(edition)
        made = [
            overview.section(edition), self.survey.widget, self.topic and self.topic.widget,
            self.places and self.places.widget, self.staff and self.staff.widget, staff.when(edition),
            staff.walks(edition), self._composition(),
        ]  # fmt: skip
        kept, short = [part for part in made if part is not None], brief.section(edition)
        self.widget = parts.page([
            self.address, parts.header(edition, page="lagesbild"), *([short] if short else []),
            parts.contents(part.titled for part in kept), *kept, parts.method(edition),
        ], pulse=Pulse())  # fmt: skip

    @property
    def figures(self) -> dict[str, FigureView]:
        """Return every figure that is drawn when the page opens."""
        drawn = {"residents": self.survey.residents, "groups": self.survey.groups}
        if self.topic is not None:
            drawn |= {"trend": self.topic.trend, "comparison": self.topic.comparison}
        drawn |= {"reports": self.staff.trend} if self.staff is not None else {}
        return drawn | ({"map": self.places.view} if self.places is not None else {})

    def _choices(self) -> dict[str, widgets.Dropdown]:
        survey = self.survey
        found = {"fraga": survey.question} | {f"f-{name}": control for name, control in survey.filters.items()}
        found |= {"svar": survey.answer, "efter": survey.by, "a": survey.pair[0], "b": survey.pair[1]}
        if self.topic is not None:
            found["amne"] = self.topic.topic
        return found | ({"karta": self.places.area} if self.places is not None else {})

    def _composition(self) -> parts.Section | None:
        # Without a population there is nothing to compare with; the notes state the ways of answering.
        frame = self.edition.table("composition").dropna(subset="population")
        views = []
        note = parts.design_note(self.edition, question=str(self.edition.about.get("priority_question", "")))
        for question, rows in frame.groupby("question", sort=False):
            view = parts.figure_view()
            name = crossings.short(self.edition, str(question))
            labels = self.edition.choice_labels(str(question))
            view.show(figures.composition(rows, label=name, labels=labels, source=note),
                      trace=parts.origin(self.edition, "composition"))  # fmt: skip
            views.append(view)
        return parts.section(_("Vilka som svarat"), parts.box(views, name="ml-grid")) if views else None
