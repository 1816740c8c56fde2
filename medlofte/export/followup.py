"""The promises with what makes each possible to follow up, and what came of them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from medlofte import style
from medlofte.edition import Edition
from medlofte.export.blocks import Block, Facts, Grid, Heading, Text
from medlofte.export.content import Content
from medlofte.export.situation import warnings
from medlofte.language import N_, _, translated
from medlofte.workshop.promises import quality
from medlofte.workshop.words import LABELS, signed

_INDICATOR_WIDTHS = (2.3, 1.7, 1.4, 1.4, 2.3, 1.6, 2.3)
_HEADINGS = (N_("Åtgärd"), N_("Planerat"), N_("Genomfört"), N_("Status"), N_("Varför"))


def blocks(_edition: Edition, content: Content) -> list[Block]:
    """Return the promises and their follow-up."""
    made: list[Block] = [*warnings(content), Heading(_("Löften"))]
    if content.promises.empty:
        made.append(Text(_("Inga löften är skrivna ännu.")))
    for promise in content.promises.to_dict("records"):
        made += _promise(promise, content)
    return [*made, *_indicators(content), Heading(_("Genomförda aktiviteter")), *_activities(content)]


def facts(promise: dict[Any, Any], content: Content) -> Facts:
    """Return who promises what, where and by when; what is not stated is told in one line, last."""
    pairs = (
        (_("Läge"), promise["state"]),
        (_("Vem lovar"), LABELS.get(promise["promisers"], promise["promisers"])),
        (_("Ämnen"), ", ".join(content.named(promise["topics"]))),
        (_("Platser"), ", ".join(content.located(promise["places"]))),
        (_("Mått"), promise["indicator"]),
        (_("Baslinje"), figure(promise["baseline"])),
        (_("Målvärde"), figure(promise["target"])),
        (_("Senast"), style.date(promise["deadline"])),
        (_("Ansvarig"), promise["owner"]),
    )  # fmt: skip
    # «Senast» is no name of what is not there.
    names = {_("Senast"): _("sista dag")}
    lacking = ", ".join(names.get(name, name.lower()) for name, value in pairs if not value)
    stated = tuple(pair for pair in pairs if pair[1])
    return Facts((*stated, (_("Inte angivet"), lacking)) if lacking else stated)


def figure(value: Any) -> str:
    """Return a figure, '' when there is none; a whole number has no decimals."""
    return "" if pd.isna(value) else style.number(value, 0 if float(value).is_integer() else 1)


def planned(value: Any) -> str:
    """Return how many were promised."""
    return figure(value) or _("inget antal")


def counted(row: dict[Any, Any]) -> str:
    """Return a measure's title with what is counted."""
    return (
        _("{title} (antal {unit})").format(title=row["title"], unit=row["unit"]) if row["unit"] else str(row["title"])
    )


def table(frame: pd.DataFrame, title: str) -> Grid:
    """Return planned against done, one row per measure."""
    rows = tuple((counted(row), planned(row["planned"]), figure(row["done"]),
                  signed(row["set_status"] or row["status"]), row["reason"])
                 for row in frame.to_dict("records"))  # fmt: skip
    return Grid(title, translated(_HEADINGS), rows, (3, 1.5, 1.7, 1.7, 3.3))


def _promise(promise: dict[Any, Any], content: Content) -> list[Block]:
    title = promise["title"] or promise["promise"]
    made: list[Block] = [Heading(title, 2), Text(promise["text"] or _("Löftet saknar text.")), facts(promise, content)]
    lacking = [check.suggestion for check in quality(promise) if not check.ok]
    if lacking:
        made.append(Text(_("Kan förtydligas: {lacking}").format(lacking=" ".join(lacking)), lead=True))
    followed = content.follow_up[content.follow_up["promise"] == promise["promise"]]
    if len(followed):
        made.append(table(followed, _("Uppföljning av {title}").format(title=title)))
    elif promise["decided"]:
        made.append(Text(_("Inga åtgärder är knutna till löftet ännu.")))
    return made


def _indicators(content: Content) -> list[Block]:
    """Return what each promise is measured by, from baseline to outcome."""
    rows = tuple((row["title"], row["indicator"] or _("ej angivet"), figure(row["baseline"]) or _("saknas"),
                  figure(row["target"]) or _("saknas"), _outcome(row), signed(row["status"]), row["reason"])
                 for row in content.indicators.to_dict("records"))  # fmt: skip
    headings = (_("Löfte"), _("Mått"), _("Baslinje"), _("Målvärde"), _("Utfall"), _("Status (förslag)"), _("Varför"))
    return (
        [Heading(_("Mått")), Grid(_("Löftenas mått, från baslinje till utfall"), headings, rows, _INDICATOR_WIDTHS)]
        if rows
        else []
    )


def _outcome(row: dict[Any, Any]) -> str:
    value = figure(row["value"])
    return f"{value} ({style.date(row['measured'])}, {row['source']})" if value else _("ej mätt")


def _activities(content: Content) -> list[Block]:
    if content.activities.empty:
        return [Text(_("Inga aktiviteter är rapporterade ännu."))]
    titles = dict(zip(content.measures["measure"], content.measures["title"], strict=True))
    rows = tuple((style.date(row["date"]), titles.get(row["measure"], row["measure"]),
                  content.places.get(row["place"], row["place"]), figure(row["amount"]), row["source"])
                 for row in content.activities.to_dict("records"))  # fmt: skip
    headings = (_("Datum"), _("Åtgärd"), _("Plats"), _("Antal"), _("Källa"))
    return [Grid(_("Aktiviteter, i tidsordning"), headings, rows, (2.1, 3.6, 2.2, 1, 2.9))]
