"""Residents, actors and registers side by side: the joint picture, where it parts, and what is missing.

No composite score is made: Brå's account of the first joint pictures (2018) shows that merging hides what one side sees
and the other does not.
"""

from medlofte.analysis.situation.join import Pictures, situation

__all__ = ["Pictures", "situation"]
