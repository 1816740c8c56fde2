"""The words that may stand in the store, and how they are shown to people."""

from __future__ import annotations

from medlofte.criteria import SCALES

PARTICIPANTS = ("polis", "kommun", "annan")
ANSWERS = tuple(dict.fromkeys(answer for scale in SCALES.values() for answer in scale))
DECISIONS = ("fokus", "bortprioriterat", "senare")
KINDS = ("bedomning", "prickar", "rangordning")
ROUND_STATES = ("oppen", "stangd")
MEETING_STATES = ("ej_startad", "pagar", "paus", "slut")
STATES = ("utkast", "overenskommet", "undertecknat", "pagar", "redovisat", "struken")
# What holds: the parties have agreed on it, whatever has come of it since.
DECIDED = ("overenskommet", "undertecknat", "pagar", "redovisat")
EARLIER_STATES = {"beslutad": "overenskommet"}  # the word of older databases: agreed on, not yet signed
BRANCHES = ("offer", "garningsperson", "plats", "handelse")
MEASURE_KINDS = ("situationell", "social")
TERMS = ("kort", "lang")
STATUSES = ("ej_paborjat", "pagar", "uppfyllt", "delvis_uppfyllt", "ej_uppfyllt", "gar_inte_att_bedoma")

LABELS = {
    "polis": "Polis",
    "kommun": "Kommun",
    "annan": "Annan",
    "alla": "Alla",
    "facilitator": "Mötesledare",
    "skarm": "Skärm",
    "ja": "Ja",
    "delvis": "Delvis",
    "nej": "Nej",
    "vet_ej": "Vet ej",
    **{grade: grade for grade in SCALES["1_4"][:-1]},
    "fokus": "Fokusområde",
    "bortprioriterat": "Bortprioriterat",
    "senare": "Tas upp senare",
    "utkast": "Utkast",
    "beslutad": "Beslutad",
    "struken": "Struken",
    "bedomning": "Bedömning",
    "prickar": "Prickar",
    "rangordning": "Rangordning",
    "oppen": "Öppen",
    "stangd": "Stängd",
    "ej_startad": "ej startad",
    "paus": "paus",
    "slut": "slut",
    "overenskommet": "Överenskommet",
    "undertecknat": "Undertecknat",
    "redovisat": "Redovisat",
    "offer": "Den som drabbas",
    "garningsperson": "Den som gör det",
    "plats": "Objekt och plats",
    "handelse": "Led i händelsekedjan",
    "situationell": "Situationell",
    "social": "Social",
    "kort": "Kort sikt",
    "lang": "Lång sikt",
    "gemensamt": "Gemensamt",
    "ej_paborjat": "ej påbörjat",
    "pagar": "pågår",
    "uppfyllt": "uppfyllt",
    "delvis_uppfyllt": "delvis uppfyllt",
    "ej_uppfyllt": "ej uppfyllt",
    "gar_inte_att_bedoma": "går inte att bedöma",
}

# A promise's states as they stand by themselves; ``pagar`` is also a status, and written small there.
STATE_LABELS = {state: LABELS[state] for state in STATES} | {"pagar": "Pågår", "struken": "Struket"}
