"""The open files: their columns in Swedish, and how each is made from an account. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from medlofte import tables
from medlofte.export.public.account import Account
from medlofte.tables.contract import STATUS, Table, integer, number, share, text
from medlofte.workshop.words import DECISIONS, STATUSES

ALL = "alla"
NO_DECISION = "inget_beslut"
_WHO = text("vem_lovar", "vem som lovar", "polis", "kommun", "gemensamt")

LOFTEN = Table(
    "loften",
    "Medborgarlöftena som de beslutats",
    (
        text("lofte", "löftets kod"),
        text("rubrik", "kort rubrik"),
        text("text", "löftet som det beslutats"),
        _WHO,
        text("amnen", "ämnen som löftet svarar på (koder åtskilda med |)"),
        text("platser", "platser som löftet gäller (koder åtskilda med |), tomt för hela kommunen"),
        text("matt", "vad som räknas"),
        number("baslinje", "värdet innan löftet gavs"),
        number("mal", "värdet som ska nås"),
        text("senast", "när löftet ska vara uppfyllt, ÅÅÅÅ-MM-DD, eller tomt"),
        text("ansvarig", "funktion som svarar för löftet"),
    ),
    key=("lofte",),
)
ATGARDER = Table(
    "atgarder",
    "Åtgärder som hör till löftena: planerat, genomfört och bedömning",
    (
        text("atgard", "åtgärdens kod"),
        text("lofte", "löftets kod"),
        text("rubrik", "åtgärden"),
        text("orsak", "orsak som åtgärden ska påverka"),
        text("typ", "typ av åtgärd", "situationell", "social"),
        text("ansvarig", "ansvarig funktion"),
        number("planerat", "planerat antal; tomt om inget antal lovats", low=0),
        number("genomfort", "genomfört antal", low=0),
        text("enhet", "vad som räknas"),
        text("senaste_datum", "senaste aktivitet, ÅÅÅÅ-MM-DD, eller tomt"),
        text("bedomning", "hur det gick", *STATUSES),
        text("motivering", "varför bedömningen är den"),
    ),
    key=("atgard",),
)
AKTIVITETER = Table(
    "aktiviteter",
    "Vad som gjorts, en rad per aktivitet",
    (
        text("aktivitet", "aktivitetens kod"),
        text("atgard", "åtgärdens kod"),
        text("datum", "datum, ÅÅÅÅ-MM-DD"),
        text("plats", "platsens kod eller tomt"),
        number("antal", "antal", low=0),
        text("kalla", "varifrån uppgiften kommer"),
    ),
    key=("aktivitet",),
)
ENKAT = Table(
    "enkat",
    "Enkätens svar: andelar per år, fråga, svar och grupp",
    (
        integer("ar", "enkätens år"),
        text("fraga", "frågans kod"),
        text("svar", "svarets kod"),
        text("grupp1_fraga", "första frågan som svaren är uppdelade på; alla = inte uppdelat"),
        text("grupp1", "gruppen i grupp1_fraga; alla = samtliga"),
        text("grupp2_fraga", "andra frågan som svaren är uppdelade på; alla = inte uppdelat"),
        text("grupp2", "gruppen i grupp2_fraga; alla = samtliga"),
        share("andel", "viktad andel av dem som svarat, 0–1"),
        share("lag", "osäkerhetsintervallets nedre gräns (95 %)"),
        share("hog", "osäkerhetsintervallets övre gräns (95 %)"),
        integer("antal_svarande", "antal som svarat på frågan i gruppen, oviktat", required=False),
        share("andel_vet_ej", "andel vet ej av dem som fått frågan"),
        STATUS,
    ),
    key=("ar", "fraga", "svar", "grupp1_fraga", "grupp1", "grupp2_fraga", "grupp2"),
)
PLATSER = Table(
    "platser",
    "Platser som nämnts som otrygga",
    (
        text("plats", "platsens kod"),
        text("namn", "platsens namn"),
        text("typ", "typ av plats"),
        number("ost", "östlig koordinat i meter, SWEREF 99 TM (EPSG:3006)"),
        number("nord", "nordlig koordinat i meter, SWEREF 99 TM (EPSG:3006)"),
        integer("antal_invanare", "antal svarande som nämnt platsen", required=False),
        integer("antal_aktorer", "antal aktörer som nämnt platsen", required=False),
        STATUS,
    ),
    key=("plats",),
)
RUTOR = Table(
    "rutor",
    "Sexhörniga rutor med antal svarande som pekat ut en otrygg plats",
    (
        text("ruta", "rutans kod"),
        number("ost", "mittpunkt, östlig koordinat i meter, SWEREF 99 TM (EPSG:3006)"),
        number("nord", "mittpunkt, nordlig koordinat i meter, SWEREF 99 TM (EPSG:3006)"),
        integer("antal_personer", "antal personer", required=False),
        text("amne", "ämne som pekas ut oftare här än i övriga rutor, eller tomt"),
        STATUS,
    ),
    key=("ruta",),
)
PRIORITERING = Table(
    "prioritering",
    "Ämnena: hur många som valt dem, vad som prioriterats, vad som valts bort och varför",
    (
        text("amne", "ämnets kod"),
        share("andel", "viktad andel av de svarande som valt ämnet, 0–1; tomt om enkäten inte frågat"),
        share("lag", "osäkerhetsintervallets nedre gräns (95 %)"),
        share("hog", "osäkerhetsintervallets övre gräns (95 %)"),
        integer("ordning", "plats bland de svarandes val, 1 = vanligast", required=False),
        integer("antal_aktorer", "antal aktörer som nämnt ämnet", required=False),
        integer("antal_tillfragade_aktorer", "antal aktörer som lämnat kartläggning", required=False),
        text("beslut", "vad polis och kommun beslutat", *DECISIONS, NO_DECISION),
        text("motivering", "varför, med beslutets ord"),
        text("beslutsdatum", "ÅÅÅÅ-MM-DD eller tomt"),
        text("loften", "löften som svarar på ämnet (koder åtskilda med |)"),
        STATUS,
    ),
    key=("amne",),
)
KODBOK = Table(
    "kodbok",
    "Vad koderna i de andra filerna betyder",
    (
        text("kolumn", "kolumnen som koden står i, eller vad den hör till: fraga, svar, amne, plats …"),
        text("tillhor", "för svar: frågans kod; annars tomt"),
        text("kod", "koden"),
        text("betydelse", "vad den betyder"),
        text("forklaring", "mer om den, eller tomt"),
        integer("ordning", "ordning"),
    ),
    key=("kolumn", "tillhor", "kod"),
)
# Column of one file → file and column that it points at. Lists of codes cannot be stated as keys.
KEYS = {"atgarder": ("lofte", "loften"), "aktiviteter": ("atgard", "atgarder")}
_SHOWN, _HIDDEN = tables.SHOWN, tables.SUPPRESSED


def files(account: Account) -> Iterator[tuple[Table, pd.DataFrame]]:
    """Yield each open file's contract and its rows."""
    edition = account.edition
    yield LOFTEN, _renamed(account.promises, tables.PROMISES, LOFTEN)
    yield ATGARDER, _measures(account)
    found = account.activities
    yield AKTIVITETER, AKTIVITETER.check(pd.DataFrame({
        "aktivitet": found["activity"], "atgard": found["measure"], "datum": found["date"], "plats": found["place"],
        "antal": found["amount"], "kalla": found["source"]}))  # fmt: skip
    yield ENKAT, _survey(edition.table("estimates"))
    yield PLATSER, _renamed(edition.table("places"), tables.PLACES, PLATSER)
    yield RUTOR, _renamed(edition.table("cells"), tables.CELLS, RUTOR)
    yield PRIORITERING, _priorities(account)
    yield KODBOK, _codes(account)


