"""Count answers once, wherever they are: in memory, in Parquet or CSV files, or in a database."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from medlofte.analysis.estimate.cells import Answers, Array, Cells, Ints, Sampling, distinct, gathered, summed
from medlofte.analysis.estimate.decode import STATE, Decoder, as_it_is, decoder
from medlofte.analysis.estimate.engines import SUMS, Duck, Engine, Ibis
from medlofte.analysis.estimate.packed import Counted
from medlofte.codebook import Question, normal
from medlofte.errors import EstimateError
from medlofte.language import _
from medlofte.tables import Responses

Source = Responses | str | Path | Sequence[str | Path]


@dataclass(frozen=True)
class Plan:
    """Which columns tell how the sample was drawn; leave out what does not apply.

    Parameters
    ----------
    strata, clusters
        The stratum and the cluster (primary sampling unit) of each respondent.
    units, size
        How many units there are in the stratum's population; how many persons in the cluster, where respondents were
        drawn within it (a second stage). Without them the units count as drawn with replacement.
    """

    strata: str = ""
    clusters: str = ""
    units: str = ""
    size: str = ""


def count(
    source: Source,
    *,
    questions: Sequence[Question],
    by: Sequence[str | Question],
    plan: Plan = Plan(),
    weight: str = "",
    where: Mapping[str, object] | None = None,
    design: Literal["self-selected", "sample"] = "self-selected",
    progress: Callable[[str], None] | None = None,
) -> Cells:
    """Count answers with one GROUP BY per question.

    Parameters
    ----------
    source
        Answers of one year; or Parquet or CSV files (path, pattern or several), which are never loaded whole; or a
        database's URL with the table's name after ``#`` (the extra ``engines``).
    questions
        What to count. In files and databases a question stands under one of its headings, written as the codebook
        says; an answer that the codebook does not know counts as invalid.
    by
        Grouping variables: columns as they are (``mode``), or background questions, read as the codebook says.
    weight, where
        For files and databases: the base weight's column, and column → the value that its rows must have.
    progress
        Called with each question's name before it is counted; what it raises ends the counting, and nothing is left.

    Returns
    -------
    Cells
        In a fixed order, whatever the order of the rows.

    Raises
    ------
    EstimateError
        If a file or a column is missing, nobody has answered, or somebody has no weight, stratum or cluster.
    """
    coded = isinstance(source, Responses)
    with _engine(source, [*questions, *by], plan, weight=weight, where=where) as engine:
        keys = [_Key.of(one, engine, coded=coded).group() for one in by]
        keys += [_Key.of(name, engine, coded=True).group() for name in (plan.strata, plan.clusters) if name]
        wanted = [_Key.of(question, engine, coded=coded) for question in questions]
        for name in filter(None, (weight, plan.units, plan.size)):
            _Key.of(name, engine, coded=True)
        counted = engine.cells([key.column for key in keys], extra=[name for name in (plan.units, plan.size) if name],
                               questions=[key.column for key in wanted])  # fmt: skip
        if counted.empty or not counted["n"].sum():
            raise EstimateError(_("Inga svar att räkna."), advice=_("Kontrollera filen och villkoret."))
        columns = [key.codes(counted[str(i)]) for i, key in enumerate(keys)]
        for key in keys[len(by) :]:
            _check_known(key)
        rows = np.column_stack([*columns, np.zeros(len(counted), dtype=np.int64)])
        first, place = distinct(rows)
        names = [one if isinstance(one, str) else one.name for one in by]
        frame = _frame(names, keys, rows[first], _summed(counted, place, len(first)))
        answers = {}
        for question, key in zip(questions, wanted, strict=True):
            if progress:
                progress(question.name)
            answers[question.name] = _answers(engine.answers(key.column), key, place)
    sampling = _sampling(plan, rows[first], counted.iloc[first])
    return Cells(tuple(names), frame, answers, sampling, np.ones(len(frame)), design=design)


@dataclass
class _Key:
    """A column and what its values mean; the labels found so far, numbered. Lives inside one counting."""

    column: str
    decode: Decoder
    labels: dict[tuple[str, str], int] = field(default_factory=dict)

    @classmethod
    def of(cls, one: str | Question, engine: Engine, *, coded: bool) -> _Key:
        """Return the key of a column or a question.

        Parameters
        ----------
        coded
            The values are the codebook's own already.
        """
        name = one if isinstance(one, str) else one.name
        headings = {normal(name)} if coded or isinstance(one, str) else one.headings
        found = [column for column in engine.columns if column == name or (not coded and normal(column) in headings)]
        if not found:
            raise EstimateError(
                _("Kolumnen finns inte bland svaren."),
                column=name,
                advice=_("Lägg filens rubrik under frågans columns i kodboken."),
            )
        return cls(found[0], as_it_is if coded or isinstance(one, str) else decoder(one))

    def group(self) -> _Key:
        """Return the key of a grouping variable: whatever is not an answer is one unknown group."""
        decode = self.decode
        return _Key(self.column, lambda raw: (decode(raw)[0], ""))

    def codes(self, values: pd.Series) -> Ints:
        """Return each value's label as a number; the decoder is asked once per distinct value."""
        places, raw = pd.factorize(values, use_na_sentinel=False)
        labels = [self.decode("" if pd.isna(value) else _text(value)) for value in raw]
        for label in sorted(labels):
            self.labels.setdefault(label, len(self.labels))
        return np.array([self.labels[label] for label in labels], dtype=np.int64)[places]


