"""The slides for the meeting, in the handbook's order: what each side says, what is decided, promised and done."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from medlofte import style
from medlofte.edition import Edition
from medlofte.export import followup
from medlofte.export.content import Content, gather, saving
from medlofte.export.decided import HEADINGS, points
from medlofte.export.deck import Deck, Series, opened
from medlofte.export.situation import TRENDS, comparison
from medlofte.workshop.store import Store

_SHOWN = 10
_CAUSES = 6


def write(edition: Edition, folder: str | Path, *, store: Store | None = None, templates: Path | None = None) -> Path:
    """Write ``<name>-bilder.pptx`` in the folder and return its path.

    Parameters
    ----------
    templates
        A folder with the kommun's own ``mall.pptx``; ours is used when it holds none.

    Raises
    ------
    ExportError
        If the file cannot be written, or the template not be read.
    """
    content = gather(edition, store=store)
    file = Path(folder) / f"{content.name}-bilder.pptx"
    deck = opened(templates, title=content.title, author=content.kommun, banner=content.banner)
    method = "\n".join(content.notes)
    deck.lines(content.title, [content.kommun, *content.notes[: 1 + content.demo]], notes=method)
    _residents(deck, content)
    _actors(deck, content)
    _registers(deck, content)
    _perspectives(deck, content)
    _votes(deck, content)
    _decisions(deck, content)
    _causes(deck, content)
    _promises(deck, content)
    deck.lines("Så är siffrorna framtagna", list(content.notes), notes=method, size=16)
    with saving(file) as draft:
        deck.save(draft)
    return file


def _residents(deck: Deck, content: Content) -> None:
    """Show the residents' topics, commonest first, with the intervals in the notes."""
    frame = content.situation.dropna(subset="share").head(_SHOWN)
    if frame.empty:
        return
    first = frame.iloc[0]
    title = f"{first['label']} valdes av flest: {style.percent(first['share'])} av {style.number(first['n'])} svarande"
    said = [f"{row['label']}: {style.interval(row['share'], row['low'], row['high'])}"
            for row in frame.to_dict("records")]  # fmt: skip
    notes = "Siffrorna i diagrammet, med osäkerhetsintervall i procent:\n" + "\n".join([*said, *content.notes])
    series = Series("Andel av dem som svarat", frame["label"].tolist(), frame["share"].tolist(), "0 %")
    deck.bars(title, series, description=f"Liggande staplar, andel av dem som svarat. {'; '.join(said)}.", notes=notes)


def _actors(deck: Deck, content: Content) -> None:
    frame = content.situation[content.situation["actors"].fillna(0) > 0]
    frame = frame.sort_values(["actors", "consequences"], ascending=False).head(_SHOWN)
    if frame.empty:
        return
    first, asked = frame.iloc[0], style.number(frame.iloc[0]["actors_asked"])
    said = [f"{row['label']}: {style.number(row['actors'])} av {asked} aktörer, konsekvenser "
            f"{style.number(row['consequences'], 1)} av 5, {TRENDS.get(row['trend'], row['trend'])}"
            for row in frame.to_dict("records")]  # fmt: skip
    series = Series("Aktörer som tar upp ämnet", frame["label"].tolist(), frame["actors"].astype(float).tolist(), "0")
    title = f"Flest aktörer tar upp {first['label'].lower()}: {style.number(first['actors'])} av {asked}"
    deck.bars(title, series, colour=style.TURQUOISE, notes="\n".join(said),
              description=f"Liggande staplar, antal aktörer. {'; '.join(said)}.")  # fmt: skip


def _registers(deck: Deck, content: Content) -> None:
    frame = content.situation.dropna(subset="register_count").sort_values("register_count", ascending=False)
    frame = frame.head(_SHOWN)
    if frame.empty:
        return
    said = [f"{row['label']}: {style.number(row['register_count'])}, jämförelse: {comparison(row)}"
            for row in frame.to_dict("records")]  # fmt: skip
    series = Series("Antal senaste året", frame["label"].tolist(), frame["register_count"].tolist(), "#,##0")
    deck.bars("Vad registren visar, antal senaste året", series, colour=style.PINK, notes="\n".join(said),
              description=f"Liggande staplar, antal i registren. {'; '.join(said)}.")  # fmt: skip


def _perspectives(deck: Deck, content: Content) -> None:
    rows = [
        (row["label"], style.percent(row["share"]), f"{style.number(row['actors'])} av "
         f"{style.number(row['actors_asked'])}", style.number(row["register_count"]))
        for row in content.situation.head(_SHOWN).to_dict("records")
    ]  # fmt: skip
    said = [f"{row['label']}: {row['statement']}" for row in content.situation.to_dict("records") if row["statement"]]
    deck.table("Invånare, aktörer och register sida vid sida", ("Ämne", "Invånare", "Aktörer", "Register, antal"), rows,
               notes="\n".join(said) or "Perspektiven visas var för sig; ingen sammanvägd poäng görs.")  # fmt: skip


