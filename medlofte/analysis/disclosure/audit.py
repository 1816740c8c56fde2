"""The audit: attack what is published, and nothing else, and name every suppressed figure that gives way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from medlofte import tables
from medlofte.analysis import going
from medlofte.analysis.disclosure.attack import SLACK, Attack
from medlofte.analysis.disclosure.linked import Key, Knowledge, link, parts_of
from medlofte.analysis.disclosure.rules import Array, Flags
from medlofte.rounds import Profile

_PROGRAMS = 3


@dataclass(frozen=True)
class Leak:
    """A suppressed figure that can be worked out: the number behind it lies between ``low`` and ``high``."""

    year: int
    question: str
    choice: str
    group: Key
    low: float
    high: float


@dataclass(frozen=True)
class Published:
    """What an edition tells beside its estimates, for the attack to use.

    Parameters
    ----------
    several, merged, weights
        As for ``disclosure.protect``.
    totals
        (Year, question) → how many answered.
    unknown
        Year → grouping variable → the most that can have answered without telling their group.
    """

    profile: Profile
    several: frozenset[str] = frozenset()
    merged: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    weights: Mapping[int, Mapping[Key, tuple[float, float]]] = field(default_factory=dict)
    totals: Mapping[tuple[int, str], float] = field(default_factory=dict)
    unknown: Mapping[int, Mapping[str, float]] = field(default_factory=dict)

    def knowledge(self, year: int, question: str) -> Knowledge:
        """Return what is known of one question in one year."""
        return Knowledge(
            adds_up=question not in self.several, merged=self.merged.get(question, {}),
            weight=self.weights.get(year, {}), total=self.totals.get((year, question)),
            unknown=self.unknown.get(year, {}),
        )  # fmt: skip


def audit(estimates: pd.DataFrame, *, published: Published) -> list[Leak]:
    """Return the suppressed figures that can be worked out from a published ``ESTIMATES``, the worst first.

    For every suppressed figure the largest number of respondents that fits all that is shown must reach the profile's
    minimum, and the least must differ from the largest by half a respondent or more. Where a whole group is suppressed,
    a largest number under the minimum is a leak only if somebody surely, or nobody surely, gave the answer. Many
    figures are cleared by a few programs for all of them; what they do not clear is tried alone, each way.

    Raises
    ------
    DisclosureError
        If the shown figures contradict each other.
    """
    found: list[Leak] = []
    groups: Any = estimates.groupby(["year", "question"], sort=True)
    for number, ((year, question), rows) in enumerate(groups):
        going.on(number, len(groups))
        knowledge = published.knowledge(int(year), str(question))
        # A group's n is the same in every row of it, so one that is shown tells it for the others.
        filled = rows.assign(n=rows.groupby(tables.GROUPING)["n"].transform("max"))
        known = list(filled.loc[filled["n"].notna(), tables.GROUPING].itertuples(index=False, name=None))
        for part in parts_of(filled, adds_up=knowledge.adds_up):
            table = link(part, profile=published.profile, knowledge=knowledge, known=known)
            hidden = (part["status"] == tables.SUPPRESSED).to_numpy(dtype=bool)
            for row, low, high in _leaks(Attack(table, hidden), published.profile, knowledge):
                key, choice = table.names[row]
                found.append(Leak(int(year), str(question), choice, key, low, high))
    return sorted(found, key=lambda leak: (leak.high - leak.low, leak.high))


def _leaks(attack: Attack, profile: Profile, knowledge: Knowledge) -> Iterator[tuple[int, float, float]]:
    """Yield row, least and largest number of respondents for every hidden row that gives way."""
    table = attack.table
    rows = np.flatnonzero(attack.hidden)
    unit = np.array([knowledge.weight_of(table.names[row][0])[0] for row in rows])
    seen = ~table.hidden_bases(attack.hidden)[table.base[rows] - table.rows]
    least = np.where(seen, profile.minimum_count, 1) * unit
    for i in _unclear(attack, rows, least=least, unit=unit, seen=seen):
        low, high = attack.least(int(rows[i])), attack.bound(int(rows[i])).value
        few = high < profile.minimum_count * unit[i] - SLACK and (seen[i] or low > SLACK or high < unit[i] - SLACK)
        if few or high - low < unit[i] / 2:
            yield int(rows[i]), low / unit[i], high / unit[i]
    if len(table.rest) and seen.any():
        rest, least = table.rest[rows[seen]], least[seen]
        for i in attack.short(rest.tolist(), least):
            high = attack.bound(int(rest[i])).value
            if high < least[i] - SLACK:
                yield int(rows[seen][i]), high / unit[seen][i], high / unit[seen][i]


def _unclear(attack: Attack, rows: np.ndarray, *, least: Array, unit: Array, seen: Flags) -> list[int]:
    """Return the positions of the rows that a few programs for all of them together do not clear."""
    if not len(rows):
        return []
    low, high = attack.spread(rows, programs=_PROGRAMS)
    apart = (high - low >= unit / 2) & (seen | (low <= SLACK))
    short = np.flatnonzero(high < least - SLACK)
    still = short[attack.short(rows[short].tolist(), least[short])] if len(short) else short
    return sorted({*(int(i) for i in still), *(int(i) for i in np.flatnonzero(~apart))})
