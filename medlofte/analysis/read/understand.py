"""One question's columns in one file to answers, with the file's own dictionary where it has one."""

from __future__ import annotations

import pandas as pd

from medlofte.analysis.answers import read_answer, read_labelled, read_tick
from medlofte.analysis.read.coded import Coded, Reader, code, code_together, unasked
from medlofte.analysis.read.matching import Matched
from medlofte.analysis.read.table import Dictionary
from medlofte.codebook import Question


def answer(question: Question, rows: pd.DataFrame, matched: Matched, dictionary: Dictionary) -> Coded:
    """Return what a file's rows answer to a question, from its one column, or from one column per option."""
    headings = [*matched.ticks.get(question.name, ()), *matched.columns.get(question.name, ())]
    if not headings:
        return unasked(question, rows=len(rows))
    readers = [reader(question, heading, matched, dictionary) for heading in headings]
    if len(headings) == 1 and question.name not in matched.ticks:
        return code(question, cells=rows[headings[0]], read=readers[0])
    return code_together(question, columns=[rows[heading] for heading in headings], readers=readers)


def reader(question: Question, heading: str, matched: Matched, dictionary: Dictionary) -> Reader:
    """Return what understands the texts of one of a question's columns."""
    labels = dictionary.labels.get(heading, {})
    choice = matched.ticks.get(question.name, {}).get(heading)
    if choice is not None:
        counted = matched.sets[question.name].counted if question.name in matched.sets else ""
        return lambda text: read_tick(question, text, choice=choice, counted=counted, label=labels.get(text, ""))
    if not labels and heading not in dictionary.missing:
        return lambda text: read_answer(question, text)
    return lambda text: read_labelled(question, text, label=labels.get(text, ""),
                                      declared=dictionary.declared_missing(heading, text))  # fmt: skip
