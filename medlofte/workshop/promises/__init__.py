"""Promises that can be followed up: what makes one good, what it rests on, and what came of it. Pure functions."""

from medlofte.workshop.promises.followup import follow_up, merge
from medlofte.workshop.promises.quality import Check, quality

__all__ = ["Check", "follow_up", "merge", "quality"]
