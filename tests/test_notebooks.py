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
from tests.readings import break_down_less
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


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the workbooks and a demo round that they break down fewer ways: a third of the time."""
    place = tmp_path_factory.mktemp("beside")
    for name in ("notebooks", "data/stromstad-2017"):
        shutil.copytree(ROOT / name, place / name)
    break_down_less(place / "data" / "stromstad-2017")
    return place


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_notebook_runs(path: Path, beside: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDLOFTE_STORE", str(tmp_path / "workshop.sqlite"))
    monkeypatch.setenv(edition.ENVIRONMENT, str(DEMO))
    path = beside / path.relative_to(ROOT) if path in BOOKS else path
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
def english_books(beside: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the workbooks of a copy of the demo round, as whoever reads English gets them."""
    round_ = beside / "data" / "stromstad-2017"
    folder = Path(shutil.copytree(round_, tmp_path_factory.mktemp("english") / "demo"))
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
