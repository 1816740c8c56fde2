"""Every table of a round as it may be published: estimates, and what is worked out from them once they are protected.

Changes and the topics' order are made anew from the protected shares, so that they tell no more than those do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtri

from medlofte import tables
from medlofte.analysis import disclosure
from medlofte.analysis.disclosure import Weights
from medlofte.analysis.estimate import Estimates
from medlofte.analysis.estimate.intervals import wilson
from medlofte.codebook import Codebook
from medlofte.rounds import Disclosure, Profile

Frames = dict[str, pd.DataFrame]
# How finely an edition tells a group's mean weight: one-way groups, groups by two questions.
_WEIGHT_STEPS = (0.01, 0.05)


@dataclass(frozen=True)
class Protected:
    """The tables as they may be published, and the mean weights that the edition tells of its groups."""

    frames: Frames
    weights: Weights


def protect_round(
    estimates: Estimates, plain: Mapping[str, pd.DataFrame], *, rules: Disclosure, profile: str, codebook: Codebook
) -> Protected:
    """Return every table protected by one profile.

    What the internal profile suppresses the public one does too, and by the same choice: otherwise the two editions of
    a round could be laid side by side, and one would show what the other needs hidden.
    """
    limits: Profile = getattr(rules, profile)
    weights = mean_weights(estimates.estimates, minimum_base=rules.internal.minimum_base)
    shown = _estimates(estimates.estimates, limits=rules.internal, weights=weights, codebook=codebook)
    if profile != "internal" and limits != rules.internal:
        beneath = (shown["status"] == tables.SUPPRESSED).to_numpy(dtype=bool)
        shown = _estimates(estimates.estimates, limits=limits, weights=weights, codebook=codebook, beneath=beneath)
    rows = disclosure.protect_rows
    cells = _cells(plain["cells"], limits)
    frames = dict(plain) | {
        "estimates": shown,
        "changes": _changes(estimates.changes, shown=shown, limits=limits),
        "ranks": _ranks(estimates.ranks, shown=shown, limits=limits, codebook=codebook),
        "composition": disclosure.protect_parts(estimates.composition, within="question", profile=limits),
        "accounting": rows(plain["accounting"], count="answered", profile=limits, figures=tables.ANSWER_STATES),
        "mentions": rows(plain["mentions"], count="n", profile=limits, figures=["n", "reviewed"]),
        "places": rows(plain["places"], count="residents", profile=limits, figures=["residents", "actors"]),
        "cells": cells.assign(topic_excess=cells["topic_excess"].mask(cells["status"] == tables.SUPPRESSED, "")),
        "clusters": plain["clusters"].assign(persons=disclosure.nearest(plain["clusters"]["persons"], limits.round_n),
                                             ratio=plain["clusters"]["ratio"].round(1)),
        "coverage": _coverage(plain["coverage"], limits),
    }  # fmt: skip
    return Protected(frames, weights)


def mean_weights(estimates: pd.DataFrame, *, minimum_base: int) -> Weights:
    """Return year → group → least and largest mean weight over the questions, rounded outwards; empty if unweighted.

    A reader who knows the population's margins can work the weights out nearly; the attack is given them.
    """
    groups = estimates[(estimates["by1"] != "") & (estimates["n"] >= minimum_base)]
    mean = groups["weight"].astype(float) / groups["n"].astype(float)
    if (mean - 1).abs().max() < 1e-9 or mean.empty:
        return {}
    step = np.where(groups["by2"] == "", *_WEIGHT_STEPS)
    limits = groups.assign(low=np.floor(mean / step + 1e-9) * step, high=np.ceil(mean / step - 1e-9) * step)
    found: dict[int, dict[tuple[str, str, str, str], tuple[float, float]]] = {}
    groups_of: Any = limits.groupby(["year", *tables.GROUPING])
    for (year, *key), rows in groups_of:
        by1, group1, by2, group2 = (str(part) for part in key)
        told = (round(float(rows["low"].min()), 4), round(float(rows["high"].max()), 4))
        found.setdefault(int(year), {})[by1, group1, by2, group2] = told
    return found


def _estimates(
    estimates: pd.DataFrame, *, limits: Profile, weights: Weights, codebook: Codebook, beneath: np.ndarray | None = None
) -> pd.DataFrame:
    several = [question.name for question in codebook.questions if question.type == "select_multiple"]
    merged = {question.name: question.merged for question in codebook.questions}
    return disclosure.protect(estimates, profile=limits, several=several, merged=merged, weights=weights,
                              interval=wilson, beneath=beneath)  # fmt: skip


def _changes(changes: pd.DataFrame, *, shown: pd.DataFrame, limits: Profile) -> pd.DataFrame:
    """Return the changes between the shares among all as they are shown; suppressed where either year's share is."""
    totals = shown[shown["by1"] == ""].set_index(["question", "choice", "year"])[["share", "n_eff", "status"]]
    old, new = (
        totals.reindex(pd.MultiIndex.from_frame(changes[["question", "choice", year]])).reset_index(drop=True)
        for year in ("year0", "year1")
    )
    compared = (changes["note"] == "").to_numpy(dtype=bool)
    gone = ((old["status"] == tables.SUPPRESSED) | (new["status"] == tables.SUPPRESSED)).to_numpy(dtype=bool)
    difference = np.where(compared, new["share"].astype(float) - old["share"].astype(float), np.nan)
    variance = sum(
        part["share"] * (1 - part["share"]) / part["n_eff"] for part in (old.astype(_NUMBERS), new.astype(_NUMBERS))
    )
    half = ndtri(0.975) * np.sqrt(np.asarray(variance, dtype=float))
    made = changes.assign(difference=difference, low=np.maximum(difference - half, -1),
                          high=np.minimum(difference + half, 1))  # fmt: skip
    figures = ["difference", "low", "high", "q"]
    return disclosure.blank(disclosure.rounded(made, limits), pd.Series(gone, index=changes.index), figures)


