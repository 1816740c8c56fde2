"""Where the pictures part: every comparison is tested by name, and a sentence is written only where the test holds.

All p-values of an edition are adjusted together (Benjamini–Hochberg), so that among the sentences at most one in twenty
is expected to be chance.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from medlofte import differences, sentences, style, tables
from medlofte.analysis.situation import methods

Row = dict[Any, Any]
SURE = 0.95
ENOUGH_ACTORS = 5
SEED = 1
_NO_GROUP = dict.fromkeys(tables.GROUPING, "")


def divergences(
    frame: pd.DataFrame,
    *,
    reports: pd.DataFrame,
    actors: int,
    groups: pd.DataFrame,
    words: sentences.Labels,
    incidents: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return every comparison with its test, q-value and, where it holds, its sentence (``DIVERGENCES``).

    Parameters
    ----------
    frame
        One row per topic with the columns of ``SITUATION`` and the private ``past_p`` and ``compared_p``.
    reports
        ``REPORTS`` that may be shown.
    actors
        How many actors handed in a report at all.
    groups
        Shown shares per group: topic and the columns of ``ESTIMATES``.
    incidents
        ``INCIDENTS``, protected already.
    """
    topics = {str(row["topic"]): row for row in frame.to_dict("records")}
    found = [*_emphasis(frame, reports, actors), *_past(topics), *_others(topics), *_groups(groups)]
    found += [] if incidents is None else [row for row in _reported(incidents) if row["topic"] in topics]
    table = pd.DataFrame(found, columns=[name for name in tables.DIVERGENCES.names if name not in ("q", "statement")])
    table["q"] = differences.false_discovery(table["p"].astype(float).tolist())
    tested = table.to_dict("records")
    mixed = [*_directions(tested, reports), *_levels(tested, topics), *_named(topics)]
    table["statement"] = [words.told(row, topics[str(row["topic"])], reports=reports)
                          if row["q"] < differences.LEVEL else "" for row in tested]  # fmt: skip
    said = [row | {"statement": words.told(row, topics[str(row["topic"])], reports=reports)} for row in mixed]
    return tables.DIVERGENCES.check(pd.concat([table, pd.DataFrame(said)], ignore_index=True) if said else table)


def _emphasis(frame: pd.DataFrame, reports: pd.DataFrame, actors: int) -> Iterator[Row]:
    """Do the actors weigh the topics as the residents do? Only where at least five actors name anything asked about."""
    known = frame.dropna(subset=["share", "low", "high"])
    shares = {row["topic"]: (row["share"], row["low"], row["high"]) for row in known.to_dict("records")}
    named = [set(rows["topic"]) & set(shares) for _, rows in reports.groupby("actor")]
    if len(shares) < 2 or sum(bool(names) for names in named) < ENOUGH_ACTORS:
        return
    sizes = known.set_index("topic")["n"]
    expected = methods.emphasis(shares, named=named, seed=SEED)
    for topic, (mean, low, high, p) in expected.items():
        count = sum(topic in names for names in named)
        yield _row(topic, "betoning", count, mean, "aktörer", low=count - high, high=count - low,
                   n=(actors, sizes[topic]), p=p, method=sentences.EMPHASIS)  # fmt: skip


def _past(topics: Mapping[str, Row]) -> Iterator[Row]:
    for topic, row in topics.items():
        p, latest, before = (style.figure(row[name]) for name in ("past_p", "register_count", "register_before"))
        if not math.isnan(p):
            low, high = methods.poisson_interval(latest)
            yield _row(topic, "register_tid", latest, before, "antal per år", low=low - before, high=high - before,
                       n=(latest, math.nan), p=p, method=sentences.PAST)  # fmt: skip


def _others(topics: Mapping[str, Row]) -> Iterator[Row]:
    for topic, row in topics.items():
        p, rate, other = (style.figure(row[name]) for name in ("compared_p", "register_rate", "compared_rate"))
        if not math.isnan(p):
            low, high = style.figure(row["register_low"]) - other, style.figure(row["register_high"]) - other
            yield _row(topic, "register_niva", rate, other, "per 100 000", low=low, high=high,
                       n=(style.figure(row["register_count"]), math.nan), p=p, method=sentences.OTHERS)  # fmt: skip


