"""What makes a promise possible to follow up, told as one writes.

The checks are what Brå asks of a cooperation agreement ("avgränsade och mätbara mål; hur uppföljning; vilken period",
bra.se, Teckna samverkansöverenskommelse) and of promises (bra.se, Formulera medborgarlöften), and plain words
(``plain``). They advise and never stop anyone: a weak promise may still be the right one to give.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from medlofte import style
from medlofte.language import N_, _, translated
from medlofte.workshop.promises import wording
from medlofte.workshop.promises.plain import hard

SHOWN = 3


@dataclass(frozen=True)
class Check:
    """One thing that makes a promise possible to follow up.

    Parameters
    ----------
    id
        verb, number, baseline, deadline, owner, place, topic, indicator or plain; and measure where measures are known.
    ok
        Whether the promise has it.
    explanation, suggestion
        Swedish: what was found or is lacking; what to write instead (empty when it is there).
    """

    id: str
    ok: bool
    explanation: str
    suggestion: str


def quality(promise: Mapping[Any, Any], *, places: Mapping[str, str] | None = None) -> list[Check]:
    """Return the checks of one promise.

    Parameters
    ----------
    promise
        Fields as in ``tables.PROMISES``; those lacking count as empty. ``text`` is read too, so that a draft that only
        has a text can be checked. With ``measures`` (a list, of ids) the tie to a measure is checked as well.
    places
        Place → its name; a place that the text names is taken as said.
    """
    fields = {str(name): value for name, value in dict(promise).items()}
    text = _text(fields, "text")
    found = {
        "verb": wording.action(text),
        "number": wording.amount(text) or _figure(fields, "target"),
        "baseline": _figure(fields, "baseline") or wording.baseline(text),
        "deadline": _text(fields, "deadline") or wording.deadline(text),
        "owner": _text(fields, "owner"),
        "place": _named(_text(fields, "places"), places) or wording.place(text, places=(places or {}).values()),
        "topic": _text(fields, "topics") and " ",
        "indicator": _text(fields, "indicator"),
    }
    if "measures" in fields:
        found["measure"] = _text(fields, "measures") and " "
    return [_check(name, said) for name, said in found.items()] + [_plain(text)]


def _check(name: str, said: str) -> Check:
    there, lacking, advice = translated(_SAID[name])
    if not said:
        return Check(name, False, lacking, advice)
    told = f": «{said}»." if said.strip() else "."
    return Check(name, True, there + told, "")


def _plain(text: str) -> Check:
    if not text:
        return Check(
            "plain", False, _("Det finns ingen text ännu."), _("Skriv löftet som om du sade det till en granne.")
        )
    found = hard(text)
    if not found:
        return Check("plain", True, _("Orden är lätta att förstå."), "")
    advice = "; ".join(one.advice for one in found[:SHOWN])
    more = _(" ({found} till)").format(found=len(found) - SHOWN) if len(found) > SHOWN else ""
    return Check("plain", False, _("Texten är svår att läsa."), f"{advice[0].upper()}{advice[1:]}{more}.")


_SAID = {
    "number": (N_("Löftet säger hur mycket"), N_("Löftet säger inte hur mycket."),
               N_("Skriv ett antal, till exempel «minst fyra trygghetsvandringar».")),
    "baseline": (N_("Det finns ett utgångsläge att jämföra med"), N_("Det finns inget utgångsläge att jämföra med."),
                 N_("Skriv hur det är i dag, till exempel hur många kontroller som gjordes förra året.")),
    "deadline": (N_("Det framgår när"), N_("Det framgår inte när löftet ska vara uppfyllt."),
                 N_("Skriv ett datum, till exempel «senast den 31 oktober», eller hur ofta.")),
    "owner": (N_("En ansvarig funktion är utsedd"), N_("Ingen ansvarig funktion är utsedd."),
              N_("Skriv vilken funktion hos polisen eller kommunen som svarar för löftet.")),
    "place": (N_("Det framgår var"), N_("Löftet säger inte var."),
              N_("Välj de platser som löftet gäller, eller skriv att det gäller hela kommunen.")),
    "topic": (N_("Löftet hör ihop med ett prioriterat problem"), N_("Löftet är inte knutet till något ämne."),
              N_("Välj det eller de ämnen i lägesbilden som löftet svarar på.")),
    "measure": (N_("Löftet vilar på en åtgärd"), N_("Löftet vilar inte på någon åtgärd mot en orsak."),
                N_("Knyt en åtgärd till löftet, och åtgärden till den orsak den ska påverka.")),
    "verb": (N_("Löftet säger vad som ska göras"), N_("Orden går att tolka på många sätt."),
             N_("Skriv vad någon kommer att se er göra: kontrollera, patrullera, byta lampor, besöka.")),
    "indicator": (N_("Det finns ett mått för uppföljningen"), N_("Det finns inget mått för uppföljningen."),
                  N_("Skriv vad som ska räknas, till exempel antal genomförda kontroller.")),
}  # fmt: skip


def _named(ids: str, places: Mapping[str, str] | None) -> str:
    return ", ".join((places or {}).get(name, name) for name in ids.split("|") if name)


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    if isinstance(value, Iterable) and not isinstance(value, str):
        return "|".join(map(str, value))
    return "" if value is None or (isinstance(value, float) and math.isnan(value)) else str(value).strip()


def _figure(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    return "" if value in (None, "") or bool(pd.isna(value)) else style.exact(float(str(value)))
