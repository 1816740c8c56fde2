"""The sentences about where an edition's pictures part, made from the figures beside them; the names of the tests.

An edition holds them in Swedish; a reader of English is told the same figures anew.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from medlofte import style
from medlofte.language import N_, _

Row = Mapping[Any, Any]
EMPHASIS = N_("Monte Carlo-test: aktörernas val dragna i proportion till invånarnas andelar")
PAST = N_("Exakt Poissontest, och t-test med årens egen spridning; det försiktigare gäller")
OTHERS = N_("Exakt Poissontest; vid minst tre kommuner även t-test mellan dem, det försiktigare gäller")
GROUPS = N_("Chitvåtest av två andelar på effektivt antal svar (Rao–Scott)")
NAMED = N_(
    "Sannolikhet att höra till invånarnas tre främsta (återdragning), eller osäkerhetsintervall; alla aktörer räknas"
)
REPORTED = N_("Exakt Poissontest av de fyra senaste kvartalen mot de fyra före")
COMPARABLE, NATIONAL = N_("{n} jämförbara kommuner"), N_("Riket")
# How registers write the whole country, in lower case.
COUNTRY = ("riket", "landet", "sverige")
NOT_ASKED = N_("Enkätens fråga har inget svarsalternativ för ämnet.")
NOT_NAMED = N_("Ingen aktör nämner ämnet.")
NOT_REGISTERED = N_("Inget register täcker ämnet.")
OPTIONS_CHANGED = N_("Svarsalternativen ändrades mellan {before} och {after} ({names}); åren jämförs inte.")
CHANGED = N_("Frågan eller svarsalternativen ändrades mellan {before} och {after}; åren jämförs inte.")
SHOWN_GROUPS = 2
_ORDER = ("betoning", "namnd", "riktning", "niva", "grupp")
_OF_ONE_PICTURE = ("register_tid", "register_niva", "rapporter_tid")


@dataclass(frozen=True)
class Labels:
    """Labels of groups: (question, group) → its label, and the questions that show two groups."""

    labels: Mapping[tuple[str, str], str]
    pairs: frozenset[str]

    def told(self, row: Row, topic: Row, *, reports: pd.DataFrame) -> str:
        """Return the sentence of a row of ``DIVERGENCES`` that holds; ``topic`` is its row of ``SITUATION``."""
        if row["kind"] == "riktning":
            return direction(row, told=trends(reports, topic=str(row["topic"]), fell=fell(row)))
        if row["kind"] == "namnd":
            return named(topic)
        return level(row, topic) if row["kind"] == "niva" else self.sentence(row, topic)

    def sentence(self, row: Row, topic: Row) -> str:
        """Return the sentence of one comparison whose test holds."""
        made = {"betoning": _emphasis, "register_tid": _past, "register_niva": _others, "rapporter_tid": _reported}
        return made.get(str(row["kind"]), self._group)(row, topic)

    def _group(self, row: Row, _topic: Row) -> str:
        more = _("oftare") if _rose(row) else _("mer sällan")
        parts = [(str(row["by1"]), str(row["group1"])), (str(row["by2"]), str(row["group2"]))]
        name = ", ".join(self.labels.get(part, part[1]) for part in parts if part[0])
        # Of two groups the other one has a name.
        other = self._other(*parts[0]) if not row["by2"] and row["by1"] in self.pairs else ""
        rest = _("i gruppen «{other}»").format(other=other) if other else _("bland övriga")
        shares = {end: style.percent(row[end]) for end in ("first", "second")}
        counts = {end: style.number(row[end]) for end in ("n_first", "n_second")}
        said = _(
            "Ämnet väljs {more} i gruppen «{name}» än {rest}: {first} mot {second} ({n_first} och {n_second} svar)."
        )
        return said.format(more=more, name=name, rest=rest, **shares, **counts)

    def _other(self, by: str, group: str) -> str:
        return next((label for (name, other), label in self.labels.items() if name == by and other != group), "")


def direction(row: Row, *, told: tuple[int, int]) -> str:
    """Return the sentence about actors and registers that point different ways: ``told`` of how many actors say so."""
    count, asked = told
    if asked == 1 and fell(row):
        said = _("Den enda aktör som bedömt utvecklingen säger att det ökar, men registren visar färre: {against}.")
    elif asked == 1:
        said = _("Den enda aktör som bedömt utvecklingen säger att det minskar, men registren visar fler: {against}.")
    elif fell(row):
        said = _("{count} av {asked} {asked|aktör|aktörer} som bedömt utvecklingen säger att det ökar, men "
                 "registren visar färre: {against}.")  # fmt: skip
    else:
        said = _("{count} av {asked} {asked|aktör|aktörer} som bedömt utvecklingen säger att det minskar, men "
                 "registren visar fler: {against}.")  # fmt: skip
    return said.format(count=count, asked=asked, against=_against(row))


def level(row: Row, topic: Row) -> str:
    """Return the sentence about residents and registers that put the topic at different heights."""
    where = _("{compared} ({first} per 100 000 mot {second}, {period})").format(
        compared=compared(topic), period=topic["register_period"], **_numbers(row)
    )
    if fell(row):
        said = _("Invånarna sätter ämnet bland de tre främsta, men registren ligger under {where}.")
        return said.format(where=where)
    return _("Registren ligger över {where}, men {low}.").format(where=where, low=_low(topic))


def named(topic: Row) -> str:
    """Return the sentence about residents and actors where one side puts the topic high and the other hardly at all."""
    count, asked = style.number(topic["actors"]), style.number(topic["actors_asked"])
    if style.figure(topic["actors"]) * 2 >= style.figure(topic["actors_asked"]):
        said = _("{count} av {asked} {asked|aktör|aktörer} nämner ämnet, men bara {limits} av de svarande väljer det.")
        return said.format(count=count, asked=asked, limits=_limits(topic))
    few = _("ingen") if count == "0" else _("bara {count}").format(count=count)
    said = _("Bland invånarna hör ämnet till de tre vanligaste, men {few} av {asked} {asked|aktör|aktörer} nämner det.")
    return said.format(few=few, asked=asked)


def statements(table: pd.DataFrame) -> dict[str, str]:
    """Return topic → the sentences about where its pictures part: between perspectives first, then between groups."""
    said = table[(table["statement"] != "") & ~table["kind"].isin(_OF_ONE_PICTURE)]
    order = {kind: place for place, kind in enumerate(_ORDER)}
    # The weighing test says the same as the plain count, with more.
    weighed = set(said.loc[said["kind"] == "betoning", "topic"])
    said = said[(said["kind"] != "namnd") | ~said["topic"].isin(weighed)]
    ranked = said.assign(_kind=said["kind"].map(order), _gap=-(said["first"] - said["second"]).abs())
    found: dict[str, str] = {}
    for topic, rows in ranked.sort_values(["_kind", "_gap"]).groupby("topic"):
        kept = pd.concat([rows[rows["kind"] != "grupp"], rows[rows["kind"] == "grupp"].head(SHOWN_GROUPS)])
        found[str(topic)] = " ".join(kept["statement"])
    return found


def trends(reports: pd.DataFrame, *, topic: str, fell: bool) -> tuple[int, int]:
    """Return how many actors contradict the registers, and how many say anything of how the topic develops.

    Registers that fell are contradicted by those who say that it grows, and never that it falls; and the other way.
    """
    said = reports[(reports["topic"] == topic) & (reports["trend"] != "vet_ej")].groupby("actor")["trend"].agg(set)
    way, other = ("okar", "minskar") if fell else ("minskar", "okar")
    return int(sum(way in words and other not in words for words in said)), len(said)


def fell(row: Row) -> bool:
    """Return whether the first figure of a comparison is below the second."""
    return style.figure(row["first"]) < style.figure(row["second"])


def compared(topic: Row) -> str:
    """Return whom the registers are compared with."""
    name = str(topic["compared_with"])
    return _(NATIONAL) if name == NATIONAL else anew(name, COMPARABLE)


def anew(text: str, *templates: str) -> str:
    """Return a stored text in the reader's language, with the same values in the one of the templates that made it."""
    for template in templates:
        holes = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(template))
        if found := re.fullmatch(holes, text):
            return _(template).format(**found.groupdict())
    return text


