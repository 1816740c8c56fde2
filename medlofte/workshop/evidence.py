"""What an edition says about each problem under each criterion: a suggested answer and the sentence behind it.

A suggestion only opens the talk; the group answers. Each rule is stated in its function, with its limits as constants.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import pandas as pd

from medlofte import sentences, style
from medlofte.criteria import UNSURE
from medlofte.edition import Edition
from medlofte.language import N_, _, translated

LIMIT = 12
PER_PERSPECTIVE = 6
TOP = 3
CERTAIN = 0.05
REGISTER_STEP = 0.10
CLEARLY_ABOVE = 1.2
GREAT, SOME = 4.0, 3.0
MANY_FILES = 3
MANY, A_FEW = 0.5, 0.25
_BLANK = N_("Siffran är skyddad eller saknas.")
_TRENDS = {"okar": 1, "oforandrat": 0, "minskar": -1}
# A suggestion on a scale from 1 to 4, where no word fits better.
_GRADES = {"ja": "4", "delvis": "2", "nej": "1"}
# Rule → the tables its sentences rest on; kind of source file → what it is called.
_RESTS_ON = {
    "residents": ("estimates",),
    "trend": ("changes", "reports", "registers"),
    "comparison": ("registers",),
    "places": ("reports", "cells"),
    "actors": ("reports",),
    "consequences": ("reports",),
    "register": ("registers",),
}
_KINDS = {
    "survey": N_("enkäten"),
    "mapping": N_("aktörernas kartläggning"),
    "register": N_("registren"),
    "points": N_("kartan"),
}
Suggestion = tuple[str, str]


@dataclass(frozen=True)
class _Tables:
    """The tables of an edition that evidence is drawn from; ``kommun`` names its region in the registers."""

    situation: pd.DataFrame
    reports: pd.DataFrame
    registers: pd.DataFrame
    cells: pd.DataFrame
    changes: pd.DataFrame
    kommun: str


def problems(edition: Edition, *, limit: int = LIMIT) -> list[str]:
    """Return the topics that go on the board, at most ``limit``: those that any perspective puts high.

    Residents by their ranking, actors by how many name the topic (then by consequences), registers by the rate per
    100 000 inhabitants; at most six from each, taken in turn, so that no perspective crowds the others out.
    """
    frame = edition.table("situation")
    named = frame[frame["actors"].fillna(0) > 0]
    lists = [
        frame.dropna(subset="rank").sort_values(["rank", "topic"])["topic"],
        named.sort_values(["actors", "consequences", "topic"], ascending=[False, False, True])["topic"],
        frame.dropna(subset="register_per_100k").sort_values("register_per_100k", ascending=False)["topic"],
    ]
    turns = zip_longest(*(topics.head(PER_PERSPECTIVE) for topics in lists))
    return list(dict.fromkeys(topic for turn in turns for topic in turn if topic is not None))[:limit]


def evidence(edition: Edition, *, topics: Sequence[str] | None = None) -> pd.DataFrame:
    """Return a suggested answer and its reason for every problem and criterion.

    Parameters
    ----------
    edition
        Its ``about["criteria"]`` say which kind of evidence belongs to each criterion.
    topics
        The problems; those of ``problems(edition)`` when None.

    Returns
    -------
    DataFrame
        ``problem, criterion, suggested`` (one of the criterion's answers), ``sentence`` and ``source`` (Swedish; the
        source is '' where there is no evidence); one row per problem and criterion, in the board's order.
    """
    tables = _tables(edition)
    told = {rule: _source(edition, names) for rule, names in _RESTS_ON.items()}
    rows = []
    for topic in problems(edition) if topics is None else topics:
        found = tables.situation[tables.situation["topic"] == topic]
        for criterion in edition.about["criteria"]:
            rule = _RULES.get(criterion["evidence"]) if len(found) else None
            if rule is None:
                answer, sentence = UNSURE, _("Underlag saknas; gruppen bedömer.")
            else:
                answer, sentence = rule(found.iloc[0], tables)
            if criterion.get("scale") == "1_4":
                answer = _GRADES.get(answer, UNSURE)
            rows.append((topic, criterion["id"], answer, sentence, told[criterion["evidence"]] if rule else ""))
    return pd.DataFrame(rows, columns=["problem", "criterion", "suggested", "sentence", "source"])


def _source(edition: Edition, names: Sequence[str]) -> str:
    """Return the files that some tables are made of, by kind: ``enkäten (web.csv, event.xlsx)``; many are counted."""
    files = pd.concat([edition.provenance(name).sources for name in names]).drop_duplicates("file")
    found = []
    for kind, word in translated(_KINDS).items():
        listed = files.loc[files["kind"] == kind, "file"].tolist()
        few = len(listed) <= MANY_FILES
        inside = (
            ", ".join(name.rsplit("/", 1)[-1] for name in listed)
            if few
            else _("{listed} {listed|fil|filer}").format(listed=len(listed))
        )
        found += [f"{word} ({inside})"] if listed else []
    return "; ".join(found)


def _tables(edition: Edition) -> _Tables:
    question, choices = edition.about.get("priority_question", ""), edition.table("choices")
    topic_of = choices[choices["question"] == question].set_index("choice")["topic"]
    changes = edition.table("changes").query("question == @question").sort_values("year1")
    changes = changes.assign(topic=changes["choice"].map(topic_of).fillna("")).dropna(subset="difference")
    return _Tables(
        situation=edition.table("situation"),
        reports=edition.table("reports"),
        registers=edition.table("registers"),
        cells=edition.table("cells"),
        changes=changes,
        kommun=str(edition.about.get("kommun", "")).casefold(),
    )


def _residents(row: pd.Series, tables: _Tables) -> Suggestion:
    """Yes among the residents' three commonest, partly in the upper half, else no."""
    if pd.isna(row["share"]) or pd.isna(row["rank"]):
        return "vet_ej", _(_BLANK)
    ranked = int(tables.situation["rank"].notna().sum())
    place = int(row["rank"])
    answer = "ja" if place <= TOP else "delvis" if place <= ranked / 2 else "nej"
    share = style.interval(row["share"], row["low"], row["high"])
    return answer, _("{share} av {n} svarande har valt ämnet: plats {place} av {ranked}.").format(
        share=share, n=style.number(row["n"]), place=place, ranked=ranked
    )


