"""The demo edition that is committed is the demo round's, and is not stale."""

from pathlib import Path

from medlofte.edition import Edition, sha256
from medlofte.rounds import Round

ROUND = Path(__file__).parents[1] / "data" / "stromstad-2017"
EDITION = ROUND.parent / "editions" / ROUND.name


def test_the_committed_edition_is_made_of_the_committed_sources() -> None:
    edition = Edition.open(EDITION)
    sources = edition.table("provenance").set_index("file")["sha256"]
    assert len(sources) >= len(Round.read(ROUND).surveys)
    for told in (dict(sources), edition.about["setup"]):
        assert {name: sha256(ROUND / name) for name in told} == told, "run python data/make_demo.py --edition"
    assert edition.number == 1
    assert edition.about["demo"] is True
    assert edition.about["profile"] == "internal"
