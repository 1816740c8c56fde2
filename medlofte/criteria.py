"""The criteria that problems are weighed by: Brå's table, one shaped like MoRiLE, and a plain 4 × 4 matrix.

Every criterion is put so that the highest answer speaks for working on the problem.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from medlofte.language import N_

UNSURE = "vet_ej"
SCALES = {"ja_nej": ("ja", "delvis", "nej", UNSURE), "1_4": ("1", "2", "3", "4", UNSURE)}


class Criterion(BaseModel):
    """One column of the board: a question that is answered for each problem.

    ``short`` heads its column; ``scale`` says how it is answered (ja/delvis/nej or 1–4, and vet ej); ``ends`` tells
    what 1 and 4 mean; ``evidence`` names the rule that suggests an answer.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    label: str
    short: str = ""
    scale: Literal["ja_nej", "1_4"] = "ja_nej"
    ends: str = ""
    evidence: Literal["", "residents", "trend", "comparison", "places", "actors", "consequences", "register"] = ""


def answers(criterion: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the answers of a criterion as an edition holds it; older editions name no scale."""
    return SCALES[criterion.get("scale", "ja_nej")]


def _yes(name: str, label: str, short: str, evidence: Any = "") -> Criterion:
    return Criterion(id=name, label=label, short=short, evidence=evidence)


def _graded(name: str, label: str, short: str, ends: str, evidence: Any = "") -> Criterion:
    return Criterion(id=name, label=label, short=short, ends=ends, evidence=evidence, scale="1_4")


# Brå, "Prioritera mellan problemen" (Samverkan i lokalt brottsförebyggande arbete): the handbook's own table.
BRA = (
    _yes("vanligt", N_("Är problemet vanligt?"), N_("Vanligt"), "residents"),
    _yes("okar", N_("Ökar problemet?"), N_("Ökar"), "trend"),
    _yes("avviker", N_("Avviker det från jämförbara områden?"), N_("Avviker"), "comparison"),
    _yes("platser", N_("Kan det avgränsas till platser?"), N_("Platser"), "places"),
    _yes("personer", N_("Drabbas vissa personer särskilt?"), N_("Personer")),
    _yes("signalbrott", N_("Är det ett signalbrott?"), N_("Signalbrott")),
    _yes("manga", N_("Påverkar det många?"), N_("Många"), "actors"),
    _yes("konsekvenser", N_("Är konsekvenserna stora?"), N_("Följder"), "consequences"),
    _yes("paverka", N_("Kan vi påverka det?"), N_("Påverkbart")),
    _yes("resurser", N_("Räcker resurserna?"), N_("Resurser")),
)
# After Management of Risk in Law Enforcement: harm, likelihood and confidence are multiplied there; the organisation's
# position stands beside. Here capacity is put the way Brå puts it: what we can manage speaks for a promise.
MORILE = (
    _graded(
        "skada",
        N_("Hur stor är skadan för dem som drabbas?"),
        N_("Skada"),
        N_("1 liten, 4 mycket stor"),
        "consequences",
    ),
    _graded(
        "sannolikhet",
        N_("Hur sannolikt är det att det händer igen i år?"),
        N_("Sannolikhet"),
        N_("1 osannolikt, 4 säkert"),
    ),
    _graded("sakerhet", N_("Hur säkra är vi på underlaget?"), N_("Säkerhet"), N_("1 gissning, 4 flera säkra källor")),
    _graded("formaga", N_("Hur väl räcker vår förmåga att göra något?"), N_("Förmåga"), N_("1 inte alls, 4 helt")),
)
MATRIX = (
    _graded(
        "sannolikhet",
        N_("Hur sannolikt är det att det händer igen i år?"),
        N_("Sannolikhet"),
        N_("1 osannolikt, 4 säkert"),
    ),
    _graded(
        "paverkan",
        N_("Hur stor blir påverkan på tryggheten?"),
        N_("Påverkan"),
        N_("1 liten, 4 mycket stor"),
        "consequences",
    ),
)
SETS: dict[str, tuple[Criterion, ...]] = {"bra": BRA, "morile": MORILE, "4x4": MATRIX}
