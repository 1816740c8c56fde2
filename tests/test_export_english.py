"""The documents in English: nothing Swedish of ours is left in them."""

from collections.abc import Iterator
from pathlib import Path

import docx
import pptx
import pytest

from medlofte.edition import Edition
from medlofte.export import catalogue
from medlofte.workshop.store import Store
from tests.swedish import EDITION, WORKED, left


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(tmp_path_factory.mktemp("store") / "w.sqlite") as opened:
        opened.archive.restore(WORKED)
        yield opened


def said(file: Path) -> Iterator[str]:
    """Return every text of a Word file or of slides with their notes."""
    if file.suffix == ".pptx":
        for slide in pptx.Presentation(str(file)).slides:
            yield from (shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
            yield slide.notes_slide.notes_text_frame.text if slide.has_notes_slide else ""
        return
    document = docx.Document(str(file))
    yield from (paragraph.text for paragraph in document.paragraphs)
    yield from (cell.text for table in document.tables for row in table.rows for cell in row.cells)


@pytest.mark.parametrize("name", [item.name for item in catalogue.CATALOGUE if item.name.endswith((".docx", ".pptx"))])
def test_a_document_in_english_has_nothing_swedish_of_ours(
    store: Store, tmp_path: Path, english: None, name: str
) -> None:
    source = catalogue.Source(Edition.open(EDITION), store)
    [file] = catalogue.make(source, catalogue.chosen([name], public=False), to=tmp_path)
    texts = list(said(file))
    assert len(texts) > 10
    assert left(texts) == []
