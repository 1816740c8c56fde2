"""Survey files to answers: one row per accepted respondent, and a reason for every answer that is not there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import numpy as np
import pandas as pd

from medlofte import tables
from medlofte.analysis.read.answers import code, dtype
from medlofte.analysis.read.common import (
    ERROR,
    NOTE,
    WARNING,
    Spot,
    accounts,
    findings,
    joined,
    number,
    provenance,
    rows_at,
)
from medlofte.analysis.read.tabular import Tabular, key, read_tabular
from medlofte.codebook import Codebook, Question, normal
from medlofte.errors import CodebookError, MedlofteError
from medlofte.rounds import Round, Survey

OnError = Callable[[MedlofteError], None]
BASE = ("respondent", "file", "row", "year", "mode", "weight")


@dataclass(frozen=True)
class _Part:
    """One file's answers, its findings (as rows) and its provenance."""

    survey: Survey
    frame: pd.DataFrame
    states: pd.DataFrame
    findings: pd.DataFrame
    provenance: pd.DataFrame
    asked: frozenset[str]


def read_survey(round_: Round, *, codebook: Codebook, on_error: OnError | None = None) -> tables.ReadResponses:
    """Return the answers of every survey file of a round.

    Parameters
    ----------
    round_, codebook
        Which files, and how they are to be understood.
    on_error
        Called with the error of a file that cannot be read, which is then left out; without it, the error is raised.

    Raises
    ------
    SourceError, RoundError
        If a file cannot be read and ``on_error`` is not given.
    CodebookError
        If a question has the name of one of the answers' own columns.

    Notes
    -----
    Rows read = accepted + quarantined (``provenance``), and per question the five states add up to the accepted rows.
    """
    _check_names(codebook)
    parts: list[_Part] = []
    taken: set[tuple[int, str]] = set()
    for survey in round_.surveys:
        try:
            part = _read_file(round_, survey, codebook, taken)
        except MedlofteError as error:
            if on_error is None:
                raise
            on_error(error)
            continue
        taken |= {(survey.year, str(name)) for name in part.frame["respondent"]}
        parts.append(part)
    gaps = findings(_never_asked(parts, codebook))
    return tables.ReadResponses(
        _responses(parts, codebook),
        joined([*(part.findings for part in parts), gaps], table=tables.FINDINGS),
        accounts(part.provenance for part in parts),
    )


def _check_names(codebook: Codebook) -> None:
    for question in codebook.questions:
        if question.name in BASE:
            raise CodebookError("Frågan har ett namn som medlöfte använder själv.", value=question.name,
                                advice=f"Välj ett annat namn än {', '.join(BASE)}.")  # fmt: skip


def _responses(parts: list[_Part], codebook: Codebook) -> tables.Responses:
    names = [question.name for question in codebook.questions]
    if not parts:
        types = dict.fromkeys(("respondent", "file", "mode"), "str") | {"row": "int64", "year": "int64"}
        types |= {"weight": "float64"} | {question.name: dtype(question) for question in codebook.questions}
        frame = pd.DataFrame({name: pd.Series(dtype=types[name]) for name in (*BASE, *names)})
        return tables.Responses(frame, pd.DataFrame({name: pd.Series(dtype="str") for name in names}))
    return tables.Responses(
        pd.concat([part.frame for part in parts], ignore_index=True),
        pd.concat([part.states for part in parts], ignore_index=True),
    )


