"""What the papers look like, measured: text stays in its box, tables keep their heads, pages say what they are."""

from __future__ import annotations

import itertools
from datetime import date

import docx
import pikepdf
import pytest
import python_calamine
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm
from PIL import ImageFont
from pptx import Presentation
from pptx.util import Pt

from medlofte.export import catalogue, excel, fitting, paper, pdf, reports, slides
from medlofte.export.blocks import Bullets, Facts, Grid, Heading, Report, Text, are_figures
from medlofte.export.catalogue import Source
from medlofte.workshop.store import Store
from tests.sample import sample_edition

LONG = (
    "Alla i gruppen ser att det här problemet återkommer på samma platser varje vecka, och att flera kan påverka. " * 4
)
KINDS = list(reports.KINDS)


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    edition = sample_edition(tmp_path_factory.mktemp("edition") / "e")
    with Store.open(tmp_path_factory.mktemp("store") / "w.sqlite") as opened:
        opened.settings.set_case_number("KS 2017/12", by="Anna")
        for number, problem in enumerate(("narkotika", "inbrott", "belysning", "hastighet")):
            decision = ("fokus", "bortprioriterat", "senare")[number % 3]
            opened.decide(problem, decision=decision, reason=LONG, by="Anna", who="Kommunpolis och samordnare")
        long = {
            "title": "Ett löfte med en rubrik som är så lång att den aldrig får plats på en enda rad " * 2,
            "text": LONG * 3,
        }
        opened.plan.save("promise", "lang", content=long, by="Anna")
        for number in range(12):
            cause = {"problem": "inbrott", "branch": "plats", "text": LONG, "reference": f"s. {number}"}
            opened.plan.save("cause", f"c{number}", content=cause, by="Anna")
        yield Source(edition, opened)


@pytest.fixture(scope="module")
def deck(source, tmp_path_factory):
    folder = tmp_path_factory.mktemp("bilder")
    return Presentation(str(slides.write(source.edition, folder, store=source.store)))


@pytest.fixture(scope="module")
def words(source, tmp_path_factory):
    folder = tmp_path_factory.mktemp("word")
    return {kind: docx.Document(str(reports.write_word(kind, edition=source.edition, content=source.content,
                                                       folder=folder))) for kind in KINDS}  # fmt: skip


def needed(frame, *, width):
    """Return how high the text of a frame stands, in points, set in a real typeface."""
    high = 0.0
    for paragraph in frame.paragraphs:
        sizes = [run.font.size / Pt(1) for run in paragraph.runs] or [13]
        font, number, used = ImageFont.load_default(sizes[0]), 1, 0.0
        for word in "".join(run.text for run in paragraph.runs).split():
            long = font.getlength(f"{word} ")
            number, used = (number + 1, long) if used and used + long > width else (number, used + long)
        high += number * sizes[0] * 1.2 + (paragraph.space_after or 0) / Pt(1)
    return high


# Slides


def test_no_text_on_a_slide_falls_out_of_its_box(deck):
    for number, slide in enumerate(deck.slides, 1):
        for shape in slide.shapes:
            if shape.has_text_frame and not shape.is_placeholder:
                assert needed(shape.text_frame, width=shape.width / Pt(1) - 14.4) <= shape.height / Pt(1), (
                    number,
                    shape.name,
                )
            if shape == slide.shapes.title:
                assert needed(shape.text_frame, width=shape.width / Pt(1) - 14.4) <= shape.height / Pt(1), number


def test_no_row_of_a_slides_table_is_higher_than_it_was_given(deck):
    tables = [shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table]
    assert len(tables) >= 4
    for table in tables:
        for row in table.rows:
            for cell, column in zip(row.cells, table.columns, strict=True):
                assert needed(cell.text_frame, width=column.width / Pt(1) - 14.4) + 7.2 <= row.height / Pt(1) + 0.1


def test_nothing_on_a_slide_lies_over_something_else(deck):
    for number, slide in enumerate(deck.slides, 1):
        boxes = [(shape.left, shape.top, shape.left + shape.width, shape.top + shape.height) for shape in slide.shapes]
        for one, other in itertools.combinations(boxes, 2):
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1], number
        assert all(left >= 0 and top >= 0 and right <= deck.slide_width and bottom <= deck.slide_height
                   for left, top, right, bottom in boxes), number  # fmt: skip


