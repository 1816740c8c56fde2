"""The slides for the meeting, in the handbook's order: what each side says, what is decided, promised and done."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from medlofte import style
from medlofte.edition import Edition
from medlofte.export import followup, workbook
from medlofte.export.blocks import issued
from medlofte.export.content import Content, gather, saving
from medlofte.export.decided import HEADINGS, points
from medlofte.export.deck import Deck, Series, opened
from medlofte.export.situation import TRENDS, comparison
from medlofte.language import _, translated
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
    day = issued(content.kommun, date.today().isoformat(), content.case_number)
    deck = opened(
        templates, title=content.title, author=content.kommun, banner=content.banner, foot=f"{content.title}. {day}"
    )
    method = "\n".join(content.notes)
    deck.lines(content.title, [day, *content.notes[: 1 + content.demo]], notes=method)
    _residents(deck, content)
    _actors(deck, content)
    _registers(deck, content)
    _perspectives(deck, content)
    _votes(deck, content)
    _decisions(deck, content)
    _causes(deck, content)
    _promises(deck, content)
    deck.lines(_("Så är siffrorna framtagna"), list(content.notes), notes=method)
    with saving(file) as draft:
        deck.save(draft)
    return file


def _residents(deck: Deck, content: Content) -> None:
    """Show the residents' topics, commonest first, with the intervals in the notes."""
    frame = content.situation.dropna(subset="share").head(_SHOWN)
    if frame.empty:
        return
    first = frame.iloc[0]
    title = _("{label} valdes av flest: {share} av {n} svarande").format(
        label=first["label"], share=style.percent(first["share"]), n=style.number(first["n"])
    )
    said = [f"{row['label']}: {style.interval(row['share'], row['low'], row['high'])}"
            for row in frame.to_dict("records")]  # fmt: skip
    notes = _("Siffrorna i diagrammet, med osäkerhetsintervall i procent:\n") + "\n".join([*said, *content.notes])
    form = f"0{style.percent_sign()}"
    series = Series(_("Andel av dem som svarat"), frame["label"].tolist(), frame["share"].tolist(), form)
    deck.bars(
        title,
        series,
        description=_("Liggande staplar, andel av dem som svarat. {said}.").format(said="; ".join(said)),
        notes=notes,
        source=content.answered,
    )


def _actors(deck: Deck, content: Content) -> None:
    frame = content.situation[content.situation["actors"].fillna(0) > 0]
    frame = frame.sort_values(["actors", "consequences"], ascending=False).head(_SHOWN)
    if frame.empty:
        return
    first, asked = frame.iloc[0], style.number(frame.iloc[0]["actors_asked"])
    said = [
        _("{label}: {actors} av {asked} {asked|aktör|aktörer}, konsekvenser {consequences} av 5, {trend}").format(
            label=row["label"],
            actors=style.number(row["actors"]),
            asked=asked,
            consequences=style.number(row["consequences"], 1),
            trend=TRENDS.get(row["trend"], row["trend"]),
        )
        for row in frame.to_dict("records")
    ]
    series = Series(
        _("Aktörer som tar upp ämnet"), frame["label"].tolist(), frame["actors"].astype(float).tolist(), "0"
    )
    title = _("Flest aktörer tar upp {label}: {actors} av {asked}").format(
        label=first["label"].lower(), actors=style.number(first["actors"]), asked=asked
    )
    deck.bars(title, series, colour=style.TURQUOISE, notes="\n".join(said), source=_("Källa: aktörernas kartläggning."),
              description=_("Liggande staplar, antal aktörer. {said}.").format(said='; '.join(said)))  # fmt: skip


def _registers(deck: Deck, content: Content) -> None:
    frame = content.situation.dropna(subset="register_count").sort_values("register_count", ascending=False)
    frame = frame.head(_SHOWN)
    if frame.empty:
        return
    said = [
        _("{label}: {count}, jämförelse: {compared}").format(
            label=row["label"], count=style.number(row["register_count"]), compared=comparison(row)
        )
        for row in frame.to_dict("records")
    ]
    series = Series(_("Antal senaste året"), frame["label"].tolist(), frame["register_count"].tolist(), "#,##0")
    deck.bars(_("Vad registren visar, antal senaste året"), series, colour=style.PINK, notes="\n".join(said),
              source=_("Källa: registren. De visar vad som anmälts eller setts, inte allt som hänt."),
              description=_("Liggande staplar, antal i registren. {said}.").format(said='; '.join(said)))  # fmt: skip


def _perspectives(deck: Deck, content: Content) -> None:
    rows = [
        (
            row["label"],
            style.percent(row["share"]),
            _("{actors} av {asked}").format(
                actors=style.number(row["actors"]), asked=style.number(row["actors_asked"])
            ),
            style.number(row["register_count"]),
        )
        for row in content.situation.head(_SHOWN).to_dict("records")
    ]
    said = [f"{row['label']}: {row['statement']}" for row in content.situation.to_dict("records") if row["statement"]]
    deck.table(
        _("Invånare, aktörer och register sida vid sida"),
        (_("Ämne"), _("Invånare"), _("Aktörer"), _("Register, antal")),
        rows,
        notes="\n".join(said) or _("Perspektiven visas var för sig; ingen sammanvägd poäng görs."),
        source=content.answered,
    )


