"""The capacity model: what so many viewers and workshops take, from measured constants. Pure functions."""

from __future__ import annotations

import math
from dataclasses import dataclass

KOMMUNER, HOURS, MEETING_H = 290, 40, 3.0  # one workshop each in a working week
BUSY = 0.7  # of a core's time: above it people wait for each other
MB = 1e6


@dataclass(frozen=True)
class Model:
    """What a server takes, whoever looks at it.

    Parameters
    ----------
    base, viewer
        Bytes of a server without viewers, and of each viewer with a page of their own.
    opening, once, idle
        Processor seconds to open such a page, in addition for the first of them, and per second while it is looked at.
    poll, vote
        Processor seconds of one question whether the ballot is out of date (each phone asks every other second), and of
        one vote.
    first, again
        Bytes of a page to a browser that has never been here, and to one that has.
    """

    base: float
    viewer: float
    opening: float
    once: float
    idle: float
    poll: float
    vote: float
    first: int
    again: int

    def memory(self, viewers: int) -> float:
        """Return the bytes of a server with so many pages of their own."""
        return self.base + viewers * self.viewer

    def cpu(self, viewers: int, *, phones: int = 0) -> float:
        """Return cores that a sitting room takes."""
        return viewers * self.idle + phones * self.poll / 2

    def arriving(self, viewers: int, *, within: float = 60.0) -> float:
        """Return cores that are busy while so many open a page within so many seconds."""
        return viewers * self.opening / within

    def seats(self, *, cores: int, gigabytes: float, system: float = 1.0) -> int:
        """Return how many pages of their own a machine has room for, arriving within a minute."""
        by_memory = (gigabytes * 1e9 - system * 1e9 - self.base) / self.viewer
        by_cpu = cores * BUSY / (self.opening / 60 + self.idle)
        return math.floor(min(by_memory, by_cpu))


@dataclass(frozen=True)
class Week:
    """290 kommuner in one week: how many meet at once, and what that takes."""

    name: str
    slots: float
    viewers: int
    phones: int

    @property
    def mean(self) -> float:
        """Return how many workshops are held at the same time on average while any is."""
        return KOMMUNER / self.slots

    @property
    def peak(self) -> int:
        """Return the number at once that is exceeded in one slot of a thousand, when each kommun chooses by itself."""
        return KOMMUNER if self.slots == 1 else binomial_quantile(KOMMUNER, 1 / self.slots, 0.999)


WEEKS = (
    Week("any three hours of forty, all on pages of their own", HOURS / MEETING_H, 30, 0),
    Week("any three hours, ten pages and thirty ballots", HOURS / MEETING_H, 10, 30),
    Week("Tuesday to Thursday, morning or afternoon; all on pages", 6, 30, 0),
    Week("Tuesday to Thursday; ten pages and thirty ballots", 6, 10, 30),
    Week("all 290 the same morning; ten pages and thirty ballots", 1, 10, 30),
)


def binomial_quantile(trials: int, share: float, level: float) -> int:
    """Return the least number that at most so many of ``trials`` exceed with probability ``1 - level``."""
    total = 0.0
    for count in range(trials + 1):
        total += math.comb(trials, count) * share**count * (1 - share) ** (trials - count)
        if total >= level:
            return count
    return trials


def machines(model: Model, week: Week, *, cores: int = 8, gigabytes: float = 32) -> tuple[float, float, int]:
    """Return gigabytes and cores at the peak, and how many such machines that is (a tenth of the memory is kept).

    Of the workshops that meet at once a tenth open in the same minute, all their people in it.
    """
    memory = week.peak * model.memory(week.viewers) / 1e9
    sitting = week.peak * model.cpu(week.viewers, phones=week.phones)
    opening = math.ceil(week.peak / 10) * (model.arriving(week.viewers) + week.phones * model.vote / 60)
    busy = sitting + opening
    return memory, busy, max(math.ceil(memory / (0.9 * gigabytes)), math.ceil(busy / (BUSY * cores)))
