"""Invented residents and what they answer; the tendencies are those the public page of 2017 tells of."""

from __future__ import annotations

import math
from dataclasses import dataclass

from demo.chance import Chance
from demo.words import place_answer, proposal

BANDS = {"16_24": (16, 24), "25_44": (25, 44), "45_64": (45, 64), "65_plus": (65, 91)}
DISTANCE = {"centrum": 0.7, "norra_stan": 1.9, "sodra_stan": 2.1, "skee": 6.2, "kosteroarna": 11.4, "ovriga": 15.0}
# Who answers: women and town residents more often than others; the young come to the event rather than the web.
AGES = {
    "web": {"16_24": 12, "25_44": 35, "45_64": 36, "65_plus": 17},
    "event": {"16_24": 27, "25_44": 34, "45_64": 23, "65_plus": 16},
}
AREAS = {
    "web": {"centrum": 25, "norra_stan": 20, "sodra_stan": 21, "skee": 13, "kosteroarna": 5, "ovriga": 16},
    "event": {"centrum": 30, "norra_stan": 21, "sodra_stan": 22, "skee": 9, "kosteroarna": 3, "ovriga": 15},
}
PRIORITIES = {
    "trafik": 19, "storande_fordon": 7, "skolvagar": 6, "offentliga_platser": 14, "unga_droger": 13, "narkotika": 9,
    "vald": 5, "berusade": 5, "synlig_polis": 9, "inbrott": 5, "bedrageri": 4, "skadegorelse": 4,
}  # fmt: skip
SAFE = ("mycket_trygg", "ganska_trygg", "ganska_otrygg", "mycket_otrygg")
WORRY = ("aldrig", "sallan", "ibland", "ofta", "mycket_ofta")
BOTHER = ("inte_alls", "lite", "ganska_mycket", "mycket")
TRUST = ("mycket_stort", "ganska_stort", "ganska_litet", "mycket_litet")
TRUST_2015 = ("mycket_stort", "ganska_stort", "varken_eller", "ganska_litet", "mycket_litet")


@dataclass(frozen=True)
class Person:
    """Who answers; ``age`` in years, ``band`` and ``area`` as choice names of the codebook."""

    sex: str
    age: int
    band: str
    area: str

    @property
    def young(self) -> bool:
        """Return whether the person is 16–24 years old."""
        return self.band == "16_24"


def person(chance: Chance, *, mode: str) -> Person:
    """Return one invented resident who answers in this mode (``web`` or ``event``)."""
    sex = chance.weighted({"kvinna": 58.5, "man": 39, "annat": 1, "vill_inte_uppge": 1.5})
    band = chance.weighted(AGES[mode])
    return Person(sex, chance.whole(*BANDS[band]), band, chance.weighted(AREAS[mode]))


def answers(chance: Chance, *, who: Person, year: int, mode: str) -> dict[str, str | list[str]]:
    """Return the person's answers: question → choice name, list of names, or text; absent means no answer."""
    unease = chance.normal(0, 0.7)
    evening = unease + _evening(who)
    chosen = chance.several(_priorities(who), number=3 if chance.happens(0.75) else chance.whole(1, 2))
    given: dict[str, str | list[str]] = {
        "avstand": _distance(chance, who),
        "trygg_dag": _safety(chance, evening - 1.9, who),
        "trygg_kvall": _safety(chance, evening, who),
        "oro_inbrott": _level(chance, unease - 0.55 + 0.5 * (who.area in ("skee", "ovriga")), WORRY),
        "oro_vald": _level(chance, evening - 0.55, WORRY),
        "oro_trafik": _level(chance, unease + 0.1 + 0.3 * (who.band == "25_44"), WORRY),
        "dygnstid": _time(chance, evening),
        "utsatt": "vill_inte_svara" if chance.happens(0.03) else ("ja" if chance.happens(0.14) else "nej"),
        "prioritet": ["vet_ej"] if chance.happens(0.03) else chosen,
    }
    given |= _of_year(chance, year=year, unease=unease, who=who)
    if chance.happens(0.62 if mode == "web" else 0.42):
        given["otrygg_plats"] = place_answer(chance, area=who.area)
    if chance.happens(0.66 if mode == "web" else 0.38):
        given["forslag"] = proposal(chance, chosen=chosen)
    return {question: answer for question, answer in given.items() if not _skipped(chance, question)}


