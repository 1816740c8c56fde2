"""The documents of the law and the handbook: the cooperation agreement, the action plan and the cause analyses.

What an agreement shall hold is Brå's list (bra.se, Teckna samverkansöverenskommelse): the problems, their likely
causes, limited and measurable goals, how the work is documented and followed up, and for which period. The action plan
is that of lag (2023:196) om kommuners ansvar för brottsförebyggande arbete.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from medlofte import style
from medlofte.edition import Edition
from medlofte.export import followup
from medlofte.export.blocks import Block, Bullets, Drawing, Facts, Grid, Heading, Signatures, Text
from medlofte.export.content import Content
from medlofte.export.minutes import decided_on
from medlofte.export.situation import warnings
from medlofte.workshop.promises.drawing import fishbone
from medlofte.workshop.words import LABELS

_SIGNERS = ("Chef för lokalpolisområdet", "Kommunstyrelsens ordförande")
_BRANCHES = {"offer": "Den som drabbas", "garningsperson": "Den som gör det", "plats": "Objekt och plats"}
_EVENT = "handelse"
_TO_FILL = "Fylls i av parterna: "


def agreement(_edition: Edition, content: Content) -> list[Block]:
    """Return the samverkansöverenskommelse as a draft to sign."""
    return [
        *warnings(content),
        Heading("Parter och period"),
        Facts((("Parter", " och ".join(content.parties)), ("Period", content.period),
               ("Diarienummer", content.case_number))),
        Text("Överenskommelsen bygger på parternas gemensamma lägesbild, som hör till som bilaga."),
        Heading("Prioriterade problem"), *_focus(content),
        Heading("Troliga bakomliggande orsaker"), *_causes(content),
        Heading("Mål"), *_goals(content),
        Heading("Åtgärder"), *_measures(content),
        Heading("Det som väljs bort"), *_left_out(content),
        Heading("Dokumentation och uppföljning"), Bullets((
            "Genomförda aktiviteter loggas löpande med datum, plats och antal.",
            "Utfallet jämförs med det planerade, och statusen sätts av en person med motivering.",
            "Invånarna får veta vad som lovades och vad som gjordes.",
            f"{_TO_FILL}vilka dagar parterna följer upp, och vem som kallar.")),
        Heading("Bilagor"), Bullets(("Lägesbild", "Orsaksanalys", "Åtgärdsplan")),
        Heading("Underskrifter"), Signatures(_SIGNERS),
    ]  # fmt: skip


def action_plan(_edition: Edition, content: Content) -> list[Block]:
    """Return the åtgärdsplan."""
    return [
        *warnings(content),
        Text("Planen bygger på lägesbilden enligt lagen (2023:196) om kommuners ansvar för brottsförebyggande arbete. "
             "Den säger vilka åtgärder kommunen tar ställning för, vem som ansvarar och hur de följs upp."),
        Facts((("Period", content.period), ("Beslutad av", ""), ("Beslutad den", ""),
               ("Diarienummer", content.case_number), ("Samordningsfunktion", ""))),
        Heading("Ställningstagande till behovet av åtgärder"), *_focus(content),
        Heading("Det som väljs bort"), *_left_out(content),
        Heading("Orsaker som åtgärderna ska påverka"), *_causes(content),
        Heading("Åtgärder"), *_measures(content),
        Heading("Löften till invånarna"), *_goals(content),
        Heading("Läget i genomförandet"), *_status(content),
        Heading("Uppföljning"), Bullets((f"{_TO_FILL}när lägesbilden och planen följs upp och förnyas.",
                                         f"{_TO_FILL}vem som rapporterar till kommunstyrelsen.")),
    ]  # fmt: skip


def causes(_edition: Edition, content: Content) -> list[Block]:
    """Return the cause analyses, one section per problem: the fishbone's branches, then the chain of events."""
    made: list[Block] = [*warnings(content)]
    if content.causes.empty:
        return [*made, Text("Ingen orsaksanalys är skriven ännu. Skriv orsakerna på sidan Löften, eller för hand här:"),
                *(block for row in decided_on(content.decisions, "fokus").to_dict("records")
                  for block in (Heading(row["label"]), _blank()))]  # fmt: skip
    for label, frame in content.causes.groupby("label", sort=False):
        made += [Heading(str(label)), *_problem(frame, content)]
    return made


def _problem(frame: pd.DataFrame, content: Content) -> list[Block]:
    made: list[Block] = [*_fishbone(frame)]
    for branch, title in _BRANCHES.items():
        rows = _rows(frame[frame["branch"] == branch])
        made.append(Heading(title, 2))
        made.append(Grid(f"Orsaker: {title.lower()}", ("Orsak", "Vad den bygger på"), rows, (3, 2)) if rows
                    else Text("Ingen orsak är angiven."))  # fmt: skip
    events = _rows(frame[frame["branch"] == _EVENT])
    if events:
        steps = tuple((style.number(i), *row) for i, row in enumerate(events, 1))
        made += [
            Heading("Händelsekedja", 2),
            Grid("Händelserna i ordning", ("Led", "Vad som händer", "Vad det bygger på"), steps, (0.6, 3, 2)),
        ]
    tied = _tied(frame, content)
    return [*made, Heading("Åtgärder som påverkar orsakerna", 2), Bullets(tied)] if tied else made


