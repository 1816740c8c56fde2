"""Reports and events as counts that may be published: by weekday and hour, by month, quarter, place and topic."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

import pandas as pd

from medlofte import tables
from medlofte.analysis.disclosure import Sum, leaking, protect_sums
from medlofte.analysis.read.incidents import SOURCE
from medlofte.language import _
from medlofte.tables import NO_TOPIC, PARTS

# Under this many with a known time a table of weekday by hour says nothing.
ENOUGH = 30
_HOURS = 24 // len(PARTS)


def hours(moments: pd.DataFrame, *, minimum: int) -> pd.DataFrame:
    """Return when reports and events happened (``HOURS``), protected; sources with few known times are left out.

    Parameters
    ----------
    moments
        ``MOMENTS``.
    minimum
        Counts of 1 up to it are suppressed, with as many others as it takes.
    """
    known = moments[moments["hour"].notna() & (moments["weekday"] > 0)]
    timed = known.assign(part=[PARTS[int(hour) // _HOURS] for hour in known["hour"]])
    made = [tables.HOURS.empty()]
    for source, rows in timed.groupby("source"):
        if len(rows) < ENOUGH:
            continue
        counted = rows.groupby(["weekday", "part"]).size()
        cells = [(day, part, int(counted.get((day, part), 0))) for day, part in product(range(1, 8), PARTS)]
        frame = _with_margins(pd.DataFrame(cells, columns=["weekday", "part", "n"]), ("weekday", 0), ("part", ""))
        made.append(_protected(frame.assign(source=source), hour_sums(frame), minimum))
    return tables.HOURS.check(pd.concat(made, ignore_index=True))


def hour_sums(frame: pd.DataFrame) -> list[Sum]:
    """Return how one source's rows of ``HOURS`` add up."""
    return _crossed(frame, ("weekday", 0), ("part", ""))


def incidents(moments: pd.DataFrame, *, minimum: int) -> pd.DataFrame:
    """Return the staff's weekly reports per month, quarter, place and topic (``INCIDENTS``), protected together.

    Parameters
    ----------
    moments
        ``MOMENTS``.
    minimum
        Counts of 1 up to it are suppressed, with as many others as it takes.
    """
    own = _whole_quarters(moments[moments["source"] == SOURCE], minimum)
    if own.empty:
        return tables.INCIDENTS.empty()
    months = pd.period_range(own["date"].min()[:7], own["date"].max()[:7], freq="M")
    topics = sorted({topic or NO_TOPIC for topic in own["topic"]})
    told = own.assign(topic=own["topic"].where(own["topic"] != "", NO_TOPIC), month=own["date"].str[:7])
    told = told.assign(quarter=[quarter(month) for month in told["month"]])
    quarters = list(dict.fromkeys(quarter(str(month)) for month in months))
    places = sorted(set(told["place"]))
    rows = [("manad", str(month), "", int((told["month"] == str(month)).sum())) for month in months]
    for by, column, keys in (("kvartal", "quarter", quarters), ("plats", "place", places)):
        counted = told.groupby([column, "topic"]).size()
        rows += [(by, key, topic, int(counted.get((key, topic), 0))) for key in keys for topic in topics]
        rows += [(by, key, "", int((told[column] == key).sum())) for key in keys]
    for last, four in _years(quarters).items():
        own_year = told[told["quarter"].isin(four)]
        rows += [("ar", last, topic, int((own_year["topic"] == topic).sum())) for topic in topics]
        rows.append(("ar", last, "", len(own_year)))
    rows += [("allt", "", topic, int((told["topic"] == topic).sum())) for topic in topics]
    frame = pd.DataFrame([*rows, ("allt", "", "", len(told))], columns=["by", "key", "topic", "n"])
    return tables.INCIDENTS.check(_protected(frame, incident_sums(frame), minimum))


