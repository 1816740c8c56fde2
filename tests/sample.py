"""A small invented edition for tests of everything below the border; figures are simple enough to check by eye."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from medlofte import edition, tables
from medlofte.criteria import BRA

TOPICS = (
    ("hastighet", "Fortkörning och hastighet", "trafik", "polis", 0.46, 300),
    ("narkotika", "Narkotika", "droger", "gemensamt", 0.38, 200),
    ("belysning", "Belysning och mörka platser", "offentlig miljö", "kommun", 0.31, 150),
    ("synlig_polis", "Synlig polis och närvaro", "polis", "polis", 0.22, 100),
    ("inbrott", "Inbrott", "brott", "polis", 0.08, 40),
)
N = 480
_kept, _made = TemporaryDirectory(prefix="medlofte-sample-"), dict[str, Path]()
_SQUARE = {"centrum": (283000, 6540000), "skee": (288000, 6538000)}


def sample_edition(folder: str | Path, **about: Any) -> edition.Edition:
    """Write and open the sample edition in ``folder``; ``about`` overrides what the round says of itself."""
    described = {
        "name": "exempel", "kommun": "Strömstad", "kommun_code": "1486", "year": 2017, "title": "Exempelrunda 2017",
        "demo": True, "parties": ["Polisen", "Strömstads kommun"], "design": "self-selected", "rake": ["alder", "kon"],
        "crossings": [[], ["omrade"], ["alder"], ["kon"], ["mode"], ["omrade", "kon"]],
        "priority_question": "prioritet", "population_total": 13079, "cell_size": 500,
        "criteria": [criterion.model_dump() for criterion in BRA], "start": "2017-01-01", "end": "2017-12-31",
        "created": "2026-11-23T12:00:00+00:00", "profile": "internal", "minimum_count": 5, "minimum_base": 10,
        "survey_year": 2016, "note": "Självrekryterat urval: vem som helst har kunnat svara.",
    } | about  # fmt: skip
    if Path(folder).exists():
        return edition.write(folder, frames=frames(), layers=layers(), about=described)
    # The same one is written once and copied: hundreds of tests ask for it.
    key = json.dumps(described, default=repr)
    if key not in _made:
        place = Path(_kept.name) / str(len(_made))
        _made[key] = edition.write(place, frames=frames(), layers=layers(), about=described).path
    shutil.copytree(_made[key], folder)
    return edition.Edition.open(folder)


def frames() -> dict[str, pd.DataFrame]:
    """Return every table of the sample edition."""
    made = {table.name: table.empty() for table in tables.EDITION}
    rows = {
        "questions": _questions(), "choices": _choices(), "topics": _topics(), "actors": _actors(),
        "estimates": _estimates(), "ranks": _ranks(), "reports": _reports(), "registers": _registers(),
        "situation": _situation(), "divergences": _divergences(),
        "places": _places(), "cells": _cells(), "promises": _promises(),
        "measures": _measures(), "activities": _activities(), "composition": _composition(), "changes": _changes(),
        "accounting": _accounting(), "mentions": _mentions(), "coverage": _coverage(), "provenance": _provenance(),
    }  # fmt: skip
    for table in tables.EDITION:
        made[table.name] = table.check(pd.DataFrame(rows.get(table.name, ()), columns=table.names))
    return made


def layers() -> dict[str, dict[str, Any]]:
    """Return two square areas, a coast and a road, SWEREF 99 TM."""
    areas = [_square(name, name.capitalize(), x, y, 2000) for name, (x, y) in _SQUARE.items()]
    coast = [_square("land", "Land", 281000, 6536000, 10000)]
    line = {"type": "LineString", "coordinates": [[281000, 6539000], [291000, 6539500]]}
    road = {"type": "Feature", "properties": {"id": "e6", "label": "E6"}, "geometry": line}
    return {
        "areas": edition.collection(areas),
        "coast": edition.collection(coast),
        "roads": edition.collection([road]),
    }


def _square(name: str, label: str, x: int, y: int, side: int) -> dict[str, Any]:
    ring = [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"id": name, "label": label}, "geometry": geometry}


def _questions() -> list[tuple[Any, ...]]:
    return [
        ("kon", "Kön", "Kön", "select_one", "group", "kon", ""),
        ("alder", "Hur gammal är du?", "Ålder", "select_one", "group", "alder", ""),
        ("omrade", "Var bor du?", "Område", "select_one", "group", "omrade", ""),
        ("mode", "Svarssätt", "Svarssätt", "select_one", "group", "mode", ""),
        ("trygg_kvall", "Hur trygg känner du dig ute ensam en sen kväll?", "Trygg sen kväll", "scale", "",
         "trygg_kvall", "trygg-1"),
        ("prioritet", "Vilka tre frågor är viktigast för din trygghet?", "Viktigast", "select_multiple", "",
         "prioritet", "prio-1"),
    ]  # fmt: skip


def _choices() -> list[tuple[Any, ...]]:
    pairs = {
        "kon": ("Kvinna", "Man"),
        "alder": ("16–24", "25–44", "45–64", "65+"),
        "omrade": ("Centrum", "Skee"),
        "mode": ("Webb", "Evenemang"),
    }
    rows = [(q, _slug(text), text, i, "", False) for q, texts in pairs.items() for i, text in enumerate(texts)]
    scale = ("Mycket trygg", "Ganska trygg", "Ganska otrygg", "Mycket otrygg")
    rows += [("trygg_kvall", _slug(text), text, i, "", i > 1) for i, text in enumerate(scale)]
    return rows + [("prioritet", t[0], t[1], i, t[0], False) for i, t in enumerate(TOPICS)]


def _slug(text: str) -> str:
    fixed = {"Webb": "web", "Evenemang": "event", "16–24": "16_24", "25–44": "25_44", "45–64": "45_64", "65+": "65_"}
    return fixed.get(text, text.lower().replace(" ", "_"))


def _topics() -> list[tuple[Any, ...]]:
    return [(t[0], t[1], t[2], t[3], f"Svar om {t[1].lower()}.") for t in TOPICS]


def _actors() -> list[tuple[Any, ...]]:
    return [("polis", "Polis", "polis", True), ("skola", "Skola", "kommun", True),
            ("brottsofferjour", "Brottsofferjour", "annan", False)]  # fmt: skip


def _groups() -> list[tuple[tuple[str, str, str, str], float, int]]:
    """Return (by1, group1, by2, group2), a factor on the share, and n."""
    single = [
        ("kon", "kvinna", 1.1, 290), ("kon", "man", 0.85, 190), ("alder", "16_24", 1.2, 60),
        ("alder", "25_44", 1.05, 150), ("alder", "45_64", 1.0, 170), ("alder", "65_", 0.8, 100),
        ("omrade", "centrum", 1.1, 300), ("omrade", "skee", 0.85, 180), ("mode", "web", 1.0, 330),
        ("mode", "event", 1.0, 150),
    ]  # fmt: skip
    pairs = [("centrum", "kvinna", 1.2, 180), ("centrum", "man", 0.95, 120), ("skee", "kvinna", 0.9, 110),
             ("skee", "man", 0.7, 7)]  # fmt: skip
    rows: list[tuple[tuple[str, str, str, str], float, int]] = [(("", "", "", ""), 1.0, N)]
    rows += [((by, group, "", ""), factor, n) for by, group, factor, n in single]
    return rows + [(("omrade", a, "kon", k), factor, n) for a, k, factor, n in pairs]


def _estimates() -> list[tuple[Any, ...]]:
    scale = (("mycket_trygg", 0.30), ("ganska_trygg", 0.35), ("ganska_otrygg", 0.25), ("mycket_otrygg", 0.10))
    figures = [("trygg_kvall", choice, share) for choice, share in scale]
    figures += [("prioritet", t[0], t[4]) for t in TOPICS]
    return [_estimate(q, c, s * factor, group, n) for q, c, s in figures for group, factor, n in _groups()]


def _estimate(question: str, choice: str, share: float, group: tuple[str, ...], n: int) -> tuple:
    if n < 10:
        return (2016, question, choice, *group, None, None, None, None, None, None, "skyddad")
    p = min(share, 0.95)
    half = 1.96 * (p * (1 - p) / n) ** 0.5
    return (2016, question, choice, *group, p, max(p - half, 0), min(p + half, 1), n, n * 0.9, 0.04, "visad")


def _ranks() -> list[tuple[Any, ...]]:
    chances = (0.99, 0.95, 0.8, 0.25, 0.01)
    return [(t[0], "prioritet", t[4], t[4] - 0.04, t[4] + 0.04, i + 1, chances[i], "visad")
            for i, t in enumerate(TOPICS)]  # fmt: skip


def _reports() -> list[tuple[Any, ...]]:
    return [
        ("polis", "narkotika", "stadsparken", "ofta", "okar", 4, 4, "oppen"),
        ("polis", "hastighet", "", "ofta", "oforandrat", 3, 4, "oppen"),
        ("skola", "narkotika", "", "ibland", "okar", 4, 3, "intern"),
    ]


def _registers() -> list[tuple[Any, ...]]:
    counts = ((2014, 60), (2015, 70), (2016, 90))
    drugs = [("Brå", "bra_1", "Narkotikabrott", "narkotika", "Strömstad", str(y), 2, "", y == 2016, c, c / 0.13079,
              "visad") for y, c in counts]  # fmt: skip
    traffic = [("Olyckor", "olyckor", "Trafikolyckor", "hastighet", "Strömstad", str(y), 1, "", False, c / 5,
                c / 5 / 0.13079, "visad") for y, c in counts]  # fmt: skip
    return drugs + traffic


def _situation() -> list[tuple[Any, ...]]:
    actors = {"narkotika": (2, 2.5, 4.0, "okar"), "hastighet": (1, 3.0, 3.0, "oforandrat")}
    registers = {"narkotika": ("bra_1", 90, 688.1, 0.38), "hastighet": ("olyckor", 18, 137.6, 0.38)}
    more = {"narkotika": (0.03, 3.5, "stadsparken", 65.0, 0.02, "2016", 688.1, 553.3, 845.8, "Riket", 500.0, 0.01),
            "hastighet": (0.6, 4.0, "", 13.0, 0.4, "2015–2016", 122.3, 83.3, 173.7, "", None, None)}  # fmt: skip
    rows = []
    for i, t in enumerate(TOPICS):
        named, often, harm, trend = actors.get(t[0], (0, None, None, ""))
        indicator, count, per, change = registers.get(t[0], ("", None, None, None))
        said = "Invånarna sätter ämnet högt, men ingen aktör nämner det." if t[0] == "belysning" else ""
        none = (None, None, "", None, None, "", None, None, None, "", None, None)
        lacks = "" if indicator else "Ingen aktör nämner ämnet. Inget register täcker ämnet."
        rows.append((t[0], t[4], t[4] - 0.04, t[4] + 0.04, N, i + 1, (0.99, 0.95, 0.8, 0.25, 0.01)[i], 0.02, t[5] // 4,
                     named, 2, often, harm, trend, indicator, count, per, change, said, "visad",
                     *more.get(t[0], none), lacks))  # fmt: skip
    return rows


def _divergences() -> list[tuple[Any, ...]]:
    group = (
        "andel",
        290,
        190,
        0.001,
        0.01,
        "Chitvåtest",
        "Ämnet väljs oftare i gruppen «Kvinna» än i gruppen «Man»: 42 % mot 32 %.",
    )
    level = ("per 100 000", 90, None, 0.004, 0.01, "Exakt Poissontest", "Registren ligger över Riket: 688 mot 500.")
    return [
        ("narkotika", "grupp", "kon", "kvinna", "", "", 0.42, 0.32, 0.02, 0.18, *group),
        ("narkotika", "register_niva", "", "", "", "", 688.1, 500.0, 53.3, 345.8, *level),
        ("belysning", "grupp", "kon", "kvinna", "", "", 0.34, 0.3, -0.04, 0.12, *group[:3], 0.4, 0.6, "Chitvåtest", ""),
    ]


def _places() -> list[tuple[Any, ...]]:
    return [("stadsparken", "Stadsparken", "park", 283500, 6540500, 34, 1, "visad"),
            ("resecentrum", "Resecentrum", "station", 283900, 6540900, 21, 0, "visad"),
            ("skee_skola", "Skee skola", "skola", 288600, 6538500, None, None, "skyddad")]  # fmt: skip


def _cells() -> list[tuple[Any, ...]]:
    return [("a1", 283500, 6540433, 22, "narkotika", "visad"), ("a2", 284000, 6540433, 9, "", "visad"),
            ("a3", 288500, 6538701, None, "", "skyddad")]  # fmt: skip


def _promises() -> list[tuple[Any, ...]]:
    return [
        ("narkotika", "Insatser mot narkotika", "Polisen ska genomföra riktade insatser mot narkotika.", "gemensamt",
         "narkotika", "", "", None, None, "", ""),
        ("vandring", "Trygghetsvandring", "Kommun och polis genomför gemensamt minst en trygghetsvandring under 2017.",
         "gemensamt", "belysning|synlig_polis", "stadsparken", "Antal trygghetsvandringar", None, 1, "2017-12-31",
         "Säkerhetssamordnare"),
    ]  # fmt: skip


def _measures() -> list[tuple[Any, ...]]:
    return [
        ("insatser", "narkotika", "Riktade insatser", "Tillgång", "situationell", "Lokalpolisområdet", None,
         "insatser"),
        ("vandringar", "vandring", "Trygghetsvandringar", "Mörka platser", "situationell", "Säkerhetssamordnare", 1,
         "vandringar"),
    ]  # fmt: skip


def _activities() -> list[tuple[Any, ...]]:
    return [("a1", "insatser", "2017-03-04", "stadsparken", 1, "Påhittad insats", "Polisen"),
            ("a2", "vandringar", "2017-10-12", "stadsparken", 1, "Påhittad vandring", "Kommunen")]  # fmt: skip


def _composition() -> list[tuple[Any, ...]]:
    return [("kon", "kvinna", 290, 0.604, 0.498, "visad"), ("kon", "man", 190, 0.396, 0.502, "visad")]


def _changes() -> list[tuple[Any, ...]]:
    return [("prioritet", "narkotika", 2015, 2016, 0.08, 0.02, 0.14, 0.03, "", "visad"),
            ("prioritet", "inbrott", 2015, 2016, -0.01, -0.05, 0.03, 0.7, "", "visad")]  # fmt: skip


def _accounting() -> list[tuple[Any, ...]]:
    return [(2016, "trygg_kvall", 500, 480, 15, 5, 0, 0, "visad"), (2016, "prioritet", 500, 480, 0, 18, 2, 0, "visad")]


def _mentions() -> list[tuple[Any, ...]]:
    return [(2016, t[0], t[5] // 4, 0.0, "visad") for t in TOPICS]


def _coverage() -> list[tuple[Any, ...]]:
    return [(2016, "forslag", 240, 0.82, 0.0, 0.18, 0.25, 0.71)]


def _provenance() -> list[tuple[Any, ...]]:
    return [("survey/web.csv", "survey", "0" * 64, 352, 350, 2), ("survey/event.xlsx", "survey", "1" * 64, 150, 150, 0)]
