"""The workshop's tables."""

from __future__ import annotations

import sqlalchemy as sa

# Raised with each change; a database of an older schema gets the tables it lacks when it is opened.
SCHEMA = 2


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True, autoincrement=True)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


METADATA = sa.MetaData()
META = sa.Table("meta", METADATA, sa.Column("key", sa.Text, primary_key=True), *_texts("value"))
CLOCK = sa.Table("clock", METADATA, sa.Column("id", sa.Integer, primary_key=True), sa.Column("revision", sa.Integer))
CODES = sa.Table("codes", METADATA, sa.Column("role", sa.Text, primary_key=True), *_texts("code"))
SESSIONS = sa.Table(
    "sessions", METADATA, sa.Column("token_sha256", sa.Text, primary_key=True),
    sa.Column("participant", sa.Text, nullable=False, unique=True), *_texts("role", "created"),
)  # fmt: skip
RATINGS = sa.Table(
    "ratings", METADATA, sa.Column("participant", sa.ForeignKey("sessions.participant"), primary_key=True),
    sa.Column("problem", sa.Text, primary_key=True), sa.Column("criterion", sa.Text, primary_key=True),
    *_texts("answer", "time"),
)  # fmt: skip
ANSWER_LOG = sa.Table("answers", METADATA, _id(), *_texts("problem", "criterion", "answer", "by", "time"))
DECISION_LOG = sa.Table("decisions", METADATA, _id(), *_texts("problem", "decision", "reason", "by", "time"))
PROMISES = sa.Table(
    "promises", METADATA, _id(), sa.Column("promise", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False), *_texts("content", "state", "by", "time"),
    sa.UniqueConstraint("promise", "version"),
)  # fmt: skip
ACTIVITIES = sa.Table(
    "activities", METADATA, _id(), *_texts("measure", "date", "place"), sa.Column("amount", sa.Float, nullable=False),
    *_texts("note", "source", "replaces", "by", "time"),
)  # fmt: skip
