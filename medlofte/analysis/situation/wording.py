"""The Swedish sentences about tested differences, and what the tests are called."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from medlofte import style

Row = Mapping[Any, Any]
EMPHASIS = "Monte Carlo-test: aktörernas val dragna i proportion till invånarnas andelar"
PAST = "Exakt Poissontest, och t-test med årens egen spridning; det försiktigare gäller"
OTHERS = "Exakt Poissontest; vid minst tre kommuner även t-test mellan dem, det försiktigare gäller"
GROUPS = "Chitvåtest av två andelar på effektivt antal svar (Rao–Scott)"
NAMED = (
    "Sannolikhet att höra till invånarnas tre främsta (återdragning), eller osäkerhetsintervall; alla aktörer räknas"
)
REPORTED = "Exakt Poissontest av de fyra senaste kvartalen mot de fyra före"
_TIMES = {1: "den enda aktör som bedömt utvecklingen säger"}


@dataclass(frozen=True)
class Words:
    """Labels of groups: (question, group) → its label, and how many groups each question shows."""

    labels: Mapping[tuple[str, str], str]
    pairs: frozenset[str]

    def sentence(self, row: Row, topic: Row) -> str:
        """Return the sentence of one comparison whose test holds."""
        kind = str(row["kind"])
        told = {"betoning": _emphasis, "register_tid": _past, "register_niva": _others, "rapporter_tid": _reported}
        return told.get(kind, self._group)(row, topic)

    def direction(self, row: Row, topic: Row, *, told: tuple[int, int]) -> str:
        """Return the sentence about actors and registers that point different ways."""
        fell = _float(row["first"]) < _float(row["second"])
        named, asked = told
        who = _TIMES.get(asked, f"{named} av {asked} aktörer som bedömt utvecklingen säger")
        way, seen = ("ökar", "färre") if fell else ("minskar", "fler")
        return f"{who[0].upper()}{who[1:]} att det {way}, men registren visar {seen}: {_against(row)}."

    def level(self, row: Row, topic: Row) -> str:
        """Return the sentence about residents and registers that put the topic at different heights."""
        rates = f"{style.number(row['first'])} per 100 000 mot {style.number(row['second'])}"
        where = f"{topic['compared_with']} ({rates}, {topic['register_period']})"
        if _float(row["first"]) < _float(row["second"]):
            return f"Invånarna sätter ämnet bland de tre främsta, men registren ligger under {where}."
        return f"Registren ligger över {where}, men {_low(topic)}."

    def _group(self, row: Row, _topic: Row) -> str:
        more = "oftare" if _float(row["first"]) > _float(row["second"]) else "mer sällan"
        parts = [(str(row["by1"]), str(row["group1"])), (str(row["by2"]), str(row["group2"]))]
        name = ", ".join(self.labels.get(part, part[1]) for part in parts if part[0])
        # Of two groups the other one has a name.
        other = self._other(*parts[0]) if not row["by2"] and row["by1"] in self.pairs else ""
        rest = f"i gruppen «{other}»" if other else "bland övriga"
        shares = [style.percent(row[end]) for end in ("first", "second")]
        counts = [style.number(row[end]) for end in ("n_first", "n_second")]
        return (f"Ämnet väljs {more} i gruppen «{name}» än {rest}: {shares[0]} mot {shares[1]} "
                f"({counts[0]} och {counts[1]} svar).")  # fmt: skip

    def _other(self, by: str, group: str) -> str:
        return next((label for (name, other), label in self.labels.items() if name == by and other != group), "")


def named(topic: Row) -> str:
    """Return the sentence about residents and actors where one side puts the topic high and the other hardly at all."""
    count, asked = style.number(topic["actors"]), style.number(topic["actors_asked"])
    if _float(topic["actors"]) * 2 >= _float(topic["actors_asked"]):
        limits = style.interval(topic["share"], topic["low"], topic["high"])
        return f"{count} av {asked} aktörer nämner ämnet, men bara {limits} av de svarande väljer det."
    few = "ingen" if count == "0" else f"bara {count}"
    return f"Bland invånarna hör ämnet till de tre vanligaste, men {few} av {asked} aktörer nämner det."


def _low(topic: Row) -> str:
    """Return who puts the topic low: the residents where the survey asked, else the actors."""
    count, asked = _float(topic["actors"]), _float(topic["actors_asked"])
    few = f"bara {style.number(count)} av {style.number(asked)} aktörer nämner ämnet"
    if style.missing(topic["share"]):
        return f"{few} och enkäten frågade inte om det"
    limits = style.interval(topic["share"], topic["low"], topic["high"])
    return few if count * 4 < asked else f"bara {limits} av de svarande väljer ämnet"


def _emphasis(row: Row, topic: Row) -> str:
    count, expected = _float(row["first"]), _float(row["second"])
    named = f"{style.number(count)} av {style.number(row['n_first'])} aktörer nämner ämnet"
    more = "fler" if count > expected else "färre"
    share = style.interval(topic["share"], topic["low"], topic["high"])
    return (f"{named}, {more} än de omkring {style.number(expected)} som väntas om aktörerna vägde ämnena som "
            f"invånarna ({share} av de svarande väljer det).")  # fmt: skip


def _past(row: Row, _topic: Row) -> str:
    more = "fler" if _float(row["first"]) > _float(row["second"]) else "färre"
    return f"Registren visar {more} än tidigare: {_against(row)}."


def _others(row: Row, topic: Row) -> str:
    over = "över" if _float(row["first"]) > _float(row["second"]) else "under"
    rates = f"{style.number(row['first'])} per 100 000 invånare mot {style.number(row['second'])}"
    return f"Registren ligger {over} {topic['compared_with']}: {rates} ({topic['register_period']})."


def _reported(row: Row, _topic: Row) -> str:
    more = "fler" if _float(row["first"]) > _float(row["second"]) else "färre"
    return (f"Personalens lägesrapporter är {more}: {style.number(row['first'])} de fyra senaste kvartalen "
            f"mot {style.number(row['second'])} de fyra före.")  # fmt: skip


def _against(row: Row) -> str:
    before = _float(row["second"])
    return f"{style.number(row['first'])} senaste året mot i medel {style.number(before, before < 10)} per år tidigare"


def _float(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else math.nan
