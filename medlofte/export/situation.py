"""The lägesbild as a document, in the order of the law (2023:196, 4 §): the mapping, what else matters, the analysis.

The three perspectives stand side by side and are never weighed together into one figure.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from medlofte import sentences, style
from medlofte.edition import Edition
from medlofte.export.blocks import Bars, Block, Bullets, Grid, Heading, Text
from medlofte.export.content import Content
from medlofte.language import N_, Words, _
from medlofte.workshop.words import OBSERVED

SHOWN = 10
TRENDS = Words({"okar": N_("ökar"), "oforandrat": N_("oförändrat"), "minskar": N_("minskar"), "vet_ej": N_("vet ej"),
                "": style.MISSING})  # fmt: skip


def blocks(edition: Edition, content: Content) -> list[Block]:
    """Return the lägesbild."""
    return [
        *warnings(content),
        Heading(_("Sammanfattning")),
        *_summary(content),
        Heading(_("Kartläggning av brottsligheten och tryggheten")),
        Text(
            _(
                "Omfattning och konsekvenser, sedda av invånarna, aktörerna och registren var för "
                "sig. Ingen sammanvägd poäng görs."
            ),
            lead=True,
        ),
        Heading(_("Vad invånarna säger"), 2),
        *_residents(content),
        Heading(_("Vad aktörerna ser"), 2),
        *_actors(content),
        Heading(_("Vad registren visar"), 2),
        *_registers(content),
        Heading(_("Annan information av betydelse")),
        *_other(edition, content),
        Heading(_("Analys: var bilderna går isär")),
        *_analysis(edition, content),
        *method(edition, content),
    ]


def warnings(content: Content) -> list[Block]:
    """Return what has to be said first: that answers are invented, or figures internal."""
    first = int(content.demo) + int(not content.public)
    return [Text(note) for note in content.notes[:first]]


def method(edition: Edition, content: Content) -> list[Block]:
    """Return how the figures came about and which files stand behind them."""
    sources = edition.table("provenance")
    rows = tuple((row["file"], style.number(row["read"]), style.number(row["accepted"]),
                  style.number(row["quarantined"])) for row in sources.to_dict("records"))  # fmt: skip
    made: list[Block] = [Heading(_("Så är siffrorna framtagna")), Bullets(content.notes)]
    if edition.about.get("method"):
        made.append(Text(sentences.method(edition.about)))
    return (
        [*made, Grid(_("Källfiler"), (_("Fil"), _("Lästa rader"), _("Godkända"), _("I karantän")), rows)]
        if rows
        else made
    )


def _summary(content: Content) -> list[Block]:
    top = content.situation.dropna(subset="share").head(3)
    lines = [
        _("{label} valdes av {share} av dem som svarat.").format(
            label=row["label"], share=style.interval(row["share"], row["low"], row["high"])
        )
        for row in top.to_dict("records")
    ]
    apart = content.situation[content.situation["statement"] != ""]
    lines += [f"{row['label']}: {row['statement']}" for row in apart.head(3).to_dict("records")]
    return [Bullets(tuple(lines))] if lines else [Text(_("Utgåvan har inga siffror att sammanfatta."))]


def _residents(content: Content) -> list[Block]:
    frame = content.situation.dropna(subset="share")
    if frame.empty:
        return [Text(_("Ingen enkät ingår, eller så är svaren för få för att visas."))]
    rows = [(row["label"], style.interval(row["share"], row["low"], row["high"]), style.number(row["n"]),
             _change(row)) for row in frame.to_dict("records")]  # fmt: skip
    headings = (_("Ämne"), _("Andel som valt ämnet"), _("Svarande"), _("Sedan förra enkäten"))
    widths = (2.9, 2.1, 1.3, 3.4)
    return [bars(content, _("Ämnen som flest invånare valt, andel av dem som svarat")),
            Grid(_("Invånarnas ämnen med osäkerhetsintervall"), headings, tuple(rows), widths)]  # fmt: skip


def bars(content: Content, title: str, *, shown: int = SHOWN) -> Bars:
    """Return the residents' commonest topics as a chart."""
    frame = content.situation.dropna(subset="share").head(shown)
    rows = [(row["label"], row["share"], *(row["share"] if pd.isna(row[end]) else row[end] for end in ("low", "high")),
             style.interval(row["share"], row["low"], row["high"])) for row in frame.to_dict("records")]  # fmt: skip
    return Bars(title, tuple(rows), content.answered)


def _change(row: dict[Any, Any]) -> str:
    if pd.isna(row["change"]):
        return style.MISSING
    certain = not pd.isna(row["change_q"]) and row["change_q"] < 0.05
    return style.change(row["change"]) + ("" if certain else _(" (inte säkerställd)"))


def _actors(content: Content) -> list[Block]:
    frame = content.situation[content.situation["actors"].fillna(0) > 0]
    frame = frame.sort_values(["actors", "consequences"], ascending=False)
    if frame.empty:
        return [Text(_("Ingen aktör har lämnat någon kartläggning."))]
    rows = [
        (
            row["label"],
            _("{actors} av {asked}").format(
                actors=style.number(row["actors"]), asked=style.number(row["actors_asked"])
            ),
            style.number(row["consequences"], 1),
            TRENDS.get(row["trend"], row["trend"]),
            ", ".join(content.located(row["places"])),
        )
        for row in frame.to_dict("records")
    ]
    headings = (_("Ämne"), _("Aktörer"), _("Konsekvenser, 1–5"), _("Utveckling"), _("Platser som nämns"))
    return [Grid(_("Aktörernas bild"), headings, tuple(rows), (2.8, 1.4, 2.1, 1.9, 3.2))]


