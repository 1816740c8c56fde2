"""The situation page: what residents, actors and registers see, side by side, with filters and a map."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets
import pandas as pd

from medlofte import style, tables
from medlofte.edition import Edition
from medlofte.views import crossings, figures, maps, parts
from medlofte.views.drawing import each
from medlofte.views.pages.show import present
from medlofte.views.session import open_edition
from medlofte.views.widget import FigureView, Pulse
from medlofte.workshop.store import Store


def show(edition: Edition | str | None = None, store: Store | None = None) -> Situation | None:
    """Display the page; ``store`` is taken for likeness with the other pages and is not used."""
    return present(lambda: Situation(open_edition(edition)))


class Situation:
    """The page. ``filters`` (background question → control), ``question``, ``answer``, ``by`` and ``topic`` may be set.

    Parameters
    ----------
    edition
        The edition to show. What it lacks (actors, registers, places, population) is left out, and the page says so.
    """

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.estimates = edition.table("estimates")
        self.situation = edition.table("situation")
        self.crossings = crossings.published(self.estimates)
        self.labels = {name: edition.labels(name) for name in ("topics", "questions")}
        self.notice = parts.notice()
        self._controls()
        self.residents, self.groups, self.registers = (parts.figure_view() for _ in range(3))
        self.changes = parts.html("")
        self.figures: dict[str, FigureView] = {"residents": self.residents}
        self.widget = parts.page(self._sections(), pulse=Pulse())
        self._update()
        self._regroup()

    # Controls

    def _controls(self) -> None:
        questions = self.edition.table("questions")
        asked = questions[questions["role"] == ""]
        have = set(self.estimates["question"])
        options = [(row.short or row.label, row.question) for row in each(asked) if row.question in have]
        first = str(self.edition.about.get("priority_question", ""))
        default = first if first in [q for _, q in options] else (options[0][1] if options else None)
        self.question = widgets.Dropdown(options=options, value=default, description="Fråga")
        used = {q for crossing in self.crossings for q in crossing}
        self.filters = {q: self._filter(q) for q in questions["question"] if q in used}
        self.clear = widgets.Button(description="Visa alla svarande")
        self.answer = widgets.Dropdown(description="Svar")
        singles = [(crossings.short(self.edition, q), q) for q in self.filters if frozenset({q}) in self.crossings]
        self.by = widgets.Dropdown(options=singles, description="Jämför efter")
        self._offer_answers()
        for control in (self.question, *self.filters.values()):
            control.observe(self._changed, "value")
        self.clear.on_click(self._clear)
        self.answer.observe(self._regroup, "value")
        self.by.observe(self._regroup, "value")

    def _filter(self, question: str) -> widgets.Dropdown:
        have = set(self.estimates.loc[self.estimates["by1"] == question, "group1"])
        have |= set(self.estimates.loc[self.estimates["by2"] == question, "group2"])
        groups = [(label, g) for g, label in self.edition.choice_labels(question).items() if g in have]
        options = [("Alla", ""), *groups]
        return widgets.Dropdown(options=options, value="", description=crossings.short(self.edition, question))

    @property
    def chosen(self) -> dict[str, str]:
        """Return background question → chosen group or ''."""
        return {question: control.value or "" for question, control in self.filters.items()}

    def _clear(self, _button: Any = None) -> None:
        for control in self.filters.values():
            control.value = ""

    def _changed(self, change: Any) -> None:
        if change["owner"] is self.question:
            self._offer_answers()
        self._update()

    def _offer_answers(self) -> None:
        # The halves of a scale are published for small groups only, not for the groups that are compared here.
        rows = self.estimates[self.estimates["by2"] == ""]
        have = set(rows.loc[rows["question"] == self.question.value, "choice"])
        labels = self.edition.choice_labels(str(self.question.value))
        options = [(label, choice) for choice, label in labels.items() if choice in have]
        self.answer.options = options
        self.answer.value = options[0][1] if options else None

    # Drawing

    def _update(self) -> None:
        open_to = crossings.allowed(self.crossings, self.chosen)
        for question, control in self.filters.items():
            control.disabled = question not in open_to and not control.value
        rows = crossings.rows(self.estimates, question=str(self.question.value), chosen=self.chosen)
        where = crossings.where(self.edition, self.chosen)
        self.residents.show(figures.residents(
            rows, labels=self.edition.choice_labels(str(self.question.value)), where=where,
            source=parts.design_note(self.edition, question=str(self.question.value)), ranks=self._ranks(),
            topics=self.labels["topics"],
        ))  # fmt: skip
        parts.say(self.notice, self._say(rows, where))
        self.changes.value = self._changes()

    def _changes(self) -> str:
        """Return the question's changes between years; they are published for everybody only."""
        found = self.edition.table("changes").query("question == @self.question.value")
        if found.empty or any(self.chosen.values()):
            return ""
        labels = self.edition.choice_labels(str(self.question.value))
        rows = [(labels.get(r.choice, r.choice), f"{r.year0}–{r.year1}", figures.change_note(r)) for r in each(found)]
        return parts.table("Förändring mellan åren, alla svarande", ("Svar", "År", "Förändring"), rows)

    def _ranks(self) -> pd.DataFrame | None:
        if any(self.chosen.values()) or self.question.value != self.edition.about.get("priority_question"):
            return None
        return self.edition.table("ranks").query("question == @self.question.value")

    def _say(self, rows: pd.DataFrame, where: str) -> str:
        if rows.empty:
            return f"{where}: kombinationen är inte publicerad. Välj färre filter."
        hidden = int((rows["status"] == tables.SUPPRESSED).sum())
        n = style.number(rows["n"].max())
        shown = f"Visar {where}: {n} svar." if hidden < len(rows) else f"{where}: för få svar för att visas."
        return shown + (f" {hidden} av {len(rows)} siffror är skyddade." if 0 < hidden < len(rows) else "")

    def _regroup(self, _change: Any = None) -> None:
        question, choice, by = str(self.question.value), self.answer.value, self.by.value
        if not choice or not by:
            return
        found = crossings.by_group(self.estimates, question=question, choice=choice, by=by)
        labels = self.edition.choice_labels(by)
        rows = {row.group1: row for row in each(found)}
        self.groups.show(figures.groups(
            [(label, rows[group]) for group, label in labels.items() if group in rows],
            question=self.labels["questions"].get(question, question),
            answer=self.edition.choice_labels(question).get(choice, choice), by=crossings.short(self.edition, by),
            source=parts.design_note(self.edition, question=question),
        ))  # fmt: skip

    # The page's parts, each left out when the edition holds nothing for it

    def _sections(self) -> list[widgets.Widget]:
        top = [parts.header(self.edition, page="lagesbild")]
        made = [self._survey(), self._side_by_side(), self._map(), self._registers(), self._composition()]
        return [*top, *(part for part in made if part is not None), parts.method(self.edition)]

    def _survey(self) -> widgets.VBox:
        row = parts.box([self.question, *self.filters.values(), self.clear], name="ml-row")
        told = parts.text(crossings.describe(self.edition, self.crossings), name="ml-hint")
        children = [row, told, self.notice, self.residents, self.changes]
        if self.by.options:
            children += [parts.heading("Jämför grupper", level=3), parts.box([self.answer, self.by], name="ml-row"),
                         self.groups]  # fmt: skip
        return parts.section("Vad invånarna svarar", *children)

    def _side_by_side(self) -> widgets.VBox | None:
        if self.situation.empty:
            return None
        children: list[widgets.Widget] = [
            parts.text("Samma ämnen sedda av invånare, aktörer och register. Bilderna vägs inte ihop till ett tal: det "
                       "är där de går isär som samtalet börjar."),
            parts.html(self._situation_table()),
        ]  # fmt: skip
        if self.situation["actors_asked"].max() > 0:
            view = parts.figure_view()
            view.show(figures.actors(self.situation, labels=self.labels["topics"],
                                     source="Aktörernas kartläggning: en aktör räknas en gång per ämne."))  # fmt: skip
            self.figures["actors"] = view
            children.append(view)
        return parts.section("Invånare, aktörer och register sida vid sida", *children)

    def _situation_table(self) -> str:
        order = self.situation.sort_values("rank", na_position="last")
        rows = [
            (self.labels["topics"].get(r.topic, r.topic), style.interval(r.share, r.low, r.high), style.number(r.n),
             f"{style.number(r.actors)} av {style.number(r.actors_asked)}", figures.often(r.frequency),
             *_register(r), r.statement or "–")
            for r in each(order)
        ]  # fmt: skip
        columns = ("Ämne", "Invånare: andel", "Antal svar", "Aktörer som nämner", "Aktörer: hur vanligt",
                   "Register: antal", "Register: per 100 000", "Register: mot tidigare år",
                   "Var bilderna går isär")  # fmt: skip
        return parts.table("Ämnena ur tre håll", columns, rows, note=f"{self._note()} {style.MISSING_NOTE}")

    def _note(self) -> str:
        return parts.design_note(self.edition, question=str(self.edition.about.get("priority_question", "")))

    def _map(self) -> widgets.VBox | None:
        cells, places = self.edition.table("cells"), self.edition.table("places")
        if cells.empty and places.empty:
            return None
        self.figures["map"] = self.places = parts.figure_view()
        areas = [feature["properties"] for feature in self.edition.layer("areas").get("features", [])]
        self.area = widgets.Dropdown(options=[("Hela kommunen", ""), *((a["label"], a["id"]) for a in areas)],
                                     value="", description="Visa på kartan")  # fmt: skip
        self.area.observe(self._remap, "value")
        self._remap()
        row = [parts.box([self.area], name="ml-row")] if areas else []
        return parts.section("Platser som pekas ut", *row, self.places)

    def _remap(self, _change: Any = None) -> None:
        self.places.show(maps.places_map(
            layers={name: self.edition.layer(name) for name in ("coast", "areas", "roads")},
            cells=self.edition.table("cells"), places=self.edition.table("places"),
            size=int(self.edition.about.get("cell_size", 500)), area=str(self.area.value), where=self._seen(),
            source="En person räknas en gång per ruta. Fler svar på en plats är inte samma sak som fler brott.",
        ))  # fmt: skip

    def _seen(self) -> str:
        return str(self.area.label if self.area.value else self.edition.about.get("kommun", ""))

    def _registers(self) -> widgets.VBox | None:
        self._register_rows = self.edition.table("registers").query("status == @tables.SHOWN")
        if self._register_rows.empty:
            return None
        order = {topic: i for i, topic in enumerate(self.situation.sort_values("rank", na_position="last")["topic"])}
        found = sorted(set(self._register_rows["topic"]), key=lambda topic: (not topic, order.get(topic, len(order))))
        labels = self.labels["topics"] | {"": "Övriga indikatorer"}
        self.topic = widgets.Dropdown(options=[(labels.get(t, t), t) for t in found], description="Ämne")
        self.topic.observe(self._trend, "value")
        self.comparison = parts.figure_view()
        self._trend()
        views = parts.box([self.registers, self.comparison], name="ml-grid")
        return parts.section("Vad registren visar", parts.box([self.topic], name="ml-row"), views)

    def _trend(self, _change: Any = None) -> None:
        rows = self._register_rows[self._register_rows["topic"] == self.topic.value]
        home = str(self.edition.about.get("kommun", ""))
        region = home if home in set(rows["region"]) else str(rows["region"].iloc[0])
        self.registers.show(
            figures.registers(rows, region=region, source="Registren visar vad som anmälts eller setts.")
        )
        wide = rows.groupby("indicator", sort=False)["region"].nunique()
        several = wide[wide > 1]
        self.comparison.layout.display = "" if len(several) else "none"
        if len(several):
            self.comparison.show(figures.compared(rows, indicator=str(several.index[0]), home=home,
                                                  source="Källa: samma register för alla områden."))  # fmt: skip

    def _composition(self) -> widgets.VBox | None:
        # Without a population there is nothing to compare with; the notes state the ways of answering.
        frame = self.edition.table("composition").dropna(subset="population")
        views = []
        for question, rows in frame.groupby("question", sort=False):
            view = parts.figure_view()
            name = crossings.short(self.edition, str(question))
            labels = self.edition.choice_labels(str(question))
            view.show(figures.composition(rows, label=name, labels=labels, source=self._note()))
            views.append(view)
        return parts.section("Vilka som svarat", parts.box(views, name="ml-grid")) if views else None


def _register(row: Any) -> tuple[str, str, str]:
    """Return a topic's register figures; a dash where no register has the topic, which is not a suppressed figure."""
    if not row.indicators:
        return "–", "–", "–"
    return style.number(row.register_count), style.number(row.register_per_100k), style.percent(row.register_change)
