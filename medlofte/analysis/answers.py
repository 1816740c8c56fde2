"""What one text answers to a question, or why nothing counts as an answer: for the readers and for counting. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from medlofte.analysis.written import day, number, why_no_date
from medlofte.codebook import Choice, Question, normal
from medlofte.language import N_, _, quoted
from medlofte.tables import NOTE, WARNING

_OLDEST = 120
_AGES = ("alder", "age", "ålder")
# How the tools part several options in one cell.
_MARKS = (";", ",", "|", " ")
TICKED = frozenset({"1", "y", "yes", "ja", "j", "true", "sant", "x", "vald", "valt", "markerad", "markerat", "checked",
                     "selected", "on"})  # fmt: skip
UNTICKED = frozenset({"", "0", "n", "no", "nej", "false", "falskt", "inte vald", "ej vald", "ej valt", "inte valt",
                       "omarkerad", "ej markerad", "unchecked", "not selected", "not checked", "off"})  # fmt: skip
# What a tool writes for the open option of a question.
OTHER = frozenset(map(normal, ("other", "-oth-", "annat", "övrigt", "annan", "annat, nämligen", "annat:", "other:")))
_FIX = N_("Säg i bok 1 vad som menas, rätta källan, eller lägg till skrivsättet i kodboken (also eller missing).")


@dataclass(frozen=True)
class Answer:
    """What one text means.

    Parameters
    ----------
    state
        One of ``tables.ANSWER_STATES``.
    value
        The answer as ``Responses`` wants it; None unless answered.
    rule, message, severity
        The finding, when there is something to say.
    """

    state: str
    value: str | float | None = None
    rule: str = ""
    message: str = ""
    severity: str = WARNING


def read_answer(question: Question, text: str) -> Answer:
    """Return what one text answers to a question."""
    words = normal(text)
    if not words:
        return Answer("no_answer")
    reason = question.reasons.get(words) or question.reasons.get(_plain(words))
    if reason:
        return Answer(reason)
    return _READERS.get(question.type, _text)(question, text)


def read_labelled(question: Question, text: str, *, label: str = "", declared: bool = False) -> Answer:
    """Return what a code of a statistical file answers.

    Parameters
    ----------
    label
        What the file says the code means; it goes before the code, which may have been turned round between years.
    declared
        Whether the file declares the code to be no answer.
    """
    by_code = read_answer(question, text)
    by_label = read_answer(question, label) if label and question.type != "text" else Answer("invalid")
    if by_label.state == "invalid":
        if declared and by_code.state == "invalid":
            message = _("Koden betyder enligt filen att svar saknas. Skriv den under missing i kodboken.")
            return Answer("no_answer", None, "saknas_enligt_filen", message, NOTE)
        return by_code
    if by_code.state == "answered" and (by_label.state, by_label.value) != (by_code.state, by_code.value):
        message = _(
            "Koden betyder «{label}» i filen men något annat i kodboken; filens ord gäller. Rätta kodboken."
        ).format(label=label)
        return Answer(by_label.state, by_label.value, "kod_mot_etikett", message)
    return by_label


def read_tick(question: Question, text: str, *, choice: Choice, counted: str = "", label: str = "") -> Answer:
    """Return whether a column of its own says that an option was chosen: its name, or ``no_answer`` if it was not.

    Parameters
    ----------
    counted
        The value that means chosen, where the file says so.
    label
        What the file says the value means.
    """
    words, option = normal(text), {normal(written) for written in (choice.name, choice.label, *choice.also)}
    if counted:
        return Answer("answered", choice.name) if words == normal(counted) else Answer("no_answer")
    named = normal(label) if label else words
    if {words, named} & (TICKED | option) and named not in UNTICKED:
        return Answer("answered", choice.name)
    if named in UNTICKED or words in UNTICKED:
        return Answer("no_answer")
    if option & OTHER:
        # The open option's column holds what was written, not a tick.
        return Answer("answered", choice.name)
    message = _("Kolumnen ska säga om «{choice}» är valt, till exempel med 1 eller 0. Rätta källan.").format(
        choice=choice.label
    )
    return Answer("invalid", None, "okant_kryss", message)


def _text(_question: Question, text: str) -> Answer:
    return Answer("answered", text.strip())


def _date(_question: Question, text: str) -> Answer:
    found = day(text)
    return Answer("answered", found) if found else Answer("invalid", None, "inget_datum", why_no_date(text))


def _plain(words: str) -> str:
    """Return ``3,0`` and ``3.0`` as ``3``; other text as it is."""
    value = number(words)
    return str(int(value)) if value is not None and value == int(value) else words


def _choice(question: Question, text: str) -> Choice | None:
    words = normal(text)
    return question.written.get(words) or question.written.get(_plain(words))


def _one(question: Question, text: str) -> Answer:
    choice = _choice(question, text)
    if choice is None:
        message = _("Svaret finns inte bland kodbokens alternativ. {advice}").format(advice=_(_FIX))
        return Answer("invalid", None, "okant_alternativ", message)
    return Answer(choice.missing) if choice.missing else Answer("answered", choice.name)


def _several(question: Question, text: str) -> Answer:
    chosen, unknown = _split(question, text)
    if unknown:
        message = _("{names} finns inte bland kodbokens alternativ. {advice}").format(
            names=quoted(unknown), advice=_(_FIX)
        )
        return Answer("invalid", None, "okant_alternativ", message)
    return chosen_together(question, chosen)


def chosen_together(question: Question, chosen: Sequence[Choice]) -> Answer:
    """Return what the options chosen together answer to a question."""
    names = {choice.name for choice in chosen if choice.missing is None}
    if not names:
        return Answer(next(choice.missing for choice in chosen if choice.missing)) if chosen else Answer("no_answer")
    if question.max is not None and len(names) > question.max:
        message = _(
            "{n} alternativ är valda men högst {most} får väljas. Rätta källan, eller ändra max i kodboken."
        ).format(n=len(names), most=question.max)
        return Answer("invalid", None, "for_manga_val", message)
    value = "|".join(choice.name for choice in question.choices if choice.name in names)
    if any(choice.missing for choice in chosen):
        message = _("Svaret innehåller både alternativ och «vet ej»; alternativen räknas.")
        return Answer("answered", value, "motsagelse", message, NOTE)
    return Answer("answered", value)


def unknown(question: Question, text: str) -> list[str]:
    """Return the parts of a cell that are none of a question's options."""
    return _split(question, text)[1] if question.type == "select_multiple" else [text]


