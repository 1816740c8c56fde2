"""The guides to print: one page each, and nothing of their Markdown left in them."""

import sys
from pathlib import Path

import pikepdf
import pytest

from medlofte.export import pdf
from medlofte.export.blocks import Grid, Heading

DOCS = Path(__file__).parents[1] / "docs"
sys.path.insert(0, str(DOCS))
from make_guides import GUIDES, report  # noqa: E402


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_a_guide_is_printable(guide, tmp_path):
    made = report(guide.read_text("utf-8"))
    assert any(isinstance(block, Grid) for block in made.blocks)
    assert not any(mark in repr(made) for mark in ("**", "`", "](", "|"))
    (tmp_path / "made.pdf").write_bytes(pdf.report(made))
    with pikepdf.open(tmp_path / "made.pdf") as pages:
        assert len(pages.pages) == 1 or guide.stem == "workshop-script"


def test_the_script_for_the_room_takes_the_agenda_point_by_point():
    from medlofte.workshop.store.meeting import DEFAULT_AGENDA

    made = report(next(guide for guide in GUIDES if guide.stem == "workshop-script").read_text("utf-8"))
    times = [block.text.split(" ")[0] for block in made.blocks if isinstance(block, Heading) and "–" in block.text[:4]]
    ends = [sum(item.minutes for item in DEFAULT_AGENDA[: i + 1]) for i in range(len(DEFAULT_AGENDA))]
    assert times == [f"{start}–{end}" for start, end in zip([0, *ends], ends, strict=False)]
