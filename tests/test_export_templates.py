"""Templates of a kommun that are not as expected: the papers are made in them, or a finding says what to do."""

from __future__ import annotations

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm
from pptx import Presentation
from pptx.util import Cm as SlideCm

from medlofte.errors import ExportError
from medlofte.export import reports, slides
from medlofte.export.catalogue import Source
from medlofte.workshop.store import Store
from tests.sample import sample_edition

BOX = (
    f"<w:r {nsdecls('w')} xmlns:v='urn:schemas-microsoft-com:vml'><w:pict><v:shape style='width:200pt;height:90pt'>"
    "<v:textbox><w:txbxContent><w:p><w:r><w:t>{{ innehall }}</w:t></w:r></w:p></w:txbxContent></v:textbox>"
    "</v:shape></w:pict></w:r>"
)


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    with Store.open(tmp_path_factory.mktemp("store") / "w.sqlite") as opened:
        opened.decide("narkotika", decision="fokus", reason="Alla ser det.", by="Anna")
        yield Source(sample_edition(tmp_path_factory.mktemp("edition") / "e"), opened)


@pytest.fixture
def mallar(tmp_path):
    folder = tmp_path / "mallar"
    folder.mkdir()
    return folder


def word(source, mallar, template, kind="situation"):
    template.save(str(mallar / "mall.docx"))
    file = reports.write_word(
        kind, edition=source.edition, content=source.content, folder=mallar.parent, templates=mallar
    )
    return docx.Document(str(file))


def widths(document):
    return [sum(column.width for column in table.columns) for table in document.tables]


# Word


def test_a_strange_template_landscape_foreign_and_without_our_styles(source, mallar):
    strange = docx.Document()
    for style in [s for s in strange.styles if s.name not in ("Normal", "Default Paragraph Font", "Normal Table")]:
        style.element.getparent().remove(style.element)
    for language in strange.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "de-DE")
    section = strange.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21)
    header = section.header._element
    for paragraph in list(header):
        header.remove(paragraph)
    strange.add_paragraph("{{ innehall }}")
    made = word(source, mallar, strange)
    assert {p.style.name for p in made.paragraphs} >= {"Heading 1", "Heading 2", "Caption", "List Bullet"}
    assert all(p.text.startswith("•\t") for p in made.paragraphs if p.style.name == "List Bullet")
    room = section.page_width - section.left_margin - section.right_margin
    assert all(room - Cm(0.1) <= wide <= room for wide in widths(made)), "tables use the whole of a wide page"
    assert made.sections[0].header.paragraphs[0].text == "Påhittade svar · Internt underlag"
    assert {language.get(qn("w:val")) for language in made.styles.element.iter(qn("w:lang"))} == {"sv-SE"}


def test_tables_follow_the_section_and_the_columns_where_the_content_stands(source, mallar):
    template = docx.Document()
    template.add_paragraph("{{ innehall }}")
    first = template.sections[0]
    columns = first._sectPr.find(qn("w:cols"))
    columns.set(qn("w:num"), "2")
    columns.set(qn("w:space"), "720")
    last = template.add_section()
    last.orientation, last.page_width, last.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21)
    template.add_paragraph("Sist")
    made = word(source, mallar, template)
    room = (first.page_width - first.left_margin - first.right_margin - 720 * 635) / 2
    assert all(wide <= room for wide in widths(made))


def test_content_in_a_cell_is_no_wider_and_the_cell_still_ends_with_a_paragraph(source, mallar):
    template = docx.Document()
    table = template.add_table(rows=1, cols=2)
    table.rows[0].cells[1].paragraphs[0].text = "{{ innehall }}"
    made = word(source, mallar, template)
    cell = made.tables[0].rows[0].cells[1]
    assert cell._tc[-1].tag == qn("w:p")
    assert cell.tables
    assert all(sum(column.width for column in inner.columns) <= cell.width for inner in cell.tables)


def _in_header(template):
    template.sections[0].header.paragraphs[0].text = "{{ innehall }}"


def _twice(template):
    for _unused in range(2):
        template.add_paragraph("{{ innehall }}")


def _among_words(template):
    template.add_paragraph("Här: {{ innehall }}")


def _in_a_box(template):
    template.add_paragraph()._p.append(parse_xml(BOX))


@pytest.mark.parametrize("place", [_in_header, _twice, _among_words, _in_a_box])
def test_content_where_it_has_no_room_is_a_finding(source, mallar, place):
    template = docx.Document()
    place(template)
    with pytest.raises(ExportError, match=r"inte får plats.*på en egen rad"):
        word(source, mallar, template)
    assert not list(mallar.parent.glob("*.docx"))


def test_a_template_may_show_the_day_and_the_case_number(source, mallar):
    template = docx.Document()
    template.add_paragraph("{{ utgivet }} [{{ diarienummer }}]")
    template.add_paragraph("{{ innehall }}")
    made = word(source, mallar, template)
    assert made.paragraphs[0].text.startswith("Strömstad, ")
    assert made.paragraphs[0].text.endswith("[]")


# Slides


def deck(source, mallar, template):
    template.save(str(mallar / "mall.pptx"))
    return Presentation(str(slides.write(source.edition, mallar.parent, store=source.store, templates=mallar)))


def test_the_kommuns_colours_are_kept_and_its_foot_is_filled_in(source, mallar):
    made = deck(source, mallar, Presentation())
    for number, slide in enumerate(made.slides, 1):
        [run] = slide.shapes.title.text_frame.paragraphs[0].runs
        assert run.font.color.type is None, "the title has the template's colour"
        kinds = {holder.placeholder_format.type: holder.text_frame.text for holder in slide.placeholders}
        assert kinds[13] == str(number)
        assert "Exempelrunda 2017" in kinds[15]


def test_a_template_without_a_foot_gets_one_and_a_title_in_the_middle_is_moved_up(source, mallar):
    template = Presentation()
    kept = template.slide_layouts[0]
    for layout in [layout for layout in template.slide_layouts if layout != kept]:
        template.slide_layouts.remove(layout)
    for holder in [h for h in kept.placeholders if h.placeholder_format.type in (13, 15, 16)]:
        holder._element.getparent().remove(holder._element)
    made = deck(source, mallar, template)
    for number, slide in enumerate(made.slides, 1):
        title = slide.shapes.title
        below = [shape.top for shape in slide.shapes if shape.shape_id != title.shape_id]
        assert title.top + title.height <= min(below)
        said = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        assert said[-1] == str(number)
        assert all(shape.top + shape.height <= made.slide_height for shape in slide.shapes)


def test_a_small_square_template_is_not_overfilled(source, mallar):
    template = Presentation()
    template.slide_width, template.slide_height = SlideCm(19), SlideCm(14.25)
    made = deck(source, mallar, template)
    for slide in made.slides:
        for shape in slide.shapes:
            if not shape.is_placeholder:
                assert shape.top + shape.height <= made.slide_height
