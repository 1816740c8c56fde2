"""The command line speaks Swedish, answers at once, and ends with a plain message and status 2."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import docx
import pandas as pd
import pytest

from medlofte import cli, tables
from medlofte.workshop.store import Store, default_url
from tests import sample

ROUND = Path(__file__).parents[1] / "data" / "stromstad-2017"
COMMANDS = ("new", "codebook", "fetch", "check", "code", "mask", "forget", "publish", "audit", "diff", "serve",
            "export", "activities", "reminders", "next")  # fmt: skip


def run(*words: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """Run the command in this process; return status, stdout and stderr."""
    try:
        status = cli.main(words)
    except SystemExit as stop:
        status = int(stop.code or 0)
    said = capsys.readouterr()
    return status, said.out, said.err


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run("--help", capsys=capsys)
    assert status == 0
    assert out.startswith("användning: medlofte")
    assert all(re.search(rf"^    {command}\b", out, re.MULTILINE) for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_in_swedish(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(command, "--help", capsys=capsys)
    assert status == 0
    assert "användning:" in out
    assert not any(word in out for word in ("usage", "options", "positional", "show this"))


def test_no_word_at_all_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys=capsys)
    assert status == 0
    assert "Börja med «medlofte new»" in out


def test_a_slip_of_the_pen_is_answered_with_the_word_that_was_meant(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = run("chek", capsys=capsys)
    assert status == 2
    assert "okänt val: chek. Menade du check?" in err


@pytest.mark.parametrize("words", [("flyg",), ("publish",), ("publish", "a", "--fort"), ("serve", "--port", "x")])
def test_a_wrong_word_is_told_in_swedish(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = run(*words, capsys=capsys)
    assert status == 2
    assert "användning:" in err
    assert "Visa hjälpen med --help." in err
    assert not any(word in err for word in ("usage", "required", "invalid", "unrecognized", "argument "))


def test_help_loads_nothing_heavy() -> None:
    code = "import sys; from medlofte.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
    code += "heavy = {'pandas', 'numpy', 'duckdb', 'plotly', 'pydantic'} & set(sys.modules)\nassert not heavy, heavy"
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_the_module_runs_as_a_program() -> None:
    done = subprocess.run([sys.executable, "-m", "medlofte", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("medlofte ")


@pytest.mark.parametrize("command", ["check", "publish"])
def test_a_folder_that_is_no_round_is_one_message(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = run(command, str(tmp_path / "saknas"), capsys=capsys)
    assert status == 2
    assert out == ""
    assert "Mappen finns inte." in err
    assert "Traceback" not in err


@pytest.mark.parametrize("command", ["serve", "export"])
def test_a_folder_that_is_no_edition_is_one_message(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, err = run(command, str(tmp_path), capsys=capsys)
    assert status == 2
    assert "ingen utgåva" in err


def test_a_letter_the_console_lacks_does_not_stop_it() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "medlofte", "check", "ᚠ"], capture_output=True, env={"PYTHONIOENCODING": "cp1252"},
        check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "Mappen finns inte".encode("cp1252") in done.stderr


def test_interruption_and_a_full_disk_end_plainly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device", "ut/fil")

    monkeypatch.setattr(cli.making, "_new", interrupted)
    assert run("new", "x", capsys=capsys)[0] == 130
    monkeypatch.setattr(cli.making, "_new", full)
    status, _, err = run("new", "x", capsys=capsys)
    assert status == 2
    assert "ut/fil går inte att använda" in err


def test_export_writes_the_chosen_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = sample.sample_edition(tmp_path / "utgåva").path
    status, out, err = run("export", str(path), "--to", str(tmp_path / "ut"), "--only", "excel", capsys=capsys)
    assert status == 0
    assert "Skriver 1/1: klart" in err
    assert Path(out.strip()).exists()


def test_only_a_public_edition_is_exported_for_everyone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = sample.sample_edition(tmp_path / "intern").path
    status, out, err = run("export", str(path), "--to", str(tmp_path / "ut"), capsys=capsys)
    assert status == 0, err
    assert "medlofte publish RUNDA --profile public" in out
    assert not [file for file in (tmp_path / "ut").iterdir() if file.is_dir()]
    status, _, err = run("export", str(path), "--to", str(tmp_path / "ut"), "--only", "public", capsys=capsys)
    assert status == 2
    assert "medlofte publish RUNDA --profile public" in err
    path = sample.sample_edition(tmp_path / "publik", profile="public").path
    status, out, _ = run("export", str(path), "--to", str(tmp_path / "ut"), "--only", "public", "--only", "opendata",
                         capsys=capsys)  # fmt: skip
    assert status == 0
    assert all(Path(line).is_dir() for line in out.splitlines())


def test_new_makes_a_round_that_check_can_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run("new", str(tmp_path / "ny"), "--kommun", "Tanum", capsys=capsys)
    assert status == 0
    assert "medlofte check" in out
    assert (tmp_path / "ny" / "round.toml").is_file()


def findings(n: int) -> pd.DataFrame:
    rows = [("web.csv", "", i + 2, "Ålder", "x", "ålder", "varning", "Okänt svar.", "Satt som ogiltigt.")
            for i in range(n)]  # fmt: skip
    rows.append(("event.xlsx", "Svar", None, "", "", "rad", "fel", "Raden är tom.", ""))
    return tables.FINDINGS.check(pd.DataFrame(rows, columns=tables.FINDINGS.names))


def provenance() -> pd.DataFrame:
    rows = [("web.csv", "survey", "0", 100, 98, 2), ("event.xlsx", "survey", "1", 5, 5, 0)]
    return tables.PROVENANCE.check(pd.DataFrame(rows, columns=tables.PROVENANCE.names))


@pytest.mark.no_cover
def test_an_unknown_answer_waits_for_a_decision(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path(shutil.copytree(ROUND, tmp_path / "runda"))
    answers = folder / "survey" / "web.csv"
    answers.write_bytes(answers.read_bytes().replace(b";Kvinna;", b";Quinna;", 1))
    words = ("check", str(folder), "--out", str(tmp_path / "fynd.xlsx"))
    status, out, _ = run(*words, capsys=capsys)
    assert status == 2
    assert "Quinna" in out
    assert "1 fynd hindrar publicering" in out
    status, _, err = run("publish", str(folder), "--out", str(tmp_path / "ut"), capsys=capsys)
    assert status == 2
    assert "survey/web.csv, rad" in err
    assert "värdet «Quinna»" in err
    assert not (tmp_path / "ut").exists()
    status, out, _ = run(*words, "--accept", capsys=capsys)
    assert status == 0
    assert "Godkända: 1 fynd." in out
    assert run(*words, capsys=capsys)[0] == 0


def test_the_summary_puts_the_gravest_first_and_says_how_many_are_left() -> None:
    lines = cli.summary(provenance(), findings=findings(50)).splitlines()
    assert lines[0].split() == ["Lästa", "rader", "Godkända", "Karantän", "Fil"]
    assert lines[1].split() == ["100", "98", "2", "web.csv"]
    assert "Fynd: 1 fel, 50 varningar, 0 upplysningar." in lines
    shown = lines[lines.index("Fynd: 1 fel, 50 varningar, 0 upplysningar.") + 2 :]
    assert shown[:2] == ["fel  event.xlsx [Svar]", "    Raden är tom."]
    assert shown[2:4] == ["varning  web.csv, rad 2, Ålder", "    Okänt svar. «x» → Satt som ogiltigt"]
    assert len(shown) == 9, "three of a kind are enough"
    assert shown[-1] == "… och 47 fynd till."


def test_a_round_without_findings_says_so() -> None:
    assert cli.summary(provenance(), findings=tables.FINDINGS.empty()).endswith(
        "Fynd: 0 fel, 0 varningar, 0 upplysningar."
    )


def test_progress_is_a_line_per_step_when_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    with cli.Progress("Publicerar") as progress:
        progress(1, 2, "Läser")
    assert capsys.readouterr().err == "Publicerar 1/2: Läser\n"


def test_progress_is_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with cli.Progress("Publicerar") as progress:
        progress(1, 2, "Läser")
        progress(2, 2, "Skriver")
    assert "Skriver" in capsys.readouterr().err


def test_export_takes_the_workshops_decisions_along(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = sample.sample_edition(tmp_path / "utgava").path
    store = Store.open(default_url(path))
    store.decide("narkotika", decision="fokus", reason="Nämns av alla sidor", by="samordnare")
    store.close()
    status, _, _ = run("export", str(path), "--to", str(tmp_path / "ut"), "--only", "word", capsys=capsys)
    assert status == 0
    written = docx.Document(str(next((tmp_path / "ut").glob("*-atgardsplan.docx"))))
    cells = [cell.text for table in written.tables for row in table.rows for cell in row.cells]
    assert "Nämns av alla sidor" in " ".join(cells)


def test_check_saves_the_place_names_that_wait(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "platser.csv"
    run("check", str(ROUND), "--out", str(tmp_path / "f.xlsx"), "--places", str(out), capsys=capsys)
    waiting = pd.read_csv(out, sep=";", keep_default_na=False)
    assert list(waiting.columns) == ["text", "place", "why"]
    assert "hamnen" in set(waiting["text"])
    assert set(waiting["place"]) == {""}


def test_what_was_typed_in_the_room_is_read_before_it_becomes_public(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, file = tmp_path / "utgåva", tmp_path / "w.sqlite"
    sample.sample_edition(path, profile="public")
    with Store.open(file) as store:
        number = store.decide("inbrott", decision="bortprioriterat", reason="Grannen Kalle vet mer.", by="Mötesledare")
        store.settings.publish(number, may=True, by="Mötesledare")
        store.decide("narkotika", decision="fokus", reason="Får inte publiceras.", by="Mötesledare")
    words = ("export", str(path), "--to", str(tmp_path / "ut"), "--only", "public", "--store", str(file))
    status, out, err = run(*words, capsys=capsys)
    assert (status, (tmp_path / "ut").exists()) == (2, False)
    assert "Grannen Kalle vet mer." in out
    assert "Får inte publiceras." not in out, "what is not marked is not shown to anybody"
    assert "1 motivering är inte ikryssad" in out
    assert "--reviewed" in err
    assert run(*words, "--reviewed", capsys=capsys)[0] == 0