def _registers(content: Content) -> list[Block]:
    frame = content.situation.dropna(subset="register_count").sort_values("register_count", ascending=False)
    if frame.empty:
        return [Text(_("Inget register ingår."))]
    rows = [(row["label"], style.number(row["register_count"]), register_rate(row), comparison(row))
            for row in frame.to_dict("records")]  # fmt: skip
    headings = (_("Ämne"), _("Antal senaste året"), _("Per 100 000 invånare och år"), _("Jämfört med"))
    return [Grid(_("Registrens bild, med exakta 95-procentiga intervall"), headings, tuple(rows), (2.7, 1.4, 2.6, 3.6))]


def register_rate(row: dict[Any, Any]) -> str:
    """Return a topic's rate with interval and period: ``237 (161–336), 2016``."""
    if pd.isna(row["register_rate"]):
        return style.number(row["register_per_100k"])
    ends = "" if pd.isna(row["register_low"]) else (
        f" ({style.number(row['register_low'])}–{style.number(row['register_high'])})")  # fmt: skip
    return f"{style.number(row['register_rate'])}{ends}, {row['register_period']}"


def comparison(row: dict[Any, Any]) -> str:
    """Return whom a topic's register is compared with and whether the difference is certain."""
    if not row["compared_with"] or pd.isna(row["compared_rate"]):
        return _("jämförelse saknas")
    certain = not pd.isna(row["compared_q"]) and row["compared_q"] < 0.05
    said = _("säkerställd skillnad") if certain else _("ingen säkerställd skillnad")
    return f"{row['compared_with']}: {style.number(row['compared_rate'])} ({said})"


def _other(edition: Edition, content: Content) -> list[Block]:
    places = edition.table("places").dropna(subset="residents").sort_values("residents", ascending=False).head(SHOWN)
    rows = [(row["label"], style.number(row["residents"]), style.number(row["actors"]))
            for row in places.to_dict("records")]  # fmt: skip
    made: list[Block] = []
    if rows:
        headings = (_("Plats"), _("Invånare som nämner den"), _("Aktörer som nämner den"))
        made.append(Grid(_("Platser som nämns som otrygga (inte samma sak som många brott)"), headings, tuple(rows)))
    texts = content.situation.dropna(subset="text_mentions").sort_values("text_mentions", ascending=False).head(SHOWN)
    lines = [
        _("{label}: {n} fritextsvar").format(label=row["label"], n=style.number(row["text_mentions"]))
        for row in texts.to_dict("records")
        if row["text_mentions"]
    ]
    if lines:
        made += [Text(_("Ämnen i invånarnas fritextsvar (bara antal; svaren själva lämnar aldrig analytikern):")),
                 Bullets(tuple(lines))]  # fmt: skip
    made += [*_walks(edition, content), *_surveys(edition)]
    return made or [Text(_("Utgåvan har ingen annan information."))]


def _walks(edition: Edition, content: Content) -> list[Block]:
    rows = tuple((row["text"], content.places.get(row["place"], row["place"]), row["action"], row["owner"],
                  OBSERVED[row["status"]])
                 for row in edition.table("observations").to_dict("records"))  # fmt: skip
    headings = (_("Observation"), _("Plats"), _("Föreslagen åtgärd"), _("Ansvarig"), _("Läge"))
    return [Grid(_("Vad trygghetsvandringarna har noterat"), headings, rows)] if rows else []


def _surveys(edition: Edition) -> list[Block]:
    frame = edition.table("measured")
    frame = frame[(frame["level"] == 1) & frame["value"].notna()].sort_values("period", kind="stable")
    rows = []
    for names, found in frame.groupby(["label", "region", "unit", "source"]):
        label, region, unit, source = map(str, names)
        values = ", ".join(f"{row['period']}: {style.number(row['value'], 1)}" for row in found.to_dict("records"))
        rows.append((label, region, values, unit, source))
    headings = (_("Fråga"), _("Område"), _("Värde per period"), _("Enhet"), _("Källa"))
    title = _("Andra undersökningar, var och en på sin egen skala")
    return [Grid(title, headings, tuple(rows), (2.6, 2.8, 2.4, 1.4, 2.4))] if rows else []


def _analysis(edition: Edition, content: Content) -> list[Block]:
    found = edition.table("divergences")
    found = found[found["statement"] != ""].sort_values("q")
    said = [f"{content.topics.get(row['topic'], row['topic'])}: {row['statement']} ({row['method']})"
            for row in found.head(2 * SHOWN).to_dict("records")]  # fmt: skip
    made: list[Block] = [
        Text(
            _(
                "Bara skillnader som håller för prövning står här (5 procents nivå, justerat för att "
                "många jämförelser har gjorts)."
            ),
            lead=True,
        )
    ]
    made.append(Bullets(tuple(said)) if said else Text(_("Ingen skillnad mellan bilderna är säkerställd.")))
    known = content.situation[content.situation["missing"] != ""]
    lacking = [
        _("{said} Gäller {label}.").format(said=said, label=", ".join(group["label"]))
        for said, group in known.groupby("missing", sort=False)
    ]
    return [*made, Heading(_("Vad som saknas i bilden"), 2), Bullets(tuple(lacking))] if lacking else made
