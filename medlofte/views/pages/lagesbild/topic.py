"""One topic at a time: what each side sees, who, where, which actors, and the registers over the years."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

import ipywidgets as widgets
import pandas as pd

from medlofte import language, style, tables
from medlofte.differences import LEVEL
from medlofte.edition import Edition
from medlofte.language import N_, Words, _
from medlofte.views import crossings, figures, hotspots, minibars, parts
from medlofte.views.drawing import each
from medlofte.views.pages.lagesbild import overview, sources

ANCHOR = "ml-amne"
_OFTEN = {
    "sallan": N_("sällan"),
    "ibland": N_("ibland"),
    "ofta": N_("ofta"),
    "mycket_ofta": N_("mycket ofta"),
    "vet_ej": N_("vet ej"),
}
_PARTIES = Words({"polis": N_("polisen"), "kommun": N_("kommunen"), "annan": N_("annan")})


class Topic:
    """The section; ``topic`` is its control and ``told`` its text.

    Parameters
    ----------
    edition
        The edition to show; it must hold a joint picture or registers.
    """

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.situation = edition.table("situation")
        self.tests, self.estimates = edition.table("divergences"), self._estimates()
        registers = edition.table("registers")
        self.registers = registers[registers["status"] == tables.SHOWN]
        labels = edition.labels("topics")
        order = self.situation.sort_values(["rank", "actors"], ascending=[True, False], na_position="last")["topic"]
        others = [(_("Övriga registeruppgifter"), "")] if (self.registers["topic"] == "").any() else []
        self.topic = widgets.Dropdown(options=[*((labels.get(t, t), t) for t in order), *others], description=_("Ämne"))
        self.told = parts.html("")
        self.trend, self.comparison = parts.figure_view(), parts.figure_view()
        self.views = parts.box([self.trend, self.comparison], name="ml-grid")
        self.topic.observe(self.draw, "value")
        self.draw()
        self.widget = parts.section(
            _("Ett ämne i taget"), parts.box([self.topic], name="ml-row"), self.told, self.views
        )

    def draw(self, _change: Any = None) -> None:
        """Show the chosen topic."""
        topic = str(self.topic.value)
        found = each(self.situation[self.situation["topic"] == topic])
        self.told.value = "".join(self._parts(found[0])) if found else f'<h3 id="{ANCHOR}">{self.topic.label}</h3>'
        rows = self.registers[self.registers["topic"] == topic]
        self.views.layout.display = "" if len(rows) else "none"
        if len(rows):
            self._draw_registers(rows)

    def _parts(self, row: Any) -> Iterator[str]:
        label = self.edition.labels("topics").get(row.topic, row.topic)
        about = self.edition.labels("topics", column="definition").get(row.topic, "")
        yield f'<h3 id="{ANCHOR}" tabindex="-1">{language.marked(label)}</h3>'
        yield f'<p class="ml-hint">{language.marked(about)}</p>'
        top = float(self.situation["high"].max()) if self.situation["high"].notna().any() else 1.0
        yield _three(overview.residents(row, top=top), overview.actors(row), overview.registers(row))
        yield self._apart(row)
        yield self._who(row)
        yield self._reports(row)
        yield self._where(row)
        yield sources.all_of(self.edition, row.topic)

    def _apart(self, row: Any) -> str:
        """Return every sentence about the topic whose test holds, each with its method and q-value."""
        found = self.tests[self.tests["topic"] == row.topic]
        said = [
            f"<li>{escape(r.statement)} <span class='ml-small'>{escape(_method(r))}</span></li>"
            for r in each(found[found["statement"] != ""])
        ]
        tested = int(found["q"].notna().sum())
        none = (
            _(
                "Ingen av {tested} {tested|prövad jämförelse|prövade jämförelser} för ämnet visar en säker skillnad."
            ).format(tested=tested)
            if tested
            else ""
        )
        lacks = f"<p>{escape(row.missing)}</p>" if row.missing else ""
        body = f"<ul>{''.join(said)}</ul>" if said else f"<p>{escape(none)}</p>" if none else ""
        return (
            _("<h4>Var bilderna går isär, och vad som saknas</h4>{body}{lacks}").format(body=body, lacks=lacks)
            if body or lacks
            else ""
        )

    def _estimates(self) -> pd.DataFrame:
        """Return the latest estimates of the priority question, for everybody and for one group at a time."""
        question = str(self.edition.about.get("priority_question", ""))
        rows = self.edition.table("estimates")
        own = rows[(rows["question"] == question) & (rows["by1"] != "mode") & (rows["by2"] == "")]
        return own[own["year"] == own["year"].max()]

    def _who(self, row: Any) -> str:
        """Return who chooses the topic: its commonest option's share in every published group."""
        question = str(self.edition.about.get("priority_question", ""))
        choices = self.edition.table("choices")
        choices = choices[(choices["question"] == question) & (choices["topic"] == row.topic)]
        rows = self.estimates[self.estimates["choice"].isin(choices["choice"])]
        if rows.empty:
            return ""
        main = rows[rows["by1"] == ""].sort_values("share", ascending=False)["choice"].iloc[0]
        shown = rows[(rows["choice"] == main) & (rows["by1"] != "")]
        top = float(shown["high"].max()) if shown["high"].notna().any() else 1.0
        names = {
            by: (crossings.short(self.edition, by), self.edition.choice_labels(by)) for by in shown["by1"].unique()
        }
        own = self.tests[
            (self.tests["topic"] == row.topic) & (self.tests["kind"] == "grupp") & (self.tests["by2"] == "")
        ]
        tested = {(r.by1, r.group1): r for r in each(own)}
        lines = [_group(r, names[r.by1], top=top, test=tested.get((r.by1, r.group1))) for r in each(shown)]
        answer = dict(zip(choices["choice"], choices["label"], strict=True))[main]
        columns = (_("Grupp"), _("Andel av gruppen"), _("Antal svar"), _("Mot övriga"))
        return (
            minibars.cards(
                _("Vilka som väljer «{answer}»").format(answer=answer), columns, lines, note=_(style.MISSING_NOTE)
            )
            if lines
            else ""
        )

    def _reports(self, row: Any) -> str:
        """Return what each actor reports of the topic, by who says it; free text never reaches an edition."""
        reports = self.edition.table("reports")
        reports = reports[reports["topic"] == row.topic]
        if reports.empty:
            return ""
        actors = self.edition.table("actors").set_index("actor")
        places = self.edition.labels("places")
        lines = [
            (
                str(actors["label"].get(r.actor, r.actor)),
                _PARTIES.get(str(actors["party"].get(r.actor)), "–"),
                places.get(r.place, "–"),
                _(_OFTEN.get(r.frequency, "–")),
                minibars.arrow(r.trend, _(overview.TRENDS.get(r.trend, "–"))),
                style.number(r.consequences),
                style.number(r.confidence),
            )
            for r in each(reports)
        ]
        columns = (
            _("Aktör"),
            _("Part"),
            _("Plats"),
            _("Hur vanligt"),
            _("Utveckling"),
            _("Konsekvenser, 1–5"),
            _("Säkerhet, 1–5"),
        )
        return minibars.cards(_("Vad aktörerna rapporterar"), columns, [[escape(v) for v in line] for line in lines])

    def _where(self, row: Any) -> str:
        named = [self.edition.labels("places").get(place, place) for place in row.places.split("|") if place]
        cells = self.edition.table("cells")
        cells = cells[cells["topic_excess"] == row.topic]
        lines = [_("Aktörerna nämner: {named}.").format(named=", ".join(named)) if named else ""]
        if len(cells):
            names = hotspots.where(self.edition)
            near = [names.get(cell, cell) for cell in cells["cell"]]
            lines.append(_("Pekas ut oftare än i andra rutor på kartan: {near}.").format(near=", ".join(near)))
        elif note := dict(self.edition.about.get("hotspots", {})).get(row.topic):
            lines.append(_("Om ämnet har särskilda platser på kartan: {note}.").format(note=note))
        told = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
        return _("<h4>Var</h4>{told}").format(told=told) if told else ""

    def _draw_registers(self, rows: pd.DataFrame) -> None:
        kommun = str(self.edition.about.get("kommun", ""))
        home = kommun if kommun in set(rows["region"]) else str(rows["region"].iloc[0])
        source = _("Registren visar vad som anmälts eller setts, inte allt som hänt.")
        origin = parts.origin(self.edition, "registers")
        self.trend.show(figures.registers(rows, region=home, source=source), trace=origin)
        wide = rows.groupby("indicator", sort=False)["region"].nunique()
        several = wide[wide > 1]
        self.comparison.layout.display = "" if len(several) else "none"
        if len(several):
            self.comparison.show(
                figures.compared(
                    rows,
                    indicator=str(several.index[0]),
                    home=home,
                    source=_("Källa: samma register för alla områden."),
                ),
                trace=origin,
            )