def _reported(incidents: pd.DataFrame) -> Iterator[Row]:
    """Has the staff reported more of a topic in the latest four quarters than in the four before? Exact test."""
    rows = incidents[(incidents["by"] == "ar") & (incidents["topic"] != "")].sort_values("key")
    for topic, own in rows.groupby("topic"):
        counts = own["n"].astype(float).tolist()[-2:]
        if len(counts) < 2 or any(math.isnan(count) for count in counts):
            continue
        before, latest = counts
        p = methods.two_counts(latest, exposure1=1, count2=before, exposure2=1)
        low, high = methods.poisson_interval(latest)
        yield _row(str(topic), "rapporter_tid", latest, before, "antal per år", low=low - before, high=high - before,
                   n=(latest, before), p=p, method=sentences.REPORTED)  # fmt: skip


def _groups(groups: pd.DataFrame) -> Iterator[Row]:
    """Each group against the other shown groups of the same question (or pair of questions), one test per group.

    With two groups there is one difference, and it is tested once.
    """
    for (topic, _by1, _by2), rows in groups.groupby(["topic", "by1", "by2"], sort=False):
        members = rows.to_dict("records")
        for place, member in enumerate(members):
            others = [other for other in members if other is not member]
            if not others or (len(members) == 2 and place == 1):
                continue
            yield _group(str(topic), member, others)


def _group(topic: str, member: Row, others: list[Row]) -> Row:
    share, n1 = style.figure(member["share"]), style.figure(member["n_eff"])
    sizes = np.array([style.figure(other["n_eff"]) for other in others])
    rest = float(np.average([style.figure(other["share"]) for other in others], weights=sizes))
    n2 = float(sizes.sum())
    _, low, high = differences.difference(share, n1=n1, share2=rest, n2=n2)
    p = differences.two_shares(share, n1=n1, share2=rest, n2=n2)
    answers = (style.figure(member["n"]), sum(style.figure(other["n"]) for other in others))
    made = _row(topic, "grupp", share, rest, "andel", low=low, high=high, n=answers, p=p, method=sentences.GROUPS)
    return made | {name: member[name] for name in tables.GROUPING}


def _directions(tested: list[Row], reports: pd.DataFrame) -> Iterator[Row]:
    """Yield where the actors say one direction and the registers surely tell another."""
    for row in _sure(tested, "register_tid"):
        count, asked = sentences.trends(reports, topic=str(row["topic"]), fell=sentences.fell(row))
        if asked and count * 2 > asked:
            yield row | {"kind": "riktning"}


def _levels(tested: list[Row], topics: Mapping[str, Row]) -> Iterator[Row]:
    """Yield where the registers surely lie above or below other places, and residents or actors put it elsewhere."""
    median = pd.Series([style.figure(topic["share"]) for topic in topics.values()], dtype=float).median()
    for row in _sure(tested, "register_niva"):
        topic = topics[str(row["topic"])]
        low = style.figure(topic["high"]) < median or _few(topic)
        parts = style.figure(topic["p_top3"]) >= SURE if sentences.fell(row) else low
        if parts:
            yield row | {"kind": "niva"}


def _named(topics: Mapping[str, Row]) -> Iterator[Row]:
    """Residents surely in the top three and few actors, or half of the actors and residents surely below the middle.

    The residents' side is tested (the bootstrap's probability, or the interval); the actors are all counted.
    """
    median = pd.Series([style.figure(topic["share"]) for topic in topics.values()], dtype=float).median()
    for name, topic in topics.items():
        many = style.figure(topic["actors"]) * 2 >= style.figure(topic["actors_asked"]) >= ENOUGH_ACTORS
        chance = style.figure(topic["p_top3"])
        if (_few(topic) and chance >= SURE) or (many and style.figure(topic["high"]) < median):
            answered = style.figure(topic["actors_asked"]), style.figure(topic["n"])
            made = _row(name, "namnd", style.figure(topic["actors"]), math.nan, "aktörer", low=math.nan, high=math.nan,
                        n=answered, p=math.nan, method=sentences.NAMED)  # fmt: skip
            yield made | {"q": math.nan}


def _few(topic: Row) -> bool:
    """Return whether under a quarter of the actors name the topic (of at least five who answered)."""
    return style.figure(topic["actors"]) * 4 < style.figure(topic["actors_asked"]) >= ENOUGH_ACTORS


def _sure(tested: list[Row], kind: str) -> list[Row]:
    return [row for row in tested if row["kind"] == kind and style.figure(row["q"]) < differences.LEVEL]


def _row(
    topic: str, kind: str, first: float, second: float, unit: str, *, low: float, high: float,
    n: tuple[float, float], p: float, method: str,
) -> Row:  # fmt: skip
    return _NO_GROUP | {
        "topic": topic, "kind": kind, "first": first, "second": second, "low": low, "high": high, "unit": unit,
        "n_first": n[0], "n_second": n[1], "p": p, "method": method,
    }  # fmt: skip
