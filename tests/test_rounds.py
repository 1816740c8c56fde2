"""round.toml is the one place that varies from year to year."""

from pathlib import Path

import pytest

from medlofte.criteria import BRA
from medlofte.errors import RoundError
from medlofte.rounds import Round

GOOD = """
kommun = "Strömstad"
year = 2017
title = "Runda"
start = 2017-01-01
crossings = [[], ["kon"]]
surveys = [{file = "web.csv", year = 2016, mode = "web"}, {file = "forra.csv", year = 2015, mode = "event"}]
"""


def folder(tmp_path: Path, text: str = GOOD) -> Path:
    for name in ("web.csv", "forra.csv", "codebook.yaml"):
        (tmp_path / name).touch()
    (tmp_path / "round.toml").write_text(text, "utf-8")
    return tmp_path


def test_a_round_knows_its_years_files_and_rules(tmp_path: Path) -> None:
    found = Round.read(folder(tmp_path))
    assert found.years == (2015, 2016)
    assert found.files == ("web.csv", "forra.csv", "codebook.yaml")
    assert found.path("web.csv").is_absolute()
    assert found.disclosure.public.minimum_base >= found.disclosure.internal.minimum_base
    assert found.criteria == BRA
    described = found.describe()
    assert described["start"] == "2017-01-01"
    assert described["name"] == tmp_path.name
    assert "web.csv" not in str(described), "an edition never names where the answers lie"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"web.csv"', '"../web.csv"', ["utanför", "../web.csv"]),
        ('"web.csv"', '"saknas.csv"', ["finns inte", "saknas.csv"]),
        ("year = 2017", 'year = "i år"', ["year", "i år"]),
        ('title = "Runda"', "", ["title", "saknas"]),
        ("title", "titel", ["titel", "okänt ord"]),
        ('mode = "event"', 'mode = "fax"', ["mode", "fax"]),
        ("year = 2017", "year = ", ["inte giltig TOML", "line 3"]),
        ("crossings", "[disclosure.public]\nminimum_base = 2\n[x]\ncrossings", ["lösare"]),
    ],
)
def test_a_broken_setup_names_what_to_mend(tmp_path: Path, old: str, new: str, words: list[str]) -> None:
    with pytest.raises(RoundError) as caught:
        Round.read(folder(tmp_path, GOOD.replace(old, new)))
    for word in words:
        assert word in str(caught.value)


def test_a_breakdown_by_three_questions_is_refused(tmp_path: Path) -> None:
    """A small area's women over 65 are a handful; no suppression makes such a table worth having."""
    text = GOOD.replace('["kon"]', '["omrade", "kon", "alder"]')
    with pytest.raises(RoundError, match=r"crossings.*högst 2 får anges"):
        Round.read(folder(tmp_path, text))


@pytest.mark.parametrize("looser", ["minimum_count = 3", "minimum_base = 9", "decimals = 3", "round_n = 3"])
def test_the_public_profile_is_never_looser(tmp_path: Path, looser: str) -> None:
    with pytest.raises(RoundError, match="lösare"):
        Round.read(folder(tmp_path, f"{GOOD}\n[disclosure.public]\n{looser}\n"))


def test_no_round_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # with no round near by, how to make one is told
    with pytest.raises(RoundError, match="medlofte new"):
        Round.read(tmp_path / "ingen")
    (tmp_path / "round.toml").write_bytes("kommun = 'Strömstad'".encode("cp1252"))
    with pytest.raises(RoundError, match="UTF-8"):
        Round.read(tmp_path)


@pytest.mark.parametrize(
    "line",
    ['email = "trygghet"', 'organisation_number = "12"', 'data = "www.example.org"', 'page = "javascript:alert(1)"',
     'license = "fri"', 'data = "https://example.org/a b"'],
)  # fmt: skip
def test_what_is_published_for_everyone_has_a_form(tmp_path: Path, line: str) -> None:
    with pytest.raises(RoundError, match=f"publication → {line.partition(' ')[0]}"):
        Round.read(folder(tmp_path, GOOD + "[publication]\n" + line))


def test_an_edition_tells_what_is_published_for_everyone(tmp_path: Path) -> None:
    text = GOOD + '[publication]\nphone = "0526-190 00"\nnext_survey = 2018-10-15\n'
    told = Round.read(folder(tmp_path, text)).describe()["publication"]
    assert (told["phone"], told["next_survey"], told["license"]) == ("0526-190 00", "2018-10-15", "CC0-1.0")
