"""Residents, actors and registers side by side, one row per topic; and a sentence where the pictures part.

No composite score is made: Brå's account of the first joint pictures (2018) shows that merging hides what one side sees
and the other does not.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from statistics import NormalDist

import pandas as pd

from medlofte import tables
from medlofte.codebook import Codebook, Question, normal

FREQUENCY = {"sallan": 1, "ibland": 2, "ofta": 3, "mycket_ofta": 4}
SURE = 0.8
FEW_ACTORS = 1 / 11
ENOUGH_ACTORS = 5
LEVEL = 0.05
_RESIDENTS = ["topic", "share", "low", "high", "rank", "p_top3"]
_GROUPING = ["by1", "group1", "by2", "group2"]


def situation(
    codebook: Codebook,
    *,
    question: str,
    year: int,
    frames: Mapping[str, pd.DataFrame],
    reports: pd.DataFrame,
    actors_asked: int,
    kommun: str,
) -> pd.DataFrame:
    """Return one row per topic (``SITUATION``), built only from what is published.

    A topic that says "no problem" (``rest_strong``) has no row. A topic whose residents' share is suppressed is marked
    so; its other figures come from other sources and stand.

    Parameters
    ----------
    question
        The priority question's name, or empty.
    year
        The survey year that the residents' figures are of.
    frames
        ``estimates``, ``ranks``, ``changes``, ``mentions`` and ``registers``, all protected already.
    reports
        ``REPORTS``: the actors' reports that this edition may show.
    actors_asked
        How many actors handed in a report at all.
    kommun
        Only register rows of the region with this name are used; the shortest where several names hold it.
    """
    topics = pd.DataFrame({"topic": [topic.id for topic in codebook.topics if topic.kind != "rest_strong"]})
    mentions = frames["mentions"].query("year == @year")[["topic", "n"]].rename(columns={"n": "text_mentions"})
    parts = [
        _residents(codebook, question=question, year=year, frames=frames),
        mentions,
        actors(reports),
        _registers(frames["registers"], kommun=kommun),
    ]
    frame = topics.astype({"topic": "str"})
    for part in parts:
        frame = frame.merge(part.astype({"topic": "str"}), on="topic", how="left")
    frame["actors"] = frame["actors"].astype("Int64").fillna(0)
    frame["actors_asked"] = actors_asked
    if len(mentions):
        # A topic that nobody mentions has no row there; one with a blank number is suppressed and stays blank.
        frame["text_mentions"] = frame["text_mentions"].mask(~frame["topic"].isin(mentions["topic"]), 0)
    frame["status"] = frame["status"].fillna(tables.SHOWN)
    frame["statement"] = _statements(frame, codebook, question=question, year=year, estimates=frames["estimates"])
    return tables.SITUATION.check(frame)


def actors(reports: pd.DataFrame) -> pd.DataFrame:
    """Return per topic: actors naming it, mean frequency (1–4), mean consequences (1–5) and the commonest trend.

    Each actor counts once, with the mean of its own reports. "Don't know" is in no mean and is a trend only when
    nobody says anything else; a tie gives no trend.
    """
    known = reports[reports["topic"] != ""]
    scored = known.assign(frequency=known["frequency"].map(FREQUENCY), consequences=known["consequences"].astype(float))
    each = scored.groupby(["topic", "actor"])[["frequency", "consequences"]].mean()
    frame = each.groupby("topic").mean().assign(actors=each.groupby("topic").size())
    trends = {topic: _commonest(rows["trend"]) for topic, rows in known.groupby("topic")}
    return frame.assign(trend=pd.Series(trends, dtype=object)).reset_index()


def register_total(rows: pd.DataFrame) -> dict[str, object]:
    """Return one topic's register figures, summed over indicators that do not contain one another.

    An indicator whose ancestor is there too is part of it and is left out. The latest period in which every remaining
    indicator has a figure counts; the change is relative to the mean of such earlier periods.

    Parameters
    ----------
    rows
        ``REGISTER`` rows of one topic, and of one kommun.
    """
    parents = dict(zip(rows["indicator"], rows["parent"], strict=True))
    outer = sorted(name for name in parents if not _has_ancestor(name, parents))
    counted = rows[rows["indicator"].isin(outer) & rows["count"].notna()]
    grouped = counted.groupby("period", sort=True)
    covered = grouped["indicator"].nunique()
    complete = covered.index[covered == len(outer)]
    if complete.empty:
        return {"indicators": "|".join(outer)}
    totals = grouped[["count", "per_100k"]].sum(min_count=len(outer)).loc[complete]
    latest, earlier = totals.iloc[-1], totals["count"].iloc[:-1]
    base = earlier.mean()
    return {
        "indicators": "|".join(outer),
        "register_count": latest["count"],
        "register_per_100k": latest["per_100k"],
        "register_change": latest["count"] / base - 1 if len(earlier) and base > 0 else math.nan,
    }


def difference(
    share1: float, *, n1: float, share2: float, n2: float, level: float = LEVEL
) -> tuple[float, float, float]:
    """Return share1 − share2 with its interval: Newcombe's hybrid score interval on effective sample sizes.

    Newcombe (1998), "Interval estimation for the difference between independent proportions", method 10.
    """
    z = NormalDist().inv_cdf(1 - level / 2)
    (low1, high1), (low2, high2) = _wilson(share1, n1, z), _wilson(share2, n2, z)
    gap = share1 - share2
    return gap, gap - math.hypot(share1 - low1, high2 - share2), gap + math.hypot(high1 - share1, share2 - low2)


def _wilson(share: float, n: float, z: float) -> tuple[float, float]:
    middle = share + z * z / (2 * n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)


def _residents(codebook: Codebook, *, question: str, year: int, frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    columns = [*_RESIDENTS, "n", "change", "status"]
    if not question:
        return pd.DataFrame({name: [] for name in columns}).astype({"topic": str, "status": object})
    ranks = frames["ranks"].query("question == @question")
    totals = _total_rows(frames["estimates"], question=question, year=year)
    changes = frames["changes"].query("question == @question and year1 == @year and note == ''")
    latest = changes.sort_values("year0").drop_duplicates("choice", keep="last").set_index("choice")["difference"]
    main = _main_choices(codebook.question(question), totals)
    named = pd.DataFrame({"topic": list(main), "choice": list(main.values())})
    named = named.assign(n=named["choice"].map(totals["n"]), change=named["choice"].map(latest))
    return ranks[[*_RESIDENTS, "status"]].merge(named, on="topic", how="left")[columns]


def _total_rows(estimates: pd.DataFrame, *, question: str, year: int) -> pd.DataFrame:
    rows = estimates.query("question == @question and year == @year")
    return rows[(rows[_GROUPING] == "").all(axis=1)].set_index("choice")


def _main_choices(question: Question, totals: pd.DataFrame) -> dict[str, str]:
    """Return topic → the option that stands for it: the most chosen one where a topic has several."""
    order = sorted(question.valid, key=lambda choice: -_number(totals["share"].get(choice.name)))
    return {choice.topic: choice.name for choice in reversed(order) if choice.topic}


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) and not math.isnan(value) else 0.0


def _commonest(trends: pd.Series) -> str:
    counts = trends[trends != "vet_ej"].value_counts()
    if counts.empty:
        return "vet_ej"
    first = counts[counts == counts.max()]
    return str(first.index[0]) if len(first) == 1 else ""


def _registers(registers: pd.DataFrame, *, kommun: str) -> pd.DataFrame:
    named = sorted((name for name in registers["region"].unique() if normal(kommun) in normal(name)), key=len)
    rows = registers[(registers["topic"] != "") & registers["region"].isin(named[:1])]
    columns = ["topic", "indicators", "register_count", "register_per_100k", "register_change"]
    figures = [{"topic": topic} | register_total(found) for topic, found in rows.groupby("topic")]
    return pd.DataFrame(figures, columns=columns).astype({"topic": object})


def _has_ancestor(name: str, parents: dict[str, str]) -> bool:
    """Return whether an indicator lies under another of the same topic (a loop in the file ends the walk)."""
    seen, parent = {name}, parents.get(name, "")
    while parent and parent not in seen:
        if parent in parents:
            return True
        seen.add(parent)
        parent = parents.get(parent, "")
    return False


def _statements(
    frame: pd.DataFrame, codebook: Codebook, *, question: str, year: int, estimates: pd.DataFrame
) -> list[str]:
    median = frame["share"].astype(float).median()
    gaps = _sexes(codebook, question=question, year=year, estimates=estimates) if question else {}
    said = []
    for row in frame.to_dict("records"):
        parts = [_unnamed(row), _unshared(row, median), gaps.get(row["topic"], "")]
        said.append(" ".join(part for part in parts if part))
    return said


def _unnamed(row: dict) -> str:
    """Residents put it in the top three, hardly any actor names it."""
    few = row["actors"] <= max(1, math.floor(row["actors_asked"] * FEW_ACTORS))
    if row["actors_asked"] < ENOUGH_ACTORS or not few or not _number(row["p_top3"]) >= SURE:
        return ""
    named = "ingen" if row["actors"] == 0 else f"bara {row['actors']}"
    return f"Bland invånarna hör ämnet till de tre vanligaste, men {named} av {row['actors_asked']} aktörer nämner det."


def _unshared(row: dict, median: float) -> str:
    """At least half the actors name it, but the residents' interval lies below the median topic."""
    half = row["actors"] * 2 >= row["actors_asked"] >= ENOUGH_ACTORS
    if not half or pd.isna(row["high"]) or not row["high"] < median:
        return ""
    limits = f"osäkerhetsintervall {_percent(row['low'])}–{_percent(row['high'])} %"
    named = f"{row['actors']} av {row['actors_asked']} aktörer nämner ämnet"
    return f"{named}, men bara {_percent(row['share'])} % av de svarande väljer det ({limits})."


