"""The docs: the site is made, asks nothing of anybody, and what it tells people to type is understood."""

import importlib.util
import re
import shlex
import subprocess
import sys
import tomllib
from html.parser import HTMLParser
from pathlib import Path

import pytest

from medlofte import cli
from medlofte.rounds import Round

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *ROOT.glob("docs/*.md"), *ROOT.glob("docs/*/*.md"), *ROOT.glob("*/README.md")]
# What a page may fetch by itself; a link that a reader clicks is something else.
FETCHED = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src"}


def commands() -> list[str]:
    """Return every command line that a page tells the reader to type."""
    lines = [line for page in PAGES for line in page.read_text("utf-8").splitlines()]
    found = {re.sub(r"\s{2,}#.*|\s#\s.*", "", line).strip() for line in lines if re.match(r"\s{4,}medlofte ", line)}
    return sorted(found)


class Fetched(HTMLParser):
    """Collects the addresses that a page fetches."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what the tag fetches."""
        values = dict(attrs)
        if tag in FETCHED and values.get("rel") != "canonical":
            self.addresses.append(values.get(FETCHED[tag]) or "")


@pytest.mark.parametrize("line", commands())
def test_a_command_in_the_docs_is_understood(line: str) -> None:
    cli.parser().parse_args(shlex.split(line, posix=False)[1:])


def test_the_docs_hold_commands() -> None:
    assert len(commands()) > 30


def test_the_site_is_made_and_asks_nothing_of_anybody(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    pages = sorted(tmp_path.glob("**/*.html"))
    assert tmp_path / "index.html" in pages
    for page in pages:
        reader = Fetched()
        reader.feed(page.read_text("utf-8"))
        assert [address for address in reader.addresses if "//" in address] == [], page.name


def test_the_example_of_a_rounds_set_up_is_one() -> None:
    [example] = re.findall(r"```toml\n(.*?)```", (ROOT / "docs" / "reading-sources.md").read_text("utf-8"), re.DOTALL)
    setup = tomllib.loads((ROOT / "data" / "stromstad-2017" / "round.toml").read_text("utf-8"))
    Round.model_validate({"folder": ROOT} | setup | tomllib.loads(example))


def test_the_page_on_the_design_system_says_what_the_tokens_are() -> None:
    """After a change of a token: ``python docs/make_gallery.py``."""
    spec = importlib.util.spec_from_file_location("make_gallery", ROOT / "docs" / "make_gallery.py")
    assert spec
    assert spec.loader
    gallery = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(gallery)
    page = gallery.PAGE.read_text("utf-8")
    assert gallery.text(page) == page
    assert all(f"| `{name}` |" in page for name in (*gallery.tokens.LIGHT, *gallery.tokens.SIZES))
    pictures = {path.stem: path.stat().st_size for path in gallery.PICTURES.iterdir()}
    assert {*gallery.COMPONENTS, "swatches", "type"} == set(pictures)
    assert sum(pictures.values()) < 1_500_000