def _split(question: Question, text: str) -> tuple[list[Choice], list[str]]:
    """Return the options in a cell and the parts that are none.

    The tools part options in their own ways (Forms ``;``, Google and Survey123 ``,``, Kobo a space). Another mark than
    the codebook's is used only if every part then is an option.
    """
    chosen, unknown = _parted(question, text, question.separator)
    for mark in _MARKS:
        if not unknown:
            break
        if mark != question.separator and mark in text:
            others, left = _parted(question, text, mark)
            chosen, unknown = (others, left) if not left else (chosen, unknown)
    return chosen, unknown


def _parted(question: Question, text: str, mark: str) -> tuple[list[Choice], list[str]]:
    """Return the options and the rest of a cell parted by one mark; an option may itself contain the mark."""
    parts = [part for line in text.splitlines() for part in line.split(mark)]
    chosen, unknown = [], []
    while parts:
        for length in range(len(parts), 0, -1):
            choice = _choice(question, mark.join(parts[:length]))
            if choice or length == 1:
                break
        if choice:
            chosen.append(choice)
        elif parts[0].strip():
            unknown.append(parts[0].strip())
        parts = parts[length:]
    return chosen, unknown


def _number(question: Question, text: str) -> Answer:
    choice = _choice(question, text)
    if choice:
        return Answer(choice.missing) if choice.missing else Answer("answered", choice.name)
    value = number(text)
    if value is None:
        return Answer("invalid", None, "inget_tal", _("Ett tal ska stå här. {advice}").format(advice=_(_FIX)))
    if question.type == "integer" and value != int(value):
        return Answer("invalid", None, "inget_heltal", _("Ett heltal ska stå här; rätta källan."))
    if (question.name in _AGES or question.concept in _AGES) and not 0 <= value <= _OLDEST:
        message = _("Åldern är orimlig (ska vara 0–{oldest}); är det ett födelseår eller ett skrivfel?").format(
            oldest=_OLDEST
        )
        return Answer("invalid", None, "orimligt_varde", message)
    return _band(question, value) if question.choices else Answer("answered", value)


def _band(question: Question, value: float) -> Answer:
    for choice in question.valid:
        low = -math.inf if choice.low is None else choice.low
        high = math.inf if choice.high is None else choice.high
        if (choice.low, choice.high) != (None, None) and low <= value <= high:
            return Answer("answered", choice.name)
    message = _("Talet ligger utanför kodbokens grupper (low–high). Rätta källan eller lägg till en grupp.")
    return Answer("invalid", None, "utanfor_grupperna", message)


_READERS: dict[str, Callable[[Question, str], Answer]] = {
    "select_one": _one, "scale": _one, "select_multiple": _several, "integer": _number, "decimal": _number,
    "date": _date,
}  # fmt: skip
