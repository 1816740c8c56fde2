"""The rules of the house that no linter knows: what may be committed, what must agree, which way imports point."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

import medlofte
from medlofte import cli

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.txt", "requirements-dev.txt")
NOTEBOOKS = sorted([*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("dashboards/*.ipynb")])
# Written in pieces, so that this file does not hold what it looks for. Places that exist on one machine only.
ELSEWHERE = re.compile(
    "|".join(
        [
            "py" + r"pi\.org",
            "python" + "hosted",
            "registry" + r"\.npm",
            "deb" + r"\.debian",
            "/" + "root/",
            "/" + "home/",
            "/" + "work/",
            r"C:\\" + "Users",
        ]
    )
)
LINT = "import sys; from importlinter.cli import lint_imports_command as run; sys.exit(run())"


def tracked() -> list[Path]:
    """Return the files that git keeps; outside a clone every file of the kinds that matter."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    paths = [ROOT / name for name in listed.split("\0") if name]
    return [path for path in paths if path.is_file()] or sorted((ROOT / "medlofte").rglob("*.py"))


def code_lines(path: Path) -> list[str]:
    """Return a notebook's lines of code."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return [line for cell in cells if cell["cell_type"] == "code" for line in "".join(cell["source"]).splitlines()]


def test_no_tracked_file_names_a_machine_or_a_registry() -> None:
    found = [f"{path.relative_to(ROOT)}: {match[0]}" for path in tracked()
             if path.suffix not in {".png", ".xlsx", ".zip"} and path.name not in {".gitignore"}
             and (match := ELSEWHERE.search(path.read_text("utf-8", errors="replace")))]  # fmt: skip
    assert found == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_is_hashed_and_names_no_host(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert "://" not in text
    assert "--index-url" not in text
    pinned = [line for line in text.splitlines() if "==" in line and not line.startswith(" ")]
    assert len(pinned) > 50
    assert all(line.endswith("\\") for line in pinned), "each is followed by its hashes"
    assert "#    python dev.py lock" in text


def test_the_locks_agree() -> None:
    pins = [dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", (ROOT / name).read_text("utf-8"), re.M)) for name in LOCKS]
    assert {name: pins[1].get(name) for name in pins[0]} == pins[0]


def test_every_dependency_is_in_the_lock_in_a_version_that_fits() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {LOCKS[0]: project["dependencies"], LOCKS[1]: project["optional-dependencies"]["dev"]}
    for lock, names in wanted.items():
        # One package may be pinned more than once, for different Pythons.
        pins = re.findall(r"^([a-z0-9._-]+)(?:\[.*?\])?==([^\s;]+)", (ROOT / lock).read_text("utf-8"), re.M)
        for wish in map(Requirement, names):
            versions = [version for name, version in pins if name == wish.name.lower().replace("_", "-")]
            assert versions, f"{wish.name} is not in {lock}"
            assert all(wish.specifier.contains(version) for version in versions), f"{wish} against {versions}"


def test_conda_installs_the_lock_and_nothing_else() -> None:
    made = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    names = [re.split("[<>=]", one)[0] if isinstance(one, str) else one for one in made["dependencies"]]
    assert names == ["python", "pip", {"pip": ["-r requirements.txt"]}]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_holds_no_output_and_defines_nothing(path: Path) -> None:
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        assert not cell.get("outputs"), "outputs can hold personal data"
        assert cell.get("execution_count") is None
    assert not [line for line in code_lines(path) if re.match(r"\s*(async )?(def|class) ", line)]
    if path.parent.name == "dashboards":
        assert len([line for line in code_lines(path) if line.strip()]) <= 15


def test_there_are_five_dashboards_and_five_workbooks() -> None:
    assert [path.stem for path in NOTEBOOKS if path.parent.name == "dashboards"] == [
        "kartlaggning", "lagesbild", "loften", "prioritering", "uppfoljning"]  # fmt: skip
    assert [path.stem[:2] for path in NOTEBOOKS if path.parent.name == "notebooks" and path.stem[0].isdigit()] == [
        "01", "02", "03", "04", "05"]  # fmt: skip


def test_the_package_itself_imports_nothing() -> None:
    """Each contract rests on it: whatever stood there would come along with every module."""
    code = "import sys; before = set(sys.modules); import medlofte; print(sorted(set(sys.modules) - before))"
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "['medlofte']"


def test_a_dashboards_imports_hold_nothing_of_the_private_half() -> None:
    code = (
        "import sys; from medlofte.views.pages import kartlaggning, lagesbild, prioritering, loften, uppfoljning; "
        "print([name for name in sys.modules if name.startswith(('medlofte.analysis', 'duckdb'))])"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_the_version_is_in_the_changelog() -> None:
    assert f"## {medlofte.__version__}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_every_command_is_in_the_user_guide_and_the_readme() -> None:
    guide = (ROOT / "docs" / "anvandarguide.md").read_text("utf-8")
    [commands] = [action.choices for action in cli.parser()._actions if action.metavar == "KOMMANDO"]
    asked = {
        "new",
        "codebook",
        "fetch",
        "check",
        "drafts",
        "walk",
        "code",
        "mask",
        "forget",
        "publish",
        "audit",
        "diff",
        "serve",
        "export",
        "workshop",
        "lab",
        "activities",
        "reminders",
        "next",
    }
    assert set(commands) == asked
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [name for name in commands if f"medlofte {name} " not in guide or f"medlofte {name} " not in readme] == []


def test_the_guides_links_lead_somewhere() -> None:
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/*.md")):
        for link in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
            assert "://" in link or (page.parent / link).exists(), f"{page.name}: {link}"


def test_every_test_that_the_security_page_names_is_there() -> None:
    text = (ROOT / "docs" / "security.md").read_text("utf-8")
    named = re.findall(r"`(?:tests/)?((?:browser/)?test_\w+\.py|…)(?:::(\w+))?", text)
    assert len(named) > 50
    file, lacking = "", []
    for name, test in named:
        file = file if name == "…" else name
        path = ROOT / "tests" / file
        if not path.is_file() or (test and f"def {test}(" not in path.read_text("utf-8")):
            lacking.append(f"{file}::{test}")
    assert lacking == []


def test_no_browser_test_is_in_a_hurry() -> None:
    """A busy machine is slow: all waits have the driver's patience, and no pause takes the place of one."""
    hurried = re.compile(r"wait_for_timeout|\btimeout=|browser\.new_(page|context)\(")
    found = [f"{path.name}:{number}: {line.strip()}" for path in sorted((ROOT / "tests" / "browser").glob("test_*.py"))
             for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
             if hurried.search(line) and "urlopen" not in line]  # fmt: skip
    assert found == []


