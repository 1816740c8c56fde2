"""What the package carries: topics, for a round that has none of its own, and invented answers to learn from."""

from __future__ import annotations

import csv
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


def written(name: str) -> list[dict[str, str]]:
    """Return the rows of a table of invented answers that stands beside the topics."""
    with FILE.with_name(name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
