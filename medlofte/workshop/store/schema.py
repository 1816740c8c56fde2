"""The workshop's tables."""

from __future__ import annotations

import sqlalchemy as sa

# Raised with each release that changes it; an older database gets what it lacks when it is opened (migrate.py).
SCHEMA = 3


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True, autoincrement=True)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _added(*names: str) -> list[sa.Column[str]]:
    """Return columns that an older database lacks: its rows get blanks."""
    return [sa.Column(name, sa.Text, nullable=False, server_default="") for name in names]


METADATA = sa.MetaData()
META = sa.Table("meta", METADATA, sa.Column("key", sa.Text, primary_key=True), *_texts("value"))
CLOCK = sa.Table("clock", METADATA, sa.Column("id", sa.Integer, primary_key=True), sa.Column("revision", sa.Integer))
CODES = sa.Table("codes", METADATA, sa.Column("role", sa.Text, primary_key=True), *_texts("code"))
SESSIONS = sa.Table(
    "sessions", METADATA, sa.Column("token_sha256", sa.Text, primary_key=True),
    sa.Column("participant", sa.Text, nullable=False, unique=True), *_texts("role", "created"),
    # Which of its role's it is, in the order they joined; an older database gets them when it is opened (migrate.py).
    sa.Column("number", sa.Integer, nullable=False, server_default="0"),
)  # fmt: skip
ANSWER_LOG = sa.Table("answers", METADATA, _id(), *_texts("problem", "criterion", "answer", "by", "time"))
DECISION_LOG = sa.Table(
    "decisions", METADATA, _id(), *_texts("problem", "decision", "reason", "by", "time"),
    *_added("who", "due", "basis"), sa.Column("corrects", sa.Integer),
)  # fmt: skip
# The voting. A ballot has no time, no order of arrival (its key is its place in the file) and nothing of its session.
ROUNDS = sa.Table("rounds", METADATA, _id(), *_texts("kind", "title", "problems", "criteria"),
                  sa.Column("dots", sa.Integer, nullable=False), *_texts("by", "time"))  # fmt: skip
BALLOTS = sa.Table(
    "ballots", METADATA, sa.Column("round", sa.ForeignKey("rounds.id"), primary_key=True),
    sa.Column("ballot", sa.Text, primary_key=True), *_texts("role", "content"),
    sa.Column("paper", sa.Boolean, nullable=False), sqlite_with_rowid=False,
)  # fmt: skip
# What facilitators do with rounds (room "omrostning", subject = the round) and with the agenda (room "mote").
STEPS = sa.Table("steps", METADATA, _id(), *_texts("room", "step"), sa.Column("subject", sa.Integer, nullable=False),
                 *_texts("by", "time"))  # fmt: skip
# What the leader sets for all: name, and what it is about ("" for the whole workshop).
SETTINGS = sa.Table("settings", METADATA, _id(), *_texts("name", "subject", "value", "by", "time"))
AGENDAS = sa.Table("agendas", METADATA, _id(), *_texts("content", "by", "time"))


# The plan, from cause to outcome: each thing in versions, none of which is ever overwritten.
def _versioned(name: str, key: str, *more: str) -> sa.Table:
    return sa.Table(
        name, METADATA, _id(), sa.Column(key, sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False), *_texts("content", "state", *more, "by", "time"),
        sa.UniqueConstraint(key, "version"),
    )  # fmt: skip


CAUSES = _versioned("causes", "cause")
MEASURES = _versioned("measures", "measure")
PROMISES = _versioned("promises", "promise")
ASSESSMENTS = _versioned("assessments", "subject")
OUTCOMES = _versioned("outcomes", "promise")
# Who took a promise to its state, and when: a row for each version that was a step.
PROMISE_STEPS = sa.Table(
    "promise_steps", METADATA, sa.Column("promise", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True), *_texts("name", "date"),
)  # fmt: skip
ACTIVITIES = sa.Table(
    "activities", METADATA, _id(), *_texts("measure", "date", "place"), sa.Column("amount", sa.Float, nullable=False),
    *_texts("note", "source", "replaces", "by", "time"),
)  # fmt: skip
# A form's or a row's own mark, so that what is sent twice is saved once: an activity's number, or a paper ballot's.
RECEIPTS = sa.Table("activity_receipts", METADATA, sa.Column("receipt", sa.Text, primary_key=True),
                    sa.Column("activity", sa.Integer, nullable=False))  # fmt: skip
# The actors' mapping forms, filled in in the room; ``owner`` is the participant who may read and change it.
DRAFTS = _versioned("drafts", "actor", "owner")
