"""Points of unsafe places → fixed cells, and where more is named than a stated comparison gives.

Two comparisons: a topic against all the other points (``labelling``, the default: needs no population), and persons
against where people live or are (``scan``, where the round brings that exposure). Own code rather than h3 or pointpats:
the cells are metres in SWEREF 99 TM with a fixed origin, so that a cell is the same place every year, and the
statistics are a hundred lines.
"""

from medlofte.analysis.hotspots.grid import cells, located
from medlofte.analysis.hotspots.labelling import excess
from medlofte.analysis.hotspots.scan import Scanned, scan
from medlofte.analysis.hotspots.words import LEVEL, MINIMUM_CELL, MINIMUM_POINTS, PERMUTATIONS, TOO_FEW

__all__ = ["LEVEL", "MINIMUM_CELL", "MINIMUM_POINTS", "PERMUTATIONS", "TOO_FEW", "Scanned", "cells", "excess",
           "located", "scan"]  # fmt: skip
