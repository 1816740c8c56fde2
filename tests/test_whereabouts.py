"""Somebody points at the wrong folder, in the wrong order, with the wrong Python: what it is, and what to do next."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from medlofte import cli
from medlofte.errors import reason
from medlofte.new import create
from tests import sample


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a working folder with a round and the edition of another."""
    monkeypatch.chdir(tmp_path)
    create(Path("data/vår runda"), kommun="Vara", year=2027)
    sample.sample_edition(Path("editions/gammal"))
    return tmp_path


def said(*words: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert cli.main(words) == 2
    return capsys.readouterr().err.strip()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("check", "dta/var"), "Mappen finns inte. Här finns: 'data/vår runda'."),
        (("check", "data"), "Mappen är ingen runda (round.toml saknas). Här finns: 'data/vår runda'."),
        (("publish", "data/vår runda/codebook.yaml"), "Det är en fil. Ange rundans mapp. Här finns: 'data/vår runda'."),
        (("publish", "editions/gammal"),
         "Det är en utgåva, inte en runda. Visa den med: medlofte serve editions/gammal"),
        (("serve", "data/vår runda"),
         "Det är en runda, inte en utgåva. Publicera den först: medlofte publish 'data/vår runda'"),
        (("export", "ingenting"), "Mappen finns inte. Här finns: editions/gammal."),
        (("audit", "data"), "Mappen är ingen utgåva (datapackage.json saknas). Här finns: editions/gammal."),
        (("diff", "data/vår runda", "editions/gammal"), "Det är en runda, inte en utgåva."),
        (("next", "dta/var", "ny"), "Mappen finns inte. Här finns: 'data/vår runda'."),
    ],
)  # fmt: skip
def test_a_wrong_folder_is_told_what_it_is_and_what_to_do(
    place: Path, words: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if os.name == "nt":
        told = told.replace("'", '"').replace("/", "\\")
    assert f"Fil {Path(words[1])}: {told}" in said(*words, capsys=capsys)


def test_a_round_that_is_published_says_where(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sample.sample_edition(Path("editions/vår runda"))
    assert "Den är publicerad i" in said("serve", "data/vår runda", capsys=capsys)


def test_the_wrong_python_is_told_before_any_question() -> None:
    """A Python without the project's packages, as one has before the environment is activated."""
    root = Path(__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-S", "-m", "medlofte", "new"], cwd=root, capture_output=True, text=True, check=False,
        env={"PYTHONPATH": str(root), "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert done.returncode == 2
    assert "saknas i den Python som kör" in done.stderr
    assert "source .venv/bin/activate" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_the_end_of_what_is_typed_interrupts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def ended(*_: object) -> int:
        raise EOFError

    monkeypatch.setattr(cli.making, "_new", ended)
    assert cli.main(["new"]) == 130
    assert "avbrutet" in capsys.readouterr().err


def test_why_the_system_refused_is_said_in_the_readers_language(tmp_path: Path) -> None:
    for act, told in (
        (lambda: (tmp_path / "saknas").read_text("utf-8"), "den finns inte"),
        (lambda: tmp_path.read_text("utf-8"), "det är en mapp" if os.name != "nt" else "åtkomst nekas"),
        (lambda: (tmp_path / ("x" * 300)).read_text("utf-8"), "namnet är för långt"),
    ):
        with pytest.raises(OSError, match=r".") as caught:
            act()
        assert told in reason(caught.value)
