"""What one sheet of evidence says of a problem: three perspectives, how sure, where, and which way it goes."""

from __future__ import annotations

from typing import Any

import pandas as pd

from medlofte import style
from medlofte.edition import Edition
from medlofte.export.content import Content
from medlofte.export.situation import TRENDS, comparison, register_rate
from medlofte.workshop import coverage

_SHOWN = 6
_YEARS = 6
_NONE = "Ingen uppgift i utgåvan."


def sheet(edition: Edition, content: Content, topic: str) -> dict[str, Any]:
    """Return one problem's sheet: label, statement, boxes of sentences, and its years in the registers as bars."""
    row = content.situation[content.situation["topic"] == topic].iloc[0].to_dict()
    boxes = [
        {"title": "Vad invånarna säger", "lines": _residents(row, content)},
        {"title": "Vad aktörerna ser", "lines": _actors(edition, row)},
        {"title": "Vad registren visar", "lines": _registers(edition, row)},
        {"title": "Åt vilket håll det går", "lines": _trend(row)},
        {"title": "Var", "lines": _places(edition, row, content)},
        {"title": "Hur säkra vi är", "lines": _certainty(edition, row)},
    ]
    decided = content.decisions[content.decisions["problem"] == topic]
    statement = row["statement"] or "Bilderna går inte säkert isär."
    return {"label": row["label"], "statement": statement, "boxes": boxes, "years": _years(edition, row),
            "decided": "".join(decided["decision"].head(1))}  # fmt: skip


def _residents(row: dict, content: Content) -> list[str]:
    if pd.isna(row["share"]):
        return ["Siffran är skyddad, eller så hade enkäten inget svarsalternativ för ämnet."]
    ranked = int(content.situation["rank"].notna().sum())
    lines = [f"{style.interval(row['share'], row['low'], row['high'])} av {style.number(row['n'])} svarande har valt "
             "ämnet."]  # fmt: skip
    lines += [f"Plats {style.number(row['rank'])} av {ranked}."] if not pd.isna(row["rank"]) else []
    lines += [f"Sannolikhet att höra till de tre vanligaste: {style.percent(row['p_top3'])}."
              ] if not pd.isna(row["p_top3"]) else []  # fmt: skip
    texts = row["text_mentions"]
    return [*lines, f"Fritextsvar som rör ämnet: {style.number(texts)}."] if not pd.isna(texts) else lines


def _actors(edition: Edition, row: dict) -> list[str]:
    reports = edition.table("reports")
    names = edition.labels("actors")
    told = list(dict.fromkeys(names.get(name, name) for name in reports.loc[reports["topic"] == row["topic"], "actor"]))
    if not told:
        return ["Ingen aktör tar upp ämnet."]
    lines = [f"{style.number(row['actors'])} av {style.number(row['actors_asked'])} aktörer tar upp ämnet: "
             f"{', '.join(told[:_SHOWN])}{' med flera' if len(told) > _SHOWN else ''}."]  # fmt: skip
    if not pd.isna(row["consequences"]):
        lines.append(f"Konsekvenser: {style.number(row['consequences'], 1)} av 5 i medel.")
    return lines


def _registers(edition: Edition, row: dict) -> list[str]:
    if pd.isna(row["register_count"]):
        return ["Inget register täcker ämnet."]
    frame = edition.table("registers")
    names = frame[frame["indicator"].isin(str(row["indicators"]).split("|"))]["label"].unique()
    return [f"{', '.join(names[:3])}: {style.number(row['register_count'])} senaste året.",
            f"Per 100 000 invånare och år: {register_rate(row)}.", f"Jämförelse: {comparison(row)}."]  # fmt: skip


def _trend(row: dict) -> list[str]:
    lines = []
    if not pd.isna(row["change"]):
        certain = not pd.isna(row["change_q"]) and row["change_q"] < 0.05
        sure = "säkerställd" if certain else "inte säkerställd"
        lines.append(f"Enkäten: {style.change(row['change'])} sedan förra jämförbara enkäten ({sure}).")
    if row["trend"]:
        lines.append(f"Aktörernas vanligaste svar: {TRENDS.get(row['trend'], row['trend'])}.")
    if not pd.isna(row["register_change"]):
        certain = not pd.isna(row["register_q"]) and row["register_q"] < 0.05
        way = "fler" if row["register_change"] > 0 else "färre"
        lines.append(f"Registren: {style.percent(abs(row['register_change']))} {way} än i medel tidigare år "
                     f"({'säkerställt' if certain else 'inte säkerställt'}).")  # fmt: skip
    return lines or [_NONE]


def _places(edition: Edition, row: dict, content: Content) -> list[str]:
    named = [content.places.get(name, name) for name in str(row["places"]).split("|") if name]
    cells = int((edition.table("cells")["topic_excess"] == row["topic"]).sum())
    lines = [f"Aktörerna nämner {', '.join(named[:_SHOWN])}."] if named else ["Ingen aktör anger någon plats."]
    return [*lines, f"Rutor på kartan där ämnet sticker ut: {cells}."] if cells else lines


def _certainty(edition: Edition, row: dict) -> list[str]:
    sampled = edition.about.get("design") == "sample"
    lines = ["Urvalsundersökning." if sampled else "Självrekryterat urval: beskriver dem som svarat."]
    if not pd.isna(row["confidence"]):
        lines.append(f"Aktörerna är säkra till {style.number(row['confidence'], 1)} av 5 i medel.")
    read = coverage.line(edition) if not pd.isna(row["text_mentions"]) else ""
    return [*lines, *([read] if read else []), *([row["missing"]] if row["missing"] else [])]


def _years(edition: Edition, row: dict) -> dict[str, Any]:
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
    said = "; ".join(f"{year} {figure}" for year, *_, figure in rows)
    return {"title": "Registren år för år, antal", "rows": rows, "description": f"Antal i registren per år: {said}."}
