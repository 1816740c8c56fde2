"""The page in five lines: what each perspective puts first, where the pictures part, and which places are named."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from html import escape
from typing import Any

import pandas as pd

from medlofte import language, style, tables
from medlofte.differences import LEVEL
from medlofte.edition import Edition
from medlofte.language import N_, _
from medlofte.views import parts
from medlofte.views.drawing import each, enumerated
from medlofte.views.pages.lagesbild import overview

FIRST, MOST = 3, 5
PLACES = N_("Platser som pekas ut")
_SAMPLES = {"self-selected": N_("självrekryterat urval"), "sample": N_("slumpmässigt urval")}


def section(edition: Edition) -> parts.Section | None:
    """Return the section, or None when the edition has no joint picture."""
    made = lines(edition)
    return parts.section(_("Läget i korthet"), parts.html(parts.brief(made))) if made else None


def lines(edition: Edition) -> list[tuple[str, str]]:
    """Return each line's name and its sentences as HTML; a perspective that says nothing has none."""
    frame, names = edition.table("situation"), edition.labels("topics")

    def link(row: Any, figure: str = "") -> str:
        return overview.link(row.topic, names.get(row.topic, row.topic)) + (f" ({escape(figure)})" if figure else "")

    said = (
        (_("Invånarna"), residents(frame, link, str(edition.about.get("design", "self-selected")))),
        (_("Aktörerna"), actors(frame, link)),
        (_("Registren"), " ".join(registers(frame, link))),
        (_("Där bilderna går isär"), apart(frame, link)),
        (_("Platserna"), places(edition.table("places"), edition.labels("places"))),
    )
    return [(name, line) for name, line in said if line]


def residents(frame: pd.DataFrame, link: Callable[..., str], design: str) -> str:
    """Return what most of those who answered have chosen, how many they are and how they came to answer."""
    top = frame.dropna(subset=["share", "rank"]).sort_values("rank").head(FIRST)
    if top.empty:
        return ""
    chosen = enumerated([link(row, style.percent(row.share)) for row in each(top)])
    base = _("{n} svar, {design}.").format(n=style.number(top["n"].max()), design=_(_SAMPLES.get(design, "")))
    return f"{_('Flest har valt {topics}.').format(topics=chosen)} {parts.small(base)}"


def actors(frame: pd.DataFrame, link: Callable[..., str]) -> str:
    """Return what most actors name, and which of it they say is growing."""
    named = frame[frame["actors"].fillna(0) > 0].sort_values(["actors", "consequences"], ascending=False)
    top = leading(named, "actors") if len(named) else named
    if top.empty:
        return ""
    told = enumerated([link(row, style.number(row.actors)) for row in each(top)])
    asked = style.number(top["actors_asked"].max())
    said = _("Av {asked} {asked|aktör|aktörer} nämner flest {topics}.").format(asked=asked, topics=told)
    growing = [link(row) for row in each(top[top["trend"] == "okar"])]
    return said + (_(" De säger oftast att det ökar: {topics}.").format(topics=enumerated(growing)) if growing else "")


def registers(frame: pd.DataFrame, link: Callable[..., str]) -> Iterator[str]:
    """Yield what the registers' tests show: over and under others, more and fewer than before."""
    tested = frame[frame["compared_q"].notna()]
    for other, rows in tested[tested["compared_q"] < LEVEL].groupby("compared_with", sort=False):
        over = rows["register_rate"] > rows["compared_rate"]
        for words, part in ((_("Över {other}: {topics}."), rows[over]), (_("Under {other}: {topics}."), rows[~over])):
            if len(part):
                yield words.format(other=escape(str(other)), topics=enumerated([link(r) for r in each(part)]))
    before = frame[frame["register_q"].notna()]
    sure = before[before["register_q"] < LEVEL]
    up = sure["register_count"] > sure["register_before"]
    for words, part in ((_("Fler än tidigare år: {topics}."), sure[up]),
                        (_("Färre än tidigare år: {topics}."), sure[~up])):  # fmt: skip
        if len(part):
            yield words.format(topics=enumerated([link(row) for row in each(part)]))
    if len(before) and sure.empty:
        yield _("Inget har säkert ökat eller minskat mot tidigare år.")


def apart(frame: pd.DataFrame, link: Callable[..., str]) -> str:
    """Return the topics where a tested difference holds between the perspectives or between groups."""
    found = [link(row) for row in each(frame[frame["statement"] != ""])]
    return f"{enumerated(found)}." if found else ""


def places(frame: pd.DataFrame, names: Mapping[str, str]) -> str:
    """Return the places that most residents name, with a link to the map."""
    shown = frame[(frame["status"] == tables.SHOWN) & (frame["residents"].fillna(0) > 0)]
    top = leading(shown.sort_values("residents", ascending=False), "residents") if len(shown) else shown
    if top.empty:
        return ""
    told = enumerated([f"{language.marked(names[row.place])} ({style.number(row.residents)})" for row in each(top)])
    return _("Flest invånare nämner {places}. {link}").format(places=told, link=parts.jump(_(PLACES), _("Se kartan")))


def leading(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return the rows first in order; a tie for the last place is kept whole, or left out where it is long."""
    last = frame[column].iloc[min(FIRST, len(frame)) - 1]
    whole = frame[frame[column] >= last]
    return whole if len(whole) <= MOST else whole[whole[column] > last]
