"""The promises with their measures (YAML), and the log of activities (CSV or Excel)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from medlofte import tables
from medlofte.analysis.read.columns import entries, opened, unread
from medlofte.analysis.read.common import Notes, Spot, findings, joined, provenance, read_text
from medlofte.analysis.read.naming import match_place, unmatched
from medlofte.analysis.written import day, number, why_no_date
from medlofte.codebook import normal
from medlofte.errors import SourceError
from medlofte.explained import parsed
from medlofte.language import _
from medlofte.rounds import Round

_ACTIVITY = {
    "activity": ("activity", "aktivitet", "id"), "measure": ("measure", "åtgärd"), "date": ("date", "datum"),
    "place": ("place", "plats"), "amount": ("amount", "antal"), "note": ("note", "anteckning"),
    "source": ("source", "källa"),
}  # fmt: skip


@dataclass(frozen=True)
class Promises:
    """The promises (``PROMISES``), measures (``MEASURES``) and activities (``ACTIVITIES``) of a round."""

    promises: pd.DataFrame
    measures: pd.DataFrame
    activities: pd.DataFrame
    findings: pd.DataFrame
    provenance: pd.DataFrame


def read_promises(round_: Round, *, places: pd.DataFrame | None = None) -> Promises:
    """Return the round's promises, measures and activities.

    Parameters
    ----------
    round_
        ``promises`` is a YAML file, ``activities`` a table; either may be left out.
    places
        The frame of ``read_places``; with it, places are matched to ids and unknown ones left out with a finding.

    Raises
    ------
    SourceError, RoundError
        If a file cannot be read.
    """
    promises, measures = tables.PROMISES.empty(), tables.MEASURES.empty()
    activities = tables.ACTIVITIES.empty()
    notes: list[pd.DataFrame] = []
    sources: list[pd.DataFrame] = []
    if round_.promises:
        promises, measures, told, read = _promises(round_.path(round_.promises), round_.promises, places)
        notes.append(findings(told))
        sources.append(provenance(round_.path(round_.promises), file=round_.promises, kind="promises", read=read,
                                  accepted=len(promises) + len(measures)))  # fmt: skip
    if round_.activities:
        path = round_.path(round_.activities)
        part = read_activities(path, file=round_.activities, measures=measures, places=places)
        activities = part.frame
        notes.append(part.findings)
        sources.append(part.provenance)
    return Promises(promises, measures, activities, joined(notes, table=tables.FINDINGS),
                    joined(sources, table=tables.PROVENANCE))  # fmt: skip


def _load(path: Path, file: str) -> list[Any]:
    content = parsed(read_text(path, file=file), file=file, wrong=SourceError)
    listed = content.get("promises") if isinstance(content, dict) else None
    if not isinstance(listed, list):
        raise SourceError(
            _("Filen är tom eller saknar listan promises."),
            file=file,
            advice=_("Börja filen med «promises:» och ett streck per löfte."),
        )
    return listed


def _promises(path: Path, file: str, places: pd.DataFrame | None) -> tuple[pd.DataFrame, pd.DataFrame, Notes, int]:
    spot = Spot(file)
    notes: Notes = []
    promises: dict[str, dict[str, Any]] = {}
    measures: dict[str, dict[str, Any]] = {}
    read = 0
    for place, entry in enumerate(_load(path, file), start=1):
        read += 1
        promise, told = _promise(entry, place, spot, set(promises), places)
        notes += told
        listed = entry.get("measures") or [] if isinstance(entry, dict) else []
        read += len(listed)
        if promise is None:
            continue
        promises[promise["promise"]] = promise
        for item in listed:
            measure, told = _measure(item, promise["promise"], spot, set(measures))
            notes += told
            if measure is not None:
                measures[measure["measure"]] = measure
    made = pd.DataFrame(list(promises.values()), columns=tables.PROMISES.names)
    steps = pd.DataFrame(list(measures.values()), columns=tables.MEASURES.names)
    return tables.PROMISES.check(made), tables.MEASURES.check(steps), notes, read


def _promise(
    entry: Any, place: int, spot: Spot, taken: set[str], places: pd.DataFrame | None
) -> tuple[dict[str, Any] | None, Notes]:
    made, notes = _entry(
        entry, key="promise", what=_("Löfte {place}").format(place=place), table=tables.PROMISES, spot=spot, taken=taken
    )
    if made is None:
        return None, notes
    made["promisers"], told = _word(
        made["promisers"], tables.PROMISERS, fallback="gemensamt", spot=spot, name=made["promise"], column="promisers"
    )
    notes += told
    for name in ("baseline", "target"):
        made[name], told = _figure(made[name], spot, made["promise"], name)
        notes += told
    if made["deadline"] and day(made["deadline"]) is None:
        notes.append(spot.note("inget_datum", f"{made['promise']}: {why_no_date(made['deadline'])}", column="deadline",
                               value=made["deadline"], action=_("satt till tomt")))  # fmt: skip
    made["deadline"] = day(made["deadline"]) or ""
    made["places"], told = _located(made["places"], places, spot, made["promise"])
    return made, notes + told


def _measure(entry: Any, promise: str, spot: Spot, taken: set[str]) -> tuple[dict[str, Any] | None, Notes]:
    given = {**entry, "promise": promise} if isinstance(entry, dict) else entry
    made, notes = _entry(given, key="measure", what=_("En åtgärd i {promise}").format(promise=promise),
                         table=tables.MEASURES, spot=spot, taken=taken)  # fmt: skip
    if made is None:
        return None, notes
    made["kind"], told = _word(
        made["kind"], tables.MEASURE_KINDS, fallback="situationell", spot=spot, name=made["measure"], column="kind"
    )
    made["planned"], more = _figure(made["planned"], spot, made["measure"], "planned", low=0)
    return made, notes + told + more


def _entry(
    entry: Any, *, key: str, what: str, table: tables.Table, spot: Spot, taken: set[str]
) -> tuple[dict[str, Any] | None, Notes]:
    """Return an entry with every column of its table as text, lists joined by ``|``; None in quarantine."""
    if not isinstance(entry, dict) or not str(entry.get(key) or "").strip():
        note = spot.note("saknar_id", _("{what} saknar «{key}».").format(what=what, key=key), column=key,
                         action=_("{what} är i karantän").format(what=what))  # fmt: skip
        return None, [note]
    name = str(entry[key]).strip()
    if name in taken:
        note = spot.note("dubbelt_id", _("«{name}» finns två gånger.").format(name=name), column=key, value=name,
                         action=_("den senare är i karantän"))  # fmt: skip
        return None, [note]
    message, action = _("{name}: ordet «{word}» känns inte igen, är det felstavat?"), _("uppgiften är inte läst")
    notes = [
        spot.note("okant_ord", message.format(name=name, word=word), column=str(word), action=action)
        for word in entry
        if word not in (*table.names, "measures")
    ]
    return {column: _text(entry.get(column)) for column in table.names}, notes


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "|".join(str(item).strip() for item in value)
    return "" if value is None else str(value).strip()


def _word(
    word: str, allowed: tuple[str, ...], *, fallback: str, spot: Spot, name: str, column: str
) -> tuple[str, Notes]:
    if word in allowed:
        return word, []
    note = spot.note("okant_ord", _("{name}: ska vara {words}.").format(name=name, words=", ".join(allowed)),
                     column=column, value=word,
                     action=_("satt till «{fallback}»").format(fallback=fallback))  # fmt: skip
    return fallback, [note]


def _figure(text: str, spot: Spot, name: str, column: str, *, low: float | None = None) -> tuple[float | None, Notes]:
    value = number(text)
    if text and (value is None or (low is not None and value < low)):
        wanted = _("{name}: här ska ett tal stå, noll eller mer.") if low == 0 else _("{name}: här ska ett tal stå.")
        note = spot.note("inget_tal", wanted.format(name=name), column=column, value=text, action=_("satt till tomt"))
        return None, [note]
    return value, []


def _located(
    text: str, places: pd.DataFrame | None, spot: Spot, name: str, row: int | None = None
) -> tuple[str, Notes]:
    """Return place ids, joined by ``|``, and a finding for each name that is no place."""
    if places is None or not text:
        return text, []
    found, notes = [], []
    for part in text.split("|"):
        place = match_place(part, places)
        if place:
            found.append(place)
        else:
            rule, message = unmatched(part, places)
            notes.append(spot.note(rule, f"{name}: {message}", row=row, column="place", value=part,
                                   action=_("platsen är utelämnad")))  # fmt: skip
    return "|".join(dict.fromkeys(found)), notes


def read_activities(
    path: Path, *, measures: pd.DataFrame, places: pd.DataFrame | None = None, file: str = ""
) -> tables.Read:
    """Return a log of activities (``ACTIVITIES``).

    Parameters
    ----------
    measures
        ``measure`` and ``title``: a row may name its measure by either.
    places
        The frame of ``read_places``; with it, places are matched to ids and unknown ones left out with a finding.
    file
        How findings name the file; its own name unless given.

    Raises
    ------
    SourceError
        If the file cannot be read.
    """
    known = {normal(word): name for column in ("title", "measure")
             for name, word in zip(measures["measure"], measures[column], strict=True)}  # fmt: skip
    file = file or path.name
    table, cells = opened(path, _ACTIVITY, file=file, required=("measure", "date"))
    cells = cells.assign(measure=[known.get(normal(word), word) for word in cells["measure"]])
    notes = unread(table, _ACTIVITY)
    kept: dict[str, dict[str, Any]] = {}
    for entry in entries(cells):
        row = int(entry["row"])
        name = entry["activity"] or f"{path.stem}_{row}"
        problem = _activity_problem(entry, name, set(known.values()), set(kept))
        if problem is not None:
            rule, column, message = problem
            notes.append(table.spot.quarantine(rule, message, row=row, column=column, value=entry[column]))
            continue
        amount, told = _figure(entry["amount"], table.spot, name, "amount", low=0)
        place, more = _located(entry["place"], places, table.spot, name, row)
        notes += [note | {"row": row} for note in told] + more
        kept[name] = entry | {"activity": name, "date": day(entry["date"]), "amount": amount, "place": place}
    frame = tables.ACTIVITIES.check(pd.DataFrame(list(kept.values()), columns=tables.ACTIVITIES.names))
    source = provenance(path, file=file, kind="promises", read=table.read, accepted=len(frame))
    return tables.Read(frame, table.told(notes), source)


def _activity_problem(
    entry: dict[str, Any], name: str, known: set[str], taken: set[str]
) -> tuple[str, str, str] | None:
    if name in taken:
        return "dubbelt_id", "activity", _("Aktiviteten finns redan.")
    if entry["measure"] not in known:
        return "okand_atgard", "measure", _("Åtgärden finns inte bland löftenas åtgärder. Rätta dess id.")
    if day(entry["date"]) is None:
        return "inget_datum", "date", why_no_date(entry["date"]) if entry["date"] else _("Datum saknas.")
    return None
