"""What people decided about the codes: an append-only file, one decision a line, that survives every new run.

A person's word outweighs the patterns. The file holds no free text and stays on the analyst's side. One process writes
at a time; a line that a crash cut short is passed over and the next one starts anew, so no whole decision is lost.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, get_args

import pandas as pd

from medlofte import tables
from medlofte.analysis.coding import lines
from medlofte.errors import SourceError
from medlofte.language import _

FILE = "kodning.jsonl"
Verdict = Literal["accept", "reject", "settle", "dismiss", "unclear", "flag", "place", "withdraw", "delete"]
_VERDICTS = get_args(Verdict)
ACCEPTING = ("accept", "settle")
SETTLING = ("settle", "dismiss")
REVIEWING = ("accept", "reject", *SETTLING)


@dataclass(frozen=True)
class Decision:
    """One person's decision on one topic of one answer.

    Parameters
    ----------
    respondent, question
        Which answer.
    topic
        The topic's id; empty says that the answer was read and no further topic belongs to it. For ``place`` the
        place's id.
    verdict
        ``accept`` or ``reject`` a topic; ``settle`` or ``dismiss`` it where two coders differed, which outweighs both;
        ``unclear`` what the answer means; ``flag`` it for the responsible officer, outside the statistics; ``place``
        it; ``withdraw`` one's own latest decision on the same topic; ``delete`` the answer, which nothing takes back.
    coder, time, version
        Who, when (ISO, UTC) and with which codebook (its version or SHA-256).
    """

    respondent: str
    question: str
    topic: str
    verdict: Verdict
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
        verdict: Verdict,
        coder: str,
        version: str,
        time: str | None = None,
    ) -> Decision:
        """Append one decision, on the disk before this returns; ``time`` is now unless given."""
        now = time or datetime.now(UTC).isoformat(timespec="seconds")
        decision = Decision(respondent, question, topic, verdict, coder, now, version)
        self.append([decision])
        return decision

    def append(self, decisions: Iterable[Decision]) -> None:
        """Append decisions in one write; all are on the disk before this returns.

        Raises
        ------
        SourceError
            If it cannot be written, or another process goes on writing to it.
        """
        lines.append(self.path, map(asdict, decisions))

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the ledger while a person codes: a second writer is told so at once, not after an hour's work.

        Raises
        ------
        SourceError
            If another process holds it already.
        """
        with lines.holding(self.path):
            yield

    def written(self) -> tuple[int, int]:
        """Return what tells whether the file has changed: its size, and when it was written; (0, 0) without a file."""
        try:
            told = self.path.stat()
        except OSError:
            return 0, 0
        return told.st_size, told.st_mtime_ns

    def decisions(self) -> tuple[Decision, ...]:
        """Return every decision, oldest first; none if the file does not exist.

        Raises
        ------
        SourceError
            If a line is not a decision; names the row.
        """
        try:
            told = lines.read(self.path, start='{"respondent"')
        except (OSError, UnicodeDecodeError) as error:
            raise SourceError(_("Filen med kodningsbeslut går inte att läsa."), file=self.path) from error
        return tuple(self._parse(line, row) for row, line in told)

    def _parse(self, line: str, row: int) -> Decision:
        try:
            decision = Decision(**json.loads(line))
            if decision.verdict not in _VERDICTS or any(
                not isinstance(getattr(decision, field.name), str) for field in fields(decision)
            ):
                raise ValueError(line)
        except (ValueError, TypeError) as error:
            raise SourceError(_("Raden är inget kodningsbeslut."), file=self.path, row=row,
                              advice=_("Rätta raden, eller ta bort den.")) from error  # fmt: skip
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
        The answers that count (respondent, year, question); codes of other answers, and decisions on them, are left
        out.
    """
    decisions = tuple(decisions)
    gone = outside(decisions)
    final = latest(decisions)
    years = {(a.respondent, a.question): a.year for a in answers.itertuples(index=False)}
    codes = kept(codes, decisions)
    codes = codes[pd.Series([pair in years for pair in pairs(codes)], index=codes.index, dtype=bool)]
    keys = zip(codes["respondent"], codes["question"], codes["topic"], strict=True)
    left = codes[pd.Series([key not in final for key in keys], index=codes.index, dtype=bool)]
    added = [
        (d.respondent, years[d.respondent, d.question], d.question, d.topic, f"person: {d.coder}")
        for d in final.values()
        if d.verdict in ACCEPTING and (d.respondent, d.question) in years and (d.respondent, d.question) not in gone
    ]
    if not added:
        return tables.CODES.check(left)
    return tables.CODES.check(pd.concat([left, pd.DataFrame(added, columns=tables.CODES.names)], ignore_index=True))


def live(decisions: Iterable[Decision]) -> list[Decision]:
    """Return the decisions that stand, oldest first; ``withdraw`` takes back the same person's latest on the topic."""
    standing: list[Decision | None] = []
    own: dict[tuple[str, str, str, str], list[int]] = {}
    for decision in decisions:
        places = own.setdefault((decision.respondent, decision.question, decision.topic, decision.coder), [])
        if decision.verdict != "withdraw":
            standing.append(decision)
            if decision.verdict != "delete":
                places.append(len(standing) - 1)
        elif places:
            standing[places.pop()] = None
    return [decision for decision in standing if decision is not None]


def reviewed(decisions: Iterable[Decision]) -> frozenset[tuple[str, str]]:
    """Return the (respondent, question) of every answer that a person has decided on and not taken back."""
    return frozenset((d.respondent, d.question) for d in live(decisions) if d.verdict in REVIEWING)


def latest(decisions: Iterable[Decision]) -> dict[tuple[str, str, str], Decision]:
    """Return the decision that counts on each topic of each answer: what settled it, else the last one that stands."""
    standing = [d for d in live(decisions) if d.topic and d.verdict in REVIEWING]
    ordered = sorted(standing, key=lambda d: d.verdict in SETTLING)  # stable: what settles comes last and stays
    return {(d.respondent, d.question, d.topic): d for d in ordered}


def outside(decisions: Iterable[Decision]) -> frozenset[tuple[str, str]]:
    """Return the answers that are kept out of the statistics: flagged for the responsible officer, or deleted."""
    return frozenset((d.respondent, d.question) for d in live(decisions) if d.verdict in ("flag", "delete"))


def kept(
    answers: pd.DataFrame, decisions: Iterable[Decision], *, waiting: Iterable[tuple[str, str]] = ()
) -> pd.DataFrame:
    """Return the answers or codes (respondent, question …) without those that are kept out of the statistics.

    ``waiting`` are kept out too: the answers that may need the responsible officer and that nobody has read.
    """
    gone = outside(decisions).union(waiting)
    return answers[pd.Series([pair not in gone for pair in pairs(answers)], index=answers.index, dtype=bool)]


def pairs(frame: pd.DataFrame) -> Iterable[tuple[str, str]]:
    """Return (respondent, question) of each row."""
    return zip(frame["respondent"], frame["question"], strict=True)


def undeleted(answers: pd.DataFrame, decisions: Iterable[Decision]) -> pd.DataFrame:
    """Return the answers (respondent, question …) that nobody has asked to have deleted."""
    return kept(answers, [d for d in decisions if d.verdict == "delete"])


def delete(ledger: Ledger, respondent: str, *, questions: Iterable[str], coder: str, version: str) -> None:
    """Delete a person's free-text answers: from now on no queue, count, quote or export holds them."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    ledger.append([Decision(respondent, question, "", "delete", coder, now, version) for question in questions])
