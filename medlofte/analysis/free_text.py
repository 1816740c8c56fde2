"""A file of answers in, a file of codes or masked answers out: what ``code`` and ``mask`` of the command line do.

One row out per row in, in the same order, also for an empty answer. The answers stay on the analyst's side.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from medlofte import durable
from medlofte.analysis.coding import starter
from medlofte.analysis.coding.deletion import Deleted, delete
from medlofte.analysis.coding.language import brief, rule
from medlofte.analysis.coding.ledger import FILE as LEDGER
from medlofte.analysis.coding.masking import Masker
from medlofte.analysis.coding.patterns import Coder, free_answers
from medlofte.analysis.coding.slips import doubtful
from medlofte.analysis.coding.weight import Match
from medlofte.analysis.read import letters
from medlofte.analysis.read.free import Answers, read_answers
from medlofte.analysis.traces import Traces, remove
from medlofte.codebook import Codebook
from medlofte.errors import CodebookError, MedlofteError
from medlofte.language import _, quoted
from medlofte.rounds import Round


def code(path: str | Path, *, out: str | Path, codebook: str | Path | None = None) -> Answers:
    """Write the topics of every answer (``id, topics, evidence``) and return the answers.

    Topics stand in the codebook's order with ``|`` between; evidence is ``topic: words [pattern]``, without what
    must not be there (``- …``).
    """
    _apart(out, path, codebook)
    coder = Coder(_readable(codebook))
    answers = read_answers(path)
    order = {topic.id: i for i, topic in enumerate(coder.codebook.topics)}
    found = coder.code_all(answers.texts)
    rows = (
        (name, "|".join(sorted({m.topic for m in matches}, key=order.__getitem__)), _evidence(text, matches))
        for (name, text), matches in zip(answers.rows, found, strict=True)
    )
    _write(out, ("id", "topics", "evidence"), rows)
    return answers


def mask(
    path: str | Path, *, out: str | Path, codebook: str | Path | None = None, places: str | Path | None = None
) -> Answers:  # fmt: skip
    """Write every answer masked (``id, masked``) and return the answers; ``places`` names a file of places to show."""
    _apart(out, path, codebook, places)
    masker = Masker(_topics(codebook), places=_lines(places) if places else ())
    answers = read_answers(path)
    _write(out, ("id", "masked"), ((name, masker.mask(text)) for name, text in answers.rows))
    return answers


@dataclass(frozen=True)
class Forgotten:
    """What was deleted, where the survey's files still hold it (file and row, a line each), and what was made of it."""

    deleted: Deleted
    stands: tuple[str, ...]
    traces: Traces = field(default_factory=Traces)


def forget(folder: str | Path, respondent: str, *, by: str) -> Forgotten:
    """Delete a person's free-text answers from a round by their id; see :mod:`~medlofte.analysis.coding.deletion`."""
    # Reading a whole round takes in much that coding and masking a file can do without.
    from medlofte.analysis.check import check_round

    round_ = Round.read(folder)
    book = Codebook.read(round_.path(round_.codebook))
    responses = check_round(round_, codebook=book).responses
    answers = free_answers(responses, codebook=book)
    done = delete(round_.folder, respondent, answers=answers, codebook=book, coder=by)
    own = responses.frame[responses.frame["respondent"].astype(str) == respondent]
    labels = {question.name: question.label or question.name for question in book.questions}
    asked = ", ".join(quoted([labels[question]]) for question in done.questions)
    rows = zip(own["file"], own["row"], strict=True)
    told = _("{file}, rad {row}: {questions}")
    stands = tuple(told.format(file=file, row=row, questions=asked) for file, row in rows)
    texts = answers.loc[answers["respondent"].astype(str) == respondent, "text"].astype(str).tolist()
    known = [*(round_.path(survey.file) for survey in round_.surveys), round_.folder / LEDGER]
    return Forgotten(done, stands, remove(round_.folder, respondent=respondent, texts=texts, known=known,
                                          beside=Path.cwd()))  # fmt: skip


