"""The plan as it stands: the edition's promises with what the workshop has made of them, from cause to outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from medlofte import tables
from medlofte.edition import Edition
from medlofte.workshop.promises.followup import merge
from medlofte.workshop.store import Store
from medlofte.workshop.words import DECIDED

PUBLISHED = "publicerat"  # decided before the workshop: it stands in the edition, nobody has changed it here
_CAUSE = ["cause", "version", "problem", "branch", "text", "order", "topic", "reference"]
_MEASURE = [*tables.MEASURES.names, "problem", "term", "resources", "causes", "version"]
_PROMISE = [*tables.PROMISES.names, "whom", "source", "state", "version", "by", "time", "name", "date"]


@dataclass(frozen=True)
class Chain:
    """From cause to outcome.

    Parameters
    ----------
    causes
        ``cause, version, problem, branch, text, order`` (of an event in its chain), ``topic, reference`` (evidence).
    measures
        ``tables.MEASURES`` and ``problem, term, resources, causes`` (list of ids), ``version`` (0: the edition's). One
        that a promise says it rests on belongs to that promise.
    promises
        ``tables.PROMISES`` and ``whom, source`` (of the figures), ``state, version, by, time, name, date`` (of the
        step); the latest version of each.
    held
        The same columns: what the parties have agreed on; a later draft does not hide it.
    activities
        ``tables.ACTIVITIES``: the edition's and those logged here.
    assessments, outcomes
        As ``store.plan`` returns them.
    """

    causes: pd.DataFrame
    measures: pd.DataFrame
    promises: pd.DataFrame
    held: pd.DataFrame
    activities: pd.DataFrame
    assessments: pd.DataFrame
    outcomes: pd.DataFrame

    def of_promise(self, promise: str) -> pd.DataFrame:
        """Return the measures of one promise."""
        return self.measures[self.measures["promise"] == promise]

    def of_problem(self, problem: str) -> pd.DataFrame:
        """Return the measures against one problem: named so, by their causes, or by the promise they serve."""
        causes = set(self.causes.loc[self.causes["problem"] == problem, "cause"])
        promises = {row["promise"] for row in self.promises.to_dict("records") if problem in row["topics"].split("|")}
        frame = self.measures
        tied = pd.Series([bool(causes & set(listed)) for listed in frame["causes"]], index=frame.index, dtype=bool)
        return frame[(frame["problem"] == problem) | frame["promise"].isin(promises) | tied]

    def promises_on(self, problem: str) -> pd.DataFrame:
        """Return the promises that answer to one problem, struck ones left out."""
        frame = self.promises[self.promises["state"] != "struken"]
        return frame[pd.Series([problem in topics.split("|") for topics in frame["topics"]], frame.index, dtype=bool)]


def gather(edition: Edition, store: Store | None) -> Chain:
    """Return the chain of an edition and, if one is held, its workshop."""
    blank = dict.fromkeys(("whom", "source", "by", "time", "name", "date"), "")
    ours = edition.table("promises").assign(**blank, state=PUBLISHED, version=0)
    theirs = edition.table("measures").assign(problem="", term="", resources="", version=0)
    theirs["causes"] = [[] for _unused in range(len(theirs))]
    if store is None:
        empty = pd.DataFrame({"subject": [], "promise": [], "content": []})
        return Chain(pd.DataFrame(columns=_CAUSE), theirs[_MEASURE], ours[_PROMISE], ours[_PROMISE],
                     edition.table("activities"), empty, empty)  # fmt: skip
    plan, versions = store.plan, store.plan.promises(history=True)
    settled = versions[versions["state"] != "utkast"].drop_duplicates("promise", keep="last")
    latest = versions.drop_duplicates("promise", keep="last")
    decided = _promises(settled[settled["state"].isin(DECIDED)])
    measures = _over(theirs, _measures(plan.measures()), struck=plan.measures(), key="measure")[_MEASURE]
    serves = plan.serves()
    promise = [serves(name, before) for name, before in zip(measures["measure"], measures["promise"], strict=True)]
    return Chain(
        causes=_causes(plan.causes()),
        measures=measures.assign(promise=promise),
        promises=_over(ours, _promises(latest), struck=latest[:0], key="promise")[_PROMISE],
        held=_over(ours, decided, struck=settled, key="promise")[_PROMISE],
        activities=merge(edition.table("activities"), plan.activities()),
        assessments=plan.assessments(),
        outcomes=plan.outcomes(),
    )


def _over(before: pd.DataFrame, after: pd.DataFrame, *, struck: pd.DataFrame, key: str) -> pd.DataFrame:
    """Return the rows of ``before`` that nobody has changed or struck, then those of ``after``."""
    replaced = set(after[key]) | set(struck[key])
    kept = before[~before[key].isin(replaced)]
    frames = [frame for frame in (kept, after) if len(frame)]
    return pd.concat(frames, ignore_index=True) if frames else before[:0]


def _causes(saved: pd.DataFrame) -> pd.DataFrame:
    rows = [{"order": 0, "topic": "", "reference": ""} | row for row in _rows(saved, "cause")]
    frame = pd.DataFrame(rows, columns=_CAUSE)
    return frame.assign(order=pd.to_numeric(frame["order"]).fillna(0)).sort_values(
        ["problem", "branch", "order"], kind="stable", ignore_index=True)  # fmt: skip


def _measures(saved: pd.DataFrame) -> pd.DataFrame:
    blank: dict[str, Any] = dict.fromkeys(_MEASURE, "") | {"causes": [], "kind": "situationell", "planned": None}
    rows = [blank | row for row in _rows(saved, "measure")]
    frame = pd.DataFrame(rows, columns=_MEASURE)
    return frame.assign(planned=pd.to_numeric(frame["planned"].replace("", None)))


def _promises(saved: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for row in _rows(saved, "promise"):
        filled = {name: "|".join(v) if isinstance(v, list) else v for name, v in row.items()}
        filled |= {name: filled.get(name) or "" for name in (*tables.PROMISES.names, "whom", "source")}
        filled |= {name: None if filled[name] == "" else float(filled[name]) for name in ("baseline", "target")}
        rows.append(filled | {"promisers": filled["promisers"] or "gemensamt"})
    frame = pd.DataFrame(rows, columns=_PROMISE)
    return frame.astype({"baseline": float, "target": float})


def _rows(saved: pd.DataFrame, key: str) -> list[dict[str, Any]]:
    """Return what was saved, one flat row each: the fields of its content and of its version; struck ones left out."""
    listed = [{str(name): value for name, value in row.items()} for row in saved.to_dict("records")]
    versions = ("version", "state", "by", "time", "name", "date")
    return [row["content"] | {name: row[name] for name in (key, *versions) if name in row}
            for row in listed if key == "promise" or row["state"] != "struken"]  # fmt: skip
