"""Activities from a spreadsheet into the workshop: every row is logged once, or stands among the findings."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from medlofte.analysis.read.promises import read_activities
from medlofte.edition import Edition
from medlofte.language import _, quoted
from medlofte.workshop.promises.chain import gather
from medlofte.workshop.store import Store

_MARKED = ("measure", "date", "amount", "place", "note", "source")


@dataclass(frozen=True)
class Told:
    """What became of a file's rows: ``read = logged + known + quarantined``.

    Parameters
    ----------
    known
        Rows that had been logged from a file before.
    findings
        ``tables.FINDINGS``.
    """

    read: int
    logged: int
    known: int
    quarantined: int
    findings: pd.DataFrame

    def text(self) -> str:
        """Return the account and every finding."""
        lines = [
            _("Lästa rader: {read}. Loggade nu: {logged}. Redan loggade: {known}. I karantän: {quarantined}.").format(
                read=self.read, logged=self.logged, known=self.known, quarantined=self.quarantined
            )
        ]
        for row in self.findings.to_dict("records"):
            where = "" if pd.isna(row["row"]) else f"{_('rad')} {row['row']}, "
            value = f" {quoted([row['value']])}" if row["value"] else ""
            lines.append(
                f"{_(row['severity'])}: {where}{row['column']}: {row['message']}{value} {row['action']}".strip()
            )
        return "\n".join(lines)


def read_into(file: str | Path, *, edition: Edition, store: Store, by: str) -> Told:
    """Log every good row of a file that has not been logged before, and tell of the rest.

    Parameters
    ----------
    file
        The form of ``export.activity_form`` filled in, or any table with the same headings.
    by
        Who the log says has written.

    Raises
    ------
    SourceError
        If the file cannot be read.
    """
    chain = gather(edition, store)
    held = chain.measures[chain.measures["promise"].isin(chain.held["promise"])]
    places = edition.table("places").assign(aliases="")
    found = read_activities(Path(file), measures=held, places=places)
    before, seen = set(store.plan.activities(history=True)["activity"]), Counter[str]()
    uncounted = found.frame["amount"].isna()
    logged = 0
    for row in found.frame[~uncounted].to_dict("records"):
        mark = "|".join(str(row[name]) for name in _MARKED)
        # Two rows that are alike are two things done; the same row of the same file read again is one.
        seen[mark] += 1
        receipt = f"fil-{hashlib.sha256(f'{mark}|{seen[mark]}'.encode()).hexdigest()[:32]}"
        made = store.plan.log_activity(
            str(row["measure"]), date=str(row["date"]), amount=float(row["amount"]), place=str(row["place"]),
            note=str(row["note"]), source=str(row["source"]), by=by, receipt=receipt)  # fmt: skip
        logged += made not in before
        before.add(made)
    read = int(found.provenance["read"].sum())
    good = int((~uncounted).sum())
    return Told(read, logged, good - logged, read - good, _with_uncounted(found.findings, int(uncounted.sum())))


def _with_uncounted(findings: pd.DataFrame, count: int) -> pd.DataFrame:
    """Return the findings, and one more where rows lack an amount: nothing of theirs could be added up."""
    if not count:
        return findings
    told = dict.fromkeys(findings.columns, "") | {
        "severity": "varning",
        "column": "amount",
        "row": pd.NA,
        "action": _("raderna är i karantän"),
        "message": _("{count} {count|rad|rader} saknar antal.").format(count=count),
    }
    return pd.concat([findings, pd.DataFrame([told])], ignore_index=True)
