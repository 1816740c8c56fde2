"""A file of answers in, a file of codes or masked answers out: what ``code`` and ``mask`` of the command line do.

One row out per row in, in the same order, also for an empty answer. The answers stay on the analyst's side.
"""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from medlofte.analysis.coding import starter
from medlofte.analysis.coding.deletion import Deleted, delete
from medlofte.analysis.coding.masking import Masker
from medlofte.analysis.coding.patterns import Coder, free_answers
from medlofte.analysis.coding.weight import Match
from medlofte.analysis.read.grid import Grid, grids
from medlofte.codebook import Codebook, normal
from medlofte.errors import CodebookError, MedlofteError, SourceError
from medlofte.language import _, quoted
from medlofte.rounds import Round

_ID = ("id", "svarsid", "svars-id", "svarsnummer", "nr", "löpnummer", "respondent")
_TEXT = ("text", "svar", "fritext", "fritextsvar", "kommentar", "answer")
_SEARCHED_ROWS = 50
_SOME = 5  # ids named in a remark


@dataclass(frozen=True)
class Answers:
    """The answers of a file: (id, text) per row; the id is the row's number where the file has none (``numbered``)."""

    rows: tuple[tuple[str, str], ...]
    numbered: bool = False

    @property
    def texts(self) -> list[str]:
        """Return the texts alone."""
        return [text for _, text in self.rows]

    @property
    def remarks(self) -> list[str]:
        """Return what is odd about the ids, a sentence each; every row is coded or masked all the same."""
        often = Counter(name for name, _text in self.rows if name)
        twice = [name for name, times in often.items() if times > 1]
        blank = sum(not name for name, _text in self.rows)
        some = ", ".join(twice[:_SOME]) + (" …" if len(twice) > _SOME else "")
        told = (
            (not self.rows, _("Filen har inga svar under rubrikerna.")),
            (self.numbered, _("Filen har ingen kolumn med svarsnummer (id): radens nummer i filen står i stället.")),
            (blank, _("{n} {n|rad|rader} saknar svarsnummer.").format(n=blank)),
            (twice, _("{n} svarsnummer står på flera rader: {some}.").format(n=len(twice), some=some)),
        )
        return [sentence for found, sentence in told if found]


def read_answers(path: str | Path) -> Answers:
    """Return the answers in a CSV, TSV or Excel file with the headings ``id`` and ``text``; other columns are left out.

    Raises
    ------
    SourceError
        If the file cannot be read or has no column of text.
    """
    path = Path(path)
    found = grids(path, file=str(path), score=_score)
    grid = max(found, key=lambda one: _score(one.head))
    heading = next((i for i, row in enumerate(grid.head[:_SEARCHED_ROWS]) if _text(row) is not None), None)
    if heading is None:
        raise SourceError(
            _("Filen har ingen kolumn med svarens text."),
            file=path,
            advice=_("Ge kolumnen rubriken text (och svarens nummer rubriken id)."),
        )
    return Answers(tuple(_rows(grid, heading)), numbered=_column(grid.head[heading], _ID) is None)


def code(path: str | Path, *, out: str | Path, codebook: str | Path | None = None) -> Answers:
    """Write the topics of every answer (``id, topics, evidence``) and return the answers.

    Topics stand in the codebook's order with ``|`` between; evidence is ``topic: words [pattern]``.
    """
    _apart(path, out)
    coder = Coder(_topics(codebook))
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
    path: str | Path, *, out: str | Path, codebook: str | Path | None = None, places: Iterable[str] = ()
) -> Answers:  # fmt: skip
    """Write every answer masked (``id, masked``) and return the answers."""
    _apart(path, out)
    masker = Masker(_topics(codebook), places=tuple(places))
    answers = read_answers(path)
    _write(out, ("id", "masked"), ((name, masker.mask(text)) for name, text in answers.rows))
    return answers


@dataclass(frozen=True)
class Forgotten:
    """What was deleted, and where the survey's files still hold it: file and row, a line each."""

    deleted: Deleted
    stands: tuple[str, ...]


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
    return Forgotten(done, tuple(told.format(file=file, row=row, questions=asked) for file, row in rows))


def try_codebook(path: str | Path | None = None) -> tuple[int, list[str]]:
    """Return the number of test sentences in a codebook, and what went wrong, one Swedish line each."""
    book = _topics(path)
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
    return tried, wrong


def _topics(path: str | Path | None) -> Codebook:
    """Return a codebook's topics, the starter's where none is given."""
    return Codebook.read_topics(path) if path else starter.topics()


def _apart(path: str | Path, out: str | Path) -> None:
    """Stop before the answers are written over, or a CSV file is given a name that Excel refuses to open."""
    if Path(out).exists() and Path(out).resolve() == Path(path).resolve():
        raise MedlofteError(_("Resultatet kan inte skrivas över filen med svaren."), file=out,
                            advice=_("Ange ett annat namn efter --out."))  # fmt: skip
    if Path(out).suffix.lower() in (".xlsx", ".xls", ".ods"):
        raise MedlofteError(_("Resultatet är en CSV-fil."), file=out,
                            advice=_("Låt namnet efter --out sluta på .csv."))  # fmt: skip


def _rows(grid: Grid, heading: int) -> Iterable[tuple[str, str]]:
    head = grid.head[heading]
    text, name = _text(head), _column(head, _ID)
    assert text is not None  # noqa: S101 (the heading row was chosen for it)
    for number, row in enumerate(_all(grid)[heading + 1 :], start=heading + 2):
        if not row:
            continue
        # A delimiter in an unquoted text in the last column has cut it: what follows belongs to it.
        given = ",".join(row[text:]).rstrip(",") if text == len(head) - 1 else "".join(row[text : text + 1])
        yield (row[name].strip() if name is not None and name < len(row) else str(number)), given


def _all(grid: Grid) -> list[list[str]]:
    """Return every row; stray quotation marks in somebody's answer are let through."""
    return [row for rows, _ in grid.blocks(False) for row in rows]


def _score(rows: list[list[str]]) -> tuple[int, int]:
    found = [(_text(row) is not None) + (_column(row, _ID) is not None) for row in rows[:_SEARCHED_ROWS]]
    return max(found, default=0), max((len(row) for row in rows), default=0)


def _column(row: list[str], names: tuple[str, ...]) -> int | None:
    written = [normal(cell.replace("\ufeff", "")) for cell in row]
    return next((written.index(name) for name in names if name in written), None)


def _text(row: list[str]) -> int | None:
    """Return the column of the answers: by its heading, else the only one beside the id, if a question heads it."""
    named, name = _column(row, _TEXT), _column(row, _ID)
    others = [i for i, cell in enumerate(row) if cell.strip() and i != name]
    asked = named is None and name is not None and len(others) == 1 and row[others[0]].strip().endswith("?")
    return others[0] if asked else named


def _evidence(text: str, matches: tuple[Match, ...]) -> str:
    composed = unicodedata.normalize("NFC", text)
    first = {match.topic: match for match in reversed(matches)}
    return " | ".join(f"{m.topic}: {composed[m.start : m.end]} [{m.rule}]" for m in reversed(first.values()))


def _write(out: str | Path, heading: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    out = Path(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with out.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(heading)
            writer.writerows(rows)
    except OSError as error:
        raise MedlofteError(
            _("Filen går inte att skriva ({reason}).").format(reason=error.strerror), file=out
        ) from error