class Tried(NamedTuple):
    """How a codebook's test went.

    Parameters
    ----------
    sentences
        How many were tried.
    wrong
        What went wrong, a line each.
    doubtful
        What its patterns may say that was not meant, a text each; see :mod:`~medlofte.analysis.coding.slips`.
    """

    sentences: int
    wrong: list[str]
    doubtful: list[str]


def try_codebook(path: str | Path | None = None) -> Tried:
    """Try a codebook's sentences against its patterns, and look for patterns that may have been meant otherwise."""
    book = _readable(path)
    coder, wrong, tried = Coder(book), [], 0
    for topic in book.topics:
        for wanted, sentences in ((True, (*topic.must_match, *topic.examples)), (False, topic.must_not_match)):
            for sentence in sentences:
                tried += 1
                rules = [match.rule for match in coder.code(sentence) if match.topic == topic.id]
                if bool(rules) != wanted:
                    why = (
                        _("träffas av {rules}").format(rules=", ".join(dict.fromkeys(rules)))
                        if rules
                        else _("träffas inte")
                    )
                    wrong.append(f"{topic.id}: {quoted([sentence])} {why}")
    if not tried:
        raise CodebookError(
            _("Kodboken har inga meningar att pröva."),
            file=path,
            advice=_("Skriv några under must_match och must_not_match."),
        )
    return Tried(tried, wrong, doubtful(book, known=starter.rules()))


def _readable(path: str | Path | None) -> Codebook:
    """Return a codebook's topics; stops with every pattern that cannot be read, not only the first."""
    book, wrong = _topics(path), []
    for topic in book.topics if path else ():
        for text in topic.patterns:
            try:
                rule(text, lists=book.lists, topic=topic.id)
            except CodebookError as error:
                wrong.append(f"{topic.id}, {quoted([text])}: {error.message} {error.advice or ''}".rstrip())
    if wrong:
        raise CodebookError("\n  ".join([_("Mönster som inte går att läsa:"), *wrong]), file=path)
    return book


def _topics(path: str | Path | None) -> Codebook:
    """Return a codebook's topics, the starter's where none is given."""
    return Codebook.read_topics(path) if path else starter.topics()


def _apart(out: str | Path, *read: str | Path | None) -> None:
    """Stop before a file that is read is written over, or a CSV file is given a name that Excel refuses to open."""
    out = Path(out)
    if out.exists() and any(out.samefile(path) for path in read if path and Path(path).exists()):
        raise MedlofteError(_("Resultatet kan inte skrivas över filen med svaren."), file=out,
                            advice=_("Ange ett annat namn efter --out."))  # fmt: skip
    if out.suffix.lower() in (".xlsx", ".xls", ".ods"):
        raise MedlofteError(_("Resultatet är en CSV-fil."), file=out,
                            advice=_("Låt namnet efter --out sluta på .csv."))  # fmt: skip


def _lines(path: str | Path) -> tuple[str, ...]:
    """Return the lines of a text file, in UTF-8 or Windows-1252."""
    path = Path(path)
    with letters.opened(path, letters.encoding(path, file=str(path))) as stream:
        return tuple(stream.read().splitlines())


def _evidence(text: str, matches: tuple[Match, ...]) -> str:
    composed = unicodedata.normalize("NFC", text)
    first = {match.topic: match for match in reversed(matches)}
    return " | ".join(f"{m.topic}: {composed[m.start : m.end]} [{brief(m.rule)}]" for m in reversed(first.values()))


def _write(out: str | Path, heading: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    out = Path(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with durable.replacing(out) as draft, draft.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(heading)
            writer.writerows(rows)
    except OSError as error:
        raise MedlofteError(
            _("Filen går inte att skriva ({reason}).").format(reason=error.strerror), file=out
        ) from error
