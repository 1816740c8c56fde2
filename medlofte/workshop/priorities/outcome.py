"""What a closed round says: the page, the documents and the decisions' basis all take it from here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from medlofte import style
from medlofte.workshop.priorities import points
from medlofte.workshop.priorities.change import smallest_change
from medlofte.workshop.priorities.condorcet import schulze
from medlofte.workshop.priorities.disagreement import agreement, talk_first
from medlofte.workshop.priorities.ranking import MINIMUM_GROUP, by_role, order, order_by_role, ranking
from medlofte.workshop.priorities.robustness import Weighed, smaa
from medlofte.workshop.priorities.selection import complete, equal_shares, knapsack
from medlofte.workshop.words import PARTICIPANTS

if TYPE_CHECKING:
    from medlofte.workshop.store import Round

EFFORT = "insats"  # the group's answer on how much a problem takes, 1–4, stands in the store beside its criteria
USUAL_EFFORT = 2
VOTE = "rost"
GROUPS = ("alla", *PARTICIPANTS)


@dataclass(frozen=True)
class Outcome:
    """A closed round's result.

    Parameters
    ----------
    cast
        How many ballots. Under ``MINIMUM_GROUP`` every figure is hidden and the frames are empty.
    by_role
        As ``ranking.by_role``: ``problem``, score and n of ``alla, polis, kommun, annan``; best first.
    order
        As ``ranking.ranking``, without problems that too few have rated.
    agreement
        ``problem, agreement`` and, for dots and orders, ``spread``.
    weighed
        As ``robustness.smaa``: over the criteria (or the votes as they are), the perspectives, and both.
    changes
        As ``smallest_change``; empty unless the round is a rating.
    pairs
        As ``schulze``; empty unless the round is a ranking.
    talk
        As ``talk_first``.
    scores
        ``participant, problem, score``: each ballot's own view, for choosing within the capacity; never to be shown.
    """

    round: Round
    cast: int
    by_role: pd.DataFrame
    order: pd.DataFrame
    agreement: pd.DataFrame
    weighed: Mapping[str, Weighed]
    changes: pd.DataFrame
    pairs: pd.DataFrame
    talk: pd.DataFrame
    scores: pd.DataFrame

    @property
    def firm(self) -> pd.Series:
        """Return problem → share of the weightings that put it among the first three; '' where nothing is weighed."""
        widest = self.weighed.get("both") or self.weighed.get("criteria")
        return pd.Series(dtype=float) if widest is None else widest.top()

    def choices(self, *, efforts: Mapping[str, int], capacity: int) -> dict[str, list[str]]:
        """Return the problems that fit: ``most`` points in all, and ``fair`` to every group (equal shares)."""
        shown = self.order["problem"].tolist()
        costs = {problem: efforts.get(problem, USUAL_EFFORT) for problem in shown}
        sums = self.scores.groupby("problem")["score"].sum()
        totals = {problem: float(sums.get(problem, 0.0)) for problem in shown}
        own = self.scores[self.scores["problem"].isin(shown)]
        bought = equal_shares(own, costs=costs, capacity=capacity)
        return {"most": knapsack(totals, costs=costs, capacity=capacity),
                "fair": complete(bought, scores=totals, costs=costs, capacity=capacity)}  # fmt: skip

    def votes(self, problem: str) -> dict[str, Any]:
        """Return what the round says of one problem as plain figures, for a decision's basis; none that is hidden."""
        said: dict[str, Any] = {"round": self.round.number, "kind": self.round.kind, "closed": self.round.closed,
                                "ballots": self.cast}  # fmt: skip
        for row in self.order[self.order["problem"] == problem].to_dict("records"):
            said |= {"rank": int(row["rank"]), "n": int(row["n"])}
        for row in self.by_role[self.by_role["problem"] == problem].to_dict("records"):
            said["scores"] = {g: round(row[g], 4) for g in GROUPS if not style.missing(row[g])}
        if problem in self.firm.index and "rank" in said:
            said["top3"] = round(float(self.firm[problem]), 4)
        return said


def outcome(
    asked: Round, *, ballots: pd.DataFrame, ratings: pd.DataFrame, views: pd.DataFrame | None = None
) -> Outcome:
    """Return the result of a closed round.

    Parameters
    ----------
    ballots, ratings
        As ``store.voting.ballots`` and ``store.voting.ratings`` give them.
    views
        From ``robustness.perspectives``; without them only the round's own weights vary.
    """
    cast = len(ballots)
    if cast < MINIMUM_GROUP:
        ballots, ratings = ballots.iloc[:0], ratings.iloc[:0]
    criteria = list(asked.criteria)
    if asked.kind == "bedomning":
        scores = points.of_ratings(ratings, criteria=criteria)
        apart, placed = by_role(ratings, criteria=criteria), ranking(ratings, criteria=criteria)
        board = points.means(points.answered(ratings, criteria=criteria), criteria=criteria).dropna(how="all")
        agreed = agreement(ratings, criteria=criteria)
    else:
        scores = given(asked, ballots=ballots)
        apart, placed = order_by_role(scores), order(scores)
        board = placed.set_index("problem")[["score"]].rename(columns={"score": VOTE})
        agreed = placed[["problem", "spread"]].assign(agreement=float("nan"))
    shown = apart.dropna(subset="alla")["problem"].tolist()
    board, placed = board.loc[board.index.isin(shown)], placed[placed["problem"].isin(shown)].reset_index(drop=True)
    weighed = smaa(board, views=views)
    top = (weighed.get("both") or weighed["criteria"]).top()
    return Outcome(
        round=asked, cast=cast, by_role=apart, order=placed, agreement=agreed[agreed["problem"].isin(shown)],
        weighed=weighed, changes=smallest_change(board if asked.kind == "bedomning" else board.iloc[:0]),
        pairs=schulze(ballots, problems=asked.problems) if asked.kind == "rangordning" and len(ballots) else _NO_PAIRS,
        talk=talk_first(apart, agreement=agreed, top=top), scores=scores,
    )  # fmt: skip


def given(asked: Round, *, ballots: pd.DataFrame) -> pd.DataFrame:
    """Return each ballot's own scores in a round of dots or orders, as ``points.of_dots`` and ``points.of_orders``."""
    if asked.kind == "prickar":
        return points.of_dots(ballots, problems=asked.problems, dots=asked.dots)
    return points.of_orders(ballots, problems=asked.problems)


def efforts(answers: pd.DataFrame) -> dict[str, int]:
    """Return problem → effort (1–4) from the group's answers; those that say nothing are left out."""
    rows = answers[(answers["criterion"] == EFFORT) & answers["answer"].str.isdigit()]
    return {problem: int(answer) for problem, answer in zip(rows["problem"], rows["answer"], strict=True)}


_NO_PAIRS = pd.DataFrame({"problem": pd.Series(dtype=str), "rank": pd.Series(dtype=int),
                          "beats": pd.Series(dtype=int), "loses": pd.Series(dtype=int)})  # fmt: skip
