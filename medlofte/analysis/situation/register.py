"""One topic's register figures: the latest year, a rate with its exact interval, the own past, other places."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from medlofte import sentences
from medlofte.analysis.situation import methods
from medlofte.codebook import normal

# Fewer cases than this in the latest year: two years are put together, since one says little.
SMALL = 20
COMPARABLE = 3
_YEAR = re.compile(r"\d{4}")
_COUNTY = ("län", "lan", "region")


@dataclass(frozen=True)
class Rate:
    """Cases over one or two years: how many, their rate, and the years they are of.

    Parameters
    ----------
    count
        Cases in all the years.
    rate
        Per 100 000 inhabitants and year.
    """

    count: float
    rate: float
    years: tuple[str, ...]

    @property
    def population(self) -> float:
        """Return the person-years behind the rate, in units of 100 000."""
        return self.count / self.rate if self.rate > 0 else math.nan

    @property
    def period(self) -> str:
        """Return the years as a reader writes them."""
        return self.years[0] if len(self.years) == 1 else f"{self.years[0]}–{self.years[-1]}"

    def interval(self) -> tuple[float, float]:
        """Return the rate's exact Poisson interval (95 %), per 100 000 and year."""
        low, high = methods.poisson_interval(self.count)
        return low / self.population, high / self.population


def home(registers: pd.DataFrame, *, kommun: str) -> str:
    """Return the region that is the kommun: the shortest name that holds its name, or ''."""
    named = sorted((name for name in registers["region"].unique() if normal(kommun) in normal(name)), key=len)
    return str(named[0]) if named else ""


def totals(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one topic's yearly ``count`` and ``per_100k`` in one region, over indicators that hold no other.

    An indicator whose ancestor is there too is part of it and is left out. Only years in which every remaining
    indicator has a figure are returned; whole years only.
    """
    outer = outermost(rows)
    yearly = rows[rows["period"].str.fullmatch(_YEAR.pattern)]
    counted = yearly[yearly["indicator"].isin(outer) & yearly["count"].notna()]
    grouped = counted.groupby("period", sort=True)
    covered = grouped["indicator"].nunique()
    return grouped[["count", "per_100k"]].sum(min_count=len(outer)).loc[covered.index[covered == len(outer)]]


def outermost(rows: pd.DataFrame) -> list[str]:
    """Return the indicators that lie under no other of the same topic."""
    parents = dict(zip(rows["indicator"], rows["parent"], strict=True))
    return sorted(name for name in parents if not _has_ancestor(name, parents))


def rate(years: pd.DataFrame, *, span: int) -> Rate | None:
    """Return the rate over the latest ``span`` consecutive years, or None when they are not all there.

    Parameters
    ----------
    years
        As ``totals`` returns them.
    """
    last = years.tail(span)
    if len(last) < span or last["per_100k"].isna().any() or int(last.index[-1]) - int(last.index[0]) != span - 1:
        return None
    return Rate(float(last["count"].sum()), float(last["per_100k"].mean()), tuple(last.index))


def figures(rows: pd.DataFrame, *, region: str, minimum: int) -> dict[str, object]:
    """Return one topic's columns of ``SITUATION`` that begin with ``register`` or ``compared``, and the p-values.

    Parameters
    ----------
    rows
        ``REGISTERS`` rows of the topic, every region.
    region
        The kommun's name there.
    minimum
        The least number of cases of which a rate is shown.
    """
    own = rows[rows["region"] == region]
    years = totals(own)
    found: dict[str, object] = {"indicators": "|".join(outermost(own))}
    if years.empty:
        return found
    latest, earlier = years.iloc[-1], years["count"].iloc[:-1]
    base = earlier.mean()
    found |= {
        "register_count": latest["count"],
        "register_per_100k": latest["per_100k"] if latest["count"] >= minimum else math.nan,
        "register_before": base,
        "register_change": latest["count"] / base - 1 if len(earlier) and base > 0 else math.nan,
        "past_p": methods.against_past(latest["count"], earlier=list(earlier)),
    }
    span = 2 if latest["count"] < SMALL else 1
    shown = rate(years, span=span) or rate(years, span=1)
    if shown is None or shown.count < minimum or shown.rate <= 0:
        return found
    low, high = shown.interval()
    found |= {"register_period": shown.period, "register_rate": shown.rate, "register_low": low, "register_high": high}
    return found | _compared(rows, shown, region=region)


def _compared(rows: pd.DataFrame, own: Rate, *, region: str) -> dict[str, object]:
    """Return the comparison: at least three other kommuner taken together, else the county, else the country."""
    others = {str(name): _same(part, own) for name, part in rows.groupby("region") if name != region}
    known = {name: found for name, found in others.items() if found is not None and found.rate > 0}
    kommuner = {name: found for name, found in known.items() if not _wide(name)}
    if len(kommuner) >= COMPARABLE:
        chosen, name = kommuner, sentences.COMPARABLE.format(n=len(kommuner))
    else:
        order = sorted(known, key=lambda name: (normal(name).startswith(sentences.COUNTRY), not _wide(name), name))
        if not order:
            return {}
        chosen, name = {order[0]: known[order[0]]}, order[0]
    return {"compared_with": name} | _test(own, chosen)


def _test(own: Rate, others: Mapping[str, Rate]) -> dict[str, object]:
    count = sum(other.count for other in others.values())
    people = sum(other.population for other in others.values())
    chance = methods.two_counts(own.count, exposure1=own.population, count2=count, exposure2=people)
    spread = methods.against_others(own.rate, others=[other.rate for other in others.values()])
    return {"compared_rate": count / people, "compared_p": chance if math.isnan(spread) else max(chance, spread)}


def _same(rows: pd.DataFrame, own: Rate) -> Rate | None:
    """Return another region's rate over the same years, or None when it lacks one of them."""
    years = totals(rows)
    kept = years[years.index.isin(own.years)]
    return rate(kept, span=len(own.years))


def _wide(name: str) -> bool:
    """Return whether a region is a county or the country, by its name."""
    words = normal(name).split()
    return normal(name).startswith(sentences.COUNTRY) or any(word in _COUNTY for word in words)


def _has_ancestor(name: str, parents: dict[str, str]) -> bool:
    """Return whether an indicator lies under another of the same topic (a loop in the file ends the walk)."""
    seen, parent = {name}, parents.get(name, "")
    while parent and parent not in seen:
        if parent in parents:
            return True
        seen.add(parent)
        parent = parents.get(parent, "")
    return False
