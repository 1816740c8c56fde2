"""The edition's tables of what staff and walks have seen, when it happens, other surveys' figures, and quotes."""

from __future__ import annotations

from medlofte.tables.contract import STATUS, Table, integer, number, share, text

PARTS = ("natt", "formiddag", "eftermiddag", "kvall")
INCIDENTS_BY = ("manad", "kvartal", "ar", "plats", "allt")
# Reports of a kind that belongs to no topic.
NO_TOPIC = "utan_amne"
OBSERVED = ("ny", "planerad", "pagar", "klar", "avford")
DIRECTIONS = ("samre", "battre", "")

CLUSTERS = Table(
    "clusters",
    "Ansamlingar: cirklar där fler pekat ut en plats än vad jämförelsen ger (genomsökning)",
    (
        integer("cluster", "nummer på kartan", low=1),
        text("topic", "ämnets id, eller tomt när alla utpekade platser räknas"),
        number("x", "mittpunkt, öst, meter, SWEREF 99 TM"),
        number("y", "mittpunkt, nord, meter, SWEREF 99 TM"),
        number("radius", "radie, meter", low=0),
        integer("persons", "antal personer, avrundat", required=False),
        number("ratio", "antal personer delat med väntat antal", low=0),
        share("p", "p-värde för hela kartan och alla ämnen tillsammans"),
    ),
    key=("cluster",),
)
HOURS = Table(
    "hours",
    "När det händer: antal per veckodag och del av dygnet, där tiden är känd",
    (
        text("source", "varifrån tiderna kommer"),
        integer("weekday", "1 = måndag … 7 = söndag; 0 = alla dagar"),
        text("part", "del av dygnet; tomt = hela dygnet", *PARTS, ""),
        integer("n", "antal", required=False),
        STATUS,
    ),
    key=("source", "weekday", "part"),
)
INCIDENTS = Table(
    "incidents",
    "Personalens lägesrapporter (EST): antal per månad, kvartal eller plats, och per ämne",
    (
        text("by", "vad raden räknar efter", *INCIDENTS_BY),
        text(
            "key",
            "månad (ÅÅÅÅ-MM), kvartal (ÅÅÅÅ-K1), sista kvartalet av fyra, eller platsens id; "
            "tomt = utan känd plats, eller allt",
        ),
        text("topic", "ämnets id, utan_amne för övriga, eller tomt för alla"),
        integer("n", "antal rapporter", required=False),
        STATUS,
    ),
    key=("by", "key", "topic"),
)
MEASURED = Table(
    "measured",
    "Andelar och index ur andra undersökningar, med deras egen skala och nivå",
    (
        text("source", "källa"),
        text("indicator", "indikatorns id"),
        text("label", "indikatorns namn"),
        text("topic", "ämnets id eller tomt"),
        text("region", "kommun, lokalpolisområde, län eller riket, som källan skriver det"),
        text("period", "år eller mätperiod"),
        integer("level", "1 = alla, 2 = kvinnor eller män", low=1),
        text("parent", "indikatorn för alla, eller tomt"),
        number("value", "värde i indikatorns enhet"),
        text("unit", "enhet, till exempel % eller index 0–6"),
        integer("base", "antal svar bakom siffran, där källan säger det", required=False),
        text("higher", "vad ett högre värde betyder", *DIRECTIONS),
        STATUS,
    ),
    key=("indicator", "region", "period"),
)
QUOTES = Table(
    "quotes",
    "Citat ur fritextsvar: maskerade, godkända av två personer",
    (text("topic", "ämnets id"), text("text", "citatet som det får visas")),
    key=("topic", "text"),
)
WALKED = Table(
    "walks",
    "Trygghetsvandringar som gjorts",
    (
        text("walk", "vandringens id"),
        text("label", "vandringens namn"),
        text("date", "datum, ÅÅÅÅ-MM-DD eller tomt"),
        number("length", "ruttens längd, meter; tom utan rutt", low=0),
    ),
    key=("walk",),
)
OBSERVATIONS = Table(
    "observations",
    "Vad trygghetsvandringarna noterat: plats, åtgärd, ansvarig och läge",
    (
        text("observation", "observationens id"),
        text("walk", "vandringens id"),
        text("place", "platsens id eller tomt"),
        number("x", "östlig koordinat, meter, SWEREF 99 TM; tom utan läge"),
        number("y", "nordlig koordinat, meter, SWEREF 99 TM; tom utan läge"),
        text("topic", "ämnets id eller tomt"),
        text("text", "vad som noterats, skrivet av dem som höll i vandringen"),
        text("action", "föreslagen åtgärd"),
        text("photo", "bildens namn; själva bilden ingår inte"),
        text("owner", "ansvarig funktion"),
        text("status", "hur långt det kommit", *OBSERVED),
        text("secrecy", "sekretessnivå", "oppen", "intern"),
    ),
    key=("observation",),
)
