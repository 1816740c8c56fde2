"""The map: where unsafe places are pointed out, what stands out there, and the same in words and in a table."""

from __future__ import annotations

from html import escape
from typing import Any

import ipywidgets as widgets

from medlofte import tables
from medlofte.edition import Edition
from medlofte.language import N_, _
from medlofte.views import hotspots, maps, overlays, parts
from medlofte.views.pages.lagesbild import brief

_LAYERS = ("coast", "built", "areas", "roads")
_SOURCE = N_("En person räknas en gång per ruta. Fler svar på en plats är inte samma sak som fler brott.")


class Places:
    """The section. ``area`` and ``topic`` are its controls."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.view = parts.figure_view(linked=True, expanded=True)
        areas = [feature["properties"] for feature in edition.layer("areas").get("features", [])]
        cells = edition.table("cells")
        shown = [(_("Rutorna som visas"), maps.SHOWN)] if (cells["status"] == tables.SHOWN).any() else []
        options = [*shown, (_("Hela kommunen"), ""), *((a["label"], a["id"]) for a in areas)]
        self.area = widgets.Dropdown(options=options, value=options[0][1], description=_("Visa på kartan"))
        self.area.observe(self.draw, "value")
        self.draw()
        row = [parts.box([self.area], name="ml-row")] if len(options) > 1 else []
        told = parts.html("".join(f"<p>{escape(line)}</p>" for line in hotspots.sentences(edition)), name="ml-hot")
        self.widget = parts.section(_(brief.PLACES), *row, told, self.view, _tested(edition))

    def draw(self, _change: Any = None) -> None:
        """Draw the chosen part of the kommun."""
        edition = self.edition
        kommun = str(edition.about.get("kommun", ""))
        self.view.show(maps.places_map(
            layers={name: edition.layer(name) for name in _LAYERS}, cells=edition.table("cells"),
            places=edition.table("places"), size=int(edition.about.get("cell_size", 500)), area=str(self.area.value),
            where=kommun if self.area.value in ("", maps.SHOWN) else str(self.area.label), source=_(_SOURCE),
            topics=edition.labels("topics"), kind=str(edition.about.get("cell_kind", "hexagons")),
            overlays=[overlays.circles(edition.table("clusters"), topics=edition.labels("topics")),
                      overlays.walked(edition.layer("walks"), edition.table("observations"),
                                      topics=edition.labels("topics"))],
        ), trace=parts.origin(edition, "cells"))  # fmt: skip


def _tested(edition: Edition) -> widgets.HTML:
    """Return how what stands out on the map was tested, to open."""
    lines = "".join(f"<p>{escape(line)}</p>" for line in hotspots.methods(edition))
    summary = f"<summary>{_('Så är det prövat')}</summary>"
    return parts.html(f'<details class="ml-details">{summary}{lines}</details>' if lines else "")


def section(edition: Edition) -> Places | None:
    """Return the section, or None when the edition points out no places."""
    return None if edition.table("cells").empty and edition.table("places").empty else Places(edition)
