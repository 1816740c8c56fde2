"""Minutes of the workshop: what was decided and left out, why, who and when, on what evidence and which votes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from medlofte import style
from medlofte.criteria import UNSURE
from medlofte.edition import Edition
from medlofte.export import decided
from medlofte.export.blocks import Block, Bullets, Facts, Grid, Heading, Signatures, Text
from medlofte.export.content import Content
from medlofte.export.situation import warnings
from medlofte.language import N_, _, translated
from medlofte.workshop.evidence import evidence
from medlofte.workshop.priorities import MINIMUM_GROUP
from medlofte.workshop.priorities.outcome import EFFORT
from medlofte.workshop.words import LABELS

_SECTIONS = {
    "fokus": N_("Fokusområden"),
    "bortprioriterat": N_("Bortprioriterat, och varför"),
    "senare": N_("Tas upp senare"),
}
_WIDE = 4


def blocks(edition: Edition, content: Content) -> list[Block]:
    """Return the minutes."""
    return [
        *warnings(content), Heading(_("Mötet")), *_meeting(content),
        *_decisions(edition, content), *_corrections(content),
        Heading(_("Omröstningar")), *_votes(content),
        Heading(_("Gruppens gemensamma bedömning")), *_group(content),
        Heading(_("Så är siffrorna framtagna")), Bullets(content.notes),
        Heading(_("Justering")), Signatures((_("Mötesledare"), _("Justerare"))),
    ]  # fmt: skip


def _meeting(content: Content) -> list[Block]:
    days = sorted({_here(str(time))[:10] for time in content.decision_log["time"] if time})
    facts = Facts(((_("Dag"), ", ".join(map(style.date, days))), (_("Parter"), ", ".join(content.parties)),
                   (_("Gäller"), content.period), (_("Diarienummer"), content.case_number)))  # fmt: skip
    return [facts, Heading(_("Dagordning"), 2), Bullets(content.agenda)] if content.agenda else [facts]


def _decisions(edition: Edition, content: Content) -> list[Block]:
    made: list[Block] = []
    for decision, title in translated(_SECTIONS).items():
        frame = content.decisions[content.decisions["decision"] == LABELS[decision]]
        made.append(Heading(title))
        if frame.empty:
            made.append(Text(_("Inget är beslutat här.")))
        for row in frame.to_dict("records"):
            made += _decision(edition, content, row)
    return made


def _decision(edition: Edition, content: Content, row: dict[Any, Any]) -> list[Block]:
    facts = [(_("Motivering"), row["reason"]), (_("Ansvarig"), row["who"]), (_("Senast"), _day(row["due"])),
             (_("Beslutat"), _("{time} av {by}").format(time=moment(row['time']), by=_(row["by"])))]  # fmt: skip
    made: list[Block] = [Heading(row["label"], 2), Facts(tuple(facts))]
    known = basis(row["basis"], content)
    if known:
        return [*made, Text(_("Underlag och röster när beslutet fattades:"), lead=True), Bullets(tuple(known))]
    current = evidence(edition, topics=[row["problem"]])
    said = [row["sentence"] for row in current.to_dict("records") if row["suggested"] != "vet_ej"]
    if not said:
        return made
    note = _("Underlag i utgåvan den {created}:").format(created=style.date(str(edition.about.get("created") or "")))
    return [*made, Text(note, lead=True), Bullets(tuple(dict.fromkeys(said)))]


def basis(given: Mapping[str, Any], content: Content) -> list[str]:
    """Return the evidence, the group's answers and the votes that a decision was made on, as sentences."""
    said = [f"{_name(cell['criterion'], content)} {cell['sentence']}" for cell in given.get("evidence", ())
            if cell.get("suggested") != UNSURE]  # fmt: skip
    group = [f"{_name(name, content)} {LABELS.get(answer, answer)}" for name, answer in given.get("group", {}).items()]
    said += [_("Gruppens svar: {group}.").format(group="; ".join(group))] if group else []
    votes = given.get("votes", {})
    said += [_voted(votes)] if "rank" in votes else []
    return said + (
        [_("Underlaget är utgåva {edition}.").format(edition=given["edition"])] if said and "edition" in given else []
    )


def _voted(votes: Mapping[str, Any]) -> str:
    """Return what a round said of one problem when the decision was made; hidden groups were never saved."""
    scores = votes.get("scores", {})
    apart = ", ".join(f"{LABELS[name].lower()} {decided.points(score)}" for name, score in scores.items())
    top = _(" Topp 3 i {top3} av vägningarna.").format(top3=style.percent(votes["top3"])) if "top3" in votes else ""
    kind = _(decided.KINDS.get(votes["kind"], votes["kind"])).lower()
    return _("Omgång {round} ({kind}, {ballots} {ballots|röst|röster}): plats {rank}{format}.{top}").format(
        round=votes["round"],
        kind=kind,
        ballots=votes["ballots"],
        rank=votes["rank"],
        format=_(", poäng {apart}").format(apart=apart) if apart else "",
        top=top,
    )