def _of_year(chance: Chance, *, year: int, unease: float, who: Person) -> dict[str, str | list[str]]:
    if year == 2015:
        return {"fortroende_polis_2015": _level(chance, unease - 0.1, TRUST_2015)}
    town = who.area in ("centrum", "norra_stan", "sodra_stan")
    return {
        "oro_bedrageri": _level(chance, unease - 0.5 + 0.9 * (who.band == "65_plus"), WORRY),
        "stord_trafik": _level(chance, unease - 0.3 + 0.4 * town, BOTHER),
        "stord_berusade": _level(chance, unease - 0.7 + 0.9 * (who.area == "centrum"), BOTHER),
        "fortroende_polis": _level(chance, unease - 0.25, TRUST),
    }


def _skipped(chance: Chance, question: str) -> bool:
    return question not in ("otrygg_plats", "forslag") and chance.happens(0.018)


def _evening(who: Person) -> float:
    """Return how far from safe the person feels late in the evening: young women in the centre most of all."""
    woman = who.sex == "kvinna"
    return (-0.75 + 0.75 * woman + 0.55 * (woman and who.young) + 0.45 * (who.area == "centrum")
            + 0.2 * (who.band == "65_plus") - 0.9 * (who.area == "kosteroarna")
            - 0.3 * (who.area in ("skee", "ovriga")))  # fmt: skip


def _safety(chance: Chance, unsafe: float, who: Person) -> str:
    if chance.happens(0.025):
        return "vet_ej"
    if unsafe > 0.9 and chance.happens(0.12 + 0.1 * (who.band == "65_plus")):
        return "gar_inte_ut"
    return _level(chance, unsafe, SAFE, unknown=0.0)


def _level(chance: Chance, tendency: float, levels: tuple[str, ...], *, unknown: float = 0.02) -> str:
    """Return a level of a scale: a logistic tendency cut in equal steps; higher tendency, later level."""
    if chance.happens(unknown):
        return "vet_ej"
    share = 1 / (1 + math.exp(-1.1 * (tendency + chance.normal(0, 0.55))))
    return levels[min(int(share * len(levels)), len(levels) - 1)]


def _time(chance: Chance, evening: float) -> str:
    if chance.happens(0.03):
        return "vet_ej"
    return chance.weighted({"dagtid": 4, "tidig_kvall": 18, "sen_kvall": 48 + 12 * max(evening, 0.0),
                            "aldrig": 34 - 14 * max(min(evening, 2.0), -1.0)})  # fmt: skip


def _priorities(who: Person) -> dict[str, float]:
    weights: dict[str, float] = {name: float(weight) for name, weight in PRIORITIES.items()}
    if who.sex == "kvinna":
        weights["offentliga_platser"] *= 1.25
    if who.young:
        weights |= {"offentliga_platser": 17, "narkotika": 12, "bedrageri": 1, "inbrott": 2}
    if who.band == "25_44":
        weights |= {"unga_droger": 16, "skolvagar": 10}
    if who.band == "65_plus":
        weights |= {"bedrageri": 9, "synlig_polis": 12, "unga_droger": 9}
    if who.area == "centrum":
        weights |= {"berusade": 9, "storande_fordon": 10}
    if who.area in ("skee", "ovriga"):
        weights |= {"trafik": 24, "inbrott": 9}
    return weights


def _distance(chance: Chance, who: Person) -> str:
    return f"{max(0.1, DISTANCE[who.area] * (1 + chance.normal(0, 0.25))):.1f}"
