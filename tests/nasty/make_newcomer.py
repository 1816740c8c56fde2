"""Write the files that a newcomer may bring. Run: python -m tests.nasty.make_newcomer

Each is as its tool or its typist leaves it. What must be guessed of it stands in newcomer/expected.yaml, written by
hand. All answers are invented.
"""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import Any

import xlsxwriter

FOLDER = Path(__file__).with_name("newcomer")
Rows = list[list[Any]]
SAFE = ["Mycket trygg", "Ganska trygg", "Varken trygg eller otrygg", "Ganska otrygg", "Mycket otrygg"]
PROBLEMS = ["Nedskräpning", "Öppen droghandel", "Dålig belysning", "Inga problem"]
ISSUES = ["Synlig polis", "Belysning", "Inbrott", "Bedrägerier"]
OPINION = "Lampan vid gångvägen till skolan har varit trasig sedan i våras och ingen lagar den"


def forms() -> Rows:
    """Return Microsoft Forms' sheet: times, answers parted by a semicolon that ends the cell too, own words."""
    heads = ["ID", "Starttid", "Slutförandetid", "E-post", "Namn", "Vilket kön identifierar du dig som?\u00a0",
             "Hur gammal är du?", "Hur trygg känner du dig när du går ut ensam\nen sen kväll?",
             "Hur ofta är du orolig för inbrott?", "I vilken grad störs du av trafiken?",
             "Vilka av följande upplever du som problem?", "Ange de tre viktigaste frågorna för polisen och kommunen",
             "Hur stort är ditt förtroende för polisen? (1 = inget alls, 5 = mycket stort)",
             "Övriga synpunkter"]  # fmt: skip
    rows: Rows = [heads]
    for i in range(60):
        start = dt.datetime(2025, 9, 22, 8, 0) + dt.timedelta(hours=5 * i)
        several = ";".join([PROBLEMS[i % 4], PROBLEMS[(i + 1) % 4]]) + ";"
        rows.append([
            i + 1, start, start + dt.timedelta(minutes=4), "anonymous", "", ["Kvinna", "Man", "Vill ej uppge"][i % 3],
            ["65 år eller äldre", "18-29 år", "30-64 år", "Under 18 år"][i % 4], SAFE[i % 5],
            ["Aldrig", "Ganska sällan", "Sällan", "Ganska ofta", "Mycket ofta"][i % 5],
            ["Inte alls", "I mycket hög grad", "I liten grad", "I ganska hög grad"][i % 4],
            several + ("Vildsvin i trädgården;" if i == 7 else "hundar utan koppel;" if i == 9 else ""),
            ";".join(ISSUES[(i + k) % 4] for k in range(3)) + ";", i % 5 + 1, [OPINION, "", "Mer polis"][i % 3],
        ])  # fmt: skip
    return rows


def by_hand() -> Rows:
    """Return a paper survey typed into Excel: two rows of headings, codes, notes beside, a sum, an empty column."""
    rows: Rows = [
        ["Enkät torgdagen, inmatad av trygghetsgruppen"],
        ["Bakgrund", "", "", "", "Trygghet", "", "Problem (1=stort 2=litet 3=inget)", "", "", ""],
        [
            "Nr",
            "Datum",
            "Kön (1=kvinna, 2=man)",
            "Ålder",
            "Trygg kväll",
            "",
            "Klotter",
            "Klotter",
            "Drogær",
            "Kommentar",
        ],
    ]
    for i in range(1, 41):
        date = [f"{i % 28 + 1} sept 2024", f"{i % 28 + 1}/9-24", f"2024-09-{i % 28 + 1:02d}"][i % 3]
        rows.append([i, date, i % 2 + 1 if i != 17 else "1 (?)", 15 + 2 * (i - 1) if i != 30 else "ca 40",
                     i % 4 + 1 if i != 35 else "3-4", "", i % 3 + 1, (i + 1) % 3 + 1, 9 if i == 11 else i % 3 + 1,
                     ["", "mer poliser; och mer ljus", "mørkt vid bron"][i % 3]])  # fmt: skip
    rows[22].append("OBS svårläst!")
    rows += [[], ["Summa", "", 60, 1950, 100, "", 80, 80, 80, ""]]
    return rows


def population() -> Rows:
    """Return SCB's table as Excel gets it: no headings over region, age and sex, each label only once."""
    rows: Rows = [["Folkmängd efter region, ålder, kön och år"], [], ["", "", "", "2023", "2024"]]
    for age in range(101):
        for sex in ("män", "kvinnor"):
            first = not age and sex == "män"
            label = "100+ år" if age == 100 else f"{age} år"
            rows.append(["0199 Rönninge" if first else "", label if sex == "män" else "", sex, 9, 10])
    return [*rows, [], ["Källa: SCB"], ["Databas: Statistikdatabasen"]]


def population_csv() -> str:
    """Return the same table as «semikolonavgränsad med rubrik», with fewer ages."""
    lines = ['"Folkmängd efter region, ålder, kön och år"', "", '"region";"ålder";"kön";"2024"']
    lines += [f'"0199 Rönninge";"{age} år";"{sex}";10' for age in range(18, 90) for sex in ("män", "kvinnor")]
    return "\n".join(lines) + "\n"


def mapping(book: xlsxwriter.Workbook) -> None:
    """Write what two actors wrote in Word and somebody pasted: merged cells, own headings and words."""
    sheet = book.add_worksheet("Blad1")
    sheet.merge_range(0, 0, 0, 6, "Svar från aktörerna")
    sheet.write_row(2, 0, ["Aktör", "Problem", "Var?", "När?", "Hur allvarligt", "Hur ofta", "Utveckling"])
    sheet.merge_range(3, 0, 4, 0, "Polisen")
    sheet.write_row(3, 1, ["Narkotika", "Parken", "helger", 4, "varje vecka", "ökat"])
    sheet.write_row(4, 1, ["Inbrott", "hela kommunen", "", 2, "varje månad", "oförändrat"])
    sheet.write_row(5, 0, ["Socialtjänsten", "Våld i nära relation", "hemmet", "", 5, "ofta", "ökat något"])


def write() -> None:
    """Write every file."""
    FOLDER.mkdir(exist_ok=True)
    for name, rows in {"Enkät(1-60).xlsx": forms(), "folkmangd.xlsx": population()}.items():
        with xlsxwriter.Workbook(str(FOLDER / name), {"default_date_format": "m/d/yy h:mm:ss"}) as book:
            sheet = book.add_worksheet("Sheet1")
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
    with xlsxwriter.Workbook(str(FOLDER / "aktorer.xlsx")) as book:
        mapping(book)
    rows = by_hand()
    width = max(map(len, rows))
    with (FOLDER / "torget.csv").open("w", encoding="cp1252", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows([*row, *[""] * (width - len(row))] for row in rows)
    (FOLDER / "folkmangd.csv").write_text(population_csv(), "cp1252")
    places = "Namn;Kallas även;Nord;Öst\nParken;Järnvägsparken, stadsparken;6561300;654400\nBadhuset;;6561500;654100\n"
    (FOLDER / "platser.csv").write_text(places, "cp1252")


if __name__ == "__main__":
    write()
