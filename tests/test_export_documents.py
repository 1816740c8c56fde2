"""The documents are opened with the reading side of their libraries and checked against the edition."""

from __future__ import annotations

import docx
import pandas as pd
import pytest
import python_calamine
from docx.oxml.ns import qn
from pptx import Presentation

from medlofte import style, tables
from medlofte.errors import ExportError
from medlofte.export import excel, slides, word
from medlofte.workshop.store import Store
from tests.sample import TOPICS, sample_edition

NASTY = '=HYPERLINK("x") & <b>få</b>'


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    return sample_edition(tmp_path_factory.mktemp("edition") / "e")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with Store.open(tmp_path_factory.mktemp("store") / "w.sqlite") as opened:
        for answer in ("ja", "delvis", "ja", "nej"):
            person = opened.join("polis").participant
            opened.rate(person, problem="narkotika", criterion="okar", answer="ja")
            opened.rate(person, problem="inbrott", criterion="okar", answer=answer)
        opened.decide("narkotika", decision="fokus", reason="Alla ser det.", by="Anna")
        opened.decide("inbrott", decision="bortprioriterat", reason=NASTY, by="Anna")
        opened.plan.save_promise("ny", content={"title": "Utkast till löfte", "text": NASTY}, by="Anna")
        ready = {"title": NASTY, "text": "Minst 10 kontroller.", "topics": ["hastighet"]}
        opened.plan.save_promise("klar", content=ready, by="Anna", state="beslutad")
        opened.plan.log_activity("vandringar", date="2017-11-01", amount=2, by="Anna", note=NASTY)
        yield opened


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("ut")


@pytest.mark.parametrize("document", [excel, word, slides])
def test_every_document_is_written_without_a_workshop_and_twice(edition, document, tmp_path):
    first = document.write(edition, tmp_path / "ny mapp")
    assert first.exists()
    assert document.write(edition, tmp_path / "ny mapp") == first
    assert len(list(first.parent.iterdir())) == 1
    (tmp_path / "fil").write_text("")
    with pytest.raises(ExportError):
        document.write(edition, tmp_path / "fil")


# Excel


def sheet(book, name):
    rows = book.get_sheet_by_name(name).to_python()
    return pd.DataFrame(rows[4:], columns=rows[3])


@pytest.fixture(scope="module")
def book(edition, store, folder):
    return python_calamine.CalamineWorkbook.from_path(excel.write(edition, folder, store=store))


def test_excel_holds_the_editions_figures(book, edition):
    frame = sheet(book, "Lägesbild")
    assert frame["Invånare, andel"].tolist() == [topic[4] for topic in TOPICS]
    assert frame["Ämne"].tolist() == [topic[1] for topic in TOPICS]
    survey, estimates = sheet(book, "Enkät"), edition.table("estimates")
    assert len(survey) == len(estimates)
    shown = pd.to_numeric(survey["Andel"])
    assert shown.sum() == pytest.approx(estimates["share"].sum(), abs=1e-9)
    hidden = survey[survey["Status"] == "skyddad"]
    assert len(hidden) == 9
    assert (hidden[["Andel", "Svarande", "Nedre gräns"]] == "").all(axis=None)
    assert set(survey["Grupp 1"]) >= {"Kvinna", "Centrum", ""}
    assert sheet(book, "Register")["Antal"].sum() == edition.table("registers")["count"].sum()


def test_excel_holds_the_workshop_and_text_stays_text(book):
    assert sheet(book, "Prioritering")[["Plats", "Problem", "Poäng, 0–1"]].to_numpy().tolist() == [
        [1, "Narkotika", 1.0], [2, "Inbrott", 0.625]]  # fmt: skip
    assert NASTY in sheet(book, "Beslut")["Motivering"].tolist()
    assert NASTY in sheet(book, "Aktiviteter")["Anteckning"].tolist()
    assert sheet(book, "Uppföljning")["Genomfört"].tolist() == [1, 3]


def test_excel_says_that_the_answers_are_invented(book):
    assert "Påhittade svar" in str(book.get_sheet_by_name("Läs mig").to_python())
    assert all("Påhittade svar" in str(book.get_sheet_by_name(name).to_python()[:3]) for name in book.sheet_names)


# Word


@pytest.fixture(scope="module")
def paper(edition, store, folder):
    return docx.Document(str(word.write(edition, folder, store=store)))


def _text(document):
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def test_word_holds_the_figures_and_decisions(paper):
    text = _text(paper)
    for topic in TOPICS:
        assert style.interval(topic[4], topic[4] - 0.04, topic[4] + 0.04) in text
    for said in ("Påhittade svar", "Självrekryterat urval", "500 godkända svar", "Fokusområde", "Bortprioriterat",
                 NASTY, "Utkast till löfte", "Planerat 1, genomfört 3.", "Kan förtydligas", "Topp 3"):  # fmt: skip
        assert said in text, said
    assert [row.cells[2].text for row in paper.tables[1].rows] == ["Poäng", "1,00", "0,63"]


def test_word_can_be_read_aloud(paper):
    assert paper.core_properties.language == "sv-SE"
    languages = {language.get(qn("w:val")) for language in paper.styles.element.iter(qn("w:lang"))}
    assert languages == {"sv-SE"}
    assert len(paper.tables) == 4
    for table in paper.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert table.rows[1]._tr.trPr.find(qn("w:tblHeader")) is None
    levels = [p.style.name for p in paper.paragraphs if p.style.name.startswith(("Heading", "Title"))]
    assert levels[0] == "Title"
    assert set(levels) == {"Title", "Heading 1", "Heading 2"}


# Slides


@pytest.fixture(scope="module")
def deck(edition, store, folder):
    return Presentation(str(slides.write(edition, folder, store=store)))


def test_the_slides_chart_is_native_and_holds_the_figures(deck):
    charts = [shape for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    assert len(charts) == 1
    plot = charts[0].chart.plots[0]
    assert list(plot.categories) == [topic[1] for topic in TOPICS]
    assert list(plot.series[0].values) == [topic[4] for topic in TOPICS]
    assert charts[0].chart.category_axis.reverse_order


def test_every_slide_has_a_title_notes_and_alternative_texts(deck):
    assert len(deck.slides) == 9
    for slide in deck.slides:
        assert slide.shapes.title.text_frame.text
        assert slide.notes_slide.notes_text_frame.text
        assert any(shape.has_text_frame and shape.text_frame.text == "Påhittade svar" for shape in slide.shapes)
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table:
                assert len(shape._element.nvGraphicFramePr.cNvPr.get("descr")) > 20
            if shape.has_text_frame:
                runs = [run for paragraph in shape.text_frame.paragraphs for run in paragraph.runs]
                assert all(run._r.rPr.get("lang") == "sv-SE" for run in runs)
            assert 0 <= shape.left <= shape.left + shape.width <= deck.slide_width


def test_the_slides_say_the_message(deck):
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert "Fortkörning och hastighet valdes av flest: 46\u00a0% av 480 svarande" in titles
    assert "Utkast till löfte (utkast)" in titles


def test_slides_without_residents_figures(tmp_path, edition):
    frames = {table.name: edition.table(table.name) for table in tables.EDITION}
    frames["situation"] = tables.SITUATION.empty()
    bare = type(edition)(edition.path, edition.manifest, frames)
    deck = Presentation(str(slides.write(bare, tmp_path)))
    assert not any(shape.has_chart for slide in deck.slides for shape in slide.shapes)
