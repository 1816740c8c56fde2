"""A new round can be read, checked and filled in; nothing that is there is overwritten."""

import re
import shutil
import tomllib
from pathlib import Path

import pytest

from medlofte import cli, guesses, language
from medlofte.analysis.check import check_round
from medlofte.cli.making import asked
from medlofte.codebook import Codebook
from medlofte.errors import RoundError, SourceError
from medlofte.new import KOMMUN, create
from medlofte.rounds import Round

ROOT = Path(__file__).parents[1]


def test_a_new_round_reads_and_tells_what_is_lacking(tmp_path: Path) -> None:
    folder = create(tmp_path / "ny", kommun="Strömstad", year=2027)
    made = Round.read(folder)
    codebook = Codebook.read(made.path(made.codebook))
    assert (made.kommun, made.year) == ("Strömstad", 2027)
    assert len(codebook.topics) == 27
    assert {file.stem for file in (folder / "mapping").glob("*.xlsx")} == {actor.id for actor in codebook.actors}
    findings = check_round(made, codebook=codebook).findings
    assert "fel" in set(findings["severity"]), "without answers there is nothing to publish, and check says so"


def test_the_starter_in_english_is_the_same_round_with_english_comments(tmp_path: Path) -> None:
    made = {"sv": create(tmp_path / "sv", kommun="Vara", year=2027)}
    with language.speaking("en"):
        made["en"] = create(tmp_path / "en", kommun="Vara", year=2027)
    setups = {name: (folder / "round.toml").read_text("utf-8") for name, folder in made.items()}
    values, waiting = ({name: found(text) for name, text in setups.items()} for found in (tomllib.loads, _waiting))
    assert values["en"] == values["sv"]
    assert waiting["en"] == waiting["sv"]
    assert "# the year that the promises are for" in setups["en"]
    comments = [line.rpartition("#")[2] for line in setups["en"].splitlines() if "#" in line and "=" not in line]
    assert not re.search("[åäöÅÄÖ]", "".join(comments).replace("Brå", ""))
    assert (made["en"] / "LASMIG.md").read_text("utf-8").startswith("# Medborgarlöften i Vara 2027\n\nHow to start:")
    assert (made["en"] / "ATT-GORA.md").read_text("utf-8").startswith("# The year wheel: Vara 2027")


def _waiting(setup: str) -> list[str]:
    """Return the settings that wait behind a comment sign, with their values."""
    return re.findall(r"^# (\[+\w+\]+|\w+ = [^#]*[^# ])", setup, re.MULTILINE)


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "viktigt.txt").write_text("x")
    with pytest.raises(RoundError, match="inte tom"):
        create(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["viktigt.txt"]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ('Min "fina" kommun', 'Min "fina" kommun'),
        ("Norra\\Södra", "Norra\\Södra"),
        ("två\nrader\x00", "två rader"),
        ("{kommun} %s", "{kommun} %s"),
        ("  ", KOMMUN),
        (None, KOMMUN),
    ],
)
def test_any_name_can_be_written(tmp_path: Path, typed: str | None, read: str) -> None:
    made = Round.read(create(tmp_path / "ny", kommun=typed))
    assert made.kommun == read
    assert made.year > 2025
    assert made.title == f"Medborgarlöften i {read} {made.year}"


def test_the_topics_have_the_themes_of_the_demo(tmp_path: Path) -> None:
    ours = Codebook.read(create(tmp_path / "ny") / "codebook.yaml").topics
    demo = Codebook.read(ROOT / "data" / "stromstad-2017" / "codebook.yaml").topics
    assert {topic.id: topic.theme for topic in ours} == {topic.id: topic.theme for topic in demo}


def test_an_empty_folder_is_used(tmp_path: Path) -> None:
    (tmp_path / "tom").mkdir()
    assert (create(tmp_path / "tom") / "LASMIG.md").is_file()


def test_nothing_half_made_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("medlofte.analysis.read.mapping.write_form", interrupted)
    with pytest.raises(KeyboardInterrupt):
        create(tmp_path / "ny")
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("x")
    with pytest.raises(RoundError):
        create(tmp_path / "fil" / "ny")


