"""Rules across sources and on published figures: what each file alone cannot show. Pure; each returns findings."""

from medlofte.analysis.consistency.figures import figures, mixture
from medlofte.analysis.consistency.geography import named_places, outside
from medlofte.analysis.consistency.sources import (
    actors,
    areas,
    bursts,
    margins,
    points,
    promised_topics,
    registers,
    same_file,
    setup,
    survey,
)
from medlofte.analysis.read.small_areas import mixed

__all__ = [
    "actors",
    "areas",
    "bursts",
    "figures",
    "margins",
    "mixed",
    "mixture",
    "named_places",
    "outside",
    "points",
    "promised_topics",
    "registers",
    "same_file",
    "setup",
    "survey",
]
