"""The three survey files, each with the habits of the tool or the people it came from, and a few faults to find."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from demo.chance import Chance
from demo.people import Person, answers, person
from demo.workbook import MARK, write

Row = dict[str, Any]
_WEB = (
    "svarsid", "inlamnad", "kon", "alder", "omrade", "avstand", "trygg_dag", "trygg_kvall", "otrygg_plats", "dygnstid",
    "oro_inbrott", "oro_vald", "oro_trafik", "oro_bedrageri", "stord_trafik", "stord_berusade", "utsatt", "prioritet",
    "fortroende_polis", "forslag",
)  # fmt: skip
_EVENT = {
    "svarsid": "Löpnummer", "inlamnad": "Datum", "omrade": "Bostadsområde", "alder": "Ålder (år)", "kon": "Kön",
    "prioritet": "Viktigast (högst tre)", "trygg_dag": "Trygg dagtid", "trygg_kvall": "Trygg sen kväll",
    "oro_trafik": "Orolig i trafiken", "oro_vald": "Orolig för våld", "oro_inbrott": "Orolig för inbrott",
    "oro_bedrageri": "Orolig för bedrägeri", "stord_trafik": "Störd av buskörning",
    "stord_berusade": "Störd av berusade", "dygnstid": "Otrygg tid på dygnet", "utsatt": "Utsatt för brott",
    "fortroende_polis": "Förtroende polisen", "avstand": "Km till centrum", "otrygg_plats": "Otrygg plats",
    "forslag": "Egna förslag",
}  # fmt: skip
_EARLIER = (
    "svarsid", "inlamnad", "kon", "alder", "omrade", "avstand", "trygg_dag", "trygg_kvall", "oro_inbrott", "oro_vald",
    "oro_trafik", "dygnstid", "utsatt", "prioritet", "fortroende_polis_2015", "otrygg_plats", "forslag",
)  # fmt: skip
# The people who typed in the paper forms used the form's numbers for the two questions on safety.
_CODES = {"mycket_trygg": 1, "ganska_trygg": 2, "ganska_otrygg": 3, "mycket_otrygg": 4, "gar_inte_ut": 5, "vet_ej": 9}


def write_surveys(folder: Path, *, codebook: Row) -> list[str]:
    """Write the three files under ``folder`` from the codebook's own words; return the web respondents' ids."""
    labels = {q["name"]: q["label"] for q in codebook["questions"]}
    words = {q["name"]: {c["name"]: c["label"] for c in q.get("choices", ())} for q in codebook["questions"]}
    web = _people(Chance(2016), number=328, prefix="DEMO-W", start=datetime(2016, 10, 3, 8), year=2016, mode="web")
    contacts = ("Ring mig gärna på 070-000 00 00.", "Svara till namn@exempel.invalid.", "Mitt nummer är 070-000 00 00.")
    for at, contact in zip((40, 133, 251), contacts, strict=True):
        web[at]["forslag"] = f"{web[at].get('forslag', 'Fler poliser ute på kvällarna')}. {contact}"
    rows = _faulty([_written(row, words) for row in web], words)
    _delimited(folder / "web.csv", rows, {name: labels[name] for name in _WEB}, encoding="cp1252", end="\r\n")
    _event(folder / "event.xlsx", words)
    earlier = _people(Chance(2015), number=300, prefix="DEMO-F", start=datetime(2015, 10, 5, 8), year=2015, mode="web")
    rows = [_written(row, words) for row in earlier]
    rows[57]["alder"] = "1971"
    rows[212]["trygg_kvall"] = "Ganska trygt"
    headings = {name: labels[name] for name in _EARLIER}
    _delimited(folder / "2015-web.csv", rows, headings, encoding="utf-8-sig", end="\n")
    return [row["svarsid"] for row in web]


def _people(chance: Chance, *, number: int, prefix: str, start: datetime, year: int, mode: str) -> list[Row]:
    made, when = [], start
    for index in range(1, number + 1):
        who: Person = person(chance, mode=mode)
        when += timedelta(minutes=chance.whole(3, 340))
        if when.hour < 6:
            when += timedelta(hours=7)
        background = {"svarsid": f"{prefix}{index:03d}", "inlamnad": when, "kon": who.sex, "alder": who.age,
                      "omrade": who.area}  # fmt: skip
        made.append(background | answers(chance, who=who, year=year, mode=mode))
    return made


def _written(row: Row, words: dict[str, dict[str, str]]) -> Row:
    """Return the row as a Swedish form tool writes it: labels, decimal comma, several answers in one cell."""
    made: Row = {}
    for name, value in row.items():
        if isinstance(value, list):
            made[name] = "; ".join(words[name][choice] for choice in value)
        elif name == "inlamnad":
            made[name] = value.strftime("%Y-%m-%d %H:%M")
        else:
            made[name] = words[name].get(value, value) if words.get(name) else value
    return made | ({"avstand": row["avstand"].replace(".", ",")} if "avstand" in row else {})


def _faulty(rows: list[Row], words: dict[str, dict[str, str]]) -> list[Row]:
    """Return the rows with the faults that real files have: eight rows that ``check`` must find."""
    options = list(words["prioritet"].values())
    rows[17] |= {"alder": "före detta"}
    rows[88] |= {"alder": "217"}
    rows[121] |= {"trygg_kvall": "Ganska otryg"}
    rows[164] |= {"omrade": "Centrumm"}
    rows[203] |= {"prioritet": "; ".join((options[0], options[3], options[4], options[8]))}
    rows[239] |= {"avstand": "två mil"}
    again: Row = dict(rows[275])
    empty: Row = {}
    return [*rows[:290], again, *rows[290:310], empty, *rows[310:]]


def _delimited(path: Path, rows: list[Row], headings: dict[str, str], *, encoding: str, end: str) -> None:
    memory = io.StringIO(newline="")
    writer = csv.writer(memory, delimiter=";", lineterminator=end)
    writer.writerow(headings.values())
    writer.writerows([row.get(name, "") for name in headings] for row in rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(memory.getvalue().encode(encoding))


def _event(path: Path, words: dict[str, dict[str, str]]) -> None:
    start = datetime(2016, 10, 28, 16)
    people = _people(Chance(1028), number=152, prefix="DEMO-E", start=start, year=2016, mode="event")
    rows = [_typed(row, words, start) for row in people]
    rows[33]["alder"] = 12.0
    rows[90]["kon"] = "Kvinan"

    def fill(workbook: Any) -> None:
        sheet = workbook.add_worksheet("Svar")
        bold, day = workbook.add_format({"bold": True}), workbook.add_format({"num_format": "yyyy-mm-dd"})
        sheet.merge_range(0, 0, 0, 6, "Trygghetsenkät, svar på papper under Strömstad in Light hösten 2016", bold)
        sheet.write(1, 0, f"{MARK}: ingen verklig person har svarat.")
        sheet.write_row(3, 0, list(_EVENT.values()), bold)
        for line, row in enumerate(rows, start=4):
            for column, name in enumerate(_EVENT):
                _cell(sheet, line, column, row.get(name, ""), day)
        foot = len(rows) + 5
        sheet.write(
            foot,
            0,
            "* Trygg dagtid och Trygg sen kväll: 1 = mycket trygg … 4 = mycket otrygg, 5 = går inte ut, 9 = vet ej.",
        )
        sheet.write(foot + 1, 0, "Inskrivet av turistbyråns personal (påhittat).")

    write(path, fill=fill)


def _cell(sheet: Any, row: int, column: int, value: Any, day: Any) -> None:
    if isinstance(value, datetime):
        sheet.write_datetime(row, column, value, day)
    elif value != "":
        sheet.write(row, column, value)


def _typed(row: Row, words: dict[str, dict[str, str]], day: datetime) -> Row:
    made = _written(row, words) | {"inlamnad": datetime(day.year, day.month, day.day), "alder": float(row["alder"])}
    for name in ("trygg_dag", "trygg_kvall"):
        if name in row:
            made[name] = float(_CODES[row[name]])
    return made | ({"avstand": float(row["avstand"])} if "avstand" in row else {})
