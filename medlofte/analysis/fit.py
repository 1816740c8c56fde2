"""How well a codebook fits the files: per question its headings, and each way an answer is written with what it became.

For the analyst's eyes: shows raw values, and never leaves the analyst's side.
"""

from __future__ import annotations

from collections import Counter

import pandas as pd

from medlofte.analysis.answers import Answer
from medlofte.analysis.read.common import fatal, findings
from medlofte.analysis.read.matching import Matched, match
from medlofte.analysis.read.packed import distinct
from medlofte.analysis.read.survey import open_table
from medlofte.analysis.read.table import Tabular
from medlofte.analysis.read.understand import reader
from medlofte.codebook import Codebook, Question
from medlofte.errors import MedlofteError
from medlofte.language import N_, Words, _
from medlofte.rounds import Round

COLUMNS = ("question", "file", "heading", "written", "became", "n")
# Written answers shown per question and file; free text and numbers have as many as there are people.
_SHOWN = 60
_STATES = Words({"dont_know": N_("vet ej"), "no_answer": N_("inget svar"), "not_asked": N_("ej ställd"),
                 "invalid": N_("passar inte")})  # fmt: skip


def fit(round_: Round, *, codebook: Codebook) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what each answer was understood as, and findings on files that cannot be read.

    Returns
    -------
    DataFrame
        ``question, file, heading, written, became, n``: one row per way an answer is written under a heading, the most
        usual first, what fits nothing (``passar inte``) before all. Free text is left out but for its number of
        answers. A question that a file lacks has one row without heading.
    DataFrame
        ``FINDINGS``.
    """
    rows: list[tuple[object, ...]] = []
    notes = []
    for survey in round_.surveys:
        try:
            table = open_table(round_.path(survey.file), codebook=codebook, sheet=survey.sheet, file=survey.file)
        except MedlofteError as error:
            notes.append(fatal(error, file=survey.file))
            continue
        matched = match(table, codebook=codebook, year=survey.year)
        for question in codebook.questions:
            if not question.years or survey.year in question.years:
                rows += _question(question, table, matched)
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"n": "int64"}), findings(notes)


def _question(question: Question, table: Tabular, matched: Matched) -> list[tuple[object, ...]]:
    headings = [*matched.columns.get(question.name, ()), *matched.ticks.get(question.name, ())]
    if not headings:
        return [(question.name, table.file, "", "", _("ingen kolumn"), 0)]
    rows = []
    for heading in headings:
        read = reader(question, heading, matched, table.dictionary)
        places, texts = distinct(table.frame[heading])
        counts = Counter(places.tolist())
        written = [(texts[place], read(texts[place]), n) for place, n in counts.items()]
        rows += _written(question, written, table.file, heading)
    return rows


def _written(
    question: Question, written: list[tuple[str, Answer, int]], file: str, heading: str
) -> list[tuple[object, ...]]:
    if question.type in ("text", "place", "id"):
        given = sum(n for _, answer, n in written if answer.state == "answered")
        written = [entry for entry in written if entry[1].state != "answered"]
        rest: list[tuple[object, ...]] = [(question.name, file, heading, "", _("svar i fritext eller nummer"), given)]
    else:
        rest = []
    written.sort(key=lambda entry: (entry[1].state != "invalid", -entry[2]))
    shown = [(question.name, file, heading, text, _became(question, answer), n) for text, answer, n in written[:_SHOWN]]
    left = sum(n for _, _, n in written[_SHOWN:])
    more = (
        [(question.name, file, heading, "", _("{n} skrivsätt till").format(n=len(written) - _SHOWN), left)]
        if left
        else []
    )
    return [*rest, *shown, *more]


def _became(question: Question, answer: Answer) -> str:
    """Return what a text became, in the codebook's words."""
    if answer.state != "answered":
        return _STATES[answer.state]
    labels = {choice.name: choice.label for choice in question.choices}
    return "; ".join(labels.get(name, name) for name in str(answer.value).split("|"))
