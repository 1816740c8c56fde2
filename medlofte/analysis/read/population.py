"""SCB's population (json-stat2, Excel or CSV) to margins: ages into the survey's bands, sexes and areas by name.

SCB has added noise to small counts since reference year 2025 (the cell key method), so parts need not add up to their
total. Nothing is put right: margins are used as shares, and a difference larger than the noise is told.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from medlofte import style
from medlofte.analysis.read import small_areas
from medlofte.analysis.read.common import NOTE, WARNING, Notes, Spot
from medlofte.analysis.read.jsonstat import Cube, Dimension, read_cube
from medlofte.analysis.read.pxtable import table_cube
from medlofte.codebook import Codebook, Question, normal
from medlofte.errors import SourceError
from medlofte.language import _

_AGES = re.compile(r"(\d{1,3})(?:\s*[-–]\s*(\d{1,3}))?\s*([+-]?)\s*(?:år)?")
_WORDS = {"kvinnor": "kvinna", "män": "man", "flickor": "flicka", "pojkar": "pojke"}
_OLDEST = 200
# A few persons per cell is noise; this share of the total is not.
NOISE_PER_CELL, TOLERANCE = 3.0, 0.005


@dataclass
class Tally:
    """Margins as they are counted; lives inside one call."""

    margins: dict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))
    used: set[int] = field(default_factory=set)
    notes: Notes = field(default_factory=list)


def read_population(path: Path, *, file: str, codebook: Codebook, kommun_code: str = "") -> tuple[Tally, Cube]:
    """Return the population per group, and the cube; a cell that belongs to no group is not among ``used``.

    The newest period is used, and of the regions the kommun itself where it is there; otherwise all together.

    Raises
    ------
    SourceError
        If the file is no such table, has more than one measure, or has no dimension that the codebook asks about.
    """
    cube = read_cube(path, file=file) if path.suffix.lower() == ".json" else table_cube(path, file=file)
    spot, tally = Spot(file), Tally()
    chosen = _chosen(cube, kommun_code, spot, tally)
    groups = {place: found for place, dim in enumerate(cube.dimensions) if (found := _groups(dim, codebook))}
    if not groups:
        listed = ", ".join(dimension.label for dimension in cube.dimensions)
        raise SourceError(
            _("Ingen av tabellens dimensioner är en grupp i kodboken."),
            file=file,
            value=listed,
            advice=_("Välj till exempel ålder och kön, och ge frågorna samma svar i kodboken."),
        )
    _unplaced(cube, groups, spot, tally)
    # Each margin is of the people the survey asked: sexes too are counted within the ages that belong to a band.
    limits = {place: frozenset(choices) for place, (_, choices) in groups.items()} | chosen
    for place, group in groups.items():
        _count(cube, place, group, chosen=limits, tally=tally)
        _noise(cube, place, limits, spot, tally)
    geo = cube.of("geo")
    if geo is not None:
        tally.notes.extend(small_areas.about(cube.dimensions[geo].codes, spot=spot, names=(cube.title, path.stem)))
    return tally, cube


def _chosen(cube: Cube, kommun_code: str, spot: Spot, tally: Tally) -> dict[int, frozenset[int]]:
    """Return dimension → the categories that are counted; dimensions not in it are summed without their totals."""
    chosen: dict[int, frozenset[int]] = {}
    for place, dimension in enumerate(cube.dimensions):
        if dimension.role == "time":
            newest = max(range(len(dimension.codes)), key=lambda at: dimension.codes[at])
            chosen[place] = frozenset({newest})
            tally.notes.append(spot.note("tidpunkt",
                                         _("Befolkningen gäller {period}.").format(period=dimension.labels[newest]),
                                         severity=NOTE, value=dimension.codes[newest],
                                         action=_("den senaste används")))  # fmt: skip
        elif dimension.role == "metric" and len(dimension.codes) > 1:
            raise SourceError(_("Tabellen har flera mått."), file=spot.file, value=", ".join(dimension.labels),
                              advice=_("Hämta bara folkmängden."))  # fmt: skip
        elif dimension.role == "geo" and kommun_code in dimension.codes:
            chosen[place] = frozenset({dimension.codes.index(kommun_code)})
    return chosen


def _groups(dimension: Dimension, codebook: Codebook) -> tuple[Question, dict[int, str]] | None:
    """Return the background question a dimension answers, and category → choice; None if none fits."""
    if dimension.role in ("time", "metric"):
        return None
    for question in codebook.groups:
        choices = _choices(dimension, question)
        if len(set(choices.values())) > 1 or (choices and len(question.valid) == 1):
            return question, choices
    return None


def _choices(dimension: Dimension, question: Question) -> dict[int, str]:
    bands = [choice for choice in question.valid if choice.low is not None or choice.high is not None]
    found: dict[int, str] = {}
    for place, (code, label) in enumerate(zip(dimension.codes, dimension.labels, strict=True)):
        if place in dimension.totals:
            continue
        if bands and (ages := _ages(label)):
            inside = [c.name for c in bands if (c.low or 0) <= ages[0] and ages[1] <= (c.high or _OLDEST)]
            found |= {place: inside[0]} if inside else {}
            continue
        words = (label, _WORDS.get(normal(label), ""), code, small_areas.bare(code), label.removeprefix(code))
        named = next((c for word in words if word and (c := question.written.get(normal(word)))), None)
        if named is not None and named.missing is None:
            found[place] = named.name
    return found


def _ages(label: str) -> tuple[int, int] | None:
    """Return an age group's bounds: ``16 år``, ``16-19 år``, ``100+ år``; None when it is no age."""
    found = _AGES.fullmatch(normal(label))
    if not found or ("år" not in normal(label) and not found[2] and not found[3]):
        return None
    low = int(found[1])
    return low, int(found[2]) if found[2] else _OLDEST if found[3] else low


