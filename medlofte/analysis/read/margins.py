"""Population margins: how many inhabitants each group has."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from medlofte import tables
from medlofte.analysis.read.columns import opened
from medlofte.analysis.read.common import findings, nothing, provenance
from medlofte.analysis.read.population import read_population
from medlofte.analysis.read.pxtable import is_table
from medlofte.analysis.written import whole
from medlofte.codebook import Codebook, Question, normal
from medlofte.language import _
from medlofte.rounds import Round

_NAMES = {
    "question": ("question", "fråga", "fraga"),
    "choice": ("choice", "grupp", "svar", "alternativ"),
    "population": ("population", "befolkning", "antal", "folkmängd"),
}


def read_margins(round_: Round, *, codebook: Codebook) -> tables.Read:
    """Return the population per group (``MARGINS``); a row that fits no group stands in quarantine.

    The file is a table (question, choice, population) or SCB's population (json-stat2, Excel or CSV).

    Raises
    ------
    SourceError, RoundError
        If the file cannot be read or lacks a column.
    """
    if not round_.population:
        return nothing(tables.MARGINS.empty())
    path = round_.path(round_.population)
    if path.suffix.lower() == ".json" or is_table(path, file=round_.population):
        return _counted(path, round_, codebook)
    table, cells = opened(path, _NAMES, file=round_.population, required=tuple(_NAMES))
    # A question goes by what it is about as well, so that «kon» is known however the survey words it.
    questions = {normal(question.concept): question for question in codebook.groups if question.concept}
    questions |= {heading: question for question in codebook.questions for heading in question.headings}
    kept: dict[tuple[str, str], int] = {}
    notes = []
    for row, asked, group, population in cells.itertuples(index=False):
        question = questions.get(normal(asked))
        choice = question.written.get(normal(group)) if question else None
        problem = _problem(question, choice is not None, population)
        if problem is None and question and choice:
            key = (question.name, choice.name)
            twice = "dubbel_grupp", "choice", _("Gruppen står två gånger i befolkningsfilen. Ta bort den ena.")
            problem = twice if key in kept else None
            kept.setdefault(key, whole(population) or 0)
        if problem is not None:
            rule, column, message = problem
            value = {"question": asked, "choice": group, "population": population}[column]
            notes.append(table.spot.quarantine(rule, message, row=int(row), column=column, value=value))
    frame = pd.DataFrame([(*key, count) for key, count in kept.items()], columns=tables.MARGINS.names)
    source = provenance(path, file=round_.population, kind="population", read=table.read, accepted=len(frame))
    return tables.Read(tables.MARGINS.check(frame), table.told(notes), source)


def _counted(path: Path, round_: Round, codebook: Codebook) -> tables.Read:
    """Return the margins that SCB's population table adds up to."""
    tally, cube = read_population(path, file=round_.population, codebook=codebook, kommun_code=round_.kommun_code)
    rows = [(*key, round(count)) for key, count in tally.margins.items()]
    frame = tables.MARGINS.check(pd.DataFrame(rows, columns=tables.MARGINS.names))
    source = provenance(path, file=round_.population, kind="population", read=len(cube.values),
                        accepted=len(tally.used))  # fmt: skip
    return tables.Read(frame, findings(tally.notes), source)


def _problem(question: Question | None, known: bool, population: str) -> tuple[str, str, str] | None:
    if question is None:
        return "okand_fraga", "question", _("Frågan finns inte i kodboken.")
    if not known:
        message = _("Gruppen finns inte bland svaren på «{question}». Skriv den som i kodboken.").format(
            question=question.name
        )
        return "okand_grupp", "choice", message
    count = whole(population)
    if count is None or count < 0:
        return "inget_antal", "population", _("Antalet invånare ska vara ett heltal, noll eller mer.")
    return None
