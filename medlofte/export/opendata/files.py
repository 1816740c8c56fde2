"""The open files: their columns in Swedish, and how each is made from an account. Pure functions.

A column's type and limits are those of the edition's column that it is; its name and words are for whoever opens the
file, and stand here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from medlofte import tables
from medlofte.export.public.account import Account
from medlofte.tables.contract import STATUS, Column, Table, integer, number, text
from medlofte.workshop.words import DECISIONS, LABELS, STATUSES

ALL = "alla"
NO_DECISION = "inget_beslut"


@dataclass(frozen=True)
class Open:
    """An open file: its contract, and what its columns are called in the edition, in the same order."""

    table: Table
    of: tuple[str, ...]

    def rows(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the edition's rows as the open file has them."""
        return self.table.check(frame[list(self.of)].set_axis(self.table.names, axis=1))


def _opened(
    source: Table, name: str, meaning: str, named: Mapping[str, tuple[str, str]], *, more: tuple[Column, ...] = ()
) -> Open:
    """Return an open file of a table of the edition; ``named`` has the source's column → its name and meaning here.

    ``more`` are columns that may be named too: those that the source lacks, or has with other limits.
    """
    known = {column.name: column for column in (*source.columns, *more)}
    columns = tuple(replace(known[of], name=ours, meaning=words) for of, (ours, words) in named.items())
    return Open(Table(name, meaning, columns, key=tuple(named[of][0] for of in source.key)), tuple(named))


LOFTEN = _opened(
    tables.PROMISES,
    "loften",
    "Medborgarlöftena som de beslutats",
    {
        "promise": ("lofte", "löftets kod"),
        "title": ("rubrik", "kort rubrik"),
        "text": ("text", "löftet som det beslutats"),
        "promisers": ("vem_lovar", "vem som lovar"),
        "topics": ("amnen", "ämnen som löftet svarar på (koder åtskilda med |)"),
        "places": ("platser", "platser som löftet gäller (koder åtskilda med |), tomt för hela kommunen"),
        "indicator": ("matt", "vad som räknas"),
        "baseline": ("baslinje", "värdet innan löftet gavs"),
        "target": ("mal", "värdet som ska nås"),
        "deadline": ("senast", "när löftet ska vara uppfyllt, ÅÅÅÅ-MM-DD, eller tomt"),
        "owner": ("ansvarig", "funktion som svarar för löftet"),
    },
)
ATGARDER = _opened(
    tables.MEASURES,
    "atgarder",
    "Åtgärder som hör till löftena: planerat, genomfört och bedömning",
    {
        "measure": ("atgard", "åtgärdens kod"),
        "promise": ("lofte", "löftets kod"),
        "title": ("rubrik", "åtgärden"),
        "cause": ("orsak", "orsak som åtgärden ska påverka"),
        "kind": ("typ", "typ av åtgärd"),
        "owner": ("ansvarig", "ansvarig funktion"),
        "planned": ("planerat", "planerat antal; tomt om inget antal lovats"),
        "done": ("genomfort", "genomfört antal"),
        "unit": ("enhet", "vad som räknas"),
        "latest": ("senaste_datum", "senaste aktivitet, ÅÅÅÅ-MM-DD, eller tomt"),
        "status": ("bedomning", "hur det gick"),
        "reason": ("motivering", "varför bedömningen är den"),
    },
    more=(number("done", "", low=0), text("latest", ""), text("status", "", *STATUSES), text("reason", "")),
)
AKTIVITETER = _opened(
    tables.ACTIVITIES,
    "aktiviteter",
    "Vad som gjorts, en rad per aktivitet",
    {
        "activity": ("aktivitet", "aktivitetens kod"),
        "measure": ("atgard", "åtgärdens kod"),
        "date": ("datum", "datum, ÅÅÅÅ-MM-DD"),
        "place": ("plats", "platsens kod eller tomt"),
        "amount": ("antal", "antal"),
        "source": ("kalla", "varifrån uppgiften kommer"),
    },
)
ENKAT = _opened(
    tables.ESTIMATES,
    "enkat",
    "Enkätens svar: andelar per år, fråga, svar och grupp",
    {
        "year": ("ar", "enkätens år"),
        "question": ("fraga", "frågans kod"),
        "choice": ("svar", "svarets kod"),
        "by1": ("grupp1_fraga", "första frågan som svaren är uppdelade på; alla = inte uppdelat"),
        "group1": ("grupp1", "gruppen i grupp1_fraga; alla = samtliga"),
        "by2": ("grupp2_fraga", "andra frågan som svaren är uppdelade på; alla = inte uppdelat"),
        "group2": ("grupp2", "gruppen i grupp2_fraga; alla = samtliga"),
        "share": ("andel", "viktad andel av dem som svarat, 0–1"),
        "low": ("lag", "osäkerhetsintervallets nedre gräns (95 %)"),
        "high": ("hog", "osäkerhetsintervallets övre gräns (95 %)"),
        "n": ("antal_svarande", "antal som svarat på frågan i gruppen, oviktat"),
        "dont_know": ("andel_vet_ej", "andel vet ej av dem som fått frågan"),
        "status": ("status", STATUS.meaning),
    },
)
PLATSER = _opened(
    tables.PLACES,
    "platser",
    "Platser som nämnts som otrygga",
    {
        "place": ("plats", "platsens kod"),
        "label": ("namn", "platsens namn"),
        "kind": ("typ", "typ av plats"),
        "x": ("ost", "östlig koordinat i meter, SWEREF 99 TM (EPSG:3006)"),
        "y": ("nord", "nordlig koordinat i meter, SWEREF 99 TM (EPSG:3006)"),
        "residents": ("antal_invanare", "antal svarande som nämnt platsen"),
        "actors": ("antal_aktorer", "antal aktörer som nämnt platsen"),
        "status": ("status", STATUS.meaning),
    },
)
RUTOR = _opened(
    tables.CELLS,
    "rutor",
    "Sexhörniga rutor med antal svarande som pekat ut en otrygg plats",
    {
        "cell": ("ruta", "rutans kod"),
        "x": ("ost", "mittpunkt, östlig koordinat i meter, SWEREF 99 TM (EPSG:3006)"),
        "y": ("nord", "mittpunkt, nordlig koordinat i meter, SWEREF 99 TM (EPSG:3006)"),
        "persons": ("antal_personer", "antal personer"),
        "topic_excess": ("amne", "ämne som pekas ut oftare här än i övriga rutor, eller tomt"),
        "status": ("status", STATUS.meaning),
    },
)
PRIORITERING = _opened(
    tables.SITUATION,
    "prioritering",
    "Ämnena: hur många som valt dem, vad som prioriterats, vad som valts bort och varför",
    {
        "topic": ("amne", "ämnets kod"),
        "share": ("andel", "viktad andel av de svarande som valt ämnet, 0–1; tomt om enkäten inte frågat"),
        "low": ("lag", "osäkerhetsintervallets nedre gräns (95 %)"),
        "high": ("hog", "osäkerhetsintervallets övre gräns (95 %)"),
        "rank": ("ordning", "plats bland de svarandes val, 1 = vanligast"),
        "actors": ("antal_aktorer", "antal aktörer som nämnt ämnet"),
        "actors_asked": ("antal_tillfragade_aktorer", "antal aktörer som lämnat kartläggning"),
        "decision": ("beslut", "vad polis och kommun beslutat"),
        "reason": ("motivering", "varför, med beslutets ord"),
        "date": ("beslutsdatum", "ÅÅÅÅ-MM-DD eller tomt"),
        "promises": ("loften", "löften som svarar på ämnet (koder åtskilda med |)"),
        "status": ("status", STATUS.meaning),
    },
    more=(integer("actors_asked", "", required=False), text("decision", "", *DECISIONS, NO_DECISION),
          text("reason", ""), text("date", ""), text("promises", "")),
)  # fmt: skip
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


