"""A codebook proposed from a LimeSurvey survey, exported as tab-separated values (.txt).

Source: LimeSurvey Manual, "Tab Separated Value survey structure": one row per group (G), question (Q), sub-question
(SQ) and answer (A), each belonging to the row of the higher kind above it; columns class, type/scale, name, text,
language, other; the survey's own language stands first. The headings of the answers' file follow the qcode naming:
``Q1``, ``Q1[SQ001]``, ``Q1[other]``.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from medlofte.analysis.draft.person import background
from medlofte.analysis.draft.sketch import Option, Sketch, graded, option, slug
from medlofte.analysis.read.grid import grids
from medlofte.analysis.read.headings import key
from medlofte.codebook import normal
from medlofte.language import _

Entry = Mapping[str, str]
# Question types by LimeSurvey's letter; the others (X text display, * equation, | upload) are no questions.
_ONE, _SEVERAL, _ARRAY = frozenset("L!OI"), frozenset("MPR"), frozenset("FH1")
_PLAIN = {"N": "decimal", "D": "date", "S": "text", "T": "text", "U": "text"}
_ROWS_OF = {"Q": "text", "K": "decimal"}
_YES_NO = (("Y", "Ja"), ("N", "Nej"))
_FIXED = {
    "Y": _YES_NO, "G": (("F", "Kvinna"), ("M", "Man")), "5": tuple((str(i), str(i)) for i in range(1, 6)),
    "A": tuple((str(i), str(i)) for i in range(1, 6)), "B": tuple((str(i), str(i)) for i in range(1, 11)),
    "C": (("Y", "Ja"), ("U", "Osäker"), ("N", "Nej")), "E": (("I", "Öka"), ("S", "Samma"), ("D", "Minska")),
}  # fmt: skip
_OPEN = Option("annat", "Annat", ("-oth-", "other"))


@dataclass
class _Question:
    """A question's rows while they are gathered."""

    entry: Entry
    subs: list[Entry] = field(default_factory=list)
    answers: list[Entry] = field(default_factory=list)


def entries(path: Path) -> list[Entry] | None:
    """Return the rows of a survey structure, or None if the file is none.

    Raises
    ------
    SourceError
        If the file cannot be read.
    """
    if path.suffix.lower() not in (".txt", ".tsv"):
        return None
    [grid] = grids(path, file=path.name, score=lambda rows: (sum("class" in row for row in rows[:1]), 0))
    heads = [normal(cell.replace("\ufeff", "")) for cell in (grid.head or [[]])[0]]
    if not {"class", "type/scale", "name", "text"} <= set(heads):
        return None
    rows = [row for block, _ in grid.blocks(False) for row in block][1:]
    return [dict(zip(heads, (cell.strip() for cell in row), strict=False)) for row in rows if any(row)]


def sketches(rows: Iterable[Entry]) -> tuple[list[Sketch], list[str]]:
    """Return the proposed questions of a survey structure, and the questions left out."""
    found, skipped = [], []
    for question in _gathered(list(rows)):
        made = _made(question)
        if made:
            found += made
        else:
            skipped.append(
                _("{name} (LimeSurveys frågetyp {kind})").format(
                    name=question.entry["name"], kind=question.entry.get("type/scale", "")
                )
            )
    return found, skipped


def _gathered(rows: list[Entry]) -> list[_Question]:
    """Return the questions in the survey's own language with what belongs to each."""
    spoken = next((row.get("language", "") for row in rows if row.get("class") in ("G", "Q")), "")
    found: list[_Question] = []
    for row in rows:
        if row.get("language", "") != spoken:
            continue
        if row["class"] == "Q":
            found.append(_Question(row))
        elif found and row["class"] in ("SQ", "A"):
            (found[-1].subs if row["class"] == "SQ" else found[-1].answers).append(row)
    return found


def _words(entry: Entry) -> str:
    """Return a text without its markup."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", entry.get("text", ""))).split())


def _options(question: _Question) -> tuple[Option, ...]:
    made = [option(_words(answer), code=answer["name"]) for answer in question.answers]
    if question.entry.get("other") == "Y":
        made.append(_OPEN)
    return tuple(made)


def _made(question: _Question) -> list[Sketch]:
    kind, code, text = question.entry.get("type/scale", ""), question.entry["name"], _words(question.entry)
    about = background(code, text)
    if kind in _PLAIN:
        return [Sketch(slug(code), text or code, _PLAIN[kind], (code,))]
    if kind in _SEVERAL:
        return [_several(question, code, text)]
    if kind in _ARRAY or (kind in _FIXED and question.subs):
        options = _options(question) if kind in _ARRAY else _fixed(kind)
        return [_sub(question, sub, options) for sub in question.subs]
    if kind in _ROWS_OF:
        return [Sketch(slug(f"{code}_{sub['name']}"), f"{text}: {_words(sub)}", _ROWS_OF[kind],
                       _headings(code, sub, text)) for sub in question.subs]  # fmt: skip
    if kind not in _ONE and kind not in _FIXED:
        return []
    options = _fixed(kind) if kind in _FIXED else _options(question)
    made = Sketch(slug(code), text or code, graded(options, about.role), (code,), options, role=about.role,
                  concept=about.concept)  # fmt: skip
    return [made] if options else []


def _fixed(kind: str) -> tuple[Option, ...]:
    return tuple(option(label, code=code) for code, label in _FIXED[kind])


def _headings(code: str, sub: Entry, text: str) -> tuple[str, ...]:
    """Return the headings of a sub-question: by code, and by full text."""
    return f"{code}[{sub['name']}]", f"{key(text) and text} [{_words(sub)}]"


def _sub(question: _Question, sub: Entry, options: tuple[Option, ...]) -> Sketch:
    code, text = question.entry["name"], _words(question.entry)
    kind = "scale" if len(options) > 2 else "select_one"
    return Sketch(slug(f"{code}_{sub['name']}"), f"{text}: {_words(sub)}", kind, _headings(code, sub, text), options)


def _several(question: _Question, code: str, text: str) -> Sketch:
    if question.entry["type/scale"] == "R":
        ranks = tuple(f"{code}[{i}]" for i in range(1, len(question.answers) + 1))
        return Sketch(slug(code), text or code, "select_multiple", (code, *ranks), _options(question),
                      remark=_("Rangordning: räknas som val utan ordning."))  # fmt: skip
    options = [option(_words(sub), code=sub["name"], columns=_headings(code, sub, text)) for sub in question.subs]
    if question.entry.get("other") == "Y":
        columns = (f"{code}[other]", f"{text} [Annat]", f"{text} [Other]")
        options.append(replace(_OPEN, columns=columns))
    return Sketch(slug(code), text or code, "select_multiple", (code,), tuple(options))
