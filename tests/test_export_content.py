"""What the documents say, from the sample edition and a small workshop."""

from __future__ import annotations

import pytest

from medlofte import style
from medlofte.errors import ExportError
from medlofte.export import minutes
from medlofte.export.content import gather, notes, saving
from medlofte.workshop.store import Store
from tests.sample import sample_edition


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    return sample_edition(tmp_path_factory.mktemp("content") / "e")


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "w.sqlite") as opened:
        yield opened


def test_without_a_workshop(edition):
    content = gather(edition)
    assert content.situation["label"].tolist()[:2] == ["Fortkörning och hastighet", "Narkotika"]
    assert content.ranking.empty
    assert content.decisions.empty
    assert content.promises["state"].tolist() == ["Beslutad", "Beslutad"]
    assert content.follow_up["label"].tolist() == ["går inte att bedöma", "uppfyllt"]
    assert all(label in style.STATUSES for label in content.follow_up["label"])


def test_the_ranking_shows_problems_that_three_have_rated(edition, store):
    number = store.voting.open("bedomning", problems=["narkotika", "inbrott"], criteria=["okar"], by="A")
    for role, more in (("polis", {"inbrott|okar": "nej"}), ("kommun", {"inbrott|okar": "nej"}), ("annan", {})):
        store.voting.cast(store.join(role).token, number, content={"narkotika|okar": "ja"} | more)
    assert gather(edition, store=store).ranking.empty, "nobody is led by an open round"
    store.voting.close(number, by="A")
    frame = gather(edition, store=store).ranking
    assert frame[["rank", "label", "score", "agreement", "top3", "n"]].to_numpy().tolist() == [
        [1, "Narkotika", 1.0, 1.0, 1.0, 3]]  # fmt: skip


def test_a_promise_decided_in_the_workshop_replaces_the_editions_and_a_draft_hides_nothing(edition, store):
    store.plan.save(
        "promise", "vandring", content={"title": "Två vandringar", "topics": ["belysning"], "target": "2"}, by="A"
    )
    store.plan.save("promise", "narkotika", content={}, by="A", state="struken")
    store.plan.save("promise", "ny", content={"title": "Ny", "promisers": "polis"}, by="A", state="beslutad")
    store.plan.save("promise", "ny", content={"title": "Nyare"}, by="A", expected_version=1)
    frame = gather(edition, store=store).promises
    assert frame[["title", "state", "topics", "promisers"]].to_numpy().tolist() == [
        ["Trygghetsvandring", "Beslutad", "belysning|synlig_polis", "gemensamt"],
        ["Ny", "Överenskommet", "", "polis"],
        ["Två vandringar", "Utkast", "belysning", "gemensamt"],
        ["Nyare", "Utkast", "", "gemensamt"],
    ]
    assert frame.set_index("title").at["Två vandringar", "target"] == 2


def test_the_workshops_activities_count(edition, store):
    store.plan.log_activity("vandringar", date="2017-11-01", amount=2, by="A")
    done = gather(edition, store=store).follow_up.set_index("measure")["done"]
    assert done.to_dict() == {"insatser": 1, "vandringar": 3}


def test_the_notes_say_how_the_figures_came_about(edition, tmp_path):
    said = notes(edition)
    assert said[0].startswith("Påhittade svar")
    assert said[1].startswith("Internt underlag")
    assert "Enkäten 2016: 500 godkända svar." in said[2]
    assert "Självrekryterat urval" in said[2]
    assert said[3] == "Svaren är viktade efter ålder och kön."
    real = sample_edition(tmp_path / "e", demo=False, profile="public", design="sample", rake=[], start="")
    said = notes(real)
    assert said[0] == "Enkäten 2016: 500 godkända svar. Urvalsundersökning."
    assert "Svaren är inte viktade." in said


def test_the_workshops_own_case_number_stands_before_the_rounds(edition, store):
    assert gather(edition, store=store).case_number == gather(edition).case_number
    store.settings.set_case_number("KS 2026/17", by="Mötesledare")
    assert gather(edition, store=store).case_number == "KS 2026/17"


def test_the_minutes_say_that_a_round_was_opened_again(edition, store):
    number = store.voting.open("prickar", problems=["narkotika", "inbrott"], dots=1, by="x")
    for _ in range(3):
        store.voting.cast(store.join("polis").token, number, content={"narkotika": 1})
    store.voting.close(number, by="x")
    before = str(minutes.blocks(edition, gather(edition, store=store)))
    store.voting.reopen(number, by="x")
    store.voting.close(number, by="x")
    after = str(minutes.blocks(edition, gather(edition, store=store)))
    assert "kan ha sett resultatet" not in before
    assert "Öppnades igen efter stängningen: " in after


def test_topic_labels(edition):
    content = gather(edition)
    assert content.named("inbrott|okant") == ["Inbrott", "okant"]
    assert content.named("") == []
    assert content.banner == "Påhittade svar · Internt underlag"


def test_a_file_is_whole_or_not_there(tmp_path):
    file = tmp_path / "mapp" / "fil.txt"
    with saving(file) as draft:
        draft.write_text("nytt")
    assert file.read_text() == "nytt"
    with pytest.raises(ZeroDivisionError), saving(file) as draft:
        draft.write_text(f"halvt {1 / 0}")
    assert [path.name for path in file.parent.iterdir()] == ["fil.txt"]
    assert file.read_text() == "nytt"
    (tmp_path / "vanlig.txt").write_text("")
    with (
        pytest.raises(ExportError, match=r"går inte att skriva.*välj en annan mapp"),
        saving(tmp_path / "vanlig.txt" / "fil.txt"),
    ):
        pass
