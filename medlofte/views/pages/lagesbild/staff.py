"""The staff's weekly reports (EST), when it happens, and the safety walks: sections of their own on the page."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd

from medlofte import language, style, tables
from medlofte.edition import Edition
from medlofte.language import N_, _, translated
from medlofte.views import drawing, minibars, parts
from medlofte.views.drawing import Figure, Mark, Series, each
from medlofte.views.pages.lagesbild import sources
from medlofte.views.widget import FigureView

DAYS = (N_("Mån"), N_("Tis"), N_("Ons"), N_("Tor"), N_("Fre"), N_("Lör"), N_("Sön"))
PARTS = {
    "natt": N_("Natt 0–6"),
    "formiddag": N_("Förmiddag 6–12"),
    "eftermiddag": N_("Eftermiddag 12–18"),
    "kvall": N_("Kväll 18–24"),
}
_INTRO = N_(
    "Utbildade rapportörer i kommunen, bostadsbolag, väktare och polis rapporterar varje "
    "vecka vad de sett, var och när. Det är personalens bild: fler rapporter kan bero på "
    "att fler rapporterar."
)
_SHADES = 4
_MOST_PLACES = 6


class Staff:
    """The section of weekly reports; ``trend`` is its figure."""

    def __init__(self, edition: Edition) -> None:
        self.trend: FigureView = parts.figure_view()
        rows = edition.table("incidents")
        self.trend.show(monthly(rows), trace=parts.origin(edition, "incidents"))
        told = parts.html(topics_table(edition, rows) + _where(edition, rows))
        self.widget: parts.Section = parts.section(_("Personalens lägesrapporter (EST)"), parts.text(_(_INTRO)),
                                                  parts.box([self.trend, told], name="ml-grid"))  # fmt: skip


def reports(edition: Edition) -> Staff | None:
    """Return the section of weekly reports, or None when the edition has none."""
    return None if edition.table("incidents").empty else Staff(edition)


def monthly(rows: pd.DataFrame) -> Figure:
    """Return the reports per month; a suppressed month breaks the line.

    Parameters
    ----------
    rows
        ``INCIDENTS``.
    """
    months = each(rows[rows["by"] == "manad"].sort_values("key"))
    marks = tuple(Mark(row.key, drawing.blank(row.n), text=style.number(row.n)) for row in months)
    series = Series(_("Rapporter"), style.PERSPECTIVES["actors"], marks)
    spec = drawing.lines([series], periods=[row.key for row in months], axis=drawing.count_axis(drawing.highest(marks)))
    # Every sixth month's name is enough to find the others.
    spec["layout"] |= {
        "height": 300,
        "xaxis": {
            "type": "category",
            "showgrid": False,
            "tickvals": [row.key for row in months if row.key[-2:] in "01 07"],
            "tickangle": 0,
        },
    }
    shown = [row for row in months if row.status == tables.SHOWN]
    most = max(shown, key=lambda row: row.n, default=None)
    alt = _("Antal rapporter per månad, {first} till {last}.").format(first=months[0].key, last=months[-1].key) + (
        _(" Flest i {key}: {n}.").format(key=most.key, n=style.number(most.n)) if most else ""
    )
    return Figure(
        spec,
        title=_("Personalens rapporter per månad"),
        subtitle=_("Antal rapporter, alla ämnen."),
        source=_(style.MISSING_NOTE) if len(shown) < len(months) else "",
        alt=alt,
        columns=(_("Månad"), _("Antal")),
        rows=tuple((row.key, style.number(row.n)) for row in months),
    )


def topics_table(edition: Edition, rows: pd.DataFrame) -> str:
    """Return the topics of the four latest quarters beside the four before, with what the test says."""
    labels, tests = edition.labels("topics"), edition.table("divergences")
    said = tests[tests["kind"] == "rapporter_tid"].set_index("topic")["statement"]
    years = rows[rows["by"] == "ar"]
    by_year = dict(zip(zip(years["topic"], years["key"], strict=True), years["n"], strict=True))
    keys = sorted(set(years["key"]), reverse=True)
    lines = []
    for topic in sorted(set(rows["topic"]) - {"", tables.NO_TOPIC}, key=lambda name: labels.get(name, name)):
        latest, before = (by_year.get((topic, key)) for key in (*keys, None, None)[:2])
        told = "–" if topic not in said else _("säker skillnad") if said[topic] else _("ingen säker skillnad")
        lines.append((escape(labels.get(topic, topic)), escape(style.number(before)), escape(style.number(latest)),
                      escape(told)))  # fmt: skip
    columns = (_("Ämne"), _("Fyra kvartal före"), _("Fyra senaste"), _("Prövning"))
    return minibars.cards(_("Rapporter per ämne"), columns, lines, note=_(style.MISSING_NOTE))


def _where(edition: Edition, rows: pd.DataFrame) -> str:
    labels = edition.labels("places")
    found = rows[(rows["by"] == "plats") & (rows["topic"] == "") & (rows["key"] != "") & rows["n"].notna()]
    most = found.sort_values("n", ascending=False).head(_MOST_PLACES)
    told = ", ".join(f"{labels.get(row.key, row.key)} ({style.number(row.n)})" for row in each(most))
    return _("<p>Flest rapporter: {told}.</p>").format(told=escape(told)) if told else ""


def when(edition: Edition) -> parts.Section | None:
    """Return the section of weekday by part of the day, or None when no source knows the times."""
    rows = edition.table("hours")
    if rows.empty:
        return None
    tables_ = "".join(heat(own, str(source)) for source, own in rows.groupby("source", sort=False))
    return parts.section(_("När det händer"), parts.html(tables_), parts.origin_note(edition, "hours"))


def heat(rows: pd.DataFrame, source: str) -> str:
    """Return one source's weekday × part of the day: a table whose shade repeats the number, and a sentence.

    Parameters
    ----------
    rows
        ``HOURS`` of the source.
    """
    found = {(int(row.weekday), row.part): row for row in each(rows)}
    inner = [row for row in each(rows) if row.weekday and row.part]
    top = max((int(row.n) for row in inner if row.status == tables.SHOWN), default=0)
    head = "".join(f'<th scope="col">{day}</th>' for day in (*translated(DAYS), _("Alla")))
    body = "".join(
        f'<tr><th scope="row">{label}</th>'
        + "".join(_shaded(found[day, part], top) for day in range(1, 8))
        + f"<td>{style.number(found[0, part].n)}</td></tr>"
        for part, label in translated(PARTS).items()
    )
    foot = "".join(f"<td>{style.number(found[day, ''].n)}</td>" for day in (*range(1, 8), 0))
    caption = escape(_("{source}: antal per veckodag och del av dygnet").format(source=source))
    known = style.number(found[0, ""].n)
    return _(
        '<div class="ml-scroll" tabindex="0" role="region" aria-label="Tabell: '
        '{caption}"><table class="ml-table '
        'ml-heat"><caption>{caption}</caption><thead><tr><td></td>{head}</tr></thead><tbody>{body}<tr><th '
        'scope="row">Hela dygnet</th>{foot}</tr></tbody></table></div><p '
        'class="ml-source">{inner} Räknat på {known} med känd dag och tid. Mörkare ruta är '
        "fler. {note}</p>"
    ).format(
        caption=caption,
        head=head,
        body=body,
        foot=foot,
        inner=escape(_most(inner)),
        known=known,
        note=escape(_(style.MISSING_NOTE)),
    )


def _most(inner: list[Any]) -> str:
    shown = [row for row in inner if row.status == tables.SHOWN]
    if not shown:
        return ""
    most = max(shown, key=lambda row: row.n)
    day, part = _(DAYS[int(most.weekday) - 1]).lower(), _(PARTS[most.part]).lower()
    return _("Flest av dem som visas: {day}, {part} ({n}).").format(day=day, part=part, n=style.number(most.n))


def _shaded(row: Any, top: int) -> str:
    if row.status == tables.SUPPRESSED or not top:
        return f"<td>{style.number(row.n)}</td>"
    shade = min(int(_SHADES * int(row.n) / (top + 1)), _SHADES - 1) if row.n else ""
    return f'<td class="ml-heat{shade}">{style.number(row.n)}</td>' if row.n else "<td>0</td>"


def walks(edition: Edition) -> parts.Section | None:
    """Return the section of safety walks: each walk, and what was noted; None when there are none."""
    walked = edition.table("walks")
    if walked.empty:
        return None
    rows = edition.table("observations")
    made = []
    for walk in each(walked):
        own = rows[rows["walk"] == walk.walk]
        about = [style.date(walk.date) if walk.date else "",
                 "" if style.missing(walk.length) else _("{length} meter").format(length=style.number(walk.length)),
                 _("{own} {own|observation|observationer}").format(own=style.number(len(own))),
                 _("{n} {n|åtgärdad|åtgärdade}").format(n=int((own["status"] == "klar").sum()))]  # fmt: skip
        made.append(f"<h3>{language.own(walk.label)}</h3><p>{escape(', '.join(part for part in about if part))}.</p>"
                    + sources.observations_table(edition, own))  # fmt: skip
    return parts.section(
        _("Trygghetsvandringar"), parts.html("".join(made)), parts.origin_note(edition, "observations")
    )