def _sexes(codebook: Codebook, *, question: str, year: int, estimates: pd.DataFrame) -> dict[str, str]:
    """Return topic → sentence where women and men differ; the level is shared between the topics (Bonferroni)."""
    pair = _women_and_men(codebook)
    if pair is None:
        return {}
    by, women, men = pair
    asked = (estimates["question"] == question) & (estimates["year"] == year)
    rows = estimates[asked & (estimates["by1"] == by) & (estimates["by2"] == "")]
    shown = rows[rows["share"].notna() & (rows["n_eff"] > 0)]
    totals = _total_rows(estimates, question=question, year=year)
    main = _main_choices(codebook.question(question), totals)
    said = {}
    for topic, choice in main.items():
        found = shown[shown["choice"] == choice].set_index("group1").to_dict("index")
        if women in found and men in found:
            said[topic] = _sentence(found[women], found[men], level=LEVEL / len(main))
    return said


def _sentence(women: dict, men: dict, *, level: float) -> str:
    gap, low, high = difference(women["share"], n1=women["n_eff"], share2=men["share"], n2=men["n_eff"], level=level)
    if low <= 0 <= high:
        return ""
    more, less = ("Kvinnor", "män") if gap > 0 else ("Män", "kvinnor")
    shares = sorted((_percent(women["share"]), _percent(men["share"])), reverse=True)
    return f"{more} väljer ämnet oftare än {less}: {shares[0]} % mot {shares[1]} %."


def _women_and_men(codebook: Codebook) -> tuple[str, str, str] | None:
    for question in codebook.groups:
        women = [c.name for c in question.valid if normal(c.label).startswith(("kvinn", "flick"))]
        men = [c.name for c in question.valid if normal(c.label).startswith(("man", "män", "poj"))]
        if len(women) == len(men) == 1:
            return question.name, women[0], men[0]
    return None


def _percent(share: float) -> int:
    return round(100 * share)
