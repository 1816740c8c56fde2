"""What other sources say of one topic, as HTML: the staff's reports, other surveys, quotes, what walks have noted."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd

from medlofte import language, style, tables
from medlofte.edition import Edition
from medlofte.language import N_, _
from medlofte.views import minibars
from medlofte.views.drawing import each
from medlofte.workshop.words import OBSERVED

_HIGHER = {"samre": N_("Högre värde är sämre."), "battre": N_("Högre värde är bättre.")}
# The commonest places of a topic's reports, and the latest quarters.
_PLACES, _QUARTERS = 4, 8


def all_of(edition: Edition, topic: str) -> str:
    """Return everything that the other sources say of a topic; '' when they say nothing."""
    return "".join(part(edition, topic) for part in (quotes, staff, measured, observed))


def quotes(edition: Edition, topic: str) -> str:
    """Return the topic's approved quotes."""
    rows = edition.table("quotes")
    said = rows.loc[rows["topic"] == topic, "text"].tolist()
    if not said:
        return ""
    listed = "".join(f"<li><q>{language.own(text)}</q></li>" for text in said)
    return _('<h4>Ur fritextsvar, maskerat</h4><ul class="ml-quotes">{listed}</ul>').format(listed=listed)


def staff(edition: Edition, topic: str) -> str:
    """Return how the staff's weekly reports of a topic have moved by quarter, and where most were."""
    rows = edition.table("incidents")
    own = rows[(rows["topic"] == topic) & (rows["topic"] != "")]
    quarters = own[own["by"] == "kvartal"].sort_values("key").tail(_QUARTERS)
    if quarters.empty:
        return ""
    top = float(quarters["n"].max()) if quarters["n"].notna().any() else 0.0
    lines = [(escape(quarter_name(row.key)), _count(row, top)) for row in each(quarters)]
    table = minibars.cards(
        _("Personalens lägesrapporter (EST), per kvartal"),
        (_("Kvartal"), _("Antal rapporter")),
        lines,
        note=_(style.MISSING_NOTE),
    )
    named = edition.labels("places")
    where = own[(own["by"] == "plats") & (own["key"] != "") & own["n"].gt(0).fillna(False)]
    most = where.sort_values("n", ascending=False).head(_PLACES)
    told = ", ".join(f"{named.get(row.key, row.key)} ({style.number(row.n)})" for row in each(most))
    tests = edition.table("divergences")
    said = tests[(tests["topic"] == topic) & (tests["kind"] == "rapporter_tid")]
    none = escape(_("Ingen säker förändring mellan åren."))
    moved = "".join(f"<p>{escape(row.statement) if row.statement else none}</p>" for row in each(said))
    return f"{table}{moved}" + (_("<p>Flest rapporter: {told}.</p>").format(told=escape(told)) if told else "")


def measured(edition: Edition, topic: str) -> str:
    """Return other surveys' figures of a topic, each with its own scale, level and direction."""
    rows = edition.table("measured")
    return measured_table(rows[rows["topic"] == topic]) if topic else ""


def measured_table(rows: pd.DataFrame) -> str:
    """Return rows of ``MEASURED`` as a table: one row per indicator and region, its years side by side."""
    if rows.empty:
        return ""
    lines = []
    for (label, region), own in rows.groupby(["label", "region"], sort=False):
        first = own.iloc[0]
        values = "; ".join(f"{row.period}: {_value(row)}" for row in each(own.sort_values("period")))
        base = own["base"].dropna()
        told = f"{values}" + (_(" ({base} svar)").format(base=style.number(base.iloc[-1])) if len(base) else "")
        scale = " ".join(part for part in (_scale(first["unit"]), _(_HIGHER.get(first["higher"], ""))) if part)
        lines.append((escape(str(label)), escape(str(region)), escape(told), escape(f"{scale} {first['source']}.")))
    columns = (_("Mått"), _("Område"), _("Värde per år"), _("Skala och källa"))
    note = _("Varje mått har sin egen skala; jämför inte mellan mått. Området är det som källan redovisar.")
    return minibars.cards(_("Andra undersökningar"), columns, lines, note=note)


def observed(edition: Edition, topic: str) -> str:
    """Return what safety walks have noted of a topic."""
    rows = edition.table("observations")
    return observations_table(edition, rows[rows["topic"] == topic]) if topic else ""


def observations_table(edition: Edition, rows: pd.DataFrame) -> str:
    """Return observations as a table: what, where, measure, owner and how far it has come."""
    if rows.empty:
        return ""
    places = edition.labels("places")
    lines = [
        (
            language.own(row.text) if row.text else escape(_("(texten visas inte)")),
            escape(places.get(row.place, "–")),
            language.own(row.action or "–"),
            language.own(row.owner or "–"),
            escape(OBSERVED[row.status]),
            escape(row.photo or "–"),
        )
        for row in each(rows)
    ]
    columns = (_("Noterat"), _("Plats"), _("Åtgärd"), _("Ansvarig"), _("Läge"), _("Foto"))
    return minibars.cards(_("Från trygghetsvandringar"), columns, lines)


def quarter_name(key: str) -> str:
    """Return a quarter as a reader writes it: ``2016-K4`` → «4:e kvartalet 2016»."""
    year, number = key.split("-K")
    ordinals = (_("1:a"), _("2:a"), _("3:e"), _("4:e"))
    return _("{ordinal} kvartalet {year}").format(ordinal=ordinals[int(number) - 1], year=year)


def _count(row: Any, top: float) -> str:
    drawing = "" if row.status == tables.SUPPRESSED else minibars.bar(row.n, top=top)
    return minibars.cell(style.number(row.n), drawing=drawing)


def _value(row: Any) -> str:
    if row.status == tables.SUPPRESSED:
        return style.MISSING
    sign = style.percent_sign() if row.unit == "%" else ""
    return f"{style.number(row.value, 0 if float(row.value).is_integer() else 1)}{sign}"


def _scale(unit: str) -> str:
    return "" if unit in ("", "%") else f"{unit[0].upper()}{unit[1:]}."
