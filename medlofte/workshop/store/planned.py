"""What may be written into the plan: causes, measures, assessments and outcomes, each field checked."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import Any

from medlofte.errors import StoreError
from medlofte.language import _
from medlofte.workshop.store import values
from medlofte.workshop.words import BRANCHES, MEASURE_KINDS, STATUSES, TERMS

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
    text = values.promise(content)
    written(content)
    return text


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


def written(content: Fields) -> str:
    """Return fields as JSON; a text that nobody could have meant is refused."""
    for name, value in content.items():
        if isinstance(value, str) and len(value) > LONGEST:
            raise StoreError(
                _("Texten får vara högst {longest} tecken.").format(longest=LONGEST),
                column=name,
                advice=_("Korta den."),
            )
    try:
        return json.dumps(dict(content), ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise StoreError(_("Innehållet går inte att spara ({error}).").format(error=error)) from error


def _needed(content: Fields, name: str, advice: str) -> None:
    if not str(content.get(name) or "").strip():
        raise StoreError(_("Ett fält som behövs är tomt."), advice=advice)