def _votes(deck: Deck, content: Content) -> None:
    frame = content.ranking.head(_SHOWN)
    if len(frame):
        said = [f"{style.number(row['rank'])}. {row['label']}: poäng {points(row['score'])}, enighet "
                f"{style.number(row['agreement'], 2)}, {style.number(row['n'])} svarande"
                for row in frame.to_dict("records")]  # fmt: skip
        series = Series("Poäng, 0–100", frame["label"].tolist(), (100 * frame["score"]).tolist(), "0")
        deck.bars(f"Workshopen sätter {frame.iloc[0]['label'].lower()} först", series, notes="\n".join(said),
                  description=f"Liggande staplar, workshoppens poäng. {'; '.join(said)}.")  # fmt: skip
    for vote in content.votes:
        if vote.rows:
            deck.table(f"Omgång {vote.number}: {vote.title}", HEADINGS, vote.rows,
                       notes=f"Antal röster: {vote.ballots}. Fråga dem som är oeniga vad de ser.")  # fmt: skip


def _decisions(deck: Deck, content: Content) -> None:
    frame = content.decisions
    if frame.empty:
        deck.lines("Att besluta: fokusområden och vad som väljs bort",
                   ["Vilka problem ska vi arbeta med?", "Vad väljer vi bort, och varför?"],
                   notes="Inga beslut är sparade ännu. Skriv en motivering till det som väljs bort.")  # fmt: skip
        return
    rows = list(zip(frame["label"], frame["decision"], frame["reason"], frame["who"], strict=True))
    order = [f"{style.number(row['rank'])}. {row['label']}: poäng {points(row['score'])}, "
             f"{style.number(row['n'])} svarande" for row in content.ranking.to_dict("records")]  # fmt: skip
    deck.table("Beslut", ("Problem", "Beslut", "Motivering", "Ansvarig"), rows,
               notes="Workshoppens ordning:\n" + ("\n".join(order) or "för få svarande"))  # fmt: skip


def _causes(deck: Deck, content: Content) -> None:
    why = content.causes[content.causes["branch"] != "handelse"]
    for label, frame in why.groupby("label", sort=False):
        rows = [(row["text"], row["evidence"] or "ej angivet") for row in frame.to_dict("records")][:_CAUSES]
        notes = "Fråga: vilka orsaker kan vi påverka, och vem? Orsakerna:\n" + "\n".join(frame["text"])
        deck.table(f"Orsaker till {str(label).lower()}", ("Orsak", "Vad den bygger på"), rows, notes=notes)


def _promises(deck: Deck, content: Content) -> None:
    for promise in content.promises.to_dict("records"):
        done = content.follow_up[content.follow_up["promise"] == promise["promise"]]
        title = str(promise["title"] or promise["promise"])
        reasons = "\n".join(f"{row['title']}: {row['reason']}" for row in done.to_dict("records"))
        state = "" if promise["decided"] else f" ({promise['state'].lower()})"
        deck.lines(title + state, [promise["text"] or "Löftet saknar text."], notes=f"{promise['text']}\n{reasons}")
        if len(done):
            _follow_up(deck, title, done, notes=reasons)


def _follow_up(deck: Deck, title: str, done: pd.DataFrame, *, notes: str) -> None:
    """Show planned against done: a chart where every measure was promised a number, else a table."""
    rows: list[dict[Any, Any]] = done.to_dict("records")
    said = "; ".join(f"{followup.counted(row)}: planerat {followup.planned(row['planned'])}, genomfört "
                     f"{followup.figure(row['done'])}, {row['label']}" for row in rows)  # fmt: skip
    if done["planned"].notna().all():
        named = [followup.counted(row) for row in rows]
        planned, outcome = (Series(name, named, done[column].tolist(), "#,##0.##")
                            for name, column in (("Planerat", "planned"), ("Genomfört", "done")))  # fmt: skip
        deck.bars(f"Uppföljning: {title}", planned, second=outcome,
                  description=f"Liggande staplar, planerat och genomfört. {said}.", notes=notes)  # fmt: skip
        return
    cells = [(followup.counted(row), followup.planned(row["planned"]), followup.figure(row["done"]), row["label"])
             for row in rows]  # fmt: skip
    deck.table(f"Uppföljning: {title}", ("Åtgärd", "Planerat", "Genomfört", "Status"), cells, notes=notes)
