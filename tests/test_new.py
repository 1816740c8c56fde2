"""A new round can be read, checked and filled in; nothing that is there is overwritten."""

from pathlib import Path

import pytest

from medlofte.analysis.check import check_round
from medlofte.codebook import Codebook
from medlofte.errors import RoundError
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
