"""The page for residents, «Ni sa – vi lovade – vi gjorde»: one file, no script, nothing fetched from anywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined

from medlofte import style
from medlofte.edition import Edition
from medlofte.export.content import Content, gather, saving
from medlofte.export.public.account import account
from medlofte.workshop.store import Store

_SHOWN = 10
_ROW = 46
_FULL = 230  # the length of the longest bar in a drawing 300 wide: room is left for its figure


def write(edition: Edition, folder: str | Path, *, store: Store | None = None) -> Path:
    """Write ``<name>-webbsida.html`` in the folder and return its path; ExportError if it cannot be written.

    Only decided promises are shown: a draft is the workshop's own.
    """
    account(edition, store=store)
    content = gather(edition, store=store)
    file = Path(folder) / "webb" / "medborgarloften.html"
    text = page(edition, content)
    with saving(file) as draft:
        draft.write_text(text, "utf-8", newline="\n")
    return file.parent


def page(edition: Edition, content: Content) -> str:
    """Return the page as HTML."""
    # Everything is escaped: titles and notes were typed by people.
    environment = Environment(loader=PackageLoader("medlofte.export.public"), autoescape=True,
                              undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)  # fmt: skip
    plain = environment.overlay(autoescape=False)
    bars = _bars(content.situation)
    decided = content.promises[content.promises["decided"]]
    warned = int(content.demo) + (edition.about.get("profile") != "public")
    return environment.get_template("page.html").render(
        content=content,
        style=style,
        css=environment.filters["safe"](plain.get_template("page.css").render(style=style)),
        warnings=content.notes[:warned],
        promises=[_promise(row, content) for row in decided.to_dict("records")],
        bars=bars,
        height=_ROW * len(bars) + 4,
        created=style.date(str(edition.about.get("created", ""))),
    )


def _promise(row: dict[Any, Any], content: Content) -> dict[str, Any]:
    measures = content.follow_up[content.follow_up["promise"] == row["promise"]]
    who = {"polis": "Polisen lovar.", "kommun": "Kommunen lovar.", "gemensamt": "Polisen och kommunen lovar."}
    facts = [who.get(row["promisers"], ""), f"Ansvarig: {row['owner']}." if row["owner"] else "",
             f"Senast: {style.date(row['deadline'])}." if row["deadline"] else ""]  # fmt: skip
    return {
        "title": row["title"] or row["promise"],
        "text": row["text"],
        "said": _said(row["topics"].split("|"), content.situation),
        "facts": " ".join(fact for fact in facts if fact),
        "measures": [_measure(measure) for measure in measures.to_dict("records")],
    }


def _said(topics: list[str], situation: pd.DataFrame) -> list[str]:
    """Return what residents said of the topics that a promise answers to."""
    sentences = []
    for row in situation[situation["topic"].isin(topics)].to_dict("records"):
        if pd.isna(row["share"]):
            sentences.append(f"{row['label']}: för få svar för att visa någon siffra.")
        else:
            share, n = style.interval(row["share"], row["low"], row["high"]), style.number(row["n"])
            sentences.append(f"{row['label']} valdes av {share} av {n} svarande.")
    return sentences


def _measure(row: dict[Any, Any]) -> dict[str, str]:
    sign, colour = style.STATUSES[row["label"]]
    planned = "inget antal" if pd.isna(row["planned"]) else style.number(row["planned"])
    title = f"{row['title']} (antal {row['unit']})" if row["unit"] else row["title"]
    return {"title": title, "planned": planned, "done": style.number(row["done"]), "sign": sign, "colour": colour,
            "status": row["label"], "reason": row["reason"]}  # fmt: skip


def _bars(situation: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the bars of the commonest topics; lengths in the drawing's units."""
    frame = situation.dropna(subset="share").head(_SHOWN)
    if frame.empty:
        return []
    scale = _FULL / max(float(frame["high"].fillna(frame["share"]).max()), 0.01)
    rows = enumerate(frame.to_dict("records"))
    return [_bar(row, y=16 + _ROW * number, scale=scale) for number, row in rows]


def _bar(row: dict[Any, Any], *, y: int, scale: float) -> dict[str, Any]:
    share = float(row["share"])
    low, high = (share if pd.isna(row[end]) else float(row[end]) for end in ("low", "high"))
    return {
        "label": row["label"],
        "figure": style.interval(row["share"], row["low"], row["high"]),
        "share": style.percent(share),
        "n": style.number(row["n"]),
        "y": y,
        "width": round(share * scale, 1),
        "low": round(low * scale, 1),
        "high": round(high * scale, 1),
        "text_x": round(high * scale + 8, 1),
    }
