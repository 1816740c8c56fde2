"""The edition's tables of what was promised and done."""

from __future__ import annotations

from medlofte.tables.contract import Table, number, text

PROMISERS = ("polis", "kommun", "gemensamt")
MEASURE_KINDS = ("situationell", "social")
PROMISES = Table(
    "promises",
    "Medborgarlöftena",
    (
        text("promise", "löftets id"),
        text("title", "kort rubrik"),
        text("text", "löftet som det beslutats"),
        text("promisers", "vem som lovar", *PROMISERS),
        text("topics", "ämnen, åtskilda med |"),
        text("places", "platser, åtskilda med |"),
        text("indicator", "mått"),
        number("baseline", "baslinje"),
        number("target", "målvärde"),
        text("deadline", "senast, ÅÅÅÅ-MM-DD eller tomt"),
        text("owner", "ansvarig funktion"),
    ),
    key=("promise",),
)
MEASURES = Table(
    "measures",
    "Åtgärder som hör till löftena",
    (
        text("measure", "åtgärdens id"),
        text("promise", "löftets id"),
        text("title", "åtgärden"),
        text("cause", "orsak som åtgärden ska påverka"),
        text("kind", "typ", *MEASURE_KINDS),
        text("owner", "ansvarig funktion"),
        number("planned", "planerat antal; tomt om inget antal lovats", low=0),
        text("unit", "vad som räknas"),
    ),
    key=("measure",),
)
ACTIVITIES = Table(
    "activities",
    "Genomförda aktiviteter",
    (
        text("activity", "aktivitetens id"),
        text("measure", "åtgärdens id"),
        text("date", "datum, ÅÅÅÅ-MM-DD"),
        text("place", "platsens id eller tomt"),
        number("amount", "antal", low=0),
        text("note", "kort anteckning"),
        text("source", "källa"),
    ),
    key=("activity",),
)
