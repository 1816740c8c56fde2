"""A person asks for their answers to be deleted: out of every queue, count, quote and export, and of the next edition.

The survey's file, which the kommun delivered, is not rewritten here: a person deletes the cells there, and the findings
of ``check`` say which.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from medlofte.analysis.coding import ledger, signatures
from medlofte.analysis.coding.quotes import FILE as QUOTES
from medlofte.analysis.coding.quotes import QuoteBook
from medlofte.codebook import Codebook
from medlofte.errors import SourceError
from medlofte.language import _


@dataclass(frozen=True)
class Deleted:
    """What was deleted: the questions answered, the lines about quotes of the person's words, and who was before.

    ``before`` names who had deleted all of it already, "" if nobody had.
    """

    questions: tuple[str, ...]
    quote_lines: int
    before: str = ""


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
        If nobody with that id has answered in free text, or nobody says who deletes.
    """
    if not signatures.key(coder):
        raise SourceError(_("Den som raderar måste ange sitt namn."), advice=_("Skriv det efter --by."))
    folder = Path(folder)
    own = answers.loc[answers["respondent"].astype(str) == respondent, "question"]
    book, quotes = ledger.Ledger(folder / ledger.FILE), QuoteBook(folder / QUOTES, codebook)
    decided = [d.question for d in book.decisions() if d.respondent == respondent]
    quoted = [str(one["quote"]["question"]) for one in quotes.log() if one["quote"]["respondent"] == respondent]
    # Also of one whose row somebody has taken out of the survey's file already.
    questions = tuple(dict.fromkeys([*own.astype(str), *decided, *quoted]))
    if not questions:
        raise SourceError(_("Inget fritextsvar har det svarsnumret."), file=folder, value=respondent,
                          advice=_("Svarsnumret står i enkätens fil, i kolumnen med rollen id."))  # fmt: skip
    done = {d.question: d.coder for d in book.decisions() if d.verdict == "delete" and d.respondent == respondent}
    left = [question for question in questions if question not in done]
    if left:
        ledger.delete(book, respondent, questions=left, coder=coder.strip(), version=codebook.version)
    before = "" if left else ", ".join(sorted(set(done.values())))
    return Deleted(questions, quotes.forget(respondent), before)
