"""Count answers once: how many respondents, of what weight, gave each answer in each cell of the grouping variables.

Everything after this works on the counts, so that neither another grouping nor another weighting touches the answers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from medlofte.codebook import Question
from medlofte.tables import Responses

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Answers:
    """One question's counts, one entry per cell and answer.

    Parameters
    ----------
    cell
        Position in ``Cells.frame``.
    pattern, state
        The answer (choices parted by ``|``, empty unless answered) and its state.
    n, w, w2
        Respondents, and the sums of their base weights and of the weights' squares.
    """

    cell: NDArray[np.int64]
    pattern: NDArray[np.object_]
    state: NDArray[np.object_]
    n: Array
    w: Array
    w2: Array


@dataclass(frozen=True)
class Cells:
    """The cell-count frame.

    Parameters
    ----------
    by
        Grouping variables.
    frame
        One row per cell that has respondents: a column per grouping variable (the choice's name, empty where unknown)
        and ``n, w``.
    answers
        Question → its counts.
    factor
        One number per cell that base weights are multiplied by: ones, or what raking gave.
    design
        The calibration's indicator matrix, cells × categories; no columns before raking.
    """

    by: tuple[str, ...]
    frame: pd.DataFrame
    answers: dict[str, Answers]
    factor: Array
    design: Array

    @property
    def n(self) -> float:
        """Return the number of respondents."""
        return float(self.frame["n"].sum())


def count(
    responses: Responses,
    *,
    questions: Sequence[Question],
    by: Sequence[str],
    progress: Callable[[str], None] | None = None,
) -> Cells:
    """Count answers with one GROUP BY per question, in DuckDB.

    Parameters
    ----------
    responses
        Answers of one year.
    by
        Names of the grouping variables: background questions, or ``mode``.

    Returns
    -------
    Cells
        In a fixed order, whatever the order of the rows.
    """
    import duckdb

    source = _source(responses, questions=questions, by=by)
    groups = ", ".join(f'"by_{i}"' for i in range(len(by)))
    with duckdb.connect() as engine:
        engine.register("source", source)
        frame = engine.execute(_query(groups)).df()
        keys = {key: i for i, key in enumerate(_keys(frame, len(by)))}
        answers = {}
        for i, question in enumerate(questions):
            if progress:
                progress(question.name)
            counted = engine.execute(_query(groups, f'"value_{i}"', f'"state_{i}"')).df()
            answers[question.name] = _answers(counted, keys, i, len(by))
    frame = frame.rename(columns={f"by_{i}": name for i, name in enumerate(by)})
    return Cells(tuple(by), frame, answers, np.ones(len(frame)), np.zeros((len(frame), 0)))


def _source(responses: Responses, *, questions: Sequence[Question], by: Sequence[str]) -> pd.DataFrame:
    """Return the columns to count; a group or an answer stands only where it was given."""
    columns = {f"by_{i}": _given(responses, name) for i, name in enumerate(by)}
    for i, question in enumerate(questions):
        columns[f"value_{i}"] = _given(responses, question.name)
        columns[f"state_{i}"] = responses.states[question.name].astype(str)
    return pd.DataFrame(columns | {"weight": responses.frame["weight"].astype(float)})


def _given(responses: Responses, name: str) -> pd.Series:
    values = responses.frame[name].astype(str)
    return values.where(responses.states[name] == "answered", "") if name in responses.states else values


def _query(groups: str, *answer: str) -> str:
    # fsum is DuckDB's compensated sum: the rows' order then does not show in the digits.
    keys = ", ".join(part for part in (groups, *answer) if part)
    sums = "count(*) AS n, fsum(weight) AS w, fsum(weight * weight) AS w2"
    clause = f" GROUP BY {keys} ORDER BY {keys}" if keys else ""
    return f"SELECT {keys + ', ' if keys else ''}{sums} FROM source{clause}"  # noqa: S608 - names are made here


def _keys(frame: pd.DataFrame, width: int) -> list[tuple[str, ...]]:
    return list(zip(*(frame[f"by_{i}"] for i in range(width)), strict=True)) if width else [()] * len(frame)


def _answers(counted: pd.DataFrame, keys: dict[tuple[str, ...], int], i: int, width: int) -> Answers:
    return Answers(
        np.array([keys[key] for key in _keys(counted, width)], dtype=np.int64),
        counted[f"value_{i}"].to_numpy(dtype=object),
        counted[f"state_{i}"].to_numpy(dtype=object),
        *(counted[name].to_numpy(dtype=float) for name in ("n", "w", "w2")),
    )
