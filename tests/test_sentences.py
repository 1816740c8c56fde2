"""An edition's sentences are told anew in the reader's language, and in Swedish they are what the edition holds."""

import re
from pathlib import Path

import pytest

from medlofte import language, sentences
from medlofte.edition import Edition
from medlofte.edition.retold import TABLES, retold

DEMO = Path(__file__).parents[1] / "data" / "editions" / "stromstad-2017"
TOPIC = {"actors": 2, "actors_asked": 11, "share": 0.4, "low": 0.35, "high": 0.45, "status": "visad",
         "compared_with": "4 jämförbara kommuner", "register_period": "2016", "indicators": ""}  # fmt: skip


@pytest.fixture(scope="module")
def edition() -> Edition:
    return Edition.open(DEMO)


def test_told_in_swedish_they_are_what_the_edition_holds(edition: Edition) -> None:
    stored = {name: edition.table(name) for name in TABLES}
    assert (stored["divergences"]["statement"] != "").sum() >= 10
    told = retold(*stored.values(), edition=edition)
    for name, frame in told.items():
        assert frame.equals(stored[name])
    assert sentences.method(edition.about) == edition.about["method"]


def test_a_reader_of_english_is_told_the_same_in_english(edition: Edition) -> None:
    stored = edition.table("divergences")
    with language.speaking("en"):
        told = edition.table("divergences")
        assert edition.table("situation")["missing"].str.contains("No register covers the topic.").any()
    assert ((told["statement"] != "") == (stored["statement"] != "")).all()
    own = "|".join(sorted(map(re.escape, edition.table("choices")["label"]), key=len, reverse=True))
    said = " ".join(told["statement"]) + " ".join(told["method"])
    assert not re.findall(r"\b(?:ämnet|registren|och|aktörer|svar|invånare|Riket)\b", re.sub(own, "", said))
    assert "28% against 11% (70 and 300 answers)" in said
    assert edition.table("divergences").equals(stored), "Swedish again"


@pytest.mark.parametrize("kind", ["betoning", "register_tid", "register_niva", "rapporter_tid", "niva", "namnd"])
def test_every_kind_has_its_english(kind: str, edition: Edition) -> None:
    labels = sentences.Labels({}, frozenset())
    reports = edition.table("reports")
    for first, second in ((2.0, 9.0), (9.0, 2.0)):
        row = {"kind": kind, "topic": "a", "first": first, "second": second, "n_first": 11}
        with language.speaking("en"):
            assert not re.search("[åäöÅÄÖ«»]", labels.told(row, TOPIC, reports=reports))


def test_a_stored_text_keeps_its_values_in_english() -> None:
    note = "Svarsalternativen ändrades mellan 2015 och 2016 (bra, ok); åren jämförs inte."
    with language.speaking("en"):
        said = sentences.anew(note, sentences.OPTIONS_CHANGED, sentences.CHANGED)
        assert said == "The options changed between 2015 and 2016 (bra, ok); the years are not compared."
        assert sentences.anew("Något annat", sentences.CHANGED) == "Något annat"


def test_actors_against_the_registers_in_english() -> None:
    row = {"first": 2.0, "second": 9.0}
    with language.speaking("en"):
        assert sentences.direction(row, told=(1, 1)).startswith("The only actor who has judged")
        assert sentences.direction(row, told=(5, 8)) == (
            "5 of 8 actors who have judged the development say that it grows, but the registers show fewer: "
            "2 in the latest year against 9.0 a year on average before."
        )