def _read_file(round_: Round, survey: Survey, codebook: Codebook, taken: set[tuple[int, str]]) -> _Part:
    path = round_.path(survey.file)
    asked = [q for q in codebook.questions if not q.years or survey.year in q.years]
    known = {heading for question in codebook.questions for heading in question.headings}
    table = read_tabular(path, known=known, sheet=survey.sheet, file=survey.file)
    columns, notes = _columns(table, asked, codebook, survey)
    respondents, own = _respondents(table, columns, codebook, stem=_stem(round_, survey))
    weights, weighted = _weights(table, columns, codebook)
    kept, refused = _accepted(table, respondents, weights, own, {name for year, name in taken if year == survey.year})
    notes += weighted + refused
    rows = table.frame[kept].reset_index(drop=True)
    values, states, remarks = _answers(rows, columns, codebook, table.spot)
    base = pd.DataFrame({"respondent": respondents[kept].to_numpy(), "file": survey.file, "row": rows["row"],
                         "year": survey.year, "mode": survey.mode, "weight": weights[kept].to_numpy()})  # fmt: skip
    base = base.astype({"respondent": "str", "file": "str", "mode": "str"})
    return _Part(
        survey,
        pd.concat([base, values], axis=1),
        states,
        joined([table.findings, findings(notes + remarks)], table=tables.FINDINGS),
        provenance(path, file=survey.file, kind="survey", read=table.read, accepted=len(rows)),
        frozenset(columns),
    )


def _stem(round_: Round, survey: Survey) -> str:
    """Return what a respondent without an id is named after: the file's stem, or its path when stems collide."""
    stems = Counter(PurePosixPath(each.file).stem for each in round_.surveys)
    path = PurePosixPath(survey.file)
    return path.stem if stems[path.stem] == 1 else str(path.with_suffix(""))


def _columns(
    table: Tabular, asked: list[Question], codebook: Codebook, survey: Survey
) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """Return question → heading for the questions the file has, and findings on headings that fit none or badly."""
    columns: dict[str, str] = {}
    notes = []
    elsewhere = {heading for question in codebook.questions for heading in question.headings}
    for heading in table.headings:
        question = _question(heading, asked)
        if question and question.name not in columns:
            columns[question.name] = heading
        elif question:
            notes.append(table.spot.note(
                "samma_fraga", f"Frågan «{question.name}» står redan under «{columns[question.name]}».",
                column=heading, action="kolumnen är inte läst"))  # fmt: skip
        elif normal(heading) in elsewhere:
            notes.append(table.spot.note(
                "fel_ar", f"Frågan ställdes inte {survey.year} enligt kodboken (years), men kolumnen finns.",
                column=heading, action="kolumnen är inte läst; svaren räknas som ej ställda"))  # fmt: skip
        else:
            notes.append(table.spot.note(
                "okand_kolumn", "Kolumnen finns inte i kodboken. Lägg rubriken under frågans columns om den ska med.",
                column=heading, action="kolumnen är inte läst"))  # fmt: skip
    return columns, notes


def _question(heading: str, asked: list[Question]) -> Question | None:
    for words in (normal(heading), key(heading)):
        for question in asked:
            if words in question.headings:
                return question
    return None


def _role(codebook: Codebook, role: str, columns: dict[str, str]) -> tuple[Question, str] | None:
    for question in codebook.questions:
        if (question.role == role or (role == "id" and question.type == "id")) and question.name in columns:
            return question, columns[question.name]
    return None


def _respondents(
    table: Tabular, columns: dict[str, str], codebook: Codebook, *, stem: str
) -> tuple[pd.Series, pd.Series]:
    """Return the respondents' ids, and which of them stand in the file (the others are the file's stem and row)."""
    made = stem + ":" + table.frame["row"].astype("str")
    found = _role(codebook, "id", columns)
    if found is None:
        return made, pd.Series(False, index=table.frame.index)
    written = table.frame[found[1]].str.strip()
    own = written != ""
    return written.where(own, made), own


def _weights(table: Tabular, columns: dict[str, str], codebook: Codebook) -> tuple[pd.Series, list[dict[str, Any]]]:
    """Return base weights: 1 without a weight column, else the number; nan where it is missing or not positive."""
    ones = pd.Series(1.0, index=table.frame.index)
    found = _role(codebook, "weight", columns)
    if found is None:
        expected = [question for question in codebook.questions if question.role == "weight"]
        message = "Filen saknar viktkolumnen som kodboken anger."
        return ones, [table.spot.note("vikt_saknas", message, column=question.label,
                                      action="alla svar i filen får vikten 1") for question in expected]  # fmt: skip
    heading = found[1]
    places, distinct = pd.factorize(table.frame[heading])
    read = [number(text) for text in distinct]
    usable = np.array([value if value is not None and value > 0 else np.nan for value in read], dtype="float64")
    weights = pd.Series(usable[places], index=table.frame.index, dtype="float64")
    message = "Vikten saknas eller är inte ett tal över noll; rätta källan."
    return weights, [
        table.spot.note("ogiltig_vikt", message, row=row, column=heading, value=value, action="raden är i karantän")
        for row, value in rows_at(table.frame, weights.isna().to_numpy(dtype=bool), column=heading)
    ]  # fmt: skip


