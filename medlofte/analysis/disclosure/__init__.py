"""Disclosure control: what is suppressed, what is suppressed with it, and an attack on what is left.

A count below the profile's minimum, a group below its minimum base and a group that answers all alike are suppressed
(``rules``). A suppressed cell must not follow from what is shown, so others go with it (``suppress``), until linear
programs that know everything shown, as rounded, can no longer bring any of them below the minimum (``linked``,
``attack``); ``audit`` tries the same of what is published. Share, interval, n and effective n go together, since a
share with its n gives the count away; the interval is made anew from the rounded share and effective n, so that it
tells no more than they do.

Hundepool et al. (2012), Statistical Disclosure Control, ch. 4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from medlofte import tables
from medlofte.analysis import going
from medlofte.analysis.disclosure.attack import Attack
from medlofte.analysis.disclosure.audit import Leak, Published, audit
from medlofte.analysis.disclosure.linked import Key, Knowledge, link, parts_of
from medlofte.analysis.disclosure.rules import (
    FIGURES,
    Array,
    Flags,
    blank,
    nearest,
    primary,
    protect_parts,
    protect_rows,
    rounded,
)
from medlofte.analysis.disclosure.sums import Sum, leaking, protect_sums
from medlofte.analysis.disclosure.suppress import complete
from medlofte.rounds import Profile

__all__ = ["FIGURES", "Attack", "Leak", "Published", "Sum", "audit", "blank", "leaking", "nearest", "protect",
           "protect_parts", "protect_rows", "protect_sums", "rounded"]  # fmt: skip

Interval = Callable[[Array, Array], tuple[Array, Array]]
Weights = Mapping[int, Mapping[Key, tuple[float, float]]]


def protect(
    estimates: pd.DataFrame,
    *,
    profile: Profile,
    several: Iterable[str] = (),
    merged: Mapping[str, Mapping[str, str]] | None = None,
    weights: Weights | None = None,
    interval: Interval | None = None,
    beneath: Flags | None = None,
) -> pd.DataFrame:
    """Return the estimates as they may be published (``ESTIMATES``).

    Parameters
    ----------
    estimates
        ``ESTIMATES`` columns plus ``count`` (respondents who gave the answer) and, if weighted, ``weight`` (the group's
        summed weights, where 1 is the mean of all who answered) for every crossing of a question.
    several
        Questions where several options may be chosen: their counts do not add up to the base.
    merged
        Question → choice → the merged choice it is part of.
    weights
        Year → group → least and largest mean weight, as the edition tells.
    interval
        Share and effective n → lower and upper limit; without it the limits are only rounded.
    beneath
        Rows that another edition of the same round suppresses: then so does this one, so that the two together tell no
        more than the one that tells more.
    """
    chosen_several, told = set(several), _open(estimates, profile, interval)
    hidden = pd.Series(False if beneath is None else beneath, index=estimates.index)
    groups: Any = estimates.groupby(["year", "question"], sort=True)
    for number, ((year, question), rows) in enumerate(groups):
        going.on(number, len(groups))
        knowledge = Knowledge(
            adds_up=question not in chosen_several, merged=(merged or {}).get(question, {}),
            weight=(weights or {}).get(year, {}), total=_total(rows), unknown=_unknown(rows),
        )  # fmt: skip
        for part in parts_of(rows, adds_up=knowledge.adds_up):
            hidden[part.index] = _complete(part, told, hidden[part.index].to_numpy(dtype=bool), profile, knowledge)
    return tables.ESTIMATES.check(blank(told, hidden, FIGURES))


def _complete(rows: pd.DataFrame, told: pd.DataFrame, given: Flags, profile: Profile, knowledge: Knowledge) -> Flags:
    """Return which rows to hide; where options are tried one at a time, another one may show a group's n."""
    first = primary(rows, profile=profile, adds_up=knowledge.adds_up)
    known = [] if knowledge.adds_up else rows.loc[~first.small, tables.GROUPING].itertuples(index=False, name=None)
    table = link(told.loc[rows.index], profile=profile, knowledge=knowledge, known=known)
    truth = rows["share"].fillna(0.0).to_numpy(float) * _weight(rows).to_numpy(float)
    return complete(table, first=first, profile=profile, hidden=first.hidden | given, truth=truth)


def _open(estimates: pd.DataFrame, profile: Profile, interval: Interval | None) -> pd.DataFrame:
    """Return every row as it would be shown: rounded, n in groups too, and don't know only among all.

    Few do not know; in a group their number would be a small count beside the shares.
    """
    everyone = (estimates[["by1", "by2"]] == "").all(axis=1)
    made = rounded(estimates, profile)
    made["n_eff"] = np.minimum(made["n_eff"], made["n"].where(everyone, nearest(made["n"], profile.round_n)))
    made["n"] = made["n"].where(everyone, nearest(made["n"], profile.round_n))
    made["dont_know"] = made["dont_know"].where(everyone)
    if interval is not None:
        low, high = interval(made["share"].to_numpy(float), made["n_eff"].to_numpy(float))
        made = made.assign(low=np.round(low, profile.decimals), high=np.round(high, profile.decimals))
    return made


def _weight(rows: pd.DataFrame) -> pd.Series:
    return rows["weight"] if "weight" in rows.columns else rows["n"]


def _total(rows: pd.DataFrame) -> float | None:
    everyone = np.flatnonzero((rows["by1"] == "").to_numpy())
    return float(_weight(rows).iloc[everyone[0]]) if len(everyone) else None


def _unknown(rows: pd.DataFrame) -> dict[str, float]:
    """Return variable → how many (weighted) answered without telling their group: the reader is held to know it."""
    total = _total(rows)
    single = ((rows["by1"] != "") & (rows["by2"] == "")).to_numpy(dtype=bool)
    groups = dict(
        zip(zip(rows["by1"][single], rows["group1"][single], strict=True), _weight(rows)[single], strict=True)
    )
    found: dict[str, float] = {}
    for (variable, _), weight in groups.items():
        found[str(variable)] = found.get(str(variable), total or 0.0) - float(weight)
    return {variable: max(left, 0.0) for variable, left in found.items()} if total is not None else {}
