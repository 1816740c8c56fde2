"""A person asks for their answers to be deleted: from the command line, in a real round."""

import shutil
from pathlib import Path

import pytest

from medlofte import cli
from medlofte.analysis.check import check_round
from medlofte.analysis.coding import ledger, patterns
from medlofte.codebook import Codebook
from medlofte.rounds import Round

DEMO = Path(__file__).parents[1] / "data" / "stromstad-2017"


@pytest.mark.no_cover
def test_a_person_is_forgotten_once_and_the_cells_that_are_left_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(shutil.copytree(DEMO, tmp_path / "runda"))
    round_ = Round.read(folder)
    book = Codebook.read(round_.path(round_.codebook))
    responses = check_round(round_, codebook=book).responses
    answers = patterns.free_answers(responses, codebook=book)
    who = str(answers["respondent"].iloc[0])
    (source,) = responses.frame.loc[responses.frame["respondent"] == who, ["file", "row"]].to_numpy().tolist()

    assert cli.main(["forget", str(folder), "finns-inte", "--by", "Åsa"]) == 2
    assert "Inget fritextsvar har det svarsnumret" in capsys.readouterr().err
    assert cli.main(["forget", str(folder), who, "--by", " "]) == 2
    assert "ange sitt namn" in capsys.readouterr().err
    assert not (folder / ledger.FILE).exists()

    assert cli.main(["forget", str(folder), who, "--by", "Åsa"]) == 0
    told = capsys.readouterr().out
    assert "Raderat: " in told
    assert f"{source[0]}, rad {source[1]}: " in told
    assert cli.main(["forget", str(folder), who, "--by", "Bo"]) == 0
    assert "redan raderat, av Åsa" in capsys.readouterr().out
    decisions = ledger.Ledger(folder / ledger.FILE).decisions()
    assert {d.coder for d in decisions} == {"Åsa"}
    left = ledger.undeleted(answers, decisions)
    assert who not in set(left["respondent"])
