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
from medlofte.export.planned import listed
from medlofte.export.situation import warnings
from medlofte.language import N_, _, translated
from medlofte.workshop.promises.drawing import fishbone
from medlofte.workshop.words import LABELS

_SIGNERS = (N_("Chef för lokalpolisområdet"), N_("Kommunstyrelsens ordförande"))
_BRANCHES = {"offer": N_("Den som drabbas"), "garningsperson": N_("Den som gör det"), "plats": N_("Objekt och plats")}
_EVENT = "handelse"
_TO_FILL = N_("Fylls i av parterna: ")


def agreement(_edition: Edition, content: Content) -> list[Block]:
    """Return the samverkansöverenskommelse as a draft to sign."""
    return [
        *warnings(content),
        Heading(_("Parter och period")),
        Facts(((_("Parter"), _(" och ").join(content.parties)), (_("Period"), content.period),
               (_("Diarienummer"), content.case_number))),
        Text(_("Överenskommelsen bygger på parternas gemensamma lägesbild, som hör till som bilaga.")),
        Heading(_("Prioriterade problem")), *_focus(content),
        Heading(_("Troliga bakomliggande orsaker")), *_causes(content),
        Heading(_("Mål")), *_goals(content),
        Heading(_("Åtgärder")), *_measures(content),
        Heading(_("Det som väljs bort")), *_left_out(content),
        Heading(_("Dokumentation och uppföljning")), Bullets((
            _("Genomförda aktiviteter loggas löpande med datum, plats och antal."),
            _("Utfallet jämförs med det planerade, och statusen sätts av en person med motivering."),
            _("Invånarna får veta vad som lovades och vad som gjordes."),
            _("{mark}vilka dagar parterna följer upp, och vem som kallar.").format(mark=_(_TO_FILL)))),
        Heading(_("Bilagor")), Bullets((_("Lägesbild"), _("Orsaksanalys"), _("Åtgärdsplan"))),
        Heading(_("Underskrifter")), Signatures(translated(_SIGNERS)),
    ]  # fmt: skip


def action_plan(_edition: Edition, content: Content) -> list[Block]:
    """Return the åtgärdsplan."""
    return [
        *warnings(content),
        Text(
            _(
                "Planen bygger på lägesbilden enligt lagen (2023:196) om kommuners ansvar för "
                "brottsförebyggande arbete. Den säger vilka åtgärder kommunen tar ställning för, vem "
                "som ansvarar och hur de följs upp."
            )
        ),
        Facts(
            (
                (_("Period"), content.period),
                (_("Beslutad av"), ""),
                (_("Beslutad den"), ""),
                (_("Diarienummer"), content.case_number),
                (_("Samordningsfunktion"), ""),
            )
        ),
        Heading(_("Ställningstagande till behovet av åtgärder")),
        *_focus(content),
        Heading(_("Det som väljs bort")),
        *_left_out(content),
        Heading(_("Orsaker som åtgärderna ska påverka")),
        *_causes(content),
        Heading(_("Åtgärder")),
        *_measures(content),
        Heading(_("Löften till invånarna")),
        *_goals(content),
        Heading(_("Läget i genomförandet")),
        *_status(content),
        Heading(_("Uppföljning")),
        Bullets(
            (
                _("{mark}när lägesbilden och planen följs upp och förnyas.").format(mark=_(_TO_FILL)),
                _("{mark}vem som rapporterar till kommunstyrelsen.").format(mark=_(_TO_FILL)),
            )
        ),
    ]


def causes(_edition: Edition, content: Content) -> list[Block]:
    """Return the cause analyses, one section per problem: the fishbone's branches, then the chain of events."""
    made: list[Block] = [*warnings(content)]
    if content.causes.empty:
        return [
            *made,
            Text(_("Ingen orsaksanalys är skriven ännu. Skriv orsakerna på sidan Löften, eller för hand här:")),
            *(
                block
                for row in decided_on(content.decisions, "fokus").to_dict("records")
                for block in (Heading(row["label"]), _blank())
            ),
        ]
    for label, frame in content.causes.groupby("label", sort=False):
        made += [Heading(str(label)), *_problem(frame, content)]
    return made


def _problem(frame: pd.DataFrame, content: Content) -> list[Block]:
    made: list[Block] = [*_fishbone(frame)]
    for branch, title in translated(_BRANCHES).items():
        rows = _rows(frame[frame["branch"] == branch])
        made.append(Heading(title, 2))
        made.append(
            Grid(
                _("Orsaker: {problem}").format(problem=title.lower()),
                (_("Orsak"), _("Vad den bygger på")),
                rows,
                (3, 2),
            )
            if rows
            else Text(_("Ingen orsak är angiven."))
        )
    events = _rows(frame[frame["branch"] == _EVENT])
    if events:
        steps = tuple((style.number(i), *row) for i, row in enumerate(events, 1))
        made += [
            Heading(_("Händelsekedja"), 2),
            Grid(
                _("Händelserna i ordning"), (_("Led"), _("Vad som händer"), _("Vad det bygger på")), steps, (0.6, 3, 2)
            ),
        ]
    tied = _tied(frame, content)
    return [*made, Heading(_("Åtgärder som påverkar orsakerna"), 2), Bullets(tied)] if tied else made


