"""The documents of words, the slides and the sheets: opened with real readers, with the nastiest texts in them."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from pathlib import Path

import docx
import pikepdf
import pytest
from docx.oxml.ns import qn
from pptx import Presentation

from medlofte import style, tables
from medlofte.cli import publishing
from medlofte.errors import ExportError
from medlofte.export import catalogue, paper, pdf, reports, slides, word
from medlofte.export.blocks import Bars, Grid, Report, Text, plain
from medlofte.export.catalogue import Source
from medlofte.export.content import answered, gather
from medlofte.export.templates import make, save
from medlofte.workshop.store import Store
from tests.sample import TOPICS, sample_edition

NASTY = '=HYPERLINK("x") & <b>få</b> {{ 7*7 }} {% if %} #emph[x] *y* $z$ \\u{0} 😀 \x07 åäö'
SEEN = NASTY.replace("\x07", "")
LONG = "ordlångt " * 556
DAY = date(2026, 11, 29)
KINDS = list(reports.KINDS)


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    return sample_edition(tmp_path_factory.mktemp("edition") / "e")


@pytest.fixture(scope="module")
def bare(edition):
    """Return an edition of empty tables."""
    frames = {table.name: table.empty() for table in tables.EDITION}
    return type(edition)(edition.path, edition.manifest, frames)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with Store.open(tmp_path_factory.mktemp("store") / "w.sqlite") as opened:
        opened.decide("narkotika", decision="senare", reason="Vi väntar.", by="Anna")
        opened.decide("narkotika", decision="fokus", reason="Alla ser det.", by="Anna")
        opened.decide("inbrott", decision="bortprioriterat", reason=NASTY, by="Anna")
        opened.decide("belysning", decision="fokus", reason=LONG, by="Anna")
        opened.answer("narkotika", criterion="vanligt", answer="ja", by="Anna")
        opened.plan.save("promise", "ny", content={"title": "Utkast till löfte", "text": NASTY}, by="Anna")
        opened.plan.log_activity("vandringar", date="2017-11-01", amount=2, by="Anna", note=NASTY)
        yield opened


@pytest.fixture(scope="module")
def source(edition, store):
    return Source(edition, store)


def _report(source, kind):
    return reports.report(kind, edition=source.edition, content=source.content, today=DAY)


def _word(source, kind, folder, templates=None):
    file = reports.write_word(kind, edition=source.edition, content=source.content, folder=folder, templates=templates)
    return docx.Document(str(file))


def _text(document):
    body = document.element.body
    return "\n".join("".join(node.text or "" for node in line.iter(qn("w:t"))) for line in body.iter(qn("w:p")))


# Word


@pytest.mark.parametrize("kind", KINDS)
def test_word_can_be_read_aloud(source, tmp_path, kind):
    document = _word(source, kind, tmp_path)
    about = document.core_properties
    assert (about.title, about.language) == (reports.KINDS[kind].title, "sv-SE")
    assert about.author == about.last_modified_by == "Strömstad", "the document is the kommun's, nobody's own"
    languages = {language.get(qn("w:val")) for language in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"sv-SE"}
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:tblHeader")) is None for row in table.rows[1:])
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
        assert all([cell.width for cell in row.cells] == [column.width for column in table.columns]
                   for row in table.rows[:3])  # fmt: skip
    pictures = list(document.element.body.iter(qn("wp:docPr")))
    assert all(len(picture.get("descr")) > 40 for picture in pictures)
    assert len(pictures) == (kind == "situation")
    levels = [p.style.name for p in document.paragraphs if p.style.name.startswith(("Heading", "Title"))]
    assert levels[0] == "Title"
    assert levels.count("Title") == 1
    assert levels[1:2] in ([], ["Heading 1"])
    headers = "".join(p.text for section in document.sections for p in section.header.paragraphs)
    assert headers == "Påhittade svar · Internt underlag"


def test_the_minutes_say_who_what_why_and_when(source, tmp_path):
    text = _text(_word(source, "minutes", tmp_path))
    for said in ("Fokusområden", "Alla ser det.", "Bortprioriterat, och varför", SEEN, LONG.strip(), "av Anna",
                 "Rättelser och ändrade beslut", "Vi väntar.", "Tas upp senare", "Underlag i utgåvan den",
                 "500 godkända svar", "Gruppens svar", "Underskrift"):  # fmt: skip
        assert said in text, said


def test_the_law_s_documents_hold_what_the_law_asks(source, tmp_path):
    plan = _text(_word(source, "plan", tmp_path))
    for said in ("2023:196", "Samordningsfunktion", "Trygghetsvandringar (antal vandringar)", "Mörka platser",
                 "Alla ser det.", "Planerat 1, genomfört 3."):  # fmt: skip
        assert said in plan, said
    agreement = _text(_word(source, "agreement", tmp_path))
    for said in ("Polisen och Strömstads kommun", "1 januari 2017 – 31 december 2017", "Inbrott", "Mått: Antal trygg",
                 "Chef för lokalpolisområdet", "Kommunstyrelsens ordförande"):  # fmt: skip
        assert said in agreement, said
    situation = _text(_word(source, "situation", tmp_path))
    for topic in TOPICS:
        assert style.interval(topic[4], topic[4] - 0.04, topic[4] + 0.04) in situation
    assert "Ämnet väljs oftare i gruppen «Kvinna» än i gruppen «Man»" in situation


def test_a_real_public_edition_s_documents_carry_no_warning(tmp_path):
    public = Source(sample_edition(tmp_path / "e", profile="public", demo=False))
    for kind in KINDS:
        document = _word(public, kind, tmp_path)
        said = _text(document) + "".join(p.text for s in document.sections for p in s.header.paragraphs)
        assert "Påhittade" not in said
        assert "Internt underlag" not in said
        assert not _report(public, kind).banner


def test_every_document_is_made_of_an_empty_edition(bare, tmp_path):
    empty = Source(bare)
    made = catalogue.make(empty, [item for item in catalogue.CATALOGUE if "." in item.name], to=tmp_path)
    assert len(made) == 13
    assert all(file.stat().st_size > 1000 for file in made)


# The kommun's own templates


def _template(folder, *lines, name="mall"):
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    folder.mkdir(exist_ok=True)
    document.save(str(folder / f"{name}.docx"))
    return folder


def test_a_template_s_fields_are_filled_and_the_content_stands_where_it_says(source, tmp_path):
    own = _template(tmp_path / "mallar", "Kommunens huvud {{ kommun }}", "{{ innehall }}", "Sist på sidan",
                    "{% for b in beslut %}[{{ b.motivering }}]{% endfor %}")  # fmt: skip
    document = _word(source, "minutes", tmp_path, templates=own)
    text = _text(document)
    assert text.index("Kommunens huvud Strömstad") < text.index("Fokusområden") < text.index("Sist på sidan")
    assert f"[{SEEN}]" in text
    assert "⟦" not in text


def test_a_document_may_have_a_template_of_its_own(source, tmp_path):
    own = _template(tmp_path / "mallar", "Bara protokoll", name="minnesanteckningar")
    assert "Bara protokoll" in _text(_word(source, "minutes", tmp_path, templates=own))
    assert "Fokusområden" in _text(_word(source, "minutes", tmp_path, templates=own)), "without a mark it comes last"
    assert "Bara protokoll" not in _text(_word(source, "plan", tmp_path, templates=own))


def test_a_template_without_our_styles_gets_them(source, tmp_path):
    own = _template(tmp_path / "mallar", "{{ innehall }}")
    document = docx.Document(str(own / "mall.docx"))
    for name in ("Heading 1", "Heading 2", "Caption", "List Bullet", "Table Grid"):
        document.styles[name].element.getparent().remove(document.styles[name].element)
    document.save(str(own / "mall.docx"))
    made = _word(source, "minutes", tmp_path, templates=own)
    assert "Heading 2" in {p.style.name for p in made.paragraphs}
    assert made.styles["Heading 2"].element.pPr.find(qn("w:outlineLvl")).get(qn("w:val")) == "1"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{{ titl }}", r"fält som inte finns.*titel, underrubrik"),
        ("{{ titel", r"går inte att tolka"),
        ("{{ ''.__class__.__mro__ }}", r"fält"),
    ],
)
def test_a_template_that_will_not_do_is_told_with_what_to_do(source, tmp_path, line, told):
    own = _template(tmp_path / "mallar", line)
    with pytest.raises(ExportError, match=told):
        _word(source, "minutes", tmp_path, templates=own)
    assert not list(tmp_path.glob("*.docx"))


def test_files_that_are_no_templates(source, tmp_path):
    own = tmp_path / "mallar"
    with pytest.raises(ExportError, match="--save-templates"):
        _word(source, "minutes", tmp_path, templates=own)
    own.mkdir()
    assert word.template("minutes", own).parent != own, "an empty folder means ours"
    for name in ("mall.docx", "mall.pptx"):
        (own / name).write_text("inget dokument")
    with pytest.raises(ExportError, match="Spara den i Word"):
        _word(source, "minutes", tmp_path, templates=own)
    with pytest.raises(ExportError, match="Spara den i PowerPoint"):
        slides.write(source.edition, tmp_path, templates=own)


def test_the_templates_that_ship_are_those_the_script_makes(tmp_path):
    make.make(tmp_path)
    for name in ("mall.docx", "mall.pptx"):
        new, shipped = (zipfile.ZipFile(folder / name) for folder in (tmp_path, make.FOLDER))
        assert new.namelist() == shipped.namelist()
        parts = [part for part in new.namelist() if not part.startswith("docProps/core")]
        assert [part for part in parts if new.read(part) != shipped.read(part)] == []


def test_our_templates_can_be_saved_and_are_not_written_over(tmp_path):
    assert {file.name for file in save.save(tmp_path / "mallar")} == {"mall.docx", "mall.pptx"}
    with pytest.raises(ExportError, match="skrivs inte över"):
        save.save(tmp_path / "mallar")


# PDF


def _opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def _is_accessible(document: pikepdf.Pdf, title: str) -> None:
    """Assert what PDF/UA-1 and PDF/A-2a ask for and a reader can find; no checker of the whole standard is at hand."""
    root = document.Root
    assert root.MarkInfo.Marked
    assert str(root.Lang) in ("sv", "sv-SE")
    assert root.ViewerPreferences.DisplayDocTitle
    assert "/StructTreeRoot" in root
    assert not [entry for entry in document.objects if isinstance(entry, pikepdf.Dictionary) and "/JS" in entry]
    with document.open_metadata() as about:
        assert title in about["dc:title"]
        assert about["pdfuaid:part"] == "1"
        assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("2", "A")
        assert str(about["dc:creator"]) == "['Strömstad']"


def _tags(document: pikepdf.Pdf) -> list[tuple[str, pikepdf.Dictionary]]:
    return [(str(entry.S), entry) for entry in document.objects
            if isinstance(entry, pikepdf.Dictionary) and entry.get("/Type") == "/StructElem"]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_pdf_is_tagged_for_screen_readers_and_archives(source, kind):
    document = _opened(pdf.report(_report(source, kind)))
    _is_accessible(document, reports.KINDS[kind].title)
    tags = _tags(document)
    names = {name for name, _ in tags}
    assert "/H1" in names or kind == "causes"
    if "/Table" in names:
        assert {"/TH", "/TD", "/TR", "/THead"} <= names
    figures = [entry for name, entry in tags if name == "/Figure"]
    assert all(len(str(figure.Alt)) > 40 for figure in figures)
    assert bool(figures) == (kind == "situation")
    for page in document.pages:
        for font in page.Resources.get("/Font", {}).values():
            descendant = font.DescendantFonts[0].FontDescriptor
            assert "/FontFile2" in descendant or "/FontFile3" in descendant


def test_what_people_typed_is_text_in_a_pdf_and_what_the_fonts_lack_is_a_box():
    texts = tuple(Text(text) for text in (NASTY, "#panic()", "= Rubrik", "// bort", LONG, "\u200b\ufeff", "漢字 😀"))
    report = Report("Prov", NASTY, "", "Strömstad", "2026-11-29", (*texts, Grid("T", ("A",), ((NASTY,),))))
    document = _opened(pdf.report(report))
    _is_accessible(document, "Prov")
    assert {name for name, _ in _tags(document)} & {"/H1", "/Strong", "/Em"} <= {"/Strong"}


def test_the_same_day_gives_the_same_pdf(source):
    assert pdf.report(_report(source, "minutes")) == pdf.report(_report(source, "minutes"))


def test_a_picture_of_a_chart_is_a_png():
    assert pdf.picture(Bars("T", (("Ett", 0.5, 0.4, 0.6, "50 %"),)))[:8] == b"\x89PNG\r\n\x1a\n"


def test_a_report_as_json_says_what_is_not_stated(source):
    blocks = plain(_report(source, "minutes"))["blocks"]
    facts = [pair for block in blocks if block["kind"] == "facts" for pair in block["pairs"]]
    assert ["Diarienummer", "ej angivet"] in facts
    assert all(sum(block["widths"]) == pytest.approx(1) for block in blocks if block["kind"] == "grid")


# On paper


def test_one_sheet_per_problem_and_one_page_each(source, tmp_path):
    file = paper.write("sheets", edition=source.edition, content=source.content, store=source.store, folder=tmp_path)
    document = pikepdf.open(file)
    _is_accessible(document, "Underlag per problem")
    pages = paper.sheets(source.edition, source.content)
    assert len(document.pages) == len(pages) == 5
    drugs = next(page for page in pages if page["label"] == "Narkotika")
    said = " ".join(line for box in drugs["boxes"] for line in box["lines"])
    for figure in ("38\u00a0% (34–42) av 480 svarande", "2 av 2 aktörer", "688 (553–846), 2016", "Stadsparken",
                   "Riket: 500 (säkerställd skillnad)", "3,5 av 5"):  # fmt: skip
        assert figure in said, figure
    assert [row[:2] for row in drugs["years"]["rows"]] == [["2014", 60], ["2015", 70], ["2016", 90]]


def test_ballots_without_a_round_are_one_of_each_kind(edition, tmp_path):
    content = gather(edition)
    made = paper.ballots(edition, content, None)
    assert [(ballot["kind"], ballot["number"]) for ballot in made] == [
        ("bedomning", ""), ("prickar", ""), ("rangordning", "")]  # fmt: skip
    assert len(made[0]["criteria"]) == 10
    document = pikepdf.open(paper.write("ballots", edition=edition, content=content, store=None, folder=tmp_path))
    _is_accessible(document, "Röstsedlar")
    assert len(document.pages) == 3


# Slides


@pytest.fixture(scope="module")
def deck(edition, store, tmp_path_factory):
    return Presentation(str(slides.write(edition, tmp_path_factory.mktemp("bilder"), store=store)))


def test_the_slides_charts_are_native_and_hold_the_figures(deck):
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    plot = charts[0].plots[0]
    assert list(plot.categories) == [topic[1] for topic in TOPICS]
    assert list(plot.series[0].values) == [topic[4] for topic in TOPICS]
    assert all(chart.category_axis.reverse_order for chart in charts)
    followed = next(chart for chart in charts if len(chart.plots[0].series) == 2)
    assert [list(series.values) for series in followed.plots[0].series] == [[1], [3]]


def test_a_chart_stands_between_what_is_measured_and_its_source(deck, edition):
    framed = [slide for slide in deck.slides if any(shape.has_chart for shape in slide.shapes)]
    said = [[shape.text_frame.text for shape in slide.shapes if shape.has_text_frame] for slide in framed]
    assert "Andel av dem som svarat" in said[0]
    assert answered(edition) in said[0]
    assert all(any("Källa" in text or text == answered(edition) for text in texts) for texts in said)


def test_a_chart_in_word_has_its_source_below_it(source, edition, tmp_path):
    assert answered(edition) in _text(_word(source, "situation", tmp_path)).split("\n")


def test_every_slide_has_a_title_notes_and_alternative_texts(deck):
    assert len(deck.slides) >= 9
    for slide in deck.slides:
        assert slide.shapes.title.text_frame.text
        assert slide.notes_slide.notes_text_frame.text.startswith("Påhittade svar")
        assert any(shape.has_text_frame and "Påhittade svar" in shape.text_frame.text for shape in slide.shapes)
        assert [
            holder for holder in slide.placeholders if not holder.has_text_frame or not holder.text_frame.text
        ] == []
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
    assert (deck.core_properties.author, deck.core_properties.language) == ("Strömstad", "sv-SE")


def test_the_kommun_s_slides_are_used_and_their_examples_left_out(edition, tmp_path):
    own = Presentation()
    own.slides.add_slide(own.slide_layouts[0]).shapes.title.text = "Exempelbild"
    (tmp_path / "mallar").mkdir()
    own.save(str(tmp_path / "mallar" / "mall.pptx"))
    made = Presentation(str(slides.write(edition, tmp_path, templates=tmp_path / "mallar")))
    assert made.slide_width == own.slide_width
    assert "Exempelbild" not in [slide.shapes.title.text_frame.text for slide in made.slides]


# The catalogue


def test_words_choose_documents():
    every = catalogue.chosen([], public=False)
    assert {item.name for item in every} == {item.name for item in catalogue.CATALOGUE if not item.public}
    assert [item.name for item in catalogue.chosen(["minutes,slides", "minutes.pdf"], public=False)] == [
        "minutes.docx", "minutes.pdf", "slides.pptx"]  # fmt: skip
    assert {Path(item.name).suffix for item in catalogue.chosen(["word"], public=False)} == {".docx"}
    with pytest.raises(ExportError, match=r"«minuter».*Välj bland situation"):
        catalogue.chosen(["minuter"], public=False)
    assert publishing.EXPORTS == catalogue.WORDS


def test_progress_is_told_and_everything_has_its_own_name(source, tmp_path):
    told = []
    items = catalogue.chosen(["word", "pdf", "paper"], public=False)
    made = catalogue.make(source, items, to=tmp_path, progress=lambda *step: told.append(step))
    assert [step[:2] for step in told] == [(number, len(items)) for number in range(len(items) + 1)]
    assert len({file.name for file in made}) == len(items)
    assert all(re.fullmatch(r"exempel-[a-z]+\.(docx|pdf)", file.name) for file in made)


# The workshop's rounds


@pytest.fixture
def voted(tmp_path):
    with Store.open(tmp_path / "v.sqlite") as opened:
        people = [opened.join(role).token for role in ("polis", "kommun", "annan")]
        chosen = ["narkotika", "inbrott", "hastighet"]
        dots = opened.voting.open("prickar", problems=chosen, dots=3, title="Första intrycket", by="A")
        for token, content in zip(
            people, ({"inbrott": 3}, {"inbrott": 1, "narkotika": 2}, {"narkotika": 1}), strict=True
        ):
            opened.voting.cast(token, dots, content=content)
        opened.voting.close(dots, by="A")
        order = opened.voting.open("rangordning", problems=chosen, by="A")
        for token in people:
            opened.voting.cast(token, order, content={"order": ["hastighet", "inbrott"]})
        opened.voting.close(order, by="A")
        few = opened.voting.open("rangordning", problems=chosen, by="A")
        opened.voting.cast(people[0], few, content={"order": ["narkotika"]})
        opened.voting.close(few, by="A")
        wrong = opened.decide("narkotika", decision="fokus", by="Anna")
        cell = {"criterion": "vanligt", "suggested": "ja", "sentence": "Plats 2 av 5.", "source": "Enkäten"}
        said = {"round": 2, "kind": "rangordning", "closed": "", "ballots": 3, "rank": 2, "n": 3, "top3": 0.92,
                "scores": {"alla": 0.5}}  # fmt: skip
        basis = {"edition": 1, "evidence": [cell], "group": {"okar": "ja", "insats": "2"}, "votes": said}
        opened.decide("inbrott", decision="fokus", reason="Rätt problem.", by="Anna", who="Kommunpolis",
                      due="2017-10-31", basis=basis, corrects=wrong)  # fmt: skip
        yield opened


def test_the_minutes_show_the_votes_the_grounds_and_the_corrections(edition, voted, tmp_path):
    text = _text(_word(Source(edition, voted), "minutes", tmp_path))
    for said in ("Omgång 1: Första intrycket", "hur stor del av sina prickar", "Omgång 2: Rangordning", "Bordas",
                 "Färre än 3 röstade; resultatet visas inte.", "Ansvarig: Kommunpolis", "Senast: 31 oktober 2017",
                 "Är problemet vanligt? Plats 2 av 5.", "Ökar problemet? Ja; Hur stor insats krävs, 1–4? 2.",
                 "Omgång 2 (rangordning, 3 röster): plats 2, poäng alla 50. Topp 3 i 92\u00a0% av vägningarna.",
                 "beslut 1",
                 "Vad säger invånarna?"):  # fmt: skip
        assert said in text, said


def test_the_ballot_of_the_open_round(edition, voted):
    voted.voting.open("prickar", problems=["belysning", "inbrott"], dots=4, by="A")
    [ballot] = paper.ballots(edition, gather(edition, store=voted), voted)
    assert (ballot["kind"], ballot["number"], ballot["dots"]) == ("prickar", "4", 4)
    assert ballot["problems"] == ["Belysning och mörka platser", "Inbrott"]


def test_causes_and_measures_of_the_workshop_are_in_the_law_s_documents(edition, voted, tmp_path):
    cause = {"problem": "inbrott", "branch": "plats", "text": "Mörka gårdar", "topic": "belysning", "reference": "s. 4"}
    voted.plan.save("cause", "c1", content=cause, by="A")
    voted.plan.save("cause", "c2", content={"problem": "inbrott", "branch": "handelse", "text": "Går in"}, by="A")
    measure = {"title": "Nya lampor", "causes": ["c1"], "kind": "situationell", "term": "kort", "planned": 40,
               "unit": "lampor", "owner": "Tekniska", "resources": "200 tkr"}  # fmt: skip
    voted.plan.save("measure", "m1", content=measure, by="A")
    source = Source(edition, voted)
    analysis = _text(_word(source, "causes", tmp_path))
    for said in ("Mörka gårdar", "s. 4. Lägesbilden: Belysning och mörka platser", "Händelsekedja", "Går in",
                 "Nya lampor: Mörka gårdar"):  # fmt: skip
        assert said in analysis, said
    drawn = _opened(pdf.report(_report(source, "causes")))
    [figure] = [entry for name, entry in _tags(drawn) if name == "/Figure"]
    assert "Objekt och plats: Mörka gårdar." in str(figure.Alt)
    plan = _text(_word(source, "plan", tmp_path))
    for said in ("Nya lampor (antal lampor)", "situationell, kort sikt", "200 tkr", "Tekniska"):
        assert said in plan, said


def test_a_status_that_a_person_set_comes_before_the_suggestion(edition, voted, tmp_path):
    judged = {
        "status": "delvis_uppfyllt",
        "name": "Säkerhetssamordnare",
        "date": "2017-12-01",
        "reason": "En återstår.",
    }
    voted.plan.save("assessment", "vandringar", content=judged, by="A")
    measured = {"value": 1, "date": "2017-11-30", "source": "Egen logg", "name": "Säkerhetssamordnare"}
    voted.plan.save("outcome", "vandring", content=measured, by="A")
    text = _text(_word(Source(edition, voted), "promises", tmp_path))
    assert "En återstår. (Säkerhetssamordnare, 1 december 2017; siffrorna föreslog uppfyllt)" in text
    assert "1 (30 november 2017, Egen logg)" in text
    assert "◐ delvis uppfyllt" in text
