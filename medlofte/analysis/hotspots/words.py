"""What both searches share: the level, the limits under which nothing is said, and how that is said."""

from __future__ import annotations

TOO_FEW = "för få svar för att avgöra"
MINIMUM_POINTS = 30
MINIMUM_CELL = 5
PERMUTATIONS = 999
LEVEL = 0.05
