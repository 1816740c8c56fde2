"""The analyst's tools in the notebook: weights, comparisons and publishing, set and read without a browser."""

import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from medlofte.analysis import going
from medlofte.analysis.check import check_round
from medlofte.analysis.coding.trial import preview
from medlofte.analysis.estimate import count, rake
from medlofte.analysis.publish import STEPS, publish
from medlofte.analysis.workbench.explorer import YEARS, Compared, Explorer, Family, between_years, sentence
from medlofte.analysis.workbench.patterns import PatternBench
from medlofte.analysis.workbench.publishing import Job, PublishRoom, StoppedError, outcome_text
from medlofte.analysis.workbench.weighting import WeightingView, weighting
from medlofte.codebook import Choice, Codebook, Question
from medlofte.edition import Edition
from medlofte.rounds import Round
from medlofte.tables import Responses
from tests.trial import crowded

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "data" / "stromstad-2017"
YESNO = Question(name="q", label="Q?", type="select_one",
                 choices=(Choice(name="ja", label="Ja"), Choice(name="nej", label="Nej")))  # fmt: skip


@pytest.fixture(scope="module")
def demo() -> tuple[Codebook, dict]:
    """Return the demo's codebook and its weighted cells per year."""
    round_ = Round.read(DEMO)
    book = Codebook.read(round_.path(round_.codebook))
    checked = check_round(round_, codebook=book)
    asked = [question for question in book.questions if question.estimated and not question.role]
    cells = {}
    for year in round_.years:
        keep = (checked.responses.frame["year"] == year).to_numpy()
        given = Responses(checked.responses.frame[keep].reset_index(drop=True),
                          checked.responses.states[keep].reset_index(drop=True))  # fmt: skip
        counted = count(given, questions=asked, by=["alder", "kon", "omrade", "mode"])
        cells[year] = rake(counted, checked.margins, variables=round_.rake)
    return book, cells


def test_the_weights_are_kishs_and_the_margins_are_the_populations(demo: tuple[Codebook, dict]) -> None:
    cells = demo[1][max(demo[1])]
    found = weighting(cells)
    weights = np.repeat(cells.factor, cells.frame["n"].astype(int))
    assert found.n == len(weights)
    assert found.n_eff == pytest.approx(weights.sum() ** 2 / (weights**2).sum())
    assert found.deff == pytest.approx(found.n / found.n_eff)
    assert found.spread["n"].sum() == found.n
    np.testing.assert_allclose(found.margins["after"], found.margins["population"], atol=1e-6)
    assert "värda" in found.text()
    view = WeightingView(cells, codebook=demo[0])
    assert "Kvinna" in view.children[2].value
    assert "okänd eller utan befolkning" in view.children[2].value


def test_without_weights_everyone_counts_as_one(demo: tuple[Codebook, dict]) -> None:
    cells = demo[1][max(demo[1])]
    found = weighting(cells.collapse(["kon"]).__class__(**{**cells.__dict__, "factor": np.ones(len(cells.frame)),
                                                          "margins": ()}))  # fmt: skip
    assert (found.deff, found.low, found.high) == pytest.approx((1, 1, 1))
    assert found.margins.empty


def compared(*p: float, n: int = 100, difference: float = 0.2) -> Compared:
    rows = pd.DataFrame({"choice": ["ja", "nej"][: len(p)], "first": 0.3, "second": 0.3 + difference, "p": p})
    rows = rows.assign(difference=difference, low=difference - 0.1, high=difference + 0.1)
    return Compared(YESNO, ("kvinna", "man"), rows, n, "Förbehåll.")


def test_the_sentence_claims_only_what_the_adjusted_test_holds() -> None:
    words = {"kvinna": "kvinnor", "man": "män"}
    told = sentence(compared(0.01), [0.01], labels=words).replace(chr(0xA0), " ")
    assert told == "50 % svarar «Ja» (män), mot 30 % (kvinnor). Skillnaden är statistiskt säkerställd. Förbehåll."
    assert sentence(compared(0.01), [0.2], labels=words).startswith("Ingen säker skillnad mellan kvinnor och män")
    assert sentence(compared(0.01, n=9), [0.01], labels=words).startswith("För få har svarat (9")
    assert sentence(compared(float("nan")), [float("nan")], labels=words).startswith("Ingen säker skillnad")


def test_looking_at_more_comparisons_makes_each_weaker() -> None:
    family = Family()
    assert family.adjusted(compared(0.03)) == [0.03]
    other = Compared(YESNO, ("a", "b"), compared(0.5).rows, 100, "")
    assert family.adjusted(other) == [0.5]
    assert family.adjusted(compared(0.03)) == [0.06]
    assert family.tests == 2, "the same comparison again is not another test"


def test_the_explorer_compares_groups_and_years(demo: tuple[Codebook, dict]) -> None:
    book, cells = demo
    explorer = Explorer(cells, codebook=book)
    assert isinstance(explorer.compared, Compared)
    assert "n = " in explorer._table.value
    explorer.second.value = explorer.first.value
    assert explorer.compared == "Välj två olika sidor att jämföra."
    explorer.by.value = YEARS
    explorer.question.value = "trygg_kvall"
    years = (min(cells), max(cells))
    again = between_years(cells, question=book.question("trygg_kvall"), codebook=book, years=years)
    assert isinstance(again, Compared)
    pd.testing.assert_frame_equal(explorer.compared.rows, again.rows)
    first = again.rows["second"] - again.rows["first"]
    np.testing.assert_allclose(first, again.rows["difference"].astype(float))


