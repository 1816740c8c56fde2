"""What an edition says in words: its questions, topics and actors, the actors' reports, and how it was made."""

from __future__ import annotations

from typing import Any

import pandas as pd

from medlofte import __version__, sentences, tables
from medlofte.codebook import MERGED, Choice, Codebook, Question
from medlofte.language import N_, SWEDISH, speaking
from medlofte.rounds import Profile, Round

MODE = "mode"
MODES = {"web": "Webb", "event": "Evenemang", "paper": "Papper", "sample": "Urval"}
MODES_EN = {"web": "Online", "event": "Event", "paper": "Paper", "sample": "Sample"}
VISIBLE = {"internal": ("oppen", "intern"), "public": ("oppen",)}
NOTES = {
    "self-selected": N_(
        "Självrekryterat urval: vem som helst har kunnat svara. Osäkerhetsintervallen gäller under "
        "antagandet att de som svarat liknar övriga invånare med samma bakgrund; om det stämmer vet vi inte."
    ),
    "sample": N_(
        "Slumpmässigt urval. Osäkerhetsintervallen gäller under antagandet att de som inte svarat liknar dem "
        "som svarat med samma bakgrund."
    ),
}


def questions(codebook: Codebook) -> pd.DataFrame:
    """Return every question that has options, and the way of answering as one more (``QUESTIONS``)."""
    rows = [(q.name, q.label, q.short or q.label, q.type, q.role, q.concept, q.series) for q in codebook.with_options]
    mode = (MODE, "Svarssätt", "Svarssätt", "select_one", "group", MODE, "")
    return tables.QUESTIONS.check(pd.DataFrame([*rows, mode], columns=tables.QUESTIONS.names))


def choices(codebook: Codebook, *, modes: set[str]) -> pd.DataFrame:
    """Return the valid options of every question, and those ways of answering that occur (``CHOICES``)."""
    rows = [
        (question.name, choice.name, choice.label, order, choice.topic, choice.problem)
        for question in codebook.with_options
        for order, choice in enumerate(question.valid)
    ]
    rows += [row for question in codebook.with_options if not question.role for row in _merged(question)]
    ways = [name for name in MODES if name in modes]
    rows += [(MODE, name, MODES[name], order, "", False) for order, name in enumerate(ways)]
    return tables.CHOICES.check(pd.DataFrame(rows, columns=tables.CHOICES.names))


def _merged(question: Question) -> list[tuple[str, str, str, int, str, bool]]:
    """Return the two halves of a scale as options, each named by the answers that it holds."""
    return [(question.name, half, " / ".join(choice.label for choice in held), len(question.valid) + i, "",
             half == MERGED[0]) for i, (half, held) in enumerate(_halves(question).items())]  # fmt: skip


def _halves(question: Question) -> dict[str, list[Choice]]:
    found: dict[str, list[Choice]] = {}
    for choice in question.valid:
        if choice.name in question.merged:
            found.setdefault(question.merged[choice.name], []).append(choice)
    return found


def english(codebook: Codebook) -> dict[str, dict[str, dict[str, str]]]:
    """Return what the codebook says in English: table → key (``question/choice``) → column → text."""
    themes = {theme.label: theme.label_en for theme in codebook.themes}
    listed = codebook.with_options
    asked = {q.name: {"label": q.label_en, "short": q.short_en or q.label_en} for q in listed}
    options = {f"{q.name}/{choice.name}": {"label": choice.label_en} for q in listed for choice in q.valid}
    halves = {f"{q.name}/{half}": {"label": " / ".join(choice.label_en or choice.label for choice in held)}
              for q in listed for half, held in _halves(q).items()
              if any(choice.label_en for choice in held)}  # fmt: skip
    made = {
        "questions": asked | {MODE: {"label": "Way of answering", "short": "Way of answering"}},
        "choices": options | halves | {f"{MODE}/{name}": {"label": label} for name, label in MODES_EN.items()},
        "topics": {t.id: {"label": t.label_en, "theme": themes.get(t.theme, ""), "definition": t.definition_en}
                   for t in codebook.topics},
        "actors": {actor.id: {"label": actor.label_en} for actor in codebook.actors},
    }  # fmt: skip
    return {table: {key: kept for key, texts in entries.items() if (kept := {c: t for c, t in texts.items() if t})}
            for table, entries in made.items()}  # fmt: skip


def topics(codebook: Codebook) -> pd.DataFrame:
    """Return the topics (``TOPICS``)."""
    rows = [(topic.id, topic.label, topic.theme, topic.ansvar, topic.definition) for topic in codebook.topics]
    return tables.TOPICS.check(pd.DataFrame(rows, columns=tables.TOPICS.names))


def actors(codebook: Codebook, *, mapping: pd.DataFrame) -> pd.DataFrame:
    """Return the actors and whether they handed in a report (``ACTORS``); ``mapping`` follows ``MAPPING``."""
    answered = set(mapping["actor"])
    rows = [(actor.id, actor.label, actor.party, actor.id in answered) for actor in codebook.actors]
    return tables.ACTORS.check(pd.DataFrame(rows, columns=tables.ACTORS.names))


def reports(mapping: pd.DataFrame, *, profile: str) -> pd.DataFrame:
    """Return the reports that this profile may show (``REPORTS``): never secret ones, and no free text."""
    shown = mapping[mapping["secrecy"].isin(VISIBLE[profile])]
    return tables.REPORTS.check(shown[tables.REPORTS.names])


def about(round_: Round, *, profile: str, created: str, codebook_sha256: str, survey_year: int) -> dict[str, Any]:
    """Return what the edition says of itself (JSON): the round, the profile, the design and the method."""
    limits: Profile = getattr(round_.disclosure, profile)
    told = round_.describe() | {
        "created": created,
        "software": f"medlofte {__version__}",
        "codebook_sha256": codebook_sha256,
        "profile": profile,
        "minimum_count": limits.minimum_count,
        "minimum_base": limits.minimum_base,
        "decimals": limits.decimals,
        "round_n": limits.round_n,
        "survey_year": survey_year,
        "note": NOTES[round_.design],
    }
    with speaking(SWEDISH):
        return told | {"method": sentences.method(told)}
