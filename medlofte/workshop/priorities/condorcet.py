"""Ranking ballots counted in pairs: how many put one problem before another, and Schulze's order from that.

M. Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner election
method", Social Choice and Welfare 36, 2011. A problem that beats every other one to one always comes first.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd


def pairwise(ballots: pd.DataFrame, *, problems: Sequence[str]) -> pd.DataFrame:
    """Return how many ballots put the row's problem before the column's.

    Parameters
    ----------
    ballots
        ``content`` holds ``{"order": [problems, first to last]}``; those left out share the last place.
    """
    places = np.array([_places(content["order"], problems) for content in ballots["content"]])
    counts = np.zeros((len(problems), len(problems)), dtype=int)
    if len(places):
        counts = (places[:, :, None] < places[:, None, :]).sum(axis=0)
    return pd.DataFrame(counts, index=list(problems), columns=list(problems))


def schulze(ballots: pd.DataFrame, *, problems: Sequence[str]) -> pd.DataFrame:
    """Return Schulze's order, with the winning votes as the strength of a link.

    Returns
    -------
    DataFrame
        ``problem``; ``rank`` (1 = first; those that nothing parts share the better place); ``beats`` and ``loses`` (how
        many others it beats and loses to, one to one).
    """
    counts = pairwise(ballots, problems=problems).to_numpy()
    wins = counts > counts.T
    paths = _strongest(np.where(wins, counts, 0))
    # The relation "has the stronger path" is transitive, so counting those ahead gives the places.
    ahead = (paths < paths.T).sum(axis=1)
    frame = pd.DataFrame({"problem": list(problems), "rank": ahead + 1,
                          "beats": wins.sum(axis=1), "loses": wins.sum(axis=0)})  # fmt: skip
    return frame.sort_values(["rank", "problem"], ignore_index=True)


def _strongest(links: np.ndarray) -> np.ndarray:
    """Return the strength of the strongest path between every two: the widest-path form of Floyd–Warshall."""
    paths = links.copy()
    for middle in range(len(paths)):
        paths = np.maximum(paths, np.minimum(paths[:, middle, None], paths[None, middle, :]))
    np.fill_diagonal(paths, 0)
    return paths


def _places(ordered: Sequence[str], problems: Sequence[str]) -> list[int]:
    return [ordered.index(problem) if problem in ordered else len(ordered) for problem in problems]