def test_modules_stay_small() -> None:
    """About 300 lines; a statement of many tables may be a little longer."""
    lines = {str(path): len(path.read_text("utf-8").splitlines()) for path in (ROOT / "medlofte").rglob("*.py")}
    assert {path: n for path, n in lines.items() if n > 330} == {}


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the import contracts of the package in a folder, in a process of its own."""
    code = f"import sys; sys.path.insert(0, {str(folder)!r}); " + LINT
    return subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, encoding="utf-8",
                          env=os.environ | {"PYTHONUTF8": "1"}, check=False)  # fmt: skip


@pytest.mark.parametrize(
    ("module", "imported", "broken"),
    [
        ("workshop/words.py", "medlofte.analysis.check", "What serves the workshop never sees answers"),
        ("edition/reading.py", "medlofte.views.parts", "Imports point one way"),
        ("errors.py", "medlofte.codebook", "Imports point one way"),
        ("analysis/publish.py", "medlofte.workshop.store", "Imports point one way"),
        ("analysis/hotspots/grid.py", "medlofte.analysis.disclosure", "The analyst's steps do not know each other"),
    ],
)
def test_a_breach_of_the_contracts_is_reported(tmp_path: Path, module: str, imported: str, broken: str) -> None:
    shutil.copytree(ROOT / "medlofte", tmp_path / "medlofte", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    seeded = tmp_path / "medlofte" / module
    seeded.write_text(seeded.read_text("utf-8") + f"\nimport {imported}  # seeded\n", "utf-8")
    told = lint_imports(tmp_path)
    assert told.returncode != 0, told.stdout + told.stderr
    assert re.search(rf"{broken}.* BROKEN", told.stdout), told.stdout


def test_the_contracts_hold() -> None:
    told = lint_imports(ROOT)
    assert told.returncode == 0, told.stdout


@pytest.mark.parametrize(
    ("ci", "reason", "status"),
    [
        ("true", "felt like it", pytest.ExitCode.TESTS_FAILED),
        ("true", "tredjepartsdata saknas", pytest.ExitCode.OK),
        ("", "felt like it", pytest.ExitCode.OK),
    ],
)
def test_a_skip_without_a_listed_reason_fails_the_run_in_ci(tmp_path: Path, ci: str, reason: str, status: int) -> None:
    for name in ("conftest.py", "allowed_skips.txt"):
        shutil.copy(ROOT / "tests" / name, tmp_path)
    (tmp_path / "test_it.py").write_text(f"import pytest\ndef test_it(): pytest.skip({reason!r})\n", "utf-8")
    told = subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "."], cwd=tmp_path,
                          env=os.environ | {"CI": ci}, capture_output=True, text=True, check=False)  # fmt: skip
    assert told.returncode == status, told.stdout
    assert ("Skipped without a listed reason" in told.stdout) == (status != 0)