def test_every_slide_says_whose_it_is_of_what_day_and_its_number(deck):
    for number, slide in enumerate(deck.slides, 1):
        said = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        assert any("Exempelrunda 2017. Strömstad, " in text and "Diarienummer KS 2017/12" in text for text in said)
        field = slide._element.find(f".//{{{'http://schemas.openxmlformats.org/drawingml/2006/main'}}}fld")
        assert field.get("type") == "slidenum"
        assert said[-1] == str(number), "read last"


def test_a_long_table_goes_on_over_slides_that_are_about_as_full(deck):
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert "Beslut (1 av 2)" in titles or "Beslut" in titles
    assert fitting.packed([20.0] * 12, room=200) == [6, 6]
    assert fitting.packed([20.0] * 10, room=200) == [10]
    assert fitting.packed([300.0, 20.0], room=200) == [1, 1]


def test_no_word_of_a_slides_table_is_divided(deck):
    for table in (shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table):
        for row in table.rows:
            for cell, column in zip(row.cells, table.columns, strict=True):
                [run] = [run for paragraph in cell.text_frame.paragraphs for run in paragraph.runs]
                longest = max(map(ImageFont.load_default(run.font.size / Pt(1)).getlength, run.text.split() or [""]))
                assert longest <= column.width / Pt(1) - 14.4, run.text


def test_the_estimate_of_a_texts_width_is_no_less_than_a_real_typefaces():
    for text in (
        LONG,
        "Fortkörning och hastighet valdes av flest: 46 % av 480 svarande",
        "Trafikmiljö, gång- och cykelvägar",
    ):
        assert fitting.width(text, size=14) >= ImageFont.load_default(14).getlength(text)


# Word


@pytest.mark.parametrize("kind", KINDS)
def test_headings_go_down_one_step_at_a_time(words, kind):
    levels = [int(p.style.name[-1]) for p in words[kind].paragraphs if p.style.name.startswith("Heading")]
    assert levels
    assert all(after <= before + 1 for before, after in itertools.pairwise([0, *levels]))


@pytest.mark.parametrize("kind", KINDS)
def test_word_says_day_case_number_and_page(words, kind):
    document = words[kind]
    text = [p.text for p in document.paragraphs]
    assert any(line.startswith("Strömstad, ") and line.endswith(". Diarienummer KS 2017/12") for line in text)
    footer = document.sections[0].footer._element
    codes = [code.text.strip() for code in footer.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]
    assert "Sida" not in "".join(footer.itertext()), "the foot is the same in both languages"


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_in_word_keeps_its_caption_its_head_and_its_rows(words, kind):
    document = words[kind]
    for table in document.tables:
        caption = docx.text.paragraph.Paragraph(table._tbl.getprevious(), document)
        assert caption.style.name == "Caption"
        assert caption.paragraph_format.keep_with_next
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        section = document.sections[0]
        wide = sum(column.width for column in table.columns)
        assert wide <= section.page_width - section.left_margin - section.right_margin + Cm(0.01), "in whole twips"
    assert not any(p.text == "" and not p.runs and p._p.getprevious() is not None
                   and p._p.getprevious().tag == qn("w:tbl") for p in document.paragraphs)  # fmt: skip


def test_figures_stand_to_the_right_and_words_to_the_left(words):
    table = next(table for table in words["situation"].tables if table.rows[0].cells[2].text == "Svarande")
    for row in table.rows:
        assert [cell.paragraphs[0].alignment for cell in row.cells][:3] == [
            None, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.RIGHT]  # fmt: skip
    assert are_figures(["48\u00a0% (43–53)", "1\u00a0181", "..", "−3,5", ""])
    assert are_figures(["2 av 11"])
    assert are_figures(["..", ""])
    assert not are_figures(["–", ""])
    assert not are_figures(["2016", "maj 2016"])


