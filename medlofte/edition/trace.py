"""Where a published number comes from: files, rows, weighting, method, codebook and program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from medlofte import style

_SURVEY = ("survey", "population")
# Table → the kinds of source file that its figures are made of.
SOURCES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("estimates", "changes", "ranks", "composition"), _SURVEY),
    **dict.fromkeys(("accounting", "mentions", "coverage"), ("survey",)),
    "actors": ("mapping",),
    "reports": ("mapping",),
    "registers": ("register",),
    "situation": (*_SURVEY, "mapping", "register"),
    "places": ("places", "survey", "mapping"),
    "cells": ("points",),
    "clusters": ("points", "exposure"),
    **dict.fromkeys(("hours", "incidents", "measured"), ("register",)),
    "quotes": ("survey",),
    **dict.fromkeys(("walks", "observations"), ("walks",)),
    **dict.fromkeys(("promises", "measures", "activities"), ("promises",)),
}
_METHODS = {
    "estimates": "Vägd andel av dem som svarat på frågan; intervallet är Wilsons på det effektiva antalet svar.",
    "changes": "Skillnad mellan två års visade andelar; q är prövat för många jämförelser (Benjamini–Hochberg).",
    "ranks": "Ämnenas ordning, prövad genom att dra om urvalet många gånger.",
    "composition": "Ovägt antal svarande i varje grupp, jämfört med befolkningen.",
    "accounting": "Antal svar på varje fråga, och varför de andra saknas.",
    "mentions": "Fritextsvar kodade med kodbokens mönster och människors beslut; bara antal.",
    "coverage": "Hur mycket av fritexten som är kodad och granskad.",
    "reports": "Aktörernas kartläggning, utan fritext.",
    "registers": "Uppgifterna som de står i registret.",
    "situation": "Invånare, aktörer och register sida vid sida; bilderna vägs inte ihop.",
    "places": "Antal personer och aktörer som nämner platsen i text.",
    "cells": "Antal personer som pekat ut en plats i rutan; en person räknas en gång per ruta.",
    "clusters": "Cirklar där fler pekat ut en plats än väntat (Kulldorff 1997); hela kartan prövad på en gång.",
    "hours": "Antal rapporter och händelser med känd veckodag och timme.",
    "incidents": "Antal av personalens lägesrapporter; små tal är skyddade tillsammans med dem de skulle följa av.",
    "measured": "Värden som källan redovisar dem, med källans egen skala och nivå.",
    "quotes": "Maskerade citat ur fritextsvar, godkända av två personer.",
    "walks": "Rutter och protokoll från trygghetsvandringar.",
    "observations": "Vandringarnas protokoll, utan det som är sekretess.",
}


@dataclass(frozen=True)
class Provenance:
    """What one published table, or one question in it, rests on.

    ``sources`` has one row per file (file, kind, sha256, read, accepted, quarantined); ``rows`` is how many answers the
    figures rest on, or None; the rest are Swedish words and ids.
    """

    table: str
    sources: pd.DataFrame
    rows: int | None
    weighting: str
    method: str
    codebook: str
    software: str
    created: str
    profile: str
    number: int

    def lines(self) -> list[tuple[str, str]]:
        """Return heading and text of each part, in Swedish, for a page to show."""
        files = [f"{row['file']} (SHA-256 {row['sha256'][:12]}…, {style.number(row['accepted'])} rader av "
                 f"{style.number(row['read'])})" for row in self.sources.to_dict("records")]  # fmt: skip
        used = "" if self.rows is None else f"{style.number(self.rows)} svar"
        found = [("Källor", "; ".join(files)), ("Svar som använts", used), ("Vägning", self.weighting),
                 ("Metod", self.method), ("Kodbok", self.codebook), ("Program", self.software),
                 ("Utgåva", f"nr {self.number}, {self.created}, profil {self.profile}")]  # fmt: skip
        return [(heading, text) for heading, text in found if text]


def trace(
    table: str,
    *,
    about: dict[str, Any],
    provenance: pd.DataFrame,
    accounting: pd.DataFrame,
    number: int,
    question: str = "",
    year: int | None = None,
) -> Provenance:
    """Return what a table's figures rest on; with a question and a year, what those of that question do."""
    kinds = SOURCES.get(table, ())
    files = provenance[provenance["kind"].isin(kinds)]
    if year is not None:
        others = {entry["file"] for entry in about.get("surveys", ()) if entry["year"] != year}
        files = files[~files["file"].isin(others)]
    rows = accounting[(accounting["question"] == question) & (accounting["year"] == year)]["answered"].dropna()
    rake = ", ".join(about.get("rake", ()))
    weighted = f"Raking till befolkningens fördelning efter {rake}." if rake else "Ingen raking."
    return Provenance(
        table=table, sources=files.reset_index(drop=True), rows=int(rows.iloc[0]) if len(rows) else None,
        weighting=weighted if "population" in kinds else "", method=_METHODS.get(table, ""),
        codebook=f"version {about.get('codebook_version', '')}, SHA-256 {about.get('codebook_sha256', '')}",
        software=str(about.get("software", "")), created=str(about.get("created", "")),
        profile=str(about.get("profile", "")), number=number,
    )  # fmt: skip
