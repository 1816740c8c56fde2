"""Promises that can be followed up: what makes a promise good, and what came of it. Pure functions.

The checks are what Brå asks of a cooperation agreement ("avgränsade och mätbara mål; hur uppföljning; vilken period",
bra.se, Teckna samverkansöverenskommelse) and of promises (bra.se, Formulera medborgarlöften). They advise and never
stop anyone: a weak promise may still be the right one to give.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from medlofte import tables
from medlofte.style import date as long_date
from medlofte.style import number

_COLUMNS = ["promise", "measure", "title", "owner", "planned", "done", "unit", "latest", "status", "reason"]
# Digits that count something: no year, no day of a month, no road or motorway (E6, väg 176).
_MONTHS = "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
_DIGITS = re.compile(rf"(?<![\w-])(?<!väg )(?!(?:19|20)\d\d(?!\d))\d+(?:[ \u00a0]?\d{{3}})*(?:,\d+)?(?![\w-])"
                     rf"(?!\s+(?:{_MONTHS}))", re.IGNORECASE)  # fmt: skip
_NUMBER_WORDS = re.compile(
    r"\b(?:minst|högst|totalt|ytterligare) (?:en|ett)\b"
    r"|\b(?:två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|femton|tjugo|trettio|femtio|hundra)\b"
    r"|\b(?:halvera|fördubbla|dubbelt|hälften)\w*\b", re.IGNORECASE)  # fmt: skip
_BASELINE = re.compile(r"\b(?:jämfört med|utgångsläge|baslinje|nuläge)\w*|\bfrån (?:\d|i dag)", re.IGNORECASE)
_DEADLINE = re.compile(r"\b(?:senast|före|fram till|till och med|varje (?:vecka|månad|kvartal))\b"
                       r"|\b(?:19|20)\d\d-\d\d-\d\d\b", re.IGNORECASE)  # fmt: skip
# "Genomföra riktade insatser" can be done in any way and by any amount; "genomföra kontroller" cannot.
_VAGUE_OBJECT = r"(?:\w+ ){0,2}?(?:insats|åtgärd|arbete)\w*"
_CONCRETE = re.compile(
    rf"\b(?:genomför|utför|gör)\w* (?!{_VAGUE_OBJECT}\b)"
    r"|\w*(?:patruller|kontroller|besök|anordn|utbild|install|mont|byt|bygg|måla|klipp|städ|röj|mät|belys|inrätt|"
    r"öppna|informer|svar|ring|vandr)(?:a|ar|er|ra|rar|t|s)?\b", re.IGNORECASE)  # fmt: skip


@dataclass(frozen=True)
class Check:
    """One thing that makes a promise possible to follow up.

    Parameters
    ----------
    id
        number, baseline, deadline, owner, place, topic, verb or indicator.
    ok
        Whether the promise has it.
    explanation, suggestion
        Swedish: what was found or is lacking; what to write instead (empty when it is there).
    """

    id: str
    ok: bool
    explanation: str
    suggestion: str


def quality(promise: Mapping[Any, Any]) -> list[Check]:
    """Return the eight checks of one promise.

    Parameters
    ----------
    promise
        Fields as in ``tables.PROMISES``; those lacking count as empty. ``text`` is read too, so that a draft that only
        has a text can be checked.
    """
    fields = {str(name): value for name, value in dict(promise).items()}
    text = _text(fields, "text")
    found = {
        "number": _has_number(text) or _figure(fields, "target"),
        "baseline": _figure(fields, "baseline") or bool(_BASELINE.search(text)),
        "deadline": bool(_text(fields, "deadline")) or bool(_DEADLINE.search(text)),
        "owner": bool(_text(fields, "owner")),
        "place": bool(_text(fields, "places")),
        "topic": bool(_text(fields, "topics")),
        "verb": bool(_CONCRETE.search(text)),
        "indicator": bool(_text(fields, "indicator")),
    }
    return [Check(name, ok, _SAID[name][0 if ok else 1], "" if ok else _SAID[name][2]) for name, ok in found.items()]


_SAID = {
    "number": ("Löftet säger hur mycket.", "Löftet säger inte hur mycket.",
               "Skriv ett antal, till exempel «minst fyra trygghetsvandringar»."),
    "baseline": ("Det finns ett utgångsläge att jämföra med.", "Det finns inget utgångsläge att jämföra med.",
                 "Skriv hur det är i dag, till exempel hur många kontroller som gjordes förra året."),
    "deadline": ("Det framgår när löftet ska vara uppfyllt.", "Det framgår inte när löftet ska vara uppfyllt.",
                 "Skriv ett datum, till exempel «senast den 31 oktober»."),
    "owner": ("En ansvarig funktion är utsedd.", "Ingen ansvarig funktion är utsedd.",
              "Skriv vilken funktion hos polisen eller kommunen som svarar för löftet."),
    "place": ("Löftet gäller utpekade platser.", "Löftet säger inte var.",
              "Välj de platser som löftet gäller, eller skriv att det gäller hela kommunen."),
    "topic": ("Löftet hör ihop med ett prioriterat ämne.", "Löftet är inte knutet till något ämne.",
              "Välj det eller de ämnen i lägesbilden som löftet svarar på."),
    "verb": ("Löftet säger vad som ska göras.", "Orden går att tolka på många sätt.",
             "Skriv vad någon kommer att se er göra: kontrollera, patrullera, byta lampor, besöka."),
    "indicator": ("Det finns ett mått för uppföljningen.", "Det finns inget mått för uppföljningen.",
                  "Skriv vad som ska räknas, till exempel antal genomförda kontroller."),
}  # fmt: skip


def follow_up(
    promises: pd.DataFrame,
    measures: pd.DataFrame,
    activities: pd.DataFrame,
    *,
    today: date | None = None,
    end: str = "",
) -> pd.DataFrame:
    """Return what was planned and what was done, one row per measure.

    Parameters
    ----------
    promises, measures, activities
        As ``tables.PROMISES``, ``MEASURES`` and ``ACTIVITIES``; see ``merge`` for the workshop's own log.
    today
        The day of the follow-up; the current day when None.
    end
        The last day (ÅÅÅÅ-MM-DD) of promises that have no deadline of their own; empty when unknown.

    Returns
    -------
    DataFrame
        ``promise, measure, title, owner, planned`` (missing when no number was promised), ``done`` (the sum of the
        amounts), ``unit, latest`` (ÅÅÅÅ-MM-DD or empty), ``status`` (a suggestion: ej_paborjat, pagar, uppfyllt,
        delvis_uppfyllt, ej_uppfyllt or gar_inte_att_bedoma) and ``reason`` (Swedish), in the measures' order.
    """
    deadlines = dict(zip(promises["promise"], promises["deadline"], strict=True))
    known = activities.assign(amount=pd.to_numeric(activities["amount"]))
    rows = []
    for measure in measures.to_dict("records"):
        own = known[known["measure"] == measure["measure"]]
        last = deadlines.get(measure["promise"], "") or end
        over = bool(last) and (today or date.today()).isoformat() > last
        done = float(own["amount"].sum())
        status, reason = _status(measure["planned"], done, over=over, last=last)
        blank = int(own["amount"].isna().sum())
        reason += f" Aktiviteter utan antal, ej medräknade: {blank}." if blank else ""
        figures = {"done": done, "latest": own["date"].max() if len(own) else "", "status": status, "reason": reason}
        rows.append({str(name): value for name, value in measure.items()} | figures)
    return pd.DataFrame(rows, columns=_COLUMNS).astype({"planned": float, "done": float})


def merge(published: pd.DataFrame, logged: pd.DataFrame) -> pd.DataFrame:
    """Return the edition's activities and those logged in the workshop as one frame (``tables.ACTIVITIES``)."""
    frames = [frame[tables.ACTIVITIES.names] for frame in (published, logged) if len(frame)]
    if not frames:
        return tables.ACTIVITIES.empty()
    return tables.ACTIVITIES.check(pd.concat(frames).sort_values("date", kind="stable"))


