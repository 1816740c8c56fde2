"""Every workbook and dashboard runs from top to bottom, as an analyst would run it, in Swedish and in English."""

import ast
import io
import re
import shutil
import tokenize
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from medlofte import edition, lab, language
from medlofte.codebook import Codebook
from tests.swedish import left
from tests.test_language import unmarked

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "data" / "editions" / "stromstad-2017"
NOTEBOOKS = sorted([*(ROOT / "notebooks").glob("*.ipynb"), *(ROOT / "dashboards").glob("*.ipynb")])
BOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def run(path: Path) -> nbformat.NotebookNode:
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=240, resources={"metadata": {"path": str(path.parent)}}).execute()
    return notebook


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_notebook_runs(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDLOFTE_STORE", str(tmp_path / "workshop.sqlite"))
    monkeypatch.setenv(edition.ENVIRONMENT, str(DEMO))
    notebook = run(path)
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert outputs, "a notebook that shows nothing helps nobody"
    assert not [output for output in outputs if output.output_type == "error"]
    assert not [output for output in outputs if output.get("name") == "stderr"]


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_the_code_of_a_workbook_holds_no_text_to_read(path: Path) -> None:
    """What is said stands in the program, in both languages; but for the sentences that the patterns are tried on."""
    cells = nbformat.read(path, as_version=4).cells
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    tree = ast.parse(code)
    tree.body = [node for node in tree.body
                 if not (isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "meningar")]  # fmt: skip
    comments = [one.string for one in tokenize.generate_tokens(io.StringIO(code).readline)
                if one.type == tokenize.COMMENT]  # fmt: skip
    assert (unmarked(tree), comments) == ([], [])


@pytest.fixture(scope="module")
def english_books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the workbooks of a copy of the demo round, as whoever reads English gets them."""
    folder = Path(shutil.copytree(ROOT / "data" / "stromstad-2017", tmp_path_factory.mktemp("english") / "demo"))
    # Fewer ways to break the results down: the words are the same, and it takes a fourth of the time.
    setup = (folder / "round.toml").read_text("utf-8")
    setup = re.sub(r"crossings = \[.*?\n\]", 'crossings = [[], ["omrade"]]', setup, flags=re.DOTALL)
    (folder / "round.toml").write_text(setup, "utf-8")
    with language.speaking(language.ENGLISH):
        return lab.workbooks(folder)


def said(notebook: nbformat.NotebookNode) -> Iterator[str]:
    """Return what a workbook has printed, its tables' headings, and the words of its controls."""
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            yield from str(output.get("text", "")).splitlines()
            html = output.get("data", {}).get("text/html", "")
            yield from (unescape(text) for text in re.findall(r"<p\b[^>]*>([^<]*)</p>", html))
            heads = re.findall(r"<thead>.*?</thead>", html, re.DOTALL)
            yield from (unescape(word) for head in heads for word in re.findall(r"<th[^>]*>([^<]*)</th>", head))
    widgets = notebook.metadata.get("widgets", {}).get("application/vnd.jupyter.widget-state+json", {"state": {}})
    for state in (one["state"] for one in widgets["state"].values()):
        yield from (state[name] for name in ("description", "placeholder", "tooltip") if state.get(name))
        shown = str(state.get("value", "")) if state.get("_model_name") == "HTMLModel" else ""
        yield from (unescape(word) for word in re.findall(r"<(?:p|th|caption|b|small)\b[^>]*>([^<]*)<", shown))


@pytest.mark.parametrize("name", [path.name for path in BOOKS])
def test_in_english_a_workbook_says_nothing_in_swedish(
    name: str, english_books: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(language.ENVIRONMENT, language.ENGLISH)
    asked = {question.label for question in Codebook.read(english_books.parent / "codebook.yaml").questions}
    words = [re.sub(r"\S+\.[a-z]{3,4}\b", "", text) for text in said(run(english_books / name)) if text not in asked]
    assert len(words) > 3
    assert left(words) == []