def method(about: Row) -> str:
    """Return how an edition's figures were made, in plain words, from what it says of itself."""
    small = _("Antal under {count} och grupper med färre än {base} svar visas inte.")
    near = _("Antalet svar i en grupp är avrundat till närmaste {n}-tal.")
    parts = (
        _("Svaren är vägda så att de svarande stämmer med befolkningens fördelning (raking).") if about["rake"] else "",
        _("Andelarna räknas på dem som svarat på frågan; «vet ej» redovisas för sig."),
        _("Osäkerhetsintervallen är Wilsons, 95 %, på det effektiva antalet svar."),
        _("Ämnenas ordning är prövad genom att dra om urvalet många gånger."),
        _("Fritextsvar är kodade med kodbokens mönster och redovisas bara som antal."),
        small.format(count=about["minimum_count"], base=about["minimum_base"]),
        near.format(n=about["round_n"]) if about["round_n"] > 1 else "",
        _("Fler siffror kan vara skyddade så att de inte går att räkna ut ur de andra."),
    )
    return " ".join(part for part in parts if part)


def missing(topic: Row, *, question: str) -> str:
    """Return what a topic's picture lacks, in sentences; ``question`` is the priority question's name, or empty."""
    asked = style.missing(topic["share"]) and topic["status"] == "visad"
    parts = [
        _(NOT_ASKED) if question and asked else "",
        _(NOT_NAMED) if topic["actors_asked"] and not topic["actors"] else "",
        "" if isinstance(topic["indicators"], str) and topic["indicators"] else _(NOT_REGISTERED),
    ]
    return " ".join(part for part in parts if part)