def _renamed(frame: pd.DataFrame, source: Table, target: Table) -> pd.DataFrame:
    """Return a frame whose columns come in the same order as the edition's, under their Swedish names."""
    return target.check(frame[source.names].set_axis(target.names, axis=1))


def _measures(account: Account) -> pd.DataFrame:
    columns = ["measure", "promise", "title", "cause", "kind", "owner", "planned", "done", "unit", "latest", "status",
               "reason"]  # fmt: skip
    return ATGARDER.check(account.measures[columns].set_axis(ATGARDER.names, axis=1))


def _survey(estimates: pd.DataFrame) -> pd.DataFrame:
    frame = estimates.drop(columns="n_eff").set_axis(ENKAT.names, axis=1)
    groups = ["grupp1_fraga", "grupp1", "grupp2_fraga", "grupp2"]
    return ENKAT.check(frame.assign(**{name: frame[name].replace("", ALL) for name in groups}))


def _priorities(account: Account) -> pd.DataFrame:
    """Return every topic, also those that nobody chose: what was left out is as much a result as what was kept."""
    frame = account.edition.table("situation")
    decided = account.decisions.set_index("problem")
    tied: dict[str, list[str]] = {topic: [] for topic in frame["topic"]}
    for promise, topics in zip(account.promises["promise"], account.promises["topics"], strict=True):
        for topic in filter(None, topics.split("|")):
            tied.setdefault(topic, []).append(promise)

    def said(column: str, otherwise: str) -> list[str]:
        return [str(decided[column].get(topic, otherwise)) for topic in frame["topic"]]

    return PRIORITERING.check(pd.DataFrame({
        "amne": frame["topic"], "andel": frame["share"], "lag": frame["low"], "hog": frame["high"],
        "ordning": frame["rank"], "antal_aktorer": frame["actors"], "antal_tillfragade_aktorer": frame["actors_asked"],
        "beslut": said("decision", NO_DECISION), "motivering": said("reason", ""), "beslutsdatum": said("date", ""),
        "loften": ["|".join(tied[topic]) for topic in frame["topic"]], "status": frame["status"]}))  # fmt: skip


