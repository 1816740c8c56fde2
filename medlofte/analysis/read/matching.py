"""Which column answers which question: headings of a file against the codebook, and what fits nowhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from medlofte.analysis.answers import OTHER
from medlofte.analysis.read.common import NOTE, Note, Notes
from medlofte.analysis.read.headings import names, options
from medlofte.analysis.read.table import Several, Tabular
from medlofte.analysis.read.tools import PERSONAL, SENT, TECHNICAL, points_out
from medlofte.codebook import Choice, Codebook, Question, normal
from medlofte.language import _


@dataclass
class Matched:
    """What a file's columns are, filled in while the headings are gone through.

    Parameters
    ----------
    columns
        Question → the headings it stands under; more than one only for a question of several options.
    ticks
        Question → heading → the option that the column is about.
    sets
        Question → the file's own set of columns that holds it.
    notes
        Findings on headings that fit none or badly.
    """

    columns: dict[str, list[str]] = field(default_factory=dict)
    ticks: dict[str, dict[str, Choice]] = field(default_factory=dict)
    sets: dict[str, Several] = field(default_factory=dict)
    notes: Notes = field(default_factory=list)

    @property
    def asked(self) -> frozenset[str]:
        """Return the questions that the file has."""
        return frozenset(self.columns) | frozenset(self.ticks)

    def heading(self, question: str) -> str:
        """Return the first heading of a question."""
        return self.columns[question][0] if question in self.columns else next(iter(self.ticks[question]))


def known_headings(codebook: Codebook) -> frozenset[str]:
    """Return every heading that the codebook knows, normalised."""
    questions = (heading for question in codebook.questions for heading in question.headings)
    choices = (
        normal(text) for question in codebook.questions for choice in question.choices for text in choice.columns
    )
    return frozenset([*questions, *choices])


def match(table: Tabular, *, codebook: Codebook, year: int) -> Matched:
    """Return what each column of a file is.

    Parameters
    ----------
    year
        The survey's year; questions that were not asked then are told of and left out.
    """
    asked = [question for question in codebook.questions if not question.years or year in question.years]
    found = Matched()
    _sets(table, asked, found)
    left = []
    for heading in table.headings:
        question = _whole(heading, table.dictionary.titles.get(heading, ""), asked)
        if any(heading in ticks for ticks in found.ticks.values()):
            continue
        if question is None:
            left.append(heading)
        elif question.name not in found.columns or question.type == "select_multiple":
            found.columns.setdefault(question.name, []).append(heading)
        else:
            message = _("Frågan «{question}» står redan under «{heading}».").format(
                question=question.name, heading=found.columns[question.name][0]
            )
            found.notes.append(_unread(table, "samma_fraga", message, heading))
    elsewhere = frozenset(heading for question in codebook.questions for heading in question.headings)
    _others(table, left, asked, found, elsewhere=elsewhere, year=year)
    return found


def _whole(heading: str, title: str, asked: Sequence[Question]) -> Question | None:
    """Return the question that stands under a heading, or under the file's own title of the column."""
    for words in (*names(heading), *(names(title) if title else ())):
        for question in asked:
            if words in question.headings:
                return question
    return None


def _sets(table: Tabular, asked: Sequence[Question], found: Matched) -> None:
    """Find the questions that the file itself says stand in several columns."""
    for known in table.dictionary.several:
        columns = [heading for heading in known.columns if heading in table.headings]
        for question in asked:
            if question.type != "select_multiple" or not {normal(known.name), normal(known.label)} & question.headings:
                continue
            found.sets[question.name] = known
            if not known.counted:
                found.columns[question.name] = columns
                continue
            about = {
                heading: _option(question, heading, table.dictionary.titles.get(heading, "")) for heading in columns
            }
            found.ticks[question.name] = {heading: choice for heading, choice in about.items() if choice is not None}


def _option(question: Question, heading: str, title: str) -> Choice | None:
    """Return the option that a column of a set is about, by its heading, its title or their last parts."""
    said = [heading, title, *(part for text in (heading, title) for pair in options(text) for part in pair[::-1])]
    by_column = {normal(text): choice for choice in question.choices for text in choice.columns}
    for words in map(normal, said):
        if words in by_column or words in question.written:
            return by_column.get(words) or question.written[words]
    return None


def _unread(table: Tabular, rule: str, message: str, heading: str) -> Note:
    return table.spot.note(rule, message, column=heading, action=_("kolumnen är inte läst"))


def _others(
    table: Tabular, left: list[str], asked: Sequence[Question], found: Matched, *, elsewhere: frozenset[str], year: int
) -> None:
    """Sort the columns that are no whole question: options, other years' questions, the tools' own, unknown."""
    told_together: dict[str, list[str]] = defaultdict(list)
    for heading in (heading for heading in left if not _is_blank(table, heading)):
        ticked = _ticked(heading, asked)
        if ticked is not None:
            _tick(table, heading, ticked, found, told_together)
        elif normal(heading) in elsewhere:
            message = _(
                "Frågan ställdes inte {year} enligt kodboken, men kolumnen finns. Ändra years om den gjorde det."
            ).format(year=year)
            action = _("kolumnen är inte läst; svaren räknas som ej ställda")
            found.notes.append(table.spot.note("fel_ar", message, column=heading, action=action))
        elif kind := _of_tool(table, heading):
            told_together[kind].append(heading)
        else:
            message = _("Kolumnen finns inte i kodboken. Lägg rubriken under frågans columns om den ska med.")
            found.notes.append(_unread(table, "okand_kolumn", message, heading))
    found.notes += _told(table, told_together)


