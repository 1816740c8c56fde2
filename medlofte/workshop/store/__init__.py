"""The only place that talks to a database.

Every viewer of a dashboard has a process of their own, so all that they share lives here: SQLite (WAL) beside the
edition, or PostgreSQL by URL.
"""

from medlofte.workshop.store.ballots import Round
from medlofte.workshop.store.connect import ENVIRONMENT, default_url
from medlofte.workshop.store.core import Session, Store
from medlofte.workshop.store.meeting import Item, Status
from medlofte.workshop.words import ANSWERS, DECISIONS, KINDS, PARTICIPANTS, STATES

__all__ = ["ANSWERS", "DECISIONS", "ENVIRONMENT", "KINDS", "PARTICIPANTS", "STATES", "Item", "Round", "Session",
           "Status", "Store", "default_url"]  # fmt: skip