def section(edition: Edition) -> Topic | None:
    """Return the section, or None when the edition has neither a joint picture nor registers."""
    return None if edition.table("situation").empty and edition.table("registers").empty else Topic(edition)


def _three(*cells: str) -> str:
    names = (_("Invånarna"), _("Aktörerna"), _("Registren"))
    boxes = "".join(f"<div><h4>{name}</h4>{cell}</div>" for name, cell in zip(names, cells, strict=True))
    return f'<div class="ml-three ml-sides">{boxes}</div>'


def _method(row: Any) -> str:
    if style.missing(row.q):
        return _("Metod: {method}.").format(method=row.method)
    shown = _("under 0,001") if row.q < 0.001 else style.number(row.q, 3)
    return _("Metod: {method}; justerat p-värde {shown}.").format(method=row.method, shown=shown)


def _group(r: Any, names: tuple[str, dict[str, str]], *, top: float, test: Any) -> tuple[str, ...]:
    drawing = minibars.bar(r.share, top=top, low=r.low, high=r.high)
    share = minibars.cell(style.interval(r.share, r.low, r.high), drawing=drawing)
    name = f"{names[0]}: {names[1].get(r.group1, r.group1)}"
    return escape(name), share, escape(style.number(r.n)), escape(_against(test))


def _against(test: Any) -> str:
    """Return how a group stands against the others, as far as it was tested."""
    if test is None:
        return "–"
    if style.missing(test.q):
        return _("för få svar för att avgöra")
    if test.q >= LEVEL:
        return _("ingen säker skillnad")
    return _("{value} ({second} bland övriga)").format(
        value=_("▲ oftare") if test.first > test.second else _("▼ mer sällan"), second=style.percent(test.second)
    )