def _name(criterion: str, content: Content) -> str:
    return content.criteria.get(criterion) or _(_EFFORT.get(criterion, criterion))


_EFFORT = {EFFORT: N_("Hur stor insats krävs, 1–4?")}


def _corrections(content: Content) -> list[Block]:
    """Return the decisions that were changed or corrected: nothing is ever deleted, and the minutes say so."""
    log = content.decision_log
    changed = log[~log["id"].isin(content.decisions["id"])]
    shown = log[log["problem"].isin(changed["problem"]) | (log["corrects"] != "")]
    if shown.empty:
        return []
    rows = tuple((str(row["id"]), moment(row["time"]), row["label"], row["decision"], row["reason"],
                  _("beslut {corrects}").format(corrects=row['corrects']) if row["corrects"] != "" else "–",
                  _(row["by"]))
                 for row in shown.to_dict("records"))  # fmt: skip
    headings = (_("Nr"), _("När"), _("Problem"), _("Beslut"), _("Motivering"), _("Rättar"), _("Av"))
    return [
        Heading(_("Rättelser och ändrade beslut")),
        Text(_("Det senaste beslutet om varje problem gäller. De tidigare står kvar.")),
        Grid(_("Alla beslut om problem som ändrats"), headings, rows, (0.6, 2, 2.2, 1.8, 2.8, 1.2, 1.4)),
    ]


def _votes(content: Content) -> list[Block]:
    made: list[Block] = []
    for vote in content.votes:
        made += [
            Heading(_("Omgång {number}: {title}").format(number=vote.number, title=vote.title), 2),
            Text(_("Antal röster: {ballots}.").format(ballots=vote.ballots)),
            *_reopened(vote),
        ]
        if vote.rows:
            made += [
                Text(f"{_(decided.MEASURES[vote.kind])} {_(_READING)}", lead=True),
                Grid(
                    _("Resultat av omgång {number}").format(number=vote.number),
                    translated(decided.HEADINGS),
                    vote.rows,
                    _VOTE_WIDTHS,
                ),
            ]
        else:
            made.append(Text(_("Färre än {least} röstade; resultatet visas inte.").format(least=MINIMUM_GROUP)))
    return made or [Text(_("Ingen omröstning är stängd ännu."))]


def _reopened(vote: decided.Vote) -> list[Block]:
    """Return that the round was opened again, and when; nothing for one that was not."""
    if not vote.reopened:
        return []
    times = ", ".join(map(moment, vote.reopened))
    said = _("Öppnades igen efter stängningen: {times}. De som röstade sedan kan ha sett resultatet.")
    return [Text(said.format(times=times))]


_READING = N_(
    "Enighet är 1 när alla svarar lika och −1 när hälften svarar ja och hälften nej. "
    "Topp 3 säger hur ofta problemet hör till de tre första när vikterna varierar. «..» "
    "betyder att färre än tre har svarat, eller att deras svar skulle gå att räkna ut."
)
_VOTE_WIDTHS = (1.2, 2.4, 1.4, 1.2, 1.7, 1.5, 1.6, 1.2, 1.1)


def _group(content: Content) -> list[Block]:
    frame = content.group_answers
    if frame.empty:
        return [Text(_("Gruppen har inte fyllt i tavlan."))]
    cells = {(row["label"], row["criterion"]): row["answer"] for row in frame.to_dict("records")}
    problems = list(dict.fromkeys(frame["label"]))
    made: list[Block] = []
    for start in range(0, len(problems), _WIDE):
        part = tuple(problems[start : start + _WIDE])
        rows = tuple((label, *(cells.get((problem, name), "–") for problem in part))
                     for name, label in (content.criteria | translated(_EFFORT)).items())  # fmt: skip
        widths = (3.0, *(2.0 for _unused in part))
        made.append(Grid(_("Gruppens svar per kriterium och problem"), (_("Kriterium"), *part), rows, widths))
    return made


def moment(time: str) -> str:
    """Return a stored time as a day and a time of day."""
    here = _here(time)
    if len(here) <= 15:
        return style.date(here)
    return _("{day} kl. {time}").format(day=style.date(here), time=here[11:16])


def _here(time: str) -> str:
    """Return a stored time (UTC) by this machine's clock, which is the room's; a day alone stays as it is."""
    return datetime.fromisoformat(time).astimezone().isoformat() if len(time) > 15 else time


def _day(text: Any) -> str:
    """Return a day in words; what is no date stands as it was typed."""
    try:
        return style.date(str(text or ""))
    except ValueError:
        return str(text)


def decided_on(frame: pd.DataFrame, decision: str) -> pd.DataFrame:
    """Return the decisions of one kind (``fokus`` …)."""
    return frame[frame["decision"] == LABELS[decision]]
