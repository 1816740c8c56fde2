"""Survey files to answers: one row per accepted respondent, and a reason for every answer that is not there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

import numpy as np
import pandas as pd

from medlofte import tables
from medlofte.analysis.read.coded import Coded, unasked
from medlofte.analysis.read.common import (
    ERROR,
    NOTE,
    WARNING,
    Notes,
    OnError,
    Spot,
    accounts,
    each,
    findings,
    joined,
    provenance,
    rows_at,
)
from medlofte.analysis.read.grid import Share
from medlofte.analysis.read.matching import Matched, known_headings, match
from medlofte.analysis.read.packed import distinct, stacked
from medlofte.analysis.read.statistical import STATISTICAL, read_statistical
from medlofte.analysis.read.table import Tabular
from medlofte.analysis.read.tabular import read_packed
from medlofte.analysis.read.understand import answer
from medlofte.analysis.written import number
from medlofte.codebook import Codebook
from medlofte.errors import CodebookError
from medlofte.language import _
from medlofte.rounds import Round, Survey

Progress = Callable[[str, float], None]
BASE = ("respondent", "file", "row", "year", "mode", "weight")
_BASE_TYPES = ("str", "category", "int64", "int64", "category", "float64")
# With more findings of one rule in one column than this, each value is told once with its number of rows.
MANY_ALIKE = 1000
_ABOUT_CODES = ("kod_mot_etikett", "saknas_enligt_filen")


@dataclass(frozen=True)
class _Part:
    """One file's answers, its findings (as rows) and its provenance."""

    survey: Survey
    frame: pd.DataFrame
    states: pd.DataFrame
    findings: pd.DataFrame
    provenance: pd.DataFrame
    asked: frozenset[str]


def read_survey(
    round_: Round, *, codebook: Codebook, on_error: OnError | None = None, progress: Progress | None = None
) -> tables.ReadResponses:
    """Return the answers of every survey file of a round.

    Parameters
    ----------
    round_, codebook
        Which files, and how they are to be understood.
    on_error
        Called with the error of a file that cannot be read, which is then left out; without it, the error is raised.
    progress
        Called with a file's name and the part of it that has been read, 0–1.

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

    def read(survey: Survey) -> _Part:
        return _read_file(round_, survey, codebook, taken, progress and partial(progress, survey.file))

    for part in each(round_.surveys, read, on_error=on_error):
        taken |= {(part.survey.year, str(name)) for name in part.frame["respondent"]}
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
            raise CodebookError(
                _("Frågan har ett namn som medlofte använder själv."),
                value=question.name,
                advice=_("Välj ett annat namn än {names}.").format(names=", ".join(BASE)),
            )


def _responses(parts: list[_Part], codebook: Codebook) -> tables.Responses:
    if not parts:
        nothing = [(question.name, unasked(question, rows=0)) for question in codebook.questions]
        base = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in zip(BASE, _BASE_TYPES, strict=True)})
        values = pd.DataFrame({name: coded.values for name, coded in nothing})
        return tables.Responses(pd.concat([base, values], axis=1), pd.DataFrame({n: c.states for n, c in nothing}))
    frames, states = [part.frame for part in parts], [part.states for part in parts]
    return tables.Responses(
        pd.DataFrame({name: stacked([frame[name] for frame in frames]) for name in frames[0]}),
        pd.DataFrame({name: stacked([state[name] for state in states]) for name in states[0]}),
    )


def _read_file(
    round_: Round, survey: Survey, codebook: Codebook, taken: set[tuple[int, str]], share: Share | None
) -> _Part:
    path = round_.path(survey.file)
    table = open_table(path, codebook=codebook, sheet=survey.sheet, file=survey.file, share=share)
    matched = match(table, codebook=codebook, year=survey.year)
    notes = matched.notes
    respondents, own = _respondents(table, matched, codebook, stem=_stem(round_, survey))
    weights, weighted = _weights(table, matched, codebook)
    kept, refused = _accepted(table, respondents, weights, own, {name for year, name in taken if year == survey.year})
    notes += weighted + refused
    rows = table.frame if kept.all() else table.frame[kept].reset_index(drop=True)
    answers = [(question, answer(question, rows, matched, table.dictionary)) for question in codebook.questions]
    notes += [note for question, coded in answers for note in _told(coded, rows, table.spot)]
    same = np.zeros(len(rows), dtype=np.int8)
    base = {
        "respondent": respondents[kept].reset_index(drop=True).astype("str"),
        "file": pd.Categorical.from_codes(same, pd.Index([survey.file], dtype="str")),
        "row": rows["row"],
        "year": np.full(len(rows), survey.year, dtype=np.int64),
        "mode": pd.Categorical.from_codes(same, pd.Index([survey.mode], dtype="str")),
        "weight": weights[kept].to_numpy(),
    }
    return _Part(
        survey,
        pd.DataFrame(base | {question.name: coded.values for question, coded in answers}),
        pd.DataFrame({question.name: coded.states for question, coded in answers}),
        table.told(notes),
        provenance(path, file=survey.file, kind="survey", read=table.read, accepted=len(rows)),
        matched.asked,
    )


def open_table(
    path: Path, *, codebook: Codebook, sheet: str = "", file: str = "", share: Share | None = None
) -> Tabular:
    """Return a survey file's table, whatever program wrote it.

    Raises
    ------
    SourceError
        If the file cannot be read.
    """
    if path.suffix.lower() in STATISTICAL:
        return read_statistical(path, file=file)
    return read_packed(path, known=known_headings(codebook), sheet=sheet, file=file, share=share)


def _told(coded: Coded, rows: pd.DataFrame, spot: Spot) -> Notes:
    """Return a finding per remark; one per value where it is the code that is odd, or where they are very many."""
    notes = []
    alike: Counter[tuple[str, str, str]] = Counter()
    numbers = rows["row"].to_numpy()
    many = Counter((column, said.rule) for _, column, said in coded.remarks)
    for place, column, said in coded.remarks:
        value = str(rows[column].iat[place])
        alike[column, said.rule, value] += 1
        again = alike[column, said.rule, value] > 1
        if again and (said.rule in _ABOUT_CODES or many[column, said.rule] > MANY_ALIKE):
            continue
        action = _("satt till ogiltigt") if said.state == "invalid" else _("svaret är kvar")
        notes.append(spot.note(said.rule, said.message, severity=said.severity, row=int(numbers[place]), column=column,
                               value=value, action=action))  # fmt: skip
    for note in notes:
        count = alike[note["column"], note["rule"], note["value"]]
        if count > 1 and (note["rule"] in _ABOUT_CODES or many[note["column"], note["rule"]] > MANY_ALIKE):
            note["message"] += _(" Gäller {count} {count|rad|rader}, den första visas.").format(count=count)
    return notes


def _stem(round_: Round, survey: Survey) -> str:
    """Return what a respondent without an id is named after: the file's stem, or its path when stems collide."""
    stems = Counter(PurePosixPath(each.file).stem for each in round_.surveys)
    path = PurePosixPath(survey.file)
    return path.stem if stems[path.stem] == 1 else str(path.with_suffix(""))