def _tick(
    table: Tabular, heading: str, ticked: tuple[Question, Choice | None, str], found: Matched,
    told_together: Mapping[str, list[str]],
) -> None:  # fmt: skip
    """Take in a column about one option, unless the option is unknown or the answer stands in a column already."""
    question, choice, option = ticked
    if choice is None:
        message = _(
            "Kolumnen hör till frågan «{question}», men «{option}» finns inte bland kodbokens "
            "alternativ. Lägg till alternativet eller skriv rubriken under dess columns."
        ).format(question=question.name, option=option)
        found.notes.append(_unread(table, "okant_alternativ", message, heading))
    elif question.name in found.columns:
        told_together["open" if normal(option) in OTHER else "repeated"].append(heading)
    else:
        found.ticks.setdefault(question.name, {})[heading] = choice


def _of_tool(table: Tabular, heading: str) -> str:
    """Return ``personal`` or ``technical`` for a column that the survey tool has added, else nothing."""
    words = set(names(heading))
    if _personal(words, table, heading) and _names_somebody(table, heading):
        return "personal"
    return "technical" if words & (TECHNICAL | PERSONAL) else ""


def _is_blank(table: Tabular, heading: str) -> bool:
    """Return whether a column has neither heading nor answers."""
    return heading.startswith("(kolumn ") and not table.frame[heading].astype("str").str.strip().any()


def _ticked(heading: str, asked: Sequence[Question]) -> tuple[Question, Choice | None, str] | None:
    """Return the question, option and the option's words of a column that is about one option only."""
    words = normal(heading)
    several = [question for question in asked if question.type == "select_multiple"]
    for question in several:
        for choice in question.choices:
            if words in {normal(text) for text in choice.columns}:
                return question, choice, heading
    for stem, option in options(heading):
        for question in several:
            if not set(names(stem)) & question.headings:
                continue
            about = question.written.get(normal(option)) or _open(question, option)
            # A longer stem may fit nothing else: «prio_2» belongs to prio only if 2 is an option.
            if about is not None or heading.rstrip().endswith("]") or "/" in heading:
                return question, about, option.strip()
    return None


def _open(question: Question, option: str) -> Choice | None:
    if normal(option) not in OTHER:
        return None
    return next((choice for choice in question.choices if {normal(choice.name), normal(choice.label)} & OTHER), None)


def _personal(words: set[str], table: Tabular, heading: str) -> bool:
    texts = [text for text in table.frame[heading].astype("str").unique() if text.strip()]
    return bool(words & PERSONAL) or points_out(heading, texts)


def _names_somebody(table: Tabular, heading: str) -> bool:
    """Return whether a column holds more than blanks and Microsoft Forms' own «anonymous»."""
    return not {normal(text) for text in table.frame[heading].astype("str").unique()} <= {"", "anonymous", "anonym"}


def _told(table: Tabular, columns: Mapping[str, list[str]]) -> Notes:
    """Return one note for all columns of a kind: ``open``, ``repeated``, ``technical``, ``personal``."""
    one, many, spot, notes = _("kolumnen är inte läst"), _("kolumnerna är inte lästa"), table.spot, []
    if listed := ", ".join(columns.get("open", ())):
        message = _("Kolumnen har fritext till alternativet «Annat». Gör den till en egen fråga om den ska kodas.")
        notes.append(spot.note("annat_fritext", message, severity=NOTE, column=listed, action=one))
    if listed := ", ".join(columns.get("repeated", ())):
        message = _("Kolumnerna upprepar svar som redan står samlade i en kolumn.")
        notes.append(spot.note("upprepad_fraga", message, severity=NOTE, value=listed, action=many))
    if listed := ", ".join(columns.get("technical", ())):
        message = _("Kolumnerna kommer från enkätverktyget och är inga frågor.")
        notes.append(spot.note("verktygets_kolumner", message, severity=NOTE, value=listed, action=many))
    if listed := ", ".join(columns.get("personal", ())):
        message = _("Kolumnerna kan peka ut den som svarat. Ta bort dem ur källan om de inte behövs.")
        notes.append(spot.note("personuppgift", message, column=listed, action=many))
    sent = [heading for heading in columns.get("technical", ()) if normal(heading) in SENT]
    return notes + [note for heading in sent for note in _unsent(table, heading)]


def _unsent(table: Tabular, heading: str) -> Notes:
    """Return a note on answers that were begun but never sent in."""
    unsent = int((table.frame[heading].astype("str").str.strip() == "").sum())
    if not unsent or unsent == len(table.frame):
        return []
    message = _("{unsent} av {n} svar är {unsent|påbörjat men inte inskickat|påbörjade men inte inskickade}.").format(
        unsent=unsent, n=len(table.frame)
    )
    return [table.spot.note("inte_inskickat", message, severity=NOTE, column=heading, action=_("svaren är kvar"))]
