"""Where the files and the codebook disagree, one at a time: accept it, or say in the codebook what was meant."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import pandas as pd

from medlofte.analysis import accepted
from medlofte.analysis.answers import unknown
from medlofte.analysis.workbench import shown
from medlofte.analysis.workbench.cells import cells
from medlofte.analysis.workbench.editing import Book, borrowers, checked, edited, save
from medlofte.analysis.workbench.fields import REASONS
from medlofte.codebook import Codebook, Question, normal
from medlofte.errors import CodebookError, MedlofteError
from medlofte.language import _
from medlofte.rounds import Round

_WIDE = widgets.Layout(width="46em", max_width="100%")
_ROWS = 3


@dataclass(frozen=True)
class Disagreement:
    """One value, or one column, that the codebook does not know, and the findings about it (``FINDINGS``)."""

    file: str
    sheet: str
    column: str
    value: str
    rule: str
    waiting: bool
    found: pd.DataFrame

    @property
    def words(self) -> str:
        """Return it in a line."""
        state = _("väntar") if self.waiting else _("godkänt")
        value = f" «{self.value}»" if self.value else ""
        times = f" ({len(self.found)} {_('rader')})" if len(self.found) > 1 else ""
        return f"{state}: {self.column}{value}{times}, {self.file}"


def listed(findings: pd.DataFrame, *, folder: Path) -> list[Disagreement]:
    """Return a round's disagreements, those that wait first."""
    found = accepted.disagreements(findings, folder=folder)
    groups = found.groupby([*accepted.COLUMNS, "waiting"], sort=False)
    made = [Disagreement(str(file), str(sheet), str(column), str(value), str(rule), bool(waiting), group)
            for (file, sheet, column, value, rule, waiting), group in groups]  # fmt: skip
    return sorted(made, key=lambda one: not one.waiting)


def asked(one: Disagreement, *, codebook: Codebook) -> Question | None:
    """Return the question that a disagreement is about; None for a column that belongs to none."""
    words = normal(one.column)
    own = (question for question in codebook.questions if words in question.headings)
    whole = next(own, None)
    if whole is not None or one.rule == "okand_kolumn":
        return whole
    return next((question for question in codebook.questions if question.type == "select_multiple"
                 and any(words.startswith(heading) for heading in question.headings)), None)  # fmt: skip


def meanings(one: Disagreement, *, codebook: Codebook) -> list[tuple[str, str]]:
    """Return what may have been meant, as (words, key): an option, a reason for no answer, or a question."""
    question = asked(one, codebook=codebook)
    if one.rule == "okand_kolumn":
        return [(each.short or each.label, each.name) for each in codebook.questions]
    if question is None:
        return []
    found = [(choice.label, choice.name) for choice in question.choices] if question.estimated else []
    return found + ([(_(words), f"missing:{reason}") for reason, words in REASONS.items()] if one.value else [])


def nearest(written: str, options: Sequence[tuple[str, str]]) -> str:
    """Return the meaning whose words are most like what was written; '' where none is like it."""
    words = {normal(label): key for label, key in options}
    found = difflib.get_close_matches(normal(written), words, n=1)
    return words[found[0]] if found else ""


def mended(book: Book, one: Disagreement, *, meaning: str, codebook: Codebook) -> Book:
    """Return the book in which what was written means what somebody says it means.

    Raises
    ------
    CodebookError
        If the codebook then contradicts itself, or cannot be written so.
    """
    question = asked(one, codebook=codebook)
    name = meaning if one.rule == "okand_kolumn" else question.name if question else ""
    entries = book.entries("questions")
    new = next(_meant(entry, one, meaning, question) for entry in entries if entry["name"] == name)
    shared = borrowers(book, "questions", entries).get(f"choices|{name}", ())
    made = book.changed("questions", [
        new if entry["name"] == name else entry | {"choices": new["choices"]} if entry["name"] in shared else entry
        for entry in entries])  # fmt: skip
    wrong = checked(made, before=book)
    if wrong:
        raise CodebookError(wrong[0].text, file=book.codebook, value=one.value or one.column)
    return made


def _meant(entry: dict[str, Any], one: Disagreement, meaning: str, question: Question | None) -> dict[str, Any]:
    if one.rule == "okand_kolumn":
        return edited("questions", entry, "columns", [*entry.get("columns", ()), one.column])
    parts = unknown(question, one.value) if question and one.value else []
    if meaning.startswith("missing:"):
        reasons = entry.get("missing", {}) | dict.fromkeys(parts, meaning.partition(":")[2])
        return edited("questions", entry, "missing", reasons)
    field, added = ("also", parts) if one.value else ("columns", [one.column])
    choices = [choice | {field: [*choice.get(field, ()), *added]} if choice["name"] == meaning else choice
               for choice in entry["choices"]]  # fmt: skip
    return edited("questions", entry, "choices", choices)


