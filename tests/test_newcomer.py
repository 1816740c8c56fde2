"""A newcomer's way from the kommun's own file to a picture of the situation, by the commands that the guide writes.

The file is invented, and as odd as such files are: a title above the headings, numbered questions, a year of birth,
an address for a lottery, slips of the pen, several answers in a cell.
"""

import random
import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from medlofte import cli, edition, guesses, lab
from medlofte.cli.making import asked
from medlofte.codebook import Codebook
from medlofte.edition import Edition
from medlofte.new import create
from medlofte.rounds import Round
from tests.readings import workbook

pytestmark = pytest.mark.no_cover
GUIDE = Path(__file__).parents[1] / "docs" / "anvandarguide.md"
HEADINGS = ["Tidstämpel", "Är du kvinna eller man?", "Vilket år är du född?", "Var i kommunen bor du?",
            "1. Hur trygg känner du dig utomhus kvällstid?", "2. Hur ofta är du orolig för inbrott?",
            "3. Vilka problem är störst där du bor? (välj högst tre)", "4. Vad bör kommunen och polisen göra?",
            "Var känner du dig otrygg?", "E-postadress om du vill vara med i utlottningen"]  # fmt: skip
PROBLEMS = ["Mörka gator och gångvägar", "Bilar som kör för fort", "Ungdomsgäng", "Droger", "Nedskräpning", "Inbrott"]
POPULATION = """question;choice;population
Är du kvinna eller man?;Kvinna;4100
Är du kvinna eller man?;Man;4200
Var i kommunen bor du?;Tätorten;6300
Var i kommunen bor du?;Landsbygden;2000
"""


@pytest.fixture(scope="module")
def kommun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the kommun's own files."""
    folder, draw = tmp_path_factory.mktemp("kommun"), random.Random(7)
    rows = [
        [f"2026-10-{1 + i % 28:02d} 12:30:00", draw.choice(["Kvinna", "Man"]), draw.randint(1940, 2009),
         draw.choice(["Tätorten", "Landsbygden"]),
         draw.choice(["Mycket trygg", "Ganska trygg", "Ganska otrygg", "Mycket otrygg", "Vet ej"]),
         draw.choice(["Aldrig", "Sällan", "Ibland", "Ofta", "Mycket ofta"]),
         ", ".join(draw.sample(PROBLEMS, draw.randint(1, 3))),
         f"Det är mörkt vid hus {i}" if i % 3 else "", f"vid hus {i}" if i % 4 == 0 else "",
         "nagon@example.org" if i % 9 == 0 else ""]
        for i in range(240)
    ]  # fmt: skip
    rows[10][4], rows[20][1] = "Ganska otryg", "kvina"
    workbook(folder / "Trygghetsenkät 2026.xlsx", {"Svar": [["Export ur enkätverktyget"], [], HEADINGS, *rows]})
    (folder / "befolkning.csv").write_text(POPULATION, "utf-8")
    return folder


def commands(folder: str) -> list[list[str]]:
    """Return the commands that the guide writes under the newcomer's heading, for a round in a folder."""
    text = GUIDE.read_text("utf-8").partition("### Från er fil till en lägesbild")[2].partition("\n### ")[0]
    lines = [line.strip() for line in text.splitlines() if line.startswith("    medlofte ")]
    return [[word.replace("data/granby-2027", folder) for word in line.split()[1:]] for line in lines]


def test_from_the_kommuns_file_to_a_picture_by_the_guides_commands(
    kommun: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(kommun)
    new, check, accept, publish, export = commands("data/granby-2027")
    assert new == ["new"]
    answers = iter(["Granby", "2027", "'Trygghetsenkät 2026.xlsx'", "", "befolkning.csv", "", ""])
    folder, wanted = asked(lambda _words: next(answers), year=2027,
                           given={"kommun": None, "surveys": [], "population": None, "places": None})  # fmt: skip
    assert next(answers, None) is None, "seven questions, as the guide says"
    assert "sju frågor" in GUIDE.read_text("utf-8")
    made = create(folder, **wanted)
    assert made == Path("data/granby-2027")

    book = Codebook.read(made / "codebook.yaml")
    assert [question.name for question in book.groups] == [
        "ar_du_kvinna_eller_man", "vilket_ar_ar_du_fodd", "var_i_kommunen_bor_du"]  # fmt: skip
    born = book.question("vilket_ar_ar_du_fodd").choices[0]
    assert (born.label, born.low, born.high) == ("16–24 år", 2002, 2010)
    assert {choice.topic for choice in book.question(Round.read(made).priority_question).choices} == {
        "belysning", "hastighet", "unga_stokiga", "narkotika", "nedskrapning", "inbrott"}  # fmt: skip
    safe = book.question("hur_trygg_kanner_du_dig_utomhus_kvallsti")
    assert [choice.label for choice in safe.choices if choice.problem] == ["Ganska otrygg", "Mycket otrygg"]
    assert book.question("var_kanner_du_dig_otrygg").type == "place"
    assert "example.org" not in (made / "codebook.yaml").read_text("utf-8")

    assert cli.main(check) == 2
    said = capsys.readouterr().out
    assert "2 fynd hindrar publicering" in said
    assert "(11 tomma formulär från aktörer)" in said
    assert said.count("Formuläret är inte ifyllt.") == 3
    assert "Kodboken är ett utkast" in said
    assert cli.main(accept) == 0
    assert cli.main(publish) == 0
    table = Edition.open(kommun / "editions" / "granby-2027").table("situation")
    assert table["share"].notna().sum() == 6
    assert cli.main(export) == 0
    assert (kommun / "ut" / "granby-2027-lagesbild.pdf").is_file()


def test_the_check_says_before_publishing_that_a_question_cannot_rank(
    kommun: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "ny"
    assert cli.main(["new", str(folder), "--survey", str(kommun / "Trygghetsenkät 2026.xlsx")]) == 0
    book = folder / "codebook.yaml"
    lines = [line.partition(", topic:")[0] + "}" if ", topic:" in line else line
             for line in book.read_text("utf-8").splitlines()]  # fmt: skip
    book.write_text("\n".join(lines) + "\n", "utf-8")
    assert cli.main(["check", str(folder), "--out", str(tmp_path / "fynd.xlsx")]) == 2
    assert "inget av dess svarsalternativ hör till ett ämne" in capsys.readouterr().out


@pytest.fixture(scope="module")
def drafted(kommun: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a round made of the kommun's files."""
    return create(tmp_path_factory.mktemp("ny") / "ny", kommun="Granby", year=2027,
                  population=kommun / "befolkning.csv",
                  surveys=[guesses.survey(kommun / "Trygghetsenkät 2026.xlsx", otherwise=2026)])  # fmt: skip


@pytest.mark.parametrize("name", sorted(path.stem for path in lab.SOURCE.glob("0*.ipynb")))
def test_the_workbooks_run_on_the_newcomers_round(
    drafted: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(edition.FOLDER, str(tmp_path / "editions"))
    folder = Path(shutil.copytree(drafted, tmp_path / "ny"))
    path = lab.workbooks(folder) / f"{name}.ipynb"
    book = nbformat.read(path, as_version=4)
    NotebookClient(book, timeout=240, resources={"metadata": {"path": str(path.parent)}}).execute()
    outputs = [output for cell in book.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output for output in outputs if output.get("name") == "stderr"]
