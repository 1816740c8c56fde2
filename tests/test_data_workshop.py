"""The demo's worked workshop: made of its script, restored, shown by every document, and never passed off as real."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from medlofte.edition import Edition
from medlofte.export import content, minutes
from medlofte.workshop.promises.chain import gather
from medlofte.workshop.store import Store, packet

ROOT = Path(__file__).parents[1]
WORKED = ROOT / "data" / "workshops" / "stromstad-2017.zip"
EDITION = ROOT / "data" / "editions" / "stromstad-2017"


@pytest.fixture(scope="module")
def restored(tmp_path_factory):
    with Store.open(tmp_path_factory.mktemp("worked") / "w.sqlite") as store:
        store.archive.restore(WORKED)
        yield store


def test_the_committed_workshop_is_what_its_script_makes(tmp_path):
    made = tmp_path / "made.zip"
    subprocess.run([sys.executable, ROOT / "data/make_workshop.py", made], check=True, cwd=tmp_path)
    found, kept = packet.read(made), packet.read(WORKED)
    for tables in (found, kept):  # keys are drawn anew by each export
        rows = [{name: value for name, value in row.items() if name != "ballot"} for row in tables["ballots"]]
        tables["ballots"] = sorted(rows, key=str)
        for row in tables["decisions"]:
            row["basis"] = ""  # the evidence is the edition's, whose own test tells when it is stale
    assert found == kept, "run python data/make_workshop.py"
    assert WORKED.stat().st_size < 40_000


def test_the_chain_is_whole_and_a_new_round_can_be_opened_at_once(restored):
    edition = Edition.open(EDITION)
    chain = gather(edition, restored)
    focus = restored.decisions().query("decision == 'fokus'")["problem"]
    assert all(len(chain.promises_on(problem)) for problem in focus), "every problem chosen has a promise"
    causes = set(chain.causes["cause"])
    for measure in chain.measures.to_dict("records"):
        assert measure["promise"] in set(chain.held["promise"])
        assert measure["causes"]
        assert set(measure["causes"]) <= causes
    assert set(chain.promises["state"]) == {"redovisat", "pagar"}
    assert restored.decisions().set_index("problem").loc["bedrageri", "reason"]
    assert set(chain.assessments["version"]) == {1, 2}, "the half-year's statuses and the year's"
    assert restored.voting.current() is None
    problems = [*edition.labels("topics")][:3]
    number = restored.voting.open("prickar", problems=problems, dots=3, by="Mötesledare")
    restored.voting.undo(by="Mötesledare")
    assert number == 4


def test_the_real_promises_stand_word_by_word_and_the_others_say_that_they_are_invented(restored):
    written = yaml.safe_load((ROOT / "data/stromstad-2017/promises/promises.yaml").read_text("utf-8"))["promises"]
    real = {row["promise"]: row["text"] for row in written}
    for row in restored.plan.promises().to_dict("records"):
        if row["promise"] in real:
            assert row["content"]["text"] == real[row["promise"]]
        else:
            assert "påhittat" in row["content"]["title"]
    assert all("påhittad" in source for source in restored.plan.activities()["source"])


def test_the_minutes_have_votes_decisions_and_the_warning(restored):
    edition = Edition.open(EDITION)
    found = content.gather(edition, store=restored)
    text = repr(minutes.blocks(edition, found))
    assert "Påhittade svar" in text
    assert "8 december 2016" in text
    assert "Går knappast att påverka lokalt." in text
    assert "Omgång 3 (prickar, 15 röster): plats" in text
    assert [vote.ballots for vote in found.votes] == [15, 15, 15]
    assert all(vote.rows for vote in found.votes)