def _codes(account: Account) -> pd.DataFrame:
    edition = account.edition
    rows = [("status", "", _SHOWN, "siffran visas", ""),
            ("status", "", _HIDDEN, "siffran är skyddad: för få svar, eller går att räkna ut", "Cellen är tom."),
            ("grupp", "", ALL, "alla som svarat", ""),
            ("vem_lovar", "", "polis", "Polisen", ""), ("vem_lovar", "", "kommun", "Kommunen", ""),
            ("vem_lovar", "", "gemensamt", "Polisen och kommunen tillsammans", ""),
            ("beslut", "", "fokus", "Fokusområde: det som polis och kommun valt att arbeta med", ""),
            ("beslut", "", "bortprioriterat", "Valdes bort; skälet står i motivering", ""),
            ("beslut", "", "senare", "Tas upp senare", ""),
            ("beslut", "", NO_DECISION, "Inget beslut är fattat i workshopen", "")]  # fmt: skip
    rows += [("bedomning", "", code, meaning, "") for code, meaning in _ASSESSED.items()]
    rows += [("fraga", "", row["question"], row["label"], row["short"])
             for row in edition.table("questions").to_dict("records")]  # fmt: skip
    rows += [("svar", row["question"], row["choice"], row["label"], row["topic"])
             for row in edition.table("choices").sort_values(["question", "order"]).to_dict("records")]  # fmt: skip
    rows += [("amne", "", row["topic"], row["label"], row["definition"])
             for row in edition.table("topics").to_dict("records")]  # fmt: skip
    rows += [("plats", "", row["place"], row["label"], row["kind"])
             for row in edition.table("places").to_dict("records")]  # fmt: skip
    frame = pd.DataFrame(rows, columns=KODBOK.names[:-1])
    return KODBOK.check(frame.assign(ordning=frame.groupby(["kolumn", "tillhor"]).cumcount() + 1))


_ASSESSED = {
    "ej_paborjat": "ej påbörjat", "pagar": "pågår", "uppfyllt": "uppfyllt", "delvis_uppfyllt": "delvis uppfyllt",
    "ej_uppfyllt": "ej uppfyllt", "gar_inte_att_bedoma": "går inte att bedöma",
}  # fmt: skip
