"""An invented year of activities for the follow-up, and the population margins."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from demo.chance import Chance

# Adults from 16 years, invented near the kommun's size; the sums differ by a few, as SCB's protected figures do.
POPULATION = {
    "alder": {"16_24": 1253, "25_44": 2846, "45_64": 3651, "65_plus": 3288},
    "kon": {"kvinna": 5431, "man": 5604},
    "omrade": {"centrum": 2312, "norra_stan": 2041, "sodra_stan": 2258, "skee": 1243, "kosteroarna": 271,
               "ovriga": 2911},
}  # fmt: skip
# measure: how many rows, places, notes, largest amount in a row, source
_YEAR: dict[str, tuple[int, tuple[str, ...], tuple[str, ...], int, str]] = {
    "narkotikainsatser": (8, ("stadsparken", "resecentrum", "stadsparken", "canning"),
                          ("Riktad insats en kväll", "Insats tillsammans med tullen", "Insats med hund"), 1,
                          "Polisens insatslogg"),
    "andt_arbete": (7, ("gymnasiet", "stromstiernaskolan", "", "skee"),
                    ("Föräldramöte om alkohol och narkotika", "Utbildning av skolpersonal", "Tillsyn av folköl i butik",
                     "Samtal med elever i årskurs 9"), 2, "Samordnarens årsrapport"),
    "hotspot_patrullering": (10, ("stadsparken", "sodra_hamnen", "resecentrum", "torget"),
                             ("Patrullpass kväll och natt", "Fotpatrull kvällstid", "Patrullpass under helgen"), 6,
                             "Polisens insatslogg"),
    "information_platser": (4, ("", "resecentrum"), ("Månadens lägesbild lämnad till polisen",
                            "Lista över trasiga lampor lämnad"), 1, "Säkerhetssamordnarens dagbok"),
    "trafikkontroller": (9, ("oslovagen", "skee", "uddevallavagen", "e6_skee"),
                         ("Hastighetskontroll", "Nykterhetskontroll", "Kontroll nära skola"), 3,
                         "Polisens insatslogg"),
    "kontroller_storande": (5, ("norra_hamnen", "nordby", "torget"),
                            ("Kontroll av A-traktorer", "Insats vid bilträff"), 2, "Polisens insatslogg"),
}  # fmt: skip
_WALK = (("2017-10-19", "resecentrum", "Vandring resecentrum–Stadsparken, 17 brister antecknade", "Protokoll"),)


def write_population(path: Path) -> None:
    """Write ``question;choice;population``."""
    rows = [(question, choice, count) for question, group in POPULATION.items() for choice, count in group.items()]
    _write(path, ("question", "choice", "population"), rows)


def write_activities(path: Path) -> None:
    """Write ``activity;measure;date;place;amount;note;source``, in order of date."""
    chance = Chance(365)
    rows = [("trygghetsvandring", day, place, 1, note, source) for day, place, note, source in _WALK]
    for measure, (number, places, notes, most, source) in _YEAR.items():
        for index in range(number):
            day = date(2017, 1, 12) + timedelta(days=int((index + chance.share()) * 335 / number))
            amount = chance.whole(1, most)
            rows.append((measure, day.isoformat(), chance.one(places), amount, chance.one(notes), source))
    rows.sort(key=lambda row: (row[1], row[0]))
    marked = [(f"akt_{index:03d}", *row[:4], row[4], f"{row[5]} (påhittad)") for index, row in enumerate(rows, start=1)]
    _write(path, ("activity", "measure", "date", "place", "amount", "note", "source"), marked)


def _write(path: Path, headings: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerow(headings)
        writer.writerows(rows)
