"""Rules across sources: what each file alone cannot show. Pure; every rule returns findings."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from medlofte import tables
from medlofte.analysis.read.common import ERROR, NOTE, Notes, Spot, rows_at
from medlofte.codebook import Codebook
from medlofte.language import _
from medlofte.rounds import SETUP, Round

# SCB adds noise to small counts (since 2025), so margins differ a little; more than this is a mistake.
MARGIN_TOLERANCE = 0.01
# Five equal answers to at least eight questions do not happen by chance in a survey of this length.
BURST, BURST_QUESTIONS = 5, 8
MOSTLY = 0.5
MANY = 0.2
_WHO = "respondent"


def setup(round_: Round, *, codebook: Codebook) -> Notes:
    """Return questions that round.toml names but the codebook lacks, and one that cannot rank what it should."""
    known = {question.name for question in codebook.questions}
    named = [("rake", name) for name in round_.rake]
    named += [("priority_question", round_.priority_question)] if round_.priority_question else []
    named += [("crossings", name) for crossing in round_.crossings for name in crossing if name != "mode"]
    message = _("Frågan finns inte i kodboken. Rätta round.toml eller kodboken.")
    notes = [
        Spot(SETUP).note("okand_fraga", message, severity=ERROR, column=key, value=name)
        for key, name in dict.fromkeys(named)
        if name not in known
    ]
    first = round_.priority_question
    if first in known and not any(choice.topic for choice in codebook.question(first).choices):
        message = _("Frågan ska rangordna ämnena, men inget av dess svarsalternativ hör till ett ämne. Välj ämne vid "
                    "svarsalternativen i kodboken (topic), eller ta bort priority_question ur round.toml.")  # fmt: skip
        note = Spot(SETUP).note("fraga_utan_amnen", message, severity=ERROR, column="priority_question", value=first)
        notes.append(note)
    return notes


def survey(responses: tables.Responses, *, provenance: pd.DataFrame, round_: Round) -> Notes:
    """Return rules on the survey as a whole: no answers, much in quarantine, columns that hardly fit."""
    notes = []
    if responses.frame.empty:
        message = (
            _("Inga svar kunde läsas från rundans enkäter. Rätta det som är fel i filerna.")
            if round_.surveys
            else _("Rundan har ingen enkät ännu. Lägg filen i mappen och skriv den under [[surveys]].")
        )
        notes.append(Spot(SETUP).note("inga_svar", message, severity=ERROR))
    for file, read, quarantined in zip(provenance["file"], provenance["read"], provenance["quarantined"], strict=True):
        if read >= 10 and quarantined > MANY * read:
            message = _(
                "{quarantined} av {read} {read|rad|rader} är i karantän. Kontrollera filen innan siffrorna används."
            )
            notes.append(Spot(file).note("mycket_i_karantan", message.format(quarantined=quarantined, read=read)))
    for name in responses.states.columns:
        counts = responses.states[name].value_counts()
        invalid, answered = int(counts.get("invalid", 0)), int(counts.get("answered", 0))
        if invalid >= 10 and invalid > MOSTLY * (invalid + answered):
            message = _(
                "{invalid} av {all} svar är {invalid|ogiltigt|ogiltiga}. Står frågan under rätt rubrik?"
            ).format(invalid=invalid, all=invalid + answered)
            notes.append(Spot(round_.codebook).note("stammer_inte_med_kodboken", message, column=str(name)))
    return notes


def bursts(responses: tables.Responses, *, codebook: Codebook) -> Notes:
    """Return groups of web answers that are alike in every question: one person or program answering many times."""
    names = [q.name for q in codebook.questions if q.role not in ("id", "weight") and q.type not in ("id", "date")]
    web = (responses.frame["mode"] == "web").to_numpy(dtype=bool)
    answered = np.zeros(len(web), dtype=np.int64)
    for name in names:
        answered += (responses.states[name] == "answered").to_numpy(dtype=bool)
    rows = responses.frame.loc[web & (answered >= BURST_QUESTIONS)]
    if rows.empty:
        return []
    alike = rows[["file", "row"]].assign(alike=pd.util.hash_pandas_object(rows[names], index=False).to_numpy())
    alike = alike[alike.groupby(["file", "alike"], observed=True)["row"].transform("size") >= BURST]
    notes = []
    for (file, _alike), group in alike.groupby(["file", "alike"], sort=False, observed=True):
        numbers = group["row"].tolist()
        listed = ", ".join(map(str, numbers[:10]))
        message = _("{n} webbsvar är helt lika (rad {listed}). Är de inskickade av samma person?").format(
            n=len(numbers), listed=listed
        )
        notes.append(Spot(str(file)).note("lika_svar", message, row=int(numbers[0]), action=_("svaren är kvar")))
    return notes


def same_file(provenance: pd.DataFrame) -> Notes:
    """Return files that are byte for byte the same under two names."""
    notes = []
    for _sha, group in provenance.groupby("sha256", sort=False):
        if len(group) > 1:
            files, message = list(group["file"]), _("Samma fil finns under flera namn. Ta bort den ena.")
            notes.append(Spot(files[0]).note("samma_fil", message, value=", ".join(files)))
    return notes


def actors(mapping: pd.DataFrame, *, codebook: Codebook, round_: Round) -> Notes:
    """Return actors that have not handed in a report."""
    answered = set(mapping["actor"])
    message = _("{actor} har inte lämnat någon kartläggning.")
    return [
        Spot(round_.mapping).note("aktor_saknas", message.format(actor=actor.label), severity=NOTE)
        for actor in codebook.actors
        if round_.mapping and actor.id not in answered
    ]


def registers(frame: pd.DataFrame, *, codebook: Codebook, round_: Round) -> Notes:
    """Return indicators that no register has, and the topics no register covers."""
    if not round_.registers:
        return []
    found = set(frame["indicator"])
    spot = Spot(round_.codebook)
    message = _("Inget register har indikatorn för ämnet «{topic}». Lägg till registret, eller ta bort den.")
    notes = [
        spot.note("indikator_saknas", message.format(topic=topic.label), value=indicator, severity=NOTE)
        for topic in codebook.topics
        for indicator in topic.indicators
        if indicator not in found
    ]
    bare = [topic.label for topic in codebook.topics if not found & set(topic.indicators)]
    if bare:
        said = _("{n} {n|ämne|ämnen} har ingen registeruppgift.").format(n=len(bare))
        notes.append(spot.note("amne_utan_register", said, severity=NOTE, value=", ".join(bare)))
    return notes


def margins(frame: pd.DataFrame, *, responses: tables.Responses, round_: Round) -> Notes:
    """Return margins that do not fit each other or the answers."""
    spot = Spot(round_.population or SETUP)
    totals = frame.groupby("question", sort=False)["population"].sum()
    notes = []
    if len(totals) and totals.max() - totals.min() > MARGIN_TOLERANCE * totals.max():
        listed = ", ".join(f"{name}: {total}" for name, total in totals.items())
        notes.append(spot.note("olika_summor", _("Grupperna har olika summa, fast de gäller samma befolkning."),
                               value=listed, action=_("bara andelarna används")))  # fmt: skip
    for name in round_.rake:
        groups = dict(
            zip(*(frame.loc[frame["question"] == name, key] for key in ("choice", "population")), strict=True)
        )
        if not groups:
            message = _(
                "Rundan viktas på frågan, men befolkningen per grupp saknas. Lägg till den, eller ta bort frågan ur "
                "rake i round.toml."
            )
            notes.append(spot.note("befolkning_saknas", message, severity=ERROR, column=name))
        elif name in responses.frame:
            notes += _groups(groups, set(responses.frame[name].dropna()), spot, name)
    return notes


def _groups(groups: dict[str, int], answered: set[str], spot: Spot, name: str) -> Notes:
    lacking = sorted(answered - {group for group, population in groups.items() if population > 0})
    silent = sorted(group for group, population in groups.items() if population > 0 and group not in answered)
    no_number = _("Gruppen finns bland svaren men har ingen befolkningssiffra. Lägg till den i befolkningsfilen.")
    no_answer = _("Gruppen finns i befolkningen men ingen i den har svarat.")
    return [
        *(spot.note("grupp_utan_befolkning", no_number, column=name, value=group,
                    action=_("gruppen vägs inte upp eller ner")) for group in lacking),
        *(spot.note("grupp_utan_svar", no_answer, column=name, value=group,
                    action=_("gruppen saknas i resultaten")) for group in silent),
    ]  # fmt: skip


def points(frame: pd.DataFrame, *, responses: tables.Responses, round_: Round) -> Notes:
    """Return points whose respondent has not answered the survey."""
    if frame.empty:
        return []
    stray = frame[~frame[_WHO].isin(set(responses.frame[_WHO]))]
    if stray.empty:
        return []
    message = _("{n} av {all} {all|punkt|punkter} hör inte till någon svarande i enkäten.").format(
        n=len(stray), all=len(frame)
    )
    [(row, who)] = rows_at(stray, np.array([0]), column=_WHO)
    return [Spot(round_.points).note("punkt_utan_svarande", message, row=row, value=who, action=_("punkterna är kvar"))]


def areas(layers: dict[str, dict[str, Any]], *, codebook: Codebook, round_: Round) -> Notes:
    """Return areas on the map that no answer option names, and the other way round."""
    drawn = {feature["properties"]["id"] for feature in layers.get("areas", {}).get("features", ())}
    asked = next((q for q in codebook.groups if "omrade" in (q.name, q.concept)), None)
    if not drawn or asked is None:
        return []
    options = {choice.name for choice in asked.valid}
    spot = Spot(next((layer.file for layer in round_.layers if layer.role == "areas"), ""))
    unasked = _(
        "Området finns på kartan men inte bland svaren på frågan. Stavas det olika, eller har ingen svarat därifrån?"
    )
    undrawn = _("Området finns bland svaren men inte på kartan. Stavas det olika, eller saknas det i kartlagret?")
    return [
        *(spot.note("omrade_utan_fraga", unasked, column=asked.name, value=name) for name in sorted(drawn - options)),
        *(spot.note("omrade_utan_karta", undrawn, severity=NOTE, column=asked.name, value=name)
          for name in sorted(options - drawn)),
    ]  # fmt: skip


def promised_topics(promises: pd.DataFrame, *, codebook: Codebook, round_: Round) -> tuple[pd.DataFrame, Notes]:
    """Return the promises with only the codebook's topics, and a finding for each other topic."""
    known = {topic.id for topic in codebook.topics}
    listed = [[topic for topic in text.split("|") if topic] for text in promises["topics"]]
    message = _("Löftets ämne finns inte i kodboken. Rätta topics i löftesfilen.")
    notes = [
        Spot(round_.promises).note("okant_amne", f"{promise}: {message}", column="topics", value=topic,
                                   action=_("ämnet är utelämnat"))
        for promise, given in zip(promises["promise"], listed, strict=True)
        for topic in given
        if topic not in known
    ]  # fmt: skip
    kept = ["|".join(topic for topic in given if topic in known) for given in listed]
    return promises.assign(topics=pd.Series(kept, index=promises.index, dtype="str")), notes
