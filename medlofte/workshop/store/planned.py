"""What may be written into the plan: causes, measures, assessments and outcomes, each field checked."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from medlofte.errors import StoreError
from medlofte.language import _
from medlofte.tables import MEASURE_KINDS, PROMISERS
from medlofte.workshop.store import values
from medlofte.workshop.words import BRANCHES, STATUSES, TERMS

LONGEST = 2000
Fields = Mapping[str, Any]


def cause(content: Fields) -> str:
    """Return a cause as JSON: problem, branch, text, order, topic and reference (its evidence)."""
    values.identifier(content.get("problem", ""), "problem")
    values.one_of(str(content.get("branch")), BRANCHES, "gren")
    _needed(content, "text", _("Skriv orsaken eller händelsen."))
    if content.get("order") not in (None, ""):
        values.amount(content["order"])
    return written(content)


def measure(content: Fields) -> str:
    """Return a measure as JSON: title, causes (ids), promise (id or ''), kind, term, owner, resources, planned, unit.

    ``problem`` is a topic's id; without ``planned`` no number has been set.
    """
    _needed(content, "title", _("Skriv vad som ska göras."))
    values.one_of(content.get("kind") or MEASURE_KINDS[0], MEASURE_KINDS, _("typ av åtgärd"))
    values.one_of(content.get("term") or TERMS[0], TERMS, "sikt")
    if content.get("planned") not in (None, ""):
        values.amount(content["planned"])
    return written(content)


def promise(content: Fields) -> str:
    """Return a promise as JSON, its figures, date and promiser as ``tables.PROMISES`` can hold them."""
    for name in ("baseline", "target"):
        if content.get(name) not in (None, ""):
            values.amount(content[name])
    if content.get("deadline"):
        values.day(content["deadline"])
    if content.get("promisers"):
        values.one_of(content["promisers"], PROMISERS, _("vem som lovar"))
    return written(content, _("Löftets innehåll"))


def assessment(content: Fields) -> str:
    """Return a status that a person has set as JSON: status, name, date, reason, and what was suggested."""
    values.one_of(str(content.get("status")), STATUSES, "status")
    _needed(content, "name", _("Skriv vilken funktion som bedömer."))
    _needed(content, "reason", _("Skriv varför: det ska gå att förstå nästa år."))
    values.day(content.get("date", ""))
    return written(content)


def outcome(content: Fields) -> str:
    """Return an indicator's measured value as JSON: value, date, source, name and note."""
    try:
        value = float(content["value"])
    except (KeyError, TypeError, ValueError) as error:
        raise StoreError(_("Utfallet ska vara ett tal."), value=content.get("value")) from error
    if not math.isfinite(value):
        raise StoreError(_("Utfallet ska vara ett tal."), value=value)
    _needed(content, "source", _("Skriv var siffran kommer ifrån."))
    values.day(content.get("date", ""))
    return written(content)


CHECKS: dict[str, Callable[[Fields], str]] = {
    "cause": cause, "measure": measure, "promise": promise, "assessment": assessment, "outcome": outcome,
}  # fmt: skip


def written(content: Fields, what: str = "") -> str:
    """Return fields as JSON; a text that nobody could have meant is refused. ``what`` names them in the error."""
    for name, value in content.items():
        if isinstance(value, str) and len(value) > LONGEST:
            raise StoreError(
                _("Texten får vara högst {longest} tecken.").format(longest=LONGEST),
                column=name,
                advice=_("Korta den."),
            )
    return values.as_json(content, what or _("Innehållet"))


def _needed(content: Fields, name: str, advice: str) -> None:
    if not str(content.get(name) or "").strip():
        raise StoreError(_("Ett fält som behövs är tomt."), advice=advice)