def test_what_a_promise_lacks_is_one_line(source):
    made = reports.report("promises", edition=source.edition, content=source.content)
    facts = [dict(block.pairs) for block in made.blocks if isinstance(block, Facts)]
    assert any("mått" in promise.get("Inte angivet", "") for promise in facts)
    assert all(value for promise in facts for value in promise.values())


# PDF


def pages_of(element, pages):
    """Return the numbers of the pages that an element of a PDF's structure stands on."""
    found = {pages.index(element.Pg.objgen)} if "/Pg" in element else set()
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary):
            found |= pages_of(kid, pages)
    return found


def test_a_caption_is_never_left_behind_on_the_page_before_its_table(tmp_path):
    grid = Grid("Rubrik till tabellen", ("Ämne", "Antal"), tuple((f"Rad {n}", str(n)) for n in range(4)))
    for number in range(38, 60):
        blocks = (Bullets(tuple(f"rad {n}" for n in range(number))), grid)
        file = tmp_path / "prov.pdf"
        file.write_bytes(pdf.report(Report("Prov", "x", "", "Strömstad", "2026-11-29", blocks)))
        with pikepdf.open(file) as made:
            pages = [page.objgen for page in made.pages]
            tags = [entry for entry in made.objects if isinstance(entry, pikepdf.Dictionary)
                    and entry.get("/Type") == "/StructElem"]  # fmt: skip
            [caption] = [entry for entry in tags if entry.S == "/Caption"]
            first = min(min(pages_of(entry, pages)) for entry in tags if entry.S == "/TH")
            assert pages_of(caption, pages) == {first}, number


def test_a_ballot_is_numbered_by_itself_and_only_when_it_goes_on(source, tmp_path):
    report = {"title": "Röstsedlar", "subtitle": "x", "banner": "", "author": "Strömstad", "created": "2026-11-29",
              "day": "29 november 2026"}  # fmt: skip
    few, many = ({"kind": "rangordning", "number": "", "title": "x", "criteria": [], "dots": 0,
                  "problems": [f"Problem {n}" for n in range(number)]} for number in (5, 60))  # fmt: skip
    file = tmp_path / "prov.pdf"
    sizes = {}
    for name, pages in (("few", [few, few]), ("many", [few, many])):
        file.write_bytes(pdf.compiled("ballots.typ", {"report": report | {"pages": pages}}, created="2026-11-29"))
        with pikepdf.open(file) as made:
            sizes[name] = len(made.pages)
    assert sizes["few"] == 2
    assert sizes["many"] > 3


def test_a_pdf_names_the_day_and_the_case_number(source):
    made = reports.report("minutes", edition=source.edition, content=source.content, today=date(2026, 11, 29))
    assert made.issued == "Strömstad, 29 november 2026. Diarienummer KS 2017/12"
    assert Report("T", "", "", "Strömstad", "2026-11-29", (Text("x"),)).issued == "Strömstad, 29 november 2026"


# Excel


def test_excel_shows_names_and_not_codes(source, tmp_path):
    book = python_calamine.CalamineWorkbook.from_path(excel.write(source.edition, tmp_path, store=source.store))

    def column(sheet, heading):
        rows = book.get_sheet_by_name(sheet).to_python()
        return [row[rows[3].index(heading)] for row in rows[4:]]

    assert "Gemensamt" in column("Löften", "Vem lovar") or "Kommun" in column("Löften", "Vem lovar")
    assert not any("|" in text or "_" in text for text in column("Löften", "Ämnen"))
    assert set(column("Åtgärder", "Löfte")) <= set(column("Löften", "Löfte"))
    assert set(column("Aktiviteter", "Åtgärd")) <= set(column("Åtgärder", "Åtgärd"))


# All of them


def test_every_paper_of_the_edition_is_still_made(source, tmp_path):
    made = catalogue.make(source, [item for item in catalogue.CATALOGUE if not item.public], to=tmp_path)
    assert all(file.stat().st_size > 1000 for file in made)
    assert paper.sheets(source.edition, source.content)
    assert any(
        isinstance(block, Heading)
        for block in reports.report("plan", edition=source.edition, content=source.content).blocks
    )
