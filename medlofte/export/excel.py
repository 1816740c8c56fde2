"""The tables of an edition and its workshop as an Excel workbook, for those who count on."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from medlofte import tables
from medlofte.edition import Edition
from medlofte.export.content import Content, gather, saving
from medlofte.export.workbook import COUNT, DECIMAL, SHARE, WHOLE, Sheet, Words, save
from medlofte.language import N_, _, translated
from medlofte.workshop.store import Store
from medlofte.workshop.words import LABELS


def write(edition: Edition, folder: str | Path, *, store: Store | None = None) -> Path:
    """Write ``<name>-tabeller.xlsx`` in the folder and return its path; ExportError if it cannot be written."""
    content = gather(edition, store=store)
    file = Path(folder) / f"{content.name}-tabeller.xlsx"
    created = str(edition.about.get("created") or "1970-01-01")
    with saving(file) as draft:
        save(
            draft,
            _sheets(edition, content),
            Words(content.title, content.kommun, content.banner, created, content.notes),
        )
    return file


def _sheets(edition: Edition, content: Content) -> list[Sheet]:
    registers = edition.table("registers")
    return [
        Sheet(
            _("Lägesbild"),
            _("Ämnena sedda av invånare, aktörer och register"),
            content.situation,
            translated(_SITUATION),
        ),
        Sheet(_("Enkät"), _("Andelar per fråga, svar och grupp"), _survey(edition), translated(_SURVEY)),
        Sheet(_("Register"), _("Registeruppgifter per indikator, område och år"), registers, translated(_REGISTERS)),
        Sheet(
            _("Prioritering"),
            _("Workshoppens ordning (minst tre svarande per problem)"),
            content.ranking,
            translated(_RANKING),
        ),
        Sheet(_("Omröstningar"), _("Stängda omgångar med minst tre röster"), _votes(content), translated(_VOTES)),
        Sheet(
            _("Beslut"),
            _("Beslut om vad som ska prioriteras och väljas bort; det senaste om varje problem gäller"),
            _decisions(content),
            translated(_DECISIONS),
        ),
        Sheet(
            _("Orsaker"), _("Orsaksanalysen: orsaker och led i händelsekedjan"), _causes(content), translated(_CAUSES)
        ),
        Sheet(
            _("Åtgärder"),
            _("Åtgärder med orsak, ansvarig och planerat antal"),
            _named(content.measures, content),
            translated(_PLANNED),
        ),
        Sheet(_("Löften"), _("Medborgarlöftena"), _promises(content), translated(_PROMISES)),
        Sheet(
            _("Uppföljning"),
            _("Planerat och genomfört per åtgärd"),
            _named(content.follow_up, content),
            translated(_MEASURES),
        ),
        Sheet(_("Aktiviteter"), _("Genomförda aktiviteter"), _activities(content), translated(_ACTIVITIES)),
    ]


def _votes(content: Content) -> pd.DataFrame:
    frames = [vote.order.assign(number=vote.number, title=vote.title, ballots=vote.ballots) for vote in content.votes]
    return pd.concat(frames) if frames else pd.DataFrame(columns=[name for name, *_unused in translated(_VOTES)])


def _causes(content: Content) -> pd.DataFrame:
    return content.causes.assign(branch=content.causes["branch"].map(LABELS).fillna(content.causes["branch"]))


def _decisions(content: Content) -> pd.DataFrame:
    log = content.decision_log
    return log.assign(by=[_(by) for by in log["by"]], time=[str(time)[:16].replace("T", " ") for time in log["time"]])


def _promises(content: Content) -> pd.DataFrame:
    frame = content.promises
    return frame.assign(
        topics=[", ".join(content.named(ids)) for ids in frame["topics"]],
        places=[", ".join(content.located(ids)) for ids in frame["places"]],
        promisers=[LABELS.get(who, who) for who in frame["promisers"]],
    )


def _named(measures: pd.DataFrame, content: Content) -> pd.DataFrame:
    """Return measures with their promise's title, and kind and term in words."""
    titles = dict(zip(content.promises["promise"], content.promises["title"], strict=True))
    made = measures.assign(promise=[titles.get(name) or name for name in measures["promise"]])
    for column in {"kind", "term"} & set(made.columns):
        made[column] = [LABELS.get(word, word) for word in made[column]]
    return made


def _activities(content: Content) -> pd.DataFrame:
    titles = dict(zip(content.measures["measure"], content.measures["title"], strict=True))
    frame = content.activities
    return frame.assign(
        measure=[titles.get(name) or name for name in frame["measure"]],
        place=[", ".join(content.located(ids)) for ids in frame["place"]],
    )


def _survey(edition: Edition) -> pd.DataFrame:
    """Return the estimates with labels in place of ids."""
    frame = edition.table("estimates")
    questions = edition.labels("questions")
    choices = edition.table("choices").set_index(["question", "choice"])["label"].to_dict()
    named = {("", ""): ""} | choices
    for by, group in (("by1", "group1"), ("by2", "group2")):
        frame[group] = [named.get(key, key[1]) for key in zip(frame[by], frame[group], strict=True)]
        frame[by] = frame[by].map(questions).fillna(frame[by])
    frame["choice"] = [named.get(key, key[1]) for key in zip(frame["question"], frame["choice"], strict=True)]
    frame["question"] = frame["question"].map(questions).fillna(frame["question"])
    return frame