def _fishbone(frame: pd.DataFrame) -> list[Block]:
    label = str(frame["label"].iloc[0])
    texts = {branch: frame.loc[frame["branch"] == branch, "text"].tolist() for branch in _BRANCHES}
    if not any(texts.values()):
        return []
    said = " ".join(f"{title}: {'; '.join(texts[branch]) or 'inget ännu'}." for branch, title in _BRANCHES.items())
    drawn = fishbone(label, texts, labels=_BRANCHES, name="fiskben")
    return [Drawing(f"Fiskbensdiagram: {label}", drawn, f"Fiskbensdiagram över orsakerna till {label}. {said}")]


def _rows(frame: pd.DataFrame) -> tuple[tuple[str, ...], ...]:
    return tuple((row["text"], row["evidence"] or "underlag ej angivet") for row in frame.to_dict("records"))


def _tied(frame: pd.DataFrame, content: Content) -> tuple[str, ...]:
    texts = dict(zip(frame["cause"], frame["text"], strict=True))
    return tuple(f"{row['title']}: {'; '.join(texts[name] for name in row['causes'].split('|') if name in texts)}"
                 for row in content.measures.to_dict("records")
                 if set(row["causes"].split("|")) & texts.keys())  # fmt: skip


def _blank() -> Grid:
    rows = tuple((title, "", "") for title in (*_BRANCHES.values(), "Händelsekedja"))
    return Grid("Att fylla i", ("Gren", "Orsaker", "Vad de bygger på"), rows, (1.5, 3, 2))


def _focus(content: Content) -> list[Block]:
    frame = decided_on(content.decisions, "fokus")
    if frame.empty:
        return [Text("Inga fokusområden är beslutade ännu. Besluta dem på sidan Prioritering.")]
    rows = tuple((row["label"], row["reason"] or "ej angivet", row["who"] or "ej angivet")
                 for row in frame.to_dict("records"))  # fmt: skip
    return [Grid("Fokusområden", ("Problem", "Varför", "Ansvarig"), rows, (2, 4, 2))]


def _left_out(content: Content) -> list[Block]:
    frame = content.decisions[content.decisions["decision"].isin([LABELS["bortprioriterat"], LABELS["senare"]])]
    if frame.empty:
        return [Text("Inget är beslutat som bortprioriterat.")]
    rows = tuple((row["label"], row["decision"], row["reason"]) for row in frame.to_dict("records"))
    return [Grid("Bortprioriterade problem", ("Problem", "Beslut", "Varför"), rows, (2, 1.6, 4))]


def _causes(content: Content) -> list[Block]:
    frame = content.causes
    if frame.empty:
        known = content.measures[content.measures["cause"] != ""]
        tied = tuple((row["cause"], row["title"]) for row in known.to_dict("records"))
        return [Grid("Orsaker som åtgärderna ska påverka", ("Orsak", "Åtgärd"), tied)] if tied else [
            Text("Ingen orsaksanalys är skriven ännu.")]  # fmt: skip
    rows = tuple((row["label"], row["text"], row["evidence"] or "underlag ej angivet")
                 for row in frame.to_dict("records") if row["branch"] != _EVENT)  # fmt: skip
    return [Grid("Orsaker per problem", ("Problem", "Orsak", "Vad den bygger på"), rows, (2, 3, 2))]


def _goals(content: Content) -> list[Block]:
    frame = content.promises[content.promises["decided"]]
    made: list[Block] = [] if len(frame) else [Text("Inga löften är beslutade ännu.")]
    for promise in frame.to_dict("records"):
        made += [Heading(promise["title"] or promise["promise"], 2), Text(promise["text"]),
                 followup.facts(promise, content)]  # fmt: skip
    return made


def _measures(content: Content) -> list[Block]:
    held = set(content.promises.loc[content.promises["decided"], "promise"])
    frame = content.measures[content.measures["promise"].isin(held) | (content.measures["promise"] == "")]
    if frame.empty:
        return [Text("Inga åtgärder är skrivna ännu.")]
    rows = tuple(_measure(row, content) for row in frame.to_dict("records"))
    headings = ("Åtgärd", "Orsak", "Typ och sikt", "Ansvarig", "Resurser", "Planerat", "Senast")
    return [Grid("Åtgärdsplan", headings, rows, (2.4, 2.4, 1.5, 1.9, 1.3, 1.2, 1.4))]


def _measure(row: dict[Any, Any], content: Content) -> tuple[str, ...]:
    kind = ", ".join(LABELS.get(word, word).lower() for word in (row["kind"], row["term"]) if word)
    last = content.promises.loc[content.promises["promise"] == row["promise"], "deadline"]
    due = style.date(last.iloc[0]) if len(last) and last.iloc[0] else ""
    return (followup.counted(row), row["cause"] or "ej angiven", kind, row["owner"] or "ej angiven",
            row["resources"] or "ej angivet", followup.planned(row["planned"]),
            due or "ej angivet")  # fmt: skip


def _status(content: Content) -> list[Block]:
    if content.follow_up.empty:
        return [Text("Inga åtgärder har börjat.")]
    return [followup.table(content.follow_up, "Planerat och genomfört")]
