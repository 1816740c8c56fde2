"""Seeded chance. Only ``Generator.random`` is drawn from, the one stream that no version of numpy has changed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from statistics import NormalDist
from typing import TypeVar

import numpy as np

T = TypeVar("T")
_NORMAL = NormalDist()


class Chance:
    """Draws that are the same on every machine for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = np.random.Generator(np.random.PCG64(seed))

    def share(self) -> float:
        """Return a number from 0 to 1."""
        return float(self._random.random())

    def happens(self, probability: float) -> bool:
        """Return true with this probability."""
        return self.share() < probability

    def one(self, options: Sequence[T]) -> T:
        """Return one of the options, all equally likely."""
        return options[int(self.share() * len(options))]

    def weighted(self, weights: Mapping[str, float]) -> str:
        """Return one key, with probability in proportion to its weight."""
        return self.several(weights, number=1)[0]

    def several(self, weights: Mapping[str, float], *, number: int) -> list[str]:
        """Return distinct keys, drawn without replacement (Efraimidis and Spirakis 2006, exponential keys)."""
        keys = {name: -math.log(1 - self.share()) / weight for name, weight in weights.items() if weight > 0}
        return sorted(keys, key=keys.__getitem__)[:number]

    def whole(self, low: int, high: int) -> int:
        """Return a whole number from low to high, both included."""
        return low + int(self.share() * (high - low + 1))

    def normal(self, mean: float, spread: float) -> float:
        """Return a normal number with this mean and standard deviation."""
        return mean + spread * _NORMAL.inv_cdf(min(max(self.share(), 1e-9), 1 - 1e-9))

    def around(self, expected: float) -> int:
        """Return a count near the expected one, with a count's own spread (never negative)."""
        return max(0, round(self.normal(expected, math.sqrt(max(expected, 0.0)))))
