"""The edition's tables: what everyone below the border reads."""

from __future__ import annotations

from medlofte.tables.contract import (
    FREQUENCIES,
    POSITION,
    STATUS,
    TRENDS,
    Table,
    boolean,
    integer,
    later,
    number,
    share,
    text,
)
from medlofte.tables.observed import CLUSTERS, HOURS, INCIDENTS, MEASURED, OBSERVATIONS, QUOTES, WALKED
from medlofte.tables.pictures import DIVERGENCES, GROUP, GROUPING, SITUATION
from medlofte.tables.private import REGISTER
from medlofte.tables.promised import ACTIVITIES, MEASURES, PROMISES

QUESTIONS = Table(
    "questions",
    "Frågorna",
    (
        text("question", "frågans id"),
        text("label", "frågan som den ställdes"),
        text("short", "kort rubrik"),
        text("type", "typ: select_one, select_multiple eller scale"),
        text("role", "group för bakgrundsfrågor, annars tomt"),
        text("concept", "gemensamt begrepp"),
        text("series", "jämförbar serie"),
    ),
    key=("question",),
)
CHOICES = Table(
    "choices",
    "Svarsalternativen",
    (
        text("question", "frågans id"),
        text("choice", "alternativets id"),
        text("label", "alternativets text"),
        integer("order", "ordning i formuläret"),
        text("topic", "ämnets id eller tomt"),
        boolean("problem", "räknas som otrygghet eller oro"),
    ),
    key=("question", "choice"),
)
TOPICS = Table(
    "topics",
    "Ämnena som binder ihop invånare, aktörer och register",
    (
        text("topic", "ämnets id"),
        text("label", "ämnets namn"),
        text("theme", "tema eller tomt"),
        text("responsible", "vem som främst kan agera", "polis", "kommun", "gemensamt", "ingen"),
        text("definition", "vad som hör hit"),
    ),
    key=("topic",),
)
ACTORS = Table(
    "actors",
    "Aktörerna i kartläggningen",
    (
        text("actor", "aktörens id"),
        text("label", "aktörens namn"),
        text("party", "part", "polis", "kommun", "annan"),
        boolean("answered", "har lämnat kartläggning"),
    ),
    key=("actor",),
)
ESTIMATES = Table(
    "estimates",
    "Andelar per fråga, svar och grupp",
    (
        integer("year", "enkätens år"),
        text("question", "frågans id"),
        text("choice", "alternativets id"),
        *GROUP,
        share("share", "vägd andel av dem som svarat, 0–1"),
        share("low", "osäkerhetsintervallets nedre gräns (95 %)"),
        share("high", "osäkerhetsintervallets övre gräns (95 %)"),
        integer("n", "antal som svarat på frågan i gruppen, ovägt", required=False),
        number("n_eff", "effektivt antal svar", low=0),
        share("dont_know", "andel vet ej av dem som fått frågan"),
        STATUS,
    ),
    key=("year", "question", "choice", *GROUPING),
)
CHANGES = Table(
    "changes",
    "Förändring mellan år inom en jämförbar serie",
    (
        text("question", "frågans id"),
        text("choice", "alternativets id"),
        integer("year0", "tidigare år"),
        integer("year1", "senare år"),
        number("difference", "förändring i andel, −1 till 1", low=-1, high=1),
        number("low", "intervallets nedre gräns", low=-1, high=1),
        number("high", "intervallets övre gräns", low=-1, high=1),
        share("q", "justerat p-värde (Benjamini–Hochberg)"),
        text("note", "varför jämförelse inte görs, eller tomt"),
        STATUS,
    ),
    key=("question", "choice", "year0", "year1"),
)
RANKS = Table(
    "ranks",
    "Ämnenas ordning bland invånarna med osäkerhet",
    (
        text("topic", "ämnets id"),
        text("question", "frågans id"),
        share("share", "vägd andel som valt ämnet"),
        share("low", "nedre gräns"),
        share("high", "övre gräns"),
        integer("rank", "plats, 1 = vanligast", required=False),
        share("p_top3", "sannolikhet att ämnet hör till de tre vanligaste"),
        STATUS,
    ),
    key=("topic", "question"),
)
COMPOSITION = Table(
    "composition",
    "Vilka som svarat, jämfört med befolkningen",
    (
        text("question", "grupperande fråga"),
        text("choice", "gruppens id"),
        integer("n", "antal svarande", required=False),
        share("share", "andel av de svarande"),
        share("population", "andel av befolkningen; tom om okänd"),
        STATUS,
    ),
    key=("question", "choice"),
)
ACCOUNTING = Table(
    "accounting",
    "Bortfallsredovisning per fråga och år",
    (
        integer("year", "enkätens år"),
        text("question", "frågans id"),
        integer("accepted", "godkända svarsrader"),
        integer("answered", "svarat", required=False),
        integer("dont_know", "vet ej", required=False),
        integer("no_answer", "inget svar", required=False),
        integer("invalid", "ogiltigt svar", required=False),
        integer("not_asked", "frågan ej ställd", required=False),
        STATUS,
    ),
    key=("year", "question"),
)
REPORTS = Table(
    "reports",
    "Aktörernas bild, en rad per rapporterat problem, utan fritext",
    (
        text("actor", "aktörens id"),
        text("topic", "ämnets id"),
        text("place", "platsens id eller tomt"),
        text("frequency", "hur vanligt", *FREQUENCIES),
        text("trend", "utveckling", *TRENDS),
        integer("consequences", "konsekvenser, 1–5", required=False, low=1),
        integer("confidence", "säkerhet, 1–5", required=False, low=1),
        text("secrecy", "sekretessnivå", "oppen", "intern"),
    ),
)
# What is measured in a unit of its own stands in a table of its own.
_UNPUBLISHED = ("file", "value", "unit", "base")
REGISTERS = Table(
    "registers",
    "Registeruppgifter per indikator, område och år",
    (*(column for column in REGISTER.columns if column.name not in _UNPUBLISHED), STATUS),
    key=("indicator", "region", "period"),
)
MENTIONS = Table(
    "mentions",
    "Fritextsvar per ämne (endast antal)",
    (
        integer("year", "enkätens år"),
        text("topic", "ämnets id"),
        integer("n", "antal svar som rör ämnet", required=False),
        share("reviewed", "andel granskade av en person"),
        STATUS,
    ),
    key=("year", "topic"),
)
COVERAGE = Table(
    "coverage",
    "Hur mycket av fritexten som är kodad",
    (
        integer("year", "enkätens år"),
        text("question", "frågans id"),
        integer("n", "antal fritextsvar", required=False),
        share("coded", "andel som fått minst ett ämne"),
        share("reviewed", "andel granskade av en person"),
        later(share("uncoded", "andel som inte fått något ämne")),
        later(share("double_coded", "andel som två personer har kodat var för sig")),
        later(number("alpha", "Krippendorffs alfa för ämnena tillsammans (MASI); tomt om ingen kodat dubbelt", high=1)),
    ),
    key=("year", "question"),
)
PLACES = Table(
    "places",
    "Platser med antal omnämnanden",
    (
        text("place", "platsens id"),
        text("label", "platsens namn"),
        text("kind", "typ av plats"),
        *POSITION,
        integer("residents", "antal invånare som nämner platsen", required=False),
        integer("actors", "antal aktörer som nämner platsen", required=False),
        STATUS,
    ),
    key=("place",),
)
CELLS = Table(
    "cells",
    "Sexhörniga rutor med antal personer som pekat ut en otrygg plats",
    (
        text("cell", "rutans id"),
        number("x", "mittpunkt, öst, meter, SWEREF 99 TM"),
        number("y", "mittpunkt, nord, meter, SWEREF 99 TM"),
        integer("persons", "antal personer", required=False),
        text("topic_excess", "ämne som pekas ut oftare här än i övriga rutor, eller tomt"),
        STATUS,
    ),
    key=("cell",),
)
PROVENANCE = Table(
    "provenance",
    "Källfiler: rader som lästs, godkänts och satts i karantän",
    (
        text("file", "fil"),
        text("kind", "survey, mapping, register, places, areas, points, population, promises"),
        text("sha256", "filens SHA-256"),
        integer("read", "lästa rader"),
        integer("accepted", "godkända rader"),
        integer("quarantined", "rader i karantän"),
    ),
    key=("file",),
)

EDITION = (
    QUESTIONS, CHOICES, TOPICS, ACTORS, ESTIMATES, CHANGES, RANKS, COMPOSITION, ACCOUNTING, REPORTS, REGISTERS,
    SITUATION, DIVERGENCES, MENTIONS, COVERAGE, PLACES, CELLS, PROMISES, MEASURES, ACTIVITIES, PROVENANCE,
    CLUSTERS, HOURS, INCIDENTS, MEASURED, QUOTES, WALKED, OBSERVATIONS,
)  # fmt: skip
# Tables that an edition made before them lacks; it is read as if they were empty.
LATER = frozenset(table.name for table in (CLUSTERS, HOURS, INCIDENTS, MEASURED, QUOTES, WALKED, OBSERVATIONS))