def _whole_quarters(reports: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Return the reports without those of a first and last quarter that hold hardly any.

    A few reports after the turn of a year are no quarter, and to protect them would hide most of the others.
    """
    kept = reports.assign(quarter=[quarter(date[:7]) for date in reports["date"]]).sort_values("quarter")
    for edge in (0, -1):
        while len(kept) and (last := kept["quarter"] == kept["quarter"].iloc[edge]).sum() < 2 * minimum:
            kept = kept[~last]
    return kept.drop(columns="quarter")


def incident_sums(frame: pd.DataFrame) -> list[Sum]:
    """Return how the rows of ``INCIDENTS`` add up: months to quarters, and quarters or places × topics to margins."""
    at = {key: place for place, key in enumerate(zip(frame["by"], frame["key"], frame["topic"], strict=True))}
    if not at:
        return []
    topics = [str(topic) for by, _, topic in at if by == "allt" and topic]
    found = []
    for by in ("kvartal", "plats"):
        keys = [key for one, key, topic in at if one == by and not topic]
        found += [Sum(tuple(at[by, key, topic] for topic in topics), total=at[by, key, ""]) for key in keys]
        found += [Sum(tuple(at[by, key, topic] for key in keys), total=at["allt", "", topic])
                  for topic in [*topics, ""]]  # fmt: skip
    found += _year_sums(at, topics)
    found.append(Sum(tuple(at["allt", "", topic] for topic in topics), total=at["allt", "", ""]))
    months: dict[str, list[int]] = {}
    for (by, key, _topic), place in at.items():
        if by == "manad":
            months.setdefault(quarter(key), []).append(place)
    return found + [Sum(tuple(parts), total=at["kvartal", key, ""]) for key, parts in months.items()]


def _years(quarters: list[str]) -> dict[str, list[str]]:
    """Return the last quarter of every four, counted backwards from the latest → the four."""
    ends = range(len(quarters), 3, -4)
    return {quarters[end - 1]: quarters[end - 4 : end] for end in ends}


def _year_sums(at: dict[tuple[str, str, str], int], topics: list[str]) -> list[Sum]:
    """Return how four quarters add up to a year, topic by topic, and the topics of a year to all."""
    quarters = sorted(key for by, key, topic in at if by == "kvartal" and not topic)
    found = []
    for last, four in _years(quarters).items():
        found += [Sum(tuple(at["kvartal", key, topic] for key in four), total=at["ar", last, topic])
                  for topic in [*topics, ""]]  # fmt: skip
        found.append(Sum(tuple(at["ar", last, topic] for topic in topics), total=at["ar", last, ""]))
    return found


def quarter(month: str) -> str:
    """Return the quarter of a month: ``2016-11`` → ``2016-K4``."""
    year, number = month.split("-")
    return f"{year}-K{(int(number) + 2) // 3}"


def leaks(hours_: pd.DataFrame, reported: pd.DataFrame, *, minimum: int) -> list[str]:
    """Return the suppressed counts of both tables that follow from what is shown, in Swedish."""
    found = [
        _("incidents, rad {row}: antalet är säkert under {minimum}").format(row=row + 2, minimum=minimum)
        for row in leaking(reported, count="n", sums=incident_sums(reported), minimum=minimum)
    ]
    for _source, rows in hours_.reset_index(drop=True).groupby("source"):
        whole = leaking(rows.reset_index(drop=True), count="n", sums=hour_sums(rows), minimum=minimum)
        found += [
            _("hours, rad {row}: antalet är säkert under {minimum}").format(row=rows.index[row] + 2, minimum=minimum)
            for row in whole
        ]
    return found


def _protected(frame: pd.DataFrame, sums: Iterable[Sum], minimum: int) -> pd.DataFrame:
    shown = frame.assign(status=tables.SHOWN)
    return protect_sums(shown, count="n", sums=list(sums), minimum=minimum, figures=["n"])


def _with_margins(cells: pd.DataFrame, one: tuple[str, object], two: tuple[str, object]) -> pd.DataFrame:
    """Return the cells of a crossed table with its margins and its grand total."""
    (a, all_a), (b, all_b) = one, two
    down = cells.groupby(b, sort=False, as_index=False)["n"].sum().assign(**{a: all_a})
    across = cells.groupby(a, sort=False, as_index=False)["n"].sum().assign(**{b: all_b})
    grand = pd.DataFrame({a: [all_a], b: [all_b], "n": [cells["n"].sum()]})
    return pd.concat([cells, across, down, grand], ignore_index=True)


def _crossed(frame: pd.DataFrame, one: tuple[str, object], two: tuple[str, object]) -> list[Sum]:
    """Return the sums of a crossed table: each row and each column to its margin, the margins to the grand total."""
    (a, all_a), (b, all_b) = one, two
    at = {key: place for place, key in enumerate(zip(frame[a], frame[b], strict=True))}
    firsts = [key for key, other in at if other == all_b and key != all_a]
    seconds = [other for key, other in at if key == all_a and other != all_b]
    found = [Sum(tuple(at[x, y] for y in seconds), total=at[x, all_b]) for x in [*firsts, all_a]]
    return found + [Sum(tuple(at[x, y] for x in firsts), total=at[all_a, y]) for y in [*seconds, all_b]]
