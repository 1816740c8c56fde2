"""The words that may stand in the store, and how they are shown to people."""

from __future__ import annotations

PARTICIPANTS = ("polis", "kommun", "annan")
ANSWERS = ("ja", "delvis", "nej", "vet_ej")
DECISIONS = ("fokus", "bortprioriterat", "senare")
STATES = ("utkast", "beslutad", "struken")
KINDS = ("bedomning", "prickar", "rangordning")
ROUND_STATES = ("oppen", "stangd")
MEETING_STATES = ("ej_startad", "pagar", "paus", "slut")
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
    "gemensamt": "Gemensamt",
    "ej_paborjat": "ej påbörjat",
    "pagar": "pågår",
    "uppfyllt": "uppfyllt",
    "delvis_uppfyllt": "delvis uppfyllt",
    "ej_uppfyllt": "ej uppfyllt",
    "gar_inte_att_bedoma": "går inte att bedöma",
}
