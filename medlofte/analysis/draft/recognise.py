"""What a file is, before anybody has said it, by its headings: answers, the population, places, crimes, a mapping."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from medlofte.analysis.read import pxtable
from medlofte.analysis.read.forms import stamp
from medlofte.analysis.read.grid import grids
from medlofte.analysis.read.headings import key
from medlofte.analysis.read.jsonstat import read_cube
from medlofte.analysis.read.statistical import STATISTICAL
from medlofte.analysis.read.tabular import read_packed
from medlofte.analysis.written import day
from medlofte.codebook import normal
from medlofte.errors import SourceError

_SEARCHED = 12
_LAYERS, _WALKS = (".geojson", ".gpkg", ".shp", ".fgb"), (".gpx", ".kml")
# Kind → the headings that all must stand in one row, each by any of its names. The first kind that fits is it.
_SIGNS: tuple[tuple[str, tuple[frozenset[str], ...]], ...] = tuple(
    (kind, tuple(frozenset(map(normal, words.split("|"))) for words in row.split(";")))
    for kind, row in (
        ("bra", "brott;brottsnivå;antal"),
        ("mapping", "aktör|aktor|organisation;problem"),
        ("population", "question|fråga;choice|grupp|svar;population|befolkning|antal|folkmängd"),
        ("accidents", "datum|olycksdatum|date;svårighet|svårighetsgrad|svårhetsgrad|skadegrad|severity"),
        ("observations", "vandring|trygghetsvandring;observation|iakttagelse|brist"),
        ("places", "place|plats|label|namn|platsnamn;x|öst|e|lon|longitud|easting;y|nord|n|lat|latitud|northing"),
        ("incidents", "händelse|händelsetyp;plats|var;datum|vecka"),
    )
)
_TIMES = frozenset(map(normal, (
    "starttid", "start time", "slutförandetid", "completion time", "tidstämpel", "timestamp", "submitdate",
    "inskickat datum", "date submitted", "_submission_time", "submissiondate", "start", "datum", "svarsdatum",
)))  # fmt: skip


def kind(path: Path) -> str:
    """Return what a file is.

    One of ``survey``, ``population``, ``places``, ``mapping``, ``layer``, ``walk``, ``observations``, or a register's
    kind (``rounds.Register``).

    Raises
    ------
    SourceError
        If the file cannot be read.
    """
    ending = path.suffix.lower()
    if ending in _LAYERS or ending in _WALKS:
        return "layer" if ending in _LAYERS else "walk"
    if ending == ".json":
        read_cube(path, file=path.name)
        return "population"
    if ending in STATISTICAL:
        return "survey"
    heads = _heads(path)
    if any(stamp(list(words)) for words in heads):
        return "mapping"
    for words in heads:
        for found, signs in _SIGNS:
            if all(words & sign for sign in signs):
                return found
    return "population" if pxtable.is_table(path, file=path.name) else "survey"


def answered(path: Path) -> int | None:
    """Return the year in which most of a survey's answers were given, as the tool's own times say; None without any."""
    if path.suffix.lower() in STATISTICAL:
        return None
    try:
        table = read_packed(path, file=path.name)
    except SourceError:
        return None
    for heading in table.headings:
        if normal(heading) in _TIMES:
            days = [found for text in table.frame[heading].astype("str") if (found := day(text))]
            if 2 * len(days) > len(table.frame):
                return int(Counter(found[:4] for found in days).most_common(1)[0][0])
    return None


def _heads(path: Path) -> list[set[str]]:
    """Return the words of each of the first rows, of every sheet."""
    found = grids(path, file=path.name, score=lambda rows: (0, max((len(row) for row in rows), default=0)))
    return [{word for cell in row for word in (normal(cell), key(cell)) if word}
            for grid in found for row in grid.head[:_SEARCHED]]  # fmt: skip
