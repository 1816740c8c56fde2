"""The overview: one row per topic, one column per perspective, never one score; and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd

from medlofte import language, style, tables
from medlofte.differences import LEVEL
from medlofte.edition import Edition
from medlofte.language import N_, _, translated
from medlofte.views import minibars, parts
from medlofte.views.drawing import each

COLUMNS = (N_("Ämne"), N_("Invånarna"), N_("Aktörerna"), N_("Registren"), N_("Var bilderna går isär"))
NOTE = N_(
    "Stapeln är andelen eller antalet, det tunna strecket i den är osäkerhetsintervallet "
    "(95 %). I registrens spalt har varje rad sin egen skala, och det tvärgående "
    "strecket är jämförelseområdet. Pilar står bara för prövade skillnader; aktörernas "
    "pil är deras vanligaste svar."
)
INTRODUCTION = N_(
    "Samma ämnen sedda från tre håll, aldrig ihopvägda till ett tal: samtalet börjar där bilderna går isär. "
    "Välj ett ämne för att se det närmare."
)
TRENDS = {
    "okar": N_("ökar"),
    "minskar": N_("minskar"),
    "oforandrat": N_("oförändrat"),
    "vet_ej": N_("vet ej om det ökar"),
}


def overview(edition: Edition) -> str:
    """Return the overview as HTML: the table, how many comparisons were tested, and what no perspective covers."""
    frame = edition.table("situation")
    labels = edition.labels("topics")
    order = frame.sort_values(["rank", "actors", "register_rate"], ascending=[True, False, False], na_position="last")
    seen = order[order[["share", "register_count"]].notna().any(axis=1) | (order["actors"].fillna(0) > 0)]
    top = float(frame["high"].max()) if frame["high"].notna().any() else 1.0
    tests = edition.table("divergences")
    tested = set(tests["topic"])
    # What residents were asked about and what parts comes first; a long tail would hide it on a projector and a phone.
    first = seen["rank"].notna() | (seen["statement"] != "")
    rows = [[_row(row, labels, top=top, tested=row.topic in tested) for row in each(part)]
            for part in (seen[first], seen[~first])]  # fmt: skip
    main, more = rows if rows[0] else (rows[1], [])
    who = parts.design_note(edition, question=str(edition.about.get("priority_question", "")))
    note = _("Invånarna: {who}").format(who=who)
    table = minibars.cards(_("Ämnena ur tre håll"), translated(COLUMNS), main, note=note)
    unseen = order[~order["topic"].isin(seen["topic"])]
    return table + _reading() + _more(more) + _tested(tests) + missing(edition, unseen)


def missing(edition: Edition, unseen: pd.DataFrame) -> str:
    """Return what the joint picture lacks: actors that have not answered, topics without a register or any source.

    Parameters
    ----------
    unseen
        ``SITUATION`` rows of topics that no perspective says anything about.
    """
    actors, frame, labels = edition.table("actors"), edition.table("situation"), edition.labels("topics")
    silent = actors.loc[~actors["answered"].fillna(False).astype(bool), "label"].tolist()
    bare = [labels.get(t, t) for t in frame.loc[(frame["indicators"] == ""), "topic"] if t not in set(unseen["topic"])]
    lacks = frame[frame["share"].isna() & (frame["status"] == tables.SHOWN)]["topic"]
    survey = frame["share"].notna().any()
    unasked = [labels.get(t, t) for t in lacks if survey and t not in set(unseen["topic"])]
    lines = [
        (_("Aktörer som inte har lämnat kartläggning"), silent),
        (_("Ämnen som inget register täcker"), bare),
        (_("Ämnen som enkäten inte frågade om"), unasked),
        (_("Ämnen som ingen av bilderna tar upp"), [labels.get(t, t) for t in unseen["topic"]]),
    ]
    items = "".join(f"<li><strong>{escape(what)}:</strong> {escape(', '.join(names))}.</li>"
                    for what, names in lines if names)  # fmt: skip
    told = f'<details class="ml-details"><summary>{_("Vad som saknas i bilden")}</summary><ul>{items}</ul></details>'
    return told if items else ""


def residents(row: Any, *, top: float) -> str:
    """Return the residents' cell: share with interval, place in their order, and change."""
    if row.status == tables.SUPPRESSED:
        return minibars.cell("..", _("skyddad: för få svar"))
    if style.missing(row.share):
        return minibars.cell("–", _("inte med i enkätfrågan"))
    drawing = minibars.bar(row.share, top=top, low=row.low, high=row.high, colour=style.PERSPECTIVES["residents"])
    place = "" if style.missing(row.rank) else _("plats {rank}").format(rank=style.number(row.rank))
    told = "; ".join(part for part in (place, change(row)) if part)
    return minibars.cell(style.interval(row.share, row.low, row.high), told, drawing=drawing)


def change(row: Any) -> str:
    """Return how the residents' share has moved: an arrow only where the difference is tested."""
    if style.missing(row.change) or style.missing(row.change_q):
        return ""
    if row.change_q >= LEVEL:
        return minibars.arrow("oforandrat", _("ingen säker förändring"))
    return minibars.arrow("okar" if row.change > 0 else "minskar", style.change(row.change))


