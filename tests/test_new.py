"""A new round can be read, checked and filled in; nothing that is there is overwritten."""

from pathlib import Path

import pytest

from medlofte.analysis.check import check_round
from medlofte.codebook import Codebook
from medlofte.errors import RoundError
from medlofte.new import create
from medlofte.rounds import Round


def test_a_new_round_reads_and_tells_what_is_lacking(tmp_path: Path) -> None:
    folder = create(tmp_path / "ny", kommun='Min "fina" kommun', year=2027)
    made = Round.read(folder)
    codebook = Codebook.read(made.path(made.codebook))
    assert (made.kommun, made.year) == ("Min 'fina' kommun", 2027)
    assert len(codebook.topics) == 27
    assert {file.stem for file in (folder / "mapping").glob("*.xlsx")} == {actor.id for actor in codebook.actors}
    findings = check_round(made, codebook=codebook).findings
    assert "fel" in set(findings["severity"]), "without answers there is nothing to publish, and check says so"


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "viktigt.txt").write_text("x")
    with pytest.raises(RoundError, match="inte tom"):
        create(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["viktigt.txt"]


def test_a_place_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("x")
    with pytest.raises(RoundError):
        create(tmp_path / "fil" / "ny")