def _role(codebook: Codebook, role: str, matched: Matched) -> str:
    """Return the heading of the question with this role, or nothing."""
    for question in codebook.questions:
        if (question.role == role or (role == "id" and question.type == "id")) and question.name in matched.columns:
            return matched.heading(question.name)
    return ""


def _respondents(table: Tabular, matched: Matched, codebook: Codebook, *, stem: str) -> tuple[pd.Series, pd.Series]:
    """Return the respondents' ids, and which of them stand in the file (the others are the file's stem and row)."""
    made = stem + ":" + table.frame["row"].astype("str")
    heading = _role(codebook, "id", matched)
    if not heading:
        return made, pd.Series(False, index=table.frame.index)
    written = table.frame[heading].astype("str").str.strip()
    own = written != ""
    return written.where(own, made), own


def _weights(table: Tabular, matched: Matched, codebook: Codebook) -> tuple[pd.Series, Notes]:
    """Return base weights: 1 without a weight column, else the number; nan where it is missing or not positive."""
    ones = pd.Series(1.0, index=table.frame.index)
    heading = _role(codebook, "weight", matched)
    if not heading:
        expected = [question for question in codebook.questions if question.role == "weight"]
        message = _("Filen saknar viktkolumnen som kodboken anger.")
        return ones, [
            table.spot.note("vikt_saknas", message, column=question.label, action=_("alla svar i filen får vikten 1"))
            for question in expected
        ]
    places, texts = distinct(table.frame[heading])
    read = [number(text) for text in texts]
    usable = np.array([value if value is not None and value > 0 else np.nan for value in read], dtype="float64")
    weights = pd.Series(usable[places], index=table.frame.index, dtype="float64")
    message = _("Vikten saknas eller är inte ett tal över noll; rätta källan.")
    return weights, [
        table.spot.quarantine("ogiltig_vikt", message, row=row, column=heading, value=value)
        for row, value in rows_at(table.frame, weights.isna().to_numpy(dtype=bool), column=heading)
    ]


def _accepted(
    table: Tabular, respondents: pd.Series, weights: pd.Series, own: pd.Series, taken: set[str]
) -> tuple[np.ndarray, Notes]:
    """Return which rows are accepted, and a finding for each whose respondent has already answered this year."""
    weighted = weights.notna()
    elsewhere = respondents.isin(taken)
    again = weighted & (elsewhere | respondents.where(weighted).duplicated())
    named = table.frame[["row"]].assign(respondent=respondents)
    message = _("Samma svarande finns redan i rundan samma år; den första raden gäller.")
    notes = [
        table.spot.quarantine("dubbel_svarande", message, row=row, value=name)
        for row, name in rows_at(named, again.to_numpy(dtype=bool), column="respondent")
    ]
    overlap = int((elsewhere & own).sum())
    if overlap > 20 and overlap > 0.5 * len(table.frame):
        message = _(
            "{overlap} av filens {n} svarsnummer finns i en annan fil samma år. Är det samma svar två "
            "gånger, eller börjar numreringen om? Ta bort filen eller ge svaren egna nummer."
        ).format(overlap=overlap, n=len(table.frame))
        notes.append(table.spot.note("samma_nummer", message, severity=ERROR, action=_("raderna är i karantän")))
    return (weighted & ~again).to_numpy(dtype=bool), notes


def _never_asked(parts: list[_Part], codebook: Codebook) -> Notes:
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
            message = _(
                "Ingen fil från {year} har frågan. Lägg filens rubrik under frågans columns, eller ange years."
            ).format(year=year)
            notes.append(spot.note("fraga_utan_kolumn", message, severity=severity, column=question.label,
                                   action=_("frågan räknas som ej ställd")))  # fmt: skip
    return notes
