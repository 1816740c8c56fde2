"""Where a published number comes from: files, rows, weighting, method, codebook and program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from medlofte import style
from medlofte.language import N_, Words, _

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
_METHODS = Words(
    {
        "estimates": N_(
            "Vägd andel av dem som svarat på frågan; intervallet är Wilsons på det effektiva antalet svar."
        ),
        "changes": N_(
            "Skillnad mellan två års visade andelar; q är prövat för många jämförelser (Benjamini–Hochberg)."
        ),
        "ranks": N_("Ämnenas ordning, prövad genom att dra om urvalet många gånger."),
        "composition": N_("Ovägt antal svarande i varje grupp, jämfört med befolkningen."),
        "accounting": N_("Antal svar på varje fråga, och varför de andra saknas."),
        "mentions": N_("Fritextsvar kodade med kodbokens mönster och människors beslut; bara antal."),
        "coverage": N_("Hur mycket av fritexten som är kodad och granskad."),
        "reports": N_("Aktörernas kartläggning, utan fritext."),
        "registers": N_("Uppgifterna som de står i registret."),
        "situation": N_("Invånare, aktörer och register sida vid sida; bilderna vägs inte ihop."),
        "places": N_("Antal personer och aktörer som nämner platsen i text."),
        "cells": N_("Antal personer som pekat ut en plats i rutan; en person räknas en gång per ruta."),
        "clusters": N_("Cirklar där fler pekat ut en plats än väntat (Kulldorff 1997); hela kartan prövad på en gång."),
        "hours": N_("Antal rapporter och händelser med känd veckodag och timme."),
        "incidents": N_(
            "Antal av personalens lägesrapporter; små tal är skyddade tillsammans med dem de skulle följa av."
        ),
        "measured": N_("Värden som källan redovisar dem, med källans egen skala och nivå."),
        "quotes": N_("Maskerade citat ur fritextsvar, godkända av två personer."),
        "walks": N_("Rutter och protokoll från trygghetsvandringar."),
        "observations": N_("Vandringarnas protokoll, utan det som är sekretess."),
    }
)


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
        """Return heading and text of each part, for a page to show."""
        files = [
            _("{file} (SHA-256 {sha256}…, {accepted} {accepted|rad|rader} av {read})").format(
                file=row["file"],
                sha256=row["sha256"][:12],
                accepted=style.number(row["accepted"]),
                read=style.number(row["read"]),
            )
            for row in self.sources.to_dict("records")
        ]
        used = "" if self.rows is None else _("{n} svar").format(n=style.number(self.rows))
        found = [
            (_("Källor"), "; ".join(files)),
            (_("Svar som använts"), used),
            (_("Vägning"), self.weighting),
            (_("Metod"), self.method),
            (_("Kodbok"), self.codebook),
            (_("Program"), self.software),
            (
                _("Utgåva"),
                _("nr {number}, {created}, profil {profile}").format(
                    number=self.number, created=self.created, profile=self.profile
                ),
            ),
        ]
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
    weighted = _("Raking till befolkningens fördelning efter {rake}.").format(rake=rake) if rake else _("Ingen raking.")
    return Provenance(
        table=table,
        sources=files.reset_index(drop=True),
        rows=int(rows.iloc[0]) if len(rows) else None,
        weighting=weighted if "population" in kinds else "",
        method=_METHODS.get(table, ""),
        codebook=_("version {version}, SHA-256 {sha256}").format(
            version=about.get("codebook_version", ""), sha256=about.get("codebook_sha256", "")
        ),
        software=str(about.get("software", "")),
        created=str(about.get("created", "")),
        profile=str(about.get("profile", "")),
        number=number,
    )
