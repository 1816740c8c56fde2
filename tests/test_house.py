"""The rules of the house that no linter knows."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from medlofte import __version__

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted([*(ROOT / "dashboards").glob("*.ipynb"), *(ROOT / "notebooks").glob("*.ipynb")])


def tracked() -> list[Path]:
    told = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [path for name in told.stdout.splitlines() if (path := ROOT / name).is_file()]


def code(notebook: Path) -> list[str]:
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def test_conda_users_get_the_same_locked_packages_and_nothing_else() -> None:
    listed = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))["dependencies"]
    names = [entry.split(">")[0] if isinstance(entry, str) else entry for entry in listed]
    assert names == ["python", "pip", {"pip": ["-r requirements.txt"]}]


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_every_locked_package_has_hashes_and_no_host_is_named(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    packages = re.findall(r"^[A-Za-z0-9._-]+==.*$", text, flags=re.MULTILINE)
    assert len(packages) > 100
    assert all(line.rstrip().endswith("\\") for line in packages)
    assert "--hash=sha256:" in text
    assert "://" not in text


def test_the_locks_agree() -> None:
    pins = [dict(re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", (ROOT / lock).read_text("utf-8"), flags=re.MULTILINE))
            for lock in ("requirements.txt", "requirements-dev.txt")]  # fmt: skip
    assert {name: version for name, version in pins[0].items() if pins[1].get(name) != version} == {}


def test_no_file_names_a_package_registry_or_this_machine() -> None:
    # Written in pieces, so that this file does not name them either.
    banned = re.compile("|".join(("py" + r"pi\.org", "python" + "hosted", "registry" + r"\.npm", "deb" + r"\.debian",
                                  "/wor" + "k/", "/roo" + "t/")))  # fmt: skip
    found = []
    for path in tracked():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {match[0]}" for match in banned.finditer(text)]
    assert found == []


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_committed_without_outputs_and_defines_nothing(notebook: Path) -> None:
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    assert not [cell for cell in cells if cell.get("outputs") or cell.get("execution_count")]
    assert not [source for source in code(notebook) if re.search(r"^\s*(def|class) ", source, flags=re.MULTILINE)]


@pytest.mark.parametrize("notebook", sorted((ROOT / "dashboards").glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_dashboard_is_a_title_an_import_and_a_call(notebook: Path) -> None:
    lines = [line for source in code(notebook) for line in source.splitlines() if line.strip()]
    assert len(lines) <= 15
    content = json.loads(notebook.read_text("utf-8"))
    assert content["metadata"]["title"]
    assert content["metadata"]["voila"] == {"template": "medlofte"}


def test_there_are_four_dashboards_and_five_workbooks() -> None:
    assert {path.stem for path in (ROOT / "dashboards").glob("*.ipynb")} == {
        "lagesbild", "prioritering", "loften", "uppfoljning"}  # fmt: skip
    assert [path.stem[:2] for path in sorted((ROOT / "notebooks").glob("*.ipynb"))] == ["01", "02", "03", "04", "05"]


def test_the_changelog_speaks_of_this_version() -> None:
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


@pytest.mark.parametrize("command", ["check", "publish", "serve", "export", "new"])
def test_every_command_is_in_the_user_guide_and_the_readme(command: str) -> None:
    for name in ("docs/anvandarguide.md", "README.md"):
        assert f"medlofte {command}" in (ROOT / name).read_text("utf-8"), name


@pytest.mark.parametrize("words", [[], ["demo"], ["test"], ["lock"]])
def test_the_two_commands_explain_themselves(words: list[str]) -> None:
    told = subprocess.run([sys.executable, "dev.py", *words, "--help"], cwd=ROOT, capture_output=True, check=False)
    assert told.returncode == 0
    assert b"usage: dev.py" in told.stdout


def contracts(folder: Path) -> subprocess.CompletedProcess[str]:
    program = "import sys; from importlinter.cli import lint_imports_command as run; sys.exit(run())"
    return subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=False,
                          env={**__import__("os").environ, "PYTHONPATH": str(folder), "PYTHONUTF8": "1"})  # fmt: skip


def test_a_breach_of_the_border_is_reported(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "medlofte", tmp_path / "medlofte", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / "medlofte" / "views" / "figures.py").open("a", encoding="utf-8") as stream:
        stream.write("\nfrom medlofte.analysis import check\n")
    told = contracts(tmp_path)
    assert told.returncode != 0
    assert "What serves the workshop never sees answers BROKEN" in told.stdout
    assert "medlofte.views.figures -> medlofte.analysis.check" in told.stdout


def test_a_dashboards_imports_hold_nothing_of_the_private_half() -> None:
    program = ("import sys; from medlofte.views.pages import lagesbild, prioritering, loften, uppfoljning; "
               "sys.exit(any(n.startswith('medlofte.analysis') or n in ('duckdb', 'scipy.optimize') "
               "for n in sys.modules))")  # fmt: skip
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0
