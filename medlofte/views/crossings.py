"""Which groups an edition has figures for, and picking them: a page offers only what was published."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from medlofte.edition import Edition
from medlofte.language import _
from medlofte.tables import GROUPING

Crossing = frozenset[str]


def published(estimates: pd.DataFrame) -> frozenset[Crossing]:
    """Return the sets of background questions that the estimates are broken down by; the empty set is everybody."""
    pairs = estimates[["by1", "by2"]].drop_duplicates()
    return frozenset(frozenset(name for name in pair if name) for pair in pairs.itertuples(index=False, name=None))


def allowed(crossings: frozenset[Crossing], chosen: Mapping[str, str]) -> frozenset[str]:
    """Return the background questions whose filter may be used, given what is chosen (question → group or '')."""
    used = frozenset(question for question, group in chosen.items() if group)
    return frozenset(q for crossing in crossings for q in crossing if used | {q} in crossings)


def rows(estimates: pd.DataFrame, *, question: str, chosen: Mapping[str, str], year: int | None = None) -> pd.DataFrame:
    """Return one question's estimates in one group, for one year (the latest when None).

    Parameters
    ----------
    chosen
        Background question → group or ``''``; none chosen means everybody. The order of the two does not matter.
    """
    picked = sorted((q, g) for q, g in chosen.items() if g)
    wanted = {f"{q}={g}" for q, g in picked}
    own = estimates[estimates["question"] == question]
    own = own[own["year"] == (own["year"].max() if year is None else year)]
    fits = [{f"{q}={g}" for q, g in ((b1, g1), (b2, g2)) if q} == wanted
            for b1, g1, b2, g2 in own[GROUPING].itertuples(index=False, name=None)]  # fmt: skip
    return own[fits].reset_index(drop=True)


def by_group(estimates: pd.DataFrame, *, question: str, choice: str, by: str) -> pd.DataFrame:
    """Return one answer's latest estimates in each group of one background question."""
    own = estimates[(estimates["question"] == question) & (estimates["choice"] == choice)]
    own = own[(own["by1"] == by) & (own["by2"] == "")]
    return own[own["year"] == own["year"].max()].reset_index(drop=True)


def where(edition: Edition, chosen: Mapping[str, str]) -> str:
    """Return the chosen group in words: ``alla svarande`` or ``Område: Centrum, Kön: Kvinna``."""
    parts = [f"{short(edition, q)}: {edition.choice_labels(q).get(g, g)}" for q, g in chosen.items() if g]
    return ", ".join(parts) or _("alla svarande")


def short(edition: Edition, question: str) -> str:
    """Return a question's short heading."""
    questions = edition.table("questions")
    rows = questions[questions["question"] == question]
    return str(rows["short"].iloc[0] or rows["label"].iloc[0]) if len(rows) else question


def describe(edition: Edition, crossings: frozenset[Crossing]) -> str:
    """Return a sentence saying which filters can be combined."""
    pairs = sorted(" × ".join(sorted(short(edition, q).lower() for q in c)) for c in crossings if len(c) == 2)
    if not pairs:
        return _("Ett filter i taget kan användas: sambanden mellan grupper är inte publicerade.")
    return _("De här filtren kan kombineras: {pairs}. Andra kombinationer är inte publicerade.").format(
        pairs=", ".join(pairs)
    )
