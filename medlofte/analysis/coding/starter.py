"""The topics that the package carries: what answers are coded by where a round has none of its own."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from pathlib import Path

from medlofte.codebook import Codebook

FILE = Path(str(resources.files("medlofte") / "starter" / "topics.yaml"))


@lru_cache(maxsize=1)
def topics() -> Codebook:
    """Return the starter's topics and lists, read once in a process."""
    return Codebook.read_topics(FILE)


@lru_cache(maxsize=1)
def rules() -> frozenset[tuple[str, str]]:
    """Return topic and pattern of all that the starter looks for."""
    return frozenset((topic.id, pattern) for topic in topics().topics for pattern in topic.patterns)