def stopped_between(first: Callable[[Any], object], then: Callable[[Any], object]) -> object:
    """Return how a job ends that does the first, is stopped, and goes on with the second; both are given progress."""
    outcome: list[object] = []
    reached, go = threading.Event(), threading.Event()

    def work(progress: object) -> object:
        first(progress)
        reached.set()
        go.wait(5)
        return then(progress)

    job = Job(work, told=lambda *_: None, ended=outcome.append)
    job.start()
    assert reached.wait(5)
    job.stop()
    go.set()
    assert job.wait(5)
    [ended] = outcome
    return ended


def test_stopped_work_ends_at_its_next_step_and_is_told() -> None:
    ended = stopped_between(lambda progress: progress(0, 2, "ett"), lambda progress: progress(1, 2, "två"))
    assert isinstance(ended, StoppedError)


def test_publishing_stops_within_a_step_and_leaves_nothing(tmp_path: Path) -> None:
    """The longest step hides small figures; it is stopped when it has counted a few of its parts."""
    reached, outcome = threading.Event(), []

    def told(done: int, _total: int, what: str) -> None:
        if done == STEPS.index("skyddar små tal") and "del 3 av" in what:
            reached.set()

    job = Job(lambda progress: publish(DEMO, out=tmp_path / "ut", progress=progress), told=told, ended=outcome.append)
    job.start()
    assert reached.wait(600)
    job.stop()
    asked = time.monotonic()
    assert job.wait(120)
    assert time.monotonic() - asked < 2.5 * crowded()
    assert isinstance(outcome[0], StoppedError)
    assert list(tmp_path.iterdir()) == []


def test_an_edition_that_is_whole_is_not_called_stopped() -> None:
    def publish_the_rest(_progress: object) -> str:
        going.on(1, 2)
        return "en utgåva"

    assert stopped_between(lambda progress: progress(1, 1, "klart"), publish_the_rest) == "en utgåva"


def test_a_stopped_or_refused_edition_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    room = PublishRoom(DEMO, out=tmp_path / "ut")
    room.publish.click()
    room.stop.click()
    assert room.job is not None
    assert room.job.wait(60)
    assert "Stoppat. Ingen utgåva är skriven" in room.result.value
    assert (room.publish.disabled, room.stop.disabled) == (False, True)
    broken = PublishRoom(tmp_path, out=tmp_path / "ut")
    broken.publish.click()
    assert broken.job is not None
    assert broken.job.wait(60)
    assert "Utgåvan skrevs inte." in broken.result.value
    assert "round.toml" in broken.result.value
    assert list(tmp_path.iterdir()) == []


@pytest.mark.no_cover
def test_the_outcome_says_what_was_hidden_the_verdict_and_the_next_step() -> None:
    edition = Edition.open(ROOT / "data" / "editions" / "stromstad-2017")
    lines = outcome_text(edition, before=edition)
    assert "inte visas" in lines[0]
    assert "Ingen går att räkna ut" in lines[1]
    assert lines[3:5] == ["Mot den förra utgåvan:", "Utgåvorna visar samma sak."]
    assert "medlofte serve" in lines[-1]


ANSWERS = pd.DataFrame({"respondent": ["1", "2", "3"], "question": "q",
                        "text": ["Det spelas hög musik vid kajen", "Musik är bra", "Allt är lugnt"]})  # fmt: skip


def test_a_pattern_is_tried_before_it_is_kept(tmp_path: Path) -> None:
    shutil.copyfile(DEMO / "topics.yaml", tmp_path / "topics.yaml")
    before = (tmp_path / "topics.yaml").read_bytes()
    topic = Codebook.read_topics(tmp_path / "topics.yaml").topics[0].id
    bench = PatternBench(tmp_path / "topics.yaml", answers=ANSWERS, name="analytiker")
    bench.topic.value = topic
    bench.pattern.value, bench.sentence.value = "hög musik", "Det är hög musik på kvällarna"
    assert "1 svar till" in bench.said.value
    assert "vid kajen" in bench.said.value
    assert (tmp_path / "topics.yaml").read_bytes() == before, "a trial writes nothing"
    bench.keep.click()
    assert "hög musik" in Codebook.read_topics(tmp_path / "topics.yaml").topic(topic).patterns
    assert "#" in (tmp_path / "topics.yaml").read_text("utf-8"), "comments stay"
    bench.undo.click()
    assert (tmp_path / "topics.yaml").read_bytes() == before
    bench.sentence.value = "Ingenting alls"
    bench.keep.click()
    assert "inte" in bench.said.value
    assert (tmp_path / "topics.yaml").read_bytes() == before


def test_the_topics_own_sentences_hold_without_a_new_pattern() -> None:
    book = Codebook.read_topics(DEMO / "topics.yaml")
    assert all(
        holds for _, _, holds in preview(book, topic=book.topics[0].id, pattern="", texts=ANSWERS["text"]).sentences
    )