_SITUATION = (
    ("label", N_("Ämne"), ""),
    ("share", N_("Invånare, andel"), SHARE),
    ("low", N_("Nedre gräns"), SHARE),
    ("high", N_("Övre gräns"), SHARE),
    ("n", N_("Svarande"), WHOLE),
    ("rank", N_("Invånarnas ordning"), WHOLE),
    ("p_top3", N_("Sannolikhet topp 3"), SHARE),
    ("change", N_("Förändring"), SHARE),
    ("text_mentions", N_("Fritextsvar"), WHOLE),
    ("actors", N_("Aktörer"), WHOLE),
    ("actors_asked", N_("Av aktörer"), WHOLE),
    ("frequency", N_("Hur vanligt, 1–4"), DECIMAL),
    ("consequences", N_("Konsekvenser, 1–5"), DECIMAL),
    ("register_count", N_("Register, antal"), WHOLE),
    ("register_per_100k", N_("Register, per 100 000"), DECIMAL),
    ("register_change", N_("Register, förändring"), SHARE),
    ("statement", N_("Var bilderna går isär"), ""),
    ("status", N_("Status"), ""),
)
_SURVEY = (
    ("year", N_("År"), "0"),
    ("question", N_("Fråga"), ""),
    ("choice", N_("Svar"), ""),
    ("by1", N_("Uppdelning 1"), ""),
    ("group1", N_("Grupp 1"), ""),
    ("by2", N_("Uppdelning 2"), ""),
    ("group2", N_("Grupp 2"), ""),
    ("share", N_("Andel"), SHARE),
    ("low", N_("Nedre gräns"), SHARE),
    ("high", N_("Övre gräns"), SHARE),
    ("n", N_("Svarande"), WHOLE),
    ("n_eff", N_("Effektivt antal"), WHOLE),
    ("dont_know", N_("Vet ej, andel"), SHARE),
    ("status", N_("Status"), ""),
)
_REGISTERS = (
    ("source", N_("Källa"), ""),
    ("label", N_("Indikator"), ""),
    ("region", N_("Område"), ""),
    ("period", N_("Period"), ""),
    ("level", N_("Nivå (summera inte över nivåer)"), "0"),
    ("preliminary", N_("Preliminär"), ""),
    ("count", N_("Antal"), WHOLE),
    ("per_100k", N_("Per 100 000"), DECIMAL),
    ("status", N_("Status"), ""),
)
_RANKING = (
    ("rank", N_("Plats"), "0"),
    ("label", N_("Problem"), ""),
    ("score", N_("Poäng, 0–1"), DECIMAL),
    ("spread", N_("Spridning"), DECIMAL),
    ("agreement", N_("Enighet, −1 till 1"), DECIMAL),
    ("top3", N_("Topp 3 vid andra vikter"), SHARE),
    ("n", N_("Svarande"), WHOLE),
)
_VOTES = (("number", N_("Omgång"), "0"), ("title", N_("Rubrik"), ""), ("ballots", N_("Röster"), WHOLE), *_RANKING)
_DECISIONS = (
    ("label", N_("Problem"), ""),
    ("decision", N_("Beslut"), ""),
    ("reason", N_("Motivering"), ""),
    ("who", N_("Ansvarig"), ""),
    ("due", N_("Senast"), ""),
    ("by", N_("Beslutat av"), ""),
    ("time", N_("Tid (UTC)"), ""),
)
_CAUSES = (
    ("label", N_("Problem"), ""),
    ("branch", N_("Gren"), ""),
    ("text", N_("Orsak"), ""),
    ("evidence", N_("Underlag"), ""),
)
_PLANNED = (
    ("promise", N_("Löfte"), ""),
    ("title", N_("Åtgärd"), ""),
    ("cause", N_("Orsak"), ""),
    ("kind", N_("Typ"), ""),
    ("term", N_("Sikt"), ""),
    ("owner", N_("Ansvarig"), ""),
    ("resources", N_("Resurser"), ""),
    ("planned", N_("Planerat"), COUNT),
    ("unit", N_("Enhet"), ""),
)
_PROMISES = (
    ("title", N_("Löfte"), ""),
    ("text", N_("Lydelse"), ""),
    ("promisers", N_("Vem lovar"), ""),
    ("state", N_("Läge"), ""),
    ("topics", N_("Ämnen"), ""),
    ("places", N_("Platser"), ""),
    ("indicator", N_("Mått"), ""),
    ("baseline", N_("Baslinje"), DECIMAL),
    ("target", N_("Målvärde"), DECIMAL),
    ("deadline", N_("Senast"), ""),
    ("owner", N_("Ansvarig"), ""),
)
_MEASURES = (
    ("promise", N_("Löfte"), ""),
    ("title", N_("Åtgärd"), ""),
    ("owner", N_("Ansvarig"), ""),
    ("planned", N_("Planerat"), COUNT),
    ("done", N_("Genomfört"), COUNT),
    ("unit", N_("Enhet"), ""),
    ("latest", N_("Senast"), ""),
    ("label", N_("Status"), ""),
    ("reason", N_("Varför"), ""),
)
_ACTIVITIES = tuple(
    (column.name, heading, COUNT if column.kind == "number" else "")
    for column, heading in zip(
        tables.ACTIVITIES.columns,
        ("Id", N_("Åtgärd"), N_("Datum"), N_("Plats"), N_("Antal"), N_("Anteckning"), N_("Källa")),
        strict=True,
    )
)