def _check_known(key: _Key) -> None:
    """Raise if some respondents have no stratum or cluster: nobody knows which unit they are of."""
    if ("", "") in key.labels:
        raise EstimateError(
            _("Svar saknar stratum eller kluster."),
            column=key.column,
            advice=_("Fyll i kolumnen för alla svar, eller räkna utan den."),
        )


def _text(value: object) -> str:
    """Return a raw value as text; whole numbers without decimals."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _engine(
    source: Source, columns: Sequence[str | Question], plan: Plan, *, weight: str, where: Mapping[str, object] | None
) -> Engine:
    if isinstance(source, Responses):
        names = [one if isinstance(one, str) else one.name for one in columns]
        names += [name for name in (plan.strata, plan.clusters, plan.units, plan.size) if name]
        wanted = {name: _stated(source, name) for name in names} | {"weight": source.frame["weight"].astype(float)}
        return Duck(pd.DataFrame(wanted), weight="weight")
    if isinstance(source, str) and "://" in source:
        return Ibis(source, weight=weight, where=where)
    return Duck(source, weight=weight, where=where)


def _stated(responses: Responses, name: str) -> pd.Series:
    """Return a column of answers in memory, with the state where there is no answer."""
    values = responses.frame[name].astype(str)
    if name not in responses.states:
        return values
    states = responses.states[name].astype(str)
    return values.where(states == "answered", STATE + states)


def _summed(counted: pd.DataFrame, place: Ints, size: int) -> list[Array]:
    return [summed(place, counted[name].to_numpy(dtype=float), size=size) for name in SUMS]


def _frame(names: Sequence[str], keys: Sequence[_Key], rows: Ints, sums: Sequence[Array]) -> pd.DataFrame:
    columns: dict[str, object] = {
        name: pd.Categorical.from_codes(rows[:, i], categories=pd.Index([label for label, _ in keys[i].labels]))
        for i, name in enumerate(names)
    }
    return pd.DataFrame(columns | dict(zip(SUMS, sums, strict=True)))


def _answers(counted: Counted, question: _Key, place: Ints) -> Answers:
    """Return a question's counts.

    Parameters
    ----------
    place
        The cell of each of the engine's rows: several of its values may mean the same group.
    """
    code = question.codes(counted.value)
    patterns, states = zip(*question.labels, strict=True)
    key = place[counted.row] * len(patterns) + code
    size = (int(place.max()) + 1) * len(patterns)
    return gathered(key, counted.sums, size=size, patterns=patterns, states=states)


def _sampling(plan: Plan, rows: Ints, counted: pd.DataFrame) -> Sampling:
    """Return the design; the rows' last columns are the stratum and the cluster, where there are any."""
    simple = Sampling.simple(len(rows))
    width = bool(plan.strata) + bool(plan.clusters)
    own = rows[:, -1 - width : -1]
    stratum = own[:, 0] if plan.strata else simple.stratum
    unit = distinct(own)[1] if plan.clusters else simple.unit
    given = iter(counted[[name for name in ("e0", "e1") if name in counted]].astype(float).to_numpy().T)
    units = next(given) if plan.units else simple.units
    return Sampling(stratum, unit, units, next(given) if plan.size else simple.size)