class Decisions(widgets.VBox):
    """Go through the disagreements of a round and decide each.

    Parameters
    ----------
    round_
        The round; its ``accepted.csv`` and its codebook are written when something is decided.
    findings
        ``FINDINGS``, all of the round's.
    """

    def __init__(self, round_: Round, *, findings: pd.DataFrame) -> None:
        self._round, self._findings = round_, findings
        self._file = round_.path(round_.codebook)
        self._mended: set[tuple[str, ...]] = set()
        self.which = widgets.Dropdown(description=_("Gäller"), layout=_WIDE)
        self.meaning = widgets.Dropdown(description=_("Betyder"), layout=_WIDE)
        self.mend = widgets.Button(description=_("Skriv i kodboken"), button_style="primary")
        self.accept, self.withdraw = (widgets.Button(description=words, layout=widgets.Layout(width="auto"))
                                      for words in (_("Godkänn: räknas inte"), _("Ta tillbaka")))  # fmt: skip
        self.count, self.said, self.source = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self.which.observe(self._show, names="value")
        for button, act in ((self.mend, self._mend), (self.accept, self._accept), (self.withdraw, self._withdraw)):
            button.on_click(act)
        row = widgets.Box([self.mend, self.accept, self.withdraw], layout=widgets.Layout(flex_flow="row wrap"))
        super().__init__([self.count, self.which, self.source, self.meaning, row, self.said])
        self._list()

    @property
    def left(self) -> int:
        """Return how many wait."""
        return sum(one.waiting for one in self._all)

    def _list(self) -> None:
        found = listed(self._findings, folder=self._round.folder)
        self._all = [one for one in found if _key(one) not in self._mended]
        self.count.value = shown.paragraph(
            _("{n} väntar på beslut, {m} är {m|godkänt|godkända}.").format(n=self.left, m=len(self._all) - self.left)
        )
        self.which.options = [(one.words, place) for place, one in enumerate(self._all)]
        self.which.value = 0 if self._all else None
        self._show()

    @property
    def chosen(self) -> Disagreement | None:
        """Return the one that is looked at."""
        return None if self.which.value is None else self._all[self.which.value]

    def _show(self, _change: object = None) -> None:
        one = self.chosen
        self.accept.disabled = one is None or not one.waiting
        self.withdraw.disabled = one is None or one.waiting
        codebook = Codebook.read(self._file)
        self.meaning.options = meanings(one, codebook=codebook) if one else []
        self.mend.disabled = not self.meaning.options
        if one is not None and (near := nearest(one.value or one.column, self.meaning.options)):
            self.meaning.value = near
        self.source.value = ""
        if one is not None:
            rows = {int(row) for row in one.found["row"].dropna().head(_ROWS)}
            self.source.value = shown.paragraph(str(one.found["message"].iloc[0])) + cells(
                self._round.folder, file=one.file, sheet=one.sheet, rows=rows, column=one.column)  # fmt: skip

    def _accept(self, _button: object = None) -> None:
        one = self.chosen
        if one is not None:
            accepted.accept(one.found, folder=self._round.folder)
            self._decided(_("«{what}» är godkänt och räknas inte. Det står i {file}."), one, accepted.FILE)

    def _withdraw(self, _button: object = None) -> None:
        one = self.chosen
        if one is not None:
            accepted.withdraw(one.found, folder=self._round.folder)
            self._decided(_("Godkännandet av «{what}» är borttaget ur {file}."), one, accepted.FILE)

    def _mend(self, _button: object = None) -> None:
        one = self.chosen
        if one is None or self.meaning.value is None:
            self.said.value = shown.paragraph(_("Välj först vad som menas, under Betyder."))
            return
        try:
            book = Book.open(self._file)
            save(book, mended(book, one, meaning=self.meaning.value, codebook=Codebook.read(self._file)))
        except MedlofteError as error:
            self.said.value = shown.paragraph(str(error))
            return
        self._mended.add(_key(one))
        self._decided(_("«{what}» står nu i {file}. Kör om boken, så räknas svaren."), one, self._file.name)

    def _decided(self, words: str, one: Disagreement, file: str) -> None:
        self._list()
        self.said.value = shown.paragraph(words.format(what=one.value or one.column, file=file))


def _key(one: Disagreement) -> tuple[str, ...]:
    return (one.file, one.sheet, one.column, one.value, one.rule)
