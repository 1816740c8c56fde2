"""The promises with what makes each possible to follow up, and what came of them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from medlofte import style
from medlofte.edition import Edition
from medlofte.export.blocks import Block, Facts, Grid, Heading, Text
from medlofte.export.content import Content
from medlofte.export.situation import warnings
from medlofte.workshop.promises import quality
from medlofte.workshop.words import LABELS

_HEADINGS = ("Åtgärd", "Planerat", "Genomfört", "Status", "Varför")


def blocks(_edition: Edition, content: Content) -> list[Block]:
    """Return the promises and their follow-up."""
    made: list[Block] = [*warnings(content), Heading("Löften")]
    if content.promises.empty:
        made.append(Text("Inga löften är skrivna ännu."))
    for promise in content.promises.to_dict("records"):
        made += _promise(promise, content)
    return [*made, *_indicators(content), Heading("Genomförda aktiviteter"), *_activities(content)]


def facts(promise: dict[Any, Any], content: Content) -> Facts:
    """Return who promises what, where and by when; what is not stated says so."""
    places = [content.places.get(name, name) for name in promise["places"].split("|") if name]
    return Facts((
        ("Läge", promise["state"]),
        ("Vem lovar", LABELS.get(promise["promisers"], promise["promisers"])),
        ("Ämnen", ", ".join(content.named(promise["topics"]))),
        ("Platser", ", ".join(places)),
        ("Mått", promise["indicator"]),
        ("Baslinje", figure(promise["baseline"])),
        ("Målvärde", figure(promise["target"])),
        ("Senast", style.date(promise["deadline"])),
        ("Ansvarig", promise["owner"]),
    ))  # fmt: skip


def figure(value: Any) -> str:
    """Return a figure, '' when there is none; a whole number has no decimals."""
    return "" if pd.isna(value) else style.number(value, 0 if float(value).is_integer() else 1)


def planned(value: Any) -> str:
    """Return how many were promised."""
    return figure(value) or "inget antal"


def counted(row: dict[Any, Any]) -> str:
    """Return a measure's title with what is counted."""
    return f"{row['title']} (antal {row['unit']})" if row["unit"] else str(row["title"])


def table(frame: pd.DataFrame, title: str) -> Grid:
    """Return planned against done, one row per measure."""
    rows = tuple((counted(row), planned(row["planned"]), figure(row["done"]), row["label"], row["reason"])
                 for row in frame.to_dict("records"))  # fmt: skip
    return Grid(title, _HEADINGS, rows, (3, 1.5, 1.7, 1.7, 3.3))


def _promise(promise: dict[Any, Any], content: Content) -> list[Block]:
    title = promise["title"] or promise["promise"]
    made: list[Block] = [Heading(title, 2), Text(promise["text"] or "Löftet saknar text."), facts(promise, content)]
    lacking = [check.suggestion for check in quality(promise) if not check.ok]
    if lacking:
        made.append(Text(f"Kan förtydligas: {' '.join(lacking)}", lead=True))
    followed = content.follow_up[content.follow_up["promise"] == promise["promise"]]
    if len(followed):
        made.append(table(followed, f"Uppföljning av {title}"))
    elif promise["decided"]:
        made.append(Text("Inga åtgärder är knutna till löftet ännu."))
    return made


def _indicators(content: Content) -> list[Block]:
    """Return what each promise is measured by, from baseline to outcome."""
    rows = tuple((row["title"], row["indicator"] or "ej angivet", figure(row["baseline"]) or "saknas",
                  figure(row["target"]) or "saknas", _outcome(row), row["label"], row["reason"])
                 for row in content.indicators.to_dict("records"))  # fmt: skip
    headings = ("Löfte", "Mått", "Baslinje", "Målvärde", "Utfall", "Status (förslag)", "Varför")
    return [Heading("Mått"), Grid("Löftenas mått, från baslinje till utfall", headings, rows)] if rows else []


def _outcome(row: dict[Any, Any]) -> str:
    value = figure(row["value"])
    return f"{value} ({style.date(row['measured'])}, {row['source']})" if value else "ej mätt"


def _activities(content: Content) -> list[Block]:
    if content.activities.empty:
        return [Text("Inga aktiviteter är rapporterade ännu.")]
    titles = dict(zip(content.measures["measure"], content.measures["title"], strict=True))
    rows = tuple((style.date(row["date"]), titles.get(row["measure"], row["measure"]),
                  content.places.get(row["place"], row["place"]), figure(row["amount"]), row["source"])
                 for row in content.activities.to_dict("records"))  # fmt: skip
    headings = ("Datum", "Åtgärd", "Plats", "Antal", "Källa")
    return [Grid("Aktiviteter, i tidsordning", headings, rows, (2, 3, 2, 1, 2))]
