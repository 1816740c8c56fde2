"""From what a safety walk noted to a cause, a measure and what is done."""

import pandas as pd
import pytest

from medlofte import edition as editions
from medlofte import tables
from medlofte.workshop.promises import walks
from medlofte.workshop.promises.chain import gather
from medlofte.workshop.store import Store
from tests import sample
from tests.test_views_loften import page as promises_page

NOTED = [
    ("a", "belysning", "Tre lampor är trasiga", "Byt lampor", "klar", "oppen"),
    ("b", "belysning", "", "Röj buskar", "planerad", "oppen"),
    ("c", "belysning", "Mörk trappa", "", "planerad", "oppen"),
    ("d", "belysning", "Mörk stig", "Ny stolpe", "avford", "oppen"),
    ("e", "belysning", "Lås på kiosken", "Byt lås", "planerad", "intern"),
    ("f", "narkotika", "Undanskymd bänk", "Flytta bänken", "pagar", "oppen"),
]


@pytest.fixture
def edition(tmp_path):
    made = sample.frames()
    made["walks"] = tables.WALKED.check(
        pd.DataFrame([("hosten", "Resecentrum", "2016-10-20", 609)], columns=tables.WALKED.names)
    )
    rows = [
        (name, "hosten", "", None, None, topic, text, action, "", "Gatukontoret", status, secrecy)
        for name, topic, text, action, status, secrecy in NOTED
    ]
    made["observations"] = tables.OBSERVATIONS.check(pd.DataFrame(rows, columns=tables.OBSERVATIONS.names))
    about = sample.sample_edition(tmp_path / "first").about
    return editions.write(tmp_path / "utgava", frames=made, layers=sample.layers(), about=about)


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "w.sqlite") as opened:
        yield opened


def page(edition, store, role="kommun"):
    made = promises_page(edition, store, role)
    made.problem.value = "belysning"
    return made


def proposed(edition, store):
    return walks.proposals(edition, store, "belysning")["action"].tolist()


def test_open_proposals_about_the_problem_that_nobody_has_turned_down(edition, store):
    assert proposed(edition, store) == ["Byt lampor", "Röj buskar"]


def test_a_proposal_becomes_a_cause_with_its_walk_as_evidence_and_a_measure_against_it(edition, store):
    assert walks.take(edition, store, "belysning", by="Kommun") == 2
    chain = gather(edition, store)
    cause = chain.causes.iloc[0]
    assert (cause["text"], cause["reference"]) == (
        "Tre lampor är trasiga", "Trygghetsvandring: Resecentrum, 2016-10-20")  # fmt: skip
    own = chain.of_problem("belysning").set_index("measure")
    assert own.loc["vandring_a", ["title", "owner", "planned", "causes"]].tolist() == [
        "Byt lampor", "Gatukontoret", 1, ["vandring_a"]]  # fmt: skip
    assert own.loc["vandring_b", "causes"] == [], "nothing was noted but what to do"


def test_what_is_put_right_is_an_activity_on_the_walks_day(edition, store):
    walks.take(edition, store, "belysning", by="Kommun")
    done = store.plan.activities()
    assert done[["measure", "date", "amount"]].to_numpy().tolist() == [["vandring_a", "2016-10-20", 1]]


def test_taken_once_and_struck_is_not_proposed_again(edition, store):
    walks.take(edition, store, "belysning", by="Kommun")
    assert walks.take(edition, store, "belysning", by="Kommun") == 0
    saved = store.plan.measures().set_index("measure").loc["vandring_b", "content"]
    store.plan.save("measure", "vandring_b", content=saved, by="Kommun", expected_version=1, state="struken")
    assert proposed(edition, store) == []


def test_a_take_that_was_cut_off_is_finished_by_the_next(edition, store):
    cause = {"problem": "belysning", "branch": "plats", "text": "Tre lampor är trasiga"}
    store.plan.save("cause", "vandring_a", content=cause, by="Kommun")
    assert walks.take(edition, store, "belysning", by="Kommun") == 2
    assert store.plan.causes()["version"].tolist() == [1]


def test_one_press_on_the_page_writes_them_and_says_so(edition, store):
    made = page(edition, store)
    assert "Byt lampor" in made.walks.listed.value
    made.walks.take.click()
    assert "2 åtgärder är skrivna med sina orsaker." in made.walks.notice.value
    assert made.walks.offered.layout.display == "none"
    assert "Röj buskar" in made.against.value
    assert "Tre lampor är trasiga" in made.analysis.value


def test_who_does_not_write_is_offered_nothing(edition, store):
    made = page(edition, store, "annan")
    assert made.walks.offered.layout.display == "none"
    made.walks.take.click()
    assert "Bara polisen, kommunen och mötesledaren" in made.walks.notice.value
    assert store.plan.measures().empty