def _votes(deck: Deck, content: Content) -> None:
    frame = content.ranking.head(_SHOWN)
    if len(frame):
        said = [
            _("{rank}. {label}: poäng {score}, enighet {agreement}, {n} svarande").format(
                rank=style.number(row["rank"]),
                label=row["label"],
                score=points(row["score"]),
                agreement=style.number(row["agreement"], 2),
                n=style.number(row["n"]),
            )
            for row in frame.to_dict("records")
        ]
        series = Series(_("Poäng, 0–100"), frame["label"].tolist(), (100 * frame["score"]).tolist(), "0")
        deck.bars(
            _("Workshopen sätter {label} först").format(label=frame.iloc[0]["label"].lower()),
            series,
            notes="\n".join(said),
            source=_("Källa: deltagarnas röster i workshoppen."),
            description=_("Liggande staplar, workshoppens poäng. {said}.").format(said="; ".join(said)),
        )
    for vote in content.votes:
        if vote.rows:
            deck.table(
                _("Omgång {number}: {title}").format(number=vote.number, title=vote.title),
                translated(HEADINGS),
                vote.rows,
                notes=_("Fråga dem som är oeniga vad de ser."),
                source=_("Källa: deltagarnas röster i workshoppen. Antal röster: {ballots}.").format(
                    ballots=vote.ballots
                ),
            )


def _decisions(deck: Deck, content: Content) -> None:
    frame = content.decisions
    if frame.empty:
        deck.lines(_("Att besluta: fokusområden och vad som väljs bort"),
                   [_("Vilka problem ska vi arbeta med?"), _("Vad väljer vi bort, och varför?")],
                   notes=_("Inga beslut är sparade ännu. Skriv en motivering till det som väljs bort."))  # fmt: skip
        return
    rows = list(zip(frame["label"], frame["decision"], frame["reason"], frame["who"], strict=True))
    order = [
        _("{rank}. {label}: poäng {score}, {n} svarande").format(
            rank=style.number(row["rank"]), label=row["label"], score=points(row["score"]), n=style.number(row["n"])
        )
        for row in content.ranking.to_dict("records")
    ]
    deck.table(
        _("Beslut"),
        (_("Problem"), _("Beslut"), _("Motivering"), _("Ansvarig")),
        rows,
        widths=(2.2, 1.7, 4.4, 2.4),
        notes=_("Workshoppens ordning:\n") + ("\n".join(order) or _("för få svarande")),
    )


def _causes(deck: Deck, content: Content) -> None:
    why = content.causes[content.causes["branch"] != "handelse"]
    for label, frame in why.groupby("label", sort=False):
        rows = [(row["text"], row["evidence"] or _("ej angivet")) for row in frame.to_dict("records")][:_CAUSES]
        notes = _("Fråga: vilka orsaker kan vi påverka, och vem? Orsakerna:\n") + "\n".join(frame["text"])
        deck.table(
            _("Orsaker till {problem}").format(problem=str(label).lower()),
            (_("Orsak"), _("Vad den bygger på")),
            rows,
            notes=notes,
        )


def _promises(deck: Deck, content: Content) -> None:
    for promise in content.promises.to_dict("records"):
        done = content.follow_up[content.follow_up["promise"] == promise["promise"]]
        title = str(promise["title"] or promise["promise"])
        reasons = "\n".join(f"{row['title']}: {row['reason']}" for row in done.to_dict("records"))
        state = "" if promise["decided"] else f" ({promise['state'].lower()})"
        stated = followup.facts(promise, content).pairs[1:]  # the first is its state, which the title says
        lines = [promise["text"] or _("Löftet saknar text."), *(f"{name}: {value}" for name, value in stated)]
        deck.lines(title + state, lines, notes=f"{promise['text']}\n{reasons}")
        if len(done):
            _follow_up(deck, title, done, notes=reasons)


def _follow_up(deck: Deck, title: str, done: pd.DataFrame, *, notes: str) -> None:
    """Show planned against done: a chart where every measure was promised a number, else a table."""
    rows: list[dict[Any, Any]] = done.to_dict("records")
    said = "; ".join(
        _("{row}: planerat {planned}, genomfört {done}, {label}").format(
            row=followup.counted(row),
            planned=followup.planned(row["planned"]),
            done=followup.figure(row["done"]),
            label=row["label"],
        )
        for row in rows
    )
    source = _("Källa: parternas egna uppgifter om genomförda aktiviteter.")
    if done["planned"].notna().all():
        named = [followup.counted(row) for row in rows]
        written = workbook.form(workbook.COUNT, [*done["planned"], *done["done"]])
        planned, outcome = (
            Series(name, named, done[column].tolist(), written)
            for name, column in ((_("Planerat"), "planned"), (_("Genomfört"), "done"))
        )
        deck.bars(
            _("Uppföljning: {title}").format(title=title),
            planned,
            second=outcome,
            description=_("Liggande staplar, planerat och genomfört. {said}.").format(said=said),
            notes=notes,
            source=source,
        )
        return
    cells = [(followup.counted(row), followup.planned(row["planned"]), followup.figure(row["done"]), row["label"])
             for row in rows]  # fmt: skip
    deck.table(
        _("Uppföljning: {title}").format(title=title),
        (_("Åtgärd"), _("Planerat"), _("Genomfört"), _("Status")),
        cells,
        notes=notes,
        source=source,
    )
