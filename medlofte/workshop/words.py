"""The words that may stand in the store, and how they are shown to people."""

from __future__ import annotations

from medlofte import style
from medlofte.criteria import SCALES
from medlofte.language import N_, Words

PARTICIPANTS = ("polis", "kommun", "annan")
ANSWERS = tuple(dict.fromkeys(answer for scale in SCALES.values() for answer in scale))
DECISIONS = ("fokus", "bortprioriterat", "senare")
KINDS = ("bedomning", "prickar", "rangordning")
STATES = ("utkast", "overenskommet", "undertecknat", "pagar", "redovisat", "struken")
# What holds: the parties have agreed on it, whatever has come of it since.
DECIDED = ("overenskommet", "undertecknat", "pagar", "redovisat")
EARLIER_STATES = {"beslutad": "overenskommet"}  # the word of older databases: agreed on, not yet signed
BRANCHES = ("offer", "garningsperson", "plats", "handelse")
TERMS = ("kort", "lang")
STATUSES = ("ej_paborjat", "pagar", "uppfyllt", "delvis_uppfyllt", "ej_uppfyllt", "gar_inte_att_bedoma")

LABELS = Words(
    {
        "polis": N_("Polis"),
        "kommun": N_("Kommun"),
        "annan": N_("Annan"),
        "alla": N_("Alla"),
        "facilitator": N_("Mötesledare"),
        "skarm": N_("Skärm"),
        "ja": N_("Ja"),
        "delvis": N_("Delvis"),
        "nej": N_("Nej"),
        "vet_ej": N_("Vet ej"),
        **{grade: grade for grade in SCALES["1_4"][:-1]},
        "fokus": N_("Fokusområde"),
        "bortprioriterat": N_("Bortprioriterat"),
        "senare": N_("Tas upp senare"),
        "utkast": N_("Utkast"),
        "beslutad": N_("Beslutad"),
        "struken": N_("Struken"),
        "bedomning": N_("Bedömning"),
        "prickar": N_("Prickar"),
        "rangordning": N_("Rangordning"),
        "oppen": N_("Öppen"),
        "stangd": N_("Stängd"),
        "ej_startad": N_("ej startad"),
        "paus": N_("paus"),
        "slut": N_("slut"),
        "overenskommet": N_("Överenskommet"),
        "undertecknat": N_("Undertecknat"),
        "redovisat": N_("Redovisat"),
        "offer": N_("Den som drabbas"),
        "garningsperson": N_("Den som gör det"),
        "plats": N_("Objekt och plats"),
        "handelse": N_("Led i händelsekedjan"),
        "situationell": N_("Situationell"),
        "social": N_("Social"),
        "kort": N_("Kort sikt"),
        "lang": N_("Lång sikt"),
        "gemensamt": N_("Gemensamt"),
        "ej_paborjat": N_("ej påbörjat"),
        "pagar": N_("pågår"),
        "uppfyllt": N_("uppfyllt"),
        "delvis_uppfyllt": N_("delvis uppfyllt"),
        "ej_uppfyllt": N_("ej uppfyllt"),
        "gar_inte_att_bedoma": N_("går inte att bedöma"),
    }
)

# A promise's states as they stand by themselves; ``pagar`` is also a status, and written small there.
STATE_LABELS = Words({state: dict.__getitem__(LABELS, state) for state in STATES}) | {
    "pagar": N_("Pågår"),
    "struken": N_("Struket"),
}
# What whoever opens a round again, or takes back its closing, is told on both pages that can.
REOPENING = N_(
    "Alla har kunnat se resultatet. Öppnas omgången igen, eller ångras stängningen, kan den som röstar rätta sig efter "
    "det. Håll hellre en ny omgång. Att den öppnades igen står i minnesanteckningarna."
)


def signed(status: str) -> str:
    """Return a status as its sign and its word, which stand together wherever it is shown."""
    stored = dict.get(LABELS, status, status)
    return f"{style.STATUSES[stored][0]} {LABELS.get(status, status)}"


# How far what a safety walk has noted has come.
OBSERVED = Words(
    {"ny": N_("ny"), "planerad": N_("planerad"), "pagar": N_("pågår"), "klar": N_("klar"), "avford": N_("avförd")}
)