def _accepted(
    table: Tabular, respondents: pd.Series, weights: pd.Series, own: pd.Series, taken: set[str]
) -> tuple[np.ndarray, list[dict[str, Any]]]:
    """Return which rows are accepted, and a finding for each whose respondent has already answered this year."""
    weighted = weights.notna()
    elsewhere = respondents.isin(taken)
    again = weighted & (elsewhere | respondents.where(weighted).duplicated())
    named = table.frame[["row"]].assign(respondent=respondents)
    message = "Samma svarande finns redan i rundan samma år; den första raden gäller."
    notes = [
        table.spot.note("dubbel_svarande", message, row=row, value=name, action="raden är i karantän")
        for row, name in rows_at(named, again.to_numpy(dtype=bool), column="respondent")
    ]  # fmt: skip
    overlap = int((elsewhere & own).sum())
    if overlap > 20 and overlap > 0.5 * len(table.frame):
        notes.append(table.spot.note(
            "samma_nummer", f"{overlap} av filens {len(table.frame)} svarsnummer finns i en annan fil samma år. Är det "
            "samma svar två gånger, eller börjar numreringen om? Ta bort filen eller ge svaren egna nummer.",
            severity=ERROR, action="raderna är i karantän"))  # fmt: skip
    return (weighted & ~again).to_numpy(dtype=bool), notes


def _answers(
    rows: pd.DataFrame, columns: dict[str, str], codebook: Codebook, spot: Spot
) -> tuple[pd.DataFrame, pd.DataFrame, list[dict[str, Any]]]:
    values: dict[str, pd.Series] = {}
    states: dict[str, Any] = {}
    notes = []
    for question in codebook.questions:
        heading = columns.get(question.name)
        if heading is None:
            values[question.name] = pd.Series([None] * len(rows), dtype=dtype(question))
            states[question.name] = pd.Series(["not_asked"] * len(rows), dtype="str")
            continue
        coded = code(question, cells=rows[heading])
        values[question.name] = coded.values
        states[question.name] = pd.Series(coded.states, dtype="str")
        said = np.array([place for place, _ in coded.remarks], dtype=int)
        notes += [
            spot.note(answer.rule, answer.message, severity=answer.severity, row=row, column=heading, value=value,
                      action="satt till ogiltigt" if answer.state == "invalid" else "svaret är kvar")
            for (row, value), (_, answer) in zip(rows_at(rows, said, column=heading), coded.remarks, strict=True)
        ]  # fmt: skip
    return pd.DataFrame(values), pd.DataFrame(states), notes


def _never_asked(parts: list[_Part], codebook: Codebook) -> list[dict[str, Any]]:
    """Return a finding per year and question that no file of that year has, though the codebook says it was asked."""
    notes = []
    for year in sorted({part.survey.year for part in parts}):
        files = [part for part in parts if part.survey.year == year]
        found = frozenset().union(*(part.asked for part in files))
        for question in codebook.questions:
            if question.name in found or (question.years and year not in question.years):
                continue
            spot = Spot(", ".join(part.survey.file for part in files))
            severity = NOTE if question.role in ("id", "weight") else WARNING
            message = f"Ingen fil från {year} har frågan. Lägg filens rubrik under frågans columns, eller ange years."
            notes.append(spot.note("fraga_utan_kolumn", message, severity=severity, column=question.label,
                                   action="frågan räknas som ej ställd"))  # fmt: skip
    return notes
