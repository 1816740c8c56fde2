"""Invented sources of what staff and others see: weekly reports (EST), two surveys of others, and a safety walk."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from demo.chance import Chance
from demo.geography import PLACES

MARK = "påhittad"
# What: how many in a hundred, how many more in 2016 than in 2015, and where.
KINDS: dict[str, tuple[int, float, dict[str, float]]] = {
    "Stökiga ungdomar": (24, 1.0, {"Resecentrum": 6, "Torget": 4, "Stadsparken": 4, "Strömstad gymnasium": 3}),
    "Klotter och skadegörelse": (20, 1.0, {"Strömstad gymnasium": 4, "Canningområdet": 4, "Resecentrum": 3,
                                           "Stadsparken": 2}),
    "Berusade personer": (16, 1.0, {"Södra hamnen": 6, "Torget": 4, "Systembolaget": 3}),
    "Narkotika": (14, 1.8, {"Stadsparken": 7, "Resecentrum": 5, "Canningområdet": 2}),
    "Buskörning": (13, 1.0, {"Norra hamnen": 5, "Nordby": 4, "Torget": 2}),
    "Trasig belysning": (8, 1.0, {"Stadsparken": 4, "Gångtunneln vid stationen": 3, "Kebal": 2}),
    "Nedskräpning": (5, 1.0, {"Stadsparken": 3, "Södra hamnen": 3}),
}  # fmt: skip
_BY = {"Bostadsbolaget": 3, "Väktare": 4, "Fritidsgården": 2, "Polisen": 4, "Gatukontoret": 2}
_WEEKS = 104
_DAYS = {"1": 8, "2": 8, "3": 9, "4": 11, "5": 22, "6": 27, "7": 15}
_HOURS = {"8": 4, "11": 5, "14": 8, "17": 10, "19": 12, "21": 18, "22": 17, "23": 14, "1": 8}
_INDEX = {"Nedskräpning": (2.6, 2.5), "Berusade personer": (2.4, 2.7), "Narkotikapåverkade": (1.9, 2.4),
          "Störande trafik": (3.1, 3.0), "Oro att utsättas för brott": (1.8, 2.0)}  # fmt: skip
_SCHOOL = {"Har druckit alkohol senaste året": (41, 38), "Har använt narkotika någon gång": (6, 8)}
ROUTE = ((279960, 6539520), (280010, 6539545), (280060, 6539560), (280160, 6539545), (280240, 6539530),
         (280320, 6539520), (280365, 6539480), (280300, 6539440), (280200, 6539455))  # fmt: skip
_NOTED = (
    (1, 280060, 6539560, "Gångtunneln vid stationen", "belysning", "Tre av sex lampor i gångtunneln är trasiga",
     "Byt lampor och sätt upp skydd", "IMG_0101.jpg", "Tekniska förvaltningen", "klar"),
    (2, 280160, 6539545, "", "belysning", "Buskar skymmer sikten längs gångvägen", "Röj buskar två meter från vägen",
     "IMG_0102.jpg", "Tekniska förvaltningen", "pågår"),
    (3, 280320, 6539520, "Stadsparken", "narkotika", "Undanskymd bänk bakom scenen", "Flytta bänken till gångvägen",
     "IMG_0104.jpg", "Tekniska förvaltningen", "planerad"),
    (4, 280365, 6539480, "Stadsparken", "klotter_skadegorelse", "Klotter på transformatorstationen",
     "Sanera inom ett dygn", "", "Elnätsbolaget", "klar"),
    (5, 280200, 6539455, "", "synlig_polis", "Få vuxna i rörelse efter klockan 22",
     "Nattvandring fredag och lördag", "", "Säkerhetssamordnaren", "ny"),
)  # fmt: skip


def write_reports(folder: Path) -> None:
    """Write ``est.csv``, ``trygghetsmatning.csv`` and ``can.csv`` under ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = Chance(1414)
    rows = [row for week in range(_WEEKS) for row in _week(chance, date(2015, 1, 5) + timedelta(weeks=week))]
    _table(folder / "est.csv", ("Datum", "Klockslag", "Händelse", "Plats", "Rapportör", "Kommentar"), rows)
    index = [(name, area, year, _decimal(chance.normal(value, 0.05)), MARK)
             for name, values in _INDEX.items() for year, value in zip((2015, 2016), values, strict=True)
             for area in ("Lokalpolisområde Norra Bohuslän", "Strömstad")]  # fmt: skip
    _table(folder / "trygghetsmatning.csv", ("Indikator", "Område", "År", "Värde", "Anmärkning"), index)
    school = [(name, "Strömstad", year, sex, value + step, n, MARK)
              for name, values in _SCHOOL.items() for year, value in zip((2014, 2016), values, strict=True)
              for sex, step, n in (("Totalt", 0, 124), ("Flickor", 1, 66), ("Pojkar", -1, 58))]  # fmt: skip
    _table(folder / "can.csv", ("Fråga", "Område", "År", "Kön", "Andel", "Antal svar", "Anmärkning"), school)