def _status(planned: Any, done: float, *, over: bool, last: str) -> tuple[str, str]:
    until = f"{long_date(last)}" if last else ""
    if not done:
        late = f"Slutdatumet {until} har passerat, och ingen aktivitet är rapporterad."
        return ("ej_uppfyllt", late) if over else ("ej_paborjat", "Ingen aktivitet är rapporterad ännu.")
    if pd.isna(planned) or planned <= 0:
        return (
            "gar_inte_att_bedoma",
            f"Inget antal lovades, så det går inte att säga om {_count(done)} är tillräckligt.",
        )
    figures = f"Planerat {_count(float(planned))}, genomfört {_count(done)}"
    if done >= planned:
        return "uppfyllt", f"{figures}."
    if over:
        return "delvis_uppfyllt", f"{figures} när slutdatumet {until} hade passerat."
    when = f"slutdatumet är {until}" if last else "löftet saknar slutdatum"
    return "pagar", f"{figures}; {when}."


def _count(value: float) -> str:
    return number(value, 0 if float(value).is_integer() else 1)


def _has_number(text: str) -> bool:
    return bool(_DIGITS.search(text) or _NUMBER_WORDS.search(text))


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    if isinstance(value, (list, tuple)):
        return "|".join(map(str, value))
    return "" if value is None or (isinstance(value, float) and math.isnan(value)) else str(value).strip()


def _figure(fields: Mapping[str, Any], name: str) -> bool:
    value = fields.get(name)
    return value not in (None, "") and not bool(pd.isna(value))
