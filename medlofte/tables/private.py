"""Frames on the analyst's side of the border, and the frozen results that carry them from step to step."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from medlofte.tables.contract import (
    FREQUENCIES,
    POSITION,
    SECRECY,
    SEVERITIES,
    TRENDS,
    Table,
    boolean,
    integer,
    number,
    text,
)
from medlofte.tables.observed import OBSERVED

_PLACE_IN_FILE = (text("file", "fil"), integer("row", "rad i filen", low=1))

FINDINGS = Table(
    "findings",
    "Fynd vid inläsning och kontroll, en rad per fynd",
    (
        text("file", "fil, relativt rundans mapp"),
        text("sheet", "blad"),
        integer("row", "rad som Excel visar den, 1 = första", required=False, low=1),
        text("column", "kolumnens rubrik"),
        text("value", "värdet som det står i filen"),
        text("rule", "regelns namn"),
        text("severity", "hur allvarligt", *SEVERITIES),
        text("message", "svensk förklaring"),
        text("action", "vad medlofte gjorde"),
    ),
)
MAPPING = Table(
    "mapping",
    "Aktörernas kartläggning, en rad per problem som en aktör beskriver",
    (
        *_PLACE_IN_FILE,
        text("actor", "aktörens id"),
        text("problem", "problemet med formulärets ord"),
        text("topic", "ämnets id"),
        text("place", "platsens id eller tomt"),
        text("frequency", "hur vanligt", *FREQUENCIES),
        text("trend", "utveckling", *TRENDS),
        integer("consequences", "konsekvenser, 1 (små) till 5 (mycket stora)", required=False, low=1),
        text("affected", "vilka som drabbas"),
        text("times", "när det sker"),
        text("source", "vad aktören bygger på"),
        integer("confidence", "säkerhet i bedömningen, 1–5", required=False, low=1),
        text("secrecy", "sekretessnivå", *SECRECY),
        text("comment", "fritext; lämnar aldrig analytikerns sida"),
    ),
)
REGISTER = Table(
    "register",
    "Registeruppgifter, en rad per indikator, område och period",
    (
        text("file", "fil"),
        text("source", "källa, t.ex. Brå"),
        text("indicator", "indikatorns id"),
        text("label", "indikatorns namn"),
        text("topic", "ämnets id eller tomt"),
        text("region", "kommun, län eller riket"),
        text("period", "år, t.ex. 2016"),
        integer("level", "nivå i källans träd; summera aldrig över nivåer", low=1),
        text("parent", "överordnad indikator eller tomt"),
        boolean("preliminary", "preliminär siffra"),
        number("count", "antal", low=0),
        number("per_100k", "antal per 100 000 invånare", low=0),
        number("value", "värde i indikatorns enhet, där det varken är antal eller per 100 000"),
        text("unit", "enhet, till exempel %"),
        integer("base", "antal svar bakom siffran, där källan säger det", required=False),
    ),
    key=("indicator", "region", "period"),
)
POINTS = Table(
    "points",
    "Utpekade otrygga platser, en rad per punkt; lämnar aldrig analytikerns sida",
    (
        *_PLACE_IN_FILE,
        text("respondent", "svarandens id (en person räknas en gång per ruta)"),
        text("topic", "ämnets id eller tomt"),
        *POSITION,
    ),
)
MOMENTS = Table(
    "moments",
    "Rapporter och händelser en och en: när, vad och var; lämnar analytikerns sida bara som skyddade antal",
    (
        text("file", "fil"),
        text("source", "källa"),
        text("date", "datum, ÅÅÅÅ-MM-DD; måndagen där bara veckan är känd"),
        integer("hour", "timme, 0–23", required=False),
        integer("weekday", "1 = måndag … 7 = söndag, 0 = okänd"),
        text("indicator", "slag, som registerindikator"),
        text("topic", "ämnets id eller tomt"),
        text("place", "platsens id eller tomt"),
    ),
)
NOTED = Table(
    "noted",
    "Trygghetsvandringarnas protokoll som de lästs, en rad per observation",
    (
        *_PLACE_IN_FILE,
        text("observation", "observationens id"),
        text("walk", "vandringens id"),
        text("walk_label", "vandringens namn"),
        text("date", "datum, ÅÅÅÅ-MM-DD eller tomt"),
        text("place", "platsens id eller tomt"),
        *POSITION,
        text("topic", "ämnets id eller tomt"),
        text("text", "vad som noterats"),
        text("action", "föreslagen åtgärd"),
        text("photo", "bildens namn"),
        text("owner", "ansvarig funktion"),
        text("status", "hur långt det kommit", *OBSERVED),
        text("secrecy", "sekretessnivå", *SECRECY),
    ),
    key=("observation",),
)
EXPOSURE = Table(
    "exposure",
    "Hur många som bor eller vistas på olika platser; jämförelsen för genomsökningen av kartan",
    (
        *_PLACE_IN_FILE,
        *POSITION,
        number("people", "antal", low=0),
    ),
)
WALKS = Table(
    "walks",
    "Trygghetsvandringar: en rad per utmärkt punkt och per brytpunkt på rutten; lämnar aldrig analytikerns sida",
    (
        text("file", "fil"),
        integer("object", "objektets ordning i filen, 1 = första", low=1),
        text("kind", "vad det är", "punkt", "rutt"),
        text("text", "namn och anteckning; lämnar aldrig analytikerns sida"),
        *POSITION,
    ),
)
CODES = Table(
    "codes",
    "Fritextsvarens ämnen, en rad per svarande, fråga och ämne; själva texten ingår inte",
    (
        text("respondent", "svarandens id"),
        integer("year", "enkätens år"),
        text("question", "frågans id"),
        text("topic", "ämnets id"),
        text("rule", "mönstret som gav koden, eller vem som bestämt den"),
    ),
    key=("respondent", "year", "question", "topic"),
)
MARGINS = Table(
    "margins",
    "Befolkningsmarginaler, en rad per grupp",
    (
        text("question", "grupperande fråga"),
        text("choice", "gruppens id"),
        integer("population", "antal invånare"),
    ),
    key=("question", "choice"),
)


@dataclass(frozen=True)
class Responses:
    """Survey answers, one row per accepted respondent.

    Parameters
    ----------
    frame
        ``respondent, file, row, year, mode, weight`` and one column per question of the codebook. A choice stands as
        its name, several as ``a|b`` in the codebook's order, text as written; nothing where the state is not
        ``answered``.
    states
        Same index; one column per question, each value one of ``ANSWER_STATES``. Per question they add up to the
        number of rows: nothing is dropped in silence.
    """

    frame: pd.DataFrame
    states: pd.DataFrame


@dataclass(frozen=True)
class Read:
    """What a reader returns: its frame, what it found (``FINDINGS``) and which files it read (``PROVENANCE``)."""

    frame: pd.DataFrame
    findings: pd.DataFrame
    provenance: pd.DataFrame


@dataclass(frozen=True)
class ReadResponses:
    """What the survey reader returns: the answers, the findings and the files."""

    responses: Responses
    findings: pd.DataFrame
    provenance: pd.DataFrame