def _trend(row: pd.Series, tables: _Tables) -> Suggestion:
    """Yes when most sources point up and none down; no when none points up; else partly."""
    found = [*_survey_trend(row, tables), *_actor_trend(row), *_register_trend(row)]
    if not found:
        return "vet_ej", _("Det finns inget att jämföra med bakåt i tiden.")
    signs = [sign for sign, _unused in found]
    answer = "nej" if 1 not in signs else "ja" if -1 not in signs and signs.count(1) > signs.count(0) else "delvis"
    return answer, " ".join(sentence for _unused, sentence in found)


def _survey_trend(row: pd.Series, tables: _Tables) -> list[tuple[int, str]]:
    found = tables.changes[tables.changes["topic"] == row["topic"]]
    if found.empty:
        return []
    last = found.iloc[-1]
    if pd.isna(last["q"]) or last["q"] >= CERTAIN:
        return [(0, _("Enkäten: ingen säkerställd förändring sedan {year}.").format(year=last["year0"]))]
    sign = 1 if last["difference"] > 0 else -1
    return [
        (
            sign,
            _("Enkäten: {difference} sedan {year}.").format(
                difference=style.change(last["difference"]), year=last["year0"]
            ),
        )
    ]


def _actor_trend(row: pd.Series) -> list[tuple[int, str]]:
    if row["trend"] not in _TRENDS:
        return []
    word = {"okar": _("ökar"), "oforandrat": _("är oförändrat"), "minskar": _("minskar")}[row["trend"]]
    return [(_TRENDS[row["trend"]], _("Aktörernas vanligaste svar: det {word}.").format(word=word))]


def _register_trend(row: pd.Series) -> list[tuple[int, str]]:
    change = row["register_change"]
    if pd.isna(change):
        return []
    sign = 0 if abs(change) < REGISTER_STEP else 1 if change > 0 else -1
    size = style.percent(abs(change))
    if sign == 0:
        text = _("ungefär lika många senaste året som i medel tidigare år (skillnad {size})").format(size=size)
    else:
        text = _("{size} {sign} senaste året än i medel tidigare år").format(
            size=size, sign=_("fler") if sign > 0 else _("färre")
        )
    return [(sign, _("Registren: {text}.").format(text=text))]