def write_walk(folder: Path) -> None:
    """Write the route (GPX, degrees) and the protocol of an invented safety walk under ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    points = "".join(f'<trkpt lat="{lat:.6f}" lon="{lon:.6f}"/>' for lon, lat in map(_degrees, ROUTE))
    gpx = ('<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="demo" '
           'xmlns="http://www.topografix.com/GPX/1/1">'
           f"<trk><name>Vandring hösten 2016 ({MARK})</name><trkseg>{points}</trkseg></trk></gpx>\n")  # fmt: skip
    (folder / "resecentrum_stadsparken.gpx").write_bytes(gpx.encode())
    rows = [(number, "Resecentrum Stadsparken", "2016-10-20", place, x, y, topic, text, action, photo, owner, status,
             "öppen", MARK) for number, x, y, place, topic, text, action, photo, owner, status in _NOTED]  # fmt: skip
    _table(folder / "protokoll.csv", ("Nr", "Vandring", "Datum", "Plats", "X", "Y", "Ämne", "Observation", "Åtgärd",
                                      "Foto", "Ansvarig", "Status", "Sekretess", "Anmärkning"), rows)  # fmt: skip


def write_exposure(path: Path) -> None:
    """Write how many live around each place: invented squares of 250 metres."""
    chance = Chance(2500)
    rows = []
    for name, (_, _, kind, x, y) in PLACES.items():
        wide = 3 if kind == "omrade" or name in ("ringvagen", "skee", "canning") else 1
        for east in range(-wide, wide + 1):
            for north in range(-wide, wide + 1):
                people = chance.whole(4, 90 if wide == 3 else 30)
                rows.append((x // 250 * 250 + 125 + 250 * east, y // 250 * 250 + 125 + 250 * north, people))
    unique = {(x, y): people for x, y, people in rows}
    _table(path, ("x", "y", "antal"), [(x, y, people) for (x, y), people in sorted(unique.items())])


def _week(chance: Chance, monday: date) -> list[tuple[Any, ...]]:
    rows = []
    for _ in range(chance.whole(5, 11)):
        later = monday.year >= 2016
        what = chance.weighted({name: often * (more if later else 1.0) for name, (often, more, _) in KINDS.items()})
        day = monday + timedelta(days=int(chance.weighted(_DAYS)) - 1)
        clock = f"{int(chance.weighted(_HOURS)):02d}:{chance.whole(0, 5)}0" if chance.happens(0.9) else ""
        place = chance.weighted(KINDS[what][2])
        rows.append((day.isoformat(), clock, what, place, chance.weighted(_BY), MARK))
    return sorted(rows)


def _degrees(position: tuple[int, int]) -> tuple[float, float]:
    """Return longitude and latitude near Strömstad; good to some metres, enough for an invented walk."""
    east, north = position[0] - 280140, position[1] - 6539450
    return (11.178696 + east * 1.7336e-5 - north * 0.0992e-5, 58.938159 + east * 0.0512e-5 + north * 0.8961e-5)


def _decimal(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")


def _table(path: Path, headings: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerow(headings)
        writer.writerows(rows)