def _fishbone(frame: pd.DataFrame) -> list[Block]:
    label = str(frame["label"].iloc[0])
    texts = {branch: frame.loc[frame["branch"] == branch, "text"].tolist() for branch in translated(_BRANCHES)}
    if not any(texts.values()):
        return []
    said = " ".join(
        f"{title}: {'; '.join(texts[branch]) or _('inget ännu')}." for branch, title in translated(_BRANCHES).items()
    )
    drawn = fishbone(label, texts, labels=translated(_BRANCHES), name="fiskben")
    return [
        Drawing(
            _("Fiskbensdiagram: {label}").format(label=label),
            drawn,
            _("Fiskbensdiagram över orsakerna till {label}. {said}").format(label=label, said=said),
        )
    ]


def _rows(frame: pd.DataFrame) -> tuple[tuple[str, ...], ...]:
    return tuple((row["text"], row["evidence"] or _("underlag ej angivet")) for row in frame.to_dict("records"))


def _tied(frame: pd.DataFrame, content: Content) -> tuple[str, ...]:
    texts = dict(zip(frame["cause"], frame["text"], strict=True))
    return tuple(f"{row['title']}: {listed(texts[name] for name in row['causes'].split('|') if name in texts)}"
                 for row in content.measures.to_dict("records")
                 if set(row["causes"].split("|")) & texts.keys())  # fmt: skip


def _blank() -> Grid:
    rows = tuple((title, "", "") for title in (*translated(_BRANCHES).values(), _("Händelsekedja")))
    return Grid(_("Att fylla i"), (_("Gren"), _("Orsaker"), _("Vad de bygger på")), rows, (1.5, 3, 2))


def _focus(content: Content) -> list[Block]:
    frame = decided_on(content.decisions, "fokus")
    if frame.empty:
        return [Text(_("Inga fokusområden är beslutade ännu. Besluta dem på sidan Prioritering."))]
    rows = tuple((row["label"], row["reason"] or _("ej angivet"), row["who"] or _("ej angivet"))
                 for row in frame.to_dict("records"))  # fmt: skip
    return [Grid(_("Fokusområden"), (_("Problem"), _("Varför"), _("Ansvarig")), rows, (2, 4, 2))]


def _left_out(content: Content) -> list[Block]:
    frame = content.decisions[content.decisions["decision"].isin([LABELS["bortprioriterat"], LABELS["senare"]])]
    if frame.empty:
        return [Text(_("Inget är beslutat som bortprioriterat."))]
    rows = tuple((row["label"], row["decision"], row["reason"]) for row in frame.to_dict("records"))
    return [Grid(_("Bortprioriterade problem"), (_("Problem"), _("Beslut"), _("Varför")), rows, (2, 1.6, 4))]


def _causes(content: Content) -> list[Block]:
    frame = content.causes
    if frame.empty:
        known = content.measures[content.measures["cause"] != ""]
        tied = tuple((row["cause"], row["title"]) for row in known.to_dict("records"))
        return [Grid(_("Orsaker som åtgärderna ska påverka"), (_("Orsak"), _("Åtgärd")), tied)] if tied else [
            Text(_("Ingen orsaksanalys är skriven ännu."))]  # fmt: skip
    rows = tuple((row["label"], row["text"], row["evidence"] or _("underlag ej angivet"))
                 for row in frame.to_dict("records") if row["branch"] != _EVENT)  # fmt: skip
    return [Grid(_("Orsaker per problem"), (_("Problem"), _("Orsak"), _("Vad den bygger på")), rows, (2, 3, 2))]


def _goals(content: Content) -> list[Block]:
    frame = content.promises[content.promises["decided"]]
    made: list[Block] = [] if len(frame) else [Text(_("Inga löften är beslutade ännu."))]
    for promise in frame.to_dict("records"):
        made += [Heading(promise["title"] or promise["promise"], 2), Text(promise["text"]),
                 followup.facts(promise, content)]  # fmt: skip
    return made


def _measures(content: Content) -> list[Block]:
    held = set(content.promises.loc[content.promises["decided"], "promise"])
    frame = content.measures[content.measures["promise"].isin(held) | (content.measures["promise"] == "")]
    if frame.empty:
        return [Text(_("Inga åtgärder är skrivna ännu."))]
    rows = tuple(_measure(row, content) for row in frame.to_dict("records"))
    headings = (_("Åtgärd"), _("Orsak"), _("Typ och sikt"), _("Ansvarig"), _("Resurser"), _("Planerat"), _("Senast"))
    return [Grid(_("Åtgärdsplan"), headings, rows, (2.2, 2.2, 1.6, 2.6, 1.3, 1.2, 1.3))]


def _measure(row: dict[Any, Any], content: Content) -> tuple[str, ...]:
    kind = ", ".join(LABELS.get(word, word).lower() for word in (row["kind"], row["term"]) if word)
    last = content.promises.loc[content.promises["promise"] == row["promise"], "deadline"]
    due = style.date(last.iloc[0]) if len(last) and last.iloc[0] else ""
    return (followup.counted(row), row["cause"] or _("ej angiven"), kind, row["owner"] or _("ej angiven"),
            row["resources"] or _("ej angivet"), followup.planned(row["planned"]),
            due or _("ej angivet"))  # fmt: skip


def _status(content: Content) -> list[Block]:
    if content.follow_up.empty:
        return [Text(_("Inga åtgärder har börjat."))]
    return [followup.table(content.follow_up, _("Planerat och genomfört"))]