def _comparison(row: pd.Series, tables: _Tables) -> Suggestion:
    """Yes when the kommun's rate is a fifth above the country's (or another region's), no when it is not above."""
    indicators = [name for name in row["indicators"].split("|") if name]
    rows = tables.registers[tables.registers["indicator"].isin(indicators)].dropna(subset="per_100k")
    rows = rows[rows["period"] == rows["period"].max()]
    full = rows.groupby("region").filter(lambda group: len(group) == len(indicators))
    rates = full.groupby("region")["per_100k"].sum()
    own = [name for name in rates.index if tables.kommun and name.casefold().startswith(tables.kommun)]
    others = sorted(
        (n for n in rates.index if n not in own), key=lambda n: not n.casefold().endswith(sentences.COUNTRY)
    )
    if not own or not others or rates[others[0]] <= 0:
        return "vet_ej", _("Jämförbara siffror från andra områden saknas i underlaget.")
    ratio = rates[own[0]] / rates[others[0]]
    answer = "ja" if ratio >= CLEARLY_ABOVE else "delvis" if ratio > 1 else "nej"
    figures = _("{own} per 100 000 invånare mot {rate} i {where}").format(
        own=style.number(rates[own[0]]), rate=style.number(rates[others[0]]), where=others[0]
    )
    return answer, f"{figures} ({rows['period'].max()})."


def _places(row: pd.Series, tables: _Tables) -> Suggestion:
    """Yes when a map cell stands out or two reports name places, partly when one does, no when none does."""
    reports = tables.reports[tables.reports["topic"] == row["topic"]]
    named = int((reports["place"] != "").sum())
    cells = int((tables.cells["topic_excess"] == row["topic"]).sum())
    if reports.empty and not cells:
        return "vet_ej", _("Ingen aktör har beskrivit ämnet och ingen ruta på kartan sticker ut.")
    answer = "ja" if cells or named > 1 else "delvis" if named else "nej"
    return answer, _(
        "Rapporter som anger en plats: {named} av {reports}. Rutor på kartan som sticker ut: {cells}."
    ).format(named=named, reports=len(reports), cells=cells)


def _actors(row: pd.Series, _tables: _Tables) -> Suggestion:
    """Yes when half of the actors name the topic, partly from a quarter, else no."""
    if pd.isna(row["actors"]) or not row["actors_asked"]:
        return "vet_ej", _(_BLANK)
    part = row["actors"] / row["actors_asked"]
    answer = "ja" if part >= MANY else "delvis" if part >= A_FEW else "nej"
    return answer, _("{actors} av {asked} {asked|aktör|aktörer} tar upp ämnet.").format(
        actors=row["actors"], asked=row["actors_asked"]
    )


def _consequences(row: pd.Series, _tables: _Tables) -> Suggestion:
    """Yes when the actors' mean is 4 or more of 5, partly from 3, else no."""
    if pd.isna(row["consequences"]):
        return "vet_ej", _("Ingen aktör har bedömt konsekvenserna.")
    mean = row["consequences"]
    answer = "ja" if mean >= GREAT else "delvis" if mean >= SOME else "nej"
    return answer, _("Aktörerna bedömer konsekvenserna till {mean} av 5 i medel.").format(mean=style.number(mean, 1))


def _register(row: pd.Series, _tables: _Tables) -> Suggestion:
    """Show the figure but suggest nothing: what is many differs from offence to offence."""
    if pd.isna(row["register_count"]):
        return "vet_ej", _("Registren har ingen uppgift.")
    rate = row["register_per_100k"]
    per = "" if pd.isna(rate) else _(" ({rate} per 100 000 invånare)").format(rate=style.number(rate))
    return "vet_ej", _("Registren: {count} fall senaste året{per}; gruppen bedömer.").format(
        count=style.number(row["register_count"]), per=per
    )


_RULES: dict[str, Callable[[pd.Series, _Tables], Suggestion]] = {
    "residents": _residents,
    "trend": _trend,
    "comparison": _comparison,
    "places": _places,
    "actors": _actors,
    "consequences": _consequences,
    "register": _register,
}
