"""Promises, causes and measures for the documents: the edition's, and those that the workshop has written since."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from medlofte import tables
from medlofte.edition import Edition
from medlofte.workshop.store import Store
from medlofte.workshop.words import DECIDED, LABELS, STATE_LABELS

CAUSES = ("problem", "label", "branch", "cause", "text", "order", "evidence")
MEASURES = (*tables.MEASURES.names, "term", "resources", "causes")
DRAFT, STRUCK = "utkast", "struken"


def promises(edition: Edition, store: Store | None) -> pd.DataFrame:
    """Return the promises that hold, then the workshop's drafts: a draft never hides what has been decided.

    ``tables.PROMISES`` and ``state`` (Swedish), ``decided`` (bool), ``problem, cause`` (ids, '' where unknown).
    """
    frame = edition.table("promises").assign(state=LABELS["beslutad"], decided=True, causes="")
    if store is None:
        return frame
    versions = store.plan.promises(history=True)
    settled = versions[versions["state"] != DRAFT].drop_duplicates("promise", keep="last")
    latest = versions.drop_duplicates("promise", keep="last")
    kept = frame[~frame["promise"].isin(settled["promise"])]
    holding = settled[settled["state"].isin(DECIDED)]
    return pd.concat([kept, _promises(holding), _promises(latest[latest["state"] == DRAFT])], ignore_index=True)


def measures(edition: Edition, store: Store | None) -> pd.DataFrame:
    """Return the measures as ``MEASURES``: the edition's, replaced by the workshop's with the same id."""
    published = edition.table("measures").assign(term="", resources="", causes="")[list(MEASURES)]
    if store is None:
        return published
    saved = store.plan.measures()
    kept = published[~published["measure"].isin(saved["measure"])]
    texts = {row["cause"]: row["text"] for row in causes(edition, store).to_dict("records")}
    own = [_measure(name, content, texts) for name, content, state in
           zip(saved["measure"], saved["content"], saved["state"], strict=True) if state != STRUCK]  # fmt: skip
    made = pd.DataFrame(own, columns=list(MEASURES)).astype({"planned": float})
    return pd.concat([kept, made], ignore_index=True) if len(made) else kept.reset_index(drop=True)


def causes(edition: Edition, store: Store | None) -> pd.DataFrame:
    """Return the causes and events as ``CAUSES``, those of one problem and branch together and in their order."""
    labels = edition.labels("topics")
    saved = pd.DataFrame(columns=["cause", "content", "state"]) if store is None else store.plan.causes()
    rows = [_cause(name, content, labels) for name, content, state in
            zip(saved["cause"], saved["content"], saved["state"], strict=True) if state != STRUCK]  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(CAUSES))
    return frame.sort_values(["label", "branch", "order"], kind="stable", ignore_index=True)


def _promises(saved: pd.DataFrame) -> pd.DataFrame:
    """Return the workshop's promises as rows of the edition's table, blanks where they say nothing."""
    rows = []
    for promise, content in zip(saved["promise"], saved["content"], strict=True):
        row = {name: content.get(name) for name in tables.PROMISES.names} | {"promise": promise}
        row |= {name: "|".join(value) for name, value in row.items() if isinstance(value, list)}
        row |= {name: _figure(row, name) for name in ("baseline", "target")}
        rows.append(row | {"promisers": row["promisers"] or "gemensamt"})
    frame = tables.PROMISES.check(pd.DataFrame(rows, columns=tables.PROMISES.names))
    return frame.assign(state=[STATE_LABELS.get(state, state) for state in saved["state"]],
                        decided=(saved["state"] != DRAFT).to_numpy(),
                        causes=[_joined(content.get("causes")) for content in saved["content"]])  # fmt: skip


def _measure(name: str, content: Mapping[str, Any], texts: Mapping[str, str]) -> dict[str, Any]:
    tied = [cause for cause in _joined(content.get("causes")).split("|") if cause]
    row = {field: _text(content, field) for field in MEASURES} | {"measure": name, "causes": "|".join(tied)}
    said = "; ".join(texts.get(cause, cause) for cause in tied)
    return row | {"cause": said or row["cause"], "planned": _figure(content, "planned"),
                  "kind": row["kind"] or "situationell"}  # fmt: skip


def _cause(name: str, content: Mapping[str, Any], labels: Mapping[str, str]) -> tuple[Any, ...]:
    problem = _text(content, "problem")
    order = _figure(content, "order") or 0.0
    return (problem, labels.get(problem, problem), _text(content, "branch"), name, _text(content, "text"), order,
            _evidence(content, labels))  # fmt: skip


def _evidence(content: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    """Return what a cause rests on: its reference, and the topic whose figures it points to."""
    topic = _text(content, "topic")
    reference = _text(content, "reference") or _text(content, "evidence")
    return ". ".join(part for part in (reference, f"Lägesbilden: {labels.get(topic, topic)}" if topic else "") if part)


def _text(content: Mapping[str, Any], name: str) -> str:
    value = content.get(name)
    if isinstance(value, (list, tuple)):
        return "|".join(map(str, value))
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else str(value).strip()


def _joined(value: Any) -> str:
    return "|".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value or "")


def _figure(content: Mapping[str, Any], name: str) -> float | None:
    value = content.get(name)
    return None if value in (None, "") else float(value)