def actors(row: Any) -> str:
    """Return the actors' cell: how many name it, how bad they find it, and their commonest word on its trend."""
    if not row.actors_asked:
        return minibars.cell("–")
    drawing = minibars.bar(row.actors, top=float(row.actors_asked), colour=style.PERSPECTIVES["actors"])
    named = _("{actors} av {asked}").format(actors=style.number(row.actors), asked=style.number(row.actors_asked))
    trend = minibars.arrow(row.trend, _(TRENDS.get(row.trend, N_("olika svar")))) if row.actors else ""
    harm = (
        ""
        if style.missing(row.consequences)
        else _("konsekvenser {consequences} av 5").format(consequences=style.number(row.consequences, 1))
    )
    told = "; ".join(part for part in (trend, harm) if part)
    return minibars.cell(named, told, drawing=drawing if row.actors else "")


def registers(row: Any) -> str:
    """Return the registers' cell: rate with interval, against its own past and against others, each tested."""
    if not row.indicators:
        return minibars.cell("–", _("inget register"))
    ends = [value for value in (row.register_high, row.compared_rate) if not style.missing(value)]
    drawing = minibars.bar(row.register_rate, top=max(ends, default=0.0), low=row.register_low, high=row.register_high,
                           tick=row.compared_rate, colour=style.PERSPECTIVES["registers"])  # fmt: skip
    count = _("{count} senaste året").format(count=style.number(row.register_count))
    tested = "; ".join(part for part in (past(row), compared(row)) if part)
    if style.missing(row.register_rate):
        return minibars.cell(count, tested, drawing=drawing)
    unit = _("per {people} invånare {period}; {count}").format(
        people=style.number(100_000), period=row.register_period, count=count
    )
    return minibars.cell(_rate(row), unit, tested, drawing=drawing)


def past(row: Any) -> str:
    """Return how the latest year stands against earlier ones."""
    if style.missing(row.register_q):
        return ""
    if row.register_q >= LEVEL:
        return minibars.arrow("oforandrat", _("ingen säker förändring"))
    up = row.register_count > row.register_before
    return minibars.arrow(
        "okar" if up else "minskar", _("{up} än tidigare år").format(up=_("fler") if up else _("färre"))
    )


def compared(row: Any) -> str:
    """Return how the rate stands against comparable places."""
    if not row.compared_with or style.missing(row.compared_q):
        return ""
    other = f"{row.compared_with} ({style.number(row.compared_rate)})"
    if row.compared_q >= LEVEL:
        return _("≈ ingen säker skillnad mot {other}").format(other=other)
    return (
        _("▲ över {other}").format(other=other)
        if row.register_rate > row.compared_rate
        else _("▼ under {other}").format(other=other)
    )


def link(topic: str, label: str) -> str:
    """Return the link that shows one topic further down; it works by keyboard and can be shared."""
    return f'<a href="#amne={escape(topic)}">{language.marked(label)}</a>'


def _row(row: Any, labels: Mapping[str, str], *, top: float, tested: bool) -> tuple[str, ...]:
    none = _("ingen säker skillnad") if tested else _("för lite att jämföra")
    apart = f"<p>{escape(row.statement)}</p>" if row.statement else f'<span class="ml-small">{none}</span>'
    heading = link(row.topic, labels.get(row.topic, row.topic))
    return heading, residents(row, top=top), actors(row), registers(row), apart


def _more(rows: list[tuple[str, ...]]) -> str:
    if not rows:
        return ""
    table = minibars.cards(_("Fler ämnen"), translated(COLUMNS), rows)
    summary = _("Visa {rows} {rows|ämne|ämnen} till, som enkäten inte frågade om").format(rows=len(rows))
    return f'<details class="ml-details"><summary>{summary}</summary>{table}</details>'


def _reading() -> str:
    """Return how the table is read, to open."""
    said = f"<p>{escape(_(NOTE))} {escape(_(style.MISSING_NOTE))}</p>"
    return f'<details class="ml-details"><summary>{_("Så läser du tabellen")}</summary>{said}</details>'


def _rate(row: Any) -> str:
    ends = f"{style.number(row.register_low)}–{style.number(row.register_high)}"
    return f"{style.number(row.register_rate)} ({ends})"


def _tested(table: pd.DataFrame) -> str:
    """Return how many comparisons lie behind the sentences."""
    known = table[table["q"].notna() & ~table["kind"].isin(["riktning", "niva"])]
    if known.empty:
        return ""
    holds = int((known["q"] < LEVEL).sum())
    said = _(
        "Prövade jämförelser: {known}. Säkra skillnader: {holds}, när hänsyn tagits till hur "
        "många som prövats (Benjamini–Hochberg; högst en av tjugo väntas vara slump)."
    ).format(known=style.number(len(known)), holds=style.number(holds))
    return f'<p class="ml-source">{escape(said)}</p>'


def section(edition: Edition) -> parts.Section | None:
    """Return the overview as a section, or None when the edition has no joint picture."""
    if edition.table("situation").empty:
        return None
    return parts.section(
        _("Ämnena ur tre håll"),
        parts.text(_(INTRODUCTION)),
        parts.html(overview(edition), name="ml-overview"),
        parts.coverage_note(edition),
        parts.origin_note(edition, "situation"),
    )
