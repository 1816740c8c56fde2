"""An edition's sentences told anew in the reader's language, from the figures beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from medlofte import sentences
from medlofte.language import _

if TYPE_CHECKING:
    from medlofte.edition.reading import Edition

TABLES = ("situation", "divergences", "changes")


def retold(
    situation: pd.DataFrame, divergences: pd.DataFrame, changes: pd.DataFrame, *, edition: Edition
) -> dict[str, pd.DataFrame]:
    """Return the three tables with every sentence of theirs, and the tests' names, in the reader's language."""
    words, reports = _labels(edition), edition.table("reports")
    topics = {str(row["topic"]): row for row in situation.to_dict("records")}
    told = [words.told(row, topics[str(row["topic"])], reports=reports) if row["statement"] else ""
            for row in divergences.to_dict("records")]  # fmt: skip
    tested = divergences.assign(statement=told, method=divergences["method"].map(_))
    said = sentences.statements(tested)
    asked = str(edition.about.get("priority_question") or "")
    seen = situation.assign(
        statement=[said.get(str(topic), "") for topic in situation["topic"]],
        missing=[sentences.missing(row, question=asked) for row in topics.values()],
        compared_with=[sentences.compared(row) for row in topics.values()],
    )
    notes = [sentences.anew(note, sentences.OPTIONS_CHANGED, sentences.CHANGED) for note in changes["note"]]
    return {"situation": seen, "divergences": tested, "changes": changes.assign(note=notes)}


def _labels(edition: Edition) -> sentences.Labels:
    questions, choices = edition.table("questions"), edition.table("choices")
    asked = questions.loc[questions["role"] == "group", "question"]
    rows = choices[choices["question"].isin(asked)]
    labels = dict(zip(zip(rows["question"], rows["choice"], strict=True), rows["label"], strict=True))
    sizes = rows["question"].value_counts()
    return sentences.Labels(labels, frozenset(sizes[sizes == 2].index))
