"""Each dashboard notebook is short, holds no output, and runs without a server."""

import json
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.sample import sample_edition

NOTEBOOKS = sorted((Path(__file__).parents[1] / "dashboards").glob("*.ipynb"))


def test_there_is_one_per_page():
    assert [path.stem for path in NOTEBOOKS] == ["kartlaggning", "lagesbild", "loften", "prioritering", "uppfoljning"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_title_import_and_call(path):
    made = json.loads(path.read_text("utf-8"))
    code = [line for cell in made["cells"] if cell["cell_type"] == "code" for line in cell["source"]]
    assert len(code) <= 15
    assert all(cell.get("outputs", []) == [] for cell in made["cells"])
    assert made["metadata"]["lang"] == "sv"
    assert made["metadata"]["title"]
    nbformat.validate(nbformat.from_dict(made))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs_and_shows_the_page(path, tmp_path, monkeypatch):
    sample_edition(tmp_path / "editions" / "exempel")
    for name in ("MEDLOFTE_EDITION", "MEDLOFTE_STORE", "HTTP_COOKIE"):
        monkeypatch.delenv(name, raising=False)
    made = nbformat.read(path, as_version=4)
    NotebookClient(made, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = [o for cell in made.cells if cell.cell_type == "code" for o in cell.outputs]
    assert any("application/vnd.jupyter.widget-view+json" in o.get("data", {}) for o in shown)
    assert not any(o.output_type == "error" for o in shown)
    assert "Sidan kan inte visas" not in json.dumps(made.metadata.get("widgets", {}), ensure_ascii=False)
