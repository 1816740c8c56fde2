"""Invented registers: reported crimes in the shape of Brå's export, and traffic accidents with positions."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from demo.chance import Chance
from demo.geography import SEVERITIES, accident_site

YEARS = (2012, 2013, 2014, 2015, 2016)
POPULATION = {
    "Strömstad": (12_290, 12_480, 12_640, 12_810, 12_960),
    "Riket": (9_520_000, 9_600_000, 9_700_000, 9_800_000, 9_920_000),
}
_REGION = {"Strömstad": "9986", "Riket": "9900"}
_HEADINGS = (
    "År", "Månad", "Kvartal", "Periodtyp", "Periodetikett", "Periodnyckel", "Period_start", "Period_slut",
    "Preliminär", "Kommun", "Region_ID", "Brott", "Brott_ID", "Brottsnivå", "Förälder_ID", "Förälder", "Nivå1",
    "Nivå2", "Nivå3", "Nivå4", "Nivå5", "Antal", "Per100000", "Status_Antal", "Status_Per100000",
)  # fmt: skip


@dataclass(frozen=True)
class Crime:
    """One row of the tree; ``local`` and ``national`` are invented yearly levels per 100,000, ``trend`` per year."""

    id: int
    parent: int
    name: str
    local: float = 0
    national: float = 0
    trend: float = 0


# Leaves and "därav" rows carry a level; the others are the sum of theirs plus what has no row of its own.
TREE = (
    Crime(13192, 0, "Totalt antal brott"),
    Crime(13193, 0, "Brott mot brottsbalken"),
    Crime(13194, 13193, "3-7 kap. Brott mot person"),
    Crime(13195, 13194, "3 kap. Brott mot liv och hälsa", 960, 905, 0.02),
    Crime(13197, 13195, "därav misshandel inkl. grov", 880, 830, 0.02),
    Crime(13201, 13194, "4 kap. Brott mot frihet och frid", 1210, 1280, 0.01),
    Crime(13202, 13201, "därav olaga hot", 470, 490, 0.01),
    Crime(13203, 13201, "därav ofredande", 420, 440, 0.02),
    Crime(13207, 13194, "6 kap. Sexualbrott", 165, 185, 0.04),
    Crime(13208, 13207, "därav sexuellt ofredande", 80, 92, 0.06),
    Crime(13211, 13193, "8-12 kap. Brott mot förmögenheten"),
    Crime(13212, 13211, "8 kap. Stöld, rån m.m.", 4650, 4900, -0.04),
    Crime(13213, 13212, "därav inbrottsstöld i bostad", 290, 225, -0.03),
    Crime(13214, 13212, "därav cykelstöld", 310, 640, -0.02),
    Crime(13215, 13212, "därav stöld av båt och båtmotor", 420, 60, -0.05),
    Crime(13219, 13211, "9 kap. Bedrägeri och annan oredlighet", 1350, 1750, 0.09),
    Crime(13224, 13211, "12 kap. Skadegörelsebrott", 1420, 1690, -0.01),
    Crime(13225, 13224, "därav klotter", 180, 390, 0.0),
    Crime(13231, 0, "Brott mot specialstraffrättsliga författningar"),
    Crime(13232, 13231, "Brott mot trafikbrottslagen", 1190, 780, 0.01),
    Crime(13233, 13232, "därav rattfylleri och drograttfylleri", 560, 275, 0.01),
    Crime(13236, 13231, "Brott mot narkotikastrafflagen", 1530, 970, 0.06),
    Crime(13237, 13236, "därav eget bruk", 790, 520, 0.05),
    Crime(13238, 13236, "därav innehav", 560, 340, 0.06),
)
_BY_ID = {crime.id: crime for crime in TREE}


def write_registers(folder: Path) -> None:
    """Write ``bra.csv`` and ``accidents.csv`` under ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = Chance(1312)
    with (folder / "bra.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, _HEADINGS, restval="", lineterminator="\n")
        writer.writeheader()
        for region in POPULATION:
            for index, year in enumerate(YEARS):
                writer.writerows(_year(chance, region=region, index=index, year=year))
    _accidents(folder / "accidents.csv", Chance(1313))


def _year(chance: Chance, *, region: str, index: int, year: int) -> list[dict[str, object]]:
    people = POPULATION[region][index]
    counts = _counts(chance, region=region, index=index, people=people)
    return [_row(crime, year=year, region=region, count=counts[crime.id], people=people) for crime in TREE]


def _counts(chance: Chance, *, region: str, index: int, people: int) -> dict[int, int]:
    """Return id → count; "därav" rows fit together inside their parent, sums hold between the levels above."""
    counts: dict[int, int] = {}
    left: dict[int, int] = {}
    for crime in TREE:
        rate = (crime.local if region == "Strömstad" else crime.national) * (1 + crime.trend) ** (index - 2)
        drawn = chance.around(rate * people / 100_000) if rate else 0
        if crime.name.startswith("därav"):
            drawn = min(drawn, left[crime.parent])
            left[crime.parent] -= drawn
        counts[crime.id] = left[crime.id] = drawn
    for crime in reversed(TREE):
        below = [counts[other.id] for other in TREE if other.parent == crime.id]
        if not crime.local and below:
            counts[crime.id] = sum(below)
    counts[13192] = counts[13193] + counts[13231]
    return counts


def _row(crime: Crime, *, year: int, region: str, count: int, people: int) -> dict[str, object]:
    chain = [crime]
    while chain[0].parent:
        chain.insert(0, _BY_ID[chain[0].parent])
    full = [", ".join(step.name for step in chain[: depth + 1]) for depth in range(len(chain))]
    levels = {f"Nivå{depth + 1}": name for depth, name in enumerate(full)}
    preliminary = year == YEARS[-1]
    return {
        "År": year, "Periodtyp": "År", "Periodetikett": f"{year} prel." if preliminary else str(year),
        "Periodnyckel": year, "Period_start": f"{year}-01-01", "Period_slut": f"{year}-12-31",
        "Preliminär": preliminary, "Kommun": region, "Region_ID": _REGION[region], "Brott": full[-1],
        "Brott_ID": crime.id, "Brottsnivå": len(chain), "Förälder_ID": f"{crime.parent}.0" if crime.parent else "",
        "Förälder": full[-2] if crime.parent else "", "Antal": f"{count}.0",
        "Per100000": f"{round(count / people * 100_000)}.0",
    } | levels  # fmt: skip


def _accidents(path: Path, chance: Chance) -> None:
    rows = []
    for index, year in enumerate(YEARS):
        for _ in range(chance.around(31 + 2 * index)):
            month = int(chance.weighted({str(m): 14 if m in (6, 7, 8) else 8 for m in range(1, 13)}))
            place, x, y = accident_site(chance)
            date = f"{year}-{month:02d}-{chance.whole(1, 28):02d}"
            rows.append((date, x, y, chance.weighted(SEVERITIES), place, "påhittad olycka för demon"))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerow(("date", "x", "y", "severity", "place", "comment"))
        writer.writerows(sorted(rows))