def files(account: Account) -> Iterator[tuple[Table, pd.DataFrame]]:
    """Yield each open file's contract and its rows."""
    edition = account.edition
    made = {LOFTEN: account.promises, ATGARDER: account.measures, AKTIVITETER: account.activities,
            ENKAT: _survey(edition.table("estimates")), PLATSER: edition.table("places"),
            RUTOR: edition.table("cells"), PRIORITERING: _priorities(account)}  # fmt: skip
    for file, frame in made.items():
        yield file.table, file.rows(frame)
    yield KODBOK, _codes(account)


def _survey(estimates: pd.DataFrame) -> pd.DataFrame:
    """Return the estimates with a word where they are of all."""
    return estimates.assign(**{name: estimates[name].replace("", ALL) for name in tables.GROUPING})


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

    return frame.assign(decision=said("decision", NO_DECISION), reason=said("reason", ""), date=said("date", ""),
                        promises=["|".join(tied[topic]) for topic in frame["topic"]])  # fmt: skip


def _codes(account: Account) -> pd.DataFrame:
    edition = account.edition
    rows = [("status", "", tables.SHOWN, "siffran visas", ""),
            ("status", "", tables.SUPPRESSED, "siffran är skyddad: för få svar, eller går att räkna ut",
             "Cellen är tom."),
            ("grupp", "", ALL, "alla som svarat", ""),
            ("vem_lovar", "", "polis", "Polisen", ""), ("vem_lovar", "", "kommun", "Kommunen", ""),
            ("vem_lovar", "", "gemensamt", "Polisen och kommunen tillsammans", ""),
            ("beslut", "", "fokus", "Fokusområde: det som polis och kommun valt att arbeta med", ""),
            ("beslut", "", "bortprioriterat", "Valdes bort; skälet står i motivering", ""),
            ("beslut", "", "senare", "Tas upp senare", ""),
            ("beslut", "", NO_DECISION, "Inget beslut är fattat i workshopen", "")]  # fmt: skip
    rows += [("bedomning", "", status, LABELS[status], "") for status in STATUSES]
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
