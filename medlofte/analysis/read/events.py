"""polisen.se's events (JSON) to counts per year and type; they have no positions worth the name.

The position of an event is the middle of the kommun or the county, for every event there (55 of 61 in Strömstad share
one point), so no event ever becomes a point. The list is a selection of news, not statistics.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

from medlofte.analysis.read.common import NOTE, WARNING, Notes, Spot
from medlofte.analysis.read.figures import Figures, Rows, figure, load_json, slug
from medlofte.codebook import normal
from medlofte.errors import SourceError
from medlofte.language import _

INDICATOR, SOURCE = "handelser", "polisen.se, händelser"
# The hour is not always padded with a zero ("2024-05-17 8:17:44 +02:00").
_TIME = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2}) (\d{1,2}):(\d{2}):(\d{2})(?: ([+-]\d{2}):?(\d{2}))?")
_SUMMARY = "sammanfattning"


def read_events(path: Path, *, file: str) -> Figures:
    """Return how many events there were per year, place and type; the type's indicator stands below ``handelser``.

    Raises
    ------
    SourceError
        If the file is not a list of events.
    """
    content = load_json(path, file=file)
    if not isinstance(content, list) or not all(isinstance(entry, dict) and "type" in entry for entry in content):
        raise SourceError(
            _("Filen är ingen lista med händelser från polisen.se."),
            file=file,
            advice=_("Hämta den med «medlofte fetch polisen»."),
        )
    spot = Spot(file)
    events, notes = _events(content, spot)
    notes += _about(events, content, spot)
    return Figures(_rows(events), notes, spot, len(content), len(events))


def event_moments(path: Path, *, file: str, region: str) -> Rows:
    """Return the kommun's events one by one, as rows of ``MOMENTS`` without topic; they have no place worth the name.

    Raises
    ------
    SourceError
        As ``read_events``.
    """
    content = load_json(path, file=file)
    seen: dict[object, dict[str, Any]] = {}
    for entry in content if isinstance(content, list) else []:
        when = moment(entry.get("datetime"))
        if when is not None and normal(_where(entry)) == normal(region) and not normal_type(entry).startswith(_SUMMARY):
            seen[entry.get("id")] = {
                "file": file, "source": SOURCE, "date": when.date().isoformat(), "hour": when.hour,
                "weekday": when.isoweekday(), "indicator": f"{INDICATOR}_{slug(str(entry['type']))}", "place": "",
            }  # fmt: skip
    return list(seen.values())


def moment(text: object) -> datetime | None:
    """Return an event's time, local as written, or None; hours may lack their zero."""
    found = _TIME.fullmatch(str(text).strip())
    if not found:
        return None
    year, month, day, hour, minute, second = (int(part) for part in found.groups()[:6])
    try:
        return datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None


def _events(content: list[dict[str, Any]], spot: Spot) -> tuple[list[tuple[str, str, str]], Notes]:
    """Return (year, region, type) of every event that counts, and why the others do not."""
    events: list[tuple[str, str, str]] = []
    notes: Notes = []
    seen: set[object] = set()
    for place, entry in enumerate(content, start=1):
        when, where = moment(entry.get("datetime")), _where(entry)
        if when is None or not where:
            rule, why = "ofullstandig_rad", _("Händelsen saknar tid eller plats.")
        elif entry.get("id") in seen:
            rule, why = "dubbel_handelse", _("Händelsen finns redan i filen (samma id).")
        elif normal_type(entry).startswith(_SUMMARY):
            rule, why = _SUMMARY, _("Posten sammanfattar flera händelser och är ingen händelse.")
        else:
            events.append((str(when.year), where, str(entry["type"]).strip()))
            seen.add(entry.get("id"))
            continue
        notes.append(spot.note(rule, _("Post {place}: {why}").format(place=place, why=why), severity=NOTE
                               if rule == _SUMMARY else WARNING, value=entry.get("name", ""),
                               action=_("posten är i karantän")))  # fmt: skip
    return events, notes


def normal_type(entry: dict[str, Any]) -> str:
    """Return the event's type in lower case."""
    return str(entry["type"]).strip().lower()


def _where(entry: dict[str, Any]) -> str:
    location = entry.get("location")
    return str(location.get("name") or "").strip() if isinstance(location, dict) else ""


def _about(events: list[tuple[str, str, str]], content: list[dict[str, Any]], spot: Spot) -> Notes:
    if not events:
        return []
    shared = Counter(str((entry.get("location") or {}).get("gps")) for entry in content if _where(entry))
    most = shared.most_common(1)[0][1]
    message = _(
        "Läget är kommunens eller länets mitt ({most} av {n} {n|post|poster} har samma punkt). Händelserna "
        "kan inte visas på karta."
    ).format(most=most, n=len(content))
    notes = [spot.note("ungefarligt_lage", message, severity=NOTE, action=_("läget är inte läst"))]
    message = _("Polisens händelser är ett urval av nyheter, inte statistik över brott. Jämför inte år med dem.")
    notes.append(spot.note("urval", message, severity=NOTE, action=_("räknade per år och typ")))
    county = sum(where.lower().endswith(" län") for _, where, _ in events)
    if county:
        message = _("{county} {county|händelse|händelser} gäller hela länet och räknas inte till kommunen.").format(
            county=county
        )
        notes.append(spot.note("lansniva", message, severity=NOTE, action=_("räknas under länet")))
    return notes


def _rows(events: list[tuple[str, str, str]]) -> Rows:
    total = Counter((year, where) for year, where, _ in events)
    kinds = Counter(events)
    rows = [
        figure(source=SOURCE, indicator=INDICATOR, label="Polisens händelser", region=where,
               period=year, count=float(n))
        for (year, where), n in sorted(total.items())
    ]  # fmt: skip
    merged = Counter[tuple[str, str, str]]()
    labels: dict[str, str] = {}
    for (year, where, kind), n in sorted(kinds.items()):
        merged[year, where, slug(kind)] += n
        labels.setdefault(slug(kind), kind)
    return rows + [
        figure(source=SOURCE, indicator=f"{INDICATOR}_{kind}", label=labels[kind], region=where,
               period=year, level=2, parent=INDICATOR, count=float(n))
        for (year, where, kind), n in sorted(merged.items())
    ]  # fmt: skip
