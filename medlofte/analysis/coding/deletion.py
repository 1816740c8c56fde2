"""A person asks for their answers to be deleted: out of every queue, count, quote and export, and of the next edition.

The survey's file, which the kommun delivered, is not rewritten here: a person deletes the cells there, and the findings
of ``check`` say which.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from medlofte.analysis.coding import ledger
from medlofte.analysis.coding.quotes import FILE as QUOTES
from medlofte.analysis.coding.quotes import QuoteBook
from medlofte.codebook import Codebook
from medlofte.errors import SourceError
from medlofte.language import _


@dataclass(frozen=True)
class Deleted:
    """What was deleted: the questions answered, and the lines about quotes of the person's words."""

    questions: tuple[str, ...]
    quote_lines: int


def delete(folder: str | Path, respondent: str, *, answers: pd.DataFrame, codebook: Codebook, coder: str) -> Deleted:
    """Delete a person's free-text answers from a round's folder; nothing brings them back.

    Parameters
    ----------
    folder
        The round's folder, where the ledger and the quotes are.
    respondent
        The answer's id, as the survey's file has it.
    answers
        Every free-text answer: respondent and question.
    codebook, coder
        The round's codebook, and who deletes.

    Raises
    ------
    SourceError
        If nobody with that id has answered in free text.
    """
    folder = Path(folder)
    own = answers.loc[answers["respondent"].astype(str) == respondent, "question"]
    questions = tuple(dict.fromkeys(own.astype(str)))
    if not questions:
        raise SourceError(_("Inget fritextsvar har det svarsnumret."), file=folder, value=respondent,
                          advice=_("Svarsnumret står i enkätens fil, i kolumnen med rollen id."))  # fmt: skip
    book = ledger.Ledger(folder / ledger.FILE)
    ledger.delete(book, respondent, questions=questions, coder=coder, version=codebook.version)
    return Deleted(questions, QuoteBook(folder / QUOTES, codebook).forget(respondent))
