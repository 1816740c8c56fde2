"""The three pictures joined, one row per topic, and what is missing from each."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from medlofte import sentences, tables
from medlofte.analysis.situation import divergence, register
from medlofte.codebook import Codebook, Question

FREQUENCY = {"sallan": 1, "ibland": 2, "ofta": 3, "mycket_ofta": 4}
# The way of answering says how the survey was made, not what the town is like.
_METHOD = "mode"
_RESIDENTS = ["topic", "share", "low", "high", "rank", "p_top3"]
_REGISTER = [
    "indicators", "register_count", "register_per_100k", "register_change", "register_before", "register_period",
    "register_rate", "register_low", "register_high", "compared_with", "compared_rate", "past_p", "compared_p",
]  # fmt: skip


@dataclass(frozen=True)
class Pictures:
    """The joint picture.

    Parameters
    ----------
    topics
        ``SITUATION``: one row per topic.
    divergences
        ``DIVERGENCES``: every comparison that was tested.
    """

    topics: pd.DataFrame
    divergences: pd.DataFrame


def situation(
    codebook: Codebook,
    *,
    question: str,
    year: int,
    frames: Mapping[str, pd.DataFrame],
    reports: pd.DataFrame,
    actors_asked: int,
    kommun: str,
    minimum: int = 5,
) -> Pictures:
    """Return the joint picture, built only from what is published.

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
        The region of the registers with this name; the shortest where several names hold it.
    minimum
        The least number of cases of which a rate per 100 000 is shown.
    """
    topics = [topic.id for topic in codebook.topics if topic.kind != "rest_strong"]
    parts = [
        _residents(codebook, question=question, year=year, frames=frames),
        _mentions(frames["mentions"], year=year),
        actors(reports),
        _registers(frames["registers"], kommun=kommun, minimum=minimum),
    ]
    frame = pd.DataFrame({"topic": pd.Series(topics, dtype="str")})
    for part in parts:
        frame = frame.merge(part.astype({"topic": "str"}), on="topic", how="left")
    frame["actors"] = frame["actors"].astype("Int64").fillna(0)
    frame["actors_asked"] = actors_asked
    if len(parts[1]):
        # A topic that nobody mentions has no row there; one with a blank number is suppressed and stays blank.
        frame["text_mentions"] = frame["text_mentions"].mask(~frame["topic"].isin(parts[1]["topic"]), 0)
    frame["status"] = frame["status"].fillna(tables.SHOWN)
    groups = _groups(codebook, question=question, year=year, estimates=frames["estimates"])
    tested = divergence.divergences(frame, reports=reports, actors=actors_asked, groups=groups, words=_words(codebook),
                                    incidents=frames.get("incidents"))  # fmt: skip
    said = sentences.statements(tested)
    frame["statement"] = [said.get(topic, "") for topic in topics]
    for column, kind in (("register_q", "register_tid"), ("compared_q", "register_niva")):
        frame[column] = frame["topic"].map(tested[tested["kind"] == kind].set_index("topic")["q"])
    frame["missing"] = [sentences.missing(row, question=question) for row in frame.to_dict("records")]
    return Pictures(tables.SITUATION.check(frame), tested)


def actors(reports: pd.DataFrame) -> pd.DataFrame:
    """Return per topic: actors naming it, means (frequency 1–4, consequences and confidence 1–5), trend, places.

    Each actor counts once, with the mean of its own reports. "Don't know" is in no mean and is a trend only when
    nobody says anything else; a tie gives no trend.
    """
    known = reports[reports["topic"] != ""]
    grades = {name: known[name].astype(float) for name in ("consequences", "confidence")}
    scored = known.assign(frequency=known["frequency"].map(FREQUENCY), **grades)
    each = scored.groupby(["topic", "actor"])[["frequency", *grades]].mean()
    frame = each.groupby("topic").mean().assign(actors=each.groupby("topic").size())
    trends = {topic: _commonest(rows["trend"]) for topic, rows in known.groupby("topic")}
    places = {topic: "|".join(sorted(set(rows["place"]) - {""})) for topic, rows in known.groupby("topic")}
    text = {name: pd.Series(found, dtype=object) for name, found in (("trend", trends), ("places", places))}
    return frame.assign(**text).reset_index()


def _residents(codebook: Codebook, *, question: str, year: int, frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    columns = [*_RESIDENTS, "n", "change", "change_q", "status"]
    if not question:
        return pd.DataFrame({name: [] for name in columns}).astype({"topic": str, "status": object})
    ranks = frames["ranks"].query("question == @question")
    totals = _total_rows(frames["estimates"], question=question, year=year)
    changes = frames["changes"].query("question == @question and year1 == @year and note == ''")
    latest = changes.sort_values("year0").drop_duplicates("choice", keep="last").set_index("choice")
    main = _main_choices(codebook.question(question), totals)
    named = pd.DataFrame({"topic": list(main), "choice": list(main.values())})
    named = named.assign(n=named["choice"].map(totals["n"]), change=named["choice"].map(latest["difference"]),
                         change_q=named["choice"].map(latest["q"]))  # fmt: skip
    return ranks[[*_RESIDENTS, "status"]].merge(named, on="topic", how="left")[columns]


def _total_rows(estimates: pd.DataFrame, *, question: str, year: int) -> pd.DataFrame:
    rows = estimates.query("question == @question and year == @year")
    return rows[(rows[tables.GROUPING] == "").all(axis=1)].set_index("choice")


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


def _mentions(mentions: pd.DataFrame, *, year: int) -> pd.DataFrame:
    return mentions.query("year == @year")[["topic", "n"]].rename(columns={"n": "text_mentions"})


def _registers(registers: pd.DataFrame, *, kommun: str, minimum: int) -> pd.DataFrame:
    region = register.home(registers, kommun=kommun)
    own = set(registers.loc[registers["region"] == region, "topic"]) - {""}
    rows = registers[registers["topic"].isin(own)]
    found = [{"topic": topic} | register.figures(part, region=region, minimum=minimum)
             for topic, part in rows.groupby("topic")]  # fmt: skip
    frame = pd.DataFrame(found, columns=["topic", *_REGISTER])
    words = ["indicators", "register_period", "compared_with"]
    return frame.assign(**{name: frame[name].astype(object).fillna("") for name in words}).astype({"topic": object})


def _groups(codebook: Codebook, *, question: str, year: int, estimates: pd.DataFrame) -> pd.DataFrame:
    """Return the shown shares per group of each topic's main option, with the topic."""
    if not question:
        return estimates.iloc[:0].assign(topic="")
    main = _main_choices(codebook.question(question), _total_rows(estimates, question=question, year=year))
    topic = {choice: topic for topic, choice in main.items()}
    rows = estimates.query(
        "question == @question and year == @year and by1 != '' and by1 != @_METHOD and by2 != @_METHOD"
    )
    rows = rows[rows["share"].notna() & (rows["n_eff"] > 0)]
    return rows.assign(topic=rows["choice"].map(topic)).dropna(subset="topic")


def _words(codebook: Codebook) -> sentences.Labels:
    valid = {question.name: question.valid for question in codebook.groups}
    labels = {(name, choice.name): choice.label for name, choices in valid.items() for choice in choices}
    return sentences.Labels(labels, frozenset(name for name, choices in valid.items() if len(choices) == 2))
