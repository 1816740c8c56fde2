"""Every workbook and dashboard runs from top to bottom, as an analyst would run it."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from medlofte import edition

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "data" / "editions" / "stromstad-2017"
NOTEBOOKS = sorted([*(ROOT / "notebooks").glob("*.ipynb"), *(ROOT / "dashboards").glob("*.ipynb")])


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_notebook_runs(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDLOFTE_STORE", str(tmp_path / "workshop.sqlite"))
    monkeypatch.setenv(edition.ENVIRONMENT, str(DEMO))
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=240, resources={"metadata": {"path": str(path.parent)}}).execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert outputs, "a notebook that shows nothing helps nobody"
    assert not [output for output in outputs if output.output_type == "error"]
    assert not [output for output in outputs if output.get("name") == "stderr"]