def _unplaced(cube: Cube, groups: dict[int, tuple[Question, dict[int, str]]], spot: Spot, tally: Tally) -> None:
    """Tell which categories belong to no group: ages below the survey's, or across the border of two bands."""
    for place, (question, choices) in groups.items():
        dimension = cube.dimensions[place]
        lost = [label for at, label in enumerate(dimension.labels) if at not in choices and at not in dimension.totals]
        if lost:
            shown = ", ".join(lost[:8]) + (" …" if len(lost) > 8 else "")
            message = _("{n} {n|kategori|kategorier} hör inte till något svar på «{question}» och räknas inte.").format(
                n=len(lost), question=question.name
            )
            severity = NOTE if _ages(lost[0]) else WARNING
            tally.notes.append(spot.note("okand_grupp", message, severity=severity, column=dimension.label, value=shown,
                                         action=_("värdena är i karantän")))  # fmt: skip


def _count(
    cube: Cube, place: int, group: tuple[Question, dict[int, str]], *, chosen: dict[int, frozenset[int]], tally: Tally
) -> None:
    question, choices = group
    for cell, value in enumerate(cube.values):
        at = cube.places(cell)
        if value is None or at[place] not in choices or not _counts(cube, at, chosen, skip=place):
            continue
        tally.margins[question.name, choices[at[place]]] += value
        tally.used.add(cell)


def _counts(cube: Cube, at: tuple[int, ...], chosen: dict[int, frozenset[int]], *, skip: int) -> bool:
    """Return whether a cell is one to add up: the chosen categories, and no totals where there are parts."""
    for place, dimension in enumerate(cube.dimensions):
        if place == skip:
            continue
        kept = chosen.get(place)
        if kept is not None and at[place] not in kept:
            return False
        if kept is None and at[place] in dimension.totals and len(dimension.totals) < len(dimension.codes):
            return False
    return True


def _noise(cube: Cube, place: int, chosen: dict[int, frozenset[int]], spot: Spot, tally: Tally) -> None:
    """Compare a dimension's total with the sum of its parts."""
    dimension = cube.dimensions[place]
    parts = total = 0.0
    cells = 0
    for cell, value in enumerate(cube.values):
        at = cube.places(cell)
        if value is None or not _counts(cube, at, chosen, skip=place):
            continue
        if at[place] in dimension.totals:
            total += value
        else:
            parts, cells = parts + value, cells + 1
    difference = abs(total - parts)
    if not dimension.totals or not cells or not difference:
        return
    large = difference > max(NOISE_PER_CELL * cells**0.5, TOLERANCE * total)
    message = _("Delarna blir {parts} men totalen är {total}.").format(
        parts=style.number(parts), total=style.number(total)
    )
    advice = _(" Saknas en grupp?") if large else _(" Så små skillnader är SCB:s skyddsbrus.")
    tally.notes.append(spot.note("olika_summor", message + advice, severity=WARNING if large else NOTE,
                                 column=dimension.label, value=f"{difference:.0f}",
                                 action=_("bara andelarna används")))  # fmt: skip
