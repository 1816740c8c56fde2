"""What one sheet of evidence says of a problem: three perspectives, how sure, where, and which way it goes."""

from __future__ import annotations

from typing import Any

import pandas as pd

from medlofte import style
from medlofte.edition import Edition
from medlofte.export.content import Content
from medlofte.export.situation import TRENDS, comparison, register_rate
from medlofte.language import N_, _
from medlofte.workshop import coverage

_SHOWN = 6
_YEARS = 6
_NONE = N_("Ingen uppgift i utgåvan.")


def sheet(edition: Edition, content: Content, topic: str) -> dict[str, Any]:
    """Return one problem's sheet: label, statement, boxes of sentences, and its years in the registers as bars."""
    row = content.situation[content.situation["topic"] == topic].iloc[0].to_dict()
    boxes = [
        {"title": _("Vad invånarna säger"), "lines": _residents(row, content)},
        {"title": _("Vad aktörerna ser"), "lines": _actors(edition, row)},
        {"title": _("Vad registren visar"), "lines": _registers(edition, row)},
        {"title": _("Åt vilket håll det går"), "lines": _trend(row)},
        {"title": _("Var"), "lines": _places(edition, row, content)},
        {"title": _("Hur säkra vi är"), "lines": _certainty(edition, row)},
    ]
    decided = content.decisions[content.decisions["problem"] == topic]
    statement = row["statement"] or _("Bilderna går inte säkert isär.")
    return {"label": row["label"], "statement": statement, "boxes": boxes, "years": _years(edition, row),
            "decided": "".join(decided["decision"].head(1))}  # fmt: skip


def _residents(row: dict[Any, Any], content: Content) -> list[str]:
    if pd.isna(row["share"]):
        return [_("Siffran är skyddad, eller så hade enkäten inget svarsalternativ för ämnet.")]
    ranked = int(content.situation["rank"].notna().sum())
    lines = [
        _("{share} av {n} svarande har valt ämnet.").format(
            share=style.interval(row["share"], row["low"], row["high"]), n=style.number(row["n"])
        )
    ]
    lines += (
        [_("Plats {rank} av {ranked}.").format(rank=style.number(row["rank"]), ranked=ranked)]
        if not pd.isna(row["rank"])
        else []
    )
    if not pd.isna(row["p_top3"]):
        said = _("Sannolikhet att höra till de tre vanligaste: {probability}.")
        lines += [said.format(probability=style.percent(row["p_top3"]))]
    texts = row["text_mentions"]
    return (
        [*lines, _("Fritextsvar som rör ämnet: {texts}.").format(texts=style.number(texts))]
        if not pd.isna(texts)
        else lines
    )


def _actors(edition: Edition, row: dict[Any, Any]) -> list[str]:
    reports = edition.table("reports")
    names = edition.labels("actors")
    told = list(dict.fromkeys(names.get(name, name) for name in reports.loc[reports["topic"] == row["topic"], "actor"]))
    if not told:
        return [_("Ingen aktör tar upp ämnet.")]
    lines = [
        _("{actors} av {asked} {asked|aktör|aktörer} tar upp ämnet: {shown}{value}.").format(
            actors=style.number(row["actors"]),
            asked=style.number(row["actors_asked"]),
            shown=", ".join(told[:_SHOWN]),
            value=_(" med flera") if len(told) > _SHOWN else "",
        )
    ]
    if not pd.isna(row["consequences"]):
        lines.append(
            _("Konsekvenser: {consequences} av 5 i medel.").format(consequences=style.number(row["consequences"], 1))
        )
    return lines


def _registers(edition: Edition, row: dict[Any, Any]) -> list[str]:
    if pd.isna(row["register_count"]):
        return [_("Inget register täcker ämnet.")]
    frame = edition.table("registers")
    names = frame[frame["indicator"].isin(str(row["indicators"]).split("|"))]["label"].unique()
    return [
        _("{names}: {count} senaste året.").format(
            names=", ".join(names[:3]), count=style.number(row["register_count"])
        ),
        _("Per 100 000 invånare och år: {row}.").format(row=register_rate(row)),
        _("Jämförelse: {row}.").format(row=comparison(row)),
    ]


def _trend(row: dict[Any, Any]) -> list[str]:
    lines = []
    if not pd.isna(row["change"]):
        certain = not pd.isna(row["change_q"]) and row["change_q"] < 0.05
        sure = _("säkerställd") if certain else _("inte säkerställd")
        lines.append(
            _("Enkäten: {change} sedan förra jämförbara enkäten ({sure}).").format(
                change=style.change(row["change"]), sure=sure
            )
        )
    if row["trend"]:
        lines.append(_("Aktörernas vanligaste svar: {trend}.").format(trend=TRENDS.get(row["trend"], row["trend"])))
    if not pd.isna(row["register_change"]):
        certain = not pd.isna(row["register_q"]) and row["register_q"] < 0.05
        way = _("fler") if row["register_change"] > 0 else _("färre")
        lines.append(
            _("Registren: {change} {way} än i medel tidigare år ({certain}).").format(
                change=style.percent(abs(row["register_change"])),
                way=way,
                certain=_("säkerställt") if certain else _("inte säkerställt"),
            )
        )
    return lines or [_(_NONE)]


def _places(edition: Edition, row: dict[Any, Any], content: Content) -> list[str]:
    named = content.located(row["places"])
    cells = int((edition.table("cells")["topic_excess"] == row["topic"]).sum())
    lines = (
        [_("Aktörerna nämner {shown}.").format(shown=", ".join(named[:_SHOWN]))]
        if named
        else [_("Ingen aktör anger någon plats.")]
    )
    return [*lines, _("Rutor på kartan där ämnet sticker ut: {cells}.").format(cells=cells)] if cells else lines


def _certainty(edition: Edition, row: dict[Any, Any]) -> list[str]:
    sampled = edition.about.get("design") == "sample"
    lines = [_("Urvalsundersökning.") if sampled else _("Självrekryterat urval: beskriver dem som svarat.")]
    if not pd.isna(row["confidence"]):
        lines.append(
            _("Aktörerna är säkra till {confidence} av 5 i medel.").format(
                confidence=style.number(row["confidence"], 1)
            )
        )
    read = coverage.line(edition) if not pd.isna(row["text_mentions"]) else ""
    return [*lines, *([read] if read else []), *([row["missing"]] if row["missing"] else [])]


def _years(edition: Edition, row: dict[Any, Any]) -> dict[str, Any]:
    """Return the registers' latest years as bars; no rows when fewer than two years can be shown."""
    frame = edition.table("registers")
    own = str(edition.about.get("kommun", "")).casefold()
    frame = frame[frame["indicator"].isin(str(row["indicators"]).split("|")) & frame["count"].notna()
                  & frame["region"].str.casefold().str.startswith(own)]  # fmt: skip
    # A year in which an indicator is hidden would look like a fall.
    whole = frame.groupby("period")["indicator"].nunique() == frame["indicator"].nunique()
    totals = frame.groupby("period")["count"].sum()[whole].sort_index().tail(_YEARS)
    if len(totals) < 2:
        return {"title": "", "rows": [], "description": ""}
    rows = [[str(year), float(count), float(count), float(count), style.number(count)]
            for year, count in totals.items()]  # fmt: skip
    said = "; ".join(f"{year} {figure}" for year, *_unused, figure in rows)
    return {
        "title": _("Registren år för år, antal"),
        "rows": rows,
        "description": _("Antal i registren per år: {said}.").format(said=said),
    }
