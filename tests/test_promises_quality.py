"""The quality check: on the real promises of 2017, and on texts whose answers were set before the rules were tuned."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from medlofte.workshop.promises import quality
from medlofte.workshop.promises.plain import LONGEST_SENTENCE, hard

TEXTS = Path(__file__).parent / "promises" / "texts.csv"
LETTERS = {"v": "verb", "n": "number", "b": "baseline", "d": "deadline", "p": "place", "w": "plain"}
PLACES = {name: name for name in ("Stadsparken", "Torget", "Resecentrum", "Norra hamnen", "Skee", "Skee skola",
                                  "Kebal", "Svinesund", "Strömstad gymnasium", "Vingåker",
                                  "Tennisparken")}  # fmt: skip
# Polisen.se, Medborgarlöften i Strömstad, 2017.
STROMSTAD = (
    "Polisen ska utifrån lokal problem- och lägesbild genomföra riktade insatser mot narkotika. Kommunen bedriver "
    "ett löpande förebyggande ANDT arbete.",
    "Polisen ska HotSpot-patrullera platser som utifrån lokal problem- och lägesbild upplevs som otrygga samt "
    "förebygga våld i offentlig miljö. Kommunen bistår löpande med information om otrygga platser och områden. Kommun "
    "och polis genomför gemensamt minst en trygghetsvandring under 2017.",
    "Polis ska genomföra kontroller av störande eller olaglig trafik samt allmänt trafikbeteende med fokus på de "
    "platser i kommunen som i medborgardialogerna särskilt utpekats som otrygga ur trafiksäkerhetssynpunkt.",
)


def checks(promise):
    return {check.id: check.ok for check in quality(promise)}


def test_of_the_promises_of_2017_one_has_a_number_and_none_a_baseline_or_deadline():
    found = [checks({"text": text}) for text in STROMSTAD]
    assert [f["number"] for f in found] == [False, True, False]
    assert [f["baseline"] for f in found] == [False, False, False]
    assert [f["deadline"] for f in found] == [False, False, False]
    assert [f["verb"] for f in found] == [False, True, True]


def test_a_whole_promise_passes_every_check():
    promise = {
        "text": "Polisen gör minst 40 hastighetskontroller vid skolorna, jämfört med 25 förra året.",
        "topics": "trafik",
        "places": "skee_skola", "indicator": "Antal kontroller", "baseline": 25, "target": 40,
        "deadline": "2018-12-31", "owner": "Kommunpolis",
    }  # fmt: skip
    assert all(checks(promise).values())
    assert all(check.explanation.endswith(".") and not check.suggestion for check in quality(promise))


def test_an_empty_draft_fails_every_check_with_advice_and_no_error():
    for empty in ({}, {"text": None, "target": float("nan"), "topics": []}, pd.Series({"text": "", "baseline": None})):
        assert not any(checks(empty).values())
        assert all(check.suggestion.endswith(".") for check in quality(empty))


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("minst 8 nya grannsamverkansområden", True),
        ("två båtsamverkansområden", True),
        ("1 200 besök", True),
        ("minska med 10 %", True),
        ("halvera antalet", True),
        ("under 2017", False),
        ("längs E6 och väg 176", False),
        ("fram till den 15 november", False),
        ("ett löpande arbete", False),
        ("gemensamt och trefaldigt", False),
    ],
)
def test_what_counts_as_a_number(text, has):
    assert checks({"text": text})["number"] is has


def test_a_tie_to_a_measure_is_checked_where_measures_are_known():
    assert "measure" not in checks({"text": "Vi lovar."})
    assert checks({"text": "Vi lovar.", "measures": []})["measure"] is False
    assert checks({"text": "Vi lovar.", "measures": ["lampor"]})["measure"] is True


def test_what_was_found_is_quoted_and_places_go_by_name():
    found = {c.id: c for c in quality({"text": "Polisen går minst tio gånger i Stadsparken."}, places=PLACES)}
    assert found["place"].explanation == "Det framgår var: «Stadsparken»."
    assert found["number"].explanation == "Löftet säger hur mycket: «tio»."
    assert {c.id: c for c in quality({"places": "skee"}, places={"skee": "Skee"})}["place"].explanation.endswith(
        "«Skee».")  # fmt: skip


def test_hard_words_come_with_what_to_write_instead():
    [word] = hard("Kommunen ska tillse att lamporna lyser.")
    assert word.advice == "skriv «se till» i stället för «tillse»"
    [sentence] = hard(f"Vi {'går ' * LONGEST_SENTENCE}hem. Vi vilar.")
    assert sentence.advice == f"dela meningen som börjar «Vi går går går …» ({LONGEST_SENTENCE + 2} ord)"
    assert hard("Vi byter 40 lampor. I dag är 55 trasiga.") == []


def _measured(part: str) -> dict[str, tuple[int, int, int]]:
    """Return check → (rightly found, wrongly found, missed) on one part of the table."""
    rows = [row for row in csv.DictReader(TEXTS.open(encoding="utf-8"), delimiter=";") if row["part"] == part]
    assert len(rows) == {"tune": 28, "held": 28, "real": 26}[part]
    found = [{c.id: c.ok for c in quality({"text": row["text"]}, places=PLACES)} for row in rows]
    counts = {}
    for letter, name in LETTERS.items():
        pairs = [(letter in row["has"], one[name]) for row, one in zip(rows, found, strict=True)]
        counts[name] = tuple(pairs.count(pair) for pair in ((True, True), (False, True), (True, False)))
    return counts


# (rightly found, wrongly found, missed). Before anything was tuned recall on ``held`` was 0.39, 0.93, 0.25 and 0.38
# for verb, number, baseline and deadline. Tuned on ``tune``, precision and recall on ``held`` were 0.85 and 0.94 for
# the verb, 0.93 and 1 for the number, 1 and 0.96 for plain words, 1 and 1 for the rest: but those texts have one
# author, who also wrote the rules. On ``real``, by others, the first trial gave 0.69 and 0.79 for the verb, 1 and
# 0.50 for the number (2 of 4), 0.75 recall for the place, none of the one deadline, 0.90 and 0.90 for plain words.
# The worst of that was mended, so what stands below for ``real`` is no trial any longer: expect the first trial's
# figures of new texts.
MEASURED = {
    "tune": {"verb": (19, 0, 0), "number": (15, 0, 0), "baseline": (5, 0, 0), "deadline": (11, 0, 0),
             "place": (12, 0, 0), "plain": (25, 0, 0)},
    "held": {"verb": (17, 2, 1), "number": (14, 1, 0), "baseline": (4, 0, 0), "deadline": (9, 0, 0),
             "place": (10, 0, 0), "plain": (24, 0, 1)},
    "real": {"verb": (14, 1, 0), "number": (4, 0, 0), "baseline": (0, 0, 0), "deadline": (0, 0, 1),
             "place": (3, 0, 1), "plain": (19, 2, 2)},
}  # fmt: skip


@pytest.mark.parametrize("part", MEASURED)
def test_how_often_the_check_is_right(part):
    assert _measured(part) == MEASURED[part]