_NUMBERS = {"share": "float64", "n_eff": "float64"}


def _ranks(ranks: pd.DataFrame, *, shown: pd.DataFrame, limits: Profile, codebook: Codebook) -> pd.DataFrame:
    """Return the topics' order; a topic is suppressed where its count is small or one of its options is suppressed."""
    figures = ["share", "low", "high", "rank", "p_top3"]
    hidden = {(question, choice) for question, choice in _hidden_totals(shown)}
    topics = {(q.name, c.topic) for q in codebook.questions for c in q.valid if (q.name, c.name) in hidden}
    found = disclosure.rounded(ranks, limits)
    low, high = wilson(found["share"].to_numpy(float), disclosure.nearest(ranks["n_eff"], limits.round_n))
    found = found.assign(low=np.round(low, limits.decimals), high=np.round(high, limits.decimals))
    small = disclosure.protect_rows(found, count="count", base="n", profile=limits, figures=figures)
    gone = [key in topics for key in zip(ranks["question"], ranks["topic"], strict=True)]
    return disclosure.blank(small, pd.Series(gone, index=ranks.index, dtype=bool), figures)


def _hidden_totals(shown: pd.DataFrame) -> set[tuple[str, str]]:
    """Return the (question, choice) whose share among all is suppressed in the last year."""
    rows = shown[(shown["by1"] == "") & (shown["status"] == tables.SUPPRESSED) & (shown["year"] == shown["year"].max())]
    return set(zip(rows["question"], rows["choice"], strict=True))


def _cells(cells: pd.DataFrame, limits: Profile) -> pd.DataFrame:
    """Return the map's cells, one hidden cell never alone: how many points there are stands in the provenance."""
    everything = [disclosure.Sum(tuple(range(len(cells))))] if len(cells) else []
    return disclosure.protect_sums(cells, count="persons", sums=everything, minimum=limits.minimum_count,
                                   figures=["persons"])  # fmt: skip


def _coverage(coverage: pd.DataFrame, limits: Profile) -> pd.DataFrame:
    few = coverage["n"] < limits.minimum_base
    figures = ("n", "coded", "reviewed", "uncoded", "double_coded", "alpha")
    return coverage.assign(**{name: coverage[name].mask(few) for name in figures})
