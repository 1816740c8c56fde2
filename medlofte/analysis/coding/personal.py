"""Personal data in free text: numbers, addresses, plates and names, found by form and by lists.

A personal identity number counts without a valid check digit too: a mistyped one still points at somebody. What no
rule sees (a nickname that is a word, "grannen i nummer 12") is why a quote needs two people; see ``quotes``.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from medlofte.analysis.coding.addresses import addresses
from medlofte.analysis.coding.forms import by_form, numbered
from medlofte.analysis.coding.names import names
from medlofte.language import N_, Words

KINDS = Words({
    "personnummer": N_("personnummer"), "samordningsnummer": N_("samordningsnummer"), "telefon": N_("telefonnummer"),
    "epost": N_("e-postadress"), "konto_namn": N_("namn på ett konto"), "lank": N_("länk"), "konto": N_("lång siffra"),
    "arende": N_("ärendenummer"), "bilnummer": N_("registreringsnummer"), "adress": N_("gatuadress"),
    "datum": N_("datum"), "namn": N_("namn"), "plats": N_("koordinater"),
})  # fmt: skip


@dataclass(frozen=True)
class Span:
    """One piece of personal data: ``kind`` (see ``KINDS``) and where it stands in the composed text."""

    kind: str
    start: int
    end: int


def find(text: str, *, places: frozenset[str] = frozenset()) -> tuple[Span, ...]:
    """Return the personal data in a text, in order, none overlapping.

    Parameters
    ----------
    text
        The answer. Positions are those of its composed form (NFC).
    places
        Names of places in lower case that may be shown, beside the common ones.
    """
    text = unicodedata.normalize("NFC", text)
    found = list(by_form(text, places))
    if numbered(text):
        found += [("adress", *span) for span in addresses(text, places)]
    found += [("namn", *span) for span in names(text, places)]
    kept: list[Span] = []
    for kind, start, end in sorted(found, key=lambda one: (one[1], -one[2])):
        free = max(start, kept[-1].end) if kept else start
        if free < end:
            kept.append(Span(kind, free, end))
    return tuple(kept)


def count(texts: Iterable[str], *, places: frozenset[str] = frozenset()) -> dict[str, int]:
    """Return kind → the number of texts that hold such personal data; for the findings at import."""
    return dict(Counter(kind for text in texts for kind in {span.kind for span in find(text, places=places)}))
