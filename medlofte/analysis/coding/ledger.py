"""What people decided about the codes: an append-only file, one decision a line, that survives every new run.

A person's word outweighs the patterns. The file holds no free text and stays on the analyst's side.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pandas as pd

from medlofte import tables
from medlofte.errors import SourceError

FILE = "kodning.jsonl"
_VERDICTS = ("accept", "reject")


@dataclass(frozen=True)
class Decision:
    """One person's decision on one topic of one answer.

    Parameters
    ----------
    respondent, question
        Which answer.
    topic
        The topic's id; empty says that the answer was read and no further topic belongs to it.
    verdict
        ``accept`` or ``reject``.
    coder, time, version
        Who, when (ISO, UTC) and with which codebook (its version or SHA-256).
    """

    respondent: str
    question: str
    topic: str
    verdict: Literal["accept", "reject"]
    coder: str
    time: str
    version: str


@dataclass(frozen=True)
class Ledger:
    """An append-only JSON Lines file of decisions; it need not exist until the first one."""

    path: Path

    def record(
        self,
        respondent: str,
        *,
        question: str,
        topic: str,
        verdict: Literal["accept", "reject"],
        coder: str,
        version: str,
        time: str | None = None,
    ) -> Decision:
        """Append one decision, on the disk before this returns; ``time`` is now unless given."""
        now = time or datetime.now(UTC).isoformat(timespec="seconds")
        decision = Decision(respondent, question, topic, verdict, coder, now, version)
        with self.path.open("a", encoding="utf-8", newline="\n") as stream:
            stream.write(json.dumps(asdict(decision), ensure_ascii=False) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        return decision

    def decisions(self) -> tuple[Decision, ...]:
        """Return every decision, oldest first; none if the file does not exist.

        Raises
        ------
        SourceError
            If a line is not a decision; names the row.
        """
        if not self.path.is_file():
            return ()
        try:
            lines = self.path.read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise SourceError("Filen med kodningsbeslut går inte att läsa.", file=self.path) from error
        return tuple(self._parse(line, row) for row, line in enumerate(lines, start=1) if line.strip())

    def _parse(self, line: str, row: int) -> Decision:
        try:
            decision = Decision(**json.loads(line))
            if decision.verdict not in _VERDICTS or any(
                not isinstance(getattr(decision, field.name), str) for field in fields(decision)
            ):
                raise ValueError(line)
        except (ValueError, TypeError) as error:
            raise SourceError("Raden är inget kodningsbeslut.", file=self.path, row=row,
                              advice="Rätta raden, eller ta bort den.") from error  # fmt: skip
        return decision


def apply(codes: pd.DataFrame, decisions: Iterable[Decision], *, answers: pd.DataFrame) -> pd.DataFrame:
    """Return the codes (``CODES``) with people's decisions in place of the patterns'.

    Parameters
    ----------
    codes
        What the patterns found.
    decisions
        Oldest first; the latest on a topic of an answer counts.
    answers
        The answers that exist (respondent, year, question); a decision on an answer that is gone has no effect.
    """
    final = {(d.respondent, d.question, d.topic): d for d in decisions if d.topic}
    keys = zip(codes["respondent"], codes["question"], codes["topic"], strict=True)
    kept = codes[pd.Series([key not in final for key in keys], index=codes.index, dtype=bool)]
    years = {(a.respondent, a.question): a.year for a in answers.itertuples(index=False)}
    added = [
        (d.respondent, years[d.respondent, d.question], d.question, d.topic, f"person: {d.coder}")
        for d in final.values()
        if d.verdict == "accept" and (d.respondent, d.question) in years
    ]
    if not added:
        return tables.CODES.check(kept)
    return tables.CODES.check(pd.concat([kept, pd.DataFrame(added, columns=tables.CODES.names)], ignore_index=True))


def reviewed(decisions: Iterable[Decision]) -> frozenset[tuple[str, str]]:
    """Return the (respondent, question) of every answer that a person has decided on."""
    return frozenset((decision.respondent, decision.question) for decision in decisions)
