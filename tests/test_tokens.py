"""The tokens: readable in both schemes, one name for one look, and no colour or size of its own in any style sheet."""

import re
from pathlib import Path

import docx
import pytest

from medlofte import style, tokens
from medlofte.export.wordstyle import STEPS
from medlofte.style import contrast, luminance
from medlofte.workshop.words import LABELS, STATUSES, signed

ROOT = Path(__file__).parents[1]
SHEETS = sorted(path for folder in ("medlofte", "jupyter") for path in (ROOT / folder).glob("**/*.css"))
SCHEMES = {"light": tokens.LIGHT, "dark": tokens.DARK}
READ = [(text, ground) for text, grounds in tokens.READ_ON.items() for ground in grounds]
SEEN = [(mark, ground) for mark, grounds in tokens.SEEN_ON.items() for ground in grounds]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("text", "ground"), READ)
def test_text_is_readable_on_every_ground_it_is_set_on(scheme, text, ground):
    assert contrast(SCHEMES[scheme][text], SCHEMES[scheme][ground]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("mark", "ground"), SEEN)
def test_marks_and_the_lines_of_controls_stand_out(scheme, mark, ground):
    assert contrast(SCHEMES[scheme][mark], SCHEMES[scheme][ground]) >= 3


def test_the_ramp_goes_away_from_the_ground_in_both_schemes():
    steps = [f"ramp-{step}" for step in (1, 2, 3, 4)]
    assert [luminance(tokens.LIGHT[step]) for step in steps] == sorted(
        (luminance(tokens.LIGHT[step]) for step in steps), reverse=True
    )
    assert [luminance(tokens.DARK[step]) for step in steps] == sorted(luminance(tokens.DARK[step]) for step in steps)


def test_a_drawings_colours_can_be_exchanged_one_by_one():
    pairs = {(tokens.LIGHT[name], tokens.DARK[name]) for name in tokens.LIGHT}
    assert set(tokens.LIGHT) == set(tokens.DARK)
    assert len(pairs) == len(set(tokens.LIGHT.values()))
    assert not set(tokens.LIGHT.values()) & set(tokens.DARK.values()), "what has been exchanged is not exchanged again"


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_style_sheet_has_no_colour_or_size_of_its_own(path):
    text = path.read_text("utf-8")
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", text.split("*/", 1)[-1])
    sizes = re.findall(r"font(?:-size)?:[^;}]*", text)
    # The meeting's clock on the wall is as large as the wall.
    assert [size for size in sizes if re.search(r"\d(rem|px)", size) and "vw" not in size] == []
    spaces = re.findall(r"(?:padding|margin|gap)(?:-\w+)?:[^;}]*", text)
    assert [space for space in spaces if re.search(r"\drem", space)] == []


def test_no_program_or_template_has_a_colour_of_its_own():
    # The spreadsheet of findings marks cells, and the coded answers' colours are those of other programs' formats.
    own = {"tokens.py", "findings.py", "analysis/coding/export.py"}
    files = [path for kind in ("py", "js", "html", "j2", "typ") for path in (ROOT / "medlofte").glob(f"**/*.{kind}")]
    names = {str(path.relative_to(ROOT / "medlofte").as_posix()): path for path in files if "vendor" not in path.parts}
    found = {name for name, path in names.items() if re.search(r"#[0-9a-fA-F]{6}\b", path.read_text("utf-8"))}
    assert {name for name in found if not name.endswith(tuple(own))} == set()


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_token_that_a_style_sheet_names_is_there(path):
    made = tokens.css(path.read_text("utf-8"))
    assert set(re.findall(r"var\(--ml-([a-z0-9-]+)", made)) <= set(re.findall(r"--ml-([a-z0-9-]+):", made))


def test_a_page_carries_the_tokens_it_uses_and_no_others():
    made = tokens.css("a{color:var(--ml-link)}")
    assert f"--ml-link:{tokens.LIGHT['link']}" in made
    assert made.count(f"--ml-link:{tokens.DARK['link']}") == 2, "where the system is dark, and where the reader says so"
    assert "--ml-ramp-1" not in made
    assert "--ml-drawn" not in made


def test_an_svg_drawing_follows_the_scheme_by_its_attributes():
    made = tokens.css("", drawings=[tokens.LIGHT["land"], "#ABCDEF"])
    assert f'[fill="{tokens.LIGHT["land"]}"]{{fill:var(--ml-land)}}' in made
    assert f"--ml-land:{tokens.DARK['land']}" in made
    assert "ABCDEF" not in made


def test_one_scale_of_type_in_the_browser_on_paper_and_on_slides():
    assert tokens.SIZES["h3"] == tokens.RATIO
    assert tokens.SIZES["h2"] == pytest.approx(tokens.RATIO**2)
    assert (tokens.points("body"), tokens.points("h2")) == (11, 16)
    assert (tokens.points("body", body=14), tokens.points("h1", body=14)) == (14, 29)


def test_words_template_has_the_scales_sizes():
    made = docx.Document(str(ROOT / "medlofte" / "export" / "templates" / "mall.docx"))
    assert {name: made.styles[name].font.size.pt for name in STEPS} == {
        name: tokens.points(STEPS[name]) for name in STEPS
    }


@pytest.mark.parametrize("status", STATUSES)
def test_a_status_is_shown_by_one_sign_and_one_word(status):
    sign, word = signed(status).split(" ", 1)
    assert (sign, word) == (style.STATUSES[word][0], LABELS[status])
    assert style.STATUSES[word][1] in tokens.LIGHT.values()