def _low(topic: Row) -> str:
    """Return who puts the topic low: the residents where the survey asked, else the actors."""
    count, asked = style.figure(topic["actors"]), style.figure(topic["actors_asked"])
    few = _("bara {count} av {asked} {asked|aktör|aktörer} nämner ämnet").format(
        count=style.number(count), asked=style.number(asked)
    )
    if style.missing(topic["share"]):
        return _("{few} och enkäten frågade inte om det").format(few=few)
    return few if count * 4 < asked else _("bara {limits} av de svarande väljer ämnet").format(limits=_limits(topic))


def _emphasis(row: Row, topic: Row) -> str:
    if _rose(row):
        said = _("{count} av {asked} {asked|aktör|aktörer} nämner ämnet, fler än de omkring {expected} som väntas om "
                 "aktörerna vägde ämnena som invånarna ({share} av de svarande väljer det).")  # fmt: skip
    else:
        said = _("{count} av {asked} {asked|aktör|aktörer} nämner ämnet, färre än de omkring {expected} som väntas om "
                 "aktörerna vägde ämnena som invånarna ({share} av de svarande väljer det).")  # fmt: skip
    count, asked, expected = (style.number(row[name]) for name in ("first", "n_first", "second"))
    return said.format(count=count, asked=asked, expected=expected, share=_limits(topic))


def _past(row: Row, _topic: Row) -> str:
    said = _("Registren visar fler än tidigare: {against}.") if _rose(row) else (
        _("Registren visar färre än tidigare: {against}."))  # fmt: skip
    return said.format(against=_against(row))


def _others(row: Row, topic: Row) -> str:
    over = _("Registren ligger över {compared}: {first} per 100 000 invånare mot {second} ({period}).")
    said = over if _rose(row) else (
        _("Registren ligger under {compared}: {first} per 100 000 invånare mot {second} ({period})."))  # fmt: skip
    return said.format(compared=compared(topic), period=topic["register_period"], **_numbers(row))


def _reported(row: Row, _topic: Row) -> str:
    said = (
        _("Personalens lägesrapporter är fler: {first} de fyra senaste kvartalen mot {second} de fyra före.")
        if _rose(row)
        else _("Personalens lägesrapporter är färre: {first} de fyra senaste kvartalen mot {second} de fyra före.")
    )
    return said.format(**_numbers(row))


def _against(row: Row) -> str:
    before = style.figure(row["second"])
    return _("{first} senaste året mot i medel {before} per år tidigare").format(
        first=style.number(row["first"]), before=style.number(before, before < 10)
    )


def _rose(row: Row) -> bool:
    return style.figure(row["first"]) > style.figure(row["second"])


def _numbers(row: Row) -> dict[str, str]:
    return {end: style.number(row[end]) for end in ("first", "second")}


def _limits(topic: Row) -> str:
    return style.interval(topic["share"], topic["low"], topic["high"])