def test_the_wizard_asks_little_and_guesses_the_rest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    demo = ROOT / "data" / "stromstad-2017"
    shutil.copyfile(demo / "survey" / "event.xlsx", tmp_path / "torget 2016.xlsx")
    lock = tmp_path / "~$torget 2016.xlsx"
    lock.write_bytes(b"x")
    dragged = str(tmp_path / "torget 2016.xlsx").replace(" ", "\\ ")
    answers = iter([
        "", "Norra Åby", "snart", "2017",                                # no name, then one; no year, then one
        f"'{demo / 'survey' / 'web.csv'}'", "ja", "finns-inte.csv", dragged, "nej", "", "event",
        str(demo / "population.csv"), str(demo / "places" / "places.csv"), str(demo / "registers" / "bra.csv"),
        str(demo / "places" / "areas.geojson"), str(lock), str(tmp_path), "",
        str(ROOT), "",                                                   # a folder that is taken, then the proposal
    ])  # fmt: skip
    empty = {"kommun": None, "surveys": [], "population": None, "places": None}
    folder, wanted = asked(lambda _: next(answers), year=2027, given=empty)
    assert folder == Path("data/norra-aby-2017")
    assert [(one.year, one.mode) for one in wanted["surveys"]] == [(2016, "web"), (2016, "event")]
    made = Round.read(create(tmp_path / "ny", **wanted))
    said = capsys.readouterr().out
    for words in (
        "finns-inte.csv finns inte",
        "är en mapp, inte en fil",
        "Ange filen utan ~$ i namnet.",
        "bra.csv: Brås anmälda brott.",
        "places.csv: platslista.",
        "Mappen finns redan och är inte tom.",
    ):
        assert words in said
    assert [(one.file, one.kind) for one in made.registers] == [("registers/bra.csv", "bra")]
    assert [(one.file, one.role) for one in made.layers] == [("places/areas.geojson", "areas")]
    assert set(made.rake) == {"vilket_ar_ditt_kon", "hur_gammal_ar_du", "i_vilken_del_av_kommunen_bor_du"}
    assert (made.places, made.population, len(made.surveys)) == ("places.csv", "population.csv", 2)


def test_the_command_shows_what_it_guessed_and_the_next_step(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = ROOT / "data" / "stromstad-2017" / "survey" / "2015-web.csv"
    folder = tmp_path / "ny"
    assert cli.main(["new", str(folder), "--kommun", "Provby", "--year", "2016", "--survey", str(source)]) == 0
    said = capsys.readouterr().out
    assert "2015-web.csv: år 2015, svar från webben" in said
    assert "bakgrund" in said
    assert f"Nästa steg: medlofte check {folder}" in said
    assert "- [ ] **oktober 2015: Trygghetsenkät" in (folder / "ATT-GORA.md").read_text("utf-8")
    assert (folder / "arshjul.ics").read_text("utf-8").count("BEGIN:VEVENT") == 11


def test_the_wizard_proposes_a_folder_that_is_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for taken in ("vara-2027", "vara-2027-2"):
        create(Path("data") / taken, kommun="Vara", year=2027)
    assert guesses.folder("Vara", 2027) == Path("data/vara-2027-3")


@pytest.mark.parametrize("name", ["Vara kommun", "Malmö stad", "Region Gotland", "Borgholms kommun"])
def test_a_kommun_is_called_so_once(tmp_path: Path, name: str) -> None:
    setup = (create(tmp_path / "ny", kommun=name) / "round.toml").read_text("utf-8")
    assert f'# responsible = "{name}"' in setup


def test_a_year_has_four_digits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["new", str(tmp_path / "ny"), "--year", "27"]) == 2
    assert "Året ska skrivas med fyra siffror. Till exempel 2027." in capsys.readouterr().err
    assert not (tmp_path / "ny").exists()


def test_the_next_step_can_be_pasted_where_the_path_has_spaces(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "OneDrive - Åmåls kommun" / "Rundan 2027"
    assert cli.main(["new", str(folder), "--kommun", "Åmål"]) == 0
    line = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("Nästa steg"))
    assert guesses.path(line.partition("medlofte check ")[2]) == folder


def test_nothing_is_made_of_files_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="finns inte"):
        create(tmp_path / "ny", population=tmp_path / "saknas.csv")
    (tmp_path / "a").mkdir()
    for place in (tmp_path / "svar.csv", tmp_path / "a" / "svar.csv"):
        place.write_text("id;Trygg\n1;Ja\n2;Nej\n", "utf-8")
    twice = [guesses.Survey(tmp_path / "svar.csv", 2026), guesses.Survey(tmp_path / "a" / "svar.csv", 2026)]
    with pytest.raises(RoundError, match="heter likadant"):
        create(tmp_path / "ny", surveys=twice)
    assert not (tmp_path / "ny").exists()


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("'/en mapp/fil.csv'", "/en mapp/fil.csv"),
        ('"/en mapp/fil.csv" ', "/en mapp/fil.csv"),
        ("/en\\ mapp/fil.csv", "/en mapp/fil.csv"),
        ("file:///en%20mapp/fil.csv", "/en mapp/fil.csv"),
        ("& '/en mapp/fil.csv'", "/en mapp/fil.csv"),
        ("fil.csv", "fil.csv"),
    ],
)
def test_a_file_may_be_dragged_in(typed: str, path: str) -> None:
    assert guesses.path(typed) == Path(path)


@pytest.mark.parametrize(
    ("name", "year", "mode"),
    [
        ("svar.csv", 2026, "web"),
        ("webbenkat_2025-10.xlsx", 2025, "web"),
        ("Torget2024.xlsx", 2024, "event"),
        ("pappersenkät papper 2023.sav", 2023, "paper"),
        ("urval.csv", 2026, "sample"),
    ],
)
def test_a_file_name_tells_year_and_mode(name: str, year: int, mode: str) -> None:
    guessed = guesses.survey(Path(name), otherwise=2026)
    assert (guessed.year, guessed.mode) == (year, mode)
