"""One row of an actor's form to one row of ``MAPPING``: its words read, doubtful ones told and never guessed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from medlofte.analysis.read.common import Notes, Spot
from medlofte.analysis.read.forms import HEADINGS, OFFERED
from medlofte.analysis.read.naming import match_place, turned_down, unmatched
from medlofte.analysis.read.sender import closest
from medlofte.analysis.written import whole
from medlofte.codebook import Codebook, normal
from medlofte.language import _

_WORDS = {
    "frequency": {"sällan": "sallan", "varje dag": "mycket_ofta", "dagligen": "mycket_ofta", "varje vecka": "ofta",
                  "varje månad": "ibland", "ibland": "ibland", "ofta": "ofta", "mycket ofta": "mycket_ofta",
                  "vet ej": "vet_ej", "vet inte": "vet_ej", "": "vet_ej"},
    "trend": {"ökar": "okar", "ökar något": "okar", "ökat något": "okar", "minskat något": "minskar",
              "minskar något": "minskar", "oförändrad nivå": "oforandrat", "samma": "oforandrat",
              "som förut": "oforandrat",
              "oförandrat": "oforandrat", "oförändrat": "oforandrat", "oförändrad": "oforandrat",
              "ökat": "okar", "har ökat": "okar", "ökande": "okar", "minskat": "minskar", "har minskat": "minskar",
              "minskande": "minskar", "minskar": "minskar", "vet ej": "vet_ej", "vet inte": "vet_ej", "": "vet_ej"},
    "secrecy": {"öppen": "oppen", "oppen": "oppen", "öppet": "oppen", "intern": "intern", "internt": "intern",
                "sekretess": "sekretess"},
}  # fmt: skip
_EVERYWHERE = ("hela kommunen", "kommunen", "överallt", "i hela kommunen", "hemmet", "i hemmet", "-")
# What an unreadable word becomes; secrecy becomes the strictest, so that a slip of the pen never publishes anything.
_FALLBACK = {"frequency": "vet_ej", "trend": "vet_ej", "secrecy": "sekretess"}


@dataclass(frozen=True)
class Vocabulary:
    """What the words of a form may mean: the codebook, and the place list of ``read_places``."""

    codebook: Codebook
    places: pd.DataFrame

    @cached_property
    def topics(self) -> dict[str, str]:
        """Return normalised problem → topic; a form may also name the topic itself."""
        listed = self.codebook.topics
        names = {normal(word): topic.id for topic in listed for word in (topic.id, topic.label)}
        return names | {normal(word): topic.id for topic in listed for word in topic.problems}

    @cached_property
    def problems(self) -> list[str]:
        """Return every problem as the form offers it."""
        return [word for topic in self.codebook.topics for word in (*topic.problems, topic.label)]


def report(entry: dict[str, Any], *, spot: Spot, words: Vocabulary) -> tuple[dict[str, Any] | None, Notes]:
    """Return one row of ``MAPPING`` without file and actor (None when it stands in quarantine), and its findings.

    Parameters
    ----------
    entry
        The form's cells by column name, and ``row``.
    """
    row = int(entry["row"])
    topic = words.topics.get(normal(entry["problem"]))
    if topic is None:
        message = _("Raden saknar problem. Välj ett i formuläret, eller töm raden.")
        if entry["problem"]:
            likely = closest(entry["problem"], words.problems)
            guess = _(" Menas «{likely}»?").format(likely=likely) if likely else ""
            message = _(
                "Problemet hör inte till något ämne.{guess} Skriv det under ett ämnes problems i topics.yaml."
            ).format(guess=guess)
        return None, [spot.quarantine("okant_problem", message, row=row, column="Problem", value=entry["problem"])]
    place, notes = _place(entry["place"], words.places, spot, row)
    found = {**entry, "topic": topic, "place": place}
    for name in _WORDS:
        found[name], more = _word(name, entry[name], spot, row)
        notes += more
    for name in ("consequences", "confidence"):
        found[name], more = _grade(name, entry[name], spot, row)
        notes += more
    return found, notes


def _place(text: str, places: pd.DataFrame, spot: Spot, row: int) -> tuple[str, Notes]:
    place = match_place(text, places)
    if place or not text or normal(text) in _EVERYWHERE or normal(text) in turned_down(places):
        return place, []
    rule, message = unmatched(text, places)
    return "", [spot.note(rule, message, row=row, column="Plats", value=text, action=_("raden är kvar utan plats"))]


def _word(name: str, text: str, spot: Spot, row: int) -> tuple[str, Notes]:
    found = _WORDS[name].get(normal(text))
    if found is not None:
        return found, []
    fallback = _FALLBACK[name]
    likely = closest(text, OFFERED[name]) if text else ""
    guess = _(" Menas «{likely}»?").format(likely=likely) if likely else ""
    note = spot.note("okant_ord",
                     _("Svaret ska vara {words}.{guess}").format(words=", ".join(OFFERED[name]), guess=guess), row=row,
                     column=HEADINGS[name].split(" (")[0], value=text,
                     action=_("satt till «{word}»").format(word=fallback.replace("_", " ")))  # fmt: skip
    return fallback, [note]


def _grade(name: str, text: str, spot: Spot, row: int) -> tuple[int | None, Notes]:
    grade = whole(text)
    if grade is not None and 1 <= grade <= 5:
        return grade, []
    if not text:
        return None, []
    note = spot.note("utanfor_skalan", _("Svaret ska vara ett heltal från 1 till 5."), row=row,
                     column=HEADINGS[name].split(" (")[0], value=text, action=_("satt till tomt"))  # fmt: skip
    return None, [note]
