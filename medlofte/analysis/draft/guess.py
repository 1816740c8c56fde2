"""A codebook guessed from headings and values, cautiously: what is not plain becomes free text with a remark."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from medlofte.analysis.answers import OTHER, TICKED, UNTICKED
from medlofte.analysis.draft.legend import explained, legend, without
from medlofte.analysis.draft.parts import MOST_OPTIONS, separated
from medlofte.analysis.draft.person import Background, ages, background, banded, born
from medlofte.analysis.draft.sketch import REASONS, Sketch, graded, is_scale, option, ordered, slug, troubled
from medlofte.analysis.read.headings import options as parted
from medlofte.analysis.read.table import Tabular
from medlofte.analysis.read.tools import IDS, PERSONAL, TECHNICAL, points_out
from medlofte.analysis.written import day, number
from medlofte.codebook import normal
from medlofte.language import _

_LONGEST_OPTION = 90
_UNNAMED = re.compile(r"\(kolumn \d+\)")
# How like an option a single answer is (difflib's ratio) when it is taken for a slip of the pen.
_SLIP, _SHORT = 0.85, 3
# Codes that stand for no answer in most questionnaires, where they lie apart from the others.
_CODES = {"8": "dont_know", "9": "no_answer", "88": "dont_know", "98": "dont_know", "99": "no_answer",
          "998": "dont_know", "999": "no_answer", "-1": "no_answer", "-8": "dont_know", "-9": "no_answer"}  # fmt: skip
_ID_WORDS = (*IDS, *map(normal, ("svarsnummer", "svarsid", "löpnummer", "lopnr", "löpnr", "rowlabel", "respnr", "nr",
                                 "enkätnr", "enkätnummer", "blankettnr", "formulärnr")))  # fmt: skip
_AT_MOST = re.compile(
    r"\b(?:högst|max|upp till|at most|up to)\s+(\w+)|"
    r"\b(?:ange|välj|kryssa i|markera|nämn)\s+(?:de\s+|dina\s+|upp till\s+)?(\w+)\s+"
    r"(?:viktigaste|största|alternativ|problem)",
    re.IGNORECASE,
)
_COUNTED = {"en": 1, "ett": 1, "två": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6}
_NUMBERED = re.compile(r"^\s*(?:fråga\s*)?\d{1,3}[a-z]?\s*[.):]\s+", re.IGNORECASE)
# Words of a heading under which people write what they like, unless it is answered by yes or no.
_OWN_WORDS = re.compile(
    r"\b(?:kommentar|synpunkt|fritext|egna ord|berätta|beskriv|motivera|något (?:mer|annat)|comment)", re.IGNORECASE
)
_YES_NO = {"ja", "nej", *REASONS}
_PLACES = ("plats", "platser", "var någonstans", "place", "var känner du dig otrygg")


@dataclass(frozen=True)
class _Column:
    """A column's answers: each text and how often, the question's words, and the codes that the file explains away."""

    heading: str
    title: str
    counts: Counter[str]
    reasons: dict[str, str]
    meanings: dict[str, str]
    group: str

    @property
    def filled(self) -> int:
        return sum(self.counts.values())

    def mostly(self, test: Callable[[str], object]) -> bool:
        """Return whether nearly all answers pass a test, counted each way that is written once or by how often."""
        passed = [value for value in self.counts if test(value) is not None]
        enough = sum(self.counts[value] for value in passed) >= 0.95 * self.filled and len(passed) > 1
        return bool(self.counts) and (enough or len(passed) >= 0.95 * len(self.counts))


def most(title: str) -> int | None:
    """Return how many options may be chosen, if the question says it."""
    said = _AT_MOST.search(title)
    if said is None:
        return None
    word = said[1] or said[2]
    return int(word) if word.isdigit() else _COUNTED.get(word.casefold())


def sketches(table: Tabular, *, year: int, headings: Sequence[str] | None = None) -> tuple[list[Sketch], list[str]]:
    """Return the proposed questions of a table, and the columns left out with why; ``year`` is when it was answered."""
    left = list(table.headings if headings is None else headings)
    groups = _groups(table, left)
    grouped = {heading for members in groups.values() for heading, _ in members}
    found: list[Sketch] = []
    skipped = []
    done: set[str] = set()
    for heading in left:
        stem = next((stem for stem, members in groups.items() if heading in dict(members)), None)
        if stem is not None and stem not in done:
            done.add(stem)
            found.append(_together(stem, groups[stem]))
        if heading in grouped:
            continue
        column = _column(table, heading)
        reason = _left_out(column, found)
        if reason:
            skipped.append(f"{heading} ({reason})")
        else:
            found.append(_sketch(column, year))
    return found, skipped


def _column(table: Tabular, heading: str) -> _Column:
    counts = table.frame[heading].value_counts()
    texts = {str(text).strip(): int(n) for text, n in counts.items() if n and str(text).strip()}
    labels = table.dictionary.labels.get(heading, {})
    told = {text: str(REASONS.get(normal(labels.get(text, "")), "")) for text in texts}
    declared = {text: "no_answer" for text in texts if table.dictionary.declared_missing(heading, text)}
    reasons = declared | {text: reason for text, reason in told.items() if reason}
    title = table.dictionary.titles.get(heading, heading)
    group = table.above.get(heading, "")
    return _Column(heading, without(title), Counter(texts), reasons, legend(title, group), group)


def _left_out(column: _Column, found: list[Sketch]) -> str:
    words = normal(column.heading)
    if points_out(column.heading, column.counts):
        return _("kan peka ut den som svarat")
    if words in TECHNICAL and not (_is_id(column) and not any(sketch.type == "id" for sketch in found)):
        return _("kommer från enkätverktyget")
    if not column.counts and _UNNAMED.fullmatch(column.heading):
        return _("tom, utan rubrik")
    return ""


def _is_id(column: _Column) -> bool:
    return normal(column.heading) in _ID_WORDS and bool(column.counts) and max(column.counts.values()) == 1


def _groups(table: Tabular, headings: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    """Return stem → (heading, option) for questions that stand in a column of ticks per option."""
    found: dict[str, list[tuple[str, str]]] = {}
    for heading in headings:
        pairs = parted(heading)
        if not pairs or normal(heading) in TECHNICAL | PERSONAL:
            continue
        stem, words = pairs[0]
        texts = {normal(text) for text in table.frame[heading].astype("str").unique()}
        # The open option holds what was written instead of a tick.
        if texts <= TICKED | UNTICKED | {normal(words)} or (stem.strip() in found and normal(words) in OTHER):
            found.setdefault(stem.strip(), []).append((heading, words.strip()))
    return {stem: members for stem, members in found.items() if len(members) > 1}


def _together(stem: str, members: list[tuple[str, str]]) -> Sketch:
    options = tuple(option(words, columns=(heading,)) for heading, words in members)
    return Sketch(
        slug(stem),
        stem,
        "select_multiple",
        (stem,),
        options,
        max=most(stem),
        remark=_("Flera svar: en kolumn per alternativ. Skriv max om högst ett visst antal fick väljas."),
    )


def _sketch(column: _Column, year: int) -> Sketch:
    about = background(column.heading, column.title)
    made = Sketch(
        slug(_NUMBERED.sub("", without(column.heading)), otherwise="fraga"), column.title, "text", (column.heading,)
    )
    if not column.counts:
        return replace(made, remark=_("Kolumnen är tom; ta bort frågan om den inte ställdes."))
    if _is_id(column):
        return replace(made, type="id", role="id")
    if normal(column.heading) in ("vikt", "weight") or "vikt" in normal(column.title).split():
        return replace(made, type="decimal", role="weight", remark=_("Är det här svarens vikt? Ta annars bort role."))
    if column.mostly(day) and not all(value.isdigit() and len(value) != 8 for value in column.counts):
        return replace(made, type="date")
    if column.mostly(number):
        return _numeric(made, column, about, year)
    closed = None if _own_words(column) else _several(made, column) or _choices(made, column, about)
    return closed or _free(made, column)


def _own_words(column: _Column) -> bool:
    """Return whether people write what they like there, whatever the answers look like."""
    return bool(_OWN_WORDS.search(column.title)) and not {normal(text) for text in column.counts} <= _YES_NO


def _numeric(made: Sketch, column: _Column, about: Background, year: int) -> Sketch:
    """Return a number, a scale of bare codes, or an age or a year of birth in bands."""
    values = sorted({value for text in column.counts if (value := number(text)) is not None})
    known = {value for text in column.reasons if (value := number(text)) is not None}
    odd = _apart([value for value in values if value not in known])
    missing = {f"{value:g}": _CODES[f"{value:g}"] for value in odd}
    rest = [value for value in values if value not in odd and value not in known]
    whole = all(value == int(value) for value in values)
    guessed = _("Betyder {names} att svar saknas? Kontrollera.").format(names=", ".join(missing)) if missing else ""
    missing |= column.reasons
    if about.concept == "alder" and whole:
        return replace(
            made,
            type="integer",
            role="group",
            concept="alder",
            options=ages(rest),
            missing=missing,
            remark=_("Åldern delas i grupper (low–high); ändra dem efter behov. {guessed}").format(guessed=guessed),
        )
    if whole and born(column.heading, column.title, rest):
        remark = _("Födelseår, i grupper efter åldern {year}. Ändra low och high om svaren är från ett annat år.")
        return replace(made, type="integer", role="group", options=ages(rest, year=year), missing=missing,
                     remark=remark.format(year=year))  # fmt: skip
    if whole and rest and len(rest) <= 11 and rest[-1] - rest[0] <= 11 and column.filled > len(rest):
        codes = explained([f"{value:g}" for value in rest], column.meanings)
        remark = guessed if column.meanings else (
            _("Koder utan förklaring: skriv i label vad de betyder, eller gör om till tal. {guessed}")
            .format(guessed=guessed).strip()
        )  # fmt: skip
        named = column.meanings and not any(choice.label[:1].isdigit() for choice in codes)
        kind = "select_one" if named and not is_scale(codes) else "scale"
        return replace(made, type=kind, options=troubled(codes, title=f"{column.group} {column.title}"),
                     missing=missing, role=about.role,
                     concept=about.concept, remark=remark)  # fmt: skip
    return replace(made, type="integer" if whole else "decimal", missing=missing, remark=guessed)


def _apart(values: list[float]) -> list[float]:
    """Return the highest or lowest values that are usual codes for no answer and lie apart from the rest."""
    odd = [value for value in values if f"{value:g}" in _CODES]
    rest = [value for value in values if value not in odd]
    if not rest:
        return []
    # Among ages and the like 88 is apart only with a gap below it, and above 90 any of them is an age.
    gap = 1 if rest[-1] <= 11 else 5 if rest[-1] <= 90 else 100
    return [value for value in odd if value < min(0, rest[0]) or value > rest[-1] + gap]


def _several(made: Sketch, column: _Column) -> Sketch | None:
    """Return a question whose cells hold several options with a mark between them."""
    found = separated(column.counts)
    if found is None:
        return None
    mark, options = found
    remark = _("Flera svar i samma cell. Skriv max om högst ett visst antal fick väljas.")
    return replace(made, type="select_multiple", options=options, separator=mark.strip() or mark,
                 max=most(column.title), remark=remark)  # fmt: skip


def _choices(made: Sketch, column: _Column, about: Background) -> Sketch | None:
    """Return a question of few different, short and repeated answers."""
    spellings: dict[str, list[str]] = {}
    for text, _n in column.counts.most_common():
        spellings.setdefault(normal(text), []).append(text)
    longest = max(map(len, column.counts))
    few = len(spellings) <= MOST_OPTIONS and (len(spellings) <= 3 or len(spellings) <= 0.6 * column.filled)
    if not few or longest > _LONGEST_OPTION or (len(spellings) == column.filled and column.filled > 1):
        return None
    once = {words for words, texts in spellings.items() if sum(column.counts[text] for text in texts) == 1}
    # A slip of the pen is no option: left out, it waits for somebody's decision.
    slips = {words for words in once if _slip(words, set(spellings) - once)}
    options = ordered(option(_best(texts)) for words, texts in spellings.items() if words not in slips)
    rare = [texts[0] for words, texts in spellings.items() if words in once - slips and len(spellings) > 3]
    slipped = [texts[0] for words, texts in spellings.items() if words in slips]
    told = (
        (_("Bara ett svar var: {names}. Felskrivningar hör hemma under also."), rare[:5]),
        (_("Ser ut som felskrivningar och är inte med: {names}."), slipped),
    )
    remark = " ".join(said.format(names=", ".join(names)) for said, names in told if names)
    made = replace(made, type=graded(options, about.role), remark=remark)
    options = banded(options) if about.concept == "alder" else troubled(options, title=column.title)
    return replace(made, options=options, role=about.role, concept=about.concept)


def _best(texts: list[str]) -> str:
    """Return the most usual of the ways an answer is written, one with a capital letter if there is one."""
    return next((text for text in texts if text[:1].isupper()), texts[0])


def _slip(words: str, others: set[str]) -> bool:
    """Return whether an answer is another one misspelt, and not one that means something else (trygg, otrygg)."""
    if not get_close_matches(words, others, n=1, cutoff=_SLIP):
        return False
    known = {word for other in others for word in other.split()}
    odd = [word for word in words.split() if word not in known]
    return bool(odd) and all(
        len(word) > _SHORT and word.isalpha() and not {f"o{word}", word.removeprefix("o")} & known for word in odd
    )


def _free(made: Sketch, column: _Column) -> Sketch:
    said = f" {' '.join(normal(column.title).replace('?', ' ').split())} "
    place = any(f" {words} " in said for words in _PLACES)
    remark = _("Fritext: kan innehålla personuppgifter och lämnar aldrig analytikerns sida.")
    return replace(made, type="place" if place else "text", remark=remark)
