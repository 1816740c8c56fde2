"""What came of a closed round, as a plain table; small groups are hidden as on the board."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from medlofte import style
from medlofte.language import N_, _
from medlofte.server import ballot
from medlofte.server.ballot import Material
from medlofte.workshop import priorities
from medlofte.workshop.priorities.outcome import GROUPS, given
from medlofte.workshop.store import Round, Store
from medlofte.workshop.words import LABELS

_MEASURES = {
    ballot.RATING: N_("Poäng 0–100: ja räknas som 100, delvis som 50 och nej som 0, i medel över frågorna."),
    ballot.DOTS: N_("Andel av prickarna, i procent."),
    ballot.ORDER: N_("Poäng 0–100: 100 betyder att alla satte problemet först, 0 att alla satte det sist."),
}


@dataclass(frozen=True)
class Outcome:
    """A table: what it measures, its columns, and a row of texts for each problem, the highest first."""

    measure: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    enough: bool


def outcome(store: Store, round_: Round, *, material: Material) -> Outcome:
    """Return what came of a round; the store refuses while it is open."""
    frame = _scores(store, round_)
    shown = frame.dropna(subset="alla")
    columns = (_("Plats"), _("Problem"), *(LABELS[group] for group in GROUPS), _("Svar"))
    places = shown["alla"].round(9).rank(ascending=False, method="min")
    rows = [
        (style.number(place), material.problem(row["problem"]), *(_points(row[g]) for g in GROUPS), f"{row['n_alla']}")
        for place, row in zip(places, shown.to_dict("records"), strict=True)
    ]
    return Outcome(_(_MEASURES[round_.kind]), columns, tuple(rows), enough=len(shown) > 0)


def _scores(store: Store, round_: Round) -> pd.DataFrame:
    if round_.kind == ballot.RATING:
        return priorities.by_role(store.voting.ratings(round_.number), criteria=round_.criteria)
    return priorities.order_by_role(given(round_, ballots=store.voting.ballots(round_.number)))


def _points(score: float) -> str:
    return style.MISSING if style.missing(score) else style.number(100 * score)
